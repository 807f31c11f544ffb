//! The whole result of a run: the only thing that reports read.

use jiff::civil::Date;

use crate::exit::Exit;
use crate::facts::Facts;
use crate::finding::{Finding, Level, Status};
use crate::manifest::{Input, Unread};
use crate::policy::layer::{Layer, Override};
use crate::policy::model::{List, Rule};
use crate::policy::pack::Pack;
use crate::policy::{lock, signature};
use crate::source::anchors::Anchor;
use crate::verdict::lost::Lost;
use crate::verdict::policy_change::PolicyChange;
use crate::verdict::provenance::Provenance;

/// The version of the JSON schema in which runs are written and read back.
pub const SCHEMA_VERSION: u32 = 1;

/// The pack that a run judged with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyInfo {
    /// Id of the pack.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over the pack, lower-case hexadecimal.
    pub digest: String,
    /// Source of the pack: `built in`, a path, a commit.
    pub from: String,
    /// Title for people.
    pub title: String,
    /// The packs that it extends, the nearest first.
    pub layers: Vec<Layer>,
    /// Overrides of the packs below them.
    pub overrides: Vec<Override>,
    /// State of the lock that pins it.
    pub lock: lock::State,
    /// State of its signature.
    pub signature: signature::State,
}

impl From<&Pack> for PolicyInfo {
    /// Statements of a pack about itself; whether it is pinned and trusted is for the run to say.
    fn from(pack: &Pack) -> Self {
        Self {
            id: pack.id.clone(),
            version: pack.version.clone(),
            digest: pack.digest.clone(),
            from: pack.from.clone(),
            title: pack.title.clone(),
            layers: pack.below().to_vec(),
            overrides: pack.overrides.clone(),
            lock: lock::State::default(),
            signature: signature::State::default(),
        }
    }
}

/// Facts about a list, for a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListInfo {
    /// Id of the list.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Day to which the content goes.
    pub published: Option<Date>,
    /// Number of entries that the pack holds.
    pub entries: usize,
    /// Number of entries that the publisher counts.
    pub official_count: Option<u32>,
    /// True when the rows are everything that the publisher lists.
    pub complete: bool,
    /// Gaps of the list, in one line; empty when complete.
    pub coverage: String,
    /// Path of the list inside the pack, for pointing at a row.
    pub file: String,
    /// SHA-256 of that file, lower-case hexadecimal.
    pub digest: String,
}

impl From<&List> for ListInfo {
    fn from(list: &List) -> Self {
        Self {
            id: list.id.clone(),
            title: list.title.clone(),
            published: list.published,
            entries: list.open_entries(),
            official_count: list.official_count,
            complete: list.complete,
            coverage: list.coverage.clone(),
            file: list.file.clone(),
            digest: list.digest.clone(),
        }
    }
}

/// Number of findings of each level. Waived and baselined ones count only as `waived`, fixed ones not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Inadmissible.
    pub deny: usize,
    /// Evidence is needed.
    pub review: usize,
    /// Worth a look.
    pub warn: usize,
    /// Worth knowing.
    pub info: usize,
    /// Covered by a waiver or the baseline.
    pub waived: usize,
    /// Number of those that the baseline covers.
    pub baselined: usize,
    /// Still counted above: open, and covered once a waiver or an entry of the baseline is on the base.
    pub pending: usize,
}

/// Tree that a run was compared with, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The whole name of the commit; `None` when everything is judged although a comparison was asked for.
    pub commit: Option<String>,
    /// Reason for this one, or for none, in words: "`main`", "where HEAD left `main` (1a2b3c4d5e6f)".
    pub why: String,
}

/// The whole result of a run.
#[derive(Debug)]
pub struct RunResult {
    /// Version of the tool.
    pub tool_version: String,
    /// The pack.
    pub policy: PolicyInfo,
    /// The day the run judged as of.
    pub as_of: Date,
    /// Source of that day: `--as-of`, `today`.
    pub as_of_source: String,
    /// Findings of this level and above fail the run.
    pub fail_on: Level,
    /// Tree that was read: `work tree`, `commit 1a2b3c4d`, `index`.
    pub tree: String,
    /// The root of the run, as reported.
    pub root: String,
    /// The folder of the root inside its repository, with `/`; empty when it is the root of the repository, or stands in
    /// none. Reports that point into the repository put it before paths.
    pub prefix: String,
    /// Everything stated, with the decoded inputs.
    pub facts: Facts,
    /// The inputs, sorted by path.
    pub inputs: Vec<Input>,
    /// Files that a search left unread.
    pub unread: Vec<Unread>,
    /// Inputs that the base read and this tree does not.
    pub lost: Vec<Lost>,
    /// True where no manifest was asked for, and none is there: then nothing is wrong with that.
    pub idle: bool,
    /// The lists that were screened against.
    pub lists: Vec<ListInfo>,
    /// The rules; at least those that fired.
    pub rules: Vec<Rule>,
    /// The findings, in the order to report.
    pub findings: Vec<Finding>,
    /// Tree that it was compared with; `None` when no comparison was asked for.
    pub compared: Option<Compared>,
    /// The base that this run was compared with; of its findings only those that are fixed.
    pub base: Option<Box<RunResult>>,
    /// A change of what a run is judged by, between the base and the head.
    pub policy_change: Option<Box<PolicyChange>>,
    /// Notes for the record of the run; only when a record was asked for.
    pub provenance: Option<Box<Provenance>>,
    /// Remarks on how the run was judged ("the policy comes from …").
    pub remarks: Vec<String>,
}

