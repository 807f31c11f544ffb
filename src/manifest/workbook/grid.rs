//! A sheet as lines: each row that is not empty is one, its cells next to each other, and every cell knows its place.

use calamine::Dimensions;

use super::Refusal;
use super::book::Book;
use super::value::Value;
use crate::manifest::Limits;
use crate::manifest::table::Cell;
use crate::source::Span;
use crate::source::anchors::Anchors;

/// Separator of the cells of a line.
const BETWEEN: &str = " | ";

/// The text of a workbook as far as it was read.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) anchors: Anchors,
    /// Bytes and cells that may still be read. A text that many cells share stands once in a workbook and many times here.
    bytes: (u64, u64),
    cells: (u32, u32),
}

impl Page {
    pub(super) fn new(limits: &Limits) -> Self {
        // Places are counted in 32 bits.
        let bytes = limits.max_unpacked_bytes.min(u64::from(u32::MAX) / 2);
        let cells = limits.max_cells;
        Self { text: String::new(), anchors: Anchors::default(), bytes: (bytes, bytes), cells: (cells, cells) }
    }

    /// Counts a cell with its text.
    fn count(&mut self, value: &Value) -> Result<(), Refusal> {
        let bytes = (value.text().len() + BETWEEN.len()) as u64;
        self.bytes.0 = self.bytes.0.checked_sub(bytes).ok_or_else(|| {
            Refusal::new(
                format!("the cells of the workbook hold more than {} bytes", self.bytes.1),
                "raise `max-unpacked-bytes` under [limits] in sourcegate.toml if this is meant",
            )
        })?;
        self.cells.0 = self.cells.0.checked_sub(1).ok_or_else(|| {
            Refusal::new(
                format!("the workbook has more than {} filled cells", self.cells.1),
                "raise `max-cells` under [limits] in sourcegate.toml if this is meant",
            )
        })?;
        Ok(())
    }

    fn end(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }
}

/// A cell that is not empty.
#[derive(Debug)]
pub(super) struct Filled {
    /// Column, from 0.
    pub(super) column: usize,
    /// Place in the text of the workbook.
    pub(super) span: Span,
    /// Value of the cell, where the text does not say it: it failed, or line breaks were taken out.
    pub(super) value: Option<Value>,
}

impl Filled {
    /// The text that it states, if it states any.
    pub(super) fn stated<'t>(&'t self, text: &'t str) -> &'t str {
        match &self.value {
            None => text.get(self.span.range()).unwrap_or(""),
            Some(Value::Text(text)) => text,
            Some(Value::Error(_) | Value::Unsaved) => "",
        }
    }

    /// The cell as a table reads it.
    pub(super) fn cell(&self) -> Cell {
        match &self.value {
            None => Cell { span: self.span, inner: self.span, unescaped: None },
            Some(Value::Text(text)) => {
                Cell { span: self.span, inner: self.span, unescaped: Some(text.as_str().into()) }
            }
            Some(Value::Error(_) | Value::Unsaved) => Cell::default(),
        }
    }
}

/// A row that is not empty.
#[derive(Debug)]
pub(super) struct Row {
    /// Number in the sheet, from 1.
    pub(super) number: u32,
    /// Line in the text of the workbook.
    pub(super) span: Span,
    /// Cells that are not empty, from left to right.
    pub(super) cells: Vec<Filled>,
}

impl Row {
    /// The texts of its cells, from the first column of the sheet on.
    pub(super) fn texts(&self, text: &str) -> Vec<String> {
        let mut texts = vec![String::new(); self.cells.last().map_or(0, |cell| cell.column + 1)];
        for cell in &self.cells {
            cell.stated(text).clone_into(&mut texts[cell.column]);
        }
        texts
    }
}

/// The rows of a sheet.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    /// Merged ranges, rows and columns from 0.
    pub(super) merged: Vec<Dimensions>,
}

/// A cell as the workbook has it.
struct Raw {
    /// Row, from 0.
    row: u32,
    /// Column, from 0.
    column: u32,
    value: Value,
}

impl Grid {
    /// Reads a sheet.
    ///
    /// # Errors
    /// When it is damaged, or too much.
    pub(super) fn read(book: &mut dyn Book, at: usize, page: &mut Page) -> Result<Self, Refusal> {
        let mut raw = Vec::new();
        let merged = book.read(at, &mut |(row, column), value| {
            page.count(&value)?;
            raw.push(Raw { row, column, value });
            Ok(())
        })?;
        raw.sort_by_key(|cell| (cell.row, cell.column));
        raw.dedup_by_key(|cell| (cell.row, cell.column));
        fill_down(&mut raw, &merged, page)?;
        let name = book.sheets()[at].name.clone();
        page.anchors.sheet(&name);
        Ok(Self { name, rows: lines(raw, page), merged })
    }
}

/// A cell that is merged over several rows stands in its first one; it means all of them that hold anything.
fn fill_down(raw: &mut Vec<Raw>, merged: &[Dimensions], page: &mut Page) -> Result<(), Refusal> {
    let mut rows: Vec<u32> = raw.iter().map(|cell| cell.row).collect();
    rows.dedup();
    let mut added = Vec::new();
    for area in merged.iter().filter(|area| area.end.0 > area.start.0) {
        let key = (area.start.0, area.start.1);
        let Ok(at) = raw.binary_search_by_key(&key, |cell| (cell.row, cell.column)) else { continue };
        let from = rows.partition_point(|row| *row <= area.start.0);
        for row in rows[from..].iter().take_while(|row| **row <= area.end.0) {
            page.count(&raw[at].value)?;
            added.push(Raw { row: *row, column: area.start.1, value: raw[at].value.clone() });
        }
    }
    if !added.is_empty() {
        raw.append(&mut added);
        raw.sort_by_key(|cell| (cell.row, cell.column));
        raw.dedup_by_key(|cell| (cell.row, cell.column));
    }
    Ok(())
}

/// Writes the cells into the text, a line each row.
fn lines(raw: Vec<Raw>, page: &mut Page) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for Raw { row, column, value } in raw {
        let number = row.saturating_add(1);
        if rows.last().is_none_or(|last| last.number != number) {
            if !page.text.is_empty() {
                page.text.push('\n');
            }
            rows.push(Row { number, span: Span::new(page.end(), page.end()), cells: Vec::new() });
        } else {
            page.text.push_str(BETWEEN);
        }
        let start = page.end();
        page.anchors.cell(start, number, column.saturating_add(1));
        page.text.extend(value.text().trim().chars().map(|ch| if ch.is_control() { ' ' } else { ch }));
        let span = Span::new(start, page.end());
        let same = matches!(&value, Value::Text(text) if page.text.get(span.range()) == Some(text.trim()));
        if let Some(last) = rows.last_mut() {
            last.span.end = span.end;
            last.cells.push(Filled { column: column as usize, span, value: (!same).then_some(value) });
        }
    }
    rows
}
