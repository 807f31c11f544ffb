//! `sourcegate policy lock`: pin what a repository is judged by, or the files of a pack.

use std::path::Path;

use super::{Here, say};
use crate::atomic::replace;
use crate::cli::Io;
use crate::error::Error;
use crate::exit::Exit;
use crate::gate::lock_of;
use crate::policy::change::Change;
use crate::policy::lock::{LOCK, Lock};
use crate::policy::signature;
use crate::report::grammar;

/// Writes the digests of a pack's files into its `policy.toml`.
pub(super) fn pack(directory: &Path, io: &mut Io) -> Result<Exit, Error> {
    let changed = crate::policy::relock::relock(directory, &crate::verdict::checks())?;
    let count = grammar::count(changed.len() as u64, "digest", "digests");
    say(io, changed.iter().chain([&format!("{count} changed in {}", directory.join("policy.toml").display())]))?;
    Ok(Exit::Passed)
}

/// Writes `sourcegate.lock` for the pack of the repository, and says what differs from the lock before.
pub(super) fn repository(io: &mut Io) -> Result<Exit, Error> {
    let here = Here::open()?;
    let pack = here.pack()?;
    // A pack that a run would refuse must not be pinned.
    signature::check(&pack, here.config.policy_signature.as_ref())?;
    let new = Lock::for_pack(&pack);
    let path = here.root.dir.join(LOCK);
    // A lock that does not parse is what this command is to mend.
    let old = lock_of(&here.tree).ok().flatten().map(|(lock, _)| lock);
    let differences = old.as_ref().map(|old| old.changes(&new)).unwrap_or_default();
    if old.as_ref() == Some(&new) {
        say(io, [format!("{LOCK} holds: {} {}, sha256 {}", pack.id, pack.version, pack.digest)])?;
        return Ok(Exit::Passed);
    }
    replace(&path, new.text().as_bytes())
        .map_err(|error| Error::Incomplete(format!("cannot write `{}`: {error}", path.display())))?;
    say(io, differences.iter().flat_map(Change::lines))?;
    say(io, [format!("wrote {LOCK}: {} {}, sha256 {}; commit it", pack.id, pack.version, pack.digest)])?;
    Ok(Exit::Passed)
}
