//! The judgement over all parts of one address together.
//!
//! A name alone proves little: there is a Xinjiang Road in most Chinese cities, an Aksu in Turkey and a Hami melon in
//! every market. So each name found is weighed by what stands next to it (a street, a product), by what the other parts
//! say (another province, another country, coordinates far away) and by what agrees.

use std::ops::Range;

use super::boundary::Inside;
use super::fold::{Folded, fold, is_han};
use super::gazetteer::{Found, Gazetteer, Means};

/// The parts of an address, as stated.
#[derive(Debug, Default, Clone, Copy)]
pub struct AddressParts<'a> {
    /// Name of the party or site.
    pub name: Option<&'a str>,
    /// Free-text address.
    pub address: Option<&'a str>,
    /// City.
    pub city: Option<&'a str>,
    /// Province, state or region.
    pub province: Option<&'a str>,
    /// Postal code.
    pub postcode: Option<&'a str>,
    /// Country, as code or name.
    pub country: Option<&'a str>,
    /// Latitude in degrees.
    pub lat: Option<&'a str>,
    /// Longitude in degrees.
    pub lon: Option<&'a str>,
    /// UN/LOCODE of the site.
    pub locode: Option<&'a str>,
}

/// A part of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Name of the party or site.
    Name,
    /// Free-text address.
    Address,
    /// City.
    City,
    /// Province.
    Province,
    /// Postal code, in its own field or in the address.
    Postcode,
    /// Latitude and longitude.
    Coordinates,
    /// UN/LOCODE.
    Locode,
    /// Country.
    Country,
}

impl Part {
    /// The word for reports, the key of the native manifest.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::City => "city",
            Self::Province => "province",
            Self::Postcode => "postcode",
            Self::Coordinates => "coordinates",
            Self::Locode => "locode",
            Self::Country => "country",
        }
    }
}

/// How much a signal is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Never enough alone.
    Hint,
    /// Needs a person.
    Likely,
    /// Safe to decide on.
    Sure,
}

/// A sign that an address lies in the region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceSignal {
    /// The part that gave it.
    pub part: Part,
    /// Bytes within that part's text.
    pub range: Range<usize>,
    /// GB/T 2260 code, if a division was named.
    pub code: Option<String>,
    /// What it means, for people.
    pub division: String,
    /// The text that met.
    pub matched: String,
    /// How it met.
    pub how: &'static str,
    /// How much it is worth.
    pub strength: Strength,
    /// Why it is worth that much.
    pub why: String,
}

/// Two parts of one address that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The part that says the region.
    pub says_region: Part,
    /// What the other part says.
    pub other: String,
}

impl Conflict {
    /// For people.
    #[must_use]
    pub fn message(&self) -> String {
        format!("the {} lies in Xinjiang, but {}", self.says_region.word(), self.other)
    }
}

/// What an address says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Signs of the region.
    pub signals: Vec<PlaceSignal>,
    /// Contradictions.
    pub conflicts: Vec<Conflict>,
    /// Remarks: swapped coordinates and the like.
    pub notes: Vec<String>,
}

/// Whether a country field means China.
#[must_use]
pub fn is_china(country: &str) -> bool {
    let folded = fold(country).text;
    matches!(
        folded.as_str(),
        "cn" | "chn"
            | "china"
            | "prc"
            | "p r c"
            | "p r china"
            | "pr china"
            | "peoples republic of china"
            | "china mainland"
            | "mainland china"
            | "中国"
            | "中國"
            | "中华人民共和国"
            | "中華人民共和國"
            | "中国大陆"
            | "chine"
            | "cina"
            | "156"
            | "جۇڭگو"
            | "cn xj"
            | "cn 65"
    )
}

/// Words after a Chinese place name that make it a street, a village, a shop or a product.
const AFTER_HAN: [&str; 52] = [
    "东路",
    "西路",
    "南路",
    "北路",
    "中路",
    "東路",
    "路",
    "大街",
    "街道",
    "街",
    "大道",
    "巷",
    "弄",
    "桥",
    "村",
    "镇",
    "鎮",
    "乡",
    "鄉",
    "社区",
    "居委",
    "村委",
    "牧委",
    "新村",
    "小区",
    "公寓",
    "大厦",
    "大廈",
    "宾馆",
    "酒店",
    "饭店",
    "餐厅",
    "餐馆",
    "饭庄",
    "菜",
    "烧烤",
    "拉面",
    "米粉",
    "大盘鸡",
    "羊肉",
    "瓜",
    "玉",
    "枣",
    "棗",
    "香梨",
    "葡萄",
    "诺贝尔",
    "屯镇",
    "寨",
    "口镇",
    "场街道",
    "舞",
];

