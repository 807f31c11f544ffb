//! The parts of an address, and what they say: the types that readings are made of.

use std::ops::Range;

use super::fold::fold;

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
    /// CBP manufacturer identification code.
    pub mid: Option<&'a str>,
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
    /// CBP manufacturer identification code.
    Mid,
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
            Self::Mid => "mid",
        }
    }
}

/// Strength of a signal.
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
    /// Place in the region, for people.
    pub division: String,
    /// The text that met.
    pub matched: String,
    /// Explanation of the match, for people.
    pub how: &'static str,
    /// Strength of the signal.
    pub strength: Strength,
    /// Reason why it is worth that much.
    pub why: String,
}

/// Two parts of one address that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The part that says the region.
    pub says_region: Part,
    /// Statement of the other part, in words.
    pub other: String,
}

impl Conflict {
    /// Name for people.
    #[must_use]
    pub fn message(&self) -> String {
        format!("the {} lies in Xinjiang, but {}", self.says_region.word(), self.other)
    }
}

/// Reading of an address: signals of the region, contradictions and remarks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Signs of the region.
    pub signals: Vec<PlaceSignal>,
    /// Contradictions.
    pub conflicts: Vec<Conflict>,
    /// Remarks: swapped coordinates and the like.
    pub notes: Vec<String>,
}

/// Country of a country field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Country {
    /// China.
    China,
    /// Another country.
    Other,
    /// Text that is not known as a country.
    Unknown,
}

/// Reads a country field. Unknown words must not silence an address.
#[must_use]
pub fn country(text: &str) -> Country {
    if is_china(text) {
        return Country::China;
    }
    let folded = fold(text).text;
    let words = folded.split(' ').filter(|word| !word.is_empty()).count();
    let code = matches!(folded.len(), 2 | 3) && folded.bytes().all(|byte| byte.is_ascii_alphabetic());
    // One to four words without a digit are a country's name; more are an address.
    let name = (1..=4).contains(&words) && !folded.chars().any(char::is_numeric);
    if code || name { Country::Other } else { Country::Unknown }
}

/// Returns true for a country field that means China.
#[must_use]
pub fn is_china(country: &str) -> bool {
    /// Bytes of the shortest of the places apart.
    const SHORTEST: usize = 5;
    let folded = fold(country).text;
    // Of the same name, and with customs and exports of their own.
    let apart =
        ["hong kong", "hongkong", "taiwan", "macau", "macao", "taipei", "香港", "台湾", "臺灣", "台灣", "澳门", "澳門"];
    // Most tables state codes, which are shorter than any of these.
    if folded.len() >= SHORTEST && apart.iter().any(|place| folded.contains(place)) {
        return false;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    let chinese = words.iter().any(|word| {
        matches!(
            *word,
            "china"
                | "prc"
                | "中国"
                | "中國"
                | "китаи"
                | "кнр"
                | "kina"
                | "chine"
                | "cina"
                | "çin"
                | "cin"
                | "chiny"
                | "kiina"
                | "hiina"
                | "tiongkok"
                | "kitajska"
                | "\u{110c}\u{116e}\u{11bc}\u{1100}\u{116e}\u{11a8}" // 중국, as folding takes it apart
                | "جۇڭگو"
                | "الصين"
        )
    });
    // "Republic of China" alone is Taiwan.
    let taiwan = folded.contains("republic of china") && !words.iter().any(|word| word.starts_with("people"));
    if chinese && !taiwan {
        return true;
    }
    // What follows is a part of it: 中国大陆, 中國內地.
    let han = ["中国", "中國", "中华人民共和国", "中華人民共和國"];
    if han.iter().any(|name| folded.starts_with(name)) {
        return true;
    }
    matches!(
        folded.as_str(),
        "cn" | "chn" | "p r c" | "r p c" | "rpc" | "trung quoc" | "156" | "جۇڭگو" | "cn xj" | "cn 65"
    )
}
