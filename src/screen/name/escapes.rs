//! Characters that a program wrote in another way, made characters again: HTML references, percent escapes, and Greek
//! capitals that stand for the Latin ones they look like.

use std::borrow::Cow;

use super::letters::{capital_look_alike, look_alike};

/// Times that a text is read again: a page that was escaped twice is no rarity, and one that passed through another
/// system has a layer more.
const LAYERS: usize = 4;

/// Returns the text with its references and escapes resolved.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let mut found = Cow::Borrowed(text);
    if memchr::memchr3(b'&', b'%', b'\\', text.as_bytes()).is_some() {
        for _ in 0..LAYERS {
            match resolved(&found) {
                Some(read) => found = Cow::Owned(read),
                None => break,
            }
        }
    }
    // The lead byte of the Greek capitals.
    if !found.is_ascii()
        && found.bytes().any(|byte| byte == 0xce)
        && let Some(read) = latin_capitals(&found)
    {
        found = Cow::Owned(read);
    }
    found
}

/// One pass over references and escapes; `None` when there are none.
fn resolved(text: &str) -> Option<String> {
    let mut read = String::new();
    let (mut rest, mut any) = (text, false);
    while let Some(at) = rest.find(['&', '%', '\\']) {
        read.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = match rest.as_bytes() {
            [b'&', ..] => reference(rest),
            [b'%', b'u' | b'U', ..] | [b'\\', ..] => units(rest),
            _ => percent(rest),
        };
        if let Some((characters, after)) = found {
            read.push_str(&characters);
            (rest, any) = (after, true);
        } else {
            read.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    read.push_str(rest);
    any.then_some(read)
}

/// Names of references that occur in names of firms; those of marked letters are read as the letter.
const REFERENCES: [(&str, &str); 18] = [
    ("amp", "&"),
    ("nbsp", " "),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("quot", "\""),
    ("apos", "'"),
    ("lsquo", "'"),
    ("rsquo", "'"),
    ("ldquo", "\""),
    ("rdquo", "\""),
    ("lt", "<"),
    ("gt", ">"),
    ("ndash", "-"),
    ("mdash", "-"),
    ("middot", "·"),
    ("shy", ""),
    ("szlig", "ß"),
];

/// The marks whose names end the references of letters: `&eacute;`.
const MARKS: [&str; 8] = ["acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "caron"];

/// An HTML reference at the beginning of a text, and what follows.
fn reference(text: &str) -> Option<(String, &str)> {
    const LONGEST: usize = 10;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let (name, after) = (text.get(1..end)?, text.get(end + 1..)?);
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some((char::from_u32(code)?.to_string(), after));
    }
    if let Some((_, character)) = REFERENCES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Some(((*character).to_owned(), after));
    }
    let letter = name.get(..1).filter(|letter| letter.bytes().all(|byte| byte.is_ascii_alphabetic()))?;
    MARKS.contains(&name.get(1..)?).then(|| (letter.to_owned(), after))
}

/// Code units of UTF-16 at the beginning of a text, as programs write them (`%u65B0`, `\u65b0`), as many as together are
/// characters, and what follows.
fn units(text: &str) -> Option<(String, &str)> {
    const LENGTH: usize = 6;
    let unit = |at: usize| {
        let digits = text.get(at..at + LENGTH)?.strip_prefix(['%', '\\'])?.strip_prefix(['u', 'U'])?;
        u16::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let units: Vec<u16> = (0..).map_while(|number| unit(number * LENGTH)).collect();
    let mut length = 0;
    let characters = char::decode_utf16(units.iter().copied()).map_while(|read| {
        let c = read.ok()?;
        length += c.len_utf16() * LENGTH;
        Some(c)
    });
    let read: String = characters.collect();
    (!read.is_empty()).then(|| Some((read, text.get(length..)?))).flatten()
}

/// Percent escapes at the beginning of a text, as many as together are characters, and what follows.
fn percent(text: &str) -> Option<(String, &str)> {
    let digit = |at: usize| text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::new();
    while text.as_bytes().get(bytes.len() * 3) == Some(&b'%') {
        let at = bytes.len() * 3;
        let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2)) else { break };
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    let length = match std::str::from_utf8(&bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    };
    let read = std::str::from_utf8(bytes.get(..length)?).ok().filter(|read| !read.is_empty())?;
    Some((read.to_owned(), text.get(length * 3..)?))
}

/// Greek capitals read as the Latin ones they look like, in words where every letter has such a look: lower case, they
/// look like other letters. `None` when there are none.
fn latin_capitals(text: &str) -> Option<String> {
    let dressed = |word: &str| {
        let like = |c: char| c.is_ascii() || capital_look_alike(c).or_else(|| look_alike(c)).is_some();
        word.chars().any(|c| capital_look_alike(c).is_some())
            && word.chars().all(|c| !c.is_alphabetic() || like(c) || c.to_lowercase().any(|c| look_alike(c).is_some()))
    };
    text.split(' ').any(dressed).then(|| {
        let mut read = String::with_capacity(text.len());
        for (number, word) in text.split(' ').enumerate() {
            if number > 0 {
                read.push(' ');
            }
            let change = dressed(word);
            read.extend(word.chars().map(|c| if change { capital_look_alike(c).unwrap_or(c) } else { c }));
        }
        read
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_escapes_are_characters() {
        assert_eq!(plain("Hoshine&nbsp;Silicon&#32;Industry"), "Hoshine Silicon Industry");
        assert_eq!(plain("&#72;oshine &#x53;ilicon"), "Hoshine Silicon");
        assert_eq!(plain("Int&apos;l Tr&aacute;de &amp;amp; Co"), "Int'l Trade & Co");
        assert_eq!(plain("Hoshine%20Silicon%2520Industry"), "Hoshine Silicon Industry");
        assert_eq!(plain("%E6%96%B0%E7%96%86"), "新疆");
        assert_eq!(plain("%u65b0%u7586 \\u0048oshine \\ud83c\\udfed"), "新疆 Hoshine 🏭");
        assert_eq!(plain("&amp;amp;#72;oshine%252520Silicon"), "Hoshine Silicon");
        for same in [
            "100% Cotton Co",
            "G&G; R&D Ltd",
            "50%be & more",
            "A &; B",
            "&#xffffffff;",
            "%",
            "&",
            "A\\B",
            "\\u+123",
            "%ud83c",
            "\\",
        ] {
            assert_eq!(plain(same), same);
        }
    }

    #[test]
    fn greek_capitals_are_what_they_look_like() {
        assert_eq!(plain("Ηοshine"), "Hοshine");
        assert_eq!(plain("ΗΟΝΕ Μetals"), "HONE Metals");
        assert_eq!(plain("Ελλάδα"), "Ελλάδα");
    }
}
