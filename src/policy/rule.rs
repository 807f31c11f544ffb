//! Rules as they stand in a pack: `rules/<family>.toml`, one `[[rule]]` table each; and in a layer, `[[override]]` tables
//! that change rules of the pack below.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::check::{CheckKind, KnownIds};
use super::level::{RuleLevel, StatedLevel};
use super::level_row::{LevelRow, levels};
use super::model::Rule;
use super::params::RuleParams;
use super::regime::Regime;
use super::rules_file::RulesFile;
use crate::finding::{Basis, Certainty};
use crate::suggest::hint;

/// Names that the rules of a pack may refer to.
pub(super) struct Names<'a> {
    pub(super) checks: &'a [CheckKind],
    pub(super) ids: KnownIds,
    pub(super) regimes: Vec<Regime>,
}

impl Names<'_> {
    /// The check with this name.
    pub(super) fn check(&self, name: &str) -> Option<&CheckKind> {
        self.checks.iter().find(|check| check.name == name)
    }
}

/// `[[rule]]`, without its parameters, which are those of its check.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RuleRow {
    /// Kebab-case id, unique in the pack and the packs below.
    #[cfg_attr(test, schemars(with = "String"))]
    id: Spanned<String>,
    /// One line for people.
    title: String,
    /// The check that decides.
    #[cfg_attr(test, schemars(with = "String"))]
    check: Spanned<String>,
    /// Law, advisory or company policy.
    basis: Basis,
    /// Determinate, or an indicator that a person must judge.
    certainty: Certainty,
    /// A waiver may cover findings of it.
    waivable: bool,
    /// Citation with its date.
    authority: String,
    /// Reason why this matters, in a few sentences.
    explanation: String,
    /// Ways to clear a finding.
    clears: Vec<String>,
    /// Arguments that do not clear it.
    does_not_clear: Vec<String>,
    /// Source of the text.
    sources: Vec<String>,
    /// Levels by regime, market and date; the first that holds decides.
    #[cfg_attr(test, schemars(with = "Vec<LevelRow>"))]
    level: Vec<Spanned<LevelRow>>,
    /// The parameters of the check. They are taken out and read by it; the key stands here for the list of known keys.
    #[serde(rename = "params")]
    #[cfg_attr(test, schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>"))]
    _params: Option<serde::de::IgnoredAny>,
}

/// Statements of an `[[override]]` table beside parameters. A key left out stays as it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct OverrideRow {
    /// The rule it changes.
    pub(super) rule: String,
    /// Reason, as the layer states it.
    pub(super) reason: String,
    /// The layer says that it weakens a prohibition of law, on purpose.
    #[serde(default)]
    pub(super) weakens_law: bool,
    title: Option<String>,
    waivable: Option<bool>,
    authority: Option<String>,
    explanation: Option<String>,
    clears: Option<Vec<String>>,
    does_not_clear: Option<Vec<String>>,
    sources: Option<Vec<String>>,
    #[cfg_attr(test, schemars(with = "Option<Vec<LevelRow>>"))]
    level: Option<Vec<Spanned<LevelRow>>>,
    /// Parameters, as in a rule.
    #[serde(rename = "params")]
    #[cfg_attr(test, schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>"))]
    _params: Option<serde::de::IgnoredAny>,
}

/// A change that a layer makes to a rule of the pack below.
#[derive(Debug)]
pub(super) struct RuleOverride<'t> {
    /// Statements of its table.
    pub(super) row: OverrideRow,
    /// File and line of the override inside the layer.
    pub(super) place: String,
    /// The levels that its table states.
    levels: Option<(Vec<StatedLevel>, Vec<RuleLevel>)>,
    /// The parameters that it states.
    params: Option<Spanned<DeValue<'t>>>,
    /// The file, for the places of problems.
    file: RulesFile<'t>,
}

