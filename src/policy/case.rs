//! Cases: what a rule must and must not fire on, kept in the pack beside it.

use jiff::civil::Date;
use serde::Deserialize;

use super::model::Rule;
use crate::finding::Level;
use crate::suggest::toml_problem;

/// What a case expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// The rule must fire.
    Fail,
    /// The rule must stay silent.
    Pass,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The rule it tests.
    pub rule: String,
    /// What it shows, in a few words.
    pub name: String,
    /// The day to judge as of; the pack's own when left out.
    pub as_of: Option<Date>,
    /// Markets of a manifest that names none: those of the pack in which the case stands.
    pub markets: Vec<String>,
    /// What must come out.
    pub expect: Expect,
    /// The level that must come out, if it matters.
    pub level: Option<Level>,
    /// Id of the record that the rule must (or must not) fire on, if it matters.
    pub subject: Option<String>,
    /// The day on which what it states was approved, for rules that look back; nothing changed since.
    pub approved: Option<Date>,
    /// Whether to judge as in continuous integration.
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[serde(default)]
    case: Vec<CaseRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseRow {
    rule: String,
    name: String,
    as_of: Option<toml::value::Datetime>,
    expect: Expect,
    level: Option<Level>,
    subject: Option<String>,
    approved: Option<toml::value::Datetime>,
    #[serde(default)]
    ci: bool,
    manifest: Option<String>,
    table: Option<String>,
    waivers: Option<String>,
    baseline: Option<String>,
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
        let mut day = |date: Option<toml::value::Datetime>| {
            let date = date?;
            let parsed = date.to_string().parse().ok();
            if parsed.is_none() {
                problems.push(format!("{file}: the case `{}` has `{date}` for a date; write YYYY-MM-DD", row.name));
            }
            parsed
        };
        let (as_of, approved) = (day(row.as_of), day(row.approved));
        if row.manifest.is_some() == row.table.is_some() {
            problems.push(format!("{file}: the case `{}` needs either a `manifest` or a `table`", row.name));
        }
        cases.push(Case {
            rule: row.rule,
            name: row.name,
            as_of,
            markets: Vec::new(),
            expect: row.expect,
            level: row.level,
            subject: row.subject,
            approved,
            ci: row.ci,
            manifest: row.manifest,
            table: row.table,
            waivers: row.waivers,
            baseline: row.baseline,
        });
    }
    if problems.is_empty() { Ok(cases) } else { Err(problems) }
}

/// What keeps cases and rules from covering each other: a rule without a failing or a passing case, a case without rule.
#[must_use]
pub(super) fn gaps(rules: &[&Rule], known: impl Fn(&str) -> bool, cases: &[Case]) -> Vec<String> {
    let mut gaps = Vec::new();
    for rule in rules {
        for (expect, word) in [(Expect::Fail, "fail"), (Expect::Pass, "pass")] {
            if !cases.iter().any(|case| case.rule == rule.id && case.expect == expect) {
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
