//! State of the last update, kept beside the pack, so that a site is only asked for what has changed.
//!
//! The file begins with a dot and is no part of the pack. It belongs into the repository, so that a scheduled run knows
//! what the last one got.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::atomic::replace;
use crate::error::Error;

/// The name of the file in the directory of the pack.
pub(super) const NAME: &str = ".list-update.json";

/// The largest state that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Files that the last update fetched, by list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateState {
    schema: u32,
    /// Files fetched, by list id and address.
    lists: BTreeMap<String, BTreeMap<String, Seen>>,
}

/// A file as it was seen last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    /// `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) etag: Option<String>,
    /// `Last-Modified`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_modified: Option<String>,
    /// SHA-256 of the file.
    pub(super) sha256: String,
    /// Its bytes.
    pub(super) bytes: u64,
    /// Digest of the list that was made of it: a list that was changed by other hands is fetched anew.
    pub(super) list_sha256: String,
}

impl UpdateState {
    /// The state beside a pack; an empty one when there is none.
    ///
    /// # Errors
    /// When the file is there and cannot be understood.
    pub(super) fn read(pack: &Path) -> Result<Self, Error> {
        let path = path(pack);
        let Ok(about) = std::fs::metadata(&path) else { return Ok(Self { schema: 1, ..Self::default() }) };
        let wrong = |what: String| {
            Error::Incomplete(format!("`{}` {what}; delete it, and everything is fetched anew", path.display()))
        };
        if about.len() > MAX_BYTES {
            return Err(wrong(format!("is {} bytes long", about.len())));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let state: Self =
            serde_json::from_str(&text).map_err(|error| wrong(format!("cannot be understood: {error}")))?;
        if state.schema == 1 { Ok(state) } else { Err(wrong(format!("has the schema {}, not 1", state.schema))) }
    }

    /// Returns the last fetch of a file, if the list is still the one that was made of it.
    pub(super) fn seen(&self, list: &str, address: &str, list_sha256: &str) -> Option<&Seen> {
        self.lists.get(list)?.get(address).filter(|seen| seen.list_sha256 == list_sha256)
    }

    /// Remembers the files of a list.
    pub(super) fn remember(&mut self, list: &str, files: BTreeMap<String, Seen>) {
        self.lists.insert(list.to_owned(), files);
    }

    /// Writes the state.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(&self, pack: &Path) -> Result<(), Error> {
        let path = path(pack);
        let failed =
            |error: &dyn std::fmt::Display| Error::Incomplete(format!("cannot write `{}`: {error}", path.display()));
        let text = serde_json::to_string_pretty(self).map_err(|error| failed(&error))? + "\n";
        replace(&path, text.as_bytes()).map_err(|error| failed(&error))
    }
}

fn path(pack: &Path) -> PathBuf {
    pack.join(NAME)
}
