//! Tables that a search takes for sourcing data: by their names, or by the words of their headers.

use crate::manifest::headers::{self, Field};
use crate::manifest::reader::file_name;

/// Names under which supplier tables and bills of materials are kept.
const WELL_KNOWN: [&str; 18] = [
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
    "fournisseurs",
    "proveedores",
    "lieferanten",
    "供应商",
    "物料清单",
    "部品表",
    "仕入先",
    "billofmaterials",
];

/// Returns true if the name of a table says that it is one to read.
pub(in crate::manifest) fn well_known(path: &str) -> bool {
    let name = file_name(path);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).collect();
    WELL_KNOWN.iter().any(|known| if known.len() <= 3 { words.contains(known) } else { stem.contains(known) })
}

/// Returns true if a row is a header that names suppliers, makers or owners, and where they are.
///
/// A plain "name" does not count: tables of cities, people and planets have one too.
pub(in crate::manifest) fn says_who_and_where<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let fields: Vec<Field> = cells
        .filter_map(|cell| headers::read(cell).meaning())
        .filter(|meaning| !(meaning.generic || meaning.vague))
        .map(|meaning| meaning.field)
        .collect();
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
