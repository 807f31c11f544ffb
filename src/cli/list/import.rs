//! `sourcegate list import`: the files of a publisher become a list, or a new edition of one in a pack.

use std::path::PathBuf;

use jiff::civil::Date;

use super::super::{Io, written};
use super::import_summary;
use crate::atomic::replace;
use crate::error::Error;
use crate::exit::Exit;
use crate::gate::today;
use crate::policy::import::{IMPORTERS, Importer, Scope, importer, read_file};
use crate::policy::list::edition::{EditionRequest, Guards, edition};
use crate::policy::list::install::{Metadata, install, origins};
use crate::policy::list::merge::prefix_of;
use crate::policy::list::{self, write};
use crate::policy::model::{Entry, List};
use crate::policy::pack::Pack;
use crate::verdict::checks;

#[derive(Debug, clap::Args)]
#[command(after_long_help = formats())]
pub(super) struct Arguments {
    /// Format of the files; the long help names all
    format: String,
    /// Files of the publisher; gzip is unpacked, and at most 256 MiB are read of each
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Directory of the pack that holds the list; list, metadata and digests are written there
    #[arg(long, value_name = "PACK", requires = "list", conflicts_with_all = ["old", "output"])]
    into: Option<PathBuf>,
    /// Id of the list in the pack
    #[arg(long, value_name = "ID")]
    list: Option<String>,
    /// Title of the list, when the pack does not have it yet
    #[arg(long, value_name = "TEXT", requires = "into")]
    title: Option<String>,
    /// The list in force as a file, when it stands in no pack
    #[arg(long, value_name = "FILE")]
    old: Option<PathBuf>,
    /// File to write the list to; without it and --into, standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only entries that meet this: `region`, `citation=84 FR 54004`, `program=CMIC-EO13959`, `held`; ` & ` joins, repeat
    /// for `or`; the long help says more
    #[arg(long, value_name = "TERM")]
    scope: Vec<String>,
    /// First part of new ids
    #[arg(long, value_name = "PREFIX")]
    id_prefix: Option<String>,
    /// Day of the edition, where the files do not state it (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    /// Day on which the files were got (YYYY-MM-DD) instead of today
    #[arg(long, value_name = "DATE")]
    retrieved: Option<Date>,
    /// Number of entries as the publisher states it
    #[arg(long, value_name = "COUNT")]
    official_count: Option<u32>,
    /// Gaps of the list, in one line for every report; empty if there are none
    #[arg(long, value_name = "TEXT")]
    coverage: Option<String>,
    /// The files hold only additions; what is not in them stays
    #[arg(long)]
    additions_only: bool,
    #[command(flatten)]
    guards: GuardArguments,
    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Limits on what may be amiss with an edition.
#[derive(Debug, clap::Args)]
pub(super) struct GuardArguments {
    /// Go on although so many places were not understood
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    accept_unread: usize,
    /// Go on although up to so many of a hundred entries vanish
    #[arg(long, value_name = "PERCENT", default_value_t = Guards::REMOVED_PERCENT)]
    max_removed: u32,
    /// Go on although the edition is older than the list in force
    #[arg(long)]
    accept_older: bool,
    /// Go on although a combined list comes without this one of its sources; repeat it for several
    #[arg(long, value_name = "SOURCE")]
    accept_missing: Vec<String>,
}

impl GuardArguments {
    pub(super) fn guards(&self) -> Guards {
        Guards {
            unread: self.accept_unread,
            removed_percent: self.max_removed,
            older: self.accept_older,
            missing: self.accept_missing.clone(),
        }
    }
}

/// The formats, for the long help.
fn formats() -> String {
    let width = IMPORTERS.iter().map(|importer| importer.name.len()).max().unwrap_or(0);
    let rows = IMPORTERS.iter().map(|importer| {
        format!("  {:width$}  {}\n  {:width$}  files: {}\n", importer.name, importer.title, "", importer.files)
    });
    format!(
        "Formats:\n{}\n{SCOPES}\nExit codes: 0 written (or nothing to change); 2 wrong arguments; 4 the files cannot be used, and the \
         list in force stays.",
        rows.collect::<String>()
    )
}

/// Choices of entries, for the long help.
const SCOPES: &str = "\
Scopes: FACET=VALUE (equal) or FACET~PART (contains), whatever the case, with a facet of program, source, location, \
country, name, remarks, kind, citation, requirement (of a licence) and policy (of its review); `region` for entries whose \
name or address is in the region, however it is written (XUAR, Urumqi, 喀什); `held` for those on the list already.
  --scope 'source~Entity List (EL) & region'
      bureaus and firms with an address in the region; `location~Xinjiang` would lose those in \"XUAR\"
  --scope 'citation=84 FR 54004'
      all that one notice of the Federal Register listed: firms may have no address in the region
  --scope 'program=GLOMAG & region' --scope 'program=UHRPA' --scope held
      designations of OFAC over the region, and whatever is on the list already
  --scope 'policy~presumption of denial & region'
      by the licence review policy, as the file words it
Entries about the region that are out of scope are named in a warning, with the term that takes them.
";

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let importer = importer(&arguments.format)?;
    let scope = Scope::parse(arguments.scope.iter().map(String::as_str))?;
    let target = Target::new(arguments)?;
    let files = arguments.files.iter().map(|path| read_file(path)).collect::<Result<Vec<_>, _>>();
    let files = files.map_err(|error| import_summary::stays(error, target.shown()))?;
    let retrieved = arguments.retrieved.unwrap_or_else(today);
    let list = target.list();
    let region = import_summary::region(&scope, target.pack())?;
    let request = EditionRequest {
        importer,
        files: &files,
        old: target.entries(),
        old_published: list.and_then(|list| list.published),
        was_complete: list.is_some_and(|list| list.complete),
        source: list.map(|list| list.source.as_str()).filter(|source| !source.is_empty()),
        scope: &scope,
        region: region.as_ref(),
        prefix: arguments
            .id_prefix
            .as_deref()
            .unwrap_or_else(|| prefix_of(target.entries(), arguments.list.as_deref().unwrap_or(importer.name))),
        published: arguments.published,
        fetched: None,
        retrieved,
        additions_only: arguments.additions_only,
        guards: arguments.guards.guards(),
    };
    let edition = edition(&request).map_err(|error| import_summary::stays(error, target.shown()))?;
    let about = Metadata {
        retrieved,
        licence: importer.licence.to_owned(),
        origin: origins(&files),
        ..Metadata::for_edition(&edition, coverage(list, arguments), arguments.official_count)
    };
    let lines = import_summary::summary(&edition, list.map(|list| list.id.as_str()), &about, io.width);
    match &target {
        Target::Pack { directory, list, .. } => {
            let left = match arguments.dry_run {
                true => Vec::new(),
                false => install(directory, list, &edition.entries, &about, &checks())?,
            };
            say(io, &import_summary::with_left(lines, left))?;
        }
        Target::File { output: Some(path), .. } => {
            if !arguments.dry_run {
                replace(path, write::write(&edition.entries).as_bytes())
                    .map_err(|error| Error::Incomplete(format!("cannot write `{}`: {error}", path.display())))?;
            }
            say(io, &lines)?;
        }
        Target::File { output: None, .. } => {
            for line in &lines {
                written(writeln!(io.err, "{line}"), "the summary")?;
            }
            if !arguments.dry_run {
                written(io.out.write_all(write::write(&edition.entries).as_bytes()), "the list")?;
            }
        }
    }
    Ok(Exit::Passed)
}

