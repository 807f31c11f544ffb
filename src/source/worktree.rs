//! The files on disk under a root, as `.gitignore` sees them.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::commit::Git;
use super::index::Tracked;
use super::tree::{Closed, Listing, Tree, is_below};
use crate::error::Error;

/// The work tree.
#[derive(Debug, Clone)]
pub struct WorkTree {
    root: PathBuf,
    /// Files that git tracks: adding a file to `.gitignore` must not take it out of sight.
    tracked: Vec<String>,
    remarks: Vec<String>,
}

impl WorkTree {
    /// The tree under a folder.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be entered.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let resolved = root
            .canonicalize()
            .map_err(|error| Error::Incomplete(format!("cannot open `{}`: {error}", root.display())))?;
        let inside = resolved.ancestors().any(|folder| folder.join(".git").exists());
        let mut remarks = Vec::new();
        let mut tracked = Tracked::default();
        match Git::around(&resolved).and_then(|git| git.tracked()) {
            Ok(found) => tracked = found,
            Err(error) if inside => remarks
                .push(format!("what git tracks cannot be told, so files that .gitignore names were left out: {error}")),
            Err(_) => {}
        }
        let absent = |path: &&String| resolved.join(path).symlink_metadata().is_err();
        let sparse: Vec<&str> = tracked.sparse.iter().filter(absent).map(String::as_str).collect();
        if !sparse.is_empty() {
            let dots = if sparse.len() > 3 { ", ..." } else { "" };
            remarks.push(format!(
                "the checkout is sparse: {} tracked {} not on disk and not judged ({}{dots}); with --base or --staged they \
                 are read from git",
                sparse.len(),
                if sparse.len() == 1 { "file is" } else { "files are" },
                sparse[..sparse.len().min(3)].join(", ")
            ));
        }
        Ok(Self { tracked: tracked.paths, root: resolved, remarks })
    }

    /// Describes a folder below the root that cannot be read.
    fn closed(&self, folder: &Path) -> Closed {
        // What the walk says of it names the path once more.
        let why = std::fs::read_dir(folder).err().map_or_else(String::new, |error| format!(": {error}"));
        Closed {
            path: folder.strip_prefix(&self.root).unwrap_or(folder).display().to_string(),
            why: format!("this folder cannot be read, so nothing in it is judged{why}"),
            help: "make it readable, or leave it out with `exclude` or .gitignore".to_owned(),
        }
    }

    /// The real path of a file of the tree, all links resolved, still inside the tree.
    fn resolve(&self, path: &str) -> Result<PathBuf, Error> {
        let relative = Path::new(path);
        if relative.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(Error::Incomplete(format!(
                "{path}: the path leaves the tree; only files below the root are read"
            )));
        }
        let joined = self.root.join(relative);
        let link = joined.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
        let real = joined.canonicalize().map_err(|error| {
            if link {
                let target = std::fs::read_link(&joined).unwrap_or_default();
                Error::Incomplete(format!(
                    "{path}: this is a broken link to `{}`; restore the file or remove the link",
                    target.display()
                ))
            } else {
                Error::Incomplete(format!("{path}: cannot be read: {error}"))
            }
        })?;
        if real.starts_with(&self.root) {
            Ok(real)
        } else {
            Err(Error::Incomplete(format!(
                "{path}: this is a link that leaves the tree; links out of the tree are never followed, put the file itself there"
            )))
        }
    }
}

