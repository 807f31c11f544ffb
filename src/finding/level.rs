//! Level of a finding, its certainty, and its basis.

/// Level of a finding, ordered from harmless to severe.
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
    /// Inadmissible as it stands.
    Deny,
}

impl Level {
    /// All levels, the most severe first.
    pub const ALL: [Self; 4] = [Self::Deny, Self::Review, Self::Warn, Self::Info];

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

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|level| level.word() == word).ok_or_else(|| {
            let [deny, review, warn, info] = Self::ALL.map(Self::word);
            format!("`{word}` is not a level; there are {deny}, {review}, {warn} and {info}")
        })
    }
}

/// Certainty of a rule: a list, a code, arithmetic or a date decides, or a person must.
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

/// Basis of a rule.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_by_its_word_and_no_other() {
        for level in Level::ALL {
            assert_eq!(level.word().parse(), Ok(level));
        }
        let wrong = "Deny".parse::<Level>().unwrap_err();
        assert_eq!(wrong, "`Deny` is not a level; there are deny, review, warn and info");
    }
}
