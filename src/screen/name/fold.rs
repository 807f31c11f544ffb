//! Characters made comparable.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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

/// The Latin letter that a Cyrillic, Greek or Armenian one looks like (Unicode confusables, the lower-case letters that
/// are used to dress one name as another).
pub(super) fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' | 'đ' => 'd',
        'е' | 'ε' | 'ё' => 'e',
        'һ' | 'н' | 'հ' => 'h',
        'і' | 'ι' | 'ı' | 'ї' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' => 'm',
        'п' | 'ո' | 'η' => 'n',
        'о' | 'ο' | 'օ' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ѵ' | 'ν' => 'v',
        'ѡ' | 'ω' | 'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ᴢ' => 'z',
        _ => return None,
    })
}

/// Cyrillic read as Latin letters, for names that are Cyrillic throughout.
pub(super) fn cyrillic(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

/// Folds a name: compatibility forms, case, marks and invisible characters gone, punctuation to single spaces, `&` to
/// `and`, traditional characters to simplified ones. Legal forms stay. Look-alike letters are settled later, word by
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
    let mut gap = false;
    let mut put = |c: char, folded: &mut String| {
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        } else if c == '&' || c == '\u{ff06}' {
            if !folded.is_empty() {
                folded.push_str(" and");
            }
            gap = true;
        } else if !apostrophe(c) {
            gap = true;
        }
    };
    for c in text.chars() {
        if c.is_ascii() {
            put(c.to_ascii_lowercase(), folded);
        } else if han::is_han(c) {
            put(han::simplified(c), folded);
        } else if !invisible(c) && !is_combining_mark(c) {
            for plain in c.nfkd().filter(|c| !is_combining_mark(*c) && !invisible(*c)) {
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
    }
}
