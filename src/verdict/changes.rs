//! The lines that brought an exposure in: what the base has in place of the lines that state it.
//!
//! A change can be far from the value that is wrong: a new supply edge in one file exposes an item through a party that
//! stood in another. So every record along the path is looked at, and lines that were only taken out count too.

use std::collections::{BTreeSet, HashMap, HashSet};

use similar::{DiffTag, TextDiff};

use super::run::RunResult;
use crate::facts::{Facts, Kind, RecordId};
use crate::finding::{Change, Finding, News, Side, Status};
use crate::source::{FileId, SourceFile};

/// Changes kept for one finding.
const CHANGES: usize = 6;
/// Lines of one change kept on each side.
const LINES: usize = 5;
/// Two texts of more lines, both together, are not aligned, only told apart line by line: the worst case of an alignment
/// grows with the square.
const MOST_LINES: usize = 10_000;
/// Lines shorter than this say nothing about where a file came from.
const TELLING: usize = 6;

/// Gives every finding that is new the changes that brought it in.
pub(super) fn explain(head: &mut RunResult, base: &RunResult) {
    let facts = &head.facts;
    let manifests = facts.records().filter(|(_, record)| record.kind == Kind::Manifest);
    let manifests = manifests.map(|(id, record)| (record.file, id)).collect();
    let mut compared = Compared { head: facts, base: &base.facts, manifests, files: HashMap::new(), origins: None };
    let changes: Vec<Vec<Change>> = head
        .findings
        .iter()
        .map(|finding| {
            let new = matches!(finding.status, Status::New | Status::PendingWaiver);
            if new { compared.changes_along(finding) } else { Vec::new() }
        })
        .collect();
    for (finding, changes) in head.findings.iter_mut().zip(changes) {
        finding.changes = changes;
    }
}

/// Lines of a file, the first one 0, both ends included.
type Lines = (u32, u32);

/// Origin of a file of the head.
enum Origin<'a> {
    /// The base does not have it.
    Added,
    /// Text that stood in the base, perhaps elsewhere.
    Was { old: &'a SourceFile, hunks: Vec<Hunk> },
    /// Too long to align: the lines that are not in the old text.
    Long { old: HashSet<&'a str> },
}

/// The files of two results, compared as needed.
struct Compared<'a> {
    head: &'a Facts,
    base: &'a Facts,
    /// The `[manifest]` table of each file: its markets and dates decide levels.
    manifests: HashMap<FileId, RecordId>,
    files: HashMap<FileId, Origin<'a>>,
    /// Telling lines of the base, with the files in which they stand.
    origins: Option<HashMap<&'a str, Vec<FileId>>>,
}

impl<'a> Compared<'a> {
    /// The changes along the path of a finding.
    fn changes_along(&mut self, finding: &Finding) -> Vec<Change> {
        let facts = self.head;
        let line = |file: FileId, at: u32| facts.source(file).line(at);
        let mut places: Vec<(FileId, Lines, u32)> = Vec::new();
        for location in &finding.locations {
            let at = line(location.file, location.span.start);
            places.push((location.file, (at, at), at));
        }
        let mut records: Vec<RecordId> = Vec::new();
        if let Some(reach) = finding.reaches.first() {
            for hop in &reach.path {
                let at = line(hop.location.file, hop.location.span.start);
                places.push((hop.location.file, lines_of(facts, hop.stated_by), at));
            }
            records.push(reach.record);
        }
        records.extend(&finding.records);
        let stated = places.len();
        let files: BTreeSet<FileId> = places.iter().map(|(file, ..)| *file).collect();
        let manifests: Vec<RecordId> = files.iter().filter_map(|file| self.manifests.get(file).copied()).collect();
        for record in records.into_iter().chain(manifests) {
            let lines = lines_of(facts, record);
            places.push((facts.record(record).file, lines, lines.0));
        }
        let mut seen = BTreeSet::new();
        let mut changes = Vec::new();
        for (number, (file, lines, focus)) in places.into_iter().enumerate() {
            for change in self.within(file, lines, focus) {
                // A file that is new is shown by the lines that matter, not by every record in it.
                let whole = number >= stated && matches!(self.files.get(&file), Some(Origin::Added));
                if !whole && changes.len() < CHANGES && seen.insert((file, change.line)) {
                    changes.push(change);
                }
            }
        }
        // What a maker states of one product can free or expose another one, and a stage that is gone leaves no line
        // behind: then the cause stands off the path, among the other changes.
        let by_graph = matches!(finding.news, Some(News::Items { .. })) || finding.reason.is_of_the_graph();
        if changes.is_empty() && by_graph {
            for (file, _) in facts.sources.iter() {
                let last = line(file, u32::MAX);
                changes.extend(self.within(file, (0, last), 0));
                if changes.len() >= CHANGES {
                    break;
                }
            }
            changes.truncate(CHANGES);
        }
        changes
    }

    /// The changes of a file that touch these lines.
    fn within(&mut self, file: FileId, lines: Lines, focus: u32) -> Vec<Change> {
        let new = self.head.source(file);
        let alone = |line: u32| Change {
            file,
            line: line + 1,
            // Of a file that is not aligned, everything is one change.
            hunk: (0, 0),
            removed: Side::default(),
            added: Side { from: line, lines: vec![new.line_text(line).to_owned()], more: 0 },
        };
        match self.origin(file) {
            Origin::Added => vec![alone(focus)],
            Origin::Long { old } => {
                (lines.0..=lines.1).filter(|at| !old.contains(new.line_text(*at))).map(alone).collect()
            }
            Origin::Was { old, hunks } => hunks
                .iter()
                .filter(|hunk| hunk.touches(lines))
                .map(|hunk| {
                    let focus = focus.clamp(hunk.new.0, hunk.new.1.max(hunk.new.0 + 1) - 1);
                    let middle = (focus - hunk.new.0) as usize;
                    Change {
                        file,
                        line: focus + 1,
                        hunk: (hunk.old.0, hunk.new.0),
                        removed: side(old, hunk.old, middle),
                        added: side(new, hunk.new, middle),
                    }
                })
                .collect(),
        }
    }

