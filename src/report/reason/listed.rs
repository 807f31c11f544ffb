//! A name or identifier met an entry of a list.

use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::finding::{Grade, Listed, NameKind, NamePart};
use crate::report::clean::clean_short;
use crate::report::json::shape::{ClauseView, RowView, clauses};
use crate::report::phrases;
use crate::report::phrases::{NAME, quoted};

/// Parts of a name explained, and clauses named.
const POINTS: usize = 8;

impl Explain for Listed {
    fn label(&self, about: &About<'_>) -> String {
        let title = phrases::list_title(&self.list, about.result);
        match &self.scheme {
            Some(scheme) => format!("{} of {}, on the {title}", phrases::scheme(scheme), self.entry_name),
            // The name itself stands in the list note right below, so the label says only where it is.
            None if is_close(self.score) => format!("close to a name on the {title}"),
            None => format!("on the {title}"),
        }
    }

    fn sentence(&self, about: &About<'_>) -> String {
        let stated = quoted(&self.stated);
        let how = match &self.scheme {
            Some(scheme) => format!("{} {stated} is that of", phrases::scheme(scheme)),
            None if is_close(self.score) => format!("{stated} is close (score {:.2}) to", self.score),
            None => format!("{stated} matches"),
        };
        let entry = match self.kind {
            Some(kind) if self.listed != self.entry_name => {
                let kind = match kind {
                    NameKind::Alias => "alias".to_owned(),
                    NameKind::Weak => "weak alias".to_owned(),
                    other => format!("{} name", other.word()),
                };
                format!("{} ({kind} of {})", quoted(&self.listed), quoted(&self.entry_name))
            }
            _ => quoted(&self.entry_name),
        };
        let since = self.clauses.iter().filter_map(|(_, since)| *since).min();
        let since = since.map_or_else(String::new, |day| format!(", listed since {day}"));
        format!("{how} {entry} on the {}{since}", clean_short(&phrases::list_title(&self.list, about.result), NAME))
    }

    fn blocks(&self, about: &About<'_>) -> Vec<Block> {
        let parts = differing(&self.parts).take(POINTS).map(part).collect();
        let clauses = self.clauses.iter().take(POINTS).map(|(name, since)| phrases::clause(name, *since)).collect();
        vec![
            Block::main("list", row(self, about)),
            Block::detail("parts", Body::Points(parts)),
            Block::detail("listed", Body::Points(clauses)),
            Block::main("citation", Body::Prose(self.citation.clone())),
            Block::detail("grade", Body::Prose(provenance(self.grade).to_owned())),
            Block::main("settles", Body::Points(self.settles.clone())),
        ]
    }
}

/// The row of the list, the stated text against the listed one, and how they met.
fn row(reason: &Listed, about: &About<'_>) -> Body {
    let Listed { list, entry, entry_name, stated, listed, kind, scheme, score, line, .. } = reason;
    let info = about.result.list(list);
    let title = phrases::list_title(list, about.result);
    let published = info.and_then(|info| info.published).map_or_else(String::new, |day| format!(" as of {day}"));
    let file = info.map_or_else(String::new, |info| format!(" ({}:{line})", info.file));
    let met = match (scheme, kind) {
        (Some(scheme), _) => format!("matched by {}", phrases::scheme(scheme)),
        (None, Some(NameKind::Weak)) => "matched the weak alias".to_owned(),
        (None, Some(kind)) => format!("matched the {} name", kind.word()),
        (None, None) => String::new(),
    };
    let of = if listed == entry_name { String::new() } else { format!("of {}", quoted(entry_name)) };
    let score = if is_close(*score) { format!("score {score:.2}") } else { String::new() };
    let filled =
        |parts: [String; 2], by: &str| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(by);
    let how = filled([filled([met, of], " "), score], ", ");
    let place = format!("{title}{published}, entry {entry}{file}");
    Body::Row { place, stated: stated.clone(), listed: listed.clone(), how }
}

/// A name or identifier met an entry of a list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    list: &'a str,
    entry: &'a str,
    entry_name: &'a str,
    stated: &'a str,
    listed: &'a str,
    name_kind: Option<&'static str>,
    scheme: Option<&'a str>,
    score: f64,
    parts: &'a [NamePart],
    settles: &'a [String],
    clauses: Vec<ClauseView<'a>>,
    grade: Grade,
    citation: &'a str,
    row: RowView<'a>,
}

impl Values for Listed {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, about: &About<'a>) -> Json<'a> {
        Json {
            list: &self.list,
            entry: &self.entry,
            entry_name: &self.entry_name,
            stated: &self.stated,
            listed: &self.listed,
            name_kind: self.kind.map(NameKind::word),
            scheme: self.scheme.as_deref(),
            score: self.score,
            parts: &self.parts,
            settles: &self.settles,
            clauses: clauses(&self.clauses),
            grade: self.grade,
            citation: &self.citation,
            row: RowView { file: about.result.list(&self.list).map(|list| list.file.as_str()), line: self.line },
        }
    }
}

/// Returns true if a score is that of a name that is close to another one. What rounds to 1 is the same name in another form.
fn is_close(score: f64) -> bool {
    score < 0.995
}

/// Says the reservation of a grade against a row; nothing against an official one.
const fn provenance(grade: Grade) -> &'static str {
    match grade {
        Grade::Official => "",
        Grade::Secondary => "secondary: the row comes from a law firm, the trade press or news that repeats the notice",
        Grade::Tertiary => "tertiary: the row comes from an unverified transcription; a lead, not proof",
        Grade::Unverified => "unverified: no document that was read states this row; a lead, not proof",
    }
}

/// The parts of a name worth a word: those that are not the same. Where all that tells is the same, legal forms say
/// nothing more.
fn differing(parts: &[NamePart]) -> impl Iterator<Item = &NamePart> {
    let same = |part: &NamePart| part.how == "equal";
    let form = |part: &NamePart| part.how == "legal form";
    let exact = parts.iter().all(|part| same(part) || form(part));
    parts.iter().filter(move |part| !same(part) && !exact)
}

fn part(part: &NamePart) -> String {
    let (stated, listed) = (quoted(&part.stated), quoted(&part.listed));
    match (part.stated.is_empty(), part.listed.is_empty()) {
        (true, _) => format!("{listed}: {}", part.how),
        (_, true) => format!("{stated}: {}", part.how),
        _ => format!("{stated} {} {listed}", part.how),
    }
}
