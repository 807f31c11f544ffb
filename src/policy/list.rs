//! The list format: one entry a row, sorted, so that a change of a list is a diff that people can review.
//!
//! Columns: `id, name, aliases, former, native, removed, identifiers, listings, kind, location, products, parent,
//! grade, citation, source, note`. Several values stand in one cell with ` | ` between them. A name may carry the window
//! in which it is in force as ` [2022-06-21..2024-11-25]`, either end open. An identifier is `scheme:value`, a listing
//! `clause@from..until`. An alias that its publisher calls weak is marked so, before its window: ` [weak]`,
//! ` [weak] [2022-06-21..]`.

pub mod changes;
pub mod edition;
pub mod install;
pub mod merge;
pub mod pair;
pub mod region;
mod sources;
pub mod write;

use jiff::civil::Date;

use super::model::{Entry, ListName, Listing};
use crate::finding::{Grade, NameKind, Window};

/// The columns, in order.
pub(crate) const COLUMNS: [&str; 16] = [
    "id",
    "name",
    "aliases",
    "former",
    "native",
    "removed",
    "identifiers",
    "listings",
    "kind",
    "location",
    "products",
    "parent",
    "grade",
    "citation",
    "source",
    "note",
];

/// Separator of values in a cell.
pub(crate) const SEPARATOR: &str = " | ";

/// Reads the rows of a list.
///
/// # Errors
/// Every problem of the file, each with its line: a wrong header, an empty or repeated id, a bad grade, date or window.
pub fn parse(file: &str, text: &str) -> Result<Vec<Entry>, Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut problems = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut first = true;
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                problems.push(format!("{file}: {error}"));
                break;
            }
        }
        if first {
            first = false;
            if record.iter().ne(COLUMNS) {
                problems.push(format!("{file}:1: the header must be: {}", COLUMNS.join(",")));
                return Err(problems);
            }
            continue;
        }
        let line = record.position().map_or(0, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
        match entry(&record, line) {
            Ok(entry) => {
                if let Some(before) = entries.last().filter(|before| before.id >= entry.id) {
                    let how = if before.id == entry.id { "is listed twice" } else { "is not in order" };
                    problems
                        .push(format!("{file}:{line}: the id `{}` {how}; rows are sorted by id, each once", entry.id));
                }
                entries.push(entry);
            }
            Err(found) => problems.extend(found.into_iter().map(|problem| format!("{file}:{line}: {problem}"))),
        }
    }
    if first {
        problems.push(format!("{file}: the list is empty; a list without entries is written with its header row"));
    }
    if problems.is_empty() { Ok(entries) } else { Err(problems) }
}

fn entry(record: &csv::StringRecord, line: u32) -> Result<Entry, Vec<String>> {
    if record.len() != COLUMNS.len() {
        return Err(vec![format!("{} cells, but the header has {}", record.len(), COLUMNS.len())]);
    }
    of_cells(|name| COLUMNS.iter().position(|column| *column == name).and_then(|at| record.get(at)).unwrap_or(""), line)
}

/// An entry from its cells, by the name of the column.
///
/// # Errors
/// Every problem of the row.
pub(crate) fn of_cells<'c>(cell: impl Fn(&str) -> &'c str, line: u32) -> Result<Entry, Vec<String>> {
    let mut problems = Vec::new();
    if cell("id").is_empty() || cell("name").is_empty() {
        problems.push("`id` and `name` must not be empty".to_owned());
    }
    let mut names =
        vec![ListName { text: cell("name").to_owned(), kind: NameKind::Primary, window: Window::default() }];
    let columns = [
        ("aliases", NameKind::Alias),
        ("former", NameKind::Former),
        ("native", NameKind::Native),
        ("removed", NameKind::Removed),
    ];
    for (column, kind) in columns {
        for part in values(cell(column)) {
            match name(part, kind) {
                Ok(name) => names.push(name),
                Err(problem) => problems.push(format!("`{column}`: {problem}")),
            }
        }
    }
    let mut listings = Vec::new();
    for part in values(cell("listings")) {
        let (clause, dates) = part.rsplit_once('@').unwrap_or((part, ".."));
        match window(dates) {
            Ok(window) => listings.push(Listing { clause: clause.to_owned(), window }),
            Err(problem) => problems.push(format!("`listings`: {problem}")),
        }
    }
    if listings.is_empty() {
        problems.push("`listings` must hold at least one `clause@from..until`".to_owned());
    }
    let identifiers = values(cell("identifiers"))
        .filter_map(|part| match part.split_once(':') {
            Some((scheme, value)) => Some((scheme.to_owned(), value.to_owned())),
            None => {
                problems.push(format!("`identifiers`: `{part}` is not `scheme:value`"));
                None
            }
        })
        .collect();
    let grade = match cell("grade") {
        "official" => Grade::Official,
        "secondary" => Grade::Secondary,
        "tertiary" => Grade::Tertiary,
        "unverified" => Grade::Unverified,
        other => {
            problems.push(format!("`grade` is `{other}`; there are official, secondary, tertiary and unverified"));
            Grade::Unverified
        }
    };
    if !matches!(cell("kind"), "entity" | "individual" | "region") {
        problems.push(format!("`kind` is `{}`; there are entity, individual and region", cell("kind")));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Entry {
        id: cell("id").to_owned(),
        names,
        identifiers,
        listings,
        individual: cell("kind") == "individual",
        region: cell("kind") == "region",
        location: cell("location").to_owned(),
        products: cell("products").to_owned(),
        parent: cell("parent").to_owned(),
        grade,
        citation: cell("citation").to_owned(),
        source: cell("source").to_owned(),
        note: cell("note").to_owned(),
        line,
    })
}

