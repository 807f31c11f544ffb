//! Turns the files of a publisher into a new edition of a list, or into the reason why the list in force stays.

use jiff::civil::Date;

use super::changes::Changes;
use super::merge::{self, Settings};
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
    /// First part of new ids.
    pub prefix: &'r str,
    /// Day of the edition as somebody stated it; it goes before the one in the files.
    pub published: Option<Date>,
    /// Day of the edition when nothing states it: that of the retrieval.
    pub retrieved: Date,
    /// The edition holds only additions.
    pub additions_only: bool,
    /// Limits on what may be amiss.
    pub guards: Guards,
}

/// Limits on what may be amiss with an edition that is put in force all the same.
#[derive(Debug, Clone, Copy)]
pub struct Guards {
    /// So many places may be left that were not understood.
    pub unread: usize,
    /// So many of a hundred entries in force may vanish at once.
    pub removed_percent: u32,
    /// Possibly older than the list in force.
    pub older: bool,
}

impl Guards {
    /// Entries of a hundred that may vanish at once, unless stated otherwise. The largest removals from the lists of
    /// this pack were single entries.
    pub const REMOVED_PERCENT: u32 = 10;
}

impl Default for Guards {
    fn default() -> Self {
        Self { unread: 0, removed_percent: Self::REMOVED_PERCENT, older: false }
    }
}

/// A new edition.
#[derive(Debug)]
pub struct Edition {
    /// The entries, tombstones included.
    pub entries: Vec<Entry>,
    /// The day from which it holds.
    pub day: Date,
    /// Records in the files.
    pub records: usize,
    /// Entries that those are: one entity can stand on several clauses.
    pub in_edition: usize,
    /// Entries of the edition that do not belong on this list.
    pub out_of_scope: usize,
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
    let day = request.published.or(imported.published).unwrap_or(request.retrieved);
    if let Some(before) = request.old_published.filter(|before| *before > day && !request.guards.older) {
        return Err(Error::Incomplete(format!(
            "{files}: this edition of {day} is older than the list in force, which goes to {before}; get the newest one, \
             or say --accept-older"
        )));
    }
    let settings = Settings {
        day,
        was_complete: request.was_complete,
        scope: request.scope,
        prefix: request.prefix,
        own_ids: request.importer.grade.is_none(),
    };
    let merged = merge::merge(request.old, &imported, &settings);
    let before = request.old.iter().filter(|entry| entry.in_force(day)).count();
    let vanished = merged.vanished.len();
    if before > 0 && vanished * 100 > before * request.guards.removed_percent as usize {
        return Err(shrank(&files, before, &merged.vanished, request));
    }
    let changes = Changes::between(request.old, &merged.entries);
    Ok(Edition {
        day,
        records: imported.records,
        in_edition: merged.in_edition,
        out_of_scope: merged.out_of_scope,
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
