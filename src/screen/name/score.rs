//! Parts met with parts, whatever their order, and the verdict.
//!
//! The verdict is decided by what is distinctive: all given parts of the listed name must be met, and what is left over
//! on either side (another place, another trade, another given name) weighs against. Weights only rank; they never turn
//! a shared place, trade or legal form into a match.

use super::han::spells_pinyin;
use super::tokens::{Buffers, Token, tokenize};
use super::words::Class;

/// How sure a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Verdict {
    /// Not the same.
    #[default]
    None,
    /// A person or an identifier must settle it.
    Possible,
    /// The same name: safe to act on.
    Match,
}

/// How one part met another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// The same word.
    Equal,
    /// Another form of the same word: plural, abbreviation, romanisation.
    Form,
    /// Chinese characters read as these letters.
    Pinyin,
    /// The same letters, joined or split differently.
    Glued,
    /// One or two letters differ.
    Typo,
    /// Listed, but not stated.
    Missing,
    /// Stated, but not listed.
    Extra,
    /// A legal form, which does not count.
    LegalForm,
}

impl std::fmt::Display for How {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Equal => "equal",
            Self::Form => "form of",
            Self::Pinyin => "pinyin of",
            Self::Glued => "glued or split",
            Self::Typo => "typo of",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::LegalForm => "legal form",
        })
    }
}

/// A part of the stated name and the part of the listed name that it met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedPart {
    /// As stated; empty when missing.
    pub stated: String,
    /// As listed; empty when extra.
    pub listed: String,
    /// How they met.
    pub how: How,
}

/// A comparison, part by part.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// From 0 to 1.
    pub score: f32,
    /// The verdict.
    pub verdict: Verdict,
    /// Parts in the order of the listed name, then what was left over.
    pub parts: Vec<MatchedPart>,
    /// What weighs against it.
    pub against: Vec<String>,
}

/// A part as the comparison sees it; borrowed from a token or from the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'t> {
    pub(super) text: &'t str,
    pub(super) key: &'t str,
    pub(super) class: Class,
    pub(super) han: bool,
}

impl Token {
    pub(super) fn view(&self) -> View<'_> {
        View { text: &self.text, key: &self.key, class: self.class, han: self.han }
    }
}

/// What met what: for each listed part, the stated parts (from, count) and how.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    pub(super) listed: Vec<Option<(usize, usize, How)>>,
    pub(super) stated: Vec<bool>,
}

fn counts(view: &View<'_>) -> bool {
    view.class > Class::Legal
}

/// Meets the parts of two names.
pub(super) fn align(stated: &[View<'_>], listed: &[View<'_>], alignment: &mut Alignment) {
    alignment.listed.clear();
    alignment.listed.resize(listed.len(), None);
    alignment.stated.clear();
    alignment.stated.resize(stated.len(), false);
    // Equal parts first, the rarest class first, so that a repeated common word cannot take the place of a rare one.
    for class in [Class::Given, Class::Number, Class::Trade, Class::Place, Class::Frame] {
        for (at, want) in listed.iter().enumerate().filter(|(_, view)| view.class == class) {
            let met = stated.iter().enumerate().find_map(|(from, have)| {
                (!alignment.stated[from] && counts(have)).then(|| meets(have, want)).flatten().map(|how| (from, how))
            });
            if let Some((from, how)) = met {
                alignment.stated[from] = true;
                alignment.listed[at] = Some((from, 1, how));
            }
        }
    }
    glue(stated, listed, alignment);
    for (at, want) in listed
        .iter()
        .enumerate()
        .filter(|(_, view)| view.class >= Class::Place && view.class != Class::Number && !view.han)
    {
        if alignment.listed[at].is_some() {
            continue;
        }
        // A misspelt trade or place is in no vocabulary, so it stands as a given word.
        let met = stated.iter().enumerate().find(|(from, have)| {
            !alignment.stated[*from]
                && have.class == Class::Given
                && !have.han
                && (typo(have.key, want.key) || want.class == Class::Given && sounds_alike(have.key, want.key))
        });
        if let Some((from, _)) = met {
            alignment.stated[from] = true;
            alignment.listed[at] = Some((from, 1, How::Typo));
        }
    }
}

