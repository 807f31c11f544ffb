//! Differences between two packs: rules, levels, texts, lists row by row, tables, and the packs below.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Action, Change, Detail, Topic, paired};
use super::model::{Entry, List, ListName, Rule};
use super::pack::Pack;
use super::regime::Regime;
use super::timeline;
use crate::finding::{NameKind, Window};

/// Every difference from one pack to another: the pack itself, layers, rules, lists, tables.
#[must_use]
pub fn packs(old: &Pack, new: &Pack) -> Vec<Change> {
    if old.digest == new.digest {
        return Vec::new();
    }
    let mut changes: Vec<Change> =
        Change::of_values(Topic::Pack, &new.id, pack_details(old, new)).into_iter().collect();
    for (before, after) in paired(old.below(), new.below(), |layer| layer.id.as_str()) {
        let Some(action) = Action::between(before.map(|layer| &layer.digest), after.map(|layer| &layer.digest)) else {
            continue;
        };
        let id = after.or(before).map_or("", |layer| layer.id.as_str());
        let details = [
            Detail::between(
                "version",
                before.map(|layer| layer.version.clone()),
                after.map(|layer| layer.version.clone()),
            ),
            Detail::between(
                "sha256",
                before.map(|layer| layer.digest.clone()),
                after.map(|layer| layer.digest.clone()),
            ),
        ];
        changes.push(Change::new(Topic::Layer, id, action).with(details.into_iter().flatten()));
    }
    changes.extend(regimes(&old.regimes, &new.regimes));
    changes.extend(rules(&old.rules, &new.rules));
    changes.extend(lists(&old.lists, &new.lists));
    changes.extend(tables(old, new));
    if changes.is_empty() {
        // What judges nothing: cases, provenance, comments.
        let digest = Detail::both("sha256", &old.digest, &new.digest);
        changes.push(Change::new(Topic::Pack, &new.id, Action::Changed).with(digest));
    }
    changes
}

fn pack_details(old: &Pack, new: &Pack) -> Vec<Detail> {
    let details = [
        Detail::both("id", &old.id, &new.id),
        Detail::both("version", &old.version, &new.version),
        Detail::both("title", &old.title, &new.title),
        Detail::both("as of", old.as_of.to_string(), new.as_of.to_string()),
        Detail::both("markets", old.markets_default.join(", "), new.markets_default.join(", ")),
    ];
    let mut details: Vec<Detail> = details.into_iter().flatten().collect();
    details.extend(old.terms.waivers.details(&new.terms.waivers));
    details.extend(old.terms.baseline.details(&new.terms.baseline));
    details
}

/// Differences between the laws that rules refer to. What they mean for a rule is told with the rule.
fn regimes(old: &[Regime], new: &[Regime]) -> Vec<Change> {
    let title = |regime: &Regime| regime.title.clone();
    let change = |(old, new): (Option<&Regime>, Option<&Regime>)| match (old, new) {
        (Some(old), Some(new)) => {
            let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
            let details = [
                Detail::between("from", day(old.window.from), day(new.window.from)),
                Detail::between("until", day(old.window.until), day(new.window.until)),
                Detail::both("markets", old.markets.join(", "), new.markets.join(", ")),
                Detail::both("title", &old.title, &new.title),
                Detail::both("citation", &old.citation, &new.citation),
            ];
            Change::of_values(Topic::Regime, &new.id, details.into_iter().flatten().collect())
        }
        (old, Some(new)) => Some(Change::new(Topic::Regime, &new.id, Action::Added).with(Detail::between(
            "title",
            old.map(title),
            Some(title(new)),
        ))),
        (Some(old), None) => Some(Change::new(Topic::Regime, &old.id, Action::Removed).with(Detail::between(
            "title",
            Some(title(old)),
            None,
        ))),
        (None, None) => None,
    };
    paired(old, new, |regime| regime.id.as_str()).into_iter().filter_map(change).collect()
}

/// Differences between rules.
fn rules(old: &[Rule], new: &[Rule]) -> Vec<Change> {
    let pairs = paired(old, new, |rule| rule.id.as_str());
    let change = |(old, new): (Option<&Rule>, Option<&Rule>)| match (old, new) {
        (Some(old), Some(new)) => Change::of_values(Topic::Rule, &new.id, rule_details(old, new)),
        (None, Some(rule)) => {
            Some(Change::new(Topic::Rule, &rule.id, Action::Added).with([words("title", &rule.title)]))
        }
        (Some(rule), None) => {
            let gone = Detail { field: "title".to_owned(), old: Some(rule.title.clone()), new: None };
            Some(Change::new(Topic::Rule, &rule.id, Action::Removed).with([gone]))
        }
        (None, None) => None,
    };
    pairs.into_iter().filter_map(change).collect()
}

