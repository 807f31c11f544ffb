//! Administrative divisions of the region.

/// A division of the region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// GB/T 2260 code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Usual name in English.
    pub en: String,
    /// True for the region itself.
    pub region: bool,
    /// True for a prefecture or a prefecture-level city.
    pub prefecture: bool,
}

impl Division {
    /// Name for people: `Ürümqi (乌鲁木齐市, 650100)`.
    #[must_use]
    pub fn label(&self) -> String {
        if self.en.is_empty() {
            format!("{} ({})", self.zh, self.code)
        } else {
            format!("{} ({}, {})", self.en, self.zh, self.code)
        }
    }
}

pub(super) fn with_code<'a>(divisions: &'a [Division], code: &str) -> Option<&'a Division> {
    divisions.iter().find(|division| division.code == code)
}

/// The division with a GB/T 2260 code, for people; a code that no division has is given as it is.
pub(super) fn label_of(divisions: &[Division], code: &str) -> String {
    with_code(divisions, code).map_or_else(|| format!("division {code}"), Division::label)
}