/// Whether two parts are the same word, and how.
fn meets(have: &View<'_>, want: &View<'_>) -> Option<How> {
    if have.key != want.key {
        return None;
    }
    match (have.han, want.han) {
        (true, true) => (have.text == want.text).then_some(How::Equal),
        (false, false) => Some(if have.text == want.text { How::Equal } else { How::Form }),
        _ => Some(How::Pinyin),
    }
}

/// Parts joined or split differently: `King Herbs` and `Kingherbs`.
fn glue(stated: &[View<'_>], listed: &[View<'_>], alignment: &mut Alignment) {
    for (at, want) in listed.iter().enumerate() {
        if alignment.listed[at].is_some() || !counts(want) || want.han {
            continue;
        }
        for from in 0..stated.len() {
            let free = |to: usize| !alignment.stated[to] && joins(&stated[to]);
            if let Some(count) = spelt_by(want, &stated[from..], |offset| free(from + offset)) {
                alignment.stated[from..from + count].fill(true);
                alignment.listed[at] = Some((from, count, How::Glued));
                break;
            }
        }
    }
    for (from, have) in stated.iter().enumerate() {
        if alignment.stated[from] || !counts(have) || have.han {
            continue;
        }
        for at in 0..listed.len() {
            let free = |to: usize| alignment.listed[to].is_none() && joins(&listed[to]);
            if let Some(count) = spelt_by(have, &listed[at..], |offset| free(at + offset)) {
                alignment.stated[from] = true;
                alignment.listed[at..at + count].fill(Some((from, 1, How::Glued)));
                break;
            }
        }
    }
}

/// Whether a part may be joined with its neighbours.
fn joins(view: &View<'_>) -> bool {
    !view.han && view.class != Class::Filler
}

/// How many of the first parts (two to four, all of them free) spell a word when joined, a plural more or less.
fn spelt_by(word: &View<'_>, parts: &[View<'_>], free: impl Fn(usize) -> bool) -> Option<usize> {
    const MOST: usize = 4;
    let mut length = 0;
    for (offset, part) in parts.iter().take(MOST).enumerate() {
        length += part.text.len();
        if length > word.text.len() + 1 || !free(offset) {
            return None;
        }
        let parts = &parts[..=offset];
        let spelt = offset > 0
            && (length == word.text.len() && spells(parts, word.text)
                || length == word.key.len() && spells(parts, word.key)
                || length == word.key.len() + 1 && part.text.ends_with('s') && spells(parts, word.key));
        if spelt {
            return Some(offset + 1);
        }
    }
    None
}

/// Whether parts joined are this text, or this text and one letter more.
fn spells(parts: &[View<'_>], text: &str) -> bool {
    let mut rest = text.as_bytes();
    parts.iter().all(|part| {
        let length = part.text.len().min(rest.len());
        let (front, back) = rest.split_at(length);
        rest = back;
        part.text.as_bytes()[..length] == *front
    })
}

/// One difference from five letters on, two from ten on; the first letter must agree, as it does in nearly all real typos.
///
/// Two words that both spell Mandarin syllables are two names, however close: Zhongtai is not a typo of Zhongmai.
pub(super) fn typo(have: &str, want: &str) -> bool {
    let length = have.len().min(want.len());
    let allowed = match length {
        0..=4 => return false,
        5..=9 => 1,
        _ => 2,
    };
    have.len().abs_diff(want.len()) <= allowed
        && have.as_bytes().first() == want.as_bytes().first()
        && within(have, want, allowed)
        && !(spells_pinyin(have) && spells_pinyin(want))
}

/// Whether two words are this few differences apart (optimal string alignment, Damerau 1964: a letter more, less, other,
/// or two neighbours swapped). What both begin and end with does not count, and what is left is mostly nothing or tells.
fn within(have: &str, want: &str, allowed: usize) -> bool {
    let front = have.bytes().zip(want.bytes()).take_while(|(a, b)| a == b).count();
    let most = have.len().min(want.len()) - front;
    let back = have.bytes().rev().zip(want.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (a, b) = (&have.as_bytes()[front..have.len() - back], &want.as_bytes()[front..want.len() - back]);
    match (a, b) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) if a == d && b == c => true,
        _ => allowed > 1 && strsim::osa_distance(have, want) <= allowed,
    }
}

