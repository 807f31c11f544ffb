//! Slips that the search itself does not look for: in words of every class, at their first letter, in legal forms, and in
//! words without their vowels. A word that stands on no list is taken for a listed
//! one that it may be a slip of. The names are searched once more, and what is found is possible at best.

use std::ops::Range;

use super::super::lexicon::known;
use super::super::misspelling::{bare, is_bare, one_slip, shape, single, slip_of};
use super::super::model::{MatchKind, PartClass};
use super::super::tokens::{Token, Word};
use super::NameIndex;
use super::keys::{Hash, Kind};
use super::postings::List;
use super::remnant::FORMS;

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
    /// The stated words that it stands for.
    run: Range<usize>,
}

impl NameIndex {
    /// The stated name with its unknown words taken for listed ones; as many times as there are choices, none if there
    /// are none.
    pub(super) fn repaired(&self, tokens: &[Token]) -> Vec<Vec<Token>> {
        if let Some(spelled) = self.with_vowels(tokens) {
            return vec![spelled];
        }
        // One letter is what is left of a legal form also where a list has it as a word: `C., Ltd.`
        let form = |at: usize| tokens[at].text.len() == 1 && misspelt_form(tokens, at).is_some();
        let unknown: Vec<usize> = (0..tokens.len()).filter(|at| self.unknown(&tokens[*at]) || form(*at)).collect();
        if unknown.is_empty() || unknown.len() > MOST_UNKNOWN || tokens.len() < 2 {
            return Vec::new();
        }
        let (mut readings, mut unread): (Vec<Vec<Reading>>, usize) = (Vec::new(), 0);
        let bare_words = || tokens.iter().filter(|token| token.text.len() > 2 && is_bare(&token.text)).count();
        let without_vowels = unknown.iter().any(|at| is_bare(&tokens[*at].text)) && bare_words() > 1;
        for at in unknown {
            let found = self.readings(tokens, at, without_vowels);
            unread += usize::from(found.is_empty());
            // Two words that nothing explains are another name.
            if unread > 1 {
                return Vec::new();
            }
            readings.extend((!found.is_empty()).then_some(found));
        }
        let most = readings.iter().map(Vec::len).max().unwrap_or(0);
        let turns = (0..most).map(|turn| read(tokens, readings.iter().map(|found| &found[turn.min(found.len() - 1)])));
        turns.filter(|repaired| self.may_be_listed(repaired)).collect()
    }

    /// Returns false when no listed name can be this one: every one with its rarest distinctive word lacks another of
    /// its words here. A word that is near a listed one by accident stops here, and is not searched for.
    fn may_be_listed(&self, tokens: &[Token]) -> bool {
        /// Names looked at.
        const MOST: usize = 48;
        let keys: Vec<u32> = tokens.iter().filter_map(|token| self.vocabulary.find(&token.key)).collect();
        let names = |key: u32| self.postings.len(key, List::Alone) + self.postings.len(key, List::Among);
        let given = tokens.iter().filter(|token| token.class >= PartClass::Number && !token.han);
        let listed = given.filter_map(|token| self.vocabulary.find(&token.key)).filter(|key| names(*key) > 0);
        let Some(rarest) = listed.min_by_key(|key| names(*key)) else { return true };
        if names(rarest) > MOST {
            return true;
        }
        let mut all = [List::Alone, List::Among].into_iter().flat_map(|list| self.postings.names_of(rarest, list));
        all.any(|(name, _)| {
            let mut given = 0;
            let (mut met, mut lacks) = (0, 0);
            for part in self.parts_of(name).iter().map(|part| self.vocabulary.part(*part)) {
                let here = keys.contains(&part.key);
                match part.class {
                    PartClass::Given | PartClass::Number => given += usize::from(!here),
                    PartClass::Place | PartClass::Trade if here => met += 1,
                    PartClass::Place | PartClass::Trade => lacks += 1,
                    _ => {}
                }
            }
            given < 2 && (met > 0 || lacks < 2)
        })
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
        /// Letters of a word without vowels that stands among words with vowels: fewer are initials.
        const LONG: usize = 5;
        let word = tokens[at].text.as_str();
        let mut found = Vec::new();
        if let Some(form) = misspelt_form(tokens, at) {
            found.push(form);
        }
        let mut add = |number: u32, how: MatchKind, run: Range<usize>| {
            let part = self.vocabulary.part(number);
            let key = self.vocabulary.key(part.key);
            if !found.iter().any(|other: &Reading| other.key == key) {
                found.push(Reading { key: key.into(), class: part.class, how, run });
            }
        };
        let key = tokens[at].key.as_str();
        let spellings = if key == word { &[word][..] } else { &[word, key] };
        for spelling in spellings {
            let near = self.vocabulary.near(spelling).chain(self.vocabulary.shaped(spelling));
            for number in near.chain(self.vocabulary.undoubled(spelling)) {
                let listed = self.vocabulary.view(number);
                if listed.text.contains(' ') {
                    if let Some(run) = run_of(tokens, at, listed.text) {
                        add(number, MatchKind::Typo, run);
                    }
                } else if let Some(how) = slip_of(spelling, listed.text, listed.class) {
                    add(number, how, at..at + 1);
                }
            }
        }
        if is_bare(word) && (without_vowels || word.len() >= LONG) {
            for number in self.vocabulary.without_vowels(word) {
                if bare(self.vocabulary.view(number).text).eq(word.bytes()) {
                    add(number, MatchKind::Typo, at..at + 1);
                }
            }
        }
        found.truncate(MOST_READINGS);
        found
    }
}

