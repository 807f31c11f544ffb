//! Keys under which names and words are found besides their parts: joined parts, halves, sound, the whole.

use super::super::han::is_han;
use super::super::model::{PartClass, PartView};
use super::super::tokens::spelled;

/// Kind of text that a hash stands for, so that a half and a whole of the same letters differ.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Neighbouring parts joined.
    Joined = 1,
    /// The first half of a word of a known length.
    Front = 2,
    /// The second half.
    Back = 3,
    /// All distinctive parts joined.
    Whole = 4,
    /// The parts of a name without a part of its own, in any order.
    Set = 5,
    /// A word as it sounds.
    Heard = 6,
    /// The consonants of a coined word.
    Sound = 7,
    /// A word, or a word without one of its letters.
    Near = 8,
    /// A word without its vowels.
    Bare = 9,
    /// The first letters of a name.
    Start = 10,
    /// The shape of a word.
    Shape = 11,
    /// A name without its vowels.
    Consonants = 12,
    /// A word of which doubled letters count once.
    Single = 13,
}

/// The hash of a key (FNV-1a, its bits spread once more, because the high ones choose the bucket).
#[derive(Debug, Clone, Copy)]
pub(super) struct Hash(u32);

impl Hash {
    pub(super) const fn new(kind: Kind) -> Self {
        Self((0x811c_9dc5 ^ kind as u32).wrapping_mul(0x0100_0193))
    }

    pub(super) fn with(self, text: &str) -> Self {
        self.with_letters(text.bytes())
    }

