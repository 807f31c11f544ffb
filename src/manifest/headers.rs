//! Headers of tables: which field a header names, in whatever words.
//!
//! A header is composed of words ([`compose`]), which the table of words knows by the part that they play ([`words`]). The
//! few headers that mean something else than their words stand in `idioms.csv`.

mod compose;
mod words;

use std::collections::HashMap;
use std::sync::OnceLock;

/// A field of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Field {
    Supplier,
    Native,
    Manufacturer,
    Parent,
    SupplierId,
    Uscc,
    Lei,
    Duns,
    Gln,
    Mid,
    OsId,
    /// A number or code of the maker: CBP's manufacturer id, or one of the table's own.
    MakerId,
    Role,
    Country,
    Province,
    City,
    Address,
    Postcode,
    Latitude,
    Longitude,
    Coordinates,
    /// A country in one row and an address in the next.
    Location,
    Activity,
    Tier,
    Workers,
    Hs,
    Material,
    Category,
    Mpn,
    Quantity,
    Reference,
}

/// Names of the fields, as in the vocabulary and, on the left of the bar, in `map` and `default`.
const NAMES: [(&str, Field); 46] = [
    ("supplier_name", Field::Supplier),
    ("name", Field::Supplier),
    ("supplier", Field::Supplier),
    ("native_name", Field::Native),
    ("name_zh", Field::Native),
    ("manufacturer", Field::Manufacturer),
    ("parent_company", Field::Parent),
    ("parent", Field::Parent),
    ("owner", Field::Parent),
    ("supplier_id", Field::SupplierId),
    ("id", Field::SupplierId),
    ("uscc", Field::Uscc),
    ("lei", Field::Lei),
    ("duns", Field::Duns),
    ("gln", Field::Gln),
    ("mid", Field::Mid),
    ("os_id", Field::OsId),
    ("maker_id", Field::MakerId),
    ("role", Field::Role),
    ("country_of_origin", Field::Country),
    ("country", Field::Country),
    ("province", Field::Province),
    ("region", Field::Province),
    ("state", Field::Province),
    ("city", Field::City),
    ("address", Field::Address),
    ("location", Field::Location),
    ("postcode", Field::Postcode),
    ("latitude", Field::Latitude),
    ("lat", Field::Latitude),
    ("longitude", Field::Longitude),
    ("lon", Field::Longitude),
    ("coordinates", Field::Coordinates),
    ("activity", Field::Activity),
    ("tier", Field::Tier),
    ("workers", Field::Workers),
    ("hs_code", Field::Hs),
    ("hs", Field::Hs),
    ("material", Field::Material),
    ("item", Field::Material),
    ("product", Field::Material),
    ("product_category", Field::Category),
    ("category", Field::Category),
    ("mpn", Field::Mpn),
    ("quantity", Field::Quantity),
    ("reference", Field::Reference),
];

impl Field {
    /// The field with this name, for `map` and `default`.
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(word, _)| *word == name).map(|(_, field)| *field)
    }

    /// The name of the field.
    pub(super) fn word(self) -> &'static str {
        NAMES.iter().find(|(_, field)| *field == self).map_or("", |(word, _)| *word)
    }

    /// Returns true if the field says who or where: without one of these a table holds no sourcing data.
    pub(super) const fn says_source(self) -> bool {
        !matches!(
            self,
            Self::Tier
                | Self::Workers
                | Self::Hs
                | Self::Material
                | Self::Category
                | Self::Mpn
                | Self::Quantity
                | Self::Reference
                | Self::SupplierId
                | Self::MakerId
                | Self::Role
                | Self::Activity
        )
    }

    /// Returns true if the field says where.
    pub(super) const fn is_place(self) -> bool {
        matches!(
            self,
            Self::Country
                | Self::Province
                | Self::City
                | Self::Address
                | Self::Postcode
                | Self::Latitude
                | Self::Longitude
                | Self::Coordinates
                | Self::Location
        )
    }

    /// Returns true if the field says who.
    pub(super) const fn is_who(self) -> bool {
        matches!(self, Self::Supplier | Self::Native | Self::Manufacturer | Self::Parent)
    }

    /// Returns true if a table may have several columns of this name without anything being lost: every maker is a party of its
    /// own, and no rule judges the others.
    pub(super) const fn may_repeat(self) -> bool {
        matches!(self, Self::Manufacturer | Self::Mpn | Self::Quantity | Self::Reference)
    }
}

/// All field names, for messages.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(word, _)| *word)
}

/// The fields, each by its first name.
pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    NAMES.iter().filter(|(name, field)| field.word() == *name).map(|(name, _)| *name)
}

