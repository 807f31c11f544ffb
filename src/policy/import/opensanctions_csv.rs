//! `targets.simple.csv` of OpenSanctions, for users who have their licence: one row per target, values in a cell parted by
//! `;` and quoted as in CSV.

use super::model::{ImportInput, ImportedEntry, ImportedList, Silence, add_identifier, add_name, listing, note};
use super::{address, rows};
use crate::error::Error;
use crate::finding::NameKind;
use crate::policy::model::Entry;
use crate::screen::identifier::{self, Check};

#[rustfmt::skip]
const WITH_PROGRAMS: [&str; 16] = [
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones",
    "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change",
];
#[rustfmt::skip]
const PLAIN: [&str; 15] = [
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones",
    "emails", "dataset", "first_seen", "last_seen", "last_change",
];

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    let table = rows::Table::read(file, &[&WITH_PROGRAMS, &PLAIN], "targets.simple.csv")?;
    let mut imported = ImportedList { silent_on: vec![Silence::Weakness], ..ImportedList::default() };
    for (line, row) in &table.rows {
        imported.records += 1;
        let place = format!("{}:{line}", file.name);
        if let Some(problem) = table.uneven(row) {
            imported.unread(place, problem);
            continue;
        }
        let cell = |name: &str| table.cell(row, name);
        let individual = match party(cell("schema")) {
            Some(individual) => individual,
            None => {
                imported.leave_out(&format!("{} (no party)", cell("schema")));
                continue;
            }
        };
        if cell("id").is_empty() || cell("name").is_empty() {
            imported.unread(place, "the id or the name is empty");
            continue;
        }
        let mut entry = input.entry(cell("id").to_owned(), cell("name"));
        entry.individual = individual;
        for alias in values(cell("aliases")) {
            add_name(&mut entry, &alias, NameKind::Alias);
        }
        let mut notes = vec![cell("sanctions").to_owned()];
        for value in values(cell("identifiers")) {
            if !typed(&mut entry, &value) {
                notes.push(format!("id {value}"));
            }
        }
        if !cell("birth_date").is_empty() {
            notes.push(format!("DOB {}", cell("birth_date")));
        }
        entry.location = address::all(values(cell("addresses")));
        let programs = [values(cell("program_ids")), values(cell("dataset"))].into_iter().find(|list| !list.is_empty());
        let programs = programs.unwrap_or_default();
        // When OpenSanctions saw a target first is not when it was listed, so the listing has no day.
        entry.listings.extend(programs.iter().map(|program| listing(program, None, None)));
        entry.note = note(&notes);
        let mut facets: Vec<(&'static str, String)> =
            programs.into_iter().map(|program| ("program", program)).collect();
        facets.extend(values(cell("countries")).into_iter().map(|country| ("country", country)));
        facets.extend(values(cell("dataset")).into_iter().map(|dataset| ("source", dataset)));
        facets.push(("remarks", cell("sanctions").to_owned()));
        imported.entries.push(ImportedEntry { entry, facets, place });
    }
    Ok(imported)
}

/// Returns `None` for a schema of FollowTheMoney that is no party, and otherwise true for natural persons.
pub(super) fn party(schema: &str) -> Option<bool> {
    match schema {
        "Person" => Some(true),
        "LegalEntity" | "Organization" | "Company" | "PublicBody" => Some(false),
        _ => None,
    }
}

/// Adds an identifier whose check digit says what it is.
pub(super) fn typed(entry: &mut Entry, value: &str) -> bool {
    for (scheme, length) in [("uscc", 18), ("lei", 20)] {
        let fits = value.len() == length
            && identifier::read(scheme, value).is_some_and(|reading| reading.check == Check::Valid);
        if fits {
            add_identifier(entry, scheme, value);
            return true;
        }
    }
    false
}

/// The values of a cell.
fn values(cell: &str) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(cell.as_bytes());
    let parts = reader.records().filter_map(Result::ok);
    parts
        .flat_map(|record| record.iter().map(|part| part.trim().to_owned()).collect::<Vec<_>>())
        .filter(|part| !part.is_empty())
        .collect()
}
