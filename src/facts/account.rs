//! The account of what a run saw in its tables: every column as what it was judged, or why it was not, and the text of
//! those that were not.
//!
//! What is not judged is not lost: [`Unjudged`] texts are looked through for what the lists and places of a pack know.

use super::{Fact, RecordId};
use crate::source::{FileId, Span};

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The file.
    pub file: FileId,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Its number or letter, as people of the format name it.
    pub name: String,
    /// Word of the header, without blanks around it.
    pub header: String,
    /// Place of the header.
    pub place: Span,
    /// Outcome for it.
    pub standing: Standing,
    /// Number of cells that hold anything, for a column that was not judged.
    pub filled: u32,
    /// Number of those that hold words.
    pub texts: u32,
}

impl Column {
    /// Returns true for a column that was not judged and holds words.
    #[must_use]
    pub const fn is_unjudged_text(&self) -> bool {
        matches!(self.standing, Standing::NotJudged(_)) && self.texts > 0
    }
}

/// Outcome for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Judged as this field.
    Judged(&'static str),
    /// Unjudged.
    NotJudged(NotJudged),
}

/// Reason why a column was not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotJudged {
    /// Column without a header.
    NoHeader,
    /// The header is not understood.
    NotUnderstood,
    /// The header names something that no field is for.
    OtherUse,
    /// Flag: it says whether, not who.
    Flag,
    /// Its values are none of the field that the header names.
    Values,
    /// Another column is the field.
    Taken,
    /// The table holds no sourcing data.
    NoData,
}

impl NotJudged {
    /// The word of the JSON report.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoHeader => "no-header",
            Self::NotUnderstood => "not-understood",
            Self::OtherUse => "other-use",
            Self::Flag => "flag",
            Self::Values => "values",
            Self::Taken => "taken",
            Self::NoData => "no-data",
        }
    }
}

/// A text that stands where nothing was judged.
#[derive(Debug, Clone, Copy)]
pub struct Unjudged {
    /// Number of its column.
    pub column: u32,
    /// A record of its row.
    pub record: RecordId,
    /// The text and its place.
    pub fact: Fact,
}

/// The account.
#[derive(Debug, Default)]
pub struct Account {
    columns: Vec<Column>,
    unjudged: Vec<Unjudged>,
}

impl Account {
    /// Enters a column and returns its number.
    pub fn enter(&mut self, column: Column) -> usize {
        self.columns.push(column);
        self.columns.len() - 1
    }

    /// Counts a filled cell of a column that is not judged.
    pub fn count(&mut self, column: usize, is_text: bool) {
        if let Some(column) = self.columns.get_mut(column) {
            column.filled = column.filled.saturating_add(1);
            column.texts = column.texts.saturating_add(u32::from(is_text));
        }
    }

    /// Keeps a text that was not judged.
    pub(super) fn keep(&mut self, column: usize, record: RecordId, fact: Fact) {
        self.unjudged.push(Unjudged { column: u32::try_from(column).unwrap_or(u32::MAX), record, fact });
    }

    /// The columns, in the order read.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column with this number.
    #[must_use]
    pub fn column(&self, number: u32) -> Option<&Column> {
        self.columns.get(number as usize)
    }

    /// The columns of a file.
    pub fn of_file(&self, file: FileId) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.file == file)
    }

    /// Texts that were not judged, in the order read.
    #[must_use]
    pub fn unjudged(&self) -> &[Unjudged] {
        &self.unjudged
    }

    /// Drops the texts of all records from this one on.
    pub(super) fn truncate(&mut self, records: usize) {
        while self.unjudged.last().is_some_and(|text| text.record.0 as usize >= records) {
            self.unjudged.pop();
        }
    }

    /// Drops the columns of the file that was read last.
    pub fn forget(&mut self, file: FileId) {
        while self.columns.last().is_some_and(|column| column.file == file) {
            self.columns.pop();
        }
    }
}
