//! `sourcegate check`: which trees, which rules, judge, compare, report.

mod base;
mod event;
mod judging;
mod pending;
mod ruling;
mod trail;
mod trees;

use std::path::PathBuf;

use jiff::civil::Date;

use super::Io;
use super::judge_as::JudgeAs;
use super::output::{self, Output};
use super::root::{self, Root};
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::Level;
use crate::policy::pack::Pack;
use crate::report::{FORMATS, Format, record};
use crate::verdict::run::RunResult;
use judging::{Run, is_ci};
use trees::Trees;

pub(super) use super::judge_as::parse_date;
pub(super) use judging::{Settings, judge, today};
pub(super) use ruling::{Rules, configured, lock_of};
pub(super) use trail::{Again, again};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Manifests or folders to check; the working directory when left out
    paths: Vec<PathBuf>,
    #[command(flatten)]
    judge_as: JudgeAs,
    /// The lowest level that fails the run: deny, review, warn or info
    #[arg(long, value_name = "LEVEL", value_parser = parse_level)]
    fail_on: Option<Level>,
    /// Format of the report on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format)]
    format: &'static Format,
    /// Write another report to a file; can be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = parse)]
    output: Vec<Output>,
    /// Judge the commit HEAD and fail only for what is new since it parted from this revision; `auto`: as the CI event says
    #[arg(long, value_name = "REF|auto")]
    base: Option<String>,
    /// Judge what is staged for the next commit, and fail only for what is new in it
    #[arg(long)]
    staged: bool,
    /// Where policy and configuration come from in a comparison
    #[arg(long, value_name = "WHICH", value_enum, default_value = "base")]
    policy_from: Ruling,
}

impl Arguments {
    /// A run on the whole work tree.
    fn of_work_tree(judge_as: JudgeAs) -> Self {
        Self {
            paths: Vec::new(),
            judge_as,
            fail_on: None,
            format: &FORMATS[0],
            output: Vec::new(),
            base: None,
            staged: false,
            policy_from: Ruling::Base,
        }
    }
}

fn format(name: &str) -> Result<&'static Format, String> {
    output::format(FORMATS, name)
}

fn parse(text: &str) -> Result<Output, String> {
    output::parse(FORMATS, text)
}

pub(super) fn parse_level(text: &str) -> Result<Level, String> {
    [Level::Deny, Level::Review, Level::Warn, Level::Info]
        .into_iter()
        .find(|level| level.word() == text)
        .ok_or_else(|| format!("`{text}` is not a level; there are deny, review, warn and info"))
}

/// Which side of a comparison rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Ruling {
    /// The base: a change cannot excuse itself
    Base,
    /// The head: for a branch that changes policy on purpose
    Head,
}

/// Judges the whole work tree, for verbs that write down what is known about its findings.
///
/// # Errors
/// As a check that names no paths.
pub(super) fn work_tree(judge_as: &JudgeAs) -> Result<(Root, Rules, RunResult), Error> {
    let arguments = Arguments::of_work_tree(judge_as.clone());
    let mut root = root::find(&[])?;
    root.paths = vec![String::new()];
    let trees = Trees::open(&arguments, &root)?;
    let rules = Rules::of(&arguments, &root, trees.ruling(), None)?;
    let result =
        Run { arguments: &arguments, root: &root, trees: &trees, ci: is_ci(), recorded: false }.judged(&rules)?;
    Ok((root, rules, result))
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let root = root::find(&arguments.paths)?;
    let trees = Trees::open(arguments, &root)?;
    let rules = Rules::of(arguments, &root, trees.ruling(), trees.base.as_deref())?;
    let recorded =
        arguments.format.name == record::NAME || arguments.output.iter().any(|output| output.is(record::NAME));
    let run = Run { arguments, root: &root, trees: &trees, ci: is_ci(), recorded };
    // Where the head rules, its base is still judged by what ruled there, if that loads.
    let base = trees.base.as_deref().filter(|_| trees.is_from_head());
    let of_base = base.and_then(|base| Rules::of(arguments, &root, base, Some(base)).ok());
    let mut result = run.judged_each(&rules, of_base.as_ref())?;
    pending::policy_change(&mut result, &run, &rules)?;
    result.prefix = root.prefix();
    output::write(&result, arguments.format, &arguments.output, io)?;
    exit(&result, io)
}

/// Judges the work tree around the working directory by another pack than its own, and leaves these files out.
///
/// # Errors
/// When the tree cannot be read or the pack cannot be used.
pub(super) fn judge_by(pack: &Pack, as_of: Date, leave_out: &[String]) -> Result<RunResult, Error> {
    let arguments = Arguments::of_work_tree(JudgeAs { as_of: Some(as_of), ..JudgeAs::default() });
    let mut root = root::find(&[])?;
    root.paths = vec![String::new()];
    let trees = Trees::open(&arguments, &root)?;
    let mut rules = Rules::by(pack.clone(), &arguments, &root, trees.ruling())?;
    rules.config.exclude.extend(leave_out.iter().map(|path| globset::escape(path)));
    Run { arguments: &arguments, root: &root, trees: &trees, ci: is_ci(), recorded: false }.judged(&rules)
}

/// The exit code, with a word about what to do where nothing was checked.
fn exit(result: &RunResult, io: &mut Io) -> Result<Exit, Error> {
    let exit = result.exit();
    if exit == Exit::NothingChecked {
        let _ = io.out.flush();
        return Err(Error::NothingChecked(if result.inputs.is_empty() {
            "nothing was checked: no sourcing manifest was found; name one, list it under `manifests` in \
             sourcegate.toml, or run `sourcegate init`"
                .to_owned()
        } else {
            "nothing was checked: no input holds sourcing data; see above for what is missing in each, and name columns \
             that have unusual headers with `map` in an [[import]]"
                .to_owned()
        }));
    }
    Ok(exit)
}
