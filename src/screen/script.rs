//! Scripts of characters.

/// Returns true for a Chinese ideograph: of the basic block, extension A, the compatibility block, or a plane of
/// further extensions.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
