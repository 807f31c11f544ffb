//! Variants of every listed name, made by rule, and names that share only the common words of one. Every choice follows
//! from the name itself, so the set is the same on every machine and changes only with the lists.

use std::collections::{BTreeMap, BTreeSet};

use sourcegate::finding::NameKind;
use sourcegate::policy::model::Entry;

use crate::names::Labelled;

const PLACES: &str = include_str!("../../src/screen/name/data/places.txt");
const WORDS: &str = include_str!("../../src/screen/name/data/words.txt");
const PINYIN: &str = include_str!("../../src/screen/name/data/pinyin.txt");
const SIMPLIFIED: &str = include_str!("../../src/screen/name/data/simplified.txt");

/// Other legal forms that a Chinese or foreign company may be stated with.
const FORMS: [&str; 8] =
    ["Company Limited", "Co.,Ltd", "Corp.", "LLC", "Limited Liability Company", "Co. Ltd.", "JSC", "Inc."];
const ABBREVIATED: [(&str, &str); 34] = [
    ("International", "Int'l"),
    ("Technology", "Tech"),
    ("Technologies", "Tech."),
    ("Industry", "Ind."),
    ("Industrial", "Indl"),
    ("Manufacturing", "Mfg"),
    ("Group", "Grp"),
    ("Import", "Imp"),
    ("Trading", "Trdg."),
    ("Development", "Dev."),
    ("Electronics", "Elec."),
    ("Electronic", "Elec"),
    ("Information", "Info."),
    ("Science", "Sci."),
    ("Holdings", "Hldgs"),
    ("Holding", "Hldg"),
    ("Materials", "Matls"),
    ("Material", "Matl."),
    ("Engineering", "Eng."),
    ("Construction", "Constr."),
    ("Communications", "Comm."),
    ("Semiconductor", "Semicon."),
    ("Management", "Mgmt"),
    ("Machinery", "Mach."),
    ("Department", "Dept."),
    ("Education", "Edu."),
    ("Products", "Prods"),
    ("Equipment", "Equip."),
    ("National", "Natl"),
    ("Chemical", "Chem."),
    ("Biotechnology", "Biotech"),
    ("Textile", "Text."),
    ("Textiles", "Txtl"),
    ("Warehousing", "Whsg"),
];
/// Wade-Giles and postal spellings of places.
const ROMANISED: [(&str, &str); 29] = [
    ("Xinjiang", "Sinkiang"),
    ("Xinjiang", "Hsinchiang"),
    ("Beijing", "Peking"),
    ("Tianjin", "Tientsin"),
    ("Fujian", "Fukien"),
    ("Henan", "Honan"),
    ("Guangdong", "Kwangtung"),
    ("Zhejiang", "Chekiang"),
    ("Shandong", "Shantung"),
    ("Jiangsu", "Kiangsu"),
    ("Jiangxi", "Kiangsi"),
    ("Sichuan", "Szechuan"),
    ("Gansu", "Kansu"),
    ("Hebei", "Hopei"),
    ("Guizhou", "Kweichow"),
    ("Hubei", "Hupei"),
    ("Anhui", "Anhwei"),
    ("Nanjing", "Nanking"),
    ("Hangzhou", "Hangchow"),
    ("Zhengzhou", "Chengchow"),
    ("Changzhou", "Changchow"),
    ("Suzhou", "Soochow"),
    ("Xiamen", "Amoy"),
    ("Chengdu", "Chengtu"),
    ("Ningbo", "Ningpo"),
    ("Guangzhou", "Canton"),
    ("Shaanxi", "Shensi"),
    ("Kashgar", "Qeshqer"),
    ("Inner Mongolia", "Nei Mongol"),
];
const LOOK_ALIKES: [(char, char); 10] = [
    ('a', 'а'),
    ('e', 'е'),
    ('o', 'о'),
    ('c', 'с'),
    ('p', 'р'),
    ('x', 'х'),
    ('i', 'і'),
    ('y', 'у'),
    ('u', 'υ'),
    ('s', 'ѕ'),
];
const LEET: [(char, char); 6] = [('o', '0'), ('i', '1'), ('e', '3'), ('a', '4'), ('s', '5'), ('l', '1')];
const MISREAD: [(&str, &str); 6] = [("rn", "m"), ("m", "rn"), ("l", "1"), ("o", "0"), ("w", "vv"), ("d", "cl")];
const MARKED: [(char, &str); 5] = [('a', "āáǎà"), ('e', "ēéěè"), ('i', "īíǐì"), ('o', "ōóǒò"), ('u', "ūúǔù")];
/// Words that made-up firms call themselves by; none of it is the name of a listed one.
const OTHERS: [&str; 24] = [
    "Hengrui",
    "Jiulong",
    "Kaiyue",
    "Mingfa",
    "Ruitong",
    "Shunda",
    "Wanbao",
    "Yongkang",
    "Zhixin",
    "Baihe",
    "Chunlan",
    "Dexing",
    "Fenglin",
    "Guoqiang",
    "Lianfa",
    "Pengcheng",
    "Qiming",
    "Sanyuan",
    "Tonghe",
    "Weimin",
    "Xuri",
    "Yaguang",
    "Zhenhua",
    "Haoyu",
];
const OTHER_TRADES: [&str; 8] =
    ["Dental Clinic", "Bridal Wear", "Bakery", "Pet Foods", "Furniture", "Hotel", "Ceramic Tiles", "Travel Agency"];
