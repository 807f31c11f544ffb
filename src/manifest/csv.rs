//! Delimited text: the delimiter, the header row, and every cell with its exact place.
//!
//! Cells are cut by `csv-core`; the places are our own, because a record's number is not its line once cells hold line
//! breaks, and carriage returns and blank lines shift every count that is taken after the fact.

pub(super) mod cursor;
mod layout;

use cursor::{Cursor, extent};
use layout::{DELIMITERS, Found, Layout, layout};

use super::interest::{Confidence, Interest};
use super::job::Job;
use super::reader::{Reader, has_extension};
use super::table::{Asides, Cell, Columns, HEADER_ROWS, MAP, MAX_PROBLEMS, SAMPLE_ROWS, is_aside, may_be_name, search};
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

/// Returns true if one of the first rows is a header that names suppliers, makers or owners, and where they are.
fn says_who_and_where(head: &[u8]) -> bool {
    let Some(text) = decode_start(head) else { return false };
    DELIMITERS.iter().any(|delimiter| {
        let mut cursor = Cursor::new(&text, *delimiter, text.len());
        let mut cells = Vec::new();
        let rows = std::iter::from_fn(|| {
            let is_row = matches!(cursor.next(&mut cells), Ok(true));
            is_row.then(|| search::says_who_and_where(cells.iter().map(|cell| cell.text(&text))))
        });
        rows.take(HEADER_ROWS).any(|is_header| is_header)
    })
}

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
            format!("this is {what}, and no table"),
            "take `format` out of the [[import]], export what it states as CSV, or state it in a sourcing manifest",
        );
        return Outcome::Failed;
    }
    let (layout, columns) = match layout(job, text) {
        None => return Outcome::Failed,
        Some(Found::Table(layout, columns)) => (layout, columns),
        Some(Found::Nothing(why, unclear, layout)) => {
            if let Some(layout) = layout {
                look_through(job, text, &layout);
            }
            let Some(unclear) = unclear else { return Outcome::NoData(why) };
            job.remark(None, unclear.clone(), MAP);
            return Outcome::NotUnderstood { records: 0, why: unclear };
        }
    };
    let cursor = Cursor::new(text, layout.delimiter, job.limits.max_record_bytes);
    let mut rows = Rows {
        text,
        cursor,
        columns,
        header: layout.header,
        width: 0,
        row: 0,
        gap: false,
        asides: Asides::default(),
        unclear: None,
        begun: false,
    };
    rows.read(job, layout.header_at);
    match rows.unclear {
        _ if rows.row == 0 && job.input.problems.is_empty() => {
            Outcome::NoData("the table has a header and no rows".to_owned())
        }
        Some(why) => Outcome::NotUnderstood { records: rows.row, why },
        None => Outcome::Read { records: rows.row },
    }
}

/// The rows of a text, table after table.
struct Rows<'t> {
    text: &'t str,
    cursor: Cursor<'t>,
    columns: Columns,
    header: Vec<String>,
    /// Cells that a row may fill.
    width: usize,
    /// Number of the last row that was stated.
    row: u32,
    /// True if nothing or an empty row stands before the row at hand.
    gap: bool,
    asides: Asides,
    /// Words for what the first table with such a gap does not say.
    unclear: Option<String>,
    /// True once the header of a table was met.
    begun: bool,
}

