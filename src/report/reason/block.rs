//! The vocabulary in which reasons explain themselves, and of which each report makes what its readers expect.

use std::cmp::Ordering;

/// A part of an explanation, under a heading.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Block {
    /// The heading: one lower-case word.
    pub(in crate::report) name: &'static str,
    /// Content below it, raw.
    pub(in crate::report) body: Body,
    /// True if a report of little room can do without it.
    pub(in crate::report) detail: bool,
}

/// Content of a block.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) enum Body {
    /// Prose; nothing is shown of an empty one.
    Prose(String),
    /// Points, of which as many are shown as fit; nothing is shown of none.
    Points(Vec<String>),
    /// A row of a list: where it stands, the stated text against the listed one, and how they met.
    Row {
        /// List, day, entry, file and line.
        place: String,
        /// The stated text.
        stated: String,
        /// The listed text.
        listed: String,
        /// Way in which they met; may be empty.
        how: String,
    },
    /// Something as it was and as it is.
    Change {
        /// Thing that changed.
        of: String,
        /// State before.
        before: String,
        /// State after.
        after: String,
    },
    /// A computed comparison that decided.
    Arithmetic {
        /// Computed value: `1,043 days`.
        left: String,
        /// Order of the left value against the right one.
        is: Ordering,
        /// Value that it was held against: `90 days allowed`.
        right: String,
    },
}

impl Block {
    /// A block that every report with room for more than a sentence shows.
    pub(super) const fn main(name: &'static str, body: Body) -> Self {
        Self { name, body, detail: false }
    }

    /// A block for reports that have room for everything: the sentence says the gist of it.
    pub(super) const fn detail(name: &'static str, body: Body) -> Self {
        Self { name, body, detail: true }
    }
}

/// Sign of a comparison.
pub(in crate::report) const fn sign(ordering: Ordering) -> &'static str {
    match ordering {
        Ordering::Less => "<",
        Ordering::Equal => "=",
        Ordering::Greater => ">",
    }
}
