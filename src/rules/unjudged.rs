//! `unjudged-text`: a listed name, a listed identifier or a place of the region in text that nothing was judged by.
//!
//! The text stands in a column that is not mapped, or in a sheet without sourcing data. What it means there is for a person
//! to say; that it was not looked at must not be the reason why nothing was found.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Deserialize;

use super::listed::{is_of, windows};
use super::signals::ID_KEYS;
use super::{Context, Draft, ListHit, RuleCheck};
use crate::facts::account::{Column, NotJudged, Standing, Unjudged};
use crate::facts::{Key, Kind, RecordId};
use crate::finding::{Location, Reason};
use crate::policy::check::{CheckParams, ListId, NonEmpty, PackId, StartsFrom};
use crate::screen::name::{MatchClass, Scratch, several};
use crate::screen::place::{AddressParts, PlaceSignal, Strength, is_china};

/// Hits of one text that are kept at most.
const HITS: usize = 4;
/// Fewest characters of an identifier that lists carry.
const IDENTIFIER: usize = 8;

/// Text that nothing was judged by holds something of the lists or of the region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnjudgedText {
    /// Word of the header; may be empty.
    pub(crate) header: String,
    /// Number or letter of the column; empty for a key of a native manifest.
    pub(crate) column: String,
    /// Sheet of a workbook.
    pub(crate) sheet: Option<String>,
    /// Outcome for the column: one of free text may be judged as something else.
    pub(crate) standing: Option<Standing>,
    /// The text as stated.
    pub(crate) stated: String,
    /// Thing that it holds.
    pub(crate) holds: Holds,
}

/// Thing that a text holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A listed name, or an identifier of a scheme.
    Listed {
        /// Id of the list.
        list: String,
        /// Id of the entry.
        entry: String,
        /// Name of the entry.
        name: String,
        /// Scheme of the identifier; `None` for a name.
        scheme: Option<&'static str>,
    },
    /// A place of the region: the words for it, and its meaning.
    Place {
        /// The words.
        matched: String,
        /// Division or other meaning.
        meaning: String,
    },
}

impl Reason for UnjudgedText {}

/// The parameters of the check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// The lists that count.
    lists: NonEmpty<ListId>,
    /// True if places of the region count.
    #[serde(default)]
    places: bool,
}

impl CheckParams for Params {
    fn ids(&self) -> Vec<PackId<'_>> {
        self.lists.ids()
    }
}

/// The check.
pub(super) struct UnjudgedTextCheck;

/// Matters that one text holds, whatever row it stands in.
#[derive(Default)]
struct Matters {
    /// Entities met, with the name or the scheme.
    entities: Vec<(u32, Option<u32>, Option<usize>)>,
    place: Option<PlaceSignal>,
}

impl RuleCheck for UnjudgedTextCheck {
    const NAME: &'static str = "unjudged-text";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[
        Kind::Party,
        Kind::Site,
        Kind::Material,
        Kind::Item,
        Kind::Ownership,
        Kind::EndUser,
        Kind::Evidence,
        Kind::Row,
    ]);
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        let texts = context.facts.account.unjudged();
        if texts.is_empty() {
            return Vec::new();
        }
        let Searched { at, matters } = context.unjudged.get_or_init(|| Searched::new(context, texts));
        texts.iter().zip(at).flat_map(|(text, at)| drafts(context, params, text, &matters[*at])).collect()
    }
}

/// Texts that nothing was judged by, searched.
pub(super) struct Searched {
    /// Numbers of what each text holds.
    at: Vec<usize>,
    matters: Vec<Matters>,
}

impl Searched {
    fn new(context: &Context<'_>, texts: &[Unjudged]) -> Self {
        let facts = context.facts;
        // The same remark stands in many rows; it is looked at once.
        let mut numbers: HashMap<(&str, bool), usize> = HashMap::new();
        let mut distinct: Vec<(&str, bool)> = Vec::new();
        let number = |text: &Unjudged| {
            let key = (facts.text(&text.fact).trim(), in_china(context, text.record));
            *numbers.entry(key).or_insert_with(|| {
                distinct.push(key);
                distinct.len() - 1
            })
        };
        let at: Vec<usize> = texts.iter().map(number).collect();
        let matters: Vec<Matters> = distinct
            .par_iter()
            .with_min_len(64)
            .map_init(Scratch::default, |scratch, (text, china)| matters(context, text, *china, scratch))
            .collect();
        Self { at, matters }
    }
}

