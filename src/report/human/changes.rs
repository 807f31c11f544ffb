//! The lines that brought an exposure in: what the base has in place of the lines that state it.

use std::collections::BTreeSet;

use anstyle::AnsiColor;
use similar::{ChangeTag, DiffTag, TextDiff};

use super::Context;
use super::notes::{Notes, file_line};
use crate::report::clean::clean_short;
use crate::report::words;
use crate::source::SourceFile;
use crate::verdict::finding::{Finding, Status};
use crate::verdict::run::RunResult;

/// Changes shown for one finding.
const CHANGES: usize = 4;
/// Lines of one change shown on each side.
const LINES: usize = 5;
/// A file of more lines is not compared: the worst case grows with the square.
const MOST_LINES: usize = 20_000;

/// Adds the `change` note of a new finding: `-` and `+` lines for each place of it that is not in the base.
pub(super) fn add(notes: &mut Notes<'_>, context: &Context<'_>, finding: &Finding) {
    let Some(base) = context.result.base.as_deref().filter(|_| finding.status == Status::New) else { return };
    let hops = finding.reaches.first().into_iter().flat_map(|reach| reach.path.iter().map(|hop| hop.location));
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for place in finding.locations.iter().copied().chain(hops) {
        if seen.len() >= CHANGES {
            break;
        }
        let line = context.positions.at(&place).line;
        let source = context.result.facts.source(place.file);
        let hunk = match before(context, base, source) {
            Some(old) => hunk(&old.text, &source.text, line),
            // The file is new: the line itself is the change.
            None => Some(Hunk { line, removed: vec![], added: vec![line_text(&source.text, line).to_owned()] }),
        };
        if let Some(hunk) = hunk
            && seen.insert((place.file, hunk.line))
        {
            lines.push(file_line(context, &place));
            let focus = line.saturating_sub(hunk.line) as usize;
            lines.extend(side(context, AnsiColor::BrightRed, "-", &hunk.removed, focus));
            lines.extend(side(context, AnsiColor::BrightGreen, "+", &hunk.added, focus));
        }
    }
    notes.lines("change", lines);
}

/// The file as it stood in the base: under the same path, or under another one that the head no longer has.
fn before<'b>(context: &Context<'_>, base: &'b RunResult, source: &SourceFile) -> Option<&'b SourceFile> {
    let old = || base.facts.sources.iter().map(|(_, file)| file);
    if let Some(same) = old().find(|file| file.path == source.path) {
        return Some(same);
    }
    let still = |path: &str| context.result.facts.sources.iter().any(|(_, file)| file.path == path);
    let lines: BTreeSet<&str> = source.text.lines().take(MOST_LINES).collect();
    let shared = |file: &SourceFile| file.text.lines().take(MOST_LINES).filter(|line| lines.contains(line)).count();
    let (count, file) =
        old().filter(|file| !still(&file.path)).map(|file| (shared(file), file)).max_by_key(|(count, _)| *count)?;
    (count * 2 > source.text.lines().count()).then_some(file)
}

/// One side of a change; of a long one the lines around the focus.
fn side(context: &Context<'_>, color: AnsiColor, sign: &str, lines: &[String], focus: usize) -> Vec<String> {
    let look = color.on_default();
    let from = focus.saturating_sub(LINES / 2).min(lines.len().saturating_sub(LINES));
    let mut shown: Vec<String> = lines
        .iter()
        .skip(from)
        .take(LINES)
        .map(|text| context.style.paint(look, &format!("{sign} {}", clean_short(text.trim_end(), 100))))
        .collect();
    if lines.len() > LINES {
        let more = words::count((lines.len() - LINES) as u64, "more line", "more lines");
        shown.push(context.style.paint(look, &format!("{sign} ... {more}")));
    }
    shown
}

fn line_text(text: &str, line: u32) -> &str {
    text.lines().nth(line.saturating_sub(1) as usize).unwrap_or("")
}

/// A change of a text: the first new line of it, what it took out, and what it put in.
#[derive(Debug, PartialEq, Eq)]
struct Hunk {
    line: u32,
    removed: Vec<String>,
    added: Vec<String>,
}

/// The change that holds a line of the new text; `None` when the line stood there before, or the texts are too long to
/// compare in bounded time.
fn hunk(old: &str, new: &str, line: u32) -> Option<Hunk> {
    if old == new || old.lines().chain(new.lines()).nth(MOST_LINES).is_some() {
        return None;
    }
    let at = line.saturating_sub(1) as usize;
    let diff = TextDiff::from_lines(old, new);
    let op = diff.ops().iter().find(|op| op.new_range().contains(&at) && op.tag() != DiffTag::Equal)?;
    let mut hunk = Hunk { line: u32::try_from(op.new_range().start).ok()? + 1, removed: vec![], added: vec![] };
    for change in diff.iter_changes(op) {
        match change.tag() {
            ChangeTag::Delete => hunk.removed.push(change.value().to_owned()),
            ChangeTag::Insert => hunk.added.push(change.value().to_owned()),
            ChangeTag::Equal => {}
        }
    }
    Some(hunk)
}

#[cfg(test)]
mod tests {
    use super::{Hunk, hunk};

    #[test]
    fn the_line_is_shown_with_what_it_replaced() {
        let (old, new) = ("a\nb\nc\n", "a\nx\nc\n");
        assert_eq!(
            hunk(old, new, 2),
            Some(Hunk { line: 2, removed: vec!["b\n".to_owned()], added: vec!["x\n".to_owned()] })
        );
        assert_eq!(hunk(old, new, 1), None);
        assert_eq!(hunk("a\n", "a\nb\n", 2), Some(Hunk { line: 2, removed: vec![], added: vec!["b\n".to_owned()] }));
    }
}