/// Returns true for a finding that still counts: neither waived, nor baselined, nor fixed.
#[must_use]
pub const fn is_open(finding: &Finding) -> bool {
    !matches!(finding.status, Status::Waived | Status::Baselined | Status::Fixed)
}

/// Returns true for a finding that can fail the run: it is open, and it did not stand in the base.
#[must_use]
pub const fn is_news(finding: &Finding) -> bool {
    is_open(finding) && !matches!(finding.status, Status::Carried | Status::Moved)
}

impl RunResult {
    /// Returns true when this finding fails the run.
    #[must_use]
    pub fn is_failing(&self, finding: &Finding) -> bool {
        is_news(finding) && finding.level >= self.fail_on
    }

    /// Returns true when any finding fails the run.
    #[must_use]
    pub fn has_failing(&self) -> bool {
        self.findings.iter().any(|finding| self.is_failing(finding))
    }

    /// Exit code of the run: what could not be read comes before what was found, because a partial answer must not look
    /// whole.
    #[must_use]
    pub fn exit(&self) -> Exit {
        if !self.is_whole() {
            Exit::Incomplete
        } else if self.records() == 0 && !self.idle {
            Exit::NothingChecked
        } else if self.has_failing() {
            Exit::Findings
        } else if !self.is_understood() {
            // Suppliers or places stand there that nothing judged, and what was judged says nothing about them.
            Exit::NothingChecked
        } else {
            Exit::Passed
        }
    }

    /// `pass` or `fail`. A run that read nothing, could not read an input, or did not understand one, does not pass.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        let read = self.records() > 0 || self.idle;
        let passes = !self.has_failing() && self.is_whole() && read && self.is_understood();
        if passes { "pass" } else { "fail" }
    }

    /// Returns true when every input could be read without a fatal problem, and none was lost with what was found in it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.inputs.iter().all(Input::is_whole) && !self.lost.iter().any(Lost::fails)
    }

    /// Returns true when it is known of every table of suppliers which column says who, and which where.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        self.inputs.iter().all(|input| input.not_understood().is_none())
    }

    /// Paths of tables that a search left unread, because neither name nor header speaks of suppliers.
    pub fn other_tables(&self) -> impl Iterator<Item = &str> {
        self.unread.iter().filter(|unread| !unread.suspect).map(|unread| unread.path.as_str())
    }

    /// Counts the records that the inputs state.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.inputs.iter().map(|input| u64::from(input.outcome.records())).sum()
    }

    /// The inputs that were understood and hold no sourcing data: path and reason, by path.
    pub fn without_data(&self) -> impl Iterator<Item = (&str, &str)> {
        self.inputs.iter().filter_map(|input| Some((input.path.as_str(), input.without_data()?)))
    }

    /// Findings by level.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for finding in &self.findings {
            counts.pending += usize::from(finding.status == Status::PendingWaiver);
            match (finding.status, finding.level) {
                (Status::Fixed, _) => {}
                (Status::Waived, _) => counts.waived += 1,
                (Status::Baselined, _) => {
                    counts.waived += 1;
                    counts.baselined += 1;
                }
                (_, Level::Deny) => counts.deny += 1,
                (_, Level::Review) => counts.review += 1,
                (_, Level::Warn) => counts.warn += 1,
                (_, Level::Info) => counts.info += 1,
            }
        }
        counts
    }

    /// File and line of a finding, or file and cell: `suppliers.csv:3`, `suppliers.xlsx:Sheet1!B7`.
    #[must_use]
    pub fn place(&self, finding: &Finding) -> String {
        finding.locations.first().map_or_else(String::new, |at| {
            let file = self.facts.source(at.file);
            match file.anchor(at.span.start) {
                Some(cell @ Anchor::Cell { .. }) => format!("{}:{cell}", file.path),
                _ => format!("{}:{}", file.path, file.position(at.span.start).line),
            }
        })
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The list with this id.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&ListInfo> {
        self.lists.iter().find(|list| list.id == id)
    }
}
