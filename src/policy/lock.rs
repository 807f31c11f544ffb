//! `sourcegate.lock`: the versions and SHA-256 of the pack, of the packs below it, and of their lists, as a repository
//! accepted them. A run that finds others stops.

use jiff::civil::Date;
use serde::Deserialize;

use super::change::{Action, Change, Detail, Topic, paired};
use super::pack::Pack;
use crate::source::toml_text::quoted;

/// The name of the file, at the root of a repository.
pub const LOCK: &str = "sourcegate.lock";

/// The pinned packs and lists, with their digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    packs: Vec<PackPin>,
    lists: Vec<ListPin>,
}

/// A pack, or one below it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackPin {
    id: String,
    version: String,
    sha256: String,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ListPin {
    id: String,
    published: Option<Date>,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: u32,
    #[serde(default)]
    pack: Vec<PackPin>,
    #[serde(default)]
    list: Vec<RawList>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawList {
    id: String,
    published: Option<toml::value::Datetime>,
    sha256: String,
}

/// State of the lock in a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum State {
    /// No lock.
    #[default]
    Absent,
    /// The pack is the locked one.
    Held {
        /// SHA-256 of the lock.
        digest: String,
    },
    /// The command line names another pack than the configuration, so the lock does not speak of it.
    SetAside,
}

impl Lock {
    /// The lock of a pack as it is.
    #[must_use]
    pub fn for_pack(pack: &Pack) -> Self {
        let top = PackPin { id: pack.id.clone(), version: pack.version.clone(), sha256: pack.digest.clone() };
        let below = pack.below().iter().map(|layer| PackPin {
            id: layer.id.clone(),
            version: layer.version.clone(),
            sha256: layer.digest.clone(),
        });
        let lists = pack.list_heads().map(|list| ListPin {
            id: list.id.clone(),
            published: list.published,
            sha256: list.digest.clone(),
        });
        Self { packs: std::iter::once(top).chain(below).collect(), lists: lists.collect() }
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// When it does not parse or its schema is unknown; the message names the place and the way out.
    pub fn parse(text: &str) -> Result<Self, String> {
        let way = "write it anew with `sourcegate policy lock`";
        let raw: Raw = toml::from_str(text).map_err(|error| format!("{}; {way}", error.to_string().trim_end()))?;
        if raw.schema != 1 {
            return Err(format!("schema {} is not known to this version, which reads schema 1; {way}", raw.schema));
        }
        let mut lists = Vec::new();
        for list in raw.list {
            let published =
                match &list.published {
                    Some(day) => Some(day.to_string().parse().map_err(|_| {
                        format!("`published` of `{}` is `{day}`, which is no plain date; {way}", list.id)
                    })?),
                    None => None,
                };
            lists.push(ListPin { id: list.id, published, sha256: list.sha256 });
        }
        Ok(Self { packs: raw.pack, lists })
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from(
            "# What this repository is judged by. Written by `sourcegate policy lock`; do not edit.\nschema = 1\n",
        );
        for pack in &self.packs {
            text.push_str(&format!(
                "\n[[pack]]\nid = {}\nversion = {}\nsha256 = {}\n",
                quoted(&pack.id),
                quoted(&pack.version),
                quoted(&pack.sha256)
            ));
        }
        for list in &self.lists {
            text.push_str(&format!("\n[[list]]\nid = {}\n", quoted(&list.id)));
            if let Some(day) = list.published {
                text.push_str(&format!("published = {day}\n"));
            }
            text.push_str(&format!("sha256 = {}\n", quoted(&list.sha256)));
        }
        text
    }

    /// Differences from this lock to another one.
    #[must_use]
    pub fn changes(&self, new: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut change = |kind: &str, id: &str, action: Option<Action>, details: [Option<Detail>; 2]| {
            if let Some(action) = action {
                let change = Change::new(Topic::Lock, format!("{kind} {id}"), action);
                changes.push(change.with(details.into_iter().flatten()));
            }
        };
        for (old, new) in paired(&self.packs, &new.packs, |pack| pack.id.as_str()) {
            let id = new.or(old).map_or("", |pack| pack.id.as_str());
            let of = |value: fn(&PackPin) -> &String| (old.map(value).cloned(), new.map(value).cloned());
            let (version, digest) = (of(|pack| &pack.version), of(|pack| &pack.sha256));
            let details =
                [Detail::between("version", version.0, version.1), Detail::between("sha256", digest.0, digest.1)];
            change("pack", id, Action::between(old, new), details);
        }
        for (old, new) in paired(&self.lists, &new.lists, |list| list.id.as_str()) {
            let id = new.or(old).map_or("", |list| list.id.as_str());
            let day = |list: Option<&ListPin>| list.and_then(|list| list.published).map(|day| day.to_string());
            let digest = |list: Option<&ListPin>| list.map(|list| list.sha256.clone());
            let details =
                [Detail::between("published", day(old), day(new)), Detail::between("sha256", digest(old), digest(new))];
            change("list", id, Action::between(old, new), details);
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let lock = Lock::for_pack(&Pack::embedded(&crate::verdict::checks()).unwrap());
        assert_eq!(Lock::parse(&lock.text()).unwrap(), lock);
        assert!(lock.text().contains("[[list]]\nid = \"uflpa\"\npublished = 2026-08-03\n"));
        assert!(lock.changes(&lock).is_empty());
    }

    #[test]
    fn what_drifted_is_named_with_both_values() {
        let lock = Lock::for_pack(&Pack::embedded(&crate::verdict::checks()).unwrap());
        let mut other = lock.clone();
        other.packs[0].version = "2027.1.1".into();
        other.lists.remove(0);
        let changes = lock.changes(&other);
        let heads: Vec<_> = changes.iter().map(|change| (change.id.as_str(), change.action)).collect();
        assert_eq!(heads, [("pack xinjiang", Action::Changed), ("list uflpa", Action::Removed)]);
        assert_eq!(changes[0].details[0].new.as_deref(), Some("2027.1.1"));
        let bad = Lock::parse("schema = 1\n[[pack]]\nid = \"x\"\n").unwrap_err();
        assert!(bad.contains("version") && bad.contains("policy lock"), "{bad}");
        assert!(Lock::parse("schema = 9\n").unwrap_err().contains("schema 9"));
    }
}
