//! Work that is the same for every rule: paths, markets, dates, levels, fingerprints, and each exposure once.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use jiff::civil::Date;

use super::{Context, Draft};
use crate::facts::{Fact, Facts, Key, Kind, Record, RecordId};
use crate::finding::{Finding, Hop, Level, LevelNote, Location, Reach, Status, Subject, fingerprint};
use crate::policy::level::RuleLevel;
use crate::policy::model::Rule;
use crate::screen::name::identity;
use crate::supply::identity::subject_identity;
use crate::supply::paths::{self, Way};

/// The place of a fact.
pub(super) fn at(facts: &Facts, record: RecordId, fact: &Fact) -> Location {
    Location { file: fact.file(), span: fact.span, row: facts.record(record).row }
}

/// The place of a record.
pub(super) fn whole(record: &Record) -> Location {
    Location { file: record.file, span: record.span, row: record.row }
}

/// The place of the fact that introduces a record: its name, its id, or itself.
pub(super) fn name_place(facts: &Facts, id: RecordId) -> Location {
    [Key::Name, Key::NameZh, Key::Id, Key::Address]
        .into_iter()
        .find_map(|key| facts.get(id, key))
        .map_or_else(|| whole(facts.record(id)), |fact| at(facts, id, fact))
}

/// Collects drafts into findings.
pub(super) struct Assembler<'a> {
    context: &'a Context<'a>,
    ways: HashMap<(RecordId, bool), Rc<Vec<Way>>>,
    file_markets: HashMap<u32, Vec<String>>,
    findings: BTreeMap<String, Finding>,
}

/// The level that won, and why.
struct Decided<'r> {
    level: Level,
    row: &'r RuleLevel,
    day: Date,
    markets: Vec<String>,
}

