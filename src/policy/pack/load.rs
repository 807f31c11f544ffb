//! Loading a pack: the embedded one, or a directory whose digests are checked first; and the packs that it extends.

use std::path::Path;

use super::Pack;
use super::location::{Files, PackLocation};
use crate::error::Error;
use crate::policy::check::{CheckKind, KnownIds};
use crate::policy::file::{self, ListHead, POLICY, PolicyFile, SIGNATURE};
use crate::policy::layer::{self, Layer, Own};
use crate::policy::model::{List, Rule};
use crate::policy::regime::Regime;
use crate::policy::rule::Names;
use crate::policy::terms::{BaselineTerms, Terms, WaiverTerms};
use crate::policy::{list, rule};
use crate::source::digest::sha256;
use crate::source::tree::Tree;

impl Pack {
    /// The built-in pack. Its digests and cases are checked by the tests of this package, not at every start.
    ///
    /// # Errors
    /// Only if the package was built with a broken pack.
    pub fn embedded(checks: &[CheckKind]) -> Result<Self, Error> {
        Self::at(&PackLocation::Embedded, checks, &mut Vec::new())
    }

    /// A pack in a directory: digests first, then everything else, then that every rule has its cases. The packs that it
    /// extends are found from there, and must have the digests that it pins.
    ///
    /// # Errors
    /// When a file is missing, extra or changed; when anything does not parse; when a rule lacks a case; when a pack below
    /// is not the pinned one, or an override does not fit.
    pub fn open(directory: &Path, checks: &[CheckKind]) -> Result<Self, Error> {
        Self::open_as(directory, &directory.display().to_string(), checks)
    }

    /// [`Pack::open`], named as reports shall name it.
    ///
    /// # Errors
    /// As [`Pack::open`].
    pub fn open_as(directory: &Path, shown: &str, checks: &[CheckKind]) -> Result<Self, Error> {
        Self::at(&PackLocation::Directory(directory.to_path_buf(), shown.to_owned()), checks, &mut Vec::new())
    }

    /// A pack in a folder of a tree, checked like one in a directory.
    ///
    /// # Errors
    /// As [`Pack::open`].
    pub fn in_tree(tree: &dyn Tree, folder: &str, checks: &[CheckKind]) -> Result<Self, Error> {
        let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        Self::at(&PackLocation::Tree(tree, parts.join("/")), checks, &mut Vec::new())
    }

    /// The pack at a place; `above` are the places that led here.
    fn at(location: &PackLocation<'_>, checks: &[CheckKind], above: &mut Vec<String>) -> Result<Self, Error> {
        let from = location.shown();
        if above.contains(&from) {
            let way = above.iter().skip_while(|place| **place != from).chain([&from]).cloned().collect::<Vec<_>>();
            return Err(Error::Policy(format!(
                "`{from}` extends itself ({}); a pack stands on others, never on itself: take one [extends] out",
                way.join(" -> ")
            )));
        }
        if above.len() >= layer::MOST {
            return Err(Error::Policy(format!(
                "`{from}`: more than {} packs stand on each other ({}); merge some of them",
                layer::MOST,
                above.join(" -> ")
            )));
        }
        let mut files = location.files()?;
        let Some(text) = files.get(POLICY) else {
            return Err(Error::Policy(format!(
                "{from}: there is no {POLICY}, so this is not a pack; give the directory that holds it"
            )));
        };
        let digest = sha256(text.as_bytes());
        let policy = file::parse(text).map_err(|problems| several(&from, &problems))?;
        let signature = files.remove(SIGNATURE).map(std::borrow::Cow::into_owned);
        if !matches!(location, PackLocation::Embedded) {
            verify_digests(&policy, &files, location)?;
        }
        above.push(from.clone());
        let base = policy.extends.as_ref().map(|extends| below(extends, location, checks, above)).transpose()?;
        above.pop();
        let is_embedded = matches!(location, PackLocation::Embedded);
        let found = Found { policy, files, digest, from, base, signature };
        let mut pack = Self::load(found, checks, is_embedded)?;
        pack.folder = location.directory().map(str::to_owned);
        if is_embedded {
            return Ok(pack);
        }
        let gaps = pack.gaps()?;
        if gaps.is_empty() { Ok(pack) } else { Err(several(&pack.from, &gaps)) }
    }

