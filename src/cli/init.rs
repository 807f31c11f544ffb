//! `sourcegate init`: a commented configuration and a first manifest. Never overwrites.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder to write into; the working directory when left out
    #[arg(default_value = ".")]
    folder: PathBuf,
}

const CONFIG: &str = include_str!("init/sourcegate.toml");
const MANIFEST: &str = include_str!("init/first.sourcing.toml");

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let files = [
        (arguments.folder.join(super::root::CONFIG), CONFIG, "what is checked, and when it fails"),
        (arguments.folder.join("sourcing/first.sourcing.toml"), MANIFEST, "a first manifest to make your own"),
    ];
    for (path, text, what) in files {
        let line = if write_new(&path, text)? {
            format!("wrote    {}  ({what})", path.display())
        } else {
            format!("kept     {}  (it was there; init never overwrites)", path.display())
        };
        written(writeln!(io.out, "{}", crate::report::clean::clean(&line)), "the answer")?;
    }
    written(writeln!(io.out, "next     sourcegate check"), "the answer")?;
    Ok(Exit::Passed)
}

/// Creates a file with its folders; `false` when something stands there already, be it a link to nowhere.
fn write_new(path: &Path, text: &str) -> Result<bool, Error> {
    let failed = |error: std::io::Error| Error::Incomplete(format!("cannot write `{}`: {error}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    match std::fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true).map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(error)),
    }
}