impl Rows<'_> {
    /// States all rows below the header record of this number.
    fn read(&mut self, job: &mut Job<'_>, header_at: usize) {
        let mut cells = Vec::new();
        let mut number = 0;
        loop {
            match self.cursor.next(&mut cells) {
                Ok(false) => break,
                Ok(true) => number += 1,
                Err(broken) => {
                    job.problem(broken.span, broken.message, broken.help);
                    break;
                }
            }
            self.gap |= self.cursor.gap();
            if number < header_at && !self.begun {
                // The table that is understood best need not be the first one.
                if number + 1 < header_at {
                    self.first(job, &cells);
                }
                if !self.begun {
                    self.asides.keep(job, self.text, cells.iter(), extent(&cells));
                }
            } else if number == header_at && !self.begun {
                self.begin(job, &cells);
            } else if cells.iter().all(|cell| cell.text(self.text).trim().is_empty()) {
                self.gap = true;
            } else if !self.one(job, &cells, number == header_at) {
                break;
            }
        }
        self.asides.tell(job, "");
    }

    /// Begins a table above the one that was chosen, if a row is a header.
    fn first(&mut self, job: &mut Job<'_>, cells: &[Cell]) {
        let sample = self.cursor.ahead(SAMPLE_ROWS);
        if sample.is_empty() || sample.iter().any(|row| row.len() != cells.len()) {
            return;
        }
        let header = texts(self.text, cells);
        if let Some(columns) = self.header_of(job, &header, &sample) {
            (self.columns, self.header) = (columns, header);
            self.begin(job, cells);
        }
    }

    /// The columns of a row that is a header. Where an import says which row is the header, there is one table.
    fn header_of(&self, job: &Job<'_>, header: &[String], sample: &[Vec<String>]) -> Option<Columns> {
        if job.spec.is_some_and(|spec| spec.header_row.is_some()) {
            return None;
        }
        // A form states its label and its value side by side.
        let is_form = header.iter().any(|cell| cell.trim_end().ends_with([':', '：']));
        let found = Columns::find(job.path, header, sample, job.spec).ok().filter(|_| !is_form);
        found.filter(|columns| columns.sources() > 1)
    }

    /// Begins a table below its header.
    fn begin(&mut self, job: &mut Job<'_>, cells: &[Cell]) {
        self.columns.enter(job, None, &self.header, |column| named(cells, column));
        if let Some(why) = self.columns.unclear() {
            job.remark(Some(extent(cells)), why, MAP);
            self.unclear.get_or_insert_with(|| why.to_owned());
        }
        let other = cells.iter().enumerate().filter(|(at, _)| !self.columns.is_word(*at)).map(|(_, cell)| cell);
        self.asides.keep_header(job, self.text, other, extent(cells));
        self.begun = true;
        job.input.notes.extend(self.columns.notes(&self.header, |column| (column + 1).to_string()));
        for (column, message) in self.columns.repeated(&self.header) {
            let place = cells.get(column).map_or_else(Span::default, |cell| cell.span);
            job.problem(place, message, "give each column a name of its own, so that it is clear which one counts");
        }
        let sample = self.cursor.ahead(SAMPLE_ROWS);
        self.width = width(&self.header, &sample);
        self.gap = false;
    }

    /// States one row that holds something; `false` when reading has to stop. `chosen` says that it is the header that was
    /// understood best.
    fn one(&mut self, job: &mut Job<'_>, cells: &[Cell], chosen: bool) -> bool {
        let text = self.text;
        let gap = std::mem::take(&mut self.gap);
        let span = extent(cells);
        if self.row >= job.limits.max_records {
            let place = cells.first().map_or_else(Span::default, |cell| cell.span);
            job.problem(
                place,
                format!("more than {} rows", job.limits.max_records),
                "raise `max-records` under [limits] in sourcegate.toml",
            );
            return false;
        }
        if let Some(broken) = self.cursor.swallowed(cells, self.width) {
            job.problem(broken.span, broken.message, broken.help);
            return false;
        }
        // A page break repeats the header.
        if cells.iter().map(|cell| cell.text(text)).eq(self.header.iter().map(String::as_str)) {
            return true;
        }
        if (gap || chosen || cells.len() != self.header.len()) && self.second(job, cells, span) {
            return true;
        }
        if is_aside(cells.iter().map(|cell| cell.text(text)), gap, self.columns.needed()) {
            self.row += u32::from(self.asides.take(job, text, cells, (self.row + 1, span)));
            // What follows a note below a table stands below it too.
            self.gap = gap;
            return true;
        }
        if gap && self.another(job, cells, span) {
            return true;
        }
        self.row += 1;
        let surplus = cells.get(self.width..).unwrap_or_default().iter().any(|cell| !cell.text(text).trim().is_empty());
        if surplus || cells.len() < self.columns.needed() {
            let noun = if cells.len() == 1 { "cell" } else { "cells" };
            let message = format!("this row has {} {noun}, but the header has {}", cells.len(), self.width);
            job.problem(span, message, "quote the cells that hold the delimiter, or fill the row");
            return job.input.problems.len() < MAX_PROBLEMS;
        }
        self.columns.emit(job, text, cells, self.row, span);
        true
    }

    /// Begins a second table, if a row is a header again.
    fn second(&mut self, job: &mut Job<'_>, cells: &[Cell], span: Span) -> bool {
        let header = texts(self.text, cells);
        let Some(columns) = self.header_of(job, &header, &self.cursor.ahead(SAMPLE_ROWS)) else { return false };
        self.asides.tell(job, "");
        job.remark(Some(span), "a second table begins here; it is read too", "");
        (self.columns, self.header) = (columns, header);
        self.begin(job, cells);
        true
    }

    /// Looks through a table below the first one that is understood by no word of its header. It may hide suppliers, so that
    /// the file is not understood unless nothing in it can be a name.
    fn another(&mut self, job: &mut Job<'_>, cells: &[Cell], span: Span) -> bool {
        let header = texts(self.text, cells);
        let is_header = header.len() > 1
            && header.len() != self.header.len()
            && header.iter().all(|word| word.chars().any(char::is_alphabetic));
        if !is_header {
            return false;
        }
        // All of it, up to the next gap.
        let rows = self.cursor.ahead(usize::MAX);
        if rows.is_empty() || rows.iter().any(|row| row.len() != header.len()) {
            return false;
        }
        let message = format!(
            "another table begins here, and no column of it names a supplier, a maker or a place (the header reads: {})",
            header.join(", ")
        );
        let hides = rows.iter().flatten().any(|cell| may_be_name(cell));
        let help =
            "put it into a file of its own, and name its columns with `map` in an [[import]] if it states suppliers";
        job.remark(Some(span), message.clone(), if hides { help } else { "" });
        if hides {
            self.unclear.get_or_insert(message);
        }
        let mut columns = Columns::none(header.len());
        columns.enter(job, None, &header, |column| named(cells, column));
        let mut below = Vec::new();
        for _ in rows {
            if self.row >= job.limits.max_records || !matches!(self.cursor.next(&mut below), Ok(true)) {
                break;
            }
            self.row += 1;
            columns.emit(job, self.text, &below, self.row, extent(&below));
        }
        true
    }
}

