//! A name as parts, each with its class and the form in which it is compared.

use super::fold::{cyrillic, fold_into, look_alike};
use super::han::{self, Piece, is_han};
use super::words::{Class, known};

/// A short text: up to 23 bytes, which is nearly every word, are stored without a heap allocation.
pub(super) type Word = smol_str::SmolStr;

/// A part of a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Token {
    /// As it stands in the folded name.
    pub(super) text: Word,
    /// As it is compared, in Latin letters.
    pub(super) key: Word,
    /// The class.
    pub(super) class: Class,
    /// The Chinese characters, if it was written in them and is distinctive.
    pub(super) han: bool,
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
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        if tokens.len() >= MAX_TOKENS {
            break;
        }
        if word.is_ascii() {
            latin(word, word, tokens);
        } else {
            scripts(word, &mut buffers.word, tokens);
        }
    }
    buffers.folded = folded;
    join_places(tokens, &mut buffers.word);
    soften(tokens);
}

/// A word that is not plain ASCII: runs of Chinese characters and runs of letters, one after the other.
fn scripts(word: &str, buffer: &mut String, tokens: &mut Vec<Token>) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let chinese = is_han(first);
        let end = rest.char_indices().find(|(_, c)| is_han(*c) != chinese).map_or(rest.len(), |(at, _)| at);
        let (run, after) = rest.split_at(end);
        if chinese {
            han_run(run, tokens);
        } else {
            letters(run, buffer, tokens);
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
                tokens.push(Token { text: word.into(), key: Word::new_static("co"), class: Class::Legal, han: true });
            }
            Piece::Word(word, meaning) => {
                for part in meaning.split(' ') {
                    let (class, key) = known(part).unwrap_or((Class::Trade, part));
                    tokens.push(Token { text: word.into(), key: key.into(), class, han: false });
                }
            }
            Piece::Given(characters) => {
                let key: String = characters.chars().filter_map(han::reading).collect();
                let key = if key.is_empty() { Word::from(characters) } else { key.into() };
                tokens.push(Token { text: characters.into(), key, class: Class::Given, han: true });
            }
        }
    }
}

/// Letters of another script: look-alikes inside a Latin word, Cyrillic throughout, or left as they are.
fn letters(run: &str, buffer: &mut String, tokens: &mut Vec<Token>) {
    let latin_letters = run.chars().any(|c| c.is_ascii_alphabetic());
    buffer.clear();
    for c in run.chars() {
        if c.is_ascii() {
            buffer.push(c);
        } else if let Some(like) = look_alike(c).filter(|_| latin_letters) {
            buffer.push(like);
        } else if let Some(sound) = cyrillic(c) {
            buffer.push_str(sound);
        } else {
            buffer.push(c);
        }
    }
    latin(run, buffer, tokens);
}

fn latin(text: &str, word: &str, tokens: &mut Vec<Token>) {
    let straight = unleet(word);
    let word = straight.as_deref().unwrap_or(word);
    let (class, key) = match known(word) {
        Some((class, key)) => (class, Word::new_static(key)),
        None if word.bytes().all(|byte| byte.is_ascii_digit()) => (Class::Number, word.into()),
        None => (Class::Given, given(word)),
    };
    tokens.push(Token { text: text.into(), key, class, han: false });
}

/// What a lower-case Latin word is compared as.
pub(super) fn compared(word: &str) -> Word {
    known(word).map_or_else(|| given(word), |(_, key)| Word::new_static(key))
}

/// Digits dressed as letters inside a word: `x1njiang`, `h0shine`.
fn unleet(word: &str) -> Option<String> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    if digits == 0 || letters < 3 || digits > letters / 2 {
        return None;
    }
    Some(
        word.chars()
            .map(|c| match c {
                '0' => 'o',
                '1' => 'i',
                '3' => 'e',
                '4' => 'a',
                '5' => 's',
                '7' => 't',
                other => other,
            })
            .collect(),
    )
}

/// A distinctive word as it is compared: a plural is its singular, ü is u.
fn given(word: &str) -> Word {
    let plural = word.len() > 4 && word.ends_with('s') && !word.ends_with("ss");
    let one = if plural { &word[..word.len() - 1] } else { word };
    if one.as_bytes().windows(2).any(|pair| matches!(pair, b"lv" | b"nv")) {
        return one.replace("lv", "lu").replace("nv", "nu").into();
    }
    one.into()
}

/// Place names of two words (Inner Mongolia, Hong Kong, He Ze) become one part.
fn join_places(tokens: &mut Vec<Token>, joined: &mut String) {
    let mut at = 0;
    while at + 1 < tokens.len() {
        let (a, b) = (&tokens[at], &tokens[at + 1]);
        let may_join = !a.han
            && !b.han
            && a.class >= Class::Frame
            && b.class >= Class::Frame
            && (a.class == Class::Given || b.class == Class::Given || a.class == Class::Frame)
            && a.text.len() + b.text.len() < 20
            && a.text.len() > 1
            && b.text.len() > 1;
        if may_join {
            joined.clear();
            joined.push_str(&a.text);
            joined.push_str(&b.text);
            if let Some((Class::Place, key)) = known(joined) {
                joined.insert(a.text.len(), ' ');
                let key = Word::new_static(key);
                tokens[at] = Token { text: joined.as_str().into(), key, class: Class::Place, han: false };
                tokens.remove(at + 1);
                continue;
            }
        }
        at += 1;
    }
}

/// A name is never cleaned down to nothing: without anything telling, its frame and then its legal words tell.
fn soften(tokens: &mut [Token]) {
    for class in [Class::Frame, Class::Legal, Class::Filler] {
        if tokens.iter().any(|token| token.class >= Class::Place) {
            return;
        }
        for token in tokens.iter_mut().filter(|token| token.class == class) {
            token.class = Class::Trade;
        }
    }
}

/// A name for comparing identities: folded, legal forms dropped (never to nothing), parts in alphabetical order.
#[must_use]
pub fn identity(name: &str) -> String {
    let mut tokens = Vec::new();
    tokenize(name, &mut Buffers::default(), &mut tokens);
    let mut parts: Vec<&str> = tokens
        .iter()
        .filter(|token| token.class > Class::Legal)
        .map(|token| if token.han { token.text.as_str() } else { token.key.as_str() })
        .collect();
    parts.sort_unstable();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(name: &str) -> Vec<(String, Class)> {
        let mut tokens = Vec::new();
        tokenize(name, &mut Buffers::default(), &mut tokens);
        tokens.into_iter().map(|token| (token.key.to_string(), token.class)).collect()
    }

    #[test]
    fn classes() {
        assert_eq!(
            keys("Inner Mongolia Xuanda Foods Co., Ltd."),
            [
                ("innermongolia".into(), Class::Place),
                ("xuanda".into(), Class::Given),
                ("food".into(), Class::Trade),
                ("co".into(), Class::Legal),
                ("ltd".into(), Class::Legal)
            ]
        );
        assert_eq!(keys("CORP")[0].1, Class::Trade);
        assert_eq!(keys("Zhuhai Seіne")[1].0, "seine");
        assert_eq!(keys("H0shine")[0].0, "hoshine");
    }

    #[test]
    fn identities_meet() {
        assert_eq!(identity("Alpha Textiles Co., Ltd."), identity("ALPHA TEXTILE company limited"));
        assert_ne!(identity("中泰"), identity("中太"));
        assert_eq!(identity("Ltd"), "ltd");
    }
}