impl Tree for WorkTree {
    fn is_file(&self, path: &str) -> bool {
        let joined = self.root.join(path);
        joined.symlink_metadata().is_ok_and(|meta| meta.is_symlink() || meta.is_file()) && !joined.is_dir()
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>, Error> {
        let Listing { paths, closed } = self.search(prefix)?;
        match closed.first() {
            None => Ok(paths),
            Some(Closed { path, why, help }) => Err(Error::Incomplete(format!("`{path}`: {why}; {help}"))),
        }
    }

    fn search(&self, prefix: &str) -> Result<Listing, Error> {
        let mut listing = Listing::default();
        let start = self.root.join(prefix);
        let walk = ignore::WalkBuilder::new(&start)
            .follow_links(false)
            .require_git(false)
            .git_global(false)
            .parents(true)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let at = place_of(&error).filter(|at| **at != start && at.starts_with(&self.root));
                    let Some(at) = at else {
                        return Err(Error::Incomplete(format!("cannot read a folder: {error}; make it readable")));
                    };
                    listing.closed.push(self.closed(at));
                    continue;
                }
            };
            let kind = entry.file_type();
            if !kind.is_some_and(|kind| kind.is_file() || kind.is_symlink()) {
                continue;
            }
            let Ok(relative) = entry.path().strip_prefix(&self.root) else { continue };
            let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
            match parts {
                Some(parts) => listing.paths.push(parts.join("/")),
                None => listing.closed.push(Closed {
                    path: relative.display().to_string(),
                    why: "the name is not valid UTF-8, so it cannot be reported and was not read".to_owned(),
                    help: "rename it, or leave it out with .gitignore".to_owned(),
                }),
            }
        }
        let there = |path: &&String| is_below(prefix, path) && self.root.join(path).symlink_metadata().is_ok();
        listing.paths.extend(self.tracked.iter().filter(there).cloned());
        listing.paths.sort();
        listing.paths.dedup();
        listing.closed.sort();
        Ok(listing)
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let real = self.resolve(path)?;
        let failed = |error: std::io::Error| Error::Incomplete(format!("{path}: cannot be read: {error}"));
        let file = std::fs::File::open(&real).map_err(failed)?;
        let meta = file.metadata().map_err(failed)?;
        if !meta.is_file() {
            return Err(Error::Incomplete(format!("{path}: this is not a regular file")));
        }
        let too_large = |size: u64| {
            Error::Incomplete(format!(
                "{path}: {size} bytes are more than the limit of {limit}; raise it under [limits] in sourcegate.toml"
            ))
        };
        if meta.len() > limit {
            return Err(too_large(meta.len()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0) + 1);
        // The file may grow while it is read.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > limit {
            return Err(too_large(bytes.len() as u64));
        }
        Ok(bytes)
    }

    fn head(&self, path: &str, count: usize) -> Result<Vec<u8>, Error> {
        let failed = |error: std::io::Error| Error::Incomplete(format!("{path}: cannot be read: {error}"));
        let file = std::fs::File::open(self.resolve(path)?).map_err(failed)?;
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(Error::Incomplete(format!("{path}: this is not a regular file")));
        }
        let mut bytes = Vec::new();
        file.take(count as u64).read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }

    fn remarks(&self) -> Vec<String> {
        self.remarks.clone()
    }

    fn is_on_disk(&self) -> bool {
        true
    }

    fn describe(&self) -> String {
        "work tree".to_owned()
    }
}

/// The path that an error of a walk is about.
fn place_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place_of(err),
        ignore::Error::Partial(errors) => errors.iter().find_map(place_of),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_and_hidden_files_stay_out_and_the_rest_is_sorted() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in
            [("b.csv", "b"), ("a/c.csv", "c"), (".hidden/x.csv", "x"), ("out/y.csv", "y"), (".gitignore", "out/\n")]
        {
            let at = folder.path().join(path);
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            std::fs::write(at, text).unwrap();
        }
        let tree = WorkTree::open(folder.path()).unwrap();
        assert_eq!(tree.list("").unwrap(), ["a/c.csv", "b.csv"]);
        assert_eq!(tree.list("a").unwrap(), ["a/c.csv"]);
        assert_eq!(tree.read("b.csv", 10).unwrap(), b"b");
        assert!(tree.read("b.csv", 0).unwrap_err().to_string().contains("limit of 0"));
        assert!(tree.read("../b.csv", 10).unwrap_err().to_string().contains("leaves the tree"));
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_tree_and_broken_ones_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.csv"), "s").unwrap();
        std::fs::write(folder.path().join("real.csv"), "r").unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.csv"), folder.path().join("out.csv")).unwrap();
        std::os::unix::fs::symlink("nowhere.csv", folder.path().join("broken.csv")).unwrap();
        std::os::unix::fs::symlink("real.csv", folder.path().join("in.csv")).unwrap();
        let tree = WorkTree::open(folder.path()).unwrap();
        assert!(tree.read("out.csv", 10).unwrap_err().to_string().contains("leaves the tree"));
        assert!(tree.read("broken.csv", 10).unwrap_err().to_string().contains("broken link"));
        assert_eq!(tree.read("in.csv", 10).unwrap(), b"r");
        assert!(tree.is_file("broken.csv"));
    }
}
