//! Fields of the columns of a table: by the words of its header, by its content, or as an import says.

mod below;
mod content;
mod outline;
mod row;
pub(super) mod search;

pub(super) use below::{Asides, is_aside, may_be_name};
use content::{by_content, is_flag};
pub(super) use row::Cell;

use super::ImportSpec;
use super::headers::{Field, fold, generic_name, lookup, names};
use crate::suggest::{hint, nearest};

/// Rows among which the header is looked for.
pub(super) const HEADER_ROWS: usize = 25;
/// Rows that show what a column holds.
pub(super) const SAMPLE_ROWS: usize = 40;
/// Problems of one file after which reading stops.
pub(super) const MAX_PROBLEMS: usize = 20;

/// Fields of the columns.
#[derive(Debug, Default, Clone)]
pub(super) struct Columns {
    /// Field by column, in the order of the columns; one field can have several.
    fields: Vec<(usize, Field)>,
    defaults: Vec<(Field, String)>,
    tier: Option<u32>,
    has_place: bool,
    has_item: bool,
    /// Column of the levels by which the rows make a tree.
    outline: Option<usize>,
}

/// Fields that say where.
const PLACE: [Field; 8] = [
    Field::Country,
    Field::Province,
    Field::City,
    Field::Address,
    Field::Postcode,
    Field::Latitude,
    Field::Longitude,
    Field::Coordinates,
];

/// Reason why a header cannot be used.
pub(super) enum NoColumns {
    /// No sourcing data is here, because …
    NoData(String),
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
        let explicit = !columns.fields.is_empty();
        let taken: Vec<usize> = columns.fields.iter().map(|(column, _)| *column).collect();
        let mut found: Vec<(usize, Field)> = header
            .iter()
            .enumerate()
            .filter(|(column, _)| !taken.contains(column))
            .filter_map(|(column, word)| Some((column, by_content(lookup(word)?, column, sample)?)))
            .filter(|(_, field)| !columns.fields.iter().any(|(_, mapped)| mapped == field))
            .collect();
        let bill = found.iter().any(|(_, field)| matches!(field, Field::Reference | Field::Mpn))
            || header.iter().any(|word| fold(word).contains("footprint"));
        let generic = |column: usize| generic_name(&header[column]);
        if bill {
            // In a bill of materials `name` names the part.
            for (column, field) in &mut found {
                if *field == Field::Supplier && generic(*column) {
                    *field = Field::Material;
                }
            }
        }
        let named = found.iter().filter(|(_, field)| *field == Field::Supplier).count();
        if named > 1 {
            // A telling word beats a bare `name`.
            let telling = found.iter().any(|(column, field)| *field == Field::Supplier && !generic(*column));
            found.retain(|(column, field)| *field != Field::Supplier || !telling || !generic(*column));
        }
        // A flag column says whether, not who.
        found.retain(|(column, field)| *field != Field::Supplier || !is_flag(*column, sample));
        let only_generic = found.iter().filter(|(_, field)| field.says_source()).all(|(column, _)| generic(*column));
        if only_generic && !explicit && !speaks_of_suppliers(path) {
            found.retain(|(_, field)| !field.says_source());
        }
        columns.fields.extend(found);
        columns.fields.sort_by_key(|(column, _)| *column);
        if !columns.fields.iter().any(|(_, field)| field.says_source()) {
            let words: Vec<&str> =
                header.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).take(12).collect();
            let seen = if words.is_empty() {
                "no header words".to_owned()
            } else {
                format!("the header reads: {}", words.join(", "))
            };
            return Err(NoColumns::NoData(format!(
                "no column names a supplier, a maker, a place or an origin ({seen})"
            )));
        }
        columns.has_place = columns.fields.iter().any(|(_, field)| PLACE.contains(field))
            || columns.defaults.iter().any(|(field, _)| PLACE.contains(field));
        columns.has_item =
            columns.fields.iter().any(|(_, field)| matches!(field, Field::Material | Field::Mpn | Field::Hs));
        let outline = |(column, field): &&(usize, Field)| {
            *field == Field::Tier && header.get(*column).is_some_and(|word| outline::is_outline(word, *column, sample))
        };
        columns.outline = columns.fields.iter().filter(|_| columns.has_item).find(outline).map(|(column, _)| *column);
        Ok(columns)
    }

    /// The explicit mapping of an import.
    fn map(&mut self, header: &[String], spec: &ImportSpec) -> Result<(), NoColumns> {
        let field = |name: &str| {
            Field::named(name).ok_or_else(|| {
                let help = nearest(name, names()).map_or_else(
                    || "see the documentation of [[import]]".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                NoColumns::Wrong(format!("`{name}` is not a field of a table"), help)
            })
        };
        for (name, word) in &spec.map {
            let field = field(name)?;
            let column = header
                .iter()
                .position(|cell| cell.trim() == word.trim())
                .or_else(|| header.iter().position(|cell| fold(cell) == fold(word)));
            let Some(column) = column else {
                let help = hint(word, header.iter().map(String::as_str), "the header reads");
                return Err(NoColumns::Wrong(
                    format!("the mapping names the column `{word}`, which the header does not have"),
                    help,
                ));
            };
            self.fields.push((column, field));
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
        self.fields.iter().filter(|(_, field)| field.says_source()).map(|(column, _)| column + 1).max().unwrap_or(0)
    }

    /// Columns that bear the name of an earlier one, with the words for it. One cell a row would be read and the other
    /// lost, and the lost one could be the one that counts. Makers may repeat: each is a party of its own.
    pub(super) fn repeated(&self, header: &[String]) -> Vec<(usize, String)> {
        let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
        let read = |word: &str| {
            self.fields.iter().any(|(column, field)| {
                !field.may_repeat() && header.get(*column).is_some_and(|header| same(header, word))
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

    /// Returns true if the cells of a column are read.
    pub(super) fn reads(&self, column: usize) -> bool {
        self.fields.iter().any(|(read, _)| *read == column)
    }

    /// Number of columns that say who or where.
    pub(super) fn sources(&self) -> usize {
        self.fields.iter().filter(|(_, field)| field.says_source()).count()
    }

    /// Notes for the report: which column, in the words of the format, was read as what.
    pub(super) fn notes(&self, header: &[String], name: impl Fn(usize) -> String) -> Vec<String> {
        self.fields
            .iter()
            .map(|(column, field)| {
                let word = header.get(*column).map_or("", |word| word.trim());
                format!("{} = column {} \u{201c}{word}\u{201d}", field.word(), name(*column))
            })
            .collect()
    }
}

/// Returns true if the name of a file says that its rows are companies.
fn speaks_of_suppliers(path: &str) -> bool {
    let path = path.to_lowercase();
    [
        "supplier",
        "vendor",
        "fournisseur",
        "proveedor",
        "lieferant",
        "factory",
        "factories",
        "facilit",
        "compan",
        "manufactur",
        "smelter",
        "供应商",
        "供應商",
        "工厂",
        "厂",
        "サプライヤ",
        "仕入",
    ]
    .iter()
    .any(|word| path.contains(word))
}
