//! The reports of `sourcegate merge`: many runs on one page.

mod human;
mod json;
mod markdown;

use super::clean::clean_short;
use super::{Format, grammar};
use crate::verdict::merged::{Finding, Merged, Part};
pub(crate) use json::SCHEMA;

/// Output formats, the default first.
pub const FORMATS: &[Format<Merged>] = &[
    Format { name: "human", write: human::write },
    Format { name: "json", write: json::write },
    Format { name: "summary", write: markdown::summary },
    Format { name: "markdown", write: markdown::comment },
];

/// Outcome of a part, in a word or two.
const fn outcome(part: &Part) -> &'static str {
    use crate::exit::Exit;
    match (&part.run, part.exit()) {
        (Err(_), _) => "unreadable",
        (_, Exit::Passed) => "pass",
        (_, Exit::Findings) => "fail",
        (_, Exit::NothingChecked) => "nothing checked",
        (_, Exit::Usage | Exit::Incomplete) => "incomplete",
    }
}

/// The result in one sentence.
fn result(merged: &Merged) -> String {
    let counts = merged.counts();
    let levels = [(counts.deny, "deny"), (counts.review, "review"), (counts.warn, "warn"), (counts.info, "info")];
    let mut found: Vec<String> = levels
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, level)| format!("{} {level}", grammar::thousands(*count)))
        .collect();
    if found.is_empty() {
        let partial = merged.lists().iter().any(|list| !list.complete);
        let lists = if partial { "lists that are incomplete" } else { "these lists, of these dates" };
        found.push(format!("nothing found in {lists}"));
    }
    let mut text =
        format!("{} in {}", found.join(", "), grammar::count(merged.parts.len() as u64, "report", "reports"));
    let not_whole = merged.parts.iter().filter(|part| part.exit() == crate::exit::Exit::Incomplete).count();
    if not_whole > 0 {
        text.push_str(&format!("; {} did not complete", grammar::thousands(not_whole as u64)));
    }
    if merged.missing() > 0 {
        text.push_str(&format!("; {} missing", grammar::count(merged.missing() as u64, "report", "reports")));
    }
    text
}

/// Lists remarks for a reader who compares the rows: packs and days that differ.
fn remarks(merged: &Merged) -> Vec<String> {
    let mut remarks = vec![];
    let policies = merged.policies();
    if policies.len() > 1 {
        let named: Vec<String> = policies
            .iter()
            .take(10)
            .map(|policy| {
                let digest = policy.digest.get(..12).unwrap_or(&policy.digest);
                format!("{} {} (sha256 {digest})", policy.id, policy.version)
            })
            .collect();
        remarks.push(format!("the runs were judged by different packs: {}", grammar::and(&named)));
    }
    let days: Vec<String> = merged.days().iter().take(10).map(ToString::to_string).collect();
    if days.len() > 1 {
        remarks.push(format!("the runs were judged as of different days: {}", grammar::and(&days)));
    }
    if merged.missing() > 0 {
        let expected = merged.expected.unwrap_or_default();
        remarks.push(format!(
            "{} were expected and {} are here; a job that stopped before its report does not pass",
            grammar::count(expected as u64, "report", "reports"),
            merged.parts.len()
        ));
    }
    remarks
}

/// `file:line` of a finding; empty when it has no place.
fn place(finding: &Finding) -> String {
    finding.place.as_ref().map_or_else(String::new, |(file, line)| format!("{}:{line}", clean_short(file, 120)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_registry_has_every_format_once() {
        let names: Vec<_> = super::FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(names, ["human", "json", "summary", "markdown"]);
    }
}
