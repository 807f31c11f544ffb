//! A name as parts, each with its class and the form in which it is compared.

use super::fold::fold_into;
use super::han::{self, Piece, is_han};
use super::letters;
use super::lexicon::{known, may_be_known, plain};
use super::model::{MatchKind, PartClass, PartView};

/// A short text: up to 23 bytes, which is nearly every word, are stored without a heap allocation.
pub(super) type Word = smol_str::SmolStr;

/// A part of a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Token {
    /// Text as it stands in the folded name.
    pub(super) text: Word,
    /// Text as it is compared, in Latin letters.
    pub(super) key: Word,
    /// The class.
    pub(super) class: PartClass,
    /// The Chinese characters, if it was written in them and is distinctive.
    pub(super) han: bool,
    /// Slip by which it stands for the word that it is compared as, if it was taken for another word.
    pub(super) slip: Option<MatchKind>,
}

impl Token {
    pub(super) fn view(&self) -> PartView<'_> {
        PartView {
            text: &self.text,
            key: &self.key,
            class: self.class,
            han: self.han,
            slip: self.slip,
            brand: "",
            printed: false,
            weight: 0,
        }
    }
}

/// Buffers for cutting names up.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    folded: String,
    word: String,
}

/// The most parts of a name that are compared; longer ones are no names.
const MAX_TOKENS: usize = 48;
/// The most bytes of a name that are looked at.
pub const MAX_BYTES: usize = 1024;

/// Cuts a name into parts.
pub(super) fn tokenize(name: &str, buffers: &mut Buffers, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut end = name.len().min(MAX_BYTES);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let mut folded = std::mem::take(&mut buffers.folded);
    fold_into(&name[..end], &mut folded);
    // A word with a Latin letter among others is dressed up, and so may be the whole name.
    let in_latin_name = !folded.is_ascii()
        && folded.split(' ').any(|word| {
            word.len() > 2 && word.bytes().any(|byte| byte.is_ascii_alphabetic()) && !word.contains(is_han)
        });
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        if tokens.len() >= MAX_TOKENS {
            break;
        }
        if word.is_ascii() {
            latin(word, word, tokens);
        } else {
            scripts(word, in_latin_name, &mut buffers.word, tokens);
        }
    }
    buffers.folded = folded;
    spaced_out(tokens);
    join(tokens, &mut buffers.word);
    initials(tokens);
    counties(tokens);
    acronyms(tokens);
    promote_plain_words(tokens);
}

/// A word that is not plain ASCII: runs of Chinese characters and runs of letters, one after the other.
fn scripts(word: &str, in_latin_name: bool, buffer: &mut String, tokens: &mut Vec<Token>) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let chinese = is_han(first);
        let end = rest.char_indices().find(|(_, c)| is_han(*c) != chinese).map_or(rest.len(), |(at, _)| at);
        let (run, after) = rest.split_at(end);
        if chinese {
            han_run(run, tokens);
        } else {
            letters::latin(run, in_latin_name, buffer);
            // Uyghur words of a name carry an ending: بىڭتۇەن, بىڭتۇەنى.
            let stem =
                ["si", "i"].iter().find_map(|ending| buffer.strip_suffix(ending)).filter(|stem| known(stem).is_some());
            latin(run, stem.filter(|_| known(buffer).is_none()).unwrap_or(buffer), tokens);
        }
        rest = after;
    }
}

fn han_run(run: &str, tokens: &mut Vec<Token>) {
    let mut pieces = Vec::new();
    han::pieces(run, &mut pieces);
    for piece in pieces {
        match piece {
            Piece::Word(word, "") => {
                tokens.push(Token {
                    text: word.into(),
                    key: Word::new_static("co"),
                    class: PartClass::Legal,
                    han: true,
                    slip: None,
                });
            }
            Piece::Word(word, meaning) => {
                if let Some(name) = meaning.strip_prefix('=') {
                    let key = Word::new_static(name);
                    tokens.push(Token { text: word.into(), key, class: PartClass::Given, han: false, slip: None });
                    continue;
                }
                for part in meaning.split(' ') {
                    let (class, key) = known(part).unwrap_or((PartClass::Trade, part));
                    tokens.push(Token { text: word.into(), key: key.into(), class, han: false, slip: None });
                }
            }
            Piece::Given(characters) => {
                let key: String = characters.chars().filter_map(han::reading).collect();
                let key = if key.is_empty() { Word::from(characters) } else { key.into() };
                tokens.push(Token { text: characters.into(), key, class: PartClass::Given, han: true, slip: None });
            }
        }
    }
}

