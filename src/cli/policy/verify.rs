//! `sourcegate policy verify`: digests, signature, lock, and that every rule has its cases.

use super::{Here, say};
use crate::cli::Io;
use crate::error::Error;
use crate::exit::Exit;
use crate::gate;
use crate::gate::lock_of;
use crate::policy::change::Change;
use crate::policy::lock::{LOCK, Lock};
use crate::policy::signature::{self, State, Trust};
use crate::report::grammar;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// `xinjiang` or the path of a directory; the pack that sourcegate.toml names when left out
    pack: Option<String>,
    /// Public key (RW…) that must have signed the pack, instead of that of sourcegate.toml
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let here = Here::open()?;
    // Loading checks the digests, those of the packs below, and the cases.
    let pack = match &arguments.pack {
        Some(name) => gate::named(Some(name))?,
        None => here.pack()?,
    };
    let rules = grammar::count(pack.rules.len() as u64, "rule", "rules");
    let cases = grammar::count(pack.cases()?.len() as u64, "case", "cases");
    let mut lines = vec![
        format!("digests    hold: {} {}, sha256 {}", pack.id, pack.version, pack.digest),
        format!("coverage   {rules}, each with a case that must fail and one that must pass; {cases}"),
    ];
    for layer in pack.below() {
        lines.push(format!("extends    {} {}, sha256 {}: it is the pinned one", layer.id, layer.version, layer.digest));
    }
    say(io, &lines)?;
    let trust = match &arguments.key {
        Some(key) => {
            let min_version = here.config.policy_signature.as_ref().and_then(|trust| trust.min_version.clone());
            Some(Trust { key: key.clone(), required: true, min_version })
        }
        None => here.config.policy_signature.clone(),
    };
    let signature = match signature::check(&pack, trust.as_ref())? {
        State::Unsigned => "none, and none is required".to_owned(),
        State::Unchecked => {
            "there is one, but no key to check it with; give --key, or [policy-signature] in sourcegate.toml".to_owned()
        }
        State::Verified { key, comment } => format!("good, with {key}; trusted comment: {comment}"),
    };
    say(io, [format!("signature  {signature}")])?;
    // The lock speaks of the pack of the repository only.
    if arguments.pack.is_none()
        && let Some((lock, _)) = lock_of(&here.tree)?
    {
        let drift = lock.changes(&Lock::for_pack(&pack));
        if !drift.is_empty() {
            let lines: Vec<String> = drift.iter().flat_map(Change::lines).collect();
            return Err(Error::Policy(format!(
                "the pack is not the one that {LOCK} pins:\n  {}\n  if that is meant, run `sourcegate policy lock` and commit {LOCK}",
                lines.join("\n  ")
            )));
        }
        say(io, [format!("lock       {LOCK} holds")])?;
    }
    Ok(Exit::Passed)
}
