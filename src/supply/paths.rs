//! Items that an exposed record reaches, and the shortest way to each.
//!
//! The walk goes downstream, from the exposed record to its customers and their products, and carries what is being
//! supplied. Where a customer's products say what they contain, only those that contain the carried commodity are
//! reached; where they do not say, all of them are ("any amount", 19 U.S.C. 1307 as applied under the UFLPA, knows no
//! threshold, so silence is not an excuse). Cycles end because no state is visited twice.

use std::collections::{HashSet, VecDeque};

use super::graph::Graph;
use crate::facts::{Key, Kind, RecordId};

/// A step from one record to the next one downstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The record reached by the step.
    pub to: RecordId,
    /// The record that states the step: a supply edge, an item, a site.
    pub stated_by: RecordId,
    /// The key of the statement that makes it, if one value does.
    pub key: Option<Key>,
    /// Relation of the record before the step to the one after it, seen from the item: `supplied by`, `made at`, …
    pub via: &'static str,
}

/// A way from an exposed record to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The item reached.
    pub item: RecordId,
    /// The exposed record, then every record on the way; the last one is the item.
    pub start: RecordId,
    /// The steps downstream.
    pub steps: Vec<Step>,
}

/// A state of the walk: where the exposure has come to, and what carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct WalkState {
    at: RecordId,
    carried: Option<RecordId>,
    /// Come up from a site to its party: what the party states holds, but its other sites are not exposed by it.
    climbed: bool,
}

struct Visit {
    state: WalkState,
    parent: usize,
    step: Option<Step>,
}

/// The most states one walk may visit; a graph of ordinary size has a few thousand.
const MAX_STATES: usize = 200_000;

/// All items that a record reaches, each once by a shortest way: first those that no other reached item contains, then
/// by length of the way, then in the order stated. `through_subsidiaries` also walks what the start owns: for a parent
/// that supplies nothing itself.
#[must_use]
pub fn reaches(graph: &Graph<'_>, start: RecordId, through_subsidiaries: bool) -> Vec<Way> {
    let mut visits =
        vec![Visit { state: WalkState { at: start, carried: None, climbed: false }, parent: usize::MAX, step: None }];
    let mut seen: HashSet<WalkState> = visits.iter().map(|visit| visit.state).collect();
    let mut queue = VecDeque::from([0]);
    let mut items: Vec<(RecordId, usize)> = Vec::new();
    if graph.kind(start) == Kind::Item {
        items.push((start, 0));
    }
    while let Some(at) = queue.pop_front() {
        let mut steps = next(graph, visits[at].state);
        if at == 0 && through_subsidiaries {
            for owned in graph.owned_by(start) {
                push(&mut steps, owned, None, owned, Some(Key::Parent), "owned by");
            }
        }
        for (state, step) in steps {
            if visits.len() < MAX_STATES && seen.insert(state) {
                if graph.kind(state.at) == Kind::Item && !items.iter().any(|&(item, _)| item == state.at) {
                    items.push((state.at, visits.len()));
                }
                queue.push_back(visits.len());
                visits.push(Visit { state, parent: at, step: Some(step) });
            }
        }
    }
    let reached: HashSet<RecordId> = items.iter().map(|&(item, _)| item).collect();
    let mut ways: Vec<(bool, Way)> = items
        .into_iter()
        .map(|(item, at)| {
            let inner = graph.containers(item).any(|container| reached.contains(&container));
            (inner, Way { item, start, steps: steps_to(&visits, at) })
        })
        .collect();
    ways.sort_by_key(|(inner, way)| (*inner, way.steps.len(), way.item));
    ways.into_iter().map(|(_, way)| way).collect()
}

fn steps_to(visits: &[Visit], mut at: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    while let Some(visit) = visits.get(at) {
        steps.extend(visit.step);
        at = visit.parent;
    }
    steps.reverse();
    steps
}

/// The states one step downstream of a state.
fn next(graph: &Graph<'_>, state: WalkState) -> Vec<(WalkState, Step)> {
    let mut found = Vec::new();
    match graph.kind(state.at) {
        Kind::Party | Kind::Site => from_place(graph, state, &mut found),
        Kind::Item | Kind::Material => {
            for container in graph.containers(state.at) {
                // In a table it is the part that says where it belongs.
                let says = graph.facts.get(container, Key::Contains).is_some();
                let (stated_by, key) = if says { (container, Key::Contains) } else { (state.at, Key::Level) };
                push(&mut found, container, None, stated_by, Some(key), "contains");
            }
            onward(graph, state.at, &mut found);
        }
        _ => {}
    }
    found
}

