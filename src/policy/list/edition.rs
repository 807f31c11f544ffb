//! Turns the files of a publisher into a new edition of a list, or into the reason why the list in force stays.

use jiff::civil::Date;

use super::changes::Changes;
use super::merge::{self, Settings, listed};
use super::region::{LeftOutside, Region, left_outside};
use super::sources::{self, MissingSource};
use crate::error::Error;
use crate::policy::import::{File, Importer, Scope, Silence, Unread};
use crate::policy::model::Entry;

/// Number of places that a message names before it counts the rest.
const NAMED: usize = 20;

/// A request for a new edition: the files, the list in force, and what is accepted.
#[derive(Debug)]
pub struct EditionRequest<'r> {
    /// The format.
    pub importer: &'static Importer,
    /// The files.
    pub files: &'r [File],
    /// The entries in force; none for a new list.
    pub old: &'r [Entry],
    /// Day to which the list in force goes.
    pub old_published: Option<Date>,
    /// True when the list in force holds all entries of the publisher.
    pub was_complete: bool,
    /// Address of the source for new rows; that of the format when there is none.
    pub source: Option<&'r str>,
    /// Choice of the entries that belong on the list.
    pub scope: &'r Scope,
    /// The region, wherever there is a choice: entries about it that are out of scope are named.
    pub region: Option<&'r Region>,
    /// First part of new ids.
    pub prefix: &'r str,
    /// Day of the edition as somebody stated it; it goes before the one in the files.
    pub published: Option<Date>,
    /// Day of what the publisher's site had just now, for files that do not state theirs; `None` for files on disk, which
    /// may be of any day.
    pub fetched: Option<Date>,
    /// Day on which the files were got.
    pub retrieved: Date,
    /// The edition holds only additions.
    pub additions_only: bool,
    /// Limits on what may be amiss.
    pub guards: Guards,
}

/// Limits on what may be amiss with an edition that is put in force all the same.
#[derive(Debug, Clone)]
pub struct Guards {
    /// So many places may be left that were not understood.
    pub unread: usize,
    /// So many of a hundred entries in force may vanish at once.
    pub removed_percent: u32,
    /// Possibly older than the list in force.
    pub older: bool,
    /// Sources of a combined list that may be missing as a whole.
    pub missing: Vec<String>,
}

impl Guards {
    /// Entries of a hundred that may vanish at once, unless stated otherwise. The largest removals from the lists of
    /// this pack were single entries.
    pub const REMOVED_PERCENT: u32 = 10;
}

impl Default for Guards {
    fn default() -> Self {
        Self { unread: 0, removed_percent: Self::REMOVED_PERCENT, older: false, missing: Vec::new() }
    }
}

/// A new edition.
#[derive(Debug)]
pub struct Edition {
    /// The entries, tombstones included.
    pub entries: Vec<Entry>,
    /// The day of it, as stated.
    pub published: Option<Date>,
    /// The day from which it holds: that, or else the day on which the files were got.
    pub day: Date,
    /// Records in the files.
    pub records: usize,
    /// Entries that those are: one entity can stand on several clauses.
    pub in_edition: usize,
    /// Number of entries of the edition that do not belong on this list.
    pub out_of_scope: usize,
    /// Those of them that are about the region all the same.
    pub left_outside: LeftOutside,
    /// Number of entries that the files state themselves.
    pub stated_count: Option<u32>,
    /// Places that were not understood, and accepted.
    pub unread: Vec<Unread>,
    /// Records that cannot stand on a list of parties, by reason.
    pub left_out: Vec<(String, usize)>,
    /// Ids of entries that are no longer there.
    pub vanished: Vec<String>,
    /// True when the files say nothing of aliases.
    pub silent_on_aliases: bool,
    /// Differences from the list in force.
    pub changes: Changes,
}

impl Edition {
    /// Entries that are in force on the day of the edition.
    #[must_use]
    pub fn in_force(&self) -> usize {
        self.entries.iter().filter(|entry| entry.in_force(self.day)).count()
    }

    /// Entries that have not ended: those in force and those that will be. So many the publisher counts.
    #[must_use]
    pub fn listed(&self) -> usize {
        self.entries.iter().filter(|entry| listed(entry, self.day)).count()
    }

    /// Days from which entries hold that are not in force yet, in order: a notice takes effect after it is published.
    #[must_use]
    pub fn later(&self) -> Vec<Date> {
        let waiting = self.entries.iter().filter(|entry| !entry.in_force(self.day) && listed(entry, self.day));
        let begins = |entry: &Entry| {
            let days = entry.listings.iter().filter_map(|listing| listing.window.from);
            days.filter(|from| *from > self.day).min()
        };
        let mut days: Vec<Date> = waiting.filter_map(begins).collect();
        days.sort_unstable();
        days
    }
}

