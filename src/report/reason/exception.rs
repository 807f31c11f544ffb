//! Something is wrong with a waiver or an entry of the baseline.

use serde::Serialize;

use super::{About, Block, Body, Explain, Values};
use crate::finding::{CoverKind, Exception};
use crate::report::clean::clean_short;
use crate::report::phrases;

impl Explain for Exception {
    fn label(&self, _: &About<'_>) -> String {
        self.flaws.first().map_or_else(String::new, phrases::flaw)
    }

    fn sentence(&self, _: &About<'_>) -> String {
        clean_short(&fixes(self).join("; "), 400)
    }

    fn blocks(&self, _: &About<'_>) -> Vec<Block> {
        let what = match self.kind {
            CoverKind::Waiver => "waiver",
            CoverKind::Baseline => "entry",
        };
        let named = [("", &self.rule), ("on ", &self.subject), ("id ", &self.fingerprint)];
        let named = named.iter().filter(|(_, text)| !text.is_empty());
        let named: Vec<String> = named.map(|(word, text)| format!("{word}{}", clean_short(text, 80))).collect();
        let fix = match self.flaws.as_slice() {
            [one] => vec![phrases::remedy(one)],
            _ => fixes(self),
        };
        vec![Block::detail(what, Body::Prose(named.join(" "))), Block::detail("fix", Body::Points(fix))]
    }

    fn label_at(&self, index: usize, _: Option<&str>) -> String {
        self.flaws.get(index).map_or_else(String::new, phrases::flaw)
    }
}

/// Each flaw with the way out of it.
fn fixes(exception: &Exception) -> Vec<String> {
    exception.flaws.iter().map(|flaw| format!("{}: {}", phrases::flaw(flaw), phrases::remedy(flaw))).collect()
}

/// Something is wrong with a waiver or an entry of the baseline.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub(in crate::report) struct Json<'a> {
    of: CoverKind,
    rule: &'a str,
    subject: &'a str,
    fingerprint: &'a str,
    flaws: Vec<FlawView>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FlawView {
    code: &'static str,
    says: String,
    fix: String,
}

impl Values for Exception {
    type Json<'a> = Json<'a>;

    fn json<'a>(&'a self, _: &About<'a>) -> Json<'a> {
        let flaw = |flaw| FlawView {
            code: crate::finding::Flaw::word(flaw),
            says: phrases::flaw(flaw),
            fix: phrases::remedy(flaw),
        };
        Json {
            of: self.kind,
            rule: &self.rule,
            subject: &self.subject,
            fingerprint: &self.fingerprint,
            flaws: self.flaws.iter().map(flaw).collect(),
        }
    }
}
