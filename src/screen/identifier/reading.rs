//! The reading of one identifier, and the characters that count in it.

/// Result of checking the form of an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Shape and check digit are right, or the scheme has no check digit.
    Valid,
    /// Reason why it cannot be one.
    BadShape(String),
    /// The check digit does not fit.
    BadCheck {
        /// The check digit that would.
        expected: String,
    },
}

/// An identifier as read: its form, and the place that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdReading {
    /// The scheme, as in the native manifest.
    pub scheme: &'static str,
    /// Result of the check of its form.
    pub check: Check,
    /// Facts that it states, in words.
    pub says: Vec<String>,
    /// The division code, if it was issued in Xinjiang.
    pub xuar: Option<String>,
}

impl IdReading {
    pub(super) fn new(scheme: &'static str, check: Check) -> Self {
        Self { scheme, check, says: Vec::new(), xuar: None }
    }
}

/// An identifier without spaces, hyphens, case and width, for comparing.
#[must_use]
pub fn normal(value: &str) -> String {
    value.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The ASCII character of a full-width one (U+FF01 to U+FF5E), which Chinese input methods write.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// Letters and digits in upper case; spaces, hyphens and dots are how people group them, and what has no width comes with
/// copied text.
pub(super) fn compact(text: &str) -> String {
    text.chars()
        .map(narrow)
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        })
        .flat_map(char::to_uppercase)
        .collect()
}

/// The place that the first digits of a Chinese registration code name.
pub(super) fn division_of(code: &str) -> (String, Option<String>) {
    match code.get(..2) {
        Some("65") => (
            format!("registered in division {code}, Xinjiang; a place of registration is not a place of production"),
            Some(code.to_owned()),
        ),
        Some("10") => ("registered with the national authority, which says nothing of place".to_owned(), None),
        _ => (format!("registered in division {code}"), None),
    }
}
