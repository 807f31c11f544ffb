//! `site-in-region`: a site, or the stated origin of a material, lies in the region for certain.

use super::assemble::{at, name_place};
use super::{Context, Draft, RuleCheck};
use crate::facts::{Fact, Facts, Key, Kind, RecordId};
use crate::finding::{Location, Place, PlaceHow, Signal};
use crate::policy::check::{NoParams, StartsFrom};
use crate::screen::place::{Part, PlaceSignal, Reading, Strength};

/// The check.
pub(super) struct SiteInRegion;

impl RuleCheck for SiteInRegion {
    const NAME: &'static str = "site-in-region";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Site, Kind::Material]);
    type Params = NoParams;

    fn run(context: &Context<'_>, _: &NoParams) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (&record, reading) in &context.signals.places {
            let kind = context.graph.kind(record);
            if matches!(kind, Kind::Site | Kind::Material)
                && let Some(signal) = surest(reading)
            {
                drafts.push(draft(context, record, reading, signal));
            }
        }
        drafts
    }
}

/// The sure signal to lead with: what people wrote before what was computed. A postal code is a rule of its own.
pub(super) fn surest(reading: &Reading) -> Option<&PlaceSignal> {
    reading
        .signals
        .iter()
        .filter(|signal| signal.strength == Strength::Sure && signal.part != Part::Postcode)
        .min_by_key(|signal| rank(signal.part))
}

fn rank(part: Part) -> usize {
    let order = [Part::Province, Part::City, Part::Address, Part::Coordinates, Part::Locode, Part::Name];
    order.iter().position(|known| *known == part).unwrap_or(order.len())
}

/// The fact that a part of an address was read from.
pub(super) fn fact_of(facts: &Facts, record: RecordId, part: Part) -> Option<&Fact> {
    let keys: &[Key] = match part {
        Part::Name => &[Key::Name],
        Part::Address => &[Key::Address],
        Part::City => &[Key::City],
        Part::Province => &[Key::Province, Key::OriginRegion],
        Part::Postcode => &[Key::Postcode, Key::Address],
        Part::Coordinates => &[Key::Lat],
        Part::Locode => &[Key::Locode],
        Part::Country => &[Key::Country, Key::Origin],
        Part::Mid => &[Key::Mid],
    };
    keys.iter().find_map(|key| facts.get(record, *key))
}

/// The same, but of several facts of the part the one in which the text stands.
fn stating<'f>(facts: &'f Facts, record: RecordId, signal: &PlaceSignal) -> Option<&'f Fact> {
    let first = fact_of(facts, record, signal.part)?;
    facts.all(record, first.key).find(|fact| facts.text(fact).contains(&signal.matched)).or(Some(first))
}

pub(super) fn location(facts: &Facts, record: RecordId, signal: &PlaceSignal) -> Location {
    stating(facts, record, signal).map_or_else(|| name_place(facts, record), |fact| at(facts, record, fact))
}

/// Lists the contradictions of the region.
pub(super) fn contradictions(reading: &Reading) -> Vec<String> {
    reading.conflicts.iter().map(|conflict| conflict.message()).collect()
}

fn draft(context: &Context<'_>, record: RecordId, reading: &Reading, signal: &PlaceSignal) -> Draft {
    let facts = context.facts;
    let mut locations = vec![location(facts, record, signal)];
    let mut also = Vec::new();
    for other in &reading.signals {
        if other.part != signal.part && other.strength != Strength::Hint {
            let place = location(facts, record, other);
            if !locations.contains(&place) {
                locations.push(place);
            }
            also.push(Signal {
                part: other.part.word().to_owned(),
                stated: other.matched.clone(),
                meaning: other.division.clone(),
            });
        }
    }
    // The region matched, not a spelling of it: a better address for the same site is the same finding.
    Draft::new(record, reason_of(signal, also, contradictions(reading)), locations, "CN-XJ".to_owned())
}

/// A signal as the reason of a finding, with what else speaks for it or against it.
pub(super) fn reason_of(signal: &PlaceSignal, also: Vec<Signal>, conflicts: Vec<String>) -> Place {
    let how = if signal.why.is_empty() { signal.how.to_owned() } else { format!("{}: {}", signal.how, signal.why) };
    Place {
        part: signal.part.word().to_owned(),
        stated: signal.matched.clone(),
        meaning: signal.division.clone(),
        code: signal.code.clone(),
        how: PlaceHow::Met(how),
        also,
        conflicts,
    }
}