const OTHER_PLACES: [&str; 6] = ["Hanoi", "Dhaka", "Toronto", "Milano", "Lima", "Osaka"];

fn number(seed: &str, salt: &str, count: usize) -> usize {
    let hash = seed
        .bytes()
        .chain(salt.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from((hash >> 17) % count.max(1) as u64).expect("small")
}

struct Vocabulary {
    places: BTreeSet<&'static str>,
    common: BTreeSet<&'static str>,
    legal: BTreeSet<&'static str>,
    readings: BTreeMap<char, &'static str>,
    syllables: BTreeSet<&'static str>,
    traditional: BTreeMap<char, char>,
}

impl Vocabulary {
    fn new() -> Self {
        let rows = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
        let places = rows(PLACES).flat_map(|line| line.split(' ').skip(1)).collect();
        let of_class = |wanted: fn(&str) -> bool| -> BTreeSet<&'static str> {
            rows(WORDS)
                .filter(|line| line.split(' ').next().is_some_and(wanted))
                .flat_map(|line| line.split(' ').skip(1))
                .collect()
        };
        let mut readings = BTreeMap::new();
        for line in rows(PINYIN) {
            let (sound, characters) = line.split_once(' ').expect("a reading and its characters");
            readings.extend(characters.chars().map(|c| (c, sound)));
        }
        let mut traditional = BTreeMap::new();
        let mut lines = rows(SIMPLIFIED);
        while let (Some(from), Some(to)) = (lines.next(), lines.next()) {
            for (from, to) in from.chars().zip(to.chars()) {
                traditional.entry(to).or_insert(from);
            }
        }
        let syllables = readings.values().copied().collect();
        let legal = of_class(|class| class == "legal");
        Self { places, common: of_class(|_| true), legal, readings, syllables, traditional }
    }

    fn plain(word: &str) -> String {
        word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
    }
    fn is_legal(&self, word: &str) -> bool {
        self.legal.contains(Self::plain(word).as_str()) || word == "," || Self::plain(word).is_empty()
    }
    fn is_place(&self, word: &str) -> bool {
        self.places.contains(Self::plain(word).as_str()) || matches!(word, "Inner" | "Mongolia")
    }
    fn is_given(&self, word: &str) -> bool {
        !self.is_place(word)
            && !self.common.contains(Self::plain(word).as_str())
            && word.len() > 3
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    }
    /// A word as its syllables, if it is two or more of Mandarin in one way.
    fn syllables(&self, word: &str) -> Option<Vec<String>> {
        fn split(rest: &str, known: &BTreeSet<&'static str>) -> Option<Vec<String>> {
            if rest.is_empty() {
                return Some(Vec::new());
            }
            (1..=rest.len().min(6)).rev().find_map(|end| {
                known.contains(&rest[..end]).then(|| split(&rest[end..], known)).flatten().map(|mut tail| {
                    tail.insert(0, rest[..end].to_owned());
                    tail
                })
            })
        }
        let lower = word.to_lowercase();
        split(&lower, &self.syllables).filter(|parts| parts.len() > 1)
    }
}

