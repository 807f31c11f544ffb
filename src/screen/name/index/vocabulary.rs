//! The words of all listed names, each once, with what they are compared as.

use foldhash::fast::RandomState;
use std::hash::BuildHasher;

use super::super::classify::weight;
use super::super::letters::skeleton;
use super::super::misspelling::{by_ear, is_bare, single};
use super::super::model::{PartClass, PartView};
use super::super::syllables::syllables;
use super::super::tokens::Token;
use super::keys::{Hash, Kind, half_keys, hash};
use super::repair::{bare_key, near_keys, shape_key, single_key};
use super::table::HashTable;

/// Position of a text in the store, in bytes.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    length: u32,
}

/// A word as it stands in names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    text: Span,
    pub(super) key: u32,
    pub(super) class: PartClass,
    pub(super) han: bool,
    /// True when it is written in plain Latin letters, and as it is compared.
    pub(super) latin: bool,
    pub(super) plain: bool,
    /// Weight in a comparison, in hundredths.
    pub(super) weight: u8,
}

/// A listed word in one of its spellings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling<'v> {
    /// The number under which it is marked.
    pub(super) number: u32,
    pub(super) key: u32,
    pub(super) word: &'v str,
    /// True for the form that is compared, false for the one that is written.
    pub(super) compared: bool,
}

/// The words, by number.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// All texts, one after another.
    store: String,
    keys: Vec<Span>,
    parts: Vec<Part>,
    by_key: hashbrown::HashTable<u32>,
    hasher: RandomState,
    /// Lengths of the keys, a bit each; the last one stands for all that are longer.
    lengths: u64,
    /// Keys under their halves; and after the last of them parts that are written in another way than they are
    /// compared.
    halves: HashTable,
    /// Distinctive keys under their sound.
    heard: HashTable,
    /// Parts under themselves, under themselves without each of their letters and without their vowels or the
    /// second of doubled letters, and under their shape.
    near: HashTable,
}

/// State needed only while names are entered.
#[derive(Debug, Default)]
pub(super) struct Entering {
    by_part: hashbrown::HashTable<u32>,
}

const fn length_bit(length: usize) -> u64 {
    1 << if length < 63 { length } else { 63 }
}

impl Vocabulary {
    fn text(&self, span: Span) -> &str {
        &self.store[span.start as usize..span.start as usize + span.length as usize]
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = u32::try_from(self.store.len()).unwrap_or(u32::MAX);
        self.store.push_str(text);
        Span { start, length: u32::try_from(text.len()).unwrap_or(u32::MAX) }
    }

    /// The number of a part, which is added if it is new.
    pub(super) fn enter(&mut self, token: &Token, entering: &mut Entering) -> u32 {
        let same = |part: &Part, vocabulary: &Self| {
            part.class == token.class
                && part.han == token.han
                && vocabulary.text(part.text) == token.text
                && vocabulary.text(vocabulary.keys[part.key as usize]) == token.key
        };
        let hashed = self.hasher.hash_one(token.text.as_str());
        if let Some(&number) = entering.by_part.find(hashed, |&number| same(&self.parts[number as usize], self)) {
            return number;
        }
        let key = self.enter_key(&token.key);
        let text = if token.text == token.key { self.keys[key as usize] } else { self.keep(&token.text) };
        let number = u32::try_from(self.parts.len()).unwrap_or(u32::MAX);
        let (latin, plain) = (token.text.is_ascii(), token.text == token.key);
        self.parts.push(Part {
            text,
            key,
            class: token.class,
            han: token.han,
            latin,
            plain,
            weight: weight(&token.view()),
        });
        let (hasher, parts) = (&self.hasher, &self.parts);
        entering
            .by_part
            .insert_unique(hashed, number, |&number| hasher.hash_one(self.text(parts[number as usize].text)));
        number
    }

    fn enter_key(&mut self, key: &str) -> u32 {
        if let Some(number) = self.find(key) {
            return number;
        }
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let span = self.keep(key);
        self.keys.push(span);
        self.lengths |= length_bit(key.len());
        let (hasher, keys, store) = (&self.hasher, &self.keys, &self.store);
        self.by_key.insert_unique(hasher.hash_one(key), number, |&number| {
            let Span { start, length } = keys[number as usize];
            hasher.hash_one(&store[start as usize..start as usize + length as usize])
        });
        number
    }

