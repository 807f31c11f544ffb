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
