//! Organisation code (组织机构代码), GB 11714-1997: eight characters and a check character. It says nothing of place.

use super::reading::{Check, IdReading, compact};

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Reads a code.
#[must_use]
pub fn read(text: &str) -> IdReading {
    let code = compact(text);
    if code.len() != 9 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return IdReading::new(
            "orgcode",
            Check::BadShape("an organisation code has nine letters and digits".to_owned()),
        );
    }
    let sum: u32 = code.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight).sum();
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    let check =
        if code.ends_with(expected) { Check::Valid } else { Check::BadCheck { expected: expected.to_string() } };
    IdReading::new("orgcode", check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_code() {
        assert_eq!(read("56051867-6").check, Check::Valid);
        assert_eq!(read("56051867-5").check, Check::BadCheck { expected: "6".into() });
    }
}
