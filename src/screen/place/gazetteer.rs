//! The place tables, and all their names, ready to be found in text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::boundary::Boundary;
use super::division::{Division, with_code};
use super::fold::{Folded, fold, is_han};
use super::hint_tables::HintTables;
use super::levels::{ENGLISH_LEVELS, MISSPELT, UYGHUR_LEVELS, short_han};
use super::local::{self, Local};
use super::mention::{Mention, Sense};
use super::names::Names;
use super::tables::{PlaceTables, rows};

/// The places of the region, ready to be found in text.
#[derive(Debug)]
pub struct Gazetteer {
    pub(super) divisions: Vec<Division>,
    pub(super) outside: Vec<String>,
    /// Shared names that a company's name begins with, as a rule, because it comes from there.
    pub(super) leading: BTreeSet<String>,
    pub(super) locals: Vec<Local>,
    pub(super) hints: HintTables,
    names: Names,
    sense: Vec<(Sense, bool)>,
    pub(super) boundary: Boundary,
    pub(super) locodes: BTreeMap<String, String>,
    pub(super) corps: super::corps_units::CorpsUnits,
}

impl Gazetteer {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a table does not parse; the message names the file and the line.
    pub fn load(tables: &PlaceTables<'_>) -> Result<Self, String> {
        let of_shared = rows("places/shared-names.csv", tables.shared, 2)?;
        let leads = |row: &&Vec<String>| row.get(2).is_some_and(|cell| cell == "yes");
        let leading = of_shared.iter().filter(leads).map(|row| fold(&row[0]).text).collect();
        let shared: BTreeMap<String, bool> = of_shared
            .into_iter()
            .map(|row| (fold(&row[0]).text, row[1].starts_with("also the name of a place")))
            .collect();
        let mut names: BTreeMap<String, (Sense, bool)> = BTreeMap::new();
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
                names.entry(fold(name).text).or_insert((Sense::Outside(number), full));
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
                    Sense::Region
                } else if !full && weak.contains(name) {
                    Sense::Weak(number)
                } else if also(&shared) || !full && also(&ambiguous) {
                    Sense::Shared(number)
                } else if !full && (shared.contains_key(name) || ambiguous.contains_key(name)) {
                    Sense::Word(number)
                } else {
                    Sense::Division(number)
                }
            };
            let mut add = |name: &str, full: bool, as_means: Option<Sense>| {
                let name = fold(name).text;
                if name.chars().count() < 2 {
                    return;
                }
                let sense = as_means.unwrap_or_else(|| meaning(&name, full));
                // The first division with a name keeps it (the prefecture before its seat), but a sure meaning of
                // the region replaces one elsewhere.
                match names.get(&name) {
                    Some((Sense::Outside(_), _)) if matches!(sense, Sense::Weak(_)) => {}
                    Some((Sense::Outside(_), _)) => {
                        let sense = if full { sense } else { Sense::Shared(number) };
                        names.insert(name, (sense, full));
                    }
                    // The division of today is meant, and not the one that bore the name before it.
                    Some((Sense::Division(old) | Sense::Shared(old) | Sense::Word(old), _))
                        if status == "current" && former.contains(old) =>
                    {
                        names.insert(name, (sense, full));
                    }
                    Some((Sense::Weak(_), _)) if !matches!(sense, Sense::Weak(_)) => {
                        names.insert(name, (sense, full));
                    }
                    Some((Sense::Shared(_) | Sense::Word(_), _)) if matches!(sense, Sense::Division(_)) && full => {
                        names.insert(name, (sense, full));
                    }
                    Some(_) => {}
                    None => {
                        names.insert(name, (sense, full));
                    }
                }
            };
            for name in [zh, hant].into_iter().filter(|name| !name.is_empty()) {
                add(name, true, None);
                if status == "current" || status == "former" {
                    add(&short_han(name), false, (status == "former" && !region).then_some(Sense::Shared(number)));
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
                (2, Sense::Division(_) | Sense::Word(_)) => Some(Sense::Shared(number)),
                (0..=2, _) => Some(Sense::Weak(number)),
                (_, sense) => Some(sense),
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
            weak.iter().for_each(|name| add(name, false, Some(Sense::Weak(number))));
            usual.iter().for_each(|name| add(&format!("{name} shehiri"), false, None));
        }
        let locals = local::load(tables, &divisions)?;
        for (number, local) in locals.iter().enumerate() {
            for name in &local.names {
                let sense = Sense::Local(u32::try_from(number).unwrap_or(u32::MAX));
                names.entry(fold(name).text).or_insert((sense, true));
            }
        }
        for (name, sense) in [
            ("新疆", Sense::Region),
            ("xinjiang uyghur autonomous region", Sense::Region),
            ("xinjiang uighur autonomous region", Sense::Region),
            ("شىنجاڭ", Sense::Region),
            ("shinjang", Sense::Region),
            ("synjiang", Sense::Region),
        ] {
            names.insert(name.to_owned(), (sense, name.len() > 12));
        }
        for name in MISSPELT {
            names.insert(name.to_owned(), (Sense::Spelt, false));
        }
        let sense = names.values().copied().collect();
        let locodes = rows("places/unlocode.csv", tables.unlocode, 3)?
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect();
        Ok(Self {
            divisions,
            outside,
            leading,
            locals,
            hints: HintTables::load(tables)?,
            names: Names::new(names.into_keys()),
            sense,
            boundary: Boundary::parse(tables.boundary)?,
            locodes,
            corps: super::corps_units::CorpsUnits::load(&rows("places/xpcc.csv", tables.xpcc, 9)?),
        })
    }

    /// All names in a text, from left to right, on word boundaries where the script has them.
    pub(super) fn find(&self, original: &str, folded: &Folded) -> Vec<Mention> {
        let text = &folded.text;
        let mut all: Vec<Mention> = self
            .names
            .find_in(text, begins_word)
            .filter(|(range, _)| whole_word(text, range.clone()) && !in_chain(original, folded.original(range.clone())))
            .map(|(range, number)| {
                let (sense, full) = self.sense[number];
                Mention { sense, full, range }
            })
            .collect();
        // "Shache Xian" is a county (xiàn), not the city of Xi'an.
        let names = all.iter().filter(|found| !matches!(found.sense, Sense::Outside(_)));
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

/// Returns false in the middle of a word of ASCII letters, where [`whole_word`] holds for no name.
fn begins_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |before| text[before]);
    !before.is_ascii_alphabetic() || !text[at].is_ascii_alphanumeric()
}

/// Returns true for a match that is not the middle of a longer word; Chinese is written without gaps, so there every
/// place counts.
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

/// Returns true for a name with hyphens that is the middle of a longer one: Chia-shih in "Ch'en-chia-shih".
fn in_chain(text: &str, range: Range<usize>) -> bool {
    text.get(range.clone()).is_some_and(|name| name.contains('-'))
        && (text[..range.start].ends_with('-') || text[range.end..].starts_with('-'))
}
