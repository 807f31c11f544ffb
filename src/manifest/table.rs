//! Fields of the columns of a table: by the words of its header, by its content, or as an import says.

mod below;
mod content;
mod outline;
mod row;
pub(super) mod search;

pub(super) use below::{Asides, is_aside, may_be_name};
pub(super) use content::words;
use content::{by_content, is_country, is_flag};
pub(super) use row::{Cell, may_be_identifier};

use super::ImportSpec;
use super::headers::{self, Field, Meaning, Reading, names, plain};
use super::job::Job;
use crate::facts::account::{self, NotJudged, Standing};
use crate::source::Span;
use crate::suggest::{hint, nearest};

/// Rows among which the header is looked for.
pub(super) const HEADER_ROWS: usize = 25;
/// Rows that show what a column holds.
pub(super) const SAMPLE_ROWS: usize = 40;
/// The way out of a table that is not understood.
pub(super) const MAP: &str = "name the column with `map` in an [[import]] of sourcegate.toml, as `sourcegate check \
                              --explain-mapping FILE` shows; a table of another use is left out with `exclude`";
/// Problems of one file after which reading stops.
pub(super) const MAX_PROBLEMS: usize = 20;

/// A column that is read.
#[derive(Debug, Clone, Copy)]
struct Column {
    at: usize,
    field: Field,
    /// Role, number and tier of the party whose field it is, as far as the header says.
    role: &'static str,
    ordinal: u8,
    tier: Option<u8>,
}

impl Column {
    const fn plain(at: usize, field: Field) -> Self {
        Self { at, field, role: "", ordinal: 0, tier: None }
    }

    const fn new(at: usize, meaning: &Meaning) -> Self {
        Self { at, field: meaning.field, role: meaning.role, ordinal: meaning.ordinal, tier: meaning.tier }
    }

    /// The party that it is about.
    const fn party(&self) -> (&'static str, u8, Option<u8>) {
        (self.role, self.ordinal, self.tier)
    }
}

/// Fields of the columns.
#[derive(Debug, Default, Clone)]
pub(super) struct Columns {
    /// Columns that are read, in their order; one field can have several.
    fields: Vec<Column>,
    /// A bit for each field that has a column, so that a row is not searched for the many that have none.
    held: u64,
    defaults: Vec<(Field, String)>,
    tier: Option<u32>,
    has_place: bool,
    has_item: bool,
    /// Column of the levels by which the rows make a tree.
    outline: Option<usize>,
    /// Roles of the parties whose places the columns state; each has a site of its own.
    sites: Vec<&'static str>,
    /// Outcome for each column of the header.
    standings: Vec<Standing>,
    /// Columns of names that hold numbers, as far as the first rows show: a cell with words is a name all the same.
    numbered: Vec<usize>,
    /// Columns whose text is looked through.
    through: Vec<usize>,
    /// Number of the first column in the account.
    entered: usize,
    /// Words for what was not understood, where it is what a table of suppliers is for.
    unclear: Option<String>,
}

/// Reason why a header cannot be used.
pub(super) enum NoColumns {
    /// No sourcing data is here.
    NoData {
        /// Reason, in words.
        why: String,
        /// Words for what was not understood, where the file says that it is a table of suppliers.
        unclear: Option<String>,
    },
    /// The mapping of the import is wrong: message and help.
    Wrong(String, String),
}

