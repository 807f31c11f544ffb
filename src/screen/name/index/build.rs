//! Names entered into the index.

use super::super::model::{PartClass, PartView};
use super::super::tokens::{Buffers, Token, abridged, tokenize};
use super::keys::{glued, joined_keys, set_keys, whole_keys};
use super::postings::{List, Postings};
use super::remnant::remnant_keys;
use super::table::HashTable;
use super::vocabulary::Entering;
use super::{NameIndex, NameInput};

impl NameIndex {
    /// Enters names.
    pub fn build<'a>(names: impl IntoIterator<Item = NameInput<'a>>) -> Self {
        let mut builder = NameIndexBuilder::default();
        for input in names {
            builder.enter(input);
        }
        builder.finish()
    }
}

/// Enters names one by one, so that no caller needs to hold them all.
#[derive(Debug, Default)]
pub struct NameIndexBuilder {
    index: NameIndex,
    entering: Entering,
    buffers: Buffers,
    tokens: Vec<Token>,
    keys: Vec<u32>,
    entries: Vec<(u32, u32)>,
    remnants: Vec<(u32, u32)>,
}

impl NameIndexBuilder {
    /// Enters a name; says whether there is anything in it that can be met.
    pub fn enter(&mut self, input: NameInput<'_>) -> bool {
        let mut tokens = std::mem::take(&mut self.tokens);
        tokenize(input.text, &mut self.buffers, &mut tokens);
        if !tokens.is_empty() {
            self.index.brands.enter(input.entity, &tokens);
            self.enter_parts(input, &tokens);
            if let Some(short) = abridged(&tokens) {
                self.enter_parts(input, &short);
            }
        }
        let any = !tokens.is_empty();
        self.tokens = tokens;
        any
    }

    fn enter_parts(&mut self, input: NameInput<'_>, tokens: &[Token]) {
        let Self { index, entering, keys, entries, remnants, .. } = self;
        let name = u32::try_from(index.owners.len()).unwrap_or(u32::MAX);
        index.starts.push(u32::try_from(index.parts.len()).unwrap_or(u32::MAX));
        for token in tokens {
            let part = index.vocabulary.enter(token, entering);
            index.parts.push(part);
        }
        index.owners.push((input.entity, input.name));
        if input.weak {
            index.weak.push(name);
        }
        keys.clear();
        let views: Vec<PartView<'_>> = tokens.iter().map(Token::view).collect();
        joined_keys(&views, keys);
        whole_keys(&views, &glued(&views), keys);
        if !views.iter().any(|view| view.class == PartClass::Given) {
            set_keys(&views, keys);
        }
        entries.extend(keys.iter().map(|&key| (key, name)));
        keys.clear();
        remnant_keys(&views, keys);
        remnants.extend(keys.iter().map(|&key| (key, name)));
    }

    /// The index of the names entered.
    #[must_use]
    pub fn finish(self) -> NameIndex {
        let Self { mut index, entering, entries, remnants, .. } = self;
        drop(entering);
        index.brands.finish();
        index.starts.push(u32::try_from(index.parts.len()).unwrap_or(u32::MAX));
        index.keys = HashTable::new(entries);
        index.remnants = HashTable::new(remnants);
        index.vocabulary.finish();
        index.postings = Postings::new(index.vocabulary.key_count(), |put| index.each_posting(put));
        index.parts.shrink_to_fit();
        index.starts.shrink_to_fit();
        index.owners.shrink_to_fit();
        index
    }
}

impl NameIndex {
    /// Every distinctive part of every name; of names that have none, every place and trade, which only misspellings
    /// lead to.
    fn each_posting(&self, put: &mut dyn FnMut(u32, List, u32, u64)) {
        let mut keys: Vec<u32> = Vec::new();
        for name in 0..u32::try_from(self.len()).unwrap_or(u32::MAX) {
            let mut of_class = |least: PartClass| {
                keys.clear();
                let parts = self.parts_of(name).iter().map(|&part| self.vocabulary.part(part));
                keys.extend(parts.filter(|part| part.class >= least).map(|part| part.key));
                keys.sort_unstable();
                keys.dedup();
                !keys.is_empty()
            };
            let distinctive = of_class(PartClass::Number) || !of_class(PartClass::Frame);
            let list = if distinctive && keys.len() == 1 { List::Alone } else { List::Among };
            let sign = self.sign_of(name);
            for &key in &keys {
                put(key, list, name, sign);
            }
        }
    }
}
