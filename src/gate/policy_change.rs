//! A change of policy between base and head: what changed, what the side that does not count would say, what is pending.

use std::cmp::Ordering;

use super::config::Config;
use super::exceptions;
use super::judgement::Judgement;
use super::resolved_policy::{ResolvedPolicy, lock_of};
use super::root::CONFIG;
use crate::error::Error;
use crate::policy::change::{Action, Change, Topic};
use crate::policy::lock::{LOCK, Lock};
use crate::policy::pack::Pack;
use crate::policy::{diff, signature, toml_diff};
use crate::source::digest::sha256;
use crate::source::tree::Tree;
use crate::verdict::differing::differing;
use crate::verdict::policy_change::{Outcome, PolicyChange, Side};
use crate::verdict::run::RunResult;

/// Works out whether the two trees of a comparison are judged by the same, and if not, what that means.
///
/// # Errors
/// When a tree cannot be read; when the head, asked to rule, brings an older pack where the base wants signed ones.
pub(super) fn add(result: &mut RunResult, run: &Judgement<'_>, rules: &ResolvedPolicy) -> Result<(), Error> {
    let (ruling, Some(other)) = (run.trees.ruling(), run.trees.other()) else { return Ok(()) };
    // A file of exceptions that does not load must not become the base unseen.
    let exceptions = exceptions::of_tree(other, &rules.config, false)?;
    if exceptions.digests() == rules.exceptions.digests() && same(run, rules, ruling, other)? {
        return Ok(());
    }
    let from_head = run.trees.is_from_head();
    let theirs = ResolvedPolicy::resolve(run.request, other, run.trees.base());
    let (base, head) = if from_head { (other, ruling) } else { (ruling, other) };
    let mut changes = Vec::new();
    if run.request.config.is_none() {
        changes.extend(configuration(base, head)?);
    }
    match &theirs {
        Ok(theirs) => {
            let (old, new) = if from_head { (theirs, rules) } else { (rules, theirs) };
            let whole = |pack: &Pack| pack.clone().whole();
            changes.extend(diff::packs(&whole(&old.pack)?, &whole(&new.pack)?));
            if old.pack.signature != new.pack.signature {
                let action = Action::between(old.pack.signature.as_ref(), new.pack.signature.as_ref());
                changes.extend(action.map(|action| Change::new(Topic::Key, "policy.toml.minisig", action)));
            }
            replayed(old, new, from_head)?;
        }
        Err(_) => changes.extend(folders(rules, base, head)?),
    }
    changes.extend(locks(base, head));
    let other_side = theirs.as_ref().map_or(&exceptions, |theirs| &theirs.exceptions);
    let (old, new) = if from_head { (other_side, &rules.exceptions) } else { (&rules.exceptions, other_side) };
    changes.extend(old.changes(new));
    let outcome = match theirs {
        Err(error) => Outcome::Unusable { why: error.to_string() },
        Ok(theirs) => {
            let second = if from_head { run.judge_whole(&theirs)? } else { run.judge_each(&theirs, Some(rules))? };
            let failing = second.findings.iter().filter(|finding| second.is_failing(finding)).count();
            Outcome::Judged { verdict: second.verdict(), failing, differ: differing(result, &second) }
        }
    };
    if changes.is_empty() && matches!(outcome, Outcome::Judged { .. }) {
        return Ok(());
    }
    result.policy_change = Some(Box::new(PolicyChange {
        counts: if from_head { Side::Head } else { Side::Base },
        ruling: ruling.describe(),
        other: other.describe(),
        changes,
        outcome,
    }));
    Ok(())
}

/// Returns true if nothing differs that a run is judged by, changes without loading it.
fn same(run: &Judgement<'_>, rules: &ResolvedPolicy, one: &dyn Tree, other: &dyn Tree) -> Result<bool, Error> {
    if run.request.config.is_none() && Config::text_of(one)? != Config::text_of(other)? {
        return Ok(false);
    }
    if id(one, LOCK)? != id(other, LOCK)? {
        return Ok(false);
    }
    Ok(folders(rules, one, other)?.is_empty())
}

/// Returns an identity of the content at a path, for telling if it is the same elsewhere.
fn id(tree: &dyn Tree, path: &str) -> Result<Option<String>, Error> {
    if !tree.is_file(path) {
        return Ok(None);
    }
    match tree.content_id(path) {
        Some(id) => Ok(Some(id)),
        None => Ok(Some(sha256(&tree.read(path, u64::MAX)?))),
    }
}

/// The folders of packs whose files differ.
fn folders(rules: &ResolvedPolicy, old: &dyn Tree, new: &dyn Tree) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for folder in rules.pack.folders() {
        let ids = |tree: &dyn Tree| -> Result<Vec<(String, Option<String>)>, Error> {
            tree.list(folder)?.into_iter().map(|path| Ok((path.clone(), id(tree, &path)?))).collect()
        };
        let (old, new) = (ids(old)?, ids(new)?);
        let action = match (old.is_empty(), new.is_empty()) {
            (false, true) => Some(Action::Removed),
            (true, false) => Some(Action::Added),
            _ => (old != new).then_some(Action::Changed),
        };
        changes.extend(action.map(|action| Change::new(Topic::Pack, folder, action)));
    }
    Ok(changes)
}

/// Lists the differences in the configuration.
fn configuration(old: &dyn Tree, new: &dyn Tree) -> Result<Vec<Change>, Error> {
    let (old, new) = (Config::text_of(old)?, Config::text_of(new)?);
    let changes = toml_diff::changes(&String::from_utf8_lossy(&old), &String::from_utf8_lossy(&new));
    // What is no TOML changed for sure; why it cannot be used is changes where it is judged by.
    Ok(changes.unwrap_or_else(|_| vec![Change::new(Topic::Config, CONFIG, Action::Changed)]))
}

/// Lists the differences in the lock.
fn locks(old: &dyn Tree, new: &dyn Tree) -> Vec<Change> {
    let whole = |action| vec![Change::new(Topic::Lock, LOCK, action)];
    match (lock_of(old), lock_of(new)) {
        (Ok(None), Ok(Some(_))) => whole(Action::Added),
        (Ok(Some(_)), Ok(None)) => whole(Action::Removed),
        (Ok(old), Ok(new)) => match (old, new) {
            (Some((old, _)), Some((new, _))) => Lock::changes(&old, &new),
            _ => Vec::new(),
        },
        _ => whole(Action::Changed),
    }
}

/// Refuses an older pack of the head where the base wants signed packs: an old signature is a good signature.
fn replayed(old: &ResolvedPolicy, new: &ResolvedPolicy, from_head: bool) -> Result<(), Error> {
    let back = old.pack.id == new.pack.id && signature::order(&new.pack.version, &old.pack.version) == Ordering::Less;
    if from_head && back && old.config.policy_signature.is_some() {
        return Err(Error::Policy(format!(
            "the head brings version {} of the pack `{}`, and the base has {}; where packs are signed, an older one is a replay: \
             give the pack a new version and sign it, even to go back",
            new.pack.version, new.pack.id, old.pack.version
        )));
    }
    Ok(())
}
