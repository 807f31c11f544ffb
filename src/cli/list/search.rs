//! Search of a list: the entries that hold a text, and those that screening would meet by it as a name.

use std::collections::HashSet;

use crate::finding::NameKind;
use crate::policy::model::{Entry, List};
use crate::screen::name::{MatchClass, NameIndex, NameInput, Scratch, fold};

/// The most entries that are found by a name like the text.
const LIKE: usize = 32;

/// An entry that was found.
#[derive(Debug)]
pub(super) struct Found<'l> {
    pub(super) entry: &'l Entry,
    /// Reasons; none for an entry that was not searched for.
    pub(super) met: Vec<Met<'l>>,
}

impl<'l> Found<'l> {
    /// An entry as such.
    pub(super) const fn entry(entry: &'l Entry) -> Self {
        Self { entry, met: Vec::new() }
    }
}

/// A text of an entry, and how the wanted text met it.
#[derive(Debug)]
pub(super) struct Met<'l> {
    /// Kind of the name, scheme of the identifier, or name of the field.
    pub(super) field: &'l str,
    /// The text.
    pub(super) text: &'l str,
    pub(super) how: How,
}

/// Way in which a text was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// A text that holds the wanted one, both folded as for screening.
    Holds,
    /// Screening calls it the same name.
    Match,
    /// Screening calls it perhaps the same name.
    Possible,
}

impl How {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Match => "match",
            Self::Possible => "possible",
        }
    }
}

/// The entries that hold a text, in the order of the list, and then those with a name like it, the nearest first.
pub(super) fn search<'l>(list: &'l List, text: &str) -> Vec<Found<'l>> {
    let wanted = fold(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let holding = |entry: &'l Entry| {
        let met: Vec<Met<'l>> = texts(entry)
            .filter(|(_, text)| fold(text).contains(&wanted))
            .map(|(field, text)| Met { field, text, how: How::Holds })
            .collect();
        (!met.is_empty()).then_some(Found { entry, met })
    };
    let mut found: Vec<Found<'l>> = list.entries.iter().filter_map(holding).collect();
    let there: HashSet<&str> = found.iter().map(|found| found.entry.id.as_str()).collect();
    let like: Vec<Found<'l>> =
        like(list, text).into_iter().filter(|new| !there.contains(new.entry.id.as_str())).collect();
    found.extend(like);
    found
}

/// The texts of an entry that are searched, each with what it is.
fn texts(entry: &Entry) -> impl Iterator<Item = (&str, &str)> {
    let names = entry.names.iter().map(|name| (name.kind.word(), name.text.as_str()));
    let identifiers = entry.identifiers.iter().map(|(scheme, value)| (scheme.as_str(), value.as_str()));
    let rest = [("id", &entry.id), ("location", &entry.location), ("citation", &entry.citation)];
    names.chain(identifiers).chain(rest.into_iter().map(|(field, text)| (field, text.as_str())))
}

/// The entries that screening would meet by a name, the nearest first.
fn like<'l>(list: &'l List, name: &str) -> Vec<Found<'l>> {
    let inputs = (0..).zip(&list.entries).flat_map(|(entity, entry)| {
        let names = (0..).zip(&entry.names);
        names.map(move |(number, name)| NameInput {
            entity,
            name: number,
            text: &name.text,
            weak: name.kind == NameKind::Weak,
        })
    });
    let hits = NameIndex::build(inputs).search(name, &mut Scratch::default(), LIKE);
    let found = hits.into_iter().filter_map(|hit| {
        let entry = list.entries.get(hit.entity as usize)?;
        let name = entry.names.get(hit.name as usize)?;
        let how = if hit.class == MatchClass::Match { How::Match } else { How::Possible };
        Some(Found { entry, met: vec![Met { field: name.kind.word(), text: &name.text, how }] })
    });
    found.collect()
}