impl RuleOverride<'_> {
    /// The rule with the change made. Parameters are replaced key by key.
    ///
    /// # Errors
    /// When the check of the rule refuses the parameters.
    pub(super) fn applied(&self, rule: &Rule, names: &Names<'_>) -> Result<Rule, Vec<String>> {
        fn given<T: Clone>(new: &Option<T>, old: &T) -> T {
            new.as_ref().unwrap_or(old).clone()
        }
        let row = &self.row;
        let params = match (&self.params, names.check(&rule.check)) {
            (Some(over), Some(check)) => rule.params.overlaid(check, over, &names.ids).map_err(|problems| {
                let what = format!("the override of `{}`", rule.id);
                problems
                    .into_iter()
                    .map(|problem| self.file.param_problem(&what, &self.place, problem))
                    .collect::<Vec<_>>()
            })?,
            _ => rule.params.clone(),
        };
        let (stated_levels, levels) = match &self.levels {
            Some((stated, levels)) => (stated.clone(), levels.clone()),
            None => (rule.stated_levels.clone(), rule.levels.clone()),
        };
        Ok(Rule {
            id: rule.id.clone(),
            title: given(&row.title, &rule.title),
            check: rule.check.clone(),
            params,
            certainty: rule.certainty,
            basis: rule.basis,
            levels,
            stated_levels,
            authority: given(&row.authority, &rule.authority),
            explanation: given(&row.explanation, &rule.explanation),
            clears: given(&row.clears, &rule.clears),
            does_not_clear: given(&row.does_not_clear, &rule.does_not_clear),
            waivable: given(&row.waivable, &rule.waivable),
            sources: given(&row.sources, &rule.sources),
            file: rule.file.clone(),
            line: rule.line,
        })
    }

    /// Returns true if it changes what fires, and not words only.
    pub(super) fn changes_judgement(&self) -> bool {
        self.levels.is_some() || self.params.is_some()
    }
}

/// Content of a file of rules: rules of its own, and changes of rules below.
pub(super) type Parsed<'t> = (Vec<Rule>, Vec<RuleOverride<'t>>);

/// Reads the rules of one file, and what it changes of rules below.
///
/// # Errors
/// Every problem of the file, each with its place.
pub(super) fn parse<'t>(name: &'t str, text: &'t str, names: &Names<'_>) -> Result<Parsed<'t>, Vec<String>> {
    let file = RulesFile { name, text };
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<String> = errors.iter().map(|error| file.problem(error)).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let (mut rules, mut overrides) = (Vec::new(), Vec::new());
    for (key, value) in table.into_inner() {
        let word = key.get_ref().as_ref();
        let rows = match (word, value.into_inner()) {
            ("rule" | "override", DeValue::Array(rows)) => rows,
            ("rule" | "override", _) => {
                problems.push(format!("{}: write it as [[{word}]], with two brackets", file.place(key.span().start)));
                continue;
            }
            _ => {
                let way = hint(word, ["rule", "override"].into_iter(), "the tables are");
                problems.push(format!(
                    "{}: there is no table `{word}` in a file of rules; {way}",
                    file.place(key.span().start)
                ));
                continue;
            }
        };
        for row in rows {
            if word == "rule" {
                rules.extend(rule(file, row, names, &mut problems));
            } else {
                overrides.extend(overriding(file, row, names, &mut problems));
            }
        }
    }
    if problems.is_empty() { Ok((rules, overrides)) } else { Err(problems) }
}

/// Takes the parameters out of a row, whose other keys are the same for every check.
fn without_params<'t>(row: &mut Spanned<DeValue<'t>>) -> Option<Spanned<DeValue<'t>>> {
    match row.get_mut() {
        DeValue::Table(table) => table.remove("params"),
        _ => None,
    }
}

fn rule(
    file: RulesFile<'_>,
    mut row: Spanned<DeValue<'_>>,
    names: &Names<'_>,
    problems: &mut Vec<String>,
) -> Option<Rule> {
    let span = row.span();
    let params = without_params(&mut row);
    let row =
        RuleRow::deserialize(ValueDeserializer::from(row)).map_err(|error| problems.push(file.problem(&error))).ok()?;
    let id = row.id.get_ref();
    let kebab = |id: &str| id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !kebab(id) || id.is_empty() {
        problems.push(format!("{}: the rule id `{id}` is not kebab-case", file.place(row.id.span().start)));
    }
    let (stated_levels, levels) = levels(file, span.start, id, row.level, &names.regimes, problems);
    let Some(check) = names.check(row.check.get_ref()) else {
        problems.push(format!(
            "{}: the rule `{id}` names the check `{}`, which this version does not have; {}",
            file.place(row.check.span().start),
            row.check.get_ref(),
            hint(row.check.get_ref(), names.checks.iter().map(|check| check.name), "there are")
        ));
        return None;
    };
    let none = || Spanned::new(span.start..span.start, DeValue::Table(DeTable::new()));
    let place = file.place(span.start);
    let params = RuleParams::read(check, params.unwrap_or_else(none), &names.ids)
        .map_err(|found| {
            let what = format!("the rule `{id}`");
            problems.extend(found.into_iter().map(|problem| file.param_problem(&what, &place, problem)));
        })
        .ok()?;
    Some(Rule {
        title: row.title,
        check: check.name.to_owned(),
        params,
        certainty: row.certainty,
        basis: row.basis,
        levels,
        stated_levels,
        authority: row.authority,
        explanation: row.explanation,
        clears: row.clears,
        does_not_clear: row.does_not_clear,
        waivable: row.waivable,
        sources: row.sources,
        file: file.name.to_owned(),
        line: file.line(span.start),
        id: row.id.into_inner(),
    })
}

