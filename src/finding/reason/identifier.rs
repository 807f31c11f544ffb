//! An identifier is malformed, fails its check, contradicts another statement, or says something by itself.

use super::Reason;

/// An identifier is malformed, fails its check, contradicts another statement, or says something by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// Scheme: `uscc`, `lei`, …
    pub scheme: String,
    /// Identifier as stated.
    pub stated: String,
    /// Problem with it, or the statement that it makes.
    pub problem: IdentifierProblem,
    /// The value that would be right (the expected check character), or the other party that has it.
    pub expected: Option<String>,
}

/// Problem with an identifier, or the statement that it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentifierProblem {
    /// The shape is not that of the scheme, in the words of the reader of the scheme.
    Shape(String),
    /// The check character does not fit.
    CheckCharacter,
    /// Another record, of a name that has nothing to do with this one, states it too.
    OtherName(String),
    /// A manufacturer identification code (MID) begins with another country than the one of the record.
    OtherCountry {
        /// The first two letters.
        stated: String,
        /// The country of the record.
        country: String,
    },
    /// A manufacturer identification code (MID) ends with another city than the one of the record.
    OtherCity {
        /// The last three letters.
        stated: String,
        /// The city of the record.
        city: String,
    },
    /// Statements that it makes, as the reader of its scheme puts them.
    Says(Vec<String>),
    /// The party was registered in a city of the Xinjiang Production and Construction Corps.
    CorpsCity {
        /// Code of the division (GB/T 2260).
        code: String,
    },
}

impl Reason for Identifier {}