/// What pinyin spelt by ear confuses: `zh`, `ch`, `sh` with `z`, `c`, `s`, and a final `ng` with `n`. Words of fewer than
/// five letters are left out, because their neighbours are other names. `None` for those and for other scripts.
pub(super) fn by_ear(word: &str) -> Option<String> {
    if word.len() < 5 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut heard = String::with_capacity(word.len());
    for ch in word.chars() {
        let last = heard.chars().next_back();
        let silent = ch == 'h' && matches!(last, Some('z' | 'c' | 's')) || ch == 'g' && last == Some('n');
        if !silent {
            heard.push(ch);
        }
    }
    Some(heard)
}

pub(super) fn sounds_alike(have: &str, want: &str) -> bool {
    // Nearly all pairs end here, so nothing is built before the first letters agree.
    have.as_bytes().first() == want.as_bytes().first()
        && have.len().abs_diff(want.len()) <= 3
        && by_ear(have).is_some_and(|heard| by_ear(want).is_some_and(|other| heard == other))
}

/// What is left over and what was met.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    given: usize,
    given_met: usize,
    given_typo: usize,
    given_pinyin: usize,
    /// Places and trades met by a misspelling.
    other_typo: usize,
    /// Letters of the longest given part met.
    longest: usize,
    trade_met: usize,
    place_met: usize,
    trade_missing: usize,
    place_missing: usize,
    given_extra: usize,
    trade_extra: usize,
    place_extra: usize,
    branch: bool,
    listed_weight: f32,
    listed_met: f32,
    stated_weight: f32,
    stated_met: f32,
}

fn tally(stated: &[View<'_>], listed: &[View<'_>], alignment: &Alignment) -> Tally {
    let mut sum = Tally::default();
    for (at, want) in listed.iter().enumerate().filter(|(_, view)| counts(view)) {
        let met = alignment.listed[at];
        let weight = want.class.weight();
        sum.listed_weight += weight;
        let quality = match met {
            Some((_, _, How::Typo)) => 0.75,
            Some((_, _, How::Pinyin)) if want.class == Class::Given => 0.9,
            Some(_) => 1.0,
            None => 0.0,
        };
        sum.listed_met += weight * quality;
        match want.class {
            Class::Given | Class::Number => {
                sum.given += 1;
                match met {
                    Some((_, _, How::Typo)) => sum.given_typo += 1,
                    Some((_, _, how)) => {
                        sum.given_met += 1;
                        sum.given_pinyin += usize::from(how == How::Pinyin);
                    }
                    None => {}
                }
                if met.is_some() {
                    let letters = if want.han { want.text.chars().count() * 3 } else { want.key.len() };
                    sum.longest = sum.longest.max(letters);
                }
            }
            Class::Trade | Class::Place if matches!(met, Some((_, _, How::Typo))) => {
                sum.other_typo += 1;
                *(if want.class == Class::Trade { &mut sum.trade_met } else { &mut sum.place_met }) += 1;
            }
            Class::Trade => *(if met.is_some() { &mut sum.trade_met } else { &mut sum.trade_missing }) += 1,
            Class::Place => *(if met.is_some() { &mut sum.place_met } else { &mut sum.place_missing }) += 1,
            _ => {}
        }
    }
    for (from, have) in stated.iter().enumerate().filter(|(_, view)| counts(view)) {
        let weight = have.class.weight();
        sum.stated_weight += weight;
        if alignment.stated[from] {
            sum.stated_met += weight;
            continue;
        }
        match have.class {
            Class::Given | Class::Number => sum.given_extra += 1,
            Class::Trade => sum.trade_extra += 1,
            Class::Place => sum.place_extra += 1,
            _ => {
                sum.branch |= matches!(
                    have.key,
                    "branch" | "factory" | "plant" | "subsidiary" | "office" | "workshop" | "division" | "headquarters"
                )
            }
        }
    }
    sum
}

