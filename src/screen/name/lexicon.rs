//! Lexicon of the words that many names share, each with its class and the form in which it is compared.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::model::PartClass;

/// A map from our own words; nobody can choose colliding keys, and every word of every name is looked up in one.
pub(super) type WordMap<T> = HashMap<&'static str, T, foldhash::fast::FixedState>;

struct Tables {
    words: WordMap<(PartClass, &'static str)>,
    plain: WordMap<()>,
    /// A bit for each outline of a word in `words`: nearly all that is looked up is no word, and stops here.
    outlines: Vec<u64>,
}

/// A number from 0 to 65,535 for the length of a word, its first bytes and its last one.
fn outline(first: &[u8], last: u8, length: usize) -> usize {
    let at = |index: usize| first.get(index).map_or(0, |byte| u32::from(*byte));
    let letters = at(0) | at(1) << 8 | at(2) << 16 | u32::from(last) << 24;
    let length = u32::try_from(length).unwrap_or(u32::MAX).wrapping_mul(0x85eb_ca6b);
    ((letters ^ length).wrapping_mul(0x9e37_79b1) >> 16) as usize
}

/// Returns false when no known word has this length, begins with these bytes, of which three are looked at, and ends
/// with this one.
pub(super) fn may_be_known(first: &[u8], last: u8, length: usize) -> bool {
    let at = outline(first, last, length);
    tables().outlines[at / 64] & 1 << (at % 64) != 0
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let (mut words, mut plain) = (WordMap::default(), WordMap::default());
        let mut places: WordMap<&'static str> = WordMap::default();
        for line in include_str!("data/places.txt").lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split(' ');
            let characters = parts.next().unwrap_or_default();
            if let Some(first) = parts.next() {
                // Further spellings of the same place may stand on a line of their own.
                let first = *places.entry(characters).or_insert(first);
                for spelling in std::iter::once(first).chain(parts) {
                    words.entry(spelling).or_insert((PartClass::Place, first));
                }
            }
        }
        for line in include_str!("data/words.txt").lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split_whitespace();
            let class = match parts.next() {
                Some("legal") => PartClass::Legal,
                Some("frame") => PartClass::Frame,
                Some("place") => PartClass::Place,
                Some("trade") => PartClass::Trade,
                Some("filler") => PartClass::Filler,
                Some("given") => PartClass::Given,
                Some("plain") => {
                    plain.extend(parts.map(|word| (word, ())));
                    continue;
                }
                _ => continue,
            };
            if let Some(first) = parts.next() {
                words.insert(first, (class, first));
                for form in parts {
                    words.insert(form, (class, first));
                }
            }
        }
        let mut outlines = vec![0; (1 << 16) / 64];
        for word in words.keys() {
            let last = word.bytes().next_back().unwrap_or_default();
            let at = outline(word.as_bytes(), last, word.len());
            outlines[at / 64] |= 1 << (at % 64);
        }
        Tables { words, plain, outlines }
    })
}

/// The class and the compared form of a word; `None` for a word of its own.
pub(super) fn known(word: &str) -> Option<(PartClass, &'static str)> {
    let last = word.bytes().next_back()?;
    if !may_be_known(word.as_bytes(), last, word.len()) {
        return None;
    }
    tables().words.get(word).copied()
}

/// Returns true for a word of a legal form (`Ltd.`, `GmbH`), however it is written.
#[must_use]
pub fn is_legal(word: &str) -> bool {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    matches!(known(&plain), Some((PartClass::Legal, _)))
}

/// Returns true for an everyday word: as the name of a firm it is less distinctive than a coined word.
pub(super) fn plain(word: &str) -> bool {
    tables().plain.contains_key(word)
}