/// Looks for everything that a text may hold.
fn matters(context: &Context<'_>, text: &str, china: bool, scratch: &mut Scratch) -> Matters {
    let mut matters = Matters::default();
    let screens = context.screens;
    let mut met = |entity: u32, name: Option<u32>, scheme: Option<usize>| {
        if !matters.entities.iter().any(|(known, ..)| *known == entity) {
            matters.entities.push((entity, name, scheme));
        }
    };
    for piece in std::iter::once(text).chain(several(text).into_iter().map(|range| &text[range])) {
        for hit in screens.names.search(piece, scratch, HITS) {
            if hit.class == MatchClass::Match {
                met(hit.entity, Some(hit.name), None);
            }
        }
    }
    for (entity, name) in screens.phrases().find(text) {
        met(entity, Some(name), None);
    }
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|' | '(' | ')' | ':')) {
        if word.len() >= IDENTIFIER && word.bytes().any(|byte| byte.is_ascii_digit()) {
            for (at, (_, scheme)) in ID_KEYS.iter().enumerate() {
                for entity in screens.by_identifier(scheme, word) {
                    met(*entity, None, Some(at));
                }
            }
        }
    }
    if text.chars().any(char::is_alphabetic) {
        let parts = AddressParts { address: Some(text), country: china.then_some("CN"), ..AddressParts::default() };
        let signals = screens.places.read(&parts).signals.into_iter();
        matters.place =
            signals.filter(|signal| signal.strength >= Strength::Likely).max_by_key(|signal| signal.strength);
    }
    matters
}

/// Returns true if the row of a record says that it is in China.
fn in_china(context: &Context<'_>, record: RecordId) -> bool {
    row(context, record).any(|id| context.facts.value(id, Key::Country).is_some_and(is_china))
}

/// All records of a row.
fn row<'c>(context: &'c Context<'_>, record: RecordId) -> impl Iterator<Item = RecordId> + use<'c> {
    std::iter::once(record).chain(context.graph.row_mates(record))
}

/// The findings of one text: what its row does not say already.
fn drafts(context: &Context<'_>, params: &Params, text: &Unjudged, matters: &Matters) -> Vec<Draft> {
    let said = |entity: u32| {
        row(context, text.record)
            .any(|id| context.signals.lists.get(&id).is_some_and(|hits| hits.iter().any(|hit| hit.entity == entity)))
    };
    let region = || {
        row(context, text.record).any(|id| {
            let reading = context.signals.places.get(&id);
            reading.is_some_and(|reading| reading.signals.iter().any(|signal| signal.strength >= Strength::Likely))
        })
    };
    let mut drafts = Vec::new();
    for (entity, name, scheme) in &matters.entities {
        let hit = ListHit {
            fact: text.fact,
            part: None,
            entity: *entity,
            name: *name,
            score: 1.0,
            verdict: MatchClass::Match,
        };
        if said(*entity) || !is_of(&params.lists, context, &hit) {
            continue;
        }
        let (list, entry) = context.screens.entry(*entity);
        let holds = Holds::Listed {
            list: list.id.clone(),
            entry: entry.id.clone(),
            name: entry.name().to_owned(),
            scheme: scheme.map(|at| ID_KEYS[at].1),
        };
        let mut draft = draft(context, text, holds, format!("{}/{}", list.id, entry.id));
        draft.windows = windows(context, &hit);
        drafts.push(draft);
    }
    // A listed party of the region is one finding; the place of a site was judged as such, and a header asks for places.
    let silent = [Standing::Judged("location"), Standing::NotJudged(NotJudged::HeaderWord)];
    let asked = column_of(context, text).is_some_and(|column| silent.contains(&column.standing));
    let places = params.places && drafts.is_empty() && !asked;
    if let Some(signal) = matters.place.as_ref().filter(|_| places && !region()) {
        let matched = signal.code.clone().unwrap_or_else(|| signal.matched.to_lowercase());
        let holds = Holds::Place { matched: signal.matched.clone(), meaning: signal.division.clone() };
        drafts.push(draft(context, text, holds, matched));
    }
    drafts
}

/// The column of a text.
fn column_of<'c>(context: &'c Context<'_>, text: &Unjudged) -> Option<&'c Column> {
    context.facts.account.column(text.column)
}

fn draft(context: &Context<'_>, text: &Unjudged, holds: Holds, matched: String) -> Draft {
    let facts = context.facts;
    let column = column_of(context, text);
    let reason = UnjudgedText {
        header: column.map_or_else(String::new, |column| column.header.clone()),
        column: column.map_or_else(String::new, |column| column.name.clone()),
        sheet: column.and_then(|column| column.sheet.clone()),
        standing: column.map(|column| column.standing),
        stated: facts.text(&text.fact).to_owned(),
        holds,
    };
    let place = Location { file: text.fact.file(), span: text.fact.span, row: facts.record(text.record).row };
    Draft::new(text.record, reason, vec![place], matched)
}
