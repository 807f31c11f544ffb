//! Firms that are widely known by a name in Chinese characters and another in Latin letters: 溢达 and Esquel.

use std::sync::OnceLock;

use super::lexicon::WordMap;

/// Rows of the table: characters and Latin letters.
pub(super) fn widely_known() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = include_str!("data/brands.txt").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once(' '))
}

/// The Latin name of a firm known by these characters; empty if none is known.
pub(super) fn known(characters: &str) -> &'static str {
    static TABLE: OnceLock<WordMap<&'static str>> = OnceLock::new();
    TABLE.get_or_init(|| widely_known().collect()).get(characters).copied().unwrap_or("")
}