/// Walks on to the customers of an exposed commodity, which are exposed by it.
fn onward(graph: &Graph<'_>, commodity: RecordId, found: &mut Vec<(WalkState, Step)>) {
    for edge in graph.carrying(commodity) {
        push(found, edge.to, Some(commodity), edge.record, None, "supplied with");
    }
}

fn from_place(graph: &Graph<'_>, state: WalkState, found: &mut Vec<(WalkState, Step)>) {
    let here = state.at;
    let outputs = outputs(graph, here, state.carried);
    // Supplies before products: of two ways of the same length, the one from hand to hand is the one to show.
    for edge in graph.outgoing(here) {
        if outputs.only.as_ref().is_some_and(|only| !edge.commodity.is_none_or(|what| only.contains(&what))) {
            continue;
        }
        push(found, edge.to, edge.commodity, edge.record, None, "supplied by");
        if let Some(item) = edge.commodity
            && graph.kind(item) == Kind::Item
        {
            push(found, item, None, edge.record, None, "supplied by");
        }
    }
    for item in outputs.items {
        let key = [Key::MadeAt, Key::MadeBy].into_iter().find(|key| graph.reference(item, *key) == Some(here));
        let via = match key {
            None => "supplied by",
            Some(Key::MadeAt) => "made at",
            Some(_) => "made by",
        };
        push(found, item, None, item, key, via);
    }
    // A statement about a party holds for its sites and the other way round: an edge that names only the party may
    // start at any of its sites.
    if graph.kind(here) == Kind::Party {
        for site in graph.sites_of(here).filter(|_| !state.climbed) {
            push(found, site, state.carried, site, Some(Key::Party), "operated by");
        }
        for twin in graph.same_as(here) {
            push(found, twin, state.carried, twin, Some(Key::Name), "same party as");
        }
    } else if let Some(party) = graph.party_of(here)
        && (graph.outgoing(party).next().is_some()
            || graph.items_of(party).next().is_some()
            || graph.same_as(party).next().is_some())
    {
        let step = Step { to: party, stated_by: here, key: Some(Key::Party), via: "has the site" };
        found.push((WalkState { at: party, carried: state.carried, climbed: true }, step));
    }
}

struct Outputs {
    /// Items made here that are reached.
    items: Vec<RecordId>,
    /// Commodities that carry the exposure on; `None` for all.
    only: Option<HashSet<RecordId>>,
}

/// Commodities that leave a place where `carried` came in.
fn outputs(graph: &Graph<'_>, place: RecordId, carried: Option<RecordId>) -> Outputs {
    let made: Vec<RecordId> = graph.items_of(place).collect();
    let Some(carried) = carried else { return Outputs { items: made, only: None } };
    let mut holds: HashSet<RecordId> = HashSet::from([carried]);
    let mut queue = VecDeque::from([carried]);
    while let Some(part) = queue.pop_front() {
        for container in graph.containers(part) {
            if holds.insert(container) {
                queue.push_back(container);
            }
        }
    }
    let mut leaves = made.iter().copied().chain(graph.outgoing(place).filter_map(|edge| edge.commodity));
    // Only where the manifest accounts for the carried commodity in what leaves does it excuse the rest.
    if leaves.any(|what| what != carried && holds.contains(&what)) {
        Outputs { items: made.into_iter().filter(|item| holds.contains(item)).collect(), only: Some(holds) }
    } else {
        Outputs { items: made, only: None }
    }
}

