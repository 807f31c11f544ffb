//! Mutants of a pack: one change each to what its rules decide by. A pack whose cases hold for a mutant too does not say what
//! it means.
//!
//! Left out are changes that no judgement can show: texts for people (titles, notes, the labels that a check names), values
//! whose absence means the same, days before the first on which a rule can fire, and what the loader refuses anyway.

use jiff::ToSpan;
use jiff::civil::Date;
use toml::Value;

use super::check::{CheckKind, KnownIds, ListId};
use super::level::{RuleLevel, StatedLevel};
use super::model::Rule;
use super::pack::Pack;
use super::param_path::{self, ParamPath, Step};
use super::params::RuleParams;
use super::regime::{Regime, expand};
use super::terms::{Terms, WaiverTerms};
use super::timeline;
use crate::facts::MARKETS;
use crate::finding::Level;

/// A change to a pack that its cases must notice.
#[derive(Debug)]
pub struct Mutant {
    /// File and line of what is changed.
    pub place: String,
    /// The change: `xuar-site: level deny becomes review`.
    pub change: String,
    /// The rules whose cases can notice it.
    pub rules: Vec<String>,
    to: Mutated,
}

#[derive(Debug)]
enum Mutated {
    /// Rules that take the place of those with their ids.
    Rules(Vec<Rule>),
    /// The terms of exceptions.
    Terms(Terms),
}

impl Mutant {
    /// Makes the pack with the change in it.
    #[must_use]
    pub fn applied(&self, pack: &Pack) -> Pack {
        let mut pack = pack.clone();
        match &self.to {
            Mutated::Terms(terms) => pack.terms = terms.clone(),
            Mutated::Rules(rules) => {
                for new in rules {
                    if let Some(rule) = pack.rules.iter_mut().find(|rule| rule.id == new.id) {
                        rule.clone_from(new);
                    }
                }
            }
        }
        pack
    }
}

/// Makes every mutant of what a pack states itself: its rules, those it changes of packs below, its regimes, and its terms.
#[must_use]
pub fn mutants(pack: &Pack, checks: &[CheckKind]) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let known = pack.known_ids();
    for rule in pack.own_rules() {
        mutants.extend(levels(pack, rule));
        if let Some(check) = checks.iter().find(|check| check.name == rule.check) {
            mutants.extend(params(pack, rule, check, &known));
        }
    }
    for regime in pack.own_regimes() {
        mutants.extend(regimes(pack, regime));
    }
    if pack.below().is_empty() {
        mutants.extend(terms(pack));
    }
    mutants
}

/// The levels beside a level.
fn neighbours(level: Level) -> impl Iterator<Item = Level> {
    let at = Level::ALL.iter().position(|other| *other == level).unwrap_or(0);
    [at.checked_add(1), at.checked_sub(1)].into_iter().flatten().filter_map(|at| Level::ALL.get(at).copied())
}

/// The days beside a day.
fn beside(day: Date) -> impl Iterator<Item = Date> {
    [-1, 1].into_iter().filter_map(move |days| day.checked_add(days.days()).ok())
}

/// Variations of an optional day: one earlier, one later, or none.
fn days(day: Option<Date>) -> Vec<Option<Date>> {
    day.map(|day| beside(day).map(Some).chain([None]).collect()).unwrap_or_default()
}

fn stated_or_none<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

/// The variations of a row of a level table, each with words for it.
fn row_variations(row: &StatedLevel) -> Vec<(String, StatedLevel)> {
    let mut found = Vec::new();
    let mut vary = |words: String, change: &dyn Fn(&mut StatedLevel)| {
        let mut new = row.clone();
        change(&mut new);
        found.push((words, new));
    };
    for level in neighbours(row.level) {
        vary(format!("`{}` becomes `{}`", row.level.word(), level.word()), &|new| new.level = level);
    }
    for (name, stated, set) in [
        ("before", row.before, (|row, level| row.before = level) as fn(&mut StatedLevel, Option<Level>)),
        ("after", row.after, |row, level| row.after = level),
    ] {
        let Some(stated) = stated else { continue };
        for level in neighbours(stated).map(Some).chain([None]) {
            let new = stated_or_none(level.map(Level::word));
            vary(format!("`{name} = {}` becomes {new}", stated.word()), &|row| set(row, level));
        }
    }
    for day in days(row.window.from) {
        vary(format!("`from = {}` becomes {}", stated_or_none(row.window.from), stated_or_none(day)), &|new| {
            new.window.from = day
        });
    }
    for day in days(row.window.until) {
        vary(format!("`until = {}` becomes {}", stated_or_none(row.window.until), stated_or_none(day)), &|new| {
            new.window.until = day
        });
    }
    if let Some(market) = &row.market {
        for other in MARKETS.into_iter().filter(|other| other != market) {
            vary(format!("`market = {market}` becomes {other}"), &|new| new.market = Some(other.to_owned()));
        }
    }
    found
}

