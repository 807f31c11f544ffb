//! What rules a run: configuration, pack, lock and signature of a tree, and what those of the other tree would say.

use super::Arguments;
use super::judging::Run;
use crate::cli::config::Config;
use crate::cli::exceptions;
use crate::cli::open_pack;
use crate::cli::root::Root;
use crate::error::Error;
use crate::policy::lock::{self, LOCK, Lock};
use crate::policy::pack::Pack;
use crate::policy::{BUILT_IN, signature};
use crate::source::tree::Tree;
use crate::verdict::exceptions::Exceptions;
use crate::verdict::run::{RunResult, is_news};

/// Configuration and pack that a tree is judged by, and what holds them in place.
pub(in crate::cli) struct Rules {
    pub(in crate::cli) config: Config,
    pub(in crate::cli) pack: Pack,
    pub(in crate::cli) exceptions: Exceptions,
    pub(in crate::cli) lock: lock::State,
    pub(in crate::cli) signature: signature::State,
}

impl Rules {
    /// Those that stand in a tree, or that the arguments name. Signatures are checked with the key of `trusted`, the tree
    /// that a change cannot touch.
    ///
    /// # Errors
    /// When they do not load, the pack is not of the version that the configuration asks for, the lock pins another one, or
    /// a required signature is missing or wrong.
    pub(super) fn of(
        arguments: &Arguments,
        root: &Root,
        tree: &dyn Tree,
        trusted: Option<&dyn Tree>,
    ) -> Result<Self, Error> {
        let of = |tree: &dyn Tree| Config::of(&root.dir, arguments.config.as_deref(), tree);
        let config = of(tree)?;
        let pack = match &arguments.policy {
            Some(name) => open_pack(Some(name))?,
            None => configured(&config, root, tree)?,
        };
        if let Some(wanted) = config.policy_version.as_ref().filter(|wanted| **wanted != pack.version) {
            return Err(Error::Policy(format!(
                "sourcegate.toml asks for version {wanted} of the pack, but `{}` is version {}; change `policy-version` or the pack",
                pack.id, pack.version
            )));
        }
        let trust = match trusted {
            Some(tree) => of(tree)?.policy_signature,
            None => config.policy_signature.clone(),
        };
        let signature = signature::check(&pack, trust.as_ref())?;
        let lock = locked(&pack, &config, tree, arguments.policy.is_some())?;
        let exceptions = exceptions::of_tree(tree, &config, true)?;
        Ok(Self { config, pack, exceptions, lock, signature })
    }
}

/// The pack that a configuration names.
///
/// # Errors
/// When it does not load.
pub(in crate::cli) fn configured(config: &Config, root: &Root, tree: &dyn Tree) -> Result<Pack, Error> {
    match config.policy.as_deref() {
        None | Some(BUILT_IN) => Pack::embedded(),
        Some(name) if !tree.is_on_disk() => Pack::of_tree(tree, name),
        Some(name) if root.dir.join(name).is_dir() => Pack::open_as(&root.dir.join(name), name),
        Some(name) => open_pack(Some(&root.dir.join(name).display().to_string())),
    }
}

/// The largest lock, in bytes.
const MOST: u64 = 1 << 20;

/// The lock of a tree; `None` when it has none.
///
/// # Errors
/// When it cannot be read or does not parse.
pub(in crate::cli) fn lock_of(tree: &dyn Tree) -> Result<Option<(Lock, String)>, Error> {
    if !tree.is_file(LOCK) {
        return Ok(None);
    }
    let bytes = tree.read(LOCK, MOST)?;
    let failed = |why: String| Error::Policy(format!("{LOCK} of the {}: {why}", tree.describe()));
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        failed(format!("byte {} is not UTF-8; write it anew with `sourcegate policy lock`", error.valid_up_to()))
    })?;
    Ok(Some((Lock::parse(text).map_err(failed)?, crate::policy::digest::sha256(&bytes))))
}

