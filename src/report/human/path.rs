//! The way from an item to the exposed record, one hop a line.

use unicode_width::UnicodeWidthStr;

use super::Context;
use super::notes::{DIM, Notes, file_line};
use crate::finding::{Finding, Hop, Reach};
use crate::report::clean::{clean, clean_short};
use crate::report::layout::{pad, wrap};
use crate::report::{grammar, phrases};

/// Hops shown of one way; the middle of a longer one is counted.
const HOPS: usize = 24;
/// Further items named.
const ITEMS: usize = 8;

/// Adds the `path` and `reaches` notes.
pub(super) fn add(notes: &mut Notes<'_>, context: &Context<'_>, finding: &Finding) {
    let Some((first, rest)) = finding.reaches.split_first() else { return };
    notes.lines("path", way(notes, context, first));
    if !rest.is_empty() {
        let named: Vec<String> = rest.iter().take(ITEMS).map(item).collect();
        let mut text =
            format!("{}: {}", grammar::count(rest.len() as u64, "more item", "more items"), named.join(", "));
        if rest.len() > ITEMS {
            text.push_str(", ...");
        }
        let lines = wrap(&clean(&text), notes.room());
        notes.lines("reaches", lines);
    }
}

fn item(reach: &Reach) -> String {
    clean_short(if reach.name.is_empty() { &reach.id } else { &reach.name }, 40)
}

/// The hops as lines: what, how and at which tier on the left, where on the right.
fn way(notes: &Notes<'_>, context: &Context<'_>, reach: &Reach) -> Vec<String> {
    let hops = &reach.path;
    let mut rows: Vec<(String, String)> = vec![];
    let skipped = hops.len().saturating_sub(HOPS);
    for (index, hop) in hops.iter().enumerate() {
        if skipped > 0 && index == HOPS / 2 {
            rows.push((
                format!("  ... {} ...", grammar::count(skipped as u64, "more hop", "more hops")),
                String::new(),
            ));
        }
        if index >= HOPS / 2 && index < HOPS / 2 + skipped {
            continue;
        }
        let place = file_line(context, &hop.location);
        rows.push((hop_text(context, hop, index), place));
    }
    // The places stand in one column; a row that leaves no room for its place has it on the next line.
    let room = notes.whole_room();
    let longest = rows.iter().map(|(_, place)| place.width()).max().unwrap_or(0);
    let fits = |text: &str| text.width() + 2 + longest <= room;
    let wide = rows.iter().map(|(text, _)| text.width()).filter(|width| width + 2 + longest <= room).max().unwrap_or(4);
    let mut lines: Vec<String> = rows
        .iter()
        .flat_map(|(text, place)| {
            let place = context.style.paint(DIM, place);
            if fits(text) {
                vec![format!("{}  {place}", pad(text, wide))]
            } else {
                let mut lines = folded(text, room);
                lines.push(format!("{}  {place}", pad("", wide)));
                lines
            }
        })
        .collect();
    let mut end = vec![];
    if let Some(share) = reach.share {
        end.push(format!("carries at most {} of the item", grammar::percent(share)));
    }
    if let Some(eta) = reach.eta {
        end.push(format!("entry expected {eta}"));
    }
    if !end.is_empty() {
        lines.push(grammar::and(&end));
    }
    lines
}

/// A row that is wider than the room for it, on several lines.
fn folded(text: &str, room: usize) -> Vec<String> {
    let indent = text.len() - text.trim_start().len();
    let lines = wrap(text, room.saturating_sub(indent + 2));
    lines.iter().enumerate().map(|(at, line)| format!("{}{line}", " ".repeat(indent + 2 * at.min(1)))).collect()
}

fn hop_text(context: &Context<'_>, hop: &Hop, index: usize) -> String {
    let what = phrases::stop(hop);
    if index == 0 {
        return format!("{} {what}", hop.kind.table().replace('_', " "));
    }
    let arrow = context.style.draw("←", "<-");
    let tier = hop.tier.map_or_else(String::new, |tier| format!(", tier {tier}"));
    let via = if hop.via.is_empty() { String::new() } else { format!("{} ", hop.via) };
    format!("  {arrow} {via}{what}{tier}")
}
