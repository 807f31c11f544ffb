//! XLSX and XLSM, through calamine; what is hidden is looked up beside it.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Dimensions, Reader as _, Xlsx, XlsxError};

use super::book::{Add, Book, Hidden, Sheet};
use super::container::Container;
use super::value::Value;
use super::{DECRYPT, ENCRYPTED, Refusal};
use crate::manifest::Limits;

/// A list of sheets of more bytes is not searched for what is hidden.
const LIST: usize = 4 << 20;

/// A sheet has no more columns.
const COLUMNS: usize = 16_384;

/// Workbook with parts in XML.
pub(super) struct Parts<'b> {
    book: Xlsx<Cursor<&'b [u8]>>,
    sheets: Vec<Sheet>,
}

impl<'b> Parts<'b> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// When it is damaged, encrypted, or unpacks to too much.
    pub(super) fn open(container: Container<'_>, bytes: &'b [u8], limits: &Limits) -> Result<Self, Refusal> {
        let (mut list, mut links) = (None, Vec::new());
        let mut hidden: HashMap<String, Hidden> = HashMap::new();
        let is_read = |name: &str| name.ends_with(".xml") || name.ends_with(".rels");
        container.unpack(limits, is_read, |name, unpacked| {
            if name.ends_with("workbook.xml") && unpacked.len() < LIST {
                list = Some((name, unpacked));
            } else if name.ends_with("_rels/workbook.xml.rels") && unpacked.len() < LIST {
                links = unpacked;
            } else {
                hidden.insert(name, find_hidden(&unpacked));
            }
        })?;
        let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => Refusal::new(ENCRYPTED, DECRYPT),
            error => Refusal::damaged("the workbook", error),
        })?;
        let paths = list.and_then(|(name, list)| sheet_paths(&name, &list, &links)).unwrap_or_default();
        let paths: HashMap<String, String> = paths.into_iter().collect();
        let sheets = book.sheets_metadata().iter().map(|sheet| {
            let hidden = paths.get(&sheet.name).and_then(|path| hidden.remove(path));
            Sheet::listed(sheet, hidden.unwrap_or_default())
        });
        let sheets = sheets.collect();
        Ok(Self { book, sheets })
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
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
            if let Some(value) = Value::new(&cell.value, cell.formula.is_some()) {
                add(cell.pos, value)?;
            }
        }
        drop(cells);
        self.book.merge_cells_by_sheet_name(name).map_err(damaged)
    }
}

/// Name and part of each sheet; `None` where the list does not parse, which the reader of the workbook then says.
fn sheet_paths(name: &str, list: &[u8], links: &[u8]) -> Option<Vec<(String, String)>> {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (list, links) = (std::str::from_utf8(list).ok()?, std::str::from_utf8(links).ok()?);
    let links = roxmltree::Document::parse(links).ok()?;
    let targets: HashMap<&str, &str> =
        links.descendants().filter_map(|link| Some((link.attribute("Id")?, link.attribute("Target")?))).collect();
    let list = roxmltree::Document::parse(list).ok()?;
    let sheets = list.descendants().filter(|node| node.tag_name().name() == "sheet").filter_map(|sheet| {
        let id = sheet.attributes().find(|attribute| attribute.name() == "id")?.value();
        let target = targets.get(id)?;
        let path = format!("{folder}/{target}");
        let path = target.strip_prefix('/').unwrap_or(path.trim_start_matches('/'));
        Some((sheet.attribute("name")?.to_owned(), path.to_lowercase()))
    });
    Some(sheets.collect())
}

/// The rows and columns of a sheet that are hidden.
fn find_hidden(xml: &[u8]) -> Hidden {
    let mut found = Hidden::default();
    for at in memchr::memmem::find_iter(xml, b"hidden=") {
        let Some(start) = memchr::memrchr(b'<', &xml[..at]) else { continue };
        let end = memchr::memchr(b'>', &xml[at..]).map_or(xml.len(), |end| at + end);
        let Ok(tag) = std::str::from_utf8(&xml[start + 1..end]) else { continue };
        if !matches!(attribute(tag, "hidden"), Some("1" | "true")) {
            continue;
        }
        let name = tag.split_ascii_whitespace().next().unwrap_or_default();
        match name.rsplit(':').next() {
            Some("row") => found.rows.extend(attribute(tag, "r").and_then(|row| row.parse::<u32>().ok())),
            Some("col") if found.columns.len() < COLUMNS => {
                let number = |name| attribute(tag, name).and_then(|column| column.parse::<usize>().ok());
                found.columns.extend(number("min").zip(number("max")));
            }
            _ => {}
        }
    }
    found
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_ascii_whitespace().find_map(|part| {
        let value = part.strip_prefix(name)?.strip_prefix('=')?;
        let quote = value.chars().next().filter(|ch| matches!(ch, '"' | '\''))?;
        value[1..].split(quote).next()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn hidden_rows_and_columns_are_found_and_texts_are_not_taken_for_them() {
        let xml = br#"<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" hidden="0"/></cols>
            <row r="4" hidden='true' spans="1:2"><c><is><t>hidden="1" r="9"</t></is></c></row><x:row r="6" hidden="1"/>"#;
        let found = find_hidden(xml);
        assert_eq!(found, Hidden { rows: BTreeSet::from([4, 6]), columns: vec![(2, 3)] });
    }
}
