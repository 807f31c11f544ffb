//! `trace-to-raw`: a product in a priority sector whose stated chain does not reach the raw material.
//!
//! Parameters: `[[rule.params.sector]]` with `id` (a sector of the pack), `since` (its date) and `stages`, from the raw
//! material onward, each with a `name`, `hs` prefixes and `words` by which a stated commodity is recognised.

use super::assemble::name_place;
use super::{Context, Draft};
use crate::facts::{Key, Kind, RecordId};
use crate::finding::{Chain, ChainEnd, Missing, Window};
use crate::policy::model::Rule;
use crate::supply::upstream;

struct Stage<'r> {
    name: &'r str,
    hs: Vec<&'r str>,
    words: Vec<&'r str>,
}

struct Sector<'r> {
    id: &'r str,
    window: Window,
    stages: Vec<Stage<'r>>,
}

pub(super) fn run(context: &Context<'_>, rule: &Rule) -> Vec<Draft> {
    let sectors = sectors(rule);
    let mut drafts = Vec::new();
    for item in upstream::products(context.graph) {
        let behind = upstream::of(context.graph, item);
        for sector in &sectors {
            if !in_sector(context, item, sector.id) {
                continue;
            }
            let met = |stage: &Stage<'_>| {
                std::iter::once(item).chain(behind.commodities.iter().copied()).any(|id| is_stage(context, id, stage))
            };
            let (have, missing): (Vec<_>, Vec<_>) = sector.stages.iter().partition(|stage| met(stage));
            if missing.is_empty() {
                continue;
            }
            let names = |stages: &[&Stage<'_>]| stages.iter().map(|stage| stage.name.to_owned()).collect::<Vec<_>>();
            let reason = Chain {
                sector: sector.id.to_owned(),
                have: names(&have),
                missing: names(&missing).into_iter().map(Missing::Stage).collect(),
                ends_at: ends(context, &behind),
            };
            let mut draft = Draft::new(item, reason, vec![name_place(context.facts, item)], sector.id.to_owned());
            draft.windows = vec![sector.window];
            drafts.push(draft);
        }
    }
    drafts
}

/// Where the chain ends, in the names of its last known places.
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

/// Whether an item is of a sector, by its HS code, its class, or a sector stated on it or on what it is made of.
fn in_sector(context: &Context<'_>, item: RecordId, sector: &str) -> bool {
    let facts = context.facts;
    let by_code = facts
        .value(item, Key::Hs)
        .is_some_and(|hs| context.screens.sectors.sectors_of(hs).iter().any(|(id, _)| id.as_str() == sector));
    let stated = [Key::Class, Key::Sector].into_iter().filter_map(|key| facts.value(item, key));
    by_code || stated.into_iter().any(|word| word.eq_ignore_ascii_case(sector))
}

fn is_stage(context: &Context<'_>, id: RecordId, stage: &Stage<'_>) -> bool {
    let facts = context.facts;
    if !matches!(facts.record(id).kind, Kind::Item | Kind::Material) {
        return false;
    }
    let digits: String = facts.value(id, Key::Hs).unwrap_or("").chars().filter(char::is_ascii_digit).collect();
    let name = facts.value(id, Key::Name).unwrap_or("").to_lowercase();
    stage.hs.iter().any(|prefix| digits.starts_with(prefix)) || stage.words.iter().any(|word| name.contains(word))
}

fn sectors(rule: &Rule) -> Vec<Sector<'_>> {
    let rows = rule.params.get("sector").and_then(|value| value.as_array()).map_or(&[][..], Vec::as_slice);
    rows.iter()
        .filter_map(|row| {
            let row = row.as_table()?;
            let stages = row.get("stages")?.as_array()?.iter().filter_map(|stage| {
                let stage = stage.as_table()?;
                Some(Stage { name: stage.get("name")?.as_str()?, hs: words(stage, "hs"), words: words(stage, "words") })
            });
            let since = row.get("since").and_then(|date| date.to_string().parse().ok());
            Some(Sector {
                id: row.get("id")?.as_str()?,
                window: Window { from: since, until: None },
                stages: stages.collect(),
            })
        })
        .collect()
}

fn words<'t>(table: &'t toml::Table, key: &str) -> Vec<&'t str> {
    table
        .get(key)
        .and_then(|value| value.as_array())
        .map(|values| values.iter().filter_map(|value| value.as_str()).collect())
        .unwrap_or_default()
}
