//! Postal codes: six digits that begin with 83 or 84 belong to Xinjiang, and nothing else does.

use std::ops::Range;

use super::context::AddressContext;
use super::fold::is_han;
use super::gazetteer::Gazetteer;
use super::parts::{AddressParts, Conflict, Part, PlaceSignal, Reading, Strength};

impl Gazetteer {
    /// Six digits that begin with 83 or 84: nothing else in China has such codes, and nothing in Xinjiang has others.
    pub(super) fn postcodes(&self, parts: &AddressParts<'_>, context: &AddressContext<'_>, reading: &mut Reading) {
        let own = parts.postcode.map(|text| (text, of_region(text)));
        let in_address = parts.address.map(|text| {
            let found = embedded(text).map(|range| Code { digits: text[range.clone()].to_owned(), range });
            (text, found)
        });
        for (text, code) in [own, in_address].into_iter().flatten() {
            let Some(Code { digits, range }) = code else { continue };
            let stated: String = text[range.clone()].trim().to_owned();
            let han = [parts.address, parts.city, parts.province, parts.name]
                .into_iter()
                .flatten()
                .any(|text| text.chars().any(is_han));
            let supported = reading.signals.iter().any(|signal| signal.strength >= Strength::Likely);
            let (strength, why) = match (context.elsewhere, context.china || han || supported) {
                (Some(other), _) => {
                    reading
                        .conflicts
                        .push(Conflict { says_region: Part::Postcode, other: format!("the address names {other}") });
                    (Strength::Likely, format!("the address names {other}; one of the two is wrong"))
                }
                (None, true) => {
                    (Strength::Sure, "83xxxx and 84xxxx belong to Xinjiang, and nothing else does".to_owned())
                }
                (None, false) => {
                    (Strength::Hint, "no country is stated, and other countries have such codes".to_owned())
                }
            };
            let why = if plain(&stated) == digits { why } else { format!("it is read as {digits}; {why}") };
            reading.signals.push(PlaceSignal {
                part: Part::Postcode,
                range,
                code: None,
                division: "a postal code of Xinjiang (830000 to 849999)".to_owned(),
                matched: stated,
                how: "is in the range of the region",
                strength,
                why,
            });
            return;
        }
        self.foreign_postcode(parts, context, reading);
    }

    /// A Chinese postal code of another province beside an address in the region, which has 83 and 84 alone.
    fn foreign_postcode(&self, parts: &AddressParts<'_>, context: &AddressContext<'_>, reading: &mut Reading) {
        // Only China has these codes, so another country has to be ruled out.
        let codes = parts.postcode.filter(|_| context.elsewhere.is_none()).map(codes).unwrap_or_default();
        let Some(Code { digits: code, .. }) = codes.into_iter().find(|code| is_of_a_province(&code.digits)) else {
            return;
        };
        let named = |signal: &&PlaceSignal| {
            matches!(signal.part, Part::Province | Part::City | Part::Address) && signal.strength == Strength::Sure
        };
        if let Some(signal) = reading.signals.iter().find(named) {
            let says_region = signal.part;
            let other = format!("the postal code {code} belongs to another part of China");
            reading.conflicts.push(Conflict { says_region, other });
        }
    }
}

/// Returns true if a plain code can be one of China: six digits, of which the first two are the group of a province (01 to 86).
/// One digit six times over, such as 999999, stands for "unknown".
#[must_use]
pub fn is_of_a_province(code: &str) -> bool {
    let shape = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let group = code.get(..2).and_then(|group| group.parse::<u32>().ok()).unwrap_or_default();
    shape && (1..=86).contains(&group) && !code.bytes().all(|byte| Some(&byte) == code.as_bytes().first())
}

/// A postal code as its digits alone: `CN-830011`, `830 011`, full-width, and what a sheet made of it, `830011.0`.
#[must_use]
pub fn plain(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let folded = super::fold::fold(text).text;
    let digits = folded.strip_prefix("cn ").or(folded.strip_prefix("cn")).unwrap_or(&folded);
    let digits = digits.strip_suffix(" 0").filter(|rest| rest.len() == 6).unwrap_or(digits);
    digits.chars().filter(|c| *c != ' ').collect()
}

/// A postal code in a cell: its six digits, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The six digits.
    pub digits: String,
    /// Bytes of the cell.
    pub range: Range<usize>,
}

