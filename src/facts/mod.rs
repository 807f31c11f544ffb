//! Facts and records: what manifests state, in the words of the design, each fact with the place it stands.
//!
//! A table of a million suppliers must fit in a few hundred megabytes, so a fact is twenty-four bytes: it points at
//! its value in the decoded file (or, where a value had to be unescaped, in an arena) instead of owning a string.

pub mod account;
mod vocabulary;

use account::Account;
pub use vocabulary::{EngagementKind, MARKETS, SupplyMode};

use std::ops::Range;

use crate::source::{FileId, SourceFile, Sources, Span};

/// Kind of a record: one per table of the native manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The `[manifest]` table.
    Manifest,
    /// An organisation.
    Party,
    /// A place where a party works.
    Site,
    /// A raw or intermediate material.
    Material,
    /// A product or component.
    Item,
    /// An edge: who supplies what to whom.
    Supply,
    /// Owners of a party, and their shares.
    Ownership,
    /// User of the product in the end.
    EndUser,
    /// An investment, joint venture, research or training relation.
    Engagement,
    /// A document that a manifest cites.
    Evidence,
    /// A public report that names a record.
    Allegation,
    /// A row of a table that states none of the above, and holds text that was not judged.
    Row,
    /// A watch-list of the policy; it stands in a pack and never in a manifest.
    List,
    /// A waiver: no manifest states it, it stands in a file of its own.
    Waiver,
    /// An entry of the baseline, in a file of its own.
    Baseline,
}

impl Kind {
    /// The name of the native table: `party`, `end_user`, …
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Party => "party",
            Self::Site => "site",
            Self::Material => "material",
            Self::Item => "item",
            Self::Supply => "supply",
            Self::Ownership => "ownership",
            Self::EndUser => "end_user",
            Self::Engagement => "engagement",
            Self::Evidence => "evidence",
            Self::Allegation => "allegation",
            Self::Row => "row",
            Self::List => "list",
            Self::Waiver => "waiver",
            Self::Baseline => "baseline",
        }
    }
}

macro_rules! keys {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// Key of a fact. Its name is its dotted path in the native manifest.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "the variants are the keys of the native manifest, named by `name`")]
        pub enum Key { $($variant),+ }

        impl Key {
            /// All keys.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The dotted key in the native manifest.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

keys! {
    Id = "id", Name = "name", NameZh = "names.zh", NameUg = "names.ug", NameOther = "names", Alias = "aliases",
    Country = "country", Role = "role", Parent = "parent",
    Uscc = "ids.uscc", Lei = "ids.lei", Duns = "ids.duns", Gln = "ids.gln", Mid = "ids.mid", OsId = "ids.os_id",
    Rmi = "ids.rmi", Vat = "ids.vat", Bpnl = "ids.bpnl", Locode = "ids.locode", Fei = "ids.fei",
    SupplierId = "supplier_id",
    Workers = "workers", InsuredWorkers = "insured_workers", Revenue = "revenue", Program = "programs",
    Subsidy = "subsidies", Park = "parks", Recruiter = "recruiter", Notes = "notes", AsOf = "as_of",
    Party = "party", Activity = "activity", Address = "address", City = "city", Province = "province",
    Postcode = "postcode", Lat = "lat", Lon = "lon", Since = "since", Until = "until",
    Hs = "hs", Origin = "origin", OriginRegion = "origin_region", Sector = "sector", Recycled = "recycled",
    ByProduct = "by_product",
    Mpn = "mpn", Gtin = "gtin", Eccn = "eccn", Class = "class", MadeBy = "made_by", MadeAt = "made_at",
    Contains = "contains", Level = "level", Market = "market", Eta = "eta", Lot = "lot",
    From = "from", To = "to", Item = "item", Material = "material", Tier = "tier", Share = "share",
    Quantity = "quantity", Unit = "unit", Yield = "yield", Mode = "mode",
    Owner = "owner", Owned = "owned", Kind = "kind", Source = "source",
    Use = "use", Via = "via", Region = "region",
    For = "for", File = "file", Sha256 = "sha256", Issued = "issued", Expires = "expires", Issuer = "issuer",
    Lang = "lang", Translation = "translation", SampledAt = "sampled_at", Result = "result",
    Date = "date", Url = "url", Claim = "claim",
    Schema = "schema", Unjudged = "not judged",
}

/// One stated value with the place it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Key of the stated value.
    pub key: Key,
    /// True if the value stands in the arena instead of the file.
    unescaped: bool,
    /// The file it stands in; a run has at most [`Facts::MAX_FILES`].
    file: u16,
    /// Place in the file: the whole value, quotes included.
    pub span: Span,
    /// Distances of a value in the file: the bytes between the start of the span and the value (high half), and between
    /// the end of the value and that of the span (low half). For one in the arena: the number of its piece. A table of a million rows
    /// has ten million facts, so every byte counts.
    value: u32,
}

impl Fact {
    /// The file it stands in.
    #[must_use]
    pub const fn file(&self) -> FileId {
        FileId(self.file as u32)
    }
}

/// A record: one table of a native manifest, one row of a table, one component of a BOM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Kind of the thing that it is about.
    pub kind: Kind,
    /// The file it stands in.
    pub file: FileId,
    /// Place of the record: the header of a native table, or the whole row.
    pub span: Span,
    /// 1-based data row of a table, the header not counted; 0 for other formats.
    pub row: u32,
    /// First fact.
    first: u32,
    /// One past the last fact.
    last: u32,
}

