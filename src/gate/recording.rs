//! The part of a record that the result of a run does not hold: what was asked, and what was read.

use globset::{Glob, GlobSetBuilder};

use super::resolved_policy::ResolvedPolicy;
use super::trees::Trees;
use super::{
    exceptions, named,
    request::{PolicySource, Request},
    root::Root,
};
use crate::error::Error;
use crate::source::digest::sha256;
use crate::source::recording::ReadLog;
use crate::verdict::provenance::{Asked, Provenance};

/// Collects the questions and the readings of a run.
///
/// # Errors
/// When a file that rules cannot be read.
pub(super) fn provenance(
    request: &Request<'_>,
    trees: &Trees<'_>,
    policy: &ResolvedPolicy,
    readings: ReadLog,
) -> Result<Provenance, Error> {
    let (as_of, as_of_source) = request.day();
    let mut globs = GlobSetBuilder::new();
    for glob in policy.config.exclude.iter().filter_map(|glob| Glob::new(glob).ok()) {
        globs.add(glob);
    }
    let excluding = globs.build().map_err(|error| Error::Usage(format!("`exclude` cannot be used: {error}")))?;
    let unread = || readings.seen.iter().filter(|path| !readings.read.contains_key(*path));
    let own = policy.pack.paths();
    Ok(Provenance {
        asked: Asked {
            paths: trees.paths().to_vec(),
            root: trees.root().map(Root::prefix).unwrap_or_default(),
            as_of: as_of.to_string(),
            as_of_source: as_of_source.to_owned(),
            policy: match &request.policy {
                PolicySource::Named(name) => Some(name.clone()),
                _ => None,
            },
            policy_from: if trees.is_from_head() { "head" } else { "base" }.to_owned(),
            ci: request.ci,
            config: request.config.as_ref().map(|path| path.display().to_string()),
            fail_on: request.fail_on.map(|level| level.word().to_owned()),
        },
        head: trees.ids.0.clone(),
        base: trees.ids.1.clone(),
        tip: trees.tip_id(),
        excluded: unread().filter(|path| excluding.is_match(path)).cloned().collect(),
        own: unread().filter(|path| own.contains(path)).cloned().collect(),
        ruling: ruling(request, trees, policy)?,
        readings,
    })
}

/// Digests of the files that rule, by path. The lock is told apart, because it is checked and not only read.
fn ruling(
    request: &Request<'_>,
    trees: &Trees<'_>,
    policy: &ResolvedPolicy,
) -> Result<std::collections::BTreeMap<String, String>, Error> {
    let tree = trees.ruling();
    let mut digests = std::collections::BTreeMap::new();
    digests.extend(named::config_bytes(request, trees, tree)?.map(|(shown, bytes)| (shown, sha256(&bytes))));
    let paths = [exceptions::waivers_path(&policy.config), exceptions::baseline_path(&policy.config)];
    let stands = paths.into_iter().zip(policy.exceptions.digests());
    digests.extend(stands.filter_map(|(path, digest)| Some((path.to_owned(), digest?.to_owned()))));
    Ok(digests)
}
