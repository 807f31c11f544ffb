//! Fallbacks for names in other scripts, spellings or combinations: further candidates, and second readings.

use super::super::align::{Alignment, align};
use super::super::classify::kind_of_body;
use super::super::han::reading;
use super::super::letters::{from_wade_giles, skeleton};
use super::super::lexicon::known;
use super::super::model::{MatchClass, PartClass, PartView};
use super::super::syllables::syllables;
use super::super::tokens::{Buffers, Token, split_glued, tokenize};
use super::keys::{Kind, hash};
use super::postings::List;
use super::{Hit, NameIndex};

/// Number of names taken from a list.
const TAKEN: usize = 64;

/// The readings of a word in which a 1 stands for an l.
pub(super) fn with_l(view: &PartView<'_>) -> Vec<String> {
    if view.text == view.key || view.class != PartClass::Given || !view.text.contains('1') {
        return Vec::new();
    }
    // The key has an i for each of them, at the same place.
    let ones: Vec<usize> =
        view.text.bytes().enumerate().filter(|(_, byte)| *byte == b'1').map(|(at, _)| at).take(3).collect();
    (1..1_usize << ones.len())
        .map(|chosen| {
            let mut word = view.key.as_bytes().to_vec();
            for (_, at) in ones.iter().enumerate().filter(|(bit, _)| chosen & (1 << bit) != 0) {
                if let Some(byte) = word.get_mut(*at) {
                    *byte = b'l';
                }
            }
            String::from_utf8(word).unwrap_or_default()
        })
        .collect()
}

impl NameIndex {
    /// The first names of each list of a word.
    fn names_with(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let lists = [List::Alone, List::Among].into_iter();
        lists.flat_map(move |list| self.postings.names_of(key, list).take(TAKEN).map(|(name, _)| name))
    }

