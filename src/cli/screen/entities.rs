//! Entities to screen against: the lists of a pack, or a file of entities, stored compactly.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use jiff::civil::Date;

use super::query::Identifiers;
use crate::cli::list::import_summary::list_of;
use crate::error::Error;
use crate::finding::NameKind;
use crate::policy::model::{Entry, List};
use crate::policy::pack::Pack;
use crate::report::clean;
use crate::screen::identifier;
use crate::screen::name::{NameIndex, NameIndexBuilder, NameInput};

/// Entities, and the index of their names.
#[derive(Debug)]
pub(super) struct EntityIndex {
    pub(super) entities: Entities,
    pub(super) index: NameIndex,
}

/// Ids and names of entities: one text, and where its pieces end, because there may be hundreds of thousands.
#[derive(Debug, Default)]
pub(super) struct Entities {
    text: String,
    /// End of each piece in `text`. The pieces of an entity are its id and its names.
    ends: Vec<u32>,
    /// The first piece of each entity.
    firsts: Vec<u32>,
    /// The first entity of each list.
    lists: Vec<(u32, String)>,
    /// (entity, first piece) of the identifiers of an entity. They follow its names, each as two pieces, scheme and
    /// value; only entities that have any stand here, in order.
    identified: Vec<(u32, u32)>,
    /// Natural persons, in order.
    persons: Vec<u32>,
    /// Pieces that are names taken off their entry, in order.
    removed: Vec<u32>,
}

impl Entities {
    fn piece(&self, at: u32) -> &str {
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    /// The id of an entity.
    pub(super) fn id(&self, entity: u32) -> &str {
        self.piece(self.firsts[entity as usize])
    }

    /// A name of an entity.
    pub(super) fn name(&self, entity: u32, name: u32) -> &str {
        self.piece(self.firsts[entity as usize] + 1 + name)
    }

    /// The list of an entity, if it stands on one.
    pub(super) fn list(&self, entity: u32) -> Option<&str> {
        let after = self.lists.partition_point(|(first, _)| *first <= entity);
        self.lists.get(after.checked_sub(1)?).map(|(_, list)| list.as_str())
    }

    /// The identifiers of an entity: scheme and value.
    pub(super) fn identifiers(&self, entity: u32) -> impl Iterator<Item = (&str, &str)> + Clone {
        let pieces = match self.identified.binary_search_by_key(&entity, |(entity, _)| *entity) {
            Ok(at) => {
                let end = self.firsts.get(entity as usize + 1).map_or(self.ends.len(), |next| *next as usize);
                self.identified[at].1..number(end)
            }
            Err(_) => 0..0,
        };
        pieces.step_by(2).map(|at| (self.piece(at), self.piece(at + 1)))
    }

    /// Returns true for a natural person.
    pub(super) fn is_person(&self, entity: u32) -> bool {
        self.persons.binary_search(&entity).is_ok()
    }

    /// Returns true for a name that was taken off its entity.
    pub(super) fn is_removed(&self, entity: u32, name: u32) -> bool {
        self.removed.binary_search(&(self.firsts[entity as usize] + 1 + name)).is_ok()
    }

    /// The entities under each of their identifiers.
    pub(super) fn by_identifier(&self) -> HashMap<(String, String), Vec<u32>> {
        let mut all: HashMap<(String, String), Vec<u32>> = HashMap::new();
        for &(entity, _) in &self.identified {
            for (scheme, value) in self.identifiers(entity) {
                all.entry((scheme.to_owned(), identifier::normal(value))).or_default().push(entity);
            }
        }
        all
    }

    fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.ends.push(number(self.text.len()));
    }
}

/// Texts are limited long before this many.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Entities and their index, while they are read.
#[derive(Default)]
struct EntityIndexBuilder {
    entities: Entities,
    index: NameIndexBuilder,
    /// (entity, name) of aliases that their publisher calls weak.
    weak: Vec<(u32, u32)>,
}

impl EntityIndexBuilder {
    /// Adds an entity; says whether any of its names can be met.
    fn add<'a>(&mut self, id: &str, names: impl Iterator<Item = &'a str>) -> bool {
        let Self { entities, index, .. } = self;
        let entity = number(entities.firsts.len());
        entities.firsts.push(number(entities.ends.len()));
        entities.push(id);
        let mut entered = false;
        for (name, text) in (0..).zip(names) {
            entities.push(text);
            entered |= index.enter(NameInput { entity, name, text });
        }
        entered
    }

    /// Adds an identifier of the entity that was added last.
    fn identify(&mut self, scheme: &str, value: &str) {
        let entities = &mut self.entities;
        let last = number(entities.firsts.len().saturating_sub(1));
        if entities.identified.last().is_none_or(|(entity, _)| *entity != last) {
            entities.identified.push((last, number(entities.ends.len())));
        }
        entities.push(scheme);
        entities.push(value);
    }

    fn finish(self) -> EntityIndex {
        let Self { mut entities, index, weak } = self;
        entities.text.shrink_to_fit();
        entities.ends.shrink_to_fit();
        entities.firsts.shrink_to_fit();
        EntityIndex { entities, index: index.finish().with_weak(weak) }
    }
}

