//! How serious a finding is, how sure, and what stands behind it.

/// How serious a finding is; ordered from harmless to severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Worth a look.
    Warn,
    /// Evidence is needed.
    Review,
    /// Not admissible as it stands.
    Deny,
}

impl Level {
    /// Returns the level with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Deny, Self::Review, Self::Warn, Self::Info].into_iter().find(|level| level.word() == word)
    }

    /// The word used in policy, reports and options.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Review => "review",
            Self::Deny => "deny",
        }
    }
}

/// Whether a rule decides by list, code, arithmetic or date, or needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Certainty {
    /// A list, a code, arithmetic or a date decides.
    Determinate,
    /// A person must judge.
    Indicator,
}

impl Certainty {
    /// The word used in policy and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Determinate => "determinate",
            Self::Indicator => "indicator",
        }
    }
}

/// What stands behind a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Basis {
    /// A statute, regulation or order.
    Law,
    /// A government advisory.
    Advisory,
    /// The company's own policy.
    Company,
}

impl Basis {
    /// The word used in policy and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Advisory => "advisory",
            Self::Company => "company",
        }
    }
}
