//! Workbooks that are filled-in templates: which sheets declare something, and which only help to fill them in.
//!
//! A reference sheet of a template lists every known smelter, so read as a declaration it would say that everybody buys from
//! all of them. Names of sheets and places of tables are those of templates 1.00 to 3.02 as filled in, and of later ones as
//! their publisher describes them.

use super::grid::{Grid, Row};

/// A kind of template.
pub(super) struct Template {
    /// Publisher and name, in words.
    pub(super) name: &'static str,
    /// Sheets that every edition has, in lower case; of each inner list one.
    known_by: &'static [&'static [&'static str]],
    /// Sheets with a table that declares something.
    tables: &'static [&'static str],
    /// Sheets with a form about the party that declares.
    forms: &'static [&'static str],
    /// Sheets of the template itself.
    own: &'static [&'static str],
    /// Answers that say that there is none, in lower case; the name stands in another column then.
    none: &'static [&'static str],
    /// Number of the row that is the header of a table.
    header: u32,
    /// Declared rows end before this one at the earliest; reference rows follow in some editions.
    last: u32,
}

/// Part of a sheet in a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A table that declares something.
    Table,
    /// A form about the party that declares.
    Form,
    /// A sheet of the template itself, which declares nothing.
    Own,
    /// A sheet that the template does not know.
    Other,
}

/// The registry: one entry per template.
const TEMPLATES: [Template; 1] = [
    // CMRT (tin, tantalum, tungsten, gold), EMRT (cobalt, mica and others) and AMRT share their sheets.
    Template {
        name: "a reporting template of the Responsible Minerals Initiative (CMRT, EMRT, AMRT)",
        known_by: &[
            &["declaration"],
            &["smelter list", "smelter and mine list"],
            &["instructions"],
            &["revision", "definitions"],
        ],
        tables: &["smelter list", "smelter and mine list", "mine list"],
        forms: &["declaration"],
        own: &[
            "revision",
            "instructions",
            "definitions",
            "checker",
            "standard smelter names",
            "smelter look-up",
            "smelter lookup",
            "smelter reference list",
            "tin",
            "gold",
            "tantalum",
            "tungsten",
            "l",
            "k",
            "c",
        ],
        none: &["smelter not listed", "smelter not yet identified"],
        header: 4,
        last: 1000,
    },
];

/// Empty columns at most between words of a header; constants and translations stand further to the right.
const BETWEEN: usize = 1;
/// Rows without a declaration that reference rows stand below.
const GAP: u32 = 100;

/// The template that a workbook with sheets of these names is.
pub(super) fn of_sheets(names: &[String]) -> Option<&'static Template> {
    let has = |wanted: &str| names.iter().any(|name| name.trim().to_lowercase() == wanted);
    TEMPLATES.iter().find(|template| template.known_by.iter().all(|any| any.iter().any(|name| has(name))))
}

impl Template {
    /// The part of a sheet.
    pub(super) fn part(&self, sheet: &str) -> Part {
        let name = sheet.trim().to_lowercase();
        let has = |names: &[&str]| names.contains(&name.as_str());
        match () {
            () if has(self.tables) => Part::Table,
            () if has(self.forms) => Part::Form,
            () if has(self.own) => Part::Own,
            () => Part::Other,
        }
    }

    /// Takes out of a table what no person fills in: helping columns, and reference rows below. Returns the number of these rows.
    pub(super) fn trim(&self, grid: &mut Grid, text: &str) -> usize {
        let header = grid.rows.iter().find(|row| row.number == self.header);
        let mut columns = header.into_iter().flat_map(|row| &row.cells).map(|cell| cell.column);
        let Some(first) = columns.next() else { return 0 };
        let last = columns.take_while({
            let mut last = first;
            move |column| column - std::mem::replace(&mut last, *column) <= BETWEEN + 1
        });
        let last = last.last().unwrap_or(first);
        for row in grid.rows.iter_mut().filter(|row| row.number >= self.header) {
            row.cells.retain(|cell| {
                cell.column <= last && !self.none.contains(&cell.stated(text).trim().to_lowercase().as_str())
            });
        }
        grid.rows.retain(|row| !row.cells.is_empty());
        let mut before = 0;
        let ends = |row: &Row| {
            let gap = row.number.saturating_sub(std::mem::replace(&mut before, row.number));
            row.number > self.last && (gap > GAP || is_imprint(row, text))
        };
        let end = grid.rows.iter().position(ends).unwrap_or(grid.rows.len());
        grid.rows.drain(end..).count()
    }
}

/// Returns true for the line with the rights in a template, which stands between the declared rows and the reference.
fn is_imprint(row: &Row, text: &str) -> bool {
    row.cells.iter().any(|cell| {
        let cell = cell.stated(text);
        cell.contains('\u{a9}') || cell.contains("All rights reserved")
    })
}
