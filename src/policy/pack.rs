//! Loading a pack: the embedded one, or a directory whose digests are checked first.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::case::{self, Case};
use super::digest::{self, sha256};
use super::model::{List, Rule};
use super::{list, rule};
use crate::error::Error;
use crate::screen::place::PlaceTables;
use crate::source::tree::Tree;

/// The files of the built-in pack, written by the build script.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// A loaded policy pack.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Id: `xinjiang`.
    pub id: String,
    /// Version, by calendar: `2026.11.24`.
    pub version: String,
    /// Title for people.
    pub title: String,
    /// The day to which the pack's content goes.
    pub as_of: Date,
    /// SHA-256 of `policy.toml`, which holds the digests of everything else.
    pub digest: String,
    /// `embedded`, or the path of the directory.
    pub from: String,
    /// Markets of manifests that name none.
    pub markets_default: Vec<String>,
    /// Lists, in the order of `policy.toml`.
    pub lists: Vec<List>,
    /// Rules, by family and then in the order of the file.
    pub rules: Vec<Rule>,
    files: BTreeMap<String, std::borrow::Cow<'static, str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    schema: u32,
    id: String,
    version: String,
    title: String,
    as_of: toml::value::Datetime,
    markets: Vec<String>,
    #[serde(default)]
    list: Vec<ListRow>,
    #[serde(default)]
    file: Vec<FileRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRow {
    path: String,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListRow {
    id: String,
    title: String,
    publisher: String,
    source: String,
    published: Option<toml::value::Datetime>,
    retrieved: Option<toml::value::Datetime>,
    official_count: Option<u32>,
    complete: bool,
    coverage: String,
    licence: String,
    file: String,
}

/// The file that names all others.
const POLICY: &str = "policy.toml";

impl Pack {
    /// The built-in pack. Its digests and cases are checked by the tests of this package, not at every start.
    ///
    /// # Errors
    /// Only if the package was built with a broken pack.
    pub fn embedded() -> Result<Self, Error> {
        let files = embedded::FILES.iter().map(|(path, text)| ((*path).to_owned(), std::borrow::Cow::Borrowed(*text)));
        Self::load(files.collect(), "embedded")
    }

    /// A pack in a directory: digests first, then everything else, then that every rule has its cases.
    ///
    /// # Errors
    /// When a file is missing, extra or changed; when anything does not parse; when a rule lacks a case.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        Self::checked(digest::read_directory(directory)?, &directory.display().to_string())
    }

    /// A pack in a folder of a tree, checked like one in a directory.
    ///
    /// # Errors
    /// As [`Pack::open`].
    pub fn of_tree(tree: &dyn Tree, folder: &str) -> Result<Self, Error> {
        let from = format!("{folder} of the {}", tree.describe());
        let mut files = BTreeMap::new();
        for path in tree.list(folder)? {
            let name = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/').to_owned();
            if name.split('/').any(|part| part.starts_with('.')) {
                continue;
            }
            let text = String::from_utf8(tree.read(&path, digest::MAX_FILE)?).map_err(|error| {
                Error::Policy(format!("`{path}`: byte {} is not UTF-8", error.utf8_error().valid_up_to()))
            })?;
            files.insert(name, text);
        }
        Self::checked(files, &from)
    }

    fn checked(files: BTreeMap<String, String>, from: &str) -> Result<Self, Error> {
        let files = files.into_iter().map(|(path, text)| (path, std::borrow::Cow::Owned(text))).collect();
        let pack = Self::load(files, from)?;
        pack.verify_digests()?;
        let gaps = case::gaps(&pack.rules, &pack.cases()?);
        if gaps.is_empty() { Ok(pack) } else { Err(several(&pack.from, &gaps)) }
    }

    fn load(files: BTreeMap<String, std::borrow::Cow<'static, str>>, from: &str) -> Result<Self, Error> {
        let Some(text) = files.get(POLICY) else {
            return Err(Error::Policy(format!("{from}: there is no {POLICY}, so this is not a pack")));
        };
        let policy: PolicyFile = toml::from_str(text)
            .map_err(|error| Error::Policy(format!("{from}: {}", rule::toml_problem(POLICY, &error))))?;
        let mut problems = Vec::new();
        if policy.schema != 1 {
            problems
                .push(format!("{POLICY}: schema {} is not known to this version, which reads schema 1", policy.schema));
        }
        let mut date = |value: &toml::value::Datetime, what: &str| -> Option<Date> {
            let parsed = value.to_string().parse().ok();
            if parsed.is_none() {
                problems.push(format!("{POLICY}: {what} is `{value}`; write a plain date (YYYY-MM-DD)"));
            }
            parsed
        };
        let as_of = date(&policy.as_of, "as_of").unwrap_or(Date::ZERO);
        let mut lists: Vec<List> = Vec::new();
        for row in policy.list {
            let published = row.published.as_ref().and_then(|value| date(value, "published"));
            let retrieved = row.retrieved.as_ref().and_then(|value| date(value, "retrieved"));
            lists.push(List {
                id: row.id,
                title: row.title,
                publisher: row.publisher,
                source: row.source,
                published,
                retrieved,
                official_count: row.official_count,
                complete: row.complete,
                coverage: row.coverage,
                licence: row.licence,
                digest: policy
                    .file
                    .iter()
                    .find(|file| file.path == row.file)
                    .map_or_else(String::new, |file| file.sha256.clone()),
                file: row.file,
                entries: Vec::new(),
            });
        }
        for at in 0..lists.len() {
            let (id, file) = (lists[at].id.clone(), lists[at].file.clone());
            if lists[..at].iter().any(|other| other.id == id) {
                problems.push(format!("{POLICY}: the list `{id}` stands twice"));
            }
            if lists[at].coverage.is_empty() && !lists[at].complete {
                problems
                    .push(format!("{POLICY}: the list `{id}` is not complete, so `coverage` must say what it lacks"));
            }
            match files.get(&file).map(|text| list::parse(&file, text)) {
                Some(Ok(entries)) => lists[at].entries = entries,
                Some(Err(found)) => problems.extend(found),
                None => problems
                    .push(format!("{POLICY}: the list `{id}` names the file `{file}`, which is not in the pack")),
            }
        }
        let checks = crate::rules::check_names();
        let mut rules: Vec<Rule> = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with("rules/")) {
            match rule::parse(path, text, &checks) {
                Ok(found) => rules.extend(found),
                Err(found) => problems.extend(found),
            }
        }
        for (at, rule) in rules.iter().enumerate() {
            if let Some(first) = rules[..at].iter().find(|other| other.id == rule.id) {
                problems.push(format!(
                    "{}:{}: the rule `{}` stands also at {}:{}",
                    rule.file, rule.line, rule.id, first.file, first.line
                ));
            }
        }
        if rules.is_empty() && problems.is_empty() {
            problems.push("there is no rule under rules/, so the pack could never fail anything".to_owned());
        }
        if !problems.is_empty() {
            return Err(several(from, &problems));
        }
        Ok(Self {
            id: policy.id,
            version: policy.version,
            title: policy.title,
            as_of,
            digest: sha256(text.as_bytes()),
            from: from.to_owned(),
            markets_default: policy.markets,
            lists,
            rules,
            files,
        })
    }

    /// Compares every file with its digest in `policy.toml`.
    ///
    /// # Errors
    /// When a file is missing, extra or changed; all of them are named.
    pub fn verify_digests(&self) -> Result<(), Error> {
        let policy: PolicyFile = toml::from_str(self.table(POLICY))
            .map_err(|error| Error::Policy(format!("{}: {}", self.from, rule::toml_problem(POLICY, &error))))?;
        let pinned: BTreeMap<&str, &str> =
            policy.file.iter().map(|row| (row.path.as_str(), row.sha256.as_str())).collect();
        let mut problems = Vec::new();
        for (path, text) in self.files.iter().filter(|(path, _)| *path != POLICY) {
            let found = sha256(text.as_bytes());
            match pinned.get(path.as_str()) {
                Some(digest) if *digest == found => {}
                Some(digest) => problems.push(format!("{path}: the digest is {found}, but {POLICY} pins {digest}")),
                None => problems.push(format!("{path}: not pinned in {POLICY}")),
            }
        }
        for path in pinned.keys().filter(|path| !self.files.contains_key(**path)) {
            problems.push(format!("{path}: pinned in {POLICY}, but missing"));
        }
        if problems.is_empty() {
            return Ok(());
        }
        problems.push(format!(
            "if you changed the pack on purpose, run `sourcegate policy lock {}` and review the new digests",
            self.from
        ));
        Err(several(&self.from, &problems))
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The list with this id.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&List> {
        self.lists.iter().find(|list| list.id == id)
    }

    /// The text of a file of the pack; empty when it has none.
    #[must_use]
    pub fn table(&self, path: &str) -> &str {
        self.files.get(path).map_or("", |text| text.as_ref())
    }

    /// The place tables, ready for the gazetteer.
    #[must_use]
    pub fn place_tables(&self) -> PlaceTables<'_> {
        PlaceTables {
            divisions: self.table("places/divisions.csv"),
            shared: self.table("places/shared-names.csv"),
            xpcc: self.table("places/xpcc.csv"),
            unlocode: self.table("places/unlocode.csv"),
            outside: self.table("places/outside.csv"),
            boundary: self.table("places/boundary.csv"),
            townships: self.table("places/townships.csv"),
            parks: self.table("places/parks.csv"),
            hints: self.table("places/hints.csv"),
            airports: self.table("places/airports.csv"),
            mid_cities: self.table("places/mid-cities.csv"),
        }
    }

    /// The cases of the pack, parsed when asked for.
    ///
    /// # Errors
    /// When a case does not parse.
    pub fn cases(&self) -> Result<Vec<Case>, Error> {
        let mut cases = Vec::new();
        let mut problems = Vec::new();
        for (path, text) in self.files.iter().filter(|(path, _)| path.starts_with("cases/")) {
            match case::parse(path, text) {
                Ok(found) => cases.extend(found),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(cases) } else { Err(several(&self.from, &problems)) }
    }
}

