//! The archive around a workbook: measured before anything is unpacked into memory, and searched for what is hidden.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{DECRYPT, ENCRYPTED, Refusal};
use crate::manifest::Limits;

/// The way out of a file that is no workbook.
const EXPORT: &str = "save it as XLSX, or export its tables as CSV";
/// A list of sheets of more bytes is not searched for what is hidden.
const LIST: usize = 4 << 20;

/// A sheet has no more columns.
const COLUMNS: usize = 16_384;

/// Rows and columns of a sheet that cannot be seen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    /// Numbers of rows, from 1.
    pub(super) rows: BTreeSet<u32>,
    /// First and last column of each range, from 1.
    pub(super) columns: Vec<(usize, usize)>,
}

/// The archive of a workbook, within the limits.
pub(super) struct Container {
    /// Sheets by name.
    hidden: HashMap<String, Hidden>,
}

impl Container {
    /// Unpacks every part that a reader would, keeping none, up to the limit. What an archive says of its sizes may be a
    /// lie.
    ///
    /// # Errors
    /// When it is no workbook of this format, damaged, encrypted, or unpacks to too much.
    pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        let damaged = |error: ZipError| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::new(ENCRYPTED, DECRYPT),
            error => Refusal::damaged("the workbook", error),
        };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        is_workbook(&archive)?;
        let mut left = limits.max_unpacked_bytes;
        let (mut book, mut links) = (None, Vec::new());
        let mut hidden: HashMap<String, Hidden> = HashMap::new();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).map_err(damaged)?;
            let name = part.name().map_err(damaged)?.to_lowercase();
            if !name.ends_with(".xml") && !name.ends_with(".rels") {
                continue;
            }
            let mut unpacked = Vec::new();
            let read = part.by_ref().take(left.saturating_add(1)).read_to_end(&mut unpacked);
            read.map_err(|error| Refusal::damaged(&format!("the part `{name}` of the workbook"), error))?;
            left = left.checked_sub(unpacked.len() as u64).ok_or_else(|| {
                Refusal::new(
                    format!("the workbook unpacks to more than {} bytes", limits.max_unpacked_bytes),
                    "raise `max-unpacked-bytes` under [limits] in sourcegate.toml if this is meant",
                )
            })?;
            if name.ends_with("workbook.xml") && unpacked.len() < LIST {
                book = Some((name, unpacked));
            } else if name.ends_with("_rels/workbook.xml.rels") && unpacked.len() < LIST {
                links = unpacked;
            } else {
                hidden.insert(name, find_hidden(&unpacked));
            }
        }
        let sheets = book.and_then(|(name, list)| sheet_paths(&name, &list, &links)).unwrap_or_default().into_iter();
        Ok(Self { hidden: sheets.filter_map(|(sheet, path)| Some((sheet, hidden.remove(&path)?))).collect() })
    }

    /// Returns the rows and columns of a sheet that cannot be seen.
    pub(super) fn hidden(&self, sheet: &str) -> Option<&Hidden> {
        self.hidden.get(sheet)
    }
}

/// Tells a workbook of this format from others that are archives too.
fn is_workbook(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
    let has = |name: &str| archive.file_names().flatten().any(|part| part.eq_ignore_ascii_case(name));
    if archive.file_names().flatten().any(|part| part.to_lowercase().ends_with("workbook.xml")) {
        Ok(())
    } else if has("xl/workbook.bin") {
        Err(Refusal::new("this is a binary Excel workbook (XLSB), which this version does not read", EXPORT))
    } else if has("content.xml") && has("mimetype") {
        Err(Refusal::new("this is an OpenDocument file (ODS), which this version does not read", EXPORT))
    } else {
        Err(Refusal::new("this is a ZIP archive without a workbook in it", "unpack it, or leave it out"))
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
    use super::*;

    #[test]
    fn hidden_rows_and_columns_are_found_and_texts_are_not_taken_for_them() {
        let xml = br#"<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" hidden="0"/></cols>
            <row r="4" hidden='true' spans="1:2"><c><is><t>hidden="1" r="9"</t></is></c></row><x:row r="6" hidden="1"/>"#;
        let found = find_hidden(xml);
        assert_eq!(found, Hidden { rows: BTreeSet::from([4, 6]), columns: vec![(2, 3)] });
    }
}
