//! The arguments that verbs share which judge a repository: as of when, by which pack, with which configuration.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::error::Error;
use crate::gate::{self, Compare, Outcome, PolicySource, Request, Root, Source};

/// Day, pack and configuration to judge by.
#[derive(Debug, Default, Clone, clap::Args)]
pub(super) struct JudgeAs {
    /// Judge as of this day (YYYY-MM-DD) instead of today
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(super) as_of: Option<Date>,
    /// Pack to judge by: `xinjiang` or the path of a directory
    #[arg(long, value_name = "PACK")]
    pub(super) policy: Option<String>,
    /// Configuration file instead of the sourcegate.toml at the root
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

impl JudgeAs {
    /// The request that these arguments make of a source.
    pub(super) fn request<'a>(&self, source: Source<'a>) -> Request<'a> {
        Request {
            policy: self.policy.clone().map_or(PolicySource::Configured, PolicySource::Named),
            config: self.config.clone(),
            as_of: self.as_of,
            ..Request::new(source)
        }
    }

    /// Judges the whole work tree, for verbs that write down what is known about its findings.
    ///
    /// # Errors
    /// As a check that names no paths.
    pub(super) fn work_tree(&self) -> Result<(Root, Outcome), Error> {
        let root = gate::find_root(&[])?.whole();
        let source = Source::Repository { root: root.clone(), compare: Compare::Nothing };
        let outcome = gate::run(&Request { ci: is_ci(), ..self.request(source) })?;
        Ok((root, outcome))
    }
}

/// Reads a day, as arguments state it.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a date; write it as YYYY-MM-DD, for example 2026-11-24"))
}

/// Returns true in continuous integration, which every service says with the variable `CI`.
pub(super) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}
