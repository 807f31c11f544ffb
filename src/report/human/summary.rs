//! The end of every report: what was read, with which pack, as of when, what the lists do not cover, and the result.

use std::collections::BTreeMap;
use std::io;

use unicode_width::UnicodeWidthStr;

use super::notes::{BOLD, DIM, level_look};
use super::paragraph::{HEAD, heading, paragraph};
use super::{Context, policy};
use crate::finding::Level;
use crate::manifest::Outcome;
use crate::report::clean::{clean, clean_short};
use crate::report::layout::{pad, wrap};
use crate::report::{columns, grammar, phrases};

/// Inputs without sourcing data named.
const NAMED: usize = 10;

/// Writes the summary.
pub(super) fn write(out: &mut dyn io::Write, context: &Context<'_>) -> io::Result<()> {
    read(out, context)?;
    policy::write(out, context)?;
    for remark in phrases::remarks(context.result) {
        paragraph(out, context, "note", &remark)?;
    }
    paragraph(out, context, "as of", &format!("{} ({})", context.result.as_of, context.result.as_of_source))?;
    lists(out, context)?;
    verdict(out, context)
}

fn read(out: &mut dyn io::Write, context: &Context<'_>) -> io::Result<()> {
    let result = context.result;
    let mut formats: BTreeMap<&str, u64> = BTreeMap::new();
    let mut failed = 0;
    for input in &result.inputs {
        match input.outcome {
            Outcome::Read { .. } | Outcome::NotUnderstood { .. } => *formats.entry(input.format).or_default() += 1,
            Outcome::Failed => failed += 1,
            Outcome::NoData(_) => {}
        }
    }
    let by_format: Vec<String> = formats.iter().map(|(format, count)| format!("{count} {format}")).collect();
    let read: u64 = formats.values().sum();
    let mut text = format!(
        "{}, {}",
        grammar::count(read, "input", "inputs"),
        grammar::count(result.records(), "record", "records")
    );
    if !by_format.is_empty() {
        text.push_str(&format!(" ({})", by_format.join(", ")));
    }
    text.push_str(&format!(" from the {}", result.tree));
    paragraph(out, context, "read", &text)?;
    if failed > 0 {
        let text = format!(
            "{} could not be read, so this run proves nothing about it",
            grammar::count(failed, "input", "inputs")
        );
        paragraph(out, context, "failed", &if failed == 1 { text } else { text.replace("about it", "about them") })?;
    }
    for (index, lost) in result.lost.iter().enumerate() {
        paragraph(out, context, if index == 0 { "lost" } else { "" }, &clean_short(&phrases::lost(lost), 600))?;
    }
    let without: Vec<(&str, &str)> = result.without_data().collect();
    for (index, (path, reason)) in without.iter().take(NAMED).enumerate() {
        let text = format!("{}: no sourcing data: {}", clean_short(path, 120), clean_short(reason, 300));
        paragraph(out, context, if index == 0 { "no data" } else { "" }, &text)?;
    }
    let others = result.other_tables().count();
    if others > 0 {
        let named: Vec<String> = result.other_tables().take(3).map(|path| clean_short(path, 60)).collect();
        let dots = if others > named.len() { ", ..." } else { "" };
        let text = format!(
            "{} whose header names no supplier, maker or owner with a place ({}{dots}); to read them, name them or list \
             them under `manifests`",
            grammar::count(others as u64, "table", "tables"),
            named.join(", ")
        );
        paragraph(out, context, "unread", &text)?;
    }
    columns(out, context)?;
    if without.len() > NAMED {
        let more = grammar::count((without.len() - NAMED) as u64, "more input", "more inputs");
        paragraph(out, context, "", &format!("{more} without sourcing data"))?;
    }
    Ok(())
}

/// The columns that were not judged, and what to write to have them judged.
fn columns(out: &mut dyn io::Write, context: &Context<'_>) -> io::Result<()> {
    let files = columns::unjudged(context.result);
    let all: usize = files.iter().map(|file| file.columns.len()).sum();
    let mut told = 0;
    for file in &files {
        for column in file.columns.iter().take(NAMED - told) {
            let text = format!("not judged: {}", file.line(column));
            paragraph(out, context, if told == 0 { "columns" } else { "" }, &text)?;
            told += 1;
        }
        if told == NAMED {
            break;
        }
    }
    if all > told {
        let more = grammar::count((all - told) as u64, "more column", "more columns");
        paragraph(out, context, "", &format!("{more} not judged; `--format json` has all of them"))?;
    }
    let Some(import) = files.first().map(|file| file.import(1)).filter(|lines| !lines.is_empty()) else {
        return Ok(());
    };
    paragraph(out, context, "", "map it with, in sourcegate.toml:")?;
    for line in import {
        writeln!(out, "{}  {line}", heading(context, ""))?;
    }
    Ok(())
}

/// One line a list, and a second one for what it does not cover.
fn lists(out: &mut dyn io::Write, context: &Context<'_>) -> io::Result<()> {
    let lists = &context.result.lists;
    let ids: Vec<String> = lists.iter().map(|list| clean_short(&list.id, 24)).collect();
    let wide = ids.iter().map(|id| id.width()).max().unwrap_or(0);
    for (index, (list, id)) in lists.iter().zip(&ids).enumerate() {
        let entries = grammar::count(list.entries as u64, "entry", "entries");
        let entries = match list.official_count {
            Some(official) if u64::from(official) != list.entries as u64 => {
                format!("{entries} of {} that the publisher counts", grammar::thousands(u64::from(official)))
            }
            _ => entries,
        };
        let date = list.published.map_or_else(|| "undated   ".to_owned(), |day| day.to_string());
        let state = match (list.complete, list.coverage.is_empty()) {
            (true, _) => String::new(),
            (false, true) => ", incomplete".to_owned(),
            (false, false) => format!(", incomplete: {}", list.coverage),
        };
        let indent = wide + 2;
        let lines = wrap(&clean(&format!("{date}  {entries}{state}")), context.style.width - HEAD - indent);
        for (row, line) in lines.iter().enumerate() {
            let head = heading(context, if index == 0 && row == 0 { "lists" } else { "" });
            let name = pad(if row == 0 { id } else { "" }, indent);
            let line = if list.complete { line.clone() } else { context.style.paint(level_look(Level::Warn), line) };
            writeln!(out, "{head}{name}{line}")?;
        }
    }
    Ok(())
}

fn verdict(out: &mut dyn io::Write, context: &Context<'_>) -> io::Result<()> {
    let result = context.result;
    let found = phrases::found(result, |level, text| context.style.paint(level_look(level), &text));
    let fail = result.verdict() == "fail";
    let word = context.style.paint(if fail { level_look(Level::Deny) } else { BOLD }, result.verdict());
    let limit = context.style.paint(DIM, &format!("(fails at {} and above)", result.fail_on.word()));
    let incomplete = phrases::shortfall(result);
    writeln!(out, "{}{word}: {found}{incomplete} {limit}", heading(context, "result"))
}
