//! Upper bound on the outcome of a comparison, from what is known before the parts are aligned one by one.
//!
//! The index knows which stated parts each listed part can meet at all. From that follows a bound on the evidence that
//! [`super::classify`] can find, and most of the names that share a word with a stated one fall below what a hit needs.
//! Every figure here is the kindest case of its counterpart there; in debug builds each name that is passed over is
//! compared all the same, and must come to nothing.

use super::classify::{POSSIBLE_FROM, POSSIBLE_FROM_COMMON, branch, ruled_out};
use super::model::{PartClass, PartView};

/// Parts of a stated name, as far as every comparison depends on them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StatedBound {
    /// The bits of its parts, by class.
    given: u64,
    numbers: u64,
    trades: u64,
    places: u64,
    /// True when it names a branch, so that what else is stated may belong to that.
    branch: bool,
    /// True when it holds characters by which some firm is known, whose matches cannot be told from here.
    brand: bool,
}

impl StatedBound {
    /// The bound of a stated name, `bit` being the bit of each part.
    pub(super) fn for_stated(stated: &[PartView<'_>], bit: impl Fn(usize) -> u64) -> Self {
        let mut bound = Self::default();
        for (at, view) in stated.iter().enumerate() {
            bound.brand |= !view.brand.is_empty();
            match view.class {
                _ if branch(view.key) => bound.branch = true,
                PartClass::Given => bound.given |= bit(at),
                PartClass::Number => bound.numbers |= bit(at),
                PartClass::Trade => bound.trades |= bit(at),
                PartClass::Place => bound.places |= bit(at),
                _ => {}
            }
        }
        bound
    }
}

/// Upper bound on the evidence of a listed name, added up part by part.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ListedBound {
    evidence: f32,
    /// The stated parts that can be met.
    covered: u64,
    given: usize,
    given_met: usize,
    numbers: usize,
    /// Given parts and numbers that are missing for certain.
    missing: usize,
    /// Places, trades and numbers that can be met.
    company: usize,
    trades_missing: usize,
    places_missing: usize,
    /// True when it may begin with the word of a group.
    framed: bool,
    /// Evidence that the most distinctive missing trade takes away.
    worst_trade: f32,
}

impl ListedBound {
    /// Adds a listed part: its class, its weight in hundredths, whether it was given in characters, and the stated
    /// parts that it can meet.
    pub(super) fn add(&mut self, class: PartClass, weight: u8, han: bool, bits: u64) {
        let says = f32::from(weight) / 100.0;
        let met = bits != 0;
        self.covered |= bits;
        match class {
            PartClass::Given | PartClass::Number => {
                let given = class == PartClass::Given;
                self.given += usize::from(given);
                self.given_met += usize::from(given && met);
                self.numbers += usize::from(!given);
                self.company += usize::from(!given && met);
                self.missing += usize::from(!met);
                self.evidence += match met {
                    true if han => says + 0.2,
                    true => says,
                    false => -0.9 * says.min(1.0),
                };
            }
            PartClass::Trade | PartClass::Place if met => {
                self.company += 1;
                self.evidence += says;
            }
            PartClass::Trade => {
                self.trades_missing += 1;
                // Of several missing trades the later ones count less, but all of them never less than the worst.
                self.worst_trade = self.worst_trade.max(0.15 + 0.6 * (says - 0.2).max(0.0));
            }
            PartClass::Place => {
                self.places_missing += 1;
                self.evidence -= 0.2;
            }
            PartClass::Frame => {
                self.framed = true;
                self.evidence += if met { 0.15 } else { 0.0 };
            }
            _ => {}
        }
    }

    /// The stated parts that can be met.
    pub(super) const fn covered(&self) -> u64 {
        self.covered
    }

    /// Returns true when too many distinctive parts are missing for any match.
    pub(super) const fn ruled_out(&self, stated: &StatedBound) -> bool {
        ruled_out(self.given + self.numbers, self.missing, (stated.given | stated.numbers) & !self.covered != 0)
    }

    /// Returns true when the listed name can be a hit at all.
    pub(super) fn allows(&self, stated: &StatedBound) -> bool {
        if stated.brand {
            return true;
        }
        if self.given > 0 && self.given_met == 0 || self.given == 0 && self.company < 2 {
            return false;
        }
        let left = |bits: u64| (bits & !self.covered).count_ones();
        let (given_left, trades_left) = (left(stated.given), left(stated.trades));
        // Numbers and places may be those of the branch.
        let (numbers_left, places_left) =
            if stated.branch { (0, 0) } else { (left(stated.numbers), left(stated.places)) };
        let extra = given_left + numbers_left + trades_left + places_left;
        let complete = self.missing + self.trades_missing + self.places_missing == 0;
        // What else is stated may be that of a unit of a group.
        let unit = complete && self.framed;
        let same = self.missing == 0
            && given_left + numbers_left == 0
            && self.trades_missing + self.places_missing < 2
            && (stated.branch || trades_left + places_left == 0);
        if same {
            return true;
        }
        // Counts are small: names have at most a few dozen parts.
        #[allow(clippy::cast_precision_loss, reason = "fewer than 64")]
        let times = |count: u32, each: f32| count as f32 * each;
        let mut sum = self.evidence - self.worst_trade;
        sum -= times(given_left, if unit || stated.branch && complete { 0.2 } else { 0.9 });
        sum -= times(numbers_left, 0.3);
        if !unit {
            sum -= times(trades_left, 0.15) + times(places_left, 0.2);
        }
        if self.trades_missing > 0 && trades_left > 0 {
            sum -= 0.15;
        }
        if self.places_missing > 0 && places_left > 0 {
            sum -= 0.35;
        }
        sum += match () {
            () if extra == 0 && self.missing == 0 && self.given == 0 => 0.65,
            () if complete || extra == 0 && self.missing == 0 => 0.4,
            // The word of a group costs less.
            () if self.missing == 1 => (if extra == 0 { 0.3 } else { 0.0 }) + if self.framed { 0.7 } else { 0.0 },
            () => 0.0,
        };
        // What rounding may take away.
        sum + 0.01 >= if self.given > 0 { POSSIBLE_FROM } else { POSSIBLE_FROM_COMMON }
    }
}
