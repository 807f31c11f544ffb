//! The identity of a record, wherever it stands and however the file around it changes: the subject in a fingerprint.
//!
//! A fingerprint is made of the rule, the identity of the subject and what matched, never of a line or a file name. So a
//! moved or split file changes nothing, and another supplier on an old line does. Waivers and the baseline name findings
//! by it, which is why two records must never share one by accident: an identity is folded only in case, spacing and
//! punctuation, legal forms count, and the records of native manifests are told apart by their ids too.

use unicode_normalization::UnicodeNormalization;

use crate::facts::{Facts, Key, Kind, RecordId};
use crate::finding::joined;
use crate::screen::identifier::{self, Check};
use crate::supply::graph::Graph;

/// Identifiers that name one legal person, site or product, the strongest first, with the scheme that checks them.
const IDENTIFIERS: [(Key, &str); 8] = [
    (Key::Uscc, "uscc"),
    (Key::Lei, "lei"),
    (Key::Duns, "duns"),
    (Key::OsId, "os_id"),
    (Key::Gln, "gln"),
    (Key::Rmi, "rmi"),
    (Key::Bpnl, "bpnl"),
    (Key::Gtin, "gtin"),
];

/// Keys that tell records without such an identifier apart: names, places, goods, and the ends of an edge.
const STATED: [Key; 30] = [
    Key::Name,
    Key::NameZh,
    Key::NameUg,
    Key::Country,
    Key::Province,
    Key::City,
    Key::Address,
    Key::Postcode,
    Key::Lat,
    Key::Lon,
    Key::Mpn,
    Key::Hs,
    Key::Origin,
    Key::OriginRegion,
    Key::From,
    Key::To,
    Key::Item,
    Key::Material,
    Key::Lot,
    Key::Mode,
    Key::Owner,
    Key::Owned,
    Key::Kind,
    Key::Party,
    Key::Region,
    Key::File,
    Key::For,
    Key::Source,
    Key::Url,
    Key::Claim,
];

/// Identity of a record, whatever file it stands in.
///
/// A valid identifier says it all. Otherwise the identity is what the record states: names, place, goods and, in a native
/// manifest, its id, because two namesakes there are two records. Rows of a table that state the same name and country
/// are one supplier, and with the same address one site. Vendor numbers of tables are left out: a column of that name often
/// only counts rows, and then every export would make all findings new.
#[must_use]
pub fn subject_identity(facts: &Facts, graph: &Graph<'_>, id: RecordId) -> String {
    let record = facts.record(id);
    let mut parts = vec![record.kind.table().to_owned()];
    if let Some((key, value)) = IDENTIFIERS.into_iter().find_map(|(key, scheme)| {
        let text = facts.value(id, key).filter(|text| identifies(scheme, text))?;
        Some((key, identifier::normal(text)))
    }) {
        parts.extend([key.name().to_owned(), value]);
        return joined(&parts);
    }
    let party = graph.party_of(id).filter(|_| record.kind == Kind::Site);
    if let Some(party) = party {
        parts.extend(["of".to_owned(), subject_identity(facts, graph, party)]);
    }
    if record.row == 0
        && let Some(text) = facts.value(id, Key::Id).filter(|text| !generated(text))
    {
        parts.extend(["id".to_owned(), text.to_owned()]);
    }
    // The party of a site is in it already, by who it is instead of what a manifest calls it.
    for key in STATED.into_iter().filter(|key| *key != Key::Party || party.is_none()) {
        for fact in facts.all(id, key) {
            parts.extend([key.name().to_owned(), fold(key, facts.text(fact))]);
        }
    }
    if record.row > 0 && record.kind == Kind::Party {
        // A row states the country beside the supplier, and namesakes in two countries are two.
        let country = graph.sites_of(id).find_map(|site| facts.value(site, Key::Country));
        parts.extend(country.map(|text| format!("in:{}", fold(Key::Country, text))));
    }
    if parts.len() == 1 {
        for fact in facts.of_record(id) {
            parts.extend([fact.key.name().to_owned(), fold(fact.key, facts.text(fact))]);
        }
    }
    joined(&parts)
}

/// Keys by which people tell companies, places and products apart, whatever identifier stands beside them.
const TELLING: [Key; 7] = [Key::Name, Key::NameZh, Key::Country, Key::Province, Key::City, Key::Hs, Key::Mpn];

