//! From cells to facts: which column is which field, and what a row states.
//!
//! A row becomes, in this order and with the same row number: the supplier as a party, its site if any column says where,
//! each maker as a party, and the good as an item. The records of one row stand next to each other and belong together.

use super::ImportSpec;
use super::headers::{Field, fold, generic_name, lookup, names};
use super::load::Job;
use super::references::nearest;
use crate::screen::identifier;
use crate::source::Span;
use crate::supply::model::{Key, Kind};

/// A cell: where it stands with its quotes, and its text if it had to be unescaped.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// The whole cell, quotes included.
    pub(super) span: Span,
    /// The text between the quotes.
    pub(super) inner: Span,
    /// The text, if it is not literally in the file.
    pub(super) unescaped: Option<Box<str>>,
}

impl Cell {
    /// The text of the cell.
    pub(super) fn text<'t>(&'t self, text: &'t str) -> &'t str {
        self.unescaped.as_deref().unwrap_or_else(|| text.get(self.inner.range()).unwrap_or(""))
    }
}

/// Which column is which field.
#[derive(Debug, Default, Clone)]
pub(super) struct Columns {
    /// Field by column, in the order of the columns; one field can have several.
    fields: Vec<(usize, Field)>,
    defaults: Vec<(Field, String)>,
    tier: Option<u32>,
    has_place: bool,
    has_item: bool,
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

/// Why a header cannot be used.
pub(super) enum NoColumns {
    /// There is no sourcing data here, because …
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
                let help = nearest(word, header.iter().map(String::as_str)).map_or_else(
                    || format!("the header reads: {}", header.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
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

    /// How well a header was understood, for choosing among delimiters and rows.
    pub(super) fn score(&self) -> usize {
        self.fields.iter().filter(|(_, field)| field.says_source()).count() * 3 + self.fields.len()
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

    /// Notes for the report: which column was read as what.
    pub(super) fn notes(&self, header: &[String]) -> Vec<String> {
        self.fields
            .iter()
            .map(|(column, field)| {
                let word = header.get(*column).map_or("", |word| word.trim());
                format!("{} = column {} \u{201c}{word}\u{201d}", field.word(), column + 1)
            })
            .collect()
    }

    /// States the facts of a row.
    pub(super) fn emit(&self, job: &mut Job<'_>, text: &str, cells: &[Cell], row: u32, span: Span) {
        let filled = |field: Field| {
            self.fields
                .iter()
                .filter(move |(_, known)| *known == field)
                .filter_map(|(column, _)| cells.get(*column))
                .filter(|cell| !is_blank(cell.text(text)))
        };
        let supplier = filled(Field::Supplier).next().or_else(|| filled(Field::Native).next());
        let country = filled(Field::Country).next();
        if supplier.is_some()
            || [Field::Parent, Field::Uscc, Field::SupplierId].into_iter().any(|field| filled(field).next().is_some())
        {
            job.facts.begin(Kind::Party, job.file, span, row);
            for (at, cell) in filled(Field::Supplier).enumerate() {
                let key = if at == 0 { Key::Name } else { Key::Alias };
                push(job, key, cell);
            }
            for cell in filled(Field::Native) {
                let chinese = cell.text(text).chars().any(crate::screen::place::fold::is_han);
                push(job, if chinese { Key::NameZh } else { Key::NameOther }, cell);
            }
            let single = [
                (Field::Parent, Key::Parent),
                (Field::Uscc, Key::Uscc),
                (Field::Lei, Key::Lei),
                (Field::Duns, Key::Duns),
                (Field::Gln, Key::Gln),
                (Field::Mid, Key::Mid),
                (Field::OsId, Key::OsId),
                (Field::Role, Key::Role),
                (Field::Workers, Key::Workers),
            ];
            for (field, key) in single {
                for cell in filled(field) {
                    push(job, key, cell);
                }
            }
            for cell in filled(Field::SupplierId) {
                push(job, id_key(cell.text(text)), cell);
            }
            self.country(job, country, span);
            self.tier(job, text, filled(Field::Tier).next(), span);
        }
        if self.has_place && (country.is_some() || PLACE.into_iter().any(|field| filled(field).next().is_some())) {
            job.facts.begin(Kind::Site, job.file, span, row);
            let places = [
                (Field::Address, Key::Address),
                (Field::City, Key::City),
                (Field::Province, Key::Province),
                (Field::Postcode, Key::Postcode),
                (Field::Latitude, Key::Lat),
                (Field::Longitude, Key::Lon),
                (Field::Activity, Key::Activity),
            ];
            for (field, key) in places {
                // "Address 1" and "Address 2", "Province" and "Region": whatever is stated counts.
                for cell in filled(field) {
                    push(job, key, cell);
                }
            }
            if let Some(cell) = filled(Field::Coordinates).next()
                && let Some((lat, lon)) = cell.text(text).trim_matches(['(', ')', ' ']).split_once([',', ';', ' '])
            {
                job.facts.push_text(Key::Lat, cell.span, lat.trim());
                job.facts.push_text(Key::Lon, cell.span, lon.trim());
            }
            self.country(job, country, span);
            for cell in filled(Field::Country).skip(1) {
                push(job, Key::Country, cell);
            }
        }
        for cell in filled(Field::Manufacturer) {
            job.facts.begin(Kind::Party, job.file, span, row);
            push(job, Key::Name, cell);
            job.facts.push_text(Key::Role, cell.span, "manufacturer");
        }
        if self.has_item {
            let goods = [
                (Field::Material, Key::Name),
                (Field::Mpn, Key::Mpn),
                (Field::Hs, Key::Hs),
                (Field::Category, Key::Class),
            ];
            if goods[..3].iter().any(|(field, _)| filled(*field).next().is_some()) {
                job.facts.begin(Kind::Item, job.file, span, row);
                for (field, key) in goods {
                    if let Some(cell) = filled(field).next() {
                        push(job, key, cell);
                    }
                }
            }
        }
    }

    fn country(&self, job: &mut Job<'_>, stated: Option<&Cell>, span: Span) {
        match stated {
            Some(cell) => push(job, Key::Country, cell),
            None => {
                if let Some((_, value)) = self.defaults.iter().find(|(field, _)| *field == Field::Country) {
                    job.facts.push_text(Key::Country, Span::new(span.start, span.start), value);
                }
            }
        }
    }

    fn tier(&self, job: &mut Job<'_>, text: &str, stated: Option<&Cell>, span: Span) {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        match (stated.map(|cell| (cell, digits(cell.text(text)))), self.tier) {
            (Some((cell, tier)), _) if !tier.is_empty() => job.facts.push_text(Key::Tier, cell.span, &tier),
            (_, Some(tier)) => job.facts.push_text(Key::Tier, Span::new(span.start, span.start), &tier.to_string()),
            _ => {}
        }
    }
}

fn push(job: &mut Job<'_>, key: Key, cell: &Cell) {
    match &cell.unescaped {
        Some(text) => job.facts.push_text(key, cell.span, text.trim()),
        None => job.facts.push_literal(key, cell.span, cell.inner),
    }
}

/// What people write where they have nothing to say.
fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || matches!(
            text,
            "-" | "--" | "?" | "n/a" | "N/A" | "NA" | "#N/A" | "null" | "NULL" | "None" | "none" | "nan" | "NaN"
        )
}

/// The scheme of an identifier, by its shape and check digits; a number of the table's own otherwise.
fn id_key(text: &str) -> Key {
    let valid =
        |scheme| identifier::read(scheme, text).is_some_and(|reading| reading.check == identifier::Check::Valid);
    if text.len() >= 18 && valid("uscc") {
        Key::Uscc
    } else if text.len() >= 20 && valid("lei") {
        Key::Lei
    } else {
        Key::SupplierId
    }
}

/// What the content of a column makes of a word that means several things; `None` when it is nothing that counts.
fn by_content(field: Field, column: usize, sample: &[Vec<String>]) -> Option<Field> {
    let cells: Vec<&str> = sample
        .iter()
        .filter_map(|row| row.get(column))
        .map(|cell| cell.trim())
        .filter(|cell| !is_blank(cell))
        .collect();
    let share = |test: &dyn Fn(&str) -> bool| {
        cells.is_empty() || cells.iter().filter(|cell| test(cell)).count() * 10 >= cells.len() * 6
    };
    let number = |cell: &str| cell.replace(',', ".").parse::<f64>().ok();
    match field {
        // `Location` holds a country in one table and an address in the next.
        Field::Country if !share(&|cell| is_country(cell)) => Some(Field::Address),
        Field::Postcode
            if !share(&|cell| cell.chars().filter(char::is_ascii_digit).count() >= 3 && cell.len() <= 12) =>
        {
            None
        }
        Field::Latitude | Field::Longitude
            if !share(&|cell| number(cell).is_some_and(|value| value.abs() <= 180.0)) =>
        {
            None
        }
        Field::Tier if !share(&|cell| cell.chars().any(|c| c.is_ascii_digit())) => Some(Field::Activity),
        field => Some(field),
    }
}

/// Whether a text is a country: a code of two or three letters, or a name without digits and commas that is short.
fn is_country(cell: &str) -> bool {
    let letters = cell.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '(' | ')' | '-' | '&'));
    let code = matches!(cell.len(), 2 | 3) && cell.bytes().all(|byte| byte.is_ascii_uppercase());
    code || letters
        && KNOWN_COUNTRIES
            .iter()
            .any(|name| cell.eq_ignore_ascii_case(name) || cell.to_lowercase().starts_with(&name.to_lowercase()))
}