impl Columns {
    /// Finds the fields of a header, with the first rows for what the words leave open.
    pub(super) fn find(
        path: &str,
        header: &[String],
        sample: &[Vec<String>],
        spec: Option<&ImportSpec>,
    ) -> Result<Self, NoColumns> {
        let mut columns = Self::default();
        if let Some(spec) = spec {
            columns.map(header, spec)?;
        }
        let mapped = std::mem::take(&mut columns.fields);
        let readings: Vec<Reading> = header.iter().map(|word| headers::read(word)).collect();
        columns.standings = readings.iter().zip(header).map(|(reading, word)| not_read(*reading, word)).collect();
        let mut found = Vec::new();
        for (at, meaning) in readings.iter().enumerate().filter_map(|(at, reading)| Some((at, reading.meaning()?))) {
            if mapped.iter().any(|column| column.at == at) {
                continue;
            }
            let taken = mapped.iter().any(|column| column.field == meaning.field);
            match by_content(&meaning, at, sample).filter(|_| !taken) {
                Some(field) => {
                    if field == Field::SupplierId && meaning.field.is_who() {
                        columns.numbered.push(at);
                    }
                    found.push((at, Meaning { field, ..meaning }));
                }
                None => {
                    let flag = is_flag(at, sample);
                    columns.standings[at] = Standing::NotJudged(match (taken, flag) {
                        (true, _) => NotJudged::Taken,
                        (false, true) => NotJudged::Flag,
                        (false, false) => NotJudged::Values,
                    });
                }
            }
        }
        let bill = Bill::read(&found, header);
        settle_names(&mut found, bill, &mut columns.standings);
        let says_source = |field: Field| field.says_source();
        let only_generic = found.iter().filter(|(_, meaning)| says_source(meaning.field)).all(|(_, it)| it.generic);
        if only_generic && mapped.is_empty() && !speaks_of_suppliers(path) {
            found.retain(|(_, meaning)| !says_source(meaning.field));
        }
        columns.fields = mapped;
        columns.fields.extend(found.iter().map(|(at, meaning)| Column::new(*at, meaning)));
        columns.fields.sort_by_key(|column| column.at);
        columns.held = columns.fields.iter().fold(0, |held, column| held | 1 << column.field as u64);
        let sources = columns.sources();
        for column in &columns.fields {
            columns.standings[column.at] = Standing::Judged(column.field.word());
        }
        // Free text may name firms, whatever its column is read as.
        let free = |at: usize| {
            let free = [Field::Location, Field::Activity, Field::Material, Field::Category];
            columns.fields.iter().any(|column| column.at == at && free.contains(&column.field))
        };
        columns.through = (0..header.len())
            .filter(|at| matches!(columns.standings[*at], Standing::NotJudged(_)) || free(*at))
            .collect();
        columns.has_place = columns.fields.iter().any(|column| column.field.is_place())
            || columns.defaults.iter().any(|(field, _)| field.is_place());
        columns.has_item =
            columns.fields.iter().any(|column| matches!(column.field, Field::Material | Field::Mpn | Field::Hs));
        let is_outline = |column: &&Column| {
            column.field == Field::Tier
                && header.get(column.at).is_some_and(|word| outline::is_outline(word, column.at, sample))
        };
        columns.outline = columns.fields.iter().filter(|_| columns.has_item).find(is_outline).map(|column| column.at);
        columns.sites = columns.roles_of_places();
        // Whoever maps a table says how it is to be read.
        let explicit = spec.is_some_and(|spec| !spec.map.is_empty());
        columns.unclear = unclear(&columns, &readings, header, sample).filter(|_| !explicit);
        if sources == 0 {
            let unclear = (search::well_known(path) && bill == Bill::None)
                .then(|| nothing_understood(&columns, header, sample))
                .flatten();
            return Err(NoColumns::NoData { why: nothing(header), unclear });
        }
        Ok(columns)
    }

    /// Columns of a table that holds no sourcing data: all of them are looked through.
    pub(super) fn none(width: usize) -> Self {
        Self {
            standings: vec![Standing::NotJudged(NotJudged::NoData); width],
            through: (0..width).collect(),
            ..Self::default()
        }
    }

