//! The types that the comparison of two names shares: the class of a part, a part as it is compared, how two parts
//! agree, and how sure a hit is.

/// The class of a part of a name, from the least distinctive to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) enum PartClass {
    /// and, of, the.
    Filler,
    /// Co., Ltd., GmbH, 有限公司.
    Legal,
    /// Group, Holdings, Branch, New, East.
    Frame,
    /// A province, city or country.
    Place,
    /// An industry, product or activity.
    Trade,
    /// A number.
    Number,
    /// Everything else: what the firm calls itself.
    #[default]
    Given,
}

impl PartClass {
    /// Returns the weight of a part of the class when names are compared.
    pub(super) const fn weight(self) -> f32 {
        match self {
            Self::Filler | Self::Legal => 0.0,
            Self::Frame => 0.15,
            Self::Place => 0.35,
            Self::Trade => 0.4,
            Self::Number => 0.6,
            Self::Given => 1.0,
        }
    }
}

/// Way in which one part matches another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchKind {
    /// The same word.
    Equal,
    /// Another form of the same word: plural, abbreviation, romanisation, translation.
    Form,
    /// The name of the firm in the other script, as the list prints it.
    Brand,
    /// The name by which the firm is widely known in the other script.
    KnownAs,
    /// Chinese characters read as these letters.
    Pinyin,
    /// The same letters, joined or split differently.
    Glued,
    /// Letters that look alike were taken for one another: `rn` for `m`, `1` for `l`.
    Misread,
    /// One or two letters differ.
    Typo,
    /// Written down by ear in another alphabet.
    Heard,
    /// One letter differs, but both are Mandarin syllables, so that it may be another name.
    Near,
    /// Another letter stands in one of two words of Mandarin syllables: another name, unless all the rest agrees.
    Kin,
    /// Listed, but not stated.
    Missing,
    /// Stated, but not listed.
    Extra,
    /// A legal form, which does not count.
    LegalForm,
}

impl MatchKind {
    /// Returns true for another spelling than that of the list.
    pub(super) const fn is_slip(self) -> bool {
        matches!(self, Self::Misread | Self::Typo | Self::Heard | Self::Near | Self::Kin)
    }

    /// Explanation in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Form => "form of",
            Self::Brand => "name in the other script of",
            Self::KnownAs => "widely known as",
            Self::Pinyin => "pinyin of",
            Self::Glued => "glued or split",
            Self::Misread => "looks like",
            Self::Typo => "typo of",
            Self::Heard => "sounds like",
            Self::Near => "perhaps a typo of",
            Self::Kin => "one letter from",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::LegalForm => "legal form",
        }
    }
}

impl std::fmt::Display for MatchKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A part as the comparison sees it; borrowed from a token or from the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct PartView<'t> {
    pub(super) text: &'t str,
    pub(super) key: &'t str,
    pub(super) class: PartClass,
    pub(super) han: bool,
    /// Slip by which a stated part stands for the word that it is compared as.
    pub(super) slip: Option<MatchKind>,
    /// The brand in Latin letters of a firm that is known by these characters; empty if none is known.
    pub(super) brand: &'t str,
    /// True when an entry of the list prints that brand beside these characters.
    pub(super) printed: bool,
    /// Weight of a listed part, in hundredths; worked out once, when it is entered.
    pub(super) weight: u8,
}

impl PartView<'_> {
    /// Returns true for a part that is compared at all.
    pub(super) fn counts(&self) -> bool {
        self.class > PartClass::Legal
    }
}

/// Class of a comparison, in the terms of record linkage: non-link, possible link, link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum MatchClass {
    /// Different.
    #[default]
    None,
    /// Perhaps the same: a person or an identifier must decide.
    Possible,
    /// The same name: safe to act on.
    Match,
}
