//! D-U-N-S number: nine digits. Its old check digit is no longer kept, so only the shape is judged.

use super::reading::{Check, IdReading, compact};

/// Reads a number.
#[must_use]
pub fn read(text: &str) -> IdReading {
    let code = compact(text);
    let right = code.len() == 9 && code.bytes().all(|byte| byte.is_ascii_digit());
    let check = if right { Check::Valid } else { Check::BadShape("a D-U-N-S number has nine digits".to_owned()) };
    IdReading::new("duns", check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nine_digits_pass() {
        assert_eq!(read("15-048-3782").check, Check::Valid);
        assert!(matches!(read("15048378").check, Check::BadShape(_)));
    }
}
