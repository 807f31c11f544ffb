//! `sourcegate screen`: names in, one JSON object a line out, in the order of the input, on all cores.

mod answer;
mod entities;
mod input;
mod query;
mod target;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use jiff::civil::Date;
use rayon::prelude::*;

use super::Io;
use super::judge_as::parse_date;
use crate::error::Error;
use crate::exit::Exit;
use crate::gate;
use crate::screen::name::Scratch;
use answer::Answers;
use input::Line;
use target::Target;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Every name, blank ones included, is answered by one line with the keys query, id, name, list, score, \
                        verdict (match, possible or none) and reasons, and where it met further entities with others. The exit code is 0 whatever the verdicts are: \
                        they are in the answers; 4 means that a name or the entities could not be read."
)]
pub(super) struct Arguments {
    /// Names to screen; without any, names are read from standard input, one a line
    names: Vec<String>,
    /// Screen against this file instead of the pack: JSON Lines of {"id", "names": […]}, and where they are known
    /// "identifiers": {"uscc": …, "lei": …}
    #[arg(long, value_name = "FILE", conflicts_with_all = ["policy", "lists", "as_of"])]
    entities: Option<PathBuf>,
    /// Pack to screen against: `xinjiang` or the path of a directory
    #[arg(long, value_name = "PACK")]
    policy: Option<String>,
    /// Screen against this list of the pack only; can be repeated
    #[arg(long = "list", value_name = "ID")]
    lists: Vec<String>,
    /// Screen against what is listed on this day (YYYY-MM-DD); without it, past and future listings count too
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Each line is an object {"name": …, "identifiers": {"uscc": …, "lei": …}}: an identifier that is listed is a match,
    /// and a USCC or LEI that differs rules a name out
    #[arg(long)]
    jsonl: bool,
}

/// So few names are answered on the spot: waking the other cores would take longer.
const FEW: usize = 64;

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let listed = match &arguments.entities {
        Some(path) => entities::from_file(path, &mut io.err)?,
        None => entities::from_pack(&gate::named(arguments.policy.as_deref())?, &arguments.lists, arguments.as_of)?,
    };
    let target = Target { listed: &listed, by_identifier: arguments.jsonl.then(|| listed.entities.by_identifier()) };
    let mut screening = Screening { target: &target, scratch: Scratch::default(), unreadable: None, count: 0 };
    if arguments.names.is_empty() {
        input::each_batch(std::io::stdin().lock(), |lines| screening.answer(lines, &mut io.out))?;
    } else {
        let lines: Vec<Line<'_>> =
            arguments.names.iter().zip(1..).map(|(name, number)| Line { number, bytes: name.as_bytes() }).collect();
        let _ = screening.answer(&lines, &mut io.out)?;
    }
    match screening.unreadable {
        None => Ok(Exit::Passed),
        Some((line, what)) => {
            let more = match screening.count {
                1 => String::new(),
                count => format!(" (and {} more such lines)", count - 1),
            };
            let source = if arguments.names.is_empty() { "standard input" } else { "the arguments" };
            let way_out = if what.ends_with("UTF-8") {
                "convert the input first, for example with iconv"
            } else {
                "each line is one object, like {\"name\": \"First Name\", \"identifiers\": {\"uscc\": \"…\"}}"
            };
            Err(Error::Incomplete(format!(
                "{source}, line {line}, {what}{more}; only what could be read was screened; {way_out}"
            )))
        }
    }
}

/// A run over batches of names.
struct Screening<'a> {
    target: &'a Target<'a>,
    scratch: Scratch,
    /// The first line that could not be read, and what is wrong with it.
    unreadable: Option<(u64, String)>,
    /// Number of such lines.
    count: usize,
}

impl Screening<'_> {
    /// Answers a batch; breaks off when nobody reads the answers any more.
    fn answer(&mut self, lines: &[Line<'_>], out: &mut dyn Write) -> Result<ControlFlow<()>, Error> {
        let answers: Vec<Answers> = if lines.len() <= FEW {
            vec![answer::all(self.target, lines, &mut self.scratch)]
        } else {
            let share = lines.len().div_ceil(rayon::current_num_threads() * 4).max(FEW);
            lines
                .par_chunks(share)
                .map_init(Scratch::default, |scratch, lines| answer::all(self.target, lines, scratch))
                .collect()
        };
        for part in answers {
            self.count += part.unreadable.len();
            self.unreadable = self.unreadable.take().or_else(|| part.unreadable.into_iter().next());
            if let ControlFlow::Break(()) = written(out.write_all(&part.text))? {
                return Ok(ControlFlow::Break(()));
            }
        }
        written(out.flush())
    }
}

/// A closed pipe is fine, but there is nothing left to do.
fn written(result: std::io::Result<()>) -> Result<ControlFlow<()>, Error> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        result => super::written(result, "the answers").map(ControlFlow::Continue),
    }
}