impl Tally {
    /// Another place, or another trade, on both sides.
    fn conflict(&self) -> bool {
        self.trade_missing > 0 && self.trade_extra > 0 || self.place_missing > 0 && self.place_extra > 0
    }

    fn verdict(&self) -> Verdict {
        match self.verdict_by_parts() {
            // A misspelling anywhere is for a person to judge.
            Verdict::Match if self.other_typo > 0 => Verdict::Possible,
            verdict => verdict,
        }
    }

    fn verdict_by_parts(&self) -> Verdict {
        let missing = self.trade_missing + self.place_missing;
        let extra = self.trade_extra + self.place_extra;
        let company = self.trade_met + self.place_met;
        if self.given == 0 {
            // Only places and trades: all of them must agree, and nothing may be left over.
            let whole = missing == 0 && self.given_extra == 0 && company >= 2;
            // A short form of such a name: the place and a trade, the rest left out.
            let short = self.place_met > 0 && self.trade_met > 0 && missing <= 2 && self.given_extra == 0;
            return match (whole, extra) {
                (true, 0) => Verdict::Match,
                (true, 1) if self.branch && self.place_extra == 1 => Verdict::Possible,
                (false, 0) if short => Verdict::Possible,
                _ => Verdict::None,
            };
        }
        let all_given = self.given_met == self.given;
        let possible = |yes: bool| if yes { Verdict::Possible } else { Verdict::None };
        // A single short word is an acronym or an everyday word: it needs company.
        let weak = self.given == 1 && self.longest <= 3;
        if all_given && self.given_pinyin == 0 {
            return match (self.given_extra, missing, extra) {
                (0, 0, 0) => Verdict::Match,
                (0, 0, _) if self.branch && self.trade_extra == 0 && company > 0 => Verdict::Match,
                (0, 0, _) => possible(!weak && (self.given >= 2 || company > 0 || self.longest >= 7)),
                (0, 1, 0) if self.place_missing == 0 && self.trade_met > 0 && company >= 2 && !weak => Verdict::Match,
                (0, _, 0) => possible(self.given >= 2 || company > 0 && (!weak || company >= 2) || self.longest >= 6),
                (0, _, _) if self.conflict() => {
                    let one_sided = self.place_missing == 0 || self.trade_missing == 0;
                    possible(
                        one_sided
                            && (self.given >= 2 && self.longest >= 5
                                || self.longest >= 6 && company > 0 && self.trade_met > 0),
                    )
                }
                (0, _, _) => possible(self.given >= 2 && self.longest >= 5),
                (_, 0, _) => possible(
                    self.given >= 2 || company >= 2 && !weak || company > 0 && self.longest >= 7 || self.longest >= 8,
                ),
                _ => possible(self.given >= 2 && self.listed_met >= 0.75 * self.listed_weight && !self.conflict()),
            };
        }
        if all_given {
            // Read from characters: other characters sound the same, so something else must agree.
            let agreed = company > 0 || self.given >= 2 || self.longest >= 12;
            return possible(
                agreed
                    && self.given_extra == 0
                    && !self.conflict()
                    && (missing == 0 || extra == 0)
                    && (missing <= 2 || company >= 2),
            );
        }
        if self.given_met + self.given_typo == self.given {
            let agreed = company > 0 || self.given_met > 0 || self.longest >= 8;
            return possible(agreed && self.given_extra == 0 && !self.conflict() && missing + extra <= 1);
        }
        // One given part of several is missing.
        let most = self.given >= 2 && self.given_met + 1 == self.given && self.longest >= 5;
        let agreed = self.given_met >= 2 || company >= 2;
        possible(most && agreed && self.given_extra == 0 && extra == 0)
    }