    pub(super) fn with_letters(self, letters: impl Iterator<Item = u8>) -> Self {
        Self(letters.fold(self.0, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
    }

    pub(super) const fn done(self) -> u32 {
        let hash = self.0 ^ (self.0 >> 15);
        hash.wrapping_mul(0x9e37_79b1)
    }
}

/// The hash of one text.
pub(super) fn hash(kind: Kind, text: &str) -> u32 {
    Hash::new(kind).with(text).done()
}

/// The keys of the two halves that a word of `length` letters would share with this word: after one typo, one half of a
/// word is whole. The letter in the middle belongs to neither, so that a swap cannot break both. The length and the
/// first letter, which misspellings leave alone (i and l are one there), are part of the keys. `None` for words too
/// short for a typo.
pub(super) fn half_keys(word: &str, length: usize) -> Option<[u32; 2]> {
    if word.len() < 5 || length < 5 || !word.is_ascii() {
        return None;
    }
    let front = word.get(..length / 2)?;
    let back = word.get(word.len().checked_sub((length - 1) / 2)?..)?;
    let first = match &word[..1] {
        "l" => "i",
        letter => letter,
    };
    let key = |kind, half| {
        let Hash(first) = Hash::new(kind).with(first);
        Hash(first ^ (u32::try_from(length).unwrap_or(0) << 8)).with(half).done()
    };
    Some([key(Kind::Front, front.get(1..)?), key(Kind::Back, back)])
}

/// All parts but legal forms joined, for names whose gaps were lost.
pub(super) fn glued(views: &[PartView<'_>]) -> String {
    let mut letters = String::with_capacity(64);
    for view in views.iter().filter(|view| view.class != PartClass::Legal) {
        view.text.split(' ').for_each(|word| letters.push_str(word));
    }
    letters
}

/// The same with Chinese characters as they are read; `None` for a name without any.
pub(super) fn sounded(views: &[PartView<'_>]) -> Option<String> {
    views.iter().any(|view| view.text.starts_with(is_han)).then(|| {
        let mut sound = String::new();
        views.iter().filter(|view| view.class != PartClass::Legal).for_each(|view| spelled(view, &mut sound));
        sound
    })
}

/// Endings of legal forms that a name without gaps may carry.
const GLUED_FORMS: [&str; 9] =
    ["companylimited", "coltd", "limited", "company", "ltd", "inc", "corporation", "corp", "co"];

/// Returns the rest of a word once a legal form at its end is cut off.
pub(super) fn without_form(word: &str) -> impl Iterator<Item = &str> {
    let ends = matches!(
        word.as_bytes(),
        [.., b'e', b'd']
            | [.., b't', b'd']
            | [.., b'n', b'y' | b'c']
            | [.., b'o', b'n']
            | [.., b'r', b'p']
            | [.., b'c', b'o']
    );
    let forms = if ends { &GLUED_FORMS[..] } else { &[] };
    forms.iter().filter_map(move |form| word.strip_suffix(form)).filter(|rest| rest.len() >= 3)
}

/// Fewer bytes than this, joined, are no name.
const LEAST_WHOLE: usize = 6;

/// Returns true when two names are the same once their gaps are ignored; `whole` is the stated name, joined.
pub(super) fn same_whole(whole: &str, stated: &[PartView<'_>], listed: &[PartView<'_>]) -> bool {
    let telling = || listed.iter().filter(|view| view.class != PartClass::Legal).flat_map(|view| view.text.split(' '));
    let length: usize = telling().map(str::len).sum();
    let spells = |text: &str| {
        text.len() == length && {
            let mut rest = text;
            telling().all(|part| rest.strip_prefix(part).map(|after| rest = after).is_some())
        }
    };
    length >= LEAST_WHOLE
        && (spells(whole)
            || matches!(stated, [only] if GLUED_FORMS.iter().any(|form| only.text.strip_suffix(form).is_some_and(spells))))
}

/// The keys of the whole name: joined, with and without a glued legal form, and as a set.
pub(super) fn whole_keys(views: &[PartView<'_>], whole: &str, keys: &mut Vec<u32>) {
    if whole.len() >= LEAST_WHOLE {
        keys.push(hash(Kind::Whole, whole));
        keys.extend(sounded(views).filter(|sound| sound.len() >= LEAST_WHOLE).map(|sound| hash(Kind::Whole, &sound)));
        if let Some(last) = views.iter().rfind(|view| view.class != PartClass::Legal) {
            let rests = without_form(last.text).map(|rest| &whole[..whole.len() - (last.text.len() - rest.len())]);
            keys.extend(rests.filter(|rest| rest.len() >= LEAST_WHOLE).map(|rest| hash(Kind::Whole, rest)));
        }
    }
}

/// The keys of the places and trades of a name as a set, whatever their order: whole, and then each left out in turn.
pub(super) fn set_keys(views: &[PartView<'_>], keys: &mut Vec<u32>) {
    const MOST: usize = 8;
    let tells = |view: &&PartView<'_>| matches!(view.class, PartClass::Place | PartClass::Trade | PartClass::Number);
    let of = |sum: u32| sum.wrapping_mul(0x9e37_79b1) ^ Kind::Set as u32;
    let (mut sum, mut count) = (0_u32, 0);
    for view in views.iter().filter(tells) {
        sum = sum.wrapping_add(hash(Kind::Set, view.key));
        count += 1;
    }
    if count > 1 {
        keys.push(of(sum));
    }
    if count > 2 {
        let left_out = views.iter().filter(tells).take(MOST);
        keys.extend(left_out.map(|view| of(sum.wrapping_sub(hash(Kind::Set, view.key)))));
    }
}

/// The keys of neighbouring parts of a listed name joined, where a stated name that joins them could not be found by
/// another part: two or three of which one is distinctive (any two of a name that has none), four with two.
pub(super) fn joined_keys(views: &[PartView<'_>], keys: &mut Vec<u32>) {
    const MOST: usize = 4;
    let distinctive = |view: &PartView<'_>| view.class >= PartClass::Number;
    let plain = !views.iter().any(distinctive);
    let mut letters = String::new();
    for at in 0..views.len() {
        let mut hash = Hash::new(Kind::Joined);
        let mut given = 0;
        for (more, view) in views[at..].iter().take(MOST).enumerate() {
            if !view.counts() {
                break;
            }
            letters.clear();
            spelled(view, &mut letters);
            hash = hash.with(&letters);
            given += usize::from(distinctive(view));
            // A Chinese word that is compared by its meaning may be stated as it is read: 希望 is Hope and Xiwang.
            let read = view.class == PartClass::Given && !view.han && view.text.starts_with(is_han);
            if more == 0 && read || more >= 1 && (given + 1 >= more && given > 0 || plain && more == 1) {
                keys.push(hash.done());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_leaves_one_half_of_a_word() {
        let listed = |word: &str| half_keys(word, word.len()).expect("long enough");
        let shared = |stated: &str, word: &str| {
            half_keys(stated, word.len()).is_some_and(|keys| keys.iter().any(|key| listed(word).contains(key)))
        };
        for typo in ["hashine", "hosine", "hosshine", "hoshien", "hoshin", "hoshinee", "hohsine"] {
            assert!(shared(typo, "hoshine"), "{typo}");
        }
        assert!(shared("lntellifusion", "intellifusion"));
        assert!(!shared("koshine", "hoshine"), "the first letter agrees in nearly all real typos");
        assert_eq!(half_keys("seed", 4), None);
        assert_eq!(half_keys("größe", 6), None);
    }
}