fn latin(text: &str, word: &str, tokens: &mut Vec<Token>) {
    let straight = unleet(word);
    let word = straight.as_deref().unwrap_or(word);
    let (class, key) = match known(word) {
        Some((class, key)) => (class, Word::new_static(key)),
        None if word.bytes().all(|byte| byte.is_ascii_digit()) => (PartClass::Number, word.into()),
        None if ordinal(text) => (PartClass::Number, text[..text.len() - 2].into()),
        None => (PartClass::Given, given(word)),
    };
    tokens.push(Token { text: text.into(), key, class, han: false, slip: None });
}

/// Returns the form in which a lower-case Latin word is compared.
pub(super) fn comparison_key(word: &str) -> Word {
    known(word).map_or_else(|| given(word), |(_, key)| Word::new_static(key))
}

/// 1st, 8th.
fn ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Digits dressed as letters inside a word: `x1njiang`, `h0shine`. A 1 is an i or an l: a known word decides, else i.
fn unleet(word: &str) -> Option<String> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    if digits + letters < 4 || digits > letters {
        return None;
    }
    let ones = word.bytes().filter(|byte| *byte == b'1').count().min(3);
    // Each bit says of one 1 whether it is an l.
    let read = |chosen: usize| -> String {
        let mut one = 0;
        word.chars()
            .map(|c| match c {
                '0' => 'o',
                '2' => 'z',
                '1' => {
                    one += 1;
                    if chosen & (1 << (one - 1).min(3)) == 0 { 'i' } else { 'l' }
                }
                '3' => 'e',
                '4' => 'a',
                '5' => 's',
                '7' => 't',
                '8' => 'b',
                other => other,
            })
            .collect()
    };
    (0..1 << ones).map(read).find(|word| known(word).is_some()).or_else(|| Some(read(0)))
}

/// A distinctive word as it is compared: a plural is its singular, ü is u.
fn given(word: &str) -> Word {
    let plural = word.len() > 4 && word.ends_with('s') && !word.ends_with("ss");
    let one = if plural { &word[..word.len() - 1] } else { word };
    if one.contains('v') && !one.contains("vv") && one.as_bytes().windows(2).any(|pair| matches!(pair, b"lv" | b"nv")) {
        return one.replace("lv", "lu").replace("nv", "nu").into();
    }
    one.into()
}

/// A part as it is spelled in Latin letters, without gaps.
pub(super) fn spelled(view: &PartView<'_>, into: &mut String) {
    if view.text.is_ascii() {
        if view.text.contains(' ') {
            view.text.split(' ').for_each(|word| into.push_str(word));
        } else {
            into.push_str(view.text);
        }
    } else if view.text.starts_with(is_han) && !view.han {
        into.extend(view.text.chars().filter_map(han::reading));
    } else {
        into.push_str(view.key);
    }
}

/// Letters that stand apart become one word again: H O S H I N E. Three of them may be initials.
fn spaced_out(tokens: &mut Vec<Token>) {
    const LEAST: usize = 4;
    let single = |token: &Token| token.text.len() == 1;
    let mut at = 0;
    while at + LEAST <= tokens.len() {
        let count = tokens[at..].iter().take_while(|token| single(token)).count();
        let letters = || tokens[at..at + count].iter().map(|token| token.text.as_str());
        if count >= LEAST && letters().filter(|text| text.as_bytes()[0].is_ascii_alphabetic()).count() >= LEAST {
            let word: String = letters().collect();
            let mut joined = Vec::with_capacity(1);
            latin(&word, &word, &mut joined);
            tokens.splice(at..at + count, joined);
            at += 1;
        } else {
            at += count.max(1);
        }
    }
}

/// Words that were split become one part again: places (Inner Mongolia, He Ze), Chinese words in pinyin (ke ji), and
/// terms of two words (real estate).
fn join(tokens: &mut Vec<Token>, joined: &mut String) {
    const LONGEST: usize = 32;
    let mut at = 0;
    while at + 1 < tokens.len() {
        let mut best = None;
        let mut length = 0;
        let mut plain = true;
        let first = tokens[at].text.as_bytes();
        for (to, token) in tokens.iter().enumerate().skip(at).take(5) {
            length += token.text.len();
            plain &= token.text.is_ascii();
            if token.han || token.class == PartClass::Filler || length > LONGEST {
                break;
            }
            // Longer terms are syllables throughout, or begin with a place.
            if to > at + 1 && token.text.len() > 6 && tokens[at].class != PartClass::Place {
                break;
            }
            if to == at {
                continue;
            }
            // Nearly all that stand side by side are no term: that is told without joining them.
            let last = token.text.bytes().next_back().unwrap_or_default();
            if plain && first.len() > 2 && !may_be_known(first, last, length) || !may_join(&tokens[at..=to]) {
                continue;
            }
            joined.clear();
            tokens[at..=to].iter().for_each(|token| spelled(&token.view(), joined));
            if let Some((class, key)) = known(joined)
                && joins(&tokens[at..=to], class)
            {
                best = Some((to, class, key));
            }
        }
        if let Some((to, class, key)) = best {
            let text = tokens[at..=to].iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
            tokens[at] = Token { text: text.into(), key: Word::new_static(key), class, han: false, slip: None };
            tokens.drain(at + 1..=to);
        }
        at += 1;
    }
}