fn title(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The set: variants with their entries, and made-up names that must meet nothing.
pub(crate) fn variants(entries: &[&Entry]) -> Vec<Labelled> {
    let vocabulary = Vocabulary::new();
    let mut made = Made::default();
    for entry in entries {
        for name in entry.names.iter().filter(|name| name.kind != NameKind::Removed) {
            if entry.individual {
                if let Some((family, given)) = name.text.split_once(", ") {
                    made.add("person", &entry.id, format!("{given} {family}"));
                    made.add("person", &entry.id, format!("{} {given}", title(&family.to_lowercase())));
                }
            } else if name.text.is_ascii() {
                latin(&vocabulary, entry, &name.text, &mut made);
            } else {
                chinese(&vocabulary, entry, &name.text, &mut made);
            }
        }
    }
    made.rows
}

#[derive(Default)]
struct Made {
    rows: Vec<Labelled>,
    seen: BTreeMap<(String, String), usize>,
}

impl Made {
    /// Adds a variant; what is already there only gains the entry.
    fn add(&mut self, kind: &str, id: &str, query: String) {
        let key = (kind.to_owned(), query.clone());
        if let Some(&at) = self.seen.get(&key) {
            let row = &mut self.rows[at];
            if !row.expected.is_empty() && !row.expected.iter().any(|other| other == id) {
                row.expected.push(id.to_owned());
            }
            return;
        }
        self.seen.insert(key, self.rows.len());
        let expected = if id.is_empty() { Vec::new() } else { vec![id.to_owned()] };
        self.rows.push(Labelled { query, expected, kind: kind.to_owned() });
    }

    fn changed(&mut self, kind: &str, id: &str, name: &str, query: String) {
        if query != name && !query.trim().is_empty() {
            self.add(kind, id, query);
        }
    }
}

fn latin(vocabulary: &Vocabulary, entry: &Entry, name: &str, made: &mut Made) {
    let id = entry.id.as_str();
    let words: Vec<&str> = name.split_whitespace().collect();
    let end = words.iter().rposition(|word| !vocabulary.is_legal(word)).map_or(words.len(), |at| at + 1);
    let core: Vec<&str> = words[..end].to_vec();
    let bare = core.join(" ").trim_end_matches(',').to_owned();
    let given: Vec<&str> = core.iter().copied().filter(|word| vocabulary.is_given(word)).collect();
    let longest = given.iter().copied().max_by_key(|word| word.len()).unwrap_or("");
    let swap = |from: &str, to: &str| {
        core.iter().map(|word| if *word == from { to } else { *word }).collect::<Vec<_>>().join(" ")
    };
    made.add("exact", id, name.to_owned());
    made.changed("no-legal-form", id, name, bare.clone());
    if end < words.len() {
        made.changed("legal-form", id, name, format!("{bare} {}", FORMS[number(name, "form", FORMS.len())]));
        made.changed("legal-form", id, name, format!("{bare}, {}", FORMS[number(name, "more", FORMS.len())]));
    }
    made.changed("case", id, name, name.to_uppercase());
    made.changed("case", id, name, name.to_lowercase());
    let wide = |c: char| match c {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).expect("a full-width form"),
        _ => c,
    };
    made.add("full-width", id, name.chars().map(wide).collect());
    typography(id, name, &core, longest, made);
    spelling(vocabulary, id, name, &core, &given, longest, made);

    // Structure.
    if let [first, rest @ ..] = core.as_slice()
        && vocabulary.is_place(first)
        && *first != "Inner"
        && !given.is_empty()
    {
        let rest = rest.join(" ");
        made.add("word-order", id, format!("{rest} {first}"));
        made.add("word-order", id, format!("{rest}, {first} Co., Ltd."));
        made.add("place-in-brackets", id, format!("{rest} ({first}) Co., Ltd."));
        if given.iter().any(|word| word.len() > 6) || given.len() > 1 {
            made.add("drop-place", id, rest);
        }
    }
    if !given.is_empty() && longest.len() > 5 && core.len() > 1 {
        made.add("branch", id, format!("{name} Urumqi Branch"));
        made.add("branch", id, format!("{bare} No. 2 Plant"));
        made.add("branch", id, format!("{bare} Warehouse"));
        made.add("subsidiary", id, format!("{bare} Fukang Logistics Co., Ltd."));
        made.add("subsidiary", id, format!("{name} and its subsidiaries"));
        made.add("add-place", id, format!("China {bare}"));
        if let [first, ..] = core.as_slice()
            && !vocabulary.is_place(first)
        {
            made.add("add-place", id, format!("Xinjiang {name}"));
        }
    }
    let mut longer = core.clone();
    if longer.len() > 3 && longer.pop().is_some_and(|last| !vocabulary.is_given(last)) && !given.is_empty() {
        made.add("drop-word", id, longer.join(" "));
    }
    sharing(vocabulary, name, &core, &given, &swap, made);
}

