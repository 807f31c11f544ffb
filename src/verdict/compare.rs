//! Head against base: what is new, what stood there before, and what is gone.
//!
//! A finding is the same when its fingerprint is: rule, subject and what matched, never a place. So a moved, renamed or
//! split file makes nothing new, and another supplier on an old line does. Findings of one fingerprint are paired one to
//! one, so that a second occurrence is new. A finding that stood in the base is new all the same when it got worse: a
//! higher level, an item that it did not reach, a stage that the chain lost, or more records that state it.

use std::collections::HashMap;

use super::changes;
use super::run::RunResult;
use crate::facts::{Facts, Key};
use crate::finding::{Finding, Level, Missing, News, Reach, Status};
use crate::screen::name::identity;
use crate::supply::graph::Graph;
use crate::supply::identity::told_apart;
use crate::supply::paths;

/// Sets the status of every finding of `head` by the findings of `base`, and keeps in the base those that are gone.
///
/// What a waiver or the baseline covers stays covered, whatever the base says; a waiver that is pending does not.
pub fn compare(head: &mut RunResult, mut base: RunResult) {
    let mut before: HashMap<String, Vec<Finding>> = HashMap::new();
    for finding in std::mem::take(&mut base.findings) {
        before.entry(finding.fingerprint.clone()).or_default().push(finding);
    }
    let mut findings = std::mem::take(&mut head.findings);
    let places: Vec<String> = findings.iter().map(|finding| place(head, finding)).collect();
    let mut pairs: Vec<Option<Finding>> = findings.iter().map(|_| None).collect();
    // Those that stand in the same file belong together before those that stand elsewhere.
    for same_file in [true, false] {
        for ((finding, pair), place_now) in findings.iter().zip(&mut pairs).zip(&places) {
            let Some(old) = before.get_mut(&finding.fingerprint).filter(|_| pair.is_none()) else { continue };
            let at = old.iter().position(|old| !same_file || place(&base, old) == *place_now);
            *pair = at.map(|at| old.remove(at));
        }
    }
    let mut graph = None;
    for ((finding, pair), place_now) in findings.iter_mut().zip(pairs).zip(&places) {
        let status = match pair {
            None => Status::New,
            // That a list is stale says something about this run, and nothing that the base could hold already.
            Some(_) if finding.reason.is_of_this_run() => Status::New,
            Some(old) => {
                let facts = (&head.facts, &base.facts);
                finding.news = news(facts, finding, &old, || graph.get_or_insert_with(|| Graph::new(&head.facts)));
                match &finding.news {
                    Some(_) => Status::New,
                    None if place(&base, &old) != *place_now => Status::Moved,
                    None => Status::Carried,
                }
            }
        };
        if !matches!(finding.status, Status::Waived | Status::Baselined) {
            let pending = finding.status == Status::PendingWaiver && status == Status::New;
            finding.status = if pending { Status::PendingWaiver } else { status };
            if !pending {
                finding.cover = None;
            }
        }
    }
    head.findings = findings;
    // In the order of the base, which a map does not keep.
    base.findings = before.into_values().flatten().collect();
    base.findings.sort_by(|a, b| {
        let key = |finding: &Finding| (std::cmp::Reverse(finding.level), finding.locations.first().copied());
        key(a).cmp(&key(b)).then_with(|| a.rule.cmp(&b.rule)).then_with(|| a.fingerprint.cmp(&b.fingerprint))
    });
    for finding in &mut base.findings {
        finding.status = Status::Fixed;
    }
    changes::explain(head, &base);
    head.base = Some(Box::new(base));
}

/// Makes what stood in the base news all the same where another state of the base does not have it: of several commits
/// where the two parted the strictest answer counts, and what was thrown out since and is brought back elsewhere is no move.
/// Fixed findings stay as they are.
pub fn against_another(head: &mut RunResult, other: &RunResult, which: &[Status]) {
    let mut known: HashMap<&str, Vec<Level>> = HashMap::new();
    for finding in &other.findings {
        known.entry(&finding.fingerprint).or_default().push(finding.level);
    }
    for finding in &mut head.findings {
        let before = known.get_mut(finding.fingerprint.as_str()).and_then(Vec::pop);
        if !which.contains(&finding.status) {
            continue;
        }
        match before {
            None => finding.status = Status::New,
            Some(before) if before < finding.level => {
                finding.status = Status::New;
                finding.news = Some(News::Level { before });
            }
            Some(_) => {}
        }
    }
}

