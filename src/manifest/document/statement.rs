//! The facts of a document: what a format reads of it, and the rest of it, which is looked through.

use std::collections::HashMap;

use super::tree::{Node, Shape};
use crate::facts::account::{Column, NotJudged, Standing};
use crate::facts::{Key, Kind, RecordId};
use crate::manifest::Outcome;
use crate::manifest::job::Job;
use crate::manifest::table::words;
use crate::source::Span;
use crate::source::paths::Step;

/// Digits of the shortest identifier that lists carry.
const IDENTIFIER: usize = 8;
/// Keys of a document that are told one by one; a document whose keys are data has no end of them.
const KEYS: usize = 2000;
/// Things not understood that are told.
const TOLD: usize = 6;

/// A document while its facts are stated.
pub(super) struct Statement<'j, 'a, 't> {
    pub(super) job: &'j mut Job<'a>,
    pub(super) root: Node<'t>,
    /// Key that each value was read as.
    read: Vec<Option<Key>>,
    /// First record of each object that has one.
    records: HashMap<usize, RecordId>,
    /// Number of the record at hand, from 1.
    row: u32,
    /// Words for what is not understood, with its place.
    unclear: Vec<(Span, String)>,
    full: bool,
}

impl<'j, 'a, 't> Statement<'j, 'a, 't> {
    pub(super) fn new(job: &'j mut Job<'a>, root: Node<'t>) -> Self {
        let read = vec![None; root.end()];
        Self { job, root, read, records: HashMap::new(), row: 0, unclear: Vec::new(), full: false }
    }

    /// Begins the next object; the records begun until the next call belong together.
    pub(super) fn next(&mut self) {
        if self.row >= self.job.limits.max_records {
            if !std::mem::replace(&mut self.full, true) {
                let message = format!("more than {} records", self.job.limits.max_records);
                self.job.problem(self.root.span(), message, "raise `max-records` under [limits] in sourcegate.toml");
            }
            return;
        }
        self.row += 1;
    }

    /// Begins a record about an object.
    pub(super) fn begin(&mut self, kind: Kind, node: Node<'t>) -> RecordId {
        let record = self.job.facts.begin(kind, self.job.file, node.span(), self.row);
        self.records.entry(node.number()).or_insert(record);
        record
    }

    /// States a value under a key of the record begun last; `false` if the value is empty.
    pub(super) fn say(&mut self, key: Key, node: Node<'t>) -> bool {
        let node = node.bearer();
        if node.text().trim().is_empty() {
            return false;
        }
        match node.literal() {
            Ok(inner) => self.job.facts.push_literal(key, node.span(), inner),
            Err(text) => self.job.facts.push_text(key, node.span(), text.trim()),
        }
        self.mark(key, node);
        true
    }

    /// States members of an object, each under its key.
    pub(super) fn say_members(&mut self, node: Node<'t>, members: &[(&str, Key)]) -> bool {
        let mut any = false;
        for (name, key) in members {
            for member in node.all(name) {
                any |= self.say(*key, member);
            }
        }
        any
    }

    /// States what a value comes to, under a key.
    pub(super) fn say_text(&mut self, key: Key, node: Node<'t>, text: &str) {
        self.job.facts.push_text(key, node.bearer().span(), text);
        self.mark(key, node);
    }

    /// States a text of our own that stands nowhere, at the beginning of an object.
    pub(super) fn say_of(&mut self, key: Key, node: Node<'t>, text: &str) {
        let start = node.span().start;
        self.job.facts.push_text(key, Span::new(start, start), text);
    }

    /// Notes that a value was read.
    pub(super) fn mark(&mut self, key: Key, node: Node<'t>) {
        if let Some(read) = self.read.get_mut(node.bearer().number()) {
            *read = Some(key);
        }
    }

    /// Notes that something is not understood: such a document does not pass.
    pub(super) fn unclear(&mut self, node: Node<'t>, message: impl Into<String>) {
        self.unclear.push((Span::new(node.span().start, node.span().start.saturating_add(1)), message.into()));
    }

    /// Looks through what was not read, and says what came of the document. `nothing` says why there is nothing to judge, where
    /// no object was stated.
    pub(super) fn finish(mut self, nothing: impl FnOnce() -> String) -> Outcome {
        self.look_through();
        if self.unclear.is_empty() {
            return if self.row == 0 { Outcome::NoData(nothing()) } else { Outcome::Read { records: self.row } };
        }
        let mut why: Vec<String> = Vec::new();
        for (_, message) in &self.unclear {
            if !why.contains(message) {
                why.push(message.clone());
            }
        }
        let more = why.len().saturating_sub(TOLD);
        why.truncate(TOLD);
        let place = self.unclear.first().map(|(place, _)| *place);
        let dots = if more > 0 { format!("; and {more} more") } else { String::new() };
        let why = format!("{}{dots}", why.join("; "));
        self.job.remark(place, why.clone(), NOT_UNDERSTOOD);
        Outcome::NotUnderstood { records: self.row, why }
    }

