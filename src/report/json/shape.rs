//! The shape of the report: the keys of the contract, in the order in which they are written.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;

use crate::finding::{Basis, Certainty, Cover, CoverKind, Level, Status};
use crate::policy::layer::{Layer, Override};
use crate::policy::{lock, signature};
use crate::report::reason;
use crate::verdict::policy_change::PolicyChange;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Report<'a> {
    pub(super) schema: u32,
    pub(super) tool: Tool<'a>,
    pub(super) policy: Policy<'a>,
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) as_of: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) base: Option<BaseView<'a>>,
    pub(super) verdict: &'static str,
    pub(super) summary: Summary,
    pub(super) lists: Vec<ListView<'a>>,
    pub(super) inputs: Vec<InputView<'a>>,
    /// Files that a search came by and left unread.
    pub(super) unread: Vec<UnreadView<'a>>,
    /// Inputs that the base read and this tree does not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) lost: Vec<LostView<'a>>,
    pub(super) findings: Vec<FindingView<'a>>,
}

/// Input, or sheet of a workbook, that the base read and this tree does not.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LostView<'a> {
    pub(super) path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sheet: Option<&'a str>,
    pub(super) reason: &'a str,
    /// Open findings of the base whose subjects stood there and stand nowhere in this tree: with one the run does not pass,
    /// unless that is accepted.
    pub(super) findings: usize,
    /// Reason for which the configuration accepts that it is not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) accepted: Option<&'a str>,
}

/// Base that the run was compared with; left out when no comparison was asked for.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct BaseView<'a> {
    /// The whole name of the commit; null when everything is judged although a comparison was asked for.
    pub(super) commit: Option<&'a str>,
    /// Reason for this commit, or for none, in words.
    pub(super) why: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Tool<'a> {
    pub(super) name: &'static str,
    pub(super) version: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Policy<'a> {
    pub(super) id: &'a str,
    pub(super) version: &'a str,
    pub(super) digest: &'a str,
    pub(super) from: &'a str,
    pub(super) layers: &'a [Layer],
    pub(super) overrides: &'a [Override],
    pub(super) lock: &'a lock::State,
    pub(super) signature: &'a signature::State,
    pub(super) change: Option<&'a PolicyChange>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Summary {
    pub(super) deny: usize,
    pub(super) review: usize,
    pub(super) warn: usize,
    pub(super) info: usize,
    pub(super) waived: usize,
    pub(super) baselined: usize,
    pub(super) pending: usize,
    pub(super) inputs: usize,
    pub(super) records: u64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ListView<'a> {
    pub(super) id: &'a str,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) published: Option<Date>,
    pub(super) entries: usize,
    pub(super) official_count: Option<u32>,
    pub(super) complete: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct InputView<'a> {
    pub(super) path: &'a str,
    pub(super) format: &'a str,
    pub(super) records: u32,
    pub(super) problems: Vec<ProblemView<'a>>,
    /// Words for what was not understood of it, if the run does not pass because of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) not_understood: Option<&'a str>,
    /// Columns of its tables, in their order; absent for a format without tables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) columns: Vec<ColumnView<'a>>,
}

