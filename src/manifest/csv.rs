//! Delimited text: the delimiter, the header row, and every cell with its exact place.
//!
//! Cells are cut by `csv-core`; the places are our own, because a record's number is not its line once cells hold line
//! breaks, and carriage returns and blank lines shift every count that is taken after the fact.

use csv_core::{ReadFieldResult, ReaderBuilder};

use super::interest::{Confidence, Interest};
use super::job::Job;
use super::reader::{Reader, has_extension};
use super::table::{Cell, Columns, HEADER_ROWS, MAX_PROBLEMS, NoColumns, SAMPLE_ROWS, search};
use super::{Limits, Outcome, text};
use crate::source::Span;
use crate::source::text::decode_start;

/// Delimited text.
pub(super) struct Csv;

impl Reader for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["tsv"]
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv"]
    }

    fn limit(&self, limits: &Limits) -> u64 {
        limits.max_table_bytes
    }

    fn sniff(&self, path: &str, _: &[u8]) -> Confidence {
        // Whatever somebody names and nobody else reads is taken for a table.
        if has_extension(path, self.extensions()) { Confidence::ByName } else { Confidence::Possible }
    }

    fn interest(&self, path: &str, head: Option<&[u8]>) -> Interest {
        match head {
            _ if search::well_known(path) => Interest::Take,
            None => Interest::Look,
            Some(head) if says_who_and_where(head) => Interest::Take,
            Some(_) => Interest::List,
        }
    }

    fn read(&self, job: &mut Job<'_>, bytes: Vec<u8>) {
        if text::open(job, bytes, "save it as UTF-8, or name the encoding with `encoding` in an [[import]]") {
            read(job);
        }
    }
}

/// Returns true if one of the first lines is a header that names suppliers, makers or owners, and where they are.
fn says_who_and_where(head: &[u8]) -> bool {
    let Some(text) = decode_start(head) else { return false };
    text.lines().take(HEADER_ROWS).any(|line| {
        DELIMITERS.iter().any(|delimiter| {
            search::says_who_and_where(line.split(char::from(*delimiter)).map(|cell| cell.trim().trim_matches('"')))
        })
    })
}

/// Delimiters that are tried, the commonest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The way out of a record that does not end.
const TOO_LONG: &str = "close the quote, or raise `max-record-bytes` under [limits] in sourcegate.toml";

fn read(job: &mut Job<'_>) {
    let text = job.facts.sources.take_text(job.file);
    let outcome = table(job, &text);
    job.facts.sources.put_text(job.file, text);
    if job.input.problems.is_empty() {
        job.input.outcome = outcome;
    }
}

/// Names the kind of document of a text whose lines could be cut at commas and pass as a table unseen.
fn document(text: &str) -> Option<&'static str> {
    let mut marks = text.trim_start().bytes().filter(|byte| !byte.is_ascii_whitespace());
    match (marks.next()?, marks.next()?) {
        (b'{', b'"' | b'}') | (b'[', b'{' | b'[' | b'"' | b']' | b'0'..=b'9' | b'-') => Some("JSON"),
        (b'<', b'?' | b'!') => Some("XML or HTML"),
        (b'<', byte) if byte.is_ascii_alphabetic() => Some("XML or HTML"),
        _ => None,
    }
}

