//! Places that are not counted in lines and columns: cells of sheets, pointers into JSON, paths into XML.
//!
//! A fact keeps a span of bytes and nothing else, because a table of a million rows has ten million of them. A source that
//! is no text is therefore read into a text (of a sheet, a line for each row that is not empty), and this table, one for
//! the whole file, says which place each piece of that text came from. Texts with a structure keep their own spans, and
//! the table says what stands there.

use std::fmt;

/// A place that people find by its name instead of by a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    Pointer(&'a str),
    /// A path from the root element of an XML document.
    XmlPath(&'a str),
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

/// A place as it is kept: the names stand once in [`Anchors::names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Cell { sheet: u16, row: u32, column: u16 },
    Pointer(u32),
    XmlPath(u32),
}

/// Place that each piece of a text came from, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    names: Vec<String>,
    /// The first byte of each piece, and its place.
    pieces: Vec<(u32, Kept)>,
}

impl Anchors {
    /// Adds a sheet, to which the cells added next belong.
    pub fn sheet(&mut self, name: &str) {
        self.names.push(name.to_owned());
    }

    /// Says that the text from `start` on is this cell of the sheet added last; row and column from 1.
    pub fn cell(&mut self, start: u32, row: u32, column: u32) {
        let sheet = u16::try_from(self.names.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.pieces.push((start, Kept::Cell { sheet, row, column: u16::try_from(column).unwrap_or(u16::MAX) }));
    }

    /// Says that the text from `start` on is what this JSON Pointer points at.
    pub fn pointer(&mut self, start: u32, pointer: &str) {
        let name = self.name(pointer);
        self.pieces.push((start, Kept::Pointer(name)));
    }

    /// Says that the text from `start` on stands at this path of an XML document.
    pub fn xml_path(&mut self, start: u32, path: &str) {
        let name = self.name(path);
        self.pieces.push((start, Kept::XmlPath(name)));
    }

    fn name(&mut self, name: &str) -> u32 {
        self.names.push(name.to_owned());
        u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX)
    }

    /// The place of a byte.
    #[must_use]
    pub fn get(&self, offset: u32) -> Option<Anchor<'_>> {
        let after = self.pieces.partition_point(|(start, _)| *start <= offset);
        let name = |at: usize| self.names.get(at).map_or("", String::as_str);
        Some(match self.pieces.get(after.checked_sub(1)?)?.1 {
            Kept::Cell { sheet, row, column } => {
                Anchor::Cell { sheet: name(usize::from(sheet)), row, column: u32::from(column) }
            }
            Kept::Pointer(at) => Anchor::Pointer(name(at as usize)),
            Kept::XmlPath(at) => Anchor::XmlPath(name(at as usize)),
        })
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

    #[test]
    fn pointers_and_paths_are_written_as_they_are() {
        let mut anchors = Anchors::default();
        anchors.pointer(5, "/components/0/name");
        anchors.xml_path(30, "/bom/components[1]");
        assert_eq!(anchors.get(4), None);
        assert_eq!(anchors.get(6), Some(Anchor::Pointer("/components/0/name")));
        assert_eq!(anchors.get(30).unwrap().to_string(), "/bom/components[1]");
    }
}