/// The file in which a finding stands.
fn place(result: &RunResult, finding: &Finding) -> String {
    finding.locations.first().map_or_else(String::new, |at| result.facts.source(at.file).path.clone())
}

/// Changes that make a finding news although it stood in the base; the items that are news come first in it then.
fn news<'g, 'f: 'g>(
    facts: (&Facts, &Facts),
    new: &mut Finding,
    old: &Finding,
    graph: impl FnOnce() -> &'g mut Graph<'f>,
) -> Option<News> {
    let items = new_items(facts, new, old, graph);
    if new.level > old.level {
        return Some(News::Level { before: old.level });
    }
    if let Some((key, before)) = told_apart((facts.0, new.subject.record), (facts.1, old.subject.record)) {
        return Some(News::Subject { key, before });
    }
    if items > 0 {
        return Some(News::Items { count: items });
    }
    if let Some(share) = grown_share(new, old) {
        return Some(share);
    }
    let before = old.reason.missing();
    let missing: Vec<Missing> = new.reason.missing().iter().filter(|stage| !before.contains(stage)).cloned().collect();
    if !missing.is_empty() {
        return Some(News::Stages { missing });
    }
    let more = new.records.len().saturating_sub(old.records.len());
    (more > 0).then_some(News::Records { more })
}

/// The first item of which the exposure can carry a larger share than before.
fn grown_share(new: &Finding, old: &Finding) -> Option<News> {
    /// Less than this is rounding.
    const LEAST: f64 = 1e-6;
    let percent = |share: f64| format!("{:.4}", share * 100.0).trim_end_matches('0').trim_end_matches('.').to_owned();
    new.reaches.iter().find_map(|reach| {
        let before = old.reaches.iter().find(|before| before.id == reach.id)?.share?;
        // Without a statement all of it can come from there.
        let now = Some(reach.share.unwrap_or(1.0)).filter(|now| *now > before + LEAST)?;
        Some(News::Share { item: reach.name.clone(), before: percent(before), now: percent(now) })
    })
}

/// Puts the items that the old finding did not reach first, and counts them.
///
/// Items are paired one to one, by id and then by name, so that a corrected name is no news and a second product is. A part
/// that was put between (a wafer, where a module was reached already) only passes on what its product had: it is left out.
fn new_items<'g, 'f: 'g>(
    (facts, facts_before): (&Facts, &Facts),
    new: &mut Finding,
    old: &Finding,
    graph: impl FnOnce() -> &'g mut Graph<'f>,
) -> usize {
    let mut fresh: Vec<bool> = vec![true; new.reaches.len()];
    let mut left: Vec<&Reach> = old.reaches.iter().collect();
    for key in [|reach: &Reach| reach.id.clone(), |reach: &Reach| identity(&reach.name)] {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, reach) in left.iter().enumerate() {
            known.entry(key(reach)).or_default().push(at);
        }
        let mut paired = vec![false; left.len()];
        for (reach, fresh) in new.reaches.iter().zip(&mut fresh).filter(|(_, fresh)| **fresh) {
            let Some(places) = known.get_mut(&key(reach)) else { continue };
            // A tariff number says what a product is: the same id with another one is another product.
            let is_same = |at: &usize| {
                let hs = |facts: &Facts, reach: &Reach| facts.value(reach.record, Key::Hs).map(identity);
                let (now, before) = (hs(facts, reach), left.get(*at).and_then(|old| hs(facts_before, old)));
                now.is_none() || before.is_none() || now == before
            };
            if let Some(at) = places.iter().rposition(is_same).map(|at| places.remove(at)) {
                paired[at] = true;
                *fresh = false;
            }
        }
        left = left.into_iter().zip(paired).filter(|(_, paired)| !paired).map(|(reach, _)| reach).collect();
    }
    if fresh.contains(&true) && fresh.contains(&false) {
        let graph = graph();
        let known: Vec<_> =
            new.reaches.iter().zip(&fresh).filter(|(_, fresh)| !**fresh).map(|(reach, _)| reach.record).collect();
        for (reach, fresh) in new.reaches.iter().zip(&mut fresh).filter(|(_, fresh)| **fresh) {
            *fresh = !paths::reaches(graph, reach.record, false).iter().any(|way| known.contains(&way.item));
        }
    }
    let count = fresh.iter().filter(|fresh| **fresh).count();
    if count > 0 {
        let (first, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut new.reaches).into_iter().zip(fresh).partition(|(_, fresh)| *fresh);
        new.reaches = first.into_iter().chain(rest).map(|(reach, _)| reach).collect();
    }
    count
}
