//! CycloneDX 1.0 to 1.7, JSON and XML.
//!
//! Every component is an item; whoever supplied, made or published it is a party, at the address that 1.6 gives organisations.
//! Components within components, ancestors and dependencies are parts. Bills of software name no place and mostly nobody:
//! then there is nothing to judge, and the text is looked through all the same.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Dialect;
use super::statement::Statement;
use super::tree::{Node, short};
use crate::facts::{Key, Kind};
use crate::manifest::Outcome;

/// Versions that are read.
const VERSIONS: [&str; 8] = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
/// Parts of a bill, read or looked through; another one is of a version that is not known.
const PARTS: [&str; 20] = [
    "$schema",
    "bomFormat",
    "specVersion",
    "serialNumber",
    "version",
    "metadata",
    "components",
    "services",
    "externalReferences",
    "dependencies",
    "compositions",
    "vulnerabilities",
    "annotations",
    "formulation",
    "declarations",
    "definitions",
    "citations",
    "properties",
    "signature",
    "Signature",
];
/// Parts of an address.
const ADDRESS: [(&str, Key); 6] = [
    ("country", Key::Country),
    ("region", Key::Province),
    ("locality", Key::City),
    ("postalCode", Key::Postcode),
    ("streetAddress", Key::Address),
    ("postOfficeBoxNumber", Key::Address),
];

/// The format.
pub(super) struct CycloneDx;

impl Dialect for CycloneDx {
    fn name(&self) -> &'static str {
        "cyclonedx"
    }

    fn is_likely(&self, head: &str) -> bool {
        head.contains("\"CycloneDX\"") && head.contains("\"bomFormat\"") || head.contains("cyclonedx.org/schema/bom")
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        if root.is_xml() {
            let parts = ["components", "metadata", "dependencies", "services", "externalReferences"];
            root.name() == Some("bom")
                && (root.get("serialNumber").is_some() || parts.iter().any(|part| root.get(part).is_some()))
        } else {
            root.value("bomFormat") == Some("CycloneDX")
        }
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        let mut bill = Bill::new(root);
        version(&mut statement, root);
        for part in root.children() {
            let known = part.name().is_none_or(|name| PARTS.contains(&name) || name.starts_with('#'));
            if !known && !part.is_single() {
                statement.unclear(
                    part,
                    format!("`{}` is no part of a bill that this version knows", part.name().unwrap_or("")),
                );
            }
        }
        bill.find();
        bill.state(&mut statement);
        let components = bill.components.len();
        let outcome = statement.finish(String::new);
        match outcome {
            // Goods of nobody, from nowhere.
            Outcome::Read { .. } | Outcome::NoData(_) if bill.sources == 0 => Outcome::NoData(format!(
                "a CycloneDX bill of {components} components, none of which names a supplier, a maker, a publisher or a place"
            )),
            outcome => outcome,
        }
    }
}

/// Says that a version is not known.
fn version<'t>(statement: &mut Statement<'_, '_, 't>, root: Node<'t>) {
    let stated = if root.is_xml() {
        let tag = root.raw().split('>').next().unwrap_or("");
        let behind = tag.split("cyclonedx.org/schema/bom/").nth(1);
        behind.and_then(|version| version.split(['"', '\'']).next()).map(|version| (root, version))
    } else {
        root.get("specVersion").map(|node| (node, node.text().trim()))
    };
    match stated {
        Some((node, version)) if VERSIONS.contains(&version) => statement.mark(Key::Schema, node),
        Some((node, version)) => {
            let version = short(version);
            statement
                .unclear(node, format!("CycloneDX {version} is not known to this version, which reads 1.0 to 1.7"));
        }
        // All versions name firms alike.
        None => {}
    }
}

/// A component and its parts.
struct Component<'t> {
    node: Node<'t>,
    id: String,
    parts: Vec<String>,
}

/// A bill while it is read.
struct Bill<'t> {
    root: Node<'t>,
    components: Vec<Component<'t>>,
    /// Component with each id.
    ids: HashMap<String, usize>,
    /// Parties and sites that were stated.
    sources: u32,
}

impl<'t> Bill<'t> {
    fn new(root: Node<'t>) -> Self {
        Self { root, components: Vec::new(), ids: HashMap::new(), sources: 0 }
    }

