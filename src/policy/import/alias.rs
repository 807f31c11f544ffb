//! Names with their aliases in one cell, as DHS and CBP print them: `X Co. (also known as A; B; and C)`,
//! `Y (formerly known as Z and including one alias: W)`, `V (including two aliases: A and B) and subsidiaries`.

use super::name_cell::{NameCell, number, split, trim};
use super::subsidiaries::find_subsidiaries;
use crate::finding::NameKind;

/// Takes a cell apart.
pub(super) fn read(cell: &str) -> NameCell {
    let cell = cell.trim().trim_end_matches('*').trim();
    let mut named = NameCell::default();
    let mut base = String::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let mut seen_aliases = false;
    for (at, ch) in cell.char_indices() {
        match ch {
            '(' | '（' => {
                if depth == 0 {
                    base.push_str(&cell[start..at]);
                    start = at;
                }
                depth += 1;
            }
            ')' | '）' if depth == 0 => {
                named.problems.push("a bracket is closed that was not opened".to_owned());
            }
            ')' | '）' => {
                depth -= 1;
                if depth == 0 {
                    let end = at + ch.len_utf8();
                    let inner = cell[start..at].trim_start_matches(['(', '（']);
                    if is_native(inner) {
                        named.others.push((NameKind::Native, inner.trim().to_owned()));
                        base.push(' ');
                    } else if segments(inner).1.is_empty() {
                        base.push_str(&cell[start..end]);
                    } else {
                        aliases(inner, &mut named);
                        seen_aliases = true;
                        // What follows the aliases is parted from what stands before them.
                        base.push('\u{1}');
                    }
                    start = end;
                }
            }
            _ => {}
        }
    }
    if depth > 0 {
        named.problems.push("a bracket is opened and not closed".to_owned());
    }
    base.push_str(&cell[start..]);
    let (before, after) = base.split_once('\u{1}').unwrap_or((&base, ""));
    let mut before = before.to_owned();
    if !seen_aliases {
        // Aliases without brackets: `X Co., also known as Y`.
        let (head, found) = segments(&before);
        if !found.is_empty() {
            let head = head.to_owned();
            aliases(&before[head.len()..], &mut named);
            before = head;
        }
    }
    let after = trim(&after.replace('\u{1}', " ")).to_owned();
    if !after.is_empty() {
        if widens(&after) {
            named.widened = after;
        } else {
            named.problems.push(format!("`{after}` stands behind the brackets"));
        }
    }
    if let Some((start, behind)) = find_subsidiaries(&before) {
        let words = before[start..].trim_matches([' ', ',', '(', ')', '（', '）']).to_owned();
        let name = before[..start].trim_end_matches(['(', '（', ' ', ',']).to_owned();
        let (widened, list) = behind.map_or((words.as_str(), ""), |at| words.split_at(at.min(words.len())));
        named.members(list, widened);
        before = name;
    }
    named.primary = trim(&before).to_owned();
    named
}

/// Returns true when a bracket holds a name in the script of the country.
fn is_native(inner: &str) -> bool {
    inner.chars().any(char::is_alphabetic) && !inner.chars().any(|ch| ch.is_ascii_alphabetic())
}

/// `and subsidiaries`, `and its subordinate and affiliated entities`.
fn widens(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.starts_with("and ") && ["subsidiar", "affiliate", "subordinate"].iter().any(|word| lower.contains(word))
}

/// Adds the names of `also known as A; B; and including one alias: C`.
fn aliases(text: &str, named: &mut NameCell) {
    let (head, found) = segments(text);
    if !trim(head).is_empty() {
        named.problems.push(format!("`{}` stands before the aliases", trim(head)));
    }
    for segment in found {
        let mut names = split(segment.text, segment.count);
        names.retain(|name| !name.is_empty());
        if names.is_empty() {
            named.problems.push("an alias is announced, but none follows".to_owned());
        }
        if let Some(count) = segment.count.filter(|count| *count != names.len()) {
            named.problems.push(format!("says {count} aliases, but {} were read", names.len()));
        }
        named.others.extend(names.into_iter().map(|name| (segment.kind, name)));
    }
}

struct Segment<'t> {
    kind: NameKind,
    count: Option<usize>,
    text: &'t str,
}