/// Mutants of the level table of a rule.
fn levels(pack: &Pack, rule: &Rule) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (at, row) in rule.stated_levels.iter().enumerate() {
        let mut add = |words: &str, rows: &[StatedLevel]| {
            // What the loader refuses is no mutant that could ever judge. A table without rows stands for a dropped rule.
            let Ok(levels) = expand(rows, &pack.regimes) else { return };
            let new = Rule { levels, stated_levels: rows.to_vec(), ..rule.clone() };
            if judges_otherwise(pack, rule, &new) {
                mutants.push(Mutant {
                    place: format!("{}:{}", rule.file, row.place),
                    change: format!("{}: {words}", rule.id),
                    rules: vec![rule.id.clone()],
                    to: Mutated::Rules(vec![new]),
                });
            }
        };
        let mut without = rule.stated_levels.clone();
        without.remove(at);
        add("the row of the level table is dropped", &without);
        for (words, new) in row_variations(row) {
            let mut rows = rule.stated_levels.clone();
            rows[at] = new;
            add(&words, &rows);
        }
    }
    mutants
}

/// Returns true if a level differs in a market on a day on which the rule can fire; notes alone judge nothing.
fn judges_otherwise(pack: &Pack, old: &Rule, new: &Rule) -> bool {
    let first_listing = |id: &ListId| -> Option<Date> {
        let entries = pack.list(id.as_str())?.entries.iter();
        let days: Option<Vec<Date>> =
            entries.flat_map(|entry| &entry.listings).map(|listing| listing.window.from).collect();
        days?.into_iter().min()
    };
    timeline::differ_from(old, new, old.params.first_day(&first_listing))
}

/// Mutants of the parameters of a rule.
fn params(pack: &Pack, rule: &Rule, check: &CheckKind, known: &KnownIds) -> Vec<Mutant> {
    let stated = rule.params.stated();
    // Read from a text as the mutants are, so that both can be compared.
    let Ok(original) = RuleParams::varied(check, stated, known) else { return Vec::new() };
    let mut variations: Vec<(ParamPath, String, toml::Table)> = Vec::new();
    for path in param_path::paths(&Value::Table(stated.clone())) {
        for (words, value) in value_variations(param_path::at(stated, &path), &path, check, known) {
            let mut new = Value::Table(stated.clone());
            param_path::set(&mut new, &path, value);
            if let Value::Table(new) = new {
                variations.push((path.clone(), words, new));
            }
        }
    }
    variations
        .into_iter()
        .filter_map(|(path, words, new)| {
            let params = RuleParams::varied(check, &new, known).ok()?;
            if params.means_the_same(&original) {
                return None;
            }
            let line = param_path::line(pack.table(&rule.file), &rule.id, &path).unwrap_or(rule.line);
            Some(Mutant {
                place: format!("{}:{line}", rule.file),
                change: format!("{}: {} {words}", rule.id, param_path::words(&path)),
                rules: vec![rule.id.clone()],
                to: Mutated::Rules(vec![Rule { params, ..rule.clone() }]),
            })
        })
        .collect()
}

/// Variations of a parameter; `None` drops it.
fn value_variations(
    value: Option<&Value>,
    path: &[Step],
    check: &CheckKind,
    known: &KnownIds,
) -> Vec<(String, Option<Value>)> {
    let label = |step: &Step| matches!(step, Step::Key(key) if check.labels.contains(&key.as_str()));
    if path.last().is_some_and(label) {
        return Vec::new();
    }
    let becomes = |old: &Value, new: Value| (format!("`{old}` becomes `{new}`"), Some(new));
    let dropped = |value: &Value| {
        let stated = if value.is_table() { String::new() } else { format!(" `{value}`") };
        (format!("{stated} is dropped").trim_start().to_owned(), None)
    };
    let mut found: Vec<(String, Option<Value>)> = value.into_iter().map(dropped).collect();
    match value {
        Some(old @ Value::String(text)) => {
            let levels = text.parse::<Level>().into_iter().flat_map(neighbours);
            found.extend(levels.map(|level| becomes(old, level.word().into())));
            let of_list = known.lists.contains(text).then(|| known.lists.iter().find(|other| *other != text)).flatten();
            found.extend(of_list.map(|other| becomes(old, other.clone().into())));
        }
        Some(old @ Value::Integer(number)) => {
            found.extend([-1, 1].map(|step| becomes(old, Value::Integer(number.saturating_add(step)))));
        }
        Some(old @ Value::Datetime(date)) => {
            let day: Option<Date> = date.to_string().parse().ok();
            let dates = day.into_iter().flat_map(beside).filter_map(|day| day.to_string().parse().ok());
            found.extend(dates.map(|date| becomes(old, Value::Datetime(date))));
        }
        _ => {}
    }
    found
}

