//! XLSB, the binary workbook of Excel, through calamine.
//!
//! Calamine passes over cells of rich text, failed formulas, merged ranges and what is hidden. The parts of the sheets are
//! walked for these, record by record. Numbers of records are those of [MS-XLSB] section 2.3.2.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Dimensions, Reader as _, SheetType, Xlsb, XlsbError};

use super::book::{Add, Book, Hidden, Sheet};
use super::container::Container;
use super::value::Value;
use super::{DECRYPT, ENCRYPTED, Refusal};
use crate::manifest::Limits;

/// State and number of a row.
const ROW: u32 = 0;
/// A formula that failed.
const FAILED: u32 = 11;
/// State of columns.
const COLUMNS: u32 = 60;
/// A cell of rich text.
const RICH: u32 = 62;
/// End of the cells.
const END: u32 = 146;
/// Name and part of a sheet.
const SHEET: u32 = 156;
/// A merged range.
const MERGED: u32 = 176;
/// A sheet has no more rows.
const ROWS: u32 = 1 << 20;

/// Workbook with binary parts.
pub(super) struct Parts<'b> {
    book: Xlsb<Cursor<&'b [u8]>>,
    sheets: Vec<Sheet>,
    rest: Vec<Rest>,
}

/// Part of a sheet beside what calamine reads.
#[derive(Default)]
struct Rest {
    cells: Vec<((u32, u32), Value)>,
    merged: Vec<Dimensions>,
}

impl<'b> Parts<'b> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// When it is damaged, encrypted, or unpacks to too much.
    pub(super) fn open(container: Container<'_>, bytes: &'b [u8], limits: &Limits) -> Result<Self, Refusal> {
        let (mut list, mut links) = (Vec::new(), Vec::new());
        let mut parts: HashMap<String, Vec<u8>> = HashMap::new();
        let is_read = |name: &str| name.ends_with(".bin") || name.ends_with(".rels") || name.ends_with(".xml");
        container.unpack(limits, is_read, |name, unpacked| {
            if name.ends_with("workbook.bin") {
                list = unpacked;
            } else if name.ends_with("_rels/workbook.bin.rels") {
                links = unpacked;
            } else if name.contains("sheets/") && name.ends_with(".bin") {
                parts.insert(name, unpacked);
            }
        })?;
        let book: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsbError::Password => Refusal::new(ENCRYPTED, DECRYPT),
            error => Refusal::damaged("the workbook", error),
        })?;
        let paths = sheet_paths(&list, &links)?;
        let (mut sheets, mut rest) = (Vec::new(), Vec::new());
        for sheet in book.sheets_metadata() {
            let part = paths.get(&sheet.name).and_then(|path| parts.remove(path));
            if sheet.typ == SheetType::WorkSheet && part.is_none() {
                return Err(Refusal::damaged(&format!("the sheet `{}`", sheet.name), "its part is not there"));
            }
            let (hidden, beside) = walk(&sheet.name, part.as_deref().unwrap_or_default())?;
            sheets.push(Sheet::listed(sheet, hidden));
            rest.push(beside);
        }
        Ok(Self { book, sheets, rest })
    }
}

impl Book for Parts<'_> {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn read(&mut self, at: usize, add: &mut Add<'_>) -> Result<Vec<Dimensions>, Refusal> {
        let name = &self.sheets[at].name;
        let damaged = |error| Refusal::damaged(&format!("the sheet `{name}`"), error);
        let mut cells = self.book.worksheet_cells_reader(name).map_err(damaged)?;
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            if let Some(value) = Value::new(cell.get_value(), false) {
                add(cell.get_position(), value)?;
            }
        }
        drop(cells);
        let Rest { cells, merged } = std::mem::take(&mut self.rest[at]);
        cells.into_iter().try_for_each(|(place, value)| add(place, value))?;
        Ok(merged)
    }
}

