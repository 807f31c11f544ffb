//! Kinds of columns by the content of their cells: blank or not, countries or addresses, yes and no.

use super::below::may_be_name;
use crate::manifest::headers::{Field, Meaning};
use crate::screen::place::{degrees, is_china, postcode};

/// Returns true if a text is one that people write where they have nothing to say.
pub(super) fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || matches!(
            text,
            "-" | "--" | "?" | "n/a" | "N/A" | "NA" | "#N/A" | "null" | "NULL" | "None" | "none" | "nan" | "NaN"
        )
}

/// Returns true if a text holds words, and no mere sign or number.
pub(in crate::manifest) fn words(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(4).count();
    letters > 3 || letters > 1 && text.chars().any(|c| !c.is_ascii() && c.is_alphanumeric())
}

/// Decides by the content of a column on a word that means several things; `None` when it is nothing that counts.
///
/// What a header names outright stays what it is, whatever its cells hold: no row is judged by its neighbours.
pub(super) fn by_content(meaning: &Meaning, column: usize, sample: &[Vec<String>]) -> Option<Field> {
    let cells: Vec<&str> = sample
        .iter()
        .filter_map(|row| row.get(column))
        .map(|cell| cell.trim())
        .filter(|cell| !is_blank(cell))
        .collect();
    let share = |test: &dyn Fn(&str) -> bool| {
        cells.is_empty() || cells.iter().filter(|cell| test(cell)).count() * 10 >= cells.len() * 6
    };
    match meaning.field {
        // A flag says whether, not who.
        field if field.is_who() && is_flag(column, sample) => None,
        // A number of one's own says who, if only to whoever knows the numbers.
        Field::Supplier | Field::Manufacturer
            if !cells.is_empty() && !cells.iter().any(|cell| cell.chars().any(char::is_alphabetic)) =>
        {
            Some(Field::SupplierId)
        }
        // `单位` is a unit as well as a firm, and `company` may hold yes and no in any words.
        Field::Supplier if meaning.vague && !cells.is_empty() && !cells.iter().any(|cell| may_be_name(cell)) => None,
        Field::Parent if !cells.is_empty() && !cells.iter().any(|cell| cell.chars().any(char::is_alphabetic)) => None,
        Field::Postcode
            if meaning.vague
                && !share(&|cell| {
                    cell.chars().filter(char::is_ascii_digit).count() >= 3 && cell.len() <= 12
                        || !postcode::codes(cell).is_empty()
                }) =>
        {
            None
        }
        // One cell that reads is enough: the others are mistakes to point out, not a reason to look away.
        Field::Latitude | Field::Longitude
            if !(cells.is_empty()
                || cells.iter().any(|cell| degrees(cell).is_some_and(|value| value.abs() <= 180.0))) =>
        {
            None
        }
        Field::Tier if !share(&|cell| cell.chars().any(|c| c.is_ascii_digit())) => Some(Field::Activity),
        field => Some(field),
    }
}

/// Returns true if a text is a country: a code of two or three letters, or a name with at most what states call
/// themselves beside it.
pub(super) fn is_country(cell: &str) -> bool {
    let code = matches!(cell.len(), 2 | 3) && cell.bytes().all(|byte| byte.is_ascii_uppercase());
    let first = cell.split(['(', ',']).next().unwrap_or(cell).trim();
    let letters = first.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-' | '&'));
    let style = |word: &str| word.chars().count() < 3 || STYLES.iter().any(|style| word.eq_ignore_ascii_case(style));
    let words = |text: &str, fits: &dyn Fn(&str) -> bool| {
        text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).all(fits)
    };
    let known = |name: &str| {
        first.eq_ignore_ascii_case(name) || first.to_lowercase().starts_with(&format!("{} ", name.to_lowercase()))
    };
    code || is_china(cell) && words(cell, &|word| style(word) || is_china(word))
        || letters && words(&cell[first.len()..], &style) && KNOWN_COUNTRIES.iter().any(|name| known(name))
}

/// Words by which states style themselves.
const STYLES: [&str; 18] = [
    "republic",
    "of",
    "the",
    "province",
    "china",
    "people",
    "peoples",
    "islamic",
    "federation",
    "democratic",
    "state",
    "kingdom",
    "mainland",
    "roc",
    "popular",
    "populaire",
    "république",
    "república",
];

/// Names of countries that supplier tables name most; enough to tell a column of countries from one of addresses.
const KNOWN_COUNTRIES: [&str; 88] = [
    "China",
    "PR China",
    "P.R. China",
    "Hong Kong",
    "Taiwan",
    "Macau",
    "Japan",
    "Korea",
    "South Korea",
    "Republic of Korea",
    "Vietnam",
    "Viet Nam",
    "Thailand",
    "Malaysia",
    "Indonesia",
    "Philippines",
    "Singapore",
    "India",
    "Bangladesh",
    "Pakistan",
    "Sri Lanka",
    "Cambodia",
    "Myanmar",
    "Laos",
    "Nepal",
    "Mongolia",
    "Kazakhstan",
    "Uzbekistan",
    "Kyrgyzstan",
    "Kyrgyz",
    "Tajikistan",
    "Russia",
    "Russian Federation",
    "Ukraine",
    "Turkey",
    "Türkiye",
    "Egypt",
    "Morocco",
    "Tunisia",
    "South Africa",
    "Ethiopia",
    "Kenya",
    "Rwanda",
    "Zimbabwe",
    "Jordan",
    "Israel",
    "Saudi Arabia",
    "United Arab Emirates",
    "United States",
    "USA",
    "Canada",
    "Mexico",
    "Brazil",
    "Argentina",
    "Chile",
    "Peru",
    "Bolivia",
    "Colombia",
    "Guatemala",
    "Honduras",
    "El Salvador",
    "Nicaragua",
    "Dominican Republic",
    "Haiti",
    "United Kingdom",
    "Great Britain",
    "Germany",
    "France",
    "Italy",
    "Spain",
    "Portugal",
    "Poland",
    "Romania",
    "Bulgaria",
    "Hungary",
    "Czechia",
    "Czech",
    "Slovakia",
    "Austria",
    "Switzerland",
    "Belgium",
    "Netherlands",
    "Sweden",
    "Australia",
    "中国",
    "中國",
    "日本",
    "Deutschland",
];

/// A column of yes and no.
pub(super) fn is_flag(column: usize, sample: &[Vec<String>]) -> bool {
    let mut cells = sample
        .iter()
        .filter_map(|row| row.get(column))
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .peekable();
    cells.peek().is_some()
        && cells.all(|cell| {
            matches!(
                cell.to_lowercase().as_str(),
                "true"
                    | "false"
                    | "yes"
                    | "no"
                    | "0"
                    | "1"
                    | "y"
                    | "n"
                    | "x"
                    | "ja"
                    | "nein"
                    | "oui"
                    | "non"
                    | "是"
                    | "否"
            )
        })
}
