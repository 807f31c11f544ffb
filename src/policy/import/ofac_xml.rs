//! The OFAC SDN and consolidated non-SDN lists as XML (`sdn.xml`, `consolidated.xml`).

use roxmltree::{Document, Node};

use super::model::{ImportInput, ImportedEntry, ImportedList, add_identifier, add_name};
use super::{address, date, ofac};
use crate::error::Error;
use crate::finding::NameKind;

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    super::bytes::refuse_page(file, "an OFAC XML file")?;
    // Document types are not allowed, so there are no entities to blow up.
    let document = Document::parse(&file.text).map_err(|error| {
        Error::Incomplete(format!("`{}`: {error}: half a download, or not XML; download it again", file.name))
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "sdnList" {
        return Err(Error::Incomplete(format!(
            "`{}`: the root element is `{}`, not `sdnList`; take sdn.xml or consolidated.xml, not the advanced edition",
            file.name,
            root.tag_name().name()
        )));
    }
    let mut imported = ImportedList::default();
    for child in root.children().filter(Node::is_element) {
        let place = format!("{}:{}", file.name, document.text_pos_at(child.range().start).row);
        match child.tag_name().name() {
            "publshInformation" => {
                imported.published = date::parse(text(child, "Publish_Date"));
                imported.stated_count = text(child, "Record_Count").parse().ok();
            }
            "sdnEntry" => {
                imported.records += 1;
                entry(input, child, place, &mut imported);
            }
            other => imported.unread(place, format!("the element `{other}` is not known")),
        }
    }
    if let Some(count) = imported.stated_count.filter(|count| *count as usize != imported.records) {
        return Err(Error::Incomplete(format!(
            "`{}` says that it has {count} records, but holds {}; download it again",
            file.name, imported.records
        )));
    }
    Ok(imported)
}

/// The text of a child element; empty when there is none.
fn text<'d>(node: Node<'d, '_>, name: &str) -> &'d str {
    node.children().find(|child| child.tag_name().name() == name).and_then(|child| child.text()).unwrap_or("").trim()
}

/// The elements of a list inside the entry: `akaList` / `aka`.
fn items<'d, 'i>(node: Node<'d, 'i>, list: &'static str) -> impl Iterator<Item = Node<'d, 'i>> {
    node.children()
        .filter(move |child| child.tag_name().name() == list)
        .flat_map(|child| child.children().filter(Node::is_element))
}

/// `LAST, First`, as the other editions print it.
fn name(node: Node<'_, '_>) -> String {
    let (last, first) = (text(node, "lastName"), text(node, "firstName"));
    if first.is_empty() { last.to_owned() } else { format!("{last}, {first}") }
}

fn entry(input: &ImportInput<'_>, node: Node<'_, '_>, place: String, imported: &mut ImportedList) {
    let (number, name_text, kind) = (text(node, "uid"), name(node), text(node, "sdnType"));
    if let Some(why) = ofac::left_out(kind) {
        imported.leave_out(why);
        return;
    }
    if number.is_empty() || name_text.is_empty() || !matches!(kind, "Entity" | "Individual") {
        imported
            .unread(place, format!("uid `{number}`, name `{name_text}`, type `{kind}`: not an entry that is known"));
        return;
    }
    let mut entry = input.entry(number.to_owned(), &name_text);
    entry.individual = kind == "Individual";
    add_identifier(&mut entry, "ofac", number);
    let mut facts = ofac::Facts::default();
    for program in items(node, "programList") {
        facts.programs(program.text().unwrap_or(""));
    }
    if !text(node, "title").is_empty() {
        facts.remark(format!("title: {}", text(node, "title")));
    }
    for (list, inner, words) in [
        ("dateOfBirthList", "dateOfBirth", "DOB"),
        ("placeOfBirthList", "placeOfBirth", "POB"),
        ("nationalityList", "country", "nationality"),
        ("citizenshipList", "country", "citizen"),
    ] {
        for item in items(node, list) {
            facts.remark(format!("{words} {}", text(item, inner)));
        }
    }
    for item in items(node, "idList") {
        let (kind, value, country) = (text(item, "idType"), text(item, "idNumber"), text(item, "idCountry"));
        let country = if country.is_empty() { String::new() } else { format!(" ({country})") };
        facts.item(&mut entry, format!("{kind} {value}{country}").trim());
    }
    for aka in items(node, "akaList") {
        let kind = match text(aka, "type") {
            "a.k.a." | "n.k.a." => NameKind::Alias,
            "f.k.a." => NameKind::Former,
            other => {
                imported.unread(
                    place.clone(),
                    format!("`{other}` is not known as a kind of alias (a.k.a., f.k.a., n.k.a.)"),
                );
                continue;
            }
        };
        let kind = match text(aka, "category") {
            "weak" => NameKind::Weak,
            "strong" | "" => kind,
            other => {
                let what = format!("`{other}` is not known as a category of alias (strong, weak)");
                imported.unread(place.clone(), what);
                kind
            }
        };
        add_name(&mut entry, &name(aka), kind);
    }
    let mut facets = Vec::new();
    let places: Vec<String> = items(node, "addressList")
        .map(|item| {
            let part = |name| text(item, name);
            if !part("country").is_empty() {
                facets.push(("country", part("country").to_owned()));
            }
            // As the CSV edition writes it: `Jinan, Shandong 250101`.
            let city = address::line(&[part("city"), part("stateOrProvince")]);
            let city = format!("{city} {}", part("postalCode"));
            address::line(&[part("address1"), part("address2"), part("address3"), &city, part("country")])
        })
        .collect();
    entry.location = address::all(places);
    for remark in text(node, "remarks").trim_matches(['(', ')']).split("; ").map(str::trim) {
        if !remark.is_empty() {
            facts.item(&mut entry, remark);
        }
    }
    let programs = facts.finish(&mut entry);
    facets.extend(programs.into_iter().map(|program| ("program", program)));
    facets.push(("remarks", entry.note.clone()));
    imported.entries.push(ImportedEntry { entry, facets, place });
}
