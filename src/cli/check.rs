//! `sourcegate check`: read, judge, report.

use std::path::PathBuf;

use jiff::civil::Date;

use super::config::Config;
use super::output::{self, Output};
use super::{Io, open_pack, root};
use crate::error::Error;
use crate::exit::Exit;
use crate::manifest::{self, Loaded, Outcome, Request};
use crate::policy::model::Level;
use crate::policy::pack::Pack;
use crate::report::Format;
use crate::rules::{self, Screens};
use crate::source::tree::Tree;
use crate::source::worktree::WorkTree;
use crate::verdict::run::{ListInfo, PolicyInfo, RunResult};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Manifests or folders to check; the working directory when left out
    paths: Vec<PathBuf>,
    /// Judge as of this day (YYYY-MM-DD) instead of today
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Pack to judge by: `xinjiang` or the path of a directory
    #[arg(long, value_name = "PACK")]
    policy: Option<String>,
    /// The lowest level that fails the run: deny, review, warn or info
    #[arg(long, value_name = "LEVEL", value_parser = parse_level)]
    fail_on: Option<Level>,
    /// Format of the report on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = output::format)]
    format: &'static Format,
    /// Write another report to a file; can be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = output::parse)]
    output: Vec<Output>,
    /// Configuration file instead of the sourcegate.toml at the root
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a date; write it as YYYY-MM-DD, for example 2026-11-24"))
}

fn parse_level(text: &str) -> Result<Level, String> {
    [Level::Deny, Level::Review, Level::Warn, Level::Info]
        .into_iter()
        .find(|level| level.word() == text)
        .ok_or_else(|| format!("`{text}` is not a level; there are deny, review, warn and info"))
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let root = root::find(&arguments.paths)?;
    let config = Config::load(&root.dir, arguments.config.as_deref())?;
    let pack = pack(arguments, &config, &root.dir)?;
    let tree = WorkTree::open(&root.dir)?;
    let request = Request {
        tree: &tree,
        paths: &root.paths,
        imports: &config.imports,
        limits: config.limits.clone(),
        include: &config.manifests,
        exclude: &config.exclude,
    };
    let loaded = manifest::load(&request)?;
    let (as_of, as_of_source) = match arguments.as_of {
        Some(day) => (day, "--as-of"),
        None => (today(), "today"),
    };
    let fail_on = arguments.fail_on.or(config.fail_on).unwrap_or(Level::Deny);
    let settings = Settings {
        as_of,
        as_of_source,
        fail_on,
        markets: if config.markets.is_empty() { &pack.markets_default } else { &config.markets },
        tree: tree.describe(),
        root: root.dir.display().to_string(),
    };
    let result = judge(&pack, loaded, &settings)?;
    output::write(&result, arguments.format, &arguments.output, io)?;
    exit(&result, io)
}

/// What a run is judged with, beside the pack and the facts.
pub(super) struct Settings<'a> {
    pub(super) as_of: Date,
    pub(super) as_of_source: &'static str,
    pub(super) fail_on: Level,
    pub(super) markets: &'a [String],
    pub(super) tree: String,
    pub(super) root: String,
}

/// Judges what was loaded.
pub(super) fn judge(pack: &Pack, loaded: Loaded, settings: &Settings<'_>) -> Result<RunResult, Error> {
    let screens = Screens::new(pack)?;
    let findings = rules::judge(pack, &screens, &loaded.facts, settings.as_of, settings.markets);
    Ok(RunResult {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        policy: PolicyInfo {
            id: pack.id.clone(),
            version: pack.version.clone(),
            digest: pack.digest.clone(),
            from: pack.from.clone(),
            title: pack.title.clone(),
        },
        as_of: settings.as_of,
        as_of_source: settings.as_of_source.to_owned(),
        fail_on: settings.fail_on,
        tree: settings.tree.clone(),
        root: settings.root.clone(),
        facts: loaded.facts,
        inputs: loaded.inputs,
        lists: pack.lists.iter().map(ListInfo::from).collect(),
        rules: pack.rules.clone(),
        findings,
        base: None,
        remarks: Vec::new(),
    })
}

/// The exit code: what could not be read comes before what was found, because a partial answer must not look whole.
fn exit(result: &RunResult, io: &mut Io) -> Result<Exit, Error> {
    let failed = result
        .inputs
        .iter()
        .any(|input| matches!(input.outcome, Outcome::Failed) || input.problems.iter().any(|problem| problem.fatal));
    if failed {
        return Ok(Exit::Incomplete);
    }
    if !result.inputs.iter().any(|input| matches!(input.outcome, Outcome::Read { .. })) {
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
    let fails = result.findings.iter().any(|finding| finding.level >= result.fail_on);
    Ok(if fails { Exit::Findings } else { Exit::Passed })
}

/// The pack that arguments and configuration ask for; a pinned version must be the one found.
fn pack(arguments: &Arguments, config: &Config, root: &std::path::Path) -> Result<Pack, Error> {
    let name = match (&arguments.policy, &config.policy) {
        (Some(name), _) => Some(name.clone()),
        (None, Some(name)) if name != "xinjiang" => Some(root.join(name).display().to_string()),
        (None, _) => None,
    };
    let pack = open_pack(name.as_deref())?;
    match &config.policy_version {
        Some(wanted) if *wanted != pack.version => Err(Error::Policy(format!(
            "sourcegate.toml asks for version {wanted} of the pack, but `{}` is version {}; change `policy-version` or the pack",
            pack.id, pack.version
        ))),
        _ => Ok(pack),
    }
}

/// Today in UTC, so that every machine agrees.
pub(super) fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}
