//! Which part of a stated name meets which part of a listed one, in whatever order, and how.

use super::han::{self, is_han};
use super::letters::skeleton;
use super::slips::slipped;
use super::syllables::syllables;
use super::tokens::spelled;
use super::words::Class;

/// How one part met another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// The same word.
    Equal,
    /// Another form of the same word: plural, abbreviation, romanisation, translation.
    Form,
    /// The name of the firm in the other script, as the list prints it.
    Brand,
    /// The name by which the firm is widely known in the other script.
    KnownAs,
    /// Chinese characters read as these letters.
    Pinyin,
    /// The same letters, joined or split differently.
    Glued,
    /// Letters that look alike were taken for one another: `rn` for `m`, `1` for `l`.
    Misread,
    /// One or two letters differ.
    Typo,
    /// Written down by ear in another alphabet.
    Heard,
    /// One letter differs, but both are Mandarin syllables, so that it may be another name.
    Near,
    /// Listed, but not stated.
    Missing,
    /// Stated, but not listed.
    Extra,
    /// A legal form, which does not count.
    LegalForm,
}

impl How {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Form => "form of",
            Self::Brand => "name in the other script of",
            Self::KnownAs => "widely known as",
            Self::Pinyin => "pinyin of",
            Self::Glued => "glued or split",
            Self::Misread => "looks like",
            Self::Typo => "typo of",
            Self::Heard => "sounds like",
            Self::Near => "perhaps a typo of",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::LegalForm => "legal form",
        }
    }
}

impl std::fmt::Display for How {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A part as the comparison sees it; borrowed from a token or from the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'t> {
    pub(super) text: &'t str,
    pub(super) key: &'t str,
    pub(super) class: Class,
    pub(super) han: bool,
    /// The brand in Latin letters of a firm that is known by these characters; empty if none is known.
    pub(super) brand: &'t str,
    /// Whether an entry of the list prints that brand beside these characters.
    pub(super) printed: bool,
    /// How much a listed part says, in hundredths; worked out once, when it is entered.
    pub(super) weight: u8,
}

impl View<'_> {
    /// Whether the part takes part in the comparison at all.
    pub(super) fn counts(&self) -> bool {
        self.class > Class::Legal
    }
}

/// What met what: for each listed part, the stated parts (from, count) and how.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    pub(super) listed: Vec<Option<(usize, usize, How)>>,
    pub(super) stated: Vec<bool>,
    joined: String,
    other: String,
}

/// Meets the parts of two names.
pub(super) fn align(stated: &[View<'_>], listed: &[View<'_>], alignment: &mut Alignment) {
    alignment.listed.clear();
    alignment.listed.resize(listed.len(), None);
    alignment.stated.clear();
    alignment.stated.resize(stated.len(), false);
    // Equal parts first, the rarest class first, so that a repeated common word cannot take the place of a rare one; and
    // the very word before another form of it, so that the 新 of Xinya cannot take the place of New.
    for class in [Class::Given, Class::Number, Class::Trade, Class::Place, Class::Frame] {
        for (at, want) in listed.iter().enumerate().filter(|(_, view)| view.class == class) {
            let mut met = None;
            for (from, have) in stated.iter().enumerate() {
                if !alignment.stated[from]
                    && have.counts()
                    && let Some(how) = meets(have, want)
                {
                    if have.text == want.text {
                        met = Some((from, how));
                        break;
                    }
                    met = met.or(Some((from, how)));
                }
            }
            if let Some((from, how)) = met {
                alignment.stated[from] = true;
                alignment.listed[at] = Some((from, 1, how));
            }
        }
    }
    let open = |alignment: &Alignment| {
        listed.iter().zip(&alignment.listed).any(|(view, met)| met.is_none() && view.counts())
            && stated.iter().zip(&alignment.stated).any(|(view, met)| !met && view.counts())
    };
    if open(alignment) {
        glue(stated, listed, alignment);
        if open(alignment) {
            misspelt(stated, listed, alignment);
        }
    }
}

/// Whether two parts are the same word, and how.
fn meets(have: &View<'_>, want: &View<'_>) -> Option<How> {
    if !have.brand.is_empty() && have.brand == want.key {
        return Some(if have.printed { How::Brand } else { How::KnownAs });
    }
    if have.key != want.key {
        return None;
    }
    match (have.han, want.han) {
        (true, true) => (have.text == want.text).then_some(How::Equal),
        (false, false) => Some(if have.text == want.text { How::Equal } else { How::Form }),
        _ => Some(How::Pinyin),
    }
}

/// The most parts that are joined to meet one.
const MOST: usize = 4;

/// Parts joined or split differently: `King Herbs` and `Kingherbs`, 天棉 and `Tianmian`.
fn glue(stated: &[View<'_>], listed: &[View<'_>], alignment: &mut Alignment) {
    for (at, want) in listed.iter().enumerate() {
        if alignment.listed[at].is_none() && want.counts() {
            let used = |from: usize, alignment: &Alignment| alignment.stated[from];
            if let Some((from, count, how)) = run(stated, want, alignment, used) {
                alignment.stated[from..from + count].fill(true);
                alignment.listed[at] = Some((from, count, how));
            }
        }
    }
    for (from, have) in stated.iter().enumerate() {
        if !alignment.stated[from] && have.counts() {
            let used = |at: usize, alignment: &Alignment| alignment.listed[at].is_some();
            if let Some((at, count, how)) = run(listed, have, alignment, used) {
                alignment.stated[from] = true;
                alignment.listed[at..at + count].fill(Some((from, 1, how)));
            }
        }
    }
}

