//! `--format gitlab`: a Code Quality report of GitLab.
//!
//! GitLab compares the reports of the two branches itself, so debt of the base is in it too; what is covered is not.
//! Format: docs.gitlab.com, "Code Quality", "Code Quality report format".

use std::collections::BTreeSet;
use std::io;

use serde::Serialize;

use super::clean::{clean, clean_short, is_unsafe};
use super::positions::Positions;
use super::{Style, budget, grammar, phrases, place, reason, safe_json};
use crate::finding::{Finding, Level};
use crate::verdict::run::{RunResult, is_open};

#[derive(Serialize)]
struct Violation {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// Writes the report.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    let findings: Vec<&Finding> =
        budget::ranked(result).iter().map(|ranked| ranked.finding).filter(|finding| is_open(finding)).collect();
    let positions = Positions::for_findings(result, findings.iter().copied());
    let problems = result.inputs.iter().flat_map(|input| &input.problems).enumerate().map(|(index, problem)| {
        let line = problem.place.map_or(1, |(file, span)| positions.get(file, span.start).line);
        Violation {
            description: text(&phrases::problem(problem)),
            check_name: if problem.fatal { "input-unreadable" } else { "input-remark" }.to_owned(),
            fingerprint: format!("input-{index}-{}", clean_short(&problem.path, 200)),
            severity: if problem.fatal { "blocker" } else { "minor" },
            location: Location { path: path(result, &problem.path), lines: Lines { begin: line } },
        }
    });
    let lost = result.lost.iter().enumerate().map(|(index, lost)| Violation {
        description: text(&phrases::lost(lost)),
        check_name: "input-lost".to_owned(),
        fingerprint: format!("lost-{index}-{}", clean_short(&lost.path, 200)),
        severity: if lost.fails() { "blocker" } else { "minor" },
        location: Location { path: path(result, &lost.path), lines: Lines { begin: 1 } },
    });
    let mut violations: Vec<Violation> = problems.chain(lost).collect();
    violations.extend(findings.iter().filter_map(|finding| violation(result, &positions, finding)));
    // GitLab drops a violation whose fingerprint it has seen.
    let mut seen = BTreeSet::new();
    for violation in &mut violations {
        let own = violation.fingerprint.clone();
        let mut number = 2;
        while !seen.insert(violation.fingerprint.clone()) {
            violation.fingerprint = format!("{own}-{number}");
            number += 1;
        }
    }
    safe_json::write(out, &violations)
}

fn violation(result: &RunResult, positions: &Positions, finding: &Finding) -> Option<Violation> {
    let primary = finding.locations.first()?;
    let severity = match finding.level {
        Level::Deny => "blocker",
        Level::Review => "major",
        Level::Warn => "minor",
        Level::Info => "info",
    };
    let mut parts = vec![format!(
        "{} ({}): {}: {}",
        phrases::title(finding, result),
        finding.level.word(),
        phrases::subject(&finding.subject),
        reason::sentence(finding, result)
    )];
    parts.extend(place::words(result, primary));
    parts.extend(phrases::path(finding).map(|path| format!("Path: {path}")));
    parts.push(phrases::clears(result.rule(&finding.rule)));
    Some(Violation {
        description: text(&grammar::sentences(&parts)),
        check_name: clean(&finding.rule),
        fingerprint: clean_short(&finding.fingerprint, 64),
        severity,
        location: Location {
            path: path(result, &result.facts.source(primary.file).path),
            lines: Lines { begin: positions.at(primary).line },
        },
    })
}

/// A description, on one line, without what a Markdown reader would take for a link.
fn text(raw: &str) -> String {
    clean_short(raw, 1_000).replace("](", "] (")
}

/// The path in the repository; one that would act in a log is shown, not pointed at.
fn path(result: &RunResult, path: &str) -> String {
    let path = phrases::repository_path(result, path);
    if path.chars().any(is_unsafe) { clean(&path) } else { path }
}
