//! `--format sarif`: SARIF 2.1.0, for GitHub's code scanning and every other reader of the standard.
//!
//! GitHub refuses a file of more than 25,000 results or 10 MB gzipped as a whole. So the findings are cut by importance
//! where they do not fit, and the run says how many were left out: in a notification and in its properties.
//! Findings that are fixed since the base are left out, because GitHub opens an alert for every result.

mod model;
mod results;
mod rules;

use std::collections::BTreeMap;
use std::io;

use flate2::Compression;
use flate2::write::GzEncoder;
use model::{AutomationDetails, Bag, BaseId, Driver, Invocation, Log, Message, Notification, Run, SarifResult, Tool};
use results::{Context, ROOT};
use serde_json::json;

use super::clean::{clean, clean_short};
use super::positions::Positions;
use super::{Style, budget, changes, columns, grammar, phrases, safe_json};
use crate::exit::Exit;
use crate::finding::{Finding, Level};
use crate::manifest::Input;
use crate::verdict::run::RunResult;

/// Results of a run that GitHub takes.
const RESULTS: usize = 25_000;
/// Bytes of the gzipped file that GitHub takes, with room for another compressor.
const GZIPPED: usize = 9_500_000;
/// Problems of inputs told; the rest are counted.
const PROBLEMS: usize = 1_000;
/// Columns told that were not judged.
const COLUMNS: usize = 100;

/// Writes the log.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    let ranked = budget::ranked(result);
    let all = ranked.len();
    let findings: Vec<&Finding> = ranked.into_iter().map(|ranked| ranked.finding).take(RESULTS).collect();
    let rules = result.rules.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect();
    let context = Context { result, positions: Positions::for_findings(result, findings.iter().copied()), rules };
    let results: Vec<SarifResult<'_>> = findings.iter().filter_map(|finding| context.result(finding)).collect();

    let bytes = fitting(results.len(), GZIPPED, |keep| {
        let mut bytes = Vec::new();
        safe_json::write(&mut bytes, &log(&context, results.get(..keep).unwrap_or(&results), all))?;
        Ok(bytes)
    })?;
    out.write_all(&bytes)
}

/// Makes as many results as fit into `limit` bytes once compressed.
fn fitting(most: usize, limit: usize, made: impl Fn(usize) -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
    let mut keep = most;
    loop {
        let bytes = made(keep)?;
        let size = if bytes.len() > limit { gzipped(&bytes)? } else { bytes.len() };
        if size <= limit || keep == 0 {
            return Ok(bytes);
        }
        // A tenth less than in proportion, so that one more round is enough.
        keep = (keep * limit / size) * 9 / 10;
    }
}

/// Length of the bytes once compressed as an upload would.
fn gzipped(bytes: &[u8]) -> io::Result<usize> {
    struct Count(usize);
    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut encoder = GzEncoder::new(Count(0), Compression::default());
    io::Write::write_all(&mut encoder, bytes)?;
    Ok(encoder.finish()?.0)
}

fn log<'a>(context: &'a Context<'_>, results: &'a [SarifResult<'a>], all: usize) -> Log<'a> {
    let result = context.result;
    let left_out = all - results.len();
    let exit = result.exit();
    let mut properties = Bag::new();
    properties.insert("verdict", json!(result.verdict()));
    properties.insert("asOf", json!(result.as_of));
    properties.insert("failOn", json!(result.fail_on.word()));
    properties.insert(
        "policy",
        json!(format!("{} {} sha256:{}", result.policy.id, result.policy.version, result.policy.digest)),
    );
    properties.insert("lists", lists(result));
    properties.insert("resultsInAll", json!(all));
    properties.insert("resultsLeftOut", json!(left_out));
    properties.insert("fixedSinceBase", json!(result.base.as_deref().map_or(0, |base| base.findings.len())));
    // GitHub takes what stands before the last slash as the category, under which a new upload replaces the old one.
    let folder = if result.prefix.is_empty() { String::new() } else { format!("{}/", clean(&result.prefix)) };
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: &result.tool_version,
        semantic_version: &result.tool_version,
        rules: rules::descriptors(result),
    };
    let root = Message { text: "The root of the repository.".to_owned() };
    Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            automation_details: AutomationDetails { id: format!("sourcegate/{}/{folder}", clean(&result.policy.id)) },
            invocations: [Invocation {
                execution_successful: matches!(exit, Exit::Passed | Exit::Findings),
                exit_code: exit as u8,
                exit_code_description: exit.meaning(),
                tool_execution_notifications: notifications(context, left_out),
            }],
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: BTreeMap::from([(ROOT, BaseId { description: root })]),
            results,
            properties,
        }],
    }
}

