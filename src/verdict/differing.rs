//! Findings that come out otherwise in another result over the same manifests.

use std::collections::{BTreeMap, BTreeSet};

use super::policy_change::{Differing, Outcome, Standing};
use super::run::RunResult;
use crate::finding::Finding;

impl Standing {
    fn for_finding(result: &RunResult, finding: &Finding) -> Self {
        Self { level: finding.level, status: finding.status, fails: result.is_failing(finding) }
    }
}

/// Outcome of a result without the findings of these fingerprints, which are what differs.
#[must_use]
pub fn without(result: &mut RunResult, fingerprints: &BTreeSet<String>) -> Outcome {
    let all = std::mem::take(&mut result.findings);
    let (apart, rest) = all.into_iter().partition(|finding| fingerprints.contains(&finding.fingerprint));
    result.findings = rest;
    let failing = result.findings.iter().filter(|finding| result.is_failing(finding)).count();
    let verdict = result.verdict();
    let differ = rows(result, &apart);
    result.findings.extend(apart);
    crate::finding::sort(&mut result.findings);
    Outcome::Judged { verdict, failing, differ }
}

/// Rows of findings that only the first of two results has.
fn rows(result: &RunResult, findings: &[Finding]) -> Vec<Differing> {
    let row = |finding: &Finding| Differing {
        rule: finding.rule.clone(),
        subject: finding.subject.name.clone(),
        place: result.place(finding),
        fingerprint: finding.fingerprint.clone(),
        first: Some(Standing::for_finding(result, finding)),
        second: None,
    };
    findings.iter().map(row).collect()
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
    let standing =
        |side: Option<(&RunResult, &Finding)>| side.map(|(result, finding)| Standing::for_finding(result, finding));
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
