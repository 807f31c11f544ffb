//! Our own list format as TOML, for lists that people write by hand.
//!
//! One `[[entry]]` per entry with the columns of the CSV as keys. A column with several values is an array; `id` may be
//! left out, `kind` is `entity` unless stated.
//!
//! ```toml
//! [[entry]]
//! name = "Example Trading Co., Ltd."
//! aliases = ["Example Trading", "Old alias [..2024-11-25]"]
//! listings = ["board decision 7@2025-01-01.."]
//! grade = "secondary"
//! ```

use std::collections::BTreeMap;

use super::model::{ImportInput, ImportedEntry, ImportedList};
use crate::error::Error;
use crate::policy::list::{COLUMNS, SEPARATOR, of_cells};

/// Columns that hold several values.
const SEVERAL: [&str; 6] = ["aliases", "former", "native", "removed", "identifiers", "listings"];

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    super::bytes::refuse_page(file, "a list in TOML")?;
    let table = toml::de::DeTable::parse(&file.text)
        .map_err(|error| Error::Incomplete(format!("`{}`: {}", file.name, error.to_string().trim_end())))?;
    let line_of = |at: usize| file.text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    let mut imported = ImportedList::default();
    for (key, value) in table.get_ref() {
        let line = line_of(key.span().start);
        if key.get_ref() != "entry" {
            return Err(Error::Incomplete(format!(
                "`{}:{line}`: `{}` is not known; a list holds [[entry]] tables",
                file.name,
                key.get_ref()
            )));
        }
        let Some(entries) = value.get_ref().as_array() else {
            return Err(Error::Incomplete(format!("`{}:{line}`: write each entry as [[entry]]", file.name)));
        };
        for entry in entries {
            imported.records += 1;
            let line = line_of(entry.span().start);
            let place = format!("{}:{line}", file.name);
            match entry
                .get_ref()
                .as_table()
                .ok_or_else(|| vec!["this is not a table".to_owned()])
                .and_then(|table| cells(table))
            {
                Ok(cells) => {
                    match of_cells(|name| cells.get(name).map_or("", String::as_str), u32::try_from(line).unwrap_or(0))
                    {
                        Ok(mut entry) => {
                            // The id was only there to satisfy the reader of rows; a real one is given on merging.
                            if entry.id == NO_ID {
                                entry.id.clear();
                            }
                            let facets =
                                entry.listings.iter().map(|listing| ("program", listing.clause.clone())).collect();
                            imported.entries.push(ImportedEntry { entry, facets, place });
                        }
                        Err(problems) => imported.unread(place, problems.join("; ")),
                    }
                }
                Err(problems) => imported.unread(place, problems.join("; ")),
            }
        }
    }
    Ok(imported)
}

const NO_ID: &str = "-";

/// The cells of a row, as the CSV would hold them.
fn cells(table: &toml::de::DeTable<'_>) -> Result<BTreeMap<&'static str, String>, Vec<String>> {
    let mut cells = BTreeMap::from([("id", NO_ID.to_owned()), ("kind", "entity".to_owned())]);
    let mut problems = Vec::new();
    for (key, value) in table {
        let Some(column) = COLUMNS.iter().find(|column| **column == key.get_ref().as_ref()) else {
            problems.push(format!("`{}` is not known; there are: {}", key.get_ref(), COLUMNS.join(", ")));
            continue;
        };
        let value = value.get_ref();
        let text = if SEVERAL.contains(column) {
            let parts: Option<Vec<&str>> =
                value.as_array().and_then(|parts| parts.iter().map(|part| part.get_ref().as_str()).collect());
            parts.map(|parts| parts.join(SEPARATOR))
        } else {
            value.as_str().map(str::to_owned)
        };
        match text {
            Some(text) => {
                cells.insert(column, text);
            }
            None if SEVERAL.contains(column) => problems.push(format!("`{column}` must be an array of strings")),
            None => problems.push(format!("`{column}` must be a string")),
        }
    }
    if problems.is_empty() { Ok(cells) } else { Err(problems) }
}
