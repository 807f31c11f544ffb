//! A tree in memory: for the cases of a policy pack and for tests.

use std::collections::BTreeMap;

use super::tree::{Tree, is_below};
use crate::error::Error;

/// Files by path.
#[derive(Debug, Default, Clone)]
pub struct MemoryTree {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryTree {
    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), bytes.into());
        self
    }
}

impl Tree for MemoryTree {
    fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>, Error> {
        Ok(self.files.keys().filter(|path| is_below(prefix, path)).cloned().collect())
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        match self.files.get(path) {
            Some(bytes) if bytes.len() as u64 <= limit => Ok(bytes.clone()),
            Some(bytes) => {
                Err(Error::Incomplete(format!("{path}: {} bytes are more than the limit of {limit}", bytes.len())))
            }
            None => Err(Error::Incomplete(format!("{path}: there is no such file"))),
        }
    }

    fn describe(&self) -> String {
        "memory".to_owned()
    }
}
