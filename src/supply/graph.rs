//! Linking: local ids become edges, and the parties of all manifests become one graph.
//!
//! Native manifests refer to each other by id, and so do the objects of one document. Tables have no ids: the records of one
//! row stand next to each other and belong together, a row whose identifier or exact name is that of a native party is that
//! party, and an item with a level is part of the nearest item above it with a lower one.

use std::collections::{HashMap, HashSet};

use crate::facts::{Facts, Key, Kind, Record, RecordId};
use crate::source::FileId;

/// A supply edge: `from` supplies `to` with a commodity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The `[[supply]]` record that states it.
    pub record: RecordId,
    /// Supplier: a party or a site.
    pub from: RecordId,
    /// Customer: a party or a site.
    pub to: RecordId,
    /// The item or material, if stated.
    pub commodity: Option<RecordId>,
}

/// The linked graph of all manifests of a run.
#[derive(Debug)]
pub struct Graph<'a> {
    /// Facts that the graph was made from.
    pub facts: &'a Facts,
    /// Ids of native manifests, and those that hold within one document.
    ids: HashMap<(Option<FileId>, &'a str), RecordId>,
    edges: Vec<Edge>,
    edges_from: HashMap<RecordId, Vec<usize>>,
    edges_to: HashMap<RecordId, Vec<usize>>,
    /// Party to its sites, native ones only; those of a table row stand beside the party.
    sites: HashMap<RecordId, Vec<RecordId>>,
    /// Party or site to the items it makes.
    makes: HashMap<RecordId, Vec<RecordId>>,
    /// Item or material to the items that contain it.
    contained_in: HashMap<RecordId, Vec<RecordId>>,
    /// Item of a table to the items below it in the outline.
    outlined: HashMap<RecordId, Vec<RecordId>>,
    /// Owner or parent to what it owns.
    owned: HashMap<RecordId, Vec<RecordId>>,
    /// Commodity to the edges that carry it.
    carried: HashMap<RecordId, Vec<usize>>,
    /// Table party to the native party it is, and back.
    same: HashMap<RecordId, Vec<RecordId>>,
}

impl<'a> Graph<'a> {
    /// Links the facts. References that name nothing are the readers' business and are skipped here.
    #[must_use]
    pub fn new(facts: &'a Facts) -> Self {
        let mut graph = Self {
            facts,
            ids: HashMap::new(),
            edges: Vec::new(),
            edges_from: HashMap::new(),
            edges_to: HashMap::new(),
            sites: HashMap::new(),
            makes: HashMap::new(),
            contained_in: HashMap::new(),
            outlined: HashMap::new(),
            owned: HashMap::new(),
            carried: HashMap::new(),
            same: HashMap::new(),
        };
        let mut documents: HashSet<FileId> = HashSet::new();
        for (id, record) in facts.records() {
            if let Some(name) = facts.value(id, Key::Id) {
                let scope = scope(record);
                documents.extend(scope);
                match scope {
                    None => graph.ids.insert((None, name), id),
                    // Of two objects of one id the first one counts, as in the file.
                    Some(_) => Some(*graph.ids.entry((scope, name)).or_insert(id)),
                };
            }
        }
        for (id, record) in facts.records() {
            if record.row == 0 || documents.contains(&record.file) {
                graph.link_native(id, record);
            }
        }
        graph.link_outlines();
        graph.link_tables();
        graph
    }

    /// Items of a table are parts of each other by their levels.
    fn link_outlines(&mut self) {
        let facts = self.facts;
        // The items above the one at hand, each a level below the one before.
        let mut above: Vec<(u32, RecordId)> = Vec::new();
        for (id, record) in facts.records().filter(|(_, record)| record.kind == Kind::Item && record.row > 0) {
            let Some(level) = facts.value(id, Key::Level).and_then(|level| level.parse().ok()) else { continue };
            let file = record.file;
            while above.pop_if(|(other, at)| *other >= level || facts.record(*at).file != file).is_some() {}
            if let Some(&(_, container)) = above.last() {
                self.contained_in.entry(id).or_default().push(container);
                self.outlined.entry(container).or_default().push(id);
            }
            above.push((level, id));
        }
    }

