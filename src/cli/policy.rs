//! `sourcegate policy`: show a pack, run its cases, pin its digests.

use std::path::PathBuf;

use super::check::{Settings, judge};
use super::{Io, open_pack, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::manifest::{self, Limits, Outcome, Request};
use crate::policy::case::{Case, Expect};
use crate::policy::model::Level;
use crate::policy::pack::Pack;
use crate::report::clean;
use crate::rules::Screens;
use crate::source::memory::MemoryTree;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Show what a pack holds
    Show(PackArgument),
    /// Run the cases of a pack: every rule must fire on its failing cases and stay silent on the others
    Test(PackArgument),
    /// Write the digests of a pack's files into its policy.toml
    Lock {
        /// Directory of the pack
        directory: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
struct PackArgument {
    /// `xinjiang` or the path of a directory
    pack: Option<String>,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    match &arguments.verb {
        Verb::Show(argument) => show(&open_pack(argument.pack.as_deref())?, io),
        Verb::Test(argument) => test(&open_pack(argument.pack.as_deref())?, io),
        Verb::Lock { directory } => {
            let changed = crate::policy::digest::relock(directory)?;
            for line in &changed {
                written(writeln!(io.out, "{}", clean::clean(line)), "the answer")?;
            }
            written(
                writeln!(io.out, "{} changed", crate::report::words::count(changed.len() as u64, "digest", "digests")),
                "the answer",
            )?;
            Ok(Exit::Passed)
        }
    }
}

fn show(pack: &Pack, io: &mut Io) -> Result<Exit, Error> {
    let mut lines = vec![
        format!("pack     {} {} ({})", pack.id, pack.version, pack.title),
        format!("as of    {}", pack.as_of),
        format!("digest   sha256:{}", pack.digest),
        format!("from     {}", pack.from),
        String::new(),
        "lists".to_owned(),
    ];
    for list in &pack.lists {
        let of = list.official_count.map_or_else(String::new, |count| format!(" of {count}"));
        lines.push(format!("  {:<17} {:>4} entries{of}  {}", list.id, list.entries.len(), list.title));
        if !list.coverage.is_empty() {
            lines.push(format!("  {:<17} {}", "", list.coverage));
        }
    }
    lines.push(String::new());
    lines.push("rules".to_owned());
    for rule in &pack.rules {
        lines.push(format!("  {:<36} {}", rule.id, rule.title));
    }
    for line in lines {
        written(writeln!(io.out, "{}", clean::clean(&line)), "the pack")?;
    }
    Ok(Exit::Passed)
}

/// Runs every case and says which did not come out as the pack promises.
fn test(pack: &Pack, io: &mut Io) -> Result<Exit, Error> {
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
pub(super) fn wrong(pack: &Pack, screens: &Screens<'_>, case: &Case) -> Result<Option<String>, Error> {
    let tree = match (&case.manifest, &case.table) {
        (Some(text), _) => MemoryTree::default().with("case.sourcing.toml", text.clone()),
        (None, Some(text)) => MemoryTree::default().with("suppliers.csv", text.clone()),
        (None, None) => return Ok(Some("the case holds neither a manifest nor a table".to_owned())),
    };
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
    let settings = Settings {
        as_of: case.as_of.unwrap_or(pack.as_of),
        as_of_source: "case",
        fail_on: Level::Deny,
        markets: &pack.markets_default,
        tree: "case".to_owned(),
        root: String::new(),
    };
    let result = judge(pack, screens, loaded, &settings);
    let fired: Vec<_> = result
        .findings
        .iter()
        .filter(|finding| finding.rule == case.rule)
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
