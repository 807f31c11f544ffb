//! The records of delimited text, cut into cells.
//!
//! A quote that is left open swallows rows without a word: what stands behind it until the next quote is one cell. Such
//! a quote is refused, with the line on which it opens.

use std::ops::Range;

use csv_core::{ReadFieldResult, ReaderBuilder};

use crate::manifest::table::Cell;
use crate::source::Span;

/// The way out of a record that does not end.
const TOO_LONG: &str = "close the quote, or raise `max-record-bytes` under [limits] in sourcegate.toml";
/// The way out of a quote that is open.
const CLOSE: &str =
    "close the quote in its own row, or double it (`\"\"`) and quote the cell where it belongs to the text";

/// A record that cannot be read, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::manifest) struct Broken {
    pub(in crate::manifest) span: Span,
    pub(in crate::manifest) message: String,
    pub(in crate::manifest) help: &'static str,
}

/// Walks the records of a text.
pub(in crate::manifest) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    delimiter: u8,
    core: csv_core::Reader,
    buffer: Vec<u8>,
    limit: usize,
    /// True if lines without anything stand before the record at hand.
    gap: bool,
}

impl<'t> Cursor<'t> {
    pub(in crate::manifest) fn new(text: &'t str, delimiter: u8, limit: usize) -> Self {
        let core = ReaderBuilder::new().delimiter(delimiter).build();
        Self { text, at: 0, delimiter, core, buffer: vec![0; 512], limit, gap: false }
    }

    /// The rows below, as texts, up to a gap or a record that cannot be read.
    pub(super) fn ahead(&self, rows: usize) -> Vec<Vec<String>> {
        let mut cursor = Self::new(self.text, self.delimiter, self.limit);
        cursor.at = self.at;
        let mut cells = Vec::new();
        let mut found = Vec::new();
        while found.len() < rows && matches!(cursor.next(&mut cells), Ok(true)) && !cursor.gap {
            found.push(cells.iter().map(|cell| cell.text(self.text).to_owned()).collect());
        }
        found
    }

    /// Returns true if lines without anything stand before the record that was read last.
    pub(super) const fn gap(&self) -> bool {
        self.gap
    }

