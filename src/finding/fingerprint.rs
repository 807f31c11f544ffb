//! The fingerprint of a finding: rule, identity of the subject and what matched, never a place.

use sha2::{Digest, Sha256};

/// Sixteen hexadecimal digits of SHA-256 over rule, identity and what matched.
#[must_use]
pub fn fingerprint(rule: &str, identity: &str, matched: &str) -> String {
    let whole = joined(&[rule.to_owned(), identity.to_owned(), matched.to_owned()]);
    Sha256::digest(whole.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Number of digits of a fingerprint.
pub const DIGITS: usize = 16;

/// Returns true if a text has the shape of a whole fingerprint.
#[must_use]
pub fn is_fingerprint(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Parts with their lengths, so that no stated text can pass for two parts of another record.
pub(crate) fn joined(parts: &[String]) -> String {
    parts.iter().map(|part| format!("{}:{part}", part.len())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_shape_of_a_fingerprint() {
        assert!(is_fingerprint("0123456789abcdef") && !is_fingerprint("0123456789ABCDEF") && !is_fingerprint("*"));
        assert_eq!(fingerprint("a", "b", "c").len(), DIGITS);
    }

    proptest! {
        #[test]
        fn parts_never_run_into_each_other(a in "[a-c:0-9]{0,6}", b in "[a-c:0-9]{0,6}", c in "[a-c:0-9]{0,6}", d in "[a-c:0-9]{0,6}") {
            let same = (&a, &b) == (&c, &d);
            prop_assert_eq!(joined(&[a, b]) == joined(&[c, d]), same);
        }
    }
}
