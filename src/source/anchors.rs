//! Places that are not counted in lines and columns: cells of sheets, pointers into JSON, paths into XML.
//!
//! A fact keeps a span of bytes and nothing else, because a table of a million rows has ten million of them. A source that
//! is no text is therefore read into a text (of a sheet, a line for each row that is not empty), and this table, one for
//! the whole file, says which place each piece of that text came from. Texts with a structure keep their own spans, and
//! the table says what stands there.

use std::fmt;

use super::paths::Paths;

/// A place that people find by its name instead of by a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor<'a> {
    /// A cell of a sheet; row and column from 1.
    Cell {
        /// Name of the sheet.
        sheet: &'a str,
        /// Row, from 1.
        row: u32,
        /// Column, from 1.
        column: u32,
    },
    /// A JSON Pointer (RFC 6901).
    Pointer(String),
    /// A path from the root element of an XML document.
    XmlPath(String),
}

impl fmt::Display for Anchor<'_> {
    /// `Sheet1!B7`, or the pointer or path as it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { row, column, .. } => write!(f, "{}!{}{row}", self.sheet(), letters(*column)),
            Self::Pointer(path) | Self::XmlPath(path) => f.write_str(path),
        }
    }
}

impl Anchor<'_> {
    /// The row of a cell with its sheet, `Sheet1!7`; `None` for what has no rows.
    #[must_use]
    pub fn row_name(&self) -> Option<String> {
        match self {
            Self::Cell { row, .. } => Some(format!("{}!{row}", self.sheet())),
            Self::Pointer(_) | Self::XmlPath(_) => None,
        }
    }

    /// The name of the sheet, in quotes where it needs them, as spreadsheets write it; empty for what is no cell.
    #[must_use]
    pub fn sheet(&self) -> String {
        let Self::Cell { sheet, .. } = self else { return String::new() };
        let plain = |ch: char| ch.is_alphanumeric() || ch == '_';
        if sheet.chars().all(plain) && !sheet.starts_with(|ch: char| ch.is_ascii_digit()) {
            (*sheet).to_owned()
        } else {
            format!("'{}'", sheet.replace('\'', "''"))
        }
    }
}

/// The letters of a column, from 1: `A`, `Z`, `AA`.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut left = column;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from_u32(u32::from(b'A') + left % 26).unwrap_or('?'));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// A cell as it is kept: the names of the sheets stand once in [`Anchors::sheets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    sheet: u16,
    row: u32,
    column: u16,
}

/// Place that each piece of a text came from, in the order of the text: the cells of a workbook, or the values of a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    sheets: Vec<String>,
    /// The first byte of each piece, and its cell.
    cells: Vec<(u32, Cell)>,
    /// The values of a document with a structure.
    paths: Paths,
}

impl Anchors {
    /// The places of a document with a structure.
    #[must_use]
    pub fn of_tree(paths: Paths) -> Self {
        Self { paths, ..Self::default() }
    }

    /// Adds a sheet, to which the cells added next belong.
    pub fn sheet(&mut self, name: &str) {
        self.sheets.push(name.to_owned());
    }

    /// Says that the text from `start` on is this cell of the sheet added last; row and column from 1.
    pub fn cell(&mut self, start: u32, row: u32, column: u32) {
        let sheet = u16::try_from(self.sheets.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.cells.push((start, Cell { sheet, row, column: u16::try_from(column).unwrap_or(u16::MAX) }));
    }

    /// The place of a byte.
    #[must_use]
    pub fn get(&self, offset: u32) -> Option<Anchor<'_>> {
        self.cell_at(offset).or_else(|| self.paths.at(offset))
    }

    /// The cell of a byte; `None` in what is no workbook.
    #[must_use]
    pub fn cell_at(&self, offset: u32) -> Option<Anchor<'_>> {
        let after = self.cells.partition_point(|(start, _)| *start <= offset);
        let (_, cell) = self.cells.get(after.checked_sub(1)?)?;
        let sheet = self.sheets.get(usize::from(cell.sheet)).map_or("", String::as_str);
        Some(Anchor::Cell { sheet, row: cell.row, column: u32::from(cell.column) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_letters() {
        for (column, expected) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")] {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn each_piece_of_a_text_has_its_place() {
        let mut anchors = Anchors::default();
        anchors.sheet("Sheet1");
        anchors.cell(0, 7, 2);
        anchors.cell(10, 7, 4);
        anchors.sheet("it's 2");
        anchors.cell(20, 1, 1);
        let at = |offset| anchors.get(offset).unwrap().to_string();
        assert_eq!([at(0), at(9), at(10), at(25)], ["Sheet1!B7", "Sheet1!B7", "Sheet1!D7", "'it''s 2'!A1"]);
        assert_eq!(Anchors::default().get(0), None);
    }
}
