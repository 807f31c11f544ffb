//! ODS and FODS, the spreadsheets of OpenDocument 1.0 to 1.4.
//!
//! The tables of the document are walked as a stream, because cells are stated relative to those before them and repeated by
//! a count: a blank row can stand for a million. What is repeated counts towards the limits once for each filled cell.
//! Names of elements and attributes are those of OpenDocument part 3, whatever prefix a document gives them.

use std::borrow::Cow;

use calamine::{Dimensions, SheetVisible};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::book::{Add, Book, Hidden, Sheet};
use super::container::Container;
use super::value::Value;
use super::{DECRYPT, ENCRYPTED, Refusal};
use crate::manifest::Limits;

/// Elements within elements, at most.
const DEPTH: usize = 256;
/// A sheet has no more columns, and no more rows.
const COLUMNS: u32 = 1 << 14;
const ROWS: u32 = 1 << 20;
/// Bytes at the start of a flat document in which its root stands.
const ROOT: usize = 4096;

/// Spreadsheet document.
pub(super) struct Document {
    sheets: Vec<Sheet>,
    tables: Vec<Table>,
}

/// Cells of a sheet.
#[derive(Default)]
struct Table {
    cells: Vec<Repeated>,
    merged: Vec<Dimensions>,
}

/// Filled cell, with the number of rows and columns that it is repeated over.
struct Repeated {
    place: (u32, u32),
    times: (u32, u32),
    value: Value,
}

/// Returns true for a document in one XML file.
pub(super) fn is_flat(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(ROOT)];
    let has = |what: &[u8]| memchr::memmem::find(head, what).is_some();
    has(b"urn:oasis:names:tc:opendocument") && has(b":document") && has(b"opendocument.spreadsheet")
}

impl Document {
    /// Opens a document in an archive.
    ///
    /// # Errors
    /// When it is damaged, encrypted, or too much.
    pub(super) fn packed(container: Container<'_>, limits: &Limits) -> Result<Self, Refusal> {
        let (mut content, mut encrypted) = (Vec::new(), false);
        container.unpack(
            limits,
            |name| name.ends_with(".xml"),
            |name, unpacked| {
                if name == "content.xml" {
                    content = unpacked;
                } else if name == "meta-inf/manifest.xml" {
                    encrypted = memchr::memmem::find(&unpacked, b"encryption-data").is_some();
                }
            },
        )?;
        if encrypted { Err(Refusal::new(ENCRYPTED, DECRYPT)) } else { Self::parse(&content, limits) }
    }

    /// Opens a document in one XML file.
    ///
    /// # Errors
    /// When it is damaged or too much.
    pub(super) fn flat(bytes: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        Self::parse(bytes, limits)
    }

    fn parse(content: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        let mut walk = Walk::new(limits);
        walk.document(content)?;
        if walk.document.sheets.is_empty() {
            return Err(Refusal::new(
                "this is an OpenDocument file without a sheet in it",
                "save the table as ODS, XLSX or CSV, or leave it out",
            ));
        }
        for (sheet, style) in walk.document.sheets.iter_mut().zip(&walk.styles) {
            if walk.unseen.contains(style) {
                sheet.visible = SheetVisible::Hidden;
            }
        }
        Ok(walk.document)
    }
}

impl Book for Document {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn read(&mut self, at: usize, add: &mut Add<'_>) -> Result<Vec<Dimensions>, Refusal> {
        let Table { cells, merged } = std::mem::take(&mut self.tables[at]);
        for Repeated { place, times, value } in cells {
            for down in 0..times.0 {
                for right in 0..times.1 {
                    add((place.0 + down, place.1 + right), value.clone())?;
                }
            }
        }
        Ok(merged)
    }
}

/// Document while it is walked.
struct Walk<'l> {
    limits: &'l Limits,
    document: Document,
    /// Style of each sheet, and the styles that hide one.
    styles: Vec<String>,
    unseen: Vec<String>,
    /// Names of the open elements.
    path: Vec<String>,
    /// Style that is being defined.
    style: String,
    /// Depth of the open table; cells outside of one count nowhere.
    table: Option<usize>,
    /// Next row and column of it, and the number of rows that the open one stands for.
    row: u32,
    rows: u32,
    column: u32,
    /// Column that the next statement on columns is about.
    stated: u32,
    cell: Option<Open>,
    /// Cells and bytes that may still be read.
    cells: u32,
    bytes: u64,
}

/// Cell while its text is read.
struct Open {
    depth: usize,
    times: u32,
    spanned: (u32, u32),
    value: Option<Value>,
    error: bool,
    /// True for a formula without a result.
    unsaved: bool,
    text: String,
    /// Depth of a note in it, whose text is not that of the cell.
    note: Option<usize>,
}

