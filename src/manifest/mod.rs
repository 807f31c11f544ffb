//! Manifest readers: one file per format, all yield the same facts.
//!
//! A reader gets the bytes of one file and states what it finds through [`Facts`]. It reports several problems at once, and
//! it never guesses in silence: a file without sourcing data is [`Outcome::NoData`] with the reason.

mod csv;
mod document;
mod headers;
mod interest;
mod job;
mod load;
mod native;
mod packed;
mod reader;
mod reading;
mod references;
mod suspect;
mod table;
mod text;
mod workbook;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use load::{Request, load, read_again};
use reader::Reader;
pub use reading::{Reading, SecondReading};

use crate::facts::Facts;
use crate::source::{FileId, Span};

/// The registry: one line per format. Of readers that are equally sure of a file, the first one reads it.
pub(crate) const READERS: &[&dyn Reader] = &[
    &native::Native,
    &csv::Csv,
    &workbook::Workbook,
    &document::JSON,
    &document::YAML,
    &document::TAGS,
    &document::LEI_TABLE,
    &document::XML,
];

/// Names of the fields of a table, as `map` takes them; each field once.
pub fn fields() -> impl Iterator<Item = &'static str> {
    headers::fields()
}

/// Mapping by which a table is read, from `[[import]]` in a manifest or in sourcegate.toml.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportSpec {
    /// Path or glob, relative to the file that imports.
    pub file: String,
    /// Name of the format; found from the content when left out.
    pub format: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row of the header, from 1.
    pub header_row: Option<u32>,
    /// Delimiter: one character, or `tab`.
    pub delimiter: Option<String>,
    /// Encoding, by a WHATWG name.
    pub encoding: Option<String>,
    /// Field to header word.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// Field to the value of every row that states none.
    #[serde(default)]
    pub default: BTreeMap<String, String>,
    /// Tier of every row that states none.
    pub tier: Option<u32>,
}

/// Limits on inputs. Every one can be raised under `[limits]` in sourcegate.toml.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Limits {
    /// Largest native manifest, in bytes.
    pub max_manifest_bytes: u64,
    /// Largest table, in bytes.
    pub max_table_bytes: u64,
    /// Most bytes that a workbook may unpack to.
    pub max_unpacked_bytes: u64,
    /// Most filled cells of a workbook.
    pub max_cells: u32,
    /// Longest record of a table, in bytes.
    pub max_record_bytes: usize,
    /// Most records of one file.
    pub max_records: u32,
    /// Most values of a document: objects, lists, texts and numbers.
    pub max_values: u32,
    /// Deepest nesting of a document.
    pub max_nesting: usize,
    /// Longest text of a document, in bytes.
    pub max_text_bytes: usize,
    /// Deepest chain of includes.
    pub max_include_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_manifest_bytes: 16 << 20,
            max_table_bytes: 1 << 30,
            max_unpacked_bytes: 1 << 29,
            max_cells: 10_000_000,
            max_record_bytes: 1 << 20,
            max_records: 5_000_000,
            max_values: 20_000_000,
            max_nesting: 128,
            max_text_bytes: 8 << 20,
            max_include_depth: 32,
        }
    }
}

/// Something wrong with an input, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as reported.
    pub path: String,
    /// The place in the decoded text, when the file could be decoded that far.
    pub place: Option<(FileId, Span)>,
    /// Problem in one sentence, without a full stop.
    pub message: String,
    /// The way out, as an imperative sentence.
    pub help: Option<String>,
    /// A second place that explains it (the first definition of a duplicate id), with a label.
    pub related: Option<(FileId, Span, String)>,
    /// True if the run cannot be trusted because of it (exit code 4), false if it is only worth saying.
    pub fatal: bool,
}

/// Outcome of reading one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The input stated this many records (data rows of a table, tables of a native manifest).
    Read {
        /// Count of records.
        records: u32,
    },
    /// The input states this many records, and it was not understood which of its columns says who, or where: such a run does
    /// not pass.
    NotUnderstood {
        /// Count of records.
        records: u32,
        /// Columns that are not understood, in words.
        why: String,
    },
    /// The input was understood, and it holds no supplier, maker, place or origin; the reason in words ("no supplier,
    /// maker, place or origin column; the header row has: …").
    NoData(String),
    /// The input could not be read; the problems say why.
    Failed,
}

impl Outcome {
    /// Returns the count of records that the input stated.
    #[must_use]
    pub const fn records(&self) -> u32 {
        match self {
            Self::Read { records } | Self::NotUnderstood { records, .. } => *records,
            Self::NoData(_) | Self::Failed => 0,
        }
    }
}

/// One input of a run and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path as reported.
    pub path: String,
    /// Name of the format (`native`, `csv`, …), as in the reader registry.
    pub format: &'static str,
    /// Outcome of reading it.
    pub outcome: Outcome,
    /// Problems and remarks.
    pub problems: Vec<Problem>,
    /// Column mapping and other decisions worth showing ("supplier_name = column 1 \"Name\""), in order.
    pub notes: Vec<String>,
}

/// All inputs of a run and all facts they state.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The facts.
    pub facts: Facts,
    /// The inputs, sorted by path.
    pub inputs: Vec<Input>,
    /// Files that a search came by and left unread.
    pub unread: Vec<Unread>,
    /// Ways in which the files were read, by path.
    pub readings: BTreeMap<String, Reading>,
}

/// A file that a search came by and left unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Path as reported.
    pub path: String,
    /// Reason, in words.
    pub reason: String,
    /// Way out, as an imperative sentence; empty where none is needed.
    pub help: String,
    /// True if it looks like sourcing data: then the run does not pass, unless that was accepted.
    pub suspect: bool,
    /// Reason for which the configuration accepts that it is not read.
    pub accepted: Option<String>,
}

impl Unread {
    /// A table that says by neither name nor header that it is sourcing data.
    fn other(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            reason: "neither its name nor its header speaks of suppliers, makers or owners with a place".to_owned(),
            help: "name it, or list it under `manifests` in sourcegate.toml, to have it read".to_owned(),
            suspect: false,
            accepted: None,
        }
    }
}

impl Loaded {
    /// Returns true if every input could be read without a fatal problem.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.inputs.iter().all(Input::is_whole)
    }
}

impl Input {
    /// Returns true if it could be read without a fatal problem.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.outcome != Outcome::Failed && self.problems.iter().all(|problem| !problem.fatal)
    }

    /// Reason why it holds no sourcing data, or `None` when it holds some, or could not be read.
    #[must_use]
    pub fn without_data(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::NoData(reason) => Some(reason),
            Outcome::Read { .. } | Outcome::NotUnderstood { .. } | Outcome::Failed => None,
        }
    }

    /// Says what was not understood although it holds sourcing data; `None` when nothing is missing.
    #[must_use]
    pub fn not_understood(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::NotUnderstood { why, .. } => Some(why),
            Outcome::Read { .. } | Outcome::NoData(_) | Outcome::Failed => None,
        }
    }
}
