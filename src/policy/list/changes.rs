//! Differences between two editions of a list.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::pair::{key, pair};
use super::write::dates;
use crate::finding::{NameKind, Window};
use crate::policy::model::{Entry, ListName, Listing};
use crate::screen::name::{NameIndex, NameInput, Scratch};

/// All differences, entries in the order of their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Entries before.
    pub entries_before: usize,
    /// Entries after, tombstones included.
    pub entries_after: usize,
    /// Entries that are new.
    pub added: Vec<EntrySummary>,
    /// Entries whose listings have all ended since; they stay as tombstones.
    pub ended: Vec<EntrySummary>,
    /// Entries whose rows are gone, which leaves no trace of what yesterday was judged by.
    pub deleted: Vec<EntrySummary>,
    /// Aliases that one entry lost and another got.
    pub moved: Vec<MovedName>,
    /// Entries that ended while another with a like name came: perhaps one firm under two names. A person must say.
    pub perhaps: Vec<PossibleRename>,
    /// Entries that changed in other ways.
    pub changed: Vec<ChangedEntry>,
}

/// An entry that ended, and a new one with a name that screening takes for the same or nearly so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PossibleRename {
    /// Id of the entry that ended.
    pub ended: String,
    /// Its name.
    pub ended_name: String,
    /// Id of the entry that came.
    pub added: String,
    /// Its name.
    pub added_name: String,
}

/// An entry in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntrySummary {
    /// Its id.
    pub id: String,
    /// Its primary name.
    pub name: String,
    /// Its other names.
    pub names: Vec<String>,
    /// Its listings as `clause@from..until`.
    pub listings: Vec<String>,
    /// Its grade.
    pub grade: &'static str,
}

/// A name that went from one entry to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedName {
    /// The name.
    pub name: String,
    /// Id of the entry that lost it.
    pub from: String,
    /// Id of the entry that has it now.
    pub to: String,
}

/// An entry that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedEntry {
    /// Its id after the change.
    pub id: String,
    /// Its primary name after the change.
    pub name: String,
    /// Changes, in a fixed order.
    pub changes: Vec<EntryChange>,
}

/// One change of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum EntryChange {
    /// Another primary name.
    Renamed {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// A name that it did not have.
    NameAdded {
        /// `alias`, `former`, `native`, `removed`.
        kind: &'static str,
        /// The name.
        name: String,
        /// Its window, `..` when it follows the entry.
        window: String,
    },
    /// A name that it no longer has, not even as a tombstone.
    NameDeleted {
        /// Its kind before.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A name of another kind or with another window; from an alias to `removed` when the publisher took it off.
    NameChanged {
        /// The name.
        name: String,
        /// Kind and window before.
        from: String,
        /// Kind and window after.
        to: String,
    },
    /// A listing that it did not have.
    ListingAdded {
        /// `clause@from..until`.
        listing: String,
    },
    /// A listing that ended or got another window.
    ListingChanged {
        /// The clause.
        clause: String,
        /// Window before.
        from: String,
        /// Window after.
        to: String,
    },
    /// A listing that is gone without an end.
    ListingDeleted {
        /// `clause@from..until`.
        listing: String,
    },
    /// An identifier that it did not have.
    IdentifierAdded {
        /// `scheme:value`.
        identifier: String,
    },
    /// An identifier that is gone.
    IdentifierDeleted {
        /// `scheme:value`.
        identifier: String,
    },
    /// Another text in a column.
    Field {
        /// The column.
        field: &'static str,
        /// Before.
        from: String,
        /// After.
        to: String,
    },
}

impl Changes {
    /// Compares two editions.
    #[must_use]
    pub fn between(old: &[Entry], new: &[Entry]) -> Self {
        let news: Vec<&Entry> = new.iter().collect();
        let pairs = pair(old, &news);
        let mut changes = Self { entries_before: old.len(), entries_after: new.len(), ..Self::default() };
        let mut lost: BTreeMap<String, &str> = BTreeMap::new();
        let mut gained: Vec<(String, &ListName, &str)> = Vec::new();
        for (entry, paired) in new.iter().zip(&pairs) {
            let before = paired.map(|at| &old[at]);
            for name in live(entry) {
                if before.is_none_or(|before| !live(before).any(|had| key(&had.text) == key(&name.text))) {
                    gained.push((key(&name.text), name, &entry.id));
                }
            }
            let Some(before) = before else {
                changes.added.push(EntrySummary::new(entry));
                continue;
            };
            for name in live(before) {
                if !live(entry).any(|has| key(&has.text) == key(&name.text)) {
                    lost.insert(key(&name.text), &entry.id);
                }
            }
            if before.is_open() && !entry.is_open() {
                changes.ended.push(EntrySummary::new(entry));
                continue;
            }
            let found = compare(before, entry);
            if !found.is_empty() {
                changes.changed.push(ChangedEntry {
                    id: entry.id.clone(),
                    name: entry.name().to_owned(),
                    changes: found,
                });
            }
        }
        for (at, entry) in old.iter().enumerate().filter(|(at, _)| !pairs.contains(&Some(*at))) {
            changes.deleted.push(EntrySummary::new(entry));
            for name in live(&old[at]) {
                lost.insert(key(&name.text), &entry.id);
            }
        }
        for (key, name, to) in gained {
            if let Some(from) = lost.get(&key).filter(|from| **from != to) {
                changes.moved.push(MovedName { name: name.text.clone(), from: (*from).to_owned(), to: to.to_owned() });
            }
        }
        changes.perhaps = perhaps(old, new, &changes);
        changes
    }

    /// Returns true when both editions say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.ended.is_empty() && self.deleted.is_empty() && self.changed.is_empty()
    }
}

