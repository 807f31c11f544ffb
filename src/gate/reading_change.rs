//! A change of how tables are read, between base and head: read in both ways, shown, and of what comes out the strictest counts.

use std::collections::{BTreeMap, BTreeSet};

use super::trees::Trees;
use crate::finding::{Finding, Level};
use crate::manifest::{ImportSpec, Reading, SecondReading};
use crate::policy::change::{Action, Change, Detail, Topic};
use crate::verdict::differing::without;
use crate::verdict::policy_change::{PolicyChange, Side};
use crate::verdict::run::RunResult;

/// The tables that the head reads otherwise than the base does or would, each with both ways.
#[derive(Default)]
pub(super) struct ReadingChange {
    changes: Vec<Change>,
    /// Imports of tables that the base does not have.
    fresh: Vec<Change>,
    /// The ways of the base.
    pub(super) before: Vec<SecondReading>,
}

impl ReadingChange {
    /// Compares the readings of two trees. A table that the base does not have is read by itself too, unless the base
    /// imports others in the same way: what says how it is read came with it, maybe under another name than before.
    pub(super) fn between(
        base: &BTreeMap<String, Reading>,
        head: &BTreeMap<String, Reading>,
        approved: &[ImportSpec],
    ) -> Self {
        let mut change = Self::default();
        for (path, new) in head {
            match base.get(path) {
                Some(old) => change.add(path, old, new),
                None => change.add_fresh(path, new, |spec| {
                    let of_base = base.values().filter_map(|reading| reading.spec.as_ref());
                    of_base.chain(approved).any(|known| known == spec)
                }),
            }
        }
        change
    }

    fn add(&mut self, path: &str, old: &Reading, new: &Reading) {
        let (before, after) = (old.settings(), new.settings());
        if before == after {
            return;
        }
        let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let details = fields
            .into_iter()
            .filter_map(|field| Detail::between(field, before.get(field).cloned(), after.get(field).cloned()));
        let action = Action::between(old.spec.as_ref(), new.spec.as_ref()).unwrap_or(Action::Changed);
        self.changes.push(Change::new(Topic::Import, path, action).with(details));
        self.before.push(SecondReading { path: path.to_owned(), reading: old.clone(), of_base: true });
    }

    fn add_fresh(&mut self, path: &str, new: &Reading, is_known: impl Fn(&ImportSpec) -> bool) {
        if new.spec.as_ref().is_none_or(|spec| new.settings().is_empty() || is_known(spec)) {
            return;
        }
        let details =
            new.settings().into_iter().filter_map(|(field, value)| Detail::between(&field, None, Some(value)));
        self.fresh.push(Change::new(Topic::Import, path, Action::Added).with(details));
        let reading = Reading::BY_ITSELF;
        self.before.push(SecondReading { path: path.to_owned(), reading, of_base: false });
    }

    /// Shows the change in a result that was compared with the base; `only_before` are the fingerprints of what only the
    /// reading of the base finds.
    pub(super) fn show(mut self, result: &mut RunResult, only_before: &BTreeSet<String>, trees: &Trees<'_>) {
        // What reads a new table as it reads by itself changes nothing.
        if !only_before.is_empty() {
            self.changes.append(&mut self.fresh);
        }
        let Some(base) = trees.base().filter(|_| !self.changes.is_empty()) else { return };
        let outcome = without(result, only_before);
        result.policy_change = Some(Box::new(PolicyChange {
            counts: Side::Base,
            ruling: base.describe(),
            other: trees.head().describe(),
            changes: self.changes,
            outcome,
        }));
    }
}

/// Adds to the findings of one reading what another finds beside them or finds worse; returns the fingerprints of that.
pub(super) fn add_stricter(findings: &mut Vec<Finding>, others: Vec<Finding>) -> BTreeSet<String> {
    let mut levels: BTreeMap<&str, Level> = BTreeMap::new();
    for finding in findings.iter() {
        let level = levels.entry(&finding.fingerprint).or_insert(finding.level);
        *level = finding.level.max(*level);
    }
    let is_stricter = |other: &Finding| levels.get(other.fingerprint.as_str()).is_none_or(|level| *level < other.level);
    let added: Vec<Finding> = others.into_iter().filter(is_stricter).collect();
    let stricter: BTreeSet<String> = added.iter().map(|finding| finding.fingerprint.clone()).collect();
    findings.retain(|finding| !stricter.contains(&finding.fingerprint));
    findings.extend(added);
    stricter
}
