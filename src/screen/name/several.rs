//! Several names in one text: firms next to each other, and the other names of one firm.
//!
//! People write two makers into one cell (`A; B`), the firm behind an agent (`A via B`, `A c/o B`), and what a firm was
//! called before (`A, formerly B`). A text that merely holds such characters (`A/S`, `Import & Export`) is one name.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::lexicon;
use super::model::PartClass;
use super::tokens::Word;
use crate::screen::script::is_han;

/// Words between two names.
const MARKERS: [&str; 56] = [
    "via",
    "c/o",
    "care of",
    "for and on behalf of",
    "on behalf of",
    "o/b/o",
    "f/k/a",
    "f.k.a.",
    "f.k.a",
    "fka",
    "formerly known as",
    "formerly",
    "previously known as",
    "previously",
    "former name",
    "old name",
    "a/k/a",
    "a.k.a.",
    "a.k.a",
    "aka",
    "also known as",
    "n/k/a",
    "now known as",
    "d/b/a",
    "d.b.a.",
    "d.b.a",
    "dba",
    "doing business as",
    "t/a",
    "trading as",
    "agent for",
    "agent of",
    "for account of",
    "ex",
    "ex-",
    "vormals",
    "ehemals",
    "anciennement",
    "manufactured by",
    "made by",
    "produced by",
    "supplied by",
    "前身为",
    "前身為",
    "曾用名",
    "原名称",
    "原名稱",
    "原名",
    "旧名",
    "舊名",
    "又名",
    "旧称",
    "舊稱",
    "前称",
    "前稱",
    "别名",
];

/// Ends of Chinese and Japanese names of firms.
const HAN_FIRMS: [&str; 9] = ["公司", "集团", "集團", "工厂", "工廠", "厂", "廠", "会社", "企业"];

/// Characters that end a name wherever they stand.
const ENDS: [char; 11] = [';', '；', '|', '｜', '\n', '\r', '<', '>', '→', '⇒', '•'];

/// The names that stand in a text, as ranges of it, where there is more than one; nothing for a text that is one name.
#[must_use]
pub fn several(text: &str) -> Vec<Range<usize>> {
    let Some(finder) = finder().filter(|finder| may_hold_several(text, finder)) else { return Vec::new() };
    let mut parts = Vec::new();
    for range in at_ends(text) {
        for range in at_slashes(text, range) {
            for range in at_legal_forms(text, range) {
                at_brackets(text, range, finder, &mut parts);
            }
        }
    }
    let mut names: Vec<Range<usize>> = parts.into_iter().map(|range| trimmed(text, range)).collect();
    names.retain(|range| text[range.clone()].chars().filter(|c| c.is_alphabetic()).nth(1).is_some());
    names.dedup();
    // What is left of a text when a word or a bracket without a name is taken off is no second name, but it is a name.
    let whole = trimmed(text, 0..text.len());
    if names.iter().all(|range| *range == whole) { Vec::new() } else { names }
}

/// Returns false for nearly every name, at the price of one look at it.
fn may_hold_several(text: &str, finder: &AhoCorasick) -> bool {
    let telling = |byte| {
        matches!(
            byte,
            b';' | b'|'
                | b'/'
                | b'('
                | b'['
                | b'\n'
                | b'\r'
                | b'&'
                | b','
                | b'+'
                | b'='
                | b'\\'
                | b'<'
                | b'>'
                | 0xe2
                | 0xe3
                | 0xe5
                | 0xef
        )
    };
    let bytes = text.as_bytes();
    let (mut marked, mut before) = (false, b' ');
    for (at, &byte) in bytes.iter().enumerate() {
        if telling(byte) || byte == b' ' && begins_joint(&bytes[at + 1..]) {
            return true;
        }
        marked |= !is_joined(char::from(before)) && may_be_marker(&bytes[at..]);
        before = byte;
    }
    marked && !markers(text, finder).is_empty()
}

/// Returns true for a joint that stands in many names, with a blank behind it.
const fn begins_joint(text: &[u8]) -> bool {
    matches!(text, [b'-', b' ', ..] | [b'a' | b'A', b'n' | b'N', b'd' | b'D', b' ', ..])
}

/// Returns false where none of [`MARKERS`] begins, told by three letters.
fn may_be_marker(text: &[u8]) -> bool {
    const BEGINNINGS: [&[u8; 3]; 32] = [
        b"via", b"c/o", b"car", b"for", b"on ", b"o/b", b"f/k", b"f.k", b"fka", b"pre", b"old", b"a/k", b"a.k", b"aka",
        b"als", b"n/k", b"now", b"d/b", b"d.b", b"dba", b"doi", b"t/a", b"tra", b"age", b"ex-", b"vor", b"ehe", b"anc",
        b"man", b"mad", b"pro", b"sup",
    ];
    match text {
        [a, b, c, ..] if a.is_ascii() => {
            let three = [a, b, c].map(u8::to_ascii_lowercase);
            BEGINNINGS.contains(&&three) || three.starts_with(b"ex") && !is_joined(char::from(three[2]))
        }
        [a, ..] => !a.is_ascii(),
        [] => false,
    }
}

