//! The tables of a saved web page, each with the text that stands before it and the lines of its rows.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::error::Error;

use super::File;

/// A page as far as an importer needs it.
pub(super) struct Page {
    /// Its tables in the order of the page.
    pub(super) tables: Vec<Table>,
    /// All of its text outside scripts and styles, white space collapsed.
    pub(super) text: String,
}

/// A table.
#[derive(Default)]
pub(super) struct Table {
    /// The text between the table before and this one, its own caption included.
    pub(super) before: String,
    /// The cells of the first row.
    pub(super) header: Vec<String>,
    /// The rows below.
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
pub(super) struct Row {
    /// The line of the file on which it begins.
    pub(super) line: usize,
    /// Its cells; one that spans several rows or columns stands in each.
    pub(super) cells: Vec<String>,
    /// True for one cell that spans the whole row: a heading inside the table.
    pub(super) heading: bool,
}

/// Spans beyond this are a mistake or an attack.
const MAX_SPAN: usize = 100;

/// Reads a page.
///
/// # Errors
/// When the page breaks off: half a download.
pub(super) fn read(file: &File) -> Result<Page, Error> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader::default();
    for token in Tokenizer::new_with_emitter(file.text.as_str(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                let span = |attribute: &str| {
                    tag.attributes
                        .get(attribute.as_bytes())
                        .and_then(|value| std::str::from_utf8(value).ok()?.trim().parse().ok())
                        .unwrap_or(1)
                        .clamp(1, MAX_SPAN)
                };
                reader.open(&name, tag.span.start, span("rowspan"), span("colspan"));
            }
            Token::EndTag(tag) => reader.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    if !reader.ended || reader.table.is_some() {
        return Err(Error::Incomplete(format!(
            "`{}` breaks off ({}): half a download; save the page again",
            file.name,
            if reader.table.is_some() { "inside a table" } else { "there is no </html>" }
        )));
    }
    let mut lines = Lines { text: &file.text, at: 0, line: 1 };
    for row in reader.tables.iter_mut().flat_map(|table| &mut table.rows) {
        row.line = lines.line_at(row.line);
    }
    Ok(Page { tables: reader.tables, text: words(&reader.all) })
}

/// Lines of ascending offsets.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn line_at(&mut self, offset: usize) -> usize {
        let between = self.text.as_bytes().get(self.at..offset).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.at = self.at.max(offset);
        self.line
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Reader {
    tables: Vec<Table>,
    table: Option<Table>,
    /// Tables inside a cell of a table; their text belongs to the cell.
    nested: usize,
    /// Offset of the row that is open, and its cells so far.
    row: Option<(usize, Vec<Cell>)>,
    cell: Option<Cell>,
    /// Cells of earlier rows that reach down: (column, rows left, text).
    hanging: Vec<(usize, usize, String)>,
    all: String,
    before: String,
    /// Inside a script, a style or a footnote mark.
    hidden: Option<String>,
    ended: bool,
}

struct Cell {
    text: String,
    rows: usize,
    columns: usize,
}

impl Reader {
    fn open(&mut self, name: &str, at: usize, rows: usize, columns: usize) {
        if self.hidden.is_some() {
            return;
        }
        match name {
            "script" | "style" | "template" | "sup" => self.hidden = Some(name.to_owned()),
            "table" if self.table.is_some() => self.nested += 1,
            "table" => {
                self.table = Some(Table { before: std::mem::take(&mut self.before), ..Table::default() });
                self.hanging.clear();
            }
            "tr" if self.nested == 0 && self.table.is_some() => {
                self.end_row();
                self.row = Some((at, Vec::new()));
            }
            "td" | "th" if self.nested == 0 && self.table.is_some() => {
                self.end_cell();
                self.cell = Some(Cell { text: String::new(), rows, columns });
            }
            _ => self.text(" "),
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(hidden) = &self.hidden {
            if hidden == name {
                self.hidden = None;
            }
            return;
        }
        match name {
            "table" if self.nested > 0 => self.nested -= 1,
            "table" => {
                self.end_row();
                if let Some(mut table) = self.table.take() {
                    table.before = words(&table.before);
                    self.tables.push(table);
                }
            }
            "tr" if self.nested == 0 => self.end_row(),
            "td" | "th" if self.nested == 0 => self.end_cell(),
            "html" | "body" => self.ended = true,
            // Inline elements do not part words; `<b>X</b>injiang` is one.
            "b" | "i" | "em" | "strong" | "span" | "a" | "u" | "font" => {}
            _ => self.text(" "),
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        self.all.push_str(text);
        match (&mut self.cell, &mut self.table) {
            (Some(cell), _) => cell.text.push_str(text),
            (None, Some(table)) if self.row.is_none() => table.before.push_str(text),
            (None, Some(_)) => {}
            (None, None) => self.before.push_str(text),
        }
    }

    fn end_cell(&mut self) {
        if let Some(cell) = self.cell.take() {
            self.all.push(' ');
            if let Some((_, cells)) = &mut self.row {
                cells.push(cell);
            }
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let Some((line, own)) = self.row.take() else { return };
        if own.is_empty() {
            return;
        }
        let heading = own.len() == 1 && own[0].columns > 1;
        let mut cells = Vec::new();
        let mut hanging = Vec::new();
        let mut own = own.into_iter();
        loop {
            if let Some(at) = self.hanging.iter().position(|(column, ..)| *column == cells.len()) {
                let (column, left, text) = self.hanging.swap_remove(at);
                if left > 1 {
                    hanging.push((column, left - 1, text.clone()));
                }
                cells.push(text);
                continue;
            }
            let Some(cell) = own.next() else { break };
            let text = words(&cell.text);
            for _ in 0..cell.columns {
                if cell.rows > 1 {
                    hanging.push((cells.len(), cell.rows - 1, text.clone()));
                }
                cells.push(text.clone());
            }
        }
        self.hanging = hanging;
        let Some(table) = &mut self.table else { return };
        if table.header.is_empty() && !heading {
            table.header = cells;
        } else {
            table.rows.push(Row { line, cells, heading });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::import::file_of;

    #[test]
    fn tables_with_spans_headings_entities_and_open_tags() {
        let html = "<html><body><h2>Clause (i)</h2>\n<script>var t = '<table>';</script>\n\
                    <table><caption>First</caption><tr><th>Name<th>Date\n\
                    <tr><td rowspan=2>A &amp; <b>B</b>eta<br>Ltd<sup>1</sup><td>one\n\
                    <tr><td>two\n<tr><td colspan=2>China</td></tr>\n\
                    <tr><td>C<table><tr><td>inner</table></td><td>three</td></tr></table>\nafter</body></html>";
        let page = read(&file_of("p.html", html.as_bytes().to_vec()).unwrap()).unwrap();
        let table = &page.tables[0];
        assert_eq!((page.tables.len(), table.before.as_str()), (1, "Clause (i) First"));
        assert_eq!(table.header, ["Name", "Date"]);
        let rows: Vec<(usize, bool, String)> =
            table.rows.iter().map(|row| (row.line, row.heading, row.cells.join("|"))).collect();
        assert_eq!(
            rows,
            [
                (4, false, "A & Beta Ltd|one".to_owned()),
                (5, false, "A & Beta Ltd|two".to_owned()),
                (6, true, "China|China".to_owned()),
                (7, false, "C inner|three".to_owned()),
            ]
        );
        assert!(page.text.ends_with("after") && !page.text.contains("var t"));
    }

    #[test]
    fn half_a_page_is_refused() {
        let problem =
            |html: &str| read(&file_of("p.html", html.as_bytes().to_vec()).unwrap()).err().unwrap().to_string();
        assert!(problem("<html><body><table><tr><td>A").contains("breaks off (inside a table)"));
        assert!(problem("<html><body><p>A").contains("there is no </html>"));
    }
}
