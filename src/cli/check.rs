//! `sourcegate check`: read, judge, report.

use std::path::PathBuf;

use jiff::civil::Date;

use super::config::Config;
use super::output::{self, Output};
use super::root::{self, Root};
use super::{Io, open_pack};
use crate::error::Error;
use crate::exit::Exit;
use crate::manifest::{self, Loaded, Outcome, Request};
use crate::policy::model::Level;
use crate::policy::pack::Pack;
use crate::report::Format;
use crate::rules::{self, Screens};
use crate::source::commit::Git;
use crate::source::objects::Objects;
use crate::source::tree::Tree;
use crate::source::worktree::WorkTree;
use crate::verdict::compare::compare;
use crate::verdict::run::{ListInfo, PolicyInfo, RunResult, is_news};

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
    /// Judge the commit HEAD and fail only for what is new since it parted from this revision
    #[arg(long, value_name = "REF")]
    base: Option<String>,
    /// Judge what is staged for the next commit, and fail only for what is new in it
    #[arg(long)]
    staged: bool,
    /// Where policy and configuration come from in a comparison
    #[arg(long, value_name = "WHICH", value_enum, default_value = "base")]
    policy_from: Ruling,
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

/// Which side of a comparison rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Ruling {
    /// The base: a change cannot excuse itself
    Base,
    /// The head: for a branch that changes policy on purpose
    Head,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let root = root::find(&arguments.paths)?;
    let result = if arguments.base.is_some() || arguments.staged {
        compared(arguments, &root)?
    } else {
        let config = Config::load(&root.dir, arguments.config.as_deref())?;
        let pack = pack(arguments, &config, |name| open_pack(Some(&root.dir.join(name).display().to_string())))?;
        one(arguments, &root, &WorkTree::open(&root.dir)?, &config, &pack)?
    };
    output::write(&result, arguments.format, &arguments.output, io)?;
    exit(&result, io)
}

/// Reads and judges one tree.
fn one(arguments: &Arguments, root: &Root, tree: &dyn Tree, config: &Config, pack: &Pack) -> Result<RunResult, Error> {
    let request = Request {
        tree,
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
    let settings = Settings {
        as_of,
        as_of_source,
        fail_on: arguments.fail_on.or(config.fail_on).unwrap_or(Level::Deny),
        markets: if config.markets.is_empty() { &pack.markets_default } else { &config.markets },
        tree: tree.describe(),
        root: root.dir.display().to_string(),
    };
    judge(pack, loaded, &settings)
}

/// Judges two trees of git with one policy, and compares.
fn compared(arguments: &Arguments, root: &Root) -> Result<RunResult, Error> {
    let git = if arguments.staged { Git::from_hook(&root.dir)? } else { Git::around(&root.dir)? };
    let last = git.last_commit()?;
    let base = match (&arguments.base, last) {
        (Some(revision), Some(last)) => Some(git.merge_base(git.commit(revision)?, last)?),
        (Some(revision), None) => Some(git.commit(revision)?),
        (None, last) => last,
    };
    let base = base.map(|commit| git.files_of(commit)).transpose()?;
    let head = match last {
        Some(last) if !arguments.staged => git.files_of(last)?,
        _ => git.staged()?,
    };
    let rules_of = |tree: &Objects<'_>| -> Result<(Config, Pack), Error> {
        let config = match &arguments.config {
            Some(_) => Config::load(&root.dir, arguments.config.as_deref())?,
            None => Config::of_tree(tree)?,
        };
        let pack = pack(arguments, &config, |name| Pack::of_tree(tree, name))?;
        Ok((config, pack))
    };
    let ruling = base.as_ref().filter(|_| arguments.policy_from == Ruling::Base).unwrap_or(&head);
    let (config, pack) = rules_of(ruling)?;
    let mut result = one(arguments, root, &head, &config, &pack)?;
    let Some(base) = &base else { return Ok(result) };
    result.tree = format!("{}, compared with {}", head.describe(), base.describe());
    compare(&mut result, one(arguments, root, base, &config, &pack)?);

    let other = if arguments.policy_from == Ruling::Base { &head } else { base };
    if Config::text_of(other)? != Config::text_of(ruling)? || changed_pack(&config, ruling, other)? {
        result.remarks.push(pending(arguments, root, (&head, base), ruling, rules_of(other))?);
    }
    Ok(result)
}

/// Whether the pack that the configuration names differs between two trees.
fn changed_pack(config: &Config, one: &Objects<'_>, other: &Objects<'_>) -> Result<bool, Error> {
    match config.policy.as_deref() {
        Some(folder) if folder != "xinjiang" => Ok(one.ids_below(folder) != other.ids_below(folder)),
        _ => Ok(false),
    }
}

/// What the policy of the other side would say: a change of policy is judged both ways, and only one counts.
fn pending(
    arguments: &Arguments,
    root: &Root,
    (head, base): (&Objects<'_>, &Objects<'_>),
    ruling: &Objects<'_>,
    other: Result<(Config, Pack), Error>,
) -> Result<String, Error> {
    let outcome = match other {
        Err(error) => format!("the other one does not load: {error}"),
        Ok((config, pack)) => {
            let mut result = one(arguments, root, head, &config, &pack)?;
            compare(&mut result, one(arguments, root, base, &config, &pack)?);
            let news = result.findings.iter().filter(|finding| is_news(finding) && finding.level >= result.fail_on);
            format!("with the other one the verdict would be `{}` ({} failing)", result.verdict(), news.count())
        }
    };
    let pending = match arguments.policy_from {
        Ruling::Base => "the change counts once it is on the base",
        Ruling::Head => "asked for by --policy-from head: this run does not protect the base",
    };
    Ok(format!(
        "policy or configuration differ between base and head; judged with those of the {}; {outcome}; {pending}",
        ruling.describe()
    ))
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
        unread: loaded.unread,
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
    if result.records() == 0 {
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
    Ok(if result.has_failing() { Exit::Findings } else { Exit::Passed })
}

/// The pack that arguments and configuration ask for; a pinned version must be the one found.
fn pack(arguments: &Arguments, config: &Config, own: impl FnOnce(&str) -> Result<Pack, Error>) -> Result<Pack, Error> {
    let pack = match (&arguments.policy, &config.policy) {
        (Some(name), _) => open_pack(Some(name))?,
        (None, Some(name)) if name != "xinjiang" => own(name)?,
        (None, _) => open_pack(None)?,
    };
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
