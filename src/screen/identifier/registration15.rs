//! The business registration number that preceded the USCC, GS 15-2006: 15 digits, ISO 7064 MOD 11,10.
//!
//! Digits 1-6 are the division of the registering authority.

use super::reading::{Check, IdReading, compact, division_of};

/// Reads a number.
#[must_use]
pub fn read(text: &str) -> IdReading {
    let code = compact(text);
    let digits: Vec<u32> = code.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 15 || code.len() != 15 {
        return IdReading::new("registration15", Check::BadShape("a registration number has 15 digits".to_owned()));
    }
    let mut product = 10;
    for digit in &digits[..14] {
        let sum = (product + digit) % 10;
        product = (if sum == 0 { 10 } else { sum }) * 2 % 11;
    }
    let expected = (11 - product % 11) % 10;
    let check = if digits[14] == expected { Check::Valid } else { Check::BadCheck { expected: expected.to_string() } };
    let mut reading = IdReading::new("registration15", check);
    let (says, xuar) = division_of(&code[..6]);
    reading.says.push(says);
    reading.xuar = xuar;
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_example_and_its_neighbours() {
        assert_eq!(read("110108000000016").check, Check::Valid);
        for last in "012345789".chars() {
            assert_eq!(read(&format!("11010800000001{last}")).check, Check::BadCheck { expected: "6".into() });
        }
    }
}
