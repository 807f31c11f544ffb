//! The one entry: a request in, the result of the run out.

use super::judgement::Judgement;
use super::policy_change;
use super::request::{Request, Source};
use super::resolved_policy::ResolvedPolicy;
use super::root::Root;
use super::trees::Trees;
use crate::error::Error;
use crate::verdict::run::RunResult;

/// Outcome of a run.
pub struct Outcome {
    /// The result, for reports.
    pub result: RunResult,
    /// Policy that it was judged by, for verbs that write exceptions.
    pub policy: ResolvedPolicy,
}

/// Runs the gate: reads the trees, resolves the policy, judges, and compares with the base.
///
/// # Errors
/// When a tree cannot be read, the policy cannot be used, or what a comparison needs is not in the clone. Problems of single
/// inputs are part of the result, which then does not pass.
pub fn run(request: &Request<'_>) -> Result<Outcome, Error> {
    let trees = Trees::open(request)?;
    let policy = ResolvedPolicy::resolve(request, &trees, trees.ruling(), trees.trusted())?;
    let judgement = Judgement { request, trees: &trees };
    // Where the head rules, its base is still judged by what ruled there, if that loads.
    let base = trees.trusted().filter(|_| trees.is_from_head());
    let of_base = base.and_then(|base| ResolvedPolicy::resolve(request, &trees, base, Some(base)).ok());
    let mut result = judgement.judged_each(&policy, of_base.as_ref())?;
    // A record holds what counted, and not what would have.
    if !matches!(request.source, Source::Recorded { .. }) {
        policy_change::add(&mut result, &judgement, &policy)?;
    }
    result.prefix = trees.root().map(Root::prefix).unwrap_or_default();
    Ok(Outcome { result, policy })
}
