//! Signals of screening on each record, computed once, on all cores, and kept only where there is something.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::assemble::at;
use super::screens::Screens;
use crate::facts::{Fact, Facts, Key, Kind, RecordId};
use crate::finding::Location;
use crate::screen::identifier::compare::{self, Contradiction};
use crate::screen::name::{MOST_POSSIBLE, MatchClass, Scratch, may_be_namesakes, several};
use crate::screen::place::{AddressParts, Country, Reading, Strength, country, is_china, postcode};
use crate::supply::graph::Graph;

/// A listed name or identifier that a record met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListHit {
    /// The fact that met.
    pub fact: Fact,
    /// The bytes of its text that met, where it names several firms; `None` for the whole.
    pub part: Option<(u32, u32)>,
    /// Entity number.
    pub entity: u32,
    /// Number of the name within the entry; `None` when an identifier met.
    pub name: Option<u32>,
    /// Score from 0 to 1.
    pub score: f32,
    /// Class of the match: safe to deny, or possible.
    pub verdict: MatchClass,
}

impl ListHit {
    /// The text that met.
    pub(super) fn text<'f>(&self, facts: &'f Facts) -> &'f str {
        let text = facts.text(&self.fact);
        self.range().and_then(|range| text.get(range)).unwrap_or(text)
    }

    /// The place of the text that met.
    pub(super) fn location(&self, facts: &Facts, record: RecordId) -> Location {
        let whole = at(facts, record, &self.fact);
        self.range().map_or(whole, |range| Location { span: facts.part(&self.fact, range), ..whole })
    }

    fn range(&self) -> Option<Range<usize>> {
        self.part.map(|(start, end)| start as usize..end as usize)
    }

    /// Returns true if another hit on the record speaks of the same firm: not of its parent or recruiter, nor of another
    /// one that is named beside it.
    pub(super) fn is_of_the_same_firm(&self, other: &Self) -> bool {
        let role = |hit: &Self| Some(hit.fact.key).filter(|key| matches!(key, Key::Parent | Key::Recruiter));
        let beside = self.fact == other.fact && self.part.is_some() && other.part.is_some() && self.part != other.part;
        role(self) == role(other) && !beside
    }

    /// Returns true if another hit stands on the same text.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        (self.fact, self.part) == (other.fact, other.part)
    }
}

/// The signals of a run, by record.
#[derive(Debug, Default)]
pub struct Signals {
    /// List hits of parties, sites and end users; the best per entity first.
    pub lists: BTreeMap<RecordId, Vec<ListHit>>,
    /// Place readings that found something.
    pub places: BTreeMap<RecordId, Reading>,
}

/// The keys whose text names an organisation.
const NAME_KEYS: [Key; 7] =
    [Key::Name, Key::NameZh, Key::NameUg, Key::NameOther, Key::Alias, Key::Parent, Key::Recruiter];

/// Identifier keys that lists carry, with their scheme.
pub(crate) const ID_KEYS: [(Key, &str); 11] = [
    (Key::Uscc, "uscc"),
    (Key::Lei, "lei"),
    (Key::Duns, "duns"),
    (Key::Gln, "gln"),
    (Key::Mid, "mid"),
    (Key::OsId, "os_id"),
    (Key::Rmi, "rmi"),
    (Key::Vat, "vat"),
    (Key::Bpnl, "bpnl"),
    (Key::Locode, "locode"),
    (Key::Fei, "fei"),
];

/// Hits on one record that are kept at most.
const HITS_PER_NAME: usize = 8;

impl Signals {
    /// Screens every record.
    #[must_use]
    pub fn find(screens: &Screens<'_>, facts: &Facts, graph: &Graph<'_>) -> Self {
        let count = u32::try_from(facts.len()).unwrap_or(u32::MAX);
        let found: Vec<(RecordId, Vec<ListHit>, Option<Reading>)> = (0..count)
            .into_par_iter()
            .with_min_len(256)
            .map_init(Scratch::default, |scratch, number| {
                let id = RecordId(number);
                let lists = lists(screens, facts, graph, id, scratch);
                (id, lists, places(screens, facts, graph, id))
            })
            .filter(|(_, lists, place)| !lists.is_empty() || place.is_some())
            .collect();
        let mut signals = Self::default();
        for (id, lists, place) in found {
            if !lists.is_empty() {
                signals.lists.insert(id, lists);
            }
            if let Some(place) = place {
                signals.places.insert(id, place);
            }
        }
        signals
    }
}

