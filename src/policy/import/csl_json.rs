//! The Consolidated Screening List of trade.gov as JSON: an object with `results`, one object per record.

use serde::Deserialize;

use super::csl::{self, CslRecord};
use super::model::{ImportInput, ImportedList, Silence};
use super::{File, address};
use crate::error::Error;

/// The file. What else stands at its top (sources, offsets) describes a query, not the list.
#[derive(Deserialize)]
struct Body {
    total: Option<u32>,
    results: Vec<Row>,
}

/// A record. A key that is not known is an error: it could hold names.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Row {
    #[serde(alias = "_id")]
    id: Option<serde_json::Value>,
    source: Option<String>,
    entity_number: Option<serde_json::Value>,
    #[serde(rename = "type")]
    kind: Option<String>,
    programs: Option<Vec<String>>,
    name: Option<String>,
    title: Option<String>,
    addresses: Option<Vec<Address>>,
    federal_register_notice: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    standard_order: Option<String>,
    license_requirement: Option<String>,
    license_policy: Option<String>,
    call_sign: Option<String>,
    vessel_type: Option<String>,
    gross_tonnage: Option<serde_json::Value>,
    gross_registered_tonnage: Option<serde_json::Value>,
    vessel_flag: Option<String>,
    vessel_owner: Option<String>,
    remarks: Option<String>,
    source_list_url: Option<String>,
    alt_names: Option<Vec<String>>,
    citizenships: Option<Vec<String>>,
    dates_of_birth: Option<Vec<String>>,
    nationalities: Option<Vec<String>>,
    places_of_birth: Option<Vec<String>>,
    source_information_url: Option<String>,
    ids: Option<Vec<Id>>,
    country: Option<String>,
    score: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Address {
    address: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Id {
    #[serde(rename = "type")]
    kind: Option<String>,
    number: Option<String>,
    country: Option<String>,
    issue_date: Option<String>,
    expiration_date: Option<String>,
}

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    super::bytes::refuse_page(file, "the Consolidated Screening List")?;
    let body: Body = serde_json::from_str(&file.text).map_err(|error| wrong(file, &error))?;
    let mut imported =
        ImportedList { stated_count: body.total, silent_on: vec![Silence::Weakness], ..ImportedList::default() };
    if let Some(total) = body.total.filter(|total| *total as usize != body.results.len()) {
        return Err(Error::Incomplete(format!(
            "`{}` holds {} of {total} records: it is one page of a query; take the file with all of them",
            file.name,
            body.results.len()
        )));
    }
    for (number, row) in body.results.into_iter().enumerate() {
        csl::add(input, record(row), format!("{}: /results/{number}", file.name), &mut imported);
    }
    Ok(imported)
}

fn wrong(file: &File, error: &serde_json::Error) -> Error {
    Error::Incomplete(if error.is_eof() {
        format!("`{}` breaks off in line {}: half a download; download it again", file.name, error.line())
    } else {
        format!(
            "`{}`: {error}. It is not the Consolidated Screening List as known, and guessing could drop names; download it \
             again, or use a version of sourcegate that knows it",
            file.name
        )
    })
}

fn record(row: Row) -> CslRecord {
    let text = |value: Option<String>| value.unwrap_or_default().trim().to_owned();
    let addresses = row.addresses.unwrap_or_default();
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    CslRecord {
        source: text(row.source),
        number: match row.entity_number {
            Some(serde_json::Value::String(text)) => text.trim().to_owned(),
            Some(serde_json::Value::Number(number)) => number.to_string(),
            _ => String::new(),
        },
        kind: text(row.kind),
        programs: row.programs.unwrap_or_default(),
        name: text(row.name),
        title: text(row.title),
        countries: addresses.iter().filter_map(|address| address.country.clone()).collect(),
        addresses: addresses
            .iter()
            .map(|a| {
                address::line(&[
                    &part(&a.address),
                    &part(&a.city),
                    &part(&a.state),
                    &part(&a.postal_code),
                    &part(&a.country),
                ])
            })
            .collect(),
        notice: text(row.federal_register_notice),
        start: text(row.start_date),
        end: text(row.end_date),
        standard_order: text(row.standard_order),
        requirement: text(row.license_requirement),
        policy: text(row.license_policy),
        remarks: text(row.remarks),
        list_url: text(row.source_list_url),
        aliases: row.alt_names.unwrap_or_default(),
        born: row.dates_of_birth.unwrap_or_default(),
        ids: row
            .ids
            .unwrap_or_default()
            .into_iter()
            .map(|id| {
                let country =
                    id.country.filter(|country| !country.is_empty()).map_or_else(String::new, |c| format!(" ({c})"));
                format!("{} {}{country}", text(id.kind), text(id.number))
            })
            .collect(),
    }
}