    /// A number within the band of the verdict, for ranking.
    fn score(&self, verdict: Verdict) -> f32 {
        let share = |met: f32, all: f32| if all > 0.0 { met / all } else { 0.0 };
        let overlap = (share(self.listed_met, self.listed_weight) + share(self.stated_met, self.stated_weight)) / 2.0;
        banded(verdict, overlap)
    }
}

/// An overlap, from 0 to 1, as a number within the band of a verdict.
fn banded(verdict: Verdict, overlap: f32) -> f32 {
    match verdict {
        Verdict::Match => 0.1f32.mul_add(overlap, 0.9),
        Verdict::Possible => 0.3f32.mul_add(overlap, 0.58).min(0.89),
        Verdict::None => 0.5 * overlap,
    }
}

/// The highest score that names with this overlap can reach: by it, the index knows when to stop.
pub(super) fn ceiling(overlap: f32) -> f32 {
    banded(Verdict::Match, overlap)
}

/// Whether the verdict can only be none, from what the index knows before it compares: the distinctive parts of the listed
/// name, how many of them nothing stated can mean, and whether something distinctive is stated that it does not hold.
pub(super) const fn hopeless(given: usize, missing: usize, extra: bool) -> bool {
    missing > 1 || missing == 1 && (given < 2 || extra)
}

/// Compares two cut names.
pub(super) fn compare(stated: &[View<'_>], listed: &[View<'_>], alignment: &mut Alignment) -> (Verdict, f32) {
    align(stated, listed, alignment);
    let sum = tally(stated, listed, alignment);
    let verdict = sum.verdict();
    (verdict, sum.score(verdict))
}

/// Compares two names and says why, part by part.
#[must_use]
pub fn explain(stated: &str, listed: &str) -> Explanation {
    let mut buffers = Buffers::default();
    let (mut have, mut want) = (Vec::new(), Vec::new());
    tokenize(stated, &mut buffers, &mut have);
    tokenize(listed, &mut buffers, &mut want);
    let (have, want): (Vec<View<'_>>, Vec<View<'_>>) =
        (have.iter().map(Token::view).collect(), want.iter().map(Token::view).collect());
    let mut alignment = Alignment::default();
    let (mut verdict, mut score) = compare(&have, &want, &mut alignment);
    let mut parts = Vec::new();
    if super::index::glued(&have) == super::index::glued(&want) && !have.is_empty() {
        (verdict, score) = (Verdict::Match, 0.99f32.max(score));
        if have.iter().filter(|view| counts(view)).count() != want.iter().filter(|view| counts(view)).count() {
            let join = |views: &[View<'_>]| {
                views.iter().filter(|view| counts(view)).map(|view| view.text).collect::<Vec<_>>().join(" ")
            };
            parts.push(MatchedPart { stated: join(&have), listed: join(&want), how: How::Glued });
            return Explanation { score, verdict, parts, against: Vec::new() };
        }
    }
    let mut against = Vec::new();
    for (at, view) in want.iter().enumerate() {
        let part = match alignment.listed[at] {
            _ if view.class <= Class::Legal => continue,
            Some((from, count, how)) => {
                let stated = have[from..from + count].iter().map(|view| view.text).collect::<Vec<_>>().join(" ");
                MatchedPart { stated, listed: view.text.to_owned(), how }
            }
            None => {
                against.push(format!("\u{201c}{}\u{201d} of the listed name is not stated", view.text));
                MatchedPart { stated: String::new(), listed: view.text.to_owned(), how: How::Missing }
            }
        };
        parts.push(part);
    }
    for (from, view) in have.iter().enumerate().filter(|(from, _)| !alignment.stated[*from]) {
        let legal = view.class <= Class::Legal;
        if !legal {
            against.push(format!("\u{201c}{}\u{201d} is not in the listed name", view.text));
        }
        let how = if legal { How::LegalForm } else { How::Extra };
        parts.push(MatchedPart { stated: have[from].text.to_owned(), listed: String::new(), how });
    }
    Explanation { score, verdict, parts, against }
}
