//! The listed names, found by their rare parts.
//!
//! A name is entered under its given parts, under neighbouring parts joined, under the halves of its longer given parts
//! (one typo leaves one half whole), under all its parts joined, and, if it has no given part, under the set of its parts.
//! All keys are hashes in one flat table, so that a million names fit in a few dozen megabytes.

use super::score::{Alignment, Verdict, View, by_ear, compare};
use super::tokens::{Buffers, Token, tokenize};
use super::words::Class;

/// A name to enter.
#[derive(Debug, Clone, Copy)]
pub struct NameInput<'a> {
    /// Number of the entity.
    pub entity: u32,
    /// Number of the name within the entity.
    pub name: u32,
    /// The name.
    pub text: &'a str,
}

/// A listed name that a stated name met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Number of the entity.
    pub entity: u32,
    /// Number of the name within the entity.
    pub name: u32,
    /// From 0 to 1.
    pub score: f32,
    /// Possible or match.
    pub verdict: Verdict,
}

/// Buffers of a search; one per thread.
#[derive(Debug, Default)]
pub struct Scratch {
    buffers: Buffers,
    tokens: Vec<Token>,
    keys: Vec<u32>,
    candidates: Vec<u32>,
    alignment: Alignment,
    joined: String,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    /// The word that is compared.
    key: u32,
    /// The word as written.
    text: u32,
    class: Class,
    han: bool,
}

#[derive(Debug, Clone, Copy)]
struct Entered {
    entity: u32,
    name: u32,
    first: u32,
    count: u16,
}

/// The index.
#[derive(Debug, Default)]
pub struct NameIndex {
    /// All words, one after another.
    words: String,
    /// Where each word begins, and the end of the last.
    bounds: Vec<u32>,
    parts: Vec<Part>,
    names: Vec<Entered>,
    /// (hash, name), sorted.
    keys: Vec<(u32, u32)>,
    /// Where the hashes of each bucket begin.
    buckets: Vec<u32>,
    /// How many high bits of a hash name its bucket.
    bits: u32,
}

/// Keys with more names than this are too common to be worth following alone.
const COMMON: usize = 256;