    /// Roles of the parties whose places are stated, that of the first party first; one where the headers tell none apart.
    fn roles_of_places(&self) -> Vec<&'static str> {
        let mut roles: Vec<&'static str> = Vec::new();
        for column in self.fields.iter().filter(|column| column.field.is_place() && !column.role.is_empty()) {
            if !roles.contains(&column.role) {
                roles.push(column.role);
            }
        }
        let first = self.first_party().map_or("", |(role, ..)| role);
        roles.sort_by_key(|role| *role != first);
        if roles.is_empty() { vec![""] } else { roles }
    }

    /// The party that a row is about first: that of the first column of names.
    fn first_party(&self) -> Option<(&'static str, u8, Option<u8>)> {
        let names = |column: &&Column| matches!(column.field, Field::Supplier | Field::Native);
        let mut named = self.fields.iter().filter(names).map(Column::party);
        let first = named.next()?;
        // A name of nobody in particular is that of whoever is named beside it.
        Some(if first.0.is_empty() { named.find(|party| !party.0.is_empty()).unwrap_or(first) } else { first })
    }

    /// The columns of a field.
    fn of_field(&self, field: Field) -> impl Iterator<Item = &Column> {
        let columns: &[Column] = if self.held & 1 << field as u64 == 0 { &[] } else { &self.fields };
        columns.iter().filter(move |column| column.field == field)
    }

    /// Returns true if a column of names is about the party that the row is about first.
    fn is_first(&self, column: &Column) -> bool {
        column.role.is_empty() && column.tier.is_none() || self.first_party() == Some(column.party())
    }

    /// Enters the columns into the account.
    pub(super) fn enter(
        &mut self,
        job: &mut Job<'_>,
        sheet: Option<&str>,
        header: &[String],
        place: impl Fn(usize) -> (String, Span),
    ) {
        self.entered = job.facts.account.columns().len();
        for (at, standing) in self.standings.iter().enumerate() {
            let (name, place) = place(at);
            job.facts.account.enter(account::Column {
                file: job.file,
                sheet: sheet.map(str::to_owned),
                name,
                header: header.get(at).map_or("", |word| word.trim()).to_owned(),
                place,
                standing: *standing,
                filled: 0,
                texts: 0,
            });
        }
    }

    /// Says what was not understood, where a table must not pass without it.
    pub(super) fn unclear(&self) -> Option<&str> {
        self.unclear.as_deref()
    }

    /// The explicit mapping of an import.
    fn map(&mut self, header: &[String], spec: &ImportSpec) -> Result<(), NoColumns> {
        let field = |name: &str| Field::named(name).ok_or_else(|| not_a_field(name));
        for (name, word) in &spec.map {
            let field = field(name)?;
            let Some(at) = position(header, word) else {
                let help = hint(word, header.iter().map(String::as_str), "the header reads");
                return Err(NoColumns::Wrong(
                    format!("the mapping names the column `{word}`, which the header does not have"),
                    help,
                ));
            };
            self.fields.push(Column::plain(at, field));
        }
        for (name, value) in &spec.default {
            self.defaults.push((field(name)?, value.clone()));
        }
        self.tier = spec.tier;
        Ok(())
    }

    /// Score of a header by how well it was understood, for choosing among delimiters and rows.
    pub(super) fn score(&self) -> usize {
        self.sources() * 3 + self.fields.len()
    }

    /// The last column that must be there in every row.
    pub(super) fn needed(&self) -> usize {
        self.fields.iter().filter(|column| column.field.says_source()).map(|column| column.at + 1).max().unwrap_or(0)
    }

    /// Columns that bear the name of an earlier one, with the words for it. One cell a row would be read and the other
    /// lost, and the lost one could be the one that counts. Makers may repeat: each is a party of its own.
    pub(super) fn repeated(&self, header: &[String]) -> Vec<(usize, String)> {
        let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
        let read = |word: &str| {
            self.fields.iter().any(|column| {
                !column.field.may_repeat() && header.get(column.at).is_some_and(|header| same(header, word))
            })
        };
        let mut found = Vec::new();
        for (column, word) in header.iter().enumerate().filter(|(_, word)| !word.trim().is_empty() && read(word)) {
            if let Some(first) = header[..column].iter().position(|earlier| same(earlier, word)) {
                let (word, first, second) = (word.trim(), first + 1, column + 1);
                found.push((column, format!("the columns {first} and {second} are both named `{word}`")));
            }
        }
        found
    }

    /// Returns true if the word of a header names what its column is read as; any other may be the name of a firm.
    pub(super) fn is_word(&self, column: usize) -> bool {
        matches!(self.standings.get(column), Some(Standing::Judged(_)))
    }

    /// Returns true if the cells of a column are read.
    pub(super) fn reads(&self, column: usize) -> bool {
        self.fields.iter().any(|read| read.at == column)
    }

    /// Number of columns that say who or where.
    pub(super) fn sources(&self) -> usize {
        self.fields.iter().filter(|column| column.field.says_source()).count()
    }

    /// Notes for the report: which column, in the words of the format, was read as what.
    pub(super) fn notes(&self, header: &[String], name: impl Fn(usize) -> String) -> Vec<String> {
        self.fields
            .iter()
            .map(|column| {
                let word = header.get(column.at).map_or("", |word| word.trim());
                format!("{} = column {} \u{201c}{word}\u{201d}", column.field.word(), name(column.at))
            })
            .collect()
    }
}

/// A bill of materials, as far as the header says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bill {
    None,
    /// Bill that names parts.
    Parts,
    /// Bill that says where on a board they go.
    Board,
}

