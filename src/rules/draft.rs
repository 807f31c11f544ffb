//! A draft: what a check hands over before paths, markets, dates and levels are worked out.

use super::Registered;
use crate::facts::RecordId;
use crate::finding::{Level, LevelNote, Location, Reason, Window};

/// A rule that may have fired on a record.
pub(crate) struct Draft {
    /// The record it is about.
    pub(crate) record: RecordId,
    /// Why.
    pub(crate) reason: Box<dyn Reason>,
    /// Places of the offending values; the first is the primary one.
    pub(crate) locations: Vec<Location>,
    /// Days on which it holds, beside the dates of the rule: the listing, the alias.
    pub(crate) windows: Vec<Window>,
    /// The highest level it may have, and why.
    pub(crate) cap: Option<(Level, LevelNote)>,
    /// Text that matched, as part of the fingerprint; never a place in a file.
    pub(crate) matched: String,
    /// The record only owns or controls: its exposure is shown on what its subsidiaries supply.
    pub(crate) through_subsidiaries: bool,
}

impl Draft {
    /// A draft that holds on every day the rule is in force.
    pub(crate) fn new(record: RecordId, reason: impl Registered, locations: Vec<Location>, matched: String) -> Self {
        Self {
            record,
            reason: Box::new(reason),
            locations,
            windows: vec![Window::default()],
            cap: None,
            matched,
            through_subsidiaries: false,
        }
    }

    /// Caps the level; a lower cap replaces a higher one.
    pub(crate) fn capped(mut self, level: Level, why: LevelNote) -> Self {
        if self.cap.as_ref().is_none_or(|(old, _)| level < *old) {
            self.cap = Some((level, why));
        }
        self
    }
}