/// Meaning of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The field.
    pub(super) field: Field,
    /// Role of the party whose field it is; empty where the header does not say.
    pub(super) role: &'static str,
    /// Number of the party among several of its role; 0 without one.
    pub(super) ordinal: u8,
    /// Tier of the party, where the header states it.
    pub(super) tier: Option<u8>,
    /// True for a bare "name", which names a supplier in one table and a part in the next.
    pub(super) generic: bool,
    /// True for a word that companies and much else are called by (an entity, a site, a plant), for one that only a bill of
    /// materials uses so, and for one that only its values tell.
    pub(super) vague: bool,
}

impl Meaning {
    const fn plain(field: Field) -> Self {
        Self { field, role: "", ordinal: 0, tier: None, generic: false, vague: false }
    }
}

/// Reading of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Header of a field.
    Field(Meaning),
    /// Header of something that no field is for.
    Other,
    /// Some of its words are known, and they speak of who or where.
    Part {
        /// Speaks of a party.
        who: bool,
        /// Speaks of a place.
        place: bool,
    },
    /// No word of it is known.
    Unknown,
}

impl Reading {
    /// The meaning of a header that names a field.
    pub(super) const fn meaning(self) -> Option<Meaning> {
        match self {
            Self::Field(meaning) => Some(meaning),
            Self::Other | Self::Part { .. } | Self::Unknown => None,
        }
    }
}

/// Returns true if the name of a file names suppliers in one of the languages of the words beside English, whose words for
/// them are used for much else.
pub(super) fn names_suppliers(name: &str) -> bool {
    words::name_suppliers(name)
}

/// A header as it is compared with another: lower case, letters and digits only.
pub(super) fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).collect()
}

fn idioms() -> &'static HashMap<String, Meaning> {
    static IDIOMS: OnceLock<HashMap<String, Meaning>> = OnceLock::new();
    IDIOMS.get_or_init(|| {
        let mut idioms = HashMap::new();
        for line in include_str!("headers/idioms.csv").lines().skip(1) {
            let mut cells = line.splitn(3, ',');
            let (field, header, place) = (cells.next(), cells.next(), cells.next());
            if let (Some(field), Some(header)) = (field.and_then(Field::named), header) {
                idioms.insert(
                    plain(header),
                    Meaning { vague: place.is_some_and(|it| !it.is_empty()), ..Meaning::plain(field) },
                );
            }
        }
        idioms
    })
}

