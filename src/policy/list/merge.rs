//! A new edition of a list laid over the one in force: what stays, what is new, and what leaves a tombstone.
//!
//! Nothing is ever deleted, because yesterday's commit must judge as it did yesterday. An entry or listing that the
//! publisher no longer prints gets an end date, an alias that is gone becomes a `removed` name with its window, and a
//! changed primary name stays as a `former` one. What people have found out by hand (native names, identifiers, notes,
//! citations) survives an edition that is silent on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::pair::{key, pair};
use crate::finding::{Grade, NameKind, Window};
use crate::policy::import::{ImportedEntry, ImportedList, Scope, Silence};
use crate::policy::model::{Entry, ListName, Listing};

/// Settings for laying a new edition over a list.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'s> {
    /// The day of the new edition: from then on it holds.
    pub day: Date,
    /// True when the list in force is known to be complete: what is new is then new since that day, and otherwise it
    /// may have been there all along.
    pub was_complete: bool,
    /// Choice of the entries that belong on the list.
    pub scope: &'s Scope,
    /// First part of new ids.
    pub prefix: &'s str,
    /// True when the ids of the edition are ours already.
    pub own_ids: bool,
}

/// The outcome.
#[derive(Debug, Clone, Default)]
pub struct MergedList {
    /// The list, sorted by id.
    pub entries: Vec<Entry>,
    /// Entries of the edition: records of one entity on several clauses are one.
    pub in_edition: usize,
    /// Number of these that are out of scope.
    pub out_of_scope: usize,
    /// Ids of entries that were in force and that the edition no longer has.
    pub vanished: Vec<String>,
}

/// After these words in a note stands what the source says; each edition writes it anew.
const SOURCE_SAYS: &str = "source says: ";

/// Lays a new edition over a list.
#[must_use]
pub fn merge(old: &[Entry], imported: &ImportedList, settings: &Settings<'_>) -> MergedList {
    let mut edition = combined(&imported.entries);
    if !settings.own_ids {
        for row in edition.iter_mut().filter(|row| !row.entry.id.is_empty()) {
            row.entry.id = format!("{}-{}", settings.prefix, slug(&row.entry.id));
        }
    }
    let entries: Vec<&Entry> = edition.iter().map(|row| &row.entry).collect();
    let pairs = pair(old, &entries);
    let mut ids: BTreeSet<String> = old.iter().map(|entry| entry.id.clone()).collect();
    let mut merged = MergedList { in_edition: edition.len(), ..MergedList::default() };
    let mut seen: HashMap<usize, Entry> = HashMap::new();
    let mut fresh = Vec::new();
    for (row, paired) in edition.iter().zip(&pairs) {
        if !settings.scope.takes(row, paired.is_some()) {
            merged.out_of_scope += 1;
            continue;
        }
        match paired {
            Some(at) => {
                seen.insert(*at, update(&old[*at], &row.entry, imported, settings));
            }
            None => fresh.push(&row.entry),
        }
    }
    for (at, entry) in old.iter().enumerate() {
        let kept = seen.remove(&at).unwrap_or_else(|| {
            if imported.silent_on.contains(&Silence::Entries) {
                return entry.clone();
            }
            if entry.in_force(settings.day) {
                merged.vanished.push(entry.id.clone());
            }
            ended(entry, settings.day)
        });
        merged.entries.push(kept);
    }
    fresh.sort_by(|a, b| (&a.id, a.name()).cmp(&(&b.id, b.name())));
    for entry in fresh {
        let mut entry = entry.clone();
        entry.id = new_id(&entry, settings, &mut ids);
        if !settings.own_ids {
            entry.note = noted("", &entry.note);
        }
        if settings.was_complete {
            for listing in entry.listings.iter_mut().filter(|listing| listing.window.from.is_none()) {
                listing.window.from = Some(settings.day);
            }
        }
        merged.entries.push(entry);
    }
    for entry in &mut merged.entries {
        if entry.listings.is_empty() {
            entry.listings.push(Listing { clause: String::new(), window: Window::default() });
        }
        // The publisher's number first, then by scheme; within a scheme in the order of the source.
        entry.identifiers.sort_by_key(|(scheme, _)| (scheme != "ofac", scheme != "uscc", scheme.clone()));
        entry.listings.sort_by(|a, b| (a.window.from, &a.clause).cmp(&(b.window.from, &b.clause)));
    }
    merged.entries.sort_by(|a, b| a.id.cmp(&b.id));
    merged
}

