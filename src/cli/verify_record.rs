//! `sourcegate verify-record`: do a recorded run again, and say whether it comes out as recorded.

use std::path::PathBuf;

use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::gate;
use crate::report::clean::clean;
use crate::report::grammar;
use crate::verdict::record::{KIND, RunRecord};
use crate::verdict::replay::{Difference, Replay};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A record written by `check --output record=FILE`
    file: PathBuf,
}

/// The largest record, in bytes.
const MOST: u64 = 1 << 30;

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let shown = arguments.file.display();
    // Whatever stands in the way: it is not known whether the record holds, so nothing but exit code 4 is right.
    let failed = |why: String| Error::Incomplete(format!("`{shown}` cannot be replayed: {why}"));
    let size = arguments.file.metadata().map_err(|error| failed(error.to_string()))?.len();
    if size > MOST {
        return Err(failed(format!("{size} bytes are more than the limit of {MOST}")));
    }
    let text = std::fs::read_to_string(&arguments.file).map_err(|error| failed(error.to_string()))?;
    let recorded = RunRecord::parse(&text)
        .map_err(|why| failed(format!("{why}; give a file of kind `{KIND}`, written with `--output record=FILE`")))?;
    let again = || gate::replay(&recorded, gate::find_root(&[])?);
    let (now, on) = again().map_err(|error: Error| failed(error.to_string()))?;
    let replay = Replay::compare(&recorded, &now);
    let mut lines = vec![format!("replayed  on the {on}, as of {}", recorded.asked.as_of)];
    let verdict = if recorded.verdict == now.verdict { "holds" } else { "does not hold" };
    lines.push(format!("verdict   {verdict}: recorded {}, now {}", recorded.verdict, now.verdict));
    for (name, holding, all) in replay.parts.iter().filter(|(name, ..)| *name != "verdict") {
        let word = if holding == all { "hold" } else { "DIFFER" };
        lines.push(format!("{name:<9} {word}: {holding} of {all}"));
    }
    lines.extend(replay.differences.iter().map(|row| difference_line("differs", row)));
    lines.extend(replay.notes.iter().map(|row| difference_line("note", row)));
    lines.push(if replay.holds() {
        "the record holds".to_owned()
    } else {
        let count = grammar::count(replay.differences.len() as u64, "difference", "differences");
        format!("the record does not hold: {count}")
    });
    for line in lines {
        written(writeln!(io.out, "{}", clean(&line)), "the answer")?;
    }
    Ok(if replay.holds() { Exit::Passed } else { Exit::Findings })
}

fn difference_line(head: &str, row: &Difference) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    format!("{head:<9} {}: recorded {}, now {}", row.what, value(&row.recorded), value(&row.now))
}
