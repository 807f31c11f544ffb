//! `sourcegate policy`: show, test, lock, verify and compare packs; one file a verb.

mod diff;
mod lock;
mod show;
mod test;
mod verify;

use std::path::PathBuf;

use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::gate::{self, Config, Root};
use crate::policy::pack::Pack;
use crate::report::clean;
use crate::source::worktree::WorkTree;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Show what a pack holds, and what it overrides of the packs below it
    Show(PackArgument),
    /// Run the cases of a pack: every rule must fire on its failing cases and stay silent on the others
    Test(test::Arguments),
    /// Pin the pack of this repository in sourcegate.lock; with a directory, write that pack's digests into its policy.toml
    #[command(
        long_about = "Without a directory: pin the pack that sourcegate.toml names, the packs below it and their lists, with \
                            version and SHA-256, in sourcegate.lock at the root of the repository.\n\nWith a directory: write the \
                            digests of that pack's files, and of the pack it extends, into its policy.toml. This is for whoever \
                            edits a pack."
    )]
    Lock {
        /// Directory of a pack whose digests to write
        directory: Option<PathBuf>,
    },
    /// Show what differs between two packs, and which findings in this repository would come out otherwise
    Diff(diff::Arguments),
    /// Check digests, signature, lock, and that every rule has its cases
    Verify(verify::Arguments),
}

#[derive(Debug, clap::Args)]
struct PackArgument {
    /// `xinjiang` or the path of a directory; the pack that sourcegate.toml names when left out
    pack: Option<String>,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    match &arguments.verb {
        Verb::Show(argument) => show::run(&pack(argument.pack.as_deref())?, io),
        Verb::Test(arguments) => test::run(arguments, pack(arguments.pack.as_deref())?, io),
        Verb::Lock { directory: Some(directory) } => lock::pack(directory, io),
        Verb::Lock { directory: None } => lock::repository(io),
        Verb::Diff(arguments) => diff::run(arguments, io),
        Verb::Verify(arguments) => verify::run(arguments, io),
    }
}

/// The repository around the working directory.
pub(super) struct Here {
    root: Root,
    tree: WorkTree,
    config: Config,
}

impl Here {
    /// # Errors
    /// When the working directory cannot be read, or its configuration does not parse.
    fn open() -> Result<Self, Error> {
        let root = gate::find_root(&[])?;
        let tree = WorkTree::open(&root.dir)?;
        let config = Config::find(Some(&root.dir), &tree)?;
        Ok(Self { root, tree, config })
    }

    /// The pack that its configuration names.
    fn pack(&self) -> Result<Pack, Error> {
        gate::configured(&self.config, Some(&self.root), &self.tree)
    }
}

/// The pack of this name, or that of the repository.
fn pack(name: Option<&str>) -> Result<Pack, Error> {
    match name {
        Some(name) => gate::named(Some(name)),
        None => Here::open()?.pack(),
    }
}

/// The pack of this name, or that of the repository, and the markets of manifests here that name none.
///
/// # Errors
/// When the working directory cannot be read, its configuration does not parse, or the pack does not load.
pub(super) fn pack_in_force(name: Option<&str>) -> Result<(Pack, Vec<String>), Error> {
    let pack = pack(name)?;
    let configured = Here::open()?.config.markets;
    let markets = if configured.is_empty() { pack.markets_default.clone() } else { configured };
    Ok((pack, markets))
}

/// Writes lines of an answer, each made safe.
fn say(io: &mut Io, lines: impl IntoIterator<Item = impl AsRef<str>>) -> Result<(), Error> {
    for line in lines {
        written(writeln!(io.out, "{}", clean::clean(line.as_ref())), "the answer")?;
    }
    Ok(())
}
