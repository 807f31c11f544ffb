//! The lists and tables of a pack, made ready to match.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::error::Error;
use crate::finding::NameKind;
use crate::policy::model::{Entry, List};
use crate::policy::pack::Pack;
use crate::screen::identifier;
use crate::screen::name::{NameIndex, NameInput, Phrases};
use crate::screen::place::Gazetteer;
use crate::screen::product::SectorTable;

/// Everything that screening looks things up in.
pub struct Screens<'a> {
    /// All listed names.
    pub names: NameIndex,
    /// The entry behind each entity number of the index: list and entry.
    entries: Vec<(&'a List, &'a Entry)>,
    /// The same names, to be found inside longer text.
    phrases: OnceLock<Phrases>,
    /// Listed identifiers: (scheme, value) to entity numbers.
    identifiers: HashMap<(String, String), Vec<u32>>,
    /// Places of the region and what is outside it.
    pub places: Gazetteer,
    /// Products and sectors.
    pub sectors: SectorTable,
}

impl<'a> Screens<'a> {
    /// Makes the lists that rules name, and the tables of a pack, ready.
    ///
    /// # Errors
    /// When a place or sector table of the pack does not parse.
    pub fn new(pack: &'a Pack) -> Result<Self, Error> {
        let mut entries = Vec::new();
        let mut inputs = Vec::new();
        let mut identifiers: HashMap<(String, String), Vec<u32>> = HashMap::new();
        for list in pack.lists.iter().filter(|list| pack.names_list(&list.id)) {
            for entry in list.entries.iter().filter(|entry| !entry.region) {
                let entity = u32::try_from(entries.len()).unwrap_or(u32::MAX);
                for (number, name) in entry.names.iter().enumerate() {
                    inputs.push(NameInput {
                        entity,
                        name: u32::try_from(number).unwrap_or(u32::MAX),
                        text: &name.text,
                        weak: name.kind == NameKind::Weak,
                    });
                }
                for (scheme, value) in &entry.identifiers {
                    identifiers.entry((scheme.clone(), identifier::normal(value))).or_default().push(entity);
                }
                entries.push((list, entry));
            }
        }
        // Every start pays for both, and neither needs the other.
        let (names, places) =
            rayon::join(|| NameIndex::build(inputs), || Gazetteer::load(&pack.place_tables()).map_err(Error::Policy));
        Ok(Self {
            names,
            phrases: OnceLock::new(),
            entries,
            identifiers,
            places: places?,
            sectors: SectorTable::load(pack.table("sectors/hs-codes.csv"), pack.table("sectors/high-priority.csv"))
                .map_err(Error::Policy)?,
        })
    }

    /// The entry behind an entity number.
    #[must_use]
    pub fn entry(&self, entity: u32) -> (&'a List, &'a Entry) {
        self.entries[entity as usize]
    }

    /// The listed names inside longer text.
    #[must_use]
    pub fn phrases(&self) -> &Phrases {
        self.phrases.get_or_init(|| Phrases::new(self.listed_names()))
    }

    /// All listed names: entity, number of the name, text.
    fn listed_names(&self) -> impl Iterator<Item = (u32, u32, &'a str)> {
        (0_u32..).zip(&self.entries).flat_map(|(entity, (_, entry))| {
            (0_u32..).zip(&entry.names).map(move |(number, name)| (entity, number, name.text.as_str()))
        })
    }

    /// The entities that carry this identifier.
    #[must_use]
    pub fn by_identifier(&self, scheme: &str, value: &str) -> &[u32] {
        self.identifiers.get(&(scheme.to_owned(), identifier::normal(value))).map_or(&[], Vec::as_slice)
    }
}
