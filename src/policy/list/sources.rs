//! Sources of a combined list: the lists that it is made of.
//!
//! The Consolidated Screening List is eleven lists of three departments in one file, and a day can come on which one of
//! them is not in it. A guard on the total does not see that. So each entry keeps the names of its sources at the head of
//! what the source says in its note, and an edition without a source that entries in force come from is stopped.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::merge::{SOURCE_SAYS, listed};
use super::write::tidy;
use crate::policy::import::ImportedEntry;
use crate::policy::model::Entry;

/// Words before the name of a source in a note.
const LISTED_BY: &str = "listed by ";

/// Text of the source about an entry, with the names of its sources before it.
pub(super) fn marked(sources: &[&str], note: &str) -> String {
    let mut parts: Vec<String> = sources.iter().map(|source| format!("{LISTED_BY}{}", name(source))).collect();
    parts.extend((!note.is_empty()).then(|| note.to_owned()));
    parts.join("; ")
}

/// The name of a source as a part of a note.
fn name(source: &str) -> String {
    tidy(source).replace("; ", ", ")
}

/// The sources that a note names.
fn of_note(note: &str) -> impl Iterator<Item = &str> {
    let says = note.split_once(SOURCE_SAYS).map_or("", |(_, says)| says);
    says.split("; ").map_while(|part| part.strip_prefix(LISTED_BY))
}

/// A source that an edition no longer has, and the names of the entries in force that come from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MissingSource {
    /// Its name.
    pub(super) name: String,
    /// Names of its entries.
    pub(super) entries: Vec<String>,
}

/// The sources of entries that had not ended and of which the edition has no entry at all.
pub(super) fn missing(old: &[Entry], edition: &[ImportedEntry], day: Date) -> Vec<MissingSource> {
    let mut of_source: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in old.iter().filter(|entry| listed(entry, day)) {
        for source in of_note(&entry.note) {
            of_source.entry(source).or_default().push(entry.name().to_owned());
        }
    }
    let there: BTreeSet<String> =
        edition.iter().flat_map(ImportedEntry::sources).collect::<BTreeSet<&str>>().into_iter().map(name).collect();
    let gone = of_source.into_iter().filter(|(source, _)| !there.contains(*source));
    gone.map(|(source, entries)| MissingSource { name: source.to_owned(), entries }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::list::{COLUMNS, parse};

    #[test]
    fn the_sources_of_an_entry_are_read_back_from_its_note() {
        let sources = ["Entity List (EL) - BIS", "A; B"];
        let note = format!("kept by hand; {SOURCE_SAYS}{}", marked(&sources, "licence review: x; listed by nobody"));
        assert_eq!(of_note(&note).collect::<Vec<_>>(), ["Entity List (EL) - BIS", "A, B"]);
        assert_eq!(marked(&[], "DOB 1960"), "DOB 1960");
        assert_eq!(of_note("listed by hand").count(), 0, "what people wrote names no source");
    }

    #[test]
    fn a_source_is_missing_only_when_none_of_its_entries_is_left() {
        let rows = "a,A,,,,,,c@..,entity,,,,official,,,source says: listed by One\n\
                    b,B,,,,,,c@..,entity,,,,official,,,source says: listed by Two\n\
                    c,C,,,,,,c@..,entity,,,,official,,,source says: listed by Two\n\
                    d,D,,,,,,c@..2024-01-01,entity,,,,official,,,source says: listed by Three\n";
        let old = parse("l.csv", &format!("{}\n{rows}", COLUMNS.join(","))).unwrap();
        let of = |source: &str| ImportedEntry {
            entry: old[0].clone(),
            facets: vec![("source", source.to_owned())],
            place: String::new(),
        };
        let day = jiff::civil::date(2026, 11, 24);
        assert_eq!(missing(&old, &[of("One"), of("Two")], day), []);
        let two = MissingSource { name: "Two".to_owned(), entries: vec!["B".to_owned(), "C".to_owned()] };
        assert_eq!(missing(&old, &[of("One")], day), [two]);
    }
}
