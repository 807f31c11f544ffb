//! Columns of tables in words: as what each was judged, or why not, and the import that would have it judged.

use std::collections::HashMap;
use std::io;

use super::clean::{clean, clean_short};
use super::grammar::count;
use super::layout::pad;
use super::phrases::quoted;
use crate::facts::account::{Column, NotJudged, Sheet, Standing};
use crate::manifest::{Input, Outcome};
use crate::source::FileId;
use crate::verdict::run::RunResult;

/// Word for a field that only whoever knows the column can name.
const FIELD: &str = "FIELD";

/// Formats whose keys are read like the header words of a table.
const KEYED: [&str; 3] = ["json", "yaml", "xml"];

/// Columns of a file that hold words and were not judged.
pub(super) struct Unjudged<'a> {
    /// Path of the file.
    pub(super) path: &'a str,
    /// Its columns, those whose header is not understood first.
    pub(super) columns: Vec<&'a Column>,
    /// Field to map each of them to, as far as can be told.
    fields: Vec<&'static str>,
    /// True for a document whose keys can be mapped like the columns of a table.
    keyed: bool,
}

/// The account of the tables of a run, by the path of the input. A table that was read in two ways is told as first read.
pub(super) struct Tables<'a> {
    files: HashMap<&'a str, FileId>,
    columns: HashMap<FileId, Vec<&'a Column>>,
    sheets: HashMap<FileId, Vec<&'a Sheet>>,
}

impl<'a> Tables<'a> {
    pub(super) fn of_run(result: &'a RunResult) -> Self {
        let (mut files, mut columns, mut sheets) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (id, source) in result.facts.sources.iter() {
            files.entry(source.path.as_str()).or_insert(id);
        }
        // Lines around a table and words of its header are no columns.
        let line = |column: &&Column| {
            [NotJudged::Outside, NotJudged::HeaderWord].map(Standing::NotJudged).contains(&column.standing)
        };
        for column in result.facts.account.columns().iter().filter(|column| !line(column)) {
            columns.entry(column.file).or_insert_with(Vec::new).push(column);
        }
        for sheet in result.facts.account.sheets() {
            sheets.entry(sheet.file).or_insert_with(Vec::new).push(sheet);
        }
        Self { files, columns, sheets }
    }

    /// The columns of an input, in their order.
    pub(super) fn columns(&self, path: &str) -> impl Iterator<Item = &'a Column> {
        let columns = self.files.get(path).and_then(|file| self.columns.get(file));
        columns.into_iter().flatten().copied()
    }

    /// The sheets of an input, in their order.
    pub(super) fn sheets(&self, path: &str) -> impl Iterator<Item = &'a Sheet> {
        let sheets = self.files.get(path).and_then(|file| self.sheets.get(file));
        sheets.into_iter().flatten().copied()
    }
}

/// The columns that were not judged, by file. A table without sourcing data is told as a whole, not here.
pub(super) fn unjudged(result: &RunResult) -> Vec<Unjudged<'_>> {
    let tables = Tables::of_run(result);
    let read = |input: &&Input| matches!(input.outcome, Outcome::Read { .. } | Outcome::NotUnderstood { .. });
    let mut found: Vec<Unjudged<'_>> = result
        .inputs
        .iter()
        .filter(read)
        .filter_map(|input| {
            let all: Vec<&Column> = tables.columns(&input.path).collect();
            let mut columns: Vec<&Column> =
                all.iter().copied().filter(|column| column.is_unjudged_text() && !is_of_no_data(column)).collect();
            columns.sort_by_key(|column| column.standing != Standing::NotJudged(NotJudged::NotUnderstood));
            let guess = |column: &&Column| match input.not_understood() {
                Some(_) => field(column, &all),
                None => FIELD,
            };
            let fields = columns.iter().map(guess).collect();
            let keyed = KEYED.contains(&input.format);
            (!columns.is_empty()).then_some(Unjudged { path: &input.path, columns, fields, keyed })
        })
        .collect();
    // First the tables that lack what a field is guessed for, then those with headers that are not understood.
    found.sort_by_key(|file| {
        let guessed = file.fields.iter().any(|field| *field != FIELD);
        (!guessed, file.columns[0].standing != Standing::NotJudged(NotJudged::NotUnderstood))
    });
    found
}

fn is_of_no_data(column: &Column) -> bool {
    column.standing == Standing::NotJudged(NotJudged::NoData)
}

/// Field that a column may be meant as: the supplier or the place, where its table lacks one.
fn field(column: &Column, all: &[&Column]) -> &'static str {
    const WHO: [&str; 4] = ["supplier_name", "native_name", "manufacturer", "parent_company"];
    const WHERE: [&str; 8] =
        ["country_of_origin", "province", "city", "address", "postcode", "latitude", "coordinates", "location"];
    let judged = |fields: &[&str]| {
        let beside = all.iter().filter(|other| other.sheet == column.sheet);
        beside.into_iter().any(|other| matches!(other.standing, Standing::Judged(field) if fields.contains(&field)))
    };
    match (column.standing, judged(&WHO), judged(&WHERE)) {
        (Standing::NotJudged(NotJudged::NotUnderstood | NotJudged::NoHeader), false, _) => "supplier_name",
        (Standing::NotJudged(NotJudged::NotUnderstood | NotJudged::NoHeader), true, false) => "location",
        _ => FIELD,
    }
}

