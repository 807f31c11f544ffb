//! Many names found in a text, the leftmost and longest first.
//!
//! The tables are read at every start, and the texts are short addresses. So the names are only sorted, which costs a
//! tenth of what an automaton over them costs to build; and a start in the text is looked up only where some name begins
//! with the same three bytes.

use std::ops::Range;

/// Number of bits of the filter, as a power of two.
const BITS: u32 = 16;
const NONE: u32 = u32::MAX;

/// The names, sorted.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    /// Longest other name that each name begins with.
    within: Vec<u32>,
    /// Start of the names of each first byte, and the end of the last.
    first: Vec<u32>,
    /// A bit for the first three bytes of each name, hashed.
    beginnings: Vec<u64>,
    /// Names of two bytes.
    pairs: Vec<[u8; 2]>,
}

fn hashed(bytes: [u8; 3]) -> usize {
    let [a, b, c] = bytes.map(u32::from);
    ((a | b << 8 | c << 16).wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
}

impl Names {
    /// Builds them from names in ascending order, each once. Those of fewer than two bytes are never found.
    pub(super) fn new(names: impl Iterator<Item = String>) -> Self {
        let mut found = Self { beginnings: vec![0; (1 << BITS) / 64], ..Self::default() };
        let mut open: Vec<u32> = Vec::new();
        for (number, name) in (0..).zip(names) {
            while open.last().is_some_and(|last| !name.starts_with(found.names[*last as usize].as_str())) {
                open.pop();
            }
            found.within.push(open.last().copied().unwrap_or(NONE));
            match *name.as_bytes() {
                [a, b, c, ..] => {
                    let at = hashed([a, b, c]);
                    found.beginnings[at / 64] |= 1 << (at % 64);
                }
                [a, b] => found.pairs.push([a, b]),
                _ => {}
            }
            found.names.push(name);
            open.push(number);
        }
        found.first = (0..=u8::MAX)
            .map(|byte| found.names.partition_point(|name| name.as_bytes().first().is_none_or(|first| *first < byte)))
            .chain([found.names.len()])
            .map(|at| u32::try_from(at).unwrap_or(NONE))
            .collect();
        found
    }

    /// The names in a text from left to right, none within another: where, and their numbers in the order given. Only
    /// those are looked for that begin where a name may, and `begins` says where.
    pub(super) fn find_in<'t>(
        &'t self,
        text: &'t str,
        begins: impl Fn(&[u8], usize) -> bool + 't,
    ) -> impl Iterator<Item = (Range<usize>, usize)> + 't {
        let bytes = text.as_bytes();
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < bytes.len() {
                if begins(bytes, at)
                    && let Some(number) = self.at_start(&bytes[at..])
                {
                    let start = at;
                    at += self.names[number].len();
                    return Some((start..at, number));
                }
                at += 1;
            }
            None
        })
    }

    /// The longest name that a text begins with.
    fn at_start(&self, text: &[u8]) -> Option<usize> {
        let pair = |pair: [u8; 2]| self.pairs.contains(&pair);
        match *text {
            [a, b, c, ..] => {
                let bit = hashed([a, b, c]);
                if self.beginnings[bit / 64] & 1 << (bit % 64) == 0 && !pair([a, b]) {
                    return None;
                }
            }
            [a, b] if pair([a, b]) => {}
            _ => return None,
        }
        let first = usize::from(*text.first()?);
        let (from, to) = (self.first[first] as usize, self.first[first + 1] as usize);
        // Every name that the text begins with is the one before the text in this order, or within that one.
        let before = self.names[from..to].partition_point(|name| name.as_bytes() <= text);
        let mut number = u32::try_from(from + before.checked_sub(1)?).ok()?;
        while number != NONE {
            let name = self.names[number as usize].as_bytes();
            if name.len() > 1 && text.starts_with(name) {
                return Some(number as usize);
            }
            number = self.within[number as usize];
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn found<'t>(names: &'t [&str], text: &'t str) -> Vec<&'t str> {
        let sorted: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let names = Names::new(sorted.into_iter());
        names
            .find_in(text, |_, _| true)
            .map(|(range, number)| {
                assert_eq!(names.names[number], text[range.clone()]);
                &text[range]
            })
            .collect()
    }

    #[test]
    fn the_leftmost_and_longest_name_is_found() {
        let names = ["korla", "korla city", "kor", "ko", "aksu", "库尔勒", "库尔勒市", "la", "a"];
        assert_eq!(found(&names, "in korla city, aksu"), ["korla city", "aksu"]);
        assert_eq!(found(&names, "korla cit"), ["korla"]);
        assert_eq!(found(&names, "korl ko"), ["kor", "ko"]);
        assert_eq!(found(&names, "新疆库尔勒市la"), ["库尔勒市", "la"]);
        assert_eq!(found(&names, "a ab"), Vec::<&str>::new());
        assert_eq!(found(&names, ""), Vec::<&str>::new());
        assert_eq!(found(&[], "korla"), Vec::<&str>::new());
        let names = Names::new(["aksu", "korla", "ksu korla"].map(str::to_owned).into_iter());
        let words: Vec<_> = names.find_in("aaksu korla", |text, at| at == 0 || text[at - 1] == b' ').collect();
        assert_eq!(words, [(6..11, 1)]);
    }

    #[test]
    fn every_text_is_searched_as_an_automaton_searches_it() {
        let letters = ["a", "b", "c", "新"];
        let mut state = 7_u32;
        let mut word = |most: u32| {
            let mut pick = |below: u32| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) % below
            };
            (0..2 + pick(most)).map(|_| letters[pick(4) as usize]).collect::<String>()
        };
        for _ in 0..200 {
            let names: BTreeSet<String> = (0..20).map(|_| word(5)).collect();
            let automaton = aho_corasick::AhoCorasick::builder()
                .match_kind(aho_corasick::MatchKind::LeftmostLongest)
                .build(&names)
                .expect("few names");
            let mine = Names::new(names.iter().cloned());
            let text = word(60);
            let theirs: Vec<_> =
                automaton.find_iter(&text).map(|found| (found.range(), found.pattern().as_usize())).collect();
            assert_eq!(mine.find_in(&text, |_, _| true).collect::<Vec<_>>(), theirs, "{text} {names:?}");
        }
    }
}
