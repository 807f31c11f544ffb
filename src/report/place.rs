//! Place of something, as it follows the path of its file.

use super::clean::clean_short;
use super::positions::Positions;
use crate::finding::Location;
use crate::source::anchors::Anchor;
use crate::source::{FileId, SourceFile};
use crate::verdict::run::RunResult;

/// Columns of the name of a cell: a sheet may be named with 31 characters.
const CELL: usize = 80;

/// `12:5` in a text, `Sheet1!B7` in a sheet.
pub(crate) fn exact(result: &RunResult, positions: &Positions, file: FileId, at: u32) -> String {
    cell(result.facts.source(file), at).unwrap_or_else(|| {
        let position = positions.get(file, at);
        format!("{}:{}", position.line, position.column)
    })
}

/// `12` in a text, `Sheet1!B7` in a sheet.
pub(crate) fn line(result: &RunResult, positions: &Positions, file: FileId, at: u32) -> String {
    cell(result.facts.source(file), at).unwrap_or_else(|| positions.get(file, at).line.to_string())
}

/// The clean name of a cell; `None` in a text.
pub(crate) fn cell(source: &SourceFile, at: u32) -> Option<String> {
    source.cell(at)?;
    source.anchor(at).map(|anchor| clean_short(&anchor.to_string(), CELL))
}

/// The cell, pointer or path in words, for reports that can mark only a line; `None` in a text.
pub(crate) fn words(result: &RunResult, location: &Location) -> Option<String> {
    let what = match result.facts.source(location.file).anchor(location.span.start)? {
        cell @ Anchor::Cell { .. } => format!("In cell {cell}"),
        Anchor::Pointer(pointer) => format!("At the JSON pointer {pointer}"),
        Anchor::XmlPath(path) => format!("At the XML path {path}"),
    };
    Some(clean_short(&what, CELL))
}

/// The cell, and the pointer or path, that a byte of a file stands at.
pub(crate) fn named(source: &SourceFile, at: u32) -> (Option<String>, Option<String>) {
    match source.anchor(at) {
        None => (None, None),
        Some(cell @ Anchor::Cell { .. }) => (Some(cell.to_string()), None),
        Some(Anchor::Pointer(path) | Anchor::XmlPath(path)) => (None, Some(path)),
    }
}
