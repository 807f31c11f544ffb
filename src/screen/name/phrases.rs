//! Listed names as they stand inside longer text: whole words, with or without the legal form.
//!
//! A remark ("bought through Example Trading until May") is no name, and is not compared as one: what is found in it is a
//! listed name word for word. The cell of a name may be such a text too ("Alpha Ltd. → Beta Mill"); there a listed name counts
//! where it stands apart from what is around it, because a part of a longer name is another firm's.

use std::collections::HashMap;
use std::ops::Range;

use super::fold;
use super::lexicon::{self, is_legal};
use super::model::PartClass;
use crate::screen::script::is_han;

/// Ends of names that a text leaves out in Chinese, the longest first.
const HAN_FORMS: [&str; 5] = ["股份有限公司", "有限责任公司", "有限公司", "集团", "公司"];
/// Fewest bytes of a phrase in letters, which must be of two words.
const LETTERS: usize = 10;
/// Fewest characters of a phrase in Chinese.
const CHARACTERS: usize = 4;
/// Most bytes of a text that is taken for the name of a firm with something around it.
const LONGEST: usize = 512;

/// Words that stand between two names, or before one, and are no part of either.
const JOINTS: [&str; 48] = [
    "by",
    "via",
    "from",
    "to",
    "through",
    "with",
    "or",
    "et",
    "ou",
    "und",
    "oder",
    "y",
    "o",
    "e",
    "ve",
    "en",
    "och",
    "née",
    "ex",
    "formerly",
    "previously",
    "now",
    "vormals",
    "ehemals",
    "früher",
    "anciennement",
    "antes",
    "già",
    "alias",
    "aka",
    "fka",
    "dba",
    "as",
    "messrs",
    "mr",
    "attn",
    "attention",
    "order",
    "supplier",
    "vendor",
    "manufacturer",
    "mfr",
    "mfg",
    "maker",
    "exporter",
    "shipper",
    "seller",
    "agent",
];

/// The same, in Chinese.
const HAN_JOINTS: [char; 18] =
    ['代', '转', '轉', '为', '為', '由', '即', '原', '与', '與', '和', '及', '系', '属', '下', '称', '名', '是'];

/// A listed name, or one without its legal form.
#[derive(Debug)]
struct Phrase {
    text: Box<str>,
    entity: u32,
    name: u32,
    /// True if it ends with its legal form, so that nothing of the name can follow.
    whole: bool,
}

/// Listed names, to be found in text.
#[derive(Debug, Default)]
pub struct Phrases {
    phrases: Vec<Phrase>,
    /// Numbers of the phrases that begin with these words or characters.
    beginnings: HashMap<Box<str>, Vec<u32>, foldhash::fast::RandomState>,
    words: FirstWords,
}

/// First words of the phrases, by their hashes: most names hold none of them, and need no closer look.
#[derive(Debug)]
struct FirstWords(Box<[u64; 1 << 10]>);

impl Default for FirstWords {
    fn default() -> Self {
        Self(Box::new([0; 1 << 10]))
    }
}

impl FirstWords {
    fn add(&mut self, phrase: &str) {
        for hash in hashes(phrase.as_bytes()).take(1) {
            self.0[usize::from(hash >> 6)] |= 1 << (hash & 63);
        }
    }

    /// Returns false only for a text in which no phrase can stand.
    fn may_stand_in(&self, text: &str) -> bool {
        !is_plain(text.as_bytes())
            || hashes(text.as_bytes()).any(|hash| self.0[usize::from(hash >> 6)] & 1 << (hash & 63) != 0)
    }
}

/// Returns true for a text that folding changes nothing of but the case of its words: no single letters, which may be those of
/// a word spaced out or of an acronym, and no sign that folding takes out of a word or reads as one.
fn is_plain(text: &[u8]) -> bool {
    let is_gap = |byte: &u8| matches!(byte, b' ' | b',' | b'.' | b'(' | b')' | b'/');
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || is_gap(byte))
        && text.split(is_gap).all(|word| word.len() != 1)
}

/// Hashes of the words of a text, whatever their case; FNV-1a, folded to 16 bits.
fn hashes(text: &[u8]) -> impl Iterator<Item = u16> {
    let words = text.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| {
        let mix = |hash: u32, byte: &u8| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
        let hash = word.iter().fold(0x811c_9dc5, mix);
        u16::try_from((hash ^ hash >> 16) & 0xffff).unwrap_or_default()
    })
}

