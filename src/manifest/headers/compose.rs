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
/// Role of words that name who stands above another, in companies as in every other tree.
const PARENT: &str = "parent";
/// Role of words that name who makes goods.
const MAKER: &str = "manufacturer";

/// Something that a header is about.
#[derive(Clone, Copy)]
enum Noun {
    Role(&'static str),
    Thing(Field),
}

/// Reads a header by its words.
pub(super) fn compose(header: &str) -> Reading {
    let mut tokens = tokens(header);
    // What people add in brackets explains: a word there that is not known, or that speaks of another use, takes nothing
    // away from what stands outside.
    let outside = tokens.iter().any(|token| !token.bracket);
    let explains =
        |token: &Token| token.bracket && (token.part.is_none() || outside && token.part == Some(Part::Other));
    tokens.retain(|token| !explains(token));
    // Of two things in one column whoever is named must not get lost.
    let joined = tokens.split(|token| token.part == Some(Part::And)).count() > 1;
    let who = |reading: &Reading| matches!(reading, Reading::Field(it) if it.field.is_who() && !it.generic);
    let named = joined.then(|| tokens.split(|token| token.part == Some(Part::And)).map(phrase).find(who)).flatten();
    let whole = phrase(&tokens);
    match named {
        // "Name and address of the supplier" says so itself.
        Some(named) if !who(&whole) => named,
        _ => whole,
    }
}

/// Reads the words of a header, or of one of the things that it names.
fn phrase(tokens: &[Token]) -> Reading {
    if has(tokens, Part::Other) {
        return Reading::Other;
    }
    let attributes: Vec<Field> = tokens
        .iter()
        .filter_map(|token| match token.part {
            Some(Part::Attribute(field)) => Some(field),
            _ => None,
        })
        .collect();
    let noun = noun(tokens);
    let unknown = tokens.iter().any(|token| token.part.is_none());
    if unknown && !(attributes.is_empty() && modifies(tokens)) {
        let who = matches!(noun, Some(Noun::Role(_))) || has(tokens, Part::Name);
        return Reading::Part { who, place: attributes.iter().any(|field| field.is_place()) };
    }
    let number = tokens.iter().find_map(|token| match token.part {
        Some(Part::Number(number)) => Some(number),
        _ => None,
    });
    let native = has(tokens, Part::Language(true)) && !has(tokens, Part::Language(false));
    let field = field(tokens, &attributes, noun, number, native);
    let Some(field) = field else {
        return if tokens.is_empty() { Reading::Unknown } else { Reading::Other };
    };
    let role = match noun {
        Some(Noun::Role(role)) if role != BODY => role,
        _ => "",
    };
    let tiered = attributes.contains(&Field::Tier);
    let bare = match field {
        Field::Supplier => {
            matches!(noun, Some(Noun::Role(BODY | SITE))) && !has(tokens, Part::Name) || role.is_empty() && tiered
        }
        Field::Native => noun.is_none(),
        Field::Parent => role == PARENT && !has(tokens, Part::Name) && roles(tokens) == 1,
        _ => false,
    };
    Reading::Field(Meaning {
        field,
        role,
        ordinal: if tiered { 0 } else { number.unwrap_or(0) },
        tier: number.filter(|_| tiered),
        generic: field == Field::Supplier && noun.is_none() && !tiered,
        vague: bare || unknown,
    })
}

/// Returns true if every word that is not known only says which one of a role it is: `button supplier`, `proveedor
/// homologado`, `冶炼企业`.
fn modifies(tokens: &[Token]) -> bool {
    let role = |token: &Token| matches!(token.part, Some(Part::Role(role)) if role != OWNER && role != PARENT);
    let telling =
        |token: &&Token| !matches!(token.part, Some(Part::Name | Part::Filler | Part::Number(_) | Part::Language(_)));
    let plain = !tokens.iter().any(|token| matches!(token.part, Some(Part::Id | Part::Type | Part::Link)));
    let first = tokens.iter().find(telling).is_some_and(|token| role(token) && token.head_first);
    let last = tokens.iter().rev().find(telling).is_some_and(|token| role(token) && !token.head_first);
    plain && (first || last)
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

/// Number of roles that the words name.
fn roles(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| matches!(token.part, Some(Part::Role(_)))).count()
}

/// Returns true if one of the words plays this part.
fn has(tokens: &[Token], part: Part) -> bool {
    tokens.iter().any(|token| token.part == Some(part))
}

/// The field that the words amount to; `None` for one that the gate has no use for.
fn field(
    tokens: &[Token],
    attributes: &[Field],
    noun: Option<Noun>,
    number: Option<u8>,
    native: bool,
) -> Option<Field> {
    let names = has(tokens, Part::Name);
    let numbers = has(tokens, Part::Id);
    let owner = matches!(noun, Some(Noun::Role(OWNER | PARENT)));
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
    // An "n-tier supplier" is one, a "supplier tier" is a number.
    let of_a_tier = matches!(tokens.last().and_then(|token| token.part), Some(Part::Role(_)));
    if tiered && (numbers || has(tokens, Part::Type) || number.is_none() && !of_a_tier) {
        return Some(Field::Tier);
    }
    if has(tokens, Part::Type) {
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
        // A number of the owner's is none of the party.
        Some(Noun::Role(OWNER | PARENT)) if numbers => None,
        Some(Noun::Role(OWNER | PARENT)) => Some(Field::Parent),
        Some(Noun::Role(MAKER)) if numbers => Some(Field::MakerId),
        Some(Noun::Role(_)) if numbers => Some(Field::SupplierId),
        Some(Noun::Role(_)) if native => Some(Field::Native),
        Some(Noun::Role(MAKER)) => Some(Field::Manufacturer),
        Some(Noun::Role(_)) => Some(Field::Supplier),
        // A language alone says in which one, not what.
        None if native && names => Some(Field::Native),
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
