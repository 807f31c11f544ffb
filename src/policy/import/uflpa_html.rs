//! The UFLPA Entity List as the page of DHS prints it: one table per clause of section 2(d)(2)(B), with the columns "Name
//! of Entity" and "Effective Date" and the aliases in brackets in the cell of the name.

use super::model::{ImportInput, ImportedEntry, ImportedList, add_name, listing};
use super::{alias, bytes, date, html};
use crate::error::Error;

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    let page = html::read(file)?;
    let mut imported = ImportedList::default();
    let mut tables = 0;
    for table in &page.tables {
        let column = |words: &[&str]| {
            table.header.iter().position(|cell| words.iter().all(|word| cell.to_lowercase().contains(word)))
        };
        let (name_at, date_at) = (column(&["name", "entity"]), column(&["effective", "date"]));
        let (Some(name_at), Some(date_at)) = (name_at, date_at) else {
            // Other tables of the page are none of ours, unless they lost one of the two columns.
            if name_at.is_some() || date_at.is_some() {
                imported.unread(
                    format!("{}: the table with the columns {}", file.name, table.header.join(", ")),
                    "one of the columns `Name of Entity` and `Effective Date` is missing; the page has changed",
                );
            }
            continue;
        };
        tables += 1;
        let clause = clause(&table.before);
        if clause.is_empty() {
            imported.unread(
                format!("{}: table {tables}", file.name),
                "no clause 2(d)(2)(B)(…) is named before it, so its rows have none",
            );
        }
        for (number, row) in table.rows.iter().enumerate() {
            imported.records += 1;
            let place = format!("{}:{} (table {tables}, row {})", file.name, row.line, number + 1);
            let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
            let named = alias::read(cell(name_at));
            let Some(day) = date::parse(cell(date_at)) else {
                imported.unread(place, format!("`{}`: `{}` is not a date", cell(name_at), cell(date_at)));
                continue;
            };
            if named.primary.is_empty() {
                imported.unread(place, "the name is empty");
                continue;
            }
            for problem in &named.problems {
                imported.unread(place.clone(), format!("`{}`: {problem}", cell(name_at)));
            }
            let mut entry = input.entry(String::new(), &named.primary);
            for (kind, name) in &named.others {
                add_name(&mut entry, name, *kind);
            }
            entry.note = named.widened;
            // Its subsidiaries are listed as firms of their own.
            let members = named.members.iter().map(|name| {
                let mut member = input.entry(String::new(), name);
                member.note = format!("listed in the row of {}", named.primary);
                member
            });
            for mut entry in std::iter::once(entry).chain(members) {
                entry.listings.push(listing(&clause, Some(day), None));
                let facets = vec![("program", clause.clone())];
                imported.entries.push(ImportedEntry { entry, facets, place: place.clone() });
            }
        }
    }
    if tables == 0 {
        return Err(Error::Incomplete(format!(
            "`{}`: the page{} has no table with the columns `Name of Entity` and `Effective Date`; it is an error page, a \
             challenge, or the page has changed: open it in a browser and save it from there",
            file.name,
            bytes::title(&file.text)
        )));
    }
    imported.published = updated(&page.text);
    Ok(imported)
}

/// The last clause that the text before a table names, as `2(d)(2)(B)(ii)`; empty when it names none.
fn clause(before: &str) -> String {
    const CLAUSE: &str = "2(d)(2)(b)(";
    let squeezed: String = before.chars().filter(|ch| !ch.is_whitespace()).flat_map(char::to_lowercase).collect();
    let roman = squeezed.rfind(CLAUSE).and_then(|at| squeezed.get(at + CLAUSE.len()..)?.split_once(')'));
    match roman {
        Some((roman @ ("i" | "ii" | "iii" | "iv" | "v"), _)) => format!("2(d)(2)(B)({roman})"),
        _ => String::new(),
    }
}

/// The day behind `Last Updated` or `Last Published Date`, which pages of DHS carry at their foot.
pub(super) fn updated(text: &str) -> Option<jiff::civil::Date> {
    let lower = text.to_ascii_lowercase();
    ["last updated", "last published date", "last modified"].iter().find_map(|words| {
        let at = lower.rfind(words)? + words.len();
        let rest = text.get(at..)?.trim_start_matches(|ch: char| !ch.is_alphanumeric());
        let numeric = rest.split_whitespace().next().and_then(date::parse);
        numeric.or_else(|| date::parse(&rest.split_whitespace().take(3).collect::<Vec<_>>().join(" ")))
    })
}
