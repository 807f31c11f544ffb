//! The place tables, and all their names, ready to be found in text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::boundary::Boundary;
use super::fold::{Folded, fold, is_han};
use super::hints::Hints;
use super::levels::{ENGLISH_LEVELS, MISSPELT, UYGHUR_LEVELS, short_han};
use super::local::{self, Local};
use super::names::Names;

/// The tables of a pack, as text.
#[derive(Debug, Clone, Copy)]
pub struct PlaceTables<'a> {
    /// Divisions of the region.
    pub divisions: &'a str,
    /// Names of divisions that are also ordinary words or places elsewhere.
    pub shared: &'a str,
    /// Units of the corps.
    pub xpcc: &'a str,
    /// UN/LOCODE of the region.
    pub unlocode: &'a str,
    /// Provinces and cities elsewhere in China.
    pub outside: &'a str,
    /// The boundary, as `lat,lon`.
    pub boundary: &'a str,
    /// Towns and townships of the region whose names no other Chinese town bears; may be empty.
    pub townships: &'a str,
    /// Industrial parks and development zones of the region; may be empty.
    pub parks: &'a str,
    /// Telephone area codes and plates of the region; may be empty.
    pub hints: &'a str,
    /// Airports of the region; may be empty.
    pub airports: &'a str,
    /// City parts of manufacturer ids; may be empty.
    pub mid_cities: &'a str,
}

/// A division of the region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// GB/T 2260 code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Usual name in English.
    pub en: String,
    /// Whether it is the region itself.
    pub region: bool,
    /// Whether it is a prefecture or a prefecture-level city.
    pub prefecture: bool,
}

