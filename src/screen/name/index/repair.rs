//! Slips that the search itself does not look for: in words of every class, at their first letter, in legal forms, in
//! names without their vowels or cut off at the width of a field. A word that stands on no list is taken for a listed
//! one that it may be a slip of. The names are searched once more, and what is found is possible at best.

use super::super::lexicon::known;
use super::super::misspelling::{bare, is_bare, shape, slip_of};
use super::super::model::{MatchKind, PartClass};
use super::super::tokens::{Token, Word};
use super::NameIndex;
use super::keys::{Hash, Kind};

/// More unknown words than this are another name.
const MOST_UNKNOWN: usize = 8;
/// Words that one word is taken for, in turn.
const MOST_READINGS: usize = 3;

/// A listed word that a stated one is taken for.
#[derive(Debug, Clone)]
struct Reading {
    key: Word,
    class: PartClass,
    how: MatchKind,
}

impl NameIndex {
    /// The stated name with its unknown words taken for listed ones; as many times as there are choices, none if there
    /// are none.
    pub(super) fn repaired(&self, tokens: &[Token]) -> Vec<Vec<Token>> {
        let unknown: Vec<usize> = (0..tokens.len()).filter(|at| self.unknown(&tokens[*at])).collect();
        if unknown.is_empty() || unknown.len() > MOST_UNKNOWN || tokens.len() < 2 {
            return Vec::new();
        }
        let without_vowels = unknown.iter().filter(|at| is_bare(&tokens[**at].text)).count() > 1;
        let mut readings: Vec<(usize, Vec<Reading>)> = Vec::new();
        let mut unread = 0;
        for at in unknown {
            let found = self.readings(tokens, at, without_vowels);
            if found.is_empty() {
                unread += 1;
                // Two words that nothing explains are another name.
                if unread > 1 {
                    return Vec::new();
                }
            } else {
                readings.push((at, found));
            }
        }
        let most = readings.iter().map(|(_, found)| found.len()).max().unwrap_or(0);
        (0..most)
            .map(|turn| {
                let mut repaired = tokens.to_vec();
                for (at, found) in &readings {
                    let reading = &found[turn.min(found.len() - 1)];
                    let token = &mut repaired[*at];
                    (token.key, token.class, token.slip) = (reading.key.clone(), reading.class, Some(reading.how));
                }
                repaired
            })
            .collect()
    }

    /// Returns true for a word in Latin letters that no list and no lexicon knows.
    fn unknown(&self, token: &Token) -> bool {
        token.class == PartClass::Given
            && !token.han
            && token.text.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && self.vocabulary.find(&token.key).is_none()
    }

    /// The words that one is taken for, the likeliest first.
    fn readings(&self, tokens: &[Token], at: usize, without_vowels: bool) -> Vec<Reading> {
        let word = tokens[at].text.as_str();
        let mut found = Vec::new();
        if let Some(form) = misspelt_form(tokens, at) {
            found.push(form);
        }
        if at + 1 == tokens.len() {
            found.extend(self.cut_off(tokens));
        }
        let mut add = |number: u32, how: MatchKind| {
            let part = self.vocabulary.part(number);
            let key = self.vocabulary.key(part.key);
            if !found.iter().any(|other| other.key == key) {
                found.push(Reading { key: key.into(), class: part.class, how });
            }
        };
        let key = tokens[at].key.as_str();
        let spellings = if key == word { &[word][..] } else { &[word, key] };
        for spelling in spellings {
            for number in self.vocabulary.near(spelling).chain(self.vocabulary.shaped(spelling)) {
                let listed = self.vocabulary.view(number);
                if let Some(how) = slip_of(spelling, listed.text, listed.class) {
                    add(number, how);
                }
            }
        }
        if without_vowels && is_bare(word) {
            self.vocabulary
                .without_vowels(word)
                .filter(|number| bare(self.vocabulary.view(*number).text).eq(word.bytes()))
                .for_each(|number| add(number, MatchKind::Typo));
        }
        found.truncate(MOST_READINGS);
        found
    }

    /// The word that the last one begins: that with which a listed name goes on that begins with the same words.
    fn cut_off(&self, tokens: &[Token]) -> Option<Reading> {
        let (last, before) = tokens.split_last()?;
        let [first, second, ..] = before else { return None };
        self.keys.under(start_key(&first.key, &second.key)).take(MOST_UNKNOWN).find_map(|name| {
            let parts = self.parts_of(name);
            let next = self.vocabulary.view(*parts.get(before.len())?);
            let same = parts.iter().zip(before).all(|(part, token)| self.vocabulary.view(*part).key == token.key);
            let cut = same && next.text.len() > last.text.len() && next.text.starts_with(last.text.as_str());
            cut.then(|| Reading { key: next.key.into(), class: next.class, how: MatchKind::Typo })
        })
    }
}

/// The legal form that a short word at the end of a name may be a slip of: `Ko., Ltd.`
fn misspelt_form(tokens: &[Token], at: usize) -> Option<Reading> {
    const FORMS: [&str; 8] = ["co", "ltd", "inc", "corp", "llc", "gmbh", "limited", "company"];
    let word = tokens[at].text.as_str();
    let ends = at > 0 && tokens[at + 1..].iter().all(|token| token.class == PartClass::Legal);
    let slip = |form: &&&str| {
        let one = strsim::osa_distance(word, form) == 1;
        one && (word.len() > 1 && form.len() > 1 || at + 1 < tokens.len())
            || word.len() > 2 && bare(form).eq(word.bytes())
    };
    let form = ends.then(|| FORMS.iter().find(slip)).flatten()?;
    let key = known(form).map_or(*form, |(_, key)| key);
    Some(Reading { key: Word::new_static(key), class: PartClass::Legal, how: MatchKind::Typo })
}

/// The key of the first two words of a name.
pub(super) fn start_key(first: &str, second: &str) -> u32 {
    Hash::new(Kind::Start).with(first).with(second).done()
}

/// The keys under which a word is found with one letter more, less, other or out of its place: itself, and itself
/// without each of its letters (symmetric deletion).
pub(super) fn near_keys(word: &str) -> impl Iterator<Item = u32> + '_ {
    const SHORTEST: usize = 3;
    const LONGEST: usize = 24;
    let fits = (SHORTEST..=LONGEST).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let word = if fits { word.as_bytes() } else { &[] };
    let without = move |at: usize| {
        let letters = word.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, letter)| *letter);
        Hash::new(Kind::Near).with_letters(letters).done()
    };
    // Of two same letters side by side, either left out leaves the same word.
    (0..=word.len())
        .filter(move |at| !word.is_empty() && (*at == 0 || *at == word.len() || word[*at] != word[*at - 1]))
        .map(without)
}

/// The key of a word without its vowels.
pub(super) fn bare_key(word: &str) -> u32 {
    Hash::new(Kind::Bare).with_letters(bare(word)).done()
}

/// The key of the shape of a word, in which letters that scans and fonts confuse are the same.
pub(super) fn shape_key(word: &str) -> u32 {
    Hash::new(Kind::Shape).with_letters(shape(word.as_bytes())).done()
}