/// One entity on several clauses is several records of the source and one entry.
fn combined(rows: &[ImportedEntry]) -> Vec<ImportedEntry> {
    let mut at: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
    let mut edition: Vec<ImportedEntry> = Vec::new();
    for row in rows {
        let entry = &row.entry;
        let index = *at.entry((entry.id.clone(), key(entry.name()), entry.individual)).or_insert(edition.len());
        let Some(first) = edition.get_mut(index) else {
            edition.push(row.clone());
            continue;
        };
        let entry = row.entry.clone();
        for name in entry.names.into_iter().skip(1) {
            if !first.entry.names.iter().any(|known| key(&known.text) == key(&name.text)) {
                first.entry.names.push(name);
            }
        }
        for listing in entry.listings {
            if !first.entry.listings.contains(&listing) {
                first.entry.listings.push(listing);
            }
        }
        for identifier in entry.identifiers {
            if !first.entry.identifiers.contains(&identifier) {
                first.entry.identifiers.push(identifier);
            }
        }
        for (mine, theirs) in [
            (&mut first.entry.location, entry.location),
            (&mut first.entry.products, entry.products),
            (&mut first.entry.citation, entry.citation),
            (&mut first.entry.note, entry.note),
        ] {
            if !theirs.is_empty() && !mine.contains(&theirs) {
                *mine = if mine.is_empty() { theirs } else { format!("{mine}; {theirs}") };
            }
        }
        first.facets.extend(row.facets.iter().cloned());
    }
    edition
}

/// An entry of the list, with what the new edition says of it.
fn update(old: &Entry, new: &Entry, imported: &ImportedList, settings: &Settings<'_>) -> Entry {
    let learnt = |new: &str, old: &str| if new.is_empty() { old.to_owned() } else { new.to_owned() };
    // What the publisher itself had said stays; a worse source gives way, and is remembered in the note.
    let had_official = old.grade == Grade::Official && new.grade == Grade::Official;
    let mut curated = curated(&old.note).to_owned();
    let source = if (had_official && !old.source.is_empty()) || new.source.is_empty() {
        old.source.clone()
    } else {
        if old.grade != new.grade && !old.source.is_empty() && old.source != new.source {
            let before = format!("before {} {} by {}", settings.day, old.grade.word(), old.source);
            curated = joined(&curated, &before);
        }
        new.source.clone()
    };
    Entry {
        id: old.id.clone(),
        names: names(old, new, imported.silent_on.contains(&Silence::Aliases), settings),
        identifiers: identifiers(old, new),
        listings: listings(&old.listings, &new.listings, settings),
        individual: new.individual,
        region: new.region || old.region,
        location: learnt(&new.location, &old.location),
        products: learnt(&new.products, &old.products),
        parent: learnt(&new.parent, &old.parent),
        // A row does not get worse by a worse source that repeats it.
        grade: old.grade.max(new.grade),
        citation: if had_official {
            learnt(&old.citation, &new.citation)
        } else {
            learnt(&new.citation, &old.citation)
        },
        source,
        note: if settings.own_ids { learnt(&new.note, &old.note) } else { noted(&curated, &new.note) },
        line: 0,
    }
}

fn names(old: &Entry, new: &Entry, silent_on_aliases: bool, settings: &Settings<'_>) -> Vec<ListName> {
    let mut names: Vec<ListName> = Vec::new();
    let known: HashMap<String, &ListName> = old.names.iter().map(|name| (key(&name.text), name)).collect();
    for (at, name) in new.names.iter().enumerate() {
        let mut name = name.clone();
        if at > 0 && name.window == Window::default() {
            name.window = match known.get(&key(&name.text)) {
                // It was taken off and is back.
                Some(before) if before.kind == NameKind::Removed => Window { from: Some(settings.day), until: None },
                Some(before) => before.window,
                None if settings.was_complete && old.grade == Grade::Official => {
                    Window { from: Some(settings.day), until: None }
                }
                None => Window::default(),
            };
        }
        names.push(name);
    }
    let printed: BTreeSet<String> = names.iter().map(|name| key(&name.text)).collect();
    for (at, name) in old.names.iter().enumerate() {
        let is_printed = printed.contains(&key(&name.text));
        let mut name = name.clone();
        match name.kind {
            NameKind::Removed => {}
            _ if is_printed => continue,
            // The firm is the same one under its former name.
            NameKind::Primary => name.kind = NameKind::Former,
            NameKind::Alias if at > 0 && !silent_on_aliases => {
                name.kind = NameKind::Removed;
                name.window.until = Some(end(name.window.from, settings.day));
            }
            NameKind::Alias | NameKind::Former | NameKind::Native => {}
        }
        names.push(name);
    }
    names
}

/// The identifiers of both; a registration number that differs is corrected.
fn identifiers(old: &Entry, new: &Entry) -> Vec<(String, String)> {
    const SINGLE: [&str; 3] = ["uscc", "lei", "ofac"];
    let mut all: Vec<(String, String)> = old
        .identifiers
        .iter()
        .filter(|(scheme, _)| {
            !(SINGLE.contains(&scheme.as_str()) && new.identifiers.iter().any(|(other, _)| other == scheme))
        })
        .cloned()
        .collect();
    for identifier in &new.identifiers {
        if !all.contains(identifier) {
            all.push(identifier.clone());
        }
    }
    all
}

