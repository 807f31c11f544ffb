//! Numbers of divisions and regiments, in Chinese, English and digits: 第八师, 农八师, 一四三团, 143rd Regiment.
//!
//! The corps numbers its divisions 1 to 14 and its regiments up to 230 or so; the army numbers its own the same way, so a
//! number says something only beside a place of the region.

/// A numbered unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A division (师).
    Division(u32),
    /// A regiment (团).
    Regiment(u32),
}

const LAST_DIVISION: u32 = 14;
const LAST_REGIMENT: u32 = 230;

/// English ordinals of the divisions.
const ORDINALS: [&str; 14] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
];

/// Returns true for a text that could hold a numbered unit; cheap, on text as it stands.
pub(super) fn could_be(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        if matches!(c, '师' | '師' | '团' | '團') && is_numeral(before) {
            return true;
        }
        before = c;
    }
    text.len() >= 10 && {
        let lower = text.to_ascii_lowercase();
        ["division", "regiment"].iter().any(|word| lower.contains(word))
    }
}

/// The numbered unit that a folded text names first.
pub(super) fn numbered(folded: &str) -> Option<Unit> {
    chinese(folded).or_else(|| english(folded))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || c.is_numeric() || "一二三四五六七八九十百零〇".contains(c)
}

fn chinese(text: &str) -> Option<Unit> {
    text.char_indices().filter(|(_, c)| matches!(c, '师' | '師' | '团' | '團')).find_map(|(at, c)| {
        let next = text[at + c.len_utf8()..].chars().next();
        // 师范 is a teachers' college; 团队, 团体, 团结 are teams, groups and unity.
        if next.is_some_and(|next| "范範队隊体體结結购購伙".contains(next)) {
            return None;
        }
        let start = text[..at].char_indices().rev().take_while(|(_, c)| is_numeral(*c)).last()?.0;
        let number = value(&text[start..at])?;
        let division = matches!(c, '师' | '師');
        match (division, number) {
            (true, 1..=LAST_DIVISION) => Some(Unit::Division(number)),
            (false, 1..=LAST_REGIMENT) => Some(Unit::Regiment(number)),
            _ => None,
        }
    })
}

/// 一四三, 一百四十三, 十三, 143.
fn value(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|known| known == c || known == '零' && c == '〇');
    if !text.contains(['十', '百']) {
        return text.chars().try_fold(0_u32, |sum, c| {
            let digit = c.to_digit(10).or_else(|| u32::try_from(digit(c)?).ok())?;
            sum.checked_mul(10)?.checked_add(digit)
        });
    }
    let (mut sum, mut last) = (0, None);
    for c in text.chars() {
        match c {
            '百' => sum += last.take().unwrap_or(1) * 100,
            '十' => sum += last.take().unwrap_or(1) * 10,
            _ => last = Some(u32::try_from(digit(c)?).ok()?),
        }
    }
    Some(sum + last.unwrap_or(0))
}

fn english(text: &str) -> Option<Unit> {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let division = matches!(*word, "division");
        if !division && !matches!(*word, "regiment") {
            return None;
        }
        let before = words[..at].iter().rev().find(|word| !matches!(**word, "agricultural" | "farm"));
        let after = words[at + 1..].iter().find(|word| !matches!(**word, "no" | "number"));
        let number = before.and_then(|word| ordinal(word)).or_else(|| after.and_then(|word| word.parse().ok()))?;
        match (division, number) {
            (true, 1..=LAST_DIVISION) => Some(Unit::Division(number)),
            (false, 1..=LAST_REGIMENT) => Some(Unit::Regiment(number)),
            _ => None,
        }
    })
}

/// 8, 8th, eighth.
fn ordinal(word: &str) -> Option<u32> {
    if let Some(at) = ORDINALS.iter().position(|known| *known == word) {
        return u32::try_from(at + 1).ok();
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_every_writing() {
        for (text, unit) in [
            ("第八师", Unit::Division(8)),
            ("十三师红星农场", Unit::Division(13)),
            ("一四三团", Unit::Regiment(143)),
            ("一百四十三团", Unit::Regiment(143)),
            ("143团7连", Unit::Regiment(143)),
            ("二二二团农场", Unit::Regiment(222)),
            ("143rd regiment shihezi", Unit::Regiment(143)),
            ("eighth agricultural division", Unit::Division(8)),
            ("division no 6 wujiaqu", Unit::Division(6)),
        ] {
            assert!(could_be(text), "{text}");
            assert_eq!(numbered(text), Some(unit), "{text}");
        }
    }

    #[test]
    fn groups_colleges_and_departments_are_none() {
        for text in ["华孚集团", "第一师范学院", "三团队", "sales division", "十五师", "division 900", "500团"]
        {
            assert_eq!(numbered(text), None, "{text}");
        }
        assert!(!could_be("华孚集团有限公司"));
    }
}