/// The postal codes of six digits that a cell for one states, with whatever else people and programs put into it: a label
/// (`P.C. 830011`), a city, a further code (`830011-0000`), a number in exponent form (`8.30011E+05`), a letter O for a
/// nought.
#[must_use]
pub fn codes(text: &str) -> Vec<Code> {
    let whole = plain(text);
    if whole.len() == 6 && whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return vec![Code { digits: whole, range: 0..text.len() }];
    }
    if let Some(digits) = from_exponent(text.trim()) {
        return vec![Code { digits, range: 0..text.len() }];
    }
    let mut found = Vec::new();
    let mut run = String::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match digit(c) {
            Some(digit) => {
                if run.is_empty() {
                    start = at;
                }
                run.push(digit);
            }
            // A letter before the digits may be a label without a gap; one behind them makes it another number.
            None => {
                let typed = text[start..at].chars().filter(|c| c.is_numeric()).count();
                if run.len() == 6 && typed > 3 && !c.is_ascii_alphabetic() {
                    found.push(Code { digits: run.clone(), range: start..at });
                }
                run.clear();
            }
        }
    }
    found
}

/// The first code of the region that a cell states.
#[must_use]
pub fn of_region(text: &str) -> Option<Code> {
    codes(text).into_iter().find(|code| postal_code(&code.digits).is_some())
}

/// A digit, or a letter that is taken for one when a page is read or typed off.
fn digit(c: char) -> Option<char> {
    match c {
        'O' | 'o' => Some('0'),
        'I' | 'l' => Some('1'),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10),
        c => c.is_ascii_digit().then_some(c),
    }
}

/// Six digits that a sheet wrote with an exponent; digits that it cut off were lost and are noughts.
fn from_exponent(text: &str) -> Option<String> {
    let (number, exponent) = text.split_once(['e', 'E'])?;
    if !matches!(exponent.strip_prefix('+').unwrap_or(exponent), "5" | "05") {
        return None;
    }
    let (first, rest) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let digits = format!("{first}{rest:0<5}");
    (first.len() == 1 && digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn postal_code(text: &str) -> Option<&str> {
    (text.len() == 6
        && (text.starts_with("83") || text.starts_with("84"))
        && text.bytes().all(|byte| byte.is_ascii_digit()))
    .then_some(text)
}

/// Returns true for six digits that are those of a room, a box or an order, by the word before or after them.
fn numbers_something_else(before: &str, after: &str) -> bool {
    const BEFORE: [&str; 22] = [
        "room", "rm", "box", "no", "number", "unit", "suite", "ste", "lot", "order", "po", "ref", "part", "item",
        "apt", "flat", "booth", "stand", "hall", "tel", "fax", "phone",
    ];
    let word = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = word.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_lowercase();
    let after = after.trim_start();
    BEFORE.contains(&word.as_str())
        || ["室", "号", "號", "房", "元", "吨", "件"].iter().any(|unit| after.starts_with(unit))
        || ["房间", "订单", "電話", "电话", "传真", "编号", "第"].iter().any(|what| before.trim_end().ends_with(what))
}

/// A postal code of the region that stands alone in a text.
fn embedded(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = bytes[at..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |length| at + length);
        let joined = |byte: Option<&u8>| {
            byte.is_some_and(|byte| matches!(byte, b'-' | b'.' | b'/' | b'+' | b'#') || byte.is_ascii_alphabetic())
        };
        if end - at == 6
            && postal_code(&text[at..end]).is_some()
            && !joined(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !joined(bytes.get(end))
            && !numbers_something_else(&text[..at], &text[end..])
        {
            return Some(at..end);
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_something_beside_them() {
        for text in [
            "830011",
            " 830011 ",
            "830 011",
            "830,011",
            "８３００１１",
            "CN-830011",
            "CN 830011",
            "830011.0",
            "邮编：830011",
            "邮编830011",
            "邮政编码: 830011",
            "P.C. 830011",
            "P.C.830011",
            "PC830011",
            "Postal code 830011",
            "ZIP: 830011",
            "'830011",
            "83O011",
            "8300l1",
            "83001I",
            "830011-0000",
            "830011-1234",
            "830011.00",
            "Urumqi 830011",
            "830011 Urumqi",
            "乌鲁木齐830011",
            "8.30011E+05",
            "8,30011E+05",
            "8.30011e5",
            "510000 / 830011",
        ] {
            assert_eq!(of_region(text).map(|code| code.digits).as_deref(), Some("830011"), "{text}");
        }
        assert_eq!(of_region("8.3E+05").map(|code| code.digits).as_deref(), Some("830000"));
        let text = "Urumqi 830011";
        assert_eq!(of_region(text).map(|code| &text[code.range]), Some("830011"));
    }

    #[test]
    fn other_numbers() {
        for text in [
            "510000",
            "83001",
            "8300110",
            "0830011",
            "8.30011E+06",
            "8.300112E+05",
            "83001A",
            "830011A",
            "OOOOOO",
            "Oslo Ill",
            "",
        ] {
            assert_eq!(of_region(text), None, "{text}");
        }
        assert_eq!(codes("5.1E+05")[0].digits, "510000");
        assert_eq!(codes("Oslo").len(), 0);
    }
}
