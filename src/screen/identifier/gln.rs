//! Global Location Number, GS1: 13 digits, check digit with weights 1 and 3 from the right. The prefix names the licence
//! holder's country, not the place of the site.

use super::reading::{Check, IdReading, compact};

/// Reads a number.
#[must_use]
pub fn read(text: &str) -> IdReading {
    let code = compact(text);
    let digits: Vec<u32> = code.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 13 || code.len() != 13 {
        return IdReading::new("gln", Check::BadShape("a GLN has 13 digits".to_owned()));
    }
    let sum: u32 =
        digits[..12].iter().rev().enumerate().map(|(at, digit)| digit * if at % 2 == 0 { 3 } else { 1 }).sum();
    let expected = (10 - sum % 10) % 10;
    let check = if digits[12] == expected { Check::Valid } else { Check::BadCheck { expected: expected.to_string() } };
    IdReading::new("gln", check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_example() {
        assert_eq!(read("6291041500213").check, Check::Valid);
        assert_eq!(read("6291041500214").check, Check::BadCheck { expected: "3".into() });
    }
}
