//! The field of a header, composed of its words: role × thing × attribute × number × language.
//!
//! No header stands in a list here. `supplier_city` is a city because `supplier_address` is an address, in every language
//! whose words are known.

use super::words::{Part, Token, tokens};
use super::{Field, Meaning, Reading};

/// Role of words that name any organisation.
const BODY: &str = "body";
/// Role of words that name any place of work.
const SITE: &str = "site";
/// Role of words that name who owns another.
const OWNER: &str = "owner";
/// Role of words that name who makes goods.
const MAKER: &str = "manufacturer";

/// Something that a header is about.
#[derive(Clone, Copy)]
enum Noun {
    Role(&'static str),
    Thing(Field),
}

/// Test of a part of a header.
type Test<'t> = &'t dyn Fn(Part) -> bool;

/// Reads a header by its words.
pub(super) fn compose(header: &str) -> Reading {
    let mut tokens = tokens(header);
    // What people add in brackets explains; a word there that is not known takes nothing away.
    tokens.retain(|token| !token.bracket || token.part.is_some());
    let has = |test: Test<'_>| tokens.iter().filter_map(|token| token.part).any(test);
    if has(&|part| part == Part::Other) {
        return Reading::Other;
    }
    let whole = tokens.iter().all(|token| token.part.is_some());
    let attributes: Vec<Field> = tokens
        .iter()
        .filter_map(|token| match token.part {
            Some(Part::Attribute(field)) => Some(field),
            _ => None,
        })
        .collect();
    let noun = noun(&tokens);
    if !whole {
        let who = matches!(noun, Some(Noun::Role(_))) || has(&|part| part == Part::Name);
        return Reading::Part { who, place: attributes.iter().any(|field| field.is_place()) };
    }
    let number = tokens.iter().find_map(|token| match token.part {
        Some(Part::Number(number)) => Some(number),
        _ => None,
    });
    let native = has(&|part| part == Part::Language(true)) && !has(&|part| part == Part::Language(false));
    let field = field(&attributes, noun, number, native, &has);
    let Some(field) = field else {
        return if tokens.is_empty() { Reading::Unknown } else { Reading::Other };
    };
    let role = match noun {
        Some(Noun::Role(role)) if role != BODY => role,
        _ => "",
    };
    let tiered = attributes.contains(&Field::Tier);
    let bare = matches!(noun, Some(Noun::Role(BODY | SITE))) && !has(&|part| part == Part::Name);
    Reading::Field(Meaning {
        field,
        role,
        ordinal: if tiered { 0 } else { number.unwrap_or(0) },
        tier: number.filter(|_| tiered),
        generic: field == Field::Supplier && noun.is_none() && !tiered,
        vague: bare && field == Field::Supplier || role.is_empty() && tiered && field == Field::Supplier,
    })
}

/// The noun that the header is about: the last one of a phrase in most languages, the first one in those that put the
/// head first; of several phrases that a link joins, the first that has one.
fn noun(tokens: &[Token]) -> Option<Noun> {
    for phrase in tokens.split(|token| token.part == Some(Part::Link)) {
        let nouns: Vec<(Noun, bool)> = phrase
            .iter()
            .filter_map(|token| match token.part {
                Some(Part::Role(role)) => Some((Noun::Role(role), token.head_first)),
                Some(Part::Thing(field)) => Some((Noun::Thing(field), token.head_first)),
                _ => None,
            })
            .collect();
        // A company that is also something else is that; so is a plant.
        let mut kept = nouns;
        for vague in [BODY, SITE] {
            let is_vague = |noun: &Noun| matches!(noun, Noun::Role(role) if *role == vague);
            if kept.iter().any(|(noun, _)| matches!(noun, Noun::Role(_)) && !is_vague(noun)) {
                kept.retain(|(noun, _)| !is_vague(noun));
            }
        }
        let head = if kept.first().is_some_and(|(_, head_first)| *head_first) { kept.first() } else { kept.last() };
        if let Some((noun, _)) = head {
            return Some(*noun);
        }
    }
    None
}

/// The field that the words amount to; `None` for one that the gate has no use for.
fn field(
    attributes: &[Field],
    noun: Option<Noun>,
    number: Option<u8>,
    native: bool,
    has: &dyn Fn(Test<'_>) -> bool,
) -> Option<Field> {
    let names = has(&|part| part == Part::Name);
    let numbers = has(&|part| part == Part::Id);
    let owner = matches!(noun, Some(Noun::Role(OWNER)));
    let named = names && matches!(noun, Some(Noun::Role(_)));
    // "Name and address" in one: whoever it is must not get lost.
    if let Some(place) = place(attributes).filter(|place| !(named && *place == Field::Address)) {
        // Where an owner sits is not where the goods come from.
        return (!owner).then_some(place);
    }
    let others: Vec<Field> =
        attributes.iter().copied().filter(|field| !field.is_place() && *field != Field::Tier).collect();
    if let Some(field) = others.iter().find(|field| **field != Field::Quantity).or(others.first()) {
        return Some(*field);
    }
    let tiered = attributes.contains(&Field::Tier);
    if tiered && !(number.is_some() && !numbers && !has(&|part| part == Part::Type)) {
        return Some(Field::Tier);
    }
    if has(&|part| part == Part::Type) {
        return Some(match noun {
            Some(Noun::Role(SITE)) => Field::Activity,
            Some(Noun::Role(_)) => Field::Role,
            _ => Field::Category,
        });
    }
    match noun {
        Some(Noun::Thing(_)) if numbers => Some(Field::Mpn),
        Some(Noun::Thing(_)) if names => Some(Field::Material),
        Some(Noun::Thing(field)) => Some(field),
        Some(Noun::Role(OWNER)) => Some(Field::Parent),
        Some(Noun::Role(MAKER)) if numbers => Some(Field::MakerId),
        Some(Noun::Role(_)) if numbers => Some(Field::SupplierId),
        Some(Noun::Role(_)) if native => Some(Field::Native),
        Some(Noun::Role(MAKER)) => Some(Field::Manufacturer),
        Some(Noun::Role(_)) => Some(Field::Supplier),
        None if native && !numbers => Some(Field::Native),
        None if names || tiered => Some(Field::Supplier),
        None => None,
    }
}

/// The part of an address that the words name: the narrower one of two, and the whole address where they name several.
fn place(attributes: &[Field]) -> Option<Field> {
    let has = |field: Field| attributes.contains(&field);
    let narrow = [Field::Country, Field::Province, Field::City].map(has);
    if has(Field::Latitude) && has(Field::Longitude) {
        return Some(Field::Coordinates);
    }
    let exact = [Field::Coordinates, Field::Latitude, Field::Longitude].into_iter().find(|field| has(*field));
    if exact.is_some() {
        return exact;
    }
    Some(match narrow {
        _ if has(Field::Postcode) && narrow.contains(&true) => Field::Address,
        _ if has(Field::Postcode) => Field::Postcode,
        // "Country or region" is what the careful call a country.
        [true, _, false] => Field::Country,
        [false, true, false] => Field::Province,
        [false, false, true] => Field::City,
        [_, _, true] => Field::Address,
        [false, false, false] if has(Field::Address) => Field::Address,
        [false, false, false] if has(Field::Location) => Field::Location,
        [false, false, false] => return None,
    })
}
