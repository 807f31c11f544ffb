//! A party came onto a list after the statement about it was approved.

use jiff::civil::Date;
use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::finding::{ListRow, ListedSince};
use crate::report::clean::clean_short;
use crate::report::json::shape::{ClauseView, clauses};
use crate::report::phrases;
use crate::report::phrases::{NAME, quoted};

impl Explain for ListedSince {
    fn label(&self, about: &About<'_>) -> String {
        let since = self.since.map_or_else(|| "now".to_owned(), |day| format!("since {day}"));
        format!("on the {} {since}, approved {}", phrases::list_title(&self.list, about.result), self.approved_on)
    }

    fn sentence(&self, about: &About<'_>) -> String {
        format!(
            "{} is on the {}{}; it was not when it was approved ({}, {})",
            quoted(&self.stated),
            clean_short(&phrases::list_title(&self.list, about.result), NAME),
            self.since.map_or_else(String::new, |day| format!(" since {day}")),
            self.approved,
            self.approved_on
        )
    }

    fn blocks(&self, about: &About<'_>) -> Vec<Block> {
        let Self { list, entry, entry_name, stated, approved, approved_on, before, after, citation, .. } = self;
        let approved = format!("{approved}, {approved_on}; the statement has not changed since");
        let then = before.as_ref().map_or_else(String::new, |row| format!(" ({})", place(row)));
        let change = Body::Change {
            of: format!("{}, entry {entry}", phrases::list_title(list, about.result)),
            before: format!("{approved_on}: {}{then}", in_one_line(before.as_ref())),
            after: format!("{}: {} ({})", about.finding.as_of, in_one_line(Some(after)), place(after)),
        };
        let matched = format!("{} is a name of {}", quoted(stated), quoted(entry_name));
        let matched = if stated == entry_name { String::new() } else { matched };
        vec![
            Block::detail("approved", Body::Prose(approved)),
            Block::main("list", change),
            Block::main("matched", Body::Prose(matched)),
            Block::main("citation", Body::Prose(citation.clone())),
        ]
    }
}

/// Place of a row: pack, day of the list, file and line.
fn place(row: &ListRow) -> String {
    let published = row.published.map_or_else(String::new, |day| format!(", list as of {day}"));
    format!("{}{published}, {}:{}", row.pack, row.file, row.line)
}

/// A row of a list in one line: its names, and the clauses under which it is listed.
fn in_one_line(row: Option<&ListRow>) -> String {
    let Some(row) = row else { return "not on the list".to_owned() };
    let clauses: Vec<String> = row.clauses.iter().map(|(name, since)| phrases::clause(name, *since)).collect();
    let listed = if clauses.is_empty() { "not listed".to_owned() } else { clauses.join("; ") };
    format!("{}: {listed}", row.names.join(" | "))
}

/// A party came onto a list after the statement about it was approved.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    list: &'a str,
    entry: &'a str,
    entry_name: &'a str,
    stated: &'a str,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    since: Option<Date>,
    approved: &'a str,
    #[cfg_attr(test, schemars(with = "String"))]
    approved_on: Date,
    before: Option<ListRowView<'a>>,
    after: ListRowView<'a>,
    citation: &'a str,
}

/// A row of a list as it holds on one day.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListRowView<'a> {
    pack: &'a str,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    published: Option<Date>,
    file: &'a str,
    line: u32,
    names: &'a [String],
    clauses: Vec<ClauseView<'a>>,
}

impl<'a> From<&'a ListRow> for ListRowView<'a> {
    fn from(row: &'a ListRow) -> Self {
        Self {
            pack: &row.pack,
            published: row.published,
            file: &row.file,
            line: row.line,
            names: &row.names,
            clauses: clauses(&row.clauses),
        }
    }
}

impl Values for ListedSince {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, _: &About<'a>) -> Json<'a> {
        Json {
            list: &self.list,
            entry: &self.entry,
            entry_name: &self.entry_name,
            stated: &self.stated,
            since: self.since,
            approved: &self.approved,
            approved_on: self.approved_on,
            before: self.before.as_ref().map(ListRowView::from),
            after: (&self.after).into(),
            citation: &self.citation,
        }
    }
}