/// Words after a place name in Latin script that make it a street, another kind of place or a product.
const AFTER_LATIN: [&str; 52] = [
    "road",
    "rd",
    "street",
    "st",
    "lu",
    "avenue",
    "ave",
    "lane",
    "north",
    "south",
    "east",
    "west",
    "middle",
    "zhong",
    "bei",
    "nan",
    "dong",
    "xi",
    "village",
    "town",
    "township",
    "subdistrict",
    "community",
    "residents",
    "melon",
    "melons",
    "gua",
    "pear",
    "pears",
    "jade",
    "jujube",
    "jujubes",
    "date",
    "dates",
    "red",
    "raisin",
    "raisins",
    "grape",
    "grapes",
    "carpet",
    "carpets",
    "rug",
    "rugs",
    "restaurant",
    "cuisine",
    "noodle",
    "noodles",
    "hotel",
    "kebab",
    "nobel",
    "county",
    "elevated",
];

/// A part of the address, folded, with the names found in it.
struct Scanned<'a> {
    part: Part,
    text: &'a str,
    folded: Folded,
    found: Vec<Found>,
}

impl Gazetteer {
    /// Reads an address.
    #[must_use]
    pub fn read(&self, parts: &AddressParts<'_>) -> Reading {
        let mut reading = Reading::default();
        let china = parts.country.map(str::trim).filter(|country| !country.is_empty()).map(is_china);
        if china == Some(false) {
            // Another country: only coordinates deep inside the region are worth a word.
            if let Some((Inside::Inside, km)) = self.point(parts, &mut reading) {
                let country = parts.country.unwrap_or_default().trim().to_owned();
                reading.signals.push(coordinates(
                    parts,
                    km,
                    Strength::Hint,
                    format!("the country is stated as {country}"),
                ));
                reading
                    .conflicts
                    .push(Conflict { says_region: Part::Coordinates, other: format!("the country is {country}") });
            }
            return reading;
        }
        let point = self.point(parts, &mut reading);
        let texts = [
            (Part::Province, parts.province),
            (Part::City, parts.city),
            (Part::Address, parts.address),
            (Part::Name, parts.name),
        ];
        let scanned: Vec<Scanned<'_>> = texts
            .into_iter()
            .filter_map(|(part, text)| {
                let text = text?;
                let folded = fold(text);
                let found = self.find(&folded);
                (!found.is_empty()).then_some(Scanned { part, text, folded, found })
            })
            .collect();
        let elsewhere = self.elsewhere(parts, &scanned);
        let far = matches!(point, Some((Inside::Outside, _)));
        let context = Context { china: china == Some(true), elsewhere: elsewhere.as_deref(), far };
        for scan in &scanned {
            self.names(scan, &context, &mut reading);
        }
        self.codes(parts, &context, &mut reading);
        self.postcodes(parts, &context, &mut reading);
        match point {
            Some((Inside::Inside, km)) => {
                let why = format!("{km:.0} km inside the boundary; tolerance {} km", super::boundary::TOLERANCE_KM);
                match &elsewhere {
                    Some(other) => {
                        reading.signals.push(coordinates(
                            parts,
                            km,
                            Strength::Likely,
                            format!("{why}, but the address names {other}"),
                        ));
                        reading.conflicts.push(Conflict {
                            says_region: Part::Coordinates,
                            other: format!("the address names {other}"),
                        });
                    }
                    None => reading.signals.push(coordinates(parts, km, Strength::Sure, why)),
                }
            }
            Some((Inside::Border, km)) => {
                let why = format!(
                    "{km:.1} km from the boundary, within the tolerance of {} km, which proves nothing",
                    super::boundary::TOLERANCE_KM
                );
                reading.signals.push(coordinates(parts, km, Strength::Hint, why));
            }
            _ => {}
        }
        self.agree(&mut reading, far);
        reading
    }

