//! Withhold release orders and findings as the page of CBP prints them: tables with a date, the merchandise, the
//! manufacturer and the status of each order, by country.

use jiff::civil::Date;

use super::model::{ImportInput, ImportedEntry, ImportedList, add_name, listing, note};
use super::{alias, bytes, date, html};
use crate::error::Error;

/// A column of the table, by the words that its head may be.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("date", &["date", "effective date", "order date", "date issued", "issue date", "issued"]),
    ("merchandise", &["merchandise", "product", "products", "goods", "commodity"]),
    ("manufacturer", &["manufacturer", "manufacturer(s)", "manufacturers", "entity", "entities", "name of entity"]),
    ("status", &["status"]),
    ("notes", &["status notes", "notes", "additional information", "details"]),
    ("country", &["country", "country of origin"]),
    ("number", &["number", "no.", "wro number", "#"]),
    ("type", &["type", "action", "wro/finding"]),
];

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let file = input.single()?;
    let page = html::read(file)?;
    let mut imported = ImportedList { published: super::uflpa_html::updated(&page.text), ..ImportedList::default() };
    let mut tables = 0;
    for table in &page.tables {
        let columns: Vec<Option<&str>> = table
            .header
            .iter()
            .map(|head| {
                let head = head.to_lowercase();
                COLUMNS.iter().find(|(_, words)| words.contains(&head.as_str())).map(|(name, _)| *name)
            })
            .collect();
        let has = |name: &str| columns.contains(&Some(name));
        let lost: Vec<&str> =
            ["date", "merchandise", "manufacturer", "status"].into_iter().filter(|name| !has(name)).collect();
        if lost.len() >= 3 {
            continue;
        }
        if !lost.is_empty() {
            return Err(Error::Incomplete(format!(
                "`{}`: the table with the columns {} lacks {}; the page has changed, and guessing could drop orders",
                file.name,
                table.header.join(", "),
                lost.join(" and ")
            )));
        }
        tables += 1;
        for head in table.header.iter().zip(&columns).filter(|(_, known)| known.is_none()).map(|(head, _)| head) {
            imported.unread(format!("{}: table {tables}", file.name), format!("the column `{head}` is not known"));
        }
        // The heading before a table, or a row across it, names the country.
        let mut heading = table.before.clone();
        for (number, row) in table.rows.iter().enumerate() {
            if row.heading {
                heading = row.cells.first().cloned().unwrap_or_default();
                continue;
            }
            imported.records += 1;
            let place = format!("{}:{} (table {tables}, row {})", file.name, row.line, number + 1);
            let cell = |name: &str| {
                columns
                    .iter()
                    .position(|known| *known == Some(name))
                    .and_then(|at| row.cells.get(at))
                    .map_or("", |c| c.as_str())
            };
            let country = if cell("country").is_empty() { country_of(&heading) } else { cell("country").to_owned() };
            let order = Order {
                date: cell("date"),
                merchandise: cell("merchandise"),
                manufacturer: cell("manufacturer"),
                status: cell("status"),
                notes: cell("notes"),
                number: cell("number"),
                finding: cell("type").to_lowercase().contains("finding")
                    || heading.to_lowercase().trim_end().ends_with("findings"),
                country,
            };
            add(input, &order, &place, &mut imported);
        }
    }
    if tables == 0 {
        return Err(Error::Incomplete(format!(
            "`{}`: the page{} has no table of orders (date, merchandise, manufacturer, status); it is an error page, a \
             challenge, or the page has changed: open it in a browser and save it from there",
            file.name,
            bytes::title(&file.text)
        )));
    }
    Ok(imported)
}

/// The last words of a heading, if they can be a country: short, and no sentence.
fn country_of(heading: &str) -> String {
    let last = heading.rsplit(['.', ':', '|']).next().unwrap_or("").trim();
    if last.len() <= 40 && !last.is_empty() { last.to_owned() } else { String::new() }
}

