//! The answer to a name: one JSON object on one line.

use std::borrow::Cow;

use serde::Serialize;

use super::entities::EntityIndex;
use super::input::Line;
use super::query::Query;
use super::target::Target;
use crate::screen::identifier::compare::{self, Contradiction};
use crate::screen::name::{Explanation, Hit, MAX_BYTES, MatchClass, Scratch};

/// One answer. The keys and their order are part of the contract.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    query: &'a str,
    id: Option<&'a str>,
    name: Option<&'a str>,
    list: Option<&'a str>,
    score: f64,
    verdict: &'static str,
    reasons: Vec<Reason>,
    /// The other entities that the name met; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Other<'a>>,
}

/// Another entity that the name met.
#[derive(Debug, Serialize)]
struct Other<'a> {
    id: &'a str,
    name: &'a str,
    list: Option<&'a str>,
    score: f64,
    verdict: &'static str,
}

/// Explanation, part by part.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Reason {
    /// A stated part met a listed one.
    Met { stated: String, listed: String, how: Cow<'static, str> },
    /// Something weighs against it.
    Against { against: String },
    /// A fact that would decide an answer which a name alone leaves open.
    Settles { settles: String },
    /// The name could not be screened as a whole.
    Problem { problem: String },
}

/// The answers to some lines.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// One JSON object a line.
    pub(super) text: Vec<u8>,
    /// Lines that could not be read: number, and what is wrong.
    pub(super) unreadable: Vec<(u64, String)>,
}

/// Answers lines, in their order.
pub(super) fn all(target: &Target<'_>, lines: &[Line<'_>], scratch: &mut Scratch) -> Answers {
    let mut answers = Answers { text: Vec::with_capacity(lines.len() * 160), unreadable: Vec::new() };
    for line in lines {
        let mut problem = None;
        let text = match std::str::from_utf8(line.bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(error) => {
                let byte = error.valid_up_to() + 1;
                answers.unreadable.push((line.number, format!("byte {byte}: not UTF-8")));
                problem = Some(format!("not UTF-8 at byte {byte}; only what could be read was screened"));
                String::from_utf8_lossy(line.bytes)
            }
        };
        let stated = match &target.by_identifier {
            None => Ok(Query::name(Cow::Borrowed(text.as_ref()))),
            Some(_) => Query::parse(&text),
        };
        let (stated, unparsed) = match stated {
            Ok(stated) => (stated, false),
            Err(what) => {
                if problem.is_none() {
                    answers.unreadable.push((line.number, what.clone()));
                }
                problem = Some(format!("not read, so not screened: {what}"));
                (Query::name(Cow::Borrowed("")), true)
            }
        };
        if stated.name.len() > MAX_BYTES {
            problem.get_or_insert_with(|| format!("longer than {MAX_BYTES} bytes; only the beginning was screened"));
        }
        let mut answer = one(target, &stated, scratch);
        if unparsed {
            answer.query = &text;
        }
        answer.reasons.extend(stated.identifiers.malformed().chain(problem).map(|problem| Reason::Problem { problem }));
        // Writing to memory, and keys that are texts: neither can fail.
        let _ = serde_json::to_writer(&mut answers.text, &answer);
        answers.text.push(b'\n');
    }
    answers
}

/// Number of listed entities compared where an identifier may rule out the best.
const NEAR: usize = 8;
/// The most entities that one name is said to have met.
const MOST: usize = 32;

