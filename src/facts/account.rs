//! The account of what a run saw in its tables: every column as what it was judged, or why it was not, and the text of
//! those that were not.
//!
//! What is not judged is not lost: [`Unjudged`] texts are looked through for what the lists and places of a pack know.

use super::{Fact, RecordId};
use crate::source::{FileId, Span};

/// A column of a table, or a key of one's own in a native manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The file.
    pub file: FileId,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Its number or letter, as people of the format name it; empty for a key of a native manifest.
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
    /// Returns true for a column that was not judged and holds words, and that somebody could have judged.
    #[must_use]
    pub const fn is_unjudged_text(&self) -> bool {
        let told = !matches!(
            self.standing,
            Standing::NotJudged(NotJudged::Outside | NotJudged::HeaderWord | NotJudged::FreeText)
        );
        matches!(self.standing, Standing::NotJudged(_)) && told && self.texts > 0
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
    /// Lines around a table: titles, totals, notes.
    Outside,
    /// Words of a header, which may be names where a column stands for a firm.
    HeaderWord,
    /// Free text of a native manifest, which no rule judges as a fact.
    FreeText,
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
            Self::Outside => "outside",
            Self::HeaderWord => "header-word",
            Self::FreeText => "free-text",
        }
    }
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The file.
    pub file: FileId,
    /// Its name.
    pub name: String,
    /// True if spreadsheet programs do not show it, or not all of its rows and columns.
    pub hidden: bool,
    /// Outcome for it.
    pub outcome: SheetOutcome,
}

/// Outcome for a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetOutcome {
    /// Judged as this many records.
    Judged(u32),
    /// No sourcing data is in it, and its text was looked through; the reason in words.
    NoData(String),
    /// Empty.
    Empty,
    /// Left out, because the import names another sheet.
    LeftOut,
    /// Part of the template that the workbook is, which declares nothing.
    Template,
    /// No sheet of cells, but a chart or a program.
    NoCells,
    /// Unreadable as the import says; the reason in words.
    Wrong(String),
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
    sheets: Vec<Sheet>,
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

    /// Enters a key of a native manifest, or finds it where the file stated it before.
    pub fn enter_key(&mut self, key: Column) -> usize {
        let same =
            |known: &Column| known.file == key.file && known.header == key.header && known.standing == key.standing;
        match self.columns.iter().rposition(|column| column.file != key.file || same(column)) {
            Some(at) if same(&self.columns[at]) => at,
            _ => self.enter(key),
        }
    }

    /// Enters a sheet.
    pub fn enter_sheet(&mut self, sheet: Sheet) {
        self.sheets.push(sheet);
    }

    /// The sheets, in the order read.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
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
        while self.sheets.last().is_some_and(|sheet| sheet.file == file) {
            self.sheets.pop();
        }
    }
}
