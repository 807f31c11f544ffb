//! The target of a screening: listed entities, found by name and, where lines state identifiers, by these.

use std::collections::HashMap;

use super::entities::EntityIndex;
use super::query::Query;
use crate::screen::identifier;

/// Entities that names are screened against.
pub(super) struct Target<'a> {
    pub(super) listed: &'a EntityIndex,
    /// Entities under their identifiers, where lines may state some.
    pub(super) by_identifier: Option<HashMap<(String, String), Vec<u32>>>,
}

impl Target<'_> {
    /// The entity that bears a stated identifier, and which one.
    pub(super) fn same<'b>(&self, asked: &'b Query<'_>) -> Option<(u32, (&'b str, &'b str))> {
        let all = self.by_identifier.as_ref()?;
        asked.identifiers.each().find_map(|(scheme, value)| {
            let entities = all.get(&(scheme.to_owned(), identifier::normal(value)))?;
            Some((*entities.first()?, (scheme, value)))
        })
    }
}
