//! `identifier`: identifiers that are malformed, fail their check digit, or stand on two different parties.

use std::collections::HashMap;

use serde::Deserialize;

use super::assemble::at;
use super::signals::ID_KEYS;
use super::{Context, Draft, RuleCheck};
use crate::facts::{Fact, Key, Kind, RecordId};
use crate::finding::{self, IdentifierProblem, Level, LevelNote};
use crate::policy::check::{CheckParams, StartsFrom};
use crate::screen::identifier::{self, Check};
use crate::screen::name::identity;

/// Identifiers that name one legal person or one site; two different names on one of them contradict each other.
const UNIQUE: [Key; 6] = [Key::Uscc, Key::Lei, Key::OsId, Key::Rmi, Key::Bpnl, Key::Fei];

/// The parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// The highest level of an identifier that is malformed; one that stands on two parties keeps the level of the rule.
    #[serde(default = "warn")]
    format_level: Level,
}

impl CheckParams for Params {}

const fn warn() -> Level {
    Level::Warn
}

/// The check.
pub(super) struct Identifier;

impl RuleCheck for Identifier {
    const NAME: &'static str = "identifier";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Party, Kind::Site]);
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        let facts = context.facts;
        let mut drafts = Vec::new();
        let mut holders: HashMap<(Key, String), (RecordId, Fact)> = HashMap::new();
        for (id, record) in facts.records() {
            if !matches!(record.kind, Kind::Party | Kind::Site) {
                continue;
            }
            for fact in facts.of_record(id) {
                let Some((_, scheme)) = ID_KEYS.iter().find(|(key, _)| *key == fact.key) else { continue };
                let text = facts.text(fact);
                if let Some(reading) = identifier::read(scheme, text) {
                    let (problem, expected) = match reading.check {
                        Check::Valid => (None, None),
                        Check::BadShape(why) => (Some(IdentifierProblem::Shape(why)), None),
                        Check::BadCheck { expected } => (Some(IdentifierProblem::CheckCharacter), Some(expected)),
                    };
                    if let Some(problem) = problem {
                        let reason = finding::Identifier {
                            scheme: (*scheme).to_owned(),
                            stated: text.to_owned(),
                            problem,
                            expected,
                        };
                        let matched = format!("{scheme}={text}");
                        drafts.push(
                            Draft::new(id, reason, vec![at(facts, id, fact)], matched)
                                .capped(params.format_level, LevelNote::MalformedIdentifier),
                        );
                    }
                }
                if fact.key == Key::Mid
                    && let Some((problem, expected)) = other_manufacturer(context, id, text)
                {
                    let reason = finding::Identifier {
                        scheme: (*scheme).to_owned(),
                        stated: text.to_owned(),
                        problem,
                        expected: Some(expected),
                    };
                    drafts.push(
                        Draft::new(id, reason, vec![at(facts, id, fact)], format!("mid={text}"))
                            .capped(params.format_level, LevelNote::ManufacturerId),
                    );
                }
                if UNIQUE.contains(&fact.key) {
                    let key = (fact.key, identifier::normal(text));
                    match holders.get(&key) {
                        Some((holder, first)) if different(context, *holder, id) => {
                            drafts.push(conflict(context, (*holder, first), (id, fact), scheme));
                        }
                        Some(_) => {}
                        None => {
                            holders.insert(key, (id, *fact));
                        }
                    }
                }
            }
        }
        drafts
    }
}

/// Finds a manufacturer id whose country or city is not that of its record, and makes the id that 19 CFR part 102
/// gives for what is stated. The name is not compared: filers abbreviate it in too many ways.
fn other_manufacturer(context: &Context<'_>, id: RecordId, text: &str) -> Option<(IdentifierProblem, String)> {
    let facts = context.facts;
    if identifier::read("mid", text)?.check != Check::Valid {
        return None;
    }
    let code = identifier::normal(text);
    let plain = |key| facts.value(id, key).filter(|text| text.is_ascii());
    let party = context.graph.party_of(id);
    let country = plain(Key::Country)
        .or_else(|| party.and_then(|party| facts.value(party, Key::Country)))
        .map(|country| if crate::screen::place::is_china(country) { "CN" } else { country.trim() })
        .filter(|country| country.len() == 2)?
        .to_ascii_uppercase();
    let city = plain(Key::City).unwrap_or_default();
    let name = plain(Key::Name).or_else(|| facts.value(party?, Key::Name)).unwrap_or_default();
    let expected = identifier::mid::build(&country, name, plain(Key::Address).unwrap_or_default(), city);
    // Canada is written by province (XA, XB, …).
    let other_country = !(code.starts_with(&country) || country == "CA" && code.starts_with('X'));
    let letters: String = city.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_uppercase();
    let other_city = letters.len() == 3 && !code.ends_with(&letters);
    let problem = match (other_country, other_city) {
        (true, _) => IdentifierProblem::OtherCountry { stated: code[..2].to_owned(), country },
        (false, true) => {
            IdentifierProblem::OtherCity { stated: code[code.len() - 3..].to_owned(), city: city.to_owned() }
        }
        (false, false) => return None,
    };
    Some((problem, expected))
}

/// Returns true if two records of the same kind carry names that have nothing to do with each other.
fn different(context: &Context<'_>, one: RecordId, other: RecordId) -> bool {
    let facts = context.facts;
    if facts.record(one).kind != facts.record(other).kind {
        return false;
    }
    let names = |id: RecordId| -> Vec<String> {
        facts
            .of_record(id)
            .iter()
            .filter(|fact| matches!(fact.key, Key::Name | Key::NameZh | Key::NameOther | Key::NameUg | Key::Alias))
            .map(|fact| identity(facts.text(fact)))
            .collect()
    };
    let (one, other) = (names(one), names(other));
    !one.is_empty() && !other.is_empty() && !one.iter().any(|name| other.contains(name))
}

fn conflict(context: &Context<'_>, first: (RecordId, &Fact), second: (RecordId, &Fact), scheme: &str) -> Draft {
    let facts = context.facts;
    let name =
        |id| facts.value(id, Key::Name).or_else(|| facts.value(id, Key::NameZh)).unwrap_or("(no name)").to_owned();
    let stated = facts.text(second.1).to_owned();
    let reason = finding::Identifier {
        scheme: scheme.to_owned(),
        problem: IdentifierProblem::OtherName(name(first.0)),
        expected: None,
        stated: stated.clone(),
    };
    let locations = vec![at(facts, second.0, second.1), at(facts, first.0, first.1)];
    Draft::new(second.0, reason, locations, format!("conflict:{scheme}={stated}"))
}
