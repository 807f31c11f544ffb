//! Layers: a pack over another one, pinned by digest, with every override stated, reasoned and shown.
//!
//! A layer adds rules, lists and cases, and changes rules, lists and tables of the pack below. It cannot lower a
//! prohibition of law in silence: such an override is refused unless it states `weakens_law = true`, and then every report
//! shows it.

use super::change::{Action, Change, Topic};
use super::file::{ListHead, POLICY, PolicyFile};
use super::model::{List, Rule};
use super::pack::Files;
use super::pack::Pack;
use super::rule::{Names, RuleOverride};
use super::terms::Terms;
use super::{diff, weaken};

/// The most packs that may stand on each other.
pub(super) const MOST: usize = 8;

/// A pack below another one, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Layer {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its `policy.toml`.
    pub digest: String,
    /// `embedded`, or where it stands.
    pub from: String,
}

impl From<&Pack> for Layer {
    fn from(pack: &Pack) -> Self {
        Self {
            id: pack.id.clone(),
            version: pack.version.clone(),
            digest: pack.digest.clone(),
            from: pack.from.clone(),
        }
    }
}

/// Change that a layer makes to the packs below it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Override {
    /// The id of the layer.
    pub layer: String,
    /// The rule, list or table, and what becomes of it.
    pub change: Change,
    /// Reason, as the layer states it.
    pub reason: String,
    /// Ways in which it makes a prohibition of law say less; empty when it does not.
    pub weakens: Vec<String>,
}

/// Statements of a layer itself.
pub(super) struct Own<'a> {
    pub(super) policy: &'a PolicyFile,
    pub(super) lists: Vec<(List, &'a ListHead)>,
    pub(super) rules: Vec<Rule>,
    pub(super) overrides: Vec<RuleOverride<'a>>,
    pub(super) names: &'a Names<'a>,
    pub(super) files: &'a Files,
}

/// A layer and the pack below, as one.
pub(super) struct Merged {
    pub(super) markets: Vec<String>,
    pub(super) lists: Vec<List>,
    pub(super) rules: Vec<Rule>,
    pub(super) terms: Terms,
    pub(super) overrides: Vec<Override>,
    /// Rules of packs below whose judgement the layer changes; it must bring their cases itself.
    pub(super) changed: Vec<String>,
}

/// Returns true if a file of a pack is a table of places or sectors.
pub(super) fn is_table(path: &str) -> bool {
    path.starts_with("places/") || path.starts_with("sectors/")
}

