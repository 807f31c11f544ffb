//! Requests to the gate, typed: trees, policy, day, limits.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::root::Root;
use crate::finding::Level;
use crate::manifest::Limits;
use crate::policy::pack::Pack;
use crate::rules::Screens;
use crate::source::tree::Tree;
use crate::verdict::policy_change::Side;
use crate::verdict::record::RunRecord;

/// The trees of a run.
pub enum Source<'a> {
    /// The repository or folder around a root.
    Repository {
        /// Repository or directory, and the paths of it to judge.
        root: Root,
        /// Tree to judge, and the one to compare it with.
        compare: Compare,
    },
    /// The trees of a recorded run, found again.
    Recorded {
        /// Directory of the repository.
        root: Root,
        /// Record of the run.
        record: &'a RunRecord,
    },
    /// A tree that the caller holds.
    Given {
        /// Tree to judge.
        tree: &'a dyn Tree,
        /// Files and folders of it; `""` is everything.
        paths: Vec<String>,
        /// Tree to compare it with.
        base: Option<&'a dyn Tree>,
        /// Day on which everything in it was approved, and what that was, for rules that look back.
        approved: Option<(String, Date)>,
    },
}

/// Tree of a repository to judge, and the one to compare it with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compare {
    /// The work tree, against nothing.
    Nothing,
    /// The commit HEAD, against where it left this revision.
    Revision(String),
    /// The commit HEAD, against the base that the event of a CI run names.
    Event,
    /// Files staged for the next commit, against the last commit.
    Staged,
    /// Files staged for the next commit, against this revision.
    StagedAgainst(String),
    /// Files staged for the next commit, against the base that the event of a CI run names.
    StagedEvent,
}

/// Source of the policy of a run.
pub enum PolicySource<'a> {
    /// The pack that the configuration names; the built-in one when it names none.
    Configured,
    /// The built-in pack by its id, or a directory.
    Named(String),
    /// One pack, whatever configuration, lock and key say.
    Loaded(Arc<Pack>),
    /// The same with its lists and places made ready, for callers that judge many trees by one pack.
    Ready(Arc<Pack>, &'a Screens<'a>),
}

/// Request for a run.
pub struct Request<'a> {
    /// Trees to judge.
    pub source: Source<'a>,
    /// Pack to judge by.
    pub policy: PolicySource<'a>,
    /// Side of a comparison that rules; the base, unless a branch changes policy on purpose.
    pub policy_from: Side,
    /// Configuration file instead of the `sourcegate.toml` of the tree that rules.
    pub config: Option<PathBuf>,
    /// The day to judge as of; today in UTC when left out.
    pub as_of: Option<Date>,
    /// The lowest level that fails the run; that of the configuration, or `deny`, when left out.
    pub fail_on: Option<Level>,
    /// Markets of manifests that name none; those of configuration and pack when left out.
    pub markets: Option<Vec<String>>,
    /// Limits on inputs; those of the configuration when left out.
    pub limits: Option<Limits>,
    /// Paths to leave out beside those that the configuration leaves out.
    pub leave_out: Vec<String>,
    /// True if this is a run of continuous integration.
    pub ci: bool,
    /// True if to note what is read, for a record.
    pub recorded: bool,
}

impl<'a> Request<'a> {
    /// Makes a request with everything but its source left to configuration and defaults.
    #[must_use]
    pub const fn new(source: Source<'a>) -> Self {
        Self {
            source,
            policy: PolicySource::Configured,
            policy_from: Side::Base,
            config: None,
            as_of: None,
            fail_on: None,
            markets: None,
            limits: None,
            leave_out: Vec::new(),
            ci: false,
            recorded: false,
        }
    }

    /// Makes a request for everything in a tree that the caller holds.
    #[must_use]
    pub fn for_tree(tree: &'a dyn Tree) -> Self {
        Self::new(Source::Given { tree, paths: vec![String::new()], base: None, approved: None })
    }

    /// The paths to judge, relative to the root of the trees.
    pub(super) fn paths(&self) -> &[String] {
        match &self.source {
            Source::Repository { root, .. } | Source::Recorded { root, .. } => &root.paths,
            Source::Given { paths, .. } => paths,
        }
    }

    /// The root on disk; `None` for trees that stand in none.
    pub(super) const fn root(&self) -> Option<&Root> {
        match &self.source {
            Source::Repository { root, .. } | Source::Recorded { root, .. } => Some(root),
            Source::Given { .. } => None,
        }
    }

    /// The day that decides, and where it comes from.
    pub(super) fn day(&self) -> (Date, &'static str) {
        self.as_of.map_or_else(|| (today(), "today"), |day| (day, "--as-of"))
    }
}

/// Today in UTC, so that every machine agrees.
#[must_use]
pub fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}
