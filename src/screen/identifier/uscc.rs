//! Unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters of a 31-letter alphabet.
//!
//! 1 registering authority, 2 category, 3-8 division of registration (GB/T 2260), 9-17 organisation code, 18 check
//! character: weights 3^(i-1) mod 31, check value (31 - sum mod 31) mod 31.

use super::reading::{Check, IdReading, compact, division_of};
use super::{orgcode, registration15};

/// The alphabet: digits and letters without I, O, S, V and Z; a character's value is its place.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Reads a code.
#[must_use]
pub fn read(text: &str) -> IdReading {
    let code = compact(text);
    if let Some(reading) = predecessor(&code) {
        return reading;
    }
    if code.len() != 18 || !code.is_ascii() {
        return IdReading::new(
            "uscc",
            Check::BadShape(format!("a USCC has 18 characters, this has {}", code.chars().count())),
        );
    }
    let mut values = Vec::with_capacity(18);
    for byte in code.bytes() {
        match ALPHABET.iter().position(|letter| *letter == byte) {
            Some(value) => values.push(value),
            None => {
                let why =
                    format!("`{}` does not occur in a USCC (its letters leave out I, O, S, V and Z)", byte as char);
                return IdReading::new("uscc", Check::BadShape(why));
            }
        }
    }
    let division = &code[2..8];
    if !division.bytes().all(|byte| byte.is_ascii_digit()) {
        return IdReading::new(
            "uscc",
            Check::BadShape("characters 3 to 8 are the division code and must be digits".to_owned()),
        );
    }
    let (mut weight, mut sum) = (1, 0);
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    let expected = ALPHABET[(31 - sum % 31) % 31] as char;
    let check =
        if code.ends_with(expected) { Check::Valid } else { Check::BadCheck { expected: expected.to_string() } };
    let mut reading = IdReading::new("uscc", check);
    let (says, xuar) = division_of(division);
    reading.says.push(says);
    reading.xuar = xuar;
    if reading.check == Check::Valid && orgcode::read(&code[8..17]).check != Check::Valid {
        reading
            .says
            .push("its organisation code (characters 9 to 17) fails its own check, as some early codes do".to_owned());
    }
    reading
}

/// Reads a number that stands where a USCC belongs and is one of those that it replaced in 2015: the registration
/// number (GS 15-2006), the taxpayer number (division and organisation code) or the organisation code (GB 11714).
fn predecessor(code: &str) -> Option<IdReading> {
    let valid = |reading: &IdReading| reading.check == Check::Valid;
    let older =
        |what: &str| Check::BadShape(format!("this is {what}, which the USCC of 18 characters replaced in 2015"));
    if code.len() == 9 && code.is_ascii() && valid(&orgcode::read(code)) {
        return Some(IdReading::new("uscc", older("an organisation code")));
    }
    if code.len() != 15 || !code.is_ascii() {
        return None;
    }
    let registration = registration15::read(code);
    let what = if valid(&registration) {
        "a business registration number"
    } else if code[..6].bytes().all(|byte| byte.is_ascii_digit()) && valid(&orgcode::read(&code[6..])) {
        "a taxpayer number"
    } else {
        return None;
    };
    let mut reading = IdReading::new("uscc", older(what));
    let (says, xuar) = division_of(&code[..6]);
    reading.says.push(says);
    reading.xuar = xuar;
    Some(reading)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Real codes: two cotton gins of a Xinjiang DRC notice of 2022-08-01, companies in Urumqi and elsewhere, and three
    /// pilot codes of Fujian that do not follow the standard.
    #[test]
    fn real_codes() {
        let xuar = [
            "916501005605186765",
            "91650205742229728F",
            "91654223MA78TP4Q1U",
            "91650106MA7910Q84N",
            "91650106098171413H",
        ];
        for code in xuar {
            let reading = read(code);
            assert_eq!(reading.check, Check::Valid, "{code}");
            assert_eq!(reading.xuar.as_deref(), Some(&code[2..8]));
        }
        for code in ["91110000600037341L", "91310112MA1GE2TW1E", "91440300MA5GMC0117", "91540328MAB03F741H"] {
            assert_eq!((read(code).check, read(code).xuar), (Check::Valid, None), "{code}");
        }
        for code in ["91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P"] {
            assert!(matches!(read(code).check, Check::BadCheck { .. }), "{code}");
        }
    }

    #[test]
    fn the_expected_character_is_named() {
        assert_eq!(read("91650205742229728E").check, Check::BadCheck { expected: "F".into() });
        assert!(matches!(read("91650205742229728O").check, Check::BadShape(_)));
        assert!(matches!(read("9165").check, Check::BadShape(_)));
    }

    #[test]
    fn the_numbers_before_it_are_named_and_say_their_place() {
        let shape = |text: &str| match read(text) {
            IdReading { check: Check::BadShape(why), xuar, .. } => (why, xuar),
            other => panic!("{other:?}"),
        };
        let (why, xuar) = shape("650205742229728");
        assert!(why.starts_with("this is a taxpayer number"), "{why}");
        assert_eq!(xuar.as_deref(), Some("650205"));
        assert!(shape("110108000000016").0.starts_with("this is a business registration number"));
        assert!(shape("74222972-8").0.starts_with("this is an organisation code"));
        assert_eq!(shape("650205742229729").0, "a USCC has 18 characters, this has 15");
    }

    #[test]
    fn every_single_error_and_most_swaps_are_found() {
        let code = "91654223MA78TP4Q1U";
        for at in 0..18 {
            for letter in ALPHABET {
                let mut wrong = code.as_bytes().to_vec();
                if wrong[at] != *letter {
                    wrong[at] = *letter;
                    assert_ne!(read(std::str::from_utf8(&wrong).unwrap()).check, Check::Valid);
                }
            }
        }
    }
}
