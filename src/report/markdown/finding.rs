//! One finding, folded: one line that says it all, and inside what was compared, the change, the path, the law.

use std::collections::BTreeSet;

use super::super::clean::clean_short;
use super::super::reason::{self, Block, Body, sign};
use super::super::{grammar, hunks, phrases};
use super::escape::{code, fence, html, prose};
use super::{Context, picture};
use crate::finding::{Finding, Hop, Location};
use crate::policy::model::Rule;

/// Places, signals and items named.
const NAMED: usize = 8;
/// Stops of the path listed with their places.
const STOPS: usize = 24;
/// Columns of a quoted line.
const LINE: usize = 160;

/// Texts that the page holds already, and need not hold again.
#[derive(Default)]
pub(super) struct Said<'f> {
    rules: BTreeSet<&'f str>,
    ways: BTreeSet<Vec<&'f str>>,
}

/// The folded finding; the first of a page is unfolded.
pub(super) fn folded<'f>(context: &Context<'_>, finding: &'f Finding, said: &mut Said<'f>) -> String {
    let open = said.rules.is_empty();
    let result = context.result;
    let rule = result.rule(&finding.rule);
    let mut text = format!(
        "<details{}><summary><b>{}</b> <code>{}</code> {}</summary>\n\n",
        if open { " open" } else { "" },
        finding.level.word(),
        html(&finding.rule),
        head(context, finding)
    );
    text.push_str(&format!(
        "**{}**: {}\n\n",
        prose(&phrases::title(finding, result)),
        prose(&grammar::sentence(&reason::sentence(finding, result)))
    ));
    text.push_str(&lines(context, finding));
    let mut blocks = reason::blocks(finding, result);
    blocks.retain(|block| !block.detail);
    text.push_str(&sides(&blocks));
    if let Some(first) = finding.reaches.first()
        && said.ways.insert(first.path.iter().map(|hop| hop.id.as_str()).collect())
    {
        text.push_str(&picture::draw(first));
        text.push('\n');
    }
    let notes = notes(context, finding, (&blocks, rule), said.rules.insert(&finding.rule));
    for (name, points) in notes {
        let name = capital(name);
        match points.as_slice() {
            [] => {}
            [one] => text.push_str(&format!("- **{name}** {one}\n")),
            many => {
                text.push_str(&format!("- **{name}**\n"));
                many.iter().for_each(|point| text.push_str(&format!("  - {point}\n")));
            }
        }
    }
    text.push_str("\n</details>\n\n");
    text
}

/// A finding on one line of a list.
pub(super) fn one_line(context: &Context<'_>, finding: &Finding) -> String {
    format!("- **{}** {} {}\n", finding.level.word(), code(&finding.rule), line(context, finding))
}

/// Name and place of a finding, in Markdown.
fn line(context: &Context<'_>, finding: &Finding) -> String {
    let place = finding.locations.first().map(|place| phrases::file_line(context.result, &context.positions, place));
    let place = place.map_or_else(String::new, |place| format!(", {}", code(&place)));
    format!("{}{place}", code(&phrases::subject(&finding.subject)))
}

/// Name and place of a finding, in HTML.
fn head(context: &Context<'_>, finding: &Finding) -> String {
    let place = finding.locations.first().map(|place| phrases::file_line(context.result, &context.positions, place));
    let place = place.map_or_else(String::new, |place| format!(" at <code>{}</code>", html(&place)));
    format!("<code>{}</code>{place}", html(&phrases::subject(&finding.subject)))
}

/// The `-` and `+` lines that brought the finding in, or the line that states it.
fn lines(context: &Context<'_>, finding: &Finding) -> String {
    let mut lines = vec![];
    for hunk in hunks::around(finding, context.result, LINE) {
        lines.push(format!("@@ {} @@", hunk.place));
        lines.extend(hunk.lines.into_iter().map(|(sign, text)| format!("{sign} {text}")));
    }
    if !lines.is_empty() {
        return format!("{}\n", fence("diff", &lines));
    }
    let Some(place) = finding.locations.first() else { return String::new() };
    let source = context.result.facts.source(place.file);
    let line = clean_short(source.line_text(source.line(place.span.start)).trim(), LINE);
    let number = context.positions.at(place).line;
    format!("{}\n", fence("text", &[format!("{number} | {line}")]))
}

/// Shows the two sides of the reason against each other: a stated name and the listed one, a row as it was and as it is.
fn sides(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        let (head, old, new) = match &block.body {
            Body::Row { stated, listed, .. } => (None, stated, listed),
            Body::Change { of, before, after } => (Some(of), before, after),
            Body::Prose(_) | Body::Points(_) | Body::Arithmetic { .. } => continue,
        };
        let (old, new) = (clean_short(old, LINE), clean_short(new, LINE));
        if old != new {
            let mut lines: Vec<String> =
                head.map(|head| format!("@@ {} @@", clean_short(head, LINE))).into_iter().collect();
            lines.extend([format!("- {old}"), format!("+ {new}")]);
            text.push_str(&format!("{}\n", fence("diff", &lines)));
        }
    }
    text
}