/// Finds what tells a record from an older one of the same identity: a key that both state, with no value in common; and the
/// old value. An identifier that moved to another company, place or product would else carry the old answer with it.
#[must_use]
pub fn told_apart(facts: (&Facts, RecordId), before: (&Facts, RecordId)) -> Option<(Key, String)> {
    let stated = |(facts, id): (&Facts, RecordId), key: Key| -> Vec<(String, String)> {
        let values = row_of(facts, id).flat_map(|id| facts.all(id, key));
        values.map(|fact| (fold(key, facts.text(fact)), facts.text(fact).to_owned())).collect()
    };
    TELLING.into_iter().find_map(|key| {
        let (new, old) = (stated(facts, key), stated(before, key));
        let shared = new.iter().any(|(new, _)| old.iter().any(|(old, _)| new == old));
        if new.is_empty() || shared { None } else { old.into_iter().next().map(|(_, text)| (key, text)) }
    })
}

/// A record with the others that its row of a table makes: the site beside the supplier.
fn row_of(facts: &Facts, id: RecordId) -> impl Iterator<Item = RecordId> {
    /// A row makes a handful of records, one after the other.
    const REACH: u32 = 4;
    let own = *facts.record(id);
    let most = u32::try_from(facts.len()).unwrap_or(u32::MAX);
    let near = id.0.saturating_sub(REACH)..id.0.saturating_add(REACH + 1).min(most);
    let beside = move |other: &RecordId| {
        let record = facts.record(*other);
        own.row > 0
            && *other != id
            && (record.file, record.row, record.span) == (own.file, own.row, own.span)
            && matches!((own.kind, record.kind), (Kind::Party, Kind::Site))
    };
    std::iter::once(id).chain(near.map(RecordId).filter(beside))
}

/// Returns true for an identifier that names somebody: "n/a", "tbd" and codes that fail their check digit do not.
fn identifies(scheme: &str, text: &str) -> bool {
    match identifier::read(scheme, text) {
        Some(reading) => reading.check == Check::Valid,
        None => {
            let normal = identifier::normal(text);
            normal.len() >= 6 && normal.bytes().filter(u8::is_ascii_digit).count() >= 3
        }
    }
}

/// Returns true for an id with a UUID: tools make a new one with every export, so it says nothing about who the record
/// is.
fn generated(id: &str) -> bool {
    id.split(|ch: char| !ch.is_ascii_hexdigit() && ch != '-').any(|part| {
        let bytes = part.as_bytes();
        bytes.len() >= 36
            && bytes[bytes.len() - 36..]
                .iter()
                .enumerate()
                .all(|(at, byte)| matches!(at, 8 | 13 | 18 | 23) == (*byte == b'-'))
    })
}

/// Text with case, spacing, punctuation and compatibility forms made alike; numbers stay as they are.
#[must_use]
pub fn fold(key: Key, text: &str) -> String {
    if matches!(key, Key::Lat | Key::Lon) {
        return text.trim().to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for ch in text.nfkc().flat_map(char::to_lowercase) {
        if ch.is_alphanumeric() || unicode_normalization::char::is_combining_mark(ch) {
            folded.push(ch);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    let folded = folded.trim_end();
    // Nothing but punctuation: then the punctuation is all there is.
    if folded.is_empty() { text.trim().to_owned() } else { folded.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_apart_what_differs() {
        let name = |text: &str| fold(Key::Name, text);
        assert_eq!(name("ALPHA  Works,Co.  Ltd."), name("Alpha Works Co Ltd"));
        assert_eq!(name("Ａlpha"), "alpha");
        assert_ne!(name("Alpha GmbH"), name("Alpha Inc"), "two legal persons");
        assert_ne!(name("Alpha Beta"), name("Beta Alpha"));
        assert_ne!(name("???"), name("---"));
        assert_ne!(fold(Key::Lat, "42.87"), fold(Key::Lat, "-42.87"));
    }

    #[test]
    fn placeholders_do_not_identify() {
        for text in ["n/a", "TBD", "unknown", "000", "91650000000000000X"] {
            assert!(!identifies("uscc", text), "{text}");
            assert!(!identifies("rmi", text) || text.len() > 6, "{text}");
        }
        assert!(identifies("rmi", "CID002312"));
        assert!(generated("urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"));
        assert!(generated("SPDXRef-3e671687-395b-41f5-a30f-a58921a69b79"));
        assert!(!generated("acme-1"));
    }
}