impl Phrases {
    /// Enters names: entity, number of the name, text.
    pub fn new<'n>(names: impl Iterator<Item = (u32, u32, &'n str)>) -> Self {
        let mut phrases = Self::default();
        for (entity, name, text) in names {
            let folded = fold(text);
            let short = without_form(&folded);
            let both = [(folded.as_str(), short != folded), (short, false)];
            for (text, whole) in both.into_iter().take(if short == folded { 1 } else { 2 }) {
                let Some(beginning) = beginning(text).filter(|_| tells(text)) else { continue };
                let number = u32::try_from(phrases.phrases.len()).unwrap_or(u32::MAX);
                phrases.beginnings.entry(beginning.into()).or_default().push(number);
                phrases.words.add(text);
                phrases.phrases.push(Phrase { text: text.into(), entity, name, whole });
            }
        }
        phrases
    }

    /// The entities whose names stand in a text, with the number of the name; each entity once.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<(u32, u32)> {
        let mut found: Vec<(u32, u32)> = Vec::new();
        self.each(&fold(text), |phrase| {
            if !found.iter().any(|(entity, _)| *entity == phrase.entity) {
                found.push((phrase.entity, phrase.name));
            }
        });
        found
    }

    /// The entities whose names stand apart in the text of a name that is longer: entity, number of the name, and its place.
    #[must_use]
    pub fn find_apart(&self, text: &str) -> Vec<(u32, u32, Range<usize>)> {
        let mut found: Vec<(u32, u32, Range<usize>)> = Vec::new();
        if text.len() > LONGEST || !self.words.may_stand_in(text) {
            return found;
        }
        self.each(&fold(text), |phrase| {
            if !found.iter().any(|(entity, ..)| *entity == phrase.entity)
                && let Some(range) = apart(text, phrase)
            {
                found.push((phrase.entity, phrase.name, range));
            }
        });
        found
    }

    /// Calls with every phrase that stands in a folded text as whole words, from left to right.
    fn each<'p>(&'p self, folded: &str, mut met: impl FnMut(&'p Phrase)) {
        let mut before: Option<char> = None;
        for (at, c) in folded.char_indices() {
            let starts = before.is_none_or(|before| !(is_word(before) && is_word(c)));
            before = Some(c);
            if !starts || c == ' ' {
                continue;
            }
            let rest = &folded[at..];
            let numbers = beginning(rest).and_then(|beginning| self.beginnings.get(beginning));
            for number in numbers.into_iter().flatten() {
                let phrase = &self.phrases[*number as usize];
                let last = phrase.text.chars().next_back();
                let after = rest.strip_prefix(&*phrase.text).map(|after| after.chars().next());
                if after.is_some_and(|after| !matches!((last, after), (Some(a), Some(b)) if is_word(a) && is_word(b))) {
                    met(phrase);
                }
            }
        }
    }
}

/// The first two words of a folded text, or its first four characters where it begins in Chinese.
fn beginning(folded: &str) -> Option<&str> {
    if folded.chars().next().is_some_and(is_han) {
        let end = folded.char_indices().nth(CHARACTERS - 1).map(|(at, c)| at + c.len_utf8())?;
        return folded.get(..end);
    }
    let (first, rest) = folded.split_once(' ')?;
    let end = first.len() + 1 + rest.find(' ').unwrap_or(rest.len());
    folded.get(..end)
}

/// Returns true for a character that its neighbours form a word with; Chinese has no gaps between words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}

/// A folded name without its legal form.
fn without_form(folded: &str) -> &str {
    let mut rest = folded;
    loop {
        let (before, last) = rest.rsplit_once(' ').unwrap_or(("", rest));
        let shorter = match is_form(last) && !before.is_empty() {
            true => Some(before),
            false => HAN_FORMS.iter().find_map(|form| rest.strip_suffix(form)),
        };
        match shorter {
            Some(shorter) => rest = shorter.trim_end(),
            None => return rest,
        }
    }
}

/// Returns true for a word at the end of a name that a text leaves out.
fn is_form(word: &str) -> bool {
    matches!(lexicon::known(word), Some((PartClass::Legal, _) | (_, "group")))
}

/// Returns true for a phrase that is more than a word which much else is called by.
fn tells(phrase: &str) -> bool {
    let han = phrase.chars().filter(|c| is_han(*c)).count();
    han >= CHARACTERS || han == 0 && phrase.contains(' ') && phrase.len() >= LETTERS
}

/// The place of a phrase in a text where nothing around it belongs to the name.
fn apart(text: &str, phrase: &Phrase) -> Option<Range<usize>> {
    let mut before: Option<char> = None;
    for (start, c) in text.char_indices() {
        let starts = c.is_alphanumeric() && before.is_none_or(|before| !(is_word(before) && is_word(c)));
        before = Some(c);
        if !starts || !fold(&text[start..]).starts_with(&*phrase.text) {
            continue;
        }
        let ends = text[start..].char_indices().map(|(at, c)| start + at + c.len_utf8());
        let end = ends.into_iter().find(|end| fold(&text[start..*end]) == *phrase.text)?;
        if ends_before(&text[..start], c) && begins_after(&text[end..], phrase.whole) {
            return Some(start..end);
        }
    }
    None
}

