//! The level table of a rule: its rows as a file states them, read and written out.

use serde::Deserialize;
use toml::Spanned;

use super::day::Day;
use super::level::{RuleLevel, StatedLevel};
use super::regime::{Regime, expand, unknown_market};
use super::rules_file::RulesFile;
use crate::finding::{Level, Window};
use crate::suggest::line_column;

/// A row of the level table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LevelRow {
    /// The level.
    level: Level,
    /// The law that decides when and where it holds.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    regime: Option<Spanned<String>>,
    /// The level before that law is in force.
    before: Option<Level>,
    /// The level after it has ended.
    after: Option<Level>,
    /// First day; within a regime instead of its own.
    from: Option<Day>,
    /// First day on which it holds no more; within a regime instead of its own.
    until: Option<Day>,
    /// The market; every market when left out.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    market: Option<Spanned<String>>,
    /// Reason in one line; within a regime instead of its own.
    #[serde(default)]
    note: String,
    /// The point is unsettled.
    #[serde(default)]
    verify: bool,
}

/// The level table as stated, and written out by window and market.
pub(super) fn levels(
    file: RulesFile<'_>,
    at: usize,
    rule: &str,
    rows: Vec<Spanned<LevelRow>>,
    regimes: &[Regime],
    problems: &mut Vec<String>,
) -> (Vec<StatedLevel>, Vec<RuleLevel>) {
    if rows.is_empty() {
        problems
            .push(format!("{}: the rule `{rule}` has no level; a rule that never fires is not a rule", file.place(at)));
    }
    let mut stated = Vec::new();
    for row in rows {
        let place = line_column(file.text, row.span().start);
        let row = row.into_inner();
        if let Some(market) = &row.market {
            let why = unknown_market(market.get_ref());
            problems.extend(why.map(|why| format!("{}: {why}", file.place(market.span().start))));
        }
        stated.push(StatedLevel {
            level: row.level,
            before: row.before,
            after: row.after,
            window: Window { from: row.from.map(|day| day.0), until: row.until.map(|day| day.0) },
            market: row.market.map(Spanned::into_inner),
            regime: row.regime.map(Spanned::into_inner),
            note: row.note,
            verify: row.verify,
            place,
        });
    }
    let levels = expand(&stated, regimes).unwrap_or_else(|found| {
        problems
            .extend(found.into_iter().map(|(place, why)| format!("{}:{place}: the rule `{rule}`: {why}", file.name)));
        Vec::new()
    });
    (stated, levels)
}
