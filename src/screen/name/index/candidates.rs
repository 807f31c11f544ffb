//! The listed names worth comparing: those with most in common with the stated one, by number and without their texts.

use super::super::align::View;
use super::super::bound::{Bound, Sum};
use super::super::words::Class;
use super::NameIndex;
use super::keys::{Hash, Kind, hash, set_keys, whole_keys, without_form};
use super::marks::{Marks, bit, distinctive};
use super::postings::{List, sign};
use super::search::Work;

#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) name: u32,
    /// The most that the two names can have in common, from 0 to 1.
    pub(super) overlap: f32,
    route: Route,
    /// Whether the two names can be a hit at all.
    pub(super) open: bool,
}

impl Candidate {
    pub(super) const fn new(name: u32, overlap: f32, route: Route) -> Self {
        Self { name, overlap, route, open: true }
    }
}

/// How a candidate was found, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    /// By a word of its own.
    Word,
    /// By neighbouring parts joined.
    Joined,
    /// By the whole name.
    Whole,
}

impl NameIndex {
    /// Candidates by what they spell: the whole name, or neighbouring parts that stand as one word in the stated name.
    pub(super) fn by_spelling(&self, stated: &[View<'_>], work: &mut Work, kept: usize) {
        let Work { marks, slips, keys, candidates, selection, whole, .. } = work;
        keys.clear();
        whole_keys(stated, whole, keys);
        let plainest = stated.iter().filter(|view| view.class == Class::Given).count() < 2;
        let whole_names = keys.len();
        if plainest {
            set_keys(stated, keys);
        }
        for &key in &keys[..whole_names] {
            let names = self.keys.under(key).take(kept);
            candidates.extend(names.map(|name| Candidate::new(name, 1.0, Route::Whole)));
        }
        selection.want(stated, marks);
        let mut take = |key: u32, at: usize, word: Option<&View<'_>>| {
            selection.start(kept);
            self.keys.under(key).for_each(|name| selection.offer(name, self.sign_of(name)));
            if let Some(word) = word {
                self.mark_joined(selection.best(), word, bit(at), slips);
            }
            candidates.extend(selection.best().map(|name| Candidate::new(name, 0.0, Route::Joined)));
        };
        for &key in &keys[whole_names..] {
            take(key, 0, None);
        }
        let plain = distinctive(stated) == 0;
        for (at, view) in stated.iter().enumerate().filter(|(_, view)| view.class > Class::Legal && !view.han) {
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
            if let Some(next) = stated.get(at + 1).filter(|next| plain && !next.han && next.class > Class::Legal) {
                take(text.with(next.text).done(), at, None);
            }
        }
    }

