//! Which names hold a word, and a small signature of each name, so that long lists are passed over quickly.

/// The lists, by key: first the names in which the key is the only distinctive part, then those in which it is one of
/// several; each in ascending order.
#[derive(Debug, Default)]
pub(super) struct Postings {
    names: Vec<u32>,
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
    /// From a function that calls back for every (key, list, name), names ascending; it is run twice.
    pub(super) fn new(keys: usize, each: impl Fn(&mut dyn FnMut(u32, List, u32))) -> Self {
        let mut starts = vec![0_u32; keys * 2 + 1];
        each(&mut |key, list, _| starts[key as usize * 2 + list as usize] += 1);
        let mut end = 0;
        for start in &mut starts {
            (*start, end) = (end, end + *start);
        }
        let mut names = vec![0_u32; end as usize];
        // Every start moves to its end while the list is filled, which is the start of the next.
        each(&mut |key, list, name| {
            let at = &mut starts[key as usize * 2 + list as usize];
            names[*at as usize] = name;
            *at += 1;
        });
        starts.rotate_right(1);
        if let Some(first) = starts.first_mut() {
            *first = 0;
        }
        Self { names, starts }
    }

    /// One list of a key.
    pub(super) fn of(&self, key: u32, list: List) -> &[u32] {
        let at = key as usize * 2 + list as usize;
        &self.names[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        (self.names.capacity() + self.starts.capacity()) * size_of::<u32>()
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
        let postings = Postings::new(3, |put| rows.iter().for_each(|&(key, list, name)| put(key, list, name)));
        assert_eq!(postings.of(0, List::Alone), [6]);
        assert_eq!(postings.of(0, List::Among), [4, 9]);
        assert!(postings.of(1, List::Alone).is_empty() && postings.of(1, List::Among).is_empty());
        assert_eq!(postings.of(2, List::Alone), [5]);
        assert!(Postings::new(0, |_| ()).heap_bytes() >= 4);
    }
}
