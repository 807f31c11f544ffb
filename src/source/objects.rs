//! Files that stand in git's object store: what a commit and the index have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use git2::{ObjectType, Oid, Repository};

use super::tree::{Tree, beside, is_below};
use crate::error::Error;

/// A file of the store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) id: Oid,
    /// A symbolic link: its content is the path it points to.
    pub(super) link: bool,
}

/// Files by their path below the root of the run. No filter, hook or attribute of the repository is ever run.
pub struct Objects {
    /// A handle of its own, so that two trees can be read side by side.
    repository: Mutex<Repository>,
    files: BTreeMap<String, Entry>,
    /// Paths of submodules, which are not read.
    submodules: Vec<String>,
    described: String,
    /// The files whose content was asked for and is not here.
    lost: Mutex<BTreeSet<String>>,
    /// All files of the repository, where the root of the run is a folder of it.
    top: Option<Box<Self>>,
}

/// A chain of links longer than this is a cycle.
const MAX_LINKS: usize = 8;

/// Submodules named in a remark.
const NAMED: usize = 5;

/// First bytes of a file that stands for one kept elsewhere by Git LFS.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

impl Objects {
    pub(super) fn new(
        repository: Repository,
        files: BTreeMap<String, Entry>,
        submodules: Vec<String>,
        described: String,
    ) -> Self {
        Self { repository: Mutex::new(repository), files, submodules, described, lost: Mutex::default(), top: None }
    }

    /// The same files, with all of the repository behind them.
    pub(super) fn within(self, top: Self) -> Self {
        Self { top: Some(Box::new(top)), ..self }
    }

    fn repository(&self) -> MutexGuard<'_, Repository> {
        held(&self.repository)
    }

    /// Mode of a symbolic link in git.
    pub(super) const LINK: u32 = 0o120_000;
    /// Mode of a submodule in git.
    pub(super) const SUBMODULE: u32 = 0o160_000;

    /// The file behind a path, links followed inside the tree only.
    fn resolve(&self, path: &str) -> Result<Oid, Error> {
        let mut at = path.to_owned();
        for _ in 0..MAX_LINKS {
            let Some(entry) = self.files.get(&at) else {
                let through = if at == path { String::new() } else { format!(", through the link to `{at}`") };
                return Err(Error::Incomplete(format!("{path}: not in the {}{through}; add the file", self.described)));
            };
            if !entry.link {
                return Ok(entry.id);
            }
            let repository = self.repository();
            let target = repository.find_blob(entry.id).map_err(|error| self.gone(path, &error))?;
            let target = std::str::from_utf8(target.content()).unwrap_or("\u{fffd}");
            at = beside(&at, target).ok_or_else(|| {
                Error::Incomplete(format!(
                    "{path}: this is a link that leaves the tree; links out of the tree are never followed, put the \
                     file itself there"
                ))
            })?;
        }
        Err(Error::Incomplete(format!("{path}: a chain of links without an end; put the file itself there")))
    }

    fn gone(&self, path: &str, error: &git2::Error) -> Error {
        held(&self.lost).insert(path.to_owned());
        Error::Incomplete(format!(
            "{path}: the {} names it, but its content is not here ({}); {COMPLETE}",
            self.described,
            error.message()
        ))
    }
}

/// Way out of a clone that lacks content.
const COMPLETE: &str = "a partial clone must be completed first: `git fetch --refetch --no-filter`, and in GitHub Actions \
                        actions/checkout without `filter`";

/// Locks a mutex. Whoever panicked while holding it left nothing half done in it.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tree for Objects {
    fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>, Error> {
        Ok(self.files.keys().filter(|path| is_below(prefix, path)).cloned().collect())
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let id = self.resolve(path)?;
        // The header first: a huge blob must not be unpacked to learn that it is too large.
        let repository = self.repository();
        let store = repository.odb().map_err(|error| self.gone(path, &error))?;
        let (size, kind) = store.read_header(id).map_err(|error| self.gone(path, &error))?;
        if kind != ObjectType::Blob {
            return Err(Error::Incomplete(format!("{path}: this is not a regular file")));
        }
        if size as u64 > limit {
            return Err(Error::Incomplete(format!(
                "{path}: {size} bytes are more than the limit of {limit}; raise it under [limits] in sourcegate.toml"
            )));
        }
        let blob = repository.find_blob(id).map_err(|error| self.gone(path, &error))?;
        if blob.content().starts_with(LFS) {
            return Err(Error::Incomplete(format!(
                "{path}: this is a Git LFS pointer, and its content is not in the repository; keep manifests out of LFS"
            )));
        }
        Ok(blob.content().to_vec())
    }

    fn remarks(&self) -> Vec<String> {
        if self.submodules.is_empty() {
            return Vec::new();
        }
        let named: Vec<&str> = self.submodules.iter().take(NAMED).map(String::as_str).collect();
        let dots = if self.submodules.len() > NAMED { ", ..." } else { "" };
        vec![format!(
            "submodules of the {} are not read: {}{dots}; check each in its own repository",
            self.described,
            named.join(", ")
        )]
    }

    fn lost(&self) -> Option<String> {
        let lost = held(&self.lost);
        let first = lost.first()?;
        let more = if lost.len() > 1 { format!(" and {} more", lost.len() - 1) } else { String::new() };
        Some(format!("the {} names {first}{more}, but the content is not in this clone; {COMPLETE}", self.described))
    }

    fn head(&self, path: &str, count: usize) -> Result<Vec<u8>, Error> {
        let id = self.resolve(path)?;
        let repository = self.repository();
        let blob = repository.find_blob(id).map_err(|error| self.gone(path, &error))?;
        Ok(blob.content()[..blob.content().len().min(count)].to_vec())
    }

    fn top(&self) -> Option<&dyn Tree> {
        Some(self.top.as_deref().unwrap_or(self))
    }

    fn content_id(&self, path: &str) -> Option<String> {
        self.files.get(path).map(|entry| entry.id.to_string())
    }

    fn describe(&self) -> String {
        self.described.clone()
    }
}
