//! `sourcegate screen`: names in, one JSON object a line out, in the order of the input, on all cores.

use std::io::{BufRead, Read};
use std::path::PathBuf;

use rayon::prelude::*;
use serde::Serialize;

use super::{Io, open_pack, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::policy::pack::Pack;
use crate::screen::name::{NameIndex, NameInput, Scratch, Verdict};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Names to screen; without any, names are read from standard input, one a line
    names: Vec<String>,
    /// Screen against this file instead of the pack: JSON Lines of {"id", "names": […]}
    #[arg(long, value_name = "FILE")]
    entities: Option<PathBuf>,
    /// Pack to screen against: `xinjiang` or the path of a directory
    #[arg(long, value_name = "PACK")]
    policy: Option<String>,
}

/// One answer. The keys and their order are part of the contract.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    query: &'a str,
    id: Option<&'a str>,
    name: Option<&'a str>,
    list: Option<&'a str>,
    score: f64,
    verdict: &'static str,
    reasons: Vec<serde_json::Value>,
}

/// An entity to screen against.
struct Entity {
    id: String,
    list: Option<String>,
    names: Vec<String>,
}

#[derive(serde::Deserialize)]
struct EntityLine {
    id: String,
    names: Vec<String>,
}

/// The longest line that is taken for a name, in bytes.
const MAX_LINE: usize = 1 << 20;
/// Names judged in one go: large enough for all cores, small enough to stream.
const CHUNK: usize = 4096;

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let entities = match &arguments.entities {
        Some(path) => from_file(path)?,
        None => from_pack(&open_pack(arguments.policy.as_deref())?),
    };
    let inputs = entities.iter().enumerate().flat_map(|(entity, row)| {
        row.names.iter().enumerate().map(move |(name, text)| NameInput {
            entity: u32::try_from(entity).unwrap_or(u32::MAX),
            name: u32::try_from(name).unwrap_or(u32::MAX),
            text,
        })
    });
    let index = NameIndex::build(inputs);
    if !arguments.names.is_empty() {
        return answer(&index, &entities, &arguments.names, io);
    }
    let mut input = std::io::stdin().lock();
    let mut number = 0_usize;
    loop {
        let mut chunk = Vec::new();
        // A pipe that trickles must be answered as it comes: only a full buffer is worth waiting for.
        while chunk.len() < CHUNK {
            let Some(line) = read_line(&mut input, &mut number)? else { break };
            chunk.push(line);
            if chunk.len() >= 64 && input.fill_buf().is_ok_and(<[u8]>::is_empty) {
                break;
            }
        }
        if chunk.is_empty() {
            return Ok(Exit::Passed);
        }
        answer(&index, &entities, &chunk, io)?;
    }
}

/// One line without its end; `None` at the end of the input.
fn read_line(input: &mut impl BufRead, number: &mut usize) -> Result<Option<String>, Error> {
    let mut bytes = Vec::new();
    let read = input
        .by_ref()
        .take(MAX_LINE as u64 + 1)
        .read_until(b'\n', &mut bytes)
        .map_err(|error| Error::Incomplete(format!("cannot read standard input: {error}")))?;
    if read == 0 {
        return Ok(None);
    }
    *number += 1;
    if bytes.len() > MAX_LINE {
        return Err(Error::Incomplete(format!(
            "standard input, line {number}: longer than {MAX_LINE} bytes; one name a line is expected"
        )));
    }
    while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        bytes.pop();
    }
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let at = error.utf8_error().valid_up_to() + 1;
        Error::Incomplete(format!(
            "standard input, line {number}, byte {at}: not UTF-8; convert it first, for example with iconv"
        ))
    })
}

fn answer(index: &NameIndex, entities: &[Entity], names: &[String], io: &mut Io) -> Result<Exit, Error> {
    let lines: Vec<String> = names
        .par_iter()
        .with_min_len(64)
        .map_init(Scratch::default, |scratch, query| {
            let hit = index.search(query, scratch, 1).into_iter().next();
            let answer = match hit {
                None => Answer { query, id: None, name: None, list: None, score: 0.0, verdict: "none", reasons: Vec::new() },
                Some(hit) => {
                    let entity = &entities[hit.entity as usize];
                    let listed = entity.names.get(hit.name as usize).map_or("", String::as_str);
                    let explained = crate::screen::name::explain(query, listed);
                    let mut reasons: Vec<serde_json::Value> = explained
                        .parts
                        .iter()
                        .map(|part| serde_json::json!({"stated": part.stated, "listed": part.listed, "how": part.how.to_string()}))
                        .collect();
                    reasons.extend(explained.against.iter().map(|against| serde_json::json!({"against": against})));
                    Answer {
                        query,
                        id: Some(&entity.id),
                        name: Some(listed),
                        list: entity.list.as_deref(),
                        score: (f64::from(hit.score) * 1000.0).round() / 1000.0,
                        verdict: if hit.verdict == Verdict::Match { "match" } else { "possible" },
                        reasons,
                    }
                }
            };
            serde_json::to_string(&answer).unwrap_or_default()
        })
        .collect();
    for line in lines {
        written(writeln!(io.out, "{line}"), "the answers")?;
    }
    written(io.out.flush(), "the answers")?;
    Ok(Exit::Passed)
}

fn from_pack(pack: &Pack) -> Vec<Entity> {
    pack.lists
        .iter()
        .flat_map(|list| {
            list.entries.iter().filter(|entry| !entry.region).map(|entry| Entity {
                id: entry.id.clone(),
                list: Some(list.id.clone()),
                names: entry.names.iter().map(|name| name.text.clone()).collect(),
            })
        })
        .collect()
}

fn from_file(path: &std::path::Path) -> Result<Vec<Entity>, Error> {
    let shown = path.display();
    let text =
        std::fs::read_to_string(path).map_err(|error| Error::Incomplete(format!("cannot read `{shown}`: {error}")))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let row: EntityLine = serde_json::from_str(line).map_err(|error| {
                Error::Incomplete(format!(
                    "{shown}:{}: {error}; each line is an object with \"id\" and \"names\"",
                    number + 1
                ))
            })?;
            Ok(Entity { id: row.id, list: None, names: row.names })
        })
        .collect()
}
