//! XLS, the workbook of Excel until 2003, through calamine.
//!
//! Calamine lays a sheet out as a full rectangle, so two cells in opposite corners take as much memory as a full sheet. The
//! stream is walked first, record by record, to measure that; what is hidden is found on the way. Numbers of records are
//! those of [MS-XLS] section 2.3.

use std::io::{Cursor, Read};

use calamine::{Dimensions, Reader as _, Xls, XlsError};
use memchr::memmem;

use super::book::{Add, Book, Hidden, Sheet};
use super::value::Value;
use super::{DECRYPT, ENCRYPTED, Refusal};
use crate::manifest::Limits;

/// Begin of a substream.
const BOF: u16 = 0x0809;
/// End of a substream.
const EOF: u16 = 0x000A;
/// Key of an encrypted workbook; the data of what follows is none.
const KEY: u16 = 0x002F;
/// Name and place of a sheet.
const SHEET: u16 = 0x0085;
/// Height and state of a row.
const ROW: u16 = 0x0208;
/// Width and state of columns.
const COLUMNS: u16 = 0x007D;
/// First and last row and column of a sheet, as it claims; memory is set aside for them.
const CLAIM: u16 = 0x0200;
/// Several numbers in a row.
const NUMBERS: u16 = 0x00BD;
/// Cells that hold something: formula, numbers, labels, rich text, truth values. Blank ones take no room.
const CELLS: [u16; 8] = [0x0006, NUMBERS, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];

/// Workbook in a compound file.
pub(super) struct Compound<'b> {
    book: Xls<Cursor<&'b [u8]>>,
    sheets: Vec<Sheet>,
}

impl<'b> Compound<'b> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// When it is no workbook, damaged, encrypted, or lays out to too much.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Refusal> {
        let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if memmem::find(bytes, &stream).is_some() {
            return Err(Refusal::new(ENCRYPTED, DECRYPT));
        }
        let mut hidden = walk(&stream_of(bytes)?, limits)?.into_iter();
        let book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => Refusal::new(ENCRYPTED, DECRYPT),
            error => Refusal::damaged("the workbook", error),
        })?;
        let listed = |sheet| Sheet::listed(sheet, hidden.next().unwrap_or_default());
        let sheets = book.sheets_metadata().iter().map(listed).collect();
        Ok(Self { book, sheets })
    }
}

impl Book for Compound<'_> {
    fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    fn read(&mut self, at: usize, add: &mut Add<'_>) -> Result<Vec<Dimensions>, Refusal> {
        let name = &self.sheets[at].name;
        let damaged = |error| Refusal::damaged(&format!("the sheet `{name}`"), error);
        let range = self.book.worksheet_range(name).map_err(damaged)?;
        let formulas = self.book.worksheet_formula(name).map_err(damaged)?;
        let start = |start: Option<(u32, u32)>| start.unwrap_or_default();
        let (row, column) = start(range.start());
        for (down, right, value) in range.used_cells() {
            if let Some(value) = Value::owned(value, false) {
                add((row + number(down), column + number(right)), value)?;
            }
        }
        // The result of a formula that was never calculated is not there at all.
        let (row, column) = start(formulas.start());
        for (down, right, _) in formulas.used_cells() {
            let place = (row + number(down), column + number(right));
            if range.get_value(place).is_none_or(|value| *value == calamine::Data::Empty) {
                add(place, Value::Unsaved)?;
            }
        }
        self.book.merge_cells_by_sheet_name(name).map_err(damaged)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The stream of the workbook in a compound file.
fn stream_of(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let damaged = |error| Refusal::damaged("the workbook", error);
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    let Some(name) = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)) else {
        return Err(Refusal::new(
            "this is an Office file without a workbook in it",
            "save the table as XLSX or CSV, or leave it out",
        ));
    };
    let mut stream = Vec::new();
    // No stream is longer than the file that holds it.
    let most = bytes.len() as u64;
    file.open_stream(name).map_err(damaged)?.take(most).read_to_end(&mut stream).map_err(damaged)?;
    Ok(stream)
}

