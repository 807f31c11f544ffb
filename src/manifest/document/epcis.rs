//! EPCIS 2.0 as JSON-LD and 1.2 as XML: events, and the master data of the places they name.
//!
//! An event names places and parties by numbers of GS1. The prefix of a number says who licensed it, not where anything is;
//! master data in the document, or a manifest that states the number as `ids.gln`, says where.

use std::collections::HashSet;

use super::Dialect;
use super::parts::gln;
use super::statement::Statement;
use super::tree::{Node, TEXT, short};
use crate::facts::{Key, Kind};
use crate::manifest::Outcome;

/// The format.
pub(super) struct Epcis;

/// Kinds of events.
const EVENTS: [&str; 6] =
    ["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent", "QuantityEvent"];
/// Attributes of places in master data, by the last part of their names.
const PLACE: [(&str, Key); 14] = [
    ("streetaddressone", Key::Address),
    ("streetaddresstwo", Key::Address),
    ("streetaddressthree", Key::Address),
    ("streetaddress", Key::Address),
    ("crossstreet", Key::Address),
    ("city", Key::City),
    ("state", Key::Province),
    ("province", Key::Province),
    ("region", Key::Province),
    ("postalcode", Key::Postcode),
    ("countrycode", Key::Country),
    ("country", Key::Country),
    ("latitude", Key::Lat),
    ("longitude", Key::Lon),
];

impl Dialect for Epcis {
    fn name(&self) -> &'static str {
        "epcis"
    }

    fn is_likely(&self, head: &str) -> bool {
        head.contains("EPCISDocument") || head.contains("EPCISQueryDocument") || head.contains("epcis-context")
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        let kind = if root.is_xml() { root.name() } else { root.value("type").or_else(|| root.value("@type")) };
        kind.is_some_and(|kind| matches!(kind, "EPCISDocument" | "EPCISQueryDocument" | "EPCISMasterDataDocument"))
            || !root.is_xml() && kind.is_some_and(|kind| EVENTS.contains(&kind)) && root.get("eventTime").is_some()
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        let mut known = HashSet::new();
        for node in (0..root.end()).filter_map(|at| root.sibling(at)).filter(|node| node.is_object()) {
            if is_vocabulary(node) {
                known.extend(node.value("id"));
                place(&mut statement, node);
            } else if let Some(kind) = event_kind(node) {
                if EVENTS.contains(&kind) {
                    event(&mut statement, node, kind);
                } else {
                    statement.unclear(node, format!("`{}` is no kind of event that this version knows", short(kind)));
                }
            }
        }
        tell(&mut statement, root, &known);
        statement.finish(|| "the document has no events and no master data".to_owned())
    }
}

/// Says which places nobody knows where they are.
fn tell<'t>(statement: &mut Statement<'_, '_, 't>, root: Node<'t>, known: &HashSet<&str>) {
    let places = (0..root.end())
        .filter_map(|at| root.sibling(at))
        .filter(|node| matches!(node.name(), Some("bizLocation" | "readPoint")));
    let unknown = places.filter_map(|place| place.get("id").or_else(|| place.is_single().then_some(place)));
    let mut unknown = unknown.filter(|id| !known.contains(id.text().trim()));
    if let Some(first) = unknown.next() {
        let message = "places are told by number only, and a number does not say where its place is; master data, or a manifest \
                       whose sites have `ids.gln`, does";
        statement.job.remark(Some(first.span()), message, "");
    }
}

fn is_vocabulary(node: Node<'_>) -> bool {
    let is_named = node.name() == Some("VocabularyElement")
        || node.above().is_some_and(|above| above.name() == Some("vocabularyElementList"));
    is_named && node.get("id").is_some()
}

/// Kind of an event; `None` for what is none.
pub(super) fn event_kind(node: Node<'_>) -> Option<&str> {
    let in_list =
        |node: Node<'_>| node.above().and_then(Node::name).is_some_and(|name| name.eq_ignore_ascii_case("eventList"));
    if node.is_xml() {
        let name = node.name()?;
        let wrapped = name == "extension" || !name.ends_with("Event") && node.get("eventTime").is_none();
        return (!wrapped && (in_list(node) || EVENTS.contains(&name))).then_some(name);
    }
    let kind = node.value("type").or_else(|| node.value("@type"));
    let is_one = in_list(node) || node.get("eventTime").is_some() || kind.is_some_and(|kind| EVENTS.contains(&kind));
    is_one.then(|| kind.unwrap_or("event"))
}

/// States a place of the master data, with whoever it names.
fn place<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    let Some(id) = node.get("id") else { return };
    let mut attributes: Vec<(String, Node<'t>)> = Vec::new();
    for attribute in node.all("attribute").chain(node.all("attributes")) {
        let Some(name) = attribute.value("id") else { continue };
        let last = name.rsplit(['#', '/', ':']).next().unwrap_or(name).to_lowercase();
        if let Some(value) = attribute.get("attribute").or_else(|| attribute.get(TEXT)) {
            attributes.push((last, value));
        }
    }
    statement.next();
    if let Some((_, name)) = attributes.iter().find(|(name, _)| name == "name") {
        statement.begin(Kind::Party, node);
        statement.say(Key::Name, *name);
        number(statement, id);
    }
    statement.begin(Kind::Site, node);
    statement.say(Key::Id, id);
    number(statement, id);
    for (name, value) in attributes {
        if let Some((_, key)) = PLACE.iter().find(|(word, _)| *word == name) {
            statement.say(*key, value);
        }
    }
}

