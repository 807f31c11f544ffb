//! `sourcegate list update`: fetches the files of the publishers and puts new editions into a pack.
//!
//! This verb and nothing else of the program speaks to a network, and only to the addresses in the `[list.update]` tables
//! of the pack or on the command line.

#[cfg(feature = "update")]
mod fetch;
#[cfg(not(feature = "update"))]
#[path = "update/no_network.rs"]
mod fetch;
mod request;
mod state;

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::Date;

use self::fetch::fetch;
use self::request::{FetchOptions, Response, Validators};
use self::state::{Seen, UpdateState};
use super::super::{Io, written};
use super::import::GuardArguments;
use super::import_summary;
use crate::error::Error;
use crate::exit::Exit;
use crate::gate::today;
use crate::policy::import::{File, MAX_BYTES, Scope, file_of, importer, published_of};
use crate::policy::list::edition::{EditionRequest, edition};
use crate::policy::list::install::{Metadata, install, origins, renew};
use crate::policy::list::merge::prefix_of;
use crate::policy::model::{List, Update};
use crate::policy::pack::Pack;
use crate::report::clean::{clean, lines};
use crate::verdict::checks;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 every list is up to date; 2 wrong arguments; 4 a list could not be updated, and the \
                        edition in force stays. Behind a proxy, set HTTPS_PROXY."
)]
pub(super) struct Arguments {
    /// Ids of the lists; without any, all that the pack says how to update
    lists: Vec<String>,
    /// Directory of the pack
    #[arg(long, value_name = "PACK")]
    into: PathBuf,
    /// Address to fetch instead of those in the pack; repeat it for a format of several files
    #[arg(long, value_name = "URL")]
    from: Vec<String>,
    /// Format of what --from names, where the pack does not say
    #[arg(long, value_name = "FORMAT", requires = "from")]
    format: Option<String>,
    /// Another host that a redirect may lead to
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Number of entries as the publisher states it
    #[arg(long, value_name = "COUNT")]
    official_count: Option<u32>,
    #[command(flatten)]
    guards: GuardArguments,
    /// The most bytes of one file, packed and unpacked
    #[arg(long, value_name = "BYTES", default_value_t = MAX_BYTES)]
    max_bytes: u64,
    /// The longest that one file may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    timeout: u64,
    /// Number of further attempts when a site does not answer
    #[arg(long, value_name = "COUNT", default_value_t = 2)]
    retries: u32,
    /// Fetch everything, even what has not changed
    #[arg(long)]
    again: bool,
    /// Day of the run (YYYY-MM-DD) instead of today
    #[arg(long, value_name = "DATE")]
    retrieved: Option<Date>,
    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let pack = Pack::open(&arguments.into, &checks())?;
    let ids = wanted(arguments, &pack)?;
    let mut state = UpdateState::read(&arguments.into)?;
    let mut failed = 0;
    for id in &ids {
        // Another list may have changed the pack just now.
        let pack = Pack::open(&arguments.into, &checks())?;
        match update(arguments, &pack, id, &mut state, io) {
            Ok(summary) => {
                for line in summary {
                    written(writeln!(io.out, "{line}"), "the summary")?;
                }
            }
            Err(error @ (Error::Usage(_) | Error::Policy(_))) => return Err(error),
            Err(error) => {
                failed += 1;
                let message = import_summary::stays(error, Some(format!("the list `{id}` in force"))).to_string();
                written(writeln!(io.err, "error: {id}: {}", lines(&message)), "the error")?;
            }
        }
    }
    if failed > 0 {
        return Err(Error::Incomplete(format!(
            "{} of {} could not be updated; see above",
            failed,
            crate::report::grammar::count(ids.len() as u64, "list", "lists")
        )));
    }
    Ok(Exit::Passed)
}

