//! A change of how tables are read, between base and head: read in both ways, shown, and of what comes out the strictest counts.

use std::collections::{BTreeMap, BTreeSet};

use super::trees::Trees;
use crate::finding::{Finding, Level};
use crate::manifest::Reading;
use crate::policy::change::{Action, Change, Detail, Topic};
use crate::verdict::differing::without;
use crate::verdict::policy_change::{PolicyChange, Side};
use crate::verdict::run::RunResult;

/// The tables that the head reads otherwise than the base, each with both ways.
#[derive(Default)]
pub(super) struct ReadingChange {
    changes: Vec<Change>,
    /// The ways of the base.
    pub(super) before: Vec<(String, Reading)>,
}

impl ReadingChange {
    /// Compares the readings of two trees. A table that only one of them reads is read in one way.
    pub(super) fn between(base: &BTreeMap<String, Reading>, head: &BTreeMap<String, Reading>) -> Self {
        let mut change = Self::default();
        for (path, new) in head {
            let Some(old) = base.get(path) else { continue };
            let (before, after) = (old.settings(), new.settings());
            if before == after {
                continue;
            }
            let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            let details = fields
                .into_iter()
                .filter_map(|field| Detail::between(field, before.get(field).cloned(), after.get(field).cloned()));
            let action = Action::between(old.spec.as_ref(), new.spec.as_ref()).unwrap_or(Action::Changed);
            change.changes.push(Change::new(Topic::Import, path, action).with(details));
            change.before.push((path.clone(), old.clone()));
        }
        change
    }

    /// Shows the change in a result that was compared with the base; `only_before` are the fingerprints of what only the
    /// reading of the base finds.
    pub(super) fn show(self, result: &mut RunResult, only_before: &BTreeSet<String>, trees: &Trees<'_>) {
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