/// The part of each sheet, by its name.
fn sheet_paths(list: &[u8], links: &[u8]) -> Result<HashMap<String, String>, Refusal> {
    let damaged = |what: &str| Refusal::damaged("the workbook", what);
    let links = std::str::from_utf8(links).map_err(|_| damaged("its list of parts is no text"))?;
    let links = roxmltree::Document::parse(links).map_err(|error| Refusal::damaged("the workbook", error))?;
    let targets: HashMap<&str, &str> =
        links.descendants().filter_map(|link| Some((link.attribute("Id")?, link.attribute("Target")?))).collect();
    let mut paths = HashMap::new();
    for record in Records(list) {
        let (kind, data) = record.ok_or_else(|| damaged("its list of sheets is cut short"))?;
        if kind == SHEET {
            // The state and the number of the sheet stand before the two texts.
            let (id, used) = text(data.get(8..).unwrap_or_default()).unwrap_or_default();
            let (name, _) =
                text(data.get(8 + used..).unwrap_or_default()).ok_or_else(|| damaged("a sheet has no name"))?;
            if let Some(target) = targets.get(id.as_str()) {
                let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                paths.insert(name, path.to_lowercase());
            }
        }
    }
    Ok(paths)
}

/// Finds what is hidden in a sheet, and what else stands in it.
fn walk(name: &str, part: &[u8]) -> Result<(Hidden, Rest), Refusal> {
    let damaged = |what: &str| Refusal::damaged(&format!("the sheet `{name}`"), what);
    let (mut hidden, mut rest) = (Hidden::default(), Rest::default());
    let (mut row, mut ended) = (0, false);
    for record in Records(part) {
        let (kind, data) = record.ok_or_else(|| damaged("a record is cut short"))?;
        match kind {
            ROW if !ended => {
                row = number(data, 0);
                if row >= ROWS {
                    return Err(damaged("a row has a number that no sheet has"));
                }
                // The state stands behind the format, the height and the levels of the row.
                if data.get(11).is_some_and(|state| state & 0x10 != 0) {
                    hidden.rows.insert(row + 1);
                }
            }
            FAILED if !ended => {
                let sign = match data.get(8) {
                    Some(0x00) => "#NULL!",
                    Some(0x07) => "#DIV/0!",
                    Some(0x0f) => "#VALUE!",
                    Some(0x17) => "#REF!",
                    Some(0x1d) => "#NAME?",
                    Some(0x24) => "#NUM!",
                    Some(0x2a) => "#N/A",
                    _ => "#ERROR!",
                };
                rest.cells.push(((row, number(data, 0)), Value::Error(sign.into())));
            }
            RICH if !ended => {
                let (text, _) =
                    text(data.get(9..).unwrap_or_default()).ok_or_else(|| damaged("a text is cut short"))?;
                rest.cells.extend(Value::said(&text).map(|value| ((row, number(data, 0)), value)));
            }
            END => ended = true,
            COLUMNS if data.get(16).is_some_and(|state| state & 1 != 0) => {
                hidden.columns.push((number(data, 0) as usize + 1, number(data, 4) as usize + 1));
            }
            MERGED => rest
                .merged
                .push(Dimensions::new((number(data, 0), number(data, 8)), (number(data, 4), number(data, 12)))),
            _ => {}
        }
    }
    Ok((hidden, rest))
}

/// Records of a part: the number of each, and its data; `None` for one that is cut short, after which nothing follows.
struct Records<'p>(&'p [u8]);

impl<'p> Iterator for Records<'p> {
    type Item = Option<(u32, &'p [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let whole = std::mem::take(&mut self.0);
        let cut = |whole: &'p [u8]| {
            let (kind, rest) = packed(whole, 2)?;
            let (length, rest) = packed(rest, 4)?;
            let data = rest.get(..length as usize)?;
            Some((kind, data, &rest[length as usize..]))
        };
        Some(cut(whole).map(|(kind, data, rest)| {
            self.0 = rest;
            (kind, data)
        }))
    }
}

/// A number of up to so many bytes, seven bits in each, and what follows it.
fn packed(bytes: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let mut value = 0;
    for at in 0..most {
        let byte = *bytes.get(at)?;
        value |= u32::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 || at + 1 == most {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

/// A number of four bytes in the data of a record; 0 behind its end.
fn number(data: &[u8], at: usize) -> u32 {
    data.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// A text, with the number of its characters before it, and the number of bytes that it takes.
fn text(data: &[u8]) -> Option<(String, usize)> {
    let length = number(data.get(..4)?, 0) as usize;
    let end = length.checked_mul(2)?.checked_add(4)?;
    let units = data.get(4..end)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    Some((char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(), end))
}
