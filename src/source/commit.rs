//! The repository of a run, its commits, and the base of a comparison.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Oid, Repository, TreeWalkMode, TreeWalkResult};
use jiff::civil::Date;

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

pub(super) fn failed(what: &str, error: &git2::Error) -> Error {
    let way = match error.code() {
        ErrorCode::Owner => {
            "; it belongs to another user; if you trust it: `git config --global --add safe.directory DIR`, with the path \
             of the repository for DIR"
        }
        _ => way_out(error.message()),
    };
    Error::Incomplete(format!("{what}: {}{way}", error.message()))
}

/// Returns the way out for repositories in a form that this program does not read.
pub(super) fn way_out(message: &str) -> &'static str {
    const KNOWN: [(&str, &str); 3] = [
        (
            "object format",
            "; repositories that name objects by SHA-256 cannot be read yet: judge the files on disk, without --base and \
             --staged",
        ),
        ("refstorage", "; `git refs migrate --ref-format=files` makes its references readable"),
        ("sdir", "; the index is sparse: `git sparse-checkout reapply --no-sparse-index` makes it readable"),
    ];
    KNOWN.iter().find(|(word, _)| message.contains(word)).map_or("", |(_, way)| way)
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

    /// The repository that git itself works on when it runs a hook: honours `GIT_DIR` and `GIT_INDEX_FILE`. For `git commit
    /// -a` and `git commit -- PATH` git makes an index of its own, and only that one is what gets committed.
    ///
    /// # Errors
    /// When there is none, or it cannot be opened, or the index it names is not there.
    pub fn from_hook(root: &Path) -> Result<Self, Error> {
        let from_environment = std::env::var_os("GIT_DIR").is_some();
        let git = Self::with_root(open(root, from_environment)?, root, from_environment)?;
        if let Some(named) = std::env::var_os("GIT_INDEX_FILE").filter(|named| !named.is_empty()) {
            git.use_index(Path::new(&named))?;
        }
        Ok(git)
    }

    /// Reads this index instead of the one of the repository. A relative path is one from the working directory or from
    /// the root of the work tree, where git starts its hooks.
    fn use_index(&self, named: &Path) -> Result<(), Error> {
        let work = self.repository.workdir().map(|work| work.join(named));
        let path = [Some(named.to_path_buf()), work].into_iter().flatten().find(|path| path.is_file());
        let Some(path) = path else {
            // An index that is not there would read as an empty commit.
            let main = self.repository.path().join("index");
            if self.repository.is_empty().unwrap_or(false) && !main.exists() {
                return Ok(());
            }
            return Err(Error::Incomplete(format!(
                "GIT_INDEX_FILE names `{}`, which is not there; unset it, or run the hook from the root of the work tree",
                named.display()
            )));
        };
        git2::Index::open(&path)
            .and_then(|mut index| self.repository.set_index(&mut index))
            .map_err(|error| failed(&format!("the index `{}` cannot be read", path.display()), &error))
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

    /// The commit that a revision names. Whoever may push a tag or a branch must not choose what a short name means: one
    /// that several references answer to is refused, and a tag is named in full.
    ///
    /// # Errors
    /// When the revision is unknown, as in a shallow clone; the message holds the lines that fetch it. When it is ambiguous.
    pub fn commit(&self, revision: &str) -> Result<Oid, Error> {
        let revision = self.in_full(revision)?;
        self.find(&revision).map_err(|error| {
            let name = revision.strip_prefix("refs/remotes/").unwrap_or(&revision);
            let shown = name.strip_prefix("refs/heads/").unwrap_or(name);
            let name = name.strip_prefix("origin/").unwrap_or(name);
            Error::Incomplete(format!(
                "the revision `{shown}` is not in this clone ({}); fetch it first:\n\n{}",
                error.message(),
                self.way_to_history(Some(name))
            ))
        })
    }

    /// The revision with its first name in full, where that is the short name of one reference.
    fn in_full(&self, revision: &str) -> Result<String, Error> {
        let end = revision.find(['~', '^', ':']).or_else(|| revision.find("@{")).unwrap_or(revision.len());
        let (name, rest) = revision.split_at(end);
        let is_id = matches!(name.len(), 40 | 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_own = matches!(name, "" | "@" | "HEAD" | "FETCH_HEAD" | "ORIG_HEAD" | "MERGE_HEAD");
        if is_own || is_id || name.starts_with("refs/") {
            return Ok(revision.to_owned());
        }
        let known = |full: String| self.find(&full).ok().map(|commit| (full, commit));
        let tag = known(format!("refs/tags/{name}"));
        let mut found: Vec<(String, Oid)> = ["refs/heads/", "refs/remotes/", "refs/"]
            .iter()
            .filter_map(|folder| known(format!("{folder}{name}")))
            .collect();
        if found.is_empty() && tag.is_none() && (4..40).contains(&name.len()) {
            return Ok(revision.to_owned());
        }
        if let Some(tag) = tag {
            let is_same = |(_, commit): &(String, Oid)| *commit == tag.1;
            if found.is_empty() && !self.remote_branches(name).iter().any(is_same) {
                return Err(Error::Usage(format!(
                    "`{name}` is a tag here, and no branch; fetch the branch, or, if the tag is meant, say `{}{rest}`",
                    tag.0
                )));
            }
            found.push(tag);
        }
        match found.as_slice() {
            [] => Ok(revision.to_owned()),
            [(full, first), others @ ..] if others.iter().all(|(_, other)| other == first) => {
                Ok(format!("{full}{rest}"))
            }
            _ => {
                let named: Vec<String> =
                    found.iter().map(|(full, commit)| format!("`{full}` ({})", short(*commit))).collect();
                Err(Error::Usage(format!(
                    "`{name}` is ambiguous: it names {}; say which one is meant",
                    named.join(" and ")
                )))
            }
        }
    }

    /// The branches of this name that remotes have, as far as this clone knows.
    fn remote_branches(&self, name: &str) -> Vec<(String, Oid)> {
        let Ok(remotes) = self.repository.remotes() else { return Vec::new() };
        let remotes = remotes.iter().flatten().flatten().map(|remote| format!("refs/remotes/{remote}/{name}"));
        remotes.filter_map(|full| self.find(&full).ok().map(|commit| (full, commit))).collect()
    }

    fn find(&self, revision: &str) -> Result<Oid, git2::Error> {
        Ok(self.repository.revparse_single(revision)?.peel(ObjectType::Commit)?.id())
    }

    /// Returns true for a revision that is known here.
    #[must_use]
    pub fn knows(&self, revision: &str) -> bool {
        self.find(revision).is_ok()
    }

    /// Returns true if the history of a commit, as far as this clone has it, leads back to another one, or they are the same.
    #[must_use]
    pub fn contains(&self, commit: Oid, ancestor: Oid) -> bool {
        commit == ancestor || self.repository.graph_descendant_of(commit, ancestor).unwrap_or(false)
    }

    /// Returns true if a commit holds a file at this path below the root of the repository.
    #[must_use]
    pub fn holds(&self, commit: Oid, path: &str) -> bool {
        let tree = self.repository.find_commit(commit).and_then(|commit| commit.tree());
        tree.is_ok_and(|tree| tree.get_path(Path::new(path)).is_ok_and(|entry| entry.kind() == Some(ObjectType::Blob)))
    }

    /// Returns true if the index holds a file at this path below the root of the repository.
    #[must_use]
    pub fn holds_staged(&self, path: &str) -> bool {
        self.repository.index().is_ok_and(|index| index.get_path(Path::new(path), 0).is_some())
    }

    /// The folder of the work tree, its links resolved; `None` in a bare repository.
    #[must_use]
    pub fn work_dir(&self) -> Option<PathBuf> {
        let work = self.repository.workdir()?;
        Some(work.canonicalize().unwrap_or_else(|_| work.to_path_buf()))
    }

    /// The commit with this id, if it is in this clone.
    ///
    /// # Errors
    /// When it is not; the message says `what` it is and holds the lines that fetch it.
    pub fn present(&self, id: &str, what: &str) -> Result<Oid, Error> {
        Oid::from_str(id).and_then(|id| self.repository.find_commit(id)).map(|commit| commit.id()).map_err(|_| {
            Error::Incomplete(format!(
                "commit {}, {what}, is not in this clone; fetch it first:\n\n{}",
                id.chars().take(12).collect::<String>(),
                self.way_to_history(Some(id))
            ))
        })
    }

    /// The parents of a commit, as far as this clone has them.
    ///
    /// # Errors
    /// When the commit cannot be read.
    pub fn parents(&self, commit: Oid) -> Result<Vec<Oid>, Error> {
        let commit = self
            .repository
            .find_commit(commit)
            .map_err(|error| failed(&format!("commit {} cannot be read", short(commit)), &error))?;
        Ok(commit.parent_ids().collect())
    }

    /// The day of a commit, in UTC: when it was committed.
    #[must_use]
    pub fn day(&self, commit: Oid) -> Option<Date> {
        let seconds = self.repository.find_commit(commit).ok()?.time().seconds();
        let moment = jiff::Timestamp::from_second(seconds).ok()?;
        Some(jiff::tz::Offset::UTC.to_datetime(moment).date())
    }

    /// Returns the way to the missing commits: the lines of a workflow, and the command by hand.
    fn way_to_history(&self, name: Option<&str>) -> String {
        let safe = |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte));
        let name =
            name.filter(safe).filter(|name| !name.starts_with('-')).map_or_else(String::new, |name| format!(" {name}"));
        let command = if self.repository.is_shallow() {
            "git fetch --unshallow origin".to_owned()
        } else {
            format!("git fetch origin{name}")
        };
        format!(
            "    by hand:            {command}\n    in GitHub Actions:  - uses: actions/checkout@v4\n                          \
             with:\n                            fetch-depth: 0\n\nfor a pull request that is checked out as its merge (the \
             default), `fetch-depth: 2` and `--base auto` are enough"
        )
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

    /// Finds the merge bases of two commits: at least one commit, the newest first. There are several after criss-cross
    /// merges.
    ///
    /// # Errors
    /// When they share no history, as in a shallow clone.
    pub fn merge_bases(&self, base: Oid, head: Oid) -> Result<Vec<Oid>, Error> {
        let found = self.repository.merge_bases(base, head).map(|found| found.iter().copied().collect::<Vec<_>>());
        let mut bases = found.or_else(|error| {
            if error.code() == ErrorCode::NotFound {
                Ok(Vec::new())
            } else {
                Err(failed("history cannot be read", &error))
            }
        })?;
        if bases.is_empty() {
            return Err(Error::Incomplete(format!(
                "commits {} and {} share no history in this clone; fetch the rest of it:\n\n{}",
                short(base),
                short(head),
                self.way_to_history(None)
            )));
        }
        let time =
            |id: &Oid| self.repository.find_commit(*id).map(|commit| commit.time().seconds()).unwrap_or(i64::MIN);
        bases.sort_by_key(|id| (std::cmp::Reverse(time(id)), *id));
        Ok(bases)
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
        // Git walks nearly in order, so that a map made in one go costs less than one filled file by file.
        let mut files = Vec::new();
        let mut submodules = Vec::new();
        let mut all = Vec::new();
        let mut bad_name = None;
        tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            let mode = u32::try_from(entry.filemode()).unwrap_or(0);
            if entry.kind() == Some(ObjectType::Tree) {
                return TreeWalkResult::Ok;
            }
            let Ok(name) = entry.name() else {
                bad_name = Some(format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes())));
                return TreeWalkResult::Abort;
            };
            let path = format!("{folder}{name}");
            let below = self.below(&path);
            if mode == Objects::SUBMODULE {
                submodules.extend(below.map(str::to_owned));
                return TreeWalkResult::Ok;
            }
            let file = Entry { id: entry.id(), link: mode == Objects::LINK };
            files.extend(below.map(|path| (path.to_owned(), file)));
            if !self.prefix.is_empty() {
                all.push((path, file));
            }
            TreeWalkResult::Ok
        })
        .or_else(|error| if bad_name.is_some() { Ok(()) } else { Err(failed(&what, &error)) })?;
        if let Some(name) = bad_name {
            return Err(Error::Incomplete(format!(
                "`{name}` has a name that is not valid UTF-8; rename it so that reports can name it"
            )));
        }
        let described = format!("commit {}", short(commit));
        let objects = Objects::new(self.handle()?, files.into_iter().collect(), submodules, described.clone());
        self.within_all(objects, all.into_iter().collect(), described)
    }
}

impl Git {
    /// Files below the root of the run, with those of the whole repository behind them where these are more.
    pub(super) fn within_all(
        &self,
        objects: Objects,
        all: BTreeMap<String, Entry>,
        described: String,
    ) -> Result<Objects, Error> {
        if self.prefix.is_empty() {
            return Ok(objects);
        }
        Ok(objects.within(Objects::new(self.handle()?, all, Vec::new(), described)))
    }
}

/// Digits of a commit that are shown to people.
pub const SHORT: usize = 12;

/// The first digits of a commit.
#[must_use]
pub fn short(commit: Oid) -> String {
    commit.to_string().chars().take(SHORT).collect()
}