/// One error of several problems.
fn several(from: &str, problems: &[String]) -> Error {
    Error::Policy(format!("the pack `{from}` cannot be used:\n  {}", problems.join("\n  ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_pack_keeps_its_promises() {
        let pack = Pack::embedded().unwrap();
        pack.verify_digests().unwrap();
        assert_eq!(case::gaps(&pack.rules, &pack.cases().unwrap()), Vec::<String>::new());
        let counts: Vec<(&str, usize)> = pack.lists.iter().map(|list| (list.id.as_str(), list.entries.len())).collect();
        assert_eq!(counts, [("uflpa", 99), ("wro", 13), ("bis-entity-list", 54), ("ns-cmic", 68), ("sdn", 14)]);
    }

    #[test]
    fn the_checks_that_the_loader_knows_are_those_of_the_registry() {
        assert_eq!(crate::rules::check_names(), crate::policy::KNOWN_CHECKS);
    }

    #[test]
    fn a_changed_missing_or_extra_file_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in embedded::FILES {
            let at = folder.path().join(path);
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            std::fs::write(at, text).unwrap();
        }
        assert_eq!(Pack::open(folder.path()).unwrap().digest, Pack::embedded().unwrap().digest);
        std::fs::write(folder.path().join("lists/extra.csv"), "x").unwrap();
        let list = folder.path().join("lists/sdn.csv");
        let text = std::fs::read_to_string(&list).unwrap();
        std::fs::write(&list, text.replacen("Xinjiang", "Elsewhere", 1)).unwrap();
        std::fs::remove_file(folder.path().join("places/xpcc.csv")).unwrap();
        let message = Pack::open(folder.path()).unwrap_err().to_string();
        for expected in
            ["lists/extra.csv: not pinned", "lists/sdn.csv: the digest is", "places/xpcc.csv: pinned", "policy lock"]
        {
            assert!(message.contains(expected), "{expected} is missing in:\n{message}");
        }
        let changed = digest::relock(folder.path()).unwrap();
        assert_eq!(changed, ["added    lists/extra.csv", "changed  lists/sdn.csv", "removed  places/xpcc.csv"]);
    }

    #[test]
    fn a_rule_without_cases_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in embedded::FILES.iter().filter(|(path, _)| !path.starts_with("cases/")) {
            let at = folder.path().join(path);
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            std::fs::write(at, text).unwrap();
        }
        digest::relock(folder.path()).unwrap();
        let message = Pack::open(folder.path()).unwrap_err().to_string();
        assert!(message.contains("`uflpa-entity-listed` has no case that must fail"), "{message}");
    }
}
