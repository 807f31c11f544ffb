//! `identifier`: identifiers that are malformed, fail their check digit, or stand on two different parties.
//!
//! Parameters: `format_level` (default `warn`) caps malformed ones; a conflict keeps the level of the rule.

use std::collections::HashMap;

use super::assemble::{at, level};
use super::signals::ID_KEYS;
use super::{Context, Draft};
use crate::policy::model::{Level, Rule};
use crate::screen::identifier::{self, Check};
use crate::screen::name::identity;
use crate::supply::model::{Fact, Key, Kind, RecordId};
use crate::verdict::finding::Reason;

/// Identifiers that name one legal person or one site; two different names on one of them contradict each other.
const UNIQUE: [Key; 6] = [Key::Uscc, Key::Lei, Key::OsId, Key::Rmi, Key::Bpnl, Key::Fei];

pub(super) fn run(context: &Context<'_>, rule: &Rule) -> Vec<Draft> {
    let facts = context.facts;
    let mut drafts = Vec::new();
    let mut holders: HashMap<(Key, String), (RecordId, Fact)> = HashMap::new();
    for (id, record) in facts.records() {
        if !matches!(record.kind, Kind::Party | Kind::Site) {
            continue;
        }
        for fact in facts.of(id) {
            let Some((_, scheme)) = ID_KEYS.iter().find(|(key, _)| *key == fact.key) else { continue };
            let text = facts.text(fact);
            if let Some(reading) = identifier::read(scheme, text) {
                let (problem, expected) = match reading.check {
                    Check::Valid => (None, None),
                    Check::BadShape(why) => (Some(why), None),
                    Check::BadCheck { expected } => {
                        (Some("the check character does not fit".to_owned()), Some(expected))
                    }
                };
                if let Some(problem) = problem {
                    let reason =
                        Reason::Identifier { scheme: (*scheme).to_owned(), stated: text.to_owned(), problem, expected };
                    let matched = format!("{scheme}={text}");
                    drafts.push(Draft::new(id, reason, vec![at(facts, id, fact)], matched).capped(
                        level(rule, "format_level").unwrap_or(Level::Warn),
                        "a malformed identifier is a mistake to correct, not proof of anything",
                    ));
                }
            }
            if UNIQUE.contains(&fact.key) {
                let key = (fact.key, super::screens::normal_identifier(text));
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

/// Whether two records of the same kind carry names that have nothing to do with each other.
fn different(context: &Context<'_>, one: RecordId, other: RecordId) -> bool {
    let facts = context.facts;
    if facts.record(one).kind != facts.record(other).kind {
        return false;
    }
    let names = |id: RecordId| -> Vec<String> {
        facts
            .of(id)
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
    let reason = Reason::Identifier {
        scheme: scheme.to_owned(),
        problem: format!("also stated for {}, another name", name(first.0)),
        expected: Some(name(first.0)),
        stated: stated.clone(),
    };
    let locations = vec![at(facts, second.0, second.1), at(facts, first.0, first.1)];
    Draft::new(second.0, reason, locations, format!("conflict:{scheme}={stated}"))
}
