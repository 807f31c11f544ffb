//! What a record needs beside the result of a run, and a recorded run done again.

use globset::{Glob, GlobSetBuilder};

use super::resolved_policy::ResolvedPolicy;
use super::root::CONFIG;
use super::run::Run;
use super::{PolicySource, Request, Root, Source, exceptions};
use crate::error::Error;
use crate::finding::Level;
use crate::source::digest::sha256;
use crate::source::recording::Readings;
use crate::verdict::policy_change::Side;
use crate::verdict::record::{Asked, Record, Trail};

/// What a run was asked and what it read.
///
/// # Errors
/// When a file that rules cannot be read.
pub(super) fn trail(run: &Run<'_>, policy: &ResolvedPolicy, readings: Readings) -> Result<Trail, Error> {
    let request = run.request;
    let (as_of, as_of_source) = run.as_of();
    let mut globs = GlobSetBuilder::new();
    for glob in policy.config.exclude.iter().filter_map(|glob| Glob::new(glob).ok()) {
        globs.add(glob);
    }
    let excluding = globs.build().map_err(|error| Error::Usage(format!("`exclude` cannot be used: {error}")))?;
    let unread = || readings.seen.iter().filter(|path| !readings.read.contains_key(*path));
    let own = policy.pack.paths();
    Ok(Trail {
        asked: Asked {
            paths: request.paths().to_vec(),
            root: request.root().map(Root::prefix).unwrap_or_default(),
            as_of: as_of.to_string(),
            as_of_source: as_of_source.to_owned(),
            policy: match &request.policy {
                PolicySource::Named(name) => Some(name.clone()),
                _ => None,
            },
            policy_from: if run.trees.is_from_head() { "head" } else { "base" }.to_owned(),
            ci: request.ci,
            config: request.config.as_ref().map(|path| path.display().to_string()),
            fail_on: request.fail_on.map(|level| level.word().to_owned()),
        },
        head: run.trees.ids.0.clone(),
        base: run.trees.ids.1.clone(),
        excluded: unread().filter(|path| excluding.is_match(path)).cloned().collect(),
        own: unread().filter(|path| own.contains(path)).cloned().collect(),
        ruling: ruling(run, policy)?,
        readings,
    })
}

/// Digests of the files that rule, by path. The lock is told apart, because it is checked and not only read.
fn ruling(run: &Run<'_>, policy: &ResolvedPolicy) -> Result<std::collections::BTreeMap<String, String>, Error> {
    let tree = run.trees.ruling();
    let mut digests = std::collections::BTreeMap::new();
    if let Some(path) = &run.request.config {
        let shown = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| Error::Usage(format!("cannot read `{shown}`: {error}")))?;
        digests.insert(shown, sha256(&bytes));
    } else if tree.is_file(CONFIG) {
        digests.insert(CONFIG.to_owned(), sha256(&tree.read(CONFIG, u64::MAX)?));
    }
    let paths = [exceptions::waivers_path(&policy.config), exceptions::baseline_path(&policy.config)];
    let stands = paths.into_iter().zip(policy.exceptions.digests());
    digests.extend(stands.filter_map(|(path, digest)| Some((path.to_owned(), digest?.to_owned()))));
    Ok(digests)
}

/// Does a recorded run again: the same trees, the same paths, as of the same day. Returns the record that it makes now, and
/// the tree that was read, in words.
///
/// # Errors
/// When the record asks for something that cannot be, or the trees or the policy cannot be read.
pub fn replay(record: &Record, mut root: Root) -> Result<(Record, String), Error> {
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
    let level = |word: &String| Level::parse(word).ok_or_else(|| bad(&format!("a wrong level: `{word}`")));
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
    let mut result = super::run(&request)?.result;
    let mut trail = result.trail.take().ok_or_else(|| Error::Incomplete("nothing was noted".to_owned()))?;
    trail.asked = asked.clone();
    Ok((Record::of(&result, &trail), result.tree.clone()))
}
