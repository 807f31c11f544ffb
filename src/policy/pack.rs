//! A loaded policy pack: what it and the packs that it extends hold.

mod load;
mod location;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use load::several;

use super::case::{self, Case};
use super::check::KnownIds;
use super::file::{self, POLICY};
use super::layer::{self, Layer, Override};
use super::model::{List, Rule};
use super::regime::Regime;
use super::terms::Terms;
use crate::error::Error;
use crate::screen::place::PlaceTables;
pub use location::BUILT_IN;
pub(super) use location::Files;

/// Place where a list is declared, as ranges of bytes of a `policy.toml`.
#[derive(Debug, PartialEq, Eq)]
pub struct ListPlace<'a> {
    /// Path of the `policy.toml`; of the built-in pack, which has none, its id stands for the folder.
    pub path: String,
    /// Its text.
    pub text: &'a str,
    /// The table of the list.
    pub header: Range<usize>,
    /// Its id.
    pub id: Range<usize>,
    /// Its day of publication.
    pub published: Option<Range<usize>>,
    /// The day it was retrieved.
    pub retrieved: Option<Range<usize>>,
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
    /// SHA-256 of `policy.toml`, which holds the digests of everything else, and of the pack below.
    pub digest: String,
    /// `embedded`, or the path of the directory.
    pub from: String,
    /// Markets of manifests that name none.
    pub markets_default: Vec<String>,
    /// Lists, in the order of `policy.toml`, those of the pack below first.
    pub lists: Vec<List>,
    /// Rules, by family and then in the order of the file, those of the pack below first.
    pub rules: Vec<Rule>,
    /// Laws that levels of rules refer to, those of the pack below first.
    pub regimes: Vec<Regime>,
    /// Terms on which waivers and the baseline count.
    pub terms: Terms,
    /// Changes that this pack and those below make to the packs below them, the lowest first.
    pub overrides: Vec<Override>,
    /// The text of `policy.toml.minisig`, if there is one.
    pub signature: Option<String>,
    files: Files,
    /// The directory or folder that holds them; `None` for the built-in pack.
    folder: Option<String>,
    /// The pack that this one extends.
    base: Option<Box<Pack>>,
    /// Packs below, the nearest first.
    layers: Vec<Layer>,
    /// Rules of packs below for which this pack brings the cases.
    recased: Vec<String>,
}

impl Pack {
    /// The packs below this one, the nearest first.
    #[must_use]
    pub fn below(&self) -> &[Layer] {
        &self.layers
    }