fn texts(text: &str, cells: &[Cell]) -> Vec<String> {
    cells.iter().map(|cell| cell.text(text).to_owned()).collect()
}

/// The number of cells that a row may fill: columns without a name at the end of the header count only where most rows
/// fill them, because what one row puts there was shifted.
fn width(header: &[String], sample: &[Vec<String>]) -> usize {
    let named = header.iter().rposition(|word| !word.trim().is_empty()).map_or(0, |last| last + 1);
    let used = |column: &usize| {
        let filled = sample.iter().filter(|row| row.get(*column).is_some_and(|cell| !cell.trim().is_empty())).count();
        filled * 2 > sample.len()
    };
    (named..header.len()).rev().find(used).map_or(named, |last| last + 1)
}

/// The number of a column, and the place of its header.
fn named(header: &[Cell], column: usize) -> (String, Span) {
    ((column + 1).to_string(), header.get(column).map_or_else(Span::default, |cell| cell.span))
}

/// Keeps the text of a table that holds no sourcing data.
fn look_through(job: &mut Job<'_>, text: &str, layout: &Layout) {
    let mut columns = Columns::none(layout.header.len());
    let mut cursor = Cursor::new(text, layout.delimiter, job.limits.max_record_bytes);
    let mut cells = Vec::new();
    let mut row = 0;
    let mut asides = Asides::default();
    while row < job.limits.max_records && cursor.next(&mut cells) == Ok(true) {
        row += 1;
        if row as usize <= layout.header_at {
            asides.keep(job, text, cells.iter(), extent(&cells));
        }
        if row as usize == layout.header_at {
            columns.enter(job, None, &layout.header, |column| named(&cells, column));
        } else if row as usize > layout.header_at {
            columns.emit(job, text, &cells, row, extent(&cells));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
