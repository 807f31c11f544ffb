//! A fixed table from hashes to numbers: flat, sorted, eight bytes an entry.

/// The table. Different texts may share a hash, so what is found must still be compared.
#[derive(Debug, Default)]
pub(super) struct HashTable {
    /// (hash, number), sorted.
    entries: Vec<(u32, u32)>,
    /// Start of each bucket in `entries`, and the end of the last.
    buckets: Vec<u32>,
    /// Number of high bits of a hash that name its bucket.
    bits: u32,
    /// A bit for the low bits of each hash, eight or more an entry: most of what is looked up is not there.
    filter: Vec<u64>,
}

impl HashTable {
    /// Sorts the entries and makes them ready to be looked up.
    pub(super) fn new(mut entries: Vec<(u32, u32)>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        entries.shrink_to_fit();
        // About two entries a bucket: a search in a bucket stays in one cache line.
        let bits = (usize::BITS - entries.len().leading_zeros()).saturating_sub(1).clamp(4, 20);
        let mut buckets = vec![0_u32; (1 << bits) + 1];
        for (hash, _) in &entries {
            buckets[(hash >> (32 - bits)) as usize + 1] += 1;
        }
        let mut end = 0;
        for bucket in &mut buckets {
            end += *bucket;
            *bucket = end;
        }
        let mut filter = vec![0_u64; (entries.len() / 8).next_power_of_two().max(16)];
        for (hash, _) in &entries {
            let (word, bit) = place(*hash, filter.len());
            filter[word] |= bit;
        }
        Self { entries, buckets, bits, filter }
    }

    /// Returns false when nothing stands under a hash.
    pub(super) fn may_hold(&self, hash: u32) -> bool {
        let (word, bit) = place(hash, self.filter.len());
        self.filter.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The numbers under a hash, in ascending order.
    pub(super) fn under(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        let bucket = match self.may_hold(hash) {
            false => &[][..],
            true => {
                let at = (hash >> (32 - self.bits)) as usize;
                &self.entries[self.buckets[at] as usize..self.buckets[at + 1] as usize]
            }
        };
        // A bucket is short unless thousands of names are the same.
        let from = if bucket.len() > 16 { bucket.partition_point(|(other, _)| *other < hash) } else { 0 };
        bucket[from..]
            .iter()
            .skip_while(move |(other, _)| *other < hash)
            .take_while(move |(other, _)| *other == hash)
            .map(|(_, number)| *number)
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<(u32, u32)>()
            + self.buckets.capacity() * size_of::<u32>()
            + self.filter.capacity() * size_of::<u64>()
    }
}

/// The word and the bit of a hash in a filter of so many words.
const fn place(hash: u32, words: usize) -> (usize, u64) {
    ((hash as usize >> 6) & words.wrapping_sub(1), 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_under_their_hash_alone() {
        let spread = |number: u32| number.wrapping_mul(0x9e37_79b1);
        let table = HashTable::new((0..5000).flat_map(|at| [(spread(at / 2), at), (spread(at / 2), at)]).collect());
        for at in 0..2500 {
            assert_eq!(table.under(spread(at)).collect::<Vec<_>>(), [2 * at, 2 * at + 1]);
        }
        assert_eq!(table.under(spread(2500)).count(), 0);
        assert_eq!(HashTable::new(Vec::new()).under(7).count(), 0);
        let same = HashTable::new((0..1000).map(|at| (9, at)).collect());
        assert_eq!(same.under(9).count(), 1000);
        assert_eq!(same.under(8).count() + same.under(10).count(), 0);
    }
}
