//! The one entry: a request in, the result of the run out.

use super::judgement::Judgement;
use super::policy_change;
use super::request::{Compare, Request, Source};
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
    let policy = ResolvedPolicy::resolve(request, trees.ruling(), trees.base())?;
    let judgement = Judgement { request, trees: &trees };
    // Where the head rules, its base is still judged by what ruled there, if that loads.
    let base = trees.base().filter(|_| trees.is_from_head());
    let of_base = base.and_then(|base| ResolvedPolicy::resolve(request, base, Some(base)).ok());
    let mut result = judgement.judge_each(&policy, of_base.as_ref())?;
    // A record holds what counted, and not what would have.
    if !matches!(request.source, Source::Recorded { .. }) {
        policy_change::add(&mut result, &judgement, &policy)?;
    }
    if is_idle(request, &policy, &result) {
        result.idle = true;
        let word = "no sourcing manifest is here and none was asked for, so there was nothing to check; `sourcegate init` begins one";
        result.remarks.push(word.to_owned());
    }
    result.prefix = request.root().map(Root::prefix).unwrap_or_default();
    Ok(Outcome { result, policy })
}

/// Returns true for a hook in a repository that has no manifest, and had none: it must not block every commit. Where paths
/// or the configuration ask for manifests, finding none is worth an answer.
fn is_idle(request: &Request<'_>, policy: &ResolvedPolicy, result: &RunResult) -> bool {
    let (root, staged) = match &request.source {
        Source::Repository { root, compare } => {
            (root, matches!(compare, Compare::Staged | Compare::StagedAgainst(_) | Compare::StagedEvent))
        }
        Source::Recorded { root, record } => (root, record.head.kind == "index"),
        Source::Given { .. } => return false,
    };
    let asked = !policy.config.manifests.is_empty() || !policy.config.imports.is_empty();
    let none = |result: &RunResult| result.inputs.is_empty();
    staged
        && !asked
        && root.paths.iter().all(String::is_empty)
        && none(result)
        && result.base.as_deref().is_none_or(none)
}
