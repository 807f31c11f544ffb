//! `trader-terminal`: the last known supplier is a trader, a warehouse or an exchange.
//!
//! Parameters: `roles` (words in a role or activity), `modes` (supply modes).

use std::collections::BTreeSet;

use super::assemble::{at, name_place, strings};
use super::{Context, Draft};
use crate::facts::{Key, RecordId};
use crate::finding::{Chain, ChainEnd, Missing};
use crate::policy::model::Rule;
use crate::supply::upstream;

pub(super) fn run(context: &Context<'_>, rule: &Rule) -> Vec<Draft> {
    let facts = context.facts;
    let (roles, modes) = (strings(rule, "roles"), strings(rule, "modes"));
    let mut ends: BTreeSet<RecordId> = BTreeSet::new();
    for item in upstream::products(context.graph) {
        ends.extend(upstream::of(context.graph, item).ends);
    }
    let mut drafts = Vec::new();
    for end in ends {
        let party = context.graph.party_of(end).unwrap_or(end);
        let trades = [(party, Key::Role), (end, Key::Activity)].into_iter().find_map(|(id, key)| {
            let fact = facts.get(id, key)?;
            let text = facts.text(fact).to_lowercase();
            roles.iter().any(|word| text.contains(word)).then(|| at(facts, id, fact))
        });
        let brokers = context.graph.outgoing(end).chain(context.graph.outgoing(party)).find_map(|edge| {
            let fact = facts.get(edge.record, Key::Mode)?;
            modes.contains(&facts.text(fact)).then(|| at(facts, edge.record, fact))
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
