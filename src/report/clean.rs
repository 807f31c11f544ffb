//! Hostile text made safe to print.
//!
//! Names, paths and cells come from other companies' files. Printed as they are, they could move the cursor, reorder a
//! line, hide characters, or speak to a CI runner. Such characters become visible escapes like `\u{202e}`.
//!
//! GitHub's runner takes a line whose first non-blank characters are `::` as a command, and `##[` wherever it stands in a
//! line; Azure Pipelines and TeamCity take `##vso[` and `##teamcity[`. So all are broken up wherever they stand, and no
//! layout can put them where they act.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use crate::source::unsafe_chars::is_unsafe;

/// Combining marks that may follow each other; Uyghur, Arabic and decomposed Latin need no more than three.
const MARKS: u8 = 3;

/// Cleans character by character, so that callers can note where a character went.
#[derive(Debug, Default)]
pub(crate) struct Cleaner {
    out: String,
    last: Option<char>,
    hashes: u8,
    marks: u8,
}

impl Cleaner {
    /// Bytes written so far.
    pub(crate) const fn len(&self) -> usize {
        self.out.len()
    }

    /// Adds one character of the hostile text.
    pub(crate) fn push(&mut self, ch: char) {
        let mark = !is_unsafe(ch) && ch.width().unwrap_or(0) == 0;
        self.marks = if mark { self.marks.saturating_add(1) } else { 0 };
        let speaks = (ch == ':' && self.last == Some(':')) || (ch == '[' && self.hashes >= 2);
        match ch {
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            _ if speaks || self.marks > MARKS || is_unsafe(ch) => self.out.extend(ch.escape_unicode()),
            _ => self.out.push(ch),
        }
        self.hashes = match ch {
            '#' => self.hashes.saturating_add(1),
            // The word between the two signs and the bracket.
            _ if self.hashes >= 2 && ch.is_ascii_alphanumeric() => self.hashes,
            _ => 0,
        };
        self.last = (!speaks).then_some(ch);
    }

    /// The safe text.
    pub(crate) fn finish(self) -> String {
        self.out
    }
}

/// The whole text on one line, made safe.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut cleaner = Cleaner::default();
    for ch in text.chars() {
        cleaner.push(ch);
    }
    cleaner.finish()
}

/// Our own message of several lines, each made safe: what it quotes is hostile, its line breaks are ours.
#[must_use]
pub fn lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// The text on one line, made safe, and cut with an ellipsis after `columns` columns.
///
/// Reads only as much of the text as it prints.
#[must_use]
pub fn clean_short(text: &str, columns: usize) -> String {
    // One character more than fits is enough to know that something was cut. Marks add no width, hence the factor.
    let most = columns.saturating_mul(4).saturating_add(4);
    let cut = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let mut safe = clean(text.get(..cut).unwrap_or(""));
    if cut < text.len() || safe.width() > columns {
        let end = fitting(&safe, columns.saturating_sub(3));
        safe.truncate(end);
        safe.push_str("...");
    }
    safe
}

/// Counts the bytes of the text that fit into this many columns, ending at a character boundary.
#[must_use]
pub(crate) fn fitting(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, ch) in text.char_indices() {
        used += ch.width().unwrap_or(0);
        if used > columns {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn controls_become_visible() {
        assert_eq!(clean("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(clean("x\u{202e}y\u{2066}\u{200b}\u{feff}"), "x\\u{202e}y\\u{2066}\\u{200b}\\u{feff}");
        assert_eq!(clean("a\r\nb\tc\u{2028}\u{e0041}"), "a\\r\\nb\\tc\\u{2028}\\u{e0041}");
        assert_eq!(clean("新疆 Ürümqi ئۈرۈمچى"), "新疆 Ürümqi ئۈرۈمچى");
    }

    #[test]
    fn a_runner_command_is_broken_up_wherever_it_stands() {
        assert_eq!(clean("::error::x"), ":\\u{3a}error:\\u{3a}x");
        assert_eq!(clean("a ##[warning]b ###[x]"), "a ##\\u{5b}warning]b ###\\u{5b}x]");
        assert_eq!(clean("##vso[task.x] #vso[ ## vso["), "##vso\\u{5b}task.x] #vso[ ## vso[");
        assert_eq!(clean(":::"), ":\\u{3a}:");
    }

    #[test]
    fn stacked_marks_are_bounded() {
        let marks = format!("e{}", "\u{301}".repeat(50));
        assert_eq!(clean(&marks).matches("\\u{301}").count(), 47);
    }

    #[test]
    fn shortening_counts_columns_and_keeps_characters_whole() {
        assert_eq!(clean_short("abc", 3), "abc");
        assert_eq!(clean_short("abcdefgh", 6), "abc...");
        assert_eq!(clean_short("新疆合盛硅业", 9), "新疆合...");
        assert!(clean_short(&"é\u{301}".repeat(10_000), 20).len() < 400);
    }

    proptest! {
        #[test]
        fn nothing_that_acts_gets_through(text in r"(?s)[:#\[\]a\u{1b}\n\r\t\u{202e}\u{9b} ]{0,40}|(?s).{0,80}", columns in 0_usize..60) {
            for safe in [clean(&text), clean_short(&text, columns)] {
                prop_assert!(!safe.chars().any(is_unsafe), "{safe:?}");
                prop_assert!(!safe.chars().any(char::is_control));
                prop_assert!(!safe.contains("::") && !safe.contains("##["));
            }
            prop_assert!(clean_short(&text, columns).width() <= columns.max(3));
        }
    }
}