impl Division {
    /// For people: `Ürümqi (乌鲁木齐市, 650100)`.
    #[must_use]
    pub fn label(&self) -> String {
        if self.en.is_empty() {
            format!("{} ({})", self.zh, self.code)
        } else {
            format!("{} ({}, {})", self.en, self.zh, self.code)
        }
    }
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Means {
    /// The region.
    Region,
    /// A division whose name, as written here, is nothing else.
    Division(u32),
    /// A division whose name is also an ordinary word, or a place in another country, but no other place in China.
    Word(u32),
    /// A division whose name is also that of another place in China.
    Shared(u32),
    /// A division by an old, a rare or a very short name, which says something only beside the region.
    Weak(u32),
    /// The region in a spelling that may also be another word: "Xin Jiang", "Xingjiang".
    Spelt,
    /// A town, a township or an industrial park of the region.
    Local(u32),
    /// A place elsewhere in China.
    Outside(u32),
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What it stands for.
    pub(super) means: Means,
    /// Whether the name carries its level word (市, 地区, Prefecture) and so is a full name.
    pub(super) full: bool,
    /// Where, in the folded text.
    pub(super) range: Range<usize>,
}

/// The places of the region, ready to be found in text.
#[derive(Debug)]
pub struct Gazetteer {
    pub(super) divisions: Vec<Division>,
    pub(super) outside: Vec<String>,
    pub(super) locals: Vec<Local>,
    pub(super) hints: Hints,
    names: Names,
    means: Vec<(Means, bool)>,
    pub(super) boundary: Boundary,
    pub(super) locodes: BTreeMap<String, String>,
    pub(super) corps: super::corps::Corps,
}

impl Gazetteer {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a table does not parse; the message names the file and the line.
    pub fn load(tables: &PlaceTables<'_>) -> Result<Self, String> {
        let shared: BTreeMap<String, bool> = rows("places/shared-names.csv", tables.shared, 2)?
            .into_iter()
            .map(|row| (fold(&row[0]).text, row[1].starts_with("also the name of a place")))
            .collect();
        let mut names: BTreeMap<String, (Means, bool)> = BTreeMap::new();
        let mut divisions = Vec::new();
        let mut former: BTreeSet<u32> = BTreeSet::new();
        // Outside first: where a name is both, the region wins, as a shared name.
        let mut outside = Vec::new();
        for row in rows("places/outside.csv", tables.outside, 4)? {
            let number = u32::try_from(outside.len()).unwrap_or(u32::MAX);
            let short =
                [&row[2]].into_iter().filter(|name| name.chars().count() >= 2).map(|name| (name.as_str(), false));
            let all =
                [(row[1].as_str(), true)].into_iter().chain(short).chain(row[3].split('|').map(|name| (name, false)));
            for (name, full) in all {
                names.entry(fold(name).text).or_insert((Means::Outside(number), full));
            }
            outside.push(row[1].clone());
        }
        for row in rows("places/divisions.csv", tables.divisions, 16)? {
            let number = u32::try_from(divisions.len()).unwrap_or(u32::MAX);
            let [code, level, status, zh, hant, pinyin, en, gb, alt, weak, ambiguous, ug] =
                [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(|at| row[at].as_str());
            let region = level == "province";
            divisions.push(Division {
                code: code.to_owned(),
                zh: zh.to_owned(),
                en: en.to_owned(),
                region,
                prefecture: level == "prefecture",
            });
            if level == "group" {
                continue;
            }
            if status == "former" {
                former.insert(number);
            }
            // "Aksu(KZ TR)": a name with the countries of its other places.
            let ambiguous: BTreeMap<String, bool> = ambiguous
                .split('|')
                .map(|name| name.split_once('(').unwrap_or((name, "CN")))
                .map(|(name, countries)| (fold(name).text, countries.contains("CN")))
                .collect();
            // "Ghulja Shehiri" is as good as Ghulja.
            let usual: Vec<String> =
                alt.split('|').filter(|name| !name.is_empty()).map(|name| fold(name).text).collect();
            let weak: BTreeSet<String> = weak
                .split('|')
                .map(|name| fold(name).text)
                .filter(|name| {
                    *name != fold(en).text
                        && !usual.contains(name)
                        && !usual.iter().any(|usual| name.strip_prefix(usual.as_str()) == Some(" shehiri"))
                })
                .collect();
            // What a name means, full or not.
            let meaning = |name: &str, full: bool| {
                // A level word makes a name certain unless the table says that it does not.
                let also = |table: &BTreeMap<String, bool>| table.get(name) == Some(&true);
                if region {
                    Means::Region
                } else if !full && weak.contains(name) {
                    Means::Weak(number)
                } else if also(&shared) || !full && also(&ambiguous) {
                    Means::Shared(number)
                } else if !full && (shared.contains_key(name) || ambiguous.contains_key(name)) {
                    Means::Word(number)
                } else {
                    Means::Division(number)
                }
            };
            let mut add = |name: &str, full: bool, as_means: Option<Means>| {
                let name = fold(name).text;
                if name.chars().count() < 2 {
                    return;
                }
                let means = as_means.unwrap_or_else(|| meaning(&name, full));
                // The first division with a name keeps it (the prefecture before its seat), but a sure meaning of
                // the region replaces one elsewhere.
                match names.get(&name) {
                    Some((Means::Outside(_), _)) if matches!(means, Means::Weak(_)) => {}
                    Some((Means::Outside(_), _)) => {
                        let means = if full { means } else { Means::Shared(number) };
                        names.insert(name, (means, full));
                    }
                    // The division of today is meant, and not the one that bore the name before it.
                    Some((Means::Division(old) | Means::Shared(old) | Means::Word(old), _))
                        if status == "current" && former.contains(old) =>
                    {
                        names.insert(name, (means, full));
                    }
                    Some((Means::Weak(_), _)) if !matches!(means, Means::Weak(_)) => {
                        names.insert(name, (means, full));
                    }
                    Some((Means::Shared(_) | Means::Word(_), _)) if matches!(means, Means::Division(_)) && full => {
                        names.insert(name, (means, full));
                    }
                    Some(_) => {}
                    None => {
                        names.insert(name, (means, full));
                    }
                }
            };
            for name in [zh, hant].into_iter().filter(|name| !name.is_empty()) {
                add(name, true, None);
                if status == "current" || status == "former" {
                    add(&short_han(name), false, (status == "former" && !region).then_some(Means::Shared(number)));
                }
            }
            let level = UYGHUR_LEVELS.iter().find(|(level, _)| ug.ends_with(level));
            add(ug, level.is_some(), None);
            match level.and_then(|(level, _)| ug.strip_suffix(level)) {
                // The shortest ones are ordinary words: باي is "rich".
                Some(stem) if stem.chars().count() > 4 => add(stem, false, None),
                None if !ug.is_empty() => UYGHUR_LEVELS
                    .iter()
                    .filter(|(_, chinese)| zh.ends_with(*chinese))
                    .for_each(|(level, _)| add(&format!("{ug}{level}"), true, None)),
                _ => {}
            }
            if status != "current" {
                continue;
            }
            let plain_pinyin: String = pinyin.split_whitespace().collect();
            add(&plain_pinyin, true, None);
            // Cut into its syllables: "Wu Lu Mu Qi". Two syllables may also be two words.
            let syllables: Vec<&str> = pinyin.split_whitespace().take(short_han(zh).chars().count()).collect();
            let cut = match (syllables.len(), meaning(&fold(&syllables.concat()).text, false)) {
                _ if region => None,
                (2, Means::Division(_) | Means::Word(_)) => Some(Means::Shared(number)),
                (0..=2, _) => Some(Means::Weak(number)),
                (_, means) => Some(means),
            };
            if cut.is_some() && syllables.len() > 1 {
                add(&syllables.join(" "), false, cut);
            }
            for name in [en, gb].into_iter().flat_map(|name| name.split(['(', ')'])).map(str::trim) {
                let folded = fold(name).text;
                // What follows a bracket in "Kashi (Kaxgar) Shi" is a level, not a name.
                if ENGLISH_LEVELS.iter().any(|level| level.trim_start() == folded) {
                    continue;
                }
                let stem = ENGLISH_LEVELS.iter().find_map(|level| folded.strip_suffix(level));
                // "Xinshi District" is full and still shared: romanised, it is also another 新市区 elsewhere.
                let alike = stem.is_some_and(|stem| {
                    let stem = stem.trim();
                    shared.get(stem) == Some(&true) || ambiguous.get(stem) == Some(&true)
                });
                add(name, stem.is_some() && !alike, None);
                if let Some(stem) = stem {
                    add(stem, false, None);
                    // "Bayingolin Mongol Autonomous" is called Bayingolin; shorter ones (Mori, Ili) are words elsewhere.
                    let short = stem.strip_suffix(" autonomous").and_then(|stem| stem.rsplit_once(' '));
                    if let Some((short, _)) = short.filter(|(short, _)| short.len() >= 6) {
                        add(short, false, None);
                    }
                }
            }
            alt.split('|').for_each(|name| add(name, false, None));
            weak.iter().for_each(|name| add(name, false, Some(Means::Weak(number))));
            usual.iter().for_each(|name| add(&format!("{name} shehiri"), false, None));
        }
        let locals = local::load(tables, &divisions)?;
        for (number, local) in locals.iter().enumerate() {
            for name in &local.names {
                let means = Means::Local(u32::try_from(number).unwrap_or(u32::MAX));
                names.entry(fold(name).text).or_insert((means, true));
            }
        }
        for (name, means) in [
            ("新疆", Means::Region),
            ("xinjiang uyghur autonomous region", Means::Region),
            ("xinjiang uighur autonomous region", Means::Region),
            ("شىنجاڭ", Means::Region),
            ("shinjang", Means::Region),
            ("synjiang", Means::Region),
        ] {
            names.insert(name.to_owned(), (means, name.len() > 12));
        }
        for name in MISSPELT {
            names.insert(name.to_owned(), (Means::Spelt, false));
        }
        let means = names.values().copied().collect();
        let locodes = rows("places/unlocode.csv", tables.unlocode, 3)?
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect();
        Ok(Self {
            divisions,
            outside,
            locals,
            hints: Hints::load(tables)?,
            names: Names::new(names.into_keys()),
            means,
            boundary: Boundary::parse(tables.boundary)?,
            locodes,
            corps: super::corps::Corps::load(&rows("places/xpcc.csv", tables.xpcc, 9)?),
        })
    }

    /// All names in a text, from left to right, on word boundaries where the script has them.
    pub(super) fn find(&self, original: &str, folded: &Folded) -> Vec<Found> {
        let text = &folded.text;
        let mut all: Vec<Found> = self
            .names
            .find_in(text)
            .filter(|(range, _)| whole_word(text, range.clone()) && !in_chain(original, folded.original(range.clone())))
            .map(|(range, number)| {
                let (means, full) = self.means[number];
                Found { means, full, range }
            })
            .collect();
        // "Shache Xian" is a county (xiàn), not the city of Xi'an.
        let names = all.iter().filter(|found| !matches!(found.means, Means::Outside(_)));
        let ends: Vec<usize> = names.map(|found| found.range.end).collect();
        all.retain(|found| {
            let after_a_name = found.range.start.checked_sub(1).is_some_and(|end| ends.contains(&end));
            !(after_a_name && &text[found.range.clone()] == "xian")
        });
        all
    }

    /// The division with a GB/T 2260 code.
    #[must_use]
    pub fn division(&self, code: &str) -> Option<&Division> {
        with_code(&self.divisions, code)
    }
}

fn with_code<'a>(divisions: &'a [Division], code: &str) -> Option<&'a Division> {
    divisions.iter().find(|division| division.code == code)
}

