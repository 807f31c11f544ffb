//! Differences between two editions of a list, for people: on a terminal, and in Markdown for a pull request.

use std::fmt::Write as _;

use super::clean::{clean, clean_short};
use super::markdown::prose;
use crate::policy::list::changes::{Changes, EntryChange, EntrySummary};

/// One line of counts: `104 entries (99 before): 5 added, 2 ended`.
#[must_use]
pub fn head(changes: &Changes) -> String {
    let counts = [
        (changes.added.len(), "added"),
        (changes.ended.len(), "ended"),
        (changes.deleted.len(), "deleted without a tombstone"),
        (changes.moved.len(), "names moved to another entry"),
        (changes.changed.len(), "changed"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let what = if counts.is_empty() { "nothing changed".to_owned() } else { counts.join(", ") };
    format!("{} entries ({} before): {what}", changes.entries_after, changes.entries_before)
}

/// The differences line by line, made safe; long texts are cut at the width.
#[must_use]
pub fn human(changes: &Changes, width: usize) -> Vec<String> {
    let width = width.saturating_sub(8).max(40);
    let mut lines = vec![head(changes)];
    let subject = |sign: &str, subject: &EntrySummary, lines: &mut Vec<String>| {
        lines.push(format!("{sign} {}  {}", clean(&subject.id), clean_short(&subject.name, width)));
        let names = subject.names.join("; ");
        for part in [&names, &subject.listings.join("; ")].into_iter().filter(|part| !part.is_empty()) {
            lines.push(format!("    {}", clean_short(part, width)));
        }
    };
    for added in &changes.added {
        subject("+", added, &mut lines);
    }
    for ended in &changes.ended {
        subject("-", ended, &mut lines);
    }
    for deleted in &changes.deleted {
        subject("!", deleted, &mut lines);
    }
    for moved in &changes.moved {
        lines.push(format!(
            "> “{}” moved from {} to {}",
            clean_short(&moved.name, width),
            clean(&moved.from),
            clean(&moved.to)
        ));
    }
    for pair in &changes.perhaps {
        let (ended, added) = (clean(&pair.ended), clean(&pair.added));
        lines.push(format!("? {ended} ended and {added} came: perhaps one firm; if so, give the new row the old id"));
    }
    for changed in &changes.changed {
        lines.push(format!("~ {}  {}", clean(&changed.id), clean_short(&changed.name, width)));
        lines.extend(changed.changes.iter().map(|change| format!("    {}", clean_short(&line(change), width))));
    }
    lines
}

/// A change in words.
fn line(change: &EntryChange) -> String {
    match change {
        EntryChange::Renamed { from, to } => format!("renamed from “{from}” to “{to}”"),
        EntryChange::NameAdded { kind, name, window } if window == ".." => format!("+ {kind} “{name}”"),
        EntryChange::NameAdded { kind, name, window } => format!("+ {kind} “{name}” [{window}]"),
        EntryChange::NameDeleted { kind, name } => format!("! {kind} “{name}” is gone without a tombstone"),
        EntryChange::NameChanged { name, from, to } => format!("“{name}” was {from}, is {to}"),
        EntryChange::ListingAdded { listing } => format!("+ listed {listing}"),
        EntryChange::ListingChanged { clause, from, to } => format!("listed {clause}: {from} was, {to} is"),
        EntryChange::ListingDeleted { listing } => format!("! listing {listing} is gone without an end"),
        EntryChange::IdentifierAdded { identifier } => format!("+ {identifier}"),
        EntryChange::IdentifierDeleted { identifier } => format!("- {identifier}"),
        EntryChange::Field { field, from, to } if from.is_empty() => format!("{field}: “{to}”"),
        EntryChange::Field { field, from, to } if to.is_empty() => format!("{field}: “{from}” is gone"),
        EntryChange::Field { field, from, to } => format!("{field}: “{from}” was, “{to}” is"),
    }
}

/// The most characters that GitHub takes for the body of a pull request is 65,536; several lists share it.
const MARKDOWN: usize = 24_000;

/// The differences as Markdown, cut so that they fit into the body of a pull request.
#[must_use]
pub fn markdown(list: &str, changes: &Changes) -> String {
    let mut text = format!("### {}\n\n{}\n", prose(list), prose(&head(changes)));
    let mut rest = 0_usize;
    let mut section = |title: &str, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        let _ = write!(text, "\n**{title}**\n\n");
        for line in lines {
            if text.len() + line.len() > MARKDOWN {
                rest += 1;
            } else {
                text.push_str(&line);
            }
        }
    };
    let subjects = |subjects: &[EntrySummary]| -> Vec<String> {
        let one = |subject: &EntrySummary| {
            let mut parts = vec![subject.listings.join("; ")];
            parts.extend(subject.names.iter().cloned());
            parts.push(format!("grade {}", subject.grade));
            format!("- {} ({}): {}\n", prose(&subject.name), prose(&subject.id), prose(&parts.join("; ")))
        };
        subjects.iter().map(one).collect()
    };
    section("Added", subjects(&changes.added));
    section("Ended", subjects(&changes.ended));
    section("Deleted without a tombstone", subjects(&changes.deleted));
    let moved = changes.moved.iter();
    section(
        "Names that moved",
        moved.map(|m| format!("- “{}” from {} to {}\n", prose(&m.name), prose(&m.from), prose(&m.to))).collect(),
    );
    let perhaps = changes.perhaps.iter();
    section(
        "Perhaps the same firm under two names (if so, give the new row the old id)",
        perhaps
            .map(|pair| {
                let side = |name: &str, id: &str| format!("{} ({})", prose(name), prose(id));
                format!(
                    "- {} ended, {} came\n",
                    side(&pair.ended_name, &pair.ended),
                    side(&pair.added_name, &pair.added)
                )
            })
            .collect(),
    );
    let changed = changes.changed.iter().map(|changed| {
        let lines: Vec<String> =
            changed.changes.iter().map(|change| format!("  - {}\n", prose(&line(change)))).collect();
        format!("- {} ({})\n{}", prose(&changed.name), prose(&changed.id), lines.concat())
    });
    section("Changed", changed.collect());
    if rest > 0 {
        let _ = write!(text, "\n{rest} more do not fit here; the diff of the file shows them.\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::list::{COLUMNS, parse};

    #[test]
    fn hostile_names_stay_names() {
        let row = "a,\"](http://evil) @team #1 <img> `x` ::error::\u{1b}[31m\",,,,,,i@..,entity,,,,official,,,\n";
        let new = parse("l.csv", &format!("{}\n{row}", COLUMNS.join(","))).unwrap();
        let changes = Changes::between(&[], &new);
        let text = markdown("l", &changes);
        for acts in ["@team", "#1", "<img>", "::error", " `x`", "http://"] {
            assert!(!text.contains(acts), "{acts} acts in {text}");
        }
        for line in human(&changes, 80) {
            assert!(!line.contains('\u{1b}') && !line.contains("::"), "{line}");
        }
    }

    #[test]
    fn a_large_change_is_cut_and_says_so() {
        let rows: String = (0..2_000).map(|n| format!("a{n:04},Name {n},,,,,,i@..,entity,,,,official,,,\n")).collect();
        let new = parse("l.csv", &format!("{}\n{rows}", COLUMNS.join(","))).unwrap();
        let text = markdown("l", &Changes::between(&[], &new));
        assert!(text.len() < 25_000 && text.contains("more do not fit here"), "{}", text.len());
    }
}
