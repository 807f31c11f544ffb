//! Legal Entity Identifier, ISO 17442: 18 letters and digits and two check digits, ISO 7064 MOD 97-10.

use super::reading::{Check, IdReading, compact};

/// Reads a code.
#[must_use]
pub fn read(text: &str) -> IdReading {
    let code = compact(text);
    let shape = code.len() == 20 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !shape || !code[18..].bytes().all(|byte| byte.is_ascii_digit()) {
        return IdReading::new(
            "lei",
            Check::BadShape("an LEI has 18 letters and digits and two check digits".to_owned()),
        );
    }
    let rest = |text: &str| {
        text.chars()
            .filter_map(|c| c.to_digit(36))
            .fold(0, |rest, value| (rest * if value > 9 { 100 } else { 10 } + value) % 97)
    };
    let check = if rest(&code) == 1 {
        Check::Valid
    } else {
        Check::BadCheck { expected: format!("{:02}", 98 - rest(&format!("{}00", &code[..18]))) }
    };
    IdReading::new("lei", check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_computed() {
        let IdReading { check: Check::BadCheck { expected }, .. } = read("ABCDEFGHIJKLMNOPQR00") else {
            panic!("00 is never right")
        };
        assert_eq!(read(&format!("ABCDEFGHIJKLMNOPQR{expected}")).check, Check::Valid);
        assert!(matches!(read("ABC").check, Check::BadShape(_)));
    }
}