    /// Makes the words ready to be looked up by their halves and their sound.
    pub(super) fn finish(&mut self) {
        let (mut halves, mut heard) = (Vec::new(), Vec::new());
        // What is distinctive anywhere is entered by sound too.
        let mut given = vec![false; self.keys.len()];
        for part in &self.parts {
            given[part.key as usize] |= part.class >= PartClass::Number;
        }
        for (number, &span) in self.keys.iter().enumerate() {
            let key = self.text(span);
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            halves.extend(half_keys(key, key.len()).into_iter().flatten().map(|hash| (hash, number)));
            if given[number as usize]
                && let Some(sound) = by_ear(key)
            {
                heard.push((Hash::new(Kind::Heard).with_letters(sound).done(), number));
            }
            // A coined word may be written down by ear in another alphabet.
            if given[number as usize]
                && key.len() > 5
                && syllables(key).is_none()
                && let Some(sound) = skeleton(key)
            {
                heard.push((hash(Kind::Sound, &sound), number));
            }
        }
        // A plural may be misspelt where the singular is not: accessoires.
        for (number, part) in (0..).zip(&self.parts) {
            let text = self.text(part.text);
            if part.class >= PartClass::Place && !part.han && text.is_ascii() && text != self.key(part.key) {
                let number = self.spelling(number);
                halves.extend(half_keys(text, text.len()).into_iter().flatten().map(|hash| (hash, number)));
            }
        }
        let mut near = Vec::new();
        for (number, part) in (0..).zip(&self.parts) {
            let text = self.text(part.text);
            if part.class > PartClass::Legal && !part.han && text.is_ascii() {
                for word in text.split(' ') {
                    near.extend(near_keys(word).map(|key| (key, number)));
                    near.push((shape_key(word), number));
                    // One doubled letter is near enough by itself.
                    if word.len() > single(word).count() + 1 {
                        near.push((single_key(word), number));
                    }
                }
                if text.len() > 2 && !is_bare(text) {
                    near.push((bare_key(text), number));
                }
            }
        }
        self.near = HashTable::new(near);
        self.halves = HashTable::new(halves);
        self.heard = HashTable::new(heard);
        self.store.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.parts.shrink_to_fit();
    }

    /// The number of a key.
    pub(super) fn find(&self, key: &str) -> Option<u32> {
        if self.lengths & length_bit(key.len()) == 0 {
            return None;
        }
        let same = |&number: &u32| self.text(self.keys[number as usize]) == key;
        self.by_key.find(self.hasher.hash_one(key), same).copied()
    }

    /// Distinctive keys that may sound like a word.
    pub(super) fn heard_as(&self, word: &str) -> impl Iterator<Item = u32> + '_ {
        let heard = by_ear(word).map(|sound| Hash::new(Kind::Heard).with_letters(sound).done());
        heard.into_iter().flat_map(|heard| self.heard.under(heard))
    }

    /// Coined keys that have the same consonants as a word of another alphabet.
    pub(super) fn sounding(&self, skeleton: &str) -> impl Iterator<Item = u32> + '_ {
        self.heard.under(hash(Kind::Sound, skeleton))
    }

    /// Words that have this half, and so may differ from a word by a typo.
    pub(super) fn sharing_half(&self, half: u32) -> impl Iterator<Item = Spelling<'_>> + '_ {
        self.halves.under(half).map(|number| match (number as usize).checked_sub(self.keys.len()) {
            None => Spelling { number, key: number, word: self.key(number), compared: true },
            Some(at) => {
                let part = &self.parts[at];
                Spelling { number, key: part.key, word: self.text(part.text), compared: false }
            }
        })
    }

    /// Parts that may differ from a word by one letter.
    pub(super) fn near(&self, word: &str) -> impl Iterator<Item = u32> + '_ {
        near_keys(word).flat_map(|key| self.near.under(key))
    }

    /// Parts that may look like a word.
    pub(super) fn shaped(&self, word: &str) -> impl Iterator<Item = u32> + '_ {
        self.near.under(shape_key(word))
    }

    /// Parts that may be a word but for their doubled letters.
    pub(super) fn undoubled(&self, word: &str) -> impl Iterator<Item = u32> + '_ {
        self.near.under(single_key(word))
    }

    /// Parts that may be a word without its vowels.
    pub(super) fn without_vowels(&self, word: &str) -> impl Iterator<Item = u32> + '_ {
        self.near.under(bare_key(word))
    }

    /// The text of a key.
    pub(super) fn key(&self, number: u32) -> &str {
        self.text(self.keys[number as usize])
    }

    /// Returns the number of keys.
    pub(super) const fn key_count(&self) -> usize {
        self.keys.len()
    }

    /// The number past those of the keys under which a part is marked that is written otherwise than it is compared.
    pub(super) fn spelling(&self, part: u32) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX).saturating_add(part)
    }

    /// A part.
    pub(super) fn part(&self, number: u32) -> &Part {
        &self.parts[number as usize]
    }

    /// A part as the comparison sees it.
    pub(super) fn view(&self, number: u32) -> PartView<'_> {
        let part = self.parts[number as usize];
        PartView {
            text: self.text(part.text),
            key: self.text(self.keys[part.key as usize]),
            class: part.class,
            han: part.han,
            slip: None,
            brand: "",
            printed: false,
            weight: part.weight,
        }
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.store.capacity()
            + self.keys.capacity() * size_of::<Span>()
            + self.parts.capacity() * size_of::<Part>()
            + self.by_key.allocation_size()
            + self.halves.heap_bytes()
            + self.heard.heap_bytes()
            + self.near.heap_bytes()
    }
}
