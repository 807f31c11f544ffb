//! `sourcegate policy test`: run the cases of a pack.

use crate::cli::check::{Settings, judge};
use crate::cli::config::Config;
use crate::cli::{Io, exceptions, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::Level;
use crate::manifest::{self, Limits, Outcome, Request};
use crate::policy::case::{Case, Expect};
use crate::policy::pack::Pack;
use crate::report::clean;
use crate::rules::{Approved, Circumstances, Screens};
use crate::source::memory::MemoryTree;
use crate::verdict::run::is_open;
use crate::verdict::{baseline, waiver};

/// Runs every case and says which did not come out as the pack promises.
pub(super) fn run(pack: &Pack, io: &mut Io) -> Result<Exit, Error> {
    let cases = pack.cases()?;
    let screens = Screens::new(pack)?;
    let mut failed = 0;
    for case in &cases {
        let wrong = wrong(pack, &screens, case)?;
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

/// Why a case does not hold; `None` when it does.
fn wrong(pack: &Pack, screens: &Screens<'_>, case: &Case) -> Result<Option<String>, Error> {
    let mut tree = match (&case.manifest, &case.table) {
        (Some(text), _) => MemoryTree::default().with("case.sourcing.toml", text.clone()),
        (None, Some(text)) => MemoryTree::default().with("suppliers.csv", text.clone()),
        (None, None) => return Ok(Some("the case holds neither a manifest nor a table".to_owned())),
    };
    for (path, text) in [(waiver::FILE, &case.waivers), (baseline::FILE, &case.baseline)] {
        if let Some(text) = text {
            tree = tree.with(path, text.clone());
        }
    }
    let exceptions = exceptions::of_tree(&tree, &Config::default(), true)?;
    let paths = [String::new()];
    let request =
        Request { tree: &tree, paths: &paths, imports: &[], limits: Limits::default(), include: &[], exclude: &[] };
    let loaded = manifest::load(&request)?;
    for input in &loaded.inputs {
        if !matches!(input.outcome, Outcome::Read { .. }) {
            let problems: Vec<&str> = input.problems.iter().map(|problem| problem.message.as_str()).collect();
            return Ok(Some(format!("its input does not read: {}", problems.join("; "))));
        }
    }
    let approved =
        case.approved.map(|day| Approved { what: "the case".to_owned(), day, pack: None, unchanged: &|_| true });
    let settings = Settings {
        circumstances: &Circumstances { ci: case.ci, approved },
        as_of: case.as_of.unwrap_or(pack.as_of),
        as_of_source: "case",
        fail_on: Level::Deny,
        markets: &case.markets,
        tree: "case".to_owned(),
        root: String::new(),
        whole: true,
        counting: &exceptions,
        own: &exceptions,
    };
    let result = judge(pack, screens, loaded, &settings);
    let fired: Vec<_> = result
        .findings
        .iter()
        .filter(|finding| finding.rule == case.rule && is_open(finding))
        .filter(|finding| case.subject.as_ref().is_none_or(|subject| *subject == finding.subject.id))
        .collect();
    let worst = fired.iter().map(|finding| finding.level).max();
    Ok(match (case.expect, worst, case.level) {
        (Expect::Fail, None, _) => Some("the rule did not fire".to_owned()),
        (Expect::Fail, Some(worst), Some(level)) if worst != level => {
            Some(format!("the rule fired at `{}`, not at `{}`", worst.word(), level.word()))
        }
        (Expect::Pass, Some(_), _) => {
            let names: Vec<&str> = fired.iter().map(|finding| finding.subject.name.as_str()).collect();
            Some(format!("the rule fired on: {}", names.join(", ")))
        }
        _ => None,
    })
}
