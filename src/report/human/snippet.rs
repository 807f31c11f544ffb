//! The lines of a manifest around what is wrong, with the values underlined.
//!
//! The text is cleaned before annotate-snippets sees it, so that its columns stay right, and long lines are cut to a
//! window around the value: a line of 100 KB costs one window.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};

use super::Context;
use unicode_width::UnicodeWidthStr;

use crate::report::clean::{Cleaner, clean_short, is_unsafe};
use crate::report::layout::columns;
use crate::report::place;
use crate::source::{FileId, Span};

/// Lines further from the primary one get no place in the snippet.
const REACH: u32 = 30;
/// Shortest room for a label, and its longest, in columns.
const LABEL: (usize, usize) = (24, 72);

/// A marked place.
pub(super) struct Mark {
    /// The file.
    pub(super) file: FileId,
    /// The place.
    pub(super) span: Span,
    /// Raw words for it; empty for none.
    pub(super) label: String,
}

/// Snippet as drawn.
pub(super) struct Drawn {
    /// The text, without a final newline.
    pub(super) text: String,
    /// Columns of the line numbers.
    pub(super) digits: usize,
    /// Indices of the further marks that found no place in it.
    pub(super) left: Vec<usize>,
}

/// Draws a header and the marked lines of the primary mark's file.
pub(super) fn draw(
    context: &Context<'_>,
    level: &Level<'static>,
    title: &str,
    id: Option<&str>,
    primary: &Mark,
    others: &[Mark],
) -> Drawn {
    let position = context.positions.get(primary.file, primary.span.start);
    let line_of = |mark: &Mark| context.positions.get(mark.file, mark.span.start).line;
    let source = context.result.facts.source(primary.file);

    let sheet = |mark: &Mark| source.anchor(mark.span.start).map(|anchor| anchor.sheet());
    let near = |mark: &Mark| {
        mark.file == primary.file && line_of(mark).abs_diff(position.line) <= REACH && sheet(mark) == sheet(primary)
    };
    let left = (0..others.len()).filter(|&index| !near(&others[index])).collect();
    let marks: Vec<&Mark> = std::iter::once(primary).chain(others.iter().filter(|mark| near(mark))).collect();
    let first = marks.iter().copied().min_by_key(|mark| mark.span.start).unwrap_or(primary);
    let last = marks.iter().map(|mark| line_of(mark)).max().unwrap_or(position.line);
    let first_line = line_of(first);

    let digits = last.to_string().len();
    let width = context.style.width.saturating_sub(digits + 4);
    let mut text = String::new();
    let mut annotations = vec![];
    let mut at = line_start(&source.text, first.span.start as usize);
    for line in first_line..=last {
        // The text of a sheet leaves out its empty rows.
        if source.cell(Span::from(at..at).start).is_some_and(|cell| cell.line > line) {
            text.push('\n');
            continue;
        }
        let end = line_end(&source.text, at);
        let here: Vec<&Mark> = marks.iter().copied().filter(|mark| line_of(mark) == line).collect();
        let spans: Vec<Range<usize>> = here
            .iter()
            .map(|mark| {
                floor(&source.text, mark.span.start as usize, at, end)
                    ..floor(&source.text, mark.span.end as usize, at, end)
            })
            .collect();
        let (shown, places) = window(&source.text, at..end, &spans, width);
        for (mark, place) in here.iter().zip(places) {
            let Some(place) = place else { continue };
            let kind = if std::ptr::eq(*mark, primary) { AnnotationKind::Primary } else { AnnotationKind::Context };
            let end_of_mark = place.end;
            let place = text.len() + place.start..text.len() + place.end;
            let mut annotation = kind.span(place);
            if !mark.label.is_empty() {
                // Behind the value, as far as the terminal goes.
                let before = shown.get(..end_of_mark).unwrap_or(&shown).width();
                let room = width.saturating_sub(before + 1).clamp(LABEL.0, LABEL.1);
                annotation = annotation.label(clean_short(&mark.label, room));
            }
            annotations.push(annotation);
        }
        text.push_str(&shown);
        text.push('\n');
        at = next_line(&source.text, end);
    }

    let mut header = level.clone().primary_title(title);
    if let Some(id) = id {
        header = header.id(id);
    }
    let path = clean_short(&source.path, 120);
    let origin = match place::cell(source, primary.span.start) {
        Some(cell) => Origin::path(format!("{path}:{cell}")),
        None => Origin::path(path).line(position.line as usize).char_column(position.column as usize),
    };
    let snippet = Snippet::source(text).line_start(first_line as usize).fold(false).annotations(annotations);
    let group = Group::with_title(header).element(origin).element(snippet);
    Drawn { text: without_gap(&renderer(context).render(&[group])), digits, left }
}

/// The renderer marks a gap between the origin and the snippet, though nothing is left out there.
fn without_gap(text: &str) -> String {
    let gap = |line: &str| matches!(anstream::adapter::strip_str(line).to_string().trim(), "\u{2e2c}" | "...");
    let mut seen = false;
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| {
            let first = !seen && gap(line);
            seen |= first;
            !first
        })
        .collect();
    lines.join("\n")
}

/// A header alone, for what has no place.
pub(super) fn header(context: &Context<'_>, level: &Level<'static>, title: &str, id: Option<&str>) -> String {
    let mut header = level.clone().primary_title(title);
    if let Some(id) = id {
        header = header.id(id);
    }
    renderer(context).render(&[Group::with_title(header)])
}

