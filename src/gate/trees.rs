//! The trees that a run judges, and the one of them that rules.

use std::path::PathBuf;
use std::sync::OnceLock;

use git2::Oid;
use jiff::civil::Date;

use super::base::{self, Base};
use super::request::{Compare, Request, Source};
use super::root::Root;
use crate::error::Error;
use crate::source::SourceFile;
use crate::source::commit::{Git, short};
use crate::source::digest::sha256;
use crate::source::objects::Objects;
use crate::source::tree::Tree;
use crate::source::worktree::WorkTree;
use crate::verdict::policy_change::Side;
use crate::verdict::provenance::TreeId;
use crate::verdict::record::RunRecord;
use crate::verdict::run::Compared;

/// The last commit of the repository around a folder, or the one that was the last when a run was recorded.
struct Last {
    root: PathBuf,
    recorded: Option<Oid>,
    files: OnceLock<Option<Objects>>,
}

impl Last {
    /// Its name and day; nothing outside of a repository and before the first commit.
    fn day(&self) -> Option<(String, Date)> {
        let (git, commit) = self.commit()?;
        state(&git, commit)
    }

    fn commit(&self) -> Option<(Git, Oid)> {
        let git = Git::around(&self.root).ok()?;
        let commit = match self.recorded {
            Some(commit) => commit,
            None => git.last_commit().ok()??,
        };
        Some((git, commit))
    }

    fn files(&self) -> Option<&Objects> {
        let open = || {
            let (git, commit) = self.commit()?;
            git.files_of(commit).ok()
        };
        self.files.get_or_init(open).as_ref()
    }
}

/// A tree that a run opened, or that its caller lends.
enum Held<'a> {
    Opened(Box<dyn Tree>),
    Lent(&'a dyn Tree),
}

impl Held<'_> {
    fn get(&self) -> &dyn Tree {
        match self {
            Self::Opened(tree) => &**tree,
            Self::Lent(tree) => *tree,
        }
    }
}

/// The trees of a run.
pub(super) struct Trees<'a> {
    /// Tree that is judged.
    head: Held<'a>,
    /// Tree that it is compared with.
    base: Option<Held<'a>>,
    /// State that was approved last: the base, or the last commit, and its day.
    pub(super) approved: Option<(String, Date)>,
    /// Its files where they are not those of the base, opened when a list asks for them; `None` for a tree that the caller
    /// says is approved as it stands.
    last: Option<Last>,
    /// Base commit and the reason for it; `None` when no comparison was asked for.
    pub(super) chosen: Option<Compared>,
    /// Ids of the judged tree and of the one that it is compared with, for a record.
    pub(super) ids: (TreeId, Option<TreeId>),
    /// True if policy and configuration come from the head although there is a base.
    from_head: bool,
}

impl<'a> Trees<'a> {
    /// Opens the trees that a request asks for.
    ///
    /// # Errors
    /// When the repository, its head or the base cannot be read.
    pub(super) fn open(request: &Request<'a>) -> Result<Self, Error> {
        let from_head = request.policy_from == Side::Head;
        match &request.source {
            Source::Repository { root, compare: Compare::Nothing } => Self::work_tree(root, from_head),
            Source::Repository { root, compare } => Self::of_git(root, compare, from_head),
            Source::Recorded { root, record } => Self::again(record, root, from_head),
            Source::Given { tree, base, approved, .. } => Ok(Self {
                head: Held::Lent(*tree),
                base: base.map(Held::Lent),
                approved: approved.clone(),
                last: None,
                chosen: None,
                ids: (id("given", None), base.map(|_| id("given", None))),
                from_head,
            }),
        }
    }

    fn work_tree(root: &Root, from_head: bool) -> Result<Self, Error> {
        let last = Last { root: root.dir.clone(), recorded: None, files: OnceLock::new() };
        let commit = last.commit();
        Ok(Self {
            head: Held::Opened(Box::new(WorkTree::open(&root.dir)?)),
            base: None,
            approved: commit.as_ref().and_then(|(git, commit)| state(git, *commit)),
            last: Some(last),
            chosen: None,
            ids: (id("work-tree", commit.map(|(_, commit)| commit)), None),
            from_head,
        })
    }

    fn of_git(root: &Root, compare: &Compare, from_head: bool) -> Result<Self, Error> {
        let staged = matches!(compare, Compare::Staged | Compare::StagedAgainst(_) | Compare::StagedEvent);
        let git = if staged { Git::from_hook(&root.dir)? } else { Git::around(&root.dir)? };
        let last = git.last_commit()?;
        let Base { commit, why } = match compare {
            Compare::Event | Compare::StagedEvent => base::automatic(&git, last)?,
            Compare::Revision(revision) | Compare::StagedAgainst(revision) => base::named(&git, revision, last)?,
            Compare::Staged | Compare::Nothing => Base { commit: last, why: "the last commit".to_owned() },
        };
        let approved = commit.or(last).and_then(|commit| state(&git, commit));
        let head = last.filter(|_| !staged);
        let of = head.map_or_else(|| id("index", None), |head| id("commit", Some(head)));
        let ids = (of, commit.map(|commit| id("commit", Some(commit))));
        let base = commit.map(|commit| git.files_of(commit)).transpose()?;
        let why = if last.is_some() { why } else { "there is no commit yet".to_owned() };
        let chosen = Some(Compared { commit: commit.map(|commit| commit.to_string()), why });
        let head = match head {
            Some(head) => git.files_of(head)?,
            None => git.staged()?,
        };
        Ok(Self {
            head: Held::Opened(Box::new(head)),
            base: base.map(|base| Held::Opened(Box::new(base))),
            approved,
            last: Some(Last { root: root.dir.clone(), recorded: None, files: OnceLock::new() }),
            chosen,
            ids,
            from_head,
        })
    }

