//! Summary of a new edition, as an import or an update prints it.

use crate::error::Error;
use crate::gate;
use crate::policy::import::Scope;
use crate::policy::list::edition::Edition;
use crate::policy::list::install::Metadata;
use crate::policy::list::region::{LeftOutside, Region};
use crate::policy::model::List;
use crate::policy::pack::Pack;
use crate::report::clean::clean;
use crate::report::list_changes;

/// The summary: counts, what was left out, and what changed; made safe.
pub(super) fn summary(edition: &Edition, list: Option<&str>, about: &Metadata, width: usize) -> Vec<String> {
    let of = edition.published.map_or_else(
        || format!("an unknown day, got on {}; state its day with --published", about.retrieved),
        |day| day.to_string(),
    );
    let mut lines = vec![format!("{}edition of {of}", list.map_or_else(String::new, |list| format!("{list}: ")))];
    let scope = match edition.out_of_scope {
        0 => String::new(),
        count => format!(", {count} of them out of scope"),
    };
    lines.push(format!("  records     {}, which are {} entries{scope}", edition.records, edition.in_edition));
    for (why, count) in &edition.left_out {
        lines.push(format!("  left out    {count} {why}"));
    }
    lines.extend(outside(&edition.left_outside));
    for unread in &edition.unread {
        lines.push(format!("  not read    {}: {}", unread.place, unread.what));
    }
    let tombstones = edition.entries.len() - edition.listed();
    let later = match edition.later()[..] {
        [] => String::new(),
        [first, .., last] if first < last => {
            format!(", {} more from {first} to {last} on", edition.listed() - edition.in_force())
        }
        [first, ..] => format!(", {} more from {first} on", edition.listed() - edition.in_force()),
    };
    lines.push(format!("  on the list {} in force{later}, {tombstones} ended", edition.in_force()));
    if let Some(count) = edition.stated_count {
        lines.push(format!("  the files   state {count} records; the same"));
    }
    if let Some(count) = about.official_count {
        let agrees = if count as usize == edition.listed() { "the same" } else { "not the same, so something lacks" };
        lines.push(format!("  publisher   counts {count}; {agrees}"));
    }
    lines.push(if about.complete {
        "  complete    yes".to_owned()
    } else {
        format!("  incomplete  {}", about.coverage)
    });
    let mut safe: Vec<String> = lines.iter().map(|line| clean(line)).collect();
    // Of a list that is all new there is nothing to compare.
    let changes = match edition.changes.entries_before {
        0 => vec![list_changes::head(&edition.changes)],
        _ => list_changes::human(&edition.changes, width),
    };
    safe.extend(changes.into_iter().map(|line| format!("  {line}")));
    safe
}

/// Warnings about entries of the region that are out of scope, with the term that takes them.
fn outside(left: &LeftOutside) -> Vec<String> {
    let mut lines = Vec::new();
    let mut warn = |names: &[String], how: &str, term: &str| {
        let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
        let rest = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let entries = crate::report::grammar::count(names.len() as u64, "entry", "entries");
        lines.push(format!("  warning     leaves out {entries} {how}: {shown}{rest}; the term `{term}` takes them"));
    };
    if !left.region.is_empty() {
        warn(&left.region, "about the region", "region");
    }
    for (notice, names) in &left.listed_with {
        warn(names, &format!("that {notice} listed with entries of the region"), &format!("citation={notice}"));
    }
    lines
}

/// Number of names that a warning shows.
const NAMED: usize = 3;

/// The region of a pack that knows places, or else that of the built-in one; `None` where there is no choice to warn about.
pub(super) fn region(scope: &Scope, pack: Option<&Pack>) -> Result<Option<Region>, Error> {
    if scope.is_all() {
        return Ok(None);
    }
    match pack.filter(|pack| !pack.place_tables().divisions.is_empty()) {
        Some(pack) => Region::drawn_by(pack).map(Some),
        None => Region::drawn_by(&gate::named(None)?).map(Some),
    }
}

/// Lines, and what is left to do after them.
pub(super) fn with_left(mut lines: Vec<String>, left: Vec<String>) -> Vec<String> {
    lines.extend(left.iter().map(|line| format!("  to do       {}", clean(line))));
    lines
}

/// An error that leaves the list in force, and says so.
pub(super) fn stays(error: Error, list: Option<String>) -> Error {
    match (error, list) {
        (Error::Incomplete(message), Some(list)) => Error::Incomplete(format!("{message}\n{list} stays as it is")),
        (Error::Incomplete(message), None) => Error::Incomplete(format!("{message}\nnothing was written")),
        (error, _) => error,
    }
}

/// The list of a pack with this id.
pub(in crate::cli) fn list_of<'p>(pack: &'p Pack, id: &str) -> Result<&'p List, Error> {
    pack.list(id).ok_or_else(|| {
        let ids: Vec<&str> = pack.lists.iter().map(|list| list.id.as_str()).collect();
        Error::Usage(format!("the pack has no list `{id}`; there are: {}", ids.join(", ")))
    })
}
