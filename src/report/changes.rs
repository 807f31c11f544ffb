//! Differences of policy in words, for people: one line a change, one line a value below it.
//!
//! The lines hold raw text; whoever prints them cleans them.

use crate::policy::change::{Action, Change, Detail, Topic};

/// The lines of a change, those of its values indented.
#[must_use]
pub fn lines(change: &Change) -> Vec<String> {
    let mut lines = vec![head(change)];
    lines.extend(change.details.iter().flat_map(detail).map(|line| format!("  {line}")));
    lines
}

/// `rule xuar-site changed`.
#[must_use]
pub fn head(change: &Change) -> String {
    let Change { topic, id, action, .. } = change;
    match (topic, action) {
        (Topic::Lock | Topic::Key, Action::Changed) => format!("{} changed: {id}", topic.word()),
        _ => format!("{} {id} {}", topic.word(), action.word()),
    }
}

/// Values longer than this stand on lines of their own, the old one above the new one.
const SHORT: usize = 50;

/// The lines of a value that differs.
#[must_use]
pub fn detail(detail: &Detail) -> Vec<String> {
    let Detail { field, old, new } = detail;
    match (old, new) {
        (Some(old), Some(new)) if old.len() <= SHORT && new.len() <= SHORT => vec![format!("{field}: {old} -> {new}")],
        (Some(old), Some(new)) => vec![format!("{field}:"), format!("- {old}"), format!("+ {new}")],
        (Some(old), None) => vec![format!("- {field}: {old}")],
        (None, Some(new)) => vec![format!("+ {field}: {new}")],
        (None, None) => vec![field.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_what_was_and_what_is() {
        let value = |old: Option<&str>, new: Option<&str>| Detail {
            field: "level".into(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        };
        let change = Change::new(Topic::Rule, "xuar-site", Action::Changed).with([
            value(Some("deny"), Some("warn")),
            value(None, Some("x")),
            value(Some("y"), None),
        ]);
        assert_eq!(lines(&change), ["rule xuar-site changed", "  level: deny -> warn", "  + level: x", "  - level: y"]);
        let long = "a".repeat(60);
        assert_eq!(detail(&value(Some(&long), Some("b")))[1], format!("- {long}"));
    }
}
