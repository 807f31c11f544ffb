//! Choice of the entries of a publisher's file that belong on a list: the pack's SDN list holds the designations about
//! Xinjiang, not all of them.

use super::model::ImportedEntry;
use crate::error::Error;

/// A choice of entries: those that meet any of the terms; all of them when there is no term.
///
/// A term is one or more conditions joined by ` & `: `program=CMIC-EO13959` (equals), `location~Xinjiang` (contains),
/// both whatever the case; `held` for an entry that is already on the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    terms: Vec<Vec<Condition>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    Held,
    Equals(String, String),
    Contains(String, String),
}

/// Facets by which entries can be chosen.
const FACETS: [&str; 7] = ["program", "source", "location", "country", "name", "remarks", "kind"];

impl Scope {
    /// Parses terms.
    ///
    /// # Errors
    /// When a term is not understood, or asks about something that no importer states.
    pub fn parse<'t>(terms: impl IntoIterator<Item = &'t str>) -> Result<Self, Error> {
        let terms = terms
            .into_iter()
            .map(|term| term.split(" & ").map(|part| condition(part.trim())).collect::<Result<Vec<_>, _>>())
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { terms })
    }

    /// Returns true when every entry is in scope.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns true for an entry in scope; `held` says that the list has it already.
    #[must_use]
    pub fn takes(&self, row: &ImportedEntry, held: bool) -> bool {
        self.is_all() || self.terms.iter().any(|term| term.iter().all(|condition| condition.meets(row, held)))
    }
}

fn condition(text: &str) -> Result<Condition, Error> {
    if text == "held" {
        return Ok(Condition::Held);
    }
    let (equals, (facet, value)) = match (text.split_once('='), text.split_once('~')) {
        (Some(equals), Some(contains)) if contains.0.len() < equals.0.len() => (false, contains),
        (Some(equals), _) => (true, equals),
        (None, Some(contains)) => (false, contains),
        (None, None) => {
            return Err(Error::Usage(format!(
                "`{text}` is no condition; write `held`, FACET=VALUE or FACET~PART, with a facet of: {}",
                FACETS.join(", ")
            )));
        }
    };
    let (facet, value) = (facet.trim().to_owned(), value.trim().to_lowercase());
    if !FACETS.contains(&facet.as_str()) || value.is_empty() {
        return Err(Error::Usage(format!("`{text}`: entries can be chosen by a value of: {}", FACETS.join(", "))));
    }
    Ok(if equals { Condition::Equals(facet, value) } else { Condition::Contains(facet, value) })
}

impl Condition {
    fn meets(&self, row: &ImportedEntry, held: bool) -> bool {
        let any = |wanted: &str, meets: &dyn Fn(&str) -> bool| match wanted {
            "name" => row.entry.names.iter().any(|name| meets(&name.text.to_lowercase())),
            "location" => meets(&row.entry.location.to_lowercase()),
            "kind" => meets(if row.entry.individual { "individual" } else { "entity" }),
            _ => row.facets.iter().any(|(facet, value)| *facet == wanted && meets(&value.to_lowercase())),
        };
        match self {
            Self::Held => held,
            Self::Equals(facet, value) => any(facet, &|found| found == value),
            Self::Contains(facet, value) => any(facet, &|found| found.contains(value.as_str())),
        }
    }
}
