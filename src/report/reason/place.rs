//! Something places the record in the region.

use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::finding::{Place, PlaceHow};
use crate::report::clean::clean_short;
use crate::report::phrases::quoted;

/// Further signals named, those that agree and those that do not.
const SIGNALS: usize = 8;

impl Explain for Place {
    fn label(&self, _: &About<'_>) -> String {
        self.meaning.clone()
    }

    fn sentence(&self, _: &About<'_>) -> String {
        let Self { part, stated, meaning, .. } = self;
        format!("{} {} means {}", clean_short(part, 40), quoted(stated), clean_short(meaning, 200))
    }

    fn blocks(&self, _: &About<'_>) -> Vec<Block> {
        let Self { part, stated, meaning, code, how, also, conflicts } = self;
        let mut text = format!("{part} {} means {meaning}", quoted(stated));
        if let Some(code) = code.as_ref().filter(|code| !meaning.contains(code.as_str())) {
            text.push_str(&format!(" (GB/T 2260 code {code})"));
        }
        let how = met(how);
        if !how.is_empty() {
            text.push_str(&format!("; {how}"));
        }
        let agree = also.iter().take(SIGNALS);
        let agree = agree.map(|signal| format!("{} {} means {}", signal.part, quoted(&signal.stated), signal.meaning));
        let against = conflicts.iter().take(SIGNALS.saturating_sub(also.len())).cloned();
        vec![
            Block::detail("place", Body::Prose(text)),
            Block::main("agrees", Body::Points(agree.collect())),
            Block::main("conflict", Body::Points(against.collect())),
        ]
    }

    fn label_at(&self, _: usize, part: Option<&str>) -> String {
        let signal = self.also.iter().find(|signal| Some(signal.part.as_str()) == part);
        signal.map_or_else(String::new, |signal| signal.meaning.clone())
    }
}

/// Way in which a text met a place, in a few words.
fn met(how: &PlaceHow) -> &str {
    match how {
        PlaceHow::Met(how) => how,
        PlaceHow::Contradiction => "contradicts another part of the same address",
    }
}

/// Something places the record in the region.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    part: &'a str,
    stated: &'a str,
    meaning: &'a str,
    code: Option<&'a str>,
    how: &'a str,
    also: Vec<SignalView<'a>>,
}

/// A further signal; under the part `conflict`, without a text, what contradicts the place.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SignalView<'a> {
    part: &'a str,
    stated: &'a str,
    meaning: &'a str,
}

impl Values for Place {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, _: &About<'a>) -> Json<'a> {
        let agree = self.also.iter().map(|signal| SignalView {
            part: &signal.part,
            stated: &signal.stated,
            meaning: &signal.meaning,
        });
        let against = self.conflicts.iter().map(|meaning| SignalView { part: "conflict", stated: "", meaning });
        Json {
            part: &self.part,
            stated: &self.stated,
            meaning: &self.meaning,
            code: self.code.as_deref(),
            how: met(&self.how),
            also: agree.chain(against).collect(),
        }
    }
}
