//! Waivers: dated, owned, reasoned exceptions, and what they cover.
//!
//! A waiver counts only when nothing is wrong with it: it states everything that the terms of the pack ask for, its rule
//! can be waived, its fingerprint is that of a finding of that rule on that subject, and the day lies between `granted`
//! and `expires`. Otherwise it covers nothing, and the rules of exceptions say why.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;

use super::rows::{self, Form, Row, Shape, Stated};
use crate::finding::{Cover, CoverKind, Finding, Flaw, Status, is_fingerprint};
use crate::policy::pack::Pack;
use crate::source::{SourceFile, Span};
use crate::suggest::nearest;

/// The name of the file, unless the configuration names another.
pub const FILE: &str = "waivers.toml";

/// The file: `[[waiver]]` tables with these keys.
const SHAPE: Shape = Shape {
    table: "waiver",
    keys: &[
        ("rule", Form::Text),
        ("subject", Form::Text),
        ("fingerprint", Form::Text),
        ("reason", Form::Text),
        ("owner", Form::Text),
        ("approver", Form::Text),
        ("ticket", Form::Text),
        ("evidence", Form::Texts),
        ("granted", Form::Date),
        ("expires", Form::Date),
    ],
};

/// The keys of a waiver.
#[must_use]
pub fn keys() -> Vec<&'static str> {
    SHAPE.keys.iter().map(|(key, _)| *key).collect()
}

/// A waiver as it stands in the file. Everything may be missing; then it does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The header of its table.
    pub span: Span,
    /// Line of the header, from 1.
    pub line: u32,
    /// The rule it covers.
    pub rule: Option<Stated<String>>,
    /// Id or name of the subject, for the people who review it; it must be that of the finding.
    pub subject: Option<Stated<String>>,
    /// The fingerprint of the finding.
    pub fingerprint: Option<Stated<String>>,
    /// Reason why the exception is right.
    pub reason: Option<Stated<String>>,
    /// Person or team that answers for it.
    pub owner: Option<Stated<String>>,
    /// Person who allowed it.
    pub approver: Option<Stated<String>>,
    /// Address of its discussion.
    pub ticket: Option<Stated<String>>,
    /// Documents that support it.
    pub evidence: Vec<Stated<String>>,
    /// First day on which it counts.
    pub granted: Option<Stated<Date>>,
    /// First day on which it counts no more.
    pub expires: Option<Stated<Date>>,
}

/// A file of waivers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waivers {
    /// Path of the file, as reported.
    pub path: String,
    /// The waivers, in the order of the file.
    pub rows: Vec<Waiver>,
}

impl Waivers {
    /// Reads a file.
    ///
    /// # Errors
    /// Every problem with its place: what does not parse, unknown keys, values of the wrong form.
    pub fn parse(file: &SourceFile) -> Result<Self, String> {
        let rows = rows::read(file, &SHAPE)?.into_iter().map(|row| Waiver::from_row(file, row)).collect();
        Ok(Self { path: file.path.clone(), rows })
    }
}

fn text(stated: Option<&Stated<String>>) -> &str {
    stated.map_or("", |stated| stated.value.trim())
}

/// A text that says nothing: empty, without a letter or digit, or still the placeholder of a stub.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    !lower.chars().any(char::is_alphanumeric)
        || ["todo", "tbd", "fixme", "xxx"].iter().any(|word| lower.starts_with(word))
}

/// Two names of people made comparable.
#[must_use]
pub fn same_person(one: &str, other: &str) -> bool {
    let fold = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    fold(one) == fold(other)
}

impl Waiver {
    fn from_row(file: &SourceFile, mut row: Row) -> Self {
        Self {
            span: row.span,
            line: file.position(row.span.start).line,
            rule: row.text("rule"),
            subject: row.text("subject"),
            fingerprint: row.text("fingerprint"),
            reason: row.text("reason"),
            owner: row.text("owner"),
            approver: row.text("approver"),
            ticket: row.text("ticket"),
            evidence: row.texts("evidence"),
            granted: row.date("granted"),
            expires: row.date("expires"),
        }
    }

    /// The rule it names; empty for none.
    #[must_use]
    pub fn rule(&self) -> &str {
        text(self.rule.as_ref())
    }

    /// The subject it names; empty for none.
    #[must_use]
    pub fn subject(&self) -> &str {
        text(self.subject.as_ref())
    }