/// The division with a GB/T 2260 code, for people; a code that no division has is given as it is.
pub(super) fn label_of(divisions: &[Division], code: &str) -> String {
    with_code(divisions, code).map_or_else(|| format!("division {code}"), Division::label)
}

/// Whether a match is not the middle of a longer word; Chinese is written without gaps, so there every place counts.
fn whole_word(text: &str, range: Range<usize>) -> bool {
    let joins = |inner: Option<char>, outer: Option<char>| match (inner, outer) {
        (Some(inner), Some(outer)) => {
            !is_han(inner) && !is_han(outer) && inner != ' ' && outer != ' ' && !outer.is_numeric()
        }
        _ => false,
    };
    let matched = &text[range.clone()];
    !joins(matched.chars().next(), text[..range.start].chars().next_back())
        && !joins(matched.chars().next_back(), text[range.end..].chars().next())
}

/// Whether a name with hyphens is the middle of a longer one: Chia-shih in "Ch'en-chia-shih".
fn in_chain(text: &str, range: Range<usize>) -> bool {
    text.get(range.clone()).is_some_and(|name| name.contains('-'))
        && (text[..range.start].ends_with('-') || text[range.end..].starts_with('-'))
}

/// The rows of a table after its header, each with at least this many cells.
pub(super) fn rows(file: &str, text: &str, cells: usize) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("{file}: {error}"))?;
        if record.len() < cells {
            let line = record.position().map_or(0, csv::Position::line);
            return Err(format!("{file}:{line}: {} cells, but {cells} are needed", record.len()));
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    if rows.is_empty() {
        return Err(format!("{file}: the table is empty or missing, so places could not be recognised"));
    }
    Ok(rows)
}

/// The rows of a table that a pack may leave out.
pub(super) fn optional_rows(file: &str, text: &str, cells: usize) -> Result<Vec<Vec<String>>, String> {
    if text.is_empty() { Ok(Vec::new()) } else { rows(file, text, cells) }
}
