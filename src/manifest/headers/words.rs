//! Words of headers: what each one means, and a header cut into them.
//!
//! `words.csv` holds the words of eleven languages by what they do in a header: a role, a thing, an attribute, a number, a
//! language. Writing decides nothing: `supplierName`, `SUPPLIER_NAME` and `1. Supplier name (required)` are the same words.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Field;
use crate::screen::name::fold;

/// Part that a word plays in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A role of a party, by its word in the table of words.
    Role(&'static str),
    /// A good; alone it is this field.
    Thing(Field),
    /// An attribute that is a field whoever has it.
    Attribute(Field),
    /// The name of something.
    Name,
    /// A number or code of something.
    Id,
    /// A kind of something.
    Type,
    /// True for the language of the place, false for English and Latin letters.
    Language(bool),
    /// An ordinal.
    Number(u8),
    /// A word that puts its head before it: `name of supplier`.
    Link,
    /// A word between two things that one column states: `supplier and reference`.
    And,
    /// A word that changes nothing.
    Filler,
    /// A word that says that the column is of another use.
    Other,
}

/// A word of a header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Part that it plays; `None` for a word that is not known.
    pub(super) part: Option<Part>,
    /// True in a language that puts the head first.
    pub(super) head_first: bool,
    /// True between brackets, where people explain.
    pub(super) bracket: bool,
}

/// The known words.
struct Words {
    known: HashMap<String, (Part, bool)>,
    /// Most words of a phrase.
    longest: usize,
    /// Most bytes of a word: what is longer need not be looked up.
    widest: usize,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words { known: HashMap::new(), longest: 1, widest: 0 };
        for row in rows() {
            let Some(part) = part(row.kind, row.meaning) else { continue };
            let head_first = matches!(row.language, "fr" | "es" | "pt" | "it" | "vi");
            for word in row.words.split('|').map(fold).filter(|word| !word.is_empty()) {
                words.longest = words.longest.max(word.split(' ').count());
                words.widest = words.widest.max(word.len());
                words.known.entry(word).or_insert((part, head_first));
            }
        }
        words
    })
}

/// A line of the table of words.
pub(super) struct Row {
    kind: &'static str,
    meaning: &'static str,
    language: &'static str,
    pub(super) words: &'static str,
}

/// The lines of the table of words; none of its cells is quoted.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    include_str!("words.csv").lines().skip(1).filter_map(|line| {
        let mut cells = line.splitn(4, ',');
        Some(Row { kind: cells.next()?, meaning: cells.next()?, language: cells.next()?, words: cells.next()? })
    })
}

fn part(kind: &str, meaning: &'static str) -> Option<Part> {
    Some(match kind {
        "role" => Part::Role(meaning),
        "thing" => Part::Thing(Field::named(meaning)?),
        "attribute" => match meaning {
            "name" => Part::Name,
            "supplier_id" => Part::Id,
            "type" => Part::Type,
            // A number that only companies have, whatever stands beside it.
            "company_id" => Part::Attribute(Field::SupplierId),
            _ => Part::Attribute(Field::named(meaning)?),
        },
        "language" => Part::Language(meaning == "native"),
        "number" => Part::Number(meaning.parse().ok()?),
        "link" => Part::Link,
        "and" => Part::And,
        "filler" => Part::Filler,
        "other" => Part::Other,
        _ => return None,
    })
}

/// Returns true if a text has a word for suppliers in another language than English.
pub(super) fn name_suppliers(text: &str) -> bool {
    /// Letters from which a word may go on with an ending.
    const STEM: usize = 6;
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let foreign = |row: &Row| {
            row.kind == "role" && matches!(row.meaning, "supplier" | "sub-supplier") && row.language != "en"
        };
        rows().filter(foreign).flat_map(|row| row.words.split('|').map(fold)).filter(|word| !word.is_empty()).collect()
    });
    let text = format!(" {} ", fold(text));
    names.iter().any(|name| match name.chars().all(latin_or_space) {
        true if name.len() >= STEM => text.contains(&format!(" {name}")),
        true => text.contains(&format!(" {name} ")),
        false => text.contains(name.as_str()),
    })
}

fn latin_or_space(c: char) -> bool {
    c == ' ' || latin(c)
}

/// A header as its words.
pub(super) fn tokens(header: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (text, bracket) in segments(without_number(header)) {
        let pieces = pieces(&text);
        let mut at = 0;
        while at < pieces.len() {
            let (length, found) = phrase(&pieces[at..]);
            at += length;
            tokens.extend(found.into_iter().map(|(part, head_first)| Token { part, head_first, bracket }));
        }
    }
    tokens
}