    /// The fingerprint it names; empty for none.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        text(self.fingerprint.as_ref())
    }

    /// Key of the waiver, for finding the same one in another tree.
    #[must_use]
    pub fn key(&self) -> &str {
        if self.fingerprint().is_empty() { self.rule() } else { self.fingerprint() }
    }

    /// Statements with their places, for telling what differs between two trees.
    #[must_use]
    pub fn stated(&self, path: &str) -> Vec<(&'static str, String)> {
        let day = |stated: &Option<Stated<Date>>| stated.as_ref().map_or_else(String::new, |day| day.value.to_string());
        let own = |stated: &Option<Stated<String>>| text(stated.as_ref()).to_owned();
        vec![
            ("rule", own(&self.rule)),
            ("subject", own(&self.subject)),
            ("granted", day(&self.granted)),
            ("expires", day(&self.expires)),
            ("owner", own(&self.owner)),
            ("approver", own(&self.approver)),
            ("reason", own(&self.reason)),
            ("at", format!("{path}:{}", self.line)),
        ]
    }

    /// Numbers of the findings it names: by fingerprint, or by rule and subject where it has none.
    fn names(&self, findings: &[Finding], by_fingerprint: &HashMap<&str, usize>) -> Vec<usize> {
        match self.fingerprint() {
            "" => (0..findings.len())
                .filter(|&at| findings[at].rule == self.rule() && is_subject(&findings[at], self.subject()))
                .collect(),
            fingerprint => by_fingerprint.get(fingerprint).copied().into_iter().collect(),
        }
    }

    fn cover(&self, path: &str) -> Cover {
        let own = |stated: &Option<Stated<String>>| text(stated.as_ref()).to_owned();
        Cover {
            kind: CoverKind::Waiver,
            reason: own(&self.reason),
            owner: own(&self.owner),
            approver: own(&self.approver),
            ticket: own(&self.ticket),
            expires: self.expires.as_ref().map(|stated| stated.value),
            place: format!("{path}:{}", self.line),
        }
    }
}

/// Returns true for a finding about the subject of this id or name.
fn is_subject(finding: &Finding, stated: &str) -> bool {
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    !stated.is_empty() && [&finding.subject.id, &finding.subject.name].into_iter().any(|own| fold(own) == fold(stated))
}

/// A waiver, what is wrong with it, and which findings it names.
#[derive(Debug)]
pub struct Assessed<'w> {
    /// The waiver.
    pub waiver: &'w Waiver,
    /// Reasons why it does not count, each with the place that shows it; empty when nothing is wrong.
    pub flaws: Vec<(Flaw, Span)>,
    /// True when the day lies before its `granted`.
    pub not_yet: bool,
    /// Numbers of the findings it names.
    pub findings: Vec<usize>,
}

impl Assessed<'_> {
    /// Returns true when it covers the findings it names.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.flaws.is_empty() && !self.not_yet
    }
}

/// Findings by their fingerprint.
pub(super) fn by_fingerprint(findings: &[Finding]) -> HashMap<&str, usize> {
    findings.iter().enumerate().map(|(at, finding)| (finding.fingerprint.as_str(), at)).collect()
}

/// Judges every waiver of a file against the findings of a run.
#[must_use]
pub fn assess<'w>(waivers: &'w Waivers, pack: &Pack, findings: &[Finding], as_of: Date) -> Vec<Assessed<'w>> {
    let by_fingerprint = by_fingerprint(findings);
    let mut assessed: Vec<Assessed<'w>> = Vec::new();
    let mut counting: HashMap<(&str, &str), u32> = HashMap::new();
    for waiver in &waivers.rows {
        let not_yet = waiver.granted.as_ref().is_some_and(|granted| granted.value > as_of);
        let named = waiver.names(findings, &by_fingerprint);
        let mut flaws = stated(waiver, pack, as_of);
        if flaws.is_empty() {
            flaws.extend(fits(waiver, pack, &named.iter().map(|&at| &findings[at]).collect::<Vec<_>>()));
        }
        if flaws.is_empty() && !not_yet && !waiver.fingerprint().is_empty() {
            match counting.entry((waiver.fingerprint(), waiver.rule())) {
                Entry::Occupied(first) => flaws.push((Flaw::Repeated { line: *first.get() }, waiver.span)),
                Entry::Vacant(place) => {
                    place.insert(waiver.line);
                }
            }
        }
        assessed.push(Assessed { waiver, flaws, not_yet, findings: named });
    }
    assessed
}

