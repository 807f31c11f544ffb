//! The arguments that verbs share which judge a repository: as of when, by which pack, with which configuration.

use std::path::PathBuf;

use jiff::civil::Date;

/// As of when, by which pack, and with which configuration to judge.
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

/// A day, as arguments and records state it.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a date; write it as YYYY-MM-DD, for example 2026-11-24"))
}