impl EntrySummary {
    fn new(entry: &Entry) -> Self {
        Self {
            id: entry.id.clone(),
            name: entry.name().to_owned(),
            names: entry.names.iter().skip(1).map(|name| format!("{} ({})", name.text, kind(name))).collect(),
            listings: entry.listings.iter().map(listed).collect(),
            grade: entry.grade.word(),
        }
    }
}

/// Pairs of what ended and what came by the likeness of their names.
fn perhaps(old: &[Entry], new: &[Entry], changes: &Changes) -> Vec<PossibleRename> {
    let of = |entries: &[Entry], subjects: &[EntrySummary]| -> Vec<Entry> {
        let ids: BTreeSet<&str> = subjects.iter().map(|subject| subject.id.as_str()).collect();
        entries.iter().filter(|entry| ids.contains(entry.id.as_str())).cloned().collect()
    };
    let added = of(new, &changes.added);
    let mut gone = of(new, &changes.ended);
    gone.extend(of(old, &changes.deleted));
    if added.is_empty() || gone.is_empty() {
        return Vec::new();
    }
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let index = NameIndex::build(added.iter().enumerate().flat_map(|(entity, entry)| {
        let names = entry.names.iter().enumerate();
        names.map(move |(name, listed)| NameInput {
            entity: number(entity),
            name: number(name),
            text: &listed.text,
            weak: false,
        })
    }));
    let mut scratch = Scratch::default();
    let mut pairs = Vec::new();
    for entry in &gone {
        let hits = entry.names.iter().flat_map(|name| index.search(&name.text, &mut scratch, 1));
        let best = hits.max_by(|a, b| a.score.total_cmp(&b.score).then(b.entity.cmp(&a.entity)));
        if let Some(other) = best.and_then(|hit| added.get(hit.entity as usize)) {
            pairs.push(PossibleRename {
                ended: entry.id.clone(),
                ended_name: entry.name().to_owned(),
                added: other.id.clone(),
                added_name: other.name().to_owned(),
            });
        }
    }
    pairs
}

/// Names that are not tombstones.
fn live(entry: &Entry) -> impl Iterator<Item = &ListName> {
    entry.names.iter().filter(|name| name.kind != NameKind::Removed && name.window.until.is_none())
}

fn listed(listing: &Listing) -> String {
    format!("{}@{}", listing.clause, dates(listing.window))
}

/// `alias`, `removed [..2024-11-25]`.
fn kind(name: &ListName) -> String {
    if name.window == Window::default() {
        name.kind.word().to_owned()
    } else {
        format!("{} [{}]", name.kind.word(), dates(name.window))
    }
}

