//! `address-conflict`: the parts of one address contradict each other, or its coordinates look mistaken.
//!
//! Where another rule already reports the region, the contradiction stands in that finding; here is what would be silent.

use super::assemble::name_place;
use super::site::{fact_of, location};
use super::{Context, Draft, RuleCheck};
use crate::facts::{Kind, RecordId};
use crate::finding::{Place, PlaceHow};
use crate::policy::check::{NoParams, StartsFrom};
use crate::screen::place::{Part, PlaceSignal, Reading, Strength};

/// The check.
pub(super) struct AddressConflict;

impl RuleCheck for AddressConflict {
    const NAME: &'static str = "address-conflict";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Site, Kind::Material]);
    type Params = NoParams;

    fn run(context: &Context<'_>, _: &NoParams) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (&record, reading) in &context.signals.places {
            if !matches!(context.graph.kind(record), Kind::Site | Kind::Material) {
                continue;
            }
            let said = reading.signals.iter().any(|signal| signal.strength >= Strength::Likely);
            if !said && let Some(conflict) = reading.conflicts.first() {
                drafts.push(draft(context, record, reading, conflict.says_region, conflict.message()));
            }
            if let Some(note) = reading.notes.first() {
                drafts.push(draft(context, record, reading, Part::Coordinates, note.clone()));
            }
        }
        drafts
    }
}

fn draft(context: &Context<'_>, record: RecordId, reading: &Reading, part: Part, meaning: String) -> Draft {
    let facts = context.facts;
    let signal: Option<&PlaceSignal> = reading.signals.iter().find(|signal| signal.part == part);
    let place = match signal {
        Some(signal) => location(facts, record, signal),
        None => fact_of(facts, record, part)
            .map_or_else(|| name_place(facts, record), |fact| super::assemble::at(facts, record, fact)),
    };
    let stated = signal.map_or_else(
        || fact_of(facts, record, part).map(|fact| facts.text(fact).to_owned()).unwrap_or_default(),
        |signal| signal.matched.clone(),
    );
    let matched = format!("{}={stated}", part.word());
    let reason = Place {
        part: part.word().to_owned(),
        stated,
        meaning,
        code: None,
        how: PlaceHow::Contradiction,
        also: Vec::new(),
        conflicts: Vec::new(),
    };
    Draft::new(record, reason, vec![place], matched)
}
