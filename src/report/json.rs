//! `--format json`, schema 1: the contract of the design, published as `schemas/report.schema.json`.
//!
//! Values are the stated ones, unshortened. What would act on a terminal or a CI runner is written as a JSON escape,
//! which changes the bytes and not the value.

pub(super) mod shape;

use std::io;

use shape::{
    BaseView, ChangeView, ColumnView, CoverView, FindingView, HopView, InputView, ListView, LocationView, LostView,
    NewsView, Policy, ProblemView, ReachView, ReasonView, Report, StopView, SubjectView, Summary, Tool, UnreadView,
};

use super::positions::Positions;
use super::{Style, columns, phrases, place, reason, safe_json};
use crate::facts::account::{Column, Standing};
use crate::finding::{Change, Finding, Hop, Location, News, Reach};
use crate::manifest::{Input, Problem};
use crate::source::{FileId, Span};
use crate::verdict::run::{Counts, RunResult, SCHEMA_VERSION};

/// The JSON Schema of the report; a test derives it from the types and compares.
pub const SCHEMA: &str = include_str!("../../schemas/report.schema.json");

/// Turns the typed result into views, with positions at hand.
struct Views<'a> {
    result: &'a RunResult,
    positions: &'a Positions,
}

impl<'a> Views<'a> {
    fn location(&self, location: &Location) -> LocationView<'a> {
        let position = self.positions.at(location);
        let source = self.result.facts.source(location.file);
        let (cell, pointer) = place::named(source, location.span.start);
        LocationView {
            file: &source.path,
            line: position.line,
            column: position.column,
            record: (location.row > 0).then_some(location.row),
            cell,
            pointer,
        }
    }

    fn hop(&self, hop: &'a Hop) -> HopView<'a> {
        HopView {
            id: &hop.id,
            name: &hop.name,
            location: self.location(&hop.location),
            kind: hop.kind.table(),
            via: hop.via,
            tier: hop.tier,
        }
    }

    fn reach(&self, reach: &'a Reach) -> ReachView<'a> {
        ReachView {
            id: &reach.id,
            name: &reach.name,
            eta: reach.eta,
            share: reach.share,
            path: reach.path.iter().map(|hop| self.hop(hop)).collect(),
        }
    }

    /// The first way to an item, or the record alone when it reaches none.
    fn path(&self, finding: &'a Finding) -> Vec<StopView<'a>> {
        if let Some(reach) = finding.reaches.first() {
            let stop = |hop: &'a Hop| StopView { id: &hop.id, name: &hop.name, location: self.location(&hop.location) };
            return reach.path.iter().map(stop).collect();
        }
        let record = self.result.facts.record(finding.subject.record);
        let own = Location { file: record.file, span: record.span, row: record.row };
        vec![StopView { id: &finding.subject.id, name: &finding.subject.name, location: self.location(&own) }]
    }

    fn finding(&self, finding: &'a Finding) -> FindingView<'a> {
        let rule = self.result.rule(&finding.rule);
        FindingView {
            rule: &finding.rule,
            level: finding.level,
            certainty: finding.certainty,
            basis: finding.basis,
            status: finding.status,
            subject: SubjectView {
                kind: finding.subject.kind.table(),
                id: &finding.subject.id,
                name: &finding.subject.name,
            },
            reason: ReasonView {
                why: reason::json(finding, self.result),
                summary: reason::label(finding, self.result),
                level_note: finding.level_note.as_ref().map(phrases::level_note),
                verify: finding.verify,
                explanation: rule.map_or("", |rule| &rule.explanation),
                does_not_clear: rule.map_or(&[], |rule| &rule.does_not_clear),
                markets: &finding.markets,
                reaches: finding.reaches.iter().map(|reach| self.reach(reach)).collect(),
                also_at: finding.locations.iter().skip(1).map(|place| self.location(place)).collect(),
                news: finding.news.as_ref().map(|news| match news {
                    News::Level { before } => NewsView::Level { before: *before },
                    News::Items { count } => NewsView::Items {
                        items: finding.reaches.iter().take(*count).map(|reach| reach.id.as_str()).collect(),
                    },
                    News::Stages { missing } => {
                        NewsView::Stages { missing: missing.iter().map(phrases::missing).collect() }
                    }
                    News::Subject { key, before } => NewsView::Subject { key: key.name(), before },
                    News::Share { item, before, now } => NewsView::Share { item, before, now },
                    News::Records { more } => NewsView::Records { more: *more },
                }),
                changes: finding.changes.iter().map(|change| self.change(change)).collect(),
            },
            path: self.path(finding),
            location: finding.locations.first().map(|place| self.location(place)),
            authority: rule.map_or("", |rule| &rule.authority),
            clears: rule.map_or(&[], |rule| &rule.clears),
            fingerprint: &finding.fingerprint,
            cover: finding.cover.as_ref().map(CoverView::from),
        }
    }

    fn change(&self, change: &'a Change) -> ChangeView<'a> {
        ChangeView {
            file: &self.result.facts.source(change.file).path,
            line: self.result.facts.source(change.file).line_number(change.line.saturating_sub(1)),
            removed: &change.removed.lines,
            added: &change.added.lines,
        }
    }

    fn problem(&self, problem: &'a Problem) -> ProblemView<'a> {
        let at = problem.place.map(|(file, span): (FileId, Span)| self.positions.get(file, span.start));
        let (cell, pointer) =
            problem.place.map_or((None, None), |(file, span)| place::named(self.result.facts.source(file), span.start));
        ProblemView {
            message: problem.message.clone(),
            file: &problem.path,
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
            cell,
            pointer,
            help: problem.help.as_deref(),
            fatal: problem.fatal,
        }
    }

    fn input(&self, input: &'a Input) -> InputView<'a> {
        let mut problems: Vec<_> = input.problems.iter().map(|problem| self.problem(problem)).collect();
        // A file without sourcing data is neither read nor failed; the reason must not get lost in JSON.
        if let Some(reason) = input.without_data() {
            problems.insert(
                0,
                ProblemView {
                    message: format!("no sourcing data here: {reason}"),
                    file: &input.path,
                    line: None,
                    column: None,
                    cell: None,
                    pointer: None,
                    help: None,
                    fatal: false,
                },
            );
        }
        InputView {
            path: &input.path,
            format: input.format,
            records: input.outcome.records(),
            problems,
            not_understood: input.not_understood(),
            columns: columns::of_input(self.result, input).map(column).collect(),
        }
    }
}

fn column(column: &Column) -> ColumnView<'_> {
    let (status, field, reason) = match column.standing {
        Standing::Judged(field) => ("judged", Some(field), None),
        Standing::NotJudged(why) => ("not-judged", None, Some(why.word())),
    };
    ColumnView {
        sheet: column.sheet.as_deref(),
        column: &column.name,
        header: &column.header,
        status,
        field,
        reason,
        values: reason.map(|_| column.filled),
        texts: reason.map(|_| column.texts),
    }
}

/// Writes the report, pretty-printed, with a final newline.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    let positions = Positions::for_findings(result, &result.findings);
    let views = Views { result, positions: &positions };
    let Counts { deny, review, warn, info, waived, baselined, pending } = result.counts();
    // What is fixed is told in the words and places of the base.
    let base = result.base.as_deref();
    let there = base.map(|base| (base, Positions::for_findings(base, &base.findings)));
    let mut findings: Vec<FindingView<'_>> = result.findings.iter().map(|finding| views.finding(finding)).collect();
    if let Some((base, positions)) = &there {
        let views = Views { result: base, positions };
        findings.extend(base.findings.iter().map(|finding| views.finding(finding)));
    }
    let report = Report {
        schema: SCHEMA_VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: &result.tool_version },
        policy: Policy {
            id: &result.policy.id,
            version: &result.policy.version,
            digest: &result.policy.digest,
            from: &result.policy.from,
            layers: &result.policy.layers,
            overrides: &result.policy.overrides,
            lock: &result.policy.lock,
            signature: &result.policy.signature,
            change: result.policy_change.as_deref(),
        },
        as_of: result.as_of,
        base: result.compared.as_ref().map(|base| BaseView { commit: base.commit.as_deref(), why: &base.why }),
        verdict: result.verdict(),
        summary: Summary {
            deny,
            review,
            warn,
            info,
            waived,
            baselined,
            pending,
            inputs: result.inputs.len(),
            records: result.records(),
        },
        lists: result
            .lists
            .iter()
            .map(|list| ListView {
                id: &list.id,
                published: list.published,
                entries: list.entries,
                official_count: list.official_count,
                complete: list.complete,
            })
            .collect(),
        inputs: result.inputs.iter().map(|input| views.input(input)).collect(),
        unread: result
            .unread
            .iter()
            .map(|unread| UnreadView {
                path: &unread.path,
                reason: &unread.reason,
                help: &unread.help,
                looks_like_sourcing: unread.suspect,
                accepted: unread.accepted.as_deref(),
            })
            .collect(),
        lost: result
            .lost
            .iter()
            .map(|lost| LostView {
                path: &lost.path,
                sheet: lost.sheet.as_deref(),
                reason: &lost.reason,
                findings: lost.findings,
                accepted: lost.accepted.as_deref(),
            })
            .collect(),
        findings,
    };
    safe_json::write(out, &report)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Compares a derived schema with the published one, or writes it when asked to.
    #[track_caller]
    pub(crate) fn assert_schema(schema: schemars::Schema, name: &str, published: &str) {
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("SOURCEGATE_BLESS").is_some() {
            let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            std::fs::write(path, &text).unwrap();
        } else {
            assert_eq!(text, published, "run the test with SOURCEGATE_BLESS=1 and review what changed in schemas/");
        }
    }

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        assert_schema(schemars::schema_for!(Report<'static>), "report", SCHEMA);
    }
}