    fn link_native(&mut self, id: RecordId, record: &Record) {
        let facts = self.facts;
        match record.kind {
            Kind::Party => {
                if let Some(parent) = self.reference(id, Key::Parent) {
                    self.owned.entry(parent).or_default().push(id);
                }
            }
            Kind::Ownership => {
                if let (Some(owner), Some(owned)) = (self.reference(id, Key::Owner), self.reference(id, Key::Owned)) {
                    self.owned.entry(owner).or_default().push(owned);
                }
            }
            Kind::Site => {
                if let Some(party) = self.reference(id, Key::Party) {
                    self.sites.entry(party).or_default().push(id);
                }
            }
            Kind::Item => {
                for key in [Key::MadeBy, Key::MadeAt] {
                    if let Some(maker) = self.reference(id, key) {
                        self.makes.entry(maker).or_default().push(id);
                    }
                }
                for fact in facts.all(id, Key::Contains) {
                    if let Some(part) = self.named(id, facts.text(fact)) {
                        self.contained_in.entry(part).or_default().push(id);
                    }
                }
            }
            Kind::Supply => {
                if let (Some(from), Some(to)) = (self.reference(id, Key::From), self.reference(id, Key::To)) {
                    let commodity = self.reference(id, Key::Item).or_else(|| self.reference(id, Key::Material));
                    let at = self.edges.len();
                    self.edges.push(Edge { record: id, from, to, commodity });
                    self.edges_from.entry(from).or_default().push(at);
                    self.edges_to.entry(to).or_default().push(at);
                    if let Some(commodity) = commodity {
                        self.carried.entry(commodity).or_default().push(at);
                    }
                }
            }
            _ => {}
        }
    }

    /// A table row that carries the identifier or the exact name of a native party is that party.
    fn link_tables(&mut self) {
        let facts = self.facts;
        let mut known: HashMap<String, RecordId> = HashMap::new();
        let parties = || facts.records().filter(|(_, record)| record.kind == Kind::Party);
        let natives = parties().filter(|(_, record)| record.row == 0);
        // An object with an id can be meant by others, so other files may say more of it.
        let objects = parties().filter(|(id, record)| record.row > 0 && facts.get(*id, Key::Id).is_some());
        for (id, _) in natives.chain(objects) {
            for key in identity_keys(facts, id) {
                known.entry(key).or_insert(id);
            }
        }
        if known.is_empty() {
            return;
        }
        for (id, record) in facts.records() {
            if record.kind == Kind::Party && record.row > 0 {
                let native = identity_keys(facts, id).find_map(|key| known.get(&key).copied());
                if let Some(native) = native
                    && native != id
                    && !differ(facts, id, native)
                {
                    self.same.entry(id).or_default().push(native);
                    self.same.entry(native).or_default().push(id);
                }
            }
        }
    }

    /// The record that a record means by an id: one of a native manifest, or one of its own document.
    #[must_use]
    pub fn named(&self, by: RecordId, id: &str) -> Option<RecordId> {
        self.ids.get(&(scope(self.facts.record(by)), id)).copied()
    }

    /// The record that a fact of this record refers to by id.
    #[must_use]
    pub fn reference(&self, id: RecordId, key: Key) -> Option<RecordId> {
        self.named(id, self.facts.value(id, key)?)
    }

    /// The party that works at a site.
    #[must_use]
    pub fn party_of(&self, site: RecordId) -> Option<RecordId> {
        self.reference(site, Key::Party).or_else(|| self.row_mates(site).find(|&mate| self.kind(mate) == Kind::Party))
    }

    /// The sites of a party.
    pub fn sites_of(&self, party: RecordId) -> impl Iterator<Item = RecordId> {
        self.sites
            .get(&party)
            .into_iter()
            .flatten()
            .copied()
            .chain(self.row_mates(party).filter(|&mate| self.kind(mate) == Kind::Site))
    }

    /// Table parties that are this native party, or the native party that a table party is.
    pub fn same_as(&self, party: RecordId) -> impl Iterator<Item = RecordId> {
        self.same.get(&party).into_iter().flatten().copied()
    }