/// Returns true when it is worth looking up what words spell together.
fn may_join(parts: &[Token]) -> bool {
    let words = |part: &Token| part.class != PartClass::Legal && part.text.len() > 1;
    parts.iter().any(|part| part.class == PartClass::Given) || parts.iter().all(words)
}

/// Returns true when words that together spell a known one were that one: at least one of them has no meaning of its
/// own.
fn joins(parts: &[Token], class: PartClass) -> bool {
    let own = parts.iter().any(|part| part.class == PartClass::Given);
    let short = parts.iter().all(|part| part.text.len() > 1 && part.text.len() < 6);
    match class {
        PartClass::Place => {
            parts.iter().all(|part| part.text.len() > 1)
                && (own || short || parts[0].class <= PartClass::Frame || parts.len() > 2)
        }
        PartClass::Trade | PartClass::Frame => {
            (own || parts.iter().all(|part| part.class >= PartClass::Frame))
                && parts.iter().all(|part| part.text.len() > 1)
        }
        PartClass::Legal => own,
        _ => false,
    }
}

/// Pairs of words that are written by their initials: S&T, I&E, R&D.
fn initials(tokens: &mut [Token]) {
    const PAIRS: [(&str, &str, &str, &str); 3] =
        [("s", "science", "t", "technology"), ("i", "import", "e", "export"), ("r", "research", "d", "development")];
    for at in 1..tokens.len().saturating_sub(1) {
        let pair = PAIRS.iter().find(|(a, _, b, _)| tokens[at - 1].text == *a && tokens[at + 1].text == *b);
        if let Some((_, first, _, second)) = pair.filter(|_| tokens[at].text == "and") {
            for (at, word) in [(at - 1, *first), (at + 1, *second)] {
                let (class, key) = known(word).unwrap_or((PartClass::Trade, word));
                (tokens[at].class, tokens[at].key) = (class, Word::new_static(key));
            }
        }
    }
}

/// Xian after a place is a county, as in Wensu Xian; else it is the city of Xi'an.
fn counties(tokens: &mut [Token]) {
    for at in 1..tokens.len() {
        if tokens[at].text == "xian" && tokens[at - 1].class == PartClass::Place {
            (tokens[at].class, tokens[at].key) = (PartClass::Frame, Word::new_static("county"));
        }
    }
}

/// The initials of the words beside them say nothing new: Xinjiang Production and Construction Corps (XPCC).
fn acronyms(tokens: &mut [Token]) {
    if tokens.len() < 4 {
        return;
    }
    for at in 0..tokens.len() {
        if expansion(tokens, at).is_some() {
            tokens[at].class = PartClass::Frame;
        }
    }
}

/// The parts beside a part whose initials it is.
fn expansion(tokens: &[Token], at: usize) -> Option<std::ops::Range<usize>> {
    let letters = tokens[at].text.as_bytes();
    if !(3..=6).contains(&letters.len())
        || matches!(tokens[at].class, PartClass::Legal | PartClass::Filler | PartClass::Number)
    {
        return None;
    }
    let initial = |token: &Token| token.text.as_bytes().first().copied();
    let mut words = (at + 1..tokens.len()).filter(|word| tokens[*word].class != PartClass::Filler);
    let mut last = at;
    let after = letters.iter().all(|letter| {
        words.next().is_some_and(|word| {
            last = word;
            initial(&tokens[word]) == Some(*letter)
        })
    });
    if after {
        return Some(at + 1..last + 1);
    }
    let mut words = (0..at).rev().filter(|word| tokens[*word].class != PartClass::Filler);
    let mut first = at;
    let before = letters.iter().rev().all(|letter| {
        words.next().is_some_and(|word| {
            first = word;
            initial(&tokens[word]) == Some(*letter)
        })
    });
    before.then_some(first..at)
}

/// A name that holds a term and its initials, with the initials alone: XPCC Public Security Bureau.
pub(super) fn abridged(tokens: &[Token]) -> Option<Vec<Token>> {
    let (at, words) = (0..tokens.len()).find_map(|at| Some((at, expansion(tokens, at)?)))?;
    let mut rest: Vec<Token> = tokens
        .iter()
        .enumerate()
        .filter(|(number, _)| !words.contains(number))
        .map(|(_, token)| token.clone())
        .collect();
    let at = if words.start < at { at - words.len() } else { at };
    rest[at].class = PartClass::Given;
    // The initials by themselves say too little, unless the list prints them as a name.
    (rest.iter().filter(|token| token.class > PartClass::Legal).count() > 2).then_some(rest)
}