    fn described(&self) -> Option<Node<'t>> {
        self.root.get("metadata")?.get("component")
    }

    /// Finds the components, and which is part of which.
    fn find(&mut self) {
        let root = self.root;
        if let Some(node) = self.described() {
            self.component(node);
        }
        for node in root.list("components", "component") {
            self.component(node);
        }
        self.depend();
    }

    /// Enters a component with those within it, and returns its id.
    fn component(&mut self, node: Node<'t>) -> String {
        let stated = node.value("bom-ref").map(str::to_owned);
        let id = stated.filter(|id| !self.ids.contains_key(id)).unwrap_or_else(|| node.path());
        let at = self.components.len();
        self.components.push(Component { node, id: id.clone(), parts: Vec::new() });
        self.ids.insert(id.clone(), at);
        let mut within = node.list("components", "component");
        if let Some(pedigree) = node.get("pedigree") {
            for (outer, inner) in [("ancestors", "component"), ("descendants", "component"), ("variants", "component")]
            {
                within.extend(pedigree.list(outer, inner));
            }
        }
        let parts: Vec<String> = within.into_iter().map(|part| self.component(part)).collect();
        self.components[at].parts.extend(parts);
        id
    }

    /// Adds the edges of the dependencies; what nothing is said to need is a part of what the bill describes.
    fn depend(&mut self) {
        let mut edges: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for dependency in self.root.list("dependencies", "dependency") {
            let Some(at) = dependency.value("ref").and_then(|id| self.ids.get(id)).copied() else { continue };
            let listed = ["dependsOn", "provides"].into_iter().flat_map(|key| dependency.all(key));
            let listed = listed.map(|part| part.text().trim().to_owned());
            let nested = dependency.all("dependency").filter_map(|part| part.value("ref")).map(str::to_owned);
            let known = listed.chain(nested).filter(|id| self.ids.contains_key(id));
            edges.entry(at).or_default().extend(known);
        }
        for (at, parts) in edges {
            let own = &mut self.components[at];
            let new: Vec<String> =
                parts.into_iter().filter(|part| !own.parts.contains(part) && *part != own.id).collect();
            own.parts.extend(new);
        }
        if self.described().is_some() {
            let needed: HashSet<&String> = self.components.iter().flat_map(|component| &component.parts).collect();
            let top: HashSet<usize> = self.root.list("components", "component").into_iter().map(Node::number).collect();
            let loose: Vec<String> = self
                .components
                .iter()
                .skip(1)
                .filter(|component| top.contains(&component.node.number()) && !needed.contains(&component.id))
                .map(|component| component.id.clone())
                .collect();
            self.components[0].parts.extend(loose);
        }
    }

    fn state(&mut self, statement: &mut Statement<'_, '_, 't>) {
        let metadata = self.root.get("metadata");
        let described = self.described().is_some();
        for at in 0..self.components.len() {
            let node = self.components[at].node;
            let mut firms = firms_of(node);
            if at == 0 && described {
                firms.extend(metadata.into_iter().flat_map(firms_of));
            }
            self.good(statement, at, &firms);
        }
        if !described {
            for (node, role) in metadata.into_iter().flat_map(firms_of) {
                statement.next();
                self.firm(statement, node, role, None);
            }
        }
        for service in self.root.list("services", "service") {
            if let Some(provider) = service.get("provider") {
                statement.next();
                self.firm(statement, provider, "service provider", None);
            }
        }
    }

    /// States a component with its firms: the first one beside it, each other one by itself.
    fn good(&mut self, statement: &mut Statement<'_, '_, 't>, at: usize, firms: &[(Node<'t>, &'static str)]) {
        let mut makers = Vec::new();
        for (node, role) in firms.iter().skip(1) {
            let id = node.value("bom-ref").map_or_else(|| node.path(), str::to_owned);
            statement.next();
            self.firm(statement, *node, role, Some(&id));
            if *role == MAKER {
                makers.push(id);
            }
        }
        statement.next();
        if let Some((node, role)) = firms.first() {
            self.firm(statement, *node, role, None);
        }
        let Component { node, id, parts } = &self.components[at];
        let node = *node;
        statement.begin(Kind::Item, node);
        match node.get("bom-ref") {
            Some(stated) if stated.text().trim() == id => {
                statement.say(Key::Id, stated);
            }
            _ => statement.say_of(Key::Id, node, id),
        }
        statement.say_members(node, &[("name", Key::Name)]);
        device(statement, node);
        for part in parts {
            statement.say_of(Key::Contains, node, part);
        }
        for maker in makers {
            statement.say_of(Key::MadeBy, node, &maker);
        }
    }

    /// States an organisation, and its site where the bill has the address.
    fn firm(&mut self, statement: &mut Statement<'_, '_, 't>, node: Node<'t>, role: &str, id: Option<&str>) {
        statement.begin(Kind::Party, node);
        if let Some(id) = id {
            match node.get("bom-ref") {
                Some(stated) => {
                    statement.say(Key::Id, stated);
                }
                None => statement.say_of(Key::Id, node, id),
            }
        }
        // A publisher is a text, an organisation an object.
        if node.is_object() && node.get("name").is_some() {
            statement.say_members(node, &[("name", Key::Name)]);
        } else {
            statement.say(Key::Name, node);
        }
        statement.say_of(Key::Role, node, role);
        self.sources += 1;
        let Some(address) = node.get("address") else { return };
        // The place of a firm is its own, whatever stands beside it.
        statement.begin(Kind::Site, address);
        if statement.say_members(address, &ADDRESS) {
            self.sources += 1;
        }
        if let Some(reference) = address.get("bom-ref") {
            statement.mark(Key::Id, reference);
        }
    }
}

/// Role of who makes goods.
const MAKER: &str = "manufacturer";

/// The firms that a component, or the metadata of a bill, names.
fn firms_of(node: Node<'_>) -> Vec<(Node<'_>, &'static str)> {
    let keys = [("supplier", "supplier"), ("manufacturer", MAKER), ("manufacture", MAKER), ("publisher", "publisher")];
    let found = keys.into_iter().flat_map(|(key, role)| node.all(key).map(move |firm| (firm, role)));
    found.filter(|(firm, _)| firm.is_object() || !firm.text().trim().is_empty()).collect()
}

/// States what the properties of a device say of it.
fn device<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    for property in node.list("properties", "property") {
        let Some(name) = property.value("name") else { continue };
        let value = property.get("value").or_else(|| property.get(super::tree::TEXT));
        let key = match name.strip_prefix("cdx:device:") {
            Some("quantity") => Key::Quantity,
            Some(gtin) if gtin.starts_with("gs1:gtin") => Key::Gtin,
            _ => continue,
        };
        if let Some(value) = value {
            statement.say(key, value);
        }
    }
}
