//! `list-age`: a list of the pack whose snapshot is older than the policy allows, or has no date at all.
//!
//! The age runs from the day the list was retrieved, or from the day it was published where that alone is known: a list that its
//! publisher has not changed is not stale.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use jiff::civil::Date;
use serde::Deserialize;

use super::assemble::{at, whole};
use super::{Context, Draft, RuleCheck};
use crate::facts::{Facts, Key, Kind};
use crate::finding::{Level, LevelNote, Stale};
use crate::policy::check::{CheckParams, StartsFrom};
use crate::policy::model::{List, Rule};
use crate::policy::pack::Pack;
use crate::source::{FileId, SourceFile, Span};

/// The day of the snapshot, and the days since; negative for a snapshot of a later day. `None` without any date.
#[must_use]
pub fn snapshot_age(list: &List, as_of: Date) -> Option<(Date, i64)> {
    let day = list.retrieved.or(list.published)?;
    let days = day.until(as_of).map_or(0, |span| i64::from(span.get_days()));
    Some((day, days))
}

/// The strictest limit on the age of a snapshot, in days, that a rule of the pack sets on a day in one of these markets.
#[must_use]
pub fn age_limit<'p>(pack: &'p Pack, as_of: Date, markets: &[String]) -> Option<(&'p Rule, i64)> {
    let holds = |rule: &&Rule| markets.iter().any(|market| rule.level_on(as_of, market).is_some());
    let rules = pack.rules.iter().filter(|rule| rule.check == ListAge::NAME).filter(holds);
    rules.filter_map(|rule| Some((rule, rule.params.typed::<Params>()?.limit()))).min_by_key(|(_, limit)| *limit)
}

/// Returns true for a snapshot that is older than a limit, in days, or has no date.
#[must_use]
pub fn is_older_than(list: &List, limit: i64, as_of: Date) -> bool {
    snapshot_age(list, as_of).is_none_or(|(_, days)| days > limit)
}

fn is_stale(list: &List, params: &Params, as_of: Date) -> bool {
    is_older_than(list, params.limit(), as_of)
}

/// States the lists that a rule of the pack calls stale, so that findings can be about them and point into the pack.
pub fn state(pack: &Pack, facts: &mut Facts, as_of: Date) {
    let of_check = pack.rules.iter().filter(|rule| rule.check == ListAge::NAME);
    let rules: Vec<&Params> = of_check.filter_map(|rule| rule.params.typed()).collect();
    let mut files: BTreeMap<String, FileId> = BTreeMap::new();
    for list in pack.lists.iter().filter(|list| rules.iter().any(|params| is_stale(list, params, as_of))) {
        let place = pack.place_of_list(&list.id);
        let file = *files.entry(place.path.clone()).or_insert_with(|| {
            let digest = crate::source::digest::sha256(place.text.as_bytes());
            facts.sources.add(SourceFile::new(place.path.clone(), place.text.to_owned(), "UTF-8", digest))
        });
        facts.begin(Kind::List, file, Span::from(place.header), 0);
        let keys = [(Key::Id, Some(place.id)), (Key::AsOf, place.retrieved), (Key::Issued, place.published)];
        for (key, range) in keys {
            if let Some(range) = range {
                facts.push_text(key, Span::from(range.clone()), place.text.get(range).unwrap_or("").trim_matches('"'));
            }
        }
        facts.push_text(Key::Name, Span::default(), &list.title);
    }
}

/// The parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// Days after which a snapshot is stale.
    #[serde(default = "ninety")]
    max_days: NonZeroU16,
    /// The highest level outside of continuous integration; that of the rule when left out.
    local_level: Option<Level>,
}

impl CheckParams for Params {}

impl Params {
    fn limit(&self) -> i64 {
        i64::from(self.max_days.get())
    }
}

fn ninety() -> NonZeroU16 {
    NonZeroU16::MIN.saturating_add(89)
}

/// The check.
pub(super) struct ListAge;

impl RuleCheck for ListAge {
    const NAME: &'static str = "list-age";
    const STARTS_FROM: StartsFrom = StartsFrom::Lists;
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        let facts = context.facts;
        let mut drafts = Vec::new();
        for (id, record) in facts.records().filter(|(_, record)| record.kind == Kind::List) {
            let Some(list) = facts.value(id, Key::Id).and_then(|name| context.pack.list(name)) else { continue };
            if !is_stale(list, params, context.as_of) {
                continue;
            }
            let age = snapshot_age(list, context.as_of);
            let reason = Stale {
                list: list.id.clone(),
                snapshot: age.map(|(day, _)| day),
                published: list.published,
                days: age.map(|(_, days)| days),
                limit: params.limit(),
            };
            let dated = [Key::AsOf, Key::Issued, Key::Id].into_iter().find_map(|key| facts.get(id, key));
            let place = dated.map_or_else(|| whole(record), |fact| at(facts, id, fact));
            let draft = Draft::new(id, reason, vec![place], "stale".to_owned());
            drafts.push(match params.local_level.filter(|_| !context.circumstances.ci) {
                Some(level) => draft.capped(level, LevelNote::OutsideCi),
                None => draft,
            });
        }
        drafts
    }
}