impl Unjudged<'_> {
    /// One column, raw: `column "Remarks" (text, 12 values) of suppliers.csv: why`.
    pub(super) fn line(&self, column: &Column) -> String {
        let sheet = column.sheet.as_ref().map_or_else(String::new, |sheet| format!(" of the sheet {}", quoted(sheet)));
        let values = count(u64::from(column.filled), "value", "values");
        let name = if column.header.is_empty() { column.name.clone() } else { quoted(&column.header) };
        let path = clean_short(self.path, 120);
        if column.name.is_empty() {
            let why = if column.header.starts_with("x-") {
                "no rule reads keys of your own"
            } else {
                key_why(column.standing)
            };
            return format!("key {name} (text, {values}) of {path}: {why}");
        }
        format!("column {name} (text, {values}){sheet} of {path}: {}", why(column.standing))
    }

    /// The lines of TOML that map the first columns; none where they have no header to be named by.
    pub(super) fn import(&self, most: usize) -> Vec<String> {
        let mut maps: Vec<String> = Vec::new();
        let mut taken: Vec<&str> = Vec::new();
        let guessed = self.fields.iter().any(|field| *field != FIELD);
        for (column, field) in self.columns.iter().zip(&self.fields).take(most) {
            // A key of a native manifest has no name, and neither has what stands for the keys themselves.
            let is_named = !column.name.is_empty() || self.keyed && !column.header.starts_with('(');
            if guessed && *field == FIELD || column.header.is_empty() || !is_named || taken.contains(field) {
                continue;
            }
            taken.push(field);
            maps.push(format!("{field} = {}", text(&column.header)));
        }
        if maps.is_empty() {
            return Vec::new();
        }
        let mut lines = vec!["[[import]]".to_owned(), format!("file = {}", text(self.path))];
        if let Some(sheet) = self.columns.first().and_then(|column| column.sheet.as_ref()) {
            lines.push(format!("sheet = {}", text(sheet)));
        }
        lines.push(format!("map = {{ {} }}", maps.join(", ")));
        lines.iter().map(|line| clean(line)).collect()
    }
}

/// A text in TOML.
fn text(raw: &str) -> String {
    toml::Value::from(raw).to_string()
}

/// Reason why a key of a document was not judged.
fn key_why(standing: Standing) -> &'static str {
    match standing {
        Standing::NotJudged(NotJudged::NoHeader) => "its values have no key",
        Standing::NotJudged(NotJudged::NotUnderstood) => "it is not understood",
        Standing::NotJudged(NotJudged::OtherUse) => "it names nothing that is judged",
        Standing::NotJudged(NotJudged::Taken) => "another key is read as that field",
        Standing::NotJudged(NotJudged::Values) => "its values are none of what it names",
        Standing::NotJudged(NotJudged::NoData) => "its objects hold no sourcing data",
        standing => why(standing),
    }
}

/// Reason why a column was not judged.
fn why(standing: Standing) -> &'static str {
    match standing {
        Standing::Judged(_) => "",
        Standing::NotJudged(NotJudged::NoHeader) => "it has no header",
        Standing::NotJudged(NotJudged::NotUnderstood) => "its header is not understood",
        Standing::NotJudged(NotJudged::OtherUse) => "its header names nothing that is judged",
        Standing::NotJudged(NotJudged::Flag) => "it says whether, not who",
        Standing::NotJudged(NotJudged::Values) => "its values are none of what its header names",
        Standing::NotJudged(NotJudged::Taken) => "another column is read as that field",
        Standing::NotJudged(NotJudged::NoData) => "its table holds no sourcing data",
        Standing::NotJudged(NotJudged::Outside) => "it stands outside of the rows of a table",
        Standing::NotJudged(NotJudged::HeaderWord) => "it stands in a header",
        Standing::NotJudged(NotJudged::FreeText) => "it is free text",
    }
}

/// Writes how each column of the inputs is read: `check --explain-mapping`.
///
/// # Errors
/// When the output cannot be written.
pub fn explain(out: &mut dyn io::Write, result: &RunResult) -> io::Result<()> {
    let tables = Tables::of_run(result);
    for input in &result.inputs {
        writeln!(out, "{}", clean_short(&input.path, 200))?;
        if let Some(text) = input.without_data() {
            writeln!(out, "  {}", clean(text))?;
        }
        for problem in &input.problems {
            writeln!(out, "  {}", clean(&super::phrases::problem(problem)))?;
        }
        let mut sheet = None;
        for column in tables.columns(&input.path) {
            if column.sheet.is_some() && sheet != column.sheet {
                sheet.clone_from(&column.sheet);
                writeln!(out, "  sheet {}", quoted(sheet.as_deref().unwrap_or_default()))?;
            }
            let is_key = column.name.is_empty();
            let standing = match column.standing {
                Standing::Judged(field) => field.to_owned(),
                Standing::NotJudged(_) if is_key => format!("not judged: {}", key_why(column.standing)),
                Standing::NotJudged(_) => format!("not judged: {}", why(column.standing)),
            };
            if is_key {
                let header = pad(&clean_short(&column.header, 46), 48);
                writeln!(out, "  key {header}{standing}")?;
                continue;
            }
            let name = pad(&clean(&column.name), 4);
            let header = pad(&clean_short(&column.header, 36), 38);
            writeln!(out, "  column {name} {header}{standing}")?;
        }
    }
    for file in unjudged(result) {
        let lines = file.import(usize::MAX);
        if !lines.is_empty() {
            writeln!(out, "\nTo have more of {} judged, in sourcegate.toml:\n", clean_short(file.path, 200))?;
            for line in &lines {
                writeln!(out, "{line}")?;
            }
            if lines.iter().any(|line| line.contains(FIELD)) {
                let fields: Vec<&str> = crate::manifest::fields().collect();
                writeln!(out, "\n{FIELD} is one of {}", fields.join(", "))?;
            }
        }
    }
    Ok(())
}
