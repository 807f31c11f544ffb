//! The `change` and `new` notes: the lines that brought an exposure in, and what is new about an old one.

use anstyle::AnsiColor;

use super::Context;
use super::notes::Notes;
use crate::report::clean::clean_short;
use crate::report::words;
use crate::verdict::finding::{Change, Finding, Reason, Side, Status};

/// Adds what is new about a finding: in words where it stood in the base, and as `-` and `+` lines.
pub(super) fn add(notes: &mut Notes<'_>, context: &Context<'_>, finding: &Finding) {
    let new = matches!(finding.status, Status::New | Status::PendingWaiver);
    if context.result.base.is_none() || !new || matches!(finding.reason, Reason::Stale { .. }) {
        return;
    }
    if let Some(news) = &finding.news {
        notes.prose("new", &words::news(news, finding));
    }
    if finding.changes.is_empty() {
        notes.prose("change", "no line that it rests on changed; the policy, a list or a date did");
        return;
    }
    let lines = finding.changes.iter().flat_map(|change| lines(context, change));
    notes.lines("change", lines);
}

/// Where, and the lines of both sides.
fn lines(context: &Context<'_>, change: &Change) -> Vec<String> {
    let path = clean_short(&context.result.facts.source(change.file).path, 120);
    let mut lines = vec![format!("{path}:{}", change.line)];
    lines.extend(side(context, AnsiColor::BrightRed, "-", &change.removed));
    lines.extend(side(context, AnsiColor::BrightGreen, "+", &change.added));
    lines
}

fn side<'a>(context: &'a Context<'_>, color: AnsiColor, sign: &'a str, side: &'a Side) -> impl Iterator<Item = String> {
    let paint = move |text: &str| context.style.paint(color.on_default(), &format!("{sign} {text}"));
    let more = (side.more > 0).then(|| {
        let more = words::count(side.more as u64, "more line", "more lines");
        paint(&format!("... {more}"))
    });
    side.lines.iter().map(move |text| paint(&clean_short(text.trim_end(), 100))).chain(more)
}
