//! A name or identifier met an entry of a list.

use jiff::civil::Date;

use super::Reason;
use crate::finding::{Grade, NameKind};

/// Match of one part of a name with one part of the other.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NamePart {
    /// Part of the stated name.
    pub stated: String,
    /// Part of the listed name.
    pub listed: String,
    /// `equal`, `alias`, `pinyin of`, `abbreviation of`, `typo of`, `missing`, `extra`, …
    pub how: String,
}

/// A name or identifier met an entry of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// List id.
    pub list: String,
    /// Entry id.
    pub entry: String,
    /// Primary name of the entry.
    pub entry_name: String,
    /// The text in the manifest that met.
    pub stated: String,
    /// The listed text that it met.
    pub listed: String,
    /// Kind of the listed name; `None` when an identifier met.
    pub kind: Option<NameKind>,
    /// Scheme of the identifier that met.
    pub scheme: Option<String>,
    /// Score from 0 to 1.
    pub score: f64,
    /// Part by part.
    pub parts: Vec<NamePart>,
    /// Facts that would settle a possible match ("USCC of …").
    pub settles: Vec<String>,
    /// Clauses in force with their first day.
    pub clauses: Vec<(String, Option<Date>)>,
    /// Grade of the row.
    pub grade: Grade,
    /// Citation of the row.
    pub citation: String,
    /// Line of the row in the list file.
    pub line: u32,
}

impl Reason for Listed {
    fn listing(&self) -> Option<(&str, &str)> {
        Some((&self.list, &self.entry))
    }
}