fn typography(id: &str, name: &str, core: &[&str], longest: &str, made: &mut Made) {
    let marked = |c: char| {
        let marks = MARKED.iter().find(|(plain, _)| *plain == c).map(|(_, marks)| *marks);
        marks.and_then(|marks| marks.chars().nth(number(name, "tone", 4))).unwrap_or(c)
    };
    made.changed("diacritics", id, name, name.chars().map(marked).collect());
    let middle = longest.len() / 2;
    if longest.len() > 4 {
        for (kind, c) in [("invisible", '\u{200b}'), ("invisible", '\u{ad}'), ("bidi", '\u{202c}')] {
            let broken = format!("{}{c}{}", &longest[..middle], &longest[middle..]);
            made.add(kind, id, name.replace(longest, &broken));
        }
        made.add("bidi", id, format!("\u{202d}{name}\u{202c}"));
        let one = LOOK_ALIKES.iter().find(|(plain, _)| longest[1..].contains(*plain));
        if let Some((plain, like)) = one {
            made.add("homoglyph", id, name.replace(longest, &longest.replace(*plain, &like.to_string())));
        }
        let all = |c: char| LOOK_ALIKES.iter().find(|(plain, _)| *plain == c).map_or(c, |(_, like)| *like);
        made.changed("homoglyph", id, name, name.chars().map(all).collect());
        let leet = |c: char| LEET.iter().find(|(plain, _)| *plain == c).map_or(c, |(_, like)| *like);
        let dressed: String = longest.chars().map(leet).collect();
        let digits = dressed.bytes().filter(u8::is_ascii_digit).count();
        if digits > 0 && digits * 2 <= dressed.len() && core.len() > 1 {
            made.add("leet", id, name.replace(longest, &dressed));
        }
        if let Some((right, wrong)) = MISREAD.iter().find(|(right, _)| longest[1..].contains(right))
            && core.len() > 1
        {
            let read = format!("{}{}", &longest[..1], longest[1..].replacen(right, wrong, 1));
            made.add("misread", id, name.replace(longest, &read));
        }
    }
    if longest.len() > 5 && core.len() > 1 {
        let letters: Vec<char> = longest.chars().collect();
        let at = 1 + number(name, "typo", letters.len() - 2);
        let mut swapped = letters.clone();
        swapped.swap(at, at + 1);
        let mut dropped = letters.clone();
        dropped.remove(at);
        let mut doubled = letters.clone();
        doubled.insert(at, letters[at]);
        for typed in [swapped, dropped, doubled] {
            let typed: String = typed.into_iter().collect();
            made.changed("typo", id, name, name.replace(longest, &typed));
        }
    }
}

fn spelling(
    vocabulary: &Vocabulary,
    id: &str,
    name: &str,
    core: &[&str],
    given: &[&str],
    longest: &str,
    made: &mut Made,
) {
    let each = |change: &dyn Fn(&str) -> Option<String>| {
        name.split(' ').map(|word| change(word).unwrap_or_else(|| word.to_owned())).collect::<Vec<_>>().join(" ")
    };
    let short = |word: &str| {
        let plain = word.trim_end_matches([',', '.']);
        ABBREVIATED.iter().find(|(long, _)| long.eq_ignore_ascii_case(plain)).map(|(_, short)| (*short).to_owned())
    };
    made.changed("abbreviation", id, name, each(&short));
    made.changed("and", id, name, name.replace(" and ", " & "));
    made.changed("and", id, name, name.replace(" & ", " and "));
    made.changed("and", id, name, name.replace(" and ", " + "));
    let toggled = |word: &str| match word.strip_suffix('s') {
        Some(singular) if word.len() > 4 && !word.ends_with("ss") && !vocabulary.is_given(word) => {
            Some(singular.to_owned())
        }
        None if matches!(word, "Textile" | "Food" | "Material" | "Product" | "Shoe" | "Chemical" | "Metal") => {
            Some(format!("{word}s"))
        }
        _ => None,
    };
    made.changed("word-form", id, name, each(&toggled));
    for (place, other) in ROMANISED {
        made.changed("romanisation", id, name, name.replace(place, other));
    }
    if let Some(syllables) = vocabulary.syllables(longest) {
        let capital: Vec<String> = syllables.iter().map(|syllable| title(syllable)).collect();
        made.add("pinyin-spacing", id, core.join(" ").replace(longest, &capital.join(" ")));
        made.add("pinyin-spacing", id, name.replace(longest, &title(&syllables.join("-"))));
    }
    if let [first, second, ..] = given
        && let (Some(a), Some(b)) =
            (core.iter().position(|word| word == first), core.iter().position(|word| word == second))
        && b == a + 1
    {
        made.add("glued", id, name.replace(&format!("{first} {second}"), &format!("{first}{}", second.to_lowercase())));
    }
    if core.len() > 1 && core.join("").len() > 9 {
        made.add("glued", id, core.join("").to_lowercase());
    }
}