/// Lists the problems of inputs, and what was left out.
fn notifications(context: &Context<'_>, left_out: usize) -> Vec<Notification> {
    let problems = || context.result.inputs.iter().flat_map(|input| &input.problems);
    let ordered = problems().filter(|problem| problem.fatal).chain(problems().filter(|problem| !problem.fatal));
    let mut notifications: Vec<Notification> = ordered
        .take(PROBLEMS)
        .map(|problem| Notification {
            level: if problem.fatal { "error" } else { "warning" },
            message: Message { text: text(&clean_short(&phrases::problem(problem), 1_000)) },
            locations: vec![context.at(&problem.path, problem.place)],
        })
        .collect();
    let count = problems().count();
    let mut say = |level, message: String| {
        notifications.push(Notification { level, message: Message { text: text(&message) }, locations: vec![] });
    };
    if count > PROBLEMS {
        say(
            "warning",
            format!(
                "{} are not listed here",
                grammar::count((count - PROBLEMS) as u64, "more problem", "more problems")
            ),
        );
    }
    if left_out > 0 {
        let more = grammar::count(left_out as u64, "finding", "findings");
        say(
            "warning",
            format!(
                "{more} of the lowest rank left out, to stay within the limits of code scanning; the JSON report has all of them"
            ),
        );
    }
    for why in context.result.inputs.iter().filter_map(Input::not_understood) {
        say("error", clean_short(&format!("not every table was understood: {why}"), 1_000));
    }
    for lost in &context.result.lost {
        let level = if lost.fails() { "error" } else { "warning" };
        say(level, clean_short(&format!("lost input: {}", phrases::lost(lost)), 1_000));
    }
    let unjudged = columns::unjudged(context.result);
    for (file, column) in
        unjudged.iter().flat_map(|file| file.columns.iter().map(move |column| (file, *column))).take(COLUMNS)
    {
        let place = Some((column.file, column.place));
        notifications.push(Notification {
            level: "note",
            message: Message { text: text(&clean_short(&format!("not judged: {}", file.line(column)), 1_000)) },
            locations: vec![context.at(file.path, place)],
        });
    }
    let mut say = |level, message: String| {
        notifications.push(Notification { level, message: Message { text: text(&message) }, locations: vec![] });
    };
    for remark in phrases::remarks(context.result) {
        say("note", clean_short(&remark, 2_000));
    }
    if let Some(change) = context.result.policy_change.as_deref() {
        let text = changes::section(change, context.result.verdict()).join("; ");
        say("warning", clean_short(&format!("policy change ({}): {text}", changes::pending(change)), 2_000));
    }
    notifications
}

/// The lists with their dates and completeness.
fn lists(result: &RunResult) -> serde_json::Value {
    let list = |list: &crate::verdict::run::ListInfo| {
        json!({
            "id": list.id, "published": list.published, "entries": list.entries,
            "officialCount": list.official_count, "complete": list.complete,
        })
    };
    result.lists.iter().map(list).collect()
}

/// The level of SARIF.
const fn level(level: Level) -> &'static str {
    match level {
        Level::Deny => "error",
        Level::Review | Level::Warn => "warning",
        Level::Info => "note",
    }
}

/// A text as a plain message of SARIF: its braces are doubled (3.11.5), and what would be read as an embedded link
/// (3.11.6) is broken up.
fn text(raw: &str) -> String {
    clean(raw).replace('{', "{{").replace('}', "}}").replace("](", "] (")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_links_stay_text() {
        assert_eq!(text("{0} [x](https://evil.example)\u{1b}"), "{{0}} [x] (https://evil.example)\\u{{1b}}");
    }

    #[test]
    fn results_are_cut_to_the_compressed_size() {
        // Bytes that do not compress, and some that do.
        let noise = |count: usize| -> Vec<u8> {
            (0..count * 100).map(|at| (at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes()[0]).collect()
        };
        let made = |keep: usize| Ok([noise(keep), vec![b'a'; 5_000]].concat());
        let cut = fitting(1_000, 20_000, made).unwrap();
        assert!(gzipped(&cut).unwrap() <= 20_000 && cut.len() > 10_000, "{}", cut.len());
        assert_eq!(fitting(100, 20_000, made).unwrap().len(), 15_000, "what fits is whole");
        assert_eq!(fitting(1_000, 10, made).unwrap().len(), 5_000, "the rest of the log stays");
    }

    #[test]
    fn the_compressed_size_is_measured() {
        assert!(gzipped(&vec![b'a'; 1 << 20]).unwrap() < 5_000);
    }
}