    fn load(found: Found, checks: &[CheckKind], only_named: bool) -> Result<Self, Error> {
        let Found { policy, files, digest, from, mut base, signature } = found;
        let mut problems = Vec::new();
        let mut lists: Vec<(List, &ListHead)> = policy.lists.iter().map(|head| (head.list.clone(), head)).collect();
        if let Some(base) = &mut base {
            base.read_lists(|id| lists.iter().any(|(list, _)| list.id == id))?;
        }
        let names = names(&lists, &policy, &files, base.as_ref(), checks, &mut problems);
        let mut rules: Vec<Rule> = Vec::new();
        let mut overrides = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with("rules/")) {
            match rule::parse(path, text, &names) {
                Ok((found, changed)) => {
                    rules.extend(found);
                    overrides.extend(changed);
                }
                Err(found) => problems.extend(found),
            }
        }
        let needed = |list: &List| !only_named || rules.iter().any(|rule| rule.params.names_list(&list.id));
        for (list, _) in lists.iter_mut().filter(|(list, _)| needed(list)) {
            match files.get(&list.file).map(|text| list::parse(&list.file, text)) {
                Some(Ok(entries)) => list.entries = entries,
                Some(Err(found)) => problems.extend(found),
                None => problems.push(format!(
                    "{POLICY}: the list `{}` names the file `{}`, which is not in the pack",
                    list.id, list.file
                )),
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
        if base.is_none() {
            let what = "but this pack extends none; name the pack below in [extends]";
            problems.extend(
                overrides.iter().map(|change| format!("{}: it overrides `{}`, {what}", change.place, change.row.rule)),
            );
            problems.extend(policy.tables.iter().map(|row| format!("{POLICY}: it replaces `{}`, {what}", row.path)));
            if rules.is_empty() && problems.is_empty() {
                problems.push("there is no rule under rules/, so the pack could never fail anything".to_owned());
            }
        }
        if !problems.is_empty() {
            return Err(several(&from, &problems));
        }
        let (lists, mut unread_lists): (Vec<_>, Vec<_>) = lists.into_iter().partition(|(list, _)| needed(list));
        let mut unread_lists: Vec<List> = unread_lists.drain(..).map(|(list, _)| list).collect();
        unread_lists.extend(base.iter().flat_map(|base| base.unread_lists.clone()));
        let merged = match &base {
            None => layer::Merged {
                markets: policy.markets.clone().unwrap_or_default(),
                lists: lists.into_iter().map(|(list, _)| list).collect(),
                rules,
                terms: Terms {
                    waivers: WaiverTerms::default().with(&policy.waivers),
                    baseline: BaselineTerms::default().with(&policy.baseline),
                },
                overrides: Vec::new(),
                changed: Vec::new(),
            },
            Some(base) => {
                layer::over(Own { policy: &policy, lists, rules, overrides, files: &files, names: &names }, base)
                    .map_err(|problems| several(&from, &problems))?
            }
        };
        let layers =
            base.iter().flat_map(|base| std::iter::once(Layer::from(base)).chain(base.layers.clone())).collect();
        let mut pack = Self {
            id: policy.id,
            version: policy.version,
            title: policy.title,
            as_of: policy.as_of,
            digest,
            from,
            markets_default: merged.markets,
            lists: merged.lists,
            unread_lists,
            rules: merged.rules,
            regimes: names.regimes,
            terms: merged.terms,
            overrides: merged.overrides,
            signature,
            files,
            folder: None,
            base: base.map(Box::new),
            layers,
            recased: merged.changed,
        };
        // A rule of this layer may name a list of the built-in pack that none of its own rules names.
        let named: Vec<String> =
            pack.unread_lists.iter().map(|list| list.id.clone()).filter(|id| pack.names_list(id)).collect();
        pack.read_lists(|id| named.iter().any(|named| named == id))?;
        Ok(pack)
    }

    /// The pack that a layer in this directory extends, whatever the layer pins.
    pub(in crate::policy) fn below_of(
        directory: &Path,
        shown: &str,
        name: &str,
        checks: &[CheckKind],
    ) -> Result<Self, Error> {
        let location = PackLocation::Directory(directory.to_path_buf(), shown.to_owned());
        Self::at(&location.below(name)?, checks, &mut vec![location.shown()])
    }
}

/// A pack as it was found, before its rules and lists are read.
struct Found {
    policy: PolicyFile,
    files: Files,
    digest: String,
    from: String,
    base: Option<Pack>,
    signature: Option<String>,
}

/// Collects the names that the rules of a pack may refer to: its own lists, sectors and regimes, and those of the packs below.
fn names<'c>(
    lists: &[(List, &ListHead)],
    policy: &PolicyFile,
    files: &Files,
    base: Option<&Pack>,
    checks: &'c [CheckKind],
    problems: &mut Vec<String>,
) -> Names<'c> {
    let below = base.iter().flat_map(|base| base.list_heads()).map(|list| list.id.as_str());
    let ids = KnownIds::new(lists.iter().map(|(list, _)| list.id.as_str()).chain(below), |path| {
        files.get(path).map_or_else(|| base.map_or("", |base| base.table(path)), AsRef::as_ref)
    });
    let mut regimes: Vec<Regime> = base.map(|base| base.regimes.clone()).unwrap_or_default();
    for regime in &policy.regimes {
        if regimes.iter().any(|other| other.id == regime.id) {
            problems.push(format!(
                "{}: the regime `{}` stands in the pack below too; give it an id of its own, and override the rules",
                regime.place, regime.id
            ));
        }
        regimes.push(regime.clone());
    }
    Names { checks, ids, regimes }
}