    /// The point, if two numbers in range are stated; says so when they look swapped or sign-flipped.
    fn point(&self, parts: &AddressParts<'_>, reading: &mut Reading) -> Option<(Inside, f64)> {
        let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite());
        let (lat, lon) = (number(parts.lat?)?, number(parts.lon?)?);
        if lat == 0.0 && lon == 0.0 {
            return None;
        }
        if lat.abs() <= 90.0 && lon.abs() <= 180.0 {
            let place = self.boundary.locate(lat, lon);
            let turned =
                [(lon, lat, "swapped"), (-lat, lon, "negated in latitude"), (lat, -lon, "negated in longitude")];
            if place.0 == Inside::Outside {
                for (lat, lon, how) in turned {
                    if lat.abs() <= 90.0 && self.boundary.locate(lat, lon).0 == Inside::Inside {
                        reading
                            .notes
                            .push(format!("the coordinates would lie in Xinjiang if they were {how}; check them"));
                    }
                }
            }
            return Some(place);
        }
        if lon.abs() <= 90.0 && lat.abs() <= 180.0 {
            reading.notes.push("latitude and longitude are swapped: the latitude is out of range".to_owned());
            return Some(self.boundary.locate(lon, lat));
        }
        None
    }

    /// Another Chinese province or city that the address names, if it names no Xinjiang that counts.
    fn elsewhere(&self, parts: &AddressParts<'_>, scanned: &[Scanned<'_>]) -> Option<String> {
        for scan in scanned {
            let region = scan.found.iter().any(|found| found.means == Means::Region && spoiled(scan, found).is_none());
            if region && scan.part != Part::Name {
                return None;
            }
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
        scanned.iter().flat_map(|scan| scan.found.iter().map(move |found| (scan, found))).find_map(|(scan, found)| {
            match found.means {
                Means::Outside(number) if spoiled(scan, found).is_none() => self.outside.get(number as usize).cloned(),
                _ => None,
            }
        })
    }

    /// What a shared name is worth where nothing beside it but the country says which place is meant; `None` when it is
    /// not worth more than any shared name.
    fn alone(&self, scan: &Scanned<'_>, found: &Found, context: &Context<'_>) -> Option<(Strength, String)> {
        // The rest of the cell may be a level, or the same place in other words.
        let cell = found.range.start == 0;
        match (found.means, scan.part) {
            _ if !context.china => None,
            (Means::Word(_), Part::City) if cell => Some((Strength::Sure, String::new())),
            (Means::Word(_), Part::Address) => {
                Some((Strength::Likely, "an ordinary word too; no province is stated beside it".to_owned()))
            }
            (Means::Word(number), Part::Name)
                if self.divisions.get(number as usize).is_some_and(|division| division.prefecture) =>
            {
                Some((Strength::Likely, "a name says where a company comes from, not where it produces".to_owned()))
            }
            (Means::Shared(_), Part::City) if cell => Some((
                Strength::Likely,
                "other places in China bear this name; no province is stated beside it".to_owned(),
            )),
            _ => None,
        }
    }

    fn names(&self, scan: &Scanned<'_>, context: &Context<'_>, reading: &mut Reading) {
        let han = scan.folded.text.chars().any(is_han);
        let region_here = scan.found.iter().any(|found| found.means == Means::Region && spoiled(scan, found).is_none());
        for found in &scan.found {
            let (number, shared) = match found.means {
                Means::Region => (None, false),
                Means::Division(number) => (Some(number), false),
                Means::Shared(number) | Means::Word(number) => (Some(number), true),
                Means::Outside(_) => continue,
            };
            let division = number.map_or_else(
                || self.divisions.iter().find(|division| division.region),
                |number| self.divisions.get(number as usize),
            );
            let Some(division) = division else { continue };
            let region = number.is_none();
            let range = scan.folded.original(found.range.clone());
            let arabic = scan.folded.text[found.range.clone()].chars().any(|c| matches!(c, '\u{0600}'..='\u{06ff}'));
            let sure_script = han || arabic;
            let (strength, why) = if let Some(word) = spoiled(scan, found) {
                (
                    Strength::Hint,
                    format!("followed by \u{201c}{word}\u{201d}, so it may be a street, a product or another place"),
                )
            } else if let Some(other) = context.elsewhere {
                (Strength::Hint, format!("the address names {other}"))
            } else if context.far && !(region && found.full) {
                (Strength::Hint, "the coordinates lie far from Xinjiang".to_owned())
            } else if let Some(known) = self.alone(scan, found, context).filter(|_| !region_here) {
                known
            } else if shared && !region_here {
                (Strength::Hint, "also the name of other places or things".to_owned())
            } else if scan.part == Part::Name {
                (Strength::Likely, "a name says where a company comes from, not where it produces".to_owned())
            } else if found.full && sure_script
                || scan.part == Part::Province
                || region_here && (!region || sure_script || context.china)
                || region && (sure_script || context.china || names_another(scan, found))
                || context.china && (scan.part == Part::City || !shared)
            {
                (Strength::Sure, String::new())
            } else {
                (Strength::Likely, "no country or province is stated beside it".to_owned())
            };
            reading.signals.push(PlaceSignal {
                part: scan.part,
                matched: scan.text.get(range.clone()).unwrap_or_default().to_owned(),
                range,
                code: Some(division.code.clone()),
                division: division.label(),
                how: if region { "names the region" } else { "names a division of the region" },
                strength,
                why,
            });
        }
    }

    /// Division codes and ISO codes in the province field, and UN/LOCODEs.
    fn codes(&self, parts: &AddressParts<'_>, context: &Context<'_>, reading: &mut Reading) {
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

    /// Six digits that begin with 83 or 84: nothing else in China has such codes, and nothing in Xinjiang has others.
    fn postcodes(&self, parts: &AddressParts<'_>, context: &Context<'_>, reading: &mut Reading) {
        let own = parts.postcode.map(|text| (text, postal_code(text.trim()).map(|_| 0..text.len())));
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
        if far && reading.signals.iter().any(|signal| signal.strength == Strength::Sure) {
            reading
                .conflicts
                .push(Conflict { says_region: Part::Province, other: "the coordinates lie far outside".to_owned() });
        }
    }
}

/// What the rest of the address says.
struct Context<'a> {
    china: bool,
    elsewhere: Option<&'a str>,
    far: bool,
}

