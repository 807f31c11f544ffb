//! The checks on exceptions: waivers and entries of the baseline that do not count, are of no use, or end soon.
//!
//! They read no manifests but the files of exceptions and the findings of the run, so they come last and make findings of
//! their own. Nothing covers these.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;

use crate::facts::{Facts, Kind};
use crate::finding::{CoverKind, Exception, Finding, Flaw, LevelNote, Location, Status, Subject, fingerprint};
use crate::policy::check::{CheckKind, NoParams, StartsFrom};
use crate::policy::model::Rule;
use crate::policy::pack::Pack;
use crate::source::{FileId, Span};
use crate::verdict::baseline;
use crate::verdict::exceptions::Exceptions;
use crate::verdict::waiver::{self, Waiver};

/// Input of these checks.
pub struct Review<'a> {
    /// The pack in force.
    pub pack: &'a Pack,
    /// The exceptions of the judged tree, counting or not.
    pub exceptions: &'a Exceptions,
    /// The findings of the run.
    pub findings: &'a [Finding],
    /// The day that decides.
    pub as_of: Date,
    /// Markets that decide the level.
    pub markets: &'a [String],
    /// True when the run judged the whole repository and could read all of it. Otherwise a finding that is not here may
    /// stand elsewhere, and nothing is called unused or stale.
    pub whole: bool,
}

/// An exception that a check points at.
#[derive(Debug, Clone)]
struct Faulty {
    kind: CoverKind,
    header: Span,
    rule: String,
    subject: String,
    fingerprint: String,
    flaws: Vec<(Flaw, Span)>,
}

/// A check on exceptions.
pub struct ExceptionCheck {
    /// Its description for the loader of packs.
    pub kind: CheckKind,
    run: fn(&Review<'_>) -> Vec<Faulty>,
}

impl ExceptionCheck {
    const fn new(name: &'static str, run: fn(&Review<'_>) -> Vec<Faulty>) -> Self {
        Self { kind: CheckKind::new::<NoParams>(name, StartsFrom::Exceptions), run }
    }
}

/// The registry: one line per check.
pub const EXCEPTION_CHECKS: &[ExceptionCheck] = &[
    ExceptionCheck::new("waiver-invalid", waiver_invalid),
    ExceptionCheck::new("waiver-unused", waiver_unused),
    ExceptionCheck::new("waiver-expiring", waiver_expiring),
    ExceptionCheck::new("baseline-invalid", |review| baseline_flawed(review, false)),
    ExceptionCheck::new("baseline-stale", |review| baseline_flawed(review, true)),
];

/// Runs the checks that the rules of the pack name. The files of the exceptions join the sources, so that reports can
/// point into them.
pub fn review(review: &Review<'_>, facts: &mut Facts) -> Vec<Finding> {
    // Also when nothing is wrong: a comparison shows what the base had in place of a line.
    let exceptions = review.exceptions;
    let files = exceptions.waivers.iter().map(|stands| (CoverKind::Waiver, &stands.file));
    let files = files.chain(exceptions.baseline.iter().map(|stands| (CoverKind::Baseline, &stands.file)));
    let files: Vec<(CoverKind, FileId)> = files.map(|(kind, file)| (kind, facts.sources.add(file.clone()))).collect();
    let mut findings: Vec<Finding> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for rule in &review.pack.rules {
        let Some(check) = EXCEPTION_CHECKS.iter().find(|check| check.kind.name == rule.check) else { continue };
        for faulty in (check.run)(review) {
            let Some(found) = finding(review, rule, faulty, &files, facts) else { continue };
            match known.entry(found.fingerprint.clone()) {
                Entry::Occupied(at) => join(&mut findings[*at.get()], found),
                Entry::Vacant(place) => {
                    place.insert(findings.len());
                    findings.push(found);
                }
            }
        }
    }
    findings
}

/// The same flaw of two exceptions that say the same.
fn join(old: &mut Finding, new: Finding) {
    if old.reason.join(&*new.reason) {
        old.locations.extend(new.locations);
        old.records.extend(new.records);
    }
}

fn of_waiver(waiver: &Waiver, flaws: Vec<(Flaw, Span)>) -> Faulty {
    Faulty {
        kind: CoverKind::Waiver,
        header: waiver.span,
        rule: waiver.rule().to_owned(),
        subject: waiver.subject().to_owned(),
        fingerprint: waiver.fingerprint().to_owned(),
        flaws,
    }
}