fn finder() -> Option<&'static AhoCorasick> {
    static FINDER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let build = || {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(MARKERS).ok()
    };
    FINDER.get_or_init(build).as_ref()
}

/// Cuts a text where a name ends in any case. The `;` of `&amp;` ends none.
fn at_ends(text: &str) -> Vec<Range<usize>> {
    let ends_one = |(at, found): &(usize, &str)| {
        let before = &text[..*at];
        let entity = before.rfind('&').map(|start| &before[start + 1..]).is_some_and(|name| {
            (2..=8).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
        });
        !(*found == ";" && entity)
    };
    cut(0..text.len(), text.match_indices(ENDS).filter(ends_one).map(|(at, found)| at..at + found.len()))
}

/// Cuts at a slash with a blank on both sides, and at one between two names of firms.
fn at_slashes(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let part = &text[range.clone()];
    let between = |(at, found): &(usize, &str)| {
        let (before, after) = (&part[..*at], &part[at + found.len()..]);
        let apart = before.ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace);
        apart || is_firm(before) && is_name(after) || is_han_name(before) && is_han_name(after)
    };
    let slashes = part.match_indices(['/', '／']).filter(between);
    cut(range.clone(), slashes.map(|(at, found)| range.start + at..range.start + at + found.len()))
}

/// Cuts where the legal form of a name is followed by another name: `A Co., Ltd., B GmbH`, `A Ltd & B`, `甲公司、乙公司`.
fn at_legal_forms(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let part = &text[range.clone()];
    let mut gaps: Vec<Range<usize>> = Vec::new();
    let mut joints: Vec<(usize, Joint)> =
        part.char_indices().filter_map(|(at, c)| Some((at, joint(part, at, c)?))).collect();
    // From the right, so that what follows a joint ends at the next one.
    joints.reverse();
    for (at, joint) in joints {
        let end =
            at + if joint == Joint::And { "and".len() } else { part[at..].chars().next().map_or(1, char::len_utf8) };
        let next = gaps.last().map_or(part.len(), |gap| gap.start);
        let (before, after) = (&part[..at], &part[end..next]);
        let between = match joint {
            // What follows a comma may be a place, and what stands beside a dash a trade.
            Joint::Comma => is_firm(after) && is_firm(before),
            Joint::Dash => (is_firm(before) || is_firm(after)) && is_distinct(before) && is_distinct(after),
            Joint::And | Joint::Sign => is_firm(before) && is_distinct(after),
        };
        if between && !begins_legal(after) {
            gaps.push(at..end);
        }
    }
    cut(range.clone(), gaps.into_iter().rev().map(|gap| range.start + gap.start..range.start + gap.end))
}

/// A character or word that may stand between two names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Comma,
    Dash,
    And,
    Sign,
}

/// The joint that begins at a character of a text.
fn joint(text: &str, at: usize, c: char) -> Option<Joint> {
    let apart = |length: usize| text[..at].ends_with(' ') && text[at + length..].starts_with(' ');
    match c {
        ',' | '，' => Some(Joint::Comma),
        '、' | '和' | '及' => Some(Joint::Sign),
        '&' | '+' => apart(1).then_some(Joint::Sign),
        '-' | '=' | '–' | '—' => apart(c.len_utf8()).then_some(Joint::Dash),
        '\\' => Some(Joint::Dash),
        'a' | 'A' => {
            let word = text.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case("and"));
            (word && apart(3)).then_some(Joint::And)
        }
        _ => None,
    }
}

/// Takes what stands in a bracket at the end of a name, or after a marker in any bracket, as a name of its own.
fn at_brackets(text: &str, range: Range<usize>, finder: &AhoCorasick, into: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    for (open, bracket) in part.match_indices(['(', '（', '[', '【']) {
        let inner = open + bracket.len();
        let Some(length) = part[inner..].find([')', '）', ']', '】']) else { continue };
        let content = &part[inner..inner + length];
        let (before, after) = (&part[..open], &part[inner + length..]);
        let last = !after.chars().any(char::is_alphanumeric);
        let marked = markers(content, finder).first().filter(|found| content[..found.start].trim().is_empty()).cloned();
        let name = match marked {
            Some(marker) => inner + marker.end..inner + length,
            None if last && is_name(before) && (is_firm(before) || is_firm(content)) && is_name(content) => {
                inner..inner + length
            }
            None => continue,
        };
        at_markers(text, range.start..range.start + open, finder, into);
        into.push(range.start + name.start..range.start + name.end);
        let rest = after.char_indices().nth(1).map_or(part.len(), |(at, _)| inner + length + at);
        if !last {
            at_brackets(text, range.start + rest..range.end, finder, into);
        }
        return;
    }
    at_markers(text, range, finder, into);
}