/// A header without the number of the question or column that stands before it: `1.`, `Q1:`, `(a)`, `2.1)`.
fn without_number(header: &str) -> &str {
    let header = header.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '#' | '(' | '（' | '['));
    let letters = header.chars().take_while(|c| c.is_alphabetic()).count();
    let body: usize = header.chars().take(letters.min(1)).map(char::len_utf8).sum();
    let digits = header[body..].bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let rest = &header[body + digits..];
    let numbered = digits > 0 && header[body..].starts_with(|c: char| c.is_ascii_digit());
    let dotted = header[body..body + digits].ends_with('.');
    let marked = rest.starts_with([')', ':', '）', '：', '、', '．', ']', '-']);
    let behind = rest.trim_start_matches([')', ':', '）', '：', '、', '．', ']', '-', ' ', '.']);
    let lettered = letters == 1 && digits == 0 && header[body..].starts_with([')', '）']);
    if letters <= 1 && (numbered && (dotted || marked) || lettered) && behind.chars().any(char::is_alphabetic) {
        behind
    } else {
        header
    }
}

/// The text outside brackets and that between them.
fn segments(header: &str) -> Vec<(String, bool)> {
    let mut segments = vec![(String::new(), false)];
    let mut depth = 0_u32;
    for c in header.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ => {
                if let Some((text, _)) = segments.last_mut().filter(|(_, bracket)| *bracket == (depth > 0)) {
                    text.push(c);
                    continue;
                }
                segments.push((c.to_string(), depth > 0));
            }
        }
    }
    segments
}

/// The words of a text, folded; those of `camelCase` and of `name1` are taken apart unless they are known together.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let gap = |c: char| !(c.is_alphanumeric() || matches!(c, '#' | '%' | '\'' | '\u{2019}'));
    let text = text.replace(['&', '＆'], " and ");
    for chunk in text.split(gap).filter(|chunk| !chunk.is_empty()) {
        let whole = fold(chunk);
        if words().known.contains_key(&whole) {
            pieces.push(whole);
        } else {
            let mut parts = String::with_capacity(chunk.len() + 4);
            let chars: Vec<char> = chunk.chars().collect();
            for (at, &c) in chars.iter().enumerate() {
                let before = at.checked_sub(1).map(|at| chars[at]);
                let camel = before.is_some_and(|before| {
                    before.is_lowercase() && c.is_uppercase()
                        || before.is_uppercase()
                            && c.is_uppercase()
                            && chars.get(at + 1).is_some_and(|next| next.is_lowercase())
                        || before.is_alphabetic() != c.is_alphabetic()
                        || before.is_ascii() != c.is_ascii() && !(latin(before) && latin(c))
                });
                if camel {
                    parts.push(' ');
                }
                match c {
                    '#' => parts.push_str("no"),
                    '%' => parts.push_str("percent"),
                    c => parts.push(c),
                }
            }
            pieces.extend(fold(&parts).split(' ').filter(|piece| !piece.is_empty()).map(str::to_owned));
        }
    }
    pieces
}

fn latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{300}'..='\u{36f}')
}

type Found = Vec<(Option<Part>, bool)>;

/// The longest phrase at the beginning of some words: how many of them it takes, and what they mean.
fn phrase(pieces: &[String]) -> (usize, Found) {
    let words = words();
    for length in (1..=words.longest.min(pieces.len())).rev() {
        if let Some((part, head_first)) = words.known.get(&pieces[..length].join(" ")) {
            return (length, vec![(Some(*part), *head_first)]);
        }
    }
    (1, single(&pieces[0]))
}

/// A word that is not known as it is: a number, a run of characters without spaces, or words written together.
fn single(piece: &str) -> Found {
    if piece.bytes().all(|byte| byte.is_ascii_digit()) {
        let ordinal = piece.parse().ok().filter(|number| (1..100).contains(number));
        return vec![(Some(ordinal.map_or(Part::Filler, Part::Number)), false)];
    }
    if piece.chars().all(latin) {
        if piece.chars().count() == 1 {
            return vec![(Some(Part::Filler), false)];
        }
        return compound(piece, 0).or_else(|| headed(piece)).unwrap_or_else(|| vec![(None, false)]);
    }
    unspaced(piece)
}

