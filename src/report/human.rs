//! The human report: findings as a compiler prints them, then what was read and what the lists do not cover.

mod changes;
mod covered;
mod finding;
mod notes;
pub(super) use notes::{BOLD, bullet, level_look};
mod paragraph;
mod path;
mod policy;
mod problem;
mod snippet;
mod summary;

use std::collections::BTreeSet;
use std::io;

use super::positions::Positions;
use super::{Style, grammar, reason};
use crate::finding::Finding;
use crate::report::clean::{clean, clean_short};
use crate::verdict::run::{RunResult, is_news, is_open};

/// Findings printed in full; the rest get one line each.
const FULL: usize = 50;
/// Findings printed at all; the rest are counted.
const SHOWN: usize = 250;

/// Context that the parts of the report share.
struct Context<'a> {
    result: &'a RunResult,
    positions: Positions,
    style: &'a Style,
}

/// Writes the report.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, style: &Style) -> io::Result<()> {
    // What stood in the base and what is covered comes last, in short; JSON has it in full.
    let open: Vec<&Finding> = result.findings.iter().filter(|finding| is_news(finding)).collect();
    let debt: Vec<&Finding> =
        result.findings.iter().filter(|finding| is_open(finding) && !is_news(finding)).take(SHOWN).collect();
    let shown = &open[..open.len().min(SHOWN)];
    let style = Style { width: style.width.clamp(60, 160), ..*style };
    let context = Context {
        result,
        positions: Positions::for_findings(result, shown.iter().chain(&debt).copied()),
        style: &style,
    };

    problem::write(out, &context)?;
    let mut explained = BTreeSet::new();
    let (full, short) = shown.split_at(shown.len().min(FULL));
    for finding in full {
        finding::write(out, &context, finding, explained.insert(finding.rule.as_str()))?;
    }
    for finding in short {
        one_line(out, &context, finding)?;
    }
    if open.len() > shown.len() {
        let more = grammar::count((open.len() - shown.len()) as u64, "more finding", "more findings");
        writeln!(out, "... and {more}; `--format json` has all of them")?;
    }
    if !short.is_empty() {
        writeln!(out)?;
    }
    compared(out, &context, &debt)?;
    covered::write(out, result, &style)?;
    policy::changed(out, &context)?;
    summary::write(out, &context)
}

/// Writes what the base has too, and what is gone since.
fn compared(out: &mut dyn io::Write, context: &Context<'_>, debt: &[&Finding]) -> io::Result<()> {
    let Some(base) = context.result.base.as_deref() else { return Ok(()) };
    if !debt.is_empty() {
        writeln!(out, "{}", context.style.paint(notes::BOLD, "already in the base:"))?;
        for finding in debt {
            one_line(out, context, finding)?;
        }
        writeln!(out)?;
    }
    if !base.findings.is_empty() {
        writeln!(out, "{}", context.style.paint(notes::BOLD, "fixed since the base:"))?;
        let gone: Vec<&Finding> = base.findings.iter().take(SHOWN).collect();
        let there = Context {
            result: base,
            positions: Positions::for_findings(base, gone.iter().copied()),
            style: context.style,
        };
        for finding in gone {
            one_line(out, &there, finding)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A finding on one line: `deny[rule] file:line:column: name (label)`.
fn one_line(out: &mut dyn io::Write, context: &Context<'_>, finding: &Finding) -> io::Result<()> {
    let head = format!("{}[{}]", finding.level.word(), clean(&finding.rule));
    let head = context.style.paint(notes::level_look(finding.level), &head);
    let place = finding.locations.first().map_or_else(String::new, |place| notes::place(context, place));
    let name = clean_short(&finding.subject.name, 60);
    let label = clean_short(&reason::label(finding, context.result), 80);
    writeln!(out, "{head} {place}: {name} ({label})")
}
