//! `trader-terminal`: the last known supplier is a trader, a warehouse or an exchange.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::assemble::{at, name_place};
use super::{Context, Draft, RuleCheck};
use crate::facts::{Key, Kind, RecordId, SupplyMode};
use crate::finding::{Chain, ChainEnd, Missing};
use crate::policy::check::{CheckParams, NonEmpty, StartsFrom, Word};
use crate::supply::upstream;

/// The parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// Words in a role or activity that mean a trader.
    roles: NonEmpty<Word>,
    /// Modes of supply that mean a trader.
    modes: NonEmpty<SupplyMode>,
}

impl CheckParams for Params {}

/// The check.
pub(super) struct TraderTerminal;

impl RuleCheck for TraderTerminal {
    const NAME: &'static str = "trader-terminal";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Item, Kind::Material]);
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        let facts = context.facts;
        let mut ends: BTreeSet<RecordId> = BTreeSet::new();
        for item in upstream::products(context.graph) {
            ends.extend(upstream::walk(context.graph, item).ends);
        }
        let mut drafts = Vec::new();
        for end in ends {
            let party = context.graph.party_of(end).unwrap_or(end);
            let trades = [(party, Key::Role), (end, Key::Activity)].into_iter().find_map(|(id, key)| {
                let fact = facts.get(id, key)?;
                let text = facts.text(fact).to_lowercase();
                params.roles.iter().any(|word| text.contains(word.as_str())).then(|| at(facts, id, fact))
            });
            let brokers = context.graph.outgoing(end).chain(context.graph.outgoing(party)).find_map(|edge| {
                let fact = facts.get(edge.record, Key::Mode)?;
                params.modes.iter().any(|mode| mode.word() == facts.text(fact)).then(|| at(facts, edge.record, fact))
            });
            if let Some(place) = trades.or(brokers) {
                let name = facts.value(party, Key::Name).unwrap_or("").to_owned();
                let reason = Chain {
                    sector: String::new(),
                    have: Vec::new(),
                    missing: vec![Missing::Producer],
                    ends_at: ChainEnd::At(name),
                };
                drafts.push(Draft::new(end, reason, vec![place, name_place(facts, end)], "trader".to_owned()));
            }
        }
        drafts
    }
}