/// Finds flaws of a waiver by itself.
fn stated(waiver: &Waiver, pack: &Pack, as_of: Date) -> Vec<(Flaw, Span)> {
    let terms = &pack.terms.waivers;
    let mut flaws = Vec::new();
    let place = |value: &Option<Stated<String>>| value.as_ref().map_or(waiver.span, |stated| stated.span);
    match pack.rule(waiver.rule()) {
        _ if waiver.rule().contains(['*', '?']) => {}
        _ if is_blank(waiver.rule()) => flaws.push((Flaw::Missing("rule"), place(&waiver.rule))),
        None => {
            let near = nearest(waiver.rule(), pack.rules.iter().map(|rule| rule.id.as_str()));
            flaws.push((Flaw::UnknownRule { near: near.map(str::to_owned) }, place(&waiver.rule)));
        }
        Some(rule) if !rule.waivable => {
            flaws.push((Flaw::NotWaivable { rule: rule.id.clone() }, place(&waiver.rule)));
        }
        Some(_) => {}
    }
    let fingerprint = waiver.fingerprint();
    for (key, value) in [("rule", &waiver.rule), ("subject", &waiver.subject), ("fingerprint", &waiver.fingerprint)] {
        // A name may hold a question mark, and beside a fingerprint also a star.
        let wild: &[char] = match key {
            "subject" if !fingerprint.is_empty() && !is_blank(waiver.subject()) => &[],
            "subject" => &['*'],
            _ => &['*', '?'],
        };
        if text(value.as_ref()).contains(wild) {
            flaws.push((Flaw::Wildcard(key), place(value)));
        }
    }
    if fingerprint.is_empty() && (terms.require_fingerprint || is_blank(waiver.subject())) {
        flaws.push((Flaw::TooWide, place(&waiver.fingerprint)));
    } else if !fingerprint.is_empty() && !is_fingerprint(fingerprint) && !fingerprint.contains(['*', '?']) {
        flaws.push((Flaw::Malformed, place(&waiver.fingerprint)));
    }
    let mut needed = vec![("subject", &waiver.subject), ("reason", &waiver.reason), ("owner", &waiver.owner)];
    if terms.require_approver {
        needed.push(("approver", &waiver.approver));
    }
    for (key, value) in needed {
        let wild = flaws.iter().any(|(flaw, _)| *flaw == Flaw::Wildcard(key));
        if is_blank(text(value.as_ref())) && !wild {
            flaws.push((Flaw::Missing(key), place(value)));
        }
    }
    let (owner, approver) = (text(waiver.owner.as_ref()), text(waiver.approver.as_ref()));
    if terms.owner_approver_differ && !is_blank(owner) && same_person(owner, approver) {
        flaws.push((Flaw::SelfApproved, place(&waiver.approver)));
    }
    for (key, value) in [("granted", &waiver.granted), ("expires", &waiver.expires)] {
        if value.is_none() {
            flaws.push((Flaw::Missing(key), waiver.span));
        }
    }
    if let (Some(granted), Some(expires)) = (&waiver.granted, &waiver.expires) {
        let days = expires.value.since(granted.value).map_or(0, |span| span.get_days());
        match u32::try_from(days) {
            Ok(days) if days > terms.max_days => {
                flaws.push((Flaw::TooLong { days, most: terms.max_days }, expires.span));
            }
            Ok(days) if days > 0 => {}
            _ => flaws.push((Flaw::Reversed, expires.span)),
        }
    }
    if let Some(expires) = waiver.expires.as_ref().filter(|expires| expires.value <= as_of) {
        flaws.push((Flaw::Expired { on: expires.value }, expires.span));
    }
    flaws
}

/// Finds a flaw between a waiver and the findings it names.
fn fits(waiver: &Waiver, pack: &Pack, named: &[&Finding]) -> Option<(Flaw, Span)> {
    let place = |value: &Option<Stated<String>>| value.as_ref().map_or(waiver.span, |stated| stated.span);
    if named.len() > 1 {
        return Some((Flaw::Ambiguous { findings: named.len() }, place(&waiver.subject)));
    }
    let finding = named.first()?;
    if finding.rule != waiver.rule() {
        return Some((Flaw::OtherRule { rule: finding.rule.clone() }, place(&waiver.rule)));
    }
    if !is_subject(finding, waiver.subject()) {
        return Some((Flaw::OtherSubject { name: finding.subject.name.clone() }, place(&waiver.subject)));
    }
    if !pack.terms.waivers.allow.contains(&finding.level) {
        return Some((Flaw::LevelNotAllowed(finding.level), place(&waiver.rule)));
    }
    None
}

/// Marks the open findings that waivers cover.
pub fn cover(findings: &mut [Finding], waivers: &Waivers, pack: &Pack, as_of: Date, status: Status) {
    let covered: Vec<(usize, Cover)> = assess(waivers, pack, findings, as_of)
        .iter()
        .filter(|assessed| assessed.counts())
        .flat_map(|assessed| assessed.findings.iter().map(|&at| (at, assessed.waiver.cover(&waivers.path))))
        .collect();
    for (at, cover) in covered {
        let finding = &mut findings[at];
        if finding.cover.is_none() {
            finding.status = status;
            finding.cover = Some(cover);
        }
    }
}
