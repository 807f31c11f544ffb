//! `place-name-in-region`: a name or address that carries a place name of the region, without the context that would
//! make it certain.

use super::assemble::{at, name_place};
use super::site::{contradictions, location, reason_of, surest};
use super::{Context, Draft, RuleCheck};
use crate::facts::{Facts, Key, Kind, RecordId};
use crate::finding::Location;
use crate::policy::check::{NoParams, StartsFrom};
use crate::screen::name::MatchClass;
use crate::screen::place::{Part, Strength};

/// The check.
pub(super) struct PlaceNameInRegion;

impl RuleCheck for PlaceNameInRegion {
    const NAME: &'static str = "place-name-in-region";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Party, Kind::Site]);
    type Params = NoParams;

    fn run(context: &Context<'_>, _: &NoParams) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (&record, reading) in &context.signals.places {
            if !matches!(context.graph.kind(record), Kind::Party | Kind::Site) || already_said(context, record) {
                continue;
            }
            let Some(signal) = reading
                .signals
                .iter()
                .filter(|signal| signal.strength >= Strength::Likely && signal.part != Part::Postcode)
                .max_by_key(|signal| signal.strength)
            else {
                continue;
            };
            let place = match signal.part {
                Part::Name => naming(context.facts, record, &signal.matched),
                _ => location(context.facts, record, signal),
            };
            let reason = reason_of(signal, Vec::new(), contradictions(reading));
            let matched = signal.code.clone().unwrap_or_else(|| signal.matched.to_lowercase());
            drafts.push(Draft::new(record, reason, vec![place], matched));
        }
        drafts
    }
}

/// The place of the name in which a text stands: the first, another one, or that of an owner.
fn naming(facts: &Facts, record: RecordId, matched: &str) -> Location {
    let keys = [Key::Name, Key::NameZh, Key::NameUg, Key::NameOther, Key::Alias, Key::Parent];
    let mut facts_of = keys.into_iter().flat_map(|key| facts.all(record, key));
    facts_of
        .find(|fact| facts.text(fact).contains(matched))
        .map_or_else(|| name_place(facts, record), |fact| at(facts, record, fact))
}

/// Returns true if something stronger says the same about the record: its site is in the region, or it is listed.
fn already_said(context: &Context<'_>, record: RecordId) -> bool {
    let sure = |id: RecordId| {
        context.graph.kind(id) == Kind::Site
            && context.signals.places.get(&id).is_some_and(|reading| surest(reading).is_some())
    };
    let listed = |id: RecordId| {
        context.signals.lists.get(&id).is_some_and(|hits| hits.iter().any(|hit| hit.verdict == MatchClass::Match))
    };
    let party = context.graph.party_of(record);
    sure(record)
        || listed(record)
        || context.graph.sites_of(record).any(sure)
        || (context.graph.kind(record) == Kind::Site && party.is_some_and(listed))
}
