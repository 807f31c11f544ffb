//! A file of rules while it is read, for saying where something in it stands.

use super::check::{ParamProblem, with_suggestion};
use crate::suggest::line_column;

/// The name and text of a file of rules, for saying where something stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct RulesFile<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
}

impl RulesFile<'_> {
    /// Line of a byte, from 1.
    pub(super) fn line(&self, offset: usize) -> u32 {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// `file:line:column` of a byte.
    pub(super) fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.name, line_column(self.text, offset))
    }

    /// A TOML error with its place and, behind an unknown word, the one that may be meant.
    pub(super) fn problem(&self, error: &toml::de::Error) -> String {
        let place = error.span().map_or_else(|| self.name.to_owned(), |span| self.place(span.start));
        format!("{place}: {}", with_suggestion(error))
    }

    /// A problem of parameters; one without a place of its own stands at `otherwise`.
    pub(super) fn param_problem(&self, what: &str, otherwise: &str, (span, message): ParamProblem) -> String {
        let place = span.map_or_else(|| otherwise.to_owned(), |span| self.place(span.start));
        format!("{place}: {what}: {message}")
    }
}
