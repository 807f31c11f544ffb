//! Workbooks whatever their format: a list of sheets, and the cells of each.

use std::collections::BTreeSet;

use calamine::{Dimensions, SheetType, SheetVisible};

use super::container::{Container, Kind};
use super::value::Value;
use super::{Refusal, ods, xls, xlsb, xlsx};
use crate::manifest::Limits;

/// First bytes of a compound file: an Excel workbook until 2003, or an encrypted one.
pub(super) const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Sheet of a workbook.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) visible: SheetVisible,
    /// False for charts and alike.
    pub(super) has_cells: bool,
    pub(super) hidden: Hidden,
}

impl Sheet {
    /// A sheet as the library lists it, with what is hidden in it.
    pub(super) fn listed(sheet: &calamine::Sheet, hidden: Hidden) -> Self {
        let has_cells = sheet.typ == SheetType::WorkSheet;
        Self { name: sheet.name.clone(), visible: sheet.visible, has_cells, hidden }
    }
}

/// Rows and columns of a sheet that cannot be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    /// Numbers of rows, from 1.
    pub(super) rows: BTreeSet<u32>,
    /// First and last column of each range, from 1.
    pub(super) columns: Vec<(usize, usize)>,
}

/// Function that takes a filled cell: its row and column, from 0, and its value.
pub(super) type Add<'a> = dyn FnMut((u32, u32), Value) -> Result<(), Refusal> + 'a;

/// An open workbook.
pub(super) trait Book {
    /// The sheets, in their order.
    fn sheets(&self) -> &[Sheet];

    /// Hands over the filled cells of a sheet, in any order; returns its merged ranges.
    ///
    /// # Errors
    /// When the sheet is damaged, and those of `add`.
    fn read(&mut self, at: usize, add: &mut Add<'_>) -> Result<Vec<Dimensions>, Refusal>;
}

/// Opens a workbook, and names its format.
///
/// # Errors
/// When the bytes are of no workbook, or of one that is damaged, encrypted or too much.
pub(super) fn open<'b>(bytes: &'b [u8], limits: &Limits) -> Result<(Box<dyn Book + 'b>, &'static str), Refusal> {
    if bytes.starts_with(COMPOUND) {
        return Ok((Box::new(xls::Compound::open(bytes, limits)?), "xls"));
    }
    if ods::is_flat(bytes) {
        return Ok((Box::new(ods::Document::flat(bytes, limits)?), "fods"));
    }
    let container = Container::open(bytes)?;
    Ok(match container.kind {
        Kind::Xlsx => (Box::new(xlsx::Parts::open(container, bytes, limits)?), "xlsx"),
        Kind::Xlsb => (Box::new(xlsb::Parts::open(container, bytes, limits)?), "xlsb"),
        Kind::Ods => (Box::new(ods::Document::packed(container, limits)?), "ods"),
    })
}