fn table(job: &mut Job<'_>, text: &str) -> Outcome {
    if let Some(what) = document(text) {
        let at = u32::try_from(text.len() - text.trim_start().len()).unwrap_or(0);
        job.problem(
            Span::new(at, at + 1),
            format!("this is {what}, which this version does not read, and no table"),
            "export what it states as CSV, or state it in a sourcing manifest",
        );
        return Outcome::Failed;
    }
    let Some(layout) = layout(job, text) else { return Outcome::Failed };
    let (layout, columns) = match layout {
        Ok(found) => found,
        Err(reason) => return Outcome::NoData(reason),
    };
    job.input.notes.extend(columns.notes(&layout.header, |column| (column + 1).to_string()));
    let mut cursor = Cursor::new(text, layout.delimiter, job.limits.max_record_bytes);
    let mut cells = Vec::new();
    let (mut number, mut row) = (0_usize, 0_u32);
    let width = layout.header.len();
    loop {
        match cursor.next(&mut cells) {
            Ok(false) => break,
            Ok(true) => {}
            Err((span, message)) => {
                job.problem(span, message, TOO_LONG);
                break;
            }
        }
        number += 1;
        if number == layout.header_at {
            for (column, message) in columns.repeated(&layout.header) {
                let place = cells.get(column).map_or_else(Span::default, |cell| cell.span);
                job.problem(place, message, "give each column a name of its own, so that it is clear which one counts");
            }
        }
        if number <= layout.header_at || cells.iter().all(|cell| cell.text(text).trim().is_empty()) {
            continue;
        }
        if row >= job.limits.max_records {
            let place = cells.first().map_or_else(Span::default, |cell| cell.span);
            job.problem(
                place,
                format!("more than {} rows", job.limits.max_records),
                "raise `max-records` under [limits] in sourcegate.toml",
            );
            break;
        }
        row += 1;
        let span =
            Span::new(cells.first().map_or(0, |cell| cell.span.start), cells.last().map_or(0, |cell| cell.span.end));
        let surplus = cells.get(width..).unwrap_or_default().iter().any(|cell| !cell.text(text).trim().is_empty());
        if surplus || cells.len() < columns.needed() {
            let noun = if cells.len() == 1 { "cell" } else { "cells" };
            let message = format!("this row has {} {noun}, but the header has {width}", cells.len());
            job.problem(span, message, "quote the cells that hold the delimiter, or fill the row");
            if job.input.problems.len() >= MAX_PROBLEMS {
                break;
            }
            continue;
        }
        columns.emit(job, text, &cells, row, span);
    }
    if row == 0 && job.input.problems.is_empty() {
        return Outcome::NoData("the table has a header and no rows".to_owned());
    }
    Outcome::Read { records: row }
}

struct Layout {
    delimiter: u8,
    /// Number of the header record, from 1.
    header_at: usize,
    header: Vec<String>,
}

/// Finds delimiter and header; `None` when a problem was noted, `Err` when there is no sourcing data.
fn layout(job: &mut Job<'_>, text: &str) -> Option<Result<(Layout, Columns), String>> {
    let spec = job.spec;
    let given = match spec.and_then(|spec| spec.delimiter.as_deref()) {
        None => None,
        Some("tab" | "\\t") => Some(b'\t'),
        Some(one) if one.len() == 1 => Some(one.as_bytes()[0]),
        Some(other) => {
            job.problem(Span::default(), format!("`{other}` is not a delimiter"), "write one character, or `tab`");
            return None;
        }
    };
    // Excel's own word for it.
    let declared = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next());
    let delimiters: Vec<u8> = given.or(declared).map_or_else(|| DELIMITERS.to_vec(), |one| vec![one]);
    let mut best: Option<(usize, usize, Layout, Columns)> = None;
    let mut reason: Option<(usize, String)> = None;
    let mut broken: Option<(Span, String)> = None;
    for delimiter in delimiters {
        let (rows, error) = sample(text, delimiter, job.limits.max_record_bytes);
        broken = broken.or(error);
        for (at, header) in rows.iter().enumerate().take(HEADER_ROWS) {
            if spec.and_then(|spec| spec.header_row).is_some_and(|row| row as usize != at + 1)
                || header.iter().all(|cell| cell.trim().is_empty())
            {
                continue;
            }
            let after = &rows[at + 1..];
            match Columns::find(job.path, header, after, spec) {
                Ok(columns) => {
                    let wide = after.iter().filter(|row| row.len() == header.len()).count();
                    let score = columns.score();
                    let better = best.as_ref().is_none_or(|(other, width, ..)| (score, wide) > (*other, *width));
                    if better {
                        let layout = Layout { delimiter, header_at: at + 1, header: header.clone() };
                        best = Some((score, wide, layout, columns));
                    }
                }
                Err(NoColumns::NoData(why)) => {
                    let width = header.len();
                    if reason.as_ref().is_none_or(|(other, _)| width > *other) {
                        reason = Some((width, why));
                    }
                }
                // A mapping that no row satisfies is reported below, with the first row as the header.
                Err(NoColumns::Wrong(message, help)) => {
                    if at + 1 == rows.len().min(HEADER_ROWS)
                        && best.is_none()
                        && delimiter == *DELIMITERS.last().unwrap_or(&b'|')
                        || given.is_some() && at == 0
                    {
                        let end = text.find('\n').unwrap_or(text.len());
                        job.problem(Span::from(0..end), message, help);
                        return None;
                    }
                }
            }
        }
    }
    match best {
        Some((_, _, layout, columns)) => Some(Ok((layout, columns))),
        None if spec.is_some_and(|spec| !spec.map.is_empty()) => {
            let names: Vec<String> = spec.into_iter().flat_map(|spec| spec.map.values().cloned()).collect();
            let end = text.find('\n').unwrap_or(text.len());
            let message = format!("no row of the table is a header with the mapped columns: {}", names.join(", "));
            job.problem(Span::from(0..end), message, "correct `map`, or set `header_row`");
            None
        }
        // Without a header, a record that could not be read may be the header: that is no answer about the data.
        None if broken.is_some() => {
            if let Some((span, message)) = broken {
                job.problem(span, message, TOO_LONG);
            }
            None
        }
        None => Some(Err(reason.map_or_else(|| "there is no header row".to_owned(), |(_, why)| why))),
    }
}

