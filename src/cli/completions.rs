//! `sourcegate completions`: a completion script for a shell.

use clap::CommandFactory;
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

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "sourcegate", &mut io.out);
    Ok(Exit::Passed)
}
