//! The native manifest, schema 1: TOML, one table array per kind, one fact a line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::load::{Job, Want};
use super::references::nearest;
use super::{ImportSpec, Outcome};
use crate::source::Span;
use crate::supply::model::{Key, Kind};

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Type {
    Text,
    /// One text or several.
    Texts,
    /// ISO 3166-1 alpha-2.
    Country,
    Date,
    /// A number from `.0` to `.1`, as text for comparison.
    Number(f64, f64),
    Whole,
    Bool,
    /// HS code, text or whole number.
    Code,
    /// `names`: a table of languages.
    Names,
    /// `ids`: a table of schemes.
    Ids,
}

const MAX: f64 = f64::MAX;

/// The keys of each table. Every fact is optional but `id` and `name`.
fn keys(kind: Kind) -> &'static [(&'static str, Key, Type)] {
    use Type::{Bool, Code, Country, Date, Ids, Names, Number, Text, Texts, Whole};
    match kind {
        Kind::Manifest => &[
            ("schema", Key::Schema, Whole),
            ("name", Key::Name, Text),
            ("owner", Key::Owner, Text),
            ("as_of", Key::AsOf, Date),
            ("markets", Key::Market, Texts),
            ("include", Key::File, Texts),
        ],
        Kind::Party => &[
            ("id", Key::Id, Text),
            ("name", Key::Name, Text),
            ("names", Key::NameOther, Names),
            ("aliases", Key::Alias, Texts),
            ("country", Key::Country, Country),
            ("role", Key::Role, Text),
            ("parent", Key::Parent, Text),
            ("ids", Key::Id, Ids),
            ("workers", Key::Workers, Whole),
            ("insured_workers", Key::InsuredWorkers, Whole),
            ("revenue", Key::Revenue, Number(0.0, MAX)),
            ("programs", Key::Program, Texts),
            ("subsidies", Key::Subsidy, Texts),
            ("parks", Key::Park, Texts),
            ("recruiter", Key::Recruiter, Text),
            ("notes", Key::Notes, Text),
            ("as_of", Key::AsOf, Date),
        ],
        Kind::Site => &[
            ("id", Key::Id, Text),
            ("party", Key::Party, Text),
            ("name", Key::Name, Text),
            ("activity", Key::Activity, Text),
            ("address", Key::Address, Text),
            ("city", Key::City, Text),
            ("province", Key::Province, Text),
            ("postcode", Key::Postcode, Code),
            ("country", Key::Country, Country),
            ("lat", Key::Lat, Number(-90.0, 90.0)),
            ("lon", Key::Lon, Number(-180.0, 180.0)),
            ("ids", Key::Id, Ids),
            ("workers", Key::Workers, Whole),
            ("since", Key::Since, Date),
        ],
        Kind::Material => &[
            ("id", Key::Id, Text),
            ("name", Key::Name, Text),
            ("hs", Key::Hs, Code),
            ("origin", Key::Origin, Text),
            ("origin_region", Key::OriginRegion, Text),
            ("sector", Key::Sector, Text),
            ("recycled", Key::Recycled, Bool),
            ("by_product", Key::ByProduct, Bool),
        ],
        Kind::Item => &[
            ("id", Key::Id, Text),
            ("name", Key::Name, Text),
            ("mpn", Key::Mpn, Text),
            ("gtin", Key::Gtin, Code),
            ("hs", Key::Hs, Code),
            ("eccn", Key::Eccn, Text),
            ("class", Key::Class, Text),
            ("made_by", Key::MadeBy, Text),
            ("made_at", Key::MadeAt, Text),
            ("contains", Key::Contains, Texts),
            ("market", Key::Market, Texts),
            ("eta", Key::Eta, Date),
            ("lot", Key::Lot, Text),
        ],
        Kind::Supply => &[
            ("from", Key::From, Text),
            ("to", Key::To, Text),
            ("item", Key::Item, Text),
            ("material", Key::Material, Text),
            ("tier", Key::Tier, Whole),
            ("share", Key::Share, Number(0.0, 1.0)),
            ("quantity", Key::Quantity, Number(0.0, MAX)),
            ("unit", Key::Unit, Text),
            ("yield", Key::Yield, Number(0.0, 1.0)),
            ("lot", Key::Lot, Text),
            ("mode", Key::Mode, Text),
            ("since", Key::Since, Date),
            ("until", Key::Until, Date),
        ],
        Kind::Ownership => &[
            ("owner", Key::Owner, Text),
            ("owned", Key::Owned, Text),
            ("share", Key::Share, Number(0.0, 1.0)),
            ("kind", Key::Kind, Text),
            ("as_of", Key::AsOf, Date),
            ("source", Key::Source, Text),
        ],
        Kind::EndUser => &[
            ("id", Key::Id, Text),
            ("name", Key::Name, Text),
            ("party", Key::Party, Text),
            ("item", Key::Item, Text),
            ("country", Key::Country, Country),
            ("region", Key::Region, Text),
            ("use", Key::Use, Text),
            ("via", Key::Via, Texts),
        ],
        Kind::Engagement => &[
            ("id", Key::Id, Text),
            ("kind", Key::Kind, Text),
            ("party", Key::Party, Text),
            ("sector", Key::Sector, Text),
            ("region", Key::Region, Text),
            ("since", Key::Since, Date),
        ],
        Kind::Evidence => &[
            ("id", Key::Id, Text),
            ("kind", Key::Kind, Text),
            ("for", Key::For, Texts),
            ("file", Key::File, Text),
            ("sha256", Key::Sha256, Text),
            ("issued", Key::Issued, Date),
            ("expires", Key::Expires, Date),
            ("issuer", Key::Issuer, Text),
            ("lang", Key::Lang, Text),
            ("translation", Key::Translation, Text),
            ("sampled_at", Key::SampledAt, Text),
            ("result", Key::Result, Text),
        ],
        Kind::Allegation => &[
            ("for", Key::For, Texts),
            ("source", Key::Source, Text),
            ("date", Key::Date, Date),
            ("url", Key::Url, Text),
            ("claim", Key::Claim, Text),
        ],
        Kind::List | Kind::Waiver | Kind::Baseline => &[],
    }
}