fn assessed<'a>(review: &Review<'a>) -> Vec<waiver::Assessed<'a>> {
    let Some(stands) = &review.exceptions.waivers else { return Vec::new() };
    waiver::assess(&stands.states, review.pack, review.findings, review.as_of)
}

fn waiver_invalid(review: &Review<'_>) -> Vec<Faulty> {
    assessed(review)
        .into_iter()
        .filter(|judged| !judged.flaws.is_empty())
        .map(|judged| of_waiver(judged.waiver, judged.flaws))
        .collect()
}

fn waiver_unused(review: &Review<'_>) -> Vec<Faulty> {
    assessed(review)
        .iter()
        .filter(|judged| review.whole && judged.counts() && judged.findings.is_empty())
        .map(|judged| of_waiver(judged.waiver, vec![(Flaw::Unused, judged.waiver.span)]))
        .collect()
}

fn waiver_expiring(review: &Review<'_>) -> Vec<Faulty> {
    assessed(review)
        .iter()
        .filter(|judged| judged.counts() && !judged.findings.is_empty())
        .filter_map(|judged| {
            let expires = judged.waiver.expires.as_ref()?;
            let days = u32::try_from(expires.value.since(review.as_of).ok()?.get_days()).ok()?;
            let soon = days <= review.pack.terms.waivers.warn_days;
            soon.then(|| of_waiver(judged.waiver, vec![(Flaw::Expiring { on: expires.value, days }, expires.span)]))
        })
        .collect()
}

fn baseline_flawed(review: &Review<'_>, stale: bool) -> Vec<Faulty> {
    let Some(stands) = &review.exceptions.baseline else { return Vec::new() };
    baseline::assess(&stands.states, review.pack, review.findings, review.as_of, review.whole)
        .into_iter()
        .filter(|(_, flaw, _)| (*flaw == Flaw::Stale) == stale)
        .map(|(entry, flaw, span)| Faulty {
            kind: CoverKind::Baseline,
            header: entry.span,
            rule: entry.rule.value.clone(),
            subject: entry.subject.clone(),
            fingerprint: entry.fingerprint.value.clone(),
            flaws: vec![(flaw, span)],
        })
        .collect()
}

/// The finding; `None` when the rule is not in force.
fn finding(
    review: &Review<'_>,
    rule: &Rule,
    faulty: Faulty,
    files: &[(CoverKind, FileId)],
    facts: &mut Facts,
) -> Option<Finding> {
    let in_force = |market: &String| Some((rule.level_on(review.as_of, market)?, market.clone()));
    let (row, market) = review.markets.iter().filter_map(in_force).max_by_key(|(row, _)| row.level)?;
    let kind = match faulty.kind {
        CoverKind::Waiver => Kind::Waiver,
        CoverKind::Baseline => Kind::Baseline,
    };
    let (_, file) = *files.iter().find(|(of, _)| *of == faulty.kind)?;
    let at = |span: Span| Location { file, span, row: 0 };
    let record = facts.begin(kind, file, faulty.header, 0);
    let matched: Vec<&str> = faulty.flaws.iter().map(|(flaw, _)| flaw.word()).collect();
    // Quoted, so that no text can pass for two.
    let identity = format!("{:?}", (kind.table(), &faulty.fingerprint, &faulty.rule, &faulty.subject));
    let name = match (faulty.rule.as_str(), faulty.subject.as_str()) {
        ("", "") => kind.table().to_owned(),
        (rule, "") => rule.to_owned(),
        ("", subject) => subject.to_owned(),
        (rule, subject) => format!("{rule} on {subject}"),
    };
    let id = if faulty.fingerprint.is_empty() { name.clone() } else { faulty.fingerprint.clone() };
    Some(Finding {
        rule: rule.id.clone(),
        level: row.level,
        level_note: (!row.note.is_empty()).then(|| LevelNote::Row(row.note.clone())),
        verify: row.verify,
        certainty: rule.certainty,
        basis: rule.basis,
        subject: Subject { kind, id, name, record },
        records: vec![record],
        fingerprint: fingerprint(&rule.id, &identity, &matched.join(",")),
        locations: faulty.flaws.iter().map(|(_, span)| at(*span)).collect(),
        reason: Box::new(Exception {
            kind: faulty.kind,
            rule: faulty.rule,
            subject: faulty.subject,
            fingerprint: faulty.fingerprint,
            flaws: faulty.flaws.into_iter().map(|(flaw, _)| flaw).collect(),
        }),
        reaches: Vec::new(),
        markets: vec![market],
        as_of: review.as_of,
        status: Status::New,
        news: None,
        changes: Vec::new(),
        cover: None,
    })
}