/// Measures the sheets of a stream, and finds what is hidden in each, in the order in which the workbook names them.
fn walk(stream: &[u8], limits: &Limits) -> Result<Vec<Hidden>, Refusal> {
    let mut globals = records(stream).take_while(|(kind, _)| *kind != EOF);
    if globals.any(|(kind, _)| kind == KEY) {
        return Err(Refusal::new(ENCRYPTED, DECRYPT));
    }
    let starts: Vec<usize> = records(stream)
        .take_while(|(kind, _)| *kind != EOF)
        .filter(|(kind, _)| *kind == SHEET)
        .filter_map(|(_, data)| Some(u32::from_le_bytes(data.get(..4)?.try_into().ok()?) as usize))
        .collect();
    let mut left = u64::from(limits.max_cells).saturating_mul(4);
    let mut all = Vec::with_capacity(starts.len());
    for start in starts {
        let sheet =
            stream.get(start..).ok_or_else(|| Refusal::damaged("the workbook", "a sheet stands behind its end"))?;
        let mut hidden = Hidden::default();
        let (mut rows, mut columns) = ((u16::MAX, 0), (u16::MAX, 0));
        let mut depth = 0_u32;
        for (kind, data) in records(sheet) {
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                _ if depth != 1 => {}
                CLAIM if claim(data) > u64::from(u16::MAX) * 256 + 256 => {
                    return Err(Refusal::damaged("the workbook", "a sheet claims more cells than one can have"));
                }
                ROW if word(data, 12) & 0x20 != 0 => {
                    hidden.rows.insert(u32::from(word(data, 0)) + 1);
                }
                COLUMNS if word(data, 8) & 1 != 0 => {
                    hidden.columns.push((usize::from(word(data, 0)) + 1, usize::from(word(data, 2)) + 1));
                }
                kind if CELLS.contains(&kind) => {
                    let (row, first) = (word(data, 0), word(data, 2));
                    // Several cells of a row end with the number of the last column.
                    let last =
                        if matches!(kind, 0x00BD | 0x00BE) { word(data, data.len().saturating_sub(2)) } else { first };
                    rows = (rows.0.min(row), rows.1.max(row));
                    columns = (columns.0.min(first), columns.1.max(first).max(last));
                }
                _ => {}
            }
        }
        let side = |(first, last): (u16, u16)| u64::from(last.saturating_sub(first)) + 1;
        left = left.checked_sub(side(rows).saturating_mul(side(columns))).ok_or_else(|| {
            Refusal::new(
                format!("the sheets of the workbook span more than four times {} cells", limits.max_cells),
                "raise `max-cells` under [limits] in sourcegate.toml if this is meant, or save it as XLSX",
            )
        })?;
        all.push(hidden);
    }
    Ok(all)
}

/// The number of cells that a sheet claims.
fn claim(data: &[u8]) -> u64 {
    let wide = |at: usize| u64::from(word(data, at)) | u64::from(word(data, at + 2)) << 16;
    let narrow = |at: usize| u64::from(word(data, at));
    // The rows have two bytes more since the edition of 1997.
    let (rows, at) =
        if data.len() >= 14 { (wide(4).saturating_sub(wide(0)), 8) } else { (narrow(2).saturating_sub(narrow(0)), 4) };
    rows.saturating_mul(narrow(at + 2).saturating_sub(narrow(at)))
}

/// Walks the records of a stream: the number of each, and its data.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let kind = u16::from_le_bytes(stream.get(at..at + 2)?.try_into().ok()?);
        let length = usize::from(u16::from_le_bytes(stream.get(at + 2..at + 4)?.try_into().ok()?));
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, data))
    })
}

/// A number of two bytes in the data of a record; 0 behind its end.
fn word(data: &[u8], at: usize) -> u16 {
    data.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes)
}
