//! Testing the cases of a pack: every mutant of it must make one of them fail.

use std::sync::Arc;

use rayon::prelude::*;

use super::case;
use crate::error::Error;
use crate::policy::case::Case;
use crate::policy::mutation::{Mutant, mutants};
use crate::policy::pack::Pack;
use crate::rules::Screens;
use crate::verdict::checks;

/// The outcome of a test of all mutants.
pub struct Tested {
    /// Number of mutants.
    pub mutants: usize,
    /// Those that no case noticed.
    pub survivors: Vec<Mutant>,
}

/// Makes every mutant of a pack and runs those of its cases that can notice it, until one does. `screens` are its lists and
/// places made ready, which are those of every mutant.
///
/// # Errors
/// When a case cannot be judged at all.
pub fn test(pack: &Arc<Pack>, screens: &Screens<'_>, cases: &[Case]) -> Result<Tested, Error> {
    let mutants = mutants(pack, &checks());
    let count = mutants.len();
    let survives = |mutant: Mutant| match is_noticed(&mutant, pack, screens, cases) {
        Ok(true) => None,
        Ok(false) => Some(Ok(mutant)),
        Err(error) => Some(Err(error)),
    };
    let survivors = mutants.into_par_iter().filter_map(survives).collect::<Result<Vec<_>, Error>>()?;
    Ok(Tested { mutants: count, survivors })
}

fn is_noticed(mutant: &Mutant, pack: &Pack, screens: &Screens<'_>, cases: &[Case]) -> Result<bool, Error> {
    let mutated = Arc::new(mutant.applied(pack));
    for case in cases.iter().filter(|case| mutant.rules.contains(&case.rule)) {
        if case::failure(&mutated, screens, case)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
