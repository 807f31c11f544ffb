//! `postal-code-in-region`: a postal code of the region on a site.

use serde::Deserialize;

use super::site::{contradictions, location};
use super::{Context, Draft, RuleCheck};
use crate::facts::{Facts, Key, Kind, RecordId};
use crate::finding::{Level, LevelNote, Place, PlaceHow};
use crate::policy::check::{CheckParams, StartsFrom};
use crate::screen::place::{Part, Strength};

/// The parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// The level where the site is not stated to be a place of production.
    #[serde(default = "review")]
    otherwise: Level,
}

impl CheckParams for Params {}

const fn review() -> Level {
    Level::Review
}

/// The check.
pub(super) struct PostalCodeInRegion;

impl RuleCheck for PostalCodeInRegion {
    const NAME: &'static str = "postal-code-in-region";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Site]);
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        let facts = context.facts;
        let mut drafts = Vec::new();
        for (&record, reading) in &context.signals.places {
            if context.graph.kind(record) != Kind::Site {
                continue;
            }
            let found = reading
                .signals
                .iter()
                .find(|signal| signal.part == Part::Postcode && signal.strength >= Strength::Likely);
            let Some(signal) = found else { continue };
            let reason = Place {
                part: signal.part.word().to_owned(),
                stated: signal.matched.clone(),
                meaning: signal.division.clone(),
                code: signal.code.clone(),
                how: PlaceHow::Met(signal.why.clone()),
                also: Vec::new(),
                conflicts: contradictions(reading),
            };
            let mut draft = Draft::new(record, reason, vec![location(facts, record, signal)], signal.matched.clone());
            if !produces(facts, record) {
                draft = draft.capped(params.otherwise, LevelNote::NoProduction);
            }
            drafts.push(draft);
        }
        drafts
    }
}

/// Words of activities that are not production.
const NOT_PRODUCTION: [&str; 7] = ["office", "headquarter", "registered", "trading", "trader", "sales", "agent"];

/// Returns true if a site is one of production: a native site unless its activity says otherwise, a table row only if it says so.
fn produces(facts: &Facts, record: RecordId) -> bool {
    match facts.value(record, Key::Activity) {
        Some(activity) => {
            let activity = activity.to_lowercase();
            !NOT_PRODUCTION.iter().any(|word| activity.contains(word))
        }
        None => facts.record(record).row == 0,
    }
}