/// A stated name with some of its words taken for others.
fn read<'r>(tokens: &[Token], readings: impl Iterator<Item = &'r Reading>) -> Vec<Token> {
    let mut repaired: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut next = 0;
    for reading in readings.filter(|reading| reading.run.end <= tokens.len()) {
        // A run of several words may hold the next one.
        if reading.run.start < next {
            continue;
        }
        repaired.extend_from_slice(&tokens[next..reading.run.start]);
        let run = &tokens[reading.run.clone()];
        repaired.push(Token {
            text: run.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ").into(),
            key: reading.key.clone(),
            class: reading.class,
            han: false,
            slip: Some(reading.how),
        });
        next = reading.run.end;
    }
    repaired.extend_from_slice(&tokens[next..]);
    repaired
}

/// The stated words that are those of a listed part of several words, with a slip at most in each, in their order or
/// from the last to the first.
fn run_of(tokens: &[Token], at: usize, listed: &str) -> Option<Range<usize>> {
    let words: Vec<&str> = listed.split(' ').collect();
    (0..words.len()).find_map(|offset| {
        let start = at.checked_sub(offset)?;
        let run = tokens.get(start..start + words.len())?;
        let slips = |token: &Token, word: &str| {
            one_slip(&token.text, word) || shape(token.text.as_bytes()).eq(shape(word.as_bytes()))
        };
        let meet = run.iter().zip(&words).all(|(token, word)| slips(token, word))
            || run.iter().rev().zip(&words).all(|(token, word)| slips(token, word));
        meet.then_some(start..start + words.len())
    })
}

/// The legal form that a short word at the end of a name may be a slip of: `Ko., Ltd.`
fn misspelt_form(tokens: &[Token], at: usize) -> Option<Reading> {
    /// Letters of the longest form, and one more.
    const LONGEST: usize = 8;
    let word = tokens[at].text.as_str();
    let ends = at > 0 && word.len() <= LONGEST && tokens[at + 1..].iter().all(|token| token.class == PartClass::Legal);
    let slip = |form: &&&str| {
        let one = word != **form && one_slip(word, form);
        one && (word.len() > 1 && form.len() > 1 || at + 1 < tokens.len())
            || word.len() > 2 && bare(form).eq(word.bytes())
    };
    let form = ends.then(|| FORMS.iter().find(slip)).flatten()?;
    let key = known(form).map_or(*form, |(_, key)| key);
    Some(Reading { key: Word::new_static(key), class: PartClass::Legal, how: MatchKind::Typo, run: at..at + 1 })
}

/// Letters of the words that are looked up by what is near them.
const NEAR: std::ops::RangeInclusive<usize> = 3..=24;

/// The keys under which a word is found with one letter more, less, other or out of its place: itself, and itself
/// without each of its letters (symmetric deletion). Each is put together from what stands before and behind the letter,
/// so that a word is read only twice.
pub(super) fn near_keys(word: &str) -> impl Iterator<Item = u32> + use<> {
    const BASE: u32 = 0x0100_0193;
    let fits = NEAR.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut keys = [0; *NEAR.end() + 1];
    let mut count = 0;
    if fits {
        let word = word.as_bytes();
        let mut before = [0_u32; *NEAR.end() + 1];
        for (at, letter) in word.iter().enumerate() {
            before[at + 1] = before[at].wrapping_mul(BASE).wrapping_add(u32::from(*letter));
        }
        keys[0] = spread(before[word.len()]);
        count = 1;
        let (mut behind, mut power) = (0_u32, 1_u32);
        for (at, letter) in word.iter().enumerate().rev() {
            // Of two same letters side by side, either left out leaves the same word.
            if word.get(at + 1) != Some(letter) {
                keys[count] = spread(before[at].wrapping_mul(power).wrapping_add(behind));
                count += 1;
            }
            behind = u32::from(*letter).wrapping_mul(power).wrapping_add(behind);
            power = power.wrapping_mul(BASE);
        }
    }
    keys.into_iter().take(count)
}

/// The bits of a key spread, because the high ones choose its bucket.
const fn spread(sum: u32) -> u32 {
    let sum = (sum ^ (sum >> 15) ^ Kind::Near as u32).wrapping_mul(0x9e37_79b1);
    sum ^ (sum >> 13)
}

/// The key of a word without its vowels.
pub(super) fn bare_key(word: &str) -> u32 {
    Hash::new(Kind::Bare).with_letters(bare(word)).done()
}

/// The key of the shape of a word, in which letters that scans and fonts confuse are the same.
pub(super) fn shape_key(word: &str) -> u32 {
    Hash::new(Kind::Shape).with_letters(shape(word.as_bytes())).done()
}

/// The key of a word of which doubled letters count once.
pub(super) fn single_key(word: &str) -> u32 {
    Hash::new(Kind::Single).with_letters(single(word)).done()
}