fn say(io: &mut Io, lines: &[String]) -> Result<(), Error> {
    lines.iter().try_for_each(|line| written(writeln!(io.out, "{line}"), "the summary"))
}

/// Returns the gaps of the list from now on, besides what could not be read.
fn coverage(list: Option<&List>, arguments: &Arguments) -> String {
    let part = arguments.additions_only || !arguments.scope.is_empty();
    match (&arguments.coverage, list) {
        (Some(stated), _) => stated.clone(),
        // Additions and parts do not make a list whole.
        (None, Some(list)) if part => list.coverage.clone(),
        (None, None) if arguments.additions_only => "only what was added by one notice".to_owned(),
        (None, None) if part => format!("only entries that meet: {}", arguments.scope.join(" or ")),
        _ => String::new(),
    }
}

/// A list that the pack does not have yet.
fn new_list(id: &str, title: &str, importer: &Importer) -> Result<List, Error> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.starts_with('-') || !id.bytes().all(fits) {
        return Err(Error::Usage(format!("`{id}` is no id for a list; use small letters, digits and `-`")));
    }
    Ok(List {
        id: id.to_owned(),
        title: title.to_owned(),
        publisher: importer.title.to_owned(),
        source: importer.source.to_owned(),
        published: None,
        retrieved: None,
        official_count: None,
        complete: false,
        coverage: "nothing was imported yet".to_owned(),
        licence: if importer.licence.is_empty() { "own" } else { importer.licence }.to_owned(),
        file: format!("lists/{id}.csv"),
        digest: String::new(),
        origin: Vec::new(),
        update: None,
        entries: Vec::new(),
    })
}

/// Destination of the list, and the list in force there.
enum Target {
    Pack { directory: PathBuf, pack: Box<Pack>, list: Box<List> },
    File { old: Vec<Entry>, output: Option<PathBuf> },
}

impl Target {
    fn new(arguments: &Arguments) -> Result<Self, Error> {
        if let (Some(directory), Some(id)) = (&arguments.into, &arguments.list) {
            let pack = Pack::open(directory, &checks())?;
            let list = match (pack.list(id), &arguments.title) {
                (None, Some(title)) => new_list(id, title, importer(&arguments.format)?)?,
                _ => import_summary::list_of(&pack, id)
                    .map_err(|error| Error::Usage(format!("{error}; --title makes a new one")))?
                    .clone(),
            };
            return Ok(Self::Pack { directory: directory.clone(), pack: Box::new(pack), list: Box::new(list) });
        }
        let old = match &arguments.old {
            None => Vec::new(),
            Some(path) => {
                let file = read_file(path)?;
                list::parse(&file.name, &file.text).map_err(|problems| Error::Policy(problems.join("\n  ")))?
            }
        };
        Ok(Self::File { old, output: arguments.output.clone() })
    }

    fn list(&self) -> Option<&List> {
        match self {
            Self::Pack { list, .. } => Some(list),
            Self::File { .. } => None,
        }
    }

    fn pack(&self) -> Option<&Pack> {
        match self {
            Self::Pack { pack, .. } => Some(pack),
            Self::File { .. } => None,
        }
    }

    fn entries(&self) -> &[Entry] {
        match self {
            Self::Pack { list, .. } => &list.entries,
            Self::File { old, .. } => old,
        }
    }

    /// Names the list that stays in force when nothing is written; `None` when there is none yet.
    fn shown(&self) -> Option<String> {
        match self {
            Self::Pack { list, .. } => Some(format!("the list `{}` in force", list.id)),
            Self::File { old, output } if !old.is_empty() || output.as_ref().is_some_and(|path| path.exists()) => {
                Some("the list in force".to_owned())
            }
            Self::File { .. } => None,
        }
    }
}
