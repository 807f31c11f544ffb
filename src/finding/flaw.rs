//! Flaws of waivers and of entries of the baseline: typed, so that only reports make sentences of them.

use jiff::civil::Date;

use super::Level;

/// One thing that is wrong with an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A key without which it does not count is missing, empty, or still a placeholder.
    Missing(&'static str),
    /// No finding is named, so it would cover whatever comes.
    TooWide,
    /// A value holds a wildcard.
    Wildcard(&'static str),
    /// The fingerprint has not the shape of one.
    Malformed,
    /// The pack has no rule of this name.
    UnknownRule {
        /// A rule of a similar name.
        near: Option<String>,
    },
    /// The policy lets no waiver cover this rule.
    NotWaivable {
        /// The rule.
        rule: String,
    },
    /// The policy lets no waiver cover findings of this level.
    LevelNotAllowed(Level),
    /// Owner and approver are the same.
    SelfApproved,
    /// The last day lies before the first.
    Reversed,
    /// The period is longer than the policy allows.
    TooLong {
        /// Length in days.
        days: u32,
        /// The most that the policy allows.
        most: u32,
    },
    /// The period has expired.
    Expired {
        /// First day on which it covers no more.
        on: Date,
    },
    /// The period expires soon.
    Expiring {
        /// First day on which it covers no more.
        on: Date,
        /// Days until then.
        days: u32,
    },
    /// The fingerprint is that of a finding of another rule.
    OtherRule {
        /// The rule of the finding.
        rule: String,
    },
    /// The fingerprint is that of a finding on another subject.
    OtherSubject {
        /// The name of that subject.
        name: String,
    },
    /// Several findings fit it at once.
    Ambiguous {
        /// Number of those findings.
        findings: usize,
    },
    /// An earlier one says the same.
    Repeated {
        /// Line of the earlier one.
        line: u32,
    },
    /// No finding needs it.
    Unused,
    /// The finding that it records is gone.
    Stale,
}

impl Flaw {
    /// One word for it: part of the fingerprint, and the code in JSON.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::TooWide => "too-wide",
            Self::Wildcard(_) => "wildcard",
            Self::Malformed => "malformed",
            Self::UnknownRule { .. } => "unknown-rule",
            Self::NotWaivable { .. } => "not-waivable",
            Self::LevelNotAllowed(_) => "level-not-allowed",
            Self::SelfApproved => "self-approved",
            Self::Reversed => "reversed",
            Self::TooLong { .. } => "too-long",
            Self::Expired { .. } => "expired",
            Self::Expiring { .. } => "expiring",
            Self::OtherRule { .. } => "other-rule",
            Self::OtherSubject { .. } => "other-subject",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Repeated { .. } => "repeated",
            Self::Unused => "unused",
            Self::Stale => "stale",
        }
    }
}
