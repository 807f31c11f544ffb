//! Misspellings by typing, by sight and by ear.

use super::model::{MatchKind, PartClass};
use super::syllables::syllables;

/// Returns the kind of misspelling that turns the listed word into the stated one, if there is a likely one.
///
/// The first letter must agree, as it does in nearly all real misspellings; only i and l are taken for one another
/// there too.
pub(super) fn misspelling(have: &str, want: &str) -> Option<MatchKind> {
    let (a, b) = (have.as_bytes(), want.as_bytes());
    let first = |word: &[u8]| word.first().map(|letter| if *letter == b'l' { b'i' } else { *letter });
    let apart = a.len().abs_diff(b.len());
    if apart > 3 || a.is_empty() || first(a) != first(b) {
        return None;
    }
    // One slip leaves the rest alike from both ends; nearly all pairs end here.
    let shorter = a.len().min(b.len());
    let longer = a.len().max(b.len());
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let back = a.iter().rev().zip(b.iter().rev()).take(shorter - front).take_while(|(a, b)| a == b).count();
    if longer < 10 && front + back + 3 < longer && !a.contains(&b'h') && !b.contains(&b'h') {
        return None;
    }
    if a.len() > 3 && shape(a).eq(shape(b)) {
        return Some(MatchKind::Misread);
    }
    typo(have, want, (front, back)).or_else(|| sounds_alike(have, want).then_some(MatchKind::Near))
}

/// The shape of a word: letters and pairs that scans and fonts confuse are the same.
pub(super) fn shape(word: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let mut letters = word.iter().copied().peekable();
    std::iter::from_fn(move || {
        let letter = match letters.next()? {
            b'l' | b'1' => b'i',
            b'0' => b'o',
            b'5' => b's',
            b'8' => b'b',
            other => other,
        };
        let pair = match (letter, letters.peek()) {
            (b'r', Some(b'n')) => b'm',
            (b'v', Some(b'v')) => b'w',
            (b'c', Some(b'l' | b'i')) => b'd',
            _ => return Some(letter),
        };
        letters.next();
        Some(pair)
    })
}

/// One difference from five letters on, two from ten on; the letters that both words begin and end with are counted.
///
/// Two words that both spell Mandarin syllables are two names, however close: Zhongtai is not a typo of Zhongmai. Only
/// a letter lost, doubled or out of its place makes one of them perhaps a typo of the other.
fn typo(have: &str, want: &str, (front, back): (usize, usize)) -> Option<MatchKind> {
    let allowed = match have.len().min(want.len()) {
        0..=4 => return None,
        5..=9 => 1,
        _ => 2,
    };
    let apart = have.len().abs_diff(want.len());
    if apart > allowed {
        return None;
    }
    // Optimal string alignment (Damerau 1964): a letter more, less, other, or two neighbours swapped. What both words
    // begin and end with does not count, and what is left is mostly nothing or tells.
    let (a, b) = (&have.as_bytes()[front..have.len() - back], &want.as_bytes()[front..want.len() - back]);
    let (one, moved) = match (a, b) {
        ([], [_]) | ([_], []) => (true, true),
        ([a, b], [c, d]) if a == d && b == c => (true, true),
        ([_], [_]) => (true, false),
        ([], []) => (true, false),
        _ if allowed > 1 && distance(have, want, front, back) <= allowed => (false, false),
        _ => return None,
    };
    let names = || syllables(have).is_some() && syllables(want).is_some();
    match (one, moved) {
        (true, true) if names() => Some(MatchKind::Near),
        _ if names() => None,
        _ => Some(MatchKind::Typo),
    }
}

/// The distance of two words that begin and end with as many of the same bytes.
fn distance(have: &str, want: &str, front: usize, back: usize) -> usize {
    // A letter of several bytes may be cut in two.
    match (have.get(front..have.len() - back), want.get(front..want.len() - back)) {
        (Some(have), Some(want)) => strsim::osa_distance(have, want),
        _ => strsim::osa_distance(have, want),
    }
}

/// Spells a word as it sounds to somebody who does not know pinyin: `zh`, `ch`, `sh` are confused with `z`, `c`, `s`,
/// and a final `ng` with `n`. Words of fewer than five letters are left out, because their neighbours are other names.
/// `None` for those and for other scripts.
pub(super) fn by_ear(word: &str) -> Option<impl Iterator<Item = u8> + '_> {
    let word = word.as_bytes();
    if word.len() < 5 || !word.iter().all(u8::is_ascii_lowercase) {
        return None;
    }
    let mut last = 0;
    Some(word.iter().copied().filter(move |letter| {
        let silent = *letter == b'h' && matches!(last, b'z' | b'c' | b's') || *letter == b'g' && last == b'n';
        last = if silent { last } else { *letter };
        !silent
    }))
}

/// Returns true for two words that sound alike.
pub(super) fn sounds_alike(have: &str, want: &str) -> bool {
    have.as_bytes().first() == want.as_bytes().first()
        && have.len().abs_diff(want.len()) < 4
        && by_ear(have).is_some_and(|heard| by_ear(want).is_some_and(|other| heard.eq(other)))
}

