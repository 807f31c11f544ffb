//! `sourcegate completions`: a completion script for a shell.

use clap_complete::Shell;

use super::Io;
use crate::error::Error;
use crate::exit::Exit;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, command: &mut clap::Command, io: &mut Io) -> Result<Exit, Error> {
    clap_complete::generate(arguments.shell, command, "sourcegate", &mut io.out);
    Ok(Exit::Passed)
}
