//! Sets of stated parts as bits, and the set that each listed word may stand for.

use super::super::model::{PartClass, PartView};

/// Set of stated parts that each listed word may stand for, one bit a part.
#[derive(Debug, Default)]
pub(super) struct PartMasks {
    pub(super) entries: Vec<(u32, u64)>,
    /// Open addressing: numbers of entries plus one.
    table: Vec<u16>,
}

impl PartMasks {
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

    pub(super) fn get(&self, key: u32) -> u64 {
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
pub(super) fn distinctive(stated: &[PartView<'_>]) -> u64 {
    stated
        .iter()
        .enumerate()
        .filter(|(_, view)| view.class >= PartClass::Number)
        .fold(0, |bits, (at, _)| bits | bit(at))
}
