//! Cases: what a rule must and must not fire on, kept in the pack beside it.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::day::Day;
use super::model::Rule;
use super::regime::unknown_market;
use crate::finding::Level;
use crate::suggest::{line_column, toml_problem};

/// The outcome that a case expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Expect {
    /// The rule must fire.
    Fail,
    /// The rule must stay silent.
    Pass,
}

/// The outcome on one day in one market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The day to judge as of; the pack's own when left out.
    pub as_of: Option<Date>,
    /// The market of manifests that name none; those of the pack when left out.
    pub market: Option<String>,
    /// Expectation: the rule fires or stays silent.
    pub expect: Expect,
    /// The level at which it must fire, if that matters.
    pub level: Option<Level>,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The rule it tests.
    pub rule: String,
    /// Name in a few words.
    pub name: String,
    /// Markets of a manifest that names none: those of the pack in which the case stands.
    pub markets: Vec<String>,
    /// The outcomes that must come out. Never empty.
    pub points: Vec<Point>,
    /// Id of the record that the rule must (or must not) fire on, if it matters.
    pub subject: Option<String>,
    /// The day on which what it states was approved, for rules that look back; nothing changed since.
    pub approved: Option<Date>,
    /// True to judge as in continuous integration.
    pub ci: bool,
    /// A native manifest.
    pub manifest: Option<String>,
    /// A table, as CSV.
    pub table: Option<String>,
    /// A file of waivers beside it.
    pub waivers: Option<String>,
    /// A baseline beside it.
    pub baseline: Option<String>,
}

/// A file under `cases/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CaseFile {
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<CaseRow>"))]
    case: Vec<Spanned<CaseRow>>,
}

/// `[[case]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CaseRow {
    /// The rule it tests.
    rule: String,
    /// Name in a few words: what the case shows.
    name: String,
    /// The day to judge as of; that of the pack when left out.
    as_of: Option<Day>,
    /// Expectation for the rule; either this or `on`.
    expect: Option<Expect>,
    /// The level at which it must fire.
    level: Option<Level>,
    /// Outcomes by day and market, instead of `expect` and `level`.
    #[serde(default)]
    on: Vec<PointRow>,
    /// Id of the record that the rule must (or must not) fire on.
    subject: Option<String>,
    /// The day on which what it states was approved.
    approved: Option<Day>,
    /// Judge as in continuous integration.
    #[serde(default)]
    ci: bool,
    /// A native manifest; either this or `table`.
    manifest: Option<String>,
    /// A table, as CSV.
    table: Option<String>,
    /// A file of waivers beside it.
    waivers: Option<String>,
    /// A baseline beside it.
    baseline: Option<String>,
}

/// A row of `on`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PointRow {
    /// The day to judge as of; that of the case when left out.
    as_of: Option<Day>,
    /// The market; those of the pack when left out.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    market: Option<Spanned<String>>,
    /// The level at which the rule must fire, or `none`.
    level: PointLevel,
}

/// The level of an outcome.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum PointLevel {
    None,
    Info,
    Warn,
    Review,
    Deny,
}

impl PointLevel {
    const fn level(self) -> Option<Level> {
        match self {
            Self::None => None,
            Self::Info => Some(Level::Info),
            Self::Warn => Some(Level::Warn),
            Self::Review => Some(Level::Review),
            Self::Deny => Some(Level::Deny),
        }
    }
}

/// Reads the cases of one file.
///
/// # Errors
/// Every problem of the file.
pub fn parse(file: &str, text: &str) -> Result<Vec<Case>, Vec<String>> {
    let parsed: CaseFile = toml::from_str(text).map_err(|error| vec![toml_problem(file, &error)])?;
    let mut problems = Vec::new();
    let mut cases = Vec::new();
    for row in parsed.case {
        let place = |at: usize| format!("{file}:{}", line_column(text, at));
        let here = place(row.span().start);
        let row = row.into_inner();
        if row.manifest.is_some() == row.table.is_some() {
            problems.push(format!("{here}: the case `{}` needs either a `manifest` or a `table`", row.name));
        }
        let as_of = row.as_of.map(Day::date);
        let points = match (row.expect, row.on.is_empty()) {
            (Some(expect), true) => vec![Point { as_of, market: None, expect, level: row.level }],
            (None, false) if row.level.is_none() => row
                .on
                .into_iter()
                .map(|point| {
                    let unknown = point
                        .market
                        .as_ref()
                        .and_then(|market| Some((market.span().start, unknown_market(market.get_ref())?)));
                    problems.extend(unknown.map(|(at, why)| format!("{}: {why}", place(at))));
                    let level = point.level.level();
                    Point {
                        as_of: point.as_of.map(Day::date).or(as_of),
                        market: point.market.map(Spanned::into_inner),
                        expect: if level.is_some() { Expect::Fail } else { Expect::Pass },
                        level,
                    }
                })
                .collect(),
            _ => {
                problems.push(format!(
                    "{here}: the case `{}` needs either `expect`, with a `level` if that matters, or `on` with a level by day and market",
                    row.name
                ));
                Vec::new()
            }
        };
        cases.push(Case {
            rule: row.rule,
            name: row.name,
            markets: Vec::new(),
            points,
            subject: row.subject,
            approved: row.approved.map(Day::date),
            ci: row.ci,
            manifest: row.manifest,
            table: row.table,
            waivers: row.waivers,
            baseline: row.baseline,
        });
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems) }
}

/// Lists the gaps between cases and rules: a rule without a failing or a passing case, a case without rule.
#[must_use]
pub(super) fn gaps(rules: &[&Rule], known: impl Fn(&str) -> bool, cases: &[Case]) -> Vec<String> {
    let mut gaps = Vec::new();
    for rule in rules {
        for (expect, word) in [(Expect::Fail, "fail"), (Expect::Pass, "pass")] {
            if !cases.iter().any(|case| case.rule == rule.id && case.points.iter().any(|point| point.expect == expect))
            {
                gaps.push(format!(
                    "{}:{}: the rule `{}` has no case that must {word}; add a [[case]] with expect = \"{word}\" under cases/",
                    rule.file, rule.line, rule.id
                ));
            }
        }
    }
    for case in cases.iter().filter(|case| !known(&case.rule)) {
        gaps.push(format!("the case `{}` is for the rule `{}`, which the pack does not have", case.name, case.rule));
    }
    gaps
}
