//! `sourcegate schema`: the JSON Schemas this version speaks.

use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which schema: that of `check --format json`, or that of `merge --format json`
    #[arg(value_enum, default_value = "report")]
    which: Which,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Which {
    Report,
    Merged,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let schema = match arguments.which {
        Which::Report => crate::report::json::SCHEMA,
        Which::Merged => crate::report::merged::SCHEMA,
    };
    written(io.out.write_all(schema.as_bytes()), "the schema")?;
    Ok(Exit::Passed)
}
