//! Choice of the entries of a publisher's file that belong on a list: the pack's SDN list holds the designations about
//! Xinjiang, not all of them.

use super::model::ImportedEntry;
use crate::error::Error;
use crate::policy::model::Entry;

/// A choice of entries: those that meet any of the terms; all of them when there is no term.
///
/// A term is one or more conditions joined by ` & `: `program=CMIC-EO13959` (equals), `location~Kashgar` (contains),
/// both whatever the case; `held` for an entry that is already on the list; `region` for one that is about the region,
/// by its name or an address, however it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    terms: Vec<Vec<Condition>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    Held,
    Region,
    Equals(String, String),
    Contains(String, String),
}

/// Facets by which entries can be chosen.
const FACETS: [&str; 10] =
    ["program", "source", "location", "country", "name", "remarks", "kind", "citation", "requirement", "policy"];

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

    /// Returns true for an entry in scope; `held` says that the list has it already, `region` which entries are about the
    /// region.
    #[must_use]
    pub fn takes(&self, row: &ImportedEntry, held: bool, region: &dyn Fn(&Entry) -> bool) -> bool {
        let meets = |term: &Vec<Condition>| term.iter().all(|condition| condition.meets(row, held, region));
        self.is_all() || self.terms.iter().any(meets)
    }
}

fn condition(text: &str) -> Result<Condition, Error> {
    match text {
        "held" => return Ok(Condition::Held),
        "region" => return Ok(Condition::Region),
        _ => {}
    }
    let (equals, (facet, value)) = match (text.split_once('='), text.split_once('~')) {
        (Some(equals), Some(contains)) if contains.0.len() < equals.0.len() => (false, contains),
        (Some(equals), _) => (true, equals),
        (None, Some(contains)) => (false, contains),
        (None, None) => {
            return Err(Error::Usage(format!(
                "`{text}` is no condition; write `held`, `region`, FACET=VALUE or FACET~PART, with a facet of: {}",
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
    fn meets(&self, row: &ImportedEntry, held: bool, region: &dyn Fn(&Entry) -> bool) -> bool {
        let any = |wanted: &str, meets: &dyn Fn(&str) -> bool| match wanted {
            "name" => row.entry.names.iter().any(|name| meets(&name.text.to_lowercase())),
            "location" => meets(&row.entry.location.to_lowercase()),
            "citation" => {
                let citation = row.entry.citation.to_lowercase();
                meets(&citation) || notices(&citation).iter().any(|notice| meets(&notice.to_lowercase()))
            }
            "kind" => meets(if row.entry.individual { "individual" } else { "entity" }),
            _ => row.facets.iter().any(|(facet, value)| *facet == wanted && meets(&value.to_lowercase())),
        };
        match self {
            Self::Held => held,
            Self::Region => region(&row.entry),
            Self::Equals(facet, value) => any(facet, &|found| found == value),
            Self::Contains(facet, value) => any(facet, &|found| found.contains(value.as_str())),
        }
    }
}

/// The notices of the Federal Register in a citation, as `84 FR 54004`.
pub(crate) fn notices(citation: &str) -> Vec<String> {
    let words: Vec<&str> =
        citation.split_whitespace().map(|word| word.trim_matches(|ch: char| !ch.is_alphanumeric())).collect();
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut found: Vec<String> = Vec::new();
    for three in words.windows(3) {
        if let [volume, "FR" | "fr", page] = three
            && number(volume)
            && number(page)
        {
            let notice = format!("{volume} FR {page}");
            if !found.contains(&notice) {
                found.push(notice);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_are_told_from_their_days() {
        assert_eq!(
            notices("84 FR 54004, 10/9/19.\n85 FR 44161, 7/22/20; 85 FR 44161; Vol. 88, No. 151"),
            ["84 FR 54004", "85 FR 44161"]
        );
    }
}
