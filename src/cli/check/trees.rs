//! Which trees a run judges, and which of them rules.

use std::path::PathBuf;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::base::{self, Base};
use super::{Arguments, Ruling};
use crate::cli::root::Root;
use crate::error::Error;
use crate::policy::digest::sha256;
use crate::source::SourceFile;
use crate::source::commit::{Git, short};
use crate::source::objects::Objects;
use crate::source::tree::Tree;
use crate::source::worktree::WorkTree;

/// The last commit of the repository around a folder.
struct Last {
    root: PathBuf,
    files: OnceLock<Option<Objects>>,
}

impl Last {
    /// Its name and day; nothing outside of a repository and before the first commit.
    fn day(&self) -> Option<(String, Date)> {
        let git = Git::around(&self.root).ok()?;
        let commit = git.last_commit().ok()??;
        Some((format!("commit {}", short(commit)), git.day(commit)?))
    }

    fn files(&self) -> Option<&Objects> {
        let open = || {
            let git = Git::around(&self.root).ok()?;
            git.files_of(git.last_commit().ok()??).ok()
        };
        self.files.get_or_init(open).as_ref()
    }
}

/// The trees of a run.
pub(super) struct Trees {
    /// What is judged.
    pub(super) head: Box<dyn Tree>,
    /// What it is compared with.
    pub(super) base: Option<Box<dyn Tree>>,
    /// What was approved last: the base, or the last commit, and its day.
    pub(super) approved: Option<(String, Date)>,
    /// Its files where they are not those of the base, opened when a list asks for them.
    last: Last,
    /// Which commit the base is and why, for people; empty when no comparison was asked for.
    pub(super) chosen: String,
    /// Whether policy and configuration come from the head although there is a base.
    from_head: bool,
}

impl Trees {
    /// The trees that the arguments ask for: the work tree alone, or two trees of git.
    ///
    /// # Errors
    /// When the repository, its head or the base cannot be read.
    pub(super) fn open(arguments: &Arguments, root: &Root) -> Result<Self, Error> {
        let from_head = arguments.policy_from == Ruling::Head;
        if arguments.base.is_none() && !arguments.staged {
            let last = Last { root: root.dir.clone(), files: OnceLock::new() };
            return Ok(Self {
                head: Box::new(WorkTree::open(&root.dir)?),
                base: None,
                approved: last.day(),
                last,
                chosen: String::new(),
                from_head,
            });
        }
        let git = if arguments.staged { Git::from_hook(&root.dir)? } else { Git::around(&root.dir)? };
        let last = git.last_commit()?;
        let Base { commit, why } = match arguments.base.as_deref() {
            Some(base::AUTO) => base::automatic(&git, last)?,
            Some(revision) => base::named(&git, revision, last)?,
            None => Base { commit: last, why: "the last commit".to_owned() },
        };
        let approved = commit.or(last).and_then(|commit| Some((format!("commit {}", short(commit)), git.day(commit)?)));
        let base = commit.map(|commit| git.files_of(commit)).transpose()?;
        let chosen = match (&base, last) {
            (Some(base), _) => format!("compared with {}: {why}", base.describe()),
            (None, Some(_)) => format!("compared with nothing, so that everything is judged: {why}"),
            (None, None) => "compared with nothing: there is no commit yet".to_owned(),
        };
        let head = match last {
            Some(last) if !arguments.staged => git.files_of(last)?,
            _ => git.staged()?,
        };
        let last = Last { root: root.dir.clone(), files: OnceLock::new() };
        let base = base.map(|base| Box::new(base) as Box<dyn Tree>);
        Ok(Self { head: Box::new(head), base, approved, last, chosen, from_head })
    }

    /// Whether a file of a judged tree stands in what was approved last with the same content.
    pub(super) fn is_approved(&self, source: &SourceFile) -> bool {
        let same = |tree: &dyn Tree| {
            tree.is_file(&source.path)
                && tree.read(&source.path, u64::MAX).is_ok_and(|bytes| sha256(&bytes) == source.digest)
        };
        match &self.base {
            Some(base) => same(&**base),
            None => self.last.files().is_some_and(|files| same(files)),
        }
    }

    /// The tree whose policy and configuration count: the base, unless there is none or the head was asked for.
    pub(super) fn ruling(&self) -> &dyn Tree {
        self.base.as_deref().filter(|_| !self.from_head).unwrap_or(&*self.head)
    }

    /// The other tree of a comparison: its policy is pending, or given up.
    pub(super) fn other(&self) -> Option<&dyn Tree> {
        let base = self.base.as_deref()?;
        Some(if self.from_head { base } else { &*self.head })
    }

    /// Whether policy comes from the head of a comparison.
    pub(super) const fn is_from_head(&self) -> bool {
        self.from_head
    }
}
