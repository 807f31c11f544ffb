//! `sourcegate policy test`: run the cases of a pack.

use std::sync::Arc;

use crate::cli::{Io, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::gate::case;
use crate::gate::mutation::{self, Tested};
use crate::policy::case::Case;
use crate::policy::pack::Pack;
use crate::report::clean;
use crate::rules::Screens;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// `xinjiang` or the path of a directory; the pack that sourcegate.toml names when left out
    pub(super) pack: Option<String>,
    /// Also change every level, date, market and parameter in turn: each change must make a case fail
    #[arg(long)]
    mutate: bool,
}

/// Changes the pack in every way that matters and names each change that no case notices.
fn mutate(pack: &Arc<Pack>, screens: &Screens<'_>, cases: &[Case], io: &mut Io) -> Result<Exit, Error> {
    let start = std::time::Instant::now();
    let Tested { mutants, survivors } = mutation::test(pack, screens, cases)?;
    for mutant in &survivors {
        let line = format!("SURVIVES {}: {}; add a case of it that comes out otherwise", mutant.place, mutant.change);
        written(writeln!(io.out, "{}", clean::clean(&line)), "the result")?;
    }
    let killed = mutants - survivors.len();
    let seconds = start.elapsed().as_secs_f32();
    written(
        writeln!(io.out, "\n{mutants} mutants: {killed} noticed by a case, {} not ({seconds:.1} s)", survivors.len()),
        "the result",
    )?;
    Ok(if survivors.is_empty() { Exit::Passed } else { Exit::Findings })
}

/// Runs every case and says which did not come out as the pack promises.
pub(super) fn run(arguments: &Arguments, pack: Pack, io: &mut Io) -> Result<Exit, Error> {
    let pack = Arc::new(pack);
    let cases = pack.cases()?;
    let screens = Screens::new(&pack)?;
    let mut failed = 0;
    for case in &cases {
        let wrong = case::failure(&pack, &screens, case)?;
        let word = if wrong.is_some() { "FAILED" } else { "ok" };
        written(
            writeln!(io.out, "case {} / {} ... {word}", clean::clean(&case.rule), clean::clean(&case.name)),
            "the result",
        )?;
        if let Some(wrong) = wrong {
            failed += 1;
            written(writeln!(io.out, "     {}", clean::clean(&wrong)), "the result")?;
        }
    }
    let passed = cases.len() - failed;
    written(writeln!(io.out, "\n{passed} passed, {failed} failed"), "the result")?;
    if failed > 0 {
        return Ok(Exit::Findings);
    }
    if arguments.mutate { mutate(&pack, &screens, &cases, io) } else { Ok(Exit::Passed) }
}
