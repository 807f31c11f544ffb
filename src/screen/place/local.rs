//! Places below the county: towns and townships with a name of their own, and industrial parks.

use super::division::{Division, label_of};
use super::tables::{PlaceTables, optional_rows};

/// A town, a township or a park.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Local {
    /// Its names.
    pub(super) names: Vec<String>,
    /// Name for people: `七克台镇, a town of Shanshan County (鄯善县, 650421)`.
    pub(super) label: String,
    /// Statistics code of the township, or GB/T 2260 code of the division that a park lies in.
    pub(super) code: String,
    /// Explanation of the match, for people.
    pub(super) how: &'static str,
    /// Reason why the name alone is not enough, if it is not.
    pub(super) doubt: Option<&'static str>,
}

/// Reads `places/townships.csv` (codes, zh) and `places/parks.csv` (zh, en, alt, division, alone, source).
///
/// # Errors
/// When a row has too few cells.
pub(super) fn load(tables: &PlaceTables<'_>, divisions: &[Division]) -> Result<Vec<Local>, String> {
    let mut locals = Vec::new();
    for row in optional_rows("places/townships.csv", tables.townships, 2)? {
        let codes: Vec<&str> = row[0].split('|').collect();
        let county = codes.first().and_then(|code| code.get(..6)).unwrap_or_default();
        let more = match codes.len() {
            1 => String::new(),
            count => format!(" and of {} more", count - 1),
        };
        let kind = if row[1].ends_with('镇') { "town" } else { "township" };
        locals.push(Local {
            label: format!("{}, a {kind} of {}{more}", row[1], label_of(divisions, county)),
            code: codes.first().copied().unwrap_or_default().to_owned(),
            how: "names a town or township of the region",
            doubt: Some("no county or province is stated beside this town"),
            names: vec![row[1].clone()],
        });
    }
    for row in optional_rows("places/parks.csv", tables.parks, 6)? {
        let names = [&row[0], &row[1]].into_iter().map(String::as_str).chain(row[2].split('|'));
        locals.push(Local {
            names: names.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            label: format!("{}, a park in {}", row[0], label_of(divisions, &row[3])),
            code: row[3].clone(),
            how: "names an industrial park of the region",
            doubt: (row[4] != "yes").then_some("other parks may bear this name"),
        });
    }
    Ok(locals)
}
