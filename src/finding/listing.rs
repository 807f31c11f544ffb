//! The words of list rows that findings repeat: grade, kind of name, window of days.

use jiff::civil::Date;

/// Grade of the evidence for a row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Grade {
    /// No document read states it.
    Unverified,
    /// An unverified third-party transcription: a lead.
    Tertiary,
    /// A law firm, the trade press or news that repeats the notice.
    Secondary,
    /// A government page, notice or data file.
    Official,
}

impl Grade {
    /// Returns true if a row of this grade may produce `deny`; the others produce `review` at most.
    #[must_use]
    pub const fn may_deny(self) -> bool {
        matches!(self, Self::Secondary | Self::Official)
    }

    /// The word used in lists and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Tertiary => "tertiary",
            Self::Secondary => "secondary",
            Self::Official => "official",
        }
    }
}

/// A window of days; both ends are optional, the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Window {
    /// First day in force.
    pub from: Option<Date>,
    /// First day no longer in force.
    pub until: Option<Date>,
}

impl Window {
    /// Returns true if the day lies in the window.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// The kind of a listed name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// The name of the entry.
    Primary,
    /// Another name in use ("also known as").
    Alias,
    /// An alias that its publisher calls weak: a broad word or an abbreviation that many others bear, and never more than
    /// a possible match.
    Weak,
    /// Formerly known as.
    Former,
    /// Name in the script of the country.
    Native,
    /// Taken off the entry; kept as a tombstone and only in force inside its window.
    Removed,
}

impl NameKind {
    /// The word used in lists and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Alias => "alias",
            Self::Weak => "weak",
            Self::Former => "former",
            Self::Native => "native",
            Self::Removed => "removed",
        }
    }
}