/// A block as a note: its name, and its points, each ready Markdown.
fn block_note(block: &Block) -> (&'static str, Vec<String>) {
    let points = match &block.body {
        Body::Prose(text) => some(text),
        Body::Points(points) => points.iter().take(NAMED).map(|text| prose(&clean_short(text, 300))).collect(),
        Body::Arithmetic { left, is, right } => some(&format!("{left} {} {right}", sign(*is))),
        Body::Row { .. } | Body::Change { .. } => vec![],
    };
    (block.name, points)
}

/// The name of a note with a capital.
fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// The notes below: name and points, each ready Markdown. The text of a rule is said the first time (`explain`).
fn notes(
    context: &Context<'_>,
    finding: &Finding,
    (blocks, rule): (&[Block], Option<&Rule>),
    explain: bool,
) -> Vec<(&'static str, Vec<String>)> {
    let result = context.result;
    let place = |place: &Location| code(&phrases::file_line(result, &context.positions, place));
    let mut notes = vec![];
    let source = |place: &Location| result.facts.source(place.file);
    if let Some(path) = finding.locations.first().and_then(|at| super::super::place::named(source(at), at.span.start).1)
    {
        notes.push(("At", vec![code(&clean_short(&path, LINE))]));
    }
    if let Some(first) = finding.reaches.first() {
        let stop = |hop: &Hop| {
            let step = phrases::step(hop);
            let step = if step.is_empty() { String::new() } else { format!("{} ", prose(&step)) };
            format!("{step}{} at {}", code(&phrases::stop(hop)), place(&hop.location))
        };
        let mut stops: Vec<String> = first.path.iter().take(STOPS).map(stop).collect();
        if first.path.len() > STOPS {
            stops.push(grammar::count((first.path.len() - STOPS) as u64, "more stop", "more stops"));
        }
        notes.push(("Path", stops));
        let share = first.share.map(|share| format!("at most {} of the item", grammar::percent(share)));
        notes.push(("Carries", share.into_iter().collect()));
        notes.push(("Entry", first.eta.map(|day| format!("expected {day}")).into_iter().collect()));
        let items = finding.reaches.iter().skip(1);
        let named: Vec<String> =
            items.clone().take(NAMED).map(|reach| code(&phrases::named(&reach.name, &reach.id, 48))).collect();
        if !named.is_empty() {
            let dots = if items.count() > NAMED { ", ..." } else { "" };
            let more = grammar::count((finding.reaches.len() - 1) as u64, "more item", "more items");
            notes.push(("Reaches", vec![format!("{more}: {}{dots}", named.join(", "))]));
        }
    }
    notes.extend(blocks.iter().map(block_note));
    let also: Vec<String> = finding.locations.iter().skip(1).take(NAMED).map(place).collect();
    notes.push(("Also at", if also.is_empty() { vec![] } else { vec![also.join(", ")] }));
    notes.push((
        "Level",
        finding.level_note.iter().map(|note| prose(&clean_short(&phrases::level_note(note), 400))).collect(),
    ));
    match rule {
        Some(rule) if explain => notes.extend(rule_text(finding, rule)),
        _ => notes.push(("Rule", vec![format!("as above; {}", code(&format!("sourcegate explain {}", finding.rule)))])),
    }
    if finding.verify {
        notes
            .push(("Verify", vec!["this point is unsettled; have counsel confirm it before relying on it".to_owned()]));
    }
    notes.push((
        "New",
        finding.news.iter().map(|news| prose(&clean_short(&phrases::news(news, finding), 400))).collect(),
    ));
    notes.push(("Status", phrases::status(finding).iter().map(|status| prose(status)).collect()));
    notes.push(("Id", vec![code(&clean_short(&finding.fingerprint, 64))]));
    notes
}

/// Explanation, authority and what clears it.
fn rule_text(finding: &Finding, rule: &Rule) -> [(&'static str, Vec<String>); 4] {
    let points = |points: &[String]| points.iter().map(|text| prose(&clean_short(text, 400))).collect();
    [
        ("Why", some(&rule.explanation)),
        (phrases::basis(finding.basis).0, some(&phrases::authority(finding, rule))),
        ("Clears", points(&rule.clears)),
        ("Does not clear", points(&rule.does_not_clear)),
    ]
}

fn some(text: &str) -> Vec<String> {
    if text.trim().is_empty() { vec![] } else { vec![prose(&clean_short(text, 1200))] }
}
