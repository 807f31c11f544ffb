//! One finding: header, snippet, notes.

use std::io;

use annotate_snippets::Level as Look;
use anstyle::AnsiColor;

use super::notes::{DIM, GUTTER, Notes, place};
use super::snippet::{self, Mark};
use super::{Context, changes, path};
use crate::facts::{Fact, Key};
use crate::finding::{CoverKind, Finding, Grade, Level, ListRow, NamePart, Reason, Status};
use crate::policy::model::Rule;
use crate::report::clean::{clean, clean_short};
use crate::report::layout::wrap;
use crate::report::tell::quoted;
use crate::report::{diff, tell, words};
use crate::screen::place::Part;

/// Further places named.
const PLACES: usize = 5;
/// Parts of a name explained.
const PARTS: usize = 8;
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
                words::label(&finding.reason, context.result)
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
    if let Some(location) = finding.locations.first().filter(|location| location.row > 0) {
        notes.prose("record", &format!("data row {}", words::thousands(u64::from(location.row))));
    }
    path::add(&mut notes, context, finding);
    reason(&mut notes, context, finding);
    changes::add(&mut notes, context, finding);
    also_at(&mut notes, context, finding, &left);
    if let Some(note) = &finding.level_note {
        notes.prose("level", note);
    }
    if let Some(rule) = rule {
        rule_text(&mut notes, finding, rule, explain);
    }
    if finding.verify {
        notes.prose("verify", "this point is unsettled; have counsel confirm it before relying on it");
    }
    if let Some(status) = tell::status(finding) {
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
    if let Reason::Exception { flaws, .. } = &finding.reason {
        return flaws.get(index).map_or_else(String::new, words::flaw);
    }
    let facts = &context.result.facts;
    let holds = |fact: &&Fact| {
        fact.file() == location.file && fact.span.start <= location.span.start && location.span.end <= fact.span.end
    };
    let Some(fact) = facts.of(finding.subject.record).iter().find(holds) else { return String::new() };
    // Coordinates are one signal that stands in two facts.
    let part = if matches!(fact.key, Key::Lat | Key::Lon) { Part::Coordinates.word() } else { fact.key.name() };
    if let Reason::Place { also, .. } = &finding.reason
        && let Some((_, _, meaning)) = also.iter().find(|(of, _, _)| of == part)
    {
        return meaning.clone();
    }
    String::new()
}

/// The notes that depend on the kind of reason.
fn reason(notes: &mut Notes<'_>, context: &Context<'_>, finding: &Finding) {
    match &finding.reason {
        Reason::Listed { .. } => listed(notes, context, finding),
        Reason::Place { part, stated, meaning, code, how, also } => {
            let mut text = format!("{part} {} means {meaning}", quoted(stated));
            if let Some(code) = code.as_ref().filter(|code| !meaning.contains(code.as_str())) {
                text.push_str(&format!(" (GB/T 2260 code {code})"));
            }
            if !how.is_empty() {
                text.push_str(&format!("; {how}"));
            }
            notes.prose("place", &text);
            let (agree, against) = tell::signals(also, PARTS);
            notes.points("agrees", &agree);
            notes.points("conflict", &against);
        }
        Reason::Identifier { scheme, stated, problem, expected } => {
            notes.prose("check", &format!("{} {}: {problem}", words::scheme(scheme), quoted(stated)));
            if let Some(expected) = expected {
                notes.prose("expected", &clean_short(expected, NAME));
            }
        }
        Reason::ListedSince {
            list, entry, entry_name, stated, approved, approved_on, before, after, citation, ..
        } => {
            let title = words::list_title(list, context.result);
            notes.prose("approved", &format!("{approved}, {approved_on}; the statement has not changed since"));
            let place = |row: &ListRow| {
                let published = row.published.map_or_else(String::new, |day| format!(", list as of {day}"));
                format!("{}{published}, {}:{}", row.pack, row.file, row.line)
            };
            let mut lines = wrap(&clean(&format!("{title}, entry {entry}")), notes.room());
            let then = before.as_ref().map_or_else(String::new, |row| format!(" ({})", place(row)));
            let room = notes.room().saturating_sub(2);
            let sides = [
                ("-", AnsiColor::BrightRed, format!("{approved_on}: {}{then}", words::list_row(before.as_ref()))),
                (
                    "+",
                    AnsiColor::BrightGreen,
                    format!("{}: {} ({})", finding.as_of, words::list_row(Some(after)), place(after)),
                ),
            ];
            for (sign, color, text) in sides {
                for (index, line) in wrap(&clean(&text), room).into_iter().enumerate() {
                    let sign = if index == 0 { sign } else { " " };
                    lines.push(context.style.paint(color.on_default(), &format!("{sign} {line}")));
                }
            }
            notes.lines("list", lines);
            if stated != entry_name {
                notes.prose("matched", &format!("{} is a name of {}", quoted(stated), quoted(entry_name)));
            }
            notes.prose("citation", citation);
        }
        Reason::Stale { list, published, limit, .. } => {
            let title = words::list_title(list, context.result);
            let content = published
                .map_or_else(|| "its publisher gives no date".to_owned(), |day| format!("its content goes to {day}"));
            notes.prose(
                "list",
                &format!("the {title}; {content}; the policy allows {limit} days since it was retrieved"),
            );
        }
        Reason::Chain { sector, have, missing, ends_at } => {
            let have = if have.is_empty() { "none".to_owned() } else { have.join(", ") };
            notes.prose("chain", &format!("sector {sector}, ends at {ends_at}"));
            notes.prose("stated", &have);
            notes.prose("missing", &missing.join(", "));
        }
        Reason::Exception { kind, rule, subject, fingerprint, flaws } => {
            let what = match kind {
                CoverKind::Waiver => "waiver",
                CoverKind::Baseline => "entry",
            };
            let named = [("", rule), ("on ", subject), ("id ", fingerprint)];
            let named = named.iter().filter(|(_, text)| !text.is_empty());
            notes.prose(
                what,
                &named.map(|(word, text)| format!("{word}{}", clean_short(text, 80))).collect::<Vec<_>>().join(" "),
            );
            let fixes: Vec<String> = match flaws.as_slice() {
                [one] => vec![words::remedy(one)],
                many => many.iter().map(|flaw| format!("{}: {}", words::flaw(flaw), words::remedy(flaw))).collect(),
            };
            notes.points("fix", &fixes);
        }
    }
}

