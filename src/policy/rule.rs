//! Rules as they stand in a pack: `rules/<family>.toml`, one `[[rule]]` table each; and in a layer, `[[override]]` tables
//! that change rules of the pack below.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::model::{Rule, RuleLevel};
use crate::finding::{Basis, Certainty, Level, Window};
use crate::suggest::toml_problem;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(default)]
    rule: Vec<Spanned<RuleRow>>,
    #[serde(default, rename = "override")]
    overrides: Vec<Spanned<OverrideRow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleRow {
    id: String,
    title: String,
    check: Spanned<String>,
    basis: Basis,
    certainty: Certainty,
    waivable: bool,
    authority: String,
    explanation: String,
    clears: Vec<String>,
    does_not_clear: Vec<String>,
    sources: Vec<String>,
    level: Vec<Spanned<LevelRow>>,
    #[serde(default)]
    params: toml::Table,
}

/// What an `[[override]]` table states. What it leaves out stays as it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OverrideRow {
    /// The rule it changes.
    pub(super) rule: String,
    /// Why, as the layer states it.
    pub(super) reason: String,
    /// The layer says that it weakens a prohibition of law, on purpose.
    #[serde(default)]
    pub(super) weakens_law: bool,
    title: Option<String>,
    waivable: Option<bool>,
    authority: Option<String>,
    explanation: Option<String>,
    clears: Option<Vec<String>>,
    does_not_clear: Option<Vec<String>>,
    sources: Option<Vec<String>>,
    level: Option<Vec<Spanned<LevelRow>>>,
    #[serde(default)]
    params: toml::Table,
}

/// A change that a layer makes to a rule of the pack below.
#[derive(Debug, Clone)]
pub(super) struct RuleOverride {
    /// What its table states.
    pub(super) row: OverrideRow,
    /// File and line of the override inside the layer.
    pub(super) place: String,
    /// The levels that its table states, read.
    levels: Option<Vec<RuleLevel>>,
}

impl RuleOverride {
    /// The rule with the change made. Parameters are replaced key by key.
    pub(super) fn of(&self, rule: &Rule) -> Rule {
        fn given<T: Clone>(new: &Option<T>, old: &T) -> T {
            new.as_ref().unwrap_or(old).clone()
        }
        let row = &self.row;
        let mut params = rule.params.clone();
        params.extend(row.params.clone());
        Rule {
            id: rule.id.clone(),
            title: given(&row.title, &rule.title),
            check: rule.check.clone(),
            params,
            certainty: rule.certainty,
            basis: rule.basis,
            levels: given(&self.levels, &rule.levels),
            authority: given(&row.authority, &rule.authority),
            explanation: given(&row.explanation, &rule.explanation),
            clears: given(&row.clears, &rule.clears),
            does_not_clear: given(&row.does_not_clear, &rule.does_not_clear),
            waivable: given(&row.waivable, &rule.waivable),
            sources: given(&row.sources, &rule.sources),
            file: rule.file.clone(),
            line: rule.line,
        }
    }

