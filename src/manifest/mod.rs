//! Manifest readers: one file per format, all yield the same facts.
//!
//! A reader gets one decoded file and states what it finds through [`Facts`]. It reports several problems at once, and
//! it never guesses in silence: a file without sourcing data is [`Outcome::NoData`] with the reason.

use crate::source::{FileId, Span};
use crate::supply::model::Facts;

/// Something wrong with an input, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as reported.
    pub path: String,
    /// The place in the decoded text, when the file could be decoded that far.
    pub place: Option<(FileId, Span)>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The way out, as an imperative sentence.
    pub help: Option<String>,
    /// A second place that explains it (the first definition of a duplicate id), with a label.
    pub related: Option<(FileId, Span, String)>,
    /// Whether the run cannot be trusted because of it (exit code 4) or it is only worth saying.
    pub fatal: bool,
}

/// What came of reading one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It stated this many records (data rows of a table, tables of a native manifest).
    Read {
        /// Count of records.
        records: u32,
    },
    /// It was understood, and it holds no supplier, maker, place or origin; the reason in words ("no supplier, maker,
    /// place or origin column; the header row has: …").
    NoData(String),
    /// It could not be read; the problems say why.
    Failed,
}

/// One input of a run and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path as reported.
    pub path: String,
    /// Name of the format (`native`, `csv`, …), as in the reader registry.
    pub format: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// What was wrong or remarkable.
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
}
