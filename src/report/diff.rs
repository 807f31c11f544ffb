//! Diffs: two names against each other, and two texts against each other.

use similar::{ChangeTag, TextDiff};
use unicode_width::UnicodeWidthStr;

use super::Style;
use super::layout::columns;

/// A piece of a line, and whether the other line lacks it.
type Piece = (bool, String);

/// Two names, each in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    /// The stated name.
    pub old: Vec<Piece>,
    /// The listed name.
    pub new: Vec<Piece>,
}

/// Compares two names word by word; a Chinese character is a word.
#[must_use]
pub fn inline(old: &str, new: &str) -> Inline {
    let (old_words, new_words) = (words(old), words(new));
    let mut found = Inline { old: vec![], new: vec![] };
    for change in TextDiff::from_slices(&old_words, &new_words).iter_all_changes() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                add(&mut found.old, false, text);
                add(&mut found.new, false, text);
            }
            ChangeTag::Delete => add(&mut found.old, true, text),
            ChangeTag::Insert => add(&mut found.new, true, text),
        }
    }
    found
}

fn add(pieces: &mut Vec<Piece>, changed: bool, text: &str) {
    match pieces.last_mut() {
        Some((same, piece)) if *same == changed => piece.push_str(text),
        _ => pieces.push((changed, text.to_owned())),
    }
}

/// Splits into words: runs of letters and digits, single wide characters, single other characters.
fn words(text: &str) -> Vec<&str> {
    let joins = |ch: char| ch.is_alphanumeric() && columns(ch) < 2;
    let mut found = vec![];
    let mut start = 0;
    let mut last = None;
    for (at, ch) in text.char_indices() {
        let together = last.is_some_and(|last| joins(last) && (joins(ch) || columns(ch) == 0));
        if at > 0 && !together {
            found.push(&text[start..at]);
            start = at;
        }
        last = Some(ch);
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

/// The two names as `-` and `+` lines. What differs is underlined with colours on, and marked below with colours off.
///
/// Both texts must be clean.
#[must_use]
pub fn two_lines(old: &str, new: &str, style: &Style) -> Vec<String> {
    use anstyle::{AnsiColor, Effects};
    let found = inline(old, new);
    let mut lines = vec![];
    for (sign, pieces, color) in [("- ", &found.old, AnsiColor::BrightRed), ("+ ", &found.new, AnsiColor::BrightGreen)]
    {
        let look = color.on_default();
        let mut line = style.paint(look, sign);
        for (changed, text) in pieces {
            let strong = look.effects(Effects::BOLD | Effects::UNDERLINE);
            line.push_str(&style.paint(if *changed { strong } else { look }, text));
        }
        lines.push(line);
        // With nothing in common a line of marks says nothing.
        let partly = pieces.iter().any(|(changed, text)| !changed && text.chars().any(char::is_alphanumeric));
        if !style.color && partly && pieces.iter().any(|(changed, _)| *changed) {
            let marks: String = pieces
                .iter()
                .map(|(changed, text)| if *changed { "~".repeat(text.width()) } else { " ".repeat(text.width()) })
                .collect();
            lines.push(format!("  {}", marks.trim_end()));
        }
    }
    lines
}

/// More lines than this, both texts together, are not compared: the worst case grows with their product.
const MOST_LINES: usize = 10_000;

/// A unified diff of two texts (each with the name for its header) with this many lines of context, raw; empty when they
/// are equal. `None` when they are too long to compare in bounded time.
#[must_use]
pub fn unified(old: (&str, &str), new: (&str, &str), context: usize) -> Option<String> {
    if old.1 == new.1 {
        return Some(String::new());
    }
    if old.1.lines().chain(new.1.lines()).nth(MOST_LINES).is_some() {
        return None;
    }
    let diff = TextDiff::from_lines(old.1, new.1);
    Some(diff.unified_diff().context_radius(context).header(old.0, new.0).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_chinese_character_is_a_word() {
        assert_eq!(words("Hoshine 硅业 Co., 2"), ["Hoshine", " ", "硅", "业", " ", "Co", ".", ",", " ", "2"]);
    }

    #[test]
    fn plain_lines_mark_what_differs_in_columns() {
        let lines = two_lines("新疆合盛硅业 Co Ltd", "新疆合盛矽业 Co., Ltd", &Style::PLAIN);
        assert_eq!(lines, ["- 新疆合盛硅业 Co Ltd", "          ~~", "+ 新疆合盛矽业 Co., Ltd", "          ~~     ~~"]);
    }

    #[test]
    fn names_without_anything_in_common_get_no_marks() {
        assert_eq!(two_lines("abc", "xyz", &Style::PLAIN), ["- abc", "+ xyz"]);
    }

    #[test]
    fn unified_diffs_have_headers_and_are_empty_for_equal_texts() {
        assert_eq!(unified(("a", "x\n"), ("b", "x\n"), 3).as_deref(), Some(""));
        let diff = unified(("a", "x\ny\n"), ("b", "x\nz\n"), 3).unwrap();
        assert_eq!(diff, "--- a\n+++ b\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n");
        let long = "x\n".repeat(MOST_LINES);
        assert_eq!(unified(("a", &long), ("b", "y\n"), 3), None);
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_names(old in ".{0,40}", new in ".{0,40}") {
            let found = inline(&old, &new);
            let join = |pieces: &[Piece]| pieces.iter().map(|(_, text)| text.as_str()).collect::<String>();
            prop_assert_eq!(join(&found.old), old);
            prop_assert_eq!(join(&found.new), new);
        }
    }
}
