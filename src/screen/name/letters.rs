//! Other alphabets read as Latin letters: look-alikes inside Latin words, Cyrillic (Chinese names in the Palladius
//! system, Uyghur and Russian words letter by letter), and Uyghur in Arabic script.

use std::sync::OnceLock;

use super::han;
use super::syllables::Tree;

/// The Latin letter that a Cyrillic, Greek, Armenian, Lisu, Cherokee or small-capital one looks like (Unicode confusables,
/// the letters that are used to dress one name as another, in lower case where there is one).
pub(super) fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' | 'ɑ' | 'ᴀ' | 'ꓮ' | 'ꭺ' => 'a',
        'в' | 'β' | 'ь' | 'ʙ' | 'ꓐ' | 'ᏼ' => 'b',
        'с' | 'ϲ' | 'ᴄ' | 'ς' | 'ꓚ' | 'ꮯ' => 'c',
        'ԁ' | 'đ' | 'ᴅ' | 'ꓓ' | 'ꭰ' => 'd',
        'е' | 'ε' | 'ё' | 'є' | 'ҽ' | 'ᴇ' | 'ꓰ' | 'ꭼ' => 'e',
        'ƒ' | 'ғ' | 'ꓝ' => 'f',
        'ɡ' | 'ց' | 'ɢ' | 'ꓖ' | 'ꮐ' => 'g',
        'һ' | 'н' | 'հ' | 'ʜ' | 'ꓧ' | 'ꮋ' => 'h',
        'і' | 'ι' | 'ı' | 'ї' | 'ɩ' | 'ɪ' | 'ꓲ' => 'i',
        'ј' | 'ʝ' | 'ꓙ' | 'ꭻ' => 'j',
        'к' | 'κ' | 'ᴋ' | 'ꓗ' | 'ꮶ' => 'k',
        'ӏ' | 'ʟ' | 'ǀ' | 'ꓡ' | 'ꮮ' => 'l',
        'м' | 'ᴍ' | 'ꓟ' | 'ꮇ' => 'm',
        'п' | 'ո' | 'η' | 'ɴ' | 'ꓠ' => 'n',
        'о' | 'ο' | 'օ' | 'σ' | 'ө' | 'ᴏ' | 'ꓳ' => 'o',
        'р' | 'ρ' | 'ᴘ' | 'ꓑ' | 'ꮲ' => 'p',
        'ԛ' | 'գ' => 'q',
        'г' | 'ʀ' | 'ꓣ' | 'ꭱ' => 'r',
        'ѕ' | 'ꜱ' | 'ꓢ' | 'ꮪ' => 's',
        'т' | 'τ' | 'ᴛ' | 'ꓔ' | 'ꭲ' => 't',
        'υ' | 'ս' | 'ʋ' | 'ᴜ' | 'ꓴ' => 'u',
        'ѵ' | 'ν' | 'ᴠ' | 'ꓦ' | 'ꮩ' => 'v',
        'ѡ' | 'ω' | 'ԝ' | 'ա' | 'ᴡ' | 'ꓪ' | 'ꮃ' => 'w',
        'х' | 'χ' | 'ҳ' | 'ꓫ' => 'x',
        'у' | 'γ' | 'ү' | 'ʏ' | 'ꓬ' => 'y',
        'ᴢ' | 'ʐ' | 'ꓜ' | 'ꮓ' => 'z',
        _ => return None,
    })
}

/// The Latin capital that a Greek capital looks like.
pub(super) const fn capital_look_alike(c: char) -> Option<char> {
    Some(match c {
        'Α' => 'A',
        'Β' => 'B',
        'Ε' => 'E',
        'Ζ' => 'Z',
        'Η' => 'H',
        'Ι' => 'I',
        'Κ' => 'K',
        'Μ' => 'M',
        'Ν' => 'N',
        'Ο' => 'O',
        'Ρ' => 'P',
        'Τ' => 'T',
        'Υ' => 'Y',
        'Χ' => 'X',
        _ => return None,
    })
}