/// The entries of a pack: of the lists named, or of all; as of a day, or of any.
pub(super) fn from_pack(pack: &Pack, ids: &[String], as_of: Option<Date>) -> Result<EntityIndex, Error> {
    let all: Vec<&List> = pack.lists.iter().collect();
    let lists = if ids.is_empty() { all } else { ids.iter().map(|id| list_of(pack, id)).collect::<Result<_, _>>()? };
    let holds = |entry: &&Entry| !entry.region && as_of.is_none_or(|day| entry.in_force(day));
    let mut builder = EntityIndexBuilder::default();
    for list in lists {
        builder.entities.lists.push((number(builder.entities.firsts.len()), list.id.clone()));
        for entry in list.entries.iter().filter(holds) {
            let names = || entry.names.iter().filter(|name| as_of.is_none_or(|day| name.window.contains(day)));
            let entity = number(builder.entities.firsts.len());
            builder.add(&entry.id, names().map(|name| name.text.as_str()));
            let weak = (0..).zip(names()).filter(|(_, name)| name.kind == NameKind::Weak);
            builder.weak.extend(weak.map(|(name, _)| (entity, name)));
            let first = builder.entities.firsts[entity as usize] + 1;
            let removed = (first..).zip(names()).filter(|(_, name)| name.kind == NameKind::Removed);
            builder.entities.removed.extend(removed.map(|(piece, _)| piece));
            if entry.individual {
                builder.entities.persons.push(entity);
            }
            for (scheme, value) in &entry.identifiers {
                builder.identify(scheme, value);
            }
        }
    }
    Ok(builder.finish())
}

#[derive(serde::Deserialize)]
struct EntityLine<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    names: Vec<Cow<'a, str>>,
    #[serde(default)]
    identifiers: Option<Identifiers>,
}

/// The most bytes of a file of entities.
const MAX_FILE: u64 = 1 << 30;
/// The most bytes of one entity.
const MAX_ENTITY: u64 = 1 << 24;

/// The entities of a file, one JSON object a line. What can never be met is said on `err`.
pub(super) fn from_file(path: &Path, err: &mut dyn Write) -> Result<EntityIndex, Error> {
    let shown = path.display();
    let unread = |error: std::io::Error| Error::Incomplete(format!("cannot read `{shown}`: {error}"));
    let large = || {
        Error::Incomplete(format!(
            "`{shown}` is larger than {} MiB; split it, and screen against each part",
            MAX_FILE >> 20
        ))
    };
    let file = File::open(path).map_err(unread)?;
    if file.metadata().is_ok_and(|data| data.is_file() && data.len() > MAX_FILE) {
        return Err(large());
    }
    let mut reader = BufReader::with_capacity(1 << 17, file);
    let mut builder = EntityIndexBuilder::default();
    let mut line = Vec::new();
    let (mut at, mut bytes) = (0_u64, 0_u64);
    let (mut unmet, mut first_unmet) = (0_u64, 0);
    loop {
        line.clear();
        let read = reader.by_ref().take(MAX_ENTITY + 1).read_until(b'\n', &mut line).map_err(unread)? as u64;
        if read == 0 {
            break;
        }
        at += 1;
        bytes += read;
        if bytes > MAX_FILE {
            return Err(large());
        }
        if read > MAX_ENTITY {
            return Err(Error::Incomplete(format!(
                "{shown}:{at}: longer than {} MiB; each line holds one entity",
                MAX_ENTITY >> 20
            )));
        }
        let text = if at == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
        if text.trim_ascii().is_empty() {
            continue;
        }
        let text = std::str::from_utf8(text).map_err(|error| {
            let byte = error.valid_up_to() + 1;
            Error::Incomplete(format!(
                "{shown}:{at}: not UTF-8 at byte {byte}; convert the file first, for example with iconv"
            ))
        })?;
        let row: EntityLine<'_> = serde_json::from_str(text).map_err(|error| broken(path, at, text, &error))?;
        if !builder.add(&row.id, row.names.iter().map(Cow::as_ref)) {
            unmet += 1;
            first_unmet = if unmet == 1 { at } else { first_unmet };
        }
        for (scheme, value) in row.identifiers.iter().flat_map(Identifiers::each) {
            builder.identify(scheme, value);
        }
    }
    if builder.entities.firsts.is_empty() {
        return Err(Error::NothingChecked(format!("`{shown}` holds no entity, so there is nothing to screen against")));
    }
    if unmet > 0 {
        let message = format!(
            "warning: {shown}:{first_unmet}: the entity has no name that could be met{}",
            if unmet > 1 { format!(", and neither have {} others", unmet - 1) } else { String::new() }
        );
        // The answers matter more than the warning.
        let _ = writeln!(err, "{}", clean::lines(&message));
    }
    Ok(builder.finish())
}

/// Error for a malformed line, with the form that is expected.
fn broken(path: &Path, line: u64, text: &str, error: &serde_json::Error) -> Error {
    let message = error.to_string();
    // Every line is a document of its own, so the parser's line is always 1.
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    let hint = if text.trim_start().starts_with('[') {
        "; this looks like a JSON array, which `jq -c '.[]'` turns into lines"
    } else {
        ""
    };
    Error::Incomplete(format!(
        "{}:{line}:{}: {what}; each line is one object, like {{\"id\": \"e1\", \"names\": [\"First Name\", \"Other Name\"]}}{hint}",
        path.display(),
        error.column().max(1)
    ))
}
