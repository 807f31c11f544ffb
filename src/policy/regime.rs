//! Regimes: laws, each with its markets, dates and citation, named once in `policy.toml`; levels of rules refer to them.

use serde::Deserialize;
use toml::Spanned;

use super::day::Day;
use super::level::{RuleLevel, StatedLevel};
use crate::facts::MARKETS;
use crate::finding::{Level, Window};
use crate::suggest::hint;

/// A law that decides the levels of rules in its markets while it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regime {
    /// Kebab-case id: `uflpa`.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Legal citation.
    pub citation: String,
    /// The markets that it governs.
    pub markets: Vec<String>,
    /// Window in which it is in force.
    pub window: Window,
    /// The note of levels while it is in force; may be empty.
    pub note: String,
    /// The note of levels before it is in force.
    pub before_note: String,
    /// The note of levels after it has ended.
    pub after_note: String,
    /// The state of the law after its end is unsettled.
    pub after_verify: bool,
    /// Place of its table in the pack: file and line.
    pub place: String,
}

/// `[[regime]]` as `policy.toml` states it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RegimeRow {
    /// Kebab-case id, unique in the pack and the packs below.
    id: String,
    /// Name for people.
    title: String,
    /// Legal citation.
    citation: String,
    /// The markets that it governs.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    markets: Vec<Spanned<String>>,
    /// First day in force.
    from: Option<Day>,
    /// First day no longer in force.
    until: Option<Day>,
    /// Said with a level while it is in force.
    #[serde(default)]
    note: String,
    /// Said with a level before it is in force.
    #[serde(default)]
    before_note: String,
    /// Said with a level after it has ended.
    #[serde(default)]
    after_note: String,
    /// The point is unsettled after it has ended.
    #[serde(default)]
    after_verify: bool,
}

impl RegimeRow {
    /// Reads the row; `place` says where a byte of the file stands, as `file:line:column`.
    pub(super) fn read(self, at: usize, place: &dyn Fn(usize) -> String, problems: &mut Vec<String>) -> Regime {
        if self.markets.is_empty() {
            problems.push(format!("{}: the regime `{}` names no market; name at least one", place(at), self.id));
        }
        for market in &self.markets {
            problems
                .extend(unknown_market(market.get_ref()).map(|why| format!("{}: {why}", place(market.span().start))));
        }
        let window = Window { from: self.from.map(|day| day.0), until: self.until.map(|day| day.0) };
        if let (Some(from), Some(until)) = (window.from, window.until)
            && from >= until
        {
            problems.push(format!(
                "{}: the regime `{}` ends ({until}) before it begins ({from}); correct one of the two dates",
                place(at),
                self.id
            ));
        }
        Regime {
            id: self.id,
            title: self.title,
            citation: self.citation,
            markets: self.markets.into_iter().map(Spanned::into_inner).collect(),
            window,
            note: self.note,
            before_note: self.before_note,
            after_note: self.after_note,
            after_verify: self.after_verify,
            place: place(at),
        }
    }
}

/// The problem with the name of a market that no manifest can name; `None` for a good one.
pub(crate) fn unknown_market(market: &str) -> Option<String> {
    let way = || hint(market, MARKETS.into_iter(), "the markets are");
    (!MARKETS.contains(&market)).then(|| format!("`{market}` is not a known market; {}", way()))
}

impl StatedLevel {
    /// The days on which the row holds: its own, and those of its regime where it states none.
    fn days(&self, regime: &Regime) -> Window {
        Window { from: self.window.from.or(regime.window.from), until: self.window.until.or(regime.window.until) }
    }

    /// Writes the row out as levels by window and market.
    fn expanded(&self, regime: &Regime) -> Vec<RuleLevel> {
        let days = self.days(regime);
        let note = if self.note.is_empty() { &regime.note } else { &self.note };
        let spans = [
            (Some(self.level), days, note, self.verify),
            (self.before, Window { from: None, until: days.from }, &regime.before_note, false),
            (self.after, Window { from: days.until, until: None }, &regime.after_note, regime.after_verify),
        ];
        let row = |market: &String, (level, window, note, verify): &(Option<Level>, Window, &String, bool)| {
            Some(RuleLevel {
                level: (*level)?,
                window: *window,
                market: Some(market.clone()),
                note: (*note).clone(),
                verify: *verify,
                regime: Some(regime.id.clone()),
            })
        };
        spans.iter().flat_map(|span| regime.markets.iter().filter_map(|market| row(market, span))).collect()
    }
}

/// Writes the level table of a rule out by window and market. Returns each problem with the place of its row.
pub(super) fn expand(rows: &[StatedLevel], regimes: &[Regime]) -> Result<Vec<RuleLevel>, Vec<(String, String)>> {
    let mut levels: Vec<RuleLevel> = Vec::new();
    let mut problems = Vec::new();
    for row in rows {
        let mut refuse = |why: String| problems.push((row.place.clone(), why));
        let expanded = match &row.regime {
            None => {
                if row.before.is_some() || row.after.is_some() {
                    refuse(
                        "`before` and `after` are levels beside a `regime`, which this row does not name".to_owned(),
                    );
                }
                vec![RuleLevel {
                    level: row.level,
                    window: row.window,
                    market: row.market.clone(),
                    note: row.note.clone(),
                    verify: row.verify,
                    regime: None,
                }]
            }
            Some(id) => {
                let Some(regime) = regimes.iter().find(|regime| regime.id == *id) else {
                    let way = hint(id, regimes.iter().map(|regime| regime.id.as_str()), "the regimes are");
                    refuse(format!("the pack has no regime `{id}`; {way}"));
                    continue;
                };
                let days = row.days(regime);
                if row.market.is_some() {
                    refuse(format!("the regime `{id}` names its markets itself; take `market` out"));
                }
                if row.before.is_some() && days.from.is_none() {
                    refuse(format!("the regime `{id}` has no first day, so nothing is `before` it"));
                }
                if row.after.is_some() && days.until.is_none() {
                    refuse(format!("the regime `{id}` has no last day, so nothing is `after` it"));
                }
                row.expanded(regime)
            }
        };
        for new in expanded {
            if let (Some(from), Some(until)) = (new.window.from, new.window.until)
                && from >= until
            {
                refuse(format!("this level ends ({until}) before it begins ({from}); correct one of the two dates"));
            }
            if let Some(earlier) = levels.iter().find(|old| old.market == new.market && overlap(old.window, new.window))
            {
                refuse(format!(
                    "two levels hold for the same market at the same time ({} and {}); end one before the other begins",
                    earlier.level.word(),
                    new.level.word()
                ));
            }
            levels.push(new);
        }
    }
    if problems.is_empty() { Ok(levels) } else { Err(problems) }
}

fn overlap(a: Window, b: Window) -> bool {
    let before = |end, begin| matches!((end, begin), (Some(end), Some(begin)) if end <= begin);
    !before(a.until, b.from) && !before(b.until, a.from)
}
