//! `sourcegate init`: a commented configuration, a first manifest, a workflow and a hook. Asks nothing, overwrites nothing.

use std::path::{Path, PathBuf};

use super::{Io, written};
use crate::atomic;
use crate::error::Error;
use crate::exit::Exit;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder to write into; the working directory when left out
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The action that the workflow uses
    #[arg(long, value_name = "OWNER/REPO@REF", default_value = ACTION, value_parser = action)]
    action: String,
}

/// Default address of the action. The owner is for the user to fill in: a name that we guessed could become somebody
/// else's, and this one is refused by the runner.
const ACTION: &str = concat!("<owner>/sourcegate@v", env!("CARGO_PKG_VERSION"));

const CONFIG: &str = include_str!("init/sourcegate.toml");
const MANIFEST: &str = include_str!("init/first.sourcing.toml");
const WORKFLOW: &str = include_str!("init/workflow.yml");
const HOOK: &str = include_str!("init/pre-commit.yaml");

/// Parses an action as a workflow names it, and accepts nothing that could end the line it is written on.
fn action(text: &str) -> Result<String, String> {
    let named = text.split_once('@').is_some_and(|(path, revision)| path.contains('/') && !revision.is_empty());
    let plain = |ch: char| ch.is_ascii_alphanumeric() || "/@._-<>".contains(ch);
    if named && text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("write it as OWNER/REPO@REF, for example acme/sourcegate@v0.1.0".to_owned())
    }
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let workflow = WORKFLOW.replace("ACTION", &arguments.action);
    let mut files = vec![
        (crate::gate::CONFIG, CONFIG, "what is checked, and when it fails"),
        ("sourcing/first.sourcing.toml", MANIFEST, "a first manifest to make your own"),
    ];
    if is_root(&arguments.folder) {
        files.push((".github/workflows/sourcegate.yml", &workflow, "judges every pull request on GitHub"));
        files.push((".pre-commit-config.yaml", HOOK, "judges every commit, with pre-commit or prek"));
    }
    let mut new = Vec::new();
    for (path, text, what) in files {
        let path = if arguments.folder == Path::new(".") { PathBuf::from(path) } else { arguments.folder.join(path) };
        let failed = |error| Error::Incomplete(format!("cannot write `{}`: {error}", path.display()));
        let line = if atomic::create(&path, text.as_bytes()).map_err(failed)? {
            new.push(path.clone());
            format!("wrote    {}  ({what})", path.display())
        } else {
            format!("kept     {}  (it was there; init never overwrites)", path.display())
        };
        written(writeln!(io.out, "{}", crate::report::clean::clean(&line)), "the answer")?;
    }
    let mut next = vec!["sourcegate check".to_owned()];
    if new.iter().any(|path| path.ends_with(".github/workflows/sourcegate.yml")) && arguments.action == ACTION {
        next.push("put the owner of your copy of sourcegate into .github/workflows/sourcegate.yml".to_owned());
    }
    if new.iter().any(|path| path.ends_with(".pre-commit-config.yaml")) {
        next.push("pre-commit install".to_owned());
    }
    for (number, step) in next.iter().enumerate() {
        let word = if number == 0 { "next" } else { "" };
        written(writeln!(io.out, "{word:8} {step}"), "the answer")?;
    }
    Ok(Exit::Passed)
}

/// Returns true for a folder where GitHub and pre-commit look: the top of a repository, or a folder in none (yet).
fn is_root(folder: &Path) -> bool {
    let Ok(folder) = std::path::absolute(folder) else { return false };
    folder.join(".git").exists() || !folder.ancestors().any(|above| above.join(".git").exists())
}
