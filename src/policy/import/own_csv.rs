//! Our own list format as a source: a list that somebody else keeps, or an older edition of this one.

use super::{Draft, Drafted, Job};
use crate::error::Error;

pub(super) fn read(job: &Job<'_>) -> Result<Draft, Error> {
    let file = job.single()?;
    super::bytes::refuse_page(file, "a list of sourcegate")?;
    let entries = crate::policy::list::parse(&file.name, &file.text).map_err(|problems| {
        Error::Incomplete(format!("`{}` is not a list of sourcegate:\n  {}", file.name, problems.join("\n  ")))
    })?;
    let mut draft = Draft { records: entries.len(), ..Draft::default() };
    draft.entries.extend(entries.into_iter().map(|entry| {
        let place = format!("{}:{}", file.name, entry.line);
        let facets = entry.listings.iter().map(|listing| ("program", listing.clause.clone())).collect();
        Drafted { entry, facets, place }
    }));
    Ok(draft)
}
