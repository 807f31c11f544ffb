//! Files of exceptions: TOML with one table array, each value with its place, unknown keys refused with a suggestion.

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::{SourceFile, Span};
use crate::suggest::{hint, nearest};

/// A stated value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Its place in the file, quotes included.
    pub span: Span,
}

/// Form that a value must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A text.
    Text,
    /// A text or a list of texts.
    Texts,
    /// A plain date, without quotes.
    Date,
}

/// The shape of a file: its table array, and the keys of a row.
pub(super) struct Shape {
    pub(super) table: &'static str,
    pub(super) keys: &'static [(&'static str, Form)],
}

/// One row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Its header.
    pub(super) span: Span,
    texts: BTreeMap<&'static str, Vec<Stated<String>>>,
    dates: BTreeMap<&'static str, Stated<Date>>,
}

impl Row {
    pub(super) fn text(&mut self, key: &str) -> Option<Stated<String>> {
        self.texts.remove(key).and_then(|values| values.into_iter().next())
    }

    pub(super) fn texts(&mut self, key: &str) -> Vec<Stated<String>> {
        self.texts.remove(key).unwrap_or_default()
    }

    pub(super) fn date(&mut self, key: &str) -> Option<Stated<Date>> {
        self.dates.remove(key)
    }
}

/// Problems shown; the rest are counted.
const SHOWN: usize = 20;
/// A line of more bytes is named and not shown.
const WIDTH: usize = 200;

/// Problems of a file, each with its place and the way out.
struct Problems<'f> {
    file: &'f SourceFile,
    found: Vec<(Span, String)>,
}

impl Problems<'_> {
    fn add(&mut self, span: Span, message: impl Into<String>) {
        self.found.push((span, message.into()));
    }

    /// All problems in the order of the file, as `path:line:column: message` with the line itself below.
    fn text(mut self) -> String {
        self.found.sort_by_key(|(span, _)| *span);
        let mut lines: Vec<String> = self
            .found
            .iter()
            .take(SHOWN)
            .map(|(span, message)| {
                let at = self.file.position(span.start);
                let line = self.file.text.lines().nth(at.line as usize - 1).unwrap_or("").trim_end();
                if line.len() > WIDTH {
                    return format!("{}:{}:{}: {message}", self.file.path, at.line, at.column);
                }
                let under = " ".repeat(at.column as usize - 1);
                let width = self.file.text.get(span.range()).unwrap_or("").lines().next().unwrap_or("").chars().count();
                let digits = " ".repeat(at.line.to_string().len());
                format!(
                    "{}:{}:{}: {message}\n  {digits} |\n  {} | {line}\n  {digits} | {under}{}",
                    self.file.path,
                    at.line,
                    at.column,
                    at.line,
                    "^".repeat(width.max(1))
                )
            })
            .collect();
        if self.found.len() > SHOWN {
            lines.push(format!("and {} more", self.found.len() - SHOWN));
        }
        lines.join("\n")
    }
}

/// Reads the rows of a file.
///
/// # Errors
/// Every problem of the file with its place: what does not parse, unknown keys, values of the wrong form.
pub(super) fn read(file: &SourceFile, shape: &Shape) -> Result<Vec<Row>, String> {
    let mut problems = Problems { file, found: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        let span = error.span().map_or_else(Span::default, Span::from);
        problems.add(span, format!("TOML: {}", error.message()));
    }
    let mut rows = Vec::new();
    if problems.found.is_empty() {
        for (name, value) in table.get_ref() {
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("schema", DeValue::Integer(number)) if number.as_str() == "1" => {}
                ("schema", _) => problems.add(value.span().into(), "this version reads schema 1; write `schema = 1`"),
                (word, DeValue::Array(values)) if word == shape.table => {
                    for value in values {
                        rows.extend(row(value, shape, &mut problems));
                    }
                }
                (word, _) if word == shape.table => {
                    problems.add(name.span().into(), format!("write it as [[{word}]], with two brackets"));
                }
                (word, _) => {
                    let way = if nearest(word, [shape.table, "schema"].into_iter()) == Some("schema") {
                        "did you mean `schema`?".to_owned()
                    } else {
                        format!("this file holds [[{}]] tables", shape.table)
                    };
                    problems.add(name.span().into(), format!("there is no `{word}` here; {way}"));
                }
            }
        }
    }
    rows.sort_by_key(|row| row.span);
    if problems.found.is_empty() { Ok(rows) } else { Err(problems.text()) }
}

