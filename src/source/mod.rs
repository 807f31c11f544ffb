//! Sources of bytes, and positions in them.
//!
//! A [`SourceFile`] is one input, decoded once; every fact keeps a byte [`Span`] into its decoded text. Lines and
//! columns are computed only when a report needs them. What is no text is read into one, with [`anchors`] to its own places.

pub mod anchors;
pub mod commit;
pub mod digest;
pub mod index;
pub mod memory;
pub mod objects;
pub mod paths;
pub mod recording;
pub mod text;
pub(crate) mod toml_text;
pub mod tree;
pub mod unsafe_chars;
pub mod worktree;

use std::sync::OnceLock;

use anchors::{Anchor, Anchors};

/// The number of a file within one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A half-open range of bytes in a file's decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, in bytes.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The span as a range for slicing.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<std::ops::Range<usize>> for Span {
    /// Inputs are limited to far less than 4 GiB, so the conversion saturates only on a bug.
    fn from(range: std::ops::Range<usize>) -> Self {
        Self {
            start: u32::try_from(range.start).unwrap_or(u32::MAX),
            end: u32::try_from(range.end).unwrap_or(u32::MAX),
        }
    }
}

/// A place in a text as people count it: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Physical line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One input of a run, decoded.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path as reported: relative to the root of the run, with `/`.
    pub path: String,
    /// Decoded text, without its byte-order mark.
    pub text: String,
    /// Name of the encoding that the bytes were read with, as in the WHATWG encoding standard.
    pub encoding: &'static str,
    /// SHA-256 of the bytes as they were read, in lower-case hexadecimal.
    pub digest: String,
    /// The places of an input whose places are not, or not only, lines.
    anchors: Anchors,
    /// Byte offsets of line starts, built on first use.
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// A decoded file.
    #[must_use]
    pub fn new(path: String, text: String, encoding: &'static str, digest: String) -> Self {
        Self { path, text, encoding, digest, anchors: Anchors::default(), lines: OnceLock::new() }
    }

    /// The file with the places of its own that its text came from.
    #[must_use]
    pub fn with_anchors(self, anchors: Anchors) -> Self {
        Self { anchors, ..self }
    }

    /// The cell, pointer or path at a byte offset; `None` in a plain text.
    #[must_use]
    pub fn anchor(&self, offset: u32) -> Option<Anchor<'_>> {
        self.anchors.get(offset)
    }

    /// The row and the column at a byte offset of a sheet; `None` in a text.
    #[must_use]
    pub fn cell(&self, offset: u32) -> Option<Position> {
        match self.anchors.cell_at(offset)? {
            Anchor::Cell { row, column, .. } => Some(Position { line: row, column }),
            Anchor::Pointer(_) | Anchor::XmlPath(_) => None,
        }
    }

    /// Number of the line of a byte offset, the first one 0.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.starts().partition_point(|&start| start <= offset).saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The lines, without their ends.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let starts = self.starts();
        // A text that ends with its line has no empty line after it.
        let count = starts.len() - usize::from(starts.last().is_some_and(|last| *last as usize == self.text.len()));
        (0..u32::try_from(count).unwrap_or(u32::MAX)).map(|line| self.line_text(line))
    }

    /// A line without its end, the first one 0; empty when there is none.
    #[must_use]
    pub fn line_text(&self, line: u32) -> &str {
        let starts = self.starts();
        let Some(&start) = starts.get(line as usize) else { return "" };
        let end = starts.get(line as usize + 1).map_or(self.text.len(), |&end| end as usize);
        self.text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// The place at the start of a line, the first one 0; of a line behind the end, that of the last one.
    fn line_anchor(&self, line: u32) -> Option<Anchor<'_>> {
        let starts = self.starts();
        self.anchors.cell_at(*starts.get(line as usize).or(starts.last())?)
    }

    /// The number by which people find a line, the first one 0: the next one, or the row of a sheet.
    #[must_use]
    pub fn line_number(&self, line: u32) -> u32 {
        match self.line_anchor(line) {
            Some(Anchor::Cell { row, .. }) => row,
            _ => line.saturating_add(1),
        }
    }

    /// The same with the name of the sheet: `3`, or `Sheet1!3`.
    #[must_use]
    pub fn line_name(&self, line: u32) -> String {
        let row = self.line_anchor(line).and_then(|anchor| anchor.row_name());
        row.unwrap_or_else(|| self.line_number(line).to_string())
    }

    fn starts(&self) -> &[u32] {
        self.lines.get_or_init(|| line_starts(&self.text))
    }

    /// Line and column of a byte offset, or row and column of a sheet. LF, CRLF and lone CR each end a line.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        if let Some(cell) = self.cell(offset) {
            return cell;
        }
        let index = self.line(offset) as usize;
        let start = self.starts().get(index).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |part| part.chars().count());
        Position {
            line: u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1),
            column: u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1),
        }
    }
}

/// Byte offsets at which lines begin.
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let lone = bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        if lone {
            starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
        }
    }
    starts
}

/// All inputs of a run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and returns its number.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// Puts what was read of a file in the place that was kept for it.
    pub(crate) fn set(&mut self, id: FileId, file: SourceFile) {
        self.files[id.0 as usize] = file;
    }

    /// Takes out the file added last.
    pub(crate) fn pop(&mut self) {
        self.files.pop();
    }

    /// The file with this number.
    #[must_use]
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Takes the text of a file out, for a reader that writes facts while it walks the text; see [`Sources::put_text`].
    pub(crate) fn take_text(&mut self, id: FileId) -> String {
        std::mem::take(&mut self.files[id.0 as usize].text)
    }

    /// Puts the text of a file back.
    pub(crate) fn put_text(&mut self, id: FileId, text: String) {
        self.files[id.0 as usize].text = text;
    }

    /// Says which places the text of a file has, once it was read as a document with a structure.
    pub(crate) fn put_anchors(&mut self, id: FileId, anchors: Anchors) {
        self.files[id.0 as usize].anchors = anchors;
    }

    /// All files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(u32::try_from(index).unwrap_or(u32::MAX)), file))
    }

    /// Returns the number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns true without any file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile::new("a.csv".into(), text.into(), "UTF-8", String::new())
    }

    #[test]
    fn positions_count_every_kind_of_line_end_once() {
        let file = file("a\r\nb\nc\rd新疆e");
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(3), Position { line: 2, column: 1 });
        assert_eq!(file.position(5), Position { line: 3, column: 1 });
        assert_eq!(file.position(7), Position { line: 4, column: 1 });
        assert_eq!(file.position(14), Position { line: 4, column: 4 });
        assert_eq!(file.lines().collect::<Vec<_>>(), ["a", "b", "c", "d新疆e"]);
        let ended = self::file("a\n\nb\n");
        assert_eq!(ended.lines().collect::<Vec<_>>(), ["a", "", "b"]);
        assert_eq!((ended.line_text(2), ended.line_text(7)), ("b", ""));
    }
}
