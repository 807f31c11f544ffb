//! `--format junit`: JUnit XML, for the test views of Jenkins, Azure and GitLab.
//!
//! A rule is a class. Each finding is a test case of it: failed when it fails the run, skipped with its reason when it does
//! not (a lower level, a waiver, debt of the base). A rule that found nothing is one passed case, so that the view shows
//! what was checked; each input is a case too, with an error when it could not be read. Names hold no line number, because
//! these views follow a case from run to run by its name.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use super::clean::{clean, clean_short, is_unsafe};
use super::positions::Positions;
use super::{Style, budget, grammar, phrases, reason};
use crate::exit::Exit;
use crate::finding::Finding;
use crate::manifest::{Input, Outcome};
use crate::verdict::lost::Lost;
use crate::verdict::run::RunResult;

/// Columns of a message.
const MESSAGE: usize = 1_000;
/// Test cases of findings; more make the views unusable.
const CASES: usize = 10_000;

/// A test case, ready but for its escaping.
struct Case {
    class: String,
    name: String,
    file: String,
    line: u32,
    outcome: End,
}

/// Outcome of a case.
enum End {
    Passed,
    Skipped(String),
    Failed { kind: String, message: String, details: String },
    Error { message: String, details: String },
}

/// Writes the suites.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    let cases = [rules(result), inputs(result)];
    let errors = |cases: &[Case]| cases.iter().filter(|case| matches!(case.outcome, End::Error { .. })).count();
    let failures = |cases: &[Case]| cases.iter().filter(|case| matches!(case.outcome, End::Failed { .. })).count();
    let skipped = |cases: &[Case]| cases.iter().filter(|case| matches!(case.outcome, End::Skipped(_))).count();
    let counts = |cases: &[Case]| {
        format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
            cases.len(),
            failures(cases),
            errors(cases),
            skipped(cases)
        )
    };
    let all = cases.iter().map(Vec::len).sum::<usize>();
    let sum = |count: &dyn Fn(&[Case]) -> usize| cases.iter().map(|cases| count(cases)).sum::<usize>();
    let (failed, broken) = (sum(&failures), sum(&errors));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"sourcegate\" tests=\"{all}\" failures=\"{failed}\" errors=\"{broken}\">")?;
    for (name, cases) in ["sourcegate rules", "sourcegate inputs"].iter().zip(&cases) {
        writeln!(out, "  <testsuite name=\"{name}\" {}>", counts(cases))?;
        if *name == "sourcegate rules" {
            properties(out, result)?;
        }
        cases.iter().try_for_each(|case| one(out, case))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Writes the policy that the run was judged with.
fn properties(out: &mut dyn io::Write, result: &RunResult) -> io::Result<()> {
    let policy = &result.policy;
    let mut rows = vec![
        ("verdict".to_owned(), result.verdict().to_owned()),
        ("as-of".to_owned(), result.as_of.to_string()),
        ("policy".to_owned(), format!("{} {} sha256:{}", policy.id, policy.version, policy.digest)),
        ("found".to_owned(), phrases::found(result, |_, text| text)),
    ];
    for list in &result.lists {
        let date = list.published.map_or_else(|| "undated".to_owned(), |day| day.to_string());
        let state = if list.complete { "complete".to_owned() } else { format!("incomplete: {}", list.coverage) };
        rows.push((format!("list {}", list.id), format!("{date}, {} entries, {state}", list.entries)));
    }
    writeln!(out, "    <properties>")?;
    for (name, value) in rows {
        let (name, value) = (attribute(&clean_short(&name, 100)), attribute(&clean_short(&value, MESSAGE)));
        writeln!(out, "      <property name=\"{name}\" value=\"{value}\"/>")?;
    }
    writeln!(out, "    </properties>")
}

/// The cases of the rules: the findings best first, then what is fixed, then the rules that found nothing.
fn rules(result: &RunResult) -> Vec<Case> {
    let ranked = budget::ranked(result);
    let shown = ranked.len().min(CASES);
    let positions = Positions::for_findings(result, ranked.iter().take(shown).map(|ranked| ranked.finding));
    let mut cases: Vec<Case> =
        ranked.iter().take(shown).map(|ranked| case(result, &positions, ranked.finding)).collect();
    if let Some(base) = result.base.as_deref() {
        let positions = Positions::for_findings(base, &base.findings);
        let gone = base.findings.iter().take(CASES - shown);
        cases.extend(gone.map(|finding| Case { outcome: End::Passed, ..case(base, &positions, finding) }));
    }
    let quiet = result.rules.iter().filter(|rule| !result.findings.iter().any(|finding| finding.rule == rule.id));
    cases.extend(quiet.map(|rule| Case {
        class: clean(&rule.id),
        name: "nothing found".to_owned(),
        file: String::new(),
        line: 0,
        outcome: End::Passed,
    }));
    if ranked.len() > shown {
        let failing = ranked.iter().skip(shown).filter(|ranked| ranked.failing).count();
        let message = format!(
            "{} without a case of their own, {failing} of them failing",
            grammar::count((ranked.len() - shown) as u64, "more finding", "more findings")
        );
        let outcome = match failing {
            0 => End::Skipped(message),
            _ => End::Failed { kind: "cut".to_owned(), message, details: String::new() },
        };
        cases.push(Case {
            class: "sourcegate".to_owned(),
            name: "more findings".to_owned(),
            file: String::new(),
            line: 0,
            outcome,
        });
    }
    unique(&mut cases);
    cases
}

/// The case of one finding.
fn case(result: &RunResult, positions: &Positions, finding: &Finding) -> Case {
    let primary = finding.locations.first();
    let place = primary.map_or_else(String::new, |place| phrases::file_line(result, positions, place));
    let message = format!("{}: {}", finding.level.word(), reason::sentence(finding, result));
    let mut details =
        vec![format!("{}: {}", phrases::title(finding, result), phrases::subject(&finding.subject)), place];
    details.extend(phrases::path(finding).map(|path| format!("path: {path}")));
    if let Some(rule) = result.rule(&finding.rule) {
        details.push(clean_short(&phrases::authority(finding, rule), MESSAGE));
        details.push(phrases::clears(Some(rule)));
    }
    details.push(format!("id: {}", clean_short(&finding.fingerprint, 64)));
    details.retain(|line| !line.is_empty());
    let outcome = if result.is_failing(finding) {
        End::Failed { kind: clean(&finding.rule), message, details: details.join("\n") }
    } else {
        let why =
            phrases::status(finding).unwrap_or_else(|| format!("it fails only at {} and above", result.fail_on.word()));
        End::Skipped(format!("{message}; {why}"))
    };
    let file = primary.map_or_else(String::new, |place| {
        let path = &result.facts.source(place.file).path;
        clean_short(&phrases::repository_path(result, path), 400)
    });
    let line = primary.map_or(0, |place| positions.at(place).line);
    Case { class: clean(&finding.rule), name: phrases::subject(&finding.subject), file, line, outcome }
}

/// Numbers cases of one name, so that none hides another.
fn unique(cases: &mut [Case]) {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for case in cases {
        let count = seen.entry((case.class.clone(), case.name.clone())).or_default();
        *count += 1;
        if *count > 1 {
            let _ = write!(case.name, " #{count}");
        }
    }
}

/// The cases of the inputs, and one for a run that read nothing.
fn inputs(result: &RunResult) -> Vec<Case> {
    let read = result.inputs.iter().map(|input| of_input(result, input));
    let mut cases: Vec<Case> = read.chain(result.lost.iter().map(|lost| of_lost(result, lost))).collect();
    if result.exit() == Exit::NothingChecked {
        let message = "nothing was checked: no input holds sourcing data".to_owned();
        let outcome = End::Error { message, details: String::new() };
        cases.push(Case {
            class: "inputs".to_owned(),
            name: "sourcing data".to_owned(),
            file: String::new(),
            line: 0,
            outcome,
        });
    }
    unique(&mut cases);
    cases
}

fn of_input(result: &RunResult, input: &Input) -> Case {
    let fatal: Vec<String> = input
        .problems
        .iter()
        .filter(|problem| problem.fatal)
        .map(|problem| clean_short(&phrases::problem(problem), MESSAGE))
        .collect();
    let outcome = match (&input.outcome, fatal.split_first()) {
        (_, Some((first, _))) => End::Error { message: first.clone(), details: fatal.join("\n") },
        (Outcome::Failed, None) => End::Error { message: "it could not be read".to_owned(), details: String::new() },
        (Outcome::NoData(reason), None) => End::Skipped(clean_short(&format!("no sourcing data: {reason}"), MESSAGE)),
        (Outcome::NotUnderstood { why, .. }, None) => {
            let message = clean_short(why, MESSAGE);
            End::Error { details: message.clone(), message }
        }
        (Outcome::Read { .. }, None) => End::Passed,
    };
    let file = clean_short(&phrases::repository_path(result, &input.path), 400);
    Case { class: "inputs".to_owned(), name: clean_short(&input.path, 400), file, line: 0, outcome }
}

fn of_lost(result: &RunResult, lost: &Lost) -> Case {
    let message = clean_short(&phrases::lost(lost), MESSAGE);
    let outcome = if lost.fails() { End::Error { details: message.clone(), message } } else { End::Skipped(message) };
    let file = clean_short(&phrases::repository_path(result, &lost.path), 400);
    Case { class: "lost inputs".to_owned(), name: clean_short(&lost.path, 400), file, line: 0, outcome }
}

fn one(out: &mut dyn io::Write, case: &Case) -> io::Result<()> {
    write!(out, "    <testcase classname=\"{}\" name=\"{}\"", attribute(&case.class), attribute(&case.name))?;
    if !case.file.is_empty() {
        write!(out, " file=\"{}\"", attribute(&case.file))?;
    }
    if case.line > 0 {
        write!(out, " line=\"{}\"", case.line)?;
    }
    let (open, message, details) = match &case.outcome {
        End::Passed => return writeln!(out, "/>"),
        End::Skipped(message) => {
            return writeln!(out, "><skipped message=\"{}\"/></testcase>", attribute(&clean_short(message, MESSAGE)));
        }
        End::Failed { kind, message, details } => (format!("failure type=\"{}\"", attribute(kind)), message, details),
        End::Error { message, details } => ("error type=\"input\"".to_owned(), message, details),
    };
    let name = open.split(' ').next().unwrap_or("failure");
    writeln!(out, ">")?;
    writeln!(out, "      <{open} message=\"{}\">{}</{name}>", attribute(&clean_short(message, MESSAGE)), xml(details))?;
    writeln!(out, "    </testcase>")
}

/// A clean text as XML character data; a line break of our own stays one.
fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push('\n'),
            // XML 1.0 section 2.2 has no place for these, escaped or not.
            '\u{fffe}' | '\u{ffff}' => safe.extend(ch.escape_unicode()),
            _ if is_unsafe(ch) => safe.extend(ch.escape_unicode()),
            _ => safe.push(ch),
        }
    }
    safe
}

/// A clean text as the value of an attribute.
fn attribute(text: &str) -> String {
    xml(&text.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_survives_xml(text in r#"(?s)[<>&"'\]\-! \n\u{0}\u{fffe}]{0,30}|(?s).{0,60}"#) {
            let (cleaned, flat) = (clean(&text), clean(&text));
            let document = format!("<a b=\"{}\">{}</a>", attribute(&flat), xml(&cleaned));
            let parsed = roxmltree::Document::parse(&document).unwrap();
            let expected = cleaned.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}");
            prop_assert_eq!(parsed.root_element().text().unwrap_or(""), &expected);
            prop_assert_eq!(parsed.root_element().attribute("b").unwrap(), &expected);
        }
    }
}