/// The first rows, as texts, up to a record that cannot be read.
fn sample(text: &str, delimiter: u8, limit: usize) -> (Vec<Vec<String>>, Option<(Span, String)>) {
    let mut cursor = Cursor::new(text, delimiter, limit);
    let mut cells = Vec::new();
    let mut rows = Vec::new();
    while rows.len() < HEADER_ROWS + SAMPLE_ROWS {
        match cursor.next(&mut cells) {
            Ok(true) => rows.push(cells.iter().map(|cell| cell.text(text).to_owned()).collect()),
            Ok(false) => break,
            Err(error) => return (rows, Some(error)),
        }
    }
    (rows, None)
}

/// Walks the records of a text.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    core: csv_core::Reader,
    buffer: Vec<u8>,
    limit: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str, delimiter: u8, limit: usize) -> Self {
        let core = ReaderBuilder::new().delimiter(delimiter).build();
        Self { text, at: 0, core, buffer: vec![0; 512], limit }
    }

    /// The cells of the next record, or `false` at the end.
    fn next(&mut self, cells: &mut Vec<Cell>) -> Result<bool, (Span, String)> {
        cells.clear();
        let bytes = self.text.as_bytes();
        // What is left of the previous line end, and blank lines.
        while matches!(bytes.get(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
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
                    return Err((Span::from(record..record + 1), message));
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
            cells.push(self.cell(start, written));
            if last {
                return Ok(true);
            }
        }
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
fn trimmed(text: &str, range: std::ops::Range<usize>) -> Span {
    let Some(slice) = text.get(range.clone()) else { return Span::from(range) };
    let from = range.start + (slice.len() - slice.trim_start().len());
    let until = from + slice.trim().len();
    Span::from(from..until)
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
        assert!(cursor.next(&mut row).unwrap_err().1.contains("longer than 1000"));
    }

    #[test]
    fn names_that_are_picked_up() {
        for name in ["bom.csv", "main-bom.tsv", "suppliers.csv", "部品表.csv", "approved_vendors.csv"] {
            assert_eq!(Csv.interest(name, None), Interest::Take, "{name}");
        }
        for (header, expected) in [
            ("Name,Owner,Location,Latitude,Longitude", Interest::Take),
            ("\"Vendor\";\"Land\"\n", Interest::Take),
            ("report of today\n\nsupplier\tcountry\n", Interest::Take),
            ("name,country,lat,lon", Interest::List),
            ("name,email,city", Interest::List),
            ("x,y,z", Interest::List),
        ] {
            assert_eq!(Csv.interest("data/any.csv", Some(header.as_bytes())), expected, "{header}");
        }
        for name in ["bomb.csv", "prices.csv"] {
            assert_eq!(Csv.interest(name, None), Interest::Look, "{name}");
        }
    }
}
