//! Files that stand in git's object store: what a commit and the index have in common.

use std::collections::BTreeMap;

use git2::{ObjectType, Oid, Repository};

use super::tree::{Tree, is_below};
use crate::error::Error;

/// A file of the store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) id: Oid,
    /// A symbolic link: its content is the path it points to.
    pub(super) link: bool,
}

/// Files by their path below the root of the run. No filter, hook or attribute of the repository is ever run.
pub struct Objects<'r> {
    repository: &'r Repository,
    files: BTreeMap<String, Entry>,
    described: String,
}

/// A chain of links longer than this is a cycle.
const MAX_LINKS: usize = 8;

/// How a file begins that stands for one kept elsewhere by Git LFS.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

impl<'r> Objects<'r> {
    pub(super) fn new(repository: &'r Repository, files: BTreeMap<String, Entry>, described: String) -> Self {
        Self { repository, files, described }
    }

    /// Mode of a symbolic link in git.
    pub(super) const LINK: u32 = 0o120_000;
    /// Mode of a submodule in git.
    pub(super) const SUBMODULE: u32 = 0o160_000;

    /// What stands below a folder, by path and object: two trees agree there when these are equal.
    #[must_use]
    pub fn ids_below(&self, folder: &str) -> Vec<(&str, Oid)> {
        let inside = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        self.files.iter().filter(|(path, _)| inside(path)).map(|(path, entry)| (path.as_str(), entry.id)).collect()
    }

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
            let target = self.repository.find_blob(entry.id).map_err(|error| self.lost(path, &error))?;
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

    fn lost(&self, path: &str, error: &git2::Error) -> Error {
        Error::Incomplete(format!(
            "{path}: the {} names it, but its content is not here ({}); a partial clone must be completed first: \
             `git fetch --refetch --no-filter`",
            self.described,
            error.message()
        ))
    }
}

/// The path that a link names, from the folder of the link; `None` when it leaves the tree.
fn beside(link: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = link.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

impl Tree for Objects<'_> {
    fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>, Error> {
        Ok(self.files.keys().filter(|path| is_below(prefix, path)).cloned().collect())
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let id = self.resolve(path)?;
        // The header first: a huge blob must not be unpacked to learn that it is too large.
        let store = self.repository.odb().map_err(|error| self.lost(path, &error))?;
        let (size, kind) = store.read_header(id).map_err(|error| self.lost(path, &error))?;
        if kind != ObjectType::Blob {
            return Err(Error::Incomplete(format!("{path}: this is not a regular file")));
        }
        if size as u64 > limit {
            return Err(Error::Incomplete(format!(
                "{path}: {size} bytes are more than the limit of {limit}; raise it under [limits] in sourcegate.toml"
            )));
        }
        let blob = self.repository.find_blob(id).map_err(|error| self.lost(path, &error))?;
        if blob.content().starts_with(LFS) {
            return Err(Error::Incomplete(format!(
                "{path}: this is a Git LFS pointer, and its content is not in the repository; keep manifests out of LFS"
            )));
        }
        Ok(blob.content().to_vec())
    }

    fn describe(&self) -> String {
        self.described.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn links_stay_inside_or_are_refused() {
        assert_eq!(beside("a/b/link", "../c.csv").as_deref(), Some("a/c.csv"));
        assert_eq!(beside("link", "./x/y.csv").as_deref(), Some("x/y.csv"));
        assert_eq!(beside("a/link", "../../etc/passwd"), None);
        assert_eq!(beside("link", "/etc/passwd"), None);
    }
}