/// Mark of an alias that its publisher calls weak.
const WEAK: &str = " [weak]";

fn values(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(SEPARATOR).map(str::trim).filter(|part| !part.is_empty())
}

fn name(part: &str, kind: NameKind) -> Result<ListName, String> {
    let dated = part.strip_suffix(']').and_then(|part| part.rsplit_once(" ["));
    // Brackets without dates belong to the name, but for the mark of a weak alias.
    let (text, window) = match dated.filter(|(_, dates)| dates.contains("..")) {
        Some((text, dates)) => (text, window(dates)?),
        None => (part, Window::default()),
    };
    let (text, kind) = match text.strip_suffix(WEAK) {
        Some(text) if kind == NameKind::Alias => (text, NameKind::Weak),
        _ => (text, kind),
    };
    Ok(ListName { text: text.to_owned(), kind, window })
}

/// `from..until`, either end open.
fn window(text: &str) -> Result<Window, String> {
    let (from, until) = text.split_once("..").ok_or_else(|| format!("`{text}` is not a window; write from..until"))?;
    let date = |text: &str| -> Result<Option<Date>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| format!("`{text}` is not a date (YYYY-MM-DD)"))
    };
    let window = Window { from: date(from)?, until: date(until)? };
    match (window.from, window.until) {
        (Some(from), Some(until)) if from >= until => Err(format!("the window {text} ends before it begins")),
        _ => Ok(window),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id,name,aliases,former,native,removed,identifiers,listings,kind,location,products,parent,grade,citation,source,note\n";

    #[test]
    fn a_row_keeps_kinds_windows_and_clauses() {
        let row = "a,\"Alpha Co., Ltd.\",Al | Alpha [x] | A [weak] | B [weak] [2024-11-25..] | C [weakly],Old Alpha,阿尔法,Gone [..2024-11-25],uscc:91,i@2022-06-21.. | v@2024-11-25..,entity,Here,,,secondary,,,\n";
        let entries = parse("l.csv", &format!("{HEAD}{row}")).unwrap();
        let names: Vec<_> = entries[0].names.iter().map(|name| (name.text.as_str(), name.kind)).collect();
        assert_eq!(
            names,
            [
                ("Alpha Co., Ltd.", NameKind::Primary),
                ("Al", NameKind::Alias),
                ("Alpha [x]", NameKind::Alias),
                ("A", NameKind::Weak),
                ("B", NameKind::Weak),
                ("C [weakly]", NameKind::Alias),
                ("Old Alpha", NameKind::Former),
                ("阿尔法", NameKind::Native),
                ("Gone", NameKind::Removed),
            ]
        );
        assert_eq!(entries[0].names[8].window.until, Some(jiff::civil::date(2024, 11, 25)));
        assert_eq!(entries[0].names[4].window.from, Some(jiff::civil::date(2024, 11, 25)));
        assert_eq!(entries[0].listings.len(), 2);
        assert!(!entries[0].in_force(jiff::civil::date(2022, 6, 20)));
        assert!(entries[0].in_force(jiff::civil::date(2022, 6, 21)));
    }

    #[test]
    fn every_problem_is_reported_with_its_line() {
        let rows = "b,B,,,,,x,i@2024-01-01..2023-01-01,entity,,,,good,,,\na,,,,,,,,thing,,,,official,,,\n";
        let problems = parse("l.csv", &format!("{HEAD}{rows}")).unwrap_err().join("\n");
        for expected in [
            "l.csv:2: `listings`: the window",
            "`x` is not `scheme:value`",
            "`grade` is `good`",
            "l.csv:3: `id` and `name`",
            "`kind` is `thing`",
        ] {
            assert!(problems.contains(expected), "{expected} is missing in:\n{problems}");
        }
    }
}