/// The pack that a layer extends; it must be the one that the layer pins.
fn below(
    extends: &file::Extends,
    location: &PackLocation<'_>,
    checks: &[CheckKind],
    above: &mut Vec<String>,
) -> Result<Pack, Error> {
    let from = location.shown();
    let fix = match location.directory() {
        Some(directory) => format!("run `sourcegate policy lock {directory}`"),
        None => "build the package again".to_owned(),
    };
    let base = Pack::at(&location.below(&extends.pack)?, checks, above)?;
    let wrong = |what: String| {
        Err(Error::Policy(format!(
            "{from}: {what}; look at the difference with `sourcegate policy diff`, then {fix} to pin what is there"
        )))
    };
    match (&extends.version, &extends.sha256) {
        (Some(version), Some(digest)) if *version == base.version && *digest == base.digest => Ok(base),
        (None, _) | (_, None) => wrong(format!(
            "[extends] must pin `version` and `sha256` of `{}`; what is there is version {}, sha256 {}",
            extends.pack, base.version, base.digest
        )),
        (Some(version), Some(digest)) => wrong(format!(
            "[extends] pins version {version} of `{}`, sha256 {digest}, but what is there is version {}, sha256 {}",
            extends.pack, base.version, base.digest
        )),
    }
}

/// Compares every file with its digest in `policy.toml`.
fn verify_digests(policy: &PolicyFile, files: &Files, location: &PackLocation<'_>) -> Result<(), Error> {
    let mut problems = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| *path != POLICY) {
        let found = sha256(text.as_bytes());
        match policy.digests.get(path) {
            Some(digest) if *digest == found => {}
            Some(digest) => problems.push(format!("{path}: the digest is {found}, but {POLICY} pins {digest}")),
            None => problems.push(format!("{path}: not pinned in {POLICY}")),
        }
    }
    for path in policy.digests.keys().filter(|path| !files.contains_key(*path)) {
        problems.push(format!("{path}: pinned in {POLICY}, but missing"));
    }
    if problems.is_empty() {
        return Ok(());
    }
    problems.push(format!(
        "if you changed the pack on purpose, run `sourcegate policy lock {}` and review the new digests",
        location.directory().unwrap_or("DIRECTORY")
    ));
    Err(several(&location.shown(), &problems))
}

/// One error of several problems.
pub(super) fn several(from: &str, problems: &[String]) -> Error {
    Error::Policy(format!("the pack `{from}` cannot be used:\n  {}", problems.join("\n  ")))
}

#[cfg(test)]
mod tests {
    use super::super::location;
    use super::*;
    use crate::policy::relock;
    use crate::verdict::checks;

    #[test]
    fn the_embedded_pack_keeps_its_promises() {
        let pack = Pack::embedded(&checks()).unwrap();
        let policy = file::parse(pack.policy_text()).unwrap();
        verify_digests(&policy, &pack.files, &PackLocation::Embedded).unwrap();
        assert_eq!(pack.gaps().unwrap(), Vec::<String>::new());
        let counts: Vec<(&str, usize)> = pack.lists.iter().map(|list| (list.id.as_str(), list.entries.len())).collect();
        assert_eq!(counts, [("uflpa", 148), ("wro", 74), ("bis-entity-list", 77), ("ns-cmic", 68), ("sdn", 14)]);
    }

    #[test]
    fn a_changed_missing_or_extra_file_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in location::embedded_files() {
            let at = folder.path().join(path);
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            std::fs::write(at, text).unwrap();
        }
        assert_eq!(Pack::open(folder.path(), &checks()).unwrap().digest, Pack::embedded(&checks()).unwrap().digest);
        std::fs::write(folder.path().join("lists/extra.csv"), "x").unwrap();
        let list = folder.path().join("lists/sdn.csv");
        let text = std::fs::read_to_string(&list).unwrap();
        std::fs::write(&list, text.replacen("Xinjiang", "Elsewhere", 1)).unwrap();
        std::fs::remove_file(folder.path().join("places/xpcc.csv")).unwrap();
        let message = Pack::open(folder.path(), &checks()).unwrap_err().to_string();
        for expected in
            ["lists/extra.csv: not pinned", "lists/sdn.csv: the digest is", "places/xpcc.csv: pinned", "policy lock"]
        {
            assert!(message.contains(expected), "{expected} is missing in:\n{message}");
        }
        let changed = relock::relock(folder.path(), &checks()).unwrap();
        assert_eq!(changed, ["added    lists/extra.csv", "changed  lists/sdn.csv", "removed  places/xpcc.csv"]);
    }

    #[test]
    fn a_rule_without_cases_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in location::embedded_files().iter().filter(|(path, _)| !path.starts_with("cases/")) {
            let at = folder.path().join(path);
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            std::fs::write(at, text).unwrap();
        }
        relock::relock(folder.path(), &checks()).unwrap();
        let message = Pack::open(folder.path(), &checks()).unwrap_err().to_string();
        assert!(message.contains("`uflpa-entity-listed` has no case that must fail"), "{message}");
    }
}
