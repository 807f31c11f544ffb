//! `trace-to-raw`: a product in a priority sector whose stated chain does not reach the raw material.

use jiff::civil::Date;
use serde::Deserialize;

use super::assemble::name_place;
use super::{Context, Draft, RuleCheck};
use crate::facts::{Key, Kind, RecordId};
use crate::finding::{Chain, ChainEnd, Missing, Window};
use crate::policy::check::{CheckParams, Day, HsPrefix, ListId, NonEmpty, PackId, SectorId, StartsFrom, Word};
use crate::supply::upstream;

/// The parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// The priority sectors.
    sector: NonEmpty<Sector>,
}

impl CheckParams for Params {
    const LABELS: &'static [&'static str] = &["name"];

    fn ids(&self) -> Vec<PackId<'_>> {
        self.sector.iter().map(|sector| PackId::Sector(&sector.id)).collect()
    }

    fn first_day(&self, _: &dyn Fn(&ListId) -> Option<Date>) -> Option<Date> {
        self.sector.iter().map(|sector| sector.since.date()).min()
    }
}

/// A priority sector.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Sector {
    /// Id of the sector in the pack.
    id: SectorId,
    /// The day on which it became one.
    since: Day,
    /// The stages that must be stated, from the raw material onward.
    stages: NonEmpty<Stage>,
}

/// A stage of production. A stated commodity is of it by its HS code or by a word of its name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Stage {
    /// Name for people.
    name: String,
    /// HS codes begin with one of these.
    hs: NonEmpty<HsPrefix>,
    /// Words of names.
    words: NonEmpty<Word>,
}

/// The check.
pub(super) struct TraceToRaw;

impl RuleCheck for TraceToRaw {
    const NAME: &'static str = "trace-to-raw";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Item, Kind::Material]);
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for item in upstream::products(context.graph) {
            let behind = upstream::walk(context.graph, item);
            for sector in params.sector.iter() {
                if !in_sector(context, item, sector.id.as_str()) {
                    continue;
                }
                let met = |stage: &Stage| {
                    std::iter::once(item)
                        .chain(behind.commodities.iter().copied())
                        .any(|id| is_stage(context, id, stage))
                };
                let (have, missing): (Vec<_>, Vec<_>) = sector.stages.iter().partition(|stage| met(stage));
                if missing.is_empty() {
                    continue;
                }
                let names = |stages: &[&Stage]| stages.iter().map(|stage| stage.name.clone()).collect::<Vec<_>>();
                let reason = Chain {
                    sector: sector.id.as_str().to_owned(),
                    have: names(&have),
                    missing: names(&missing).into_iter().map(Missing::Stage).collect(),
                    ends_at: ends(context, &behind),
                };
                let mut draft =
                    Draft::new(item, reason, vec![name_place(context.facts, item)], sector.id.as_str().to_owned());
                draft.windows = vec![Window { from: Some(sector.since.date()), until: None }];
                drafts.push(draft);
            }
        }
        drafts
    }
}

/// End of the chain, in the names of its last known places.
pub(super) fn ends(context: &Context<'_>, behind: &upstream::Upstream) -> ChainEnd {
    let facts = context.facts;
    let names: Vec<&str> = behind
        .ends
        .iter()
        .filter_map(|&id| {
            let party = context.graph.party_of(id).unwrap_or(id);
            facts.value(id, Key::Name).or_else(|| facts.value(party, Key::Name)).or_else(|| facts.value(id, Key::Id))
        })
        .collect();
    if names.is_empty() { ChainEnd::Product } else { ChainEnd::At(names.join(", ")) }
}

/// Returns true if an item is of a sector, by its HS code, its class, or a sector stated on it or on what it is made of.
fn in_sector(context: &Context<'_>, item: RecordId, sector: &str) -> bool {
    let facts = context.facts;
    let by_code = facts
        .value(item, Key::Hs)
        .is_some_and(|hs| context.screens.sectors.sectors_of(hs).iter().any(|(id, _)| id.as_str() == sector));
    let stated = [Key::Class, Key::Sector].into_iter().filter_map(|key| facts.value(item, key));
    by_code || stated.into_iter().any(|word| word.eq_ignore_ascii_case(sector))
}

fn is_stage(context: &Context<'_>, id: RecordId, stage: &Stage) -> bool {
    let facts = context.facts;
    if !matches!(facts.record(id).kind, Kind::Item | Kind::Material) {
        return false;
    }
    let digits: String = facts.value(id, Key::Hs).unwrap_or("").chars().filter(char::is_ascii_digit).collect();
    let name = facts.value(id, Key::Name).unwrap_or("").to_lowercase();
    stage.hs.iter().any(|prefix| digits.starts_with(prefix.as_str()))
        || stage.words.iter().any(|word| name.contains(word.as_str()))
}