/// Mutants of a regime, each with every rule that refers to it.
fn regimes(pack: &Pack, regime: &Regime) -> Vec<Mutant> {
    let mut variations: Vec<(String, Regime)> = Vec::new();
    for market in &regime.markets {
        let markets = regime.markets.iter().filter(|other| *other != market).cloned().collect();
        variations.push((format!("the market {market} is dropped"), Regime { markets, ..regime.clone() }));
    }
    for day in days(regime.window.from) {
        let mut new = regime.clone();
        new.window.from = day;
        variations
            .push((format!("`from = {}` becomes {}", stated_or_none(regime.window.from), stated_or_none(day)), new));
    }
    for day in days(regime.window.until) {
        let mut new = regime.clone();
        new.window.until = day;
        variations
            .push((format!("`until = {}` becomes {}", stated_or_none(regime.window.until), stated_or_none(day)), new));
    }
    let refers = |rule: &&Rule| rule.stated_levels.iter().any(|row| row.regime.as_deref() == Some(regime.id.as_str()));
    let concerned: Vec<&Rule> = pack.rules.iter().filter(refers).collect();
    variations
        .into_iter()
        .filter_map(|(words, new)| {
            let others = pack.regimes.iter().filter(|other| other.id != regime.id).cloned();
            let all: Vec<Regime> = others.chain([new]).collect();
            let levels = |rule: &&Rule| -> Option<Vec<RuleLevel>> { expand(&rule.stated_levels, &all).ok() };
            let rules: Option<Vec<Rule>> =
                concerned.iter().map(|rule| Some(Rule { levels: levels(rule)?, ..(*rule).clone() })).collect();
            let rules = rules?;
            let differs = concerned.iter().zip(&rules).any(|(old, new)| judges_otherwise(pack, old, new));
            differs.then(|| Mutant {
                place: regime.place.clone(),
                change: format!("regime {}: {words}", regime.id),
                rules: concerned.iter().map(|rule| rule.id.clone()).collect(),
                to: Mutated::Rules(rules),
            })
        })
        .collect()
}

/// Mutants of the terms of waivers and baseline.
fn terms(pack: &Pack) -> Vec<Mutant> {
    let stated = &pack.terms.waivers;
    let mut found: Vec<(String, Terms)> = Vec::new();
    let mut waivers = |words: String, change: &dyn Fn(&mut WaiverTerms)| {
        let mut new = pack.terms.clone();
        change(&mut new.waivers);
        found.push((words, new));
    };
    for step in [-1, 1] {
        let (max, warn) = (stated.max_days.saturating_add_signed(step), stated.warn_days.saturating_add_signed(step));
        waivers(format!("max_days {} becomes {max}", stated.max_days), &|new| new.max_days = max);
        waivers(format!("warn_days {} becomes {warn}", stated.warn_days), &|new| new.warn_days = warn);
    }
    waivers("require_approver is turned".to_owned(), &|new| new.require_approver = !new.require_approver);
    waivers("owner_approver_differ is turned".to_owned(), &|new| {
        new.owner_approver_differ = !new.owner_approver_differ
    });
    waivers("require_fingerprint is turned".to_owned(), &|new| new.require_fingerprint = !new.require_fingerprint);
    // Only levels that a rule which can be waived may reach: of the others no finding can be covered anyway.
    let reachable = |level: &&Level| {
        let waivable = pack.rules.iter().filter(|rule| rule.waivable);
        waivable.flat_map(|rule| &rule.levels).any(|row| row.level >= **level)
    };
    for level in stated.allow.iter().filter(reachable) {
        waivers(format!("allow without {}", level.word()), &|new| new.allow.retain(|other| other != level));
    }
    let mut baseline = pack.terms.clone();
    baseline.baseline.non_waivable = !baseline.baseline.non_waivable;
    found.push(("[baseline] non_waivable is turned".to_owned(), baseline));
    found
        .into_iter()
        .map(|(change, terms)| Mutant {
            place: "policy.toml".to_owned(),
            change,
            rules: pack.rules.iter().map(|rule| rule.id.clone()).collect(),
            to: Mutated::Terms(terms),
        })
        .collect()
}
