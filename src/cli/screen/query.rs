//! Queries: a line that is a name, or a JSON object of a name and its identifiers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::screen::identifier::{self, Check};

/// Identifiers as JSON: `{"uscc": "…", "lei": ["…", "…"]}`.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "BTreeMap<String, Values>")]
pub(super) struct Identifiers(Vec<(String, String)>);

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text or a list of texts for each identifier")]
enum Values {
    One(String),
    Several(Vec<String>),
    None,
}

impl From<BTreeMap<String, Values>> for Identifiers {
    /// Schemes are compared in lower case; what is empty is left out.
    fn from(all: BTreeMap<String, Values>) -> Self {
        let mut pairs = Vec::new();
        for (scheme, values) in all {
            let values = match values {
                Values::One(value) => vec![value],
                Values::Several(values) => values,
                Values::None => Vec::new(),
            };
            let scheme = scheme.trim().to_lowercase();
            let stated = values.into_iter().filter(|value| !identifier::normal(value).is_empty());
            pairs.extend(stated.map(|value| (scheme.clone(), value)));
        }
        Self(pairs)
    }
}

impl Identifiers {
    /// Each as scheme and value.
    pub(super) fn each(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.0.iter().map(|(scheme, value)| (scheme.as_str(), value.as_str()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that are malformed, and why: they can agree with a listed one, but contradict none.
    pub(super) fn malformed(&self) -> impl Iterator<Item = String> {
        self.each().filter_map(|(scheme, value)| {
            let why = match identifier::read(scheme, value)?.check {
                Check::Valid => return None,
                Check::BadShape(why) => why,
                Check::BadCheck { expected } => {
                    format!("the check character does not fit; `{expected}` would")
                }
            };
            Some(format!("the {} `{value}` is malformed, so it rules nothing out: {why}", scheme.to_uppercase()))
        })
    }
}

/// A question of `--jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Object<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    identifiers: Option<Identifiers>,
}

/// A query: one line of input.
#[derive(Debug)]
pub(super) struct Query<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) identifiers: Identifiers,
}

impl<'a> Query<'a> {
    /// A name alone.
    pub(super) fn name(name: Cow<'a, str>) -> Self {
        Self { name, identifiers: Identifiers::default() }
    }

    /// A line of JSON.
    ///
    /// # Errors
    /// What is wrong with it; `None` for a blank line, which asks nothing.
    pub(super) fn parse(line: &'a str) -> Result<Self, String> {
        if line.trim().is_empty() {
            return Ok(Self::name(Cow::Borrowed("")));
        }
        let object: Object<'a> = serde_json::from_str(line).map_err(|error| {
            let message = error.to_string();
            // Every line is a document of its own, so the parser's line is always 1.
            let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
            format!("column {}: {what}", error.column().max(1))
        })?;
        Ok(Self { name: object.name, identifiers: object.identifiers.unwrap_or_default() })
    }
}