/// The table arrays, in the order of the design.
const KINDS: [Kind; 10] = [
    Kind::Party,
    Kind::Site,
    Kind::Material,
    Kind::Item,
    Kind::Supply,
    Kind::Ownership,
    Kind::EndUser,
    Kind::Engagement,
    Kind::Evidence,
    Kind::Allegation,
];

/// Schemes of `ids`.
const SCHEMES: [(&str, Key); 11] = [
    ("uscc", Key::Uscc),
    ("lei", Key::Lei),
    ("duns", Key::Duns),
    ("gln", Key::Gln),
    ("mid", Key::Mid),
    ("os_id", Key::OsId),
    ("rmi", Key::Rmi),
    ("vat", Key::Vat),
    ("bpnl", Key::Bpnl),
    ("locode", Key::Locode),
    ("fei", Key::Fei),
];

/// Markets that rules can speak of.
const MARKETS: [&str; 6] = ["US", "EU", "CA", "MX", "UK", "US-DOD"];
/// How a supply works.
const MODES: [&str; 5] = ["supplies", "transforms", "tolls", "subcontracts", "brokers"];

/// Keys without which a table says nothing.
fn required(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Manifest => &["schema"],
        Kind::Party | Kind::Material | Kind::Item => &["id", "name"],
        Kind::Site | Kind::EndUser | Kind::Engagement | Kind::Evidence => &["id"],
        Kind::Supply => &["from", "to"],
        Kind::Ownership => &["owner", "owned"],
        Kind::Allegation => &["for"],
        Kind::List | Kind::Waiver | Kind::Baseline => &[],
    }
}

/// A TOML file is a manifest if its name says so or a line begins its `[manifest]` table.
pub(super) fn finds(path: &str, head: &[u8]) -> bool {
    let path = path.to_lowercase();
    path.ends_with(".sourcing.toml")
        || path.ends_with(".toml")
            && head.split(|byte| *byte == b'\n').any(|line| {
                line.trim_ascii().strip_prefix(b"[").is_some_and(|rest| {
                    rest.trim_ascii_start()
                        .strip_prefix(b"manifest")
                        .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"]"))
                })
            })
}

/// Reads a native manifest.
pub(super) fn read(job: &mut Job<'_>) {
    // The tree borrows the text, and the facts are written while it is walked, so the text is taken out for a moment.
    let text = job.facts.sources.take_text(job.file);
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in errors {
        let span = error.span().map_or_else(Span::default, Span::from);
        job.problem(span, format!("TOML: {}", error.message()), way_out(&text, span, error.message()));
    }
    let mut walk = Walk { text: &text, records: 0 };
    if job.input.problems.is_empty() {
        walk.file(job, table.get_ref());
    }
    let records = walk.records;
    job.facts.sources.put_text(job.file, text);
    if job.input.problems.is_empty() {
        job.input.outcome = Outcome::Read { records };
    }
}

