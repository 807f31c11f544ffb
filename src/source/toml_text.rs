//! Writing into a TOML file that people wrote: everything but the edits stays, byte by byte.
//!
//! A document model would not do: `toml_edit` writes LF for CR LF, drops a byte-order mark, trims keys, and loses a comment
//! with the value before it.

use std::cmp::Reverse;
use std::ops::Range;

use super::unsafe_chars::is_unsafe;

/// A text as a TOML basic string. What acts on a terminal or turns the direction of text is written as an escape, so that
/// a review sees what it reads.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for ch in text.chars() {
        match ch {
            '"' | '\\' => out.extend(['\\', ch]),
            _ if ch.is_control() || is_unsafe(ch) => match u32::from(ch) {
                code @ 0..=0xffff => out.push_str(&format!("\\u{code:04X}")),
                code => out.push_str(&format!("\\U{code:08X}")),
            },
            _ => out.push(ch),
        }
    }
    out.push('"');
    out
}

/// Values to write into a text, each over an old value or on a line of its own.
#[derive(Debug, Default)]
pub(crate) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Writes a value where the old one stands; without an old one, a line after the value that ends at `after`.
    pub(crate) fn set(&mut self, key: &str, old: Option<Range<usize>>, after: usize, value: String) {
        self.0.push(match old {
            Some(span) => (span, value),
            None => (after..after, format!("\n{key} = {value}")),
        });
    }

    /// The text with all values in it. Lines after one place stand in the reverse order of their edits.
    pub(crate) fn apply(mut self, text: &str) -> String {
        // From the back, so that places in front stay where they are.
        self.0.sort_by_key(|(span, _)| Reverse(span.start));
        let mut text = text.to_owned();
        for (span, value) in self.0 {
            text.replace_range(span, &value);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_survives_and_nothing_acts(text in r#"(?s)["\\\u{1b}\u{202e}\n\t新a]{0,20}|(?s).{0,40}"#) {
            let stated = format!("x = {}", quoted(&text));
            let table: toml::Table = toml::from_str(&stated).unwrap();
            prop_assert_eq!(table["x"].as_str().unwrap(), text);
            prop_assert!(!stated.chars().any(is_unsafe));
        }
    }

    #[test]
    fn edits_leave_line_ends_comments_and_spaces_alone() {
        let text = "\u{feff}# head\r\n[ a ]\r\n\tb   = 1  # one\r\nc = 'x'";
        let (b, c) = (text.find('1').unwrap(), text.find("'x'").unwrap());
        let mut edits = Edits::default();
        edits.set("b", Some(b..b + 1), 0, "2".to_owned());
        edits.set("c", Some(c..c + 3), 0, quoted("\u{202e}y"));
        edits.set("d", None, c + 3, "4".to_owned());
        assert_eq!(edits.apply(text), "\u{feff}# head\r\n[ a ]\r\n\tb   = 2  # one\r\nc = \"\\u202Ey\"\nd = 4");
        assert_eq!(Edits::default().apply(text), text);
    }
}
