//! Differences of policy in words, for people: one line a change, one line a value below it.
//!
//! The lines hold raw text; [`fn@write`] cleans them, and so does whoever else prints them.

use std::io;

use anstyle::AnsiColor;

use super::Style;
use super::clean::clean;
use super::layout::wrap;
use crate::finding::Status;
use crate::policy::change::Change;
use crate::report::grammar;
use crate::verdict::policy_change::{Differing, Outcome, PolicyChange, Side, Standing};

/// Changes told one by one.
const CHANGES: usize = 40;
/// Values of one change lines.
const VALUES: usize = 12;
/// Findings told that come out otherwise.
const FINDINGS: usize = 40;

/// The first so many of some lines, and how many more there are.
fn first(lines: Vec<String>, most: usize, one: &str, many: &str) -> Vec<String> {
    let more = lines.len().saturating_sub(most);
    let mut lines = lines;
    lines.truncate(most);
    if more > 0 {
        lines.push(format!("... and {}; the JSON report has all of them", grammar::count(more as u64, one, many)));
    }
    lines
}

/// Changes in words, each with its first values.
#[must_use]
pub fn change_lines(changes: &[Change]) -> Vec<String> {
    let blocks: Vec<Vec<String>> = changes
        .iter()
        .map(|change| {
            let mut lines = change.lines().into_iter();
            let head = lines.next().unwrap_or_default();
            let values = first(lines.collect(), VALUES, "  more line", "  more lines");
            std::iter::once(head).chain(values).collect()
        })
        .collect();
    let more = blocks.len().saturating_sub(CHANGES);
    let mut lines: Vec<String> = blocks.into_iter().take(CHANGES).flatten().collect();
    if more > 0 {
        lines.push(format!(
            "... and {}; the JSON report has all of them",
            grammar::count(more as u64, "more change", "more changes")
        ));
    }
    lines
}

/// The section about a change of policy: what changed, and what either side says.
#[must_use]
pub fn section(change: &PolicyChange, verdict: &str) -> Vec<String> {
    let (ruling, other) = (change.counts.word(), change.counts.other().word());
    let mut lines = change_lines(&change.changes);
    lines.push(format!("judged by the {ruling} ({}), as it counts: {verdict}", change.ruling));
    match &change.outcome {
        Outcome::Unusable { why } => {
            lines.push(format!("judged by the {other} ({}): nothing, because it does not load:", change.other));
            lines.extend(why.lines().map(|line| format!("  {}", line.trim())));
        }
        Outcome::Judged { verdict, failing, differ } => {
            let count = grammar::count(*failing as u64, "finding", "findings");
            lines.push(format!("judged by the {other} ({}): {verdict}, {count} failing", change.other));
            let differ = differ.iter().map(|row| format!("  {}", differing(row, ruling, other))).collect();
            lines.extend(first(differ, FINDINGS, "more finding that differs", "more findings that differ"));
        }
    }
    lines
}

/// Names the policy that is pending, or given up.
#[must_use]
pub const fn pending(change: &PolicyChange) -> &'static str {
    match change.counts {
        Side::Base => "pending: the change counts once it is on the base",
        Side::Head => {
            "--policy-from head: this run is judged by what the branch says itself, and does not protect the base"
        }
    }
}

/// A finding that comes out otherwise: `xuar-site a.toml:3 Beta: by the base deny, fails; by the head not found`.
#[must_use]
pub fn differing(row: &Differing, first: &str, second: &str) -> String {
    format!(
        "{} {} {}: by the {first} {}; by the {second} {}",
        row.rule,
        row.place,
        row.subject,
        standing(row.first),
        standing(row.second)
    )
}

fn standing(standing: Option<Standing>) -> String {
    let Some(standing) = standing else { return "not found".to_owned() };
    let status = match standing.status {
        Status::New => "",
        Status::Carried => ", carried",
        Status::Moved => ", moved",
        Status::Fixed => ", fixed",
        Status::Waived => ", waived",
        Status::Baselined => ", in the baseline",
        Status::PendingWaiver => ", its waiver pending",
    };
    format!("{}{status}{}", standing.level.word(), if standing.fails { ", fails" } else { "" })
}

/// Writes lines with their indent, wrapped, in the colours of a difference.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, lines: &[String], style: &Style) -> io::Result<()> {
    for line in lines {
        let text = line.trim_start();
        let indent = " ".repeat(line.len() - text.len());
        let look = match text.get(..2) {
            Some("- ") => AnsiColor::Red.on_default(),
            Some("+ ") => AnsiColor::Green.on_default(),
            _ => anstyle::Style::new(),
        };
        for (row, part) in wrap(&clean(text), style.width.saturating_sub(indent.len() + 2)).iter().enumerate() {
            let hanging = if row > 0 { "  " } else { "" };
            writeln!(out, "{}", format!("{indent}{hanging}{}", style.paint(look, part)).trim_end())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::change::{Action, Detail, Topic};

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
        assert_eq!(change.lines(), ["rule xuar-site changed", "  level: deny -> warn", "  + level: x", "  - level: y"]);
        let long = "a".repeat(60);
        assert_eq!(value(Some(&long), Some("b")).lines()[1], format!("- {long}"));
    }
}
