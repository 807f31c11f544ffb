//! Schema 1 of the native manifest: its tables, their keys, and what each value must be.

use crate::facts::{Key, Kind};

/// Type of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Type {
    Text,
    /// One text or several.
    Texts,
    /// ISO 3166-1 alpha-2.
    Country,
    Date,
    /// A number from `.0` to `.1`, as text for comparison.
    Number(f64, f64),
    Whole,
    Bool,
    /// HS code, text or whole number.
    Code,
    /// `names`: a table of languages.
    Names,
    /// `ids`: a table of schemes.
    Ids,
}

pub(super) const MAX: f64 = f64::MAX;

/// The keys of each table. Every fact is optional but `id` and `name`.
pub(super) fn keys(kind: Kind) -> &'static [(&'static str, Key, Type)] {
    use Type::{Bool, Code, Country, Date, Ids, Names, Number, Text, Texts, Whole};
    match kind {
        Kind::Manifest => &[
            ("schema", Key::Schema, Whole),
            ("name", Key::Name, Text),
            ("owner", Key::Owner, Text),
            ("as_of", Key::AsOf, Date),
            ("markets", Key::Market, Texts),
            ("include", Key::File, Texts),
        ],
        Kind::Party => &[
            ("id", Key::Id, Text),
            ("name", Key::Name, Text),
            ("names", Key::NameOther, Names),
            ("aliases", Key::Alias, Texts),
            ("country", Key::Country, Country),
            ("role", Key::Role, Text),
            ("parent", Key::Parent, Text),
            ("ids", Key::Id, Ids),
            ("workers", Key::Workers, Whole),
            ("insured_workers", Key::InsuredWorkers, Whole),
            ("revenue", Key::Revenue, Number(0.0, MAX)),
            ("programs", Key::Program, Texts),
            ("subsidies", Key::Subsidy, Texts),
            ("parks", Key::Park, Texts),
            ("recruiter", Key::Recruiter, Text),
            ("notes", Key::Notes, Text),
            ("as_of", Key::AsOf, Date),
        ],
        Kind::Site => &[
            ("id", Key::Id, Text),
            ("party", Key::Party, Text),
            ("name", Key::Name, Text),
            ("activity", Key::Activity, Text),
            ("address", Key::Address, Text),
            ("city", Key::City, Text),
            ("province", Key::Province, Text),
            ("postcode", Key::Postcode, Code),
            ("country", Key::Country, Country),
            ("lat", Key::Lat, Number(-90.0, 90.0)),
            ("lon", Key::Lon, Number(-180.0, 180.0)),
            ("ids", Key::Id, Ids),
            ("workers", Key::Workers, Whole),
            ("since", Key::Since, Date),
        ],
        Kind::Material => &[
            ("id", Key::Id, Text),
            ("name", Key::Name, Text),
            ("hs", Key::Hs, Code),
            ("origin", Key::Origin, Text),
            ("origin_region", Key::OriginRegion, Text),
            ("sector", Key::Sector, Text),
            ("recycled", Key::Recycled, Bool),
            ("by_product", Key::ByProduct, Bool),
        ],
        Kind::Item => &[
            ("id", Key::Id, Text),
            ("name", Key::Name, Text),
            ("mpn", Key::Mpn, Text),
            ("gtin", Key::Gtin, Code),
            ("hs", Key::Hs, Code),
            ("eccn", Key::Eccn, Text),
            ("class", Key::Class, Text),
            ("made_by", Key::MadeBy, Text),
            ("made_at", Key::MadeAt, Text),
            ("contains", Key::Contains, Texts),
            ("market", Key::Market, Texts),
            ("eta", Key::Eta, Date),
            ("lot", Key::Lot, Text),
        ],
        Kind::Supply => &[
            ("from", Key::From, Text),
            ("to", Key::To, Text),
            ("item", Key::Item, Text),
            ("material", Key::Material, Text),
            ("tier", Key::Tier, Whole),
            ("share", Key::Share, Number(0.0, 1.0)),
            ("quantity", Key::Quantity, Number(0.0, MAX)),
            ("unit", Key::Unit, Text),
            ("yield", Key::Yield, Number(0.0, 1.0)),
            ("lot", Key::Lot, Text),
            ("mode", Key::Mode, Text),
            ("since", Key::Since, Date),
            ("until", Key::Until, Date),
        ],
        Kind::Ownership => &[
            ("owner", Key::Owner, Text),
            ("owned", Key::Owned, Text),
            ("share", Key::Share, Number(0.0, 1.0)),
            ("kind", Key::Kind, Text),
            ("as_of", Key::AsOf, Date),
            ("source", Key::Source, Text),
        ],
        Kind::EndUser => &[
            ("id", Key::Id, Text),
            ("name", Key::Name, Text),
            ("party", Key::Party, Text),
            ("item", Key::Item, Text),
            ("country", Key::Country, Country),
            ("region", Key::Region, Text),
            ("use", Key::Use, Text),
            ("via", Key::Via, Texts),
        ],
        Kind::Engagement => &[
            ("id", Key::Id, Text),
            ("kind", Key::Kind, Text),
            ("party", Key::Party, Text),
            ("sector", Key::Sector, Text),
            ("region", Key::Region, Text),
            ("since", Key::Since, Date),
        ],
        Kind::Evidence => &[
            ("id", Key::Id, Text),
            ("kind", Key::Kind, Text),
            ("for", Key::For, Texts),
            ("file", Key::File, Text),
            ("sha256", Key::Sha256, Text),
            ("issued", Key::Issued, Date),
            ("expires", Key::Expires, Date),
            ("issuer", Key::Issuer, Text),
            ("lang", Key::Lang, Text),
            ("translation", Key::Translation, Text),
            ("sampled_at", Key::SampledAt, Text),
            ("result", Key::Result, Text),
        ],
        Kind::Allegation => &[
            ("for", Key::For, Texts),
            ("source", Key::Source, Text),
            ("date", Key::Date, Date),
            ("url", Key::Url, Text),
            ("claim", Key::Claim, Text),
        ],
        Kind::Row | Kind::List | Kind::Waiver | Kind::Baseline => &[],
    }
}

