//! Postal codes: six digits that begin with 83 or 84 belong to Xinjiang, and nothing else does.

use std::ops::Range;

use super::context::AddressContext;
use super::fold::is_han;
use super::gazetteer::Gazetteer;
use super::parts::{AddressParts, Conflict, Part, PlaceSignal, Reading, Strength};

impl Gazetteer {
    /// Six digits that begin with 83 or 84: nothing else in China has such codes, and nothing in Xinjiang has others.
    pub(super) fn postcodes(&self, parts: &AddressParts<'_>, context: &AddressContext<'_>, reading: &mut Reading) {
        let own = parts.postcode.map(|text| (text, postal_code(&plain(text)).map(|_| 0..text.len())));
        let in_address = parts.address.map(|text| (text, embedded(text)));
        for (text, range) in [own, in_address].into_iter().flatten() {
            let Some(range) = range else { continue };
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
        let Some(code) = parts.postcode.map(plain) else { return };
        // Only China has these codes, so another country has to be ruled out.
        if !is_of_a_province(&code) || context.elsewhere.is_some() {
            return;
        }
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
    let folded = super::fold::fold(text).text;
    let digits = folded.strip_prefix("cn ").or(folded.strip_prefix("cn")).unwrap_or(&folded);
    let digits = digits.strip_suffix(" 0").filter(|rest| rest.len() == 6).unwrap_or(digits);
    digits.chars().filter(|c| *c != ' ').collect()
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
