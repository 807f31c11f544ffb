//! The state of the lists of a pack: a table with what each lacks and the command that brings it up to date, or JSON.

use serde_json::{Map, Value, json as value};
use unicode_width::UnicodeWidthStr;

use super::clean::{clean, clean_short};
use super::grammar::{and, count, thousands};
use super::layout::{pad, wrap};
use crate::gate::{ListState, ListStatus, ListsStatus};

/// Columns of the headings.
const HEAD: usize = 9;
/// The most columns of an id.
const ID: usize = 32;

/// The lists on one screen, for people.
#[must_use]
pub fn human(status: &ListsStatus<'_>, width: usize) -> String {
    let pack = status.pack;
    let mut lines = paragraph("pack", &format!("{} {} ({})", pack.id, pack.version, pack.from), width);
    lines.extend(paragraph("as of", &status.query.as_of.to_string(), width));
    lines.extend(paragraph("limit", &limit(status), width));
    lines.push(String::new());
    lines.extend(table(status));
    let lacking: Vec<_> = status.lists.iter().filter(|list| list.state() > ListState::Complete).collect();
    if !lacking.is_empty() {
        lines.push(String::new());
        lines.extend(lacking.iter().flat_map(|list| gaps(list, width)));
    }
    lines.push(String::new());
    if lacking.iter().any(|list| list.folder.is_none()) {
        lines.extend(paragraph(PACK, COPY, width));
    }
    lines.extend(paragraph("result", &result(status), width));
    lines.join("\n") + "\n"
}

/// A heading, and raw prose beside it, cleaned and wrapped.
fn paragraph(head: &str, text: &str, width: usize) -> Vec<String> {
    let lines = wrap(&clean(text), width.saturating_sub(HEAD));
    let head = std::iter::once(head).chain(std::iter::repeat(""));
    lines.iter().zip(head).map(|(line, head)| format!("{}{line}", pad(head, HEAD))).collect()
}

/// Stands in a command for the directory of a pack that is yet to be made.
const PACK: &str = "PACK";
/// The way from the built-in pack, which nothing can be written into, to one that can be kept up to date.
const COPY: &str = "lists of the built-in pack come with the program: install a newer one, or copy its folder policies/xinjiang \
                    into your repository, name that as `policy` in sourcegate.toml, and update it there";

fn limit(status: &ListsStatus<'_>) -> String {
    match status.limit {
        Some(limit) => {
            let days = count(u64::try_from(limit.days).unwrap_or(0), "day", "days");
            format!("a list is stale when it was retrieved more than {days} ago ({})", limit.rule.id)
        }
        None => "none: no rule of this pack says how old a list may be".to_owned(),
    }
}