/// Returns true if what stands before a name is no part of it.
fn ends_before(before: &str, first: char) -> bool {
    let trimmed = before.trim_end();
    let Some(last) = trimmed.chars().next_back() else { return true };
    match last {
        '&' | '＆' | '\'' | '\u{2019}' => false,
        '-' => trimmed.len() < before.len(),
        c if is_han(c) => {
            HAN_JOINTS.contains(&c) || !is_han(first) || HAN_FORMS.iter().any(|form| trimmed.ends_with(form))
        }
        c if c.is_alphanumeric() => {
            let word = trimmed.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            is_han(first) || is_joint(word) || is_legal(word)
        }
        _ => true,
    }
}

/// Returns true if what stands behind a name is no part of it; behind a legal form nothing is.
fn begins_after(after: &str, whole: bool) -> bool {
    let trimmed = after.trim_start();
    let Some(first) = trimmed.chars().next() else { return true };
    whole
        || match first {
            '&' | '＆' | '\'' | '\u{2019}' => false,
            '-' => trimmed.len() < after.len(),
            c if is_han(c) => HAN_JOINTS.contains(&c) || HAN_FORMS.iter().any(|form| trimmed.starts_with(form)),
            c if c.is_alphanumeric() => {
                let word = trimmed.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                is_joint(word) || is_legal(word)
            }
            _ => true,
        }
}

fn is_joint(word: &str) -> bool {
    let word = word.to_lowercase();
    let filler = || matches!(lexicon::known(&word), Some((PartClass::Filler, _)));
    word.chars().nth(1).is_none()
        || word.bytes().all(|byte| byte.is_ascii_digit())
        || JOINTS.contains(&&*word)
        || filler()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_is_one_that_folding_only_lowers() {
        for plain in ["Huafu Fashion Co., Ltd.", "VIA Rail (Canada) Inc", "3com/US Robotics"] {
            assert!(is_plain(plain.as_bytes()), "{plain}");
            let words =
                |text: &str| text.to_lowercase().split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>().join(" ");
            assert_eq!(fold(plain), words(plain).split_whitespace().collect::<Vec<_>>().join(" "), "{plain}");
        }
        for other in ["O'Film Tech", "O-film Tech", "H u a f u", "A.B. Trade", "Huafu &amp; Co", "华孚", "a%20b"] {
            assert!(!is_plain(other.as_bytes()), "{other}");
        }
        let phrases = Phrases::new([(0, 0, "Huafu Fashion Co., Ltd.")].into_iter());
        assert!(
            phrases.words.may_stand_in("spun by HUAFU Fashion") && !phrases.words.may_stand_in("spun by Alpha Works")
        );
    }

    fn phrases() -> Phrases {
        let names = [
            (1, 0, "Huafu Fashion Co., Ltd."),
            (2, 0, "新疆大全新能源股份有限公司"),
            (3, 0, "Camel"),
            (4, 0, "Western Gold Co., Ltd."),
        ];
        Phrases::new(names.into_iter())
    }

    #[test]
    fn a_listed_name_inside_a_sentence() {
        let phrases = phrases();
        let found = |text: &str| phrases.find(text).into_iter().map(|(entity, _)| entity).collect::<Vec<_>>();
        assert_eq!(found("bought from HUAFU Fashion until May"), [1]);
        assert_eq!(found("原料来自新疆大全新能源，2023年起"), [2]);
        assert!(found("Huafu Fashionable shoes").is_empty());
        assert!(found("a camel in the desert").is_empty(), "one word tells nothing");
    }

    #[test]
    fn a_listed_name_apart_in_the_cell_of_a_name() {
        let phrases = phrases();
        let found = |text: &'static str| {
            phrases.find_apart(text).into_iter().map(|(_, _, range)| &text[range]).collect::<Vec<_>>()
        };
        for text in [
            "Alpha Ltd. \u{2192} Huafu Fashion Co., Ltd",
            "Supplier: Huafu Fashion Co., Ltd",
            "M/s Huafu Fashion Co., Ltd",
            "Alpha, a subsidiary of Huafu Fashion Co., Ltd",
            "1) Alpha 2) Huafu Fashion Co., Ltd",
            "Huafu Fashion Co., Ltd (60 %), Alpha Ltd. (40 %)",
            "Huafu Fashion Co., Ltd, 12 Main Street, Busan",
        ] {
            assert_eq!(found(text), ["Huafu Fashion Co., Ltd"], "{text}");
        }
        assert_eq!(found("<b>Huafu Fashion</b>"), ["Huafu Fashion"]);
        assert_eq!(found("Alpha GmbH (vormals Huafu Fashion)"), ["Huafu Fashion"]);
        assert_eq!(found("贝塔有限公司（前身为新疆大全新能源股份有限公司）"), ["新疆大全新能源股份有限公司"]);
        for text in [
            "Great Western Gold Co., Ltd.",
            "Western Gold Mines Ltd.",
            "Smith & Western Gold Co., Ltd.",
            "Trans-Western Gold Co., Ltd.",
            "New Huafu Fashion Co., Ltd.",
            "小新疆大全新能源股份有限公司",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
