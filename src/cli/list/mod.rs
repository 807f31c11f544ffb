//! `sourcegate list`: show and search the lists of a pack, say how they stand, import and update them, and compare editions.

mod diff;
mod import;
pub(super) mod import_summary;
mod search;
mod show;
mod show_json;
mod status;
mod update;

use super::Io;
use crate::error::Error;
use crate::exit::Exit;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Say of each list how old and how complete it is, which rules go by it, and what brings it up to date
    Status(status::Arguments),
    /// Show a list, one entry of it, or the entries that hold a text
    Show(show::Arguments),
    /// Turn the files of a publisher into a list, or into a new edition of one
    Import(import::Arguments),
    /// Fetch new editions from the publishers into a pack; the only verb that uses a network
    Update(update::Arguments),
    /// Compare two editions: files, packs, or either in a commit
    Diff(diff::Arguments),
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    match &arguments.verb {
        Verb::Status(arguments) => status::run(arguments, io),
        Verb::Show(arguments) => show::run(arguments, io),
        Verb::Import(arguments) => import::run(arguments, io),
        Verb::Update(arguments) => update::run(arguments, io),
        Verb::Diff(arguments) => diff::run(arguments, io),
    }
}
