//! The types of a loaded pack.

use jiff::civil::Date;

use super::level::{RuleLevel, StatedLevel};
use super::params::RuleParams;
use crate::finding::{Basis, Certainty, Grade, NameKind, Window};

/// One name of a list entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListName {
    /// Text as printed by the source.
    pub text: String,
    /// Its kind.
    pub kind: NameKind,
    /// Window in which it was in force; an open window follows the entry.
    pub window: Window,
}

/// One listing of an entry: an entity can stand on several clauses with several dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The clause, program or order, as the source names it; empty when not retrieved.
    pub clause: String,
    /// Window in which it is in force.
    pub window: Window,
}

/// An entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Stable id, unique in the list.
    pub id: String,
    /// Names; the first is the primary one.
    pub names: Vec<ListName>,
    /// Identifiers as (scheme, value): `uscc`, `lei`, `ofac`, `isin`, `ticker`.
    pub identifiers: Vec<(String, String)>,
    /// Listings; at least one.
    pub listings: Vec<Listing>,
    /// True for a natural person.
    pub individual: bool,
    /// True when the order covers a region instead of an organisation; such a row is never matched by name.
    pub region: bool,
    /// Location as the source prints it.
    pub location: String,
    /// Products in scope, for orders that name them; empty for all.
    pub products: String,
    /// Id of the listed parent, if any.
    pub parent: String,
    /// Grade of the sources of the row.
    pub grade: Grade,
    /// Legal citation.
    pub citation: String,
    /// Address of the source.
    pub source: String,
    /// Remarks.
    pub note: String,
    /// Physical line in the list file, from 1.
    pub line: u32,
}

impl Entry {
    /// The primary name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.first().map_or("", |name| name.text.as_str())
    }

    /// Returns true when a listing has no end: the entry is no tombstone.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.listings.iter().any(|listing| listing.window.until.is_none())
    }

    /// Returns true when any listing is in force on that day.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        self.listings.iter().any(|listing| listing.window.contains(day))
    }
}

/// A file of a publisher that a list was made of.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Origin {
    /// Its address, or its name where it came from disk.
    pub file: String,
    /// SHA-256 of it, lower-case hexadecimal.
    pub sha256: String,
    /// Number of its bytes.
    pub bytes: u64,
}

/// Settings by which `list update` gets a new edition of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Update {
    /// Name of the importer.
    pub format: String,
    /// Addresses of the files.
    pub addresses: Vec<String>,
    /// Other hosts that a redirect may lead to.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Terms that choose the entries of the list; everything when empty. See [`crate::policy::import::Scope`].
    #[serde(default)]
    pub scope: Vec<String>,
    /// Gaps of the list after an update; empty without any.
    pub coverage: String,
}

/// A watch-list with its metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// `uflpa`, `wro`, `bis-entity-list`, `ns-cmic`, `sdn`.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Address where it is published.
    pub source: String,
    /// Day to which the content goes.
    pub published: Option<Date>,
    /// Day it was retrieved.
    pub retrieved: Option<Date>,
    /// Number of entries as the publisher states it.
    pub official_count: Option<u32>,
    /// True when the rows are everything that the publisher lists (in the stated scope).
    pub complete: bool,
    /// Gaps of the list, in one line, for every report; empty when complete.
    pub coverage: String,
    /// Licence of the data.
    pub licence: String,
    /// Path inside the pack.
    pub file: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub digest: String,
    /// The files of the publisher that the rows were made of, if they were imported.
    pub origin: Vec<Origin>,
    /// Settings by which `list update` gets a new edition.
    pub update: Option<Update>,
    /// The entries, sorted by id.
    pub entries: Vec<Entry>,
}

impl List {
    /// Counts the entries that are no tombstones: the number to hold against what the publisher counts.
    #[must_use]
    pub fn open_entries(&self) -> usize {
        self.entries.iter().filter(|entry| entry.is_open()).count()
    }
}

/// A row of policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Kebab-case id, unique in the pack.
    pub id: String,
    /// One line for people.
    pub title: String,
    /// The check that implements it, from the check registry.
    pub check: String,
    /// Parameters of the check.
    pub params: RuleParams,
    /// Determinate or indicator.
    pub certainty: Certainty,
    /// Law, advisory or company policy.
    pub basis: Basis,
    /// Levels by date and market; the first that holds decides.
    pub levels: Vec<RuleLevel>,
    /// The same as stated, before regimes were written out.
    pub stated_levels: Vec<StatedLevel>,
    /// Citation with its date.
    pub authority: String,
    /// Reason why this matters, in a few sentences.
    pub explanation: String,
    /// Facts that would clear the finding.
    pub clears: Vec<String>,
    /// Facts that would not.
    pub does_not_clear: Vec<String>,
    /// True when a waiver may cover it.
    pub waivable: bool,
    /// Sources of the rule text.
    pub sources: Vec<String>,
    /// File and line of the rule inside the pack.
    pub file: String,
    /// Line of the rule's table in that file, from 1.
    pub line: u32,
}

impl Rule {
    /// The level on a day in a market, with the row that says so. `None`: not in force.
    #[must_use]
    pub fn level_on(&self, day: Date, market: &str) -> Option<&RuleLevel> {
        self.levels
            .iter()
            .find(|row| row.window.contains(day) && row.market.as_deref().is_none_or(|name| name == market))
    }
}
