//! A change of policy in what is judged: what changed, what either side says, and which of them counts.

use std::collections::BTreeMap;

use super::run::RunResult;
use crate::finding::{Finding, Level, Status};
use crate::policy::change::Change;

/// What head and base judge by differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PolicyChange {
    /// The side that counts: the base, unless the head was asked for.
    pub counts: Side,
    /// The tree of that side.
    pub ruling: String,
    /// The tree of the other side.
    pub other: String,
    /// What changed, from the base to the head.
    pub changes: Vec<Change>,
    /// What the other side says.
    pub outcome: Outcome,
}

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Side {
    /// What is compared with.
    Base,
    /// What is judged.
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

/// What the side that does not count says of the same manifests.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Outcome {
    /// It does not load, so it could not judge.
    Unusable {
        /// Why.
        why: String,
    },
    /// It judged.
    Judged {
        /// `pass` or `fail`.
        verdict: &'static str,
        /// How many findings would fail the run.
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
    /// How it comes out by the first policy; `None`: not at all.
    pub first: Option<Standing>,
    /// How it comes out by the second.
    pub second: Option<Standing>,
}

/// How a finding came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Standing {
    /// Its level.
    pub level: Level,
    /// Its status.
    pub status: Status,
    /// Whether it fails the run.
    pub fails: bool,
}

impl Standing {
    fn of(result: &RunResult, finding: &Finding) -> Self {
        Self { level: finding.level, status: finding.status, fails: result.is_failing(finding) }
    }
}

/// The findings that come out otherwise in two results over the same manifests, those that fail first.
#[must_use]
pub fn differing(first: &RunResult, second: &RunResult) -> Vec<Differing> {
    type Pair<'r> = (Option<(&'r RunResult, &'r Finding)>, Option<(&'r RunResult, &'r Finding)>);
    // Two findings can share a fingerprint when the same statement stands twice, so they are told apart by number.
    let mut pairs: BTreeMap<(&str, usize), Pair<'_>> = BTreeMap::new();
    for (result, second) in [(first, false), (second, true)] {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &result.findings {
            let number = seen.entry(&finding.fingerprint).or_insert(0);
            let pair = pairs.entry((&finding.fingerprint, *number)).or_default();
            *(if second { &mut pair.1 } else { &mut pair.0 }) = Some((result, finding));
            *number += 1;
        }
    }
    let standing = |side: Option<(&RunResult, &Finding)>| side.map(|(result, finding)| Standing::of(result, finding));
    let mut differing: Vec<Differing> = pairs
        .into_values()
        .filter(|pair| standing(pair.0) != standing(pair.1))
        .filter_map(|pair| {
            let (result, finding) = pair.0.or(pair.1)?;
            Some(Differing {
                rule: finding.rule.clone(),
                subject: finding.subject.name.clone(),
                place: result.place(finding),
                fingerprint: finding.fingerprint.clone(),
                first: standing(pair.0),
                second: standing(pair.1),
            })
        })
        .collect();
    differing.sort_by(|a, b| {
        let fails = |row: &Differing| [row.first, row.second].iter().flatten().any(|standing| standing.fails);
        let level = |row: &Differing| [row.first, row.second].iter().flatten().map(|standing| standing.level).max();
        (fails(b), level(b)).cmp(&(fails(a), level(a))).then_with(|| (&a.rule, &a.place).cmp(&(&b.rule, &b.place)))
    });
    differing
}
