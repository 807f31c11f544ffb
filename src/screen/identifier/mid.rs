//! CBP manufacturer identification code, 19 CFR part 102, appendix: country, name, number of the address, city.
//!
//! There is no province and no postal code in it, and no check digit; its last three letters only hint at a city.

use super::reading::{Check, IdReading, compact};

/// Words that the rules leave out of the name.
const LEFT_OUT: [&str; 4] = ["A", "AN", "OF", "THE"];

/// Reads a code.
#[must_use]
pub fn read(text: &str) -> IdReading {
    let code = compact(text);
    let shape = (5..=15).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && code.bytes().take(2).all(|byte| byte.is_ascii_alphabetic());
    if !shape {
        let why = "a manufacturer id has up to 15 letters and digits and begins with a country code".to_owned();
        return IdReading::new("mid", Check::BadShape(why));
    }
    let mut reading = IdReading::new("mid", Check::Valid);
    reading.says.push(format!("country {}, city beginning {}", &code[..2], &code[code.len() - 3..]));
    reading
}

/// Builds the code of a manufacturer: country (ISO alpha-2), name, street address, city. Letters outside A-Z must have
/// been romanised.
#[must_use]
pub fn build(country: &str, name: &str, address: &str, city: &str) -> String {
    let letters =
        |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let mut words: Vec<String> = Vec::new();
    let mut initials = false;
    for word in name.split([' ', '-', '/', ',']) {
        let word = letters(word);
        if word.is_empty() || LEFT_OUT.contains(&word.as_str()) || word == "AND" {
            continue;
        }
        // Initials together count as one word.
        if word.len() == 1 && initials {
            if let Some(last) = words.last_mut() {
                last.push_str(&word);
            }
        } else {
            initials = word.len() == 1;
            words.push(word);
        }
    }
    let name: String = words.iter().take(2).map(|word| &word[..word.len().min(3)]).collect();
    // The largest number of the address, up to four digits; hyphens and spaces inside a number do not end it.
    let number = address
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | ' ')))
        .map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>())
        .filter(|digits| !digits.is_empty())
        .max_by_key(|digits| digits.get(..9).unwrap_or(digits).parse::<u32>().unwrap_or(0))
        .unwrap_or_default();
    let city = letters(city);
    format!("{}{name}{}{}", country.to_ascii_uppercase(), &number[..number.len().min(4)], &city[..city.len().min(3)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples of the appendix and of a carrier's page on it.
    #[test]
    fn the_published_examples() {
        assert_eq!(build("US", "Amalgamated Plastics Corp.", "", ""), "USAMAPLA");
        assert_eq!(build("SE", "Bergstrom", "", ""), "SEBER");
        assert_eq!(build("JP", "X", "12-34 56 Akasaka Road", "Tokyo"), "JPX1234TOK");
        assert_eq!(build("US", "X", "11455 Main Street Suite 9999", ""), "USX1145");
    }

    #[test]
    fn shape() {
        assert_eq!(read("VNHALCEL12HAL").check, Check::Valid);
        assert!(matches!(read("12").check, Check::BadShape(_)));
    }
}
