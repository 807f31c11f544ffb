//! SPDX 2.2 and 2.3 in JSON, YAML and tag-value, and 3.0 as JSON-LD.
//!
//! It names suppliers and originators of packages, and no place of anybody. What names nobody holds nothing to judge.

use std::collections::HashMap;

use super::Dialect;
use super::parts;
use super::statement::Statement;
use super::tree::{Node, short};
use crate::facts::{Key, Kind};
use crate::manifest::Outcome;

/// The format.
pub(super) struct Spdx;

/// Parts of profiles that are looked through and not judged.
const PROFILES: [&str; 9] = [
    "software_",
    "simplelicensing_",
    "expandedlicensing_",
    "security_",
    "ai_",
    "dataset_",
    "build_",
    "extension_",
    "operations_",
];
/// Kinds of elements of the core that are looked through and not judged.
const CORE: [&str; 16] = [
    "SpdxDocument",
    "CreationInfo",
    "Relationship",
    "LifecycleScopedRelationship",
    "Annotation",
    "Bom",
    "Bundle",
    "ExternalMap",
    "ExternalRef",
    "ExternalIdentifier",
    "Hash",
    "IndividualElement",
    "NamespaceMap",
    "PackageVerificationCode",
    "IntegrityMethod",
    "DictionaryEntry",
];
/// Kinds of elements that act.
const AGENTS: [&str; 3] = ["Organization", "Person", "Agent"];

impl Dialect for Spdx {
    fn name(&self) -> &'static str {
        "spdx"
    }

    fn is_likely(&self, head: &str) -> bool {
        head.contains("spdxVersion") && head.contains("SPDX-")
            || head.contains("spdx.org/rdf/3")
            || head.contains("SPDXVersion:")
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        version(root).is_some() || is_graph(root)
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        let mut named = 0;
        let packages = match version(root) {
            Some(node) => {
                let text = node.text().trim();
                if !(text.starts_with("SPDX-2.")) {
                    statement.unclear(
                        node,
                        format!("{} is not known to this version, which reads SPDX 2.0 to 2.3 and 3.0", short(text)),
                    );
                }
                let packages: Vec<Node<'t>> = if root.is_list() {
                    root.children().filter(|part| part.get("PackageName").is_some()).collect()
                } else {
                    root.all("packages").collect()
                };
                let edges = edges(root);
                for package in &packages {
                    named += package_2(&mut statement, *package, &edges);
                }
                packages.len()
            }
            None => graph(&mut statement, root, &mut named),
        };
        match statement.finish(String::new) {
            Outcome::Read { .. } | Outcome::NoData(_) if named == 0 => Outcome::NoData(format!(
                "an SPDX document of {packages} packages, none of which names a supplier or an originator"
            )),
            outcome => outcome,
        }
    }
}

/// Version of a document of SPDX 2.
fn version(root: Node<'_>) -> Option<Node<'_>> {
    let found =
        if root.is_list() { root.children().find_map(|part| part.get("SPDXVersion")) } else { root.get("spdxVersion") };
    found.filter(|node| node.text().trim_start().starts_with("SPDX-"))
}

fn is_graph(root: Node<'_>) -> bool {
    root.get("@context").is_some_and(|context| context.raw().contains("spdx.org/rdf/3"))
}

/// Parts of each package, by its id.
fn edges(root: Node<'_>) -> HashMap<String, Vec<String>> {
    let mut edges: HashMap<String, Vec<String>> = HashMap::new();
    let mut add = |from: &str, kind: &str, to: &str| match kind {
        "CONTAINS" | "DEPENDS_ON" | "GENERATED_FROM" | "DESCENDANT_OF" => {
            edges.entry(from.to_owned()).or_default().push(to.to_owned())
        }
        "CONTAINED_BY" | "DEPENDENCY_OF" | "GENERATES" | "ANCESTOR_OF" => {
            edges.entry(to.to_owned()).or_default().push(from.to_owned())
        }
        _ => {}
    };
    for edge in root.all("relationships") {
        if let (Some(from), Some(kind), Some(to)) =
            (edge.value("spdxElementId"), edge.value("relationshipType"), edge.value("relatedSpdxElement"))
        {
            add(from, kind, to);
        }
    }
    for edge in root.children().filter(|_| root.is_list()).flat_map(|part| part.all("Relationship").collect::<Vec<_>>())
    {
        let mut words = edge.text().split_whitespace();
        if let (Some(from), Some(kind), Some(to)) = (words.next(), words.next(), words.next()) {
            add(from, kind, to);
        }
    }
    edges
}

/// States a package with its firms; returns their number.
fn package_2<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>, edges: &HashMap<String, Vec<String>>) -> u32 {
    let mut named = 0;
    statement.next();
    let firms = [
        ("supplier", "supplier"),
        ("PackageSupplier", "supplier"),
        ("originator", "originator"),
        ("PackageOriginator", "originator"),
    ];
    for (key, role) in firms {
        for firm in node.all(key) {
            let Some(name) = agent(firm.text()) else { continue };
            statement.begin(Kind::Party, node);
            statement.say_text(Key::Name, firm, name);
            statement.say_of(Key::Role, node, role);
            named += 1;
        }
    }
    statement.begin(Kind::Item, node);
    statement.say_members(node, &[("SPDXID", Key::Id), ("name", Key::Name), ("PackageName", Key::Name)]);
    let id = node.value("SPDXID").unwrap_or("");
    for part in edges.get(id).into_iter().flatten().filter(|part| *part != id) {
        statement.say_of(Key::Contains, node, part);
    }
    named
}

