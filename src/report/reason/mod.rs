//! Reasons in words: what was compared and how it met, one file per kind.
//!
//! Each kind says it in a few words, in one sentence and in blocks, and gives JSON its values. The reports render blocks and
//! know no kind; which kinds there are stands in one place, the registry of [`crate::rules`].

mod block;

use serde::Serialize;

use super::clean::clean;
use crate::finding::{Finding, Reason};
use crate::verdict::run::RunResult;

pub(super) use block::{Block, Body, sign};

/// Explanation of a kind of reason, raw: the reports clean and cut it.
trait Explain {
    /// The few words that stand at the underlined value.
    fn label(&self, about: &About<'_>) -> String;

    /// Says in one sentence without its full stop what was compared and how it met.
    fn sentence(&self, about: &About<'_>) -> String;

    /// The same in full.
    fn blocks(&self, about: &About<'_>) -> Vec<Block>;

    /// The few words at a further place: its number among the locations, and which key of the subject stands there. None
    /// unless a kind has some.
    fn label_at(&self, _index: usize, _part: Option<&str>) -> String {
        String::new()
    }
}

/// The values of a kind of reason as JSON has them. The keys are a contract.
pub(in crate::report) trait Values {
    /// The values.
    type Json<'a>: Serialize
    where
        Self: 'a;

    /// Gives them, beside the kind.
    fn json<'a>(&'a self, about: &About<'a>) -> Self::Json<'a>;
}

/// Context of an explanation beside the values of the reason.
pub(in crate::report) struct About<'a> {
    finding: &'a Finding,
    result: &'a RunResult,
}

macro_rules! explained {
    ($($file:ident: $kind:ident = $values:ty,)+) => {
        $(mod $file;)+

        /// A reason as JSON has it: its kind, and its values.
        #[derive(Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        pub(in crate::report) enum Json<'a> {
            $($kind(<$values as Values>::Json<'a>),)+
        }

        /// The values of a reason, as something that explains itself.
        fn explained(reason: &dyn Reason) -> Option<&dyn Explain> {
            $(if let Some(values) = reason.get::<$values>() {
                return Some(values);
            })+
            None
        }

        /// The reason of a finding as JSON has it.
        pub(in crate::report) fn json<'a>(finding: &'a Finding, result: &'a RunResult) -> Option<Json<'a>> {
            $(if let Some(values) = finding.reason.get::<$values>() {
                return Some(Json::$kind(values.json(&About { finding, result })));
            })+
            None
        }
    };
}
crate::rules::reasons!(explained);

/// The few words that stand at the underlined value, raw.
pub(super) fn label(finding: &Finding, result: &RunResult) -> String {
    explained(&*finding.reason).map_or_else(String::new, |reason| reason.label(&About { finding, result }))
}

/// The few words at a further place, raw; often none.
pub(super) fn label_at(finding: &Finding, index: usize, part: Option<&str>) -> String {
    explained(&*finding.reason).map_or_else(String::new, |reason| reason.label_at(index, part))
}

/// Says in one clean sentence without its full stop what was compared and how it met.
pub(super) fn sentence(finding: &Finding, result: &RunResult) -> String {
    clean(&explained(&*finding.reason).map_or_else(String::new, |reason| reason.sentence(&About { finding, result })))
}

/// The same in full, as blocks of raw text.
pub(super) fn blocks(finding: &Finding, result: &RunResult) -> Vec<Block> {
    explained(&*finding.reason).map_or_else(Vec::new, |reason| reason.blocks(&About { finding, result }))
}