    /// The names that the brands, the syllables and the sound of a name in another script lead to.
    pub(super) fn in_other_scripts(&self, stated: &[PartView<'_>], push: &mut impl FnMut(u32)) {
        let mut word = |text: &str| {
            self.vocabulary.find(text).into_iter().flat_map(|key| self.names_with(key)).for_each(&mut *push);
            self.keys.under(hash(Kind::Joined, text)).take(TAKEN).for_each(&mut *push);
        };
        let sounds: Vec<&str> =
            stated.iter().filter(|view| view.counts()).flat_map(|view| view.text.chars().filter_map(reading)).collect();
        // Two to four characters in a row may be a listed word.
        for length in 2..=4 {
            sounds.windows(length).for_each(|part| word(&part.concat()));
        }
        for view in stated.iter().filter(|view| view.class >= PartClass::Number && !view.text.is_ascii()) {
            if !view.brand.is_empty() {
                word(view.brand);
            }
            word(view.key);
        }
        for view in stated.iter().filter(|view| view.class == PartClass::Given && !view.han && !view.text.is_ascii()) {
            let sound = skeleton(view.key);
            let keys = sound.iter().flat_map(|sound| self.vocabulary.sounding(sound));
            keys.flat_map(|key| self.names_with(key)).for_each(&mut *push);
        }
    }

    /// Hands over a stated name as it stands, then read in Wade-Giles, then with its words apart, then with its slips
    /// repaired, until it is found; it is left in the reading that was.
    pub(super) fn in_readings(
        &self,
        tokens: &mut Vec<Token>,
        buffers: &mut Buffers,
        mut found: impl FnMut(&[Token]) -> bool,
    ) {
        self.brands.split(tokens);
        if found(tokens) || self.read_wade_giles(tokens) && found(tokens) {
            return;
        }
        if let Some(words) = split_glued(tokens) {
            let stated = std::mem::take(tokens);
            tokenize(&words, buffers, tokens);
            if found(tokens) {
                return;
            }
            *tokens = stated;
        }
        for repaired in self.repaired(tokens) {
            if found(&repaired) {
                *tokens = repaired;
                return;
            }
        }
    }

    /// Reads words in Wade-Giles as the listed pinyin words that they may be, and says whether there are any. Syllables
    /// that stand apart, as the hyphens of that system leave them, are read together: Tung-hai.
    fn read_wade_giles(&self, tokens: &mut Vec<Token>) -> bool {
        let mut any = false;
        let mut at = 0;
        while at + 1 < tokens.len() {
            let read = (2..=3.min(tokens.len() - at)).rev().find_map(|count| {
                let run = &tokens[at..at + count];
                let short = run.iter().all(|token| (1..=6).contains(&token.text.len()) && token.text.is_ascii());
                let foreign =
                    || run.iter().any(|token| token.class == PartClass::Given && syllables(&token.text).is_none());
                let word = || run.iter().map(|token| token.text.as_str()).collect::<String>();
                (short && foreign()).then(|| Some((count, self.wade_giles(&word())?))).flatten()
            });
            if let Some((count, read)) = read {
                let (class, key) = known(&read).unwrap_or((PartClass::Given, &read));
                let text = tokens[at..at + count].iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
                tokens[at] = Token { text: text.into(), key: key.into(), class, han: false, slip: None };
                tokens.drain(at + 1..at + count);
                any = true;
            }
            at += 1;
        }
        for token in tokens.iter_mut().filter(|token| token.class == PartClass::Given && token.text.len() > 4) {
            if token.text.is_ascii()
                && syllables(&token.key).is_none()
                && let Some(read) = self.wade_giles(&token.text)
            {
                token.key = read.into();
                any = true;
            }
        }
        any
    }

    /// The listed pinyin word that a word in Wade-Giles may be.
    fn wade_giles(&self, word: &str) -> Option<String> {
        from_wade_giles(word).into_iter().find(|read| {
            let key = known(read).map_or(read.as_str(), |(_, key)| key);
            self.vocabulary.find(key).is_some()
        })
    }

    /// A stated name may be two names of one firm: the names of an entity that together hold every stated part, one of
    /// them with all its parts.
    pub(super) fn under_two_names(
        &self,
        stated: &[PartView<'_>],
        candidates: impl Iterator<Item = u32>,
        alignment: &mut Alignment,
    ) -> Option<Hit> {
        const MOST: usize = 12;
        // Every country has a Public Security Bureau.
        const TELLING: usize = 4;
        let trades = stated.iter().filter(|view| view.class == PartClass::Trade);
        let only_trades = !stated.iter().any(|view| view.class > PartClass::Frame && view.class != PartClass::Trade);
        // A word that was taken for another says too little to be spread over two names.
        if stated.iter().any(|view| view.slip.is_some()) {
            return None;
        }
        if only_trades && trades.clone().count() < TELLING && trades.clone().any(|view| kind_of_body(view.key)) {
            return None;
        }
        let mut seen: Vec<u32> = Vec::new();
        for candidate in candidates {
            let entity = self.owners[candidate as usize].0;
            // Names of one entity stand side by side.
            let same = |name: &u32| self.owners.get(*name as usize).is_some_and(|owner| owner.0 == entity);
            let first = (0..candidate).rev().take_while(same).last().unwrap_or(candidate);
            if seen.contains(&entity) || !same(&(first + 1)) {
                continue;
            }
            seen.push(entity);
            let (mut listed, mut whole) = (Vec::new(), None);
            for name in (first..).take_while(same).take(MOST) {
                let from = listed.len();
                listed.extend(self.parts_of(name).iter().map(|part| self.vocabulary.view(*part)));
                let own: &[PartView<'_>] = &listed[from..];
                align(stated, own, alignment);
                let held = own
                    .iter()
                    .zip(&alignment.listed)
                    .all(|(view, met)| met.is_some() || view.class <= PartClass::Frame);
                if whole.is_none() && held && own.iter().filter(|view| view.class > PartClass::Frame).count() > 1 {
                    whole = Some(name);
                }
            }
            let Some(at) = whole else { continue };
            align(stated, &listed, alignment);
            if stated.iter().zip(&alignment.stated).all(|(view, met)| *met || view.class <= PartClass::Frame) {
                let name = self.owners[at as usize].1;
                return Some(Hit { entity, name, score: 0.75, class: MatchClass::Possible, at });
            }
        }
        None
    }
}