/// The lists to update.
fn wanted(arguments: &Arguments, pack: &Pack) -> Result<Vec<String>, Error> {
    // A list of the pack below is updated there.
    let is_own = |list: &List| arguments.into.join(&list.file).is_file();
    for id in &arguments.lists {
        if !is_own(import_summary::list_of(pack, id)?) {
            return Err(Error::Usage(format!(
                "the list `{id}` stands in the pack that `{}` extends; update it there",
                pack.from
            )));
        }
    }
    let of_one = !arguments.from.is_empty() || arguments.official_count.is_some();
    if of_one && arguments.lists.len() != 1 {
        return Err(Error::Usage("--from and --official-count speak of one list; name it".to_owned()));
    }
    if !arguments.lists.is_empty() {
        return Ok(arguments.lists.clone());
    }
    let ids: Vec<String> =
        pack.lists.iter().filter(|list| list.update.is_some() && is_own(list)).map(|list| list.id.clone()).collect();
    if ids.is_empty() {
        return Err(Error::Usage(format!(
            "no list of `{}` says how it is updated; give it a [list.update] table with `format` and `addresses`, or name \
             the list with --format and --from",
            pack.from
        )));
    }
    Ok(ids)
}

/// Returns the update settings of a list: those of the pack, overridden by the command line.
fn plan(arguments: &Arguments, list: &List) -> Result<Update, Error> {
    let missing = || {
        Error::Usage(format!(
            "the pack does not say how the list `{}` is updated; give --format and --from, or a [list.update] table",
            list.id
        ))
    };
    let mut plan = match (&list.update, &arguments.format) {
        (Some(update), format) => {
            Update { format: format.clone().unwrap_or_else(|| update.format.clone()), ..update.clone() }
        }
        (None, Some(format)) => Update { format: format.clone(), coverage: list.coverage.clone(), ..Update::default() },
        (None, None) => return Err(missing()),
    };
    if !arguments.from.is_empty() {
        plan.addresses.clone_from(&arguments.from);
    }
    plan.hosts.extend(arguments.allow_host.iter().map(|host| host.to_ascii_lowercase()));
    if plan.addresses.is_empty() { Err(missing()) } else { Ok(plan) }
}

fn update(
    arguments: &Arguments,
    pack: &Pack,
    id: &str,
    state: &mut UpdateState,
    io: &mut Io,
) -> Result<Vec<String>, Error> {
    let list = import_summary::list_of(pack, id)?;
    let plan = plan(arguments, list)?;
    let importer = importer(&plan.format)?;
    let scope = Scope::parse(plan.scope.iter().map(String::as_str))?;
    let retrieved = arguments.retrieved.unwrap_or_else(today);
    let Some(got) = fetched(arguments, list, &plan, state, io)? else {
        let left = checked(arguments, list, retrieved)?;
        return Ok(import_summary::with_left(vec![format!("{}: unchanged at the publisher", clean(id))], left));
    };
    let files: Vec<File> = got.iter().map(|(file, _)| file.clone()).collect();
    let modified = got.iter().filter_map(|(_, validators)| published_of(validators.modified.as_deref()?)).max();
    let region = import_summary::region(&scope, Some(pack))?;
    let request = EditionRequest {
        importer,
        files: &files,
        old: &list.entries,
        old_published: list.published,
        was_complete: list.complete,
        source: Some(list.source.as_str()).filter(|source| !source.is_empty()),
        scope: &scope,
        region: region.as_ref(),
        prefix: prefix_of(&list.entries, id),
        published: None,
        // What the publisher serves today is its edition of today, unless the site says since when.
        fetched: Some(modified.unwrap_or(retrieved)),
        retrieved,
        additions_only: false,
        guards: arguments.guards.guards(),
    };
    let edition = edition(&request)?;
    let about = Metadata {
        retrieved,
        licence: importer.licence.to_owned(),
        origin: origins(&files),
        ..Metadata::for_edition(&edition, plan.coverage.clone(), arguments.official_count)
    };
    let same = edition.changes.is_empty()
        && list.published == about.published
        && list.complete == about.complete
        && list.coverage == about.coverage
        && about.official_count.is_none_or(|count| list.official_count == Some(count));
    let mut digest = list.digest.clone();
    let mut left = Vec::new();
    if same {
        left = checked(arguments, list, retrieved)?;
    } else if !arguments.dry_run {
        left = install(&arguments.into, list, &edition.entries, &about, &checks())?;
        digest = Pack::open(&arguments.into, &checks())?.list(id).map_or_else(String::new, |list| list.digest.clone());
    }
    if !arguments.dry_run {
        let seen = got.into_iter().map(|(file, validators)| {
            let seen = Seen {
                etag: validators.etag,
                last_modified: validators.modified,
                sha256: file.sha256,
                bytes: file.bytes,
                list_sha256: digest.clone(),
            };
            (file.name, seen)
        });
        state.remember(id, seen.collect());
        state.write(&arguments.into)?;
    }
    let summary = match same {
        true => vec![format!("{}: the same entries as before", clean(id))],
        false => import_summary::summary(&edition, Some(id), &about, io.width),
    };
    Ok(import_summary::with_left(summary, left))
}

