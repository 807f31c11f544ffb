//! Lines and columns of many places, found in one pass over each file; rows and columns where the file is a workbook.
//!
//! [`SourceFile::position`](crate::source::SourceFile::position) counts from the start of the line, which is quadratic for
//! a file that is one long line with many findings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::source::{FileId, Position};
use crate::verdict::run::RunResult;

/// Positions of places, computed together.
#[derive(Debug, Default)]
pub(crate) struct Positions(HashMap<(FileId, u32), Position>);

impl Positions {
    /// The positions of everything that these findings and all problems point at.
    pub(crate) fn for_findings<'a>(result: &RunResult, findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut wanted: BTreeMap<FileId, BTreeSet<u32>> = BTreeMap::new();
        let mut want = |file: FileId, at: u32| {
            wanted.entry(file).or_default().insert(at);
        };
        for finding in findings {
            let hops = finding.reaches.iter().flat_map(|reach| &reach.path).map(|hop| hop.location);
            for place in finding.locations.iter().copied().chain(hops) {
                want(place.file, place.span.start);
                want(place.file, place.span.end);
            }
            let record = result.facts.record(finding.subject.record);
            want(record.file, record.span.start);
        }
        for problem in result.inputs.iter().flat_map(|input| &input.problems) {
            let related = problem.related.as_ref().map(|(file, span, _)| (*file, *span));
            problem.place.into_iter().chain(related).for_each(|(file, span)| {
                want(file, span.start);
                want(file, span.end);
            });
        }
        let mut found = HashMap::new();
        for (file, offsets) in wanted {
            sweep(&result.facts, file, &offsets, &mut found);
        }
        Self(found)
    }

    /// Line and column of a place.
    pub(crate) fn get(&self, file: FileId, at: u32) -> Position {
        self.0.get(&(file, at)).copied().unwrap_or(Position { line: 1, column: 1 })
    }

    /// Line and column of a location.
    pub(crate) fn at(&self, location: &Location) -> Position {
        self.get(location.file, location.span.start)
    }
}

/// One pass over a file, stopping at each offset.
fn sweep(facts: &Facts, file: FileId, offsets: &BTreeSet<u32>, found: &mut HashMap<(FileId, u32), Position>) {
    let source = facts.source(file);
    let bytes = source.text.as_bytes();
    let (mut at, mut line, mut column) = (0_usize, 1_u32, 1_u32);
    for &offset in offsets {
        let end = (offset as usize).min(bytes.len());
        let mut from = at;
        for hit in memchr::memchr2_iter(b'\n', b'\r', &bytes[at..end]) {
            let newline = at + hit;
            if bytes[newline] == b'\n' || bytes.get(newline + 1) != Some(&b'\n') {
                from = newline + 1;
                line = line.saturating_add(1);
                column = 1;
            }
        }
        let characters = bytes[from..end].iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
        column = column.saturating_add(u32::try_from(characters).unwrap_or(u32::MAX));
        at = end;
        found.insert((file, offset), source.cell(offset).unwrap_or(Position { line, column }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn agrees_with_the_source_file_at_every_character() {
        let text = "a\r\n新疆b\n\rc\r\rd合\n";
        let mut facts = Facts::default();
        let file = facts.sources.add(SourceFile::new("x".into(), text.into(), "UTF-8", String::new()));
        let offsets: BTreeSet<u32> = text.char_indices().map(|(at, _)| u32::try_from(at).unwrap()).collect();
        let mut found = HashMap::new();
        sweep(&facts, file, &offsets, &mut found);
        for at in offsets {
            assert_eq!(found[&(file, at)], facts.source(file).position(at), "offset {at}");
        }
    }
}
