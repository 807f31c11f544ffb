//! `sourcegate check`: what to judge, and where the reports go.

use std::path::PathBuf;

use super::judge_as::JudgeAs;
use super::output::{self, Output};
use super::{Io, is_ci};
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::Level;
use crate::gate::{self, Compare, Request, Source};
use crate::report::{FORMATS, Format, record};
use crate::verdict::policy_change::Side;
use crate::verdict::run::RunResult;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Manifests or folders to check; the working directory when left out
    paths: Vec<PathBuf>,
    #[command(flatten)]
    judge_as: JudgeAs,
    /// The lowest level that fails the run: deny, review, warn or info
    #[arg(long, value_name = "LEVEL")]
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
    /// Side of a comparison from which policy and configuration are read
    #[arg(long, value_name = "WHICH", value_enum, default_value = "base")]
    policy_from: PolicyFrom,
}

fn format(name: &str) -> Result<&'static Format, String> {
    output::format(FORMATS, name)
}

fn parse(text: &str) -> Result<Output, String> {
    output::parse(FORMATS, text)
}

/// Side of a comparison that rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum PolicyFrom {
    /// The base: a change cannot excuse itself
    Base,
    /// The head: for a branch that changes policy on purpose
    Head,
}

impl Arguments {
    /// The trees that the arguments ask for.
    fn compare(&self) -> Compare {
        /// The word that leaves the choice to the event of a CI run.
        const AUTO: &str = "auto";
        match (self.base.as_deref(), self.staged) {
            (None, false) => Compare::Nothing,
            (None, true) => Compare::Staged,
            (Some(AUTO), false) => Compare::Event,
            (Some(AUTO), true) => Compare::StagedEvent,
            (Some(revision), false) => Compare::Revision(revision.to_owned()),
            (Some(revision), true) => Compare::StagedAgainst(revision.to_owned()),
        }
    }
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let root = gate::find_root(&arguments.paths)?;
    let recorded =
        arguments.format.name == record::NAME || arguments.output.iter().any(|output| output.is(record::NAME));
    let request = Request {
        policy_from: match arguments.policy_from {
            PolicyFrom::Base => Side::Base,
            PolicyFrom::Head => Side::Head,
        },
        fail_on: arguments.fail_on,
        ci: is_ci(),
        recorded,
        ..arguments.judge_as.request(Source::Repository { root, compare: arguments.compare() })
    };
    let result = gate::run(&request)?.result;
    output::write(&result, arguments.format, &arguments.output, io)?;
    exit(&result, io)
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