/// What the lock of a tree says of a pack.
fn locked(pack: &Pack, config: &Config, tree: &dyn Tree, named: bool) -> Result<lock::State, Error> {
    let Some((lock, digest)) = lock_of(tree)? else {
        if config.require_lock {
            return Err(Error::Policy(format!(
                "sourcegate.toml says `require-lock = true`, but there is no {LOCK} in the {}; write it with `sourcegate policy \
                 lock` and commit it",
                tree.describe()
            )));
        }
        return Ok(lock::State::Absent);
    };
    let drift = lock.changes(&Lock::of(pack));
    if drift.is_empty() {
        return Ok(lock::State::Held { digest });
    }
    if named && !config.require_lock {
        return Ok(lock::State::SetAside);
    }
    let lines: Vec<String> = drift.iter().flat_map(crate::report::changes::lines).collect();
    Err(Error::Policy(format!(
        "the pack is not the one that {LOCK} of the {} pins:\n  {}\n  if that is meant, look at it with `sourcegate policy diff`, run \
         `sourcegate policy lock` and commit {LOCK}; on the branch that changes it, check with `--policy-from head`",
        tree.describe(),
        lines.join("\n  ")
    )))
}

/// Says so when the other tree of a comparison has other rules: a change of policy is judged both ways, and only one counts.
///
/// # Errors
/// When the trees cannot be read.
pub(super) fn compare(result: &mut RunResult, run: &Run<'_>, ours: &Rules) -> Result<(), Error> {
    let (ruling, Some(other)) = (run.trees.ruling(), run.trees.other()) else { return Ok(()) };
    // A file of exceptions that does not load must not become the base unseen.
    let theirs = exceptions::of_tree(other, &ours.config, false)?;
    let same_exceptions = theirs.digests() == ours.exceptions.digests();
    if Config::text_of(other)? == Config::text_of(ruling)?
        && !changed_pack(&ours.config, ruling, other)?
        && same_exceptions
    {
        return Ok(());
    }
    let (base, head) = if run.trees.is_from_head() { (&theirs, &ours.exceptions) } else { (&ours.exceptions, &theirs) };
    let changes = base.changes(head);
    result.remarks.extend(changes.iter().take(CHANGES).map(|change| crate::report::changes::lines(change).join("; ")));
    let outcome = match Rules::of(run.arguments, run.root, other, run.trees.base.as_deref()) {
        Err(error) => format!("the other one does not load: {error}"),
        Ok(rules) => {
            let result =
                if run.trees.is_from_head() { run.judged(&rules)? } else { run.judged_each(&rules, Some(ours))? };
            let news = result.findings.iter().filter(|finding| is_news(finding) && finding.level >= result.fail_on);
            format!("with the other one the verdict would be `{}` ({} failing)", result.verdict(), news.count())
        }
    };
    let pending = if run.trees.is_from_head() {
        "asked for by --policy-from head: this run does not protect the base"
    } else {
        "the change counts once it is on the base"
    };
    result.remarks.push(format!(
        "policy, configuration or exceptions differ between base and head; judged with those of the {}; {outcome}; {pending}",
        ruling.describe()
    ));
    Ok(())
}

/// Changes of exceptions that are named one by one.
const CHANGES: usize = 20;

/// Whether the pack that the configuration names differs between two trees.
fn changed_pack(config: &Config, one: &dyn Tree, other: &dyn Tree) -> Result<bool, Error> {
    let Some(folder) = config.policy.as_deref().filter(|folder| *folder != BUILT_IN) else { return Ok(false) };
    let ids = |tree: &dyn Tree| -> Result<Vec<(String, Option<String>)>, Error> {
        Ok(tree
            .list(folder)?
            .into_iter()
            .map(|path| (tree.content_id(&path), path))
            .map(|(id, path)| (path, id))
            .collect())
    };
    Ok(ids(one)? != ids(other)?)
}
