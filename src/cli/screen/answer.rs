//! The answer to a name: one JSON object on one line.

use std::borrow::Cow;

use serde::Serialize;

use super::entities::Listed;
use super::input::Line;
use crate::screen::name::{MAX_BYTES, Scratch, Verdict};

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
}

/// Why, part by part.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Reason {
    /// A stated part met a listed one.
    Met { stated: String, listed: String, how: Cow<'static, str> },
    /// Something weighs against it.
    Against { against: String },
    /// What settles an answer that a name alone leaves open.
    Settles { settles: &'static str },
    /// The name could not be screened as a whole.
    Problem { problem: String },
}

/// One USCC or LEI is one legal person: where the two differ, names that are alike say nothing.
const SETTLES: &str = "the USCC or LEI of the party, or its Chinese name as registered; `check` compares them";

/// The answers to some lines.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// One JSON object a line.
    pub(super) text: Vec<u8>,
    /// Lines that are not UTF-8, and the byte in each, from 1.
    pub(super) unreadable: Vec<(u64, usize)>,
}

/// Answers lines, in their order.
pub(super) fn all(listed: &Listed, lines: &[Line<'_>], scratch: &mut Scratch) -> Answers {
    let mut answers = Answers { text: Vec::with_capacity(lines.len() * 160), unreadable: Vec::new() };
    for line in lines {
        let mut problem = None;
        let query = match std::str::from_utf8(line.bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(error) => {
                let byte = error.valid_up_to() + 1;
                answers.unreadable.push((line.number, byte));
                problem = Some(format!("not UTF-8 at byte {byte}; only what could be read was screened"));
                String::from_utf8_lossy(line.bytes)
            }
        };
        if query.len() > MAX_BYTES {
            problem.get_or_insert_with(|| format!("longer than {MAX_BYTES} bytes; only the beginning was screened"));
        }
        let mut answer = one(listed, &query, scratch);
        answer.reasons.extend(problem.map(|problem| Reason::Problem { problem }));
        // Writing to memory, and keys that are texts: neither can fail.
        let _ = serde_json::to_writer(&mut answers.text, &answer);
        answers.text.push(b'\n');
    }
    answers
}

fn one<'a>(listed: &'a Listed, query: &'a str, scratch: &mut Scratch) -> Answer<'a> {
    let Some(hit) = listed.index.search(query, scratch, 1).pop() else {
        return Answer { query, id: None, name: None, list: None, score: 0.0, verdict: "none", reasons: Vec::new() };
    };
    let name = listed.entities.name(hit.entity, hit.name);
    let explained = listed.index.explain(query, name);
    let met = explained.parts.into_iter().map(|part| Reason::Met {
        stated: part.stated,
        listed: part.listed,
        how: part.how.to_string().into(),
    });
    let against = explained.against.into_iter().map(|against| Reason::Against { against });
    let settles = (hit.verdict != Verdict::Match).then_some(Reason::Settles { settles: SETTLES });
    Answer {
        query,
        id: Some(listed.entities.id(hit.entity)),
        name: Some(name),
        list: listed.entities.list(hit.entity),
        score: (f64::from(hit.score) * 1000.0).round() / 1000.0,
        verdict: if hit.verdict == Verdict::Match { "match" } else { "possible" },
        reasons: met.chain(against).chain(settles).collect(),
    }
}
