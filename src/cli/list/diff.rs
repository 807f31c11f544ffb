//! `sourcegate list diff`: what differs between two editions of a list, or between the lists of two packs.

use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;

use super::super::{Io, written};
use super::import_summary;
use crate::error::Error;
use crate::exit::Exit;
use crate::gate;
use crate::policy::import::{Scope, file_of, importer, read_file};
use crate::policy::list::changes::Changes;
use crate::policy::list::merge::{Settings, merge};
use crate::policy::model::Entry;
use crate::policy::pack::Pack;
use crate::report::{clean, list_changes};
use crate::source::commit::Git;
use crate::source::tree::Tree;
use crate::verdict::checks;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The older edition: a list file (CSV or TOML), the directory of a pack, `xinjiang` for the built-in one, or one of
    /// these in a commit as REV:PATH
    old: String,
    /// The newer edition, given likewise
    new: String,
    /// Only this list, where packs are compared
    #[arg(long, value_name = "ID")]
    list: Option<String>,
    /// Format of the output
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exit with 1 when something differs
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for a terminal
    Human,
    /// One JSON document
    Json,
    /// Markdown, for the body of a pull request
    Markdown,
}

#[derive(Serialize)]
struct Document<'c> {
    schema: u32,
    lists: Vec<ListChanges<'c>>,
}

#[derive(Serialize)]
struct ListChanges<'c> {
    list: &'c str,
    #[serde(flatten)]
    changes: &'c Changes,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let (old, new) = (Side::open(&arguments.old)?, Side::open(&arguments.new)?);
    let compared = compared(&old, &new, arguments.list.as_deref())?;
    let text = match arguments.format {
        Format::Human => {
            let one = |(list, changes): &(String, Changes)| {
                let mut lines = list_changes::human(changes, io.width);
                lines[0] = format!("{}: {}", clean::clean(list), lines[0]);
                lines.join("\n") + "\n"
            };
            compared.iter().map(one).collect::<Vec<_>>().join("\n")
        }
        Format::Json => {
            let lists = compared.iter().map(|(list, changes)| ListChanges { list, changes }).collect();
            serde_json::to_string_pretty(&Document { schema: 1, lists })
                .map_err(|error| Error::Incomplete(format!("cannot write the differences: {error}")))?
                + "\n"
        }
        Format::Markdown => {
            let changed = compared.iter().filter(|(_, changes)| !changes.is_empty());
            let texts: Vec<String> = changed.map(|(list, changes)| list_changes::markdown(list, changes)).collect();
            if texts.is_empty() { "Nothing changed on any list.\n".to_owned() } else { texts.join("\n") }
        }
    };
    written(io.out.write_all(text.as_bytes()), "the differences")?;
    let differs = compared.iter().any(|(_, changes)| !changes.is_empty());
    Ok(if differs && arguments.exit_code { Exit::Findings } else { Exit::Passed })
}

/// The pairs of lists that are compared.
fn compared(old: &Side, new: &Side, only: Option<&str>) -> Result<Vec<(String, Changes)>, Error> {
    match (old, new) {
        (Side::Pack(old), Side::Pack(new)) => {
            if let Some(id) = only {
                import_summary::list_of(new, id).or_else(|_| import_summary::list_of(old, id))?;
            }
            let ids: Vec<&str> = new.lists.iter().map(|list| list.id.as_str()).collect();
            let gone = old.lists.iter().map(|list| list.id.as_str()).filter(|id| !ids.contains(id));
            let entries = |pack: &Pack, id: &str| pack.list(id).map(|list| list.entries.clone()).unwrap_or_default();
            let wanted = ids.iter().copied().chain(gone).filter(|id| only.is_none_or(|only| only == *id));
            Ok(wanted.map(|id| (id.to_owned(), Changes::between(&entries(old, id), &entries(new, id)))).collect())
        }
        (old, new) => {
            let of = |side: &Side| -> Result<(String, Vec<Entry>), Error> {
                match (side, only) {
                    (Side::List(name, entries), _) => Ok((name.clone(), entries.clone())),
                    (Side::Pack(pack), Some(id)) => {
                        Ok((id.to_owned(), import_summary::list_of(pack, id)?.entries.clone()))
                    }
                    (Side::Pack(_), None) => {
                        Err(Error::Usage("a file is compared with one list of a pack; name it with --list".to_owned()))
                    }
                }
            };
            let ((_, old), (name, new)) = (of(old)?, of(new)?);
            Ok(vec![(name, Changes::between(&old, &new))])
        }
    }
}

/// One of the two sides.
enum Side {
    Pack(Box<Pack>),
    List(String, Vec<Entry>),
}

impl Side {
    fn open(text: &str) -> Result<Self, Error> {
        let path = Path::new(text);
        if path.is_dir() {
            return Ok(Self::Pack(Box::new(Pack::open(path, &checks())?.whole()?)));
        }
        if path.is_file() {
            return list(text, read_file(path)?);
        }
        if text == "xinjiang" {
            return Ok(Self::Pack(Box::new(gate::named(None)?)));
        }
        let Some((revision, inside)) = text.split_once(':') else {
            return Err(Error::Usage(format!(
                "`{text}` is no list file, no directory of a pack, and not `xinjiang`; what stands in a commit is given as \
                 REV:PATH, for example HEAD:policies/xinjiang"
            )));
        };
        let here = std::env::current_dir()
            .and_then(|here| here.canonicalize())
            .map_err(|error| Error::Incomplete(format!("cannot read the working directory: {error}")))?;
        let git = Git::around(&here)?;
        let tree = git.files_of(git.commit(revision)?)?;
        let inside = inside.trim_start_matches("./").trim_end_matches('/');
        if tree.is_file(inside) {
            return list(text, file_of(text, tree.read(inside, crate::policy::import::MAX_BYTES)?)?);
        }
        Ok(Self::Pack(Box::new(gate::in_tree(&tree, inside)?)))
    }
}

/// A list file in one of our own formats.
fn list(name: &str, file: crate::policy::import::File) -> Result<Side, Error> {
    let format = if Path::new(name).extension().is_some_and(|extension| extension == "toml") { "toml" } else { "csv" };
    let imported = importer(format)?.read(&[file], None)?;
    if let Some(unread) = imported.unread.first() {
        return Err(Error::Incomplete(format!("{}: {}", unread.place, unread.what)));
    }
    let settings = Settings {
        day: jiff::civil::Date::MIN,
        dated: true,
        held: None,
        was_complete: false,
        scope: &Scope::default(),
        region: None,
        prefix: "entry",
        own_ids: true,
    };
    Ok(Side::List(name.to_owned(), merge(&[], &imported, &settings).entries))
}
