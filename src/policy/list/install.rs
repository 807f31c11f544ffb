//! A new edition put into the directory of a pack: the list, its metadata and the digests, all of it or nothing.
//!
//! Everything is written into a copy beside the pack first, locked there, and opened as any run would open it. Only then
//! are the two files moved into place, the list before `policy.toml`. Should the machine stop between the two, the pack
//! does not match its digests and is refused until the command runs again; it is never judged by half an edition.

use std::path::Path;

use jiff::civil::Date;
use tempfile::{Builder, TempDir};

use super::edition::Edition;
use super::write::write;
use crate::atomic;
use crate::error::Error;
use crate::policy::check::CheckKind;
use crate::policy::import::File;
use crate::policy::model::{Entry, List, Origin};
use crate::policy::pack::Pack;
use crate::policy::relock;
use crate::source::toml_text::{Edits, quoted};

/// Metadata of a new edition, as `policy.toml` states it.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// Day to which it goes; `None` when nothing states it, which is possible only where the list had none.
    pub published: Option<Date>,
    /// Day it was retrieved.
    pub retrieved: Date,
    /// Number of entries as the publisher states it; `None` leaves what is there.
    pub official_count: Option<u32>,
    /// True when the list holds all entries of the publisher.
    pub complete: bool,
    /// Gaps of the list; empty when complete.
    pub coverage: String,
    /// Licence of the data; empty leaves what is there.
    pub licence: String,
    /// The files it was made of.
    pub origin: Vec<Origin>,
}

impl Metadata {
    /// Metadata of an edition, given what the list lacks by its nature and the number of entries that the publisher
    /// states.
    #[must_use]
    pub fn for_edition(edition: &Edition, lacks: String, official_count: Option<u32>) -> Self {
        let mut parts = Vec::new();
        match edition.unread.len() {
            0 => {}
            1 => parts.push("1 place of the publisher's file could not be read".to_owned()),
            count => parts.push(format!("{count} places of the publisher's file could not be read")),
        }
        parts.push(lacks);
        if edition.silent_on_aliases {
            parts.push("the file with the aliases was not at hand".to_owned());
        }
        if let Some(count) = official_count.filter(|count| *count as usize != edition.listed()) {
            parts.push(format!("the publisher counts {count} entries, and {} are listed here", edition.listed()));
        }
        parts.retain(|part| !part.is_empty());
        let coverage = parts.join("; ");
        Self {
            published: edition.published,
            retrieved: edition.day,
            official_count,
            complete: coverage.is_empty(),
            coverage,
            licence: String::new(),
            origin: Vec::new(),
        }
    }

    /// The keys of `policy.toml` that say so.
    fn values(&self) -> Vec<(&'static str, String)> {
        let mut values: Vec<_> = self.published.map(|day| ("published", day.to_string())).into_iter().collect();
        values.extend([
            ("retrieved", self.retrieved.to_string()),
            ("complete", self.complete.to_string()),
            ("coverage", quoted(&self.coverage)),
        ]);
        values.extend(self.official_count.map(|count| ("official_count", count.to_string())));
        if !self.licence.is_empty() {
            values.push(("licence", quoted(&self.licence)));
        }
        if !self.origin.is_empty() {
            let rows = self.origin.iter().map(|file| {
                format!(
                    "  {{ file = {}, sha256 = {}, bytes = {} }},\n",
                    quoted(&file.file),
                    quoted(&file.sha256),
                    file.bytes
                )
            });
            values.push(("origin", format!("[\n{}]", rows.collect::<String>())));
        }
        values
    }
}

/// The files that an edition is made of, as the pack names them: by address, or by name without the folders of a machine.
#[must_use]
pub fn origins(files: &[File]) -> Vec<Origin> {
    let name = |file: &File| match file.name.contains("://") {
        true => file.name.clone(),
        false => file.name.rsplit(['/', '\\']).next().unwrap_or("").to_owned(),
    };
    files.iter().map(|file| Origin { file: name(file), sha256: file.sha256.clone(), bytes: file.bytes }).collect()
}

/// Puts an edition of a list into a pack; the list is described there first if it is new. Returns what is left to do.
///
/// # Errors
/// When the directory cannot be written, or the pack would not load with the new edition; then nothing has changed.
pub fn install(
    directory: &Path,
    list: &List,
    entries: &[Entry],
    about: &Metadata,
    checks: &[CheckKind],
) -> Result<Vec<String>, Error> {
    put(directory, &list.id, checks, Some((&list.file, &write(entries))), |text| {
        // Every list of a loaded pack is pinned; only a new one has no digest.
        let text = if list.digest.is_empty() { with_list(&text, list) } else { text };
        described(&text, &list.id, about.values())
    })
}

/// Notes that a list was compared with its publisher on a day and is still the same. Returns what is left to do.
///
/// # Errors
/// As [`install`].
pub fn renew(directory: &Path, list: &str, retrieved: Date, checks: &[CheckKind]) -> Result<Vec<String>, Error> {
    put(directory, list, checks, None, |text| described(&text, list, vec![("retrieved", retrieved.to_string())]))
}