fn listings(old: &[Listing], new: &[Listing], settings: &Settings<'_>) -> Vec<Listing> {
    let mut left: Vec<&Listing> = old.iter().collect();
    let mut all = Vec::new();
    for listing in new {
        let same_clause = |before: &&Listing| key(&before.clause) == key(&listing.clause);
        let same_day = |before: &&Listing| listing.window.from.is_some() && before.window.from == listing.window.from;
        let unknown = |before: &&Listing| before.clause.is_empty();
        let open = |before: &&Listing| before.window.until.is_none();
        let found = left
            .iter()
            .position(|before| same_clause(before) && open(before))
            .or_else(|| left.iter().position(|before| same_day(before) && open(before)))
            .or_else(|| left.iter().position(|before| unknown(before) && open(before)))
            .or_else(|| left.iter().position(|before| same_clause(before) && same_day(before)));
        let mut listing = listing.clone();
        match found.map(|at| left.remove(at)) {
            Some(before) => match (before.window.from, listing.window.from) {
                (known, None) => listing.window.from = known,
                // The publisher prints a later day, of a renaming or a second listing: it was in force before, too.
                (Some(known), Some(printed)) if known < printed => {
                    let clause = if before.clause.is_empty() { &listing.clause } else { &before.clause };
                    all.push(Listing {
                        clause: clause.clone(),
                        window: Window { from: Some(known), until: Some(printed) },
                    });
                }
                _ => {}
            },
            None if listing.window.from.is_none() && settings.was_complete => {
                listing.window.from = Some(settings.day);
            }
            None => {}
        }
        if !all.contains(&listing) {
            all.push(listing);
        }
    }
    for before in left {
        let ended = closed(before, settings.day);
        if !all.contains(&ended) {
            all.push(ended);
        }
    }
    all
}

/// An entry that the publisher no longer has.
fn ended(entry: &Entry, day: Date) -> Entry {
    let mut entry = entry.clone();
    if entry.listings.iter().all(|listing| listing.window.until.is_some()) {
        return entry;
    }
    entry.listings = entry.listings.iter().map(|listing| closed(listing, day)).collect();
    let says = entry.note.find(SOURCE_SAYS).map(|at| entry.note[at + SOURCE_SAYS.len()..].to_owned());
    let curated = joined(curated(&entry.note), &format!("{GONE}{day}"));
    entry.note = noted(&curated, &says.unwrap_or_default());
    entry
}

const GONE: &str = "not in the publisher's edition of ";

fn closed(listing: &Listing, day: Date) -> Listing {
    let mut listing = listing.clone();
    if listing.window.until.is_none() {
        listing.window.until = Some(end(listing.window.from, day));
    }
    listing
}

/// The end of a window: that day, but never before its begin.
fn end(from: Option<Date>, day: Date) -> Date {
    match from {
        Some(from) if from >= day => from.tomorrow().unwrap_or(from),
        _ => day,
    }
}

/// The part of a note that people wrote.
fn curated(note: &str) -> &str {
    note.split_once(SOURCE_SAYS).map_or(note, |(curated, _)| curated).trim_end_matches("; ")
}

fn joined(note: &str, part: &str) -> String {
    match note {
        "" => part.to_owned(),
        note if note.contains(part) => note.to_owned(),
        note => format!("{note}; {part}"),
    }
}

/// A note of what people wrote and of what the source says.
fn noted(curated: &str, says: &str) -> String {
    match (curated, says) {
        (curated, "") => curated.to_owned(),
        ("", says) => format!("{SOURCE_SAYS}{says}"),
        (curated, says) => format!("{curated}; {SOURCE_SAYS}{says}"),
    }
}

/// A new id: that of the source, or the name in small letters.
fn new_id(entry: &Entry, settings: &Settings<'_>, taken: &mut BTreeSet<String>) -> String {
    let base = match entry.id.as_str() {
        "" => format!("{}-{}", settings.prefix, slug(entry.name())),
        id => id.to_owned(),
    };
    let id = (1..)
        .map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") })
        .find(|id| !taken.contains(id))
        .unwrap_or(base);
    taken.insert(id.clone());
    id
}

/// Small letters and digits with `-` between, at most 80; a name without any is named by its digest.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for word in key(name).split(|ch: char| !ch.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if slug.len() + word.len() > 80 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    if slug.is_empty() {
        slug = crate::source::digest::sha256(name.as_bytes()).chars().take(12).collect();
    }
    slug
}

/// The first part that all ids of a list share (`nscmic-30882`: `nscmic`), or the id of the list.
#[must_use]
pub fn prefix_of<'e>(entries: &'e [Entry], list: &'e str) -> &'e str {
    let first = |entry: &'e Entry| entry.id.split('-').next().unwrap_or("");
    match entries.first().map(first) {
        Some(prefix) if !prefix.is_empty() && entries.iter().all(|entry| first(entry) == prefix) => prefix,
        _ => list,
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
