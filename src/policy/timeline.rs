//! The level of a rule as it runs through time, market by market: for telling where two rules differ, and which is lower.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::change::Detail;
use super::model::Rule;
use crate::finding::{Level, Window};

/// A stretch of days in a market on which two rules have different levels.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch {
    /// The market; `None` stands for every market that neither rule names.
    market: Option<String>,
    /// The days.
    window: Window,
    /// The old level; `None`: not in force.
    old: Option<Level>,
    /// The new level; `None`: not in force.
    new: Option<Level>,
}

impl Stretch {
    /// Returns true when the new rule says less than the old one.
    fn is_lower(&self) -> bool {
        self.new < self.old
    }
}

/// A market that no rule can name, because names of markets are words.
const OTHER: &str = "\u{0}";

/// Stretches of time in which the levels of two rules differ.
fn differences(old: &Rule, new: &Rule) -> Vec<Stretch> {
    let rows = || old.levels.iter().chain(&new.levels);
    let markets: BTreeSet<Option<&str>> =
        rows().filter_map(|row| row.market.as_deref()).map(Some).chain([None]).collect();
    let bounds: BTreeSet<Date> = rows().flat_map(|row| [row.window.from, row.window.until]).flatten().collect();
    // Levels are constant between two bounds, so the first day of each stretch speaks for all of it.
    let starts: Vec<Option<Date>> = std::iter::once(None).chain(bounds.iter().copied().map(Some)).collect();
    let mut found: Vec<Stretch> = Vec::new();
    for market in markets {
        for (at, start) in starts.iter().enumerate() {
            let day = start.unwrap_or(Date::MIN);
            let until = starts.get(at + 1).copied().flatten();
            let level = |rule: &Rule| rule.level_on(day, market.unwrap_or(OTHER)).map(|row| row.level);
            let (before, after) = (level(old), level(new));
            if before == after {
                continue;
            }
            let market = market.map(str::to_owned);
            match found.last_mut() {
                Some(last)
                    if last.market == market
                        && (last.old, last.new) == (before, after)
                        && last.window.until == *start =>
                {
                    last.window.until = until;
                }
                _ => found.push(Stretch { market, window: Window { from: *start, until }, old: before, new: after }),
            }
        }
    }
    found
}

/// The differences in words; what is the same in every market is said once.
pub(super) fn details(old: &Rule, new: &Rule) -> Vec<Detail> {
    in_words(old, new, &differences(old, new))
}

/// Those differences in words where the new rule says less than the old one.
pub(super) fn lowered(old: &Rule, new: &Rule) -> Vec<Detail> {
    let mut lower = differences(old, new);
    lower.retain(Stretch::is_lower);
    in_words(old, new, &lower)
}

/// Returns true if the levels differ on a day that is not before `first`.
pub(super) fn differ_from(old: &Rule, new: &Rule, first: Option<Date>) -> bool {
    let counts = |stretch: &Stretch| stretch.window.until.is_none_or(|until| first.is_none_or(|first| until > first));
    differences(old, new).iter().any(counts)
}

fn in_words(old: &Rule, new: &Rule, stretches: &[Stretch]) -> Vec<Detail> {
    let of = |market: Option<&str>| -> Vec<(Window, Option<Level>, Option<Level>)> {
        stretches
            .iter()
            .filter(|stretch| stretch.market.as_deref() == market)
            .map(|stretch| (stretch.window, stretch.old, stretch.new))
            .collect()
    };
    let named: BTreeSet<&str> = old.levels.iter().chain(&new.levels).filter_map(|row| row.market.as_deref()).collect();
    let everywhere = named.iter().all(|market| of(Some(market)) == of(None));
    let word = |level: Option<Level>| Some(level.map_or("not in force", Level::word).to_owned());
    stretches
        .iter()
        .filter(|stretch| !everywhere || stretch.market.is_none())
        .filter_map(|stretch| {
            let mut field = "level".to_owned();
            match &stretch.market {
                Some(market) => field.push_str(&format!(" in {market}")),
                None if !everywhere => field.push_str(" in other markets"),
                None => {}
            }
            match (stretch.window.from, stretch.window.until) {
                (None, None) => {}
                (Some(from), None) => field.push_str(&format!(" from {from}")),
                (None, Some(until)) => field.push_str(&format!(" until {until}")),
                (Some(from), Some(until)) => field.push_str(&format!(" from {from} until {until}")),
            }
            Detail::between(field, word(stretch.old), word(stretch.new))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::rule::tests::read;

    fn rule(levels: &str) -> Rule {
        read(&format!("level = [{levels}]"), "c").unwrap()
    }

    fn said(old: &str, new: &str) -> Vec<String> {
        let shown = |text: Option<String>| text.unwrap_or_default();
        let tell = |detail: Detail| format!("{}: {} -> {}", detail.field, shown(detail.old), shown(detail.new));
        details(&rule(old), &rule(new)).into_iter().map(tell).collect()
    }

    #[test]
    fn a_level_that_changes_everywhere_is_said_once() {
        assert_eq!(said(r#"{ level = "deny" }"#, r#"{ level = "warn" }"#), ["level: deny -> warn"]);
        assert_eq!(
            said(r#"{ level = "deny", from = 2022-06-21 }"#, r#"{ level = "deny", from = 2023-01-01 }"#),
            ["level from 2022-06-21 until 2023-01-01: deny -> not in force"]
        );
    }

    #[test]
    fn markets_and_days_that_differ_are_named_and_neighbours_joined() {
        let old = r#"{ level = "info", market = "EU", until = 2027-12-14 }, { level = "deny" }"#;
        let new = r#"{ level = "info", market = "EU" }, { level = "deny" }"#;
        assert_eq!(said(old, new), ["level in EU from 2027-12-14: deny -> info"]);
        let new = r#"{ level = "deny", until = 2024-01-01 }, { level = "deny", from = 2024-01-01 }"#;
        assert_eq!(said(old, new), ["level in EU until 2027-12-14: info -> deny"]);
        assert!(said(old, old).is_empty());
    }

    #[test]
    fn not_in_force_is_lower_than_any_level() {
        let found = differences(&rule(r#"{ level = "info" }"#), &rule(r#"{ level = "info", market = "US" }"#));
        assert_eq!(found.len(), 1);
        assert!(found[0].is_lower() && found[0].market.is_none());
        assert!(!differences(&rule(r#"{ level = "warn" }"#), &rule(r#"{ level = "deny" }"#))[0].is_lower());
    }
}