    /// The cells of the next record, or `false` at the end.
    pub(in crate::manifest) fn next(&mut self, cells: &mut Vec<Cell>) -> Result<bool, Broken> {
        cells.clear();
        let bytes = self.text.as_bytes();
        // What is left of the previous line end, and blank lines.
        let own =
            self.at.checked_sub(1).is_some_and(|before| bytes[before] == b'\r') && bytes.get(self.at) == Some(&b'\n');
        let end = self.at + usize::from(own);
        while matches!(bytes.get(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
        self.gap = self.at > end;
        if self.at >= bytes.len() {
            return Ok(false);
        }
        let record = self.at;
        loop {
            let start = self.at;
            let mut written = 0;
            let last = loop {
                let input = &bytes[self.at..];
                let (result, read, wrote) = self.core.read_field(input, &mut self.buffer[written..]);
                self.at += read;
                written += wrote;
                if self.at - record > self.limit {
                    let message = format!("a record is longer than {} bytes; a quote may not be closed", self.limit);
                    return Err(Broken { span: Span::from(record..record + 1), message, help: TOO_LONG });
                }
                match result {
                    ReadFieldResult::OutputFull => self.buffer.resize(self.buffer.len() * 2, 0),
                    // The input is whole, so its end is the end of the last field.
                    ReadFieldResult::InputEmpty => {
                        if input.is_empty() {
                            break true;
                        }
                    }
                    ReadFieldResult::Field { record_end } => break record_end,
                    ReadFieldResult::End => break true,
                }
            };
            if let Some(open) = self.open_quote(start) {
                return Err(open);
            }
            cells.push(self.cell(start, written));
            if last {
                return Ok(true);
            }
        }
    }

    /// Says that the quote at the start of the cell that was just read is not closed, or closed by the opening quote of
    /// another row.
    fn open_quote(&self, start: usize) -> Option<Broken> {
        let raw = self.text.as_bytes().get(start..self.at)?;
        if raw.first() != Some(&b'"') {
            return None;
        }
        let mut close = None;
        let mut at = 1;
        while let Some(found) = raw.get(at..).and_then(|rest| memchr::memchr(b'"', rest)) {
            at += found + 1;
            if raw.get(at) == Some(&b'"') {
                at += 1;
            } else {
                close = Some(at - 1);
                break;
            }
        }
        let inside = &raw[1..close.unwrap_or(raw.len())];
        let lines = memchr::memchr_iter(b'\n', inside).count();
        let told = |message: String| Some(Broken { span: Span::from(start..start + 1), message, help: CLOSE });
        let Some(close) = close else {
            return told("the quote that opens here is never closed, so everything below it is one cell".to_owned());
        };
        // What stands behind the closing quote: the delimiter, the line end, or the text that the quote opens.
        let behind =
            raw.get(close + 1).is_some_and(|byte| *byte != self.delimiter && !matches!(byte, b'\r' | b'\n' | b' '));
        if lines == 0 || !behind {
            return None;
        }
        let below = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
        told(format!("the quote that opens here ends at a quote {below} below, which opens a cell of another row"))
    }

    /// Says that the rows of a table stand in one cell: each line of it has as many delimiters as a row.
    pub(super) fn swallowed(&self, cells: &[Cell], width: usize) -> Option<Broken> {
        let bytes = self.text.as_bytes();
        let (first, last) = (cells.first()?.span.start as usize, cells.last()?.span.end as usize);
        memchr::memchr(b'\n', bytes.get(first..last)?)?;
        cells.iter().enumerate().find_map(|(column, cell)| {
            let text = self.text.get(cell.span.range()).filter(|text| text.starts_with('"'))?;
            let lines: Vec<usize> = text.lines().map(|line| self.delimiters(line)).collect();
            let [top, between @ .., bottom] = lines.as_slice() else { return None };
            let rows = width > 2
                && column + top + 1 == width
                && bottom + cells.len() - column == width
                && between.iter().all(|count| count + 1 == width);
            let start = cell.span.start as usize;
            rows.then(|| Broken {
                span: Span::from(start..start + 1),
                message: format!(
                    "the quote that opens here ends {} lines below, and whole rows stand in between",
                    lines.len() - 1
                ),
                help: CLOSE,
            })
        })
    }

    /// Counts the delimiters of a line. A comma before a blank belongs to a sentence.
    fn delimiters(&self, line: &str) -> usize {
        let bytes = line.as_bytes();
        let counts = |at: &usize| self.delimiter != b',' || bytes.get(at + 1) != Some(&b' ');
        memchr::memchr_iter(self.delimiter, bytes).filter(counts).count()
    }

    /// The cell that was read from `start` to the current place.
    fn cell(&self, start: usize, written: usize) -> Cell {
        let bytes = self.text.as_bytes();
        let mut end = self.at;
        // The delimiter or the line end that closed it.
        let quoted = bytes.get(start) == Some(&b'"');
        let value = &self.buffer[..written];
        if quoted {
            while end > start + 1 && bytes[end - 1] != b'"' {
                end -= 1;
            }
            let inner = start + 1..end.saturating_sub(1).max(start + 1);
            if bytes.get(inner.clone()) == Some(value) {
                return Cell { span: Span::from(start..end), inner: trimmed(self.text, inner), unescaped: None };
            }
            let text = String::from_utf8_lossy(value).into_owned().into_boxed_str();
            return Cell { span: Span::from(start..end), inner: Span::from(start..end), unescaped: Some(text) };
        }
        end = start + written.min(end - start);
        let inner = trimmed(self.text, start..end);
        if bytes.get(start..end) == Some(value) {
            return Cell { span: inner, inner, unescaped: None };
        }
        let text = String::from_utf8_lossy(value).into_owned().into_boxed_str();
        Cell { span: Span::from(start..end), inner, unescaped: Some(text) }
    }
}

/// A range without the blanks at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Span {
    let Some(slice) = text.get(range.clone()) else { return Span::from(range) };
    let from = range.start + (slice.len() - slice.trim_start().len());
    let until = from + slice.trim().len();
    Span::from(from..until)
}

/// The place of a row.
pub(in crate::manifest) fn extent(cells: &[Cell]) -> Span {
    Span::new(cells.first().map_or(0, |cell| cell.span.start), cells.last().map_or(0, |cell| cell.span.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    fn cells(text: &str, delimiter: u8) -> Vec<Vec<(String, u32, u32)>> {
        let file = SourceFile::new("t.csv".into(), text.into(), "UTF-8", String::new());
        let mut cursor = Cursor::new(text, delimiter, 1000);
        let mut row = Vec::new();
        let mut rows = Vec::new();
        while cursor.next(&mut row).unwrap() {
            rows.push(
                row.iter()
                    .map(|cell| {
                        let place = file.position(cell.span.start);
                        (cell.text(text).to_owned(), place.line, place.column)
                    })
                    .collect(),
            );
        }
        rows
    }

    #[test]
    fn places_are_exact_through_line_breaks_blank_lines_and_crlf() {
        for end in ["\n", "\r\n"] {
            let text = ["name,place", "", "\"A", "B\",新疆", "C,\"d \"\"e\"\"\""].join(end);
            let rows = cells(&text, b',');
            assert_eq!(rows[1], [(format!("A{end}B"), 3, 1), ("新疆".into(), 4, 4)]);
            assert_eq!(rows[2], [("C".into(), 5, 1), ("d \"e\"".into(), 5, 3)]);
        }
    }

    #[test]
    fn the_last_field_needs_no_line_end() {
        assert_eq!(cells("a;b", b';')[0].len(), 2);
        assert_eq!(cells("a;", b';')[0].len(), 2);
        assert_eq!(cells("\"x\"", b',')[0][0].0, "x");
    }

    #[test]
    fn an_open_quote_ends_at_the_limit() {
        let text = format!("a,b\n\"{}", "x".repeat(2000));
        let mut cursor = Cursor::new(&text, b',', 1000);
        let mut row = Vec::new();
        assert_eq!(cursor.next(&mut row), Ok(true));
        assert!(cursor.next(&mut row).unwrap_err().message.contains("longer than 1000"));
    }

    fn broken(text: &str) -> Option<(u32, String)> {
        let mut cursor = Cursor::new(text, b',', 10_000);
        let mut row = Vec::new();
        let file = SourceFile::new("t.csv".into(), text.into(), "UTF-8", String::new());
        loop {
            let error = match cursor.next(&mut row) {
                Ok(true) => cursor.swallowed(&row, 3),
                Ok(false) => return None,
                Err(error) => Some(error),
            };
            if let Some(error) = error {
                return Some((file.position(error.span.start).line, error.message));
            }
        }
    }

    #[test]
    fn an_open_quote_is_told_with_its_line() {
        for (text, line, what) in [
            ("\"A,x,CN\nB,y,CN\nC,z,CN\n", 1, "never closed"),
            ("\"A,x,CN\nB,y,CN\n\"C, Ltd.\",z,CN\n", 1, "2 lines below, which opens"),
            ("\"A,x,CN\r\n\"B\",y,CN\r\n", 1, "1 line below, which opens"),
            ("\"A,x,CN\nB,y,CN\nC\",z,CN\n", 1, "ends 2 lines below"),
            ("\"A,x,CN", 1, "never closed"),
        ] {
            let (at, message) = broken(text).unwrap();
            assert!(at == line && message.contains(what), "{text:?}: {at}: {message}");
        }
    }

    #[test]
    fn a_closed_quote_is_no_open_one() {
        for text in [
            "\"A\nB\",x,CN\n",
            "A,\"12 Road, Hall 3\nBusan, South\",KR\n",
            "\"A \"\"B\"\"\",x,CN\n",
            "\"A\" Ltd,x,CN\n",
            "5\" pipe,x,CN\n6\" pipe,y,CN\n",
            "\"\",x,CN\n",
            "\"\"\"A\"\"\nB\",x,CN\n",
        ] {
            assert_eq!(broken(text), None, "{text:?}");
        }
    }

    #[test]
    fn blank_lines_are_a_gap() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "c,d", "", "e,f"].join(end);
            let mut cursor = Cursor::new(&text, b',', 1000);
            let mut row = Vec::new();
            let mut gaps = Vec::new();
            while cursor.next(&mut row).unwrap() {
                gaps.push(cursor.gap());
            }
            assert_eq!(gaps, [false, false, true], "{end:?}");
        }
    }
}