/// Puts a layer over the pack below.
///
/// # Errors
/// Every override that does not fit, changes nothing, or weakens a prohibition of law without saying so.
pub(super) fn over(own: Own<'_>, below: &Pack) -> Result<Merged, Vec<String>> {
    let mut problems = Vec::new();
    let layer = &own.policy.id;
    if own.policy.id == below.id || below.below().iter().any(|other| other.id == own.policy.id) {
        problems
            .push(format!("{POLICY}: the id `{layer}` is that of the pack below too; give the layer an id of its own"));
    }
    let mut merged = Merged {
        markets: below.markets_default.clone(),
        lists: below.lists.clone(),
        rules: below.rules.clone(),
        terms: Terms {
            waivers: below.terms.waivers.with(&own.policy.waivers),
            baseline: below.terms.baseline.with(&own.policy.baseline),
        },
        overrides: below.overrides.clone(),
        changed: Vec::new(),
    };
    if let Some(markets) = &own.policy.markets {
        let lost: Vec<&str> =
            below.markets_default.iter().filter(|market| !markets.contains(market)).map(String::as_str).collect();
        if !lost.is_empty() {
            problems.push(format!(
                "{POLICY}: `markets` leaves out {} of the pack below, so its rules would judge less; name it too, or set \
                 `markets` in sourcegate.toml",
                lost.join(", ")
            ));
        }
        merged.markets.clone_from(markets);
    }
    let terms = merged.terms.clone();
    let mut record = |place: &str, change: Option<Change>, reason: &str, weakens: Vec<String>, stated: bool| {
        let Some(change) = change else {
            problems.push(format!("{place}: this override changes nothing of the pack below; take it out"));
            return;
        };
        let what = format!("{} `{}`", change.topic.word(), change.id);
        match (weakens.is_empty(), stated) {
            (false, false) => problems.push(format!(
                "{place}: the override of the {what} weakens a prohibition of law: {}; take that out, or state `weakens_law = \
                 true`, and every report will show it",
                some(&weakens)
            )),
            (true, true) => problems
                .push(format!("{place}: the override of the {what} states `weakens_law`, but it weakens none; take it out")),
            _ => merged.overrides.push(Override {
                layer: layer.clone(),
                change,
                reason: reason.to_owned(),
                weakens,
            }),
        }
    };
    let mut unknown = Vec::new();
    let (waivers, baseline) = (&own.policy.waivers, &own.policy.baseline);
    for (id, details, reason, weakens, stated) in [
        ("[waivers]", below.terms.waivers.details(&terms.waivers), &waivers.reason, false, false),
        (
            "[baseline]",
            below.terms.baseline.details(&terms.baseline),
            &baseline.reason,
            terms.baseline.non_waivable && !below.terms.baseline.non_waivable,
            baseline.weakens_law,
        ),
    ] {
        let Some(change) = Change::of_values(Topic::Pack, id, details) else { continue };
        match reason.as_deref().filter(|reason| !reason.trim().is_empty()) {
            Some(reason) => {
                let weakens = weakens.then(|| "the baseline could hold findings of it".to_owned());
                record(&format!("{POLICY}: {id}"), Some(change), reason, weakens.into_iter().collect(), stated);
            }
            None => unknown.push(format!("{POLICY}: {id} differs from the pack below; say why in its `reason`")),
        }
    }
    for change in &own.overrides {
        let (row, place) = (&change.row, &change.place);
        let Some(rule) = merged.rules.iter_mut().find(|rule| rule.id == row.rule) else {
            unknown.push(format!("{place}: there is no rule `{}` in the pack below to override", row.rule));
            continue;
        };
        let new = match change.applied(rule, own.names) {
            Ok(new) => new,
            Err(found) => {
                unknown.extend(found);
                continue;
            }
        };
        let changed = Change::of_values(Topic::Rule, &row.rule, diff::rule_details(rule, &new));
        record(place, changed, &row.reason, weaken::rule(rule, &new), row.weakens_law);
        if change.changes_judgement() && !merged.changed.contains(&row.rule) {
            merged.changed.push(row.rule.clone());
        }
        *rule = new;
    }
    for (list, head) in own.lists {
        let place = format!("{POLICY}: the list `{}`", list.id);
        let Some(old) = merged.lists.iter_mut().find(|old| old.id == list.id) else {
            if head.reason.is_some() {
                unknown.push(format!("{place} replaces none of the pack below; take its `reason` out"));
            }
            merged.lists.push(list);
            continue;
        };
        let Some(reason) = head.reason.as_deref().filter(|reason| !reason.trim().is_empty()) else {
            unknown.push(format!(
                "{place} stands in the pack below; say in `reason` why it is replaced, or give it another id"
            ));
            continue;
        };
        let change = Change::of_values(Topic::List, &list.id, diff::list_details(old, &list));
        let of_law = merged.rules.iter().any(|rule| !rule.waivable && rule.params.names_list(&list.id));
        let weakens = if of_law { weaken::list(old, &list) } else { Vec::new() };
        record(&place, change, reason, weakens, head.weakens_law);
        *old = list;
    }
    for row in &own.policy.tables {
        let place = format!("{POLICY}: the table `{}`", row.path);
        let new = own.files.get(&row.path).map(AsRef::as_ref);
        let old = below.tables().get(row.path.as_str()).copied();
        if let (true, Some(old), Some(new)) = (is_table(&row.path), old, new) {
            // Their rows carry no ids and can exclude as well as include, so no change is surely harmless.
            let weakens = vec!["rules of law rest on this table".to_owned()];
            record(&place, diff::table(&row.path, Some(old), Some(new)), &row.reason, weakens, row.weakens_law);
        } else {
            unknown.push(format!("{place} must stand in this pack and in the one below, under places/ or sectors/"));
        }
    }
    for path in own.files.keys().filter(|path| is_table(path)) {
        if below.tables().contains_key(path.as_str()) && !own.policy.tables.iter().any(|row| row.path == *path) {
            unknown.push(format!(
                "{path}: this table stands in the pack below too; take it out, or replace it with a [[table]] in {POLICY} that \
                 gives `path`, `reason` and `weakens_law = true`"
            ));
        }
    }
    for rule in own.rules {
        if merged.rules.iter().any(|other| other.id == rule.id) {
            unknown.push(format!(
                "{}:{}: the rule `{}` stands in the pack below too; write an [[override]], or give it another id",
                rule.file, rule.line, rule.id
            ));
        }
        merged.rules.push(rule);
    }
    problems.extend(unknown);
    if problems.is_empty() { Ok(merged) } else { Err(problems) }
}

/// The first few of many.
fn some(ways: &[String]) -> String {
    const NAMED: usize = 4;
    let named = ways.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
    if ways.len() > NAMED { format!("{named}; and {} more", ways.len() - NAMED) } else { named }
}

impl Override {
    /// Returns true if it changes a rule, and not a list or a table.
    #[must_use]
    pub fn is_of_rule(&self, id: &str) -> bool {
        self.change.topic == Topic::Rule && self.change.id == id && self.change.action == Action::Changed
    }
}
