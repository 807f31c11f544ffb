//! OMTS, the Open Multi-Tier Supply format: a graph of nodes and edges.

use std::collections::HashMap;

use super::Dialect;
use super::parts::{identifiers, percent};
use super::statement::Statement;
use super::tree::{Node, short};
use crate::facts::{Key, Kind};
use crate::manifest::Outcome;

/// The format.
pub(super) struct Omts;

/// Edges by which goods pass on, with their mode.
const SUPPLIES: [(&str, &str); 6] = [
    ("supplies", "supplies"),
    ("subcontracts", "subcontracts"),
    ("tolls", "tolls"),
    ("distributes", "supplies"),
    ("brokers", "brokers"),
    ("sells_to", "supplies"),
];
/// Edges that are looked through and not judged.
const OTHER: [&str; 3] = ["attested_by", "same_as", "former_identity"];

impl Dialect for Omts {
    fn name(&self) -> &'static str {
        "omts"
    }

    fn is_likely(&self, head: &str) -> bool {
        head.contains("\"omtsf_version\"")
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        root.get("omtsf_version").is_some() && root.get("nodes").is_some()
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        if let Some(version) = root.get("omtsf_version").filter(|version| !version.text().starts_with("0.")) {
            let message = format!("OMTS {} is not known to this version, which reads 0.x", short(version.text()));
            statement.unclear(version, message);
        }
        let edges = Edges::find(root);
        for node in root.all("nodes") {
            thing(&mut statement, node, &edges);
        }
        for edge in root.all("edges") {
            relation(&mut statement, edge);
        }
        statement.finish(|| "the graph has no nodes".to_owned())
    }
}

/// Ends of the edges that say something of a node.
struct Edges<'t> {
    /// Operator of each facility, maker of each good, and parts of each good.
    operator: HashMap<&'t str, Vec<Node<'t>>>,
    maker: HashMap<&'t str, Vec<Node<'t>>>,
    parts: HashMap<&'t str, Vec<Node<'t>>>,
}

impl<'t> Edges<'t> {
    fn find(root: Node<'t>) -> Self {
        let mut edges = Self { operator: HashMap::new(), maker: HashMap::new(), parts: HashMap::new() };
        for edge in root.all("edges") {
            let (Some(source), Some(target)) = (edge.get("source"), edge.get("target")) else { continue };
            let (map, at, other) = match edge.value("type") {
                Some("operates") => (&mut edges.operator, target, source),
                Some("produces") => (&mut edges.maker, target, source),
                Some("composed_of") => (&mut edges.parts, source, target),
                _ => continue,
            };
            map.entry(at.text().trim()).or_default().push(other);
        }
        edges
    }
}

fn thing<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>, edges: &Edges<'t>) {
    let kind = node.value("type").unwrap_or("");
    let id = node.value("id").unwrap_or("");
    let record = match kind {
        "organization" | "person" => Kind::Party,
        "facility" => Kind::Site,
        "good" => Kind::Item,
        "consignment" => Kind::Material,
        "attestation" => return,
        "boundary_ref" => {
            return statement.unclear(node, format!("`{}` stands for somebody whose name was taken out", short(id)));
        }
        other => {
            return statement.unclear(node, format!("`{}` is no kind of node that this version knows", short(other)));
        }
    };
    statement.next();
    statement.begin(record, node);
    statement.say_members(node, &[("id", Key::Id), ("name", Key::Name)]);
    identifiers(statement, node.all("identifiers"), (&["scheme"], "value"));
    match kind {
        "organization" | "person" => {
            statement.say_members(node, &[("jurisdiction", Key::Country), ("role", Key::Role)]);
        }
        "facility" => {
            site(statement, node);
            match node.get("operator") {
                Some(operator) => drop(statement.say(Key::Party, operator)),
                None => {
                    for operator in edges.operator.get(id).into_iter().flatten().take(1) {
                        statement.say(Key::Party, *operator);
                    }
                }
            }
        }
        "good" => {
            statement.say_members(node, &[("commodity_code", Key::Hs), ("unit", Key::Unit)]);
            for maker in edges.maker.get(id).into_iter().flatten().take(1) {
                // The record says of a maker if it is a place or a party.
                statement.say(Key::MadeAt, *maker);
            }
            for part in edges.parts.get(id).into_iter().flatten() {
                statement.say(Key::Contains, *part);
            }
        }
        _ => {
            statement.say_members(
                node,
                &[("origin_country", Key::Origin), ("lot_id", Key::Lot), ("quantity", Key::Quantity)],
            );
        }
    }
}

fn site<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    if let Some(geo) = node.get("geo") {
        statement.say_members(geo, &[("lat", Key::Lat), ("lon", Key::Lon)]);
    }
    let Some(address) = node.get("address") else { return };
    if address.is_single() {
        statement.say(Key::Address, address);
        return;
    }
    let keys = [
        ("street", Key::Address),
        ("line1", Key::Address),
        ("line2", Key::Address),
        ("address", Key::Address),
        ("city", Key::City),
        ("region", Key::Province),
        ("state", Key::Province),
        ("province", Key::Province),
        ("postal_code", Key::Postcode),
        ("postcode", Key::Postcode),
        ("country", Key::Country),
    ];
    statement.say_members(address, &keys);
}

fn relation<'t>(statement: &mut Statement<'_, '_, 't>, edge: Node<'t>) {
    let (Some(source), Some(target)) = (edge.get("source"), edge.get("target")) else {
        return statement.unclear(edge, "an edge does not say what it joins");
    };
    let kind = edge.value("type").unwrap_or("");
    // Properties stand in an object of their own, or beside the ends.
    let property = |name: &str| edge.get("properties").and_then(|own| own.get(name)).or_else(|| edge.get(name));
    if let Some((_, mode)) = SUPPLIES.iter().find(|(word, _)| *word == kind) {
        statement.next();
        statement.begin(Kind::Supply, edge);
        statement.say(Key::From, source);
        statement.say(Key::To, target);
        statement.say_of(Key::Mode, edge, mode);
        let keys = [("tier", Key::Tier), ("commodity", Key::Hs), ("valid_from", Key::Since), ("valid_to", Key::Until)];
        for (name, key) in keys {
            if let Some(value) = property(name) {
                statement.say(key, value);
            }
        }
        return;
    }
    let (owner, owned) = match kind {
        "ownership" | "beneficial_ownership" | "operational_control" => (source, target),
        "legal_parentage" => (target, source),
        "operates" | "produces" | "composed_of" => {
            statement.mark(Key::From, source);
            statement.mark(Key::To, target);
            return;
        }
        other if OTHER.contains(&other) => return,
        other => {
            return statement.unclear(edge, format!("`{}` is no kind of edge that this version knows", short(other)));
        }
    };
    statement.next();
    statement.begin(Kind::Ownership, edge);
    statement.say(Key::Owner, owner);
    statement.say(Key::Owned, owned);
    percent(statement, property("percentage"));
    statement.say_of(Key::Kind, edge, kind);
}
