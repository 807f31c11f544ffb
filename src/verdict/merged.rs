//! Many runs as one: the JSON reports of several repositories or jobs, and the worst of their outcomes.
//!
//! What cannot be read, is of another schema or stands twice is an outcome of its own and never looks green.

mod read;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::exit::Exit;
use crate::finding::Level;
pub use read::read;

/// The pack that a run was judged by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Policy {
    /// Id of the pack.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over the pack.
    pub digest: String,
}

/// Counts of a run, as its report states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// Findings of the level `deny`.
    pub deny: u64,
    /// Findings of the level `review`.
    pub review: u64,
    /// Findings of the level `warn`.
    pub warn: u64,
    /// Findings of the level `info`.
    pub info: u64,
    /// Covered by a waiver or the baseline.
    pub waived: u64,
    /// Inputs.
    pub inputs: u64,
    /// Records.
    pub records: u64,
}

/// A list that a run screened against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct List {
    /// Id of the list.
    pub id: String,
    /// Day to which its content goes.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub published: Option<Date>,
    /// Entries in the pack.
    pub entries: u64,
    /// Entries that the publisher counts.
    pub official_count: Option<u64>,
    /// True when the rows are everything that the publisher lists.
    pub complete: bool,
}

/// A finding, in short; the report of its run has the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Rule id.
    pub rule: String,
    /// Level.
    pub level: Level,
    /// Status against the base, as in reports.
    pub status: String,
    /// Id of the subject.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Reason in a few words.
    pub summary: String,
    /// File of the primary place, and its line.
    pub place: Option<(String, u32)>,
    /// Names along the way from an item.
    pub path: Vec<String>,
    /// Fingerprint.
    pub fingerprint: String,
}

impl Finding {
    /// Returns true for news: a finding that can fail its run.
    #[must_use]
    pub fn is_news(&self) -> bool {
        matches!(self.status.as_str(), "new" | "pending-waiver")
    }
}

/// Contents of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The pack.
    pub policy: Policy,
    /// The day judged as of.
    pub as_of: Date,
    /// Exit of the run, worked out from what the report states.
    pub exit: Exit,
    /// Counts.
    pub counts: Counts,
    /// Lists.
    pub lists: Vec<List>,
    /// Inputs with a problem for which the run proves nothing.
    pub unread: Vec<String>,
    /// Findings, in the order of the report.
    pub findings: Vec<Finding>,
}

/// One repository or job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The file of its report.
    pub file: String,
    /// Contents of the report, or why there are none.
    pub run: Result<Run, String>,
}

impl Part {
    /// Returns the exit of the part; a report that says nothing did not complete.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match &self.run {
            Ok(run) => run.exit,
            Err(_) => Exit::Incomplete,
        }
    }
}

/// All reports, sorted by name.
#[derive(Debug, Default)]
pub struct Merged {
    /// The parts.
    pub parts: Vec<Part>,
    /// Number of reports expected, when that is known.
    pub expected: Option<usize>,
}

impl Merged {
    /// The worst outcome: what did not complete comes before findings, those before a run that checked nothing.
    #[must_use]
    pub fn exit(&self) -> Exit {
        const BY_WEIGHT: [Exit; 3] = [Exit::Incomplete, Exit::Findings, Exit::NothingChecked];
        if self.missing() > 0 {
            return Exit::Incomplete;
        }
        if self.parts.is_empty() {
            return Exit::NothingChecked;
        }
        let worst = BY_WEIGHT.into_iter().find(|exit| self.parts.iter().any(|part| part.exit() == *exit));
        worst.unwrap_or(Exit::Passed)
    }

    /// `pass` or `fail`.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        if self.exit() == Exit::Passed { "pass" } else { "fail" }
    }

    /// Reports that were to be there and are not.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.expected.unwrap_or(0).saturating_sub(self.parts.len())
    }

    /// The runs with their parts.
    pub fn runs(&self) -> impl Iterator<Item = (&Part, &Run)> {
        self.parts.iter().filter_map(|part| Some((part, part.run.as_ref().ok()?)))
    }

    /// All findings with their parts: news first, what is fixed last, by level, then as reported.
    #[must_use]
    pub fn findings(&self) -> Vec<(&Part, &Finding)> {
        let mut all: Vec<(&Part, &Finding)> =
            self.runs().flat_map(|(part, run)| run.findings.iter().map(move |finding| (part, finding))).collect();
        all.sort_by_key(|(_, finding)| {
            (finding.status == "fixed", !finding.is_news(), std::cmp::Reverse(finding.level))
        });
        all
    }

    /// Sums of the counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.runs().fold(Counts::default(), |sum, (_, Run { counts, .. })| Counts {
            deny: sum.deny.saturating_add(counts.deny),
            review: sum.review.saturating_add(counts.review),
            warn: sum.warn.saturating_add(counts.warn),
            info: sum.info.saturating_add(counts.info),
            waived: sum.waived.saturating_add(counts.waived),
            inputs: sum.inputs.saturating_add(counts.inputs),
            records: sum.records.saturating_add(counts.records),
        })
    }

    /// The packs that the runs were judged by; more than one is worth saying.
    #[must_use]
    pub fn policies(&self) -> BTreeSet<&Policy> {
        self.runs().map(|(_, run)| &run.policy).collect()
    }

    /// The days that the runs were judged as of.
    #[must_use]
    pub fn days(&self) -> BTreeSet<Date> {
        self.runs().map(|(_, run)| run.as_of).collect()
    }

    /// The lists of all runs, each state once.
    #[must_use]
    pub fn lists(&self) -> BTreeSet<&List> {
        self.runs().flat_map(|(_, run)| &run.lists).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(exits: &[Option<Exit>]) -> Merged {
        let run = |exit| Run {
            policy: Policy { id: "p".into(), version: "1".into(), digest: "d".into() },
            as_of: "2026-01-01".parse().unwrap(),
            exit,
            counts: Counts::default(),
            lists: vec![],
            unread: vec![],
            findings: vec![],
        };
        let part = |exit: &Option<Exit>| Part {
            name: String::new(),
            file: String::new(),
            run: exit.map(run).ok_or_else(|| "unreadable".to_owned()),
        };
        Merged { parts: exits.iter().map(part).collect(), expected: None }
    }

    #[test]
    fn the_worst_outcome_decides() {
        use Exit::{Findings, Incomplete, NothingChecked, Passed};
        assert_eq!(merged(&[Some(Passed), Some(Passed)]).exit(), Passed);
        assert_eq!(merged(&[Some(Passed), Some(NothingChecked)]).exit(), NothingChecked);
        assert_eq!(merged(&[Some(NothingChecked), Some(Findings)]).exit(), Findings);
        assert_eq!(merged(&[Some(Findings), Some(Incomplete)]).exit(), Incomplete);
        assert_eq!(merged(&[Some(Passed), None]).exit(), Incomplete);
        assert_eq!(merged(&[]).exit(), NothingChecked);
        let short = Merged { expected: Some(3), ..merged(&[Some(Passed), Some(Passed)]) };
        assert_eq!((short.missing(), short.exit(), short.verdict()), (1, Incomplete, "fail"));
    }
}
