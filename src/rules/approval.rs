//! `listed-after-approval`: a party came onto a list after the statement about it had been approved, and the statement did
//! not change.
//!
//! Approved is what stands in the base of a comparison or in the last commit. The cause is a newer list, or only the day:
//! the listing took effect between that commit and the day judged as of.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Approved, Context, Draft, ListHit, RuleCheck, listed};
use crate::facts::Key;
use crate::finding::{Level, ListRow, ListedSince};
use crate::policy::check::{CheckParams, ListId, NonEmpty, PackId, StartsFrom};
use crate::policy::model::{Entry, List};
use crate::policy::pack::Pack;
use crate::screen::name::MatchClass;

/// The parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// The lists that count.
    lists: NonEmpty<ListId>,
    /// The highest level of a person who was met by name alone.
    #[serde(default = "listed::review")]
    individual_level: Level,
    /// The highest level where the listed party is stated only as a parent or an owner.
    #[serde(default = "listed::review")]
    owner_level: Level,
}

impl CheckParams for Params {
    fn ids(&self) -> Vec<PackId<'_>> {
        self.lists.ids()
    }

    fn first_day(&self, listed: &dyn Fn(&ListId) -> Option<Date>) -> Option<Date> {
        self.lists.first_listing(listed)
    }
}

/// The check.
pub(super) struct ListedAfterApproval;

impl RuleCheck for ListedAfterApproval {
    const NAME: &'static str = "listed-after-approval";
    const STARTS_FROM: StartsFrom = listed::SCREENED;
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        let Some(approved) = &context.circumstances.approved else { return Vec::new() };
        let caps = listed::Caps { individual: params.individual_level, owner: params.owner_level };
        let mut drafts = Vec::new();
        for (&record, hits) in &context.signals.lists {
            let mut by_entity: BTreeMap<(u32, bool), Vec<&ListHit>> = BTreeMap::new();
            for hit in hits.iter().filter(|hit| hit.verdict == MatchClass::Match) {
                if listed::is_of(&params.lists, context, hit) {
                    by_entity.entry((hit.entity, hit.fact.key == Key::Parent)).or_default().push(hit);
                }
            }
            for hits in by_entity.values() {
                let source = context.facts.source(hits[0].fact.file());
                if is_later(context, approved, hits)
                    && (approved.unchanged)(source)
                    && let Some(mut draft) = listed::draft(context, caps, record, hits)
                {
                    draft.reason = Box::new(reason(context, approved, hits));
                    drafts.push(draft);
                }
            }
        }
        drafts
    }
}

/// Returns true if the hits hold today and did not when the statement was approved.
fn is_later(context: &Context<'_>, approved: &Approved<'_>, hits: &[&ListHit]) -> bool {
    let on = |day: Date| hits.iter().any(|hit| listed::windows(context, hit).iter().any(|window| window.contains(day)));
    if !on(context.as_of) {
        return false;
    }
    let by_day = approved.day < context.as_of && !on(approved.day);
    by_day || approved.pack.is_some_and(|pack| !hits.iter().any(|hit| was_listed(context, pack, hit)))
}

/// The entry of an older pack that a hit of the newer one is about: the same id, or the same name.
fn earlier<'p>(pack: &'p Pack, list: &List, entry: &Entry) -> Option<(&'p List, &'p Entry)> {
    let old = pack.list(&list.id)?;
    let by_id = old.entries.iter().find(|other| other.id == entry.id);
    Some((old, by_id.or_else(|| old.entries.iter().find(|other| other.name() == entry.name()))?))
}

/// Returns true if an older pack lists what met, today.
fn was_listed(context: &Context<'_>, pack: &Pack, hit: &ListHit) -> bool {
    let (list, entry) = context.screens.entry(hit.entity);
    let Some((_, old)) = earlier(pack, list, entry) else { return false };
    let met = match hit.name.and_then(|number| entry.names.get(number as usize)) {
        Some(name) => old.names.iter().any(|other| other.text == name.text && other.window.contains(context.as_of)),
        None => entry.identifiers.iter().any(|identifier| old.identifiers.contains(identifier)),
    };
    met && old.in_force(context.as_of)
}

fn reason(context: &Context<'_>, approved: &Approved<'_>, hits: &[&ListHit]) -> ListedSince {
    let (list, entry) = context.screens.entry(hits[0].entity);
    let windows = hits.iter().flat_map(|hit| listed::windows(context, hit));
    let since = windows.filter(|window| window.contains(context.as_of)).filter_map(|window| window.from).min();
    let before = match approved.pack {
        Some(pack) => earlier(pack, list, entry).map(|(list, entry)| row(pack, list, entry, approved.day)),
        None => Some(row(context.pack, list, entry, approved.day)),
    };
    ListedSince {
        list: list.id.clone(),
        entry: entry.id.clone(),
        entry_name: entry.name().to_owned(),
        stated: hits[0].text(context.facts).to_owned(),
        since,
        approved: approved.what.clone(),
        approved_on: approved.day,
        before,
        after: row(context.pack, list, entry, context.as_of),
        citation: entry.citation.clone(),
    }
}

/// The row of a list as it holds on a day.
fn row(pack: &Pack, list: &List, entry: &Entry, day: Date) -> ListRow {
    let in_force = entry.listings.iter().filter(|listing| listing.window.contains(day));
    ListRow {
        pack: format!("{} {}", pack.id, pack.version),
        published: list.published,
        file: list.file.clone(),
        line: entry.line,
        names: entry.names.iter().filter(|name| name.window.contains(day)).map(|name| name.text.clone()).collect(),
        clauses: in_force.map(|listing| (listing.clause.clone(), listing.window.from)).collect(),
    }
}
