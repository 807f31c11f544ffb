//! A new edition of a list laid over the one in force: what stays, what is new, and what leaves a tombstone.
//!
//! Nothing is ever deleted, because yesterday's commit must judge as it did yesterday. An entry or listing that the
//! publisher no longer prints gets an end date, an alias that is gone becomes a `removed` name with its window, and a
//! changed primary name stays as a `former` one. What people have found out by hand (native names, identifiers, notes,
//! citations) survives an edition that is silent on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::pair::{key, pair};
use super::region::Region;
use super::sources;
use crate::finding::{Grade, NameKind, Window};
use crate::policy::import::{ImportedEntry, ImportedList, Scope, Silence};
use crate::policy::model::{Entry, ListName, Listing};

/// Settings for laying a new edition over a list.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'s> {
    /// The day of the new edition: from then on it holds. Where nothing states it, the day on which the files were got.
    pub day: Date,
    /// True when the day is stated, by the files or by somebody.
    pub dated: bool,
    /// Day to which the list in force goes, where known.
    pub held: Option<Date>,
    /// True when the list in force is known to be complete: what is new is then new since that day, and otherwise it
    /// may have been there all along.
    pub was_complete: bool,
    /// Choice of the entries that belong on the list.
    pub scope: &'s Scope,
    /// The region, for a choice that asks for it.
    pub region: Option<&'s Region>,
    /// First part of new ids.
    pub prefix: &'s str,
    /// True when the ids of the edition are ours already.
    pub own_ids: bool,
}

impl Settings<'_> {
    /// True for an edition from before the list in force. It fills gaps, and what it does not have may have come since.
    fn older(&self) -> bool {
        self.held.is_some_and(|held| held > self.day)
    }

    /// True when a listing can have come after the edition, so that its absence there ends nothing.
    fn outlives(&self, listing: &Listing) -> bool {
        listing.window.from.is_some_and(|from| from > self.day) && self.held.is_none_or(|held| held > self.day)
    }
}

/// The outcome.
#[derive(Debug, Clone, Default)]
pub struct MergedList {
    /// The list, sorted by id.
    pub entries: Vec<Entry>,
    /// Entries of the edition: records of one entity on several clauses are one.
    pub in_edition: usize,
    /// Those of them that are out of scope.
    pub out_of_scope: Vec<ImportedEntry>,
    /// Ids of entries that had not ended and that the edition no longer has.
    pub vanished: Vec<String>,
}

/// After these words in a note stands what the source says; each edition writes it anew.
pub(super) const SOURCE_SAYS: &str = "source says: ";

