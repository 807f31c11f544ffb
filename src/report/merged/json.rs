//! Many runs for machines, schema 1, published as `schemas/merged.schema.json`.

use std::collections::BTreeSet;
use std::io;

use jiff::civil::Date;
use serde::Serialize;

use super::super::{Style, safe_json};
use crate::finding::Level;
use crate::verdict::merged::{Counts, List, Merged, Part, Policy};

/// The JSON Schema of the merged report; a test derives it from the types and compares.
pub(crate) const SCHEMA: &str = include_str!("../../../schemas/merged.schema.json");

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Report<'a> {
    schema: u32,
    kind: &'static str,
    tool: Tool,
    verdict: &'static str,
    exit_code: u8,
    summary: Counts,
    expected: Option<usize>,
    missing: usize,
    lists: BTreeSet<&'a List>,
    reports: Vec<PartView<'a>>,
    findings: Vec<FindingView<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PartView<'a> {
    name: &'a str,
    file: &'a str,
    exit_code: u8,
    /// Reason why the report says nothing.
    error: Option<&'a str>,
    policy: Option<&'a Policy>,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    as_of: Option<Date>,
    summary: Option<Counts>,
    unread: &'a [String],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FindingView<'a> {
    report: &'a str,
    rule: &'a str,
    level: Level,
    status: &'a str,
    id: &'a str,
    name: &'a str,
    summary: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    path: &'a [String],
    fingerprint: &'a str,
}

/// Writes the report.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn write(out: &mut dyn io::Write, merged: &Merged, _: &Style) -> io::Result<()> {
    let findings = merged.findings();
    let report = Report {
        schema: 1,
        kind: "merged",
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        verdict: merged.verdict(),
        exit_code: merged.exit() as u8,
        summary: merged.counts(),
        expected: merged.expected,
        missing: merged.missing(),
        lists: merged.lists(),
        reports: merged.parts.iter().map(part_view).collect(),
        findings: findings
            .iter()
            .map(|(part, finding)| FindingView {
                report: &part.name,
                rule: &finding.rule,
                level: finding.level,
                status: &finding.status,
                id: &finding.id,
                name: &finding.name,
                summary: &finding.summary,
                file: finding.place.as_ref().map(|(file, _)| file.as_str()),
                line: finding.place.as_ref().map(|(_, line)| *line),
                path: &finding.path,
                fingerprint: &finding.fingerprint,
            })
            .collect(),
    };
    safe_json::write(out, &report)
}

fn part_view(part: &Part) -> PartView<'_> {
    let run = part.run.as_ref();
    PartView {
        name: &part.name,
        file: &part.file,
        exit_code: part.exit() as u8,
        error: run.err().map(String::as_str),
        policy: run.ok().map(|run| &run.policy),
        as_of: run.ok().map(|run| run.as_of),
        summary: run.ok().map(|run| run.counts),
        unread: run.ok().map_or(&[], |run| &run.unread),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        crate::report::json::tests::assert_schema(schemars::schema_for!(Report<'static>), "merged", SCHEMA);
    }
}
