//! Postings lists: the names that hold a word, with a small signature of each name, so that long lists are passed over
//! quickly.

/// The lists, by key: first the names in which the key is the only distinctive part, then those in which it is one of
/// several; each in ascending order.
#[derive(Debug, Default)]
pub(super) struct Postings {
    names: Vec<u32>,
    /// The signature of each of these names; beside them, because it decides about most of them.
    signs: Vec<u64>,
    /// Two for each key: where its lists begin; and the end of the last.
    starts: Vec<u32>,
}

/// One list of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// The names in which the key is the only distinctive part.
    Alone = 0,
    /// Those in which it is one of several.
    Among = 1,
}

impl Postings {
    /// Builds them from a function that calls back for every key, list, name and its signature, names ascending; it is
    /// run twice.
    pub(super) fn new(keys: usize, each: impl Fn(&mut dyn FnMut(u32, List, u32, u64))) -> Self {
        let mut starts = vec![0_u32; keys * 2 + 1];
        each(&mut |key, list, _, _| starts[key as usize * 2 + list as usize] += 1);
        let mut end = 0;
        for start in &mut starts {
            (*start, end) = (end, end + *start);
        }
        let mut names = vec![0_u32; end as usize];
        let mut signs = vec![0_u64; end as usize];
        // Every start moves to its end while the list is filled, which is the start of the next.
        each(&mut |key, list, name, sign| {
            let at = &mut starts[key as usize * 2 + list as usize];
            names[*at as usize] = name;
            signs[*at as usize] = sign;
            *at += 1;
        });
        starts.rotate_right(1);
        if let Some(first) = starts.first_mut() {
            *first = 0;
        }
        Self { names, signs, starts }
    }

    fn range(&self, key: u32, list: List) -> std::ops::Range<usize> {
        let at = key as usize * 2 + list as usize;
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    /// Returns the length of a list of a key.
    pub(super) fn len(&self, key: u32, list: List) -> usize {
        self.range(key, list).len()
    }

    /// One list of a key: names and their signatures.
    pub(super) fn names_of(&self, key: u32, list: List) -> impl Iterator<Item = (u32, u64)> + '_ {
        let range = self.range(key, list);
        self.names[range.clone()].iter().copied().zip(self.signs[range].iter().copied())
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        (self.names.capacity() + self.starts.capacity()) * size_of::<u32>() + self.signs.capacity() * size_of::<u64>()
    }
}

/// The bit of a key in the signature of a name.
pub(super) const fn sign(key: u32) -> u64 {
    1 << (key.wrapping_mul(0x9e37_79b1) >> 26)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_the_order_of_their_names() {
        let rows = [(0, List::Among, 4), (2, List::Alone, 5), (0, List::Alone, 6), (0, List::Among, 9)];
        let postings = Postings::new(3, |put| {
            rows.iter().for_each(|&(key, list, name)| put(key, list, name, u64::from(name) * 2))
        });
        let of = |key, list| postings.names_of(key, list).collect::<Vec<_>>();
        assert_eq!(of(0, List::Alone), [(6, 12)]);
        assert_eq!(of(0, List::Among), [(4, 8), (9, 18)]);
        assert_eq!((postings.len(1, List::Alone), postings.len(1, List::Among)), (0, 0));
        assert_eq!(of(2, List::Alone), [(5, 10)]);
        assert!(Postings::new(0, |_| ()).heap_bytes() >= 4);
    }
}