/// Reads a header: as an idiom, which means more or less than its words, or by its words.
pub(super) fn read(header: &str) -> Reading {
    match idioms().get(&plain(header)) {
        Some(meaning) => Reading::Field(*meaning),
        None => match compose::compose(header) {
            Reading::Part { who: false, place: false } => Reading::Unknown,
            reading => reading,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn field(header: &str) -> Option<Field> {
        read(header).meaning().map(|meaning| meaning.field)
    }

    #[test]
    fn headers_of_many_tables() {
        for (header, expected) in [
            ("Supplier Name", Field::Supplier),
            ("Smelter Country (*)", Field::Country),
            ("Factory Name", Field::Supplier),
            ("供应商名称", Field::Supplier),
            ("供給業者、参考資料", Field::Supplier),
            ("Postleitzahl", Field::Postcode),
            ("统一社会信用代码", Field::Uscc),
            ("Manufacturer 2", Field::Manufacturer),
            ("Lattitude", Field::Latitude),
            ("Supplier Group", Field::Parent),
            ("manf#", Field::Mpn),
            ("Plant name", Field::Supplier),
            ("Tier 1 Supplier", Field::Supplier),
            ("Smelter", Field::Supplier),
            ("Mill Name", Field::Supplier),
            ("Spinner", Field::Supplier),
            ("Sub-supplier", Field::Supplier),
            ("Name of supplier", Field::Supplier),
            ("供应商英文名称", Field::Supplier),
            ("工廠名稱", Field::Supplier),
            ("Facility", Field::Supplier),
            ("Entity", Field::Supplier),
            ("Producer name", Field::Supplier),
            ("Consignor", Field::Supplier),
            ("Farm name", Field::Supplier),
            ("Gin name", Field::Supplier),
            ("Factory Location", Field::Location),
            ("Production location", Field::Location),
            ("Cotton origin", Field::Location),
            ("Ultimate Beneficial Owner", Field::Parent),
            ("实际控制人", Field::Parent),
        ] {
            assert_eq!(field(header), Some(expected), "{header}");
        }
    }

    #[test]
    fn headers_are_composed_of_role_attribute_and_number() {
        let roles = ["supplier", "vendor", "manufacturer", "site", "smelter", "fournisseur", "Lieferanten", "供应商"];
        let attributes = [
            ("country", Field::Country),
            ("province", Field::Province),
            ("city", Field::City),
            ("address", Field::Address),
            ("postcode", Field::Postcode),
            ("lat", Field::Latitude),
            ("GPS", Field::Coordinates),
            ("LEI", Field::Lei),
        ];
        for role in roles {
            for (word, expected) in attributes {
                for header in [
                    format!("{role}_{word}"),
                    format!("{role} {word} 2"),
                    format!("3. {role} {word} (required)"),
                    format!("{word} of {role}"),
                ] {
                    assert_eq!(field(&header), Some(expected), "{header}");
                }
            }
        }
        for (header, expected) in [
            ("SupplierCountry", Field::Country),
            ("Lieferantenadresse", Field::Address),
            ("pays d'origine", Field::Country),
            ("Nombre de la fábrica", Field::Supplier),
            ("Ragione sociale fornitore", Field::Supplier),
            ("Menşei ülke", Field::Country),
            ("Nhà cung cấp", Field::Supplier),
            ("공급업체명", Field::Supplier),
            ("工場所在地", Field::Address),
            ("工厂所在城市", Field::City),
            ("Raw material supplier", Field::Supplier),
            ("Supplier part number", Field::Mpn),
            ("Material code", Field::Mpn),
            ("Vendor No.", Field::SupplierId),
            ("Country/Region", Field::Country),
            ("City, State", Field::Address),
            ("Supplier type", Field::Role),
            ("Facility type", Field::Activity),
        ] {
            assert_eq!(field(header), Some(expected), "{header}");
        }
    }

    #[test]
    fn a_role_is_one_whatever_says_which() {
        for header in [
            "Button supplier",
            "Zipper supplier",
            "n-tier supplier",
            "Contract farm",
            "Foreign supplier name",
            "Proveedor homologado",
            "Proveedor de segundo nivel",
            "Baumwolllieferant",
            "Zulieferbetrieb",
            "上游供应商",
            "冶炼企业",
            "发货单位",
            "供货单位",
            "Supplier and ref",
            "Supplier name & e-mail",
            "Vendor name and number",
            "Fournisseur et référence",
            "Supplier (contact)",
            "Smelter Look-up (*)",
            "Supplied by",
            "Поставщик",
            "Nazwa dostawcy",
            "Leverancier",
            "Leverantör",
            "Nama pemasok",
            "Nhà cung cấp cấp 2",
        ] {
            assert_eq!(field(header), Some(Field::Supplier), "{header}");
        }
        for (header, expected) in [
            ("Manufacturer & MPN", Field::Manufacturer),
            ("Assembled by", Field::Manufacturer),
            ("Cell maker", Field::Manufacturer),
            ("Beneficial owner (>25%)", Field::Parent),
            ("City and country", Field::Address),
            ("Name and address of supplier", Field::Supplier),
            ("Supplier tier", Field::Tier),
            ("Parts and quantities", Field::Quantity),
            ("CAP", Field::Postcode),
            ("PSTLZ", Field::Postcode),
            ("LAND1", Field::Country),
            ("Ship-from address", Field::Location),
            ("Port of lading", Field::Location),
            ("Alias", Field::Native),
            ("曾用名", Field::Native),
        ] {
            assert_eq!(field(header), Some(expected), "{header}");
        }
        for header in ["Supplier xyz", "Zipper colour", "Supplier contact and phone", "Number of xyz suppliers"] {
            assert_eq!(field(header), None, "{header}");
        }
    }

    #[test]
    fn what_stands_around_a_header_changes_nothing() {
        for around in ["1. @", "Q1: @", "*@ (required)", "@ *", "@**", "@ (*)", "2.1) @:", "（必填）@", "@\n(max. 100)"]
        {
            let header = around.replace('@', "Supplier name");
            assert_eq!(field(&header), Some(Field::Supplier), "{header}");
        }
    }

    #[test]
    fn parties_are_told_apart_by_role_number_and_tier() {
        let meaning = |header: &str| read(header).meaning().map(|it| (it.role, it.ordinal, it.tier)).unwrap();
        assert_eq!(meaning("Tier 2 supplier"), ("supplier", 0, Some(2)));
        assert_eq!(meaning("Supplier 2"), ("supplier", 2, None));
        assert_eq!(meaning("Spinning mill"), ("mill", 0, None));
        assert_eq!(meaning("Company name"), ("", 0, None));
    }

    #[test]
    fn other_uses_are_no_fields() {
        for header in [
            "Footprint",
            "Supplier email",
            "Supplier Rank",
            "Customer name",
            "Ship-to address",
            "Destination country",
            "Parent company country",
            "Country risk",
            "Remarks",
            "zh",
            "English",
            "Szállító",
            "Owner GEM ID",
        ] {
            assert_eq!(field(header), None, "{header}");
        }
        assert_eq!(read("Szállító"), Reading::Unknown);
        assert!(matches!(read("Standort Xyz Land"), Reading::Part { place: true, .. }));
    }

    #[test]
    fn an_idiom_is_a_header_that_its_words_do_not_say() {
        for (header, idiom) in idioms() {
            let composed = compose::compose(header).meaning().map(|meaning| meaning.field);
            assert_ne!(composed, Some(idiom.field), "`{header}` needs no line of its own");
        }
    }
}
