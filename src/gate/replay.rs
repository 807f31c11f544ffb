//! A recorded run done again.

use super::request::{PolicySource, Request, Source};
use super::root::Root;
use super::run::run;
use crate::error::Error;
use crate::finding::Level;
use crate::verdict::policy_change::Side;
use crate::verdict::record::RunRecord;

/// Repeats a recorded run: the same trees, the same paths, as of the same day. Returns the record that it makes now,
/// and the tree that was read, in words.
///
/// # Errors
/// When the record asks for something that cannot be, or the trees or the policy cannot be read.
pub fn replay(record: &RunRecord, mut root: Root) -> Result<(RunRecord, String), Error> {
    let asked = &record.asked;
    let bad = |what: &str| Error::Usage(format!("the record has {what}"));
    let inside = |path: &String| !path.starts_with('/') && path.split('/').all(|part| part != "..");
    if !asked.paths.iter().all(inside) {
        return Err(bad("paths that leave the repository"));
    }
    if root.prefix() != asked.root {
        let there = if asked.root.is_empty() { "the root of the repository" } else { asked.root.as_str() };
        return Err(Error::Usage(format!("the run was made in {there}; verify its record there")));
    }
    root.paths.clone_from(&asked.paths);
    let day = asked.as_of.parse().map_err(|_| bad(&format!("a wrong day: `{}` is not a date", asked.as_of)))?;
    let level = |word: &String| word.parse::<Level>().map_err(|_| bad(&format!("a wrong level: `{word}`")));
    let request = Request {
        policy: asked.policy.clone().map_or(PolicySource::Configured, PolicySource::Named),
        policy_from: if asked.policy_from == "head" { Side::Head } else { Side::Base },
        config: asked.config.as_ref().map(std::path::PathBuf::from),
        as_of: Some(day),
        fail_on: asked.fail_on.as_ref().map(level).transpose()?,
        ci: asked.ci,
        recorded: true,
        ..Request::new(Source::Recorded { root, record })
    };
    let mut result = run(&request)?.result;
    let mut provenance = result.provenance.take().ok_or_else(|| Error::Incomplete("nothing was noted".to_owned()))?;
    provenance.asked = asked.clone();
    Ok((RunRecord::new(&result, &provenance), result.tree.clone()))
}
