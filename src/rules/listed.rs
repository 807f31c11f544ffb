//! Listed names and identifiers: `list-entity` for what is certain enough to deny, `list-possible` for the rest.
//!
//! Parameters: `lists` (ids), `engagements` (if set, only parties of engagements of these kinds), `individual_level`
//! and `owner_level` (caps, default `review`).

use std::collections::BTreeMap;

use super::{Context, Draft, ListHit};
use crate::facts::{Key, Kind, RecordId};
use crate::finding::{Level, LevelNote, Listed, NameKind, NamePart, Window};
use crate::policy::model::{Entry, List, Rule};
use crate::screen::identifier::compare;
use crate::screen::name::Verdict;

/// `list-entity`: equal names and identifiers.
pub(super) fn entity(context: &Context<'_>, rule: &Rule) -> Vec<Draft> {
    collect(context, rule, Verdict::Match)
}

/// `list-possible`: names that only a person or an identifier can settle.
pub(super) fn possible(context: &Context<'_>, rule: &Rule) -> Vec<Draft> {
    collect(context, rule, Verdict::Possible)
}

fn collect(context: &Context<'_>, rule: &Rule, wanted: Verdict) -> Vec<Draft> {
    let lists = super::assemble::strings(rule, "lists");
    let engaged = engaged_parties(context, rule);
    let mut drafts = Vec::new();
    for (&record, hits) in &context.signals.lists {
        if engaged.as_ref().is_some_and(|parties| !parties.contains_key(&record)) {
            continue;
        }
        let of_lists: Vec<&ListHit> =
            hits.iter().filter(|hit| lists.iter().any(|id| *id == context.screens.entry(hit.entity).0.id)).collect();
        // Where one entry of a list is met for certain, its near namesakes on the same list are noise.
        let settled = |list: &List| {
            of_lists.iter().any(|hit| {
                hit.verdict == Verdict::Match
                    && context.screens.entry(hit.entity).0.id == list.id
                    && windows(context, hit).iter().any(|window| window.contains(context.as_of))
            })
        };
        let mut by_entity: BTreeMap<(u32, bool), Vec<&ListHit>> = BTreeMap::new();
        for hit in of_lists.iter().filter(|hit| hit.verdict == wanted) {
            let (list, _) = context.screens.entry(hit.entity);
            if wanted == Verdict::Match || !settled(list) {
                by_entity.entry((hit.entity, hit.fact.key == Key::Parent)).or_default().push(hit);
            }
        }
        for hits in by_entity.values() {
            if let Some(mut draft) = draft(context, rule, record, hits) {
                if let Some(place) = engaged.as_ref().and_then(|parties| parties.get(&record)) {
                    draft.locations.push(*place);
                }
                drafts.push(draft);
            }
        }
    }
    drafts
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

pub(super) fn draft(context: &Context<'_>, rule: &Rule, record: RecordId, hits: &[&ListHit]) -> Option<Draft> {
    // The best name that holds today; if none does, the best one, whose window then decides by the entry date.
    let hit = hits
        .iter()
        .find(|hit| windows(context, hit).iter().any(|window| window.contains(context.as_of)))
        .or_else(|| hits.first())?;
    let (list, entry) = context.screens.entry(hit.entity);
    let facts = context.facts;
    let stated = facts.text(&hit.fact).to_owned();
    let reason = reason(context, list, entry, hit, stated);
    let mut locations = vec![super::assemble::at(facts, record, &hit.fact)];
    for other in hits.iter().filter(|other| other.fact != hit.fact) {
        locations.push(super::assemble::at(facts, record, &other.fact));
    }
    let mut draft = Draft::new(record, reason, locations, format!("{}/{}", list.id, entry.id));
    draft.windows = hits.iter().flat_map(|hit| windows(context, hit)).collect();
    if !entry.grade.may_deny() {
        draft = draft.capped(Level::Review, LevelNote::Grade(entry.grade));
    }
    if entry.individual && hit.name.is_some() {
        draft = draft
            .capped(super::assemble::level(rule, "individual_level").unwrap_or(Level::Review), LevelNote::PersonByName);
    }
    if hit.fact.key == Key::Parent {
        draft =
            draft.capped(super::assemble::level(rule, "owner_level").unwrap_or(Level::Review), LevelNote::StatedParent);
    } else if only_owns(context, record) {
        draft.through_subsidiaries = true;
        draft =
            draft.capped(super::assemble::level(rule, "owner_level").unwrap_or(Level::Review), LevelNote::OnlyOwner);
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

/// What would settle a match that is not certain.
fn settles(entry: &Entry, hit: &ListHit, kind: NameKind) -> Vec<String> {
    if hit.verdict == Verdict::Match && kind != NameKind::Removed && !entry.individual {
        return Vec::new();
    }
    let listed = entry.identifiers.iter().map(|(scheme, value)| (scheme.as_str(), value.as_str()));
    compare::settles(entry.individual, listed)
}

/// Parties of engagements of the kinds that the rule names, with the place of the engagement.
fn engaged_parties(context: &Context<'_>, rule: &Rule) -> Option<BTreeMap<RecordId, crate::finding::Location>> {
    let kinds = super::assemble::strings(rule, "engagements");
    if kinds.is_empty() {
        return None;
    }
    let facts = context.facts;
    let mut parties = BTreeMap::new();
    for (id, record) in facts.records().filter(|(_, record)| record.kind == Kind::Engagement) {
        let kind = facts.value(id, Key::Kind).unwrap_or("");
        if kinds.contains(&kind)
            && let Some(party) = context.graph.reference(id, Key::Party)
        {
            let location = facts
                .get(id, Key::Party)
                .map_or_else(|| super::assemble::whole(record), |fact| super::assemble::at(facts, id, fact));
            parties.insert(party, location);
        }
    }
    Some(parties)
}

/// Whether a native party stands in the manifests only as somebody's parent or owner.
fn only_owns(context: &Context<'_>, record: RecordId) -> bool {
    let graph = context.graph;
    graph.kind(record) == Kind::Party
        && context.facts.record(record).row == 0
        && graph.owned_by(record).next().is_some()
        && graph.sites_of(record).next().is_none()
        && graph.items_of(record).next().is_none()
        && graph.outgoing(record).next().is_none()
        && graph.incoming(record).next().is_none()
}
