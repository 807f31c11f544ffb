//! Wrapping and padding by display width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::clean::fitting;

/// Breaks clean text into lines of at most `width` columns, at spaces where there are any.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = vec![];
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let mut word = word;
        let needed = word.width();
        if used > 0 && used + 1 + needed <= width {
            line.push(' ');
            used += 1;
        } else if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        // A word longer than a line (Chinese prose has no spaces) is cut where the line ends.
        while word.width() > width - used {
            let at = fitting(word, width - used).max(word.chars().next().map_or(0, char::len_utf8));
            let (head, tail) = word.split_at(at);
            line.push_str(head);
            lines.push(std::mem::take(&mut line));
            used = 0;
            word = tail;
        }
        line.push_str(word);
        used += word.width();
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text filled up with spaces to `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Columns of a character.
pub(crate) fn columns(ch: char) -> usize {
    ch.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wraps_at_spaces_and_cuts_what_has_none() {
        assert_eq!(wrap("one two three", 9), ["one two", "three"]);
        assert_eq!(wrap("新疆合盛硅业有限公司", 8), ["新疆合盛", "硅业有限", "公司"]);
        assert_eq!(wrap("", 20), [""]);
        assert_eq!(pad("新疆", 6), "新疆  ");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[a-z新疆 ]{0,200}", width in 8_usize..40) {
            let lines = wrap(&text, width);
            prop_assert!(lines.iter().all(|line| line.width() <= width));
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&lines.concat()), squeeze(&text));
        }
    }
}
