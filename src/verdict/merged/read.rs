//! Reports read back: what `check --format json` wrote, and nothing else.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Counts, Finding, List, Merged, Part, Policy, Run};
use crate::exit::Exit;
use crate::finding::Level;
use crate::source::digest::sha256;
use crate::verdict::run::SCHEMA_VERSION;

/// Keys that every version of the schema has.
#[derive(Deserialize)]
struct Head {
    schema: u32,
    tool: Tool,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    version: String,
}

/// The parts of schema 1 that are merged.
#[derive(Deserialize)]
struct Report {
    policy: Policy,
    as_of: jiff::civil::Date,
    verdict: Verdict,
    summary: Counts,
    lists: Vec<List>,
    inputs: Vec<Input>,
    #[serde(default)]
    lost: Vec<Lost>,
    findings: Vec<Found>,
}

/// An input that the base read and the judged tree did not.
#[derive(Deserialize)]
struct Lost {
    path: String,
    findings: usize,
    accepted: Option<String>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Pass,
    Fail,
}

#[derive(Deserialize)]
struct Input {
    path: String,
    problems: Vec<Problem>,
    /// Left out by a version that did not ask.
    #[serde(default)]
    not_understood: Option<String>,
}

#[derive(Deserialize)]
struct Problem {
    fatal: bool,
}

#[derive(Deserialize)]
struct Found {
    rule: String,
    level: Level,
    status: String,
    subject: Named,
    reason: Reason,
    path: Vec<Named>,
    location: Option<Location>,
    fingerprint: String,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Reason {
    summary: String,
}

#[derive(Deserialize)]
struct Location {
    file: String,
    line: u32,
}

/// Reads reports, each with its name, the path it is known by, and its bytes or why there are none.
///
/// A name or a content that stands twice is refused: in a matrix of jobs it means that one report took the place of
/// another.
#[must_use]
pub fn read(files: Vec<(String, String, Result<Vec<u8>, String>)>, expected: Option<usize>) -> Merged {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut contents: BTreeMap<String, String> = BTreeMap::new();
    let mut parts: Vec<Part> = files
        .into_iter()
        .map(|(name, file, bytes)| {
            let run = bytes.and_then(|bytes| {
                if let Some(other) = names.insert(name.clone(), file.clone()) {
                    return Err(format!(
                        "the name `{name}` stands for `{other}` already; name each report, as in NAME=PATH"
                    ));
                }
                if let Some(other) = contents.insert(sha256(&bytes), file.clone()) {
                    return Err(format!("it is the same report as `{other}`; one of the two is not what it should be"));
                }
                parse(&bytes)
            });
            Part { name, file, run }
        })
        .collect();
    parts.sort_by(|one, other| (&one.name, &one.file).cmp(&(&other.name, &other.file)));
    Merged { parts, expected }
}

fn parse(bytes: &[u8]) -> Result<Run, String> {
    let again = "write it with `sourcegate check --format json`";
    let head: Head =
        serde_json::from_slice(bytes).map_err(|error| format!("this is no report of sourcegate ({error}); {again}"))?;
    if head.tool.name != env!("CARGO_PKG_NAME") {
        return Err(format!("this is a report of `{}`, not of sourcegate; {again}", head.tool.name));
    }
    if head.schema != SCHEMA_VERSION {
        return Err(format!(
            "the report has schema {} (sourcegate {}), and this version reads schema {SCHEMA_VERSION}; use the same version for \
             check and merge",
            head.schema, head.tool.version
        ));
    }
    let report: Report =
        serde_json::from_slice(bytes).map_err(|error| format!("the report is damaged ({error}); {again}"))?;
    run(report)
}

/// Works out how the run ended. A report that contradicts itself is not believed.
fn run(report: Report) -> Result<Run, String> {
    let Report { policy, as_of, verdict, summary, lists, inputs, lost, findings } = report;
    // A hook in a repository without any manifest passes.
    let idle = inputs.is_empty() && verdict == Verdict::Pass;
    let understood = inputs.iter().all(|input| input.not_understood.is_none());
    let unread: Vec<String> = inputs
        .into_iter()
        .filter(|input| input.problems.iter().any(|problem| problem.fatal))
        .map(|input| input.path)
        .chain(lost.into_iter().filter(|lost| lost.findings > 0 && lost.accepted.is_none()).map(|lost| lost.path))
        .collect();
    let exit = match verdict {
        _ if !unread.is_empty() => Exit::Incomplete,
        _ if summary.records == 0 && !idle => Exit::NothingChecked,
        // Without a finding it can only be a table that was not understood.
        Verdict::Fail if !understood && summary.deny + summary.review + summary.warn + summary.info == 0 => {
            Exit::NothingChecked
        }
        Verdict::Fail => Exit::Findings,
        Verdict::Pass => Exit::Passed,
    };
    let findings: Vec<Finding> = findings.into_iter().map(finding).collect();
    let open = findings.iter().filter(|finding| !matches!(finding.status.as_str(), "waived" | "baselined" | "fixed"));
    let counted = summary.deny.saturating_add(summary.review).saturating_add(summary.warn).saturating_add(summary.info);
    if (verdict == Verdict::Pass) != (exit == Exit::Passed) || open.count() as u64 != counted {
        return Err("the report contradicts itself: verdict, counts and findings do not agree".to_owned());
    }
    Ok(Run { policy, as_of, exit, counts: summary, lists, unread, findings })
}

fn finding(found: Found) -> Finding {
    let Found { rule, level, status, subject, reason, path, location, fingerprint } = found;
    Finding {
        rule,
        level,
        status,
        id: subject.id,
        name: subject.name,
        summary: reason.summary,
        place: location.map(|place| (place.file, place.line)),
        path: path.into_iter().map(|stop| if stop.name.is_empty() { stop.id } else { stop.name }).collect(),
        fingerprint,
    }
}
