//! A listed name that may be the stated one, and the choice of the best of many by their signatures.

use super::super::model::{PartClass, PartView};
use super::masks::{PartMasks, bit};
use super::postings::sign;

#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) name: u32,
    /// The most that the two names can have in common, from 0 to 1.
    pub(super) overlap: f32,
    pub(super) route: Route,
    /// False when the two names cannot be a hit.
    pub(super) open: bool,
}

impl Candidate {
    pub(super) const fn new(name: u32, overlap: f32, route: Route) -> Self {
        Self { name, overlap, route, open: true }
    }
}

/// Way in which a candidate was found, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    /// Found by a word of its own.
    Word,
    /// Found by neighbouring parts joined.
    Joined,
    /// Found by the whole name.
    Whole,
}

/// The names with most in common with the stated name, judged by their signatures.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// (rank, name); the lowest rank is the best.
    ranked: Vec<(u32, u32)>,
    /// Number of names kept.
    kept: usize,
    /// The points that are still worth an offer, and the rank.
    least: u32,
    most: u32,
    /// Stated parts that a name is scored by.
    wanted: Vec<Wanted>,
    /// True when more names were offered in one round than are kept.
    is_cut: bool,
}

/// A stated part while names are selected.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    bit: u64,
    /// The signs of the listed words that it may mean.
    signs: u64,
    /// Points of a name for one of them.
    points: u32,
}

impl Selection {
    /// More points than a name can have.
    const TOP: u32 = 1 << 12;

    /// Begins a search of one or more rounds.
    pub(super) const fn clear(&mut self) {
        self.is_cut = false;
    }

    /// Takes down that as many names were found as are kept, and perhaps more.
    pub(super) const fn note_cut(&mut self, cut: bool) {
        self.is_cut |= cut;
    }

    /// Returns true when more names may be met than were kept since the search began.
    pub(super) const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Sets out what is wanted.
    pub(super) fn want(&mut self, stated: &[PartView<'_>], masks: &PartMasks) {
        self.wanted.clear();
        for (at, view) in stated.iter().enumerate().filter(|(_, view)| view.counts()) {
            let entries = masks.entries.iter().filter(|(_, bits)| bits & bit(at) != 0);
            let signs = entries.fold(0, |signs, (key, _)| signs | sign(*key));
            if signs != 0 {
                self.wanted.push(Wanted { bit: bit(at), signs, points: points(view.class) });
            }
        }
    }

    /// The signs of all words that some parts may mean.
    pub(super) fn signs(&self, parts: u64) -> u64 {
        self.wanted.iter().filter(|part| part.bit & parts != 0).fold(0, |signs, part| signs | part.signs)
    }

    pub(super) fn start(&mut self, kept: usize) {
        self.ranked.clear();
        (self.kept, self.least, self.most) = (kept, 0, u32::MAX);
    }

    pub(super) fn offer(&mut self, name: u32, signs: u64) {
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
        self.is_cut |= self.ranked.len() > self.kept;
        self.ranked.truncate(self.kept);
    }

    pub(super) fn best(&mut self) -> impl Iterator<Item = u32> + '_ {
        if self.ranked.len() > self.kept {
            self.cut();
        }
        self.ranked.iter().map(|(_, name)| *name)
    }
}

/// Points of a stated part while names are selected, in proportion to its weight in a comparison.
const fn points(class: PartClass) -> u32 {
    match class {
        PartClass::Filler | PartClass::Legal => 0,
        PartClass::Frame => 3,
        PartClass::Place => 7,
        PartClass::Trade => 8,
        PartClass::Number => 12,
        PartClass::Given => 20,
    }
}