/// Returns the kind of slip that turns a listed word of any class into a stated one, its first letter and legal forms
/// included; `None` if it is another word.
///
/// Two words of Mandarin syllables with another letter in one of them are most likely two names, unless they name a
/// place: all places are known.
pub(super) fn slip_of(have: &str, want: &str, class: PartClass) -> Option<MatchKind> {
    let shortest = have.len().min(want.len());
    let given = class == PartClass::Given;
    if shortest < 3 {
        return None;
    }
    if shape(have.as_bytes()).eq(shape(want.as_bytes())) {
        return Some(MatchKind::Misread);
    }
    if given && shortest < 4 {
        return None;
    }
    let names = syllables(have).is_some() && syllables(want).is_some();
    if !one_slip(have, want) {
        return (!names && single(have).eq(single(want))).then_some(MatchKind::Typo);
    }
    let others = || have.bytes().zip(want.bytes()).filter(|(a, b)| a != b);
    let other_letter = have.len() == want.len() && others().count() == 1;
    match (names, other_letter) {
        (true, true) if given => Some(MatchKind::Kin),
        (true, _) => Some(MatchKind::Near),
        (false, true) if others().all(|(a, b)| sounds_like(a, b)) => Some(MatchKind::Heard),
        // One letter of four, or the first one, makes another name.
        (false, true) if given && (shortest < 5 || have.as_bytes()[0] != want.as_bytes()[0] && shortest < 6) => None,
        _ => Some(MatchKind::Typo),
    }
}

/// Returns true for two letters that languages write the same sound with.
fn sounds_like(a: u8, b: u8) -> bool {
    let group = |letter: u8| match letter {
        b'c' | b'k' | b'q' => 1,
        b's' | b'z' => 2,
        b'i' | b'y' => 3,
        b'v' | b'w' => 4,
        _ => 0,
    };
    group(a) > 0 && group(a) == group(b)
}

/// The letters of a word, doubled ones once: `accessories` and `acesories`.
pub(super) fn single(word: &str) -> impl Iterator<Item = u8> + '_ {
    let mut last = 0;
    word.bytes().filter(move |letter| std::mem::replace(&mut last, *letter) != *letter)
}

/// Returns true when one letter more, less, other, or swapped with its neighbour makes one word of the other.
pub(super) fn one_slip(have: &str, want: &str) -> bool {
    let (a, b) = (have.as_bytes(), want.as_bytes());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let shorter = a.len().min(b.len());
    let back = a.iter().rev().zip(b.iter().rev()).take(shorter - front).take_while(|(a, b)| a == b).count();
    match (&a[front..a.len() - back], &b[front..b.len() - back]) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// The letters of a word without its vowels, but for those at its ends.
pub(super) fn bare(word: &str) -> impl Iterator<Item = u8> + '_ {
    let last = word.len().saturating_sub(1);
    word.bytes()
        .enumerate()
        .filter(move |(at, letter)| *at == 0 || *at == last || !vowel(*letter))
        .map(|(_, letter)| letter)
}

const fn vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// The letters of a text that are no vowels, wherever they stand.
pub(super) fn consonants(text: &str) -> impl Iterator<Item = u8> + Clone + '_ {
    text.bytes().filter(|letter| letter.is_ascii_alphanumeric() && !vowel(*letter))
}

/// Returns true for a word of at least two letters without a vowel between its ends.
pub(super) fn is_bare(word: &str) -> bool {
    let inner = word.as_bytes().get(1..word.len().saturating_sub(1)).unwrap_or_default();
    word.len() > 1
        && !inner.iter().any(|letter| vowel(*letter))
        && word.bytes().all(|letter| letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_hand_eye_and_ear() {
        assert_eq!(misspelling("hoshien", "hoshine"), Some(MatchKind::Typo));
        assert_eq!(misspelling("hosine", "hoshine"), Some(MatchKind::Typo));
        assert_eq!(misspelling("koshine", "hoshine"), None);
        assert_eq!(misspelling("lntellifusion", "intellifusion"), Some(MatchKind::Misread));
        assert_eq!(misspelling("carnel", "camel"), Some(MatchKind::Misread));
        assert_eq!(misspelling("woocllark", "woodlark"), Some(MatchKind::Misread));
        assert_eq!(misspelling("zhongtai", "zhongmai"), None);
        assert_eq!(misspelling("huaba", "huabao"), Some(MatchKind::Near));
        assert_eq!(misspelling("xian", "xina"), None);
        assert_eq!(misspelling("shangxin", "sangxing"), Some(MatchKind::Near));
        assert_eq!(misspelling("", "a"), None);
        assert_eq!(misspelling("zhongtai", "zhongtai"), Some(MatchKind::Misread));
    }

    #[test]
    fn slips_of_listed_words() {
        let given = |have, want| slip_of(have, want, PartClass::Given);
        assert_eq!(given("piko", "pico"), Some(MatchKind::Heard));
        assert_eq!(given("kofco", "cofco"), Some(MatchKind::Heard));
        assert_eq!(given("bgl", "bgi"), Some(MatchKind::Misread));
        assert_eq!(given("bgs", "bgi"), None);
        assert_eq!(given("tofco", "cofco"), None);
        assert_eq!(given("zanyuan", "sanyuan"), Some(MatchKind::Kin));
        assert_eq!(slip_of("acesories", "accessories", PartClass::Trade), Some(MatchKind::Typo));
    }

    #[test]
    fn words_as_heard() {
        let heard = |word| by_ear(word).map(|letters| letters.map(char::from).collect::<String>());
        assert_eq!(heard("zhongsheng").as_deref(), Some("zonsen"));
        assert_eq!(heard("tai"), None);
        assert_eq!(heard("Zhongtai"), None);
    }
}
