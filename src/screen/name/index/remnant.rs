//! Names of which only a part was left: without their vowels, or cut off at the width of a field.

use super::super::misspelling::{consonants, is_bare};
use super::super::model::{MatchClass, MatchKind, PartClass, PartView};
use super::super::tokens::{Token, Word};
use super::keys::{Hash, Kind};
use super::{Hit, NameIndex};

/// Letters by which names that begin alike are found.
const START: usize = 12;
/// Fewer consonants than this are the abbreviation of too many names.
const LEAST: usize = 6;
/// Names looked at.
const MOST: usize = 64;

/// Legal forms as they stand at the end of a name.
pub(super) const FORMS: [&str; 9] = ["co", "ltd", "inc", "corp", "llc", "gmbh", "limited", "company", "corporation"];

/// Adds the keys under which a listed name is found by what was left of it.
pub(super) fn remnant_keys(views: &[PartView<'_>], keys: &mut Vec<u32>) {
    if views.iter().all(|view| view.text.is_ascii()) {
        let texts = |views: &[PartView<'_>]| start_key(views.iter().map(|view| view.text));
        keys.extend(texts(views));
        let end = views.iter().rposition(|view| view.class != PartClass::Legal).map_or(0, |last| last + 1);
        keys.extend(consonants_key(views[..end].iter().map(|view| view.text)));
    }
}

/// The key of the first letters of a name; `None` for a shorter one.
fn start_key<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Option<u32> {
    let letters = texts.flat_map(str::bytes).filter(|byte| *byte != b' ').take(START);
    (letters.clone().count() == START).then(|| Hash::new(Kind::Start).with_letters(letters).done())
}

/// The key of a name without its vowels; `None` where too little is left.
fn consonants_key<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Option<u32> {
    let letters = texts.flat_map(consonants);
    (letters.clone().count() >= LEAST).then(|| Hash::new(Kind::Consonants).with_letters(letters).done())
}

/// Returns true for a word that may be a legal form without its vowels.
fn is_bare_form(token: &Token) -> bool {
    token.class == PartClass::Legal || FORMS.iter().any(|form| consonants(form).eq(consonants(&token.text)))
}

impl NameIndex {
    /// A stated name that nobody left a vowel in, with its words taken for those of the listed name that has the same
    /// consonants; `None` for every other name.
    pub(super) fn with_vowels(&self, tokens: &[Token]) -> Option<Vec<Token>> {
        /// Letters from which a word has a vowel to lose.
        const LONG: usize = 4;
        let mut words = tokens.iter().flat_map(|token| token.text.split(' '));
        if !words.clone().all(|word| word.len() < LONG || is_bare(word)) || !words.any(|word| word.len() >= LONG) {
            return None;
        }
        let end = tokens.iter().rposition(|token| !is_bare_form(token))? + 1;
        let key = consonants_key(tokens[..end].iter().map(|token| token.text.as_str()))?;
        let mut name = self.remnants.under(key).take(MOST).find_map(|name| self.spelled_out(name, &tokens[..end]))?;
        for token in &tokens[end..] {
            name.push(Token { class: PartClass::Legal, ..token.clone() });
        }
        Some(name)
    }

    /// Stated words without vowels as the words of a listed name; `None` where the consonants are others.
    fn spelled_out(&self, name: u32, stated: &[Token]) -> Option<Vec<Token>> {
        let parts = self.parts_of(name);
        let last = parts.iter().rposition(|part| self.vocabulary.part(*part).class != PartClass::Legal)?;
        let parts = &parts[..=last];
        let text = |part: u32| self.vocabulary.view(part).text;
        let mut found = Vec::with_capacity(stated.len());
        let (mut from, mut at) = (0, 0);
        while from < stated.len() && at < parts.len() {
            let mut have: Vec<u8> = consonants(&stated[from].text).collect();
            let mut want: Vec<u8> = consonants(text(parts[at])).collect();
            let (mut to, mut until) = (from + 1, at + 1);
            // Words that were joined or split otherwise end at the same letter at last.
            while have != want {
                if want.starts_with(&have) {
                    have.extend(consonants(&stated.get(to)?.text));
                    to += 1;
                } else if have.starts_with(&want) {
                    want.extend(consonants(text(*parts.get(until)?)));
                    until += 1;
                } else {
                    return None;
                }
            }
            let words = stated[from..to].iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
            found.extend(parts[at..until].iter().map(|part| {
                let view = self.vocabulary.view(*part);
                Token {
                    text: words.as_str().into(),
                    key: Word::from(view.key),
                    class: view.class,
                    han: false,
                    slip: (view.text != words).then_some(MatchKind::Typo),
                }
            }));
            (from, at) = (to, until);
        }
        (from == stated.len() && at == parts.len()).then_some(found)
    }

    /// The listed names that go on where the stated one was cut off in the middle of a word.
    pub(super) fn cut_short(&self, tokens: &[Token], limit: usize) -> Vec<Hit> {
        /// Letters and words that a field holds at least before it cuts a name off.
        const LETTERS: usize = 14;
        const WORDS: usize = 3;
        const SCORE: f32 = 0.7;
        let texts = || tokens.iter().map(|token| token.text.as_str());
        let ends = tokens.last().is_none_or(|last| last.class == PartClass::Legal);
        let words = texts().flat_map(|text| text.split(' ')).count();
        let letters = texts().flat_map(str::bytes).filter(|byte| *byte != b' ');
        if ends || words < WORDS || letters.clone().count() < LETTERS || !texts().all(str::is_ascii) {
            return Vec::new();
        }
        let mut hits: Vec<Hit> = Vec::new();
        for at in start_key(texts()).into_iter().flat_map(|key| self.remnants.under(key)).take(MOST) {
            let (entity, name) = self.owners[at as usize];
            if hits.len() < limit && !hits.iter().any(|hit| hit.entity == entity) && self.goes_on(at, letters.clone()) {
                hits.push(Hit { entity, name, score: SCORE, class: MatchClass::Possible, at });
            }
        }
        hits
    }

    /// Returns true when a listed name begins with these letters, the last of them stands in the middle of a word, and
    /// the words say more than a place.
    fn goes_on(&self, name: u32, mut stated: impl Iterator<Item = u8>) -> bool {
        let mut next = stated.next();
        let mut tells = false;
        for part in self.parts_of(name).iter().map(|part| self.vocabulary.view(*part)) {
            tells |= matches!(part.class, PartClass::Trade | PartClass::Given);
            for word in part.text.split(' ') {
                for (at, letter) in word.bytes().enumerate() {
                    match next {
                        None => return tells && at > 0,
                        Some(stated) if stated != letter => return false,
                        Some(_) => next = stated.next(),
                    }
                }
            }
        }
        false
    }
}
