//! Which listed words the parts of a stated name may mean: as they stand, joined with their neighbours, misspelt.

use super::super::align::View;
use super::super::slips::{slipped, sounds_alike};
use super::super::tokens::compared;
use super::super::words::{Class, known};
use super::NameIndex;
use super::keys::{half_keys, without_form};
use super::postings::List;
use super::search::Work;

/// Which stated parts each listed word may meet, a bit a part.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) entries: Vec<(u32, u64)>,
    /// Open addressing: numbers of entries plus one.
    table: Vec<u16>,
}

impl Marks {
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.table.clear();
        self.table.resize(128, 0);
    }

    fn place(&self, key: u32) -> usize {
        let mask = self.table.len() - 1;
        let mut at = (key.wrapping_mul(0x9e37_79b1) >> 12) as usize & mask;
        while let Some(entry) = usize::from(self.table[at]).checked_sub(1) {
            if self.entries[entry].0 == key {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    pub(super) fn of(&self, key: u32) -> u64 {
        let entry = self.table[self.place(key)];
        usize::from(entry).checked_sub(1).map_or(0, |entry| self.entries[entry].1)
    }

    pub(super) fn add(&mut self, key: u32, bits: u64) {
        let at = self.place(key);
        if let Some(entry) = usize::from(self.table[at]).checked_sub(1) {
            self.entries[entry].1 |= bits;
            return;
        }
        self.entries.push((key, bits));
        self.table[at] = u16::try_from(self.entries.len()).unwrap_or(u16::MAX);
        if self.entries.len() * 2 > self.table.len() {
            let size = self.table.len() * 2;
            self.table.clear();
            self.table.resize(size, 0);
            for number in 0..self.entries.len() {
                let at = self.place(self.entries[number].0);
                self.table[at] = u16::try_from(number + 1).unwrap_or(u16::MAX);
            }
        }
    }
}

/// The bit of a stated part. Parts past the last bit share it, which only keeps more candidates.
pub(super) fn bit(at: usize) -> u64 {
    1 << at.min(63)
}

/// The bits of the distinctive parts.
pub(super) fn distinctive(stated: &[View<'_>]) -> u64 {
    stated.iter().enumerate().filter(|(_, view)| view.class >= Class::Number).fold(0, |bits, (at, _)| bits | bit(at))
}

/// Whether the names of words are followed of which a stated one may be a misspelling, as compared or as written.
#[derive(Debug, Clone, Copy)]
struct Follow {
    compared: bool,
    written: bool,
}

impl NameIndex {
    /// Marks the listed words that stated parts may mean one by one, and follows the distinctive ones.
    pub(super) fn words(&self, stated: &[View<'_>], work: &mut Work) {
        let distinctive = distinctive(stated);
        for (at, view) in stated.iter().enumerate().filter(|(_, view)| view.class > Class::Legal) {
            let same = self.vocabulary.find(view.key);
            if let Some(key) = same {
                work.marks.add(key, bit(at));
            }
            if view.class < Class::Number {
                continue;
            }
            work.followed.extend(same);
            for key in without_form(view.text).filter_map(|rest| self.vocabulary.find(&compared(rest))) {
                work.marks.add(key, bit(at));
                work.followed.push(key);
            }
            for key in super::other::with_l(view).iter().filter_map(|word| self.vocabulary.find(word)) {
                work.marks.add(key, bit(at));
                work.followed.push(key);
            }
            if view.class != Class::Given || view.han {
                continue;
            }
            // A word that stands on a list is not taken for a misspelling of another one, unless both stand in one name.
            let listed = same.is_some_and(|key| self.listed(key));
            for key in self.vocabulary.heard_as(view.key) {
                if sounds_alike(view.key, self.vocabulary.key(key)) {
                    work.marks.add(key, bit(at));
                    work.followed.push(key);
                }
            }
            // A trade leads only to names of trades and places, so it is followed where nothing else is distinctive.
            let follow = Follow { compared: !listed, written: !listed && distinctive == bit(at) };
            if view.text == view.key {
                self.misspelt(view.text, [true, true], bit(at), follow, work);
            } else {
                self.misspelt(view.key, [true, false], bit(at), follow, work);
                self.misspelt(view.text, [false, true], bit(at), follow, work);
            }
            self.several(view.text, &mut work.loose);
        }
    }

    /// Marks the listed words of which a stated one may be a misspelling: as they are compared, and as they are written
    /// where that is another way.
    fn misspelt(&self, word: &str, [compared, written]: [bool; 2], bit: u64, follow: Follow, work: &mut Work) {
        // As many letters more or less as a typo may make.
        let apart = if word.len() < 10 { 1 } else { 2 };
        let Work { marks, slips, followed, .. } = work;
        for length in word.len().saturating_sub(apart)..=word.len() + apart {
            for half in half_keys(word, length).into_iter().flatten() {
                for listed in self.vocabulary.sharing_half(half) {
                    let wanted = if listed.compared { compared } else { written };
                    if wanted && marks.of(listed.number) & bit == 0 && slipped(word, listed.word).is_some() {
                        match listed.compared {
                            true => marks.add(listed.number, bit),
                            false => slips.push((listed.number, bit)),
                        }
                        let follow = if listed.compared { follow.compared } else { follow.written };
                        followed.extend(follow.then_some(listed.key));
                    }
                }
            }
        }
    }

    /// Takes down the places, trades and forms that a word begins with. It may be several words written together, which
    /// only a comparison with a name that holds the first of them can tell.
    fn several(&self, word: &str, loose: &mut Vec<u32>) {
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
    pub(super) fn joined(&self, stated: &[View<'_>], work: &mut Work) {
        const MOST: usize = 4;
        let Work { marks, followed, joined, .. } = work;
        for (at, first) in stated.iter().enumerate().filter(|(_, view)| view.class > Class::Legal && !view.han) {
            joined.clear();
            joined.push_str(first.text);
            let mut bits = bit(at);
            for (more, next) in stated[at + 1..].iter().enumerate().take(MOST - 1) {
                if next.han || next.class <= Class::Legal {
                    break;
                }
                joined.push_str(next.text);
                bits |= bit(at + 1 + more);
                let singular = joined.strip_suffix('s').filter(|one| one.len() > 4);
                let found = [self.vocabulary.find(joined), singular.and_then(|one| self.vocabulary.find(one))];
                for key in found.into_iter().flatten() {
                    marks.add(key, bits);
                    followed.push(key);
                }
            }
        }
    }

    /// Marks the parts of listed names that together spell a stated part.
    pub(super) fn mark_joined(
        &self,
        names: impl Iterator<Item = u32>,
        view: &View<'_>,
        bits: u64,
        marks: &mut Vec<(u32, u64)>,
    ) {
        // Nearly always all of them hold the same parts in a row.
        let mut same: &[u32] = &[];
        for name in names {
            let parts = self.parts_of(name);
            let holds = !same.is_empty() && parts.windows(same.len()).any(|run| run == same);
            if !holds && let Some(run) = self.spelling_run(parts, view) {
                marks.extend(run.iter().map(|part| (self.vocabulary.part(*part).key, bits)));
                same = run;
            }
        }
    }

    /// The neighbouring parts that together spell a stated part, its plural or its singular.
    fn spelling_run<'p>(&self, parts: &'p [u32], view: &View<'_>) -> Option<&'p [u32]> {
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
