//! The Consolidated Screening List of trade.gov as CSV: 28 columns in old editions, 29 with `_id` in new ones. Values in a
//! cell are parted by `; `.

use super::csl::{self, CslRecord};
use super::model::{ImportInput, ImportedList, Silence};
use super::rows;
use crate::error::Error;

#[rustfmt::skip]
const HEADER: [&str; 29] = [
    "_id", "source", "entity_number", "type", "programs", "name", "title", "addresses", "federal_register_notice",
    "start_date", "end_date", "standard_order", "license_requirement", "license_policy", "call_sign", "vessel_type",
    "gross_tonnage", "gross_registered_tonnage", "vessel_flag", "vessel_owner", "remarks", "source_list_url",
    "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth", "source_information_url", "ids",
];

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    let table = rows::Table::read(file, &[&HEADER, &HEADER[1..]], "the Consolidated Screening List")?;
    let mut imported = ImportedList { silent_on: vec![Silence::Weakness], ..ImportedList::default() };
    for (line, row) in &table.rows {
        let place = format!("{}:{line}", file.name);
        if let Some(problem) = table.uneven(row) {
            imported.records += 1;
            imported.unread(place, problem);
            continue;
        }
        let cell = |name: &str| table.cell(row, name).to_owned();
        let several = |name: &str| {
            let parts = table.cell(row, name).split("; ").map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect::<Vec<String>>()
        };
        let addresses = several("addresses");
        let countries =
            addresses.iter().filter_map(|line| line.rsplit(", ").next()).map(str::to_owned).collect::<Vec<_>>();
        let record = CslRecord {
            source: cell("source"),
            number: cell("entity_number"),
            kind: cell("type"),
            programs: several("programs"),
            name: cell("name"),
            title: cell("title"),
            addresses,
            countries,
            notice: cell("federal_register_notice"),
            start: cell("start_date"),
            end: cell("end_date"),
            standard_order: cell("standard_order"),
            requirement: cell("license_requirement"),
            policy: cell("license_policy"),
            remarks: cell("remarks"),
            list_url: cell("source_list_url"),
            aliases: several("alt_names"),
            born: several("dates_of_birth"),
            ids: several("ids").iter().map(|id| identifier(id)).collect(),
        };
        csl::add(input, record, place, &mut imported);
    }
    Ok(imported)
}

/// `TYPE NUMBER (COUNTRY)` of the two orders: `Tax ID No., 80-0890696, US` now, `US, 80-0890696, Tax ID No.` before.
fn identifier(id: &str) -> String {
    let parts: Vec<&str> = id.split(", ").map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_country = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    match parts[..] {
        [country, number, kind] if is_country(country) => format!("{kind} {number} ({country})"),
        [kind, number, country] if is_country(country) => format!("{kind} {number} ({country})"),
        _ => parts.join(" "),
    }
}
