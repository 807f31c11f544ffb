//! Reasons why a run could not be done. Every kind maps to an exit code, and every message names the way out.

use crate::exit::Exit;

/// A failure of the run itself, as opposed to a finding.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Wrong arguments or configuration.
    #[error("{0}")]
    Usage(String),
    /// The policy pack does not load or does not match its digests.
    #[error("policy: {0}")]
    Policy(String),
    /// No file held sourcing data.
    #[error("{0}")]
    NothingChecked(String),
    /// An input, a repository or a commit could not be read.
    #[error("{0}")]
    Incomplete(String),
}

impl Error {
    /// The exit code this failure ends in.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Policy(_) => Exit::Usage,
            Self::NothingChecked(_) => Exit::NothingChecked,
            Self::Incomplete(_) => Exit::Incomplete,
        }
    }
}
