//! Listed names and identifiers: `list-entity` for what is certain enough to deny, `list-possible` for the rest.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Context, Draft, ListHit, RuleCheck};
use crate::facts::{EngagementKind, Key, Kind, RecordId};
use crate::finding::{Level, LevelNote, Listed, Location, NameKind, NamePart, Window};
use crate::policy::check::{CheckParams, ListId, NonEmpty, PackId, StartsFrom};
use crate::policy::model::{Entry, List};
use crate::screen::identifier::compare;
use crate::screen::name::MatchClass;

/// The parameters of both checks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// The lists that count.
    lists: NonEmpty<ListId>,
    /// Kinds of engagements: where stated, only parties of such engagements count.
    engagements: Option<NonEmpty<EngagementKind>>,
    /// The highest level of a person who was met by name alone.
    #[serde(default = "review")]
    individual_level: Level,
    /// The highest level where the listed party is stated only as a parent or an owner.
    #[serde(default = "review")]
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

/// The default of both caps.
pub(super) const fn review() -> Level {
    Level::Review
}

impl Params {
    const fn caps(&self) -> Caps {
        Caps { individual: self.individual_level, owner: self.owner_level }
    }
}

/// The highest levels of what is less than a listed supplier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caps {
    /// Highest level of a person who was met by name alone.
    pub(super) individual: Level,
    /// Highest level of a party that is stated only as a parent or an owner.
    pub(super) owner: Level,
}

/// The kinds of records that can meet a list.
pub(super) const SCREENED: StartsFrom =
    StartsFrom::Records(&[Kind::Party, Kind::Site, Kind::EndUser, Kind::Engagement]);

/// `list-entity`: equal names and identifiers.
pub(super) struct ListEntity;

impl RuleCheck for ListEntity {
    const NAME: &'static str = "list-entity";
    const STARTS_FROM: StartsFrom = SCREENED;
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        collect(context, params, MatchClass::Match)
    }
}

/// `list-possible`: names that only a person or an identifier can settle.
pub(super) struct ListPossible;

impl RuleCheck for ListPossible {
    const NAME: &'static str = "list-possible";
    const STARTS_FROM: StartsFrom = SCREENED;
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        collect(context, params, MatchClass::Possible)
    }
}

fn collect(context: &Context<'_>, params: &Params, wanted: MatchClass) -> Vec<Draft> {
    let engaged = params.engagements.as_ref().map(|kinds| engaged_parties(context, kinds));
    let mut drafts = Vec::new();
    for (&record, hits) in &context.signals.lists {
        if engaged.as_ref().is_some_and(|parties| !parties.contains_key(&record)) {
            continue;
        }
        let of_lists: Vec<&ListHit> = hits.iter().filter(|hit| is_of(&params.lists, context, hit)).collect();
        // Where a firm is met for certain on a list, its near namesakes there are noise, and so is the listed firm under
        // another name; what another firm of the record may be is not.
        let settled = |list: &List, other: &ListHit| {
            of_lists.iter().any(|hit| {
                hit.verdict == MatchClass::Match
                    && (hit.entity == other.entity || hit.is_of_the_same_firm(other))
                    && context.screens.entry(hit.entity).0.id == list.id
                    && windows(context, hit).iter().any(|window| window.contains(context.as_of))
            })
        };
        let mut by_entity: BTreeMap<(u32, bool), Vec<&ListHit>> = BTreeMap::new();
        for hit in of_lists.iter().filter(|hit| hit.verdict == wanted) {
            let (list, _) = context.screens.entry(hit.entity);
            if wanted == MatchClass::Match || !settled(list, hit) {
                by_entity.entry((hit.entity, hit.fact.key == Key::Parent)).or_default().push(hit);
            }
        }
        for hits in by_entity.values() {
            if let Some(mut draft) = draft(context, params.caps(), record, hits) {
                if let Some(place) = engaged.as_ref().and_then(|parties| parties.get(&record)) {
                    draft.locations.push(*place);
                }
                drafts.push(draft);
            }
        }
    }
    drafts
}

/// Returns true if the entry of a hit stands on one of these lists.
pub(super) fn is_of(lists: &[ListId], context: &Context<'_>, hit: &ListHit) -> bool {
    let (list, _) = context.screens.entry(hit.entity);
    lists.iter().any(|id| id.as_str() == list.id)
}