/// Lays a new edition over a list.
#[must_use]
pub fn merge(old: &[Entry], imported: &ImportedList, settings: &Settings<'_>) -> MergedList {
    let mut edition = combined(&imported.entries);
    if !settings.own_ids {
        for row in edition.iter_mut().filter(|row| !row.entry.id.is_empty()) {
            row.entry.id = format!("{}-{}", settings.prefix, slug(&row.entry.id));
        }
    }
    for row in edition.iter_mut().filter(|_| !settings.own_ids) {
        row.entry.note = sources::marked(&row.sources(), &row.entry.note);
    }
    let entries: Vec<&Entry> = edition.iter().map(|row| &row.entry).collect();
    let pairs = pair(old, &entries);
    let mut ids: BTreeSet<String> = old.iter().map(|entry| entry.id.clone()).collect();
    let mut merged = MergedList { in_edition: edition.len(), ..MergedList::default() };
    let mut seen: HashMap<usize, Entry> = HashMap::new();
    let mut fresh = Vec::new();
    for (row, paired) in edition.iter().zip(&pairs) {
        let about = |entry: &Entry| settings.region.is_some_and(|region| region.holds(entry));
        if !settings.scope.takes(row, paired.is_some(), &about) {
            merged.out_of_scope.push(row.clone());
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
            if listed(entry, settings.day) && !entry.listings.iter().any(|listing| settings.outlives(listing)) {
                merged.vanished.push(entry.id.clone());
            }
            ended(entry, settings)
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
        for listing in entry.listings.iter_mut().filter(|_| settings.was_complete) {
            if settings.older() {
                // The whole list that came later does not have it.
                listing.window.until = listing.window.until.or(settings.held);
            } else if listing.window.from.is_none() {
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
    for row in &abbreviations_apart(rows) {
        let entry = &row.entry;
        let index = *at.entry((entry.id.clone(), key(entry.name()), entry.individual)).or_insert(edition.len());
        let Some(first) = edition.get_mut(index) else {
            edition.push(row.clone());
            continue;
        };
        let entry = row.entry.clone();
        for name in entry.names.into_iter().skip(1) {
            match first.entry.names.iter_mut().find(|known| key(&known.text) == key(&name.text)) {
                Some(known) if known.kind == NameKind::Weak => known.kind = name.kind,
                Some(_) => {}
                None => first.entry.names.push(name),
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

/// The rows, where `X (Y)` is called `X` if another row says that X is also known as Y: pages print the abbreviation of a
/// name in brackets on one clause and as an alias on the next.
fn abbreviations_apart(rows: &[ImportedEntry]) -> Vec<ImportedEntry> {
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for entry in rows.iter().map(|row| &row.entry) {
        known.extend(entry.names.iter().skip(1).map(|other| (key(entry.name()), key(&other.text))));
    }
    let mut rows = rows.to_vec();
    for row in &mut rows {
        let parts = row.entry.name().strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
        let name = parts.filter(|(name, short)| known.contains(&(key(name), key(short)))).map(|(name, _)| name);
        if let (Some(name), Some(first)) = (name.map(str::to_owned), row.entry.names.first_mut()) {
            first.text = name;
        }
    }
    rows
}

/// An entry of the list, with what the new edition says of it.
fn update(old: &Entry, new: &Entry, imported: &ImportedList, settings: &Settings<'_>) -> Entry {
    let learnt = |new: &str, old: &str| {
        let (first, second) = if settings.older() { (old, new) } else { (new, old) };
        if first.is_empty() { second.to_owned() } else { first.to_owned() }
    };
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
        names: match settings.older() {
            true => filled(old, new, settings),
            false => names(old, new, &imported.silent_on, settings),
        },
        identifiers: if settings.older() { identifiers(new, old) } else { identifiers(old, new) },
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

/// The names of an entry, and those besides that an older edition has. On a list that was whole they had gone by then.
fn filled(old: &Entry, new: &Entry, settings: &Settings<'_>) -> Vec<ListName> {
    let mut names = old.names.clone();
    for name in &new.names {
        if names.iter().any(|known| key(&known.text) == key(&name.text)) {
            continue;
        }
        let mut name = name.clone();
        match name.kind {
            NameKind::Primary => name.kind = NameKind::Former,
            NameKind::Alias | NameKind::Weak if settings.was_complete => {
                name.kind = NameKind::Removed;
                name.window.until = settings.held;
            }
            _ => {}
        }
        names.push(name);
    }
    names
}

fn names(old: &Entry, new: &Entry, silent_on: &[Silence], settings: &Settings<'_>) -> Vec<ListName> {
    let mut names: Vec<ListName> = Vec::new();
    let known: HashMap<String, &ListName> = old.names.iter().map(|name| (key(&name.text), name)).collect();
    for (at, name) in new.names.iter().enumerate() {
        let mut name = name.clone();
        let was_weak = || known.get(&key(&name.text)).is_some_and(|before| before.kind == NameKind::Weak);
        if name.kind == NameKind::Alias && silent_on.contains(&Silence::Weakness) && was_weak() {
            name.kind = NameKind::Weak;
        }
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
            NameKind::Alias | NameKind::Weak if at > 0 && !silent_on.contains(&Silence::Aliases) => {
                name.kind = NameKind::Removed;
                name.window.until = Some(end(name.window.from, settings.day));
            }
            NameKind::Alias | NameKind::Weak | NameKind::Former | NameKind::Native => {}
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
                // The publisher prints a later day, of a renaming or a second listing: it was in force before, too. A
                // clause that was not known then is not known now: the printed one holds from its day on.
                (Some(known), Some(printed)) if known < printed => {
                    all.push(Listing {
                        clause: before.clause.clone(),
                        window: Window { from: Some(known), until: Some(printed) },
                    });
                }
                // What ended since an older edition stays ended.
                _ if settings.older() => listing.window.until = listing.window.until.or(before.window.until),
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
        let ended = closed(before, settings);
        if !all.contains(&ended) {
            all.push(ended);
        }
    }
    all
}

/// An entry that the publisher no longer has.
fn ended(entry: &Entry, settings: &Settings<'_>) -> Entry {
    let mut entry = entry.clone();
    let listings: Vec<Listing> = entry.listings.iter().map(|listing| closed(listing, settings)).collect();
    if listings == entry.listings {
        return entry;
    }
    entry.listings = listings;
    let says = entry.note.find(SOURCE_SAYS).map(|at| entry.note[at + SOURCE_SAYS.len()..].to_owned());
    let gone = format!("{}{}", if settings.dated { GONE } else { GONE_UNDATED }, settings.day);
    entry.note = noted(&joined(curated(&entry.note), &gone), &says.unwrap_or_default());
    entry
}

const GONE: &str = "not in the publisher's edition of ";
const GONE_UNDATED: &str = "not in the publisher's undated file that was got on ";

fn closed(listing: &Listing, settings: &Settings<'_>) -> Listing {
    let mut listing = listing.clone();
    if listing.window.until.is_none() && !settings.outlives(&listing) {
        listing.window.until = Some(end(listing.window.from, settings.day));
    }
    listing
}

/// Returns true for an entry that has not ended by a day, be it in force then or from a later day on.
pub(super) fn listed(entry: &Entry, day: Date) -> bool {
    entry.listings.iter().any(|listing| listing.window.until.is_none_or(|until| day < until))
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
