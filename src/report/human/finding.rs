//! One finding: header, snippet, notes.

use std::io;

use annotate_snippets::Level as Look;
use anstyle::AnsiColor;

use super::notes::{DIM, GUTTER, Notes, place};
use super::snippet::{self, Mark};
use super::{Context, changes, path};
use crate::facts::{Fact, Key};
use crate::finding::{Finding, Level, Status};
use crate::policy::model::Rule;
use crate::report::clean::{clean, clean_short};
use crate::report::layout::wrap;
use crate::report::reason::{self, Block, Body, sign};
use crate::report::{self, diff, grammar, phrases};
use crate::screen::place::Part;

/// Further places named.
const PLACES: usize = 5;
/// Columns of a pointer or path.
const POINTER: usize = 160;
/// Columns of a name in the two-line diff.
const NAME: usize = 160;

/// Writes a finding. Rule text is printed only the first time (`explain`).
pub(super) fn write(
    out: &mut dyn io::Write,
    context: &Context<'_>,
    finding: &Finding,
    explain: bool,
) -> io::Result<()> {
    let rule = context.result.rule(&finding.rule);
    let title = clean(rule.map_or(finding.rule.as_str(), |rule| rule.title.as_str()));
    let id = clean(&finding.rule);
    let look = match finding.level {
        Level::Deny => Look::ERROR,
        Level::Review | Level::Warn => Look::WARNING,
        Level::Info => Look::INFO,
    }
    .with_name(finding.level.word());

    let marks: Vec<Mark> = finding
        .locations
        .iter()
        .enumerate()
        .map(|(index, location)| Mark {
            file: location.file,
            span: location.span,
            label: if index == 0 {
                reason::label(finding, context.result)
            } else {
                other_label(context, finding, index)
            },
        })
        .collect();
    let mut digits = 1;
    let mut left = vec![];
    if let Some((primary, others)) = marks.split_first() {
        let drawn = snippet::draw(context, &look, &title, Some(&id), primary, others);
        writeln!(out, "{}", drawn.text)?;
        (digits, left) = (drawn.digits, drawn.left);
    } else {
        writeln!(out, "{}", snippet::header(context, &look, &title, Some(&id)))?;
    }
    writeln!(out, "{} {}", " ".repeat(digits), context.style.paint(GUTTER, context.style.draw("│", "|")))?;

    let mut notes = Notes::new(context.style, digits);
    if let Some(location) = finding.locations.first() {
        match report::place::named(context.result.facts.source(location.file), location.span.start) {
            (_, Some(path)) => notes.prose("at", &clean_short(&path, POINTER)),
            _ if location.row > 0 => {
                notes.prose("record", &format!("data row {}", grammar::thousands(u64::from(location.row))));
            }
            _ => {}
        }
    }
    path::add(&mut notes, context, finding);
    reason_notes(&mut notes, context, finding);
    changes::add(&mut notes, context, finding);
    also_at(&mut notes, context, finding, &left);
    if let Some(note) = &finding.level_note {
        notes.prose("level", &phrases::level_note(note));
    }
    if let Some(rule) = rule {
        rule_text(&mut notes, finding, rule, explain);
    }
    if finding.verify {
        notes.prose("verify", "this point is unsettled; have counsel confirm it before relying on it");
    }
    if let Some(status) = phrases::status(finding) {
        notes.prose(if finding.status == Status::PendingWaiver { "PENDING" } else { "status" }, &status);
    }
    let fingerprint = clean_short(&finding.fingerprint, 64);
    if !fingerprint.is_empty() {
        notes.lines("id", [context.style.paint(DIM, &fingerprint)]);
    }
    writeln!(out, "{}", notes.finish())
}

/// Words for a further place: what the signal there means, or which key it is.
fn other_label(context: &Context<'_>, finding: &Finding, index: usize) -> String {
    let Some(location) = finding.locations.get(index) else { return String::new() };
    let facts = &context.result.facts;
    let holds = |fact: &&Fact| {
        fact.file() == location.file && fact.span.start <= location.span.start && location.span.end <= fact.span.end
    };
    let part = facts.of_record(finding.subject.record).iter().find(holds).map(|fact| match fact.key {
        // Coordinates are one signal that stands in two facts.
        Key::Lat | Key::Lon => Part::Coordinates.word(),
        key => key.name(),
    });
    reason::label_at(finding, index, part)
}

/// The notes of the reason.
fn reason_notes(notes: &mut Notes<'_>, context: &Context<'_>, finding: &Finding) {
    for Block { name, body, .. } in reason::blocks(finding, context.result) {
        match body {
            Body::Prose(text) => notes.prose(name, &text),
            Body::Points(points) => notes.points(name, &points),
            Body::Row { place, stated, listed, how } => {
                let mut lines = wrap(&clean(&place), notes.room());
                let (old, new) = (clean_short(&stated, NAME), clean_short(&listed, NAME));
                if old == new {
                    lines.push(format!("= {old}"));
                } else {
                    lines.extend(diff::two_lines(&old, &new, context.style));
                }
                if !how.is_empty() {
                    lines.extend(wrap(&clean(&how), notes.room()));
                }
                notes.lines(name, lines);
            }
            Body::Change { of, before, after } => {
                let mut lines = wrap(&clean(&of), notes.room());
                for (sign, color, text) in [("-", AnsiColor::BrightRed, before), ("+", AnsiColor::BrightGreen, after)] {
                    for (index, line) in wrap(&clean(&text), notes.room().saturating_sub(2)).into_iter().enumerate() {
                        let sign = if index == 0 { sign } else { " " };
                        lines.push(context.style.paint(color.on_default(), &format!("{sign} {line}")));
                    }
                }
                notes.lines(name, lines);
            }
            Body::Arithmetic { left, is, right } => notes.prose(name, &format!("{left} {} {right}", sign(is))),
        }
    }
}

/// Places outside the snippet.
fn also_at(notes: &mut Notes<'_>, context: &Context<'_>, finding: &Finding, left: &[usize]) {
    let mut places: Vec<String> = left
        .iter()
        .take(PLACES)
        .filter_map(|index| finding.locations.get(index + 1))
        .map(|location| place(context, location))
        .collect();
    if left.len() > PLACES {
        places.push(grammar::count((left.len() - PLACES) as u64, "more place", "more places"));
    }
    notes.points("also at", &places);
}

/// Explanation, authority and what clears it: the first time only.
fn rule_text(notes: &mut Notes<'_>, finding: &Finding, rule: &Rule, explain: bool) {
    if !explain {
        notes.prose("rule", &format!("as above; `sourcegate explain {}`", rule.id));
        return;
    }
    notes.prose("why", &rule.explanation);
    notes.prose(phrases::basis(finding.basis).0, &phrases::authority(finding, rule));
    notes.points("clears", &rule.clears);
    notes.points("not", &rule.does_not_clear);
}