/// The text before the first announcement of aliases, and what each announcement announces.
fn segments(text: &str) -> (&str, Vec<Segment<'_>>) {
    let words: Vec<(usize, &str)> = text
        .split_inclusive(char::is_whitespace)
        .scan(0, |at, piece| {
            let here = *at;
            *at += piece.len();
            Some((here, piece.trim()))
        })
        .filter(|(_, word)| !word.is_empty())
        .collect();
    let lower: Vec<String> = words.iter().map(|(_, word)| word.to_lowercase()).collect();
    let mut found: Vec<(usize, usize, NameKind, Option<usize>)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((length, kind, count)) = announcement(&lower[at..]) {
            let end = words.get(at + length).map_or(text.len(), |(at, _)| *at);
            found.push((words[at].0, end, kind, count));
            at += length;
        } else {
            at += 1;
        }
    }
    let head = found.first().map_or(text, |(start, ..)| &text[..*start]);
    let segments = found
        .iter()
        .enumerate()
        .map(|(number, (_, end, kind, count))| Segment {
            kind: *kind,
            count: *count,
            text: &text[*end..found.get(number + 1).map_or(text.len(), |(start, ..)| *start).max(*end)],
        })
        .collect();
    (head, segments)
}

/// Recognises words that announce names. Returns the number of words, the kind of the names, and the number of names
/// promised.
fn announcement(words: &[String]) -> Option<(usize, NameKind, Option<usize>)> {
    let bare = |at: usize| words.get(at).map_or("", |word| word.trim_matches([',', ';', ':', '“', '"']));
    let phrase = |from: usize, phrase: &[&str]| phrase.iter().enumerate().all(|(n, word)| bare(from + n) == *word);
    let lead = usize::from(matches!(bare(0), "and" | "or"));
    for (words, kind) in [
        (&["also", "known", "as"][..], NameKind::Alias),
        (&["also", "doing", "business", "as"], NameKind::Alias),
        (&["doing", "business", "as"], NameKind::Alias),
        (&["a.k.a."], NameKind::Alias),
        (&["a.k.a"], NameKind::Alias),
        (&["aka"], NameKind::Alias),
        (&["now", "known", "as"], NameKind::Alias),
        (&["formerly", "known", "as"], NameKind::Former),
        (&["previously", "known", "as"], NameKind::Former),
        (&["f.k.a."], NameKind::Former),
        (&["fka"], NameKind::Former),
    ] {
        if phrase(lead, words) {
            return Some((lead + words.len(), kind, None));
        }
    }
    // [and] [including|with] [the] [two] [former] alias|aliases|name|names[:]
    let mut at = lead;
    let including = matches!(bare(at), "including" | "includes" | "with");
    at += usize::from(including);
    at += usize::from(bare(at) == "the" || bare(at) == "its");
    let count = number(bare(at));
    at += usize::from(count.is_some());
    let former = matches!(bare(at), "former" | "previous");
    at += usize::from(former);
    let noun = matches!(bare(at), "alias" | "aliases") || (former && matches!(bare(at), "name" | "names"));
    // `alias` alone could be part of a name; it announces something with a word or a colon.
    if noun && (including || count.is_some() || former || words[at].ends_with(':')) {
        return Some((at + 1, if former { NameKind::Former } else { NameKind::Alias }, count));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use NameKind::{Alias, Former};

    fn names(cell: &str) -> (String, Vec<(NameKind, String)>) {
        let named = read(cell);
        assert_eq!(named.problems, Vec::<String>::new(), "{cell}");
        (named.primary, named.others)
    }

    fn expect(cell: &str, primary: &str, others: &[(NameKind, &str)]) {
        let others = others.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect();
        assert_eq!(names(cell), (primary.to_owned(), others));
    }

    #[test]
    fn the_forms_of_the_official_pages() {
        expect("Camel Group Co., Ltd.", "Camel Group Co., Ltd.", &[]);
        expect("Hoshine Silicon Industry (Shanshan) Co., Ltd.", "Hoshine Silicon Industry (Shanshan) Co., Ltd.", &[]);
        expect(
            "Hetian Haolin Hair Accessories Co. Ltd. (and two aliases: Hotan Haolin Hair Accessories; and Hollin Hair Accessories)",
            "Hetian Haolin Hair Accessories Co. Ltd.",
            &[(Alias, "Hotan Haolin Hair Accessories"), (Alias, "Hollin Hair Accessories")],
        );
        expect(
            "Dongguan Oasis Shoes Co., Ltd. (also known as Dongguan Oasis Shoe Industry Co. Ltd.; Dongguan Luzhou Shoes Co. Ltd.; and Dongguan Lvzhou Shoes Co., Ltd.)",
            "Dongguan Oasis Shoes Co., Ltd.",
            &[
                (Alias, "Dongguan Oasis Shoe Industry Co. Ltd."),
                (Alias, "Dongguan Luzhou Shoes Co. Ltd."),
                (Alias, "Dongguan Lvzhou Shoes Co., Ltd."),
            ],
        );
        expect(
            "Example (Shanshan) Co., Ltd. (formerly known as Old Example Co. Ltd. and including one alias: Example Holdings Limited)",
            "Example (Shanshan) Co., Ltd.",
            &[(Former, "Old Example Co. Ltd."), (Alias, "Example Holdings Limited")],
        );
        expect(
            "Aksu Huafu Color Spinning Co., Ltd. (also known as Akesu Huafu and Aksu Huafu Dyed Melange Yarn; formerly known as Aksu Huafu Textiles Co.)",
            "Aksu Huafu Color Spinning Co., Ltd.",
            &[(Alias, "Akesu Huafu and Aksu Huafu Dyed Melange Yarn"), (Former, "Aksu Huafu Textiles Co.")],
        );
        expect(
            "X (including two aliases: Akesu Huafu and Aksu Huafu Dyed Melange Yarn)",
            "X",
            &[(Alias, "Akesu Huafu"), (Alias, "Aksu Huafu Dyed Melange Yarn")],
        );
        expect(
            "Junggar Cotton and Linen Co. (including one alias: Junggar Cotton and Linen)",
            "Junggar Cotton and Linen Co.",
            &[(Alias, "Junggar Cotton and Linen")],
        );
        expect(
            "Y (including three aliases: A Trading Co., Ltd., B Cotton and Linen Co., Ltd., and C)",
            "Y",
            &[(Alias, "A Trading Co., Ltd."), (Alias, "B Cotton and Linen Co., Ltd."), (Alias, "C")],
        );
        expect(
            "X (also known as Sichuan Example Technology Co., Ltd. and JWD Technology; and formerly known as High-tech Zone Example Co., Ltd.)",
            "X",
            &[
                (Alias, "Sichuan Example Technology Co., Ltd."),
                (Alias, "JWD Technology"),
                (Former, "High-tech Zone Example Co., Ltd."),
            ],
        );
        expect(
            "X (also known as A Works; and B Co., Ltd. and C Works)",
            "X",
            &[(Alias, "A Works"), (Alias, "B Co., Ltd."), (Alias, "C Works")],
        );
        expect("X (also known as A Trade Company and Sons)", "X", &[(Alias, "A Trade Company and Sons")]);
        expect("X (including two aliases: A Ltd. and Sons; and B)", "X", &[(Alias, "A Ltd. and Sons"), (Alias, "B")]);
        expect("Z Co., also known as W", "Z Co.", &[(Alias, "W")]);
        expect("V (a.k.a. W) (f.k.a. U)", "V", &[(Alias, "W"), (Former, "U")]);
    }

    #[test]
    fn words_that_widen_the_entry_are_kept_apart() {
        let named = read(
            "XPCC (including three aliases: Xinjiang Corps; Bingtuan; and the Corps) and its subordinate and affiliated entities",
        );
        assert_eq!(named.problems, Vec::<String>::new());
        assert_eq!((named.primary.as_str(), named.others.len()), ("XPCC", 3));
        assert_eq!(named.widened, "and its subordinate and affiliated entities");
    }

    #[test]
    fn a_name_in_the_script_of_the_country_is_one() {
        let named = read("Example Textile Co., Ltd. (示例纺织有限公司) (also known as Example Yarn)");
        assert_eq!(named.primary, "Example Textile Co., Ltd.");
        let native = (NameKind::Native, "示例纺织有限公司".to_owned());
        assert_eq!(named.others, [native, (Alias, "Example Yarn".to_owned())]);
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (cell, expected) in [
            ("A (including three aliases: B; and C)", "says 3 aliases, but 2 were read"),
            ("A (also known as )", "none follows"),
            ("A (also known as B", "opened and not closed"),
            ("A) Ltd", "closed that was not opened"),
            ("A (also known as B) of Urumqi", "`of Urumqi` stands behind"),
            ("A (see also known as B)", "`see` stands before"),
        ] {
            let problems = read(cell).problems.join("; ");
            assert!(problems.contains(expected), "{expected} is missing in `{problems}` for {cell}");
        }
    }
}
