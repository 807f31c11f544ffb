//! The listed names, found by their distinctive parts.
//!
//! Every word of every name stands once in the vocabulary, and a name is a row of numbers. Under each distinctive word
//! stand the names that hold it. A stated name is looked up word by word: as it is, joined with its neighbours, by
//! sound, and by the halves that a typo leaves whole, so a misspelling is judged once for a word and not once for a
//! name. Names that miss more of their own parts than a match allows are passed over by number; what is left is
//! compared in the order of what it has in common with the stated name, until nothing better can come.
//!
//! * [`build`]: names entered.
//! * [`vocabulary`]: the words.
//! * [`postings`]: the names of each word.
//! * [`keys`], [`table`]: joined parts and whole names, by hash.
//! * [`search`]: the stated name looked up.
//! * [`expand`], [`masks`]: the listed words that it may stand for.
//! * [`candidates`], [`candidate`]: the names worth comparing; [`fallback`]: other scripts, spellings and combinations.
//! * [`repair`], [`remnant`]: slips in words, and names of which only a part was left.
//! * [`compare`]: two names compared in full.
//! * [`scratch`]: the buffers of a search.

mod build;
mod candidate;
mod candidates;
mod compare;
mod expand;
mod fallback;
mod keys;
mod masks;
mod postings;
mod remnant;
mod repair;
mod scratch;
mod search;
mod table;
mod vocabulary;

pub use build::NameIndexBuilder;
pub use scratch::Scratch;

use super::brands::Brands;
use super::model::{MatchClass, PartClass};
use postings::{Postings, sign};
use table::HashTable;
use vocabulary::Vocabulary;

/// A name to enter.
#[derive(Debug, Clone, Copy)]
pub struct NameInput<'a> {
    /// Number of the entity.
    pub entity: u32,
    /// Number of the name within the entity.
    pub name: u32,
    /// The name.
    pub text: &'a str,
    /// True for an alias that the publisher calls weak: nobody is met for certain by it alone.
    pub weak: bool,
}

/// A listed name that a stated name met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Number of the entity.
    pub entity: u32,
    /// Number of the name within the entity.
    pub name: u32,
    /// Score from 0 to 1.
    pub score: f32,
    /// Possible or match.
    pub class: MatchClass,
    /// Number of the name in the index.
    at: u32,
}

/// The index.
#[derive(Debug, Default)]
pub struct NameIndex {
    vocabulary: Vocabulary,
    /// The parts of all names, by their number in the vocabulary, one name after another.
    parts: Vec<u32>,
    /// Start of the parts of each name, and the end of the last.
    starts: Vec<u32>,
    /// The entity of each name, and its number there.
    owners: Vec<(u32, u32)>,
    /// The names that are weak aliases, in ascending order.
    weak: Vec<u32>,
    postings: Postings,
    /// Names under what whole names and joined parts spell.
    keys: HashTable,
    /// Names under what may be left of them; apart, because it is seldom looked up.
    remnants: HashTable,
    /// Names of firms in the other script.
    brands: Brands,
}

impl NameIndex {
    /// Returns the number of names.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.owners.len()
    }

    /// Returns true without any name.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// The parts of a name.
    fn parts_of(&self, name: u32) -> &[u32] {
        let at = name as usize;
        &self.parts[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// A bit for each distinctive word of a name.
    fn sign_of(&self, name: u32) -> u64 {
        let parts = self.parts_of(name).iter().map(|&part| self.vocabulary.part(part));
        parts.filter(|part| part.class > PartClass::Legal).fold(0, |signs, part| signs | sign(part.key))
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.vocabulary.heap_bytes()
            + (self.parts.capacity() + self.starts.capacity()) * size_of::<u32>()
            + self.owners.capacity() * size_of::<(u32, u32)>()
            + self.weak.capacity() * size_of::<u32>()
            + self.postings.heap_bytes()
            + self.keys.heap_bytes()
            + self.remnants.heap_bytes()
            + self.brands.heap_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_takes_few_bytes() {
        const SYLLABLES: [&str; 16] = [
            "xin", "hua", "jin", "long", "tai", "feng", "hong", "da", "ming", "yuan", "zhong", "rui", "an", "bo",
            "sheng", "kai",
        ];
        const TRADES: [&str; 4] = ["Textile", "Chemical", "Auto Parts", "Silicon Industry"];
        const COUNT: usize = 20_000;
        let name = |number: usize| {
            let own: String = (0..3).map(|at| SYLLABLES[(number >> (4 * at)) % SYLLABLES.len()]).collect();
            let trade = TRADES[number / 7 % TRADES.len()];
            format!("{} {own} {trade} Co., Ltd.", ["Suzhou", "Ningbo", "Xinjiang"][number % 3])
        };
        let mut builder = NameIndexBuilder::default();
        for (entity, number) in (0..).zip(0..COUNT) {
            assert!(builder.enter(NameInput { entity, name: 0, text: &name(number), weak: false }));
        }
        let index = builder.finish();
        assert_eq!(index.len(), COUNT);
        // 60 MB for 300,000 names.
        assert!(index.heap_bytes() <= 200 * COUNT, "{} bytes a name", index.heap_bytes() / COUNT);
    }
}