    /// Enters every key into the account, and keeps the text of those that were not read.
    fn look_through(&mut self) {
        let root = self.root;
        let mut generic = Generic::default();
        let mut columns: HashMap<(u32, Option<Key>), usize> = HashMap::new();
        let mut owners: Vec<Option<RecordId>> = Vec::with_capacity(root.end());
        let mut own: Option<RecordId> = None;
        for number in 0..root.end() {
            let Some(node) = root.sibling(number) else { break };
            let above = node.above().map(Node::number);
            let inherited = above.and_then(|above| owners.get(above).copied().flatten());
            owners.push(self.records.get(&number).copied().or(inherited));
            let place = generic.enter(node, above);
            let text = node.text().trim();
            if !node.is_single() || text.is_empty() {
                continue;
            }
            let read = self.read[number];
            let column = *columns.entry((place, read)).or_insert_with(|| {
                self.job.facts.account.enter(Column {
                    file: self.job.file,
                    sheet: None,
                    name: String::new(),
                    header: generic.path(place),
                    place: Span::new(node.start(), node.span().end),
                    standing: read.map_or(Standing::NotJudged(NotJudged::OtherUse), |key| Standing::Judged(key.name())),
                    filled: 0,
                    texts: 0,
                })
            });
            if read.is_some() {
                continue;
            }
            let is_text = node.shape() == Shape::Text && words(text);
            self.job.facts.account.count(column, is_text);
            if node.shape() == Shape::Word || !is_text && text.bytes().filter(u8::is_ascii_digit).count() < IDENTIFIER {
                continue;
            }
            let record = owners[number].or(own).unwrap_or_else(|| {
                let record = self.job.facts.begin(Kind::Row, self.job.file, root.span(), 0);
                own = Some(record);
                record
            });
            let value = node.literal().map_err(|_| text);
            self.job.facts.keep_unjudged(column, record, node.span(), value);
        }
    }
}

/// The way out of an object that is not understood.
const NOT_UNDERSTOOD: &str = "state it in a sourcing manifest as well, export the file in a version that is read, or leave it \
                              out with `exclude` in sourcegate.toml if it states no sourcing";

/// Paths without the numbers of items: `components[].supplier.name`.
#[derive(Default)]
pub(super) struct Generic {
    numbers: HashMap<(u32, u64), u32>,
    /// The path above and the step of each path.
    steps: Vec<(u32, String)>,
    /// Path of each value.
    places: Vec<u32>,
}

impl Generic {
    /// Enters the next value of a document and returns the number of its path.
    pub(super) fn enter(&mut self, node: Node<'_>, above: Option<usize>) -> u32 {
        let over = above.and_then(|above| self.places.get(above).copied());
        let key = match node.step() {
            Step::Root => 0,
            Step::Item(_) => 1,
            Step::Member(name) | Step::Element(name, _) => 2 + u64::from(name),
        };
        let place = match (over, self.numbers.get(&(over.unwrap_or(u32::MAX), key))) {
            (_, Some(place)) => *place,
            // The rest of the keys are told by the one above.
            (Some(over), None) if self.steps.len() >= KEYS => over,
            (over, None) => {
                let step = match node.step() {
                    Step::Root => String::new(),
                    Step::Item(_) => "[]".to_owned(),
                    Step::Member(_) | Step::Element(..) => node.name().unwrap_or("").to_owned(),
                };
                let place = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
                self.steps.push((over.unwrap_or(place), step));
                self.numbers.insert((over.unwrap_or(u32::MAX), key), place);
                place
            }
        };
        self.places.push(place);
        place
    }

    /// The path with this number.
    pub(super) fn path(&self, place: u32) -> String {
        let mut steps = Vec::new();
        let mut at = place;
        while let Some((over, step)) = self.steps.get(at as usize) {
            steps.push(step.as_str());
            if *over == at {
                break;
            }
            at = *over;
        }
        let mut path = String::new();
        for step in steps.iter().rev().filter(|step| !step.is_empty()) {
            if !path.is_empty() && *step != "[]" {
                path.push('.');
            }
            path.push_str(step);
        }
        path
    }
}
