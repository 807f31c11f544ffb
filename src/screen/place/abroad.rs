//! An address that is stated to lie in another country, and names a place of the region all the same.

use super::around::{autonomous, beside_another, own_cell};
use super::fold::is_han;
use super::gazetteer::Gazetteer;
use super::mention::Sense;
use super::negative_context::{ends_its_phrase, weakening_word};
use super::parts::{AddressParts, Conflict, Part, Reading, Strength};

impl Gazetteer {
    /// Names that are nothing else contradict another country: 新疆乌鲁木齐市 in Kazakhstan, the province Xinjiang in Viet
    /// Nam.
    pub(super) fn abroad(&self, parts: &AddressParts<'_>, reading: &mut Reading) {
        let texts = [(Part::Province, parts.province), (Part::City, parts.city), (Part::Address, parts.address)];
        for scan in texts.into_iter().filter_map(|(part, text)| self.scan(part, text?)) {
            let elsewhere = scan.found.iter().any(|found| matches!(found.sense, Sense::Outside(_)));
            let certain = scan.found.iter().find(|found| {
                let han = scan.folded.text[found.range.clone()].chars().any(is_han);
                let alone = own_cell(&scan, found).is_some();
                weakening_word(&scan, found).is_none()
                    && match found.sense {
                        Sense::Region if han || scan.part == Part::Province => true,
                        // Towns and restaurants bear the bare name.
                        Sense::Region => {
                            ends_its_phrase(&scan, found)
                                && (autonomous(&scan) || alone && beside_another(&scan, found))
                        }
                        Sense::Division(_) => (found.full && (han || alone)) || (scan.part == Part::City && alone),
                        _ => false,
                    }
            });
            let Some(found) = certain.filter(|_| !elsewhere) else { continue };
            let Some(named) = self.named(found.sense) else { continue };
            let country = parts.country.unwrap_or_default().trim();
            reading.conflicts.push(Conflict { says_region: scan.part, other: format!("the country is {country}") });
            let why = format!("the country is stated as {country}");
            reading.signals.push(named.signal(&scan, found, Strength::Hint, why));
            return;
        }
    }
}
