//! Text made comparable: compatibility forms, case, diacritics and punctuation, with a map back to the original bytes.

pub use crate::screen::script::is_han;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folded text. Words are separated by single spaces; apostrophes vanish, so that `Ürümqi`, `URUMQI` and `U'rumqi` meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Position in the original of the character of each byte of `text`, and one last entry for its end.
    origin: Vec<u32>,
}

impl Folded {
    /// The range of the original that a range of the folded text came from.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let at = |index: usize| self.origin.get(index).or(self.origin.last()).copied().unwrap_or(0) as usize;
        at(range.start)..at(range.end)
    }
}

/// Returns true for a character that is dropped without leaving a gap: apostrophes, and what cannot be seen.
fn vanishes(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{02bb}' | '\u{02b9}' | '\u{00b4}' | '\u{00ad}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{061c}'
    ) || (!c.is_ascii() && is_combining_mark(c))
}

/// Folds a text.
#[must_use]
pub fn fold(text: &str) -> Folded {
    if text.is_ascii() {
        return ascii(text);
    }
    let mut folded = String::with_capacity(text.len());
    let mut origin: Vec<u32> = Vec::with_capacity(text.len() + 1);
    let mut gap: Option<u32> = None;
    for (at, c) in text.char_indices() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if c.is_ascii_alphanumeric() {
            if let Some(start) = gap.take()
                && !folded.is_empty()
            {
                folded.push(' ');
                origin.push(start);
            }
            folded.push(c.to_ascii_lowercase());
            origin.push(at);
            continue;
        }
        if c.is_ascii() {
            if !vanishes(c) {
                gap.get_or_insert(at);
            }
            continue;
        }
        let mut put = |c: char| {
            if vanishes(c) {
                return;
            }
            if !c.is_alphanumeric() {
                gap.get_or_insert(at);
                return;
            }
            if let Some(start) = gap.take()
                && !folded.is_empty()
            {
                folded.push(' ');
                origin.push(start);
            }
            for lower in c.to_lowercase().filter(|c| !is_combining_mark(*c)) {
                folded.push(lower);
                origin.extend(std::iter::repeat_n(at, lower.len_utf8()));
            }
        };
        match c {
            // The dotless i and the barred gh are letters of their own to Unicode, but not to spelling.
            'ı' => put('i'),
            'ƣ' | 'Ƣ' => {
                put('g');
                put('h');
            }
            // The letters of the Uyghur Arabic alphabet stand alone: taking their marks off would change them.
            '\u{0600}'..='\u{06ff}' => put(c),
            _ => c.nfkd().for_each(&mut put),
        }
    }
    origin.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let mut folded = Folded { text: folded, origin };
    if !folded.text.is_ascii() {
        folded.close_up();
    }
    folded
}

/// Folds plain text, as most of it is: none of the tables is needed.
fn ascii(text: &str) -> Folded {
    let mut folded: Vec<u8> = Vec::with_capacity(text.len());
    let mut origin: Vec<u32> = Vec::with_capacity(text.len() + 1);
    let mut gap: Option<u32> = None;
    for (at, byte) in (0_u32..).zip(text.bytes()) {
        if byte.is_ascii_alphanumeric() {
            if let Some(start) = gap.take()
                && !folded.is_empty()
            {
                folded.push(b' ');
                origin.push(start);
            }
            folded.push(byte.to_ascii_lowercase());
            origin.push(at);
        } else if !matches!(byte, b'\'' | b'`') {
            gap.get_or_insert(at);
        }
    }
    origin.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
    Folded { text: String::from_utf8(folded).unwrap_or_default(), origin }
}

impl Folded {
    /// Takes the gaps out of Chinese that is spaced out character by character, as tables and scans have it: 新 疆.
    fn close_up(&mut self) {
        let lone = |word: &str| {
            let mut chars = word.chars();
            chars.next().is_some_and(is_han) && chars.next().is_none()
        };
        let mut gaps = Vec::new();
        let (mut at, mut before) = (0, false);
        for word in self.text.split(' ') {
            let now = lone(word);
            if now && before {
                gaps.push(at - 1);
            }
            before = now;
            at += word.len() + 1;
        }
        for gap in gaps.into_iter().rev() {
            self.text.remove(gap);
            self.origin.remove(gap);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet_and_ranges_lead_back() {
        for text in ["Ürümqi", "U'RUMQI", "ｕｒｕｍｑｉ", "Uru\u{200b}mqi"] {
            assert_eq!(fold(text).text, "urumqi");
        }
        let plain = fold("No. 8, U'rumqi-City");
        assert_eq!((plain.text.as_str(), plain.original(5..16)), ("no 8 urumqi city", 7..19));
        let text = "No. 8, Ürümqi-City";
        let folded = fold(text);
        assert_eq!(folded.text, "no 8 urumqi city");
        let at = folded.text.find("urumqi").unwrap();
        assert_eq!(&text[folded.original(at..at + 6)], "Ürümqi");
    }
}
