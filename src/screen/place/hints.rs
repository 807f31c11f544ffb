//! Signs that never decide alone: telephone area codes, plates, airports, and the city part of a manufacturer id.

use std::ops::Range;

use super::context::AddressContext;
use super::division::label_of;
use super::gazetteer::Gazetteer;
use super::parts::{AddressParts, Conflict, Part, PlaceSignal, Reading, Strength};
use crate::screen::identifier::{Check, mid};

impl Gazetteer {
    /// Adds what the hints say. They agree or contradict; none of them is more than a hint beside an address.
    pub(super) fn hints(&self, parts: &AddressParts<'_>, context: &AddressContext<'_>, reading: &mut Reading) {
        if let Some(text) = parts.address {
            let found = [
                phone(text).and_then(|(area, range)| {
                    let (_, code) = self.hints.phones.iter().find(|(known, _)| *known == area)?;
                    Some((range, format!("telephone area code 0{area}, {}", label_of(&self.divisions, code))))
                }),
                self.plate(text),
                self.airport(text),
            ];
            for (range, division) in found.into_iter().flatten() {
                reading.signals.push(PlaceSignal {
                    part: Part::Address,
                    matched: text.get(range.clone()).unwrap_or_default().to_owned(),
                    range,
                    code: None,
                    division,
                    how: "hints at the region",
                    strength: Strength::Hint,
                    why: "telephones, vehicles and airports say nothing of where goods are made".to_owned(),
                });
            }
        }
        if let Some(text) = parts.mid {
            self.manufacturer(text, parts, context, reading);
        }
    }

    /// The city part of a manufacturer id: the first three letters of the city (19 CFR part 102, appendix).
    fn manufacturer(&self, text: &str, parts: &AddressParts<'_>, context: &AddressContext<'_>, reading: &mut Reading) {
        let id = mid::read(text);
        let code: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
        let city = code.get(code.len().saturating_sub(3)..).unwrap_or_default();
        if id.check != Check::Valid || !code.starts_with("CN") {
            return;
        }
        let Some(known) = self.hints.mid_cities.get(city) else { return };
        let stated = [parts.address, parts.city, parts.province, parts.postcode].iter().any(Option::is_some);
        let (strength, why) = match context.elsewhere {
            Some(other) => {
                let other = format!("the address names {other}");
                reading.conflicts.push(Conflict { says_region: Part::Mid, other: other.clone() });
                (Strength::Hint, other)
            }
            None if stated => (Strength::Hint, "three letters of a city prove nothing beside an address".to_owned()),
            None => (
                Strength::Likely,
                "no address is stated, and no other larger Chinese city begins with these letters".to_owned(),
            ),
        };
        reading.signals.push(PlaceSignal {
            part: Part::Mid,
            range: 0..text.len(),
            code: None,
            division: format!("a manufacturer id whose city part {city} is that of {}", known.join(" or ")),
            matched: text.trim().to_owned(),
            how: "has the city part of a city of the region",
            strength,
            why,
        });
    }

    /// A vehicle plate: 新A and five or six letters and digits, with or without a point between.
    fn plate(&self, text: &str) -> Option<(Range<usize>, String)> {
        self.hints.plates.iter().find_map(|(prefix, code)| {
            let at = text.find(prefix.as_str())?;
            let rest = text[at + prefix.len()..].trim_start_matches(['·', ' ', '.', '-']);
            let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let end = text.len() - rest.len() + length;
            (matches!(length, 5 | 6) && rest.bytes().take(length).any(|byte| byte.is_ascii_digit()))
                .then(|| (at..end, format!("a plate of {}", label_of(&self.divisions, code))))
        })
    }

    /// An airport by its ICAO code, or by its IATA code where the text speaks of an airport.
    fn airport(&self, text: &str) -> Option<(Range<usize>, String)> {
        // Every code is letters in capitals, and hardly any address has three of them in a row.
        if !text.as_bytes().windows(3).any(|letters| letters.iter().all(u8::is_ascii_uppercase)) {
            return None;
        }
        let speaks = text.contains("机场") || text.contains("機場") || text.to_ascii_lowercase().contains("airport");
        self.hints.airports.iter().find_map(|(iata, icao, name)| {
            let code = [Some(icao), Some(iata).filter(|_| speaks)];
            let range = code.into_iter().flatten().find_map(|code| token(text, code))?;
            Some((range, format!("{name} ({icao})")))
        })
    }
}

/// Finds a code that stands alone in a text, in capitals.
fn token(text: &str, code: &str) -> Option<Range<usize>> {
    let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let found = text
        .match_indices(code)
        .find(|(at, _)| !joined(text[..*at].chars().next_back()) && !joined(text[at + code.len()..].chars().next()));
    found.filter(|_| !code.is_empty()).map(|(at, _)| at..at + code.len())
}

/// The area code of a Chinese telephone number, without its leading zero: `+86 991 …` or `0991-…`.
fn phone(text: &str) -> Option<(String, Range<usize>)> {
    let starts = text.match_indices("86").map(|(at, _)| at + 2).chain(text.match_indices('0').map(|(at, _)| at));
    for start in starts {
        let before = text[..start].trim_end_matches("86");
        // Neither the middle of a longer number nor a country code without its plus or zeros.
        let bare = before.len() == start;
        if before.ends_with(|c: char| (bare || c != '0') && c.is_ascii_digit())
            || !bare && !before.ends_with(['+', '0'])
        {
            continue;
        }
        let rest = &text[start..];
        let mut digits = String::new();
        let mut end = start;
        for (at, c) in rest.char_indices() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | '(' | ')' | '\u{2011}' => continue,
                _ => break,
            }
            end = start + at + 1;
        }
        let number = digits.trim_start_matches('0');
        // Three digits of area and seven of the line.
        if number.len() == 10 && (digits.starts_with('0') || !bare) {
            return Some((number[..3].to_owned(), before.len()..end));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_codes_are_read_from_numbers_and_nothing_else() {
        let area = |text: &str| phone(text).map(|(area, _)| area);
        assert_eq!(area("Tel +86 991 1234567").as_deref(), Some("991"));
        assert_eq!(area("0991-1234567").as_deref(), Some("991"));
        assert_eq!(area("0086 (0)997 1234567").as_deref(), Some("997"));
        assert_eq!(area("+86 138 0000 0000"), None);
        assert_eq!(area("No. 991 Road, 210000"), None);
        assert_eq!(area("order 20991123456789"), None);
    }

    #[test]
    fn codes_stand_alone() {
        assert_eq!(token("cargo at ZWWW, hall 2", "ZWWW"), Some(9..13));
        assert_eq!(token("XZWWWX", "ZWWW"), None);
    }
}