/// The number of a record within one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(pub u32);

/// Everything the manifests of a run state.
#[derive(Debug, Default)]
pub struct Facts {
    /// The inputs.
    pub sources: Sources,
    records: Vec<Record>,
    facts: Vec<Fact>,
    arena: String,
    /// End of each piece of the arena.
    pieces: Vec<u32>,
    /// The account of the tables.
    pub account: Account,
}

impl Facts {
    /// Number of files that a run may read at most.
    pub const MAX_FILES: usize = u16::MAX as usize;

    /// Begins a record. The facts pushed until the next call belong to it.
    pub fn begin(&mut self, kind: Kind, file: FileId, span: Span, row: u32) -> RecordId {
        let at = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        self.records.push(Record { kind, file, span, row, first: at, last: at });
        RecordId(u32::try_from(self.records.len() - 1).unwrap_or(u32::MAX))
    }

    /// States a fact about the current record whose value stands literally in the file at `value`
    /// (`span` is the same place with its quotes).
    pub fn push_literal(&mut self, key: Key, span: Span, value: Span) {
        self.push(key, span, inset(span, value), false);
    }

    /// States a fact about the current record whose value had to be unescaped or converted.
    pub fn push_text(&mut self, key: Key, span: Span, value: &str) {
        let piece = self.keep(value);
        self.push(key, span, piece, true);
    }

    /// Keeps a text of a record that nothing was judged by: it is no fact of the record.
    pub fn keep_unjudged(&mut self, column: usize, record: RecordId, span: Span, value: Result<Span, &str>) {
        let Some(file) = self.records.get(record.0 as usize).map(|record| record.file) else { return };
        let (value, unescaped) = match value {
            Ok(value) => (inset(span, value), false),
            Err(text) => (self.keep(text), true),
        };
        let file = u16::try_from(file.0).unwrap_or(u16::MAX);
        self.account.keep(column, record, Fact { key: Key::Unjudged, unescaped, file, span, value });
    }