/// Names of countries that supplier tables name most; enough to tell a column of countries from one of addresses.
const KNOWN_COUNTRIES: [&str; 86] = [
    "China",
    "PR China",
    "P.R. China",
    "Hong Kong",
    "Taiwan",
    "Macau",
    "Japan",
    "Korea",
    "South Korea",
    "Republic of Korea",
    "Vietnam",
    "Viet Nam",
    "Thailand",
    "Malaysia",
    "Indonesia",
    "Philippines",
    "Singapore",
    "India",
    "Bangladesh",
    "Pakistan",
    "Sri Lanka",
    "Cambodia",
    "Myanmar",
    "Laos",
    "Nepal",
    "Mongolia",
    "Kazakhstan",
    "Uzbekistan",
    "Kyrgyz",
    "Tajikistan",
    "Russia",
    "Russian Federation",
    "Ukraine",
    "Turkey",
    "Türkiye",
    "Egypt",
    "Morocco",
    "Tunisia",
    "South Africa",
    "Ethiopia",
    "Kenya",
    "Rwanda",
    "Zimbabwe",
    "Jordan",
    "Israel",
    "Saudi Arabia",
    "United Arab Emirates",
    "United States",
    "USA",
    "Canada",
    "Mexico",
    "Brazil",
    "Argentina",
    "Chile",
    "Peru",
    "Bolivia",
    "Colombia",
    "Guatemala",
    "Honduras",
    "El Salvador",
    "Nicaragua",
    "Dominican Republic",
    "Haiti",
    "United Kingdom",
    "Great Britain",
    "Germany",
    "France",
    "Italy",
    "Spain",
    "Portugal",
    "Poland",
    "Romania",
    "Bulgaria",
    "Hungary",
    "Czech",
    "Slovakia",
    "Austria",
    "Switzerland",
    "Belgium",
    "Netherlands",
    "Sweden",
    "Australia",
    "中国",
    "中國",
    "日本",
    "Deutschland",
];

/// A column of yes and no.
fn is_flag(column: usize, sample: &[Vec<String>]) -> bool {
    let mut cells = sample
        .iter()
        .filter_map(|row| row.get(column))
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .peekable();
    cells.peek().is_some()
        && cells.all(|cell| {
            matches!(
                cell.to_lowercase().as_str(),
                "true"
                    | "false"
                    | "yes"
                    | "no"
                    | "0"
                    | "1"
                    | "y"
                    | "n"
                    | "x"
                    | "ja"
                    | "nein"
                    | "oui"
                    | "non"
                    | "是"
                    | "否"
            )
        })
}

/// Whether the name of a file says that its rows are companies.
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
