//! The trees that a run judges, and the one of them that rules.

use std::path::PathBuf;
use std::sync::OnceLock;

use git2::Oid;
use jiff::civil::Date;

use super::base::{self, Base};
use super::request::{Compare, Request, Source};
use super::root::{CONFIG, Root};
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

/// Commits that a comparison chose.
#[derive(Clone)]
struct Commits {
    /// True if what is judged is the index, and not a commit.
    staged: bool,
    /// The commit that is judged, or that the index stands on.
    last: Option<Oid>,
    base: Option<Oid>,
    /// Other commits where the two parted.
    others: Vec<Oid>,
    /// The tip of the base branch.
    tip: Option<Oid>,
}

impl Commits {
    fn open(&self, root: &Root) -> Result<Git, Error> {
        if self.staged { Git::from_hook(&root.dir) } else { Git::around(&root.dir) }
    }

    /// The root that a state of the repository gives the run: an argument never says it, and neither does the other side.
    fn root_in(git: &Git, root: &Root, holds: &dyn Fn(&str) -> bool) -> Result<Root, Error> {
        let Some(work) = git.work_dir() else { return Ok(root.clone()) };
        root.among(&|dir| {
            let Ok(below) = dir.strip_prefix(&work) else { return false };
            let parts: Option<Vec<&str>> = below.iter().chain([CONFIG.as_ref()]).map(|part| part.to_str()).collect();
            below.as_os_str().is_empty() || parts.is_some_and(|parts| holds(&parts.join("/")))
        })
    }
}

