//! Tables that a search takes for sourcing data: by their names, or by the words of their headers.

use crate::manifest::headers::{self, Field, Meaning};
use crate::manifest::reader::file_name;

/// Names under which supplier tables and bills of materials are kept, in English, and names of bills in other languages.
const WELL_KNOWN: [&str; 13] = [
    "supplier",
    "vendor",
    "bom",
    "facilit",
    "factories",
    "factory",
    "avl",
    "manufacturers",
    "smelters",
    "sourcing",
    "物料清单",
    "部品表",
    "billofmaterials",
];

/// Returns true if the name of a table says that it is one to read.
pub(in crate::manifest) fn well_known(path: &str) -> bool {
    let name = file_name(path);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).collect();
    WELL_KNOWN.iter().any(|known| if known.len() <= 3 { words.contains(known) } else { stem.contains(known) })
        || headers::names_suppliers(stem)
}

/// Returns true if a row is a header that names suppliers, makers or owners, and where they are.
///
/// A plain "name" does not count: tables of cities, people and planets have one too.
pub(in crate::manifest) fn says_who_and_where<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let meanings: Vec<Meaning> =
        cells.filter_map(|cell| headers::read(cell).meaning()).filter(|meaning| !meaning.generic).collect();
    // Companies are listed for many reasons; those with a tier or a material supply something.
    let supplies = |meaning: &Meaning| matches!(meaning.field, Field::Tier | Field::Material | Field::Mpn | Field::Hs);
    let vague = meanings.iter().any(|meaning| meaning.tier.is_some() || supplies(meaning));
    let telling = meanings.iter().filter(|meaning| !meaning.vague || vague && meaning.field == Field::Supplier);
    let fields: Vec<Field> = telling.map(|meaning| meaning.field).collect();
    let place = [
        Field::Country,
        Field::Province,
        Field::City,
        Field::Address,
        Field::Postcode,
        Field::Coordinates,
        Field::Location,
    ];
    let any = |wanted: &[Field]| fields.iter().any(|field| wanted.contains(field));
    fields.iter().any(|field| field.is_who()) && (any(&place) || any(&[Field::Latitude]) && any(&[Field::Longitude]))
}