impl Bill {
    fn read(found: &[(usize, Meaning)], header: &[String]) -> Self {
        let has = |field: Field| found.iter().any(|(_, meaning)| meaning.field == field);
        if has(Field::Reference) || header.iter().any(|word| plain(word).contains("footprint")) {
            Self::Board
        } else if has(Field::Mpn) {
            Self::Parts
        } else {
            Self::None
        }
    }
}

/// Settles which of several columns of names counts, and what a bare "name" names.
fn settle_names(found: &mut Vec<(usize, Meaning)>, bill: Bill, standings: &mut [Standing]) {
    let who = |meaning: &Meaning| meaning.field.is_who() && !meaning.generic;
    let telling = found.iter().any(|(_, meaning)| who(meaning));
    if bill == Bill::Board || bill == Bill::Parts && telling {
        // In a bill of materials `name` names the part. Where it names nobody else, it may name who makes it.
        for (_, meaning) in found.iter_mut().filter(|(_, meaning)| meaning.generic) {
            (meaning.field, meaning.generic) = (Field::Material, false);
        }
    }
    let telling = found.iter().any(|(_, meaning)| meaning.field == Field::Supplier && !meaning.generic);
    found.retain(|(at, meaning)| {
        // A telling word beats a bare `name`; only a bill of materials has parts to comment on.
        let passing = meaning.vague && meaning.field == Field::Material && bill == Bill::None;
        let keep = !(meaning.generic && telling || passing);
        if !keep {
            standings[*at] = Standing::NotJudged(if passing { NotJudged::OtherUse } else { NotJudged::Taken });
        }
        keep
    });
}

/// Outcome for a column that is not read, by its header.
fn not_read(reading: Reading, word: &str) -> Standing {
    Standing::NotJudged(match reading {
        _ if word.trim().is_empty() => NotJudged::NoHeader,
        Reading::Other => NotJudged::OtherUse,
        Reading::Field(_) => NotJudged::Taken,
        Reading::Part { .. } | Reading::Unknown => NotJudged::NotUnderstood,
    })
}

/// Says that rows are a form, whose labels stand in a column and not in a row; `sources` is the number of columns that the
/// best header among them names.
pub(super) fn form(rows: &[Vec<String>], sources: usize) -> Option<String> {
    let labels = |column: usize| {
        let mut fields: Vec<Field> = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        for row in rows {
            let (Some(label), Some(value)) = (row.get(column), row.get(column + 1)) else { continue };
            let field = headers::read(label).meaning().map(|meaning| meaning.field);
            // A label names a field, and the value beside it names none.
            let is_label = field.is_some_and(Field::says_source) && headers::read(value).meaning().is_none();
            if let Some(field) = field.filter(|field| is_label && !fields.contains(field)) {
                fields.push(field);
                words.push(label.trim());
            }
        }
        words
    };
    let found = [0, 1].into_iter().map(labels).find(|words| words.len() > sources.max(1))?;
    let quoted: Vec<String> = found.iter().take(4).map(|word| format!("`{word}`")).collect();
    Some(format!(
        "this is a form: its labels stand in a column ({}), and not in a row; write a header, and a row for each company",
        quoted.join(", ")
    ))
}

/// Column of a header word: as it is written, or as it is read.
fn position(header: &[String], word: &str) -> Option<usize> {
    header
        .iter()
        .position(|cell| cell.trim() == word.trim())
        .or_else(|| header.iter().position(|cell| plain(cell) == plain(word)))
}

/// The first field of a mapping that is none: message and help.
pub(super) fn wrong_field(spec: &ImportSpec) -> Option<(String, String)> {
    let mut names = spec.map.keys().chain(spec.default.keys());
    match names.find(|name| Field::named(name).is_none()).map(|name| not_a_field(name)) {
        Some(NoColumns::Wrong(message, help)) => Some((message, help)),
        _ => None,
    }
}

/// Score of a row as the header of a mapping: mapped columns that it has, fields that it names, columns.
pub(super) fn suits(header: &[String], spec: &ImportSpec) -> (usize, usize, usize) {
    let mapped = spec.map.values().filter(|word| position(header, word).is_some()).count();
    let fields = header.iter().filter(|word| headers::read(word).meaning().is_some()).count();
    (mapped, fields, header.iter().filter(|word| !word.trim().is_empty()).count())
}

