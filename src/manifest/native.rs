//! The native manifest, schema 1: TOML, one table array per kind, one fact a line.

mod imports;
mod own;
mod schema;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use schema::{KINDS, MAX, SCHEMES, Type, is_free_text, keys, required};

use super::interest::{Confidence, Interest};
use super::job::{Job, Want};
use super::reader::{Reader, has_extension};
use super::{ImportSpec, Limits, Outcome, text};
use crate::facts::account::NotJudged;
use crate::facts::{Key, Kind, MARKETS, RecordId, SupplyMode};
use crate::source::Span;
use crate::source::text::decode;
use crate::suggest::{hint, nearest};

/// The native manifest.
pub(super) struct Native;

impl Reader for Native {
    fn name(&self) -> &'static str {
        "native"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["toml"]
    }

    fn limit(&self, limits: &Limits) -> u64 {
        limits.max_manifest_bytes
    }

    /// A table of a TOML file may stand anywhere in it, behind any number of comments.
    fn look(&self, limits: &Limits) -> u64 {
        limits.max_manifest_bytes.saturating_add(1)
    }

    fn sniff(&self, path: &str, head: &[u8]) -> Confidence {
        let is_toml = has_extension(path, self.extensions());
        if begins_manifest(head) || is_toml && holds_manifest(head) {
            Confidence::ByContent
        } else if is_toml {
            Confidence::ByName
        } else {
            Confidence::No
        }
    }

    fn interest(&self, path: &str, head: Option<&[u8]>) -> Interest {
        match head {
            _ if is_named(path) => Interest::Take,
            None => Interest::Look,
            Some(head) if holds_manifest(head) => Interest::Take,
            Some(_) => Interest::Pass,
        }
    }

    fn imports(&self) -> bool {
        true
    }

    fn keeps_partial(&self) -> bool {
        true
    }

    fn read(&self, job: &mut Job<'_>, bytes: Vec<u8>) {
        if text::open(job, bytes, "save it as UTF-8, which TOML asks for") {
            read(job);
        }
    }
}

/// Returns true if the name says that a file is a manifest.
fn is_named(path: &str) -> bool {
    path.to_lowercase().ends_with(".sourcing.toml")
}

/// Returns true if a TOML text has a table `manifest`, however it is written; also if it is broken and a line begins one.
fn holds_manifest(bytes: &[u8]) -> bool {
    let Ok(decoded) = decode(bytes.to_vec(), None) else { return begins_manifest(bytes) };
    let (table, errors) = DeTable::parse_recoverable(&decoded.text);
    table.get_ref().contains_key("manifest") || !errors.is_empty() && begins_manifest(decoded.text.as_bytes())
}

/// Returns true if a line begins a `[manifest]` table.
fn begins_manifest(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').any(|line| {
        line.trim_ascii().strip_prefix(b"[").is_some_and(|rest| {
            rest.trim_ascii_start()
                .strip_prefix(b"manifest")
                .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"]"))
        })
    })
}

fn read(job: &mut Job<'_>) {
    // The tree borrows the text, and the facts are written while it is walked, so the text is taken out for a moment.
    let text = job.facts.sources.take_text(job.file);
    let (table, errors) = DeTable::parse_recoverable(&text);
    // The line that begins the table may stand inside a string, as in the cases of a pack.
    if job.found && !is_named(job.path) && errors.is_empty() && table.get_ref().get("manifest").is_none() {
        job.give_up(Interest::Pass);
        return;
    }
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

/// Names the way out of a syntax error. The parser says what it met; a person also wants to know if the file is whole.
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
                let span = Span::from(name.span());
                let record = job.facts.begin(Kind::Row, job.file, span, 0);
                own::keep(job, record, (word, span), NotJudged::OtherUse, value);
                continue;
            }
            match word {
                "manifest" => self.manifest(job, value, name.span().into()),
                "import" => imports::read(job, value),
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
        let record = job.facts.begin(Kind::Manifest, job.file, span, 0);
        self.table(job, record, table, span);
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
            let record = job.facts.begin(kind, job.file, span, 0);
            self.table(job, record, table, span);
        }
    }

    fn table(&self, job: &mut Job<'_>, record: RecordId, table: &DeTable<'_>, span: Span) {
        let kind = job.facts.record(record).kind;
        let known = keys(kind);
        // The order of the file, not of the alphabet, is the order of the facts.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            let word = name.get_ref().as_ref();
            match known.iter().find(|(key, ..)| *key == word) {
                Some((_, key, wanted)) => {
                    self.value(job, word, *key, *wanted, value);
                    if is_free_text(kind, *key) {
                        let key = format!("{}.{word}", kind.table());
                        own::keep(job, record, (&key, Span::from(name.span())), NotJudged::FreeText, value);
                    }
                }
                None if word.starts_with("x-") => {
                    own::keep(job, record, (word, Span::from(name.span())), NotJudged::OtherUse, value);
                }
                None => {
                    let help = hint(word, known.iter().map(|(key, ..)| *key), "the keys are");
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
                            let help = hint(sub, SCHEMES.iter().map(|(scheme, _)| *scheme), "the schemes are");
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
        if key == Key::Mode && !SupplyMode::ALL.iter().any(|mode| mode.word() == text) {
            job.problem(
                span,
                format!("`{text}` is not a mode of supply"),
                format!(
                    "the modes are: {}",
                    SupplyMode::ALL.iter().map(|mode| mode.word()).collect::<Vec<_>>().join(", ")
                ),
            );
        }
        let inner = Span::new(span.start + 1, span.end.saturating_sub(1));
        if self.text.get(inner.range()) == Some(text) {
            job.facts.push_literal(key, span, inner);
        } else {
            job.facts.push_text(key, span, text);
        }
    }
}
