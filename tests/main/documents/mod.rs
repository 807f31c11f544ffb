//! Documents with a structure: JSON, XML, and the formats that are written in them.

mod cyclonedx;
mod objects;
mod reports;
mod standards;

use sourcegate::facts::{Facts, Key, Kind, RecordId};
use sourcegate::manifest::Outcome;

use crate::judged::{Judged, judge};

const TODAY: &str = "2026-11-24";

/// Judges one document.
fn one(name: &str, text: impl AsRef<[u8]>) -> Judged {
    judge(&[(name, text.as_ref())], TODAY)
}

/// Records that the only input stated.
#[track_caller]
fn records(judged: &Judged) -> u32 {
    match judged.0.inputs[0].outcome {
        Outcome::Read { records } => records,
        ref other => panic!("not read: {other:?} {:?}", judged.0.inputs[0].problems),
    }
}

/// Reason why the only input holds nothing.
#[track_caller]
fn nothing(judged: &Judged) -> &str {
    match &judged.0.inputs[0].outcome {
        Outcome::NoData(why) => why,
        other => panic!("{other:?} {:?}", judged.0.inputs[0].problems),
    }
}

/// Words for what the only input states and was not understood.
#[track_caller]
fn unclear(judged: &Judged) -> &str {
    match &judged.0.inputs[0].outcome {
        Outcome::NotUnderstood { why, .. } => why,
        other => panic!("{other:?} {:?}", judged.0.inputs[0].problems),
    }
}

/// Message of the first problem of the only input.
#[track_caller]
fn problem(judged: &Judged) -> &str {
    &judged.0.inputs[0].problems.first().expect("a problem").message
}

/// Values of a key in all records of a kind.
fn values(judged: &Judged, kind: Kind, key: Key) -> Vec<&str> {
    let facts = &judged.0.facts;
    let of_kind = facts.records().filter(|(_, record)| record.kind == kind);
    of_kind.flat_map(|(id, _)| facts.all(id, key)).map(|fact| facts.text(fact)).collect()
}

/// The record with this value.
#[track_caller]
fn record(facts: &Facts, key: Key, value: &str) -> RecordId {
    let found = facts.records().find(|(id, _)| facts.all(*id, key).any(|fact| facts.text(fact) == value));
    found.unwrap_or_else(|| panic!("nothing states {value}")).0
}

/// Pointer or path of the first place of the only finding of a rule.
#[track_caller]
fn pointer(judged: &Judged, rule: &str) -> String {
    let found = judged.findings_of(rule);
    assert_eq!(found.len(), 1, "{:?}", judged.at_least(sourcegate::finding::Level::Info));
    let place = found[0].locations[0];
    let source = judged.0.facts.source(place.file);
    source.anchor(place.span.start).expect("a document has pointers").to_string()
}

/// Keys of the only input that were not judged.
fn unjudged(judged: &Judged) -> Vec<&str> {
    let columns = judged.0.facts.account.columns().iter();
    columns.filter(|column| column.is_unjudged_text()).map(|column| column.header.as_str()).collect()
}
