//! Query expansion: the listed words that each stated part may stand for, as it is, joined with its neighbours, or
//! misspelt.

use super::super::lexicon::known;
use super::super::misspelling::{misspelling, sounds_alike};
use super::super::model::{PartClass, PartView};
use super::super::tokens::comparison_key;
use super::NameIndex;
use super::keys::{half_keys, without_form};
use super::masks::{bit, distinctive};
use super::postings::List;
use super::scratch::SearchState;

/// Says whether names are looked up under a listed word that a stated one may misspell, as compared or as written.
#[derive(Debug, Clone, Copy)]
struct Follow {
    compared: bool,
    written: bool,
}

impl NameIndex {
    /// Marks the listed words that stated parts may mean one by one, and follows the distinctive ones.
    pub(super) fn expand_words(&self, stated: &[PartView<'_>], work: &mut SearchState) {
        let distinctive = distinctive(stated);
        for (at, view) in stated.iter().enumerate().filter(|(_, view)| view.class > PartClass::Legal) {
            let same = self.vocabulary.find(view.key);
            if let Some(key) = same {
                work.masks.add(key, bit(at));
            }
            if view.class < PartClass::Number {
                continue;
            }
            work.followed.extend(same);
            for key in without_form(view.text).filter_map(|rest| self.vocabulary.find(&comparison_key(rest))) {
                work.masks.add(key, bit(at));
                work.followed.push(key);
            }
            for key in super::fallback::with_l(view).iter().filter_map(|word| self.vocabulary.find(word)) {
                work.masks.add(key, bit(at));
                work.followed.push(key);
            }
            if view.class != PartClass::Given || view.han {
                continue;
            }
            // A word that stands on a list is not taken for a misspelling of another one, unless both stand in one name.
            let listed = same.is_some_and(|key| self.listed(key));
            for key in self.vocabulary.heard_as(view.key) {
                if sounds_alike(view.key, self.vocabulary.key(key)) {
                    work.masks.add(key, bit(at));
                    work.followed.push(key);
                }
            }
            // A trade leads only to names of trades and places, so it is followed where nothing else is distinctive.
            let follow = Follow { compared: !listed, written: !listed && distinctive == bit(at) };
            self.misseen(view.key, bit(at), follow, work);
            if view.text == view.key {
                self.misspelt(view.text, [true, true], bit(at), follow, work);
            } else {
                self.misspelt(view.key, [true, false], bit(at), follow, work);
                self.misspelt(view.text, [true, true], bit(at), follow, work);
            }
            self.note_compounds(view.text, &mut work.loose);
        }
    }

    /// Marks the listed words of which a stated one may be a misspelling: as they are compared, and as they are written
    /// where that is another way.
    fn misspelt(&self, word: &str, [compared, written]: [bool; 2], bit: u64, follow: Follow, work: &mut SearchState) {
        // As many letters more or less as a typo may make.
        let apart = if word.len() < 10 { 1 } else { 2 };
        let SearchState { masks, misspellings, followed, .. } = work;
        for length in word.len().saturating_sub(apart)..=word.len() + apart {
            for half in half_keys(word, length).into_iter().flatten() {
                for listed in self.vocabulary.sharing_half(half) {
                    let wanted = if listed.compared { compared } else { written };
                    if wanted && masks.get(listed.number) & bit == 0 && misspelling(word, listed.word).is_some() {
                        match listed.compared {
                            true => masks.add(listed.number, bit),
                            false => misspellings.push((listed.number, bit)),
                        }
                        let follow = if listed.compared { follow.compared } else { follow.written };
                        followed.extend(follow.then_some(listed.key));
                    }
                }
            }
        }
    }

    /// Marks the listed words that look like a stated one, however many letters make the difference.
    fn misseen(&self, word: &str, bit: u64, follow: Follow, work: &mut SearchState) {
        let SearchState { masks, misspellings, followed, .. } = work;
        for number in self.vocabulary.shaped(word) {
            let part = self.vocabulary.part(number);
            if misspelling(word, self.vocabulary.view(number).text).is_none() {
                continue;
            }
            match part.plain {
                true => masks.add(part.key, bit),
                false => misspellings.push((self.vocabulary.spelling(number), bit)),
            }
            let follow = if part.class >= PartClass::Number { follow.compared } else { follow.written };
            followed.extend(follow.then_some(part.key));
        }
    }

    /// Takes down the places, trades and forms that a word begins with. It may be several words written together, which
    /// only a comparison with a name that holds the first of them can tell.
    fn note_compounds(&self, word: &str, loose: &mut Vec<u32>) {
        const LONGEST: usize = 16;
        if word.is_ascii() {
            let beginnings = (2..word.len().min(LONGEST + 1)).filter_map(|end| known(&word[..end]));
            loose.extend(beginnings.filter_map(|(_, key)| self.vocabulary.find(key)));
        }
    }

    fn listed(&self, key: u32) -> bool {
        [List::Alone, List::Among].iter().any(|list| self.postings.len(key, *list) > 0)
    }

    /// Marks and follows the listed words that neighbouring stated parts spell together.
    pub(super) fn expand_joined(&self, stated: &[PartView<'_>], work: &mut SearchState) {
        const MOST: usize = 4;
        let SearchState { masks, followed, joined, .. } = work;
        for (at, first) in stated.iter().enumerate().filter(|(_, view)| view.class > PartClass::Legal && !view.han) {
            joined.clear();
            joined.push_str(first.text);
            let mut bits = bit(at);
            for (more, next) in stated[at + 1..].iter().enumerate().take(MOST - 1) {
                if next.han || next.class <= PartClass::Legal {
                    break;
                }
                joined.push_str(next.text);
                bits |= bit(at + 1 + more);
                let singular = joined.strip_suffix('s').filter(|one| one.len() > 4);
                let found = [self.vocabulary.find(joined), singular.and_then(|one| self.vocabulary.find(one))];
                for key in found.into_iter().flatten() {
                    masks.add(key, bits);
                    followed.push(key);
                }
            }
        }
    }

    /// Marks the parts of listed names that together spell a stated part.
    pub(super) fn mark_joined(
        &self,
        names: impl Iterator<Item = u32>,
        view: &PartView<'_>,
        bits: u64,
        masks: &mut Vec<(u32, u64)>,
    ) {
        // Nearly always all of them hold the same parts in a row.
        let mut same: &[u32] = &[];
        for name in names {
            let parts = self.parts_of(name);
            let holds = !same.is_empty() && parts.windows(same.len()).any(|run| run == same);
            if !holds && let Some(run) = self.spelling_run(parts, view) {
                masks.extend(run.iter().map(|part| (self.vocabulary.part(*part).key, bits)));
                same = run;
            }
        }
    }

    /// The neighbouring parts that together spell a stated part, its plural or its singular.
    fn spelling_run<'p>(&self, parts: &'p [u32], view: &PartView<'_>) -> Option<&'p [u32]> {
        (0..parts.len()).find_map(|from| {
            let mut length = 0;
            for to in from..parts.len() {
                length += self.vocabulary.view(parts[to]).text.bytes().filter(|byte| *byte != b' ').count();
                if length > view.text.len() + 1 {
                    break;
                }
                let run = &parts[from..=to];
                let letters = || {
                    run.iter().flat_map(|part| self.vocabulary.view(*part).text.bytes()).filter(|byte| *byte != b' ')
                };
                let stated = || view.text.bytes().filter(|byte| *byte != b' ');
                if to > from && length + 1 >= view.key.len() && letters().zip(stated()).all(|(a, b)| a == b) {
                    return Some(run);
                }
            }
            None
        })
    }
}
