//! Entries about the region, by the places that a pack knows, and those that a choice of entries leaves out.
//!
//! An address that says "Korla City, XUAR 841000" names the region as well as one that says "Xinjiang". A firm that was
//! listed for what it does there may have its seat elsewhere; then only the notice that listed it tells.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::policy::import::{ImportedEntry, notices};
use crate::policy::model::Entry;
use crate::policy::pack::Pack;
use crate::screen::place::{AddressParts, Gazetteer, Strength};

/// The places of the region, to tell which entries are about it.
#[derive(Debug)]
pub struct Region(Gazetteer);

impl Region {
    /// The region as a pack draws it.
    ///
    /// # Errors
    /// When a table of places does not parse.
    pub fn drawn_by(pack: &Pack) -> Result<Self, Error> {
        Ok(Self(Gazetteer::load(&pack.place_tables()).map_err(Error::Policy)?))
    }

    /// Returns true for an entry with its name or an address in the region, however it is written.
    #[must_use]
    pub fn holds(&self, entry: &Entry) -> bool {
        entry.region
            || entry.location.split(';').any(|address| {
                let parts =
                    AddressParts { name: Some(entry.name()), address: Some(address.trim()), ..AddressParts::default() };
                self.0.read(&parts).signals.iter().any(|signal| signal.strength != Strength::Hint)
            })
    }
}

/// Entries that a choice leaves out although they are about the region.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOutside {
    /// Names of those that are about the region.
    pub region: Vec<String>,
    /// Names of others, by a notice most of whose entries are about the region.
    pub listed_with: Vec<(String, Vec<String>)>,
}

/// The entries about the region among those that are out of scope, given all entries of the edition.
pub(super) fn left_outside(all: &[ImportedEntry], out: &[ImportedEntry], region: &Region) -> LeftOutside {
    let mut left = LeftOutside::default();
    if out.is_empty() {
        return left;
    }
    // Of each notice the entries, and those of them that are about the region.
    let mut of_notice: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in all {
        let about = usize::from(region.holds(&row.entry));
        for notice in notices(&row.entry.citation) {
            let (entries, here) = of_notice.entry(notice).or_default();
            *entries += 1;
            *here += about;
        }
    }
    let mut with: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in out {
        let name = row.entry.name().to_owned();
        if region.holds(&row.entry) {
            left.region.push(name);
            continue;
        }
        let mostly = |notice: &String| of_notice.get(notice).is_some_and(|(entries, here)| here * 2 > *entries);
        if let Some(notice) = notices(&row.entry.citation).into_iter().find(mostly) {
            with.entry(notice).or_default().push(name);
        }
    }
    left.listed_with = with.into_iter().collect();
    left
}
