//! `sourcegate schema`: the JSON Schemas this version speaks.

use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

pub(super) fn run(_: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    written(io.out.write_all(crate::report::json::SCHEMA.as_bytes()), "the schema")?;
    Ok(Exit::Passed)
}
