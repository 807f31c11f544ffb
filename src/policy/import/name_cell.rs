//! A cell with several names: its parts, and how a text with several names is split into them.

use crate::finding::NameKind;
use crate::screen::name::is_legal;

/// The names of a cell, apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct NameCell {
    /// The name of the entry.
    pub(super) primary: String,
    /// Its other names.
    pub(super) others: Vec<(NameKind, String)>,
    /// Firms that the cell names besides it: `and its two subsidiaries, which include A and B`.
    pub(super) members: Vec<String>,
    /// Words that widen the entry: `and its subordinate and affiliated entities`.
    pub(super) widened: String,
    /// Parts that were not understood, in words.
    pub(super) problems: Vec<String>,
}

pub(super) fn number(word: &str) -> Option<usize> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    WORDS.iter().position(|known| *known == word).or_else(|| word.parse().ok())
}

/// The names of a segment. `;` parts them; without one, `and` and `,` part them only if that gives the promised number.
pub(super) fn split(text: &str, count: Option<usize>) -> Vec<String> {
    let text = trim(text);
    let own = |parts: Vec<&str>| parts.into_iter().map(|part| trim(part).to_owned()).collect::<Vec<_>>();
    if text.contains(';') {
        let parts: Vec<&str> = text.split(';').map(|part| trim(part).trim_start_matches("and ")).collect();
        // `A Co., Ltd. and B; C` are three, unless two were promised.
        return if count == Some(parts.len()) { own(parts) } else { own(parts.into_iter().flat_map(firms).collect()) };
    }
    let Some(count) = count else { return own(firms(text)) };
    let candidates = [vec![text], apart(text, &[", "]), text.split(" and ").collect(), apart(text, &[", ", " and "])];
    let fitting = candidates.into_iter().find(|parts| parts.len() == count);
    own(fitting.unwrap_or_else(|| vec![text]))
}

/// The firms that a text without `;` names: a legal form ends a name, so what follows `Ltd. and` is another one. After
/// forms that are words of names as well, such as `Company and`, only a second legal form says so.
fn firms(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split(" and ").collect();
    match parts[..] {
        [first, second] if ends_legal(first) && (ends_legal(second) || ends_for_sure(first)) => parts,
        _ => vec![text],
    }
}

/// Parts at the separators, but not before a legal form.
pub(super) fn apart<'t>(text: &'t str, separators: &[&str]) -> Vec<&'t str> {
    let mut places: Vec<(usize, &str)> =
        separators.iter().flat_map(|separator| text.match_indices(separator)).collect();
    places.sort_unstable();
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, separator) in places {
        let after = &text[at + separator.len()..];
        if at < start || starts_legal(after) {
            continue;
        }
        parts.push(&text[start..at]);
        start = at + separator.len() + if after.starts_with("and ") { 4 } else { 0 };
    }
    parts.push(&text[start..]);
    parts
}

/// Returns true for a legal form, and for the branch that a name may end with as well.
fn is_form(word: &str) -> bool {
    is_legal(word) || word.trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case("branch")
}

/// Returns true behind a form that stands only at the end of a name.
fn ends_for_sure(text: &str) -> bool {
    let last = text.split_whitespace().last().unwrap_or("").to_lowercase();
    ["ltd", "limited", "inc", "llc", "gmbh", "plc"].contains(&last.trim_matches(['.', ',']))
}

fn starts_legal(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(is_form)
}

fn ends_legal(text: &str) -> bool {
    text.split_whitespace().last().is_some_and(is_form)
}

/// Strips the punctuation and quotes around a name; a full stop behind it may belong to it.
pub(super) fn trim(text: &str) -> &str {
    let text = text.trim().trim_matches([',', ';', ':', '“', '”', '"']).trim();
    text.strip_suffix(", and").or_else(|| text.strip_suffix(" and")).unwrap_or(text).trim().trim_end_matches([',', ';'])
}