/// A row for each list, below the names of the columns.
fn table(status: &ListsStatus<'_>) -> Vec<String> {
    let head = ["list", "state", "edition", "age", "entries", "in force", "grade"].map(str::to_owned);
    let rows: Vec<[String; 7]> = std::iter::once(head).chain(status.lists.iter().map(cells)).collect();
    let wide = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(wide).collect();
    let line = |row: &[String; 7]| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn cells(status: &ListStatus<'_>) -> [String; 7] {
    let entries = thousands(status.entries as u64);
    [
        clean_short(&status.list.id, ID),
        status.state().word().to_owned(),
        status.list.published.map_or_else(|| "undated".to_owned(), |day| day.to_string()),
        match status.days {
            None => "not known".to_owned(),
            Some(days) => match u64::try_from(days) {
                Ok(days) => count(days, "day", "days"),
                Err(_) => "later".to_owned(),
            },
        },
        match status.list.official_count {
            Some(official) => format!("{entries} of {}", thousands(u64::from(official))),
            None => entries,
        },
        status.level().map_or("no", |level| level.word()).to_owned(),
        match status.grades[..] {
            [] => "no entries".to_owned(),
            [(grade, _)] => grade.word().to_owned(),
            [(best, _), .., (worst, _)] => format!("{} to {}", best.word(), worst.word()),
        },
    ]
}

/// The gaps of a list, and the command that closes them.
fn gaps(status: &ListStatus<'_>, width: usize) -> Vec<String> {
    let mut parts = Vec::new();
    if status.stale {
        parts.push(match (status.list.retrieved, status.list.published) {
            (None, None) => "it has no date".to_owned(),
            (Some(day), _) => format!("it was retrieved on {day}"),
            (None, Some(day)) => format!("it was published on {day}, and nothing says that it was looked up since"),
        });
    }
    let entries = |number: i64| count(number.unsigned_abs(), "entry", "entries");
    match status.missing() {
        Some(missing) if missing > 0 => {
            parts.push(format!("{} that the publisher counts are not here", entries(missing)))
        }
        Some(more) if more < 0 => parts.push(format!("here are {} more than the publisher counts", entries(more))),
        _ => {}
    }
    if !status.list.coverage.is_empty() {
        parts.push(status.list.coverage.clone());
    }
    let text = format!("{}: {}", status.list.id, parts.join("; "));
    let mut lines = wrap(&clean(&text), width);
    // A command stays on one line, so that it can be copied.
    lines.extend(next(status).map(|command| format!("  next  {}", clean(&command))));
    lines
}

fn result(status: &ListsStatus<'_>) -> String {
    let fail_on = status.query.fail_on;
    let states: Vec<String> =
        status.failing().iter().map(|list| format!("{} is {}", list.list.id, list.state().word())).collect();
    let which = if status.query.only.is_empty() { "no list that a rule goes by" } else { "none of these lists" };
    match (status.is_idle(), &states[..], fail_on) {
        (true, ..) => "fail: no rule goes by any list".to_owned(),
        (_, [_, ..], _) => format!("fail: {} (fails at {} and above)", and(&states), fail_on.word()),
        (_, [], ListState::Stale) => format!("pass: {which} is stale"),
        (_, [], ListState::Short) => format!("pass: {which} is stale or short"),
        (_, [], _) => format!("pass: {which} is stale, short or incomplete"),
    }
}

/// The command that brings a newer or fuller edition of a list; `None` for one that lacks nothing.
fn next(status: &ListStatus<'_>) -> Option<String> {
    if status.state() == ListState::Complete {
        return None;
    }
    let id = argument(&status.list.id);
    let into = status.folder.map_or_else(|| PACK.to_owned(), argument);
    Some(match &status.list.update {
        Some(_) if cfg!(feature = "update") => format!("sourcegate list update {id} --into {into}"),
        update => {
            let format = update.as_ref().map_or("FORMAT", |update| update.format.as_str());
            format!("sourcegate list import {format} FILE --into {into} --list {id}")
        }
    })
}

/// A text as one argument of a shell.
fn argument(text: &str) -> String {
    let plain = |ch: char| ch.is_alphanumeric() || matches!(ch, '/' | '.' | '_' | '-' | '+' | '@' | ':' | ',');
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The lists as a JSON document, for machines.
#[must_use]
pub fn json(status: &ListsStatus<'_>) -> Value {
    let fails = status.is_idle() || !status.failing().is_empty();
    value!({
        "schema": 1,
        "pack": {
            "id": status.pack.id,
            "version": status.pack.version,
            "digest": status.pack.digest,
            "from": status.pack.from,
        },
        "as_of": status.query.as_of,
        "markets": status.query.markets,
        "limit": status.limit.map(|limit| value!({"rule": limit.rule.id, "days": limit.days})),
        "fail_on": status.query.fail_on.word(),
        "verdict": if fails { "fail" } else { "pass" },
        "lists": status.lists.iter().map(|list| row(status, list)).collect::<Vec<_>>(),
    })
}

fn row(lists: &ListsStatus<'_>, status: &ListStatus<'_>) -> Value {
    let list = status.list;
    let rules = status.rules.iter().map(|(rule, level)| value!({"rule": rule.id, "level": level}));
    let grades = status.grades.iter().map(|(grade, count)| (grade.word().to_owned(), value!(count)));
    value!({
        "id": list.id,
        "title": list.title,
        "state": status.state().word(),
        "counts": lists.counts(status),
        "publisher": list.publisher,
        "source": list.source,
        "published": list.published,
        "retrieved": list.retrieved,
        "days": status.days,
        "stale": status.stale,
        "entries": status.entries,
        "ended": status.ended,
        "official_count": list.official_count,
        "missing": status.missing(),
        "complete": list.complete,
        "coverage": list.coverage,
        "grades": grades.collect::<Map<_, _>>(),
        "level": status.level(),
        "rules": rules.collect::<Vec<_>>(),
        "next": next(status),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_stays_one_and_runs_nothing() {
        assert_eq!(argument("policies/xinjiang"), "policies/xinjiang");
        assert_eq!(argument("our lists; $(rm)"), "'our lists; $(rm)'");
        assert_eq!(argument("it's"), r"'it'\''s'");
        assert_eq!((argument(""), argument("-x")), ("''".to_owned(), "'-x'".to_owned()));
    }
}
