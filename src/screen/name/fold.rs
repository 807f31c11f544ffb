//! Characters made comparable.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::escapes::plain;
use super::han;

/// Characters that cannot be seen or only steer the direction of text.
fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}'
    )
}

/// Apostrophes of every kind; inside a word they are spelling, not a gap.
fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{02bb}' | '\u{00b4}' | '\u{2032}' | '\u{ff07}')
}

/// The letter that carries a vowel at the beginning of a Uyghur word; it has no sound of its own.
const CARRIER: char = '\u{626}';

/// Folds a name: compatibility forms, case, diacritics and invisible characters gone, punctuation to single spaces, `&`
/// to `and`, traditional characters to simplified ones. Legal forms stay. Look-alike letters are settled later, word by
/// word, because only a word of mixed scripts is suspicious.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 4);
    fold_into(text, &mut folded);
    folded
}

/// [`fold`] into a buffer, which is cleared first.
pub(super) fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    let text = &*plain(text);
    if text.is_ascii() {
        ascii(text, folded);
        return;
    }
    // A gap, and whether it is nothing but space.
    let (mut gap, mut blank) = (false, true);
    let mut put = |c: char, folded: &mut String| {
        if c.is_alphanumeric() {
            // Chinese is written without spaces: those between characters say nothing.
            let joins = blank && han::is_han(c) && folded.chars().next_back().is_some_and(han::is_han);
            if gap && !folded.is_empty() && !joins {
                folded.push(' ');
            }
            (gap, blank) = (false, true);
            folded.push(c);
        } else if c == '&' || c == '\u{ff06}' {
            if !folded.is_empty() {
                folded.push_str(" and");
            }
            gap = true;
        } else if !apostrophe(c) {
            gap = true;
            blank &= c.is_whitespace();
        }
    };
    for (at, c) in text.char_indices() {
        if c == '-' && belongs(text, at) {
        } else if c.is_ascii() {
            put(c.to_ascii_lowercase(), folded);
        } else if han::is_han(c) {
            put(han::simplified(c), folded);
        } else if !invisible(c) && !is_combining_mark(c) && c != CARRIER {
            // Й is a letter of its own, not a marked И.
            let (short, decomposed) =
                if matches!(c, 'й' | 'Й') { (Some('й'), None) } else { (None, Some(c.nfkd())) };
            for plain in short
                .into_iter()
                .chain(decomposed.into_iter().flatten())
                .filter(|c| !is_combining_mark(*c) && !invisible(*c))
            {
                for lower in plain.to_lowercase().filter(|c| !is_combining_mark(*c)) {
                    let plain = match lower {
                        'ø' => 'o',
                        'ł' => 'l',
                        'đ' => 'd',
                        'ı' => 'i',
                        'ß' => 's',
                        other if han::is_han(other) => han::simplified(other),
                        other => other,
                    };
                    put(plain, folded);
                }
            }
        }
    }
}

/// The same for plain letters, which nearly all names are written in.
fn ascii(text: &str, folded: &mut String) {
    let mut gap = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'-' if belongs(text, at) => {}
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                if gap && !folded.is_empty() {
                    folded.push(' ');
                }
                gap = false;
                folded.push(char::from(byte.to_ascii_lowercase()));
            }
            b'&' => {
                if !folded.is_empty() {
                    folded.push_str(" and");
                }
                gap = true;
            }
            b'\'' | b'`' => {}
            _ => gap = true,
        }
    }
}

/// Returns true for a hyphen between one letter and a word: O-Film is one word, and what it says by itself is not said
/// by a film. The e of e-commerce adds nothing.
fn belongs(text: &str, at: usize) -> bool {
    const WORD: usize = 3;
    let mut before = text[..at].chars().rev();
    let alone = before.next().is_some_and(|c| c.is_alphabetic() && !matches!(c, 'e' | 'E') && !han::is_han(c))
        && before.next().is_none_or(|c| !c.is_alphanumeric() && c != '-' && !apostrophe(c));
    let mut after = text[at + 1..].chars();
    let word = |c: char| c.is_alphanumeric() && !han::is_han(c);
    alone
        && after.next().is_some_and(|c| c.is_alphabetic() && word(c))
        && after.take(WORD - 1).filter(|c| word(*c)).count() == WORD - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_the_same_name_fold_alike() {
        assert_eq!(fold("Ｓｈａｎｄｏｎｇ　Ｍｅｉｊｉａ Group"), "shandong meijia group");
        assert_eq!(fold("Zhuhai G&G Digital"), "zhuhai g and g digital");
        assert_eq!(fold("Int’l\u{200b} Tráde"), "intl trade");
        assert_eq!(fold("新疆騰翔鎂製品"), "新疆腾翔镁制品");
        assert_eq!(fold("\u{202e}ABC\u{202c}, Ltd."), "abc ltd");
        assert_eq!(fold("--"), "");
        assert_eq!(fold("Nanchang O-Film Tech"), "nanchang ofilm tech");
        assert_eq!(fold("Pu-Tech E-Commerce A-B H-o-t"), "pu tech e commerce a b h o t");
        assert_eq!(fold("Hoshine&nbsp;Silicon%20Industry"), "hoshine silicon industry");
        assert_eq!(fold("大 全 新 能源, 新疆"), "大全新能源 新疆");
    }
}
