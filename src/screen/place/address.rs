//! Judgement over all parts of one address together.
//!
//! A name alone proves little: there is a Xinjiang Road in most Chinese cities, an Aksu in Turkey and a Hami melon in
//! every market. So each name found is weighed by what stands next to it (a street, a product), by what the other parts
//! say (another province, another country, coordinates far away) and by what agrees.

use super::around::{
    autonomous, beside_another, follows_another, has_lent_name, in_province, names_another, names_next,
    names_the_region, own_cell,
};
use super::boundary::Inside;
use super::context::AddressContext;
use super::coordinates::{at_the_state_border, coordinates, point};
use super::fold::{fold, is_han};
use super::gazetteer::Gazetteer;
use super::mention::{Mention, ScannedPart, Sense};
use super::negative_context::{lends_its_name, weakening_word};
use super::parts::{AddressParts, Conflict, Country, Part, PlaceSignal, Reading, Strength, country};

impl Gazetteer {
    /// Reads an address.
    #[must_use]
    pub fn read(&self, parts: &AddressParts<'_>) -> Reading {
        let mut reading = Reading::default();
        let stated = parts.country.map(str::trim).filter(|country| !country.is_empty());
        // A country field that names the region, or a place in it, says both.
        let in_country = stated.and_then(|text| self.scan(Part::Country, text)).filter(names_the_region);
        let china = match stated.map(country) {
            _ if in_country.is_some() => Some(true),
            Some(Country::China) => Some(true),
            Some(Country::Other) => Some(false),
            Some(Country::Unknown) | None => None,
        };
        if china == Some(false) {
            self.abroad(parts, &mut reading);
            // Coordinates deep inside the region are worth a word, too.
            if let Some((Inside::Inside, _)) = point(&self.boundary, parts, china, &mut reading) {
                let country = parts.country.unwrap_or_default().trim().to_owned();
                reading.signals.push(coordinates(parts, Strength::Hint, format!("the country is stated as {country}")));
                reading
                    .conflicts
                    .push(Conflict { says_region: Part::Coordinates, other: format!("the country is {country}") });
            }
            return reading;
        }
        let point = point(&self.boundary, parts, china, &mut reading);
        let texts = [
            (Part::Province, parts.province),
            (Part::City, parts.city),
            (Part::Address, parts.address),
            (Part::Name, parts.name),
        ];
        let scanned: Vec<ScannedPart<'_>> =
            in_country.into_iter().chain(texts.into_iter().filter_map(|(part, text)| self.scan(part, text?))).collect();
        let elsewhere = self.elsewhere(parts, &scanned, false);
        let elsewhere_in_name = self.elsewhere(parts, &scanned, true);
        let far = matches!(point, Some((Inside::Outside, _)));
        let context = AddressContext {
            china: china == Some(true),
            elsewhere: elsewhere.as_deref(),
            elsewhere_in_name: elsewhere_in_name.as_deref(),
            far,
        };
        for scan in &scanned {
            self.names(scan, &context, &mut reading);
        }
        self.codes(parts, &context, &mut reading);
        self.postcodes(parts, &context, &mut reading);
        self.hints(parts, &context, &mut reading);
        match point {
            Some((Inside::Inside, km)) => {
                let why = format!("{km:.0} km inside the boundary; tolerance {} km", super::boundary::TOLERANCE_KM);
                match &elsewhere {
                    Some(other) => {
                        reading.signals.push(coordinates(
                            parts,
                            Strength::Likely,
                            format!("{why}, but the address names {other}"),
                        ));
                        reading.conflicts.push(Conflict {
                            says_region: Part::Coordinates,
                            other: format!("the address names {other}"),
                        });
                    }
                    None => reading.signals.push(coordinates(parts, Strength::Sure, why)),
                }
            }
            Some((Inside::Border, km)) => {
                let tolerance = super::boundary::TOLERANCE_KM;
                let at_the_border = china == Some(true) && elsewhere.is_none() && at_the_state_border(parts);
                let (strength, what) = if at_the_border {
                    (Strength::Likely, "and the border there is that of China, where the site is stated to be")
                } else {
                    (Strength::Hint, "which proves nothing")
                };
                let why = format!("{km:.1} km from the boundary, within the tolerance of {tolerance} km, {what}");
                reading.signals.push(coordinates(parts, strength, why));
            }
            _ => {}
        }
        self.agree(&mut reading, far);
        reading
    }