fn push(
    found: &mut Vec<(WalkState, Step)>,
    to: RecordId,
    carried: Option<RecordId>,
    stated_by: RecordId,
    key: Option<Key>,
    via: &'static str,
) {
    found.push((WalkState { at: to, carried, climbed: false }, Step { to, stated_by, key, via }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::source::{FileId, SourceFile, Span};

    struct World(Facts, FileId);

    impl World {
        fn new() -> Self {
            let mut facts = Facts::default();
            let file = facts.sources.add(SourceFile::new("a.toml".into(), String::new(), "UTF-8", String::new()));
            Self(facts, file)
        }

        fn add(&mut self, kind: Kind, facts: &[(Key, &str)]) -> RecordId {
            let id = self.0.begin(kind, self.1, Span::default(), 0);
            for (key, value) in facts {
                self.0.push_text(*key, Span::default(), value);
            }
            id
        }

        fn place(&mut self, id: &str, party: &str) {
            self.add(Kind::Party, &[(Key::Id, party), (Key::Name, party)]);
            self.add(Kind::Site, &[(Key::Id, id), (Key::Name, id), (Key::Party, party)]);
        }

        fn supply(&mut self, from: &str, to: &str, item: &str) {
            self.add(Kind::Supply, &[(Key::From, from), (Key::To, to), (Key::Item, item)]);
        }

        fn item(&mut self, id: &str, made_at: &str, contains: &[&str]) {
            let mut facts = vec![(Key::Id, id), (Key::Name, id), (Key::MadeAt, made_at)];
            facts.extend(contains.iter().map(|part| (Key::Contains, *part)));
            self.add(Kind::Item, &facts);
        }

        fn reached(&self, from: &str) -> Vec<(String, usize)> {
            let graph = Graph::new(&self.0);
            let start = graph.named(RecordId(0), from).unwrap();
            reaches(&graph, start, false)
                .iter()
                .map(|way| (self.0.value(way.item, Key::Id).unwrap().to_owned(), way.steps.len()))
                .collect()
        }
    }

    #[test]
    fn a_chain_of_four_tiers_reaches_the_product_first() {
        let mut world = World::new();
        for (site, party) in [("s0", "p0"), ("s1", "p1"), ("s2", "p2"), ("s3", "p3")] {
            world.place(site, party);
        }
        world.item("wafer", "s2", &[]);
        world.item("cell", "s1", &["wafer"]);
        world.item("module", "s0", &["cell"]);
        world.supply("s3", "s2", "silicon");
        world.supply("s2", "s1", "wafer");
        world.supply("s1", "s0", "cell");
        let reached = world.reached("s3");
        assert_eq!(reached[0].0, "module");
        assert_eq!(reached.len(), 3);
    }

    #[test]
    fn a_cycle_ends_and_reports_each_item_once() {
        let mut world = World::new();
        world.place("a", "pa");
        world.place("b", "pb");
        world.item("thing", "a", &[]);
        world.supply("a", "b", "x");
        world.supply("b", "a", "y");
        assert_eq!(world.reached("b").len(), 1);
        assert_eq!(world.reached("a").len(), 1);
    }

    #[test]
    fn a_stated_content_keeps_the_other_products_out() {
        let mut world = World::new();
        world.place("mill", "pm");
        world.place("sew", "ps");
        world.item("button", "mill", &[]);
        world.item("shirt", "sew", &["button"]);
        world.item("scarf", "sew", &[]);
        world.supply("mill", "sew", "button");
        let reached: Vec<String> = world.reached("mill").into_iter().map(|(id, _)| id).collect();
        assert_eq!(reached, ["shirt", "button"]);
    }

    #[test]
    fn silence_about_contents_reaches_every_product() {
        let mut world = World::new();
        world.place("mill", "pm");
        world.place("sew", "ps");
        world.add(Kind::Material, &[(Key::Id, "yarn"), (Key::Name, "yarn")]);
        world.item("shirt", "sew", &[]);
        world.item("scarf", "sew", &[]);
        world.add(Kind::Supply, &[(Key::From, "mill"), (Key::To, "sew"), (Key::Material, "yarn")]);
        assert_eq!(world.reached("mill").len(), 2);
    }

    #[test]
    fn one_exposed_site_does_not_expose_the_sister_site() {
        let mut world = World::new();
        world.place("east", "group");
        world.add(Kind::Site, &[(Key::Id, "west"), (Key::Name, "west"), (Key::Party, "group")]);
        world.place("customer", "buyer");
        world.item("good", "customer", &[]);
        world.supply("east", "customer", "part");
        // The party states an edge of its own, so the site is climbed from, and must not be descended again.
        world.place("other", "elsewhere");
        world.item("odd", "other", &[]);
        world.supply("group", "other", "oddment");
        let reached: Vec<String> = world.reached("west").into_iter().map(|(id, _)| id).collect();
        assert_eq!(reached, ["odd"]);
        assert_eq!(world.reached("group").len(), 2);
    }
}