/// Says which columns of a mapping a header lacks: message and help, with the header as it reads.
pub(super) fn lacking(header: &[String], spec: &ImportSpec) -> (String, String) {
    let lacking: Vec<&str> =
        spec.map.values().map(String::as_str).filter(|word| position(header, word).is_none()).collect();
    let quoted: Vec<String> = lacking.iter().map(|word| format!("`{word}`")).collect();
    let (noun, verb) = if lacking.len() == 1 { ("column", "is") } else { ("columns", "are") };
    let words = header.iter().map(|word| word.trim()).filter(|word| !word.is_empty());
    let help = hint(lacking.first().copied().unwrap_or_default(), words, "the header reads");
    let help = format!("{help}; correct `map`, or say with `header_row` which row is the header");
    (format!("the mapping names the {noun} {}, which {verb} not in the header", quoted.join(", ")), help)
}

fn not_a_field(name: &str) -> NoColumns {
    let help = nearest(name, names())
        .map_or_else(|| "see the documentation of [[import]]".to_owned(), |near| format!("did you mean `{near}`?"));
    NoColumns::Wrong(format!("`{name}` is not a field of a table"), help)
}

/// Reason why a header holds no sourcing data.
fn nothing(header: &[String]) -> String {
    let words: Vec<&str> = header.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).take(12).collect();
    let seen =
        if words.is_empty() { "no header words".to_owned() } else { format!("the header reads: {}", words.join(", ")) };
    format!("no column names a supplier, a maker, a place or an origin ({seen})")
}

/// Columns whose header is not understood and whose cells hold words.
fn candidates<'h>(columns: &Columns, header: &'h [String], sample: &[Vec<String>]) -> Vec<(usize, &'h str)> {
    header
        .iter()
        .enumerate()
        .filter(|(at, _)| columns.standings[*at] == Standing::NotJudged(NotJudged::NotUnderstood))
        .filter(|(at, _)| sample.iter().any(|row| row.get(*at).is_some_and(|cell| words(cell))))
        .map(|(at, word)| (at, word.trim()))
        .collect()
}

/// Says what a table does not say in words that are understood: who, where it says where, or where, where it says who.
fn unclear(columns: &Columns, readings: &[Reading], header: &[String], sample: &[Vec<String>]) -> Option<String> {
    let any = |test: &dyn Fn(Field) -> bool| columns.fields.iter().any(|column| test(column.field));
    let names =
        |field: Field| field.is_who() || matches!(field, Field::SupplierId | Field::Uscc | Field::Duns | Field::Lei);
    let candidates = candidates(columns, header, sample);
    if columns.has_place && !any(&names) && !columns.has_item {
        return told("supplier", candidates.iter().map(|(_, word)| *word));
    }
    if any(&|field| field.is_who()) && !columns.has_place {
        let place = |at: usize| {
            let cells = || sample.iter().filter_map(|row| row.get(at)).filter(|cell| words(cell));
            matches!(readings[at], Reading::Part { place: true, .. })
                || cells().count() > 0 && cells().all(|cell| is_country(cell.trim()))
        };
        return told("place", candidates.iter().filter(|(at, _)| place(*at)).map(|(_, word)| *word));
    }
    None
}

/// Says what is not understood of a table whose name says that it is one of suppliers.
fn nothing_understood(columns: &Columns, header: &[String], sample: &[Vec<String>]) -> Option<String> {
    told("supplier", candidates(columns, header, sample).iter().map(|(_, word)| *word))
}

/// Says which columns may be the one that is missing; `None` when there are none.
fn told<'h>(what: &str, words: impl Iterator<Item = &'h str>) -> Option<String> {
    let mut quoted: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    let more = quoted.len().saturating_sub(6);
    quoted.truncate(6);
    let dots = if more > 0 { ", ..." } else { "" };
    (!quoted.is_empty())
        .then(|| format!("no column was understood as the {what}; the gate does not know {}{dots}", quoted.join(", ")))
}

/// Returns true if the name of a file says that its rows are companies.
fn speaks_of_suppliers(path: &str) -> bool {
    let path = path.to_lowercase();
    let words =
        ["supplier", "vendor", "factory", "factories", "facilit", "compan", "manufactur", "smelter", "工厂", "厂"];
    words.iter().any(|word| path.contains(word)) || headers::names_suppliers(&path)
}