    /// Puts a text into the arena and returns the number of its piece.
    fn keep(&mut self, text: &str) -> u32 {
        self.arena.push_str(text);
        self.pieces.push(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
        u32::try_from(self.pieces.len() - 1).unwrap_or(u32::MAX)
    }

    fn push(&mut self, key: Key, span: Span, value: u32, unescaped: bool) {
        if let Some(record) = self.records.last_mut() {
            let file = u16::try_from(record.file.0).unwrap_or(u16::MAX);
            self.facts.push(Fact { key, unescaped, file, span, value });
            record.last = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        }
    }

    /// Drops everything after this many records: for a reader that gives up on a file.
    pub fn truncate(&mut self, records: usize) {
        if let Some(first_dropped) = self.records.get(records) {
            self.facts.truncate(first_dropped.first as usize);
            self.records.truncate(records);
            self.account.truncate(records);
        }
    }

    /// Drops the files that were read last, down to this number of records and of files.
    pub fn take_back(&mut self, records: usize, files: usize) {
        self.truncate(records);
        while self.sources.len() > files {
            let last = self.sources.iter().last().map(|(id, _)| id);
            last.into_iter().for_each(|id| self.account.forget(id));
            self.sources.pop();
        }
    }

    /// All records with their numbers, in the order read.
    pub fn records(&self) -> impl ExactSizeIterator<Item = (RecordId, &Record)> {
        self.records
            .iter()
            .enumerate()
            .map(|(index, record)| (RecordId(u32::try_from(index).unwrap_or(u32::MAX)), record))
    }

    /// Number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns true if nothing was stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The record with this number.
    #[must_use]
    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id.0 as usize]
    }

    /// The facts of a record, in the order they stand.
    #[must_use]
    pub fn of_record(&self, id: RecordId) -> &[Fact] {
        let record = self.record(id);
        &self.facts[record.first as usize..record.last as usize]
    }

    /// The first fact of a record with this key.
    #[must_use]
    pub fn get(&self, id: RecordId, key: Key) -> Option<&Fact> {
        self.of_record(id).iter().find(|fact| fact.key == key)
    }

    /// All facts of a record with this key.
    pub fn all(&self, id: RecordId, key: Key) -> impl Iterator<Item = &Fact> {
        self.of_record(id).iter().filter(move |fact| fact.key == key)
    }

    /// The text of a fact.
    #[must_use]
    pub fn text(&self, fact: &Fact) -> &str {
        if fact.unescaped {
            let at = fact.value as usize;
            let start = at.checked_sub(1).and_then(|before| self.pieces.get(before)).map_or(0, |end| *end as usize);
            let end = self.pieces.get(at).map_or(start, |end| *end as usize);
            return self.arena.get(start..end).unwrap_or("");
        }
        let range = fact.span.start as usize + (fact.value >> 16) as usize
            ..(fact.span.end as usize).saturating_sub((fact.value & 0xffff) as usize);
        self.source(fact.file()).text.get(range).unwrap_or("")
    }

    /// The place of a part of the text of a fact: where the part stands, or, if its letters do not stand in the file like
    /// this, the place of the fact.
    #[must_use]
    pub fn part(&self, fact: &Fact, range: Range<usize>) -> Span {
        let whole = fact.span;
        let in_file = || self.source(fact.file()).text.get(whole.range());
        let start = if fact.unescaped {
            self.text(fact).get(range.clone()).zip(in_file()).and_then(|(part, file)| file.find(part))
        } else {
            Some((fact.value >> 16) as usize + range.start)
        };
        start.map_or(whole, |start| {
            let start = whole.start as usize + start;
            Span::from(start..start + range.len())
        })
    }

    /// The text of the first fact of a record with this key.
    #[must_use]
    pub fn value(&self, id: RecordId, key: Key) -> Option<&str> {
        self.get(id, key).map(|fact| self.text(fact))
    }

    /// The first fact of a record with this key, as a number.
    #[must_use]
    pub fn number(&self, id: RecordId, key: Key) -> Option<f64> {
        self.value(id, key)?.trim().parse().ok()
    }

    /// The first fact of a record with this key, as a date (`YYYY-MM-DD`).
    #[must_use]
    pub fn date(&self, id: RecordId, key: Key) -> Option<jiff::civil::Date> {
        self.value(id, key)?.trim().parse().ok()
    }

    /// The file with this number.
    #[must_use]
    pub fn source(&self, id: FileId) -> &SourceFile {
        self.sources.get(id)
    }
}

/// A value as the bytes that it stands away from the ends of its span.
fn inset(span: Span, value: Span) -> u32 {
    // Beyond 65,535 bytes of blanks on a side some blanks stay with the value; no comparison minds them.
    let bytes = |count: u32| count.min(u32::from(u16::MAX));
    let lead = bytes(value.start.saturating_sub(span.start));
    let tail = bytes(span.end.saturating_sub(value.end));
    lead << 16 | tail
}