    /// Places of the files of this pack and of those below: lists of a pack are no lists of suppliers.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let mut paths = self.base.as_deref().map(Self::paths).unwrap_or_default();
        if let Some(folder) = &self.folder {
            paths.extend(self.files.keys().map(|path| format!("{folder}/{path}")));
        }
        paths
    }

    /// The folders that hold this pack and those below; the built-in one has none.
    #[must_use]
    pub fn folders(&self) -> Vec<&str> {
        let mut folders = self.base.as_deref().map(Self::folders).unwrap_or_default();
        folders.extend(self.folder.as_deref());
        folders
    }

    /// The rules whose cases stand in this pack: its own, and those of packs below that it changes.
    pub(super) fn own_rules(&self) -> Vec<&Rule> {
        let base = self.base.as_deref();
        let is_own = |rule: &Rule| base.is_none_or(|base| base.rule(&rule.id).is_none());
        self.rules.iter().filter(|rule| is_own(rule) || self.recased.contains(&rule.id)).collect()
    }

    /// The regimes that this pack states, without those of packs below.
    pub(super) fn own_regimes(&self) -> impl Iterator<Item = &Regime> {
        let below = self.base.as_deref().map_or(0, |base| base.regimes.len());
        self.regimes.iter().skip(below)
    }

    /// The ids that parameters of its rules may name.
    pub(super) fn known_ids(&self) -> KnownIds {
        KnownIds::new(self.lists.iter().map(|list| list.id.as_str()), |path| self.table(path))
    }

    /// Finds the gaps between rules and cases. A rule of a pack below has its cases there, unless this pack changes how it
    /// judges.
    fn gaps(&self) -> Result<Vec<String>, Error> {
        Ok(case::gaps(&self.own_rules(), |id| self.rule(id).is_some(), &self.own_cases()?))
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

    /// Place where a list is declared: in this pack, or in the one below that it comes from.
    #[must_use]
    pub fn place_of_list(&self, id: &str) -> ListPlace<'_> {
        if let Some(base) =
            self.base.as_deref().filter(|base| base.list(id).is_some() && base.list(id) == self.list(id))
        {
            return base.place_of_list(id);
        }
        let text = self.policy_text();
        let folder = self.folder.as_deref().unwrap_or(&self.id);
        let found = file::place_of_list(text, id);
        ListPlace {
            path: format!("{folder}/{POLICY}"),
            text,
            header: found.as_ref().map_or(0..0, |place| place.header.clone()),
            id: found.as_ref().map_or(0..0, |place| place.id.clone()),
            published: found.as_ref().and_then(|place| place.published.clone()),
            retrieved: found.and_then(|place| place.retrieved),
        }
    }

    /// The folder of the pack that states a list, this one or one below; `None` for the built-in pack.
    #[must_use]
    pub fn folder_of_list(&self, id: &str) -> Option<&str> {
        match self.base.as_deref() {
            Some(base) if file::place_of_list(self.policy_text(), id).is_none() => base.folder_of_list(id),
            _ => self.folder.as_deref(),
        }
    }

    /// The text of a file of the pack, or of the packs below; empty when none has it.
    #[must_use]
    pub fn table(&self, path: &str) -> &str {
        match (self.files.get(path), &self.base) {
            (Some(text), _) => text.as_ref(),
            (None, Some(base)) => base.table(path),
            (None, None) => "",
        }
    }

    /// The text of `policy.toml`: what a signature signs.
    #[must_use]
    pub(crate) fn policy_text(&self) -> &str {
        self.files.get(POLICY).map_or("", AsRef::as_ref)
    }

    /// The tables of places and sectors, by path.
    pub(super) fn tables(&self) -> BTreeMap<&str, &str> {
        let mut tables = self.base.as_deref().map(Self::tables).unwrap_or_default();
        let own = self.files.iter().filter(|(path, _)| layer::is_table(path));
        tables.extend(own.map(|(path, text)| (path.as_str(), text.as_ref())));
        tables
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

    /// The cases of the pack and of those below, parsed when asked for. Where a pack changes how a rule of a pack below
    /// judges, it brings that rule's cases, and those below speak no more.
    ///
    /// # Errors
    /// When a case does not parse.
    pub fn cases(&self) -> Result<Vec<Case>, Error> {
        let mut cases = match &self.base {
            Some(base) => base.cases()?,
            None => Vec::new(),
        };
        cases.retain(|case| !self.recased.contains(&case.rule));
        cases.extend(self.own_cases()?);
        Ok(cases)
    }

    /// The cases that stand in this pack. Each is judged as its pack would: as of its day, for its markets.
    fn own_cases(&self) -> Result<Vec<Case>, Error> {
        let mut cases = Vec::new();
        let mut problems = Vec::new();
        for (path, text) in self.files.iter().filter(|(path, _)| path.starts_with("cases/")) {
            match case::parse(path, text) {
                Ok(found) => cases.extend(found),
                Err(found) => problems.extend(found),
            }
        }
        for case in &mut cases {
            for point in &mut case.points {
                point.as_of.get_or_insert(self.as_of);
            }
            case.markets.clone_from(&self.markets_default);
        }
        if problems.is_empty() { Ok(cases) } else { Err(several(&self.from, &problems)) }
    }
}
