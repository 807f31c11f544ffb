//! A change of policy between base and head: what changed, what the side that does not count would say, what is pending.

use std::cmp::Ordering;

use super::judgement::Judgement;
use super::request::Request;
use super::resolved_policy::{ResolvedPolicy, lock_of};
use super::root::{CONFIG, Root};
use super::trees::Trees;
use super::{exceptions, named};
use crate::error::Error;
use crate::policy::change::{Action, Change, Detail, Topic};
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
    let elsewhere = run.trees.elsewhere()?;
    let there = Judgement { request: run.request, trees: elsewhere.as_ref().unwrap_or(run.trees) };
    let (Some(parted), Some(other)) = (run.trees.base(), there.trees.other()) else { return Ok(()) };
    let from_head = run.trees.is_from_head();
    // What a head changes is told from where it left the base: what the base did since is no change of the head.
    let (old, new) = if from_head {
        (Stand { trees: there.trees, tree: other }, Stand { trees: run.trees, tree: run.trees.ruling() })
    } else {
        (Stand { trees: run.trees, tree: parted }, Stand { trees: there.trees, tree: other })
    };
    // A file of exceptions that does not load must not become the base unseen.
    let before = exceptions::of_tree(old.tree, &rules.config, false)?;
    let after = exceptions::of_tree(new.tree, &rules.config, false)?;
    if elsewhere.is_none() && before.digests() == after.digests() && same(run.request, rules, &old, &new)? {
        return Ok(());
    }
    let theirs = ResolvedPolicy::resolve(run.request, there.trees, other, there.trees.trusted());
    let at_parting;
    let ours = if from_head || run.trees.tip().is_none() {
        Some(rules)
    } else {
        at_parting = ResolvedPolicy::resolve(run.request, run.trees, parted, run.trees.trusted()).ok();
        at_parting.as_ref()
    };
    let mut changes: Vec<Change> = moved(&old, &new).into_iter().collect();
    changes.extend(configuration(run.request, &old, &new)?);
    match (&theirs, ours) {
        (Ok(theirs), Some(ours)) => {
            let (old, new) = if from_head { (theirs, ours) } else { (ours, theirs) };
            let whole = |pack: &Pack| pack.clone().whole();
            changes.extend(diff::packs(&whole(&old.pack)?, &whole(&new.pack)?));
            if old.pack.signature != new.pack.signature {
                let action = Action::between(old.pack.signature.as_ref(), new.pack.signature.as_ref());
                changes.extend(action.map(|action| Change::new(Topic::Key, "policy.toml.minisig", action)));
            }
            replayed(old, new, from_head)?;
        }
        _ => changes.extend(folders(rules, old.tree, new.tree)?),
    }
    changes.extend(locks(old.tree, new.tree));
    let (mut before, mut after) = (&before, &after);
    if let Ok(theirs) = &theirs {
        *(if from_head { &mut before } else { &mut after }) = &theirs.exceptions;
    }
    changes.extend(before.changes(after));
    let outcome = match theirs {
        Err(error) => Outcome::Unusable { why: error.to_string() },
        Ok(theirs) => {
            let second =
                if from_head { there.judge_whole(&theirs)? } else { there.judge_each(&theirs, Some(rules))? };
            let failing = second.findings.iter().filter(|finding| second.is_failing(finding)).count();
            Outcome::Judged { verdict: second.verdict(), failing, differ: differing(result, &second) }
        }
    };
    if changes.is_empty() && matches!(outcome, Outcome::Judged { .. }) {
        return Ok(());
    }
    // How the head reads tables was shown before.
    let readings = result.policy_change.take().map(|change| change.changes).unwrap_or_default();
    changes.extend(readings);
    result.policy_change = Some(Box::new(PolicyChange {
        counts: if from_head { Side::Head } else { Side::Base },
        ruling: run.trees.ruling().describe(),
        other: other.describe(),
        changes,
        outcome,
    }));
    Ok(())
}

/// One side of a comparison, as policy is told from it.
struct Stand<'s, 't> {
    trees: &'s Trees<'t>,
    tree: &'s dyn Tree,
}

/// The change of the root of the run that a `sourcegate.toml` makes by where it stands.
fn moved(old: &Stand<'_, '_>, new: &Stand<'_, '_>) -> Option<Change> {
    let prefix = |side: &Stand<'_, '_>| side.trees.root().map(Root::prefix).unwrap_or_default();
    let shown = |prefix: String| if prefix.is_empty() { ".".to_owned() } else { prefix };
    let (old, new) = (shown(prefix(old)), shown(prefix(new)));
    (old != new).then(|| {
        let detail = Detail::between("root of the run", Some(old), Some(new));
        Change::new(Topic::Config, CONFIG, Action::Changed).with(detail)
    })
}

/// Returns true if nothing differs that a run is judged by, without loading it.
fn same(
    request: &Request<'_>,
    rules: &ResolvedPolicy,
    old: &Stand<'_, '_>,
    new: &Stand<'_, '_>,
) -> Result<bool, Error> {
    let config = |side: &Stand<'_, '_>| named::config_bytes(request, side.trees, side.tree);
    let (Ok(before), Ok(after)) = (config(old), config(new)) else { return Ok(false) };
    if before != after || id(old.tree, LOCK)? != id(new.tree, LOCK)? {
        return Ok(false);
    }
    Ok(folders(rules, old.tree, new.tree)?.is_empty())
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
    let standing = |tree| if rules.is_apart { Tree::top(tree).unwrap_or(tree) } else { tree };
    let (old, new) = (standing(old), standing(new));
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
fn configuration(request: &Request<'_>, old: &Stand<'_, '_>, new: &Stand<'_, '_>) -> Result<Vec<Change>, Error> {
    let text = |side: &Stand<'_, '_>| match named::config_bytes(request, side.trees, side.tree) {
        Ok(found) => Ok(found.map_or_else(String::new, |(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())),
        // One side does not have the file that is named: all of it is the change.
        Err(Error::Usage(_)) if request.config.is_some() => Ok(String::new()),
        Err(error) => Err(error),
    };
    let changes = toml_diff::changes(&text(old)?, &text(new)?);
    // What is no TOML changed for sure; why it cannot be used is told where it is judged by.
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