/// The list row as a diff, part by part, with its provenance.
fn listed(notes: &mut Notes<'_>, context: &Context<'_>, finding: &Finding) {
    let Reason::Listed {
        list,
        entry,
        entry_name,
        stated,
        listed,
        kind,
        scheme,
        score,
        parts,
        settles,
        clauses,
        grade,
        citation,
        line,
    } = &finding.reason
    else {
        return;
    };
    let info = context.result.list(list);
    let title = words::list_title(list, context.result);
    let published = info.and_then(|info| info.published).map_or_else(String::new, |day| format!(" as of {day}"));
    let row = info.map_or_else(String::new, |info| format!(" ({}:{line})", info.file));
    let mut lines = wrap(&clean(&format!("{title}{published}, entry {entry}{row}")), notes.room());

    let (old, new) = (clean_short(stated, NAME), clean_short(listed, NAME));
    if old == new {
        lines.push(format!("= {old}"));
    } else {
        lines.extend(diff::two_lines(&old, &new, context.style));
    }
    let mut how = vec![];
    if let Some(scheme) = scheme {
        how.push(format!("matched by {}", words::scheme(scheme)));
    } else if let Some(kind) = kind {
        how.push(format!("matched the {} name", kind.word()));
    }
    if listed != entry_name {
        how.push(format!("of {}", quoted(entry_name)));
    }
    if words::is_close(*score) {
        how.push(format!("score {score:.2}"));
    }
    if !how.is_empty() {
        lines.extend(wrap(&clean(&how.join(", ").replacen(", of ", " of ", 1)), notes.room()));
    }
    notes.lines("list", lines);

    notes.points("parts", &differing(parts).take(PARTS).map(part).collect::<Vec<_>>());
    let clauses: Vec<String> = clauses
        .iter()
        .take(PARTS)
        .map(|(clause, since)| {
            let clause = if clause.is_empty() { "clause not retrieved" } else { clause };
            since.map_or_else(|| clause.to_owned(), |day| format!("{clause}, since {day}"))
        })
        .collect();
    notes.points("listed", &clauses);
    notes.prose("citation", citation);
    let source = match grade {
        Grade::Official => "",
        Grade::Secondary => "secondary: the row comes from a law firm, the trade press or news that repeats the notice",
        Grade::Tertiary => "tertiary: the row comes from an unverified transcription; a lead, not proof",
        Grade::Unverified => "unverified: no document that was read states this row; a lead, not proof",
    };
    notes.prose("grade", source);
    notes.points("settles", settles);
}

/// The parts of a name worth a word: those that are not the same. Where all that tells is the same, legal forms say
/// nothing more.
fn differing(parts: &[NamePart]) -> impl Iterator<Item = &NamePart> {
    let same = |part: &NamePart| part.how == "equal";
    let form = |part: &NamePart| part.how == "legal form";
    let exact = parts.iter().all(|part| same(part) || form(part));
    parts.iter().filter(move |part| !same(part) && !exact)
}

fn part(part: &NamePart) -> String {
    let (stated, listed) = (quoted(&part.stated), quoted(&part.listed));
    match (part.stated.is_empty(), part.listed.is_empty()) {
        (true, _) => format!("{listed}: {}", part.how),
        (_, true) => format!("{stated}: {}", part.how),
        _ => format!("{stated} {} {listed}", part.how),
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
        places.push(words::count((left.len() - PLACES) as u64, "more place", "more places"));
    }
    notes.points("also at", &places);
}

/// Why, by which authority, what clears it: the first time only.
fn rule_text(notes: &mut Notes<'_>, finding: &Finding, rule: &Rule, explain: bool) {
    if !explain {
        notes.prose("rule", &format!("as above; `sourcegate explain {}`", rule.id));
        return;
    }
    notes.prose("why", &rule.explanation);
    notes.prose(words::basis(finding.basis).0, &words::authority(finding, rule));
    notes.points("clears", &rule.clears);
    notes.points("not", &rule.does_not_clear);
}