fn one<'a>(target: &'a Target<'_>, stated: &'a Query<'a>, scratch: &mut Scratch) -> Answer<'a> {
    let EntityIndex { entities, index } = target.listed;
    let query = stated.name.as_ref();
    let count = if stated.identifiers.is_empty() { 1 } else { NEAR };
    let hits = index.search_all(query, scratch, count, MOST);
    if let Some((entity, same)) = target.same(stated) {
        return by_identifier(target, query, entity, same, &hits, scratch);
    }
    let mut ruled_out = Vec::new();
    let mut answer: Option<Answer<'a>> = None;
    for hit in hits {
        let name = entities.name(hit.entity, hit.name);
        let asked_for = (query, stated.identifiers.each());
        let contradiction = compare::contradiction(asked_for, (name, entities.identifiers(hit.entity)));
        let against = |why| Reason::Against {
            against: format!("{why}, that of \u{201c}{name}\u{201d} ({})", entities.id(hit.entity)),
        };
        let differs = match contradiction {
            Contradiction::Sure(why) => {
                ruled_out.push(against(why));
                continue;
            }
            Contradiction::Doubtful(why) => Some(against(why)),
            Contradiction::None => None,
        };
        let sure = hit.class == MatchClass::Match && differs.is_none();
        if let Some(answer) = &mut answer {
            answer.others.push(other(target, &hit, sure));
            continue;
        }
        let mut reasons = parts(index.explain_hit(&hit, scratch));
        reasons.extend(differs);
        let (person, removed) = (entities.is_person(hit.entity), entities.is_removed(hit.entity, hit.name));
        if !sure || person || removed {
            let settles = compare::deciding_facts(person, entities.identifiers(hit.entity));
            reasons.extend(settles.into_iter().map(|settles| Reason::Settles { settles }));
        }
        let Other { id, name, list, score, verdict } = other(target, &hit, sure);
        let (id, name) = (Some(id), Some(name));
        answer = Some(Answer { query, id, name, list, score, verdict, reasons, others: Vec::new() });
    }
    answer.unwrap_or_else(|| Answer {
        query,
        id: None,
        name: None,
        list: None,
        score: 0.0,
        verdict: "none",
        reasons: ruled_out,
        others: Vec::new(),
    })
}

/// A hit without its reasons.
fn other<'a>(target: &'a Target<'_>, hit: &Hit, sure: bool) -> Other<'a> {
    let entities = &target.listed.entities;
    Other {
        id: entities.id(hit.entity),
        name: entities.name(hit.entity, hit.name),
        list: entities.list(hit.entity),
        score: (f64::from(hit.score) * 1000.0).round() / 1000.0,
        verdict: if sure { "match" } else { "possible" },
    }
}

/// The answer where an identifier is that of a listed entity.
fn by_identifier<'a>(
    target: &'a Target<'_>,
    query: &'a str,
    entity: u32,
    (scheme, value): (&str, &str),
    hits: &[Hit],
    scratch: &Scratch,
) -> Answer<'a> {
    let EntityIndex { entities, index } = target.listed;
    let met = hits.iter().find(|hit| hit.entity == entity);
    let name = entities.name(entity, met.map_or(0, |hit| hit.name));
    let how = format!("same {}", scheme.to_uppercase());
    let mut reasons = vec![Reason::Met { stated: value.to_owned(), listed: value.to_owned(), how: how.into() }];
    match met {
        Some(hit) => reasons.extend(parts(index.explain_hit(hit, scratch))),
        None if query.trim().is_empty() => {}
        None => reasons.push(Reason::Against { against: "the names have nothing in common".to_owned() }),
    }
    Answer {
        query,
        id: Some(entities.id(entity)),
        name: Some(name),
        list: entities.list(entity),
        score: 1.0,
        verdict: "match",
        reasons,
        others: hits
            .iter()
            .filter(|hit| hit.entity != entity)
            .map(|hit| other(target, hit, hit.class == MatchClass::Match))
            .collect(),
    }
}

/// The parts of two names that met, and what weighs against.
fn parts(explained: Explanation) -> Vec<Reason> {
    let met = explained.parts.into_iter().map(|part| Reason::Met {
        stated: part.stated,
        listed: part.listed,
        how: part.how.as_str().into(),
    });
    met.chain(explained.against.into_iter().map(|against| Reason::Against { against })).collect()
}
