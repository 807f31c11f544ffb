//! `--format summary`: the page of a run for `GITHUB_STEP_SUMMARY`.
//!
//! GitHub refuses a summary of more than 1 MiB as a whole, so the page stays below, cut at whole findings.

use std::io;

use super::Style;
use super::markdown::{self, Size};
use crate::verdict::run::RunResult;

/// Bytes are at most three times the UTF-16 units, so this stays under 1 MiB whatever the script.
pub(super) const SIZE: Size = Size { units: 330_000, full: 40, short: 1_000 };

/// Writes the summary.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    out.write_all(markdown::page(result, SIZE).as_bytes())
}