/// Notes in the pack that the list was looked at, because its age counts from that day.
fn checked(arguments: &Arguments, list: &List, day: Date) -> Result<Vec<String>, Error> {
    if arguments.dry_run || list.retrieved.is_some_and(|before| before >= day) {
        return Ok(Vec::new());
    }
    renew(&arguments.into, &list.id, day, &checks())
}

/// The files of a list, or `None` when none of them has changed.
fn fetched(
    arguments: &Arguments,
    list: &List,
    plan: &Update,
    state: &UpdateState,
    io: &mut Io,
) -> Result<Option<Vec<(File, Validators)>>, Error> {
    let options = FetchOptions {
        max_bytes: arguments.max_bytes,
        timeout: Duration::from_secs(arguments.timeout),
        retries: arguments.retries,
        hosts: plan.hosts.clone(),
    };
    let seen: BTreeMap<&str, &Seen> = plan
        .addresses
        .iter()
        .filter_map(|address| Some((address.as_str(), state.seen(&list.id, address, &list.digest)?)))
        .filter(|_| !arguments.again)
        .collect();
    // A set of files is one edition: either nothing of it has changed, or all of it is needed.
    let all_seen = seen.len() == plan.addresses.len();
    let mut answers = Vec::new();
    for address in &plan.addresses {
        let validators = seen.get(address.as_str()).filter(|_| all_seen).map_or_else(Validators::default, |seen| {
            Validators { etag: seen.etag.clone(), modified: seen.last_modified.clone() }
        });
        answers.push(one(address, &validators, &options, io)?);
    }
    if answers.iter().all(Option::is_none) {
        return Ok(None);
    }
    let mut files = Vec::new();
    for (address, answer) in plan.addresses.iter().zip(answers) {
        let (bytes, validators) = match answer {
            Some(got) => got,
            None => one(address, &Validators::default(), &options, io)?.ok_or_else(|| {
                Error::Incomplete(format!("{address}: the site says that nothing has changed, but was not asked that"))
            })?,
        };
        files.push((file_of(address, bytes)?, validators));
    }
    let same = all_seen
        && files.iter().all(|(file, _)| seen.get(file.name.as_str()).is_some_and(|seen| seen.sha256 == file.sha256));
    Ok(if same { None } else { Some(files) })
}

/// One file, with its progress on a terminal; `None` when it has not changed.
fn one(
    address: &str,
    validators: &Validators,
    options: &FetchOptions,
    io: &mut Io,
) -> Result<Option<(Vec<u8>, Validators)>, Error> {
    let terminal = std::io::stderr().is_terminal();
    let mut shown = 0;
    let name = clean(address.rsplit('/').find(|part| !part.is_empty()).unwrap_or(address));
    let err = &mut io.err;
    let mut progress = |bytes: u64, length: Option<u64>| {
        // Four times a megabyte is often enough to see that it moves.
        if terminal && bytes / (256 << 10) != shown {
            shown = bytes / (256 << 10);
            let of = length.map_or_else(String::new, |length| format!(" of {}", megabytes(length)));
            let _ = write!(err, "\r\u{1b}[K{name}: {}{of}", megabytes(bytes));
            let _ = err.flush();
        }
    };
    let answer = fetch(address, validators, options, &mut progress).map_err(Error::Incomplete);
    if terminal && shown > 0 {
        let _ = write!(io.err, "\r\u{1b}[K");
    }
    Ok(match answer? {
        Response::Unchanged => None,
        Response::Got { bytes, validators } => Some((bytes, validators)),
    })
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}
