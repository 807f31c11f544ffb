//! The vocabulary of table headers: which word, in which language, names which field.
//!
//! `headers.csv` holds 589 words in six languages; `seen` ones were met in real files, `seed` and `own` ones are their
//! plausible forms.

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
    Role,
    Country,
    Province,
    City,
    Address,
    Postcode,
    Latitude,
    Longitude,
    Coordinates,
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
const NAMES: [(&str, Field); 45] = [
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
    ("role", Field::Role),
    ("country_of_origin", Field::Country),
    ("country", Field::Country),
    ("province", Field::Province),
    ("region", Field::Province),
    ("state", Field::Province),
    ("city", Field::City),
    ("address", Field::Address),
    ("location", Field::Address),
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
                | Self::Role
                | Self::Activity
        )
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

/// A header as it is compared: lower case, letters and digits only, what stands in brackets left out if something
/// remains.
pub(super) fn fold(header: &str) -> String {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).collect()
    };
    let whole = plain(header);
    let mut depth = 0_u32;
    let outside: String = header
        .chars()
        .filter(|c| match c {
            '(' | '（' | '[' => {
                depth += 1;
                false
            }
            ')' | '）' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect();
    if known().contains_key(whole.as_str()) {
        return whole;
    }
    let outside = plain(&outside);
    if outside.is_empty() { whole } else { outside }
}

fn known() -> &'static HashMap<String, Field> {
    static KNOWN: OnceLock<HashMap<String, Field>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut known = HashMap::new();
        for record in csv::Reader::from_reader(include_str!("headers.csv").as_bytes()).records().flatten() {
            if let (Some(field), Some(header)) = (record.get(0).and_then(Field::named), record.get(1)) {
                let word =
                    header.chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).collect();
                known.entry(word).or_insert(field);
            }
        }
        known
    })
}

/// The field that a header names; a number behind it (`Manufacturer 2`) is a repeat of the same field.
pub(super) fn lookup(header: &str) -> Option<Field> {
    let folded = fold(header);
    let plain = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    known().get(folded.as_str()).or_else(|| known().get(plain)).copied()
}

/// Words that name a supplier in one table and a part in the next.
pub(super) fn generic_name(header: &str) -> bool {
    matches!(
        fold(header).as_str(),
        "name" | "nom" | "nombre" | "名称" | "bezeichnung" | "description" | "item" | "part"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_many_tables() {
        for (header, field) in [
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
        ] {
            assert_eq!(lookup(header), Some(field), "{header}");
        }
        assert_eq!(lookup("Footprint"), None);
    }
}