fn row(value: &Spanned<DeValue<'_>>, shape: &Shape, problems: &mut Problems<'_>) -> Option<Row> {
    let DeValue::Table(table) = value.get_ref() else {
        problems.add(value.span().into(), format!("each `{0}` must be a table; write it as [[{0}]]", shape.table));
        return None;
    };
    let mut row = Row { span: value.span().into(), ..Row::default() };
    for (name, value) in table {
        let word = name.get_ref().as_ref();
        let Some((key, form)) = shape.keys.iter().find(|(key, _)| *key == word) else {
            let way = hint(word, shape.keys.iter().map(|(key, _)| *key), "the keys are");
            problems.add(name.span().into(), format!("there is no key `{word}` in a {}; {way}", shape.table));
            continue;
        };
        let span = Span::from(value.span());
        let text = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::String(text) => Some(Stated { value: text.to_string(), span: value.span().into() }),
            _ => None,
        };
        match (form, value.get_ref()) {
            (Form::Text | Form::Texts, DeValue::String(_)) => {
                row.texts.insert(key, text(value).into_iter().collect());
            }
            (Form::Texts, DeValue::Array(values)) => match values.iter().map(text).collect() {
                Some(values) => {
                    row.texts.insert(key, values);
                }
                None => problems.add(span, format!("`{word}` must be a list of texts in quotes")),
            },
            (Form::Date, DeValue::Datetime(date)) => match date.to_string().parse() {
                Ok(value) if date.time.is_none() => {
                    row.dates.insert(key, Stated { value, span });
                }
                _ => problems.add(span, format!("`{date}` is not a day of the calendar; write YYYY-MM-DD")),
            },
            (Form::Date, _) => {
                problems.add(span, format!("`{word}` must be a date without quotes: {word} = 2026-12-31"));
            }
            (Form::Text | Form::Texts, _) => {
                problems.add(span, format!("`{word}` must be a text in quotes: {word} = \"…\""));
            }
        }
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape =
        Shape { table: "waiver", keys: &[("rule", Form::Text), ("expires", Form::Date), ("evidence", Form::Texts)] };

    fn read_text(text: &str) -> Result<Vec<Row>, String> {
        read(&SourceFile::new("w.toml".into(), text.into(), "UTF-8", String::new()), &SHAPE)
    }

    #[test]
    fn rows_keep_their_places() {
        let text = "schema = 1\n[[waiver]]\nrule = \"a\"\nexpires = 2026-05-01\nevidence = [\"x\", \"y\"]\n";
        let mut rows = read_text(text).unwrap();
        let row = &mut rows[0];
        let rule = row.text("rule").unwrap();
        assert_eq!((rule.value.as_str(), &text[rule.span.range()]), ("a", "\"a\""));
        assert_eq!(row.date("expires").unwrap().value, jiff::civil::date(2026, 5, 1));
        assert_eq!(row.texts("evidence").len(), 2);
    }

    #[test]
    fn every_problem_has_its_place_and_a_way_out() {
        let problems = read_text("[[waiver]]\nrule = 1\nexpirse = 2026-05-01\nexpires = \"2026-05-01\"\n").unwrap_err();
        for expected in [
            "w.toml:2:8: `rule` must be a text",
            "w.toml:3:1: there is no key `expirse`",
            "did you mean `expires`?",
            "^^^^^^^",
            "w.toml:4:11: `expires` must be a date without quotes",
        ] {
            assert!(problems.contains(expected), "{expected} is missing in\n{problems}");
        }
        assert!(read_text("[waiver]\nrule = \"a\"\n").unwrap_err().contains("two brackets"));
        assert!(read_text("[[waivers]]\n").unwrap_err().contains("[[waiver]]"));
        assert!(read_text("[[waiver]\n").unwrap_err().contains("TOML"));
        assert!(read_text("schema = 2\n").unwrap_err().contains("schema 1"));
        assert!(read_text("[[waiver]]\nexpires = 2026-02-30\n").is_err());
    }
}