impl<'a> Assembler<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        let facts = context.facts;
        let mut file_markets: HashMap<u32, Vec<String>> = HashMap::new();
        for (id, record) in facts.records().filter(|(_, record)| record.kind == Kind::Manifest) {
            let markets: Vec<String> = facts.all(id, Key::Market).map(|fact| facts.text(fact).to_owned()).collect();
            if !markets.is_empty() {
                file_markets.insert(record.file.0, markets);
            }
        }
        Self { context, ways: HashMap::new(), file_markets, findings: BTreeMap::new() }
    }

    /// Turns a draft into a finding, or drops it when the rule is not in force for it.
    pub(super) fn add(&mut self, rule: &Rule, draft: Draft) {
        let context = self.context;
        let facts = context.facts;
        let ways = self
            .ways
            .entry((draft.record, draft.through_subsidiaries))
            .or_insert_with(|| Rc::new(paths::reaches(context.graph, draft.record, draft.through_subsidiaries)))
            .clone();
        let Some(decided) = self.decide(rule, &draft, &ways) else { return };
        let (level, level_note) = match &draft.cap {
            Some((cap, why)) if *cap < decided.level => (*cap, Some(why.clone())),
            _ => (decided.level, (!decided.row.note.is_empty()).then(|| LevelNote::Row(decided.row.note.clone()))),
        };
        let identity = subject_identity(facts, context.graph, draft.record);
        let fingerprint = fingerprint(&rule.id, &identity, &draft.matched);
        let reaches: Vec<Reach> = ways.iter().map(|way| self.reach(way)).collect();
        let finding = Finding {
            rule: rule.id.clone(),
            level,
            level_note,
            verify: decided.row.verify,
            certainty: rule.certainty,
            basis: rule.basis,
            subject: self.subject(draft.record),
            records: vec![draft.record],
            reason: draft.reason,
            reaches,
            locations: draft.locations,
            markets: decided.markets,
            as_of: decided.day,
            fingerprint: fingerprint.clone(),
            status: Status::New,
            news: None,
            changes: Vec::new(),
            cover: None,
        };
        match self.findings.get_mut(&fingerprint) {
            Some(old) => merge(old, finding),
            None => {
                self.findings.insert(fingerprint, finding);
            }
        }
    }

    /// The highest level over the markets and entry dates of what is reached.
    fn decide<'r>(&self, rule: &'r Rule, draft: &Draft, ways: &[Way]) -> Option<Decided<'r>> {
        let context = self.context;
        let facts = context.facts;
        let mut situations: Vec<(Date, String)> = Vec::new();
        for way in ways {
            let eta = facts.date(way.item, Key::Eta).unwrap_or(context.as_of);
            for market in self.markets_of(way.item) {
                situations.push((eta.max(context.as_of), market));
            }
        }
        if situations.is_empty() {
            situations.extend(self.markets_of(draft.record).into_iter().map(|market| (context.as_of, market)));
        }
        situations.sort();
        situations.dedup();
        let mut decided: Option<Decided<'r>> = None;
        for (day, market) in situations {
            if !draft.windows.iter().any(|window| window.contains(day)) {
                continue;
            }
            let Some(row) = rule.level_on(day, &market) else { continue };
            match &mut decided {
                Some(best) if row.level < best.level => {}
                Some(best) if row.level == best.level => {
                    if !best.markets.contains(&market) {
                        best.markets.push(market);
                    }
                }
                _ => decided = Some(Decided { level: row.level, row, day, markets: vec![market] }),
            }
        }
        decided
    }

    /// Markets of a record: its own, its manifest's, or the default.
    fn markets_of(&self, id: RecordId) -> Vec<String> {
        let facts = self.context.facts;
        let own: Vec<String> = facts.all(id, Key::Market).map(|fact| facts.text(fact).to_owned()).collect();
        if !own.is_empty() {
            return own;
        }
        let file = facts.record(id).file.0;
        self.file_markets.get(&file).cloned().unwrap_or_else(|| self.context.markets.to_vec())
    }

    fn subject(&self, id: RecordId) -> Subject {
        let facts = self.context.facts;
        let name = self.name(id);
        // An object without an id has one of ours, which stands nowhere.
        let own = facts.get(id, Key::Id).filter(|fact| fact.span.start < fact.span.end).map(|fact| facts.text(fact));
        let local = own.or_else(|| facts.value(id, Key::SupplierId)).map(str::to_owned);
        Subject { kind: facts.record(id).kind, id: local.unwrap_or_else(|| identity(&name)), name, record: id }
    }

    /// A name for people: of the record, of its party, or of where it is.
    fn name(&self, id: RecordId) -> String {
        let facts = self.context.facts;
        let own = |id| [Key::Name, Key::NameZh].into_iter().find_map(|key| facts.value(id, key));
        own(id)
            .or_else(|| own(self.context.graph.party_of(id)?))
            .or_else(|| [Key::Mpn, Key::Address, Key::City, Key::Id].into_iter().find_map(|key| facts.value(id, key)))
            .unwrap_or("(no name)")
            .to_owned()
    }

    fn reach(&self, way: &Way) -> Reach {
        let facts = self.context.facts;
        let subject = self.subject(way.item);
        let mut path = vec![self.hop(way.item, (way.item, name_place(facts, way.item)), "", None)];
        let mut share = Some(1.0);
        for (number, step) in way.steps.iter().enumerate().rev() {
            let before = if number == 0 { way.start } else { way.steps[number - 1].to };
            let record = facts.record(step.stated_by);
            let tier = facts.value(step.stated_by, Key::Tier).and_then(|tier| tier.trim().parse().ok());
            let place = if record.kind == Kind::Supply {
                if let Some(stated) = facts.number(step.stated_by, Key::Share) {
                    share = share.map(|sum: f64| sum * stated);
                }
                facts.get(step.stated_by, Key::From).map(|fact| at(facts, step.stated_by, fact))
            } else {
                step.key.and_then(|key| facts.get(step.stated_by, key)).map(|fact| at(facts, step.stated_by, fact))
            };
            let stated = (step.stated_by, place.unwrap_or_else(|| whole(record)));
            path.push(self.hop(before, stated, step.via, tier));
        }
        // The same edge can carry a step to the site and a step to the item; say each record once.
        path.dedup_by(|later, earlier| later.id == earlier.id && later.kind == earlier.kind);
        Reach {
            id: subject.id,
            name: subject.name,
            record: way.item,
            path,
            eta: facts.date(way.item, Key::Eta),
            share: share.filter(|share| *share < 1.0),
        }
    }

    fn hop(
        &self,
        id: RecordId,
        (stated_by, location): (RecordId, Location),
        via: &'static str,
        tier: Option<u32>,
    ) -> Hop {
        let subject = self.subject(id);
        Hop { id: subject.id, name: subject.name, kind: subject.kind, location, via, stated_by, tier }
    }

    /// Findings, worst first, then in the order of the inputs.
    pub(super) fn finish(self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.findings.into_values().collect();
        crate::finding::sort(&mut findings);
        findings
    }
}

/// The same exposure again: keep the worse one, and remember the other places and items.
fn merge(old: &mut Finding, mut new: Finding) {
    if new.level > old.level {
        std::mem::swap(old, &mut new);
    }
    for record in new.records {
        if !old.records.contains(&record) {
            old.records.push(record);
        }
    }
    for location in new.locations {
        if !old.locations.contains(&location) {
            old.locations.push(location);
        }
    }
    for reach in new.reaches {
        if !old.reaches.iter().any(|known| known.id == reach.id) {
            old.reaches.push(reach);
        }
    }
    for market in new.markets {
        if !old.markets.contains(&market) {
            old.markets.push(market);
        }
    }
}
