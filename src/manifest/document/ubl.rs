//! UBL 2.x documents (invoices, catalogues, despatch advices, certificates of origin): parties, and the origin of items.

use super::Dialect;
use super::parts::scheme;
use super::statement::Statement;
use super::tree::Node;
use crate::facts::{Key, Kind};
use crate::manifest::Outcome;

/// The format.
pub(super) struct Ubl;

/// Namespace of its documents.
const NAMESPACE: &str = "urn:oasis:names:specification:ubl:schema:xsd:";
/// Parts of an address.
const ADDRESS: [(&str, Key); 8] = [
    ("StreetName", Key::Address),
    ("AdditionalStreetName", Key::Address),
    ("BuildingNumber", Key::Address),
    ("CityName", Key::City),
    ("CountrySubentity", Key::Province),
    ("Region", Key::Province),
    ("District", Key::Address),
    ("PostalZone", Key::Postcode),
];

impl Dialect for Ubl {
    fn name(&self) -> &'static str {
        "ubl"
    }

    fn is_likely(&self, head: &str) -> bool {
        head.contains(NAMESPACE)
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        root.is_xml() && root.raw().split('>').next().is_some_and(|tag| tag.contains(NAMESPACE))
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        let mut parties = 0;
        for node in (0..root.end()).filter_map(|at| root.sibling(at)).filter(|node| node.is_object()) {
            let name = node.name().unwrap_or("");
            if is_party(node) {
                let above = node.above().and_then(Node::name).unwrap_or("");
                let role = if name == "Party" && above.ends_with("Party") { above } else { name };
                party(&mut statement, node, &role_of(role));
                parties += 1;
            } else if name == "Item" {
                item(&mut statement, node);
            } else if name.ends_with("Party") && name != "Party" && node.get("Party").is_none() {
                statement.unclear(node, format!("`{name}` names nobody"));
            }
        }
        statement.finish(move || format!("{parties} parties and no item"))
    }
}

fn is_party(node: Node<'_>) -> bool {
    let name = node.name().unwrap_or("");
    let said = ["PartyName", "PartyLegalEntity", "PartyIdentification", "PostalAddress", "PhysicalLocation"];
    name.ends_with("Party") && said.iter().any(|key| node.get(key).is_some())
}

/// Role in words: `AccountingSupplierParty` is an accounting supplier.
fn role_of(name: &str) -> String {
    let mut role = String::new();
    for c in name.strip_suffix("Party").unwrap_or(name).chars() {
        if c.is_ascii_uppercase() && !role.is_empty() {
            role.push(' ');
        }
        role.push(c.to_ascii_lowercase());
    }
    role
}

fn party<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>, role: &str) {
    statement.next();
    statement.begin(Kind::Party, node);
    let names = node.all("PartyName").filter_map(|name| name.get("Name"));
    let legal = node.all("PartyLegalEntity").filter_map(|legal| legal.get("RegistrationName"));
    for (at, name) in names.chain(legal).enumerate() {
        statement.say(if at == 0 { Key::Name } else { Key::Alias }, name);
    }
    let ids = node.all("PartyIdentification").filter_map(|id| id.get("ID"));
    let companies = node.all("PartyLegalEntity").filter_map(|legal| legal.get("CompanyID"));
    for id in ids.chain(companies).chain(node.get("EndpointID")) {
        if let Some(key) = id.value("schemeID").and_then(scheme) {
            statement.say(key, id);
        }
    }
    statement.say_of(Key::Role, node, role);
    for address in
        node.all("PostalAddress").chain(node.all("PhysicalLocation").filter_map(|place| place.get("Address")))
    {
        site(statement, address);
    }
}

fn site<'t>(statement: &mut Statement<'_, '_, 't>, address: Node<'t>) {
    statement.begin(Kind::Site, address);
    statement.say_members(address, &ADDRESS);
    for line in address.all("AddressLine").filter_map(|line| line.get("Line")) {
        statement.say(Key::Address, line);
    }
    if let Some(country) = address.get("Country") {
        statement.say_members(country, &[("IdentificationCode", Key::Country), ("Name", Key::Country)]);
    }
}

fn item<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    statement.next();
    statement.begin(Kind::Item, node);
    statement.say_members(node, &[("Name", Key::Name)]);
    for code in node.all("CommodityClassification").filter_map(|class| class.get("ItemClassificationCode")) {
        // Of the many lists of codes only one is that of customs.
        if code.value("listID").is_some_and(|list| matches!(list, "HS" | "CN" | "TARIC" | "ZZZ-HS")) {
            statement.say(Key::Hs, code);
        }
    }
    for country in node.all("OriginCountry") {
        statement.begin(Kind::Material, country);
        if let Some(name) = node.get("Name") {
            statement.say(Key::Name, name);
        }
        let code = ["IdentificationCode", "Name"].iter().find_map(|key| country.get(key));
        if let Some(code) = code {
            statement.say(Key::Origin, code);
        }
    }
    for address in node.all("OriginAddress") {
        site(statement, address);
    }
}
