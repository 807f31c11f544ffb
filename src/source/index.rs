//! Files that are staged, as `git commit` would record them.

use std::collections::BTreeMap;

use git2::IndexEntryExtendedFlag;

use super::commit::{Git, failed};
use super::objects::{Entry, Objects};
use crate::error::Error;

/// Files and links that the index names below the root of a run.
#[derive(Debug, Clone, Default)]
pub struct Tracked {
    /// Every file.
    pub paths: Vec<String>,
    /// Those that a sparse checkout leaves out of the work tree.
    pub sparse: Vec<String>,
}

impl Git {
    /// Lists the files that git tracks below the root, whatever `.gitignore` says of it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn tracked(&self) -> Result<Tracked, Error> {
        let index = self.repository().index().map_err(|error| failed("the index cannot be read", &error))?;
        let mut tracked = Tracked::default();
        for entry in index.iter().filter(|entry| entry.mode != Objects::SUBMODULE) {
            let Some(path) = std::str::from_utf8(&entry.path).ok().and_then(|path| self.below(path)) else { continue };
            if IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended).is_skip_worktree() {
                tracked.sparse.push(path.to_owned());
            }
            tracked.paths.push(path.to_owned());
        }
        Ok(tracked)
    }

    /// The files of the index.
    ///
    /// # Errors
    /// When the index cannot be read, or a merge left conflicts in it.
    pub fn staged(&self) -> Result<Objects, Error> {
        let index = self.repository().index().map_err(|error| failed("the index cannot be read", &error))?;
        let mut submodules = Vec::new();
        let mut files = BTreeMap::new();
        let mut all = BTreeMap::new();
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
            // A file that is only announced (`git add -N`) has no content yet, and no commit would record it.
            if IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended).is_intent_to_add() {
                continue;
            }
            let below = self.below(path);
            if entry.mode == Objects::SUBMODULE {
                submodules.extend(below.map(str::to_owned));
                continue;
            }
            let file = Entry { id: entry.id, link: entry.mode == Objects::LINK };
            files.extend(below.map(|path| (path.to_owned(), file)));
            all.insert(path.to_owned(), file);
        }
        let described = "index".to_owned();
        self.within_all(Objects::new(self.handle()?, files, submodules, described.clone()), all, described)
    }
}
