//! The policy of a run: configuration, pack, exceptions, lock and signature of the tree that rules.

use std::path::Path;
use std::sync::Arc;

use super::config::Config;
use super::named::{self, Named};
use super::request::{PolicySource, Request};
use super::root::Root;
use super::trees::Trees;
use super::{exceptions, packs};
use crate::error::Error;
use crate::policy::BUILT_IN;
use crate::policy::change::Change;
use crate::policy::lock::{self, LOCK, Lock};
use crate::policy::pack::Pack;
use crate::policy::signature;
use crate::source::tree::Tree;
use crate::verdict::exceptions::Exceptions;

/// Policy that a tree is judged by, and the pins that hold it in place.
pub struct ResolvedPolicy {
    /// The configuration.
    pub config: Config,
    /// The pack.
    pub pack: Arc<Pack>,
    /// The waivers and the baseline that count.
    pub exceptions: Exceptions,
    /// State of the lock.
    pub lock: lock::State,
    /// State of the signature.
    pub signature: signature::State,
    /// True if the pack stands in a tree, outside of the root of the run.
    pub(super) is_apart: bool,
}

impl ResolvedPolicy {
    /// Resolves what stands in a tree, or what the request names. Signatures are checked with the key of `trusted`, the
    /// tree that a change cannot touch.
    ///
    /// # Errors
    /// When they do not load, the pack is not of the version that the configuration asks for, the lock pins another one, or
    /// a required signature is missing or wrong.
    pub(super) fn resolve(
        request: &Request<'_>,
        trees: &Trees<'_>,
        tree: &dyn Tree,
        trusted: Option<&dyn Tree>,
    ) -> Result<Self, Error> {
        let config = named::config(request, trees, tree)?;
        let exceptions = exceptions::of_tree(tree, &config, true);
        let mut is_apart = false;
        let (pack, named) = match &request.policy {
            PolicySource::Loaded(pack) | PolicySource::Ready(pack, _) => {
                let (lock, signature) = (lock::State::SetAside, signature::State::Unchecked);
                return Ok(Self { config, pack: Arc::clone(pack), exceptions: exceptions?, lock, signature, is_apart });
            }
            PolicySource::Named(name) => {
                let (pack, apart) = named_pack(name, trees, tree)?;
                is_apart = apart;
                (pack, true)
            }
            PolicySource::Configured => (packs::configured(&config, trees.root(), tree)?, false),
        };
        if let Some(wanted) = config.policy_version.as_ref().filter(|wanted| **wanted != pack.version) {
            return Err(Error::Policy(format!(
                "sourcegate.toml asks for version {wanted} of the pack, but `{}` is version {}; change `policy-version` or the pack",
                pack.id, pack.version
            )));
        }
        let trust = match trusted {
            Some(tree) => named::config(request, trees, tree)?.policy_signature,
            None => config.policy_signature.clone(),
        };
        let signature = signature::check(&pack, trust.as_ref())?;
        let lock = locked(&pack, &config, tree, named)?;
        Ok(Self { config, pack: Arc::new(pack), exceptions: exceptions?, lock, signature, is_apart })
    }
}

/// The pack that an argument names, as it stands for a tree; and true if it stands in it outside of the root of the run.
fn named_pack(name: &str, trees: &Trees<'_>, tree: &dyn Tree) -> Result<(Pack, bool), Error> {
    if name == BUILT_IN {
        return Ok((packs::to_judge_by(Some(name))?, false));
    }
    match Named::find(trees, tree, Path::new(name))? {
        Named::OnDisk(_) => Ok((packs::to_judge_by(Some(name))?, false)),
        Named::InTree(folder) => {
            let prefix = trees.root().map(Root::prefix).unwrap_or_default();
            let below = folder.strip_prefix(&prefix).map(|rest| rest.strip_prefix('/').unwrap_or(rest));
            match below.filter(|below| prefix.is_empty() || folder.len() != prefix.len() + below.len()) {
                Some(below) => Ok((packs::in_tree(tree, below)?, false)),
                None => Ok((packs::in_tree(tree.top().unwrap_or(tree), &folder)?, true)),
            }
        }
    }
}

/// The largest lock, in bytes.
const MOST: u64 = 1 << 20;

/// The lock of a tree; `None` when it has none.
///
/// # Errors
/// When it cannot be read or does not parse.
pub fn lock_of(tree: &dyn Tree) -> Result<Option<(Lock, String)>, Error> {
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

/// Holds the lock of a tree against a pack.
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
    let drift = lock.changes(&Lock::for_pack(pack));
    if drift.is_empty() {
        return Ok(lock::State::Held { digest });
    }
    if named && !config.require_lock {
        return Ok(lock::State::SetAside);
    }
    let lines: Vec<String> = drift.iter().flat_map(Change::lines).collect();
    Err(Error::Policy(format!(
        "the pack is not the one that {LOCK} of the {} pins:\n  {}\n  if that is meant, look at it with `sourcegate policy diff`, run \
         `sourcegate policy lock` and commit {LOCK}; on the branch that changes it, check with `--policy-from head`",
        tree.describe(),
        lines.join("\n  ")
    )))
}
