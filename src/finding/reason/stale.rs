//! The snapshot of a list is older than the policy allows.

use jiff::civil::Date;

use super::Reason;

/// The snapshot of a list is older than the policy allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// List id.
    pub list: String,
    /// Day of the snapshot; `None` when the pack tells none.
    pub snapshot: Option<Date>,
    /// Day to which the content goes, by its publisher.
    pub published: Option<Date>,
    /// Age of the snapshot in days.
    pub days: Option<i64>,
    /// The age that the policy allows, in days.
    pub limit: i64,
}

impl Reason for Stale {
    fn listing(&self) -> Option<(&str, &str)> {
        Some((&self.list, ""))
    }

    fn is_of_this_run(&self) -> bool {
        true
    }
}