/// Keeps a name from being reduced to nothing: without anything distinctive, its frame and then its legal words count
/// as trades, and an everyday word that is otherwise a trade is what the firm calls itself: Joint Stock Company STAR.
fn promote_plain_words(tokens: &mut [Token]) {
    let mut telling = tokens.iter_mut().filter(|token| token.class >= PartClass::Place);
    if let (Some(token), None) = (telling.next(), telling.next())
        && token.class == PartClass::Trade
        && plain(&token.key)
    {
        token.class = PartClass::Given;
        return;
    }
    for class in [PartClass::Frame, PartClass::Legal, PartClass::Filler] {
        if tokens.iter().any(|token| token.class >= PartClass::Place) {
            return;
        }
        for token in tokens.iter_mut().filter(|token| token.class == class) {
            token.class = PartClass::Trade;
        }
    }
}

/// A name whose gaps were lost, with the known words at both ends of its long words apart again; `None` if there are
/// none.
pub(super) fn split_glued(tokens: &[Token]) -> Option<String> {
    const LONG: usize = 9;
    let glued = |token: &Token| token.class == PartClass::Given && token.text.len() >= LONG && token.text.is_ascii();
    let mut words: Vec<&str> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = words.len();
        if glued(token) && split_known_words(&token.text, &mut words) {
            if before == 0 {
                words.splice(0..0, tokens[..at].iter().map(|token| token.text.as_str()));
            }
        } else if !words.is_empty() {
            words.push(&token.text);
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}

/// Takes a word apart where it begins or ends with known words; says whether it does.
fn split_known_words<'t>(text: &'t str, words: &mut Vec<&'t str>) -> bool {
    let word = |word: &str, least: usize| {
        word.len() >= least && known(word).is_some_and(|(class, _)| class != PartClass::Filler)
    };
    let (start, mut rest) = (words.len(), text);
    while let Some(end) = (4..=rest.len().min(16)).rev().find(|end| word(&rest[..*end], 4)) {
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    let middle = words.len();
    while let Some(from) =
        (rest.len().saturating_sub(16)..rest.len().saturating_sub(2)).find(|from| word(&rest[*from..], 3))
    {
        words.insert(middle, &rest[from..]);
        rest = &rest[..from];
    }
    if words.len() == start {
        return false;
    }
    if !rest.is_empty() {
        words.insert(middle, rest);
    }
    true
}

/// A name for comparing identities: folded, legal forms dropped (never to nothing), parts in alphabetical order.
#[must_use]
pub fn identity(name: &str) -> String {
    let mut tokens = Vec::new();
    tokenize(name, &mut Buffers::default(), &mut tokens);
    let mut parts: Vec<&str> = tokens
        .iter()
        .filter(|token| token.class > PartClass::Legal)
        .map(|token| if token.han { token.text.as_str() } else { token.key.as_str() })
        .collect();
    parts.sort_unstable();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(name: &str) -> Vec<(String, PartClass)> {
        let mut tokens = Vec::new();
        tokenize(name, &mut Buffers::default(), &mut tokens);
        tokens.into_iter().map(|token| (token.key.to_string(), token.class)).collect()
    }

    #[test]
    fn classes() {
        assert_eq!(
            keys("Inner Mongolia Xuanda Foods Co., Ltd."),
            [
                ("innermongolia".into(), PartClass::Place),
                ("xuanda".into(), PartClass::Given),
                ("food".into(), PartClass::Trade),
                ("co".into(), PartClass::Legal),
                ("ltd".into(), PartClass::Legal)
            ]
        );
        assert_eq!(keys("CORP")[0].1, PartClass::Trade);
        assert_eq!(keys("Zhuhai Seіne")[1].0, "seine");
        assert_eq!(keys("H0shine")[0].0, "hoshine");
        assert_eq!(keys("Steel 1nternationa1")[1].0, "international");
        assert_eq!(keys("Sinonet S&T").last(), Some(&("technology".into(), PartClass::Trade)));
        assert_eq!(keys("Xi'an Aircraft")[0], ("xian".into(), PartClass::Place));
        assert_eq!(keys("Wensu Xian Cotton")[1], ("county".into(), PartClass::Frame));
        assert_eq!(
            keys("Xinjiang Production and Construction Corps (XPCC)").last().map(|part| part.1),
            Some(PartClass::Frame)
        );
    }

    #[test]
    fn identities_meet() {
        assert_eq!(identity("Alpha Textiles Co., Ltd."), identity("ALPHA TEXTILE company limited"));
        assert_ne!(identity("中泰"), identity("中太"));
        assert_eq!(identity("Ltd"), "ltd");
    }
}
