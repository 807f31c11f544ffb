//! Something places the record in the region.

use super::Reason;

/// Something places the record in the region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Key that said so (`province`, `lat`, `postcode`, `name`, …).
    pub part: String,
    /// The text that met.
    pub stated: String,
    /// Meaning: division, postcode rule, polygon.
    pub meaning: String,
    /// Code of the division (GB/T 2260), if one was found.
    pub code: Option<String>,
    /// Way in which it met.
    pub how: PlaceHow,
    /// Other signals that agree.
    pub also: Vec<Signal>,
    /// Contradictions, as screening says them.
    pub conflicts: Vec<String>,
}

/// Way in which a text met a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceHow {
    /// A match, in the words of screening.
    Met(String),
    /// A contradiction to another part of the same address.
    Contradiction,
}

/// A further signal for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// Key that said so.
    pub part: String,
    /// The text.
    pub stated: String,
    /// Meaning of the text.
    pub meaning: String,
}

impl Reason for Place {}
