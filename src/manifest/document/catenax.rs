//! Catena-X aspects: PartTypeInformation, and SingleLevelBomAsPlanned or AsBuilt.
//!
//! Partners and sites are numbers (BPNL, BPNS). A manifest that states a party with `ids.bpnl` says who that is.

use super::Dialect;
use super::statement::Statement;
use super::tree::Node;
use crate::facts::{Key, Kind};
use crate::manifest::Outcome;

/// The format.
pub(super) struct CatenaX;

impl Dialect for CatenaX {
    fn name(&self) -> &'static str {
        "catena-x"
    }

    fn is_likely(&self, head: &str) -> bool {
        head.contains("\"catenaXId\"")
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        aspects(root).next().is_some()
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        for aspect in aspects(root) {
            part(&mut statement, aspect);
        }
        let others = root.is_list().then(|| root.children().filter(|node| !is_aspect(*node)));
        for other in others.into_iter().flatten() {
            statement.unclear(other, "this is no aspect that this version knows");
        }
        if let Some(first) = root_partner(root) {
            let message = "partners and sites are told by number only; a manifest whose parties have `ids.bpnl` says who they are";
            statement.job.remark(Some(first.span()), message, "");
        }
        statement.finish(|| "there is no part".to_owned())
    }
}

fn is_aspect(node: Node<'_>) -> bool {
    node.get("catenaXId").is_some() && (node.get("childItems").is_some() || node.get("partTypeInformation").is_some())
}

/// The aspects of a document: itself, or the items of a list.
fn aspects(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let items = root.is_list().then(|| root.children());
    let own = (!root.is_list()).then_some(root);
    items.into_iter().flatten().chain(own).filter(|node| is_aspect(*node))
}

fn root_partner(root: Node<'_>) -> Option<Node<'_>> {
    aspects(root).find_map(|aspect| {
        let child = aspect.all("childItems").find_map(|child| child.get("businessPartner"));
        child.or_else(|| aspect.all("partSitesInformationAsPlanned").find_map(|site| site.get("catenaXsiteId")))
    })
}

fn part<'t>(statement: &mut Statement<'_, '_, 't>, aspect: Node<'t>) {
    for child in aspect.all("childItems") {
        statement.next();
        if let Some(partner) = child.get("businessPartner") {
            statement.begin(Kind::Party, child);
            statement.say(Key::Bpnl, partner);
            statement.say_of(Key::Role, child, "supplier");
        }
        statement.begin(Kind::Item, child);
        statement.say_members(child, &[("catenaXId", Key::Id)]);
        if let Some(quantity) = child.get("quantity") {
            statement.say_members(
                quantity,
                &[("value", Key::Quantity), ("quantityNumber", Key::Quantity), ("unit", Key::Unit)],
            );
        }
    }
    statement.next();
    statement.begin(Kind::Item, aspect);
    statement.say_members(aspect, &[("catenaXId", Key::Id)]);
    if let Some(kind) = aspect.get("partTypeInformation") {
        statement.say_members(kind, &[("nameAtManufacturer", Key::Name), ("manufacturerPartId", Key::Mpn)]);
    }
    for site in aspect.all("partSitesInformationAsPlanned").filter_map(|site| site.get("catenaXsiteId")) {
        statement.say(Key::MadeAt, site);
    }
    for child in aspect.all("childItems").filter_map(|child| child.get("catenaXId")) {
        if aspect.value("catenaXId") != Some(child.text().trim()) {
            statement.say(Key::Contains, child);
        }
    }
    for site in aspect.all("partSitesInformationAsPlanned") {
        statement.next();
        statement.begin(Kind::Site, site);
        statement.say_members(site, &[("catenaXsiteId", Key::Id), ("function", Key::Activity)]);
    }
}