    /// Candidates by their distinctive words.
    pub(super) fn by_words(&self, stated: &[View<'_>], work: &mut Work, kept: usize) {
        let Work { marks, followed, candidates, selection, .. } = work;
        followed.sort_unstable();
        followed.dedup();
        let distinctive = distinctive(stated);
        selection.start(kept);
        for &key in &*followed {
            self.postings.of(key, List::Alone).for_each(|(name, signs)| selection.offer(name, signs));
        }
        // A name with several distinctive parts is a hit only if it meets two of the stated ones, unless one word is all
        // that is distinctive in the stated name. So the part with the longest lists has nothing new.
        let several = distinctive.count_ones() > 1;
        let heaviest = if several { self.heaviest(stated, marks) } else { 0 };
        for (key, bits) in marks.entries.iter().filter(|(_, bits)| bits & distinctive != 0) {
            let own = bits & distinctive;
            let names = self.postings.of(*key, List::Among);
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
    fn heaviest(&self, stated: &[View<'_>], marks: &Marks) -> u64 {
        let names = |bit: u64| -> usize {
            let entries = marks.entries.iter().filter(|(_, bits)| bits & bit != 0);
            entries.map(|(key, _)| self.postings.len(*key, List::Among)).sum()
        };
        let parts = stated.iter().enumerate().filter(|(_, view)| view.class >= Class::Number);
        parts.map(|(at, _)| bit(at)).max_by_key(|bit| names(*bit)).unwrap_or(0)
    }

    /// Drops the candidates that miss too much, and puts those with most in common first.
    pub(super) fn rank(&self, stated: &[View<'_>], work: &mut Work) {
        let Work { marks, candidates, loose, .. } = work;
        candidates.sort_unstable_by(|a, b| a.name.cmp(&b.name).then(b.route.cmp(&a.route)));
        candidates.dedup_by_key(|candidate| candidate.name);
        let bound = Bound::of(stated, bit);
        let plain = stated.iter().all(|view| view.text.is_ascii());
        let stated_weight: f32 = stated.iter().map(|view| view.class.weight()).sum();
        candidates.retain_mut(|candidate| {
            if candidate.route == Route::Whole {
                return true;
            }
            let (mut met, mut weight) = (0.0, 0.0);
            let mut sum = Sum::default();
            // How parts of two scripts meet, and words that may be several, is told only by comparing them.
            let mut sure = plain;
            for &number in self.parts_of(candidate.name) {
                let part = self.vocabulary.part(number);
                sure &= part.latin && !loose.contains(&part.key);
                if part.class <= Class::Legal {
                    continue;
                }
                let bits = marks.of(part.key) | if part.plain { 0 } else { marks.of(self.vocabulary.spelling(number)) };
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
            joined || !sum.hopeless(&bound)
        });
        candidates.sort_unstable_by(|a, b| b.overlap.total_cmp(&a.overlap).then(a.name.cmp(&b.name)));
    }
}

/// The names with most in common with the stated name, judged by their signatures.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// (rank, name); the lowest rank is the best.
    ranked: Vec<(u32, u32)>,
    /// How many are kept.
    kept: usize,
    /// The points that are still worth an offer, and the rank.
    least: u32,
    most: u32,
    /// What is wanted of a name.
    wanted: Vec<Wanted>,
}

/// A stated part while names are selected.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    bit: u64,
    /// The signs of the listed words that it may mean.
    signs: u64,
    /// What a name gets for one of them.
    points: u32,
}

impl Selection {
    /// More points than a name can have.
    const TOP: u32 = 1 << 12;

    /// Sets out what is wanted.
    fn want(&mut self, stated: &[View<'_>], marks: &Marks) {
        self.wanted.clear();
        for (at, view) in stated.iter().enumerate().filter(|(_, view)| view.counts()) {
            let entries = marks.entries.iter().filter(|(_, bits)| bits & bit(at) != 0);
            let signs = entries.fold(0, |signs, (key, _)| signs | sign(*key));
            if signs != 0 {
                self.wanted.push(Wanted { bit: bit(at), signs, points: points(view.class) });
            }
        }
    }

    /// The signs of all words that some parts may mean.
    fn signs(&self, parts: u64) -> u64 {
        self.wanted.iter().filter(|part| part.bit & parts != 0).fold(0, |signs, part| signs | part.signs)
    }

    fn start(&mut self, kept: usize) {
        self.ranked.clear();
        (self.kept, self.least, self.most) = (kept, 0, u32::MAX);
    }

    fn offer(&mut self, name: u32, signs: u64) {
        let points = self.wanted.iter().map(|part| if signs & part.signs == 0 { 0 } else { part.points }).sum::<u32>();
        if points < self.least {
            return;
        }
        // Most in common first, then the fewest other words, then the lowest number.
        let rank = (Self::TOP - points) * 128 + signs.count_ones();
        // The names of a list come in order, so another one of the last rank kept is not wanted.
        if rank >= self.most {
            return;
        }
        self.ranked.push((rank, name));
        if self.ranked.len() >= 4 * self.kept {
            self.cut();
            if let Some(&(rank, _)) = self.ranked.get(self.kept - 1) {
                self.most = rank;
                self.least = Self::TOP - rank / 128;
            }
        }
    }

    fn cut(&mut self) {
        // A name may have been offered by two of its words.
        self.ranked.sort_unstable();
        self.ranked.dedup();
        self.ranked.truncate(self.kept);
    }

    fn best(&mut self) -> impl Iterator<Item = u32> + '_ {
        if self.ranked.len() > self.kept {
            self.cut();
        }
        self.ranked.iter().map(|(_, name)| *name)
    }
}

/// What a stated part counts for while names are selected: as much as it weighs when they are compared.
const fn points(class: Class) -> u32 {
    match class {
        Class::Filler | Class::Legal => 0,
        Class::Frame => 3,
        Class::Place => 7,
        Class::Trade => 8,
        Class::Number => 12,
        Class::Given => 20,
    }
}