/// Reads the files and lays them over the list in force.
///
/// # Errors
/// When the files are not what they should be, when something was not understood, when too much vanished, or when the
/// edition is older than the list in force. Then that list stays.
pub fn edition(request: &EditionRequest<'_>) -> Result<Edition, Error> {
    let mut imported = request.importer.read(request.files, request.source)?;
    if request.additions_only {
        imported.silent_on.push(Silence::Entries);
    }
    let files: Vec<&str> = request.files.iter().map(|file| file.name.as_str()).collect();
    let files = files.join(", ");
    if imported.unread.len() > request.guards.unread {
        return Err(not_understood(&files, &imported.unread));
    }
    // A list of our own is of the day on which it is taken in. For the file of a publisher that is not known.
    let own = request.importer.grade.is_none().then_some(request.retrieved);
    let published = request.published.or(imported.published).or(own).or(request.fetched);
    let day = published.unwrap_or(request.retrieved);
    if let Some(before) = request.old_published.filter(|_| published.is_none()) {
        return Err(Error::Incomplete(format!(
            "{files}: nothing states the day of this edition, so it cannot be told whether it is newer than the list in \
             force, which goes to {before}; state it with --published"
        )));
    }
    if let Some(before) = request.old_published.filter(|before| *before > day && !request.guards.older) {
        return Err(Error::Incomplete(format!(
            "{files}: this edition of {day} is older than the list in force, which goes to {before}; get the newest one, \
             or say --accept-older"
        )));
    }
    if !request.additions_only {
        let mut missing = sources::missing(request.old, &imported.entries, day);
        missing.retain(|source| !request.guards.missing.iter().any(|name| name.eq_ignore_ascii_case(&source.name)));
        if !missing.is_empty() {
            return Err(without_sources(&files, &missing));
        }
    }
    let settings = Settings {
        day,
        dated: published.is_some(),
        held: request.old_published,
        was_complete: request.was_complete,
        scope: request.scope,
        region: request.region,
        prefix: request.prefix,
        own_ids: request.importer.grade.is_none(),
    };
    let merged = merge::merge(request.old, &imported, &settings);
    let before = request.old.iter().filter(|entry| listed(entry, day)).count();
    let vanished = merged.vanished.len();
    if before > 0 && vanished * 100 > before * request.guards.removed_percent as usize {
        return Err(shrank(&files, before, &merged.vanished, request));
    }
    let changes = Changes::between(request.old, &merged.entries);
    let outside = |region| left_outside(&imported.entries, &merged.out_of_scope, region);
    let left_outside = request.region.map(outside).unwrap_or_default();
    Ok(Edition {
        published,
        day,
        records: imported.records,
        in_edition: merged.in_edition,
        out_of_scope: merged.out_of_scope.len(),
        left_outside,
        stated_count: imported.stated_count,
        unread: imported.unread,
        left_out: imported.left_out.into_iter().collect(),
        vanished: merged.vanished,
        silent_on_aliases: imported.silent_on.contains(&Silence::Aliases),
        changes,
        entries: merged.entries,
    })
}

fn not_understood(files: &str, unread: &[Unread]) -> Error {
    let mut message = format!(
        "{files}: {} could not be understood:",
        match unread.len() {
            1 => "1 place".to_owned(),
            count => format!("{count} places"),
        }
    );
    for Unread { place, what } in unread.iter().take(NAMED) {
        message.push_str(&format!("\n  {place}: {what}"));
    }
    if unread.len() > NAMED {
        message.push_str(&format!("\n  … and {} more", unread.len() - NAMED));
    }
    message.push_str(&format!(
        "\nlook at them; if the list is right without them, say --accept-unread {}, and the list will state that it is \
         not complete",
        unread.len()
    ));
    Error::Incomplete(message)
}

fn without_sources(files: &str, missing: &[MissingSource]) -> Error {
    let mut message = format!("{files}: a part of this combined list is missing as a whole:");
    for source in missing {
        let (some, rest) = (source.entries.iter().take(3), source.entries.len().saturating_sub(3));
        let mut names = some.map(String::as_str).collect::<Vec<_>>().join("; ");
        if rest > 0 {
            names.push_str(&format!("; and {rest} more"));
        }
        message.push_str(&format!("\n  {}, which lists {names}", source.name));
    }
    let ways: Vec<String> = missing.iter().map(|source| format!("--accept-missing \"{}\"", source.name)).collect();
    message.push_str(&format!(
        "\nget the file again later; if the publisher did withdraw the whole of it, say {}",
        ways.join(" ")
    ));
    Error::Incomplete(message)
}

fn shrank(files: &str, before: usize, vanished: &[String], request: &EditionRequest<'_>) -> Error {
    let percent = (vanished.len() * 100).div_ceil(before);
    let mut message = format!(
        "{files}: {} of {before} entries in force are not in this edition, which is more than {} in a hundred:",
        vanished.len(),
        request.guards.removed_percent
    );
    for id in vanished.iter().take(NAMED) {
        let name = request.old.iter().find(|entry| entry.id == *id).map_or("", Entry::name);
        message.push_str(&format!("\n  {id}  {name}"));
    }
    if vanished.len() > NAMED {
        message.push_str(&format!("\n  … and {} more", vanished.len() - NAMED));
    }
    message.push_str(&format!(
        "\nif the publisher did remove them, say --max-removed {percent}; if the file holds only additions, say \
         --additions-only"
    ));
    Error::Incomplete(message)
}
