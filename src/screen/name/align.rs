//! Alignment of the parts of a stated name with those of a listed one, in whatever order.

use super::han::{self, is_han};
use super::letters::skeleton;
use super::misspelling::misspelling;
use super::model::{MatchKind, PartClass, PartView};
use super::syllables::syllables;
use super::tokens::spelled;

/// Alignment of two names: for each listed part, the stated parts (from, count) that it matches and how; for each
/// stated part, whether it is used.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    pub(super) listed: Vec<Option<(usize, usize, MatchKind)>>,
    pub(super) stated: Vec<bool>,
    joined: String,
    other: String,
}

/// Aligns the parts of two names.
pub(super) fn align(stated: &[PartView<'_>], listed: &[PartView<'_>], alignment: &mut Alignment) {
    alignment.listed.clear();
    alignment.listed.resize(listed.len(), None);
    alignment.stated.clear();
    alignment.stated.resize(stated.len(), false);
    // Equal parts first, the rarest class first, so that a repeated common word cannot take the place of a rare one; and
    // the very word before another form of it, so that the 新 of Xinya cannot take the place of New.
    for class in [PartClass::Given, PartClass::Number, PartClass::Trade, PartClass::Place, PartClass::Frame] {
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

/// Compares two parts. Returns how they match; `None` for different words.
fn meets(have: &PartView<'_>, want: &PartView<'_>) -> Option<MatchKind> {
    if !have.brand.is_empty() && have.brand == want.key {
        return Some(if have.printed { MatchKind::Brand } else { MatchKind::KnownAs });
    }
    if have.key != want.key {
        return None;
    }
    if have.slip.is_some() {
        return have.slip;
    }
    match (have.han, want.han) {
        (true, true) => (have.text == want.text).then_some(MatchKind::Equal),
        (false, false) => Some(if have.text == want.text { MatchKind::Equal } else { MatchKind::Form }),
        _ => Some(MatchKind::Pinyin),
    }
}

/// The most parts that are joined to meet one.
const MOST: usize = 4;

/// Parts joined or split differently: `King Herbs` and `Kingherbs`, 天棉 and `Tianmian`.
fn glue(stated: &[PartView<'_>], listed: &[PartView<'_>], alignment: &mut Alignment) {
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
    parts: &[PartView<'_>],
    word: &PartView<'_>,
    alignment: &mut Alignment,
    used: impl Fn(usize, &Alignment) -> bool,
) -> Option<(usize, usize, MatchKind)> {
    if word.text.is_ascii() && word.brand.is_empty() && parts.iter().all(|part| part.text.is_ascii()) {
        return latin_run(parts, word, |at| !used(at, alignment));
    }
    let chinese = |view: &PartView<'_>| view.text.starts_with(is_han);
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
            if used(to, alignment) || parts[to].class == PartClass::Filler {
                continue 'from;
            }
            characters &= chinese(&parts[to]);
            spelled(&parts[to], &mut joined);
            if joined.len() > spelling.len().max(word.brand.len()) + 1 {
                continue 'from;
            }
            // One part alone meets only what is written in the other script.
            let other_script =
                characters != of_characters && (word.class == PartClass::Given || parts[to].class == PartClass::Given);
            if (to > from || other_script) && same_glued(&joined, &spelling, word) {
                // Characters meet characters only as themselves: others are read alike.
                let same = || parts[from..=to].iter().flat_map(|part| part.text.chars()).eq(word.text.chars());
                if characters && of_characters && !same() {
                    continue 'from;
                }
                let how = match (characters, of_characters) {
                    _ if !word.brand.is_empty() && joined == word.brand && word.printed => MatchKind::Brand,
                    _ if !word.brand.is_empty() && joined == word.brand => MatchKind::KnownAs,
                    (true, false) | (false, true) => MatchKind::Pinyin,
                    _ => MatchKind::Glued,
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
fn latin_run(
    parts: &[PartView<'_>],
    word: &PartView<'_>,
    free: impl Fn(usize) -> bool,
) -> Option<(usize, usize, MatchKind)> {
    let letters = |text: &str| text.len() - text.bytes().filter(|byte| *byte == b' ').count();
    let most = letters(word.text).max(word.key.len()) + 1;
    for from in 0..parts.len() {
        let mut length = 0;
        for (count, part) in parts[from..].iter().take(MOST).enumerate() {
            length += letters(part.text);
            if length > most || !free(from + count) || part.class == PartClass::Filler {
                break;
            }
            let run = &parts[from..=from + count];
            if count > 0 && (spells(run, word.text) || spells(run, word.key)) {
                return Some((from, count + 1, MatchKind::Glued));
            }
        }
    }
    None
}

/// Returns true when the parts joined are this text or its plural; gaps do not count.
fn spells(run: &[PartView<'_>], text: &str) -> bool {
    let mut joined = run.iter().flat_map(|part| part.text.bytes()).filter(|byte| *byte != b' ');
    let same = text.bytes().filter(|byte| *byte != b' ').all(|byte| joined.next() == Some(byte));
    same && match joined.next() {
        None => true,
        Some(b's') => joined.next().is_none(),
        Some(_) => false,
    }
}

/// Returns true when joined parts spell a word, with or without a plural `s`.
fn same_glued(joined: &str, spelling: &str, word: &PartView<'_>) -> bool {
    joined == spelling
        || joined == word.key
        || !word.brand.is_empty() && joined == word.brand
        || joined.strip_suffix('s').is_some_and(|singular| singular == word.key)
}

/// Misspelt parts. A misspelt trade or place is in no vocabulary, so it stands as a given word.
fn misspelt(stated: &[PartView<'_>], listed: &[PartView<'_>], alignment: &mut Alignment) {
    for (at, want) in listed.iter().enumerate() {
        if alignment.listed[at].is_some()
            || want.class < PartClass::Place
            || want.class == PartClass::Number
            || want.han
        {
            continue;
        }
        let met = stated.iter().enumerate().find_map(|(from, have)| {
            let free = !alignment.stated[from] && have.class == PartClass::Given && !have.han;
            free.then(|| slip(have, want)).flatten().map(|how| (from, how))
        });
        if let Some((from, how)) = met {
            alignment.stated[from] = true;
            alignment.listed[at] = Some((from, 1, how));
        }
    }
}

/// The slip that makes one part of another, if there is a likely one.
fn slip(have: &PartView<'_>, want: &PartView<'_>) -> Option<MatchKind> {
    if !have.text.is_ascii() && !have.text.starts_with(is_han) {
        let heard = skeleton(have.key).is_some_and(|sound| skeleton(want.key).is_some_and(|other| sound == other));
        if heard && syllables(want.key).is_none() {
            return Some(MatchKind::Heard);
        }
    }
    misspelling(have.key, want.key).or_else(|| {
        (want.text != want.key && want.text.is_ascii()).then(|| misspelling(have.text, want.text)).flatten()
    })
}

/// Counts the Mandarin syllables of a part; `None` if it is no word of them.
pub(super) fn syllables_of(view: &PartView<'_>) -> Option<usize> {
    if view.text.starts_with(han::is_han) { Some(view.text.chars().count()) } else { syllables(view.key) }
}