/// The word that makes a place name something else, if one follows it (or, for a few, stands before it).
fn spoiled(scan: &Scanned<'_>, found: &Found) -> Option<&'static str> {
    let text = &scan.folded.text;
    let after = &text[found.range.end..];
    let name_is_han = text[found.range.clone()].chars().any(is_han);
    if name_is_han {
        let after = after.trim_start_matches(' ');
        // A full name with its level word can only be followed by a street as part of an address, not as its name.
        if found.full && !after.starts_with("街道") {
            return None;
        }
        return AFTER_HAN.into_iter().find(|word| after.starts_with(word)).filter(|word| {
            // 新疆玉… may be a company; a product word counts where the name ends with it.
            !matches!(*word, "玉" | "枣" | "棗" | "瓜" | "舞" | "菜") || ends_soon(after, word)
        });
    }
    if found.full && !matches!(found.means, Means::Region) {
        return None;
    }
    let next = after.split(' ').find(|word| !word.is_empty())?;
    AFTER_LATIN.into_iter().find(|word| *word == next)
}

/// Whether a product word is the end of what is being named.
fn ends_soon(after: &str, word: &str) -> bool {
    after[word.len()..].chars().take(4).all(|c| !is_han(c))
        || ["种植", "批发", "专卖", "店", "干"].iter().any(|next| after[word.len()..].starts_with(next))
}

/// Whether the same text names another division of the region: "Urumqi, Xinjiang".
fn names_another(scan: &Scanned<'_>, found: &Found) -> bool {
    scan.found.iter().any(|other| {
        other.range != found.range
            && matches!(other.means, Means::Division(_) | Means::Word(_) | Means::Shared(_))
            && spoiled(scan, other).is_none()
    }) || scan.folded.text.split(' ').any(|word| matches!(word, "china" | "prc"))
}

fn postal_code(text: &str) -> Option<&str> {
    (text.len() == 6
        && (text.starts_with("83") || text.starts_with("84"))
        && text.bytes().all(|byte| byte.is_ascii_digit()))
    .then_some(text)
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
        {
            return Some(at..end);
        }
        at = end;
    }
    None
}

fn coordinates(parts: &AddressParts<'_>, _km: f64, strength: Strength, why: String) -> PlaceSignal {
    let (lat, lon) = (parts.lat.unwrap_or_default().trim(), parts.lon.unwrap_or_default().trim());
    PlaceSignal {
        part: Part::Coordinates,
        range: 0..parts.lat.map_or(0, str::len),
        code: None,
        division: "inside the boundary of Xinjiang".to_owned(),
        matched: format!("{lat}, {lon}"),
        how: "lie in the region",
        strength,
        why,
    }
}