fn compare(old: &Entry, new: &Entry) -> Vec<EntryChange> {
    let mut changes = Vec::new();
    if old.name() != new.name() {
        changes.push(EntryChange::Renamed { from: old.name().to_owned(), to: new.name().to_owned() });
    }
    // The primary names are told above; a primary name that became a former one is part of that.
    let others = |entry: &Entry| -> Vec<ListName> { entry.names.iter().skip(1).cloned().collect() };
    let (mut before, after) = (others(old), others(new));
    for name in &after {
        let same = before
            .iter()
            .position(|had| had == name)
            .or_else(|| before.iter().position(|had| key(&had.text) == key(&name.text)));
        match same.map(|at| before.remove(at)) {
            None if key(&name.text) == key(old.name()) => {}
            None => changes.push(EntryChange::NameAdded {
                kind: name.kind.word(),
                name: name.text.clone(),
                window: dates(name.window),
            }),
            Some(had) if had == *name => {}
            Some(had) => {
                changes.push(EntryChange::NameChanged { name: name.text.clone(), from: kind(&had), to: kind(name) })
            }
        }
    }
    // Another spelling of a name that is still there, in case or punctuation, is not gone.
    let still = |had: &ListName| new.names.iter().any(|name| key(&name.text) == key(&had.text));
    for had in before.into_iter().filter(|had| !still(had)) {
        changes.push(EntryChange::NameDeleted { kind: had.kind.word(), name: had.text });
    }
    let mut before: Vec<&Listing> = old.listings.iter().collect();
    for listing in &new.listings {
        let same = before
            .iter()
            .position(|had| *had == listing)
            .or_else(|| before.iter().position(|had| had.clause == listing.clause))
            .or_else(|| before.iter().position(|had| had.clause.is_empty()));
        match same.map(|at| before.remove(at)) {
            None => changes.push(EntryChange::ListingAdded { listing: listed(listing) }),
            Some(had) if had == listing => {}
            Some(had) if had.clause.is_empty() && had.clause != listing.clause => {
                changes.push(EntryChange::ListingChanged {
                    clause: format!("{} (not known before)", listing.clause),
                    from: dates(had.window),
                    to: dates(listing.window),
                });
            }
            Some(had) => changes.push(EntryChange::ListingChanged {
                clause: listing.clause.clone(),
                from: dates(had.window),
                to: dates(listing.window),
            }),
        }
    }
    changes.extend(before.into_iter().map(|had| EntryChange::ListingDeleted { listing: listed(had) }));
    for (scheme, value) in new.identifiers.iter().filter(|id| !old.identifiers.contains(id)) {
        changes.push(EntryChange::IdentifierAdded { identifier: format!("{scheme}:{value}") });
    }
    for (scheme, value) in old.identifiers.iter().filter(|id| !new.identifiers.contains(id)) {
        changes.push(EntryChange::IdentifierDeleted { identifier: format!("{scheme}:{value}") });
    }
    for (field, from, to) in [
        ("id", &old.id, &new.id),
        ("location", &old.location, &new.location),
        ("products", &old.products, &new.products),
        ("parent", &old.parent, &new.parent),
        ("grade", &old.grade.word().to_owned(), &new.grade.word().to_owned()),
        ("citation", &old.citation, &new.citation),
        ("source", &old.source, &new.source),
        ("note", &old.note, &new.note),
    ] {
        if from != to {
            changes.push(EntryChange::Field { field, from: from.clone(), to: to.clone() });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::list::{COLUMNS, parse};

    fn list(rows: &str) -> Vec<Entry> {
        parse("list.csv", &format!("{}\n{rows}", COLUMNS.join(","))).unwrap()
    }

    #[test]
    fn what_was_added_ended_renamed_and_moved() {
        let old = list(
            "a,East Hope,Xinjiang Nonferrous,,,,,ii@2022-06-21..,entity,,,,official,,,\n\
             b,Beta,,,,,,i@2022-06-21..,entity,,,,official,,,\n\
             c,Gamma Works,,,,,,@2022-06-21..,entity,,,,secondary,,,\n\
             d,Delta,,,,,,i@2022-06-21..,entity,,,,official,,,\n",
        );
        let new = list(
            "a,East Hope,,,,Xinjiang Nonferrous [..2024-11-25],,ii@2022-06-21..,entity,,,,official,,,\n\
             b,Beta,,,,,,i@2022-06-21..2024-11-25,entity,,,,official,,,\n\
             c,Gamma Group,,Gamma Works,,,uscc:9,v@2022-06-21..,entity,,,,official,,,\n\
             e,Xinjiang Nonferrous Group,Xinjiang Nonferrous,,,,,ii@2024-11-25..,entity,,,,official,,,\n",
        );
        let changes = Changes::between(&old, &new);
        let ids = |subjects: &[EntrySummary]| subjects.iter().map(|subject| subject.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&changes.added), ["e"]);
        assert_eq!(ids(&changes.ended), ["b"]);
        assert_eq!(ids(&changes.deleted), ["d"]);
        assert_eq!(
            changes.moved,
            [MovedName { name: "Xinjiang Nonferrous".to_owned(), from: "a".to_owned(), to: "e".to_owned() }]
        );
        assert_eq!(
            changes.changed[0].changes,
            [EntryChange::NameChanged {
                name: "Xinjiang Nonferrous".to_owned(),
                from: "alias".to_owned(),
                to: "removed [..2024-11-25]".to_owned()
            }]
        );
        let text = serde_json::to_string(&changes.changed[1]).unwrap();
        for expected in [
            r#"{"change":"renamed","from":"Gamma Works","to":"Gamma Group"}"#,
            r#"{"change":"listing-changed","clause":"v (not known before)","from":"2022-06-21..","to":"2022-06-21.."}"#,
            r#"{"change":"identifier-added","identifier":"uscc:9"}"#,
            r#"{"change":"field","field":"grade","from":"secondary","to":"official"}"#,
        ] {
            assert!(text.contains(expected), "{expected} is missing in {text}");
        }
        assert_eq!(changes.perhaps, []);
        let short = list("m,Jiangsu Meike,,,,,,v@2025-01-15..2026-08-03,entity,,,,secondary,,,\n");
        let mut long =
            list("n,\"Jiangsu Meike Solar Technology Co., Ltd.\",,,,,,v@2025-01-15..,entity,,,,official,,,\n");
        long.insert(0, short[0].clone());
        let open = list("m,Jiangsu Meike,,,,,,v@2025-01-15..,entity,,,,secondary,,,\n");
        let perhaps = Changes::between(&open, &long).perhaps;
        assert_eq!((perhaps[0].ended.as_str(), perhaps[0].added.as_str()), ("m", "n"));
        assert!(!text.contains("name-added"), "the former name is part of the renaming: {text}");
        assert!(Changes::between(&new, &new).is_empty());
    }
}
