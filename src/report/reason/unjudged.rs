//! Text that nothing was judged by holds something of the lists or of the region.

use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::facts::account::{NotJudged, Standing};
use crate::report::phrases;
use crate::report::phrases::quoted;
use crate::rules::unjudged::{Holds, UnjudgedText};

impl UnjudgedText {
    /// Names the column: by its header, or by its number or letter where it has none; or the key of a native manifest.
    fn whereabouts(&self) -> String {
        let sheet = self.sheet.as_ref().map_or_else(String::new, |sheet| format!(" of the sheet {}", quoted(sheet)));
        match self.standing {
            Some(Standing::NotJudged(NotJudged::Outside)) => {
                return format!("a line outside of the rows of the table{sheet}");
            }
            Some(Standing::NotJudged(NotJudged::HeaderWord)) => return format!("a header{sheet}"),
            Some(Standing::NotJudged(NotJudged::FreeText)) => return format!("free text: `{}`", self.header),
            _ if self.column.is_empty() => return format!("a key that is not judged: `{}`", self.header),
            _ => {}
        }
        let name = if self.header.is_empty() { self.column.clone() } else { format!("`{}`", self.header) };
        match self.standing {
            Some(Standing::Judged(field)) => format!("a column that is read as `{field}`: {name}{sheet}"),
            _ => format!("a column that is not mapped: {name}{sheet}"),
        }
    }
}

impl Explain for UnjudgedText {
    fn label(&self, about: &About<'_>) -> String {
        match &self.holds {
            Holds::Listed { list, name, scheme: Some(scheme), .. } => {
                let title = phrases::list_title(list, about.result);
                format!("{} of {name}, on the {title}", phrases::scheme(scheme))
            }
            Holds::Listed { list, name, scheme: None, .. } => {
                format!("{name}, on the {}", phrases::list_title(list, about.result))
            }
            Holds::Place { meaning, .. } => meaning.clone(),
        }
    }

    fn sentence(&self, about: &About<'_>) -> String {
        let what = match &self.holds {
            Holds::Listed { list, name, scheme, .. } => {
                let title = phrases::list_title(list, about.result);
                let what = scheme.map_or_else(|| "the name".to_owned(), phrases::scheme);
                format!("{what} of {} on the {title}", quoted(name))
            }
            Holds::Place { matched, meaning } => format!("{} ({meaning})", quoted(matched)),
        };
        format!("{what} was found in {}", self.whereabouts())
    }

    fn blocks(&self, _: &About<'_>) -> Vec<Block> {
        let found = format!("in {}", self.whereabouts());
        let around = [NotJudged::Outside, NotJudged::HeaderWord].map(Standing::NotJudged);
        let way = if self.standing.is_some_and(|standing| around.contains(&standing)) {
            "state it in a row of the table if it is a supplier, so that it is judged as what it is"
        } else if self.column.is_empty()
            && self.standing != Some(Standing::NotJudged(NotJudged::FreeText))
            && !self.header.starts_with("x-")
        {
            "state in a sourcing manifest what it is; in a document of no format, name the key under `map` in an [[import]]"
        } else if self.column.is_empty() {
            "state it under the key of the manifest that it belongs to, so that it is judged as what it is"
        } else {
            "name the column under `map` in an [[import]], so that it is judged as what it is"
        };
        vec![Block::main("found", Body::Prose(found)), Block::main("map", Body::Prose(way.to_owned()))]
    }
}

/// Text that nothing was judged by holds something of the lists or of the region.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    header: &'a str,
    column: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    stated: &'a str,
    holds: &'static str,
    list: Option<&'a str>,
    entry: Option<&'a str>,
    entry_name: Option<&'a str>,
    scheme: Option<&'a str>,
    matched: Option<&'a str>,
    meaning: Option<&'a str>,
}

impl Values for UnjudgedText {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, _: &About<'a>) -> Json<'a> {
        let mut json = Json {
            header: &self.header,
            column: &self.column,
            sheet: self.sheet.as_deref(),
            stated: &self.stated,
            holds: "place",
            list: None,
            entry: None,
            entry_name: None,
            scheme: None,
            matched: None,
            meaning: None,
        };
        match &self.holds {
            Holds::Listed { list, entry, name, scheme } => {
                json.holds = if scheme.is_some() { "identifier" } else { "name" };
                (json.list, json.entry, json.entry_name) =
                    (Some(list.as_str()), Some(entry.as_str()), Some(name.as_str()));
                json.scheme = *scheme;
            }
            Holds::Place { matched, meaning } => {
                (json.matched, json.meaning) = (Some(matched.as_str()), Some(meaning.as_str()));
            }
        }
        json
    }
}