/// A column of a table.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ColumnView<'a> {
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sheet: Option<&'a str>,
    /// Number or letter; empty for a key of a native manifest.
    pub(super) column: &'a str,
    /// Word of the header; empty without one.
    pub(super) header: &'a str,
    /// `judged` or `not-judged`.
    pub(super) status: &'static str,
    /// Field that it was judged as.
    pub(super) field: Option<&'static str>,
    /// Reason why it was not judged: `no-header`, `not-understood`, `other-use`, `flag`, `values`, `taken` or `no-data`.
    pub(super) reason: Option<&'static str>,
    /// Filled cells of a column that was not judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) values: Option<u32>,
    /// Those of them that hold words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) texts: Option<u32>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct UnreadView<'a> {
    pub(super) path: &'a str,
    pub(super) reason: &'a str,
    pub(super) help: &'a str,
    /// True for a file that looks like sourcing data: the run does not pass unless that is accepted.
    pub(super) looks_like_sourcing: bool,
    /// Reason for which the configuration accepts that it is not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) accepted: Option<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ProblemView<'a> {
    pub(super) message: String,
    pub(super) file: &'a str,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    /// The cell of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cell: Option<String>,
    /// The JSON Pointer, or the path in an XML document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pointer: Option<String>,
    pub(super) help: Option<&'a str>,
    pub(super) fatal: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FindingView<'a> {
    pub(super) rule: &'a str,
    pub(super) level: Level,
    pub(super) certainty: Certainty,
    pub(super) basis: Basis,
    pub(super) status: Status,
    pub(super) subject: SubjectView<'a>,
    pub(super) reason: ReasonView<'a>,
    pub(super) path: Vec<StopView<'a>>,
    pub(super) location: Option<LocationView<'a>>,
    pub(super) authority: &'a str,
    pub(super) clears: &'a [String],
    pub(super) fingerprint: &'a str,
    /// Statement that covers it; absent when nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cover: Option<CoverView<'a>>,
}

/// News about a finding that stood in the base.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum NewsView<'a> {
    Level { before: Level },
    Items { items: Vec<&'a str> },
    Stages { missing: Vec<&'a str> },
    Subject { key: &'a str, before: &'a str },
    Share { item: &'a str, before: &'a str, now: &'a str },
    Records { more: usize },
}

/// Lines between base and head that brought a finding in; `line` is in the head.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ChangeView<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) removed: &'a [String],
    pub(super) added: &'a [String],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SubjectView<'a> {
    pub(super) kind: &'a str,
    pub(super) id: &'a str,
    pub(super) name: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ReasonView<'a> {
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "reason::Json<'a>"))]
    pub(super) why: Option<reason::Json<'a>>,
    pub(super) summary: String,
    pub(super) level_note: Option<Cow<'a, str>>,
    pub(super) verify: bool,
    pub(super) explanation: &'a str,
    pub(super) does_not_clear: &'a [String],
    pub(super) markets: &'a [String],
    pub(super) reaches: Vec<ReachView<'a>>,
    pub(super) also_at: Vec<LocationView<'a>>,
    pub(super) news: Option<NewsView<'a>>,
    pub(super) changes: Vec<ChangeView<'a>>,
}

/// Statement that covers a finding: its waiver or its entry in the baseline.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CoverView<'a> {
    pub(super) kind: CoverKind,
    pub(super) reason: &'a str,
    pub(super) owner: &'a str,
    pub(super) approver: &'a str,
    pub(super) ticket: &'a str,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) expires: Option<Date>,
    pub(super) place: &'a str,
}

impl<'a> From<&'a Cover> for CoverView<'a> {
    fn from(cover: &'a Cover) -> Self {
        Self {
            kind: cover.kind,
            reason: &cover.reason,
            owner: &cover.owner,
            approver: &cover.approver,
            ticket: &cover.ticket,
            expires: cover.expires,
            place: &cover.place,
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct ClauseView<'a> {
    clause: &'a str,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    since: Option<Date>,
}

/// Clauses with their first days.
pub(in crate::report) fn clauses(clauses: &[(String, Option<Date>)]) -> Vec<ClauseView<'_>> {
    clauses.iter().map(|(clause, since)| ClauseView { clause, since: *since }).collect()
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct RowView<'a> {
    pub(in crate::report) file: Option<&'a str>,
    pub(in crate::report) line: u32,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ReachView<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) eta: Option<Date>,
    pub(super) share: Option<f64>,
    pub(super) path: Vec<HopView<'a>>,
}

/// A stop of the path, in the keys of the contract; `reason.reaches` says how each is reached.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct StopView<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) location: LocationView<'a>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct HopView<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) location: LocationView<'a>,
    pub(super) kind: &'a str,
    pub(super) via: &'a str,
    pub(super) tier: Option<u32>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LocationView<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) record: Option<u32>,
    /// The cell of a workbook, `Sheet1!B7`; `line` is its row and `column` the number of its column.
    pub(super) cell: Option<String>,
    /// The JSON Pointer, or the path in an XML document.
    pub(super) pointer: Option<String>,
}
