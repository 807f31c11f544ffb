//! Coordinates as people write them: `43.82`, `43,82`, `43.82°N`, `N 43°49'12"`, `43 49 12 N`, `北纬43.82`.

use unicode_normalization::UnicodeNormalization as _;

/// A latitude or a longitude in degrees, south and west negative; `None` when the text is neither.
#[must_use]
pub fn degrees(text: &str) -> Option<f64> {
    let text: String = text.replace('º', "°").nfkc().collect::<String>().trim().to_uppercase();
    let mut negative = false;
    let mut rest = text.as_str();
    for (word, is_negative) in [("北纬", false), ("北緯", false), ("南纬", true), ("南緯", true)].into_iter().chain([
        ("东经", false),
        ("東經", false),
        ("西经", true),
        ("西經", true),
    ]) {
        if let Some(after) = rest.strip_prefix(word) {
            (rest, negative) = (after, is_negative);
        }
    }
    let hemisphere = |c: char| matches!(c, 'N' | 'S' | 'E' | 'W');
    let letter =
        rest.chars().next().filter(|c| hemisphere(*c)).or_else(|| rest.chars().next_back().filter(|c| hemisphere(*c)));
    let rest = rest.trim_matches(|c| hemisphere(c) || c == ' ' || c == ':');
    negative |= matches!(letter, Some('S' | 'W'));
    let (rest, minus) = match rest.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        Some(after) => (after, true),
        None => (rest.strip_prefix('+').unwrap_or(rest), false),
    };
    // Degrees, minutes and seconds, by their signs or by gaps.
    let sign = |c: char| {
        matches!(
            c,
            '°' | 'º'
                | '˚'
                | '\''
                | '"'
                | '′'
                | '″'
                | '’'
                | '‘'
                | '”'
                | '“'
                | '´'
                | '`'
                | ' '
                | '度'
                | '分'
                | '秒'
                | 'D'
        )
    };
    let parts: Vec<&str> = rest.split(sign).filter(|part| !part.is_empty()).collect();
    let unit = [1.0, 60.0, 3600.0];
    if parts.is_empty() || parts.len() > unit.len() {
        return None;
    }
    let mut sum = 0.0;
    for (at, (part, unit)) in parts.iter().zip(unit).enumerate() {
        // A comma is the decimal point of half the world; only the last part has one.
        let plain = part.bytes().all(|byte| byte.is_ascii_digit());
        let decimal = part.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        if !decimal || !plain && at + 1 < parts.len() {
            return None;
        }
        let value: f64 = part.replace(',', ".").parse().ok()?;
        if at > 0 && value >= 60.0 {
            return None;
        }
        sum += value / unit;
    }
    Some(if negative != minus { -sum } else { sum })
}

/// The two halves of a cell that holds both: `43.82, 87.60`, `43,82 87,60`, `43°49'12"N 87°36'00"E`, `POINT(87.6 43.8)`.
#[must_use]
pub fn pair(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let point = text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("point"));
    let inner = if point { text.get(5..)? } else { text };
    let inner = inner.trim_matches(['(', ')', '[', ']', ' ']);
    let halves = |at: usize, c: char| {
        let (one, other) = (inner.get(..at)?.trim(), inner.get(at + c.len_utf8()..)?.trim());
        (degrees(one).is_some() && degrees(other).is_some()).then_some((one, other))
    };
    let (one, other) = [[';', '/', '，', '、'], [',', '|', '\t', '\n'], [' ', '\u{a0}', '\u{3000}', ' ']]
        .into_iter()
        .find_map(|signs| {
        let places: Vec<(usize, char)> = inner.char_indices().filter(|(_, c)| signs.contains(c)).collect();
        // The middle one first: 43 49 12 N 87 36 00 E has as many gaps on either side.
        let middle = places.len() / 2;
        places.get(middle).into_iter().chain(&places).find_map(|(at, c)| halves(*at, *c))
    })?;
    // Well-known text gives the longitude first, and so do letters.
    let lon_first = point || one.to_uppercase().contains(['E', 'W']) || one.contains(['东', '東', '西']);
    Some(if lon_first { (other, one) } else { (one, other) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writing_of_one_point() {
        for text in [
            "43.82",
            "43,82",
            " 43.82 ",
            "+43.82",
            "43.82°",
            "43.82N",
            "43.82° N",
            "N43.82",
            "N 43.82",
            "４３.８２",
            "北纬43.82",
            "43°49'12\"N",
            "43°49′12″",
            "43 49 12",
            "N 43°49'12.0\"",
            "43°49.2'",
            "43º49’12”N",
            "43度49分12秒",
        ] {
            let found = degrees(text).unwrap_or_else(|| panic!("{text}"));
            assert!((found - 43.82).abs() < 1e-6, "{text}: {found}");
        }
        for text in ["-87.6", "87.6W", "S 87°36'", "西经87.6", "\u{2212}87.6"] {
            assert!((degrees(text).unwrap() + 87.6).abs() < 1e-6, "{text}");
        }
        for text in ["", "abc", "n/a", "45T 547000 4852000", "43.82, 87.60", "43°75'", "1 2 3 4", "N", "4.3.2"] {
            assert_eq!(degrees(text), None, "{text}");
        }
    }

    #[test]
    fn two_in_one_cell() {
        for text in [
            "43.82, 87.60",
            "(43.82,87.60)",
            "43.82;87.60",
            "43,82 87,60",
            "43.82 87.60",
            "43.82N, 87.60E",
            "N43.82 E87.60",
            "43°49'12\"N 87°36'00\"E",
            "43 49 12 N, 87 36 00 E",
            "43 49 12 87 36 00",
            "POINT(87.60 43.82)",
            "87.60E 43.82N",
            "东经87.6，北纬43.82",
        ] {
            let (lat, lon) = pair(text).unwrap_or_else(|| panic!("{text}"));
            assert!((degrees(lat).unwrap() - 43.82).abs() < 1e-6, "{text}: {lat}");
            assert!((degrees(lon).unwrap() - 87.6).abs() < 1e-6, "{text}: {lon}");
        }
        assert_eq!(pair("Room 12"), None);
    }
}
