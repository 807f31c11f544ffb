//! Units of the Xinjiang Production and Construction Corps (新疆生产建设兵团, XPCC, Bingtuan).
//!
//! Divisions carry numbers that divisions of the army carry too, and other production and construction corps existed until
//! the 1970s, so a number alone, or 兵团 alone, says nothing.

use super::fold::fold;
use super::gazetteer::Gazetteer;
use super::mention::{ScannedPart, Sense};
use super::negative_context::weakening_word;
use super::parts::{Part, Strength};
use super::units::{self, Unit};

/// A sign that a text names the corps or a unit of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpsSignal {
    /// The unit, for people.
    pub unit: String,
    /// The text that met.
    pub matched: String,
    /// Strength of the signal.
    pub strength: Strength,
    /// Why.
    pub why: String,
}

/// Other corps of the same kind, disbanded in the 1970s.
const OTHERS: [&str; 12] =
    ["黑龙江", "内蒙古", "内蒙", "兰州", "云南", "广州", "江苏", "福建", "浙江", "山东", "安徽", "江西"];

/// Returns true for a text with one of the words without which no unit can be named.
fn could_name_a_unit(text: &str) -> bool {
    const WORDS: [&str; 11] =
        ["兵", "农", "xpcc", "xjbt", "ingtuan", "corps", "orporation", "injian", "新建", "بىڭ", "\u{ff58}"];
    static WANTED: std::sync::OnceLock<Option<aho_corasick::AhoCorasick>> = std::sync::OnceLock::new();
    let wanted =
        WANTED.get_or_init(|| aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(WORDS).ok());
    // Without the filter every text is looked at in full, which is only slower.
    wanted.as_ref().is_none_or(|wanted| wanted.is_match(text)) || text.contains('\u{ff38}')
}

impl Gazetteer {
    /// The unit of the corps that a text names. `china`: whether the record may be in China.
    #[must_use]
    pub fn xpcc(&self, text: &str, china: bool) -> Option<CorpsSignal> {
        if !china {
            return None;
        }
        // Cheap first: nothing below can match without one of these words.
        let by_name = if could_name_a_unit(text) { self.named_unit(text) } else { None };
        by_name.or_else(|| if units::could_be(text) { self.numbered_unit(text) } else { None })
    }

    /// Finds it by a name that only the corps and its units have.
    fn named_unit(&self, text: &str) -> Option<CorpsSignal> {
        let folded = fold(text).text;
        if OTHERS.iter().any(|other| folded.contains(&format!("{other}生产建设兵团"))) {
            return None;
        }
        let found = self.corps.names.iter().find(|(name, _)| contains_word(&folded, name));
        if let Some((name, unit)) = found {
            let plain = name == "兵团" || name == "bingtuan";
            let context = folded.contains("新疆") || folded.contains("xinjiang") || folded.contains("xpcc");
            if !plain || context {
                return Some(CorpsSignal {
                    unit: unit.clone(),
                    matched: text.trim().to_owned(),
                    strength: Strength::Sure,
                    why: format!("the name carries \u{201c}{name}\u{201d}, which only the corps and its units have"),
                });
            }
        }
        let mentions = folded.contains("兵团") || contains_word(&folded, "bingtuan");
        let corps = folded.contains("生产建设兵团") || contains_word(&folded, "production and construction corps");
        let context = ["新疆", "xinjiang"].iter().any(|word| folded.contains(word)) || regiment(&folded);
        (corps || mentions && context).then(|| CorpsSignal {
            unit: "Xinjiang Production and Construction Corps (新疆生产建设兵团)".to_owned(),
            matched: text.trim().to_owned(),
            strength: if context { Strength::Sure } else { Strength::Likely },
            why: "the corps is named without its region or unit".to_owned(),
        })
    }

    /// Finds it by its number, beside a place of the region: 石河子一四三团, "143rd Regiment, Shihezi".
    fn numbered_unit(&self, text: &str) -> Option<CorpsSignal> {
        let folded = fold(text);
        let unit = units::numbered(&folded.text)?;
        let found = self.find(text, &folded);
        let scan = ScannedPart { part: Part::Address, text, folded, found };
        let named: Vec<_> = scan.found.iter().filter(|found| weakening_word(&scan, found).is_none()).collect();
        let divisions = named.iter().filter_map(|found| match found.sense {
            Sense::Division(number) | Sense::Word(number) | Sense::Shared(number) | Sense::Weak(number) => {
                self.divisions.get(number as usize)
            }
            _ => None,
        });
        let places: Vec<_> = divisions.collect();
        let region = named.iter().any(|found| matches!(found.sense, Sense::Region | Sense::Local(_)));
        if places.is_empty() && !region || named.iter().any(|found| matches!(found.sense, Sense::Outside(_))) {
            return None;
        }
        // The cities with codes 6590xx are governed by the corps, each by one division.
        let own_city = places.iter().find(|place| place.code.starts_with("6590"));
        let (unit, sure) = match unit {
            Unit::Division(number) => {
                let (_, city, name) = self.corps.divisions.iter().find(|(known, _, _)| *known == number)?;
                (name.clone(), places.iter().any(|place| !city.is_empty() && place.zh == *city))
            }
            Unit::Regiment(number) => (format!("regiment {number} of the corps ({number}团)"), own_city.is_some()),
        };
        let beside = own_city.or(places.first()).map_or_else(|| "Xinjiang".to_owned(), |place| place.label());
        Some(CorpsSignal {
            unit,
            matched: text.trim().to_owned(),
            strength: if sure { Strength::Sure } else { Strength::Likely },
            why: format!("a unit of this number is named beside {beside}"),
        })
    }
}

/// 兵团 with a regiment or farm: 兵团一三六团, 兵团农场.
fn regiment(text: &str) -> bool {
    text.split("兵团")
        .nth(1)
        .is_some_and(|after| after.contains('团') || after.contains("农场") || after.contains('师'))
}

/// Returns true when a text holds a name, on word boundaries if the name is in Latin script.
fn contains_word(text: &str, name: &str) -> bool {
    let latin = name.is_ascii();
    text.match_indices(name).any(|(at, _)| {
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !latin || !joined(text[..at].chars().next_back()) && !joined(text[at + name.len()..].chars().next())
    })
}
