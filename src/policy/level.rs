//! Levels of rules: as a pack states them, and written out by window and market.

use crate::finding::{Level, Window};

/// A row of the level table of a rule, as stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedLevel {
    /// The level while the row, or its regime, is in force.
    pub level: Level,
    /// The level before its regime is in force; `None`: not in force then.
    pub before: Option<Level>,
    /// The level after its regime has ended; `None`: not in force then.
    pub after: Option<Level>,
    /// The stated days; within a regime they replace its own.
    pub window: Window,
    /// The market; `None` for every market, or for those of the regime.
    pub market: Option<String>,
    /// The id of its regime.
    pub regime: Option<String>,
    /// The stated note; empty for that of the regime.
    pub note: String,
    /// The point is unsettled.
    pub verify: bool,
    /// Line and column in the rules file, as `12:3`.
    pub place: String,
}

/// The level of a rule in a window and a market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLevel {
    /// The level.
    pub level: Level,
    /// Window in which it holds.
    pub window: Window,
    /// The market it holds for (`US`, `EU`, …); `None` for every market.
    pub market: Option<String>,
    /// Reason in one line: the act that put it in force.
    pub note: String,
    /// The point is unsettled; the explanation says so.
    pub verify: bool,
    /// The id of the law that gives it its days and market.
    pub regime: Option<String>,
}