/// Name of an agent: `Organization: Name (mail)`; `None` where nobody is asserted.
fn agent(text: &str) -> Option<&str> {
    let text = text.trim();
    let name =
        ["Organization:", "Person:", "Tool:"].iter().find_map(|kind| text.strip_prefix(kind)).unwrap_or(text).trim();
    let name = match name.rsplit_once('(') {
        Some((name, mail)) if mail.ends_with(')') && (mail.len() == 1 || mail.contains('@')) => name.trim(),
        _ => name,
    };
    (!name.is_empty() && !matches!(name, "NOASSERTION" | "NONE")).then_some(name)
}

/// States the elements of SPDX 3; returns the number of packages.
fn graph<'t>(statement: &mut Statement<'_, '_, 't>, root: Node<'t>, named: &mut u32) -> usize {
    let elements: Vec<Node<'t>> = if root.get("@graph").is_some() { root.all("@graph").collect() } else { vec![root] };
    let kind = |node: Node<'t>| {
        node.value("type").or_else(|| node.value("@type")).unwrap_or("").rsplit(['/', ':']).next().unwrap_or("")
    };
    let id = |node: Node<'t>| node.get("spdxId").or_else(|| node.get("@id"));
    let mut parts: HashMap<&str, Vec<&str>> = HashMap::new();
    for edge in elements.iter().copied().filter(|node| kind(*node).ends_with("Relationship")) {
        if matches!(edge.value("relationshipType"), Some("contains" | "dependsOn" | "hasStaticLink" | "hasDynamicLink"))
            && let Some(from) = edge.value("from")
        {
            parts.entry(from).or_default().extend(edge.all("to").map(|to| to.text().trim()));
        }
    }
    let mut packages = 0;
    for node in elements {
        match kind(node) {
            word if AGENTS.contains(&word) => {
                statement.next();
                statement.begin(Kind::Party, node);
                if let Some(id) = id(node) {
                    statement.say(Key::Id, id);
                }
                statement.say_members(node, &[("name", Key::Name)]);
                parts::identifiers(
                    statement,
                    node.all("externalIdentifier"),
                    (&["externalIdentifierType", "issuingAuthority"], "identifier"),
                );
                *named += 1;
            }
            word if word.ends_with("Package") || word.ends_with("File") || node.get("suppliedBy").is_some() => {
                packages += 1;
                statement.next();
                statement.begin(Kind::Item, node);
                if let Some(id) = id(node) {
                    statement.say(Key::Id, id);
                    for part in parts.get(id.text().trim()).into_iter().flatten() {
                        statement.say_of(Key::Contains, node, part);
                    }
                }
                statement.say_members(
                    node,
                    &[("name", Key::Name), ("suppliedBy", Key::MadeBy), ("originatedBy", Key::MadeBy)],
                );
            }
            word if CORE.contains(&word) || word == "Tool" || word == "SoftwareAgent" => {}
            word if PROFILES.iter().any(|profile| word.starts_with(profile)) => {}
            word => statement.unclear(node, format!("`{}` is no kind of element that this version knows", short(word))),
        }
    }
    packages
}
