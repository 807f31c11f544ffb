//! Dates as publishers write them.

use jiff::civil::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `2024-11-25`, `11/25/2024` (the US order), `25 Nov 2024`, `November 25, 2024`, with white space around.
///
/// A two-digit year or an order that cannot be determined is no date.
pub(super) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    let text = text.split_once('T').map_or(text, |(day, rest)| if rest.contains(':') { day } else { text });
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<&str> = text.split(|ch: char| !ch.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    let year: i16 = (third.len() == 4).then(|| third.parse().ok())??;
    let month = |word: &str| {
        let word = word.to_ascii_lowercase();
        let at = MONTHS.iter().position(|month| word.starts_with(month))?;
        i8::try_from(at + 1).ok()
    };
    let (month, day): (i8, i8) = if text.contains('/') {
        (first.parse().ok()?, second.parse().ok()?)
    } else if let Some(month) = month(first) {
        (month, second.parse().ok()?)
    } else {
        (month(second)?, first.parse().ok()?)
    };
    Date::new(year, month, day).ok()
}

/// The day in a header of HTTP: `Mon, 25 Nov 2024 14:00:00 GMT` (RFC 9110 section 5.6.7).
pub(crate) fn of_header(text: &str) -> Option<Date> {
    let (_, rest) = text.split_once(", ")?;
    parse(&rest.split(' ').take(3).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_publishers() {
        let day = Some(jiff::civil::date(2024, 11, 25));
        for text in
            ["2024-11-25", " 11/25/2024\n", "25 Nov 2024", "November 25, 2024", "Nov. 25, 2024", "2024-11-25T08:00:00"]
        {
            assert_eq!(parse(text), day, "{text}");
        }
        assert_eq!(of_header("Mon, 25 Nov 2024 14:00:00 GMT"), day);
        assert_eq!(of_header("yesterday"), None);
        for text in ["", "2024", "25/11/2024", "11/25/24", "Soon 25, 2024", "circa 1956", "November 2024"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