fn lists(screens: &Screens<'_>, facts: &Facts, graph: &Graph<'_>, id: RecordId, scratch: &mut Scratch) -> Vec<ListHit> {
    if !matches!(facts.record(id).kind, Kind::Party | Kind::Site | Kind::EndUser) {
        return Vec::new();
    }
    let mut hits: Vec<ListHit> = Vec::new();
    for fact in facts.of_record(id) {
        if let Some((_, scheme)) = ID_KEYS.iter().find(|(key, _)| *key == fact.key) {
            for &entity in screens.by_identifier(scheme, facts.text(fact)) {
                let hit =
                    ListHit { fact: *fact, part: None, entity, name: None, score: 1.0, verdict: MatchClass::Match };
                keep(&mut hits, hit);
            }
        } else if NAME_KEYS.contains(&fact.key) {
            let text = facts.text(fact);
            // A parent given as an id is a record of its own.
            if fact.key == Key::Parent && graph.named(id, text).is_some() {
                continue;
            }
            // Each of several names for itself, and the whole, because a listed name may look like several.
            let parts = several(text).into_iter().map(Some);
            for part in parts.chain([None]) {
                let name = part.clone().map_or(text, |range| &text[range]);
                let part = part.map(|range| (bytes(range.start), bytes(range.end)));
                for hit in screens.names.search(name, scratch, HITS_PER_NAME) {
                    let (name, score, verdict) = (Some(hit.name), hit.score, hit.class);
                    let by_part = |old: &ListHit| {
                        old.entity == hit.entity && old.fact == *fact && old.part.is_some() && old.verdict >= verdict
                    };
                    if part.is_none() && hits.iter().any(by_part) {
                        continue;
                    }
                    keep(&mut hits, ListHit { fact: *fact, part, entity: hit.entity, name, score, verdict });
                }
            }
            // What people write around a name has no end; where a listed one stands apart in it, a person decides.
            for (entity, name, range) in screens.phrases().find_apart(text) {
                if hits.iter().any(|hit| hit.entity == entity && hit.fact == *fact) {
                    continue;
                }
                let part = Some((bytes(range.start), bytes(range.end)));
                let (name, score, verdict) = (Some(name), MOST_POSSIBLE, MatchClass::Possible);
                keep(&mut hits, ListHit { fact: *fact, part, entity, name, score, verdict });
            }
        }
    }
    hits.retain_mut(|hit| match contradicted(screens, facts, id, hit) {
        Contradiction::None => true,
        Contradiction::Doubtful(_) => {
            hit.verdict = MatchClass::Possible;
            true
        }
        Contradiction::Sure(_) => false,
    });
    let matches = |hit: &ListHit| hit.name.is_some() && hit.verdict == MatchClass::Match;
    if hits.iter().any(matches) && is_abroad(facts, graph, id) {
        for hit in hits.iter_mut().filter(|hit| matches(hit)) {
            let (_, entry) = screens.entry(hit.entity);
            let listed = hit.name.and_then(|number| entry.names.get(number as usize));
            if listed.is_some_and(|name| may_be_namesakes(facts.text(&hit.fact), &name.text)) {
                (hit.verdict, hit.score) = (MatchClass::Possible, hit.score.min(MOST_POSSIBLE));
            }
        }
    }
    hits.sort_by(|a, b| b.verdict.cmp(&a.verdict).then(b.score.total_cmp(&a.score)).then(a.entity.cmp(&b.entity)));
    hits
}