fn words(field: &str, new: &str) -> Detail {
    Detail { field: field.to_owned(), old: None, new: Some(new.to_owned()) }
}

/// Lists the differences between two rules of one id, worst first: level, then what it takes to fire, then words.
pub(super) fn rule_details(old: &Rule, new: &Rule) -> Vec<Detail> {
    let mut details = timeline::details(old, new);
    details.extend(Detail::both("waivable", old.waivable.to_string(), new.waivable.to_string()));
    details.extend(Detail::both("check", &old.check, &new.check));
    let keys: BTreeSet<&String> = old.params.stated().keys().chain(new.params.stated().keys()).collect();
    for key in keys {
        let shown = |rule: &Rule| rule.params.stated().get(key).map(toml::Value::to_string);
        details.extend(Detail::between(format!("parameter {key}"), shown(old), shown(new)));
    }
    details.extend(Detail::both("basis", old.basis.word(), new.basis.word()));
    details.extend(Detail::both("certainty", old.certainty.word(), new.certainty.word()));
    details.extend(Detail::both("title", &old.title, &new.title));
    details.extend(Detail::both("authority", &old.authority, &new.authority));
    details.extend(Detail::both("explanation", &old.explanation, &new.explanation));
    details.extend(texts("clears", &old.clears, &new.clears));
    details.extend(texts("does not clear", &old.does_not_clear, &new.does_not_clear));
    details.extend(texts("source", &old.sources, &new.sources));
    details.extend(notes(old, new));
    details
}

/// Notes of levels that changed where the level itself did not.
fn notes(old: &Rule, new: &Rule) -> Vec<Detail> {
    let of = |rule: &Rule| -> BTreeSet<String> {
        rule.levels.iter().filter(|row| !row.note.is_empty()).map(|row| row.note.clone()).collect()
    };
    let (before, after) = (of(old), of(new));
    let gone = before.difference(&after).map(|note| (Some(note.clone()), None));
    let come = after.difference(&before).map(|note| (None, Some(note.clone())));
    gone.chain(come).filter_map(|(old, new)| Detail::between("note of a level", old, new)).collect()
}

/// Texts that one side has and the other has not, in their order.
fn texts(field: &str, old: &[String], new: &[String]) -> Vec<Detail> {
    let gone = old.iter().filter(|text| !new.contains(text)).map(|text| (Some(text.clone()), None));
    let come = new.iter().filter(|text| !old.contains(text)).map(|text| (None, Some(text.clone())));
    gone.chain(come).filter_map(|(old, new)| Detail::between(field, old, new)).collect()
}

/// Differences between lists.
fn lists(old: &[List], new: &[List]) -> Vec<Change> {
    let pairs = paired(old, new, |list| list.id.as_str());
    let change = |(old, new): (Option<&List>, Option<&List>)| match (old, new) {
        (Some(old), Some(new)) => Change::of_values(Topic::List, &new.id, list_details(old, new)),
        (None, Some(list)) => Some(
            Change::new(Topic::List, &list.id, Action::Added).with([words("entries", &list.entries.len().to_string())]),
        ),
        (Some(list), None) => {
            let gone = Detail { field: "entries".into(), old: Some(list.entries.len().to_string()), new: None };
            Some(Change::new(Topic::List, &list.id, Action::Removed).with([gone]))
        }
        (None, None) => None,
    };
    pairs.into_iter().filter_map(change).collect()
}

