//! A change of policy in what is judged: what changed, what either side says, and which of them counts.

use crate::finding::{Level, Status};
use crate::policy::change::Change;

/// A change of policy between base and head.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PolicyChange {
    /// The side that counts: the base, unless the head was asked for.
    pub counts: Side,
    /// The tree of that side.
    pub ruling: String,
    /// The tree of the other side.
    pub other: String,
    /// Changes from the base to the head.
    pub changes: Vec<Change>,
    /// Outcome on the other side.
    pub outcome: Outcome,
}

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Side {
    /// The tree that is compared with.
    Base,
    /// The tree that is judged.
    Head,
}

impl Side {
    /// The word used in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Head => "head",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Base => Self::Head,
            Self::Head => Self::Base,
        }
    }
}

/// Outcome of the same manifests on the side that does not count.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Outcome {
    /// A pack that does not load, so it could not judge.
    Unusable {
        /// Why.
        why: String,
    },
    /// A pack that judged.
    Judged {
        /// `pass` or `fail`.
        verdict: &'static str,
        /// Number of findings that would fail the run.
        failing: usize,
        /// Findings that come out otherwise.
        differ: Vec<Differing>,
    },
}

/// A finding that comes out otherwise by other policy.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Differing {
    /// Its rule.
    pub rule: String,
    /// Name of its subject.
    pub subject: String,
    /// File and line of it.
    pub place: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Standing by the first policy; `None`: it is not found.
    pub first: Option<Standing>,
    /// Standing by the second.
    pub second: Option<Standing>,
}

/// Level, status and consequence of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Standing {
    /// Its level.
    pub level: Level,
    /// Its status.
    pub status: Status,
    /// True when it fails the run.
    pub fails: bool,
}
