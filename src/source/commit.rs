//! The repository of a run, its commits, and the base of a comparison.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Oid, Repository, TreeWalkMode, TreeWalkResult};

use super::objects::{Entry, Objects};
use crate::error::Error;

/// The repository that holds the root of a run.
pub struct Git {
    repository: Repository,
    /// The folder it was found from.
    root: PathBuf,
    /// Opened as the environment says, which hooks are given.
    from_environment: bool,
    /// The root of the run inside the repository, with a `/` at its end; empty when they are the same.
    prefix: String,
}

fn failed(what: &str, error: &git2::Error) -> Error {
    let way = match error.code() {
        ErrorCode::Owner => "; it belongs to another user: `git config --global --add safe.directory DIR`",
        _ => "",
    };
    Error::Incomplete(format!("{what}: {}{way}", error.message()))
}

fn open(root: &Path, from_environment: bool) -> Result<Repository, Error> {
    if from_environment {
        return Repository::open_from_env()
            .map_err(|error| failed("the repository named by the environment cannot be opened", &error));
    }
    Repository::discover(root)
        .map_err(|error| failed(&format!("`{}` is not in a git repository that can be read", root.display()), &error))
}

impl Git {
    /// The repository around a folder.
    ///
    /// # Errors
    /// When there is none, or it cannot be opened.
    pub fn around(root: &Path) -> Result<Self, Error> {
        Self::with_root(open(root, false)?, root, false)
    }

    /// The repository that git itself works on: honours `GIT_DIR` and `GIT_INDEX_FILE`, which hooks are given.
    ///
    /// # Errors
    /// When there is none, or it cannot be opened.
    pub fn from_hook(root: &Path) -> Result<Self, Error> {
        if std::env::var_os("GIT_DIR").is_none() && std::env::var_os("GIT_INDEX_FILE").is_none() {
            return Self::around(root);
        }
        Self::with_root(open(root, true)?, root, true)
    }

    fn with_root(repository: Repository, root: &Path, from_environment: bool) -> Result<Self, Error> {
        let opened = |repository, prefix| Self { repository, root: root.to_path_buf(), from_environment, prefix };
        let Some(work) = repository.workdir() else { return Ok(opened(repository, String::new())) };
        let work = work.canonicalize().unwrap_or_else(|_| work.to_path_buf());
        let inside = root.strip_prefix(&work).map_err(|_| {
            Error::Usage(format!("`{}` lies outside the work tree `{}`", root.display(), work.display()))
        })?;
        let parts: Vec<&str> = inside.iter().filter_map(|part| part.to_str()).collect();
        let prefix = if parts.is_empty() { String::new() } else { format!("{}/", parts.join("/")) };
        Ok(opened(repository, prefix))
    }

    /// A second handle on the same repository, for a tree that is read beside others.
    pub(super) fn handle(&self) -> Result<Repository, Error> {
        open(&self.root, self.from_environment)
    }

    pub(super) fn repository(&self) -> &Repository {
        &self.repository
    }

    /// A path of the repository as a path below the root of the run; `None` when it lies elsewhere.
    pub(super) fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.prefix.as_str())
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// When the revision is unknown, as in a shallow clone; the message holds the lines that fetch it.
    pub fn commit(&self, revision: &str) -> Result<Oid, Error> {
        self.repository
            .revparse_single(revision)
            .and_then(|object| object.peel(ObjectType::Commit))
            .map(|commit| commit.id())
            .map_err(|error| {
                Error::Incomplete(format!(
                    "the revision `{revision}` is not in this clone ({}); fetch it first: `git fetch origin {}`, or in \
                     GitHub Actions give actions/checkout `with: fetch-depth: 0`",
                    error.message(),
                    revision.strip_prefix("origin/").unwrap_or(revision)
                ))
            })
    }

    /// The commit that HEAD names; `None` before the first commit.
    ///
    /// # Errors
    /// When HEAD is broken.
    pub fn last_commit(&self) -> Result<Option<Oid>, Error> {
        match self.repository.head().and_then(|head| head.peel_to_commit()) {
            Ok(commit) => Ok(Some(commit.id())),
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => Ok(None),
            Err(error) => Err(failed("HEAD cannot be read", &error)),
        }
    }

    /// Where two commits parted: the base against which the second one is judged.
    ///
    /// # Errors
    /// When they share no history, as in a shallow clone.
    pub fn merge_base(&self, base: Oid, head: Oid) -> Result<Oid, Error> {
        self.repository.merge_base(base, head).map_err(|error| {
            Error::Incomplete(format!(
                "commits {} and {} share no history in this clone ({}); fetch it whole: `git fetch --unshallow`, or in \
                 GitHub Actions give actions/checkout `with: fetch-depth: 0`",
                short(base),
                short(head),
                error.message()
            ))
        })
    }

    /// The files of a commit.
    ///
    /// # Errors
    /// When the commit or one of its folders cannot be read.
    pub fn files_of(&self, commit: Oid) -> Result<Objects, Error> {
        let what = format!("commit {} cannot be read", short(commit));
        let tree = self
            .repository
            .find_commit(commit)
            .and_then(|commit| commit.tree())
            .map_err(|error| failed(&what, &error))?;
        let mut files = BTreeMap::new();
        let mut bad_name = None;
        tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            let mode = u32::try_from(entry.filemode()).unwrap_or(0);
            if entry.kind() == Some(ObjectType::Tree) || mode == Objects::SUBMODULE {
                return TreeWalkResult::Ok;
            }
            let Ok(name) = entry.name() else {
                bad_name = Some(format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes())));
                return TreeWalkResult::Abort;
            };
            let path = format!("{folder}{name}");
            if let Some(path) = self.below(&path) {
                files.insert(path.to_owned(), Entry { id: entry.id(), link: mode == Objects::LINK });
            }
            TreeWalkResult::Ok
        })
        .or_else(|error| if bad_name.is_some() { Ok(()) } else { Err(failed(&what, &error)) })?;
        if let Some(name) = bad_name {
            return Err(Error::Incomplete(format!(
                "`{name}` has a name that is not valid UTF-8; rename it so that reports can name it"
            )));
        }
        Ok(Objects::new(self.handle()?, files, format!("commit {}", short(commit))))
    }
}

/// The first twelve digits of a commit.
#[must_use]
pub fn short(commit: Oid) -> String {
    commit.to_string().chars().take(12).collect()
}
