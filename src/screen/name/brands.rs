//! Names of a firm in Chinese characters and in Latin letters, where one is no reading of the other: 溢达 and Esquel.
//! Learned from the entries that print both, and from a table of firms that are widely known under both.

use std::collections::HashMap;

use super::brand_table::known;
use super::model::PartClass;
use super::tokens::{Token, Word};

/// The brands of a list.
#[derive(Debug, Default)]
pub(super) struct Brands {
    learned: HashMap<Word, Word, foldhash::fast::FixedState>,
    /// The given parts of the names of one entity, as they come in.
    names: Vec<Vec<Token>>,
    entity: u32,
    chinese: bool,
}

impl Brands {
    /// Takes in a name; names of one entity come one after another.
    pub(super) fn enter(&mut self, entity: u32, tokens: &[Token]) {
        if entity != self.entity {
            self.finish();
            self.entity = entity;
        }
        self.chinese |= tokens.iter().any(|token| token.han && token.class == PartClass::Given);
        self.names.push(tokens.iter().filter(|token| token.class == PartClass::Given).cloned().collect());
    }

    /// Learns from the entity taken in last.
    pub(super) fn finish(&mut self) {
        let names = std::mem::take(&mut self.names);
        if std::mem::take(&mut self.chinese) {
            let is_chinese = |name: &&Vec<Token>| name.iter().any(|token| token.han);
            for chinese in names.iter().filter(is_chinese) {
                for latin in names.iter().filter(|name| !is_chinese(name)) {
                    if let Some((characters, letters)) = pair(chinese, latin) {
                        self.learned.entry(characters).or_insert(letters);
                    }
                }
            }
        }
    }

    /// The brand in Latin letters of a firm known by these characters, empty if none is known, and whether an entry of
    /// the list says so.
    pub(super) fn latin_name(&self, characters: &str) -> (&str, bool) {
        self.learned.get(characters).map_or_else(|| (known(characters), false), |brand| (brand.as_str(), true))
    }

    /// Sets a learned brand apart that was written together with another word: 高明溢达.
    pub(super) fn split(&self, tokens: &mut Vec<Token>) {
        if self.learned.is_empty() {
            return;
        }
        let mut at = 0;
        while at < tokens.len() {
            let token = &tokens[at];
            let text = token.text.clone();
            let ends = || text.char_indices().map(|(end, _)| end).skip(1);
            // What is widely known as a whole stays whole: 欧菲光 is not 欧菲 with a word behind it.
            if token.han
                && token.class == PartClass::Given
                && known(&text).is_empty()
                && let Some(end) = ends()
                    .find(|end| self.learned.contains_key(&text[..*end]) || self.learned.contains_key(&text[*end..]))
            {
                let part = |text: &str| Token {
                    text: text.into(),
                    key: text.chars().filter_map(super::han::reading).collect::<String>().into(),
                    ..token.clone()
                };
                let (front, back) = (part(&text[..end]), part(&text[end..]));
                tokens[at] = front;
                tokens.insert(at + 1, back);
                at += 1;
            }
            at += 1;
        }
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.learned.capacity() * size_of::<(Word, Word)>()
    }
}

/// The one Chinese and the one Latin part that two names of an entity do not have in common.
fn pair(chinese: &[Token], latin: &[Token]) -> Option<(Word, Word)> {
    let [characters] = chinese else { return None };
    let letters: String = latin.iter().map(|token| token.key.as_str()).collect();
    let read = latin.iter().any(|token| token.key == characters.key) || letters == characters.key.as_str();
    let single = matches!(latin.len(), 1 | 2) && characters.han && characters.text.chars().count() > 1;
    (single && !read && letters.is_ascii()).then(|| (characters.text.clone(), letters.into()))
}
