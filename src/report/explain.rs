//! `sourcegate explain RULE`: a rule from the pack, for people.

use std::io;

use anstyle::Effects;
use jiff::civil::Date;

use super::clean::{clean, clean_short};
use super::human::bullet;
use super::layout::{pad, wrap};
use super::{Style, phrases};
use crate::finding::Certainty;
use crate::policy::model::Rule;

const BOLD: anstyle::Style = anstyle::Style::new().effects(Effects::BOLD);

/// Writes a rule; the rows of its level table that hold on `as_of` are marked.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, rule: &Rule, as_of: Date, style: &Style) -> io::Result<()> {
    let room = style.width.clamp(60, 100);
    writeln!(out, "{}: {}\n", style.paint(BOLD, &clean(&rule.id)), clean(&rule.title))?;
    for line in wrap(&clean(&rule.explanation), room) {
        writeln!(out, "{line}")?;
    }
    levels(out, rule, as_of, style)?;

    let (_, by) = phrases::basis(rule.basis);
    section(out, style, "Authority")?;
    for line in wrap(&clean(&format!("{by} {}", rule.authority)), room - 2) {
        writeln!(out, "  {line}")?;
    }
    points(out, style, "What clears it", &rule.clears, room)?;
    points(out, style, "What does not", &rule.does_not_clear, room)?;

    section(out, style, "How it decides")?;
    let certainty = match rule.certainty {
        Certainty::Determinate => "determinate: a list, a code, arithmetic or a date decides",
        Certainty::Indicator => "indicator: a person must judge",
    };
    let waivable = if rule.waivable {
        "a waiver may cover it (`sourcegate waive`), and the baseline may record it"
    } else {
        "no waiver can cover it"
    };
    writeln!(out, "  {certainty}; {waivable}")?;
    writeln!(out, "  check {}, defined in {}:{}", clean(&rule.check), clean(&rule.file), rule.line)?;
    points(out, style, "Sources", &rule.sources, room)
}

fn section(out: &mut dyn io::Write, style: &Style, title: &str) -> io::Result<()> {
    writeln!(out, "\n{}", style.paint(BOLD, title))
}

fn points(out: &mut dyn io::Write, style: &Style, title: &str, points: &[String], room: usize) -> io::Result<()> {
    if points.is_empty() {
        return Ok(());
    }
    section(out, style, title)?;
    for line in points.iter().flat_map(|point| bullet(style, point, room - 2)) {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

/// The level by date and market.
fn levels(out: &mut dyn io::Write, rule: &Rule, as_of: Date, style: &Style) -> io::Result<()> {
    section(out, style, &format!("Level (* holds on {as_of})"))?;
    for row in &rule.levels {
        let mark = if row.window.contains(as_of) { "*" } else { " " };
        let market = row.market.as_ref().map_or_else(|| "every market".to_owned(), |name| clean_short(name, 20));
        let window = match phrases::window(row.window) {
            empty if empty.is_empty() => "always in force".to_owned(),
            text => text,
        };
        let level = pad(row.level.word(), 6);
        let verify = if row.verify { " (unsettled; have counsel confirm it)" } else { "" };
        writeln!(out, "{mark} {}  {}  {window}{verify}", style.paint(BOLD, &level), pad(&market, 12))?;
        for line in wrap(&clean(&row.note), style.width.clamp(60, 100) - 10) {
            if !line.is_empty() {
                writeln!(out, "          {line}")?;
            }
        }
    }
    Ok(())
}