    /// Items that a party or site makes or, in a table row, supplies.
    pub fn items_of(&self, maker: RecordId) -> impl Iterator<Item = RecordId> {
        self.makes
            .get(&maker)
            .into_iter()
            .flatten()
            .copied()
            .chain(self.row_mates(maker).filter(|&mate| self.kind(mate) == Kind::Item))
    }

    /// Items that contain an item or material.
    pub fn containers(&self, part: RecordId) -> impl Iterator<Item = RecordId> {
        self.contained_in.get(&part).into_iter().flatten().copied()
    }

    /// All supply edges, in the order stated.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Edges on which the record supplies.
    pub fn outgoing(&self, from: RecordId) -> impl Iterator<Item = &Edge> {
        self.edges_from.get(&from).into_iter().flatten().map(|&at| &self.edges[at])
    }

    /// Edges on which the record is supplied.
    pub fn incoming(&self, to: RecordId) -> impl Iterator<Item = &Edge> {
        self.edges_to.get(&to).into_iter().flatten().map(|&at| &self.edges[at])
    }

    /// Parties and sites by which a native item is stated to be made.
    pub fn makers_of(&self, item: RecordId) -> impl Iterator<Item = RecordId> {
        [Key::MadeAt, Key::MadeBy].into_iter().filter_map(move |key| self.reference(item, key))
    }

    /// Items and materials that an item is stated to contain.
    pub fn parts_of(&self, item: RecordId) -> impl Iterator<Item = RecordId> {
        let named = self.facts.all(item, Key::Contains).filter_map(move |fact| self.named(item, self.facts.text(fact)));
        named.chain(self.outlined.get(&item).into_iter().flatten().copied())
    }

    /// Edges that carry a commodity.
    pub fn carrying(&self, commodity: RecordId) -> impl Iterator<Item = &Edge> {
        self.carried.get(&commodity).into_iter().flatten().map(|&at| &self.edges[at])
    }

    /// Parties that a party owns or is stated as the parent of.
    pub fn owned_by(&self, owner: RecordId) -> impl Iterator<Item = RecordId> {
        self.owned.get(&owner).into_iter().flatten().copied()
    }

    /// Kind of a record.
    #[must_use]
    pub fn kind(&self, id: RecordId) -> Kind {
        self.facts.record(id).kind
    }

    /// The other records of the same table row; none for native records.
    pub fn row_mates(&self, id: RecordId) -> impl Iterator<Item = RecordId> {
        let facts = self.facts;
        let own = *facts.record(id);
        // The records of one row are emitted one after another and are never more than a few.
        let count = u32::try_from(facts.len()).unwrap_or(u32::MAX);
        let same = move |at: &u32| {
            let other = facts.record(RecordId(*at));
            own.row > 0 && other.row == own.row && other.file == own.file
        };
        let before = (0..id.0).rev().take_while(same).map(RecordId);
        let after = (id.0 + 1..count).take_while(same).map(RecordId);
        before.chain(after)
    }
}

/// Document within which the id of a record holds; `None` for a native manifest, whose ids hold everywhere.
const fn scope(record: &Record) -> Option<FileId> {
    if record.row == 0 { None } else { Some(record.file) }
}

/// Keys under which a party can be recognised: its identifiers, and its name in lower case.
fn identity_keys(facts: &Facts, id: RecordId) -> impl Iterator<Item = String> {
    let identifiers = [Key::Uscc, Key::Lei, Key::Duns, Key::OsId, Key::Gln, Key::Rmi, Key::Bpnl]
        .into_iter()
        .filter_map(move |key| Some(format!("{}:{}", key.name(), facts.value(id, key)?.trim().to_uppercase())));
    let names = [Key::Name, Key::NameZh]
        .into_iter()
        .filter_map(move |key| Some(format!("name:{}", facts.value(id, key)?.trim().to_lowercase())));
    identifiers.chain(names)
}

/// Returns true when two parties state the same scheme with different values, or different countries.
fn differ(facts: &Facts, one: RecordId, other: RecordId) -> bool {
    [Key::Uscc, Key::Lei, Key::Duns].into_iter().any(|key| match (facts.value(one, key), facts.value(other, key)) {
        (Some(a), Some(b)) => !a.trim().eq_ignore_ascii_case(b.trim()),
        _ => false,
    })
}
