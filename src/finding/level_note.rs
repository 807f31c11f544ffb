//! Reasons for a level other than the one that the rule gives: typed, so that only reports make sentences of them.

use super::Grade;

/// Reason for the level of a finding, when it is not simply that of the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LevelNote {
    /// The note of the level's own row in the rule.
    Row(String),
    /// The row of the list is of a grade that cannot deny.
    Grade(Grade),
    /// A person was met by name alone.
    PersonByName,
    /// The listed name is the stated parent, not the supplier itself.
    StatedParent,
    /// The listed party is stated only as an owner, not as a supplier.
    OnlyOwner,
    /// The identifier is malformed.
    MalformedIdentifier,
    /// The identifier is a manufacturer identification code (MID), which filers build from what somebody typed.
    ManufacturerId,
    /// No statement says that goods are produced at the address.
    NoProduction,
    /// A unit of the corps is named without the words that make it certain.
    UnitInPart,
    /// A place of registration is all that is known.
    Registration,
    /// The run is not one of continuous integration.
    OutsideCi,
}
