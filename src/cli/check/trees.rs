//! Which trees a run judges, and which of them rules.

use super::{Arguments, Ruling};
use crate::cli::root::Root;
use crate::error::Error;
use crate::source::commit::Git;
use crate::source::tree::Tree;
use crate::source::worktree::WorkTree;

/// The trees of a run.
pub(super) struct Trees {
    /// What is judged.
    pub(super) head: Box<dyn Tree>,
    /// What it is compared with.
    pub(super) base: Option<Box<dyn Tree>>,
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
            return Ok(Self { head: Box::new(WorkTree::open(&root.dir)?), base: None, from_head });
        }
        let git = if arguments.staged { Git::from_hook(&root.dir)? } else { Git::around(&root.dir)? };
        let last = git.last_commit()?;
        let base = match (&arguments.base, last) {
            (Some(revision), Some(last)) => Some(git.merge_base(git.commit(revision)?, last)?),
            (Some(revision), None) => Some(git.commit(revision)?),
            (None, last) => last,
        };
        let base = base.map(|commit| git.files_of(commit)).transpose()?;
        let head = match last {
            Some(last) if !arguments.staged => git.files_of(last)?,
            _ => git.staged()?,
        };
        Ok(Self { head: Box::new(head), base: base.map(|base| Box::new(base) as Box<dyn Tree>), from_head })
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