/// Returns true for a key whose text no rule judges as a fact: what it says in passing is looked through.
pub(super) const fn is_free_text(kind: Kind, key: Key) -> bool {
    matches!(
        (kind, key),
        (Kind::Party, Key::Notes)
            | (Kind::Site, Key::Activity)
            | (Kind::Item, Key::Name | Key::Class)
            | (Kind::Material, Key::Name)
            | (Kind::Evidence, Key::Issuer)
            | (Kind::Ownership, Key::Source)
            | (Kind::EndUser, Key::Use)
    )
}

/// The table arrays, in the order of the design.
pub(super) const KINDS: [Kind; 10] = [
    Kind::Party,
    Kind::Site,
    Kind::Material,
    Kind::Item,
    Kind::Supply,
    Kind::Ownership,
    Kind::EndUser,
    Kind::Engagement,
    Kind::Evidence,
    Kind::Allegation,
];

/// Schemes of `ids`.
pub(super) const SCHEMES: [(&str, Key); 11] = [
    ("uscc", Key::Uscc),
    ("lei", Key::Lei),
    ("duns", Key::Duns),
    ("gln", Key::Gln),
    ("mid", Key::Mid),
    ("os_id", Key::OsId),
    ("rmi", Key::Rmi),
    ("vat", Key::Vat),
    ("bpnl", Key::Bpnl),
    ("locode", Key::Locode),
    ("fei", Key::Fei),
];

/// Keys without which a table says nothing.
pub(super) fn required(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Manifest => &["schema"],
        Kind::Party | Kind::Material | Kind::Item => &["id", "name"],
        Kind::Site | Kind::EndUser | Kind::Engagement | Kind::Evidence => &["id"],
        Kind::Supply => &["from", "to"],
        Kind::Ownership => &["owner", "owned"],
        Kind::Allegation => &["for"],
        Kind::Row | Kind::List | Kind::Waiver | Kind::Baseline => &[],
    }
}