fn bytes(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Returns true when every country that is stated of a party and its sites is another than China, where the listed firms
/// are; regions with a customs law of their own are near enough.
fn is_abroad(facts: &Facts, graph: &Graph<'_>, id: RecordId) -> bool {
    const NEAR: [&str; 9] = ["hk", "hkg", "hong kong", "mo", "mac", "macau", "macao", "tw", "taiwan"];
    let records = std::iter::once(id).chain(graph.party_of(id)).chain(graph.sites_of(id));
    let mut countries =
        records.flat_map(|record| facts.all(record, Key::Country)).map(|fact| facts.text(fact)).peekable();
    countries.peek().is_some()
        && countries.all(|text| {
            let near = NEAR.iter().any(|near| text.trim().eq_ignore_ascii_case(near));
            country(text) == Country::Other && !near
        })
}

/// Keeps every distinct name of an entity that met, because each has its own dates.
fn keep(hits: &mut Vec<ListHit>, hit: ListHit) {
    let same = |old: &&mut ListHit| {
        old.entity == hit.entity
            && old.name == hit.name
            && (old.fact.key == Key::Parent) == (hit.fact.key == Key::Parent)
    };
    match hits.iter_mut().find(same) {
        Some(old) if (hit.verdict, hit.score) > (old.verdict, old.score) => *old = hit,
        Some(_) => {}
        None => hits.push(hit),
    }
}

/// Returns true if an identifier that differs beats a similar name. A parent or a recruiter is not who the identifiers are of,
/// and beside several names nobody knows of which they are.
fn contradicted(screens: &Screens<'_>, facts: &Facts, id: RecordId, hit: &ListHit) -> Contradiction {
    let Some(name) = hit.name else { return Contradiction::None };
    let (_, entry) = screens.entry(hit.entity);
    let of_another = hit.part.is_some() || matches!(hit.fact.key, Key::Parent | Key::Recruiter);
    if of_another || entry.identifiers.is_empty() {
        return Contradiction::None;
    }
    let stated = facts.of_record(id).iter().filter_map(|fact| {
        ID_KEYS.iter().find(|(key, _)| *key == fact.key).map(|(_, scheme)| (*scheme, facts.text(fact)))
    });
    let listed = entry.identifiers.iter().map(|(scheme, value)| (scheme.as_str(), value.as_str()));
    let listed_name = entry.names.get(name as usize).map_or("", |name| name.text.as_str());
    compare::contradiction((facts.text(&hit.fact), stated), (listed_name, listed))
}

/// The names of a party beside the first, and those of its owners.
fn further_names<'f>(facts: &'f Facts, graph: &'f Graph<'_>, id: RecordId) -> impl Iterator<Item = &'f str> {
    let keys = [Key::NameZh, Key::NameUg, Key::NameOther, Key::Alias, Key::Parent];
    let of_keys = facts.of_record(id).iter().filter(move |fact| keys.contains(&fact.key));
    // A parent given as an id is a record of its own.
    of_keys
        .map(|fact| (fact.key, facts.text(fact)))
        .filter(move |(key, text)| *key != Key::Parent || graph.named(id, text).is_none())
        .map(|(_, text)| text)
}

fn places(screens: &Screens<'_>, facts: &Facts, graph: &Graph<'_>, id: RecordId) -> Option<Reading> {
    let mut parts = AddressParts::default();
    match facts.record(id).kind {
        Kind::Site | Kind::Party => {}
        Kind::Material => {
            parts.country = facts.value(id, Key::Origin);
            parts.province = facts.value(id, Key::OriginRegion);
            if parts.country.is_none() && parts.province.is_none() {
                return None;
            }
        }
        _ => return None,
    }
    // A table may have several columns for one part of an address.
    let several = |key: Key| {
        let mut all = facts.all(id, key).map(|fact| facts.text(fact));
        let first = all.next()?;
        Some(all.fold(Cow::Borrowed(first), |text, next| Cow::Owned(format!("{text}, {next}"))))
    };
    let (address, city, stated) = (several(Key::Address), several(Key::City), several(Key::Province));
    parts.address = address.as_deref();
    parts.city = city.as_deref();
    parts.province = stated.as_deref().or(parts.province);
    let best = |key: Key, good: fn(&str) -> bool| {
        let mut all = facts.all(id, key).map(|fact| facts.text(fact));
        let (first, second) = (all.next()?, all.next());
        // Of one there is no choice.
        Some(match second {
            Some(second) => [first, second].into_iter().chain(all).find(|text| good(text)).unwrap_or(first),
            None => first,
        })
    };
    parts.name = facts.value(id, Key::Name);
    parts.postcode = best(Key::Postcode, |code| postcode::of_region(code).is_some());
    parts.country = best(Key::Country, is_china).or(parts.country);
    parts.lat = facts.value(id, Key::Lat);
    parts.lon = facts.value(id, Key::Lon);
    parts.locode = facts.value(id, Key::Locode);
    parts.mid = facts.value(id, Key::Mid);
    if facts.record(id).kind == Kind::Site && parts.country.is_none() {
        parts.country = graph.party_of(id).and_then(|party| facts.value(party, Key::Country));
    }
    if facts.record(id).kind == Kind::Material {
        parts.name = None;
    }
    let mut reading = screens.places.read(&parts);
    if facts.record(id).kind == Kind::Party {
        // The second name says as much as the first, and an owner in the region is one.
        for name in further_names(facts, graph, id) {
            let parts = AddressParts { name: Some(name), country: parts.country, ..AddressParts::default() };
            reading.signals.extend(screens.places.read(&parts).signals);
        }
    }
    // Hints alone (a street in Shanghai that is named after Ürümqi) lead to nothing, and there can be many.
    let worth = reading.signals.iter().any(|signal| signal.strength > Strength::Hint);
    (worth || !reading.conflicts.is_empty() || !reading.notes.is_empty()).then_some(reading)
}
