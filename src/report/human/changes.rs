//! The `change` and `new` notes: the lines that brought an exposure in, and what is new about an old one.

use anstyle::AnsiColor;

use super::Context;
use super::notes::Notes;
use crate::finding::{Finding, Status};
use crate::report::{hunks, phrases};

/// Columns of a line.
const LINE: usize = 100;

/// Adds what is new about a finding: in words where it stood in the base, and as `-` and `+` lines.
pub(super) fn add(notes: &mut Notes<'_>, context: &Context<'_>, finding: &Finding) {
    let new = matches!(finding.status, Status::New | Status::PendingWaiver);
    if context.result.base.is_none() || !new || finding.reason.is_of_this_run() {
        return;
    }
    if let Some(news) = &finding.news {
        notes.prose("new", &phrases::news(news, finding));
    }
    if finding.changes.is_empty() {
        notes.prose("change", "no line that it rests on changed; the policy, a list or a date did");
        return;
    }
    let lines = hunks::around(finding, context.result, LINE).into_iter().flat_map(|hunk| {
        let painted = hunk.lines.into_iter().map(|(sign, text)| {
            let color = if sign == "-" { AnsiColor::BrightRed } else { AnsiColor::BrightGreen };
            context.style.paint(color.on_default(), &format!("{sign} {text}"))
        });
        std::iter::once(hunk.place).chain(painted).collect::<Vec<_>>()
    });
    notes.lines("change", lines);
}
