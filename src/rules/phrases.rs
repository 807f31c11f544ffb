//! Listed names as they stand inside longer text: whole words, with or without the legal form.
//!
//! A remark ("bought through Example Trading until May") is no name, and is not compared as one: what is found in it is a
//! listed name word for word.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::screen::name::fold;
use crate::screen::script::is_han;

/// Words at the end of a name that a text leaves out; a listed name of fewer words than two has none to spare.
const FORMS: [&str; 13] = [
    "co",
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "company",
    "llc",
    "plc",
    "group",
    "gmbh",
    "sa",
];
/// The same, in Chinese, the longest first.
const HAN_FORMS: [&str; 5] = ["股份有限公司", "有限责任公司", "有限公司", "集团", "公司"];
/// Fewest bytes of a phrase in letters, which must be of two words.
const LETTERS: usize = 10;
/// Fewest characters of a phrase in Chinese.
const CHARACTERS: usize = 4;

/// Listed names, to be found in text.
#[derive(Debug)]
pub(super) struct Phrases {
    automaton: Option<AhoCorasick>,
    /// Entity and number of the name of each pattern.
    owners: Vec<(u32, u32)>,
}

impl Phrases {
    /// Enters names: entity, number of the name, text.
    pub(super) fn new<'n>(names: impl Iterator<Item = (u32, u32, &'n str)>) -> Self {
        let mut patterns = Vec::new();
        let mut owners = Vec::new();
        for (entity, name, text) in names {
            let folded = fold(text);
            let short = without_form(&folded);
            for phrase in [Some(folded.as_str()), Some(short).filter(|short| *short != folded)].into_iter().flatten() {
                if tells(phrase) {
                    patterns.push(phrase.to_owned());
                    owners.push((entity, name));
                }
            }
        }
        // The patterns are plain text and few; where none can be built, none is found.
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns).ok();
        Self { automaton, owners }
    }

    /// The entities whose names stand in a text, with the number of the name; each entity once.
    pub(super) fn find(&self, text: &str) -> Vec<(u32, u32)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let folded = fold(text);
        let mut found: Vec<(u32, u32)> = Vec::new();
        for hit in automaton.find_overlapping_iter(&folded) {
            let edge = |at: usize| {
                let before = folded[..at].chars().next_back();
                let after = folded[at..].chars().next();
                !matches!((before, after), (Some(a), Some(b)) if is_word(a) && is_word(b))
            };
            let owner = self.owners[hit.pattern().as_usize()];
            if edge(hit.start()) && edge(hit.end()) && !found.iter().any(|(entity, _)| *entity == owner.0) {
                found.push(owner);
            }
        }
        found
    }
}

/// Returns true for a character that its neighbours form a word with; Chinese has no gaps between words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}

/// A folded name without its legal form.
fn without_form(folded: &str) -> &str {
    let mut rest = folded;
    loop {
        let shorter = FORMS
            .iter()
            .find_map(|form| rest.strip_suffix(form)?.strip_suffix(' '))
            .or_else(|| HAN_FORMS.iter().find_map(|form| rest.strip_suffix(form)));
        match shorter {
            Some(shorter) => rest = shorter.trim_end(),
            None => return rest,
        }
    }
}

/// Returns true for a phrase that is more than a word which much else is called by.
fn tells(phrase: &str) -> bool {
    let han = phrase.chars().filter(|c| is_han(*c)).count();
    han >= CHARACTERS || han == 0 && phrase.contains(' ') && phrase.len() >= LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_name_inside_a_sentence() {
        let names = [(1, 0, "Huafu Fashion Co., Ltd."), (2, 0, "新疆大全新能源股份有限公司"), (3, 0, "Camel")];
        let phrases = Phrases::new(names.into_iter());
        let found = |text: &str| phrases.find(text).into_iter().map(|(entity, _)| entity).collect::<Vec<_>>();
        assert_eq!(found("bought from HUAFU Fashion until May"), [1]);
        assert_eq!(found("原料来自新疆大全新能源，2023年起"), [2]);
        assert!(found("Huafu Fashionable shoes").is_empty());
        assert!(found("a camel in the desert").is_empty(), "one word tells nothing");
    }
}
