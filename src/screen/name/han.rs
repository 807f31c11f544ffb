//! Chinese characters: simplified forms, readings, and the words of company names.

use std::sync::OnceLock;

use super::lexicon::WordMap;
pub(super) use crate::screen::script::is_han;

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

struct Tables {
    /// Simplified form of each character from `FIRST`, 0 for itself.
    simple: Vec<u16>,
    /// Number of the reading of each character from `FIRST`, plus one; 0 for none.
    reading: Vec<u16>,
    readings: Vec<&'static str>,
    /// Words of company names and places, by their characters, with what they are compared as.
    words: WordMap<&'static str>,
    /// Characters of the longest word.
    longest: usize,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let size = (LAST - FIRST + 1) as usize;
        let mut simple = vec![0_u16; size];
        let mut reading = vec![0_u16; size];
        let mut readings = Vec::new();
        let at = |c: char| (c as u32).checked_sub(FIRST).map(|at| at as usize).filter(|at| *at < size);
        let mut lines = include_str!("data/simplified.txt").lines().filter(|line| !line.starts_with('#'));
        while let (Some(from), Some(to)) = (lines.next(), lines.next()) {
            for (from, to) in from.chars().zip(to.chars()) {
                if let (Some(at), Ok(to)) = (at(from), u16::try_from(to as u32)) {
                    simple[at] = to;
                }
            }
        }
        for line in include_str!("data/pinyin.txt").lines().filter(|line| !line.starts_with('#')) {
            let Some((sound, characters)) = line.split_once(' ') else { continue };
            readings.push(sound);
            let number = u16::try_from(readings.len()).unwrap_or(0);
            for at in characters.chars().filter_map(at) {
                reading[at] = number;
            }
        }
        let mut words = WordMap::default();
        for line in include_str!("data/places.txt").lines().filter(|line| !line.starts_with('#')) {
            if let Some((word, spellings)) = line.split_once(' ')
                && word.chars().count() >= 2
            {
                words.entry(word).or_insert_with(|| spellings.split(' ').next().unwrap_or(spellings));
            }
        }
        for line in include_str!("data/hanwords.txt").lines().filter(|line| !line.starts_with('#')) {
            if let Some((word, meaning)) = line.split_once(' ') {
                words.insert(word, meaning);
            }
        }
        for (brand, _) in super::brand_table::widely_known() {
            words.insert(brand, "*");
        }
        let longest = words.keys().map(|word| word.chars().count()).max().unwrap_or(1);
        Tables { simple, reading, readings, words, longest }
    })
}

/// All readings, without tones.
pub(super) fn readings() -> &'static [&'static str] {
    &tables().readings
}

/// The simplified form of a character, or itself.
pub(super) fn simplified(c: char) -> char {
    let at = (c as u32).wrapping_sub(FIRST) as usize;
    match tables().simple.get(at) {
        Some(0) | None => c,
        Some(&simple) => char::from_u32(u32::from(simple)).unwrap_or(c),
    }
}

/// The commonest reading of a character, in toneless pinyin.
pub(super) fn reading(c: char) -> Option<&'static str> {
    let tables = tables();
    let number = *tables.reading.get((c as u32).wrapping_sub(FIRST) as usize)?;
    tables.readings.get(usize::from(number).checked_sub(1)?).copied()
}

/// A piece of a Chinese name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A word with what it is compared as: one or more English words or a place; empty for legal forms.
    Word(&'t str, &'static str),
    /// Characters that are no known word: the distinctive part.
    Given(&'t str),
}

/// Counts the characters of a numbered branch or division at the start of a text: 一厂, 第二分公司, 第八师.
fn numbered_branch(text: &str) -> Option<usize> {
    let ordinal = usize::from(text.starts_with(['第', '农', '兵']));
    let digits = text.chars().skip(ordinal).take_while(|c| "一二三四五六七八九十百零".contains(*c)).count();
    let rest: String = text.chars().skip(ordinal + digits).take(4).collect();
    let unit = ["分公司", "分厂", "工厂", "车间", "仓库", "号厂", "厂", "师", "团"];
    let unit = unit.iter().find(|unit| rest.starts_with(**unit)).filter(|_| digits > 0)?;
    Some(ordinal + digits + unit.chars().count())
}

/// Cuts a run of Chinese characters into known words, longest first, and what is between them.
pub(super) fn pieces<'t>(run: &'t str, found: &mut Vec<Piece<'t>>) {
    let tables = tables();
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let count = starts.len() - 1;
    let mut at = 0;
    let mut given = 0;
    while at < count {
        let word = (1..=tables.longest.min(count - at)).rev().find_map(|length| {
            let word = &run[starts[at]..starts[at + length]];
            // One character is a word only after others: 棉 in 福日棉业, but not in a name that begins with it.
            let alone = length == 1 && (at == given && at == 0);
            tables.words.get(word).filter(|_| !alone).map(|meaning| (length, word, *meaning))
        });
        // 一厂, 第二分厂, 3号仓库: the number belongs to the branch.
        let word = word.or_else(|| {
            numbered_branch(&run[starts[at]..]).map(|length| (length, &run[starts[at]..starts[at + length]], "branch"))
        });
        match word {
            Some((length, word, meaning)) => {
                if given < at {
                    found.push(Piece::Given(&run[starts[given]..starts[at]]));
                }
                found.push(match meaning {
                    // What a firm is called is a part of its own, though it be one of the words.
                    "*" => Piece::Given(word),
                    "-" => Piece::Word(word, ""),
                    _ => Piece::Word(word, meaning),
                });
                at += length;
                // The level word of a place belongs to it: 保定市.
                if let Some(c) = run[starts[at]..].chars().next().filter(|c| matches!(c, '市' | '省' | '县' | '区'))
                    && !matches!(meaning, "-" | "*")
                    && !c.is_ascii()
                {
                    at += 1;
                }
                given = at;
            }
            None => at += 1,
        }
    }
    if given < count {
        found.push(Piece::Given(&run[starts[given]..]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_falls_into_place_given_and_trade() {
        let mut found = Vec::new();
        pieces("新疆腾翔镁制品有限公司", &mut found);
        assert_eq!(
            found,
            [
                Piece::Word("新疆", "xinjiang"),
                Piece::Given("腾翔"),
                Piece::Word("镁", "magnesium"),
                Piece::Word("制品", "product"),
                Piece::Word("有限公司", "")
            ]
        );
    }

    #[test]
    fn readings_and_simplified_forms() {
        assert_eq!(reading('腾'), Some("teng"));
        assert_eq!(simplified('騰'), '腾');
        assert_eq!(simplified('矽'), '硅');
        assert_eq!(simplified('a'), 'a');
    }
}
