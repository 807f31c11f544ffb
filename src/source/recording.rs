//! A tree that notes what is read from it: for the record of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::tree::{Listing, Tree};
use crate::error::Error;
use crate::source::digest::sha256;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Reading"))]
pub struct FileDigest {
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// Log of a run: files that were read, and files that were only seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadLog {
    /// Files that were read, by path.
    pub read: BTreeMap<String, FileDigest>,
    /// All files that a search came by.
    pub seen: BTreeSet<String>,
}

/// Another tree, with a note of every file that is read through it.
pub struct Recording<'t> {
    tree: &'t dyn Tree,
    readings: Mutex<ReadLog>,
}

impl<'t> Recording<'t> {
    /// A tree that notes what is read from this one.
    #[must_use]
    pub fn new(tree: &'t dyn Tree) -> Self {
        Self { tree, readings: Mutex::default() }
    }

    /// Returns the log.
    #[must_use]
    pub fn finish(self) -> ReadLog {
        self.readings.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, note: impl FnOnce(&mut ReadLog)) {
        note(&mut self.readings.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Tree for Recording<'_> {
    fn is_file(&self, path: &str) -> bool {
        self.tree.is_file(path)
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>, Error> {
        let paths = self.tree.list(prefix)?;
        self.note(|readings| readings.seen.extend(paths.iter().cloned()));
        Ok(paths)
    }

    fn search(&self, prefix: &str) -> Result<Listing, Error> {
        let listing = self.tree.search(prefix)?;
        self.note(|readings| readings.seen.extend(listing.paths.iter().cloned()));
        Ok(listing)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let bytes = self.tree.read(path, limit)?;
        let reading = FileDigest { bytes: bytes.len() as u64, sha256: sha256(&bytes) };
        self.note(|readings| drop(readings.read.insert(path.to_owned(), reading)));
        Ok(bytes)
    }

    /// A look at the head of a file is no reading of it: what is known of the file after it is its name.
    fn head(&self, path: &str, count: usize) -> Result<Vec<u8>, Error> {
        self.tree.head(path, count)
    }

    fn top(&self) -> Option<&dyn Tree> {
        self.tree.top()
    }

    fn content_id(&self, path: &str) -> Option<String> {
        self.tree.content_id(path)
    }

    fn remarks(&self) -> Vec<String> {
        self.tree.remarks()
    }

    fn lost(&self) -> Option<String> {
        self.tree.lost()
    }

    fn is_on_disk(&self) -> bool {
        self.tree.is_on_disk()
    }

    fn describe(&self) -> String {
        self.tree.describe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::memory::MemoryTree;

    #[test]
    fn what_is_read_is_noted_and_what_is_only_seen_too() {
        let tree = MemoryTree::default().with("a.csv", "abc").with("b.csv", "x");
        let recording = Recording::new(&tree);
        assert_eq!(recording.list("").unwrap().len(), 2);
        recording.head("b.csv", 1).unwrap();
        recording.read("a.csv", 10).unwrap();
        assert!(recording.read("a.csv", 1).is_err());
        let readings = recording.finish();
        assert_eq!(readings.seen.len(), 2);
        let [(path, reading)] = readings.read.iter().collect::<Vec<_>>()[..] else { panic!("one was read") };
        assert_eq!((path.as_str(), reading.bytes), ("a.csv", 3));
        assert!(reading.sha256.starts_with("ba7816bf"));
    }
}