/// Lists the differences between two states of a list: its metadata, then its rows by id.
pub(super) fn list_details(old: &List, new: &List) -> Vec<Detail> {
    if old == new {
        return Vec::new();
    }
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let count = |count: Option<u32>| count.map(|count| count.to_string());
    let mut details: Vec<Detail> = [
        Detail::between("published", day(old.published), day(new.published)),
        Detail::between("retrieved", day(old.retrieved), day(new.retrieved)),
        Detail::between("official count", count(old.official_count), count(new.official_count)),
        Detail::both("complete", old.complete.to_string(), new.complete.to_string()),
        Detail::both("coverage", &old.coverage, &new.coverage),
        Detail::both("entries", old.entries.len().to_string(), new.entries.len().to_string()),
        Detail::both("title", &old.title, &new.title),
        Detail::both("publisher", &old.publisher, &new.publisher),
        Detail::both("source", &old.source, &new.source),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (before, after) in paired(&old.entries, &new.entries, |entry| entry.id.as_str()) {
        match (before, after) {
            (Some(before), Some(after)) => details.extend(entry_details(before, after)),
            (None, Some(entry)) => details.extend(Detail::between(row(entry), None, Some(entry_words(entry)))),
            (Some(entry), None) => details.extend(Detail::between(row(entry), Some(entry_words(entry)), None)),
            (None, None) => {}
        }
    }
    details
}

fn row(entry: &Entry) -> String {
    format!("row {}", entry.id)
}

/// An entry in words: its name, and since when it is listed.
fn entry_words(entry: &Entry) -> String {
    let listings: Vec<String> = entry.listings.iter().map(|listing| dated(&listing.clause, listing.window)).collect();
    format!("{} ({})", entry.name(), listings.join("; "))
}

/// A text with its window: `section 2(d)(2)(B)(ii) [2022-06-21..]`; the window is left out when it is open.
fn dated(text: &str, window: Window) -> String {
    let end = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    match (window.from, window.until) {
        (None, None) => text.to_owned(),
        (from, until) => format!("{text} [{}..{}]", end(from), end(until)).trim_start().to_owned(),
    }
}

/// Lists the differences between two states of an entry, without the line it stands on.
fn entry_details(old: &Entry, new: &Entry) -> Vec<Detail> {
    let field = |what: &str| format!("row {}: {what}", new.id);
    let mut details = Vec::new();
    let name = |name: &ListName| dated(&name.text, name.window);
    let of = |entry: &Entry, kind: NameKind| -> Vec<String> {
        entry.names.iter().filter(|name| name.kind == kind).map(name).collect()
    };
    details.extend(Detail::both(&field("name"), old.name(), new.name()));
    for kind in [NameKind::Alias, NameKind::Weak, NameKind::Former, NameKind::Native, NameKind::Removed] {
        details.extend(texts(&field(&format!("{} name", kind.word())), &of(old, kind), &of(new, kind)));
    }
    let identifiers = |entry: &Entry| -> Vec<String> {
        entry.identifiers.iter().map(|(scheme, value)| format!("{scheme}:{value}")).collect()
    };
    details.extend(texts(&field("identifier"), &identifiers(old), &identifiers(new)));
    let listings = |entry: &Entry| -> Vec<String> {
        entry.listings.iter().map(|listing| dated(&listing.clause, listing.window)).collect()
    };
    details.extend(texts(&field("listing"), &listings(old), &listings(new)));
    for (what, before, after) in [
        ("grade", old.grade.word(), new.grade.word()),
        ("kind", kind(old), kind(new)),
        ("location", &old.location, &new.location),
        ("products", &old.products, &new.products),
        ("parent", &old.parent, &new.parent),
        ("citation", &old.citation, &new.citation),
        ("source", &old.source, &new.source),
        ("note", &old.note, &new.note),
    ] {
        details.extend(Detail::both(&field(what), before, after));
    }
    details
}

const fn kind(entry: &Entry) -> &'static str {
    match (entry.individual, entry.region) {
        (true, _) => "individual",
        (_, true) => "region",
        _ => "entity",
    }
}

/// Differences between tables of places and sectors, counted by rows; their rows have no ids.
fn tables(old: &Pack, new: &Pack) -> Vec<Change> {
    let (before, after) = (old.tables(), new.tables());
    let paths: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let change = |path: &str| table(path, before.get(path).copied(), after.get(path).copied());
    paths.into_iter().filter_map(change).collect()
}

/// The difference between two states of a table.
pub(super) fn table(path: &str, old: Option<&str>, new: Option<&str>) -> Option<Change> {
    let action = Action::between(old.as_ref(), new.as_ref())?;
    // Rows can stand twice, so they are counted.
    let rows = |text: Option<&str>| -> BTreeMap<String, i64> {
        let mut rows = BTreeMap::new();
        for line in text.unwrap_or_default().lines() {
            *rows.entry(line.to_owned()).or_insert(0) += 1;
        }
        rows
    };
    let (before, after) = (rows(old), rows(new));
    let only = |one: &BTreeMap<String, i64>, other: &BTreeMap<String, i64>| -> i64 {
        one.iter().map(|(line, count)| (count - other.get(line).copied().unwrap_or(0)).max(0)).sum()
    };
    let rows = Detail {
        field: "rows".to_owned(),
        old: Some(format!("{} only there", only(&before, &after))),
        new: Some(format!("{} only there", only(&after, &before))),
    };
    Some(Change::new(Topic::Table, path, action).with([rows]))
}