    /// Returns true if a file of a judged tree stands in what was approved last with the same content.
    pub(super) fn is_approved(&self, source: &SourceFile) -> bool {
        let same = |tree: &dyn Tree| {
            tree.is_file(&source.path)
                && tree.read(&source.path, u64::MAX).is_ok_and(|bytes| sha256(&bytes) == source.digest)
        };
        match (&self.base, &self.last) {
            (Some(base), _) => same(base.get()),
            (None, Some(last)) => last.files().is_some_and(|files| same(files)),
            (None, None) => true,
        }
    }

    /// The trees of a recorded run. What was staged is found again in the index, or in the commit that was made of it.
    ///
    /// # Errors
    /// When a commit is not in this clone, or nothing was committed on the base that the staged files were compared with.
    fn again(record: &RunRecord, root: &Root, from_head: bool) -> Result<Self, Error> {
        let ids = (record.head.clone(), record.base.clone());
        let mut last = Last { root: root.dir.clone(), recorded: None, files: OnceLock::new() };
        if record.head.kind == "work-tree" {
            if let Some(name) = &record.head.commit {
                last.recorded = Some(Git::around(&root.dir)?.present(name, "the commit that the work tree stood on")?);
            }
            let head = Held::Opened(Box::new(WorkTree::open(&root.dir)?));
            // Outside of a repository nothing was approved, whatever became of the folder since.
            let approved = last.recorded.and_then(|_| last.day());
            return Ok(Self { head, base: None, approved, last: Some(last), chosen: None, ids, from_head });
        }
        let git = Git::around(&root.dir)?;
        let commit = |id: &TreeId| match &id.commit {
            Some(name) => git.present(name, "the recorded commit"),
            None => Err(Error::Usage(format!("the record names no commit for its {}", id.kind))),
        };
        let base = record.base.as_ref().map(commit).transpose()?;
        last.recorded = record.head.commit.as_ref().map(|_| commit(&record.head)).transpose()?;
        let approved = base.or(last.recorded).and_then(|commit| state(&git, commit));
        let head = if record.head.kind == "commit" {
            git.files_of(commit(&record.head)?)?
        } else {
            match made_of_staged(&git, base)? {
                Some(commit) => git.files_of(commit)?,
                None => git.staged()?,
            }
        };
        let base = base.map(|base| git.files_of(base)).transpose()?;
        let base = base.map(|base| Held::Opened(Box::new(base)));
        let head = Held::Opened(Box::new(head));
        Ok(Self { head, base, approved, last: Some(last), chosen: None, ids, from_head })
    }

    /// The tree that is judged.
    pub(super) fn head(&self) -> &dyn Tree {
        self.head.get()
    }

    /// The tree that it is compared with.
    pub(super) fn base(&self) -> Option<&dyn Tree> {
        self.base.as_ref().map(Held::get)
    }

    /// The tree whose policy and configuration count: the base, unless there is none or the head was asked for.
    pub(super) fn ruling(&self) -> &dyn Tree {
        self.base().filter(|_| !self.from_head).unwrap_or(self.head())
    }

    /// The other tree of a comparison: its policy is pending, or given up.
    pub(super) fn other(&self) -> Option<&dyn Tree> {
        let base = self.base()?;
        Some(if self.from_head { base } else { self.head() })
    }

    /// Returns true if policy comes from the head of a comparison.
    pub(super) const fn is_from_head(&self) -> bool {
        self.from_head
    }
}

/// A commit as the state that was approved last: its name, and its day.
fn state(git: &Git, commit: Oid) -> Option<(String, Date)> {
    Some((format!("commit {}", short(commit)), git.day(commit)?))
}

fn id(kind: &str, commit: Option<Oid>) -> TreeId {
    TreeId { kind: kind.to_owned(), commit: commit.map(|commit| commit.to_string()) }
}

/// Commits looked back for the one that was made of what was staged.
const BACK: usize = 10_000;

/// The commit that was made on this base, along first parents; `None` when the base is still the last commit.
fn made_of_staged(git: &Git, base: Option<Oid>) -> Result<Option<Oid>, Error> {
    let mut at = git.last_commit()?;
    if at == base {
        return Ok(None);
    }
    for _ in 0..BACK {
        let Some(commit) = at else { break };
        let parent = git.parents(commit)?.first().copied();
        if parent == base {
            return Ok(Some(commit));
        }
        at = parent;
    }
    Err(Error::Incomplete(
        "the commit that was made of what was staged is not in the history of HEAD; check out the branch that has it"
            .to_owned(),
    ))
}
