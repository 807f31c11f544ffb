//! The types that importers share: the files to read, the entries made of them, and what could not be read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::bytes::File;
use crate::error::Error;
use crate::finding::{Grade, NameKind, Window};
use crate::policy::model::{Entry, ListName, Listing};

/// Files that an importer reads, and what all their rows have in common.
pub(crate) struct ImportInput<'f> {
    /// The files, decoded.
    pub(crate) files: &'f [File],
    /// Grade of the rows.
    pub(crate) grade: Grade,
    /// Address of the source, for the rows.
    pub(crate) source: &'f str,
}

impl ImportInput<'_> {
    /// The one file of a format that has only one.
    pub(super) fn single(&self) -> Result<&File, Error> {
        match self.files {
            [file] => Ok(file),
            files => Err(Error::Usage(format!("this format is one file, but {} were given", files.len()))),
        }
    }

    /// An entry without names and listings yet.
    pub(super) fn entry(&self, id: String, name: &str) -> Entry {
        Entry {
            id,
            names: vec![ListName {
                text: crate::policy::list::write::tidy(name),
                kind: NameKind::Primary,
                window: Window::default(),
            }],
            identifiers: Vec::new(),
            listings: Vec::new(),
            individual: false,
            region: false,
            location: String::new(),
            products: String::new(),
            parent: String::new(),
            grade: self.grade,
            citation: String::new(),
            source: self.source.to_owned(),
            note: String::new(),
            line: 0,
        }
    }
}

/// A record, or a part of one, that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// `file:line`, or the table and row of a page.
    pub place: String,
    /// Problem in words.
    pub what: String,
}

/// An entry as imported, with what a scope can ask about.
#[derive(Debug, Clone)]
pub struct ImportedEntry {
    /// The entry; its id is that of the source, or empty where the source has none.
    pub entry: Entry,
    /// (`program`, `source`, `location`, `country`, …; value), for [`super::Scope`].
    pub facets: Vec<(&'static str, String)>,
    /// Place in the files: `file:line`, or the table and row of a page.
    pub place: String,
}

impl ImportedEntry {
    /// The lists that a combined list has the entry from, each once.
    pub(crate) fn sources(&self) -> Vec<&str> {
        let mut sources: Vec<&str> = Vec::new();
        for (_, source) in self.facets.iter().filter(|(facet, _)| *facet == "source") {
            if !sources.contains(&source.as_str()) {
                sources.push(source);
            }
        }
        sources
    }
}

/// Entries that an importer read, and an account of every record that is not among them.
#[derive(Debug, Clone, Default)]
pub struct ImportedList {
    /// The entries, in the order of the source.
    pub entries: Vec<ImportedEntry>,
    /// Records of the source that stand for an entry: rows of a table, elements, lines. More than entries where one
    /// entity stands on several clauses.
    pub records: usize,
    /// Day of the publication, where the files state it.
    pub published: Option<Date>,
    /// Number of entries that the files themselves state.
    pub stated_count: Option<u32>,
    /// Records and parts of records that were not understood.
    pub unread: Vec<Unread>,
    /// Records that were understood and cannot stand on a list of parties (vessels, aircraft), by reason.
    pub left_out: BTreeMap<String, usize>,
    /// Kinds of facts that the files do not carry, so that silence about them removes nothing.
    pub silent_on: Vec<Silence>,
}

/// A kind of fact that an import does not carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Aliases: the file with them was not given.
    Aliases,
    /// Aliases that are weak.
    Weakness,
    /// The entries are additions only; that an entry is not there says nothing.
    Entries,
}

impl ImportedList {
    pub(super) fn unread(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.unread.push(Unread { place: place.into(), what: what.into() });
    }

    pub(super) fn leave_out(&mut self, why: &str) {
        *self.left_out.entry(why.to_owned()).or_default() += 1;
    }
}

/// Adds a name unless the entry has it already, whatever its case and punctuation.
pub(super) fn add_name(entry: &mut Entry, text: &str, kind: NameKind) {
    let text = crate::policy::list::write::tidy(text);
    let key = crate::policy::list::pair::key(&text);
    if key.is_empty() {
        return;
    }
    let known = entry.names.iter_mut().find(|name| crate::policy::list::pair::key(&name.text) == key);
    if let Some(known) = known {
        // Where a source states a name twice, the stronger statement counts.
        if known.kind == NameKind::Weak {
            known.kind = kind;
        }
    } else {
        // A name in Han or Arabic letters is one in the script of the country, whatever the publisher calls it.
        let foreign = kind == NameKind::Alias && text.chars().any(|ch| ch.is_alphabetic() && !is_latin(ch));
        let kind = if foreign { NameKind::Native } else { kind };
        entry.names.push(ListName { text, kind, window: Window::default() });
    }
}

const fn is_latin(ch: char) -> bool {
    matches!(ch, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}')
}

pub(super) fn add_identifier(entry: &mut Entry, scheme: &str, value: &str) {
    let value = crate::policy::list::write::tidy(value);
    if !value.is_empty() && !entry.identifiers.iter().any(|(had, known)| had == scheme && *known == value) {
        entry.identifiers.push((scheme.to_owned(), value));
    }
}

pub(super) fn listing(clause: &str, from: Option<Date>, until: Option<Date>) -> Listing {
    Listing { clause: crate::policy::list::write::tidy(clause), window: Window { from, until } }
}

/// Joins parts of a note, empty ones left out.
pub(super) fn note(parts: &[String]) -> String {
    let parts: Vec<String> =
        parts.iter().map(|part| crate::policy::list::write::tidy(part)).filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}