/// A run of two or more free parts that together spell a word.
fn run(
    parts: &[View<'_>],
    word: &View<'_>,
    alignment: &mut Alignment,
    used: impl Fn(usize, &Alignment) -> bool,
) -> Option<(usize, usize, How)> {
    if word.text.is_ascii() && word.brand.is_empty() && parts.iter().all(|part| part.text.is_ascii()) {
        return latin_run(parts, word, |at| !used(at, alignment));
    }
    let chinese = |view: &View<'_>| view.text.starts_with(is_han);
    let of_characters = chinese(word);
    let mut spelling = std::mem::take(&mut alignment.other);
    spelling.clear();
    spelled(word, &mut spelling);
    let mut joined = std::mem::take(&mut alignment.joined);
    let mut found = None;
    'from: for from in 0..parts.len() {
        joined.clear();
        let mut characters = true;
        for to in from..parts.len().min(from + MOST) {
            if used(to, alignment) || parts[to].class == Class::Filler {
                continue 'from;
            }
            characters &= chinese(&parts[to]);
            spelled(&parts[to], &mut joined);
            if joined.len() > spelling.len().max(word.brand.len()) + 1 {
                continue 'from;
            }
            // One part alone meets only what is written in the other script.
            let other_script =
                characters != of_characters && (word.class == Class::Given || parts[to].class == Class::Given);
            if (to > from || other_script) && same_glued(&joined, &spelling, word) {
                // Characters meet characters only as themselves: others are read alike.
                let same = || parts[from..=to].iter().flat_map(|part| part.text.chars()).eq(word.text.chars());
                if characters && of_characters && !same() {
                    continue 'from;
                }
                let how = match (characters, of_characters) {
                    _ if !word.brand.is_empty() && joined == word.brand && word.printed => How::Brand,
                    _ if !word.brand.is_empty() && joined == word.brand => How::KnownAs,
                    (true, false) | (false, true) => How::Pinyin,
                    _ => How::Glued,
                };
                found = Some((from, to - from + 1, how));
                break 'from;
            }
        }
    }
    alignment.joined = joined;
    alignment.other = spelling;
    found
}

/// The same where everything is written in Latin letters, which is nearly always: nothing is built.
fn latin_run(parts: &[View<'_>], word: &View<'_>, free: impl Fn(usize) -> bool) -> Option<(usize, usize, How)> {
    let letters = |text: &str| text.len() - text.bytes().filter(|byte| *byte == b' ').count();
    let most = letters(word.text).max(word.key.len()) + 1;
    for from in 0..parts.len() {
        let mut length = 0;
        for (count, part) in parts[from..].iter().take(MOST).enumerate() {
            length += letters(part.text);
            if length > most || !free(from + count) || part.class == Class::Filler {
                break;
            }
            let run = &parts[from..=from + count];
            if count > 0 && (spells(run, word.text) || spells(run, word.key)) {
                return Some((from, count + 1, How::Glued));
            }
        }
    }
    None
}

/// Whether parts joined are this text, or its plural; gaps do not count.
fn spells(run: &[View<'_>], text: &str) -> bool {
    let mut joined = run.iter().flat_map(|part| part.text.bytes()).filter(|byte| *byte != b' ');
    let same = text.bytes().filter(|byte| *byte != b' ').all(|byte| joined.next() == Some(byte));
    same && match joined.next() {
        None => true,
        Some(b's') => joined.next().is_none(),
        Some(_) => false,
    }
}

/// Whether joined parts spell a word, a plural more or less.
fn same_glued(joined: &str, spelling: &str, word: &View<'_>) -> bool {
    joined == spelling
        || joined == word.key
        || !word.brand.is_empty() && joined == word.brand
        || joined.strip_suffix('s').is_some_and(|singular| singular == word.key)
}

/// Misspelt parts. A misspelt trade or place is in no vocabulary, so it stands as a given word.
fn misspelt(stated: &[View<'_>], listed: &[View<'_>], alignment: &mut Alignment) {
    for (at, want) in listed.iter().enumerate() {
        if alignment.listed[at].is_some() || want.class < Class::Place || want.class == Class::Number || want.han {
            continue;
        }
        let met = stated.iter().enumerate().find_map(|(from, have)| {
            let free = !alignment.stated[from] && have.class == Class::Given && !have.han;
            free.then(|| slip(have, want)).flatten().map(|how| (from, how))
        });
        if let Some((from, how)) = met {
            alignment.stated[from] = true;
            alignment.listed[at] = Some((from, 1, how));
        }
    }
}

/// The slip that makes one part of another, if there is a likely one.
fn slip(have: &View<'_>, want: &View<'_>) -> Option<How> {
    if !have.text.is_ascii() && !have.text.starts_with(is_han) {
        let heard = skeleton(have.key).is_some_and(|sound| skeleton(want.key).is_some_and(|other| sound == other));
        if heard && syllables(want.key).is_none() {
            return Some(How::Heard);
        }
    }
    slipped(have.key, want.key)
        .or_else(|| (want.text != want.key && want.text.is_ascii()).then(|| slipped(have.text, want.text)).flatten())
}

/// How many Mandarin syllables a part is; `None` if it is none.
pub(super) fn syllables_of(view: &View<'_>) -> Option<usize> {
    if view.text.starts_with(han::is_han) { Some(view.text.chars().count()) } else { syllables(view.key) }
}