/// One letter read as Latin: Russian by its usual transcription, the letters of Uyghur Cyrillic and Uyghur Arabic by
/// their Latin-script counterparts (ULY). Arabic letters that Uyghur does not use are read as their neighbours.
fn sound(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'ا' | 'ة' => "a",
        'б' | 'ب' => "b",
        'в' => "v",
        'г' | 'گ' => "g",
        'д' | 'د' | 'ض' => "d",
        'е' | 'ё' | 'э' | 'ә' | 'є' | 'ە' | 'ې' => "e",
        'ж' | 'ژ' => "zh",
        'җ' | 'ج' => "j",
        'з' | 'ز' | 'ظ' | 'ذ' => "z",
        'и' | 'і' | 'ї' | 'ى' => "i",
        'й' | 'ы' | 'ي' => "y",
        'к' | 'ك' | 'ک' => "k",
        'қ' | 'ق' => "q",
        'л' | 'ل' => "l",
        'м' | 'م' => "m",
        'н' | 'ن' => "n",
        'ң' | 'ڭ' => "ng",
        'о' | 'ө' | 'و' | 'ۆ' => "o",
        'п' | 'پ' => "p",
        'р' | 'ر' => "r",
        'с' | 'س' | 'ص' | 'ث' => "s",
        'т' | 'ت' | 'ط' => "t",
        'у' | 'ү' | 'ۇ' | 'ۈ' => "u",
        'ў' | 'ۋ' => "w",
        'ф' | 'ف' => "f",
        'х' => "kh",
        'خ' => "x",
        'һ' | 'ھ' | 'ه' | 'ح' => "h",
        'ғ' | 'غ' => "gh",
        'ц' => "ts",
        'ч' | 'چ' => "ch",
        'ш' | 'ش' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' | 'ع' | 'ء' => "",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

/// A word of another alphabet in Latin letters. Inside a Latin word, or a Latin name where every letter allows it,
/// letters are what they look like; else a word of Chinese syllables is read as pinyin, and any other letter by letter.
pub(super) fn latin(word: &str, in_latin_name: bool, spelled: &mut String) {
    spelled.clear();
    let plain = |c: char| if c.is_ascii() { Some(c) } else { look_alike(c) };
    let mixed = word.chars().any(|c| c.is_ascii_alphabetic());
    if !mixed && let Some(read) = palladius(word) {
        spelled.push_str(&read);
        return;
    }
    if mixed || in_latin_name && word.chars().all(|c| plain(c).is_some()) {
        for c in word.chars() {
            match plain(c) {
                Some(like) => spelled.push(like),
                None => spelled.push_str(sound(c).unwrap_or_default()),
            }
        }
        return;
    }
    for c in word.chars() {
        match sound(c) {
            Some(letters) => spelled.push_str(letters),
            None => spelled.push(c),
        }
    }
}

/// The Palladius spelling of a pinyin syllable.
fn in_palladius(syllable: &str) -> Option<String> {
    const INITIALS: [(&str, &str); 21] = [
        ("zh", "чж"),
        ("ch", "ч"),
        ("sh", "ш"),
        ("b", "б"),
        ("p", "п"),
        ("m", "м"),
        ("f", "ф"),
        ("d", "д"),
        ("t", "т"),
        ("n", "н"),
        ("l", "л"),
        ("g", "г"),
        ("k", "к"),
        ("h", "х"),
        ("j", "цз"),
        ("q", "ц"),
        ("x", "с"),
        ("r", "ж"),
        ("z", "цз"),
        ("c", "ц"),
        ("s", "с"),
    ];
    // Syllables without an initial, then finals; after j, q and x a pinyin u is ü.
    let whole = match syllable {
        "yi" => "и",
        "ya" => "я",
        "ye" => "е",
        "yao" => "яо",
        "you" => "ю",
        "yan" => "янь",
        "yin" => "инь",
        "yang" => "ян",
        "ying" => "ин",
        "yong" => "юн",
        "yu" => "юй",
        "yue" => "юэ",
        "yuan" => "юань",
        "yun" => "юнь",
        "wu" => "у",
        "wa" => "ва",
        "wo" => "во",
        "wai" => "вай",
        "wei" => "вэй",
        "wan" => "вань",
        "wen" => "вэнь",
        "wang" => "ван",
        "er" => "эр",
        "a" => "а",
        "ai" => "ай",
        "an" => "ань",
        "ang" => "ан",
        "ao" => "ао",
        "e" => "э",
        "en" => "энь",
        "ou" => "оу",
        "hui" => "хуэй",
        "zi" => "цзы",
        "ci" => "цы",
        "si" => "сы",
        _ => "",
    };
    if !whole.is_empty() {
        return Some(whole.to_owned());
    }
    let (initial, letters) = INITIALS.iter().find(|(initial, _)| syllable.starts_with(initial))?;
    let tail = &syllable[initial.len()..];
    let soft = matches!(*initial, "j" | "q" | "x");
    let tail = match tail {
        "u" | "v" if soft || tail == "v" => "юй",
        "ue" | "ve" => "юэ",
        "uan" if soft => "юань",
        "un" if soft => "юнь",
        "a" => "а",
        "o" | "uo" => "о",
        "e" => "э",
        "ai" => "ай",
        "ei" => "эй",
        "ao" => "ао",
        "ou" => "оу",
        "an" => "ань",
        "en" => "энь",
        "ang" => "ан",
        "eng" => "эн",
        "ong" => "ун",
        "u" => "у",
        "ua" => "уа",
        "uai" => "уай",
        "ui" => "уй",
        "uan" => "уань",
        "un" => "унь",
        "uang" => "уан",
        "i" => "и",
        "ia" => "я",
        "ie" => "е",
        "iao" => "яо",
        "iu" => "ю",
        "ian" => "янь",
        "in" => "инь",
        "iang" => "ян",
        "ing" => "ин",
        "iong" => "юн",
        _ => return None,
    };
    Some(format!("{letters}{tail}"))
}

/// A Cyrillic word as pinyin, if it is nothing but syllables of the Palladius system, with or without the ending of a
/// Russian adjective: `синьцзян`, `синьцзянский`.
fn palladius(word: &str) -> Option<String> {
    static SYLLABLES: OnceLock<Vec<(String, &'static str)>> = OnceLock::new();
    if !word.chars().all(|c| matches!(c, 'а'..='я')) {
        return None;
    }
    let syllables = SYLLABLES.get_or_init(|| {
        let mut known: Vec<_> =
            han::readings().iter().filter_map(|sound| Some((in_palladius(sound)?, *sound))).collect();
        known.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        known
    });
    fn read(rest: &str, syllables: &[(String, &'static str)], left: usize) -> Option<String> {
        if rest.is_empty() {
            return Some(String::new());
        }
        syllables.iter().filter(|_| left > 0).find_map(|(letters, sound)| {
            let tail = read(rest.strip_prefix(letters.as_str())?, syllables, left - 1)?;
            Some(format!("{sound}{tail}"))
        })
    }
    const MOST: usize = 6;
    let endings = ["ский", "ская", "ское", "ские", ""];
    endings.iter().find_map(|ending| {
        let stem = word.strip_suffix(ending)?;
        read(stem, syllables, MOST).filter(|read| read.len() > 3 && stem.chars().count() > 3)
    })
}

/// Reduces a foreign name to its sound, whatever alphabet it is written in: its consonants in classes, without vowels.
/// `None` for names of fewer than four, which too many firms share.
pub(super) fn skeleton(word: &str) -> Option<String> {
    let mut classes = String::new();
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        let class = match (c, letters.peek()) {
            ('k' | 'g', Some('h')) => {
                letters.next();
                'h'
            }
            ('s' | 'z' | 'c', Some('h')) | ('t' | 'd', Some('s' | 'z')) => {
                letters.next();
                's'
            }
            ('h', _) => 'h',
            ('b' | 'p', _) => 'b',
            ('f' | 'v' | 'w', _) => 'f',
            ('k' | 'g' | 'q' | 'c' | 'x', _) => 'k',
            ('d' | 't', _) => 't',
            ('s' | 'z' | 'j', _) => 's',
            ('m' | 'n' | 'l' | 'r', _) => c,
            _ => continue,
        };
        if !classes.ends_with(class) {
            classes.push(class);
        }
    }
    (classes.len() >= 4).then_some(classes)
}

/// The Wade-Giles spelling of a pinyin syllable, without diacritics, as most prints have it.
fn in_wade_giles(syllable: &str) -> String {
    const INITIALS: [(&str, &str); 15] = [
        ("zh", "ch"),
        ("ch", "ch"),
        ("sh", "sh"),
        ("b", "p"),
        ("d", "t"),
        ("g", "k"),
        ("j", "ch"),
        ("q", "ch"),
        ("x", "hs"),
        ("r", "j"),
        ("z", "ts"),
        ("c", "ts"),
        ("p", "p"),
        ("t", "t"),
        ("k", "k"),
    ];
    match syllable {
        "zi" | "ci" => return "tzu".to_owned(),
        "si" => return "ssu".to_owned(),
        "yi" => return "i".to_owned(),
        "ye" => return "yeh".to_owned(),
        "yan" => return "yen".to_owned(),
        "you" => return "yu".to_owned(),
        "yue" => return "yueh".to_owned(),
        "yong" => return "yung".to_owned(),
        "he" => return "ho".to_owned(),
        "ge" | "ke" => return "ko".to_owned(),
        "gui" | "kui" => return "kuei".to_owned(),
        _ => {}
    }
    let (from, to) = INITIALS.iter().find(|(initial, _)| syllable.starts_with(initial)).copied().unwrap_or(("", ""));
    let (to, tail) = if from.is_empty() {
        let split = syllable.find(['a', 'e', 'i', 'o', 'u', 'v']).unwrap_or(0);
        syllable.split_at(split)
    } else {
        (to, &syllable[from.len()..])
    };
    let tail = match tail {
        "i" if matches!(from, "zh" | "ch" | "sh" | "r") => "ih",
        "ie" => "ieh",
        "ue" | "ve" => "ueh",
        "ian" => "ien",
        "uo" if !matches!(from, "g" | "k" | "sh") && !to.starts_with('h') => "o",
        "ong" => "ung",
        "iong" => "iung",
        "v" => "u",
        other => other,
    };
    format!("{to}{tail}")
}

/// Syllables in Wade-Giles with the pinyin they stand for, grouped by their first letter.
struct WadeGiles {
    by_letter: [Vec<(String, &'static str)>; 26],
    /// The spellings: most words of other languages cannot be read in them, and stop here.
    tree: Tree,
}

impl WadeGiles {
    fn table() -> &'static Self {
        static TABLE: OnceLock<WadeGiles> = OnceLock::new();
        TABLE.get_or_init(|| {
            let mut by_letter: [Vec<(String, &'static str)>; 26] = std::array::from_fn(|_| Vec::new());
            for sound in han::readings() {
                let letters = in_wade_giles(sound);
                if let Some(group) = letters.bytes().next().and_then(|first| by_letter.get_mut(letter(first))) {
                    group.push((letters, *sound));
                }
            }
            let tree = Tree::new(by_letter.iter().flatten().map(|(letters, _)| letters.as_str()));
            Self { by_letter, tree }
        })
    }

    /// The syllables that a text begins with: what is left, and the pinyin.
    fn first<'t>(&'static self, text: &'t str) -> impl Iterator<Item = (&'t str, &'static str)> {
        let group = text.bytes().next().and_then(|first| self.by_letter.get(letter(first)));
        group
            .into_iter()
            .flatten()
            .filter_map(move |(letters, sound)| Some((text.strip_prefix(letters.as_str())?, *sound)))
    }
}

/// The place of a lower-case letter in the alphabet; out of range for every other byte.
const fn letter(byte: u8) -> usize {
    byte.wrapping_sub(b'a') as usize
}

/// The pinyin words that a Wade-Giles word may be: without its diacritics one spelling stands for several. Words of
/// more than 60 letters are read as none.
pub(super) fn from_wade_giles(word: &str) -> Vec<String> {
    const MOST: usize = 64;
    let table = WadeGiles::table();
    if table.tree.fewest(word).is_none() {
        return Vec::new();
    }
    // Which ends of the word can be read at all.
    let mut readable = vec![false; word.len() + 1];
    readable[word.len()] = true;
    for from in (0..word.len()).rev() {
        readable[from] = table.first(&word[from..]).any(|(rest, _)| readable[word.len() - rest.len()]);
    }
    let mut found = Vec::new();
    let mut open = vec![(word, String::new())];
    while let Some((rest, read)) = open.pop() {
        if rest.is_empty() {
            found.push(read);
        } else if readable[word.len() - rest.len()] && open.len() < MOST && found.len() < MOST {
            open.extend(table.first(rest).map(|(rest, sound)| (rest, format!("{read}{sound}"))));
        }
    }
    found.retain(|read| read != word);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(word: &str, in_latin_name: bool) -> String {
        let mut spelled = String::new();
        latin(word, in_latin_name, &mut spelled);
        spelled
    }

    #[test]
    fn alphabets() {
        assert_eq!(read("синьцзян", false), "xinjiang");
        assert_eq!(read("синьцзянский", false), "xinjiang");
        assert_eq!(read("чжунтай", false), "zhongtai");
        assert_eq!(read("дахуа", false), "dahua");
        assert_eq!(read("текнолоджи", false), "teknolodzhi");
        assert_eq!(read("қәшқәр", false), "qeshqer");
        assert_eq!(read("شىنجاڭ", false), "shinjang");
        assert_eq!(read("seіne", true), "seine");
        assert_eq!(read("саре", true), "cape");
    }

    #[test]
    fn names_by_sound() {
        assert_eq!(skeleton("hikvision"), skeleton(&read("хиквижн", false)));
        assert_eq!(skeleton("hikvision"), skeleton(&read("هيكفيجن", false)));
        assert_ne!(skeleton("hikvision"), skeleton("havishon"));
        assert_eq!(skeleton("dahua"), None);
        assert!(from_wade_giles("chungtai").contains(&"zhongtai".to_owned()));
        assert!(from_wade_giles("tienwei").contains(&"tianwei".to_owned()));
        assert!(from_wade_giles("hikvision").is_empty());
    }
}
