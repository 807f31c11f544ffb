//! Upstream side of an item: every place and commodity behind it, and where the chain ends.

use std::collections::{BTreeSet, VecDeque};

use super::graph::{Edge, Graph};
use crate::facts::{Kind, RecordId};

/// Everything upstream of an item.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// Parties and sites, the makers of the item included.
    pub places: BTreeSet<RecordId>,
    /// Items and materials that go into it, itself not included.
    pub commodities: BTreeSet<RecordId>,
    /// Edges walked.
    pub edges: BTreeSet<RecordId>,
    /// Places that nothing is stated to supply: where the chain ends.
    pub ends: BTreeSet<RecordId>,
}

/// Walks upstream from an item. Cycles end because no record is visited twice.
#[must_use]
pub fn walk(graph: &Graph<'_>, item: RecordId) -> Upstream {
    let mut found = Upstream::default();
    let mut queue: VecDeque<RecordId> = VecDeque::from([item]);
    let mut seen = BTreeSet::from([item]);
    while let Some(at) = queue.pop_front() {
        let mut behind: Vec<RecordId> = Vec::new();
        match graph.kind(at) {
            Kind::Item | Kind::Material => {
                if at != item {
                    found.commodities.insert(at);
                }
                behind.extend(graph.makers_of(at));
                behind.extend(graph.parts_of(at));
                for edge in graph.carrying(at) {
                    found.edges.insert(edge.record);
                    behind.push(edge.from);
                }
            }
            Kind::Party | Kind::Site => {
                found.places.insert(at);
                let edges: Vec<&Edge> = into(graph, at);
                if edges.is_empty() {
                    found.ends.insert(at);
                }
                for edge in edges {
                    found.edges.insert(edge.record);
                    behind.push(edge.from);
                    behind.extend(edge.commodity);
                }
            }
            _ => {}
        }
        for next in behind {
            if seen.insert(next) {
                queue.push_back(next);
            }
        }
    }
    found
}

/// Edges into a place; what is stated of a party holds for its sites, and the other way round.
fn into<'g>(graph: &'g Graph<'_>, place: RecordId) -> Vec<&'g Edge> {
    let mut edges: Vec<&Edge> = graph.incoming(place).collect();
    if graph.kind(place) == Kind::Party {
        edges.extend(graph.sites_of(place).flat_map(|site| graph.incoming(site).collect::<Vec<_>>()));
    } else if let Some(party) = graph.party_of(place) {
        edges.extend(graph.incoming(party));
    }
    edges
}

/// Items that no other item contains and no edge supplies onward from: the products of the manifests.
#[must_use]
pub fn products(graph: &Graph<'_>) -> Vec<RecordId> {
    graph
        .facts
        .records()
        .filter(|(id, record)| record.kind == Kind::Item && record.row == 0 && graph.containers(*id).next().is_none())
        .map(|(id, _)| id)
        .collect()
}
