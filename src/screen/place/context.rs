//! Context of an address: the statements of its other parts, which decide how much one name in it is worth.

/// Statements of the rest of the address.
pub(super) struct AddressContext<'a> {
    /// The country is stated as China.
    pub(super) china: bool,
    /// Another Chinese province or city that the address names.
    pub(super) elsewhere: Option<&'a str>,
    /// The same, or one that only the name of the company speaks of, which says nothing of its sites.
    pub(super) elsewhere_in_name: Option<&'a str>,
    /// The coordinates lie far from the region.
    pub(super) far: bool,
}