/// Changes `policy.toml`, and one file beside it.
fn put(
    directory: &Path,
    list: &str,
    checks: &[CheckKind],
    file: Option<(&str, &str)>,
    edit: impl FnOnce(String) -> Result<String, Error>,
) -> Result<Vec<String>, Error> {
    let directory = directory
        .canonicalize()
        .map_err(|error| Error::Incomplete(format!("cannot find `{}`: {error}", directory.display())))?;
    let stage = stage(&directory)?;
    let at = stage.path().join(POLICY);
    let text = std::fs::read_to_string(&at).map_err(|error| failed(&at, &error))?;
    write_file(&at, edit(text)?.as_bytes())?;
    if let Some((path, text)) = file {
        write_file(&stage.path().join(path), text.as_bytes())?;
    }
    // Whatever is signed must be signed again, and only people can do that.
    let left = relock::relock(stage.path(), checks)?
        .into_iter()
        .filter_map(|line| Some(line.strip_prefix("unsigned ")?.to_owned()));
    let left: Vec<String> = left.collect();
    Pack::open(stage.path(), checks).map_err(|error| {
        Error::Policy(format!(
            "with the new edition of `{list}` the pack would not load, so nothing was changed: {error}"
        ))
    })?;
    let locked = std::fs::read(&at).map_err(|error| failed(&at, &error))?;
    let policy = directory.join(POLICY);
    let list = file.map(|(path, text)| (directory.join(path), text.as_bytes()));
    let mut files: Vec<(&Path, &[u8])> = list.iter().map(|(path, bytes)| (path.as_path(), *bytes)).collect();
    files.push((&policy, &locked));
    atomic::replace_all(&files).map_err(|error| failed(&directory, &error))?;
    Ok(left)
}

const POLICY: &str = "policy.toml";

/// `policy.toml` with the table of a new list, before the digests.
fn with_list(text: &str, list: &List) -> String {
    let (head, digests) = text.split_once(relock::MARKER).unwrap_or((text, ""));
    let mut table = "\n\n[[list]]\n".to_owned();
    for (key, value) in [
        ("id", &list.id),
        ("title", &list.title),
        ("publisher", &list.publisher),
        ("source", &list.source),
        ("coverage", &list.coverage),
        ("licence", &list.licence),
        ("file", &list.file),
    ] {
        table.push_str(&format!("{key} = {}\n", quoted(value)));
    }
    format!("{}{table}complete = false\n\n{}{digests}", head.trim_end(), relock::MARKER)
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    Error::Incomplete(format!("cannot write `{}`: {error}", path.display()))
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    atomic::replace(path, bytes).map_err(|error| failed(path, &error))
}

/// A copy of a pack beside it, removed when it is dropped. Beside it, so that what the pack extends is found from there.
fn stage(directory: &Path) -> Result<TempDir, Error> {
    let name = directory.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let stage = Builder::new()
        .prefix(&format!(".{name}."))
        .suffix(".part")
        .tempdir_in(directory.parent().unwrap_or(directory))
        .map_err(|error| failed(directory, &error))?;
    for (inside, text) in relock::read_directory(directory)? {
        let to = stage.path().join(&inside);
        let folder = to.parent().unwrap_or(directory);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&to, text))
            .map_err(|error| failed(&to, &error))?;
    }
    Ok(stage)
}

/// `policy.toml` with the metadata of a list replaced, everything else as people wrote it.
fn described(text: &str, list: &str, values: Vec<(&'static str, String)>) -> Result<String, Error> {
    let wrong = |what: &str| Error::Policy(format!("policy.toml: {what}"));
    let table = toml::de::DeTable::parse(text).map_err(|error| wrong(error.message()))?;
    let rows = table.get_ref().get("list").and_then(|lists| lists.get_ref().as_array());
    let row = rows
        .into_iter()
        .flat_map(|rows| rows.iter())
        .filter_map(|row| row.get_ref().as_table())
        .find(|row| row.get("id").and_then(|id| id.get_ref().as_str()) == Some(list))
        .ok_or_else(|| wrong(&format!("there is no [[list]] with the id `{list}`")))?;
    // What is missing goes on a line after `source`, which every list has.
    let after = row.get("source").or_else(|| row.get("id")).map_or(0, |value| value.span().end);
    let mut edits = Edits::default();
    for (key, value) in values {
        // The files come last, because they take several lines.
        let last = row.get("file").filter(|_| key == "origin").map(|file| file.span().end);
        edits.set(key, row.get(key).map(|old| old.span()), last.unwrap_or(after), value);
    }
    Ok(edits.apply(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_replaced_in_its_list_only_and_comments_stay() {
        let text = "# head\n[[list]]\nid = \"a\"\nsource = \"s\" # where\npublished = 2020-01-01 # day\ncomplete = false\n\
                    coverage = \"old\"\n\n[[list]]\nid = \"b\"\nsource = \"t\"\ncomplete = false\ncoverage = \"x\"\n";
        let about = Metadata {
            published: Some(jiff::civil::date(2026, 8, 3)),
            retrieved: jiff::civil::date(2026, 8, 4),
            official_count: Some(187),
            complete: true,
            coverage: String::new(),
            licence: String::new(),
            origin: Vec::new(),
        };
        assert_eq!(
            described(text, "a", about.values()).unwrap(),
            "# head\n[[list]]\nid = \"a\"\nsource = \"s\"\nofficial_count = 187\nretrieved = 2026-08-04 # where\n\
             published = 2026-08-03 # day\ncomplete = true\ncoverage = \"\"\n\n\
             [[list]]\nid = \"b\"\nsource = \"t\"\ncomplete = false\ncoverage = \"x\"\n"
        );
        assert!(described(text, "c", about.values()).unwrap_err().to_string().contains("no [[list]] with the id `c`"));
    }
}
