//! `--format github`: workflow commands, which GitHub shows as annotations in the change itself.
//!
//! GitHub keeps ten annotations of each kind a step, and drops the rest without a word. So the best ten are chosen here,
//! and a notice says how many there are besides and where to look.

use std::io;

use super::budget::{Point, Ranked};
use super::clean::{clean, clean_short, is_unsafe};
use super::positions::Positions;
use super::{Style, budget, grammar, phrases, place, reason};
use crate::finding::Level;
use crate::manifest::Problem;
use crate::source::{FileId, Position, Span};
use crate::verdict::run::{RunResult, is_news};

/// Annotations of problems and findings; the closing notice comes on top, of another kind than the failures.
const BEST: usize = 10;
/// Columns of one annotation.
const MESSAGE: usize = 1200;

/// Writes the commands, one a line.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    let all = || result.inputs.iter().flat_map(|input| &input.problems);
    // What is not judged is shown at its place, even where the configuration accepts that.
    let accepted = |path: &str| result.unread.iter().any(|unread| unread.accepted.is_some() && unread.path == path);
    let silent = all().filter(|problem| !problem.fatal && accepted(&problem.path));
    let fatal: Vec<&Problem> = all().filter(|problem| problem.fatal).chain(silent).collect();
    let news: Vec<_> = budget::ranked(result).into_iter().filter(|ranked| is_news(ranked.finding)).collect();
    // What could not be read is news of the first order, but must not take every place.
    let problems = fatal.len().min(if news.is_empty() { BEST } else { BEST / 2 });
    let shown = news.len().min(BEST - problems);
    let positions = Positions::for_findings(result, news.iter().take(shown).map(|ranked| ranked.finding));

    for problem in fatal.iter().take(problems) {
        let span = problem.place.map(|(file, span)| lines(result, &positions, file, span));
        let text = grammar::sentences(&[phrases::problem(problem), "What it states is not judged".to_owned()]);
        let kind = if problem.fatal { "error" } else { "warning" };
        command(out, kind, &at(result, &problem.path, span), "an input cannot be read", &text)?;
    }
    for input in &result.inputs {
        let Some(why) = input.not_understood() else { continue };
        let problem = input.problems.iter().find(|problem| problem.message == why);
        let span = problem.and_then(|problem| problem.place);
        let span = span.map(|(file, span)| lines(result, &positions, file, span));
        let text = problem.map_or_else(|| why.to_owned(), phrases::problem);
        command(out, "error", &at(result, &input.path, span), "a table is not understood", &text)?;
    }
    for lost in result.lost.iter().take(BEST) {
        // The file may be gone, so the annotation stands at none.
        let kind = if lost.fails() { "error" } else { "warning" };
        command(out, kind, "", "an input is lost", &phrases::lost(lost))?;
    }
    for ranked in news.iter().take(shown) {
        let finding = ranked.finding;
        let kind = match finding.level {
            _ if ranked.failing => "error",
            Level::Deny | Level::Review | Level::Warn => "warning",
            Level::Info => "notice",
        };
        let point = ranked.point(result);
        let (file, span) = match point {
            Point::Place(place) => (place.file, lines(result, &positions, place.file, place.span)),
            Point::Line(file, line) => (file, whole(result.facts.source(file).line_number(line - 1))),
        };
        let path = &result.facts.source(file).path;
        let title = format!("{}: {}", finding.level.word(), phrases::title(finding, result));
        command(out, kind, &at(result, path, Some(span)), &title, &message(result, &positions, ranked, &point))?;
    }
    let left = (news.len() - shown, fatal.len() - problems);
    command(out, "notice", "", &format!("sourcegate: {}", result.verdict()), &closing(result, left))
}

/// Start and end of a place. Of a workbook GitHub shows no text in which a column could be marked.
fn lines(result: &RunResult, positions: &Positions, file: FileId, span: Span) -> (Position, Position) {
    match result.facts.source(file).cell(span.start) {
        Some(cell) => whole(cell.line),
        None => (positions.get(file, span.start), positions.get(file, span.end)),
    }
}

/// A line without columns.
const fn whole(line: u32) -> (Position, Position) {
    (Position { line, column: 0 }, Position { line, column: 0 })
}

/// Party, exposure, the way in short, and what to do.
fn message(result: &RunResult, positions: &Positions, ranked: &Ranked<'_>, point: &Point) -> String {
    let finding = ranked.finding;
    let mut parts = vec![format!("{}: {}", phrases::subject(&finding.subject), reason::sentence(finding, result))];
    parts.extend(place::words(result, &ranked.primary));
    if !matches!(point, Point::Place(place) if *place == ranked.primary) {
        parts.push(format!("Stated at {}", phrases::file_line(result, positions, &ranked.primary)));
    }
    if let Some(path) = phrases::path(finding).filter(|_| finding.reaches.iter().any(|reach| reach.path.len() > 1)) {
        parts.push(format!("Path: {path}"));
    }
    parts.push(phrases::clears(result.rule(&finding.rule)));
    parts.extend(finding.news.as_ref().map(|news| format!("New: {}", phrases::news(news, finding))));
    parts.extend(phrases::status(finding).map(|status| format!("Status: {status}")));
    parts.push(format!("More: sourcegate explain {}", finding.rule));
    grammar::sentences(&parts)
}

/// The result in one sentence, and what was left out.
fn closing(result: &RunResult, (findings, problems): (usize, usize)) -> String {
    let mut parts = vec![phrases::found(result, |_, text| text)];
    if findings > 0 {
        parts.push(format!(
            "and {} without an annotation",
            grammar::count(findings as u64, "more finding", "more findings")
        ));
    }
    if problems > 0 {
        parts.push(format!("and {} that cannot be read", grammar::count(problems as u64, "more input", "more inputs")));
    }
    if findings + problems > 0 {
        parts.push("see the step summary or the report for all of them".to_owned());
    }
    parts.join("; ")
}

/// The place as properties of a command. Columns are said only within one line, because GitHub takes no others.
fn at(result: &RunResult, path: &str, span: Option<(Position, Position)>) -> String {
    let path = phrases::repository_path(result, path);
    // A path that would act in a log is shown, not pointed at.
    let path = if path.chars().any(is_unsafe) { clean(&path) } else { path };
    let mut text = format!("file={}", property(&path));
    if let Some((start, end)) = span {
        text.push_str(&format!(",line={},endLine={}", start.line, end.line.max(start.line)));
        if end.line == start.line && start.column > 0 {
            // The end column counts the last character that is marked.
            let last = end.column.saturating_sub(1).max(start.column);
            text.push_str(&format!(",col={},endColumn={last}", start.column));
        }
    }
    text
}

fn command(out: &mut dyn io::Write, kind: &str, at: &str, title: &str, message: &str) -> io::Result<()> {
    let comma = if at.is_empty() { "" } else { "," };
    let title = property(&clean_short(title, 200));
    writeln!(out, "::{kind} {at}{comma}title={title}::{}", data(&clean_short(message, MESSAGE)))
}

/// Text after the second `::`, escaped as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, escaped as the runner reads it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_value_is_escaped() {
        assert_eq!(property("a%b:c,d\r\n"), "a%25b%3Ac%2Cd%0D%0A");
        assert_eq!(data("50 %: x, y\n"), "50 %25: x, y%0A");
    }
}
