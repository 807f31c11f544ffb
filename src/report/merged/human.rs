//! Many runs for a terminal: a table, then the findings, a line each.

use std::io;

use unicode_width::UnicodeWidthStr;

use super::super::clean::{clean, clean_short};
use super::super::layout::{pad, wrap};
use super::super::{Style, grammar, phrases};
use super::{outcome, place, remarks, result};
use crate::finding::Level;
use crate::report::human::{BOLD, level_look};
use crate::verdict::merged::Merged;

/// Findings printed; the rest are counted.
const SHOWN: usize = 250;
/// Columns of the headings.
const HEAD: usize = 9;

/// Writes the report.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn write(out: &mut dyn io::Write, merged: &Merged, style: &Style) -> io::Result<()> {
    let style = Style { width: style.width.clamp(60, 160), ..*style };
    let all = merged.findings();
    for (part, finding) in all.iter().take(SHOWN) {
        let head = format!("{}[{}]", finding.level.word(), clean_short(&finding.rule, 60));
        let status =
            if finding.status == "new" { String::new() } else { format!(", {}", clean_short(&finding.status, 20)) };
        writeln!(
            out,
            "{} {}: {}: {} ({}{status})",
            style.paint(level_look(finding.level), &head),
            clean_short(&part.name, 60),
            place(finding),
            phrases::named(&finding.name, &finding.id, 60),
            clean_short(&finding.summary, 80)
        )?;
    }
    if all.len() > SHOWN {
        let more = grammar::count((all.len() - SHOWN) as u64, "more finding", "more findings");
        writeln!(out, "... and {more}; `--format json` has all of them")?;
    }
    if !all.is_empty() {
        writeln!(out)?;
    }
    table(out, merged, &style)?;
    for remark in remarks(merged) {
        for (row, line) in wrap(&clean(&remark), style.width - HEAD).iter().enumerate() {
            writeln!(out, "{}{line}", style.paint(BOLD, &pad(if row == 0 { "note" } else { "" }, HEAD)))?;
        }
    }
    let look = if merged.verdict() == "fail" { level_look(Level::Deny) } else { BOLD };
    let word = style.paint(look, merged.verdict());
    writeln!(out, "{}{word}: {}", style.paint(BOLD, &pad("result", HEAD)), result(merged))
}

/// One row a report; why one could not be read stands below the table.
fn table(out: &mut dyn io::Write, merged: &Merged, style: &Style) -> io::Result<()> {
    let mut rows = vec![["report", "result", "deny", "review", "warn", "info", "waived", "records"].map(str::to_owned)];
    let mut whys = vec![];
    for part in &merged.parts {
        let mut row = <[String; 8]>::default();
        row[0] = clean_short(&part.name, 60);
        row[1] = outcome(part).to_owned();
        match &part.run {
            Ok(run) => {
                let counts = &run.counts;
                let numbers = [counts.deny, counts.review, counts.warn, counts.info, counts.waived, counts.records];
                for (cell, number) in row.iter_mut().skip(2).zip(numbers) {
                    *cell = grammar::thousands(number);
                }
                if let Some(first) = run.unread.first() {
                    let more = run.unread.len() - 1;
                    let more =
                        if more > 0 { format!(" and {} more", grammar::thousands(more as u64)) } else { String::new() };
                    whys.push(format!("{}: cannot read `{}`{more}", part.name, clean_short(first, 120)));
                }
            }
            Err(why) => whys.push(format!("{}: `{}`: {why}", part.name, part.file)),
        }
        rows.push(row);
    }
    let wide: Vec<usize> = (0..8).map(|at| rows.iter().map(|row| row[at].width()).max().unwrap_or(0)).collect();
    for (index, row) in rows.iter().enumerate() {
        let cell = |(at, text): (usize, &String)| {
            let space = " ".repeat(wide[at].saturating_sub(text.width()));
            if at < 2 { format!("{text}{space}") } else { format!("{space}{text}") }
        };
        let line = row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ");
        let line = line.trim_end();
        writeln!(out, "{}", if index == 0 { style.paint(BOLD, line) } else { line.to_owned() })?;
    }
    writeln!(out)?;
    for why in whys {
        for (row, line) in wrap(&clean_short(&why, 1_000), style.width - HEAD).iter().enumerate() {
            writeln!(out, "{}{line}", style.paint(BOLD, &pad(if row == 0 { "failed" } else { "" }, HEAD)))?;
        }
    }
    Ok(())
}
