//! A plain date of a TOML file: a day, without a time.

use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, Error as _};

/// A day, written without quotes: `2022-06-21`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub(super) Date);

impl Day {
    /// The day.
    #[must_use]
    pub const fn date(self) -> Date {
        self.0
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = toml::value::Datetime::deserialize(deserializer)?;
        let day = date.to_string().parse().ok().filter(|_| date.time.is_none());
        day.map(Self).ok_or_else(|| D::Error::custom(format!("`{date}` is not a plain date; write YYYY-MM-DD")))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}