fn number<'t>(statement: &mut Statement<'_, '_, 't>, id: Node<'t>) {
    if let Some(gln) = gln(id.text().trim()) {
        statement.say_text(Key::Gln, id, &gln);
    }
}

/// Members of an event, also of those that 1.2 puts into extensions.
fn members<'t>(event: Node<'t>, name: &str) -> Vec<Node<'t>> {
    let mut found: Vec<Node<'t>> = event.all(name).collect();
    for extension in event.all("extension").filter(|extension| extension.is_object()) {
        found.extend(members(extension, name));
    }
    found
}

/// The things that a list of an event names: the list itself in JSON, the elements within it in XML.
fn listed<'t>(event: Node<'t>, list: &str, element: &str) -> Vec<Node<'t>> {
    let found = members(event, list).into_iter();
    if event.is_xml() {
        found.flat_map(|list| list.all(element).collect::<Vec<_>>()).collect()
    } else {
        found.collect()
    }
}

/// States an event: its places, its parties, what passed between them, and what became of what.
pub(super) fn event<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>, kind: &str) {
    let place = members(node, "bizLocation").into_iter().chain(members(node, "readPoint"));
    let place = place.filter_map(|place| place.get("id").or_else(|| place.is_single().then_some(place)));
    let places: Vec<Node<'t>> = place.filter(|place| !place.text().trim().is_empty()).collect();
    for id in &places {
        statement.next();
        statement.begin(Kind::Site, *id);
        statement.say(Key::Id, *id);
        number(statement, *id);
    }
    let from = ends(statement, node, "sourceList", "source");
    let to = ends(statement, node, "destinationList", "destination");
    if let (Some(from), Some(to)) = (from, to)
        && from.text().trim() != to.text().trim()
    {
        statement.next();
        statement.begin(Kind::Supply, node);
        statement.say(Key::From, from);
        statement.say(Key::To, to);
        statement.say_of(Key::Mode, node, "supplies");
    }
    let parts = |names: &[(&str, &str)]| -> Vec<Node<'t>> {
        names
            .iter()
            .flat_map(|(list, element)| listed(node, list, element))
            .map(|it| it.get("epcClass").unwrap_or(it))
            .collect()
    };
    let (whole, parts): (Vec<Node<'t>>, Vec<Node<'t>>) = match kind {
        "TransformationEvent" => (
            parts(&[("outputEPCList", "epc"), ("outputQuantityList", "quantityElement")]),
            parts(&[("inputEPCList", "epc"), ("inputQuantityList", "quantityElement")]),
        ),
        "AggregationEvent" | "AssociationEvent" => (
            members(node, "parentID"),
            parts(&[("childEPCs", "epc"), ("childEPCList", "epc"), ("childQuantityList", "quantityElement")]),
        ),
        _ => (parts(&[("epcList", "epc"), ("quantityList", "quantityElement")]), Vec::new()),
    };
    let made = kind == "TransformationEvent"
        || members(node, "action").iter().any(|action| action.text().trim() == "ADD") && kind == "ObjectEvent";
    for part in &parts {
        statement.next();
        statement.begin(Kind::Item, *part);
        statement.say(Key::Id, *part);
    }
    for good in &whole {
        statement.next();
        statement.begin(Kind::Item, *good);
        statement.say(Key::Id, *good);
        for part in &parts {
            statement.say(Key::Contains, *part);
        }
        if let Some(place) = places.first().filter(|_| made) {
            statement.say(Key::MadeAt, *place);
        }
    }
    origin(statement, node, whole.first().copied());
}

/// States the parties and places at one end of a passage; returns the party.
fn ends<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>, list: &str, element: &str) -> Option<Node<'t>> {
    let mut owner = None;
    for end in listed(node, list, element) {
        let kind = end.value("type").unwrap_or("").rsplit(':').next().unwrap_or("");
        let Some(id) = end.get(element).or_else(|| end.get(TEXT)).or_else(|| end.is_single().then_some(end)) else {
            continue;
        };
        statement.next();
        if kind == "location" {
            statement.begin(Kind::Site, end);
        } else {
            statement.begin(Kind::Party, end);
            owner = Some(id);
        }
        statement.say(Key::Id, id);
        number(statement, id);
    }
    owner
}

/// States the country that goods come from.
fn origin<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>, good: Option<Node<'t>>) {
    let local = |member: &Node<'t>| member.name().and_then(|name| name.rsplit(':').next()).unwrap_or("").to_owned();
    for ilmd in members(node, "ilmd") {
        let stated: Vec<Node<'t>> = ilmd.children().filter(|member| local(member) == "countryOfOrigin").collect();
        for country in stated
            .into_iter()
            .flat_map(|member| if member.is_list() { member.children().collect() } else { vec![member] })
        {
            statement.next();
            statement.begin(Kind::Material, ilmd);
            if let Some(good) = good {
                statement.say(Key::Name, good);
            }
            statement.say(Key::Origin, country);
        }
    }
}
