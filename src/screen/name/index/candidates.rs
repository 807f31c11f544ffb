//! The listed names worth comparing: those with most in common with the stated one, by number and without their texts.

use super::super::bound::{ListedBound, StatedBound};
use super::super::model::{PartClass, PartView};
use super::NameIndex;
use super::candidate::{Candidate, Route};
use super::keys::{Hash, Kind, hash, set_keys, whole_keys, without_form};
use super::masks::{PartMasks, bit, distinctive};
use super::postings::List;
use super::scratch::SearchState;

impl NameIndex {
    /// Candidates by what they spell: the whole name, or neighbouring parts that stand as one word in the stated name.
    pub(super) fn by_spelling(&self, stated: &[PartView<'_>], work: &mut SearchState, kept: usize) {
        let SearchState { masks, misspellings, keys, candidates, selection, whole, .. } = work;
        keys.clear();
        whole_keys(stated, whole, keys);
        let plainest = stated.iter().filter(|view| view.class == PartClass::Given).count() < 2;
        let whole_names = keys.len();
        if plainest {
            set_keys(stated, keys);
        }
        for &key in &keys[..whole_names] {
            let before = candidates.len();
            let names = self.keys.under(key).take(kept);
            candidates.extend(names.map(|name| Candidate::new(name, 1.0, Route::Whole)));
            selection.note_cut(candidates.len() - before == kept);
        }
        selection.want(stated, masks);
        let mut take = |key: u32, at: usize, word: Option<&PartView<'_>>| {
            if !self.keys.may_hold(key) {
                return;
            }
            selection.start(kept);
            self.keys.under(key).for_each(|name| selection.offer(name, self.sign_of(name)));
            if let Some(word) = word {
                self.mark_joined(selection.best(), word, bit(at), misspellings);
            }
            candidates.extend(selection.best().map(|name| Candidate::new(name, 0.0, Route::Joined)));
        };
        for &key in &keys[whole_names..] {
            take(key, 0, None);
        }
        let plain = distinctive(stated) == 0;
        for (at, view) in stated.iter().enumerate().filter(|(_, view)| view.class > PartClass::Legal && !view.han) {
            let key = Hash::new(Kind::Joined).with(view.key);
            let text = Hash::new(Kind::Joined).with(view.text);
            take(key.done(), at, Some(view));
            take(key.with("s").done(), at, Some(view));
            if view.text != view.key {
                take(text.done(), at, Some(view));
            }
            for rest in without_form(view.text) {
                take(hash(Kind::Joined, rest), at, Some(view));
            }
            // Of a place and a trade alone, the names that hold them side by side.
            if let Some(next) = stated.get(at + 1).filter(|next| plain && !next.han && next.class > PartClass::Legal) {
                take(text.with(next.text).done(), at, None);
            }
        }
    }

    /// Candidates by their distinctive words.
    pub(super) fn by_words(&self, stated: &[PartView<'_>], work: &mut SearchState, kept: usize) {
        let SearchState { masks, followed, candidates, selection, .. } = work;
        followed.sort_unstable();
        followed.dedup();
        let distinctive = distinctive(stated);
        selection.start(kept);
        for &key in &*followed {
            self.postings.names_of(key, List::Alone).for_each(|(name, signs)| selection.offer(name, signs));
        }
        // A name with several distinctive parts is a hit only if it meets two of the stated ones, unless one word is all
        // that is distinctive in the stated name. So the part with the longest lists has nothing new.
        let several = distinctive.count_ones() > 1;
        let heaviest = if several { self.heaviest(stated, masks) } else { 0 };
        for (key, bits) in masks.entries.iter().filter(|(_, bits)| bits & distinctive != 0) {
            let own = bits & distinctive;
            let names = self.postings.names_of(*key, List::Among);
            if own == distinctive {
                if several || followed.binary_search(key).is_ok() {
                    names.for_each(|(name, signs)| selection.offer(name, signs));
                }
            } else if own != heaviest {
                let others = selection.signs(distinctive & !own);
                names.filter(|(_, signs)| signs & others != 0).for_each(|(name, signs)| selection.offer(name, signs));
            }
        }
        candidates.extend(selection.best().map(|name| Candidate::new(name, 0.0, Route::Word)));
    }

    /// The bit of the distinctive part whose words stand in the most names.
    fn heaviest(&self, stated: &[PartView<'_>], masks: &PartMasks) -> u64 {
        let names = |bit: u64| -> usize {
            let entries = masks.entries.iter().filter(|(_, bits)| bits & bit != 0);
            entries.map(|(key, _)| self.postings.len(*key, List::Among)).sum()
        };
        let parts = stated.iter().enumerate().filter(|(_, view)| view.class >= PartClass::Number);
        parts.map(|(at, _)| bit(at)).max_by_key(|bit| names(*bit)).unwrap_or(0)
    }

    /// Drops the candidates that miss too much, and puts those with most in common first.
    pub(super) fn rank(&self, stated: &[PartView<'_>], work: &mut SearchState) {
        let SearchState { masks, candidates, loose, .. } = work;
        candidates.sort_unstable_by(|a, b| a.name.cmp(&b.name).then(b.route.cmp(&a.route)));
        candidates.dedup_by_key(|candidate| candidate.name);
        let bound = StatedBound::for_stated(stated, bit);
        let plain = stated.iter().all(|view| view.text.is_ascii());
        let stated_weight: f32 = stated.iter().map(|view| view.class.weight()).sum();
        candidates.retain_mut(|candidate| {
            if candidate.route == Route::Whole {
                return true;
            }
            let (mut met, mut weight) = (0.0, 0.0);
            let mut sum = ListedBound::default();
            // How parts of two scripts meet, and words that may be several, is told only by comparing them.
            let mut sure = plain;
            for &number in self.parts_of(candidate.name) {
                let part = self.vocabulary.part(number);
                sure &= part.latin && !loose.contains(&part.key);
                if part.class <= PartClass::Legal {
                    continue;
                }
                let bits =
                    masks.get(part.key) | if part.plain { 0 } else { masks.get(self.vocabulary.spelling(number)) };
                weight += part.class.weight();
                met += if bits == 0 { 0.0 } else { part.class.weight() };
                sum.add(part.class, part.weight, part.han, bits);
            }
            let stated_met: f32 = stated
                .iter()
                .enumerate()
                .filter(|(at, _)| sum.covered() & bit(*at) != 0)
                .map(|(_, view)| view.class.weight())
                .sum();
            let share = |met: f32, all: f32| if all > 0.0 { met / all } else { 0.0 };
            candidate.overlap = f32::midpoint(share(met, weight), share(stated_met, stated_weight));
            let joined = candidate.route == Route::Joined && !sure;
            candidate.open = !sure || sum.allows(&bound);
            joined || !sum.ruled_out(&bound)
        });
        candidates.sort_unstable_by(|a, b| b.overlap.total_cmp(&a.overlap).then(a.name.cmp(&b.name)));
    }
}