/// A run of characters of a script without spaces, cut so that every part of it is known if that can be, by long words
/// before short ones.
fn unspaced(piece: &str) -> Found {
    let Words { known, widest, .. } = words();
    // For each place, the end of the first word of the best cut from there, and the characters that it leaves unknown.
    let mut cuts: Vec<Option<(usize, usize)>> = vec![None; piece.len() + 1];
    cuts[piece.len()] = Some((piece.len(), 0));
    for (at, c) in piece.char_indices().rev() {
        let mut best = (at + c.len_utf8(), usize::MAX);
        let ends = piece[at..].char_indices().map(|(index, c)| index + c.len_utf8());
        for end in ends.take_while(|end| end <= widest || *end == c.len_utf8()).map(|end| at + end) {
            let Some((_, behind)) = cuts[end] else { continue };
            let unknown = match known.contains_key(&piece[at..end]) {
                true => behind,
                false if end == at + c.len_utf8() => behind + 1,
                false => continue,
            };
            if unknown <= best.1 {
                best = (end, unknown);
            }
        }
        cuts[at] = Some(best);
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < piece.len() {
        let end = cuts[at].map_or(piece.len(), |(end, _)| end);
        let word = known.get(&piece[at..end]);
        found.push((word.map(|(part, _)| *part), word.is_some_and(|(_, head_first)| *head_first)));
        at = end;
    }
    found
}

/// Words written together, as German does and as column names of databases do, when they fill the whole word.
fn compound(piece: &str, depth: u32) -> Option<Found> {
    /// Letters below which a word is found in too many others.
    const SHORTEST: usize = 3;
    let Words { known, widest, .. } = words();
    if piece.len() > 4 * widest {
        return None;
    }
    for end in (2..piece.len().min(widest + 1)).rev().filter(|end| piece.is_char_boundary(*end)) {
        let Some((part, head_first)) = known.get(&piece[..end]) else { continue };
        let inside = *part == Part::Link && depth > 0;
        if !inside && (end < SHORTEST || matches!(part, Part::Link | Part::Number(_))) || depth > 3 {
            continue;
        }
        for joint in ["", "s", "n", "en", "es"] {
            let Some(rest) = piece[end..].strip_prefix(joint).filter(|rest| rest.len() > 1) else { continue };
            let tail = match known.get(rest) {
                Some((part, head_first)) if ends_compound(*part, rest) => Some(vec![(Some(*part), *head_first)]),
                _ => compound(rest, depth + 1),
            };
            if let Some(tail) = tail {
                return Some([vec![(Some(*part), *head_first)], tail].concat());
            }
        }
    }
    None
}

/// Returns true if a word can be the last one of a compound: its head, or a long word that changes nothing.
fn ends_compound(part: Part, word: &str) -> bool {
    match part {
        Part::Link | Part::And | Part::Number(_) => false,
        // `zipper` is no `zip per`.
        Part::Filler => word.len() > 3,
        _ => true,
    }
}

/// A compound of which only the head is known, and that is a role: `Baumwolllieferant` is some supplier.
fn headed(piece: &str) -> Option<Found> {
    /// Letters below which a role ends too many other words.
    const SHORTEST: usize = 6;
    let Words { known, widest, .. } = words();
    let first = piece.len().saturating_sub(*widest).max(2);
    let ends = (first..piece.len().saturating_sub(SHORTEST - 1)).filter(|at| piece.is_char_boundary(*at));
    ends.into_iter().find_map(|at| match known.get(&piece[at..]) {
        Some((Part::Role(role), head_first)) => Some(vec![(None, false), (Some(Part::Role(role)), *head_first)]),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_one_thing() {
        let mut seen: HashMap<String, (Part, &str)> = HashMap::new();
        let mut wrong = Vec::new();
        for row in rows() {
            let Some(part) = part(row.kind, row.meaning) else {
                wrong.push(format!("{} {} is no part", row.kind, row.meaning));
                continue;
            };
            for word in row.words.split('|') {
                let folded = fold(word);
                if folded.is_empty() {
                    wrong.push(format!("`{word}` folds to nothing"));
                }
                if let Some((other, language)) = seen.insert(folded, (part, row.language))
                    && other != part
                {
                    wrong.push(format!("`{word}` is {part:?} in {} and {other:?} in {language}", row.language));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_header_without_end_takes_no_time() {
        for text in ["supplier".repeat(50_000), "供应商".repeat(50_000), "a1".repeat(50_000)] {
            assert!(!tokens(&text).is_empty());
        }
    }

    #[test]
    fn numbers_before_a_header_are_no_part_of_it() {
        for (header, plain) in [
            ("1. Supplier Name", "Supplier Name"),
            ("Q1: Supplier name", "Supplier name"),
            ("2.1) Country", "Country"),
            ("(a) Name", "Name"),
            ("*Supplier", "Supplier"),
            ("3、供应商", "供应商"),
            ("Tier 1 Supplier", "Tier 1 Supplier"),
            ("1st supplier", "1st supplier"),
            ("A5", "A5"),
        ] {
            assert_eq!(without_number(header), plain, "{header}");
        }
    }
}