/// What to do about a syntax error. The parser says what it met; a person also wants to know whether the file is whole.
fn way_out(text: &str, span: Span, message: &str) -> &'static str {
    if span.start as usize >= text.trim_end().len() || span.end as usize > text.trim_end().len() {
        "the file ends before this is complete; finish it, or restore the file if it was cut short"
    } else if message.contains("duplicate key") {
        "state it once; another record begins with its own [[table]]"
    } else if message.contains("unclosed") {
        "close what was opened on this line: [table], [[table]], [list] or { table }"
    } else if message.contains("string") {
        "put the text into quotes that begin and end on this line"
    } else {
        "write one `key = value` a line, with texts in quotes"
    }
}

struct Walk<'t> {
    text: &'t str,
    records: u32,
}

impl Walk<'_> {
    fn file(&mut self, job: &mut Job<'_>, table: &DeTable<'_>) {
        if table.get("manifest").is_none() {
            job.problem(
                Span::default(),
                "there is no [manifest] table, so this is not a sourcing manifest",
                "add [manifest] with `schema = 1` at the top",
            );
        }
        for (name, value) in table {
            let word = name.get_ref().as_ref();
            if word.starts_with("x-") {
                continue;
            }
            match word {
                "manifest" => self.manifest(job, value, name.span().into()),
                "import" => self.imports(job, value),
                _ => match KINDS.iter().find(|kind| kind.table() == word) {
                    Some(kind) => self.tables(job, *kind, value),
                    None => {
                        let tables = KINDS.iter().map(|kind| kind.table()).chain(["manifest", "import"]);
                        let help = match (word, nearest(word, tables)) {
                            ("waiver", _) => "waivers stand in a file of their own, waivers.toml".to_owned(),
                            ("venture", _) => {
                                "write it as an [[engagement]] with kind = \"jv\", and the shares as [[ownership]]"
                                    .to_owned()
                            }
                            (_, Some(near)) => format!("did you mean `{near}`? Tables of your own begin with `x-`"),
                            _ => "tables of your own begin with `x-`".to_owned(),
                        };
                        job.problem(
                            name.span().into(),
                            format!("there is no table `{word}` in a sourcing manifest"),
                            help,
                        );
                    }
                },
            }
        }
    }

    fn manifest(&mut self, job: &mut Job<'_>, value: &Spanned<DeValue<'_>>, span: Span) {
        let DeValue::Table(table) = value.get_ref() else {
            job.problem(value.span().into(), "`manifest` must be a table", "write it as [manifest]");
            return;
        };
        job.facts.begin(Kind::Manifest, job.file, span, 0);
        self.table(job, Kind::Manifest, table, span);
        match table.get("schema").map(Spanned::get_ref) {
            Some(DeValue::Integer(number)) if number.as_str() != "1" => {
                let span = table.get("schema").map_or(span, |value| value.span().into());
                let message = format!("schema {} is not known to this version, which reads schema 1", number.as_str());
                job.problem(span, message, "update sourcegate, or write `schema = 1`");
            }
            _ => {}
        }
        if let Some(value) = table.get("include") {
            let mut add = |value: &Spanned<DeValue<'_>>| {
                if let DeValue::String(path) = value.get_ref() {
                    let spec = ImportSpec { file: path.to_string(), ..ImportSpec::default() };
                    job.wants.push(Want { spec, include: true, span: value.span().into() });
                }
            };
            match value.get_ref() {
                DeValue::Array(values) => values.iter().for_each(&mut add),
                _ => add(value),
            }
        }
    }

    fn tables(&mut self, job: &mut Job<'_>, kind: Kind, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(rows) = value.get_ref() else {
            let help = format!("write it as [[{}]], with two brackets", kind.table());
            job.problem(value.span().into(), format!("`{}` must be an array of tables", kind.table()), help);
            return;
        };
        for row in rows {
            let span = Span::from(row.span());
            let DeValue::Table(table) = row.get_ref() else {
                job.problem(
                    span,
                    format!("each `{}` must be a table", kind.table()),
                    format!("write it as [[{}]]", kind.table()),
                );
                continue;
            };
            if self.records >= job.limits.max_records {
                job.problem(
                    span,
                    format!("more than {} records", job.limits.max_records),
                    "raise `max-records` under [limits] in sourcegate.toml",
                );
                return;
            }
            self.records += 1;
            job.facts.begin(kind, job.file, span, 0);
            self.table(job, kind, table, span);
        }
    }

    fn table(&self, job: &mut Job<'_>, kind: Kind, table: &DeTable<'_>, span: Span) {
        let known = keys(kind);
        // The order of the file, not of the alphabet, is the order of the facts.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            let word = name.get_ref().as_ref();
            match known.iter().find(|(key, ..)| *key == word) {
                Some((_, key, kind)) => self.value(job, word, *key, *kind, value),
                None if word.starts_with("x-") => {}
                None => {
                    let help = nearest(word, known.iter().map(|(key, ..)| *key)).map_or_else(
                        || {
                            format!(
                                "the keys are: {}",
                                known.iter().map(|(key, ..)| *key).collect::<Vec<_>>().join(", ")
                            )
                        },
                        |near| format!("did you mean `{near}`?"),
                    );
                    job.problem(name.span().into(), format!("there is no key `{word}` in `{}`", kind.table()), help);
                }
            }
        }
        for wanted in required(kind) {
            if table.get(*wanted).is_none() {
                job.problem(span, format!("this {} has no `{wanted}`", kind.table()), format!("add `{wanted} = …`"));
            }
        }
        let either: &[&str] = match kind {
            Kind::EndUser => &["name", "party"],
            Kind::Site => &["party", "name", "address"],
            _ => &[],
        };
        if !either.is_empty() && !either.iter().any(|key| table.get(*key).is_some()) {
            job.problem(
                span,
                format!("this {} has neither `{}`", kind.table(), either.join("` nor `")),
                "add one of them",
            );
        }
    }

    fn value(&self, job: &mut Job<'_>, word: &str, key: Key, wanted: Type, value: &Spanned<DeValue<'_>>) {
        let span = Span::from(value.span());
        match (wanted, value.get_ref()) {
            (Type::Names | Type::Ids, DeValue::Table(table)) => {
                let mut entries: Vec<_> = table.iter().collect();
                entries.sort_by_key(|(name, _)| name.span().start);
                for (name, value) in entries {
                    let sub = name.get_ref().as_ref();
                    let key = if wanted == Type::Names {
                        Some(match sub {
                            "zh" => Key::NameZh,
                            "ug" => Key::NameUg,
                            _ => Key::NameOther,
                        })
                    } else {
                        SCHEMES.iter().find(|(scheme, _)| *scheme == sub).map(|(_, key)| *key)
                    };
                    match key {
                        Some(key) => {
                            self.value(job, sub, key, if wanted == Type::Ids { Type::Code } else { Type::Text }, value)
                        }
                        None => {
                            let help = nearest(sub, SCHEMES.iter().map(|(scheme, _)| *scheme)).map_or_else(
                                || format!("the schemes are: {}", SCHEMES.map(|(scheme, _)| scheme).join(", ")),
                                |near| format!("did you mean `{near}`?"),
                            );
                            job.problem(name.span().into(), format!("there is no identifier scheme `{sub}`"), help);
                        }
                    }
                }
            }
            (Type::Texts, DeValue::Array(values)) => {
                for value in values {
                    self.value(job, word, key, Type::Text, value);
                }
            }
            (Type::Text | Type::Texts | Type::Country | Type::Code, DeValue::String(text)) => {
                self.text(job, word, key, wanted, span, text);
            }
            (Type::Date, DeValue::Datetime(date)) if date.time.is_none() => {
                if date.to_string().parse::<jiff::civil::Date>().is_ok() {
                    job.facts.push_literal(key, span, span);
                } else {
                    job.problem(span, format!("`{date}` is not a day of the calendar"), "correct the date");
                }
            }
            (Type::Number(low, high), DeValue::Float(_) | DeValue::Integer(_)) => {
                let stated = self.text.get(span.range()).unwrap_or("").replace('_', "");
                match stated.parse::<f64>() {
                    Ok(number) if number.is_finite() && number >= low && number <= high => {
                        job.facts.push_text(key, span, &stated)
                    }
                    _ => {
                        let range =
                            if high == MAX { format!("{low} or more") } else { format!("from {low} to {high}") };
                        job.problem(span, format!("`{word}` must be {range}"), "correct the number");
                    }
                }
            }
            (Type::Whole | Type::Code, DeValue::Integer(_)) => {
                let stated = self.text.get(span.range()).unwrap_or("").replace('_', "");
                if stated.bytes().all(|byte| byte.is_ascii_digit()) {
                    job.facts.push_text(key, span, &stated);
                } else {
                    job.problem(span, format!("`{word}` must be a whole number, 0 or more"), "correct the number");
                }
            }
            (Type::Bool, DeValue::Boolean(_)) => job.facts.push_literal(key, span, span),
            (wanted, _) => {
                let what = match wanted {
                    Type::Text | Type::Country => "a text in quotes",
                    Type::Texts => "a list of texts",
                    Type::Date => "a date without quotes, such as 2026-11-24",
                    Type::Number(..) => "a number",
                    Type::Whole => "a whole number",
                    Type::Bool => "true or false",
                    Type::Code => "a text in quotes, so that leading zeros stay",
                    Type::Names => "a table of languages, such as { zh = \"…\" }",
                    Type::Ids => "a table of schemes, such as { uscc = \"…\" }",
                };
                job.problem(span, format!("`{word}` must be {what}"), "");
            }
        }
    }

    fn text(&self, job: &mut Job<'_>, word: &str, key: Key, wanted: Type, span: Span, text: &str) {
        if wanted == Type::Country && !(text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())) {
            job.problem(
                span,
                format!("`{text}` is not a country code"),
                "write two capital letters (ISO 3166-1 alpha-2), for example CN",
            );
        }
        if text.trim().is_empty() {
            job.problem(span, format!("`{word}` is empty"), "state it, or take the line out");
        }
        if key == Key::Market && !MARKETS.contains(&text) {
            job.problem(
                span,
                format!("`{text}` is not a known market"),
                format!("the markets are: {}", MARKETS.join(", ")),
            );
        }
        if key == Key::Mode && !MODES.contains(&text) {
            job.problem(
                span,
                format!("`{text}` is not a mode of supply"),
                format!("the modes are: {}", MODES.join(", ")),
            );
        }
        let inner = Span::new(span.start + 1, span.end.saturating_sub(1));
        if self.text.get(inner.range()) == Some(text) {
            job.facts.push_literal(key, span, inner);
        } else {
            job.facts.push_text(key, span, text);
        }
    }

    fn imports(&self, job: &mut Job<'_>, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(rows) = value.get_ref() else {
            job.problem(
                value.span().into(),
                "`import` must be an array of tables",
                "write it as [[import]], with two brackets",
            );
            return;
        };
        for row in rows {
            let DeValue::Table(table) = row.get_ref() else {
                job.problem(row.span().into(), "each `import` must be a table", "write it as [[import]]");
                continue;
            };
            let mut spec = ImportSpec::default();
            let mut place = Span::from(row.span());
            for (name, value) in table {
                let word = name.get_ref().as_ref();
                let span = Span::from(value.span());
                let text = || match value.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                };
                let number = || match value.get_ref() {
                    DeValue::Integer(number) => number.as_str().parse::<u32>().ok(),
                    _ => None,
                };
                let fields = || match value.get_ref() {
                    DeValue::Table(table) => table
                        .iter()
                        .map(|(name, value)| match value.get_ref() {
                            DeValue::String(text) => Some((name.get_ref().to_string(), text.to_string())),
                            _ => None,
                        })
                        .collect::<Option<std::collections::BTreeMap<_, _>>>(),
                    _ => None,
                };
                let understood = match word {
                    "file" | "glob" => text().map(|text| {
                        spec.file = text;
                        place = span;
                    }),
                    "format" => text().map(|text| spec.format = Some(text)),
                    "sheet" => text().map(|text| spec.sheet = Some(text)),
                    "delimiter" => text().map(|text| spec.delimiter = Some(text)),
                    "encoding" => text().map(|text| spec.encoding = Some(text)),
                    "header_row" => number().map(|number| spec.header_row = Some(number)),
                    "tier" => number().map(|number| spec.tier = Some(number)),
                    "map" => fields().map(|fields| spec.map = fields),
                    "default" => fields().map(|fields| spec.default = fields),
                    _ if word.starts_with("x-") => Some(()),
                    _ => {
                        let known = [
                            "file",
                            "glob",
                            "format",
                            "sheet",
                            "header_row",
                            "delimiter",
                            "encoding",
                            "map",
                            "default",
                            "tier",
                        ];
                        let help = nearest(word, known.into_iter()).map_or_else(
                            || format!("the keys are: {}", known.join(", ")),
                            |near| format!("did you mean `{near}`?"),
                        );
                        job.problem(name.span().into(), format!("there is no key `{word}` in `import`"), help);
                        Some(())
                    }
                };
                if understood.is_none() {
                    job.problem(span, format!("`{word}` is not of the right type"), "");
                }
            }
            if spec.file.is_empty() {
                job.problem(place, "this import names no `file` or `glob`", "add `file = \"…\"`");
            } else {
                job.wants.push(Want { spec, include: false, span: place });
            }
        }
    }
}
