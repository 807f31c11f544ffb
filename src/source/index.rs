//! What is staged: the files as `git commit` would record them.

use std::collections::BTreeMap;

use super::commit::Git;
use super::objects::{Entry, Objects};
use crate::error::Error;

impl Git {
    /// Paths below the root that git tracks, whatever `.gitignore` says of them.
    #[must_use]
    pub fn tracked(&self) -> Vec<String> {
        let Ok(index) = self.repository().index() else { return Vec::new() };
        let paths = index.iter().filter(|entry| entry.mode != Objects::SUBMODULE);
        paths.filter_map(|entry| Some(self.below(std::str::from_utf8(&entry.path).ok()?)?.to_owned())).collect()
    }

    /// The files of the index.
    ///
    /// # Errors
    /// When the index cannot be read, or a merge left conflicts in it.
    pub fn staged(&self) -> Result<Objects, Error> {
        let failed = |error: git2::Error| Error::Incomplete(format!("the index cannot be read: {}", error.message()));
        let index = self.repository().index().map_err(failed)?;
        let mut files = BTreeMap::new();
        for entry in index.iter() {
            let path = std::str::from_utf8(&entry.path).map_err(|_| {
                Error::Incomplete(format!(
                    "`{}` has a name that is not valid UTF-8; rename it so that reports can name it",
                    String::from_utf8_lossy(&entry.path)
                ))
            })?;
            // Bits 12 and 13 hold the stage; other than 0 is a side of a conflict.
            if entry.flags & 0x3000 != 0 {
                return Err(Error::Incomplete(format!("{path}: has conflicts; resolve and add it first")));
            }
            if entry.mode != Objects::SUBMODULE
                && let Some(path) = self.below(path)
            {
                files.insert(path.to_owned(), Entry { id: entry.id, link: entry.mode == Objects::LINK });
            }
        }
        Ok(Objects::new(self.handle()?, files, "index".to_owned()))
    }
}