fn renderer(context: &Context<'_>) -> Renderer {
    let base = if context.style.color { Renderer::styled() } else { Renderer::plain() };
    let decor = if context.style.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    // The window is cut here, with the value in sight; the renderer must not cut again.
    base.decor_style(decor).term_width(10_000)
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    memchr::memrchr2(b'\n', b'\r', before).map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, from: usize) -> usize {
    let after = text.as_bytes().get(from..).unwrap_or(&[]);
    memchr::memchr2(b'\n', b'\r', after).map_or(text.len(), |newline| from + newline)
}

fn next_line(text: &str, end: usize) -> usize {
    let bytes = text.as_bytes();
    let step = match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(_), _) => 1,
        (None, _) => 0,
    };
    end + step
}

/// The offset moved into the line and down to a character boundary.
fn floor(text: &str, offset: usize, from: usize, to: usize) -> usize {
    let mut offset = offset.clamp(from, to);
    while offset > from && !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Columns that a character takes once cleaned, at most.
fn cost(ch: char) -> usize {
    match ch {
        '\t' => 4,
        _ if is_unsafe(ch) => 9,
        _ => columns(ch),
    }
}

/// The part of a line around its marks, cleaned, and where the marks went; `None` for one that fell outside.
fn window(text: &str, line: Range<usize>, spans: &[Range<usize>], width: usize) -> (String, Vec<Option<Range<usize>>>) {
    let width = width.max(20);
    let focus = spans.first().cloned().unwrap_or(line.start..line.start);
    // The value first, then as much as fits on both sides of it.
    let value = forward(text, focus.start..focus.end, width.saturating_sub(12));
    let cut = value.0 < focus.end;
    let spare = width.saturating_sub(value.1 + 6);
    let right_most = if cut { (value.0, 0) } else { forward(text, value.0..line.end, spare / 2) };
    let (start, used) = backward(text, line.start..focus.start, spare - right_most.1);
    let end = if cut { value.0 } else { forward(text, value.0..line.end, spare - used).0 };

    let mut cleaner = Cleaner::default();
    let mut places: Vec<(usize, Option<usize>, Option<usize>)> = vec![(0, None, None); spans.len()];
    if start > line.start {
        "...".chars().for_each(|ch| cleaner.push(ch));
    }
    let mut note = |at: usize, out: usize| {
        for (place, span) in places.iter_mut().zip(spans) {
            if at >= span.start && at <= span.end && (place.1.is_none() || at == span.start) {
                place.1 = Some(out);
            }
            if at <= span.end && at >= span.start {
                place.2 = Some(out);
            }
        }
    };
    for (offset, ch) in text.get(start..end).unwrap_or("").char_indices() {
        note(start + offset, cleaner.len());
        if ch == '\t' { (0..4).for_each(|_| cleaner.push(' ')) } else { cleaner.push(ch) }
    }
    note(end, cleaner.len());
    if end < line.end {
        "...".chars().for_each(|ch| cleaner.push(ch));
    }
    let places = places.into_iter().map(|(_, from, to)| Some(from?..to?)).collect();
    (cleaner.finish(), places)
}

/// The end of what fits from the start of the range on, and its columns.
fn forward(text: &str, range: Range<usize>, room: usize) -> (usize, usize) {
    let mut used = 0;
    let mut end = range.start;
    for ch in text.get(range.clone()).unwrap_or("").chars() {
        // Characters without width must not make an endless window either.
        if used + cost(ch) > room || end - range.start > room * 8 {
            break;
        }
        used += cost(ch);
        end += ch.len_utf8();
    }
    (end, used)
}

/// The start of what fits up to the end of the range, and its columns.
fn backward(text: &str, range: Range<usize>, room: usize) -> (usize, usize) {
    let mut used = 0;
    let mut start = range.end;
    for ch in text.get(range.clone()).unwrap_or("").chars().rev() {
        if used + cost(ch) > room || range.end - start > room * 8 {
            break;
        }
        used += cost(ch);
        start -= ch.len_utf8();
    }
    (start, used)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn a_short_line_is_whole_and_a_long_one_keeps_its_value() {
        let (shown, places) = window("a = \"b\"", 0..7, std::slice::from_ref(&(4..7)), 80);
        assert_eq!((shown.as_str(), &places[0]), ("a = \"b\"", &Some(4..7)));

        let line = format!("{}新疆{}", "x,".repeat(50_000), ",y".repeat(50_000));
        let (shown, places) = window(&line, 0..line.len(), std::slice::from_ref(&(100_000..100_006)), 60);
        assert_eq!(&shown[places[0].clone().unwrap()], "新疆");
        assert!(shown.starts_with("...") && shown.ends_with("...") && shown.width() <= 60, "{shown}");
    }

    proptest! {
        #[test]
        fn marks_stay_on_their_text(left in "[ -~新\u{202e}\t]{0,200}", value in "[a-z疆]{1,12}", right in "[ -~\u{1b}]{0,200}") {
            let line = format!("{left}{value}{right}");
            let span = left.len()..left.len() + value.len();
            let (shown, places) = window(&line, 0..line.len(), &[span], 60);
            prop_assert_eq!(&shown[places[0].clone().unwrap()], value);
            prop_assert!(!shown.chars().any(is_unsafe));
        }
    }
}
