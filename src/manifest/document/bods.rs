//! BODS 0.2 to 0.4, the Beneficial Ownership Data Standard: statements of entities, persons, and who owns whom.

use super::Dialect;
use super::parts::{identifiers, percent};
use super::statement::Statement;
use super::tree::{Node, short};
use crate::facts::{Key, Kind};
use crate::manifest::Outcome;

/// The format.
pub(super) struct Bods;

impl Dialect for Bods {
    fn name(&self) -> &'static str {
        "bods"
    }

    fn is_likely(&self, head: &str) -> bool {
        (head.contains("\"statementId\"") || head.contains("\"statementID\""))
            && [
                "\"bodsVersion\"",
                "\"recordType\"",
                "\"entityStatement\"",
                "\"personStatement\"",
                "\"ownershipOrControlStatement\"",
            ]
            .iter()
            .any(|word| head.contains(word))
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        let is_one = |node: Node<'_>| {
            node.get("statementId").or_else(|| node.get("statementID")).is_some()
                && (node.get("recordType").is_some() || node.get("statementType").is_some())
        };
        if root.is_list() { root.children().any(is_one) } else { is_one(root) }
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        let all: Vec<Node<'t>> = if root.is_list() { root.children().collect() } else { vec![root] };
        for node in all {
            match node.value("recordType").or_else(|| node.value("statementType")).unwrap_or("") {
                "entity" | "entityStatement" => entity(&mut statement, node),
                "person" | "personStatement" => person(&mut statement, node),
                "relationship" | "ownershipOrControlStatement" => relation(&mut statement, node),
                other => statement
                    .unclear(node, format!("`{}` is no kind of statement that this version knows", short(other))),
            }
        }
        statement.finish(|| "there are no statements".to_owned())
    }
}

/// The details of a statement: in an object of their own since 0.4.
fn details(node: Node<'_>) -> Node<'_> {
    node.get("recordDetails").unwrap_or(node)
}

fn begin<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    statement.next();
    statement.begin(Kind::Party, node);
    let id = ["recordId", "statementId", "statementID"].iter().find_map(|key| node.get(key));
    if let Some(id) = id {
        statement.say(Key::Id, id);
    }
}

fn entity<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    begin(statement, node);
    let details = details(node);
    statement.say_members(details, &[("name", Key::Name), ("alternateNames", Key::Alias)]);
    for key in ["jurisdiction", "incorporatedInJurisdiction"] {
        if let Some(place) = details.get(key) {
            country(statement, place);
        }
    }
    identifiers(statement, details.all("identifiers"), (&["scheme", "schemeName"], "id"));
    for address in details.all("addresses") {
        site(statement, address);
    }
}

/// States a country: an object with its code, or the code.
fn country<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    let found = ["code", "name"].iter().find_map(|key| node.get(key));
    statement.say(Key::Country, found.unwrap_or(node));
}

fn site<'t>(statement: &mut Statement<'_, '_, 't>, address: Node<'t>) {
    statement.begin(Kind::Site, address);
    statement.say_members(address, &[("address", Key::Address), ("postCode", Key::Postcode)]);
    if let Some(place) = address.get("country") {
        country(statement, place);
    }
}

fn person<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    begin(statement, node);
    let details = details(node);
    for (at, name) in details.all("names").filter_map(|name| name.get("fullName")).enumerate() {
        statement.say(if at == 0 { Key::Name } else { Key::Alias }, name);
    }
    statement.say_of(Key::Role, node, "person");
    identifiers(statement, details.all("identifiers"), (&["scheme", "schemeName"], "id"));
    for address in details.all("addresses") {
        site(statement, address);
    }
}

/// The record at one end: its id, or since before 0.4 an object with it.
fn end(node: Node<'_>) -> Option<Node<'_>> {
    if node.is_single() {
        return Some(node);
    }
    ["describedByEntityStatement", "describedByPersonStatement"].iter().find_map(|key| node.get(key))
}

fn relation<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    // What is closed no longer holds.
    if node.value("recordStatus") == Some("closed") {
        return;
    }
    let details = details(node);
    let ends = details.get("interestedParty").and_then(end).zip(details.get("subject").and_then(end));
    // Nobody is named where the interested party is unknown or not told.
    let Some((owner, owned)) = ends else { return };
    statement.next();
    statement.begin(Kind::Ownership, node);
    statement.say(Key::Owner, owner);
    statement.say(Key::Owned, owned);
    let share = details.all("interests").find_map(|interest| {
        let share = interest.get("share")?;
        ["exact", "minimum", "exclusiveMinimum", "maximum"].iter().find_map(|key| share.get(key))
    });
    percent(statement, share);
}