/// Days on which a hit holds: the listing, cut by the window of the name.
pub(super) fn windows(context: &Context<'_>, hit: &ListHit) -> Vec<Window> {
    let (_, entry) = context.screens.entry(hit.entity);
    let name =
        hit.name.and_then(|number| entry.names.get(number as usize)).map_or_else(Window::default, |name| name.window);
    entry
        .listings
        .iter()
        .map(|listing| Window {
            from: listing.window.from.max(name.from),
            until: match (listing.window.until, name.until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        })
        .collect()
}

pub(super) fn draft(context: &Context<'_>, caps: Caps, record: RecordId, hits: &[&ListHit]) -> Option<Draft> {
    // The best name that holds today; if none does, the best one, whose window then decides by the entry date.
    let hit = hits
        .iter()
        .find(|hit| windows(context, hit).iter().any(|window| window.contains(context.as_of)))
        .or_else(|| hits.first())?;
    let (list, entry) = context.screens.entry(hit.entity);
    let facts = context.facts;
    let stated = hit.text(facts).to_owned();
    let reason = reason(context, list, entry, hit, stated);
    let mut locations = vec![hit.location(facts, record)];
    for other in hits.iter().filter(|other| !other.is_beside(hit)) {
        locations.push(other.location(facts, record));
    }
    let mut draft = Draft::new(record, reason, locations, format!("{}/{}", list.id, entry.id));
    draft.windows = hits.iter().flat_map(|hit| windows(context, hit)).collect();
    if !entry.grade.may_deny() {
        draft = draft.capped(Level::Review, LevelNote::Grade(entry.grade));
    }
    if entry.individual && hit.name.is_some() {
        draft = draft.capped(caps.individual, LevelNote::PersonByName);
    }
    if hit.fact.key == Key::Parent {
        draft = draft.capped(caps.owner, LevelNote::StatedParent);
    } else if only_owns(context, record) {
        draft.through_subsidiaries = true;
        draft = draft.capped(caps.owner, LevelNote::OnlyOwner);
    }
    Some(draft)
}

fn reason(context: &Context<'_>, list: &List, entry: &Entry, hit: &ListHit, stated: String) -> Listed {
    let name = hit.name.and_then(|number| entry.names.get(number as usize));
    let (listed, kind, parts, settles) = match name {
        Some(name) => {
            let explained = context.screens.names.explain(&stated, &name.text);
            let parts = explained
                .parts
                .into_iter()
                .map(|part| NamePart { stated: part.stated, listed: part.listed, how: part.how.to_string() })
                .collect();
            (name.text.clone(), Some(name.kind), parts, settles(entry, hit, name.kind))
        }
        None => (stated.clone(), None, Vec::new(), Vec::new()),
    };
    let clauses = entry
        .listings
        .iter()
        .filter(|listing| listing.window.contains(context.as_of) || entry.listings.len() == 1)
        .map(|listing| (listing.clause.clone(), listing.window.from))
        .collect();
    Listed {
        list: list.id.clone(),
        entry: entry.id.clone(),
        entry_name: entry.name().to_owned(),
        stated,
        listed,
        kind,
        scheme: hit.name.is_none().then(|| scheme_of(hit.fact.key).to_owned()),
        score: f64::from((hit.score * 1000.0).round()) / 1000.0,
        parts,
        settles,
        clauses,
        grade: entry.grade,
        citation: entry.citation.clone(),
        line: entry.line,
    }
}

fn scheme_of(key: Key) -> &'static str {
    super::signals::ID_KEYS.iter().find(|(id, _)| *id == key).map_or("id", |(_, scheme)| scheme)
}

/// Lists the facts that would settle a match that is not certain.
fn settles(entry: &Entry, hit: &ListHit, kind: NameKind) -> Vec<String> {
    if hit.verdict == MatchClass::Match && kind != NameKind::Removed && !entry.individual {
        return Vec::new();
    }
    let listed = entry.identifiers.iter().map(|(scheme, value)| (scheme.as_str(), value.as_str()));
    compare::deciding_facts(entry.individual, listed)
}

/// Parties of engagements of the kinds that the rule names, with the place of the engagement.
fn engaged_parties(context: &Context<'_>, kinds: &[EngagementKind]) -> BTreeMap<RecordId, Location> {
    let facts = context.facts;
    let mut parties = BTreeMap::new();
    for (id, record) in facts.records().filter(|(_, record)| record.kind == Kind::Engagement) {
        let kind = facts.value(id, Key::Kind).unwrap_or("");
        if kinds.iter().any(|known| known.word() == kind)
            && let Some(party) = context.graph.reference(id, Key::Party)
        {
            let location = facts
                .get(id, Key::Party)
                .map_or_else(|| super::assemble::whole(record), |fact| super::assemble::at(facts, id, fact));
            parties.insert(party, location);
        }
    }
    parties
}

/// Returns true if a party stands in the manifests only as somebody's parent or owner.
fn only_owns(context: &Context<'_>, record: RecordId) -> bool {
    let graph = context.graph;
    graph.kind(record) == Kind::Party
        && graph.owned_by(record).next().is_some()
        && graph.sites_of(record).next().is_none()
        && graph.items_of(record).next().is_none()
        && graph.outgoing(record).next().is_none()
        && graph.incoming(record).next().is_none()
}
