//! Findings: typed values of what a rule says about a subject, of which only `report` makes sentences.

mod fingerprint;
mod flaw;
mod level;
mod level_note;
mod listing;
mod reason;

use jiff::civil::Date;

use crate::facts::{Key, Kind, RecordId};
use crate::source::{FileId, Span};

pub(crate) use fingerprint::joined;
pub use fingerprint::{DIGITS, fingerprint, is_fingerprint};
pub use flaw::Flaw;
pub use level::{Basis, Certainty, Level};
pub use level_note::LevelNote;
pub use listing::{Grade, NameKind, Window};
pub use reason::{
    Chain, ChainEnd, Exception, Identifier, IdentifierProblem, ListRow, Listed, ListedSince, Missing, NamePart, Place,
    PlaceHow, Reason, Signal, Stale,
};

/// Place of something in the inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The place in its decoded text.
    pub span: Span,
    /// 1-based data row of a table; 0 for other formats.
    pub row: u32,
}

/// Subject of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Party, site, item, …
    pub kind: Kind,
    /// Local id, or a stable one made from the identity where the format has none.
    pub id: String,
    /// Name as stated.
    pub name: String,
    /// The record.
    pub record: RecordId,
}

/// One hop of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Id of the party, site or item.
    pub id: String,
    /// Name of the party, site or item.
    pub name: String,
    /// Kind of the hop: `item`, `site`, `party`.
    pub kind: Kind,
    /// The statement that makes the hop: the supply edge, `made_at`, `contains`, or the record itself for the first.
    pub location: Location,
    /// Way from the hop before: `made at`, `contains`, `supplied by`, `works at`, …; empty for the first.
    pub via: &'static str,
    /// The record that makes the statement.
    pub stated_by: RecordId,
    /// Tier as stated on the edge.
    pub tier: Option<u32>,
}

/// An item that an exposure reaches, with the way to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Item id.
    pub id: String,
    /// Item name.
    pub name: String,
    /// The item.
    pub record: RecordId,
    /// Hops from the item to the exposed record, the shortest way.
    pub path: Vec<Hop>,
    /// Expected entry date of the item, if stated.
    pub eta: Option<Date>,
    /// The largest share of the item that the path can carry, from 0 to 1, if every hop states its share.
    pub share: Option<f64>,
}

/// Status against a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Status {
    /// Absent from the base, or there is no base.
    New,
    /// Present in the base too.
    Carried,
    /// Present in the base only.
    Fixed,
    /// Present in the base, elsewhere.
    Moved,
    /// Covered by a waiver.
    Waived,
    /// Covered by the baseline.
    Baselined,
    /// Covered by a waiver that is not on the base yet.
    PendingWaiver,
}

/// News about a finding whose fingerprint stood in the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The level rose.
    Level {
        /// The level in the base.
        before: Level,
    },
    /// The finding reaches items that it did not reach.
    Items {
        /// Number of these items; they come first in `reaches`.
        count: usize,
    },
    /// The chain lost stages that it had.
    Stages {
        /// Stages, and other parts, that are missing now.
        missing: Vec<Missing>,
    },
    /// The same identifier or id is that of another company, place or product.
    Subject {
        /// The key that says so.
        key: Key,
        /// Its value in the base.
        before: String,
    },
    /// The largest share of an item that the exposure can carry grew.
    Share {
        /// The item.
        item: String,
        /// The share in the base, in percent.
        before: String,
        /// The share now, in percent.
        now: String,
    },
    /// More records state it.
    Records {
        /// Number of the further records.
        more: usize,
    },
}

/// A change between base and head that touches what a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file, in the head.
    pub file: FileId,
    /// The line in the head that matters, from 1; of lines that were only taken out, the one after them.
    pub line: u32,
    /// Start of the whole change in base and head, from 0: several lines of one change can matter.
    pub hunk: (u32, u32),
    /// Lines of the base there.
    pub removed: Side,
    /// Lines of the head there.
    pub added: Side,
}

/// The lines of one side of a change, around the one that matters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// Line of the file on which the first of them stands, from 0.
    pub from: u32,
    /// The lines, raw, without their ends.
    pub lines: Vec<String>,
    /// Number of lines left out.
    pub more: usize,
}

impl Status {
    /// The word used in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Carried => "carried",
            Self::Fixed => "fixed",
            Self::Moved => "moved",
            Self::Waived => "waived",
            Self::Baselined => "baselined",
            Self::PendingWaiver => "pending-waiver",
        }
    }
}

/// Kind of statement that covers a finding, so that it does not fail the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum CoverKind {
    /// A waiver: dated, owned, approved.
    Waiver,
    /// An entry of the baseline: known debt.
    Baseline,
}

/// Reason why a finding is covered, as its waiver or its baseline entry states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Waiver or baseline.
    pub kind: CoverKind,
    /// The stated reason; may be empty for a baseline entry.
    pub reason: String,
    /// Person who answers for it; empty where the format has none.
    pub owner: String,
    /// Person who approved it; empty where the format has none.
    pub approver: String,
    /// The ticket; empty where there is none.
    pub ticket: String,
    /// First day on which it covers no more; `None` for a baseline entry.
    pub expires: Option<Date>,
    /// File and 1-based line of the statement, as `waivers.toml:12`.
    pub place: String,
}

/// A rule that fired on a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Rule id.
    pub rule: String,
    /// Level after date, market and provenance grade.
    pub level: Level,
    /// Reason for the level, when it is not simply the rule's.
    pub level_note: Option<LevelNote>,
    /// The point of law is unsettled.
    pub verify: bool,
    /// Determinate or indicator.
    pub certainty: Certainty,
    /// Law, advisory, company.
    pub basis: Basis,
    /// Subject that it is about.
    pub subject: Subject,
    /// Records that state it: the subject, and those that state the same about the same.
    pub records: Vec<RecordId>,
    /// Why.
    pub reason: Box<dyn Reason>,
    /// Items reached, nearest first; empty when the record reaches no item.
    pub reaches: Vec<Reach>,
    /// Places of the offending values; the first is the primary one. Never empty.
    pub locations: Vec<Location>,
    /// Markets that decided the level.
    pub markets: Vec<String>,
    /// The day that decided.
    pub as_of: Date,
    /// Hex fingerprint: rule, subject identity and what matched.
    pub fingerprint: String,
    /// Against a base.
    pub status: Status,
    /// News about it, when it stood in the base and is new all the same.
    pub news: Option<News>,
    /// The changes that brought it in, when it is new against a base.
    pub changes: Vec<Change>,
    /// Statement that covers it, when the status is waived, baselined or pending.
    pub cover: Option<Cover>,
}

/// Puts findings into the order of reports: worst first, then in the order of the inputs.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        b.level
            .cmp(&a.level)
            .then_with(|| a.locations.first().cmp(&b.locations.first()))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.fingerprint.cmp(&b.fingerprint))
    });
}
