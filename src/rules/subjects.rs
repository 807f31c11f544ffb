//! Number of records that a rule has before it: those of the kinds that its check starts from.

use super::CHECKS;
use crate::facts::Facts;
use crate::policy::check::StartsFrom;
use crate::policy::model::Rule;

/// Counts for each rule how many records it has before it, or how many of `lists` lists; `None` for a rule whose check looks
/// at neither.
#[must_use]
pub fn evaluated(rules: &[Rule], facts: &Facts, lists: usize) -> Vec<Option<usize>> {
    let before = |rule: &Rule| match CHECKS.iter().find(|check| check.kind.name == rule.check)?.kind.starts_from {
        StartsFrom::Records(kinds) => Some(facts.records().filter(|(_, record)| kinds.contains(&record.kind)).count()),
        StartsFrom::Lists => Some(lists),
        StartsFrom::Exceptions => None,
    };
    rules.iter().map(before).collect()
}
