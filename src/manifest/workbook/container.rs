//! The archive around a workbook, measured before a reader unpacks it into memory.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{DECRYPT, ENCRYPTED, Refusal};
use crate::manifest::Limits;

/// Format of the workbook in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Excel, with parts in XML.
    Xlsx,
    /// Excel, with binary parts.
    Xlsb,
    /// OpenDocument.
    Ods,
}

/// Archive of a workbook.
pub(super) struct Container<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    pub(super) kind: Kind,
}

impl<'b> Container<'b> {
    /// Opens an archive.
    ///
    /// # Errors
    /// When it is damaged, encrypted, or holds no workbook.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let has = |wanted: &str| archive.file_names().flatten().any(|part| part.to_lowercase().ends_with(wanted));
        let kind = if has("workbook.xml") {
            Kind::Xlsx
        } else if has("workbook.bin") {
            Kind::Xlsb
        } else if has("content.xml") && has("mimetype") {
            Kind::Ods
        } else {
            return Err(Refusal::new("this is a ZIP archive without a workbook in it", "unpack it, or leave it out"));
        };
        Ok(Self { archive, kind })
    }

    /// Unpacks every part that a reader would, up to the limit, and hands over its name in lower case and its bytes. What an
    /// archive says of its sizes may be a lie.
    ///
    /// # Errors
    /// When a part is damaged or encrypted, or the parts unpack to too much.
    pub(super) fn unpack(
        mut self,
        limits: &Limits,
        is_read: impl Fn(&str) -> bool,
        mut take: impl FnMut(String, Vec<u8>),
    ) -> Result<(), Refusal> {
        let mut left = limits.max_unpacked_bytes;
        for at in 0..self.archive.len() {
            let mut part = self.archive.by_index(at).map_err(damaged)?;
            let name = part.name().map_err(damaged)?.to_lowercase();
            if !is_read(&name) {
                continue;
            }
            let mut unpacked = Vec::new();
            let read = part.by_ref().take(left.saturating_add(1)).read_to_end(&mut unpacked);
            read.map_err(|error| Refusal::damaged(&format!("the part `{name}` of the workbook"), error))?;
            left = left.checked_sub(unpacked.len() as u64).ok_or_else(|| too_much(limits))?;
            take(name, unpacked);
        }
        Ok(())
    }
}

/// Refuses a workbook that unpacks to more than the limit.
fn too_much(limits: &Limits) -> Refusal {
    Refusal::new(
        format!("the workbook unpacks to more than {} bytes", limits.max_unpacked_bytes),
        "raise `max-unpacked-bytes` under [limits] in sourcegate.toml if this is meant",
    )
}

fn damaged(error: ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::new(ENCRYPTED, DECRYPT),
        error => Refusal::damaged("the workbook", error),
    }
}