    /// A part with the names in it, if there are any.
    pub(super) fn scan<'t>(&self, part: Part, text: &'t str) -> Option<ScannedPart<'t>> {
        let folded = fold(text);
        let found = self.find(text, &folded);
        (!found.is_empty()).then_some(ScannedPart { part, text, folded, found })
    }

    /// Another Chinese province or city that the address names, if it names no Xinjiang that counts.
    fn elsewhere(&self, parts: &AddressParts<'_>, scanned: &[ScannedPart<'_>], with_name: bool) -> Option<String> {
        if scanned.iter().any(|scan| scan.part != Part::Name && names_the_region(scan)) {
            return None;
        }
        if let Some(province) = parts.province {
            let code = province.trim();
            if code.len() >= 2
                && code.len() <= 6
                && code.bytes().all(|byte| byte.is_ascii_digit())
                && !code.starts_with("65")
            {
                return Some(format!("division {code}"));
            }
        }
        let counts = |scan: &&ScannedPart<'_>| with_name || scan.part != Part::Name;
        // "Beijing Industrial Park" in a county of the region is named after who built it.
        let county = scanned.iter().any(|scan| {
            let own = |found: &Mention| {
                !matches!(found.sense, Sense::Outside(_) | Sense::Weak(_) | Sense::Spelt)
                    && weakening_word(scan, found).is_none()
                    && !follows_another(scan, found)
            };
            scan.part != Part::Name && scan.found.iter().any(own)
        });
        scanned.iter().filter(counts).flat_map(|scan| scan.found.iter().map(move |found| (scan, found))).find_map(
            |(scan, found)| match found.sense {
                Sense::Outside(number)
                    if weakening_word(scan, found).is_none() && !(county && lends_its_name(scan, found)) =>
                {
                    self.outside.get(number as usize).cloned()
                }
                _ => None,
            },
        )
    }

    /// Strength of a shared name where nothing beside it but the country says which place it names; `None` when it is
    /// not worth more than any shared name.
    fn lone_name(
        &self,
        scan: &ScannedPart<'_>,
        found: &Mention,
        context: &AddressContext<'_>,
    ) -> Option<(Strength, String)> {
        let cell = own_cell(scan, found);
        // In an address that goes from the street to the city, the last part is the city.
        let city = cell.is_some_and(|cell| match scan.part {
            Part::City => cell.first,
            Part::Address => cell.last,
            _ => false,
        });
        let division = |number: u32| self.divisions.get(number as usize);
        match (found.sense, scan.part) {
            _ if !context.china => None,
            (Sense::Shared(_), Part::City | Part::Address) if has_lent_name(scan) => Some((
                Strength::Likely,
                "beside a park named after another province, as the paired provinces build them".to_owned(),
            )),
            (Sense::Word(_), Part::City | Part::Address) if city => Some((Strength::Sure, String::new())),
            (Sense::Word(_), Part::Address) => {
                Some((Strength::Likely, "an ordinary word too; no province is stated beside it".to_owned()))
            }
            (Sense::Word(number), Part::Name) if division(number).is_some_and(|division| division.prefecture) => {
                Some((Strength::Likely, "a name says where a company comes from, not where it produces".to_owned()))
            }
            (Sense::Shared(number), Part::City | Part::Address)
                if city && division(number).is_some_and(|division| cell.is_some_and(|cell| cell.fits(division))) =>
            {
                Some((
                    Strength::Likely,
                    "other places in China bear this name; no province is stated beside it".to_owned(),
                ))
            }
            _ => None,
        }
    }

    fn names(&self, scan: &ScannedPart<'_>, context: &AddressContext<'_>, reading: &mut Reading) {
        let han = scan.folded.text.chars().any(is_han);
        // A doubtful spelling is none beside a place of the region.
        let spelt = |found: &Mention| found.sense == Sense::Spelt && beside_another(scan, found);
        let region_here = scan
            .found
            .iter()
            .any(|found| (found.sense == Sense::Region || spelt(found)) && weakening_word(scan, found).is_none());
        let elsewhere = if scan.part == Part::Name { context.elsewhere_in_name } else { context.elsewhere };
        for found in &scan.found {
            let Some(named) = self.named(found.sense) else { continue };
            let (region, shared) = (found.sense == Sense::Region, named.shared);
            let full = found.full || region && autonomous(scan);
            let arabic = scan.folded.text[found.range.clone()].chars().any(|c| matches!(c, '\u{0600}'..='\u{06ff}'));
            let sure_script = han || arabic;
            let (strength, why) = if let Some(word) = weakening_word(scan, found) {
                (
                    Strength::Hint,
                    format!("followed by \u{201c}{word}\u{201d}, so it may be a street, a product or another place"),
                )
            } else if let Some(other) = elsewhere {
                // A full name, or a city's field that holds one of the region and nothing else, is no passing word: one of
                // the two is an error.
                let field = scan.part == Part::City && own_cell(scan, found).is_some_and(|cell| cell.first);
                let field = field
                    && match found.sense {
                        Sense::Division(_) => true,
                        // Hami, Kashi, Aksu: no other Chinese city is called so.
                        Sense::Word(number) => {
                            self.divisions.get(number as usize).is_some_and(|division| division.prefecture)
                        }
                        _ => false,
                    };
                if scan.part != Part::Name
                    && (field || full && !region && !shared || region && han && names_next(scan, found))
                {
                    let other = format!("the address names {other}");
                    reading.conflicts.push(Conflict { says_region: scan.part, other: other.clone() });
                    (Strength::Likely, other)
                } else {
                    (Strength::Hint, format!("the address names {other}"))
                }
            } else if context.far && !(region && full) {
                // A name that is nothing else contradicts the coordinates; a shared one does not.
                let certain = matches!(found.sense, Sense::Division(_) | Sense::Local(_))
                    || region && (han || scan.part == Part::Province);
                let strength = match (certain && scan.part != Part::Name, context.china || sure_script || full) {
                    (true, true) => Strength::Likely,
                    _ => Strength::Hint,
                };
                (strength, "the coordinates lie far from Xinjiang".to_owned())
            } else if let Some(known) = self.lone_name(scan, found, context).filter(|_| !region_here) {
                known
            } else if shared && !region_here {
                (Strength::Hint, "also the name of other places or things".to_owned())
            } else if scan.part == Part::Name && found.sense == Sense::Spelt {
                (Strength::Hint, "a spelling that may be another word".to_owned())
            } else if scan.part == Part::Name {
                (Strength::Likely, "a name says where a company comes from, not where it produces".to_owned())
            } else if let Some(doubt) = named.doubt.filter(|_| {
                let settled = if found.sense == Sense::Spelt {
                    beside_another(scan, found) || in_province(scan, found)
                } else {
                    names_another(scan, found)
                };
                !region_here && !settled
            }) {
                (Strength::Likely, doubt.to_owned())
            } else if full && (sure_script || region)
                || scan.part == Part::Province
                || region_here && (!region || sure_script || context.china)
                || region && (sure_script || context.china || names_another(scan, found))
                || context.china && (scan.part == Part::City || !shared)
            {
                (Strength::Sure, String::new())
            } else {
                (Strength::Likely, "no country or province is stated beside it".to_owned())
            };
            reading.signals.push(named.signal(scan, found, strength, why));
        }
    }

    /// Resolves a name in the text; `None` for places elsewhere.
    pub(super) fn named(&self, sense: Sense) -> Option<Named> {
        let division = |number: u32, shared| {
            let division = self.divisions.get(number as usize)?;
            Some(Named {
                label: division.label(),
                code: Some(division.code.clone()),
                how: "names a division of the region",
                shared,
                doubt: None,
            })
        };
        match sense {
            Sense::Outside(_) => None,
            Sense::Division(number) => division(number, false),
            Sense::Shared(number) | Sense::Word(number) | Sense::Weak(number) => division(number, true),
            Sense::Region | Sense::Spelt => {
                let region = self.divisions.iter().find(|division| division.region)?;
                Some(Named {
                    label: region.label(),
                    code: Some(region.code.clone()),
                    how: "names the region",
                    shared: false,
                    doubt: (sense == Sense::Spelt).then_some("a spelling that may be another word"),
                })
            }
            Sense::Local(number) => {
                let local = self.locals.get(number as usize)?;
                Some(Named {
                    label: local.label.clone(),
                    code: Some(local.code.clone()),
                    how: local.how,
                    shared: false,
                    doubt: local.doubt,
                })
            }
        }
    }

    /// Likely names in city or address become sure where something independent agrees; conflicts are said.
    fn agree(&self, reading: &mut Reading, far: bool) {
        let coordinates = reading
            .signals
            .iter()
            .any(|signal| signal.part == Part::Coordinates && signal.strength >= Strength::Likely);
        let border =
            reading.signals.iter().any(|signal| signal.part == Part::Coordinates && signal.strength == Strength::Hint);
        let postcode =
            reading.signals.iter().any(|signal| signal.part == Part::Postcode && signal.strength == Strength::Sure);
        for signal in &mut reading.signals {
            let named = matches!(signal.part, Part::City | Part::Address | Part::Province);
            if named && signal.strength == Strength::Likely && (coordinates || postcode || border) {
                signal.strength = Strength::Sure;
                signal.why = "the postal code or the coordinates agree".to_owned();
            }
        }
        let named = |signal: &&PlaceSignal| {
            matches!(signal.part, Part::City | Part::Address | Part::Province) && signal.strength >= Strength::Likely
        };
        if far && let Some(signal) = reading.signals.iter().find(named) {
            let says_region = signal.part;
            reading.conflicts.push(Conflict { says_region, other: "the coordinates lie far outside".to_owned() });
        }
    }
}

/// A name in words.
pub(super) struct Named {
    label: String,
    code: Option<String>,
    how: &'static str,
    /// Also the name of other places or things.
    shared: bool,
    /// Reason why the name alone is not enough.
    doubt: Option<&'static str>,
}

impl Named {
    /// The signal of this name where it was found.
    pub(super) fn signal(
        self,
        scan: &ScannedPart<'_>,
        found: &Mention,
        strength: Strength,
        why: String,
    ) -> PlaceSignal {
        let range = scan.folded.original(found.range.clone());
        PlaceSignal {
            part: scan.part,
            matched: scan.text.get(range.clone()).unwrap_or_default().to_owned(),
            range,
            code: self.code,
            division: self.label,
            how: self.how,
            strength,
            why,
        }
    }
}
