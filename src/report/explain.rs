//! `sourcegate explain RULE`: a rule from the pack, for people.

use std::io;

use anstyle::Effects;
use jiff::civil::Date;

use super::clean::{clean, clean_short};
use super::human::bullet;
use super::layout::{pad, wrap};
use super::{Style, phrases};
use crate::finding::Certainty;
use crate::policy::level::RuleLevel;
use crate::policy::model::Rule;
use crate::policy::regime::Regime;

const BOLD: anstyle::Style = anstyle::Style::new().effects(Effects::BOLD);

/// Writes a rule; the rows of its level table that hold on `as_of` are marked.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, rule: &Rule, regimes: &[Regime], as_of: Date, style: &Style) -> io::Result<()> {
    let room = style.width.clamp(60, 100);
    writeln!(out, "{}: {}\n", style.paint(BOLD, &clean(&rule.id)), clean(&rule.title))?;
    for line in wrap(&clean(&rule.explanation), room) {
        writeln!(out, "{line}")?;
    }
    levels(out, rule, regimes, as_of, style)?;

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

/// Rows of the level table that differ in their market only, as the regimes of the pack write them out.
fn grouped(levels: &[RuleLevel]) -> Vec<(&RuleLevel, Vec<&str>)> {
    let mut groups: Vec<(&RuleLevel, Vec<&str>)> = Vec::new();
    for row in levels {
        let same = |other: &RuleLevel| {
            other.regime.is_some()
                && (other.level, other.window, &other.regime, &other.note)
                    == (row.level, row.window, &row.regime, &row.note)
        };
        match groups.iter_mut().find(|(other, _)| same(other)) {
            Some((_, markets)) => markets.extend(row.market.as_deref()),
            None => groups.push((row, row.market.as_deref().into_iter().collect())),
        }
    }
    groups
}

/// Writes the level by date and market, each with the law behind it.
fn levels(out: &mut dyn io::Write, rule: &Rule, regimes: &[Regime], as_of: Date, style: &Style) -> io::Result<()> {
    section(out, style, &format!("Level (* holds on {as_of})"))?;
    for (row, markets) in grouped(&rule.levels) {
        let mark = if row.window.contains(as_of) { "*" } else { " " };
        let market = if markets.is_empty() { "every market".to_owned() } else { clean_short(&markets.join(", "), 40) };
        let window = match phrases::window(row.window) {
            empty if empty.is_empty() => "always in force".to_owned(),
            text => text,
        };
        let level = pad(row.level.word(), 6);
        let verify = if row.verify { " (unsettled; have counsel confirm it)" } else { "" };
        writeln!(out, "{mark} {}  {}  {window}{verify}", style.paint(BOLD, &level), pad(&market, 12))?;
        let law = regimes.iter().find(|regime| row.regime.as_ref() == Some(&regime.id));
        let law = law.map_or_else(String::new, |law| format!("{}: {}", law.title, law.citation));
        for text in [law, row.note.clone()] {
            for line in wrap(&clean(&text), style.width.clamp(60, 100) - 10).iter().filter(|line| !line.is_empty()) {
                writeln!(out, "          {line}")?;
            }
        }
    }
    Ok(())
}