/// Cuts at the markers that stand between two names.
fn at_markers(text: &str, range: Range<usize>, finder: &AhoCorasick, into: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let has_name = |text: &str| text.chars().any(char::is_alphabetic);
    // Behind a comma or a bracket a marker may stand first; `via` there is the beginning of a name.
    let first = |found: &Range<usize>| range.start > 0 && !part[found.clone()].eq_ignore_ascii_case("via");
    let between = markers(part, finder)
        .into_iter()
        .filter(|found| has_name(&part[found.end..]) && (has_name(&part[..found.start]) || first(found)));
    into.extend(cut(range.clone(), between.map(|found| range.start + found.start..range.start + found.end)));
}

/// The markers of a text that are words of their own.
fn markers(text: &str, finder: &AhoCorasick) -> Vec<Range<usize>> {
    let joined = |c: Option<char>| c.is_some_and(is_joined);
    let is_word = |range: &Range<usize>| {
        let open = text[range.clone()].ends_with('-');
        !text[range.clone()].is_ascii()
            || !joined(text[..range.start].chars().next_back()) && (open || !joined(text[range.end..].chars().next()))
    };
    finder.find_iter(text).map(|found| found.range()).filter(is_word).collect()
}

/// Returns true for a character beside which no marker stands.
const fn is_joined(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '\'')
}

/// Cuts a range at gaps.
fn cut(range: Range<usize>, gaps: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for gap in gaps {
        parts.push(start..gap.start);
        start = gap.end;
    }
    parts.push(start..range.end);
    parts
}

/// A range without what is no part of a name at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let front = part.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '（'));
    let both = front.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '）' | '+'));
    let start = range.start + (part.len() - front.len());
    start..start + both.len()
}

/// Returns true if a text has two words, or four Chinese characters, as the name of a firm nearly always has.
fn is_name(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(1).is_some());
    words.count() > 1 || is_han_name(text)
}

fn is_han_name(text: &str) -> bool {
    text.chars().filter(|c| is_han(*c)).nth(3).is_some()
}

/// Returns true if a text has a word of its own: no legal form, no trade and no place.
fn is_distinct(text: &str) -> bool {
    is_han_name(text) || words(text).any(|word| word.chars().nth(1).is_some() && lexicon::known(&word).is_none())
}

/// Returns true if a text is a name with a legal form at its end.
fn is_firm(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    if HAN_FIRMS.iter().any(|end| text.ends_with(end)) {
        return is_han_name(text);
    }
    words(text).next_back().is_some_and(|word| is_legal(&word))
        && words(text).any(|word| word.len() > 1 && !is_legal(&word))
}

