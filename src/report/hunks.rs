//! The changes behind a finding as `-` and `+` lines, each change once however many of its lines matter.

use std::collections::BTreeMap;

use super::clean::{clean, clean_short};
use super::grammar;
use crate::finding::{Change, Finding, Side};
use crate::verdict::run::RunResult;

/// Columns of a path.
const PATH: usize = 120;

/// One change of a file.
pub(crate) struct Hunk {
    /// The file and the lines that matter: `suppliers.csv:3, 4`.
    pub(crate) place: String,
    /// Sign and clean text of each line, cut.
    pub(crate) lines: Vec<(&'static str, String)>,
}

/// The changes of a finding, in the order of their first lines that matter; each line of at most this many columns.
pub(crate) fn around(finding: &Finding, result: &RunResult, columns: usize) -> Vec<Hunk> {
    let mut hunks: Vec<Vec<&Change>> = Vec::new();
    for change in &finding.changes {
        let same = |hunk: &&mut Vec<&Change>| {
            hunk.first().is_some_and(|first| (first.file, first.hunk) == (change.file, change.hunk))
        };
        match hunks.iter_mut().find(same) {
            Some(hunk) => hunk.push(change),
            None => hunks.push(vec![change]),
        }
    }
    hunks.into_iter().filter_map(|hunk| Some(one(hunk.first()?, &hunk, result, columns))).collect()
}

fn one(first: &Change, hunk: &[&Change], result: &RunResult, columns: usize) -> Hunk {
    let source = result.facts.source(first.file);
    let path = clean_short(&source.path, PATH);
    let mut at: Vec<u32> = hunk.iter().map(|change| change.line).collect();
    at.sort_unstable();
    at.dedup();
    let at: Vec<String> = at.iter().map(|line| clean(&source.line_name(line - 1))).collect();
    let sides = [
        ("-", hunk.iter().map(|change| &change.removed).collect::<Vec<_>>()),
        ("+", hunk.iter().map(|change| &change.added).collect()),
    ];
    let lines = sides.into_iter().flat_map(|(sign, sides)| {
        joined(&sides).into_iter().map(move |text| (sign, clean_short(text.trim_end(), columns)))
    });
    Hunk { place: format!("{path}:{}", at.join(", ")), lines: lines.collect() }
}

/// The lines that several looks at one side of a change show, in the order of the file, gaps marked and the rest counted.
fn joined(looks: &[&Side]) -> Vec<String> {
    let shown: BTreeMap<u32, &str> =
        looks.iter().flat_map(|side| (side.from..).zip(side.lines.iter().map(String::as_str))).collect();
    let total = looks.iter().map(|side| side.lines.len() + side.more).max().unwrap_or(0);
    let mut lines = Vec::new();
    let mut before = None;
    for (at, text) in &shown {
        if before.is_some_and(|before| before + 1 < *at) {
            lines.push("...".to_owned());
        }
        lines.push((*text).to_owned());
        before = Some(*at);
    }
    let more = total.saturating_sub(shown.len());
    if more > 0 {
        lines.push(format!("... {}", grammar::count(more as u64, "more line", "more lines")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(from: u32, lines: &[&str], more: usize) -> Side {
        Side { from, lines: lines.iter().map(|line| (*line).to_owned()).collect(), more }
    }

    #[test]
    fn looks_at_one_change_are_joined_and_what_no_look_shows_is_counted() {
        let (first, second) = (side(3, &["a", "b"], 6), side(4, &["b", "c"], 6));
        assert_eq!(joined(&[&first, &second]), ["a", "b", "c", "... 5 more lines"]);
        assert_eq!(joined(&[&second, &side(8, &["g", "h"], 6)]), ["b", "c", "...", "g", "h", "... 4 more lines"]);
        assert_eq!(joined(&[&side(0, &["a"], 0), &side(0, &["a"], 0)]), ["a"]);
        assert_eq!(joined(&[&Side::default()]), Vec::<String>::new());
    }
}