struct Order<'r> {
    date: &'r str,
    merchandise: &'r str,
    manufacturer: &'r str,
    status: &'r str,
    notes: &'r str,
    number: &'r str,
    finding: bool,
    country: String,
}

fn add(input: &ImportInput<'_>, order: &Order<'_>, place: &str, imported: &mut ImportedList) {
    let Some(from) = date::parse(order.date) else {
        imported.unread(place, format!("`{}`: `{}` is not a date", order.manufacturer, order.date));
        return;
    };
    let until = match ended(order) {
        Ok(until) => until,
        Err(problem) => {
            imported.unread(place, format!("`{}`: {problem}", order.manufacturer));
            return;
        }
    };
    let kind = if order.finding { "Finding" } else { "WRO" };
    let clause = format!("{kind} {}", order.merchandise);
    let makers: Vec<&str> = order.manufacturer.split("; ").filter(|maker| !maker.trim().is_empty()).collect();
    // Names parted by `;` inside brackets are aliases of one maker.
    let makers = if order.manufacturer.contains('(') { vec![order.manufacturer] } else { makers };
    if makers.is_empty() {
        imported.unread(place, format!("an order of {} on {} without a manufacturer", order.date, order.merchandise));
    }
    for maker in makers {
        let named = alias::read(maker);
        for problem in &named.problems {
            imported.unread(place, format!("`{maker}`: {problem}"));
        }
        if named.primary.is_empty() {
            continue;
        }
        for name in std::iter::once(&named.primary).chain(&named.members) {
            let mut entry = input.entry(format!("{from} {name}"), name);
            let own = *name == named.primary;
            for (kind, other) in named.others.iter().filter(|_| own) {
                add_name(&mut entry, other, *kind);
            }
            entry.region = is_region(name);
            entry.products = crate::policy::list::write::tidy(order.merchandise);
            entry.location = crate::policy::list::write::tidy(&order.country);
            let number = if order.number.is_empty() { String::new() } else { format!("order {}", order.number) };
            let widened = if own { named.widened.clone() } else { format!("named in the order on {}", named.primary) };
            entry.note = note(&[number, widened, order.status.to_owned(), order.notes.to_owned()]);
            entry.listings.push(listing(&clause, Some(from), until));
            let facets = vec![("program", kind.to_owned()), ("country", order.country.clone())];
            imported.entries.push(ImportedEntry { entry, facets, place: place.to_owned() });
        }
    }
}

/// Returns true for an order that covers a region instead of a maker; such a row is never matched by name.
fn is_region(maker: &str) -> bool {
    let lower = maker.to_lowercase();
    let firm = ["co.", "ltd", "company", "corp", "factory", "park", "bureau", "enterprise"];
    ["region-wide", "all manufacturers", "any manufacturer", "country-wide"].iter().any(|words| lower.contains(words))
        || (lower.contains("autonomous region") && !firm.iter().any(|word| lower.contains(word)))
}

/// The day an order ended, if it did.
///
/// # Errors
/// When the status is not known, or says that the order ended but not when.
fn ended(order: &Order<'_>) -> Result<Option<Date>, String> {
    let status = order.status.to_lowercase();
    if ["inactive", "revoked", "vacated", "terminated", "withdrawn", "rescinded"]
        .iter()
        .any(|word| status.contains(word))
    {
        let words: Vec<&str> = order.status.split_whitespace().chain(order.notes.split_whitespace()).collect();
        let clean = |text: &str| text.trim_matches(|ch: char| !ch.is_alphanumeric()).to_owned();
        let one = words.iter().find_map(|word| date::parse(&clean(word)));
        let day = one.or_else(|| words.windows(3).find_map(|three| date::parse(&clean(&three.join(" ")))));
        return day
            .map(Some)
            .ok_or_else(|| format!("the status is `{}`, but neither it nor the notes say since when", order.status));
    }
    if ["active", "modified", "in force", "effective"].iter().any(|word| status.contains(word)) {
        return Ok(None);
    }
    Err(format!("the status `{}` is not known", order.status))
}