fn hash(kind: u8, text: &str) -> u32 {
    text.bytes()
        .fold((0x811c_9dc5 ^ u32::from(kind)).wrapping_mul(0x0100_0193), |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
        // FNV is weak in its high bits, which choose the bucket.
        .wrapping_mul(0x9e37_79b1)
}

const WORD: u8 = 1;
const FRONT: u8 = 2;
const BACK: u8 = 3;
const WHOLE: u8 = 4;
const SET: u8 = 5;
const HEARD: u8 = 6;

/// Halves of a word long enough for a typo.
fn halves(word: &str) -> Option<(&str, &str)> {
    (word.len() >= 5 && word.is_ascii()).then(|| word.split_at(word.len() / 2))
}

/// All telling parts joined, for names whose gaps were lost.
pub(super) fn glued(views: &[View<'_>]) -> String {
    views.iter().filter(|view| view.class > Class::Legal).map(|view| view.text).collect()
}

/// Endings of legal forms that a name without gaps may carry.
const GLUED_FORMS: [&str; 9] =
    ["companylimited", "coltd", "limited", "company", "ltd", "inc", "corporation", "corp", "co"];

/// The keys of the whole name: joined, with and without a glued legal form, and as a set.
fn whole_keys(views: &[View<'_>], keys: &mut Vec<u32>) {
    let joined = glued(views);
    if joined.len() >= 6 {
        keys.push(hash(WHOLE, &joined));
        if let [only] = views {
            for form in GLUED_FORMS {
                if let Some(rest) = only.text.strip_suffix(form).filter(|rest| rest.len() >= 6) {
                    keys.push(hash(WHOLE, rest));
                }
            }
        }
    }
    if !views.iter().any(|view| view.class >= Class::Number) {
        let mut set: Vec<&str> = views.iter().filter(|view| view.class > Class::Frame).map(|view| view.key).collect();
        set.sort_unstable();
        set.dedup();
        keys.push(hash(SET, &set.join(" ")));
        // A branch in a named city is the same name and one place.
        if set.len() > 2 && views.iter().any(|view| view.key == "branch") {
            for left_out in views.iter().filter(|view| view.class == Class::Place) {
                let rest: Vec<&str> = set.iter().copied().filter(|key| *key != left_out.key).collect();
                keys.push(hash(SET, &rest.join(" ")));
            }
        }
    }
}

impl NameIndex {
    /// Enters names.
    pub fn build<'a>(names: impl IntoIterator<Item = NameInput<'a>>) -> Self {
        let mut index = Self::default();
        let mut interned: std::collections::HashMap<String, u32> = std::collections::HashMap::new();
        let mut buffers = Buffers::default();
        let mut tokens: Vec<Token> = Vec::new();
        let mut keys = Vec::new();
        index.bounds.push(0);
        for input in names {
            tokenize(input.text, &mut buffers, &mut tokens);
            if tokens.is_empty() {
                continue;
            }
            let number = u32::try_from(index.names.len()).unwrap_or(u32::MAX);
            let first = u32::try_from(index.parts.len()).unwrap_or(u32::MAX);
            for token in &tokens {
                let key = index.intern(&mut interned, &token.key);
                let text = if token.text == token.key { key } else { index.intern(&mut interned, &token.text) };
                index.parts.push(Part { key, text, class: token.class, han: token.han });
            }
            let count = u16::try_from(tokens.len()).unwrap_or(u16::MAX);
            index.names.push(Entered { entity: input.entity, name: input.name, first, count });
            keys.clear();
            let views: Vec<View<'_>> = tokens.iter().map(Token::view).collect();
            for (at, view) in views.iter().enumerate() {
                if view.class >= Class::Number {
                    keys.push(hash(WORD, view.key));
                    keys.extend(by_ear(view.key).map(|heard| hash(HEARD, &heard)));
                    if let Some((front, back)) = halves(view.key) {
                        keys.push(hash(FRONT, front));
                        keys.push(hash(BACK, back));
                    }
                }
                if let Some(next) = views.get(at + 1).filter(|next| next.class > Class::Legal)
                    && view.class > Class::Legal
                    && !view.han
                    && !next.han
                {
                    keys.push(hash(WORD, &format!("{}{}", view.text, next.text)));
                }
            }
            whole_keys(&views, &mut keys);
            if !views.iter().any(|view| view.class >= Class::Number) {
                // Only places and trades: a misspelt one must lead here by itself.
                for (front, back) in views.iter().filter_map(|view| halves(view.key)) {
                    keys.extend([hash(FRONT, front), hash(BACK, back)]);
                }
            }
            keys.sort_unstable();
            keys.dedup();
            index.keys.extend(keys.iter().map(|&key| (key, number)));
        }
        index.keys.sort_unstable();
        index.keys.shrink_to_fit();
        index.parts.shrink_to_fit();
        index.names.shrink_to_fit();
        index.words.shrink_to_fit();
        index.bounds.shrink_to_fit();
        index.bits = (usize::BITS - index.keys.len().leading_zeros()).clamp(4, 20);
        let buckets = 1_u32 << index.bits;
        index.buckets = (0..=buckets)
            .map(|bucket| {
                let low = u64::from(bucket) << (32 - index.bits);
                u32::try_from(index.keys.partition_point(|(key, _)| u64::from(*key) < low)).unwrap_or(u32::MAX)
            })
            .collect();
        index
    }

    fn intern(&mut self, interned: &mut std::collections::HashMap<String, u32>, word: &str) -> u32 {
        if let Some(&number) = interned.get(word) {
            return number;
        }
        let number = u32::try_from(self.bounds.len() - 1).unwrap_or(u32::MAX);
        self.words.push_str(word);
        self.bounds.push(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        interned.insert(word.to_owned(), number);
        number
    }

    fn word(&self, number: u32) -> &str {
        let at = number as usize;
        &self.words[self.bounds[at] as usize..self.bounds[at + 1] as usize]
    }

    /// Bytes on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.words.capacity()
            + self.bounds.capacity() * size_of::<u32>()
            + self.parts.capacity() * size_of::<Part>()
            + self.names.capacity() * size_of::<Entered>()
            + self.keys.capacity() * size_of::<(u32, u32)>()
            + self.buckets.capacity() * size_of::<u32>()
    }

    /// The names under a hash.
    fn under(&self, key: u32) -> &[(u32, u32)] {
        if self.keys.is_empty() {
            return &[];
        }
        let bucket = (key >> (32 - self.bits)) as usize;
        let bucket = &self.keys[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize];
        let from = bucket.partition_point(|(other, _)| *other < key);
        let count = bucket[from..].partition_point(|(other, _)| *other == key);
        &bucket[from..from + count]
    }

    /// The listed names that a stated name met, the best one of each entity, best first.
    pub fn search(&self, query: &str, scratch: &mut Scratch, limit: usize) -> Vec<Hit> {
        let Scratch { buffers, tokens, keys, candidates, alignment, joined } = scratch;
        tokenize(query, buffers, tokens);
        keys.clear();
        candidates.clear();
        if tokens.is_empty() {
            return Vec::new();
        }
        self.query_keys(tokens, keys, joined);
        let mut common: Option<&[(u32, u32)]> = None;
        for &key in keys.iter() {
            let names = self.under(key);
            if names.len() <= COMMON {
                candidates.extend(names.iter().map(|(_, name)| *name));
            } else if common.is_none_or(|other| names.len() < other.len()) {
                common = Some(names);
            }
        }
        if candidates.is_empty() {
            // Every rare part is common here: follow the least common one a little way.
            candidates.extend(common.into_iter().flatten().take(4 * COMMON).map(|(_, name)| *name));
            if candidates.is_empty() {
                return Vec::new();
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let stated: Vec<View<'_>> = tokens.iter().map(Token::view).collect();
        let whole = glued(&stated);
        let mut hits: Vec<Hit> = Vec::new();
        let mut listed: Vec<View<'_>> = Vec::new();
        for &candidate in candidates.iter() {
            let entered = self.names[candidate as usize];
            let parts = &self.parts[entered.first as usize..entered.first as usize + usize::from(entered.count)];
            listed.clear();
            listed.extend(parts.iter().map(|part| View {
                text: self.word(part.text),
                key: self.word(part.key),
                class: part.class,
                han: part.han,
            }));
            let (mut verdict, mut score) = compare(&stated, &listed, alignment);
            if verdict != Verdict::Match && same_whole(&whole, &stated, &listed) {
                (verdict, score) = (Verdict::Match, 0.99);
            }
            if verdict == Verdict::None {
                continue;
            }
            let hit = Hit { entity: entered.entity, name: entered.name, score, verdict };
            match hits.iter_mut().find(|old| old.entity == hit.entity) {
                Some(old) if (hit.verdict, hit.score) > (old.verdict, old.score) => *old = hit,
                Some(_) => {}
                None => hits.push(hit),
            }
        }
        hits.sort_by(|a, b| b.verdict.cmp(&a.verdict).then(b.score.total_cmp(&a.score)).then(a.entity.cmp(&b.entity)));
        hits.truncate(limit);
        hits
    }

    fn query_keys(&self, tokens: &[Token], keys: &mut Vec<u32>, joined: &mut String) {
        for (at, token) in tokens.iter().enumerate() {
            if token.class <= Class::Legal {
                continue;
            }
            if token.class >= Class::Number {
                let key = hash(WORD, &token.key);
                keys.push(key);
                keys.extend(by_ear(&token.key).map(|heard| hash(HEARD, &heard)));
                if token.class == Class::Given
                    && !token.han
                    && self.under(key).is_empty()
                    && let Some((front, back)) = halves(&token.key)
                {
                    keys.push(hash(FRONT, front));
                    keys.push(hash(BACK, back));
                    // A letter more or less moves the middle.
                    if token.key.len() % 2 == 1 && token.key.is_char_boundary(token.key.len() / 2 + 1) {
                        keys.push(hash(FRONT, &token.key[..token.key.len() / 2 + 1]));
                    } else {
                        keys.push(hash(BACK, &token.key[token.key.len() / 2 + 1..]));
                        keys.push(hash(FRONT, &token.key[..token.key.len() / 2 - 1]));
                    }
                    keys.push(hash(BACK, &token.key[token.key.len().div_ceil(2)..]));
                }
            }
            if token.han {
                continue;
            }
            joined.clear();
            joined.push_str(&token.text);
            for next in tokens[at + 1..].iter().take(3) {
                if next.han || next.class == Class::Filler || next.class == Class::Legal {
                    break;
                }
                joined.push_str(&next.text);
                keys.push(hash(WORD, joined));
                if joined.len() > 5 && joined.ends_with('s') {
                    keys.push(hash(WORD, &joined[..joined.len() - 1]));
                }
            }
        }
        let views: Vec<View<'_>> = tokens.iter().map(Token::view).collect();
        whole_keys(&views, keys);
    }
}

/// Whether two names are the same once their gaps are ignored.
fn same_whole(whole: &str, stated: &[View<'_>], listed: &[View<'_>]) -> bool {
    let other = glued(listed);
    if other.len() < 6 {
        return false;
    }
    whole == other
        || matches!(stated, [only] if GLUED_FORMS.iter().any(|form| only.text.strip_suffix(form).is_some_and(|rest| rest == other)))
}
