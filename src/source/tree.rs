//! The trait behind which disk, commits and the index look the same.

use crate::error::Error;

/// Files and unreadable folders found by a search of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Paths of the files, sorted.
    pub paths: Vec<String>,
    /// Folders that could not be listed, sorted by path: nothing in them is known.
    pub closed: Vec<Closed>,
}

/// A folder that cannot be read, or a name that cannot be reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closed {
    /// Its path, as near as it can be written.
    pub path: String,
    /// Problem in words, without a full stop.
    pub why: String,
    /// The way out, as an imperative sentence.
    pub help: String,
}

/// A tree of files that a run may read: the work tree, a commit, or the index.
///
/// Paths are relative to the root of the tree and use `/`. Implementations never follow a symbolic link out of the
/// tree and never run hooks or filters of a repository.
pub trait Tree: Sync {
    /// Returns true for a path with a regular file.
    fn is_file(&self, path: &str) -> bool;

    /// All regular files under `prefix` (a folder, or `""` for everything), sorted, ignored files left out.
    ///
    /// # Errors
    /// When a folder cannot be read.
    fn list(&self, prefix: &str) -> Result<Vec<String>, Error>;

    /// The same, with what could not be listed beside the rest: for whoever says so and goes on.
    ///
    /// # Errors
    /// When nothing can be listed.
    fn search(&self, prefix: &str) -> Result<Listing, Error> {
        Ok(Listing { paths: self.list(prefix)?, closed: Vec::new() })
    }

    /// The bytes of a file, of at most `limit` bytes.
    ///
    /// # Errors
    /// When the file is missing, unreadable, larger than `limit`, or a link that leaves the tree.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error>;

    /// The first bytes of a file, at most `count`, for finding out what it is.
    ///
    /// # Errors
    /// As [`Tree::read`].
    fn head(&self, path: &str, count: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = self.read(path, u64::MAX)?;
        bytes.truncate(count);
        Ok(bytes)
    }

    /// An identity of what stands at a path, where the tree knows one without reading it: equal ids are equal content.
    fn content_id(&self, _path: &str) -> Option<String> {
        None
    }

    /// The whole repository in the same state, where the tree is one of git: arguments can name files above the root.
    fn top(&self) -> Option<&dyn Tree> {
        None
    }

    /// Remarks for the reader of a report: what stands in this tree and is not read.
    fn remarks(&self) -> Vec<String> {
        Vec::new()
    }

    /// Files that the tree names and whose content could not be found when it was asked for, in words; a run over such a
    /// tree proves nothing.
    fn lost(&self) -> Option<String> {
        None
    }

    /// Returns true for the work tree, where a path outside the tree can be opened too.
    fn is_on_disk(&self) -> bool {
        false
    }

    /// The tree in words, for reports: `work tree`, `commit 1a2b3c4d`, `index`.
    fn describe(&self) -> String;
}

/// Returns true for a path below a folder; every path is below `""`.
pub(crate) fn is_below(folder: &str, path: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The path that a file or link names by `target`, from its own folder and without `.` and `..`; `None` when it leaves
/// the tree.
pub(crate) fn beside(from: &str, target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
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

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn what_a_file_names_stays_inside_or_is_refused() {
        assert_eq!(beside("a/b/link", "../c.csv").as_deref(), Some("a/c.csv"));
        assert_eq!(beside("link", "./x/y.csv").as_deref(), Some("x/y.csv"));
        assert_eq!(beside("a/link", "../../etc/passwd"), None);
        assert_eq!(beside("link", "/etc/passwd"), None);
    }
}
