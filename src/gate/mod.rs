//! The gate: a typed request in, the result of a run out.
//!
//! Every verb that judges, the cases of a pack, the replay of a record, tests and programs that embed the gate call
//! [`run`] and nothing else. It reads trees, never arguments; whoever calls says what to read, by which policy, as of when.

mod base;
mod config;
mod event;
mod exceptions;
mod packs;
mod policy_change;
mod recording;
mod resolved_policy;
mod root;
mod run;
mod trees;

pub mod case;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::error::Error;
use crate::finding::Level;
use crate::manifest::Limits;
use crate::policy::pack::Pack;
use crate::rules::Screens;
use crate::source::tree::Tree;
use crate::verdict::policy_change::Side;
use crate::verdict::record::Record;
use crate::verdict::run::RunResult;

pub use config::Config;
pub use exceptions::{baseline_path, waivers_path};
pub use packs::{configured, in_tree, named};
pub use recording::replay;
pub use resolved_policy::{ResolvedPolicy, lock_of};
pub use root::{CONFIG, Root, find as find_root};

/// The trees of a run.
pub enum Source<'a> {
    /// The repository or folder around a root.
    Repository {
        /// Where it stands, and which paths of it to judge.
        root: Root,
        /// Which of its trees to judge, and against what.
        compare: Compare,
    },
    /// The trees of a recorded run, found again.
    Recorded {
        /// Where the repository stands.
        root: Root,
        /// What the run recorded.
        record: &'a Record,
    },
    /// A tree that the caller holds.
    Given {
        /// What to judge.
        tree: &'a dyn Tree,
        /// Files and folders of it; `""` is everything.
        paths: Vec<String>,
        /// What to compare it with.
        base: Option<&'a dyn Tree>,
        /// Day on which everything in it was approved, and what that was, for rules that look back.
        approved: Option<(String, Date)>,
    },
}

/// Which tree of a repository to judge, and against what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compare {
    /// The work tree, against nothing.
    Nothing,
    /// The commit HEAD, against where it left this revision.
    Revision(String),
    /// The commit HEAD, against the base that the event of a CI run names.
    Event,
    /// What is staged, against the last commit.
    Staged,
    /// What is staged, against this revision.
    StagedAgainst(String),
    /// What is staged, against the base that the event of a CI run names.
    StagedEvent,
}

/// Where the policy of a run comes from.
pub enum PolicySource<'a> {
    /// The pack that the configuration names; the built-in one when it names none.
    Configured,
    /// The built-in pack by its id, or a directory.
    Named(String),
    /// This pack, whatever configuration, lock and key say.
    Loaded(Arc<Pack>),
    /// The same with its lists and places made ready, for callers that judge many trees by one pack.
    Ready(Arc<Pack>, &'a Screens<'a>),
}

/// What a run is asked for.
pub struct Request<'a> {
    /// What to judge.
    pub source: Source<'a>,
    /// By which pack.
    pub policy: PolicySource<'a>,
    /// Which side of a comparison rules; the base, unless a branch changes policy on purpose.
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
    /// Whether this is a run of continuous integration.
    pub ci: bool,
    /// Whether to note what is read, for a record.
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
    fn paths(&self) -> &[String] {
        match &self.source {
            Source::Repository { root, .. } | Source::Recorded { root, .. } => &root.paths,
            Source::Given { paths, .. } => paths,
        }
    }

    /// The root on disk; `None` for trees that stand in none.
    const fn root(&self) -> Option<&Root> {
        match &self.source {
            Source::Repository { root, .. } | Source::Recorded { root, .. } => Some(root),
            Source::Given { .. } => None,
        }
    }
}

/// What a run came to.
pub struct Outcome {
    /// The result, for reports.
    pub result: RunResult,
    /// What it was judged by, for verbs that write exceptions.
    pub policy: ResolvedPolicy,
}

/// Runs the gate: reads the trees, resolves the policy, judges, and compares with the base.
///
/// # Errors
/// When a tree cannot be read, the policy cannot be used, or what a comparison needs is not in the clone. Problems of single
/// inputs are part of the result, which then does not pass.
pub fn run(request: &Request<'_>) -> Result<Outcome, Error> {
    let trees = trees::Trees::open(request)?;
    let policy = ResolvedPolicy::resolve(request, trees.ruling(), trees.base())?;
    let run = run::Run { request, trees: &trees };
    // Where the head rules, its base is still judged by what ruled there, if that loads.
    let base = trees.base().filter(|_| trees.is_from_head());
    let of_base = base.and_then(|base| ResolvedPolicy::resolve(request, base, Some(base)).ok());
    let mut result = run.judged_each(&policy, of_base.as_ref())?;
    // A record holds what counted, and not what would have.
    if !matches!(request.source, Source::Recorded { .. }) {
        policy_change::add(&mut result, &run, &policy)?;
    }
    result.prefix = request.root().map(Root::prefix).unwrap_or_default();
    Ok(Outcome { result, policy })
}

/// Today in UTC, so that every machine agrees.
#[must_use]
pub fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}
