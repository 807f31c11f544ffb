//! UNTP credentials: facility records, product passports and traceability events of the UN Transparency Protocol.

use super::Dialect;
use super::epcis;
use super::parts::scheme;
use super::statement::Statement;
use super::tree::{Node, short};
use crate::facts::{Key, Kind};
use crate::manifest::Outcome;

/// The format.
pub(super) struct Untp;

/// Kinds of credentials that are judged, or hold nothing to judge.
const KINDS: [&str; 5] = [
    "DigitalFacilityRecord",
    "DigitalProductPassport",
    "DigitalTraceabilityEvent",
    "DigitalConformityCredential",
    "DigitalIdentityAnchor",
];
/// Parts of an address.
const ADDRESS: [(&str, Key); 6] = [
    ("streetAddress", Key::Address),
    ("postalCode", Key::Postcode),
    ("addressLocality", Key::City),
    ("addressRegion", Key::Province),
    ("addressCountry", Key::Country),
    ("postOfficeBoxNumber", Key::Address),
];
/// Keys under which parties stand.
const PARTIES: [(&str, &str); 6] = [
    ("producedByParty", "manufacturer"),
    ("operatedByParty", "operator"),
    ("manufacturedBy", "manufacturer"),
    ("issuer", "issuer"),
    ("relatedParty", "party"),
    ("ownedByParty", "owner"),
];

impl Dialect for Untp {
    fn name(&self) -> &'static str {
        "untp"
    }

    fn is_likely(&self, head: &str) -> bool {
        KINDS.iter().any(|kind| head.contains(kind)) || head.contains("vocabulary.uncefact.org/untp")
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        root.get("credentialSubject").is_some()
            && (root.all("type").any(|kind| KINDS.contains(&kind.text().trim()))
                || root.get("@context").is_some_and(|context| context.raw().contains("uncefact.org/untp")))
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        let known = |kind: &Node<'t>| KINDS.contains(&kind.text().trim());
        if !root.all("type").any(|kind| known(&kind)) {
            let kinds: Vec<&str> = root.all("type").map(|kind| kind.text().trim()).collect();
            let message = format!("`{}` is no kind of credential that this version knows", short(&kinds.join(" ")));
            statement.unclear(root, message);
        }
        for node in (0..root.end()).filter_map(|at| root.sibling(at)).filter(|node| node.is_object()) {
            object(&mut statement, node);
        }
        statement.finish(|| "the credential names no party, no facility, no product and no origin".to_owned())
    }
}

/// Name of the key that an object stands under, also within a list.
fn key(node: Node<'_>) -> &str {
    node.name().or_else(|| node.above().and_then(Node::name)).unwrap_or("")
}

fn is_kind(node: Node<'_>, word: &str) -> bool {
    node.all("type").any(|kind| kind.text().trim().rsplit(':').next() == Some(word))
}

fn object<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    let key = key(node);
    if let Some((_, role)) = PARTIES.iter().find(|(name, _)| *name == key) {
        let party = node.get("party").unwrap_or(node);
        statement.next();
        firm(statement, party, role);
    } else if matches!(key, "facility" | "producedAtFacility") || is_kind(node, "Facility") {
        facility(statement, node);
    } else if matches!(key, "product") || is_kind(node, "Product") {
        product(statement, node);
    } else if matches!(key, "materialsProvenance" | "materialProvenance") || is_kind(node, "Material") {
        statement.next();
        statement.begin(Kind::Material, node);
        let keys = [("name", Key::Name), ("originCountry", Key::Origin), ("originRegion", Key::OriginRegion)];
        statement.say_members(node, &keys);
        if let Some(country) = node.get("originCountry").filter(|country| country.is_object()) {
            statement.say_members(country, &[("countryCode", Key::Origin), ("countryName", Key::Origin)]);
        }
    } else if let Some(kind) = epcis::event_kind(node).filter(|kind| kind.ends_with("Event")) {
        epcis::event(statement, node, kind);
    }
}

/// States a party with what it is known by.
fn firm<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>, role: &str) {
    statement.begin(Kind::Party, node);
    match node.get("id") {
        Some(id) => drop(statement.say(Key::Id, id)),
        None => statement.say_of(Key::Id, node, &node.path()),
    }
    statement.say_members(node, &[("name", Key::Name), ("registrationCountry", Key::Country)]);
    statement.say_of(Key::Role, node, role);
    let names = ["idScheme", "scheme"];
    let scheme_of =
        names.iter().find_map(|name| node.get(name)).map(|scheme| scheme.value("name").unwrap_or(scheme.text()));
    if let (Some(key), Some(id)) = (scheme_of.and_then(scheme), node.get("registeredId")) {
        statement.say(key, id);
    }
    for address in node.all("partyAddress").chain(node.all("address")) {
        statement.begin(Kind::Site, address);
        place(statement, address);
    }
}

fn place<'t>(statement: &mut Statement<'_, '_, 't>, address: Node<'t>) {
    statement.say_members(address, &ADDRESS);
    if let Some(country) = address.get("addressCountry").filter(|country| country.is_object()) {
        statement.say_members(country, &[("countryCode", Key::Country), ("countryName", Key::Country)]);
    }
}

fn facility<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    statement.next();
    statement.begin(Kind::Site, node);
    match node.get("id") {
        Some(id) => drop(statement.say(Key::Id, id)),
        None => statement.say_of(Key::Id, node, &node.path()),
    }
    statement.say_members(node, &[("name", Key::Name), ("countryOfOperation", Key::Country)]);
    if let Some(country) = node.get("countryOfOperation").filter(|country| country.is_object()) {
        statement.say_members(country, &[("countryCode", Key::Country), ("countryName", Key::Country)]);
    }
    for address in node.all("address") {
        place(statement, address);
    }
    let location = node.get("locationInformation").and_then(|place| place.get("geoLocation"));
    if let Some(point) = location.and_then(|point| point.get("coordinates")).filter(|point| point.is_list()) {
        // A point of GeoJSON states the longitude first.
        for (key, value) in [Key::Lon, Key::Lat].into_iter().zip(point.children()) {
            statement.say(key, value);
        }
    }
    if let Some(operator) = node.get("operatedByParty") {
        match operator.get("id") {
            Some(id) => drop(statement.say(Key::Party, id)),
            None => statement.say_of(Key::Party, node, &operator.path()),
        }
    }
}

fn product<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    statement.next();
    statement.begin(Kind::Item, node);
    match node.get("id") {
        Some(id) => drop(statement.say(Key::Id, id)),
        None => statement.say_of(Key::Id, node, &node.path()),
    }
    statement.say_members(node, &[("name", Key::Name), ("batchNumber", Key::Lot)]);
    for (member, key) in [("producedByParty", Key::MadeBy), ("producedAtFacility", Key::MadeAt)] {
        if let Some(maker) = node.get(member).filter(|maker| maker.is_object()) {
            let id = maker.value("id").map_or_else(|| maker.path(), str::to_owned);
            statement.say_of(key, node, &id);
        }
    }
    for country in node.all("countryOfProduction") {
        statement.begin(Kind::Material, country);
        if let Some(name) = node.get("name") {
            statement.say(Key::Name, name);
        }
        let code = ["countryCode", "countryName"].iter().find_map(|key| country.get(key));
        statement.say(Key::Origin, code.unwrap_or(country));
    }
}
