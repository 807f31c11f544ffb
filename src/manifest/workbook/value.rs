//! Values of cells, as the text that people see or would write.

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// The content of a filled cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text, or the text of a number, a date, or yes and no.
    Text(SmolStr),
    /// The calculation failed; the text is the sign that the cell shows.
    Error(SmolStr),
    /// A formula whose result was not saved.
    Unsaved,
}

impl Value {
    /// The content of a cell, from its value and whether it has a formula; `None` when it is empty.
    pub(super) fn new(data: &DataRef<'_>, formula: bool) -> Option<Self> {
        Some(Self::Text(match data {
            DataRef::Empty if formula => return Some(Self::Unsaved),
            DataRef::Empty => return None,
            DataRef::Error(error) => return Some(Self::Error(sign(error))),
            DataRef::String(text) => SmolStr::new(text),
            DataRef::SharedString(text) => SmolStr::new(text),
            DataRef::Int(number) => number.to_smolstr(),
            DataRef::Float(number) => float(*number),
            DataRef::Bool(true) => SmolStr::new_static("TRUE"),
            DataRef::Bool(false) => SmolStr::new_static("FALSE"),
            DataRef::DateTime(date) => date_text(date),
            DataRef::DateTimeIso(text) => SmolStr::new(text.strip_suffix("T00:00:00").unwrap_or(text)),
            DataRef::DurationIso(text) => SmolStr::new(text),
        }))
        .filter(|value| !value.text().trim().is_empty())
    }

    /// The content of a cell from its owned value.
    pub(super) fn owned(data: &Data, formula: bool) -> Option<Self> {
        let data = match data {
            Data::Int(number) => DataRef::Int(*number),
            Data::Float(number) => DataRef::Float(*number),
            Data::String(text) => DataRef::SharedString(text),
            Data::Bool(value) => DataRef::Bool(*value),
            Data::DateTime(date) => DataRef::DateTime(*date),
            Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
            Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
            Data::Error(error) => DataRef::Error(error.clone()),
            Data::Empty => DataRef::Empty,
        };
        Self::new(&data, formula)
    }

    /// A number; `None` when it is none.
    pub(super) fn number(number: f64) -> Option<Self> {
        number.is_finite().then(|| Self::Text(float(number)))
    }

    /// A text; `None` when it is blank.
    pub(super) fn said(text: &str) -> Option<Self> {
        (!text.trim().is_empty()).then(|| Self::Text(SmolStr::new(text)))
    }

    /// The text that stands for it in the line of its row.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Error(text) => text,
            Self::Unsaved => "=\u{2026}",
        }
    }
}

fn sign(error: &CellErrorType) -> SmolStr {
    error.to_smolstr()
}

/// Whole numbers stand without a fraction: a postcode is stored as 830000.0.
fn float(number: f64) -> SmolStr {
    if number.fract() == 0.0 && number.abs() < 1e18 { format_smolstr!("{number:.0}") } else { number.to_smolstr() }
}

/// A day as YYYY-MM-DD, with the time behind it if there is one; a time or a length of time alone as it is.
fn date_text(date: &ExcelDateTime) -> SmolStr {
    if date.is_duration() {
        return float(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let time = format_smolstr!("{hour:02}:{minute:02}:{second:02}");
    if date.as_f64() < 1.0 {
        return time;
    }
    let day = format_smolstr!("{year:04}-{month:02}-{day:02}");
    if time == "00:00:00" { day } else { format_smolstr!("{day}T{time}") }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let date = |value| DataRef::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        for (data, expected) in [
            (DataRef::Float(830_000.0), "830000"),
            (DataRef::Float(43.825), "43.825"),
            (DataRef::Float(-0.5), "-0.5"),
            (DataRef::Bool(true), "TRUE"),
            (date(45_943.0), "2025-10-13"),
            (date(45_943.5), "2025-10-13T12:00:00"),
            (date(0.25), "06:00:00"),
            (DataRef::DateTimeIso("2026-11-24T00:00:00".into()), "2026-11-24"),
        ] {
            assert_eq!(Value::new(&data, false), Some(Value::Text(expected.into())), "{data:?}");
        }
        assert_eq!(Value::new(&DataRef::Error(CellErrorType::NA), true), Some(Value::Error("#N/A".into())));
        assert_eq!(Value::new(&DataRef::Empty, true), Some(Value::Unsaved));
        assert_eq!(Value::new(&DataRef::String("  ".into()), true), None);
    }
}