    fn origin(&mut self, file: FileId) -> &Origin<'a> {
        if !self.files.contains_key(&file) {
            let new = self.head.source(file);
            let origin = match self.before(new) {
                None => Origin::Added,
                Some(old) if old.lines().chain(new.lines()).nth(MOST_LINES).is_some() => {
                    Origin::Long { old: old.lines().collect() }
                }
                Some(old) => Origin::Was { old, hunks: hunks(old, new) },
            };
            self.files.insert(file, origin);
        }
        &self.files[&file]
    }

    /// The file as it stood in the base: under the same path, or under another one where most of its lines stood.
    fn before(&mut self, new: &SourceFile) -> Option<&'a SourceFile> {
        let base = self.base;
        if let Some((_, same)) = base.sources.iter().find(|(_, file)| file.path == new.path) {
            return Some(same);
        }
        let origins = self.origins.get_or_insert_with(|| {
            let mut origins: HashMap<&'a str, Vec<FileId>> = HashMap::new();
            for (id, file) in base.sources.iter() {
                for line in telling(file) {
                    origins.entry(line).or_default().push(id);
                }
            }
            origins
        });
        let mine = telling(new);
        let mut shared: HashMap<FileId, usize> = HashMap::new();
        for file in mine.iter().filter_map(|line| origins.get(*line)).flatten() {
            *shared.entry(*file).or_default() += 1;
        }
        // Of equals the first one, in the order of the base.
        let (file, count) = shared.into_iter().max_by(|(a, one), (b, other)| one.cmp(other).then_with(|| b.cmp(a)))?;
        (count * 2 > mine.len()).then(|| base.source(file))
    }
}

/// The lines of a file that say where it came from.
fn telling(file: &SourceFile) -> BTreeSet<&str> {
    file.lines().take(MOST_LINES).map(str::trim).filter(|line| line.len() >= TELLING).collect()
}

/// The lines of a record: its own place and everything it states.
fn lines_of(facts: &Facts, id: RecordId) -> Lines {
    let record = facts.record(id);
    let spans = std::iter::once(record.span).chain(facts.of_record(id).iter().map(|fact| fact.span));
    let (start, end) = spans.fold((u32::MAX, 0), |(start, end), span| (start.min(span.start), end.max(span.end)));
    let source = facts.source(record.file);
    (source.line(start), source.line(end.saturating_sub(1).max(start)))
}

/// One side of a change; of a long one the lines around the middle.
fn side(file: &SourceFile, lines: Lines, middle: usize) -> Side {
    let count = (lines.1 - lines.0) as usize;
    let from = middle.saturating_sub(LINES / 2).min(count.saturating_sub(LINES));
    let first = lines.0 + u32::try_from(from).unwrap_or(0);
    let kept: Vec<String> = (first..lines.1).take(LINES).map(|line| file.line_text(line).to_owned()).collect();
    Side { from: first, more: count.saturating_sub(kept.len()), lines: kept }
}

/// A change of a text: the lines it took out and those it put in, from 0, the ends excluded.
#[derive(Debug, PartialEq, Eq)]
struct Hunk {
    old: Lines,
    new: Lines,
}

impl Hunk {
    /// Returns true when it changed a line between these, or took one out from between them or right below.
    const fn touches(&self, lines: Lines) -> bool {
        if self.new.0 == self.new.1 {
            lines.0 < self.new.0 && self.new.0 <= lines.1 + 1
        } else {
            self.new.0 <= lines.1 && lines.0 < self.new.1
        }
    }
}

/// Every change from one text to another.
fn hunks(old: &SourceFile, new: &SourceFile) -> Vec<Hunk> {
    if old.digest == new.digest && !old.digest.is_empty() {
        return Vec::new();
    }
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let diff = TextDiff::from_slices(&old, &new);
    diff.ops()
        .iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .map(|op| {
            let (old, new) = (op.old_range(), op.new_range());
            Hunk { old: (number(old.start), number(old.end)), new: (number(new.start), number(new.end)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile::new("a.toml".into(), text.into(), "UTF-8", String::new())
    }

    #[test]
    fn changed_and_missing_lines_touch_the_record_that_holds_them() {
        let found = hunks(&file("a\nb\nc\nd\n"), &file("a\nx\nc\n"));
        assert_eq!(found, [Hunk { old: (1, 2), new: (1, 2) }, Hunk { old: (3, 4), new: (3, 3) }]);
        assert!(found[0].touches((1, 1)) && found[0].touches((0, 5)) && !found[0].touches((2, 2)));
        assert!(found[1].touches((1, 2)) && !found[1].touches((0, 1)), "taken out right below the record");
        assert_eq!(hunks(&file("a\r\nb\r\n"), &file("a\nb\n")), [], "line ends are no change");
    }

    #[test]
    fn a_long_side_is_cut_around_its_middle() {
        let text = file(&(0..20).map(|at| format!("{at}\n")).collect::<String>());
        assert_eq!(side(&text, (2, 4), 1), Side { from: 2, lines: vec!["2".into(), "3".into()], more: 0 });
        assert_eq!(side(&text, (0, 20), 10).lines, ["8", "9", "10", "11", "12"]);
        assert_eq!(side(&text, (0, 20), 19).lines, ["15", "16", "17", "18", "19"]);
        assert_eq!(side(&text, (5, 5), 0), Side { from: 5, ..Side::default() });
    }
}