/// Returns true for what goes on with the legal form of the name before it: `, Ltd. (Beijing)`.
fn begins_legal(text: &str) -> bool {
    words(text).find(|word| !word.is_empty()).is_some_and(|word| is_legal(&word))
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = Word> {
    text.split(|c: char| !c.is_alphanumeric() && c != '.').map(|word| {
        if word.is_ascii() {
            word.chars().filter(|c| *c != '.').map(|c| c.to_ascii_lowercase()).collect()
        } else {
            word.replace('.', "").to_lowercase().into()
        }
    })
}

fn is_legal(word: &str) -> bool {
    matches!(lexicon::known(word), Some((PartClass::Legal, _)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        several(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn firms_beside_each_other() {
        for text in [
            "Alpha Ltd.; Beta Mill",
            "Alpha Ltd. | Beta Mill",
            "Alpha Ltd. / Beta Mill",
            "Alpha Ltd./Beta Mill",
            "Alpha Ltd.\nBeta Mill",
            "Alpha Ltd.\r\nBeta Mill",
            "Alpha Ltd.；Beta Mill",
            "Alpha Ltd. via Beta Mill",
            "Alpha Ltd. c/o Beta Mill",
            "Alpha Ltd. C/O Beta Mill",
            "Alpha Ltd. on behalf of Beta Mill",
        ] {
            assert_eq!(parts(text), ["Alpha Ltd.", "Beta Mill"], "{text:?}");
        }
        assert_eq!(parts("Alpha Co., Ltd., Beta Co., Ltd."), ["Alpha Co., Ltd.", "Beta Co., Ltd."]);
        assert_eq!(parts("Alpha GmbH and Beta Ltd"), ["Alpha GmbH", "Beta Ltd"]);
        assert_eq!(parts("ALPHA GMBH AND BETA LTD"), ["ALPHA GMBH", "BETA LTD"]);
        assert_eq!(parts("Alpha Ltd., Beta Ltd., Gamma Ltd."), ["Alpha Ltd.", "Beta Ltd.", "Gamma Ltd."]);
        for joined in
            ["Alpha GmbH & Betamill", "Alpha GmbH + Betamill", "Alpha GmbH - Betamill", "Alpha GmbH\\Betamill"]
        {
            assert_eq!(parts(joined), ["Alpha GmbH", "Betamill"], "{joined}");
        }
        assert_eq!(parts("华孚时尚股份有限公司、新疆天业集团"), ["华孚时尚股份有限公司", "新疆天业集团"]);
        assert_eq!(parts("华孚时尚/新疆天业"), ["华孚时尚", "新疆天业"]);
        assert_eq!(parts("A1; B2; Alpha Mill"), ["Alpha Mill"]);
    }

    #[test]
    fn every_marker_is_known_by_its_beginning() {
        for marker in MARKERS {
            for text in [format!("{marker} A"), format!("{}: A", marker.to_uppercase())] {
                assert!(may_be_marker(text.as_bytes()), "{text}");
            }
        }
        assert!(!may_be_marker(b"mill"));
        assert!(!may_be_marker(b"exmouth"));
    }

    #[test]
    fn other_names_of_a_firm() {
        for text in [
            "Alpha Ltd., formerly Beta Mill",
            "Alpha Ltd. (formerly Beta Mill)",
            "Alpha Ltd. (formerly known as Beta Mill)",
            "Alpha Ltd. (old name: Beta Mill)",
            "Alpha Ltd. (Beta Mill)",
            "Alpha Ltd. [Beta Mill]",
            "Alpha Ltd. (ex Beta Mill)",
            "Alpha Ltd. (ex-Beta Mill)",
            "Alpha Ltd. (agent for Beta Mill)",
            "Alpha Ltd. f/k/a Beta Mill",
            "Alpha Ltd. a/k/a Beta Mill",
            "Alpha Ltd. d/b/a Beta Mill",
            "Alpha Ltd. DBA Beta Mill",
            "Alpha Ltd. t/a \"Beta Mill\"",
        ] {
            assert_eq!(parts(text), ["Alpha Ltd.", "Beta Mill"], "{text:?}");
        }
        assert_eq!(parts("天北棉业有限公司（曾用名：八师棉麻公司）"), ["天北棉业有限公司", "八师棉麻公司"]);
        assert_eq!(parts("天北棉业有限公司 原名 八师棉麻公司"), ["天北棉业有限公司", "八师棉麻公司"]);
        assert_eq!(parts("Alpha (formerly Beta Mill) Trading"), ["Alpha", "Beta Mill", "Trading"]);
    }

    #[test]
    fn a_former_name_with_a_legal_form() {
        for text in ["Alpha Ltd., formerly Beta Co., Ltd.", "Alpha Ltd.; formerly: Beta Co., Ltd."] {
            assert_eq!(parts(text), ["Alpha Ltd.", "Beta Co., Ltd."], "{text:?}");
        }
        assert_eq!(parts("Alpha Ltd. / Via Mill Co."), ["Alpha Ltd.", "Via Mill Co."]);
    }

    #[test]
    fn one_name_with_such_characters() {
        for text in [
            "Novo Nordisk A/S",
            "Alpha Import & Export Co., Ltd.",
            "Alpha Import &amp; Export Co., Ltd.",
            "Alpha Imp/Exp Co., Ltd.",
            "Usina Alpha S/A",
            "Alpha (Shanghai) Co., Ltd.",
            "Alpha Textile Co., Ltd. (Shanghai)",
            "华孚时尚股份有限公司(上海)",
            "新疆（中泰）化学股份有限公司",
            "Via Technologies",
            "Ex Libris Ltd.",
            "Exmouth Works",
            "Alpha Import - Export Co., Ltd.",
            "Alpha Company, Shanghai",
            "Alpha GmbH - Shanghai",
            "Alpha GmbH & Co. KG",
            "Alpha-Beta Ltd.",
            "Previously",
            "Alpha, Beta and Gamma Ltd.",
            "Alpha and Beta Co., Ltd.",
            "Alpha Co., Ltd.",
            "Alpha Company, Limited",
            "Procter & Gamble",
            "Trivia Ltd.",
            "Alpha Mill;",
            "Dubai Dba-Works",
        ] {
            assert!(parts(text).is_empty(), "{text:?}: {:?}", parts(text));
        }
    }
}