impl<'l> Walk<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            document: Document { sheets: Vec::new(), tables: Vec::new() },
            styles: Vec::new(),
            unseen: Vec::new(),
            path: Vec::new(),
            style: String::new(),
            table: None,
            row: 0,
            rows: 1,
            column: 0,
            stated: 0,
            cell: None,
            cells: limits.max_cells,
            bytes: limits.max_unpacked_bytes,
        }
    }

    fn document(&mut self, content: &[u8]) -> Result<(), Refusal> {
        let content = std::str::from_utf8(content).map_err(|_| damaged("its text is not in UTF-8"))?;
        let mut reader = Reader::from_str(content.trim_start_matches('\u{feff}'));
        loop {
            match reader.read_event().map_err(damaged)? {
                Event::Start(tag) => {
                    let name = local(&tag);
                    self.start(&name, &tag)?;
                    self.path.push(name);
                    if self.path.len() > DEPTH {
                        return Err(damaged(format!("elements are nested deeper than {DEPTH}")));
                    }
                }
                Event::Empty(tag) => {
                    let name = local(&tag);
                    self.start(&name, &tag)?;
                    self.end(&name)?;
                }
                Event::End(_) => {
                    let name = self.path.pop().unwrap_or_default();
                    self.end(&name)?;
                }
                Event::Text(text) => self.say(&text)?,
                Event::CData(text) => self.say(&text)?,
                Event::GeneralRef(entity) => {
                    let known = entity.resolve_char_ref().map_err(damaged)?.map(String::from);
                    let named = || quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned);
                    let text = known.or_else(named);
                    self.say(&text.ok_or_else(|| damaged(format!("it uses an unknown entity `{}`", &*entity)))?)?;
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if self.path.is_empty() { Ok(()) } else { Err(damaged("it ends within an element")) }
    }

    fn start(&mut self, name: &str, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        let depth = self.path.len();
        if let Some(cell) = &mut self.cell {
            match name {
                "annotation" => cell.note = cell.note.or(Some(depth)),
                "table" if cell.note.is_none() => return Err(damaged("a cell holds a table of its own")),
                _ => {}
            }
            let text = match name {
                "s" => " ".repeat(count(tag, "c")?.min(1_000) as usize),
                "ta" => "\t".to_owned(),
                "line-break" => "\n".to_owned(),
                "p" if !cell.text.is_empty() => "\n".to_owned(),
                _ => String::new(),
            };
            return self.say(&text);
        }
        match name {
            "style" if self.table.is_none() => self.style = attribute(tag, "name")?.unwrap_or_default(),
            "table-properties" if attribute(tag, "display")?.as_deref() == Some("false") => {
                self.unseen.push(self.style.clone());
            }
            // Changes that were tracked, and tables of other files, hold cells that are none of the document.
            "table" if self.table.is_none() && self.path.last().is_some_and(|parent| parent == "spreadsheet") => {
                self.table = Some(depth);
                (self.row, self.rows, self.column, self.stated) = (0, 1, 0, 0);
                self.styles.push(attribute(tag, "style-name")?.unwrap_or_default());
                self.document.tables.push(Table::default());
                self.document.sheets.push(Sheet {
                    name: attribute(tag, "name")?.unwrap_or_default(),
                    visible: SheetVisible::Visible,
                    has_cells: true,
                    hidden: Hidden::default(),
                });
            }
            "table-column" if self.table.is_some() => {
                let first = self.stated;
                self.stated = self.stated.saturating_add(count(tag, "number-columns-repeated")?).min(COLUMNS);
                if let (true, Some(sheet)) = (is_unseen(tag)?, self.document.sheets.last_mut()) {
                    sheet.hidden.columns.push((first as usize + 1, self.stated as usize));
                }
            }
            "table-row" if self.table.is_some() => {
                self.rows = count(tag, "number-rows-repeated")?;
                self.column = 0;
                if let (true, Some(sheet)) = (is_unseen(tag)?, self.document.sheets.last_mut()) {
                    // Only rows that hold something are spoken of, and these are repeated but a few times.
                    sheet.hidden.rows.extend((self.row..).take(self.rows.min(ROWS) as usize).map(|row| row + 1));
                }
            }
            "table-cell" | "covered-table-cell" if self.table.is_some() => self.cell = Some(Open::new(depth, tag)?),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        let depth = self.path.len();
        if let Some(cell) = &mut self.cell {
            if cell.note == Some(depth) {
                cell.note = None;
            }
            if cell.depth == depth
                && let Some(cell) = self.cell.take()
            {
                return self.close(cell);
            }
            return Ok(());
        }
        match name {
            "table-row" if self.table.is_some() => self.row = self.row.saturating_add(self.rows),
            "table" if self.table == Some(depth) => self.table = None,
            _ => {}
        }
        Ok(())
    }

    /// Takes a text of the open cell.
    fn say(&mut self, text: &str) -> Result<(), Refusal> {
        let Some(cell) = self.cell.as_mut().filter(|cell| cell.note.is_none()) else { return Ok(()) };
        self.bytes = self.bytes.checked_sub(text.len() as u64).ok_or_else(|| {
            Refusal::new(
                format!("the cells of the workbook hold more than {} bytes", self.limits.max_unpacked_bytes),
                "raise `max-unpacked-bytes` under [limits] in sourcegate.toml if this is meant",
            )
        })?;
        // Line ends and runs of blanks only lay out the file; those that count are elements.
        let is_break = text == "\n" || text == "\t";
        if is_break || !text.trim().is_empty() || !text.contains('\n') {
            cell.text.push_str(text);
        }
        Ok(())
    }

    /// Keeps a cell that holds something.
    fn close(&mut self, cell: Open) -> Result<(), Refusal> {
        let place = (self.row, self.column);
        let Open { times, spanned, .. } = cell;
        self.column = self.column.saturating_add(times);
        let Some(value) = cell.value() else { return Ok(()) };
        let Some(table) = self.document.tables.last_mut() else { return Ok(()) };
        let outside = self.column > COLUMNS || place.0.saturating_add(self.rows) > ROWS;
        if outside {
            return Err(damaged("a filled cell stands outside of what a sheet can have"));
        }
        let filled = times.saturating_mul(self.rows);
        self.cells = self.cells.checked_sub(filled).ok_or_else(|| {
            Refusal::new(
                format!("the workbook has more than {} filled cells", self.limits.max_cells),
                "raise `max-cells` under [limits] in sourcegate.toml if this is meant",
            )
        })?;
        if spanned != (1, 1) {
            let end = (place.0.saturating_add(spanned.0 - 1), place.1.saturating_add(spanned.1 - 1));
            table.merged.push(Dimensions::new(place, end));
        }
        table.cells.push(Repeated { place, times: (self.rows, times), value });
        Ok(())
    }
}

impl Open {
    fn new(depth: usize, tag: &BytesStart<'_>) -> Result<Self, Refusal> {
        let mut cell = Self {
            depth,
            times: count(tag, "number-columns-repeated")?,
            spanned: (count(tag, "number-rows-spanned")?, count(tag, "number-columns-spanned")?),
            value: None,
            error: false,
            unsaved: attribute(tag, "formula")?.is_some() && attribute(tag, "value-type")?.is_none(),
            text: String::new(),
            note: None,
        };
        let (mut kind, mut stated) = (String::new(), String::new());
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(damaged)?;
            let value =
                || attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(damaged).map(Cow::into_owned);
            match attribute.key.local_name().as_ref() {
                // A second attribute of this name tells failed formulas from texts.
                "value-type" => match value()?.as_str() {
                    "error" => cell.error = true,
                    other => other.clone_into(&mut kind),
                },
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => stated = value()?,
                _ => {}
            }
        }
        cell.value = match kind.as_str() {
            "float" | "percentage" | "currency" => match stated.parse::<f64>() {
                Ok(number) => Value::number(number),
                Err(_) => Value::said(&stated),
            },
            "boolean" => Value::said(&stated.to_uppercase()),
            "date" => Value::said(stated.strip_suffix("T00:00:00").unwrap_or(&stated)),
            _ => Value::said(&stated),
        };
        Ok(cell)
    }

    /// The value of the cell, when its text is whole.
    fn value(self) -> Option<Value> {
        match self.value {
            _ if self.error => Some(Value::Error(self.text.trim().into())),
            Some(value) => Some(value),
            None if self.text.trim().is_empty() => self.unsaved.then_some(Value::Unsaved),
            None => Value::said(&self.text),
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> Refusal {
    Refusal::damaged("the workbook", error)
}

fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

/// The value of an attribute, whatever its prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Refusal> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(damaged)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// A count, which is 1 where it is not stated.
fn count(tag: &BytesStart<'_>, name: &str) -> Result<u32, Refusal> {
    let Some(text) = attribute(tag, name)? else { return Ok(1) };
    text.trim()
        .parse::<u32>()
        .map(|count| count.max(1))
        .map_err(|_| damaged(format!("`{name}` is no number: `{text}`")))
}

/// Returns true for a row or column that cannot be seen.
fn is_unseen(tag: &BytesStart<'_>) -> Result<bool, Refusal> {
    Ok(matches!(attribute(tag, "visibility")?.as_deref(), Some("collapse" | "filter")))
}
