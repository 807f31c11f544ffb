//! Something is wrong with a waiver or an entry of the baseline.

use super::Reason;
use crate::finding::{CoverKind, Flaw};

/// Something is wrong with a waiver or an entry of the baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Kind of the exception: waiver or baseline entry.
    pub kind: CoverKind,
    /// The rule that it names; may be empty.
    pub rule: String,
    /// The subject that it names; may be empty.
    pub subject: String,
    /// The fingerprint that it names; may be empty.
    pub fingerprint: String,
    /// Flaws, each shown by the location of the same number. Never empty.
    pub flaws: Vec<Flaw>,
}

impl Reason for Exception {
    fn is_about_exception(&self) -> bool {
        true
    }

    fn join(&mut self, other: &dyn Reason) -> bool {
        let Some(other) = other.get::<Self>() else { return false };
        self.flaws.extend(other.flaws.iter().cloned());
        true
    }
}
