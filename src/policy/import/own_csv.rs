//! Our own list format as a source: a list that somebody else keeps, or an older edition of this one.

use super::model::{ImportInput, ImportedEntry, ImportedList};
use crate::error::Error;

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    super::bytes::refuse_page(file, "a list of sourcegate")?;
    let entries = crate::policy::list::parse(&file.name, &file.text).map_err(|problems| {
        Error::Incomplete(format!("`{}` is not a list of sourcegate:\n  {}", file.name, problems.join("\n  ")))
    })?;
    let mut imported = ImportedList { records: entries.len(), ..ImportedList::default() };
    imported.entries.extend(entries.into_iter().map(|entry| {
        let place = format!("{}:{}", file.name, entry.line);
        let facets = entry.listings.iter().map(|listing| ("program", listing.clause.clone())).collect();
        ImportedEntry { entry, facets, place }
    }));
    Ok(imported)
}