/// The trees of a run.
pub(super) struct Trees<'a> {
    /// Tree that is judged.
    head: Held<'a>,
    /// Tree that it is compared with.
    base: Option<Held<'a>>,
    /// Later state of the base, whose policy counts.
    tip: Option<Held<'a>>,
    /// Other trees that it is compared with.
    others: Vec<Held<'a>>,
    /// Their place on disk, and which paths of them are judged.
    root: Option<Root>,
    paths: Vec<String>,
    /// The root that the side gives the run which does not rule, where that is another one.
    other_root: Option<Root>,
    commits: Option<Commits>,
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
            Source::Given { tree, base, approved, paths } => Ok(Self {
                head: Held::Lent(*tree),
                base: base.map(Held::Lent),
                tip: None,
                others: Vec::new(),
                root: None,
                paths: paths.clone(),
                other_root: None,
                commits: None,
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
        let ids = (id("work-tree", commit.as_ref().map(|(_, commit)| *commit)), None);
        let approved = commit.and_then(|(git, commit)| state(&git, commit));
        Self::on_disk(root, last, approved, ids, from_head)
    }

    fn on_disk(
        root: &Root,
        last: Last,
        approved: Option<(String, Date)>,
        ids: (TreeId, Option<TreeId>),
        from_head: bool,
    ) -> Result<Self, Error> {
        Ok(Self {
            head: Held::Opened(Box::new(WorkTree::open(&root.dir)?)),
            base: None,
            tip: None,
            others: Vec::new(),
            root: Some(root.clone()),
            paths: root.paths.clone(),
            other_root: None,
            commits: None,
            approved,
            last: Some(last),
            chosen: None,
            ids,
            from_head,
        })
    }

    fn of_git(root: &Root, compare: &Compare, from_head: bool) -> Result<Self, Error> {
        let staged = matches!(compare, Compare::Staged | Compare::StagedAgainst(_) | Compare::StagedEvent);
        let mut commits = Commits { staged, last: None, base: None, others: Vec::new(), tip: None };
        let git = commits.open(root)?;
        let last = git.last_commit()?;
        let Base { commit, others, tip, why } = match compare {
            Compare::Event | Compare::StagedEvent => base::automatic(&git, last)?,
            Compare::Revision(revision) | Compare::StagedAgainst(revision) => base::named(&git, revision, last)?,
            Compare::Staged | Compare::Nothing => {
                Base { commit: last, others: Vec::new(), tip: last, why: "the last commit".to_owned() }
            }
        };
        commits = Commits { last, base: commit, others, tip, ..commits };
        let of_head = Commits::root_in(&git, root, &|path| match last.filter(|_| !staged) {
            Some(head) => git.holds(head, path),
            None => git.holds_staged(path),
        })?;
        let of_base = match commits.tip {
            Some(tip) => Commits::root_in(&git, root, &|path| git.holds(tip, path))?,
            None => of_head.clone(),
        };
        let (own, other) = if from_head { (of_head, of_base) } else { (of_base, of_head) };
        let other = Some(other).filter(|other| other.dir != own.dir);
        let why = if last.is_some() { why } else { "there is no commit yet".to_owned() };
        let mut trees = Self::at(commits, own, from_head)?;
        trees.other_root = other;
        trees.chosen = Some(Compared { commit: commit.map(|commit| commit.to_string()), why });
        Ok(trees)
    }

    /// The trees of these commits below a root.
    fn at(commits: Commits, root: Root, from_head: bool) -> Result<Self, Error> {
        let git = commits.open(&root)?;
        let approved = commits.base.or(commits.last).and_then(|commit| state(&git, commit));
        let head = commits.last.filter(|_| !commits.staged);
        let of = head.map_or_else(|| id("index", None), |head| id("commit", Some(head)));
        let ids = (of, commits.base.map(|commit| id("commit", Some(commit))));
        let held = |commit: Oid| -> Result<Held<'a>, Error> { Ok(Held::Opened(Box::new(git.files_of(commit)?))) };
        let later = commits.tip.filter(|tip| Some(*tip) != commits.base);
        Ok(Self {
            base: commits.base.map(held).transpose()?,
            tip: later.map(held).transpose()?,
            others: commits.others.iter().copied().map(held).collect::<Result<_, _>>()?,
            head: match head {
                Some(head) => held(head)?,
                None => Held::Opened(Box::new(git.staged()?)),
            },
            approved,
            last: Some(Last { root: root.dir.clone(), recorded: None, files: OnceLock::new() }),
            chosen: None,
            ids,
            from_head,
            paths: root.paths.clone(),
            root: Some(root),
            other_root: None,
            commits: Some(commits),
        })
    }

    /// The same commits below the root that the side gives the run which does not rule; `None` when that is no other one.
    ///
    /// # Errors
    /// When they cannot be read there.
    pub(super) fn elsewhere(&self) -> Result<Option<Self>, Error> {
        let (Some(root), Some(commits)) = (&self.other_root, &self.commits) else { return Ok(None) };
        let mut trees = Self::at(commits.clone(), root.clone(), self.from_head)?;
        trees.chosen.clone_from(&self.chosen);
        Ok(Some(trees))
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
            // Outside of a repository nothing was approved, whatever became of the folder since.
            let approved = last.recorded.and_then(|_| last.day());
            return Self::on_disk(root, last, approved, ids, from_head);
        }
        let git = Git::around(&root.dir)?;
        let commit = |id: &TreeId| match &id.commit {
            Some(name) => git.present(name, "the recorded commit"),
            None => Err(Error::Usage(format!("the record names no commit for its {}", id.kind))),
        };
        let base = record.base.as_ref().map(commit).transpose()?;
        let tip = record.tip.as_ref().map(commit).transpose()?.or(base);
        let recorded = record.head.commit.as_ref().map(|_| commit(&record.head)).transpose()?;
        let made = if record.head.kind == "commit" { recorded } else { made_of_staged(&git, base)? };
        let mut others = match (made, tip) {
            (Some(head), Some(tip)) => git.merge_bases(tip, head)?,
            _ => Vec::new(),
        };
        others.retain(|other| Some(*other) != base);
        let commits = Commits { staged: made.is_none(), last: made, base, others, tip };
        let approved = base.or(recorded).and_then(|commit| state(&git, commit));
        last.recorded = recorded;
        Ok(Self { ids, approved, last: Some(last), ..Self::at(commits, root.clone(), from_head)? })
    }

    /// The tree that is judged.
    pub(super) fn head(&self) -> &dyn Tree {
        self.head.get()
    }

    /// The tree that it is compared with.
    pub(super) fn base(&self) -> Option<&dyn Tree> {
        self.base.as_ref().map(Held::get)
    }

    /// The other trees that it is compared with: where the two parted too, and the latest state of the base.
    pub(super) fn others(&self) -> impl Iterator<Item = &dyn Tree> {
        self.others.iter().map(Held::get)
    }

    /// The latest state of the base, where that is not what the head is compared with.
    pub(super) fn tip(&self) -> Option<&dyn Tree> {
        self.tip.as_ref().map(Held::get)
    }

    /// Name of [`Trees::tip`], for a record.
    pub(super) fn tip_id(&self) -> Option<TreeId> {
        self.tip.as_ref().and(self.commits.as_ref()).map(|commits| id("commit", commits.tip))
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &dyn Tree> {
        std::iter::once(self.head()).chain(self.base()).chain(self.tip())
    }

    /// The state of the base whose policy counts: that which a change cannot touch.
    pub(super) fn trusted(&self) -> Option<&dyn Tree> {
        self.tip().or(self.base())
    }

    /// The tree whose policy and configuration count: the base, unless there is none or the head was asked for.
    pub(super) fn ruling(&self) -> &dyn Tree {
        self.trusted().filter(|_| !self.from_head).unwrap_or(self.head())
    }

    /// The other tree of a comparison: its policy is pending, or given up.
    pub(super) fn other(&self) -> Option<&dyn Tree> {
        let base = self.trusted()?;
        Some(if self.from_head { base } else { self.head() })
    }

    /// Returns true if policy comes from the head of a comparison.
    pub(super) const fn is_from_head(&self) -> bool {
        self.from_head
    }

    /// Their place on disk; `None` for trees that stand in no folder.
    pub(super) const fn root(&self) -> Option<&Root> {
        self.root.as_ref()
    }

    /// The paths to judge, relative to the root.
    pub(super) fn paths(&self) -> &[String] {
        &self.paths
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
