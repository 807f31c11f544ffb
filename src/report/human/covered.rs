//! Findings that waivers and the baseline cover, one line each: who answers for it, and until when.

use std::io;

use super::notes::BOLD;
use super::{Context, one_line};
use crate::finding::{Finding, Status};
use crate::report::Style;
use crate::report::clean::clean_short;
use crate::report::positions::Positions;
use crate::report::{grammar, phrases};
use crate::verdict::run::RunResult;

/// Waived findings named.
const WAIVED: usize = 50;
/// Entries of the baseline named; it is known debt, and can be long.
const BASELINED: usize = 5;

/// Writes the sections of waived and baselined findings, where there are any.
pub(super) fn write(out: &mut dyn io::Write, result: &RunResult, style: &Style) -> io::Result<()> {
    for (status, title, most) in
        [(Status::Waived, "waived:", WAIVED), (Status::Baselined, "in the baseline:", BASELINED)]
    {
        let all = || result.findings.iter().filter(|finding| finding.status == status);
        let shown: Vec<&Finding> = all().take(most).collect();
        if shown.is_empty() {
            continue;
        }
        let context = Context { result, positions: Positions::for_findings(result, shown.iter().copied()), style };
        writeln!(out, "{}", style.paint(BOLD, title))?;
        for finding in &shown {
            one_line(out, &context, finding)?;
            if let Some(status) = phrases::status(finding) {
                writeln!(out, "    {}", clean_short(&status, style.width.saturating_sub(4)))?;
            }
            // It stays covered, but whoever approved it did not see this.
            if let Some(news) = &finding.news {
                let news = format!("more than was covered: {}", phrases::news(news, finding));
                writeln!(out, "    {}", clean_short(&news, style.width.saturating_sub(4)))?;
            }
        }
        let more = all().count() - shown.len();
        if more > 0 {
            writeln!(out, "... and {} more; `--format json` has all of them", grammar::thousands(more as u64))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
