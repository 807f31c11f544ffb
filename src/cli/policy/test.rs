//! `sourcegate policy test`: run the cases of a pack.

use std::sync::Arc;

use crate::cli::{Io, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::gate::case;
use crate::policy::pack::Pack;
use crate::report::clean;
use crate::rules::Screens;

/// Runs every case and says which did not come out as the pack promises.
pub(super) fn run(pack: Pack, io: &mut Io) -> Result<Exit, Error> {
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
    Ok(if failed == 0 { Exit::Passed } else { Exit::Findings })
}
