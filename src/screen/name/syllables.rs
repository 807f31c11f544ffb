//! The fewest syllables that a word of letters can be read in.

use std::sync::OnceLock;

use super::han::readings;

/// Longer words are read as none.
const MOST: usize = 60;

/// Syllables as a tree of letters, flat: nearly every word of every name is looked at, so this is a walk over small
/// numbers and not over texts.
#[derive(Debug)]
pub(super) struct Tree {
    /// Transitions, for each node and letter: the next node times two, plus one where a syllable ends there; 0 for
    /// none.
    next: Vec<[u16; 26]>,
}

impl Tree {
    /// Builds the automaton of syllables in lower-case letters; those with other characters are left out.
    pub(super) fn new<'s>(syllables: impl Iterator<Item = &'s str>) -> Self {
        let mut next = vec![[0_u16; 26]];
        for syllable in syllables.filter(|syllable| syllable.bytes().all(|letter| letter_number(letter).is_some())) {
            let mut node = 0;
            for (at, letter) in syllable.bytes().filter_map(letter_number).enumerate() {
                if next[node][letter] < 2 {
                    next[node][letter] |= u16::try_from(next.len() * 2).unwrap_or(0);
                    next.push([0; 26]);
                }
                next[node][letter] |= u16::from(at + 1 == syllable.len());
                node = usize::from(next[node][letter] / 2);
            }
        }
        Self { next }
    }

    /// Smallest number of syllables that a word can be read in; `None` if it cannot.
    pub(super) fn fewest(&self, word: &str) -> Option<usize> {
        let word = word.as_bytes();
        if word.is_empty() || word.len() > MOST {
            return None;
        }
        // The fewest syllables of the letters before each place, plus one; 0 where none can end.
        let mut fewest = [0_u8; MOST + 1];
        fewest[0] = 1;
        let mut reached = 0;
        for from in 0..word.len() {
            if from > reached {
                return None;
            }
            if fewest[from] == 0 {
                continue;
            }
            let count = fewest[from] + 1;
            let mut node = 0;
            for (to, &letter) in word.iter().enumerate().skip(from) {
                let Some(letter) = letter_number(letter) else { break };
                let step = self.next[node][letter];
                node = usize::from(step / 2);
                if step & 1 == 1 && (fewest[to + 1] == 0 || count < fewest[to + 1]) {
                    fewest[to + 1] = count;
                    reached = reached.max(to + 1);
                }
                if node == 0 {
                    break;
                }
            }
        }
        usize::from(fewest[word.len()]).checked_sub(1)
    }
}

fn letter_number(letter: u8) -> Option<usize> {
    letter.is_ascii_lowercase().then(|| usize::from(letter - b'a'))
}

/// Smallest number of Mandarin syllables that a word can be read in, without tones: two for `zhongtai`. `None` if none.
pub(super) fn syllables(word: &str) -> Option<usize> {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(|| Tree::new(readings().iter().copied())).fewest(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_the_fewest_syllables() {
        assert_eq!(syllables("zhongtai"), Some(2));
        assert_eq!(syllables("xian"), Some(1));
        assert_eq!(syllables("xinjiang"), Some(2));
        assert_eq!(syllables("hikvision"), None);
        assert_eq!(syllables("zhongtaix"), None);
        assert_eq!(syllables(""), None);
        assert_eq!(syllables("Tai"), None);
        assert_eq!(syllables("中"), None);
        assert_eq!(syllables(&"a".repeat(MOST)), Some(MOST));
        assert_eq!(syllables(&"a".repeat(MOST + 1)), None);
        for sound in readings() {
            assert_eq!(syllables(sound), Some(1), "{sound}");
        }
    }
}
