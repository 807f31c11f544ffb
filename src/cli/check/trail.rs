//! What a record needs beside the result of a run, and a recorded run done again.

use globset::{Glob, GlobSetBuilder};

use super::judging::Run;
use super::ruling::Rules;
use super::trees::Trees;
use super::{Arguments, JudgeAs, Ruling, parse_date, parse_level};
use crate::cli::exceptions;
use crate::cli::root::{self, CONFIG};
use crate::error::Error;
use crate::source::digest::sha256;
use crate::source::recording::Readings;
use crate::verdict::record::{Asked, Record, Trail};

/// What a run was asked and what it read.
///
/// # Errors
/// When a file that rules cannot be read.
pub(super) fn of(run: &Run<'_>, rules: &Rules, readings: Readings) -> Result<Trail, Error> {
    let arguments = run.arguments;
    let (as_of, as_of_source) = run.as_of();
    let mut globs = GlobSetBuilder::new();
    for glob in rules.config.exclude.iter().filter_map(|glob| Glob::new(glob).ok()) {
        globs.add(glob);
    }
    let excluding = globs.build().map_err(|error| Error::Usage(format!("`exclude` cannot be used: {error}")))?;
    let unread = || readings.seen.iter().filter(|path| !readings.read.contains_key(*path));
    let own = rules.pack.paths();
    Ok(Trail {
        asked: Asked {
            paths: run.root.paths.clone(),
            root: run.root.prefix(),
            as_of: as_of.to_string(),
            as_of_source: as_of_source.to_owned(),
            policy: arguments.judge_as.policy.clone(),
            policy_from: if run.trees.is_from_head() { "head" } else { "base" }.to_owned(),
            ci: run.ci,
            config: arguments.judge_as.config.as_ref().map(|path| path.display().to_string()),
            fail_on: arguments.fail_on.map(|level| level.word().to_owned()),
        },
        head: run.trees.ids.0.clone(),
        base: run.trees.ids.1.clone(),
        excluded: unread().filter(|path| excluding.is_match(path)).cloned().collect(),
        own: unread().filter(|path| own.contains(path)).cloned().collect(),
        ruling: ruling(run, rules)?,
        readings,
    })
}

/// Digests of the files that rule, by path. The lock is told apart, because it is checked and not only read.
fn ruling(run: &Run<'_>, rules: &Rules) -> Result<std::collections::BTreeMap<String, String>, Error> {
    let tree = run.trees.ruling();
    let mut digests = std::collections::BTreeMap::new();
    if let Some(path) = &run.arguments.judge_as.config {
        let shown = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| Error::Usage(format!("cannot read `{shown}`: {error}")))?;
        digests.insert(shown, sha256(&bytes));
    } else if tree.is_file(CONFIG) {
        digests.insert(CONFIG.to_owned(), sha256(&tree.read(CONFIG, u64::MAX)?));
    }
    let paths = [exceptions::waivers_path(&rules.config), exceptions::baseline_path(&rules.config)];
    let stands = paths.into_iter().zip(rules.exceptions.digests());
    digests.extend(stands.filter_map(|(path, digest)| Some((path.to_owned(), digest?.to_owned()))));
    Ok(digests)
}

/// A recorded run, done again.
pub(in crate::cli) struct Again {
    /// Its record.
    pub(in crate::cli) record: Record,
    /// What was read.
    pub(in crate::cli) on: String,
}

/// Does a recorded run again: the same trees, the same paths, as of the same day.
///
/// # Errors
/// When the record asks for something that cannot be, or the trees or the policy cannot be read.
pub(in crate::cli) fn again(record: &Record) -> Result<Again, Error> {
    let asked = &record.asked;
    let bad = |what: &str| Error::Usage(format!("the record has {what}"));
    let inside = |path: &String| !path.starts_with('/') && path.split('/').all(|part| part != "..");
    if !asked.paths.iter().all(inside) {
        return Err(bad("paths that leave the repository"));
    }
    let mut root = root::find(&[])?;
    if root.prefix() != asked.root {
        let there = if asked.root.is_empty() { "the root of the repository" } else { asked.root.as_str() };
        return Err(Error::Usage(format!("the run was made in {there}; verify its record there")));
    }
    root.paths.clone_from(&asked.paths);
    let judge_as = JudgeAs {
        as_of: Some(parse_date(&asked.as_of).map_err(|error| bad(&format!("a wrong day: {error}")))?),
        policy: asked.policy.clone(),
        config: asked.config.as_ref().map(std::path::PathBuf::from),
    };
    let level = asked.fail_on.as_deref().map(parse_level).transpose();
    let arguments = Arguments {
        fail_on: level.map_err(|error| bad(&format!("a wrong level: {error}")))?,
        policy_from: if asked.policy_from == "head" { Ruling::Head } else { Ruling::Base },
        ..Arguments::of_work_tree(judge_as)
    };
    let trees = Trees::again(record, &root)?;
    let rules = Rules::of(&arguments, &root, trees.ruling(), trees.base.as_deref())?;
    let run = Run { arguments: &arguments, root: &root, trees: &trees, ci: asked.ci, recorded: true };
    let base = trees.base.as_deref().filter(|_| trees.is_from_head());
    let of_base = base.and_then(|base| Rules::of(&arguments, &root, base, Some(base)).ok());
    let mut result = run.judged_each(&rules, of_base.as_ref())?;
    let mut trail = result.trail.take().ok_or_else(|| Error::Incomplete("nothing was noted".to_owned()))?;
    trail.asked = asked.clone();
    Ok(Again { record: Record::of(&result, &trail), on: trees.head.describe() })
}
