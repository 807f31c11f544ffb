//! Codes of the region: GB/T 2260 and ISO 3166-2 in the fields of an address, XJ in its text, and UN/LOCODE.

use super::around::abbreviated;
use super::context::AddressContext;
use super::fold::fold;
use super::gazetteer::Gazetteer;
use super::parts::{AddressParts, Part, PlaceSignal, Reading, Strength};

impl Gazetteer {
    /// Division codes and ISO codes in the province field, and UN/LOCODEs.
    pub(super) fn codes(&self, parts: &AddressParts<'_>, context: &AddressContext<'_>, reading: &mut Reading) {
        let fields = [(Part::Province, parts.province), (Part::City, parts.city), (Part::Country, parts.country)];
        for (part, text) in fields.into_iter().filter_map(|(part, text)| Some((part, text?))) {
            let code = fold(text).text;
            let digits = code.bytes().all(|byte| byte.is_ascii_digit());
            let region = self.divisions.iter().find(|division| division.region);
            let division = match code.as_str() {
                "cn xj" | "cnxj" | "cn 65" | "cn65" => region,
                "65" | "xj" if part == Part::Province => region,
                _ if digits && code.len() == 6 && code.starts_with("65") && part != Part::Country => {
                    self.division(&code).or(region)
                }
                _ => None,
            };
            if let Some(division) = division {
                reading.signals.push(PlaceSignal {
                    part,
                    range: 0..text.len(),
                    code: Some(division.code.clone()),
                    division: division.label(),
                    matched: text.trim().to_owned(),
                    how: "is a code of the region",
                    strength: if context.far { Strength::Likely } else { Strength::Sure },
                    why: String::new(),
                });
            }
        }
        if let Some(text) = parts.address
            && let Some(range) = abbreviated(text)
            && let Some(region) = self.divisions.iter().find(|division| division.region)
            && context.elsewhere.is_none()
        {
            reading.signals.push(PlaceSignal {
                part: Part::Address,
                matched: text[range.clone()].to_owned(),
                range,
                code: Some(region.code.clone()),
                division: region.label(),
                how: "is an abbreviation of the region",
                strength: Strength::Likely,
                why: "two letters may stand for something else".to_owned(),
            });
        }
        if let Some(text) = parts.locode {
            let code: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
            if let Some(name) = self.locodes.get(&code) {
                reading.signals.push(PlaceSignal {
                    part: Part::Locode,
                    range: 0..text.len(),
                    code: None,
                    division: format!("UN/LOCODE {code}, {name}"),
                    matched: text.trim().to_owned(),
                    how: "is a UN/LOCODE in the region",
                    strength: Strength::Likely,
                    why: "rail routes to Europe pass through it, so it may be transit".to_owned(),
                });
            }
        }
    }
}
