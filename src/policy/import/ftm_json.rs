//! `entities.ftm.json` of OpenSanctions (FollowTheMoney), for users who have their licence: one JSON object a line. A
//! target is a party; its sanctions and addresses are lines of their own that point to it, or are pointed to by it.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::model::{ImportInput, ImportedEntry, ImportedList, add_identifier, add_name, listing, note};
use super::opensanctions_csv::{party, typed};
use super::{address, date};
use crate::error::Error;
use crate::finding::NameKind;
use crate::policy::model::Listing;

#[derive(Deserialize)]
struct Line {
    id: String,
    schema: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    properties: BTreeMap<String, Vec<serde_json::Value>>,
    #[serde(default)]
    datasets: Vec<String>,
    #[serde(default)]
    target: bool,
}

impl Line {
    /// The values of a property; nested entities are named by their id.
    fn all(&self, property: &str) -> Vec<&str> {
        let values = self.properties.get(property).map_or(&[][..], Vec::as_slice);
        values.iter().filter_map(|value| value.as_str().or_else(|| value.get("id")?.as_str())).collect()
    }

    fn first(&self, property: &str) -> &str {
        self.all(property).first().copied().unwrap_or("")
    }
}

/// Properties that hold identifiers of a known scheme.
const SCHEMES: [(&str, &str); 4] =
    [("uscCode", "uscc"), ("leiCode", "lei"), ("isinCode", "isin"), ("ticker", "ticker")];

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    super::bytes::refuse_page(file, "entities.ftm.json")?;
    let mut imported = ImportedList::default();
    let mut targets: Vec<(String, Line)> = Vec::new();
    let mut listings: HashMap<String, Vec<(Listing, String)>> = HashMap::new();
    let mut addresses: HashMap<String, String> = HashMap::new();
    let last = file.text.lines().count();
    for (number, text) in file.text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let place = format!("{}:{}", file.name, number + 1);
        let line: Line = match serde_json::from_str(text) {
            Ok(line) => line,
            Err(error) if error.is_eof() && number + 1 == last => {
                return Err(Error::Incomplete(format!(
                    "`{place}`: the last line breaks off: half a download; download it again"
                )));
            }
            Err(error) => {
                imported.records += 1;
                imported.unread(place, error.to_string());
                continue;
            }
        };
        match line.schema.as_str() {
            "Sanction" => {
                let program = [line.first("programId"), line.first("program"), line.first("authority")];
                let program = program.into_iter().find(|text| !text.is_empty()).unwrap_or("").to_owned();
                let from = [line.first("listingDate"), line.first("startDate")].into_iter().find_map(date::parse);
                let until = date::parse(line.first("endDate")).filter(|until| from.is_none_or(|from| from < *until));
                for entity in line.all("entity") {
                    let entry = listings.entry(entity.to_owned()).or_default();
                    entry.push((listing(&program, from, until), line.first("sourceUrl").to_owned()));
                }
            }
            "Address" => {
                addresses.insert(line.id.clone(), line.first("full").to_owned());
            }
            schema if party(schema).is_none() => imported.leave_out(&format!("{schema} (no party)")),
            _ if !line.target && !line.all("topics").iter().any(|topic| topic.starts_with("sanction")) => {
                imported.leave_out("parties that are linked to targets, but are none");
            }
            _ => targets.push((place, line)),
        }
    }
    for (place, line) in targets {
        imported.records += 1;
        let name = if line.caption.is_empty() { line.first("name") } else { &line.caption };
        if name.is_empty() {
            imported.unread(place, format!("`{}` has no name", line.id));
            continue;
        }
        let mut entry = input.entry(line.id.clone(), name);
        entry.individual = line.schema == "Person";
        for (property, kind) in [
            ("name", NameKind::Alias),
            ("alias", NameKind::Alias),
            ("weakAlias", NameKind::Weak),
            ("previousName", NameKind::Former),
        ] {
            for name in line.all(property) {
                add_name(&mut entry, name, kind);
            }
        }
        let mut notes = Vec::new();
        for (property, scheme) in SCHEMES {
            for value in line.all(property) {
                add_identifier(&mut entry, scheme, value);
            }
        }
        for property in ["registrationNumber", "idNumber", "taxNumber"] {
            for value in line.all(property) {
                let known = entry.identifiers.iter().any(|(_, known)| known == value);
                if !known && !typed(&mut entry, value) {
                    notes.push(format!("{property} {value}"));
                }
            }
        }
        notes.extend(line.all("birthDate").iter().map(|day| format!("DOB {day}")));
        let linked = line.all("addressEntity").into_iter().filter_map(|id| addresses.get(id).cloned());
        entry.location = address::all(line.all("address").into_iter().map(str::to_owned).chain(linked));
        let found = listings.remove(&line.id).unwrap_or_default();
        if let Some((_, url)) = found.iter().find(|(_, url)| !url.is_empty()) {
            entry.source = crate::policy::list::write::tidy(url);
        }
        entry.listings = found.into_iter().map(|(listing, _)| listing).collect();
        entry.listings.dedup();
        if entry.listings.is_empty() {
            entry.listings.extend(line.datasets.iter().map(|dataset| listing(dataset, None, None)));
        }
        entry.note = note(&notes);
        let mut facets: Vec<(&'static str, String)> =
            entry.listings.iter().map(|listing| ("program", listing.clause.clone())).collect();
        facets.extend(line.all("country").into_iter().map(|country| ("country", country.to_owned())));
        facets.extend(line.datasets.iter().map(|dataset| ("source", dataset.clone())));
        imported.entries.push(ImportedEntry { entry, facets, place });
    }
    Ok(imported)
}
