//! What rules a run: configuration, pack, lock and signature of a tree.

use super::Arguments;
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
        let of = |tree: &dyn Tree| Config::of(&root.dir, arguments.judge_as.config.as_deref(), tree);
        let config = of(tree)?;
        let pack = match &arguments.judge_as.policy {
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
        let lock = locked(&pack, &config, tree, arguments.judge_as.policy.is_some())?;
        let exceptions = exceptions::of_tree(tree, &config, true)?;
        Ok(Self { config, pack, exceptions, lock, signature })
    }
}

impl Rules {
    /// The configuration of a tree with this pack instead of its own, whatever lock and key say.
    ///
    /// # Errors
    /// When the configuration does not load.
    pub(super) fn by(pack: Pack, arguments: &Arguments, root: &Root, tree: &dyn Tree) -> Result<Self, Error> {
        let config = Config::of(&root.dir, arguments.judge_as.config.as_deref(), tree)?;
        let exceptions = exceptions::of_tree(tree, &config, true)?;
        Ok(Self { config, pack, lock: lock::State::SetAside, signature: signature::State::Unchecked, exceptions })
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
    Ok(Some((Lock::parse(text).map_err(failed)?, crate::source::digest::sha256(&bytes))))
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