/// Made-up firms that share a place, a trade and a legal form with a listed one.
fn sharing(
    vocabulary: &Vocabulary,
    name: &str,
    core: &[&str],
    given: &[&str],
    swap: &dyn Fn(&str, &str) -> String,
    made: &mut Made,
) {
    let other = OTHERS[number(name, "other", OTHERS.len())];
    let another = OTHERS[number(name, "another", OTHERS.len())];
    if let [only] = given
        && core.len() > 2
    {
        made.add("negative: other given", "", format!("{} Co., Ltd.", swap(only, other)));
        made.add("negative: other given", "", format!("{} Co., Ltd.", swap(only, another)));
        if vocabulary.syllables(only).is_some_and(|syllables| syllables.len() < 3) {
            let trade = OTHER_TRADES[number(name, "trade", OTHER_TRADES.len())];
            let place = OTHER_PLACES[number(name, "place", OTHER_PLACES.len())];
            made.add("negative: other trade and place", "", format!("{place} {only} {trade}"));
            made.add("negative: other trade", "", format!("{only} {trade}"));
        }
    }
    let place = core.iter().copied().find(|word| vocabulary.is_place(word) && !matches!(*word, "Inner" | "Mongolia"));
    if let Some(place) = place {
        let trade = OTHER_TRADES[number(name, "trade", OTHER_TRADES.len())];
        made.add("negative: place alone", "", format!("{place} {trade} Co., Ltd."));
        made.add("negative: place alone", "", format!("{place} {other} {trade}"));
        made.add("negative: place alone", "", format!("{place} Group Holdings Co., Ltd."));
    }
    let trades: Vec<&str> =
        core.iter().copied().filter(|word| !vocabulary.is_place(word) && !vocabulary.is_given(word)).collect();
    if !given.is_empty() && !trades.is_empty() {
        made.add("negative: trade alone", "", format!("{other} {} Co., Ltd.", trades.join(" ")));
    }
}

const CHINESE_FORMS: [&str; 5] = ["股份有限公司", "有限责任公司", "有限公司", "集团有限公司", "公司"];

fn chinese(vocabulary: &Vocabulary, entry: &Entry, name: &str, made: &mut Made) {
    let id = entry.id.as_str();
    let back: BTreeMap<char, char> = vocabulary.traditional.iter().map(|(plain, old)| (*old, *plain)).collect();
    let plain: String = name.chars().map(|c| back.get(&c).copied().unwrap_or(c)).collect();
    let old: String = plain.chars().map(|c| vocabulary.traditional.get(&c).copied().unwrap_or(c)).collect();
    let bare = ["股份有限公司", "有限责任公司", "有限公司"]
        .iter()
        .find_map(|form| plain.strip_suffix(form))
        .unwrap_or(&plain)
        .to_owned();
    made.add("han: exact", id, plain.clone());
    made.changed("han: no legal form", id, &plain, bare.clone());
    made.changed("han: legal form", id, &plain, format!("{bare}{}", CHINESE_FORMS[number(name, "form", 5)]));
    made.add("han: traditional", id, old.clone());
    let mixed =
        |(at, c): (usize, char)| if at % 2 == 0 { c } else { vocabulary.traditional.get(&c).copied().unwrap_or(c) };
    made.add("han: mixed", id, plain.chars().enumerate().map(mixed).collect());
    for suffix in ["分公司", "乌鲁木齐分公司", "一厂", "第二分厂", "仓库"] {
        made.add("han: branch", id, format!("{plain}{suffix}"));
    }
    made.add("han: bracketed place", id, format!("{bare}（新疆）有限公司"));
    made.add("han: spaced", id, plain.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(" "));
    let sounds: Vec<&str> = bare.chars().filter_map(|c| vocabulary.readings.get(&c).copied()).collect();
    if sounds.len() == bare.chars().count() {
        made.add("han: pinyin", id, sounds.join(" "));
        made.add("han: pinyin", id, format!("{} Youxian Gongsi", title(&sounds.join(""))));
    }
}
