//! A party came onto a list after the statement about it was approved.

use jiff::civil::Date;

use super::Reason;

/// A row of a list as it holds on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Id and version of the pack.
    pub pack: String,
    /// Day to which the content of the list goes.
    pub published: Option<Date>,
    /// File of the list inside the pack.
    pub file: String,
    /// Line of the row.
    pub line: u32,
    /// Names in force.
    pub names: Vec<String>,
    /// Clauses in force, with their first day; empty when the entry is not listed on that day.
    pub clauses: Vec<(String, Option<Date>)>,
}

/// A party came onto a list after the statement about it was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSince {
    /// List id.
    pub list: String,
    /// Entry id.
    pub entry: String,
    /// Primary name of the entry.
    pub entry_name: String,
    /// The text in the manifest that met.
    pub stated: String,
    /// First day of the listing, if the list tells it.
    pub since: Option<Date>,
    /// State that was approved: `commit 1a2b3c4d5e6f`.
    pub approved: String,
    /// The day of that.
    pub approved_on: Date,
    /// The row as it held then; `None` when there was none.
    pub before: Option<ListRow>,
    /// The row as it holds now.
    pub after: ListRow,
    /// Citation of the row.
    pub citation: String,
}

impl Reason for ListedSince {
    fn listing(&self) -> Option<(&str, &str)> {
        Some((&self.list, &self.entry))
    }
}