    /// Whether it changes what fires, and not words only.
    pub(super) fn changes_judgement(&self) -> bool {
        self.levels.is_some() || !self.row.params.is_empty()
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelRow {
    level: Level,
    from: Option<toml::value::Datetime>,
    until: Option<toml::value::Datetime>,
    market: Option<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    verify: bool,
}

/// Line of a byte offset, from 1.
fn line_of(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    u32::try_from(memchr::memchr_iter(b'\n', before).count()).unwrap_or(u32::MAX).saturating_add(1)
}

/// `line:column` of a byte offset, both from 1, the column in characters.
fn place_of(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or_default();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{}:{column}", line_of(text, offset))
}

/// Reads the rules of one file, and what it changes of rules below.
///
/// # Errors
/// Every problem of the file, each with its line.
pub(super) fn parse(
    file: &str,
    text: &str,
    known_checks: &[&str],
) -> Result<(Vec<Rule>, Vec<RuleOverride>), Vec<String>> {
    let parsed: RuleFile = toml::from_str(text).map_err(|error| vec![toml_problem(file, &error)])?;
    let mut problems = Vec::new();
    let mut rules = Vec::new();
    for row in parsed.rule {
        let line = line_of(text, row.span().start);
        let row = row.into_inner();
        if !row.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') || row.id.is_empty() {
            problems.push(format!("{file}:{line}: the rule id `{}` is not kebab-case", row.id));
        }
        if !known_checks.contains(&row.check.get_ref().as_str()) {
            let at = place_of(text, row.check.span().start);
            problems.push(format!(
                "{file}:{at}: the rule `{}` names the check `{}`, which this version does not have; there are: {}",
                row.id,
                row.check.get_ref(),
                known_checks.join(", ")
            ));
        }
        let levels = levels(file, text, &row.id, row.level, &mut problems);
        rules.push(Rule {
            id: row.id,
            title: row.title,
            check: row.check.into_inner(),
            params: row.params,
            certainty: row.certainty,
            basis: row.basis,
            levels,
            authority: row.authority,
            explanation: row.explanation,
            clears: row.clears,
            does_not_clear: row.does_not_clear,
            waivable: row.waivable,
            sources: row.sources,
            file: file.to_owned(),
            line,
        });
    }
    let mut overrides = Vec::new();
    for row in parsed.overrides {
        let line = line_of(text, row.span().start);
        let mut row = row.into_inner();
        if row.reason.trim().is_empty() {
            problems.push(format!(
                "{file}:{line}: the override of `{}` gives no reason; say in `reason` why the layer differs",
                row.rule
            ));
        }
        let levels = row.level.take().map(|rows| levels(file, text, &row.rule, rows, &mut problems));
        overrides.push(RuleOverride { row, place: format!("{file}:{line}"), levels });
    }
    if problems.is_empty() { Ok((rules, overrides)) } else { Err(problems) }
}

fn levels(
    file: &str,
    text: &str,
    rule: &str,
    rows: Vec<Spanned<LevelRow>>,
    problems: &mut Vec<String>,
) -> Vec<RuleLevel> {
    let mut levels: Vec<RuleLevel> = Vec::new();
    if rows.is_empty() {
        problems.push(format!("{file}: the rule `{rule}` has no level; a rule that never fires is not a rule"));
    }
    for row in rows {
        let line = place_of(text, row.span().start);
        let row = row.into_inner();
        let mut date = |value: Option<toml::value::Datetime>| -> Option<Date> {
            let value = value?;
            let parsed = value.to_string().parse().ok();
            if parsed.is_none() {
                problems.push(format!("{file}:{line}: `{value}` is not a plain date (YYYY-MM-DD)"));
            }
            parsed
        };
        let window = Window { from: date(row.from), until: date(row.until) };
        if let (Some(from), Some(until)) = (window.from, window.until)
            && from >= until
        {
            problems.push(format!("{file}:{line}: a level of `{rule}` ends ({until}) before it begins ({from}); correct one of the two dates"));
        }
        if let Some(earlier) = levels.iter().find(|old| old.market == row.market && overlap(old.window, window)) {
            problems.push(format!(
                "{file}:{line}: two levels of `{rule}` hold for the same market at the same time ({} and {}); end one before the other begins",
                earlier.level.word(),
                row.level.word()
            ));
        }
        levels.push(RuleLevel { level: row.level, window, market: row.market, note: row.note, verify: row.verify });
    }
    levels
}

fn overlap(a: Window, b: Window) -> bool {
    let before =
        |end: Option<Date>, begin: Option<Date>| matches!((end, begin), (Some(end), Some(begin)) if end <= begin);
    !before(a.until, b.from) && !before(b.until, a.from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(levels: &str) -> String {
        format!(
            "[[rule]]\nid = \"x\"\ntitle = \"t\"\ncheck = \"c\"\nbasis = \"law\"\ncertainty = \"determinate\"\nwaivable = false\n\
             authority = \"a\"\nexplanation = \"e\"\nclears = []\ndoes_not_clear = []\nsources = []\n{levels}"
        )
    }

    #[test]
    fn a_level_holds_in_its_window_and_market() {
        let text = rule(
            "level = [{ level = \"info\", market = \"EU\", until = 2027-12-14 }, { level = \"deny\", from = 2022-06-21 }]",
        );
        let (rules, _) = parse("r.toml", &text, &["c"]).unwrap();
        let on = |day: Date, market: &str| rules[0].level_on(day, market).map(|row| row.level);
        assert_eq!(on(jiff::civil::date(2026, 1, 1), "EU"), Some(Level::Info));
        assert_eq!(on(jiff::civil::date(2027, 12, 14), "EU"), Some(Level::Deny));
        assert_eq!(on(jiff::civil::date(2022, 6, 20), "US"), None);
    }

    #[test]
    fn unknown_checks_and_dates_out_of_order_are_refused_together() {
        let text = rule("level = [{ level = \"deny\", from = 2024-01-01, until = 2023-01-01 }, { level = \"warn\" }]");
        let problems = parse("r.toml", &text, &["other"]).unwrap_err().join("\n");
        for expected in
            ["r.toml:4:9: the rule `x` names the check `c`", "ends (2023-01-01) before it begins", "same market"]
        {
            assert!(problems.contains(expected), "{expected} is missing in:\n{problems}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_place() {
        let text = rule("level = []\ncolour = 1\n");
        let problems = parse("r.toml", &text, &["c"]).unwrap_err().join("\n");
        assert!(problems.contains("colour") && problems.contains("line 14"), "{problems}");
    }
}
