//! The exit codes: part of the contract, independent of the output format.

/// Exit code of a run of `sourcegate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// No finding at or above the fail level.
    Passed = 0,
    /// One finding or more at or above the fail level.
    Findings = 1,
    /// Usage, configuration or policy error.
    Usage = 2,
    /// No input held sourcing data, so nothing was checked.
    NothingChecked = 3,
    /// An input, a repository or a commit could not be read.
    Incomplete = 4,
}

impl Exit {
    /// Returns its meaning in a few words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Passed => "nothing at or above the fail level",
            Self::Findings => "findings at or above the fail level",
            Self::Usage => "usage, configuration or policy error",
            Self::NothingChecked => "nothing was checked",
            Self::Incomplete => "could not complete",
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
