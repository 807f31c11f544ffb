//! Words around a name found in an address, and what they make of it.
//!
//! Chinese goes from the large to the small, Latin script from the small to the large; both name parks after the provinces
//! that build them, shops after where their goods come from, and streets after anywhere.

use super::division::Division;
use super::fold::{fold, is_han};
use super::mention::{Mention, ScannedPart, Sense};
use super::negative_context::{ends_its_phrase, lends_its_name, weakening_word};
use super::parts::Part;

/// The letters XJ, alone between the city and the country or the postal code: "Kuqa, XJ 842000", "XJ, China".
pub(super) fn abbreviated(text: &str) -> Option<std::ops::Range<usize>> {
    let alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices("XJ").map(|(at, _)| at..at + 2).find(|range| {
        let after = &text[range.end..];
        let next = fold(after).text;
        let next = next.split(' ').next().unwrap_or_default();
        alone(text[..range.start].chars().next_back())
            && alone(after.chars().next())
            && (matches!(next, "china" | "prc" | "cn")
                || next.len() == 6 && (next.starts_with("83") || next.starts_with("84")))
    })
}

/// Returns true when a text names the region, and not only in passing: before the places elsewhere in Chinese, which
/// goes from the large to the small; and in Latin script as a part of its own.
pub(super) fn names_the_region(scan: &ScannedPart<'_>) -> bool {
    let outside: Vec<&Mention> = scan
        .found
        .iter()
        .filter(|other| matches!(other.sense, Sense::Outside(_)) && weakening_word(scan, other).is_none())
        .collect();
    scan.found.iter().filter(|found| found.sense == Sense::Region && weakening_word(scan, found).is_none()).any(
        |found| {
            let han = scan.folded.text[found.range.clone()].chars().any(is_han);
            let full_outside = outside.iter().any(|other| other.full);
            match han {
                _ if outside.is_empty() => true,
                true => !follows_another(scan, found) && (found.full || !full_outside || goes_on(scan, found)),
                false => ends_its_phrase(scan, found),
            }
        },
    )
}

/// Returns true when the Chinese short name of the region ends an address or leads to the next level: not 新疆特产店, a
/// shop.
fn goes_on(scan: &ScannedPart<'_>, found: &Mention) -> bool {
    const NEXT: [&str; 6] = ["维", "維", "自治区", "省", "生产建设兵团", "兵团"];
    let after = &scan.folded.text[found.range.end..];
    after.is_empty()
        || after.starts_with(|c: char| !is_han(c))
        || NEXT.iter().any(|word| after.starts_with(word))
        || scan.found.iter().any(|other| other.range.start == found.range.end)
}

/// Returns true when a place elsewhere lends its name to a park here.
pub(super) fn has_lent_name(scan: &ScannedPart<'_>) -> bool {
    scan.found.iter().any(|found| matches!(found.sense, Sense::Outside(_)) && lends_its_name(scan, found))
}

/// Returns true when the full name of a place elsewhere stands before a Chinese name.
pub(super) fn follows_another(scan: &ScannedPart<'_>, found: &Mention) -> bool {
    scan.folded.text[found.range.clone()].chars().any(is_han)
        && scan
            .found
            .iter()
            .any(|other| matches!(other.sense, Sense::Outside(_)) && other.full && other.range.end <= found.range.start)
}

/// Returns true when a division of the region follows at once: 新疆喀什.
pub(super) fn names_next(scan: &ScannedPart<'_>, found: &Mention) -> bool {
    scan.found.iter().any(|other| {
        other.range.start == found.range.end && matches!(other.sense, Sense::Division(_) | Sense::Local(_))
    })
}

/// Returns true when the province field holds nothing but this name.
pub(super) fn in_province(scan: &ScannedPart<'_>, found: &Mention) -> bool {
    scan.part == Part::Province && found.sense == Sense::Spelt && own_cell(scan, found).is_some_and(|cell| cell.first)
}

/// Returns true when the name of the region stands beside words of its full name, in any language: autonomous, Uyghur.
pub(super) fn autonomous(scan: &ScannedPart<'_>) -> bool {
    const WORDS: [&str; 10] =
        ["autonom", "uyghur", "uygur", "uighur", "uigur", "ouighour", "ouigour", "özerk", "ozerk", "уйгур"];
    scan.folded.text.split(' ').any(|word| WORDS.iter().any(|known| word.starts_with(known)))
}

/// Position of the part between commas that a name fills, alone or with its level word.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    /// The first part.
    pub(super) first: bool,
    /// Only the country or a postal code comes after it.
    pub(super) last: bool,
    /// The level word after the name.
    level: Option<&'static str>,
}

impl Cell {
    /// Returns true when the level word can be that of the division: a county may have become a city, a city is no
    /// county, and a district is nothing else.
    pub(super) fn fits(self, division: &Division) -> bool {
        let district = division.zh.ends_with('区') && !division.zh.ends_with("地区");
        match self.level {
            Some("city" | "shi") => !district && !division.zh.ends_with('县'),
            Some("district" | "qu") => district,
            Some("county" | "xian") => !district,
            _ => true,
        }
    }
}

/// The part of a text that a name fills: not "Jing" in "Jing De Zhen".
pub(super) fn own_cell(scan: &ScannedPart<'_>, found: &Mention) -> Option<Cell> {
    const LEVELS: [&str; 13] = [
        "city",
        "county",
        "prefecture",
        "district",
        "region",
        "area",
        "shi",
        "xian",
        "zhou",
        "diqu",
        "qu",
        "shehiri",
        "nahiyisi",
    ];
    const AFTER: [&str; 10] = ["china", "cn", "prc", "p", "r", "c", "chn", "中国", "中國", "peoples"];
    let text = &scan.folded.text;
    let sign = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let start = scan.folded.original(found.range.start..found.range.start).start;
    let opens = sign(scan.text[..start].trim_end().chars().next_back());
    let mut end = found.range.end;
    let after = text[end..].trim_start();
    let level = LEVELS
        .into_iter()
        .find(|level| after.strip_prefix(*level).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')));
    if let Some(level) = level {
        end = text.len() - after.len() + level.len();
    }
    let rest = text[end..].trim();
    let country = |word: &str| AFTER.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
    let last = rest.split(' ').filter(|word| !word.is_empty()).all(country);
    let closes = last || sign(scan.text[scan.folded.original(end..end).start..].trim_start().chars().next());
    (opens && closes).then_some(Cell { first: found.range.start == 0, last, level })
}

/// Returns true when the same text names another division of the region: "Urumqi, Xinjiang".
pub(super) fn beside_another(scan: &ScannedPart<'_>, found: &Mention) -> bool {
    scan.found.iter().any(|other| {
        other.range != found.range
            && !matches!(other.sense, Sense::Region | Sense::Spelt | Sense::Outside(_))
            && weakening_word(scan, other).is_none()
    })
}

/// The same, or the country.
pub(super) fn names_another(scan: &ScannedPart<'_>, found: &Mention) -> bool {
    beside_another(scan, found) || scan.folded.text.split(' ').any(|word| matches!(word, "china" | "prc" | "китаи"))
}
