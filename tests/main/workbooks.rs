//! Workbooks: read from bytes to report, with every place a cell.

mod damaged;
mod formats;
mod made;
mod reports;
mod sheets;

use rust_xlsxwriter::{Workbook, Worksheet};

/// The bytes of a workbook whose sheets hold these rows of texts.
pub(crate) fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        fill(book.add_worksheet().set_name(*name).unwrap(), rows);
    }
    book.save_to_buffer().unwrap()
}

/// Writes rows of texts from the first cell on; an empty text leaves its cell out.
fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write(row, column, *text).unwrap();
        }
    }
}

const HEADER: &[&str] = &["Supplier", "Province", "Country"];
const NEAR: &[&str] = &["Alpha Works", "Zhejiang", "CN"];
const FAR: &[&str] = &["Beta Works", "Xinjiang", "CN"];