fn overriding<'t>(
    file: RulesFile<'t>,
    mut row: Spanned<DeValue<'t>>,
    names: &Names<'_>,
    problems: &mut Vec<String>,
) -> Option<RuleOverride<'t>> {
    let start = row.span().start;
    let params = without_params(&mut row);
    let mut row = OverrideRow::deserialize(ValueDeserializer::from(row))
        .map_err(|error| problems.push(file.problem(&error)))
        .ok()?;
    let place = format!("{}:{}", file.name, file.line(start));
    if row.reason.trim().is_empty() {
        problems.push(format!(
            "{place}: the override of `{}` gives no reason; say in `reason` why the layer differs",
            row.rule
        ));
    }
    let levels = row.level.take().map(|rows| levels(file, start, &row.rule, rows, &names.regimes, problems));
    Some(RuleOverride { row, place, levels, params, file })
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::civil::Date;

    use super::*;
    use crate::finding::{Level, Window};
    use crate::policy::check::{NoParams, StartsFrom};

    /// Reads one rule with these levels and the check `c`, which takes no parameters.
    pub(in crate::policy) fn read(levels: &str, check: &'static str) -> Result<Rule, String> {
        let text = format!(
            "[[rule]]\nid = \"x\"\ntitle = \"t\"\ncheck = \"c\"\nbasis = \"law\"\ncertainty = \"determinate\"\nwaivable = false\n\
             authority = \"a\"\nexplanation = \"e\"\nclears = []\ndoes_not_clear = []\nsources = []\n{levels}"
        );
        let checks = [CheckKind::new::<NoParams>(check, StartsFrom::Lists)];
        let regime = Regime {
            id: "ban".into(),
            title: String::new(),
            citation: String::new(),
            markets: vec!["US".into(), "US-DOD".into()],
            window: Window { from: Some(jiff::civil::date(2022, 6, 21)), until: Some(jiff::civil::date(2029, 12, 23)) },
            note: "in force".into(),
            before_note: "not yet".into(),
            after_note: "no more".into(),
            after_verify: true,
            place: String::new(),
        };
        let names = Names { checks: &checks, ids: KnownIds::default(), regimes: vec![regime] };
        let (mut rules, _) = parse("r.toml", &text, &names).map_err(|problems| problems.join("\n"))?;
        Ok(rules.remove(0))
    }

    #[test]
    fn a_level_holds_in_its_window_and_market() {
        let rule = read(
            "level = [{ level = \"info\", market = \"EU\", until = 2027-12-14 }, { level = \"deny\", from = 2022-06-21 }]",
            "c",
        )
        .unwrap();
        let on = |day: Date, market: &str| rule.level_on(day, market).map(|row| row.level);
        assert_eq!(on(jiff::civil::date(2026, 1, 1), "EU"), Some(Level::Info));
        assert_eq!(on(jiff::civil::date(2027, 12, 14), "EU"), Some(Level::Deny));
        assert_eq!(on(jiff::civil::date(2022, 6, 20), "US"), None);
    }

    #[test]
    fn a_regime_gives_a_level_its_markets_dates_and_notes() {
        let rule = read("level = [{ regime = \"ban\", level = \"deny\", before = \"info\", after = \"review\" }]", "c")
            .unwrap();
        let on = |day: &str, market: &str| {
            rule.level_on(day.parse().unwrap(), market).map(|row| (row.level, row.note.as_str(), row.verify))
        };
        for market in ["US", "US-DOD"] {
            assert_eq!(on("2022-06-20", market), Some((Level::Info, "not yet", false)));
            assert_eq!(on("2022-06-21", market), Some((Level::Deny, "in force", false)));
            assert_eq!(on("2029-12-22", market), Some((Level::Deny, "in force", false)));
            assert_eq!(on("2029-12-23", market), Some((Level::Review, "no more", true)));
        }
        assert_eq!(on("2026-01-01", "EU"), None);
        let later = read("level = [{ regime = \"ban\", level = \"deny\", from = 2023-03-18 }]", "c").unwrap();
        assert!(later.level_on(jiff::civil::date(2023, 3, 17), "US").is_none());
        assert!(later.level_on(jiff::civil::date(2023, 3, 18), "US").is_some());
    }

    #[test]
    fn a_regime_that_is_not_there_or_does_not_fit_is_refused() {
        let refused = |levels: &str| read(levels, "c").unwrap_err();
        let unknown = refused("level = [{ regime = \"bann\", level = \"deny\" }]");
        assert!(
            unknown.starts_with("r.toml:13:10: the rule `x`: the pack has no regime `bann`; did you mean `ban`?"),
            "{unknown}"
        );
        assert!(
            refused("level = [{ regime = \"ban\", market = \"EU\", level = \"deny\" }]").contains("take `market` out")
        );
        assert!(refused("level = [{ level = \"deny\", before = \"info\" }]").contains("beside a `regime`"));
        let market = refused("level = [{ market = \"USA\", level = \"deny\" }]");
        assert!(market.contains("r.toml:13:21: `USA` is not a known market; did you mean `US`?"), "{market}");
    }

    #[test]
    fn unknown_checks_and_dates_out_of_order_are_refused_together() {
        let problems = read(
            "level = [{ level = \"deny\", from = 2024-01-01, until = 2023-01-01 }, { level = \"warn\" }]",
            "other",
        )
        .unwrap_err();
        for expected in
            ["r.toml:4:9: the rule `x` names the check `c`", "ends (2023-01-01) before it begins", "same market"]
        {
            assert!(problems.contains(expected), "{expected} is missing in:\n{problems}");
        }
    }

    /// The keys that stand in a line of parameters, with the places at which they begin.
    fn keys(line: &str) -> Vec<(usize, &str)> {
        line.match_indices(" = ")
            .map(|(at, _)| {
                let start = line[..at].rfind([' ', '{', ',']).map_or(0, |before| before + 1);
                (start, &line[start..at])
            })
            .collect()
    }

    /// Every parameter of the built-in pack, misspelt and with a value of another type: a rule must never fall silent.
    #[test]
    fn no_parameter_of_the_pack_can_be_misspelt_or_of_another_type_unseen() {
        let checks = crate::verdict::checks();
        let pack = crate::policy::pack::Pack::embedded(&checks).unwrap();
        let mut tried = 0;
        for name in ["entities", "exceptions", "lists", "region", "tracing"].map(|name| format!("rules/{name}.toml")) {
            let text = pack.table(&name);
            let names = Names { checks: &checks, ids: pack.known_ids(), regimes: pack.regimes.clone() };
            assert!(parse(&name, text, &names).is_ok());
            let mut in_params = false;
            for (number, line) in text.lines().enumerate() {
                if line.starts_with('[') {
                    in_params = line.contains("rule.params");
                }
                if !in_params || line.starts_with('[') {
                    continue;
                }
                for (start, key) in keys(line) {
                    let with = |new: &str| {
                        let mut lines: Vec<&str> = text.lines().collect();
                        lines[number] = new;
                        lines.join("\n")
                    };
                    let end = start + key.len();
                    let misspelt = with(&format!("{}z{}", &line[..end], &line[end..]));
                    let problems = parse(&name, &misspelt, &names).unwrap_err().join("\n");
                    let says = format!("{name}:{}:", number + 1);
                    assert!(problems.contains(&says), "{key}z at line {} of {name}: {problems}", number + 1);
                    assert!(problems.contains(&format!("did you mean `{key}`?")), "{key}z: {problems}");
                    tried += 1;
                    // Values that end on this line can be replaced by one that no parameter takes.
                    let rest = &line[end + 3..];
                    let value_end = match rest.as_bytes()[0] {
                        b'[' if rest.contains(']') => rest.find(']').unwrap() + 1,
                        b'[' => continue,
                        b'"' => rest[1..].find('"').unwrap() + 2,
                        _ => rest.find([',', ' ']).unwrap_or(rest.len()),
                    };
                    let other = with(&format!("{}1.5{}", &line[..end + 3], &rest[value_end..]));
                    let problems = parse(&name, &other, &names).unwrap_err().join("\n");
                    assert!(
                        problems.contains(&format!("{name}:{}:{}:", number + 1, end + 4)),
                        "{key} = 1.5: {problems}"
                    );
                    tried += 1;
                }
            }
        }
        assert!(tried > 150, "only {tried} variations were tried; the reader of this test is broken");
    }

    #[test]
    fn an_unknown_key_or_parameter_is_refused_with_its_place() {
        let problem = |levels: &str| read(levels, "c").unwrap_err();
        assert!(problem("level = []\ncolour = 1\n").contains("r.toml:14:1: unknown field `colour`"));
        assert!(
            problem("level = [{ level = \"deny\" }]\n[rule.params]\nx = 1\n")
                .contains("r.toml:15:1: the rule `x`: unknown field `x`")
        );
        assert!(problem("level = [{ level = \"denny\" }]\n").contains("did you mean `deny`?"));
    }
}
