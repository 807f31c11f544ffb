//! The way in which a file was read: what a comparison holds against the way in which the base reads it.

use std::collections::BTreeMap;

use super::ImportSpec;

/// The way in which one file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Import that names the file, `None` for one that was found or asked for.
    pub spec: Option<ImportSpec>,
    /// True if a search found it.
    pub(super) found: bool,
}

/// Another way in which a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondReading {
    /// Path of the file.
    pub path: String,
    /// The way.
    pub reading: Reading,
    /// True if the base reads the file like this; then it must be readable.
    pub of_base: bool,
}

impl Reading {
    /// The way of a file that nobody maps, however it was named.
    pub(crate) const BY_ITSELF: Self = Self { spec: None, found: false };

    /// Settings by name, without the path, which depends on where the import stands.
    #[must_use]
    pub fn settings(&self) -> BTreeMap<String, String> {
        let mut settings = BTreeMap::new();
        let Some(spec) = &self.spec else { return settings };
        let ImportSpec { file: _, format, sheet, header_row, delimiter, encoding, map, default, tier } = spec;
        let number = |number: &Option<u32>| number.map(|number| number.to_string());
        let single = [
            ("format", format.clone()),
            ("sheet", sheet.clone()),
            ("header_row", number(header_row)),
            ("delimiter", delimiter.clone()),
            ("encoding", encoding.clone()),
            ("tier", number(tier)),
        ];
        settings.extend(single.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        for (table, values) in [("map", map), ("default", default)] {
            settings.extend(values.iter().map(|(field, value)| (format!("{table}.{field}"), value.clone())));
        }
        settings
    }
}
