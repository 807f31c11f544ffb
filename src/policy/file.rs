//! `policy.toml`: what a pack says of itself, of the pack it extends, of its lists, and the digests of its files.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::day::Day;
use super::import::{Scope, importer};
use super::model::{List, Origin, Update};
use super::regime::{Regime, RegimeRow, unknown_market};
use super::terms::{StatedBaseline, StatedWaivers};
use crate::suggest::toml_problem;

/// The file that names all others.
pub(super) const POLICY: &str = "policy.toml";

/// The signature of [`POLICY`], beside it. It is never pinned, because it signs the pins.
pub(super) const SIGNATURE: &str = "policy.toml.minisig";

/// Content of `policy.toml`.
#[derive(Debug)]
pub(super) struct PolicyFile {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) as_of: Date,
    /// `None`: those of the pack below.
    pub(super) markets: Option<Vec<String>>,
    pub(super) extends: Option<Extends>,
    /// The terms of waivers.
    pub(super) waivers: StatedWaivers,
    /// The terms of the baseline.
    pub(super) baseline: StatedBaseline,
    /// Laws that levels of rules refer to.
    pub(super) regimes: Vec<Regime>,
    /// The lists, without entries.
    pub(super) lists: Vec<ListHead>,
    /// Tables that replace those of the pack below.
    pub(super) tables: Vec<Replacing>,
    /// SHA-256 by path.
    pub(super) digests: BTreeMap<String, String>,
}

/// The pack below, by digest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Extends {
    /// `xinjiang`, or a path from the folder of the layer: `../base`.
    pub(super) pack: String,
    /// Its version.
    pub(super) version: Option<String>,
    /// SHA-256 of its `policy.toml`.
    pub(super) sha256: Option<String>,
}

/// A list, and what the layer says when it replaces the one below.
#[derive(Debug)]
pub(super) struct ListHead {
    pub(super) list: List,
    pub(super) reason: Option<String>,
    pub(super) weakens_law: bool,
}

/// A table of places or sectors that replaces the one below.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Replacing {
    /// Path inside the pack.
    pub(super) path: String,
    /// Why.
    pub(super) reason: String,
    /// The layer says that it may weaken a prohibition of law, on purpose.
    #[serde(default)]
    pub(super) weakens_law: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Raw {
    schema: u32,
    id: String,
    version: String,
    title: String,
    as_of: Day,
    markets: Option<Vec<String>>,
    extends: Option<Extends>,
    #[serde(default)]
    waivers: StatedWaivers,
    #[serde(default)]
    baseline: StatedBaseline,
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<RegimeRow>"))]
    regime: Vec<Spanned<RegimeRow>>,
    #[serde(default)]
    list: Vec<ListRow>,
    #[serde(default)]
    table: Vec<Replacing>,
    #[serde(default)]
    file: Vec<FileRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FileRow {
    path: String,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListRow {
    id: String,
    title: String,
    publisher: String,
    source: String,
    published: Option<Day>,
    retrieved: Option<Day>,
    official_count: Option<u32>,
    complete: bool,
    coverage: String,
    licence: String,
    file: String,
    #[serde(default)]
    origin: Vec<Origin>,
    update: Option<Update>,
    reason: Option<String>,
    #[serde(default)]
    weakens_law: bool,
}

/// Place of a list in `policy.toml`, as ranges of bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ListPlace {
    /// Its table.
    pub(super) header: Range<usize>,
    pub(super) id: Range<usize>,
    pub(super) published: Option<Range<usize>>,
    pub(super) retrieved: Option<Range<usize>>,
}

/// Place of a list; `None` when there is no such list.
pub(super) fn place_of_list(text: &str, id: &str) -> Option<ListPlace> {
    #[derive(Deserialize)]
    struct Places {
        #[serde(default)]
        list: Vec<Spanned<Row>>,
    }
    #[derive(Deserialize)]
    struct Row {
        id: Spanned<String>,
        published: Option<Spanned<toml::value::Datetime>>,
        retrieved: Option<Spanned<toml::value::Datetime>>,
    }
    let places: Places = toml::from_str(text).ok()?;
    let row = places.list.into_iter().find(|row| row.get_ref().id.get_ref() == id)?;
    let header = row.span();
    let row = row.into_inner();
    Some(ListPlace {
        header,
        id: row.id.span(),
        published: row.published.map(|date| date.span()),
        retrieved: row.retrieved.map(|date| date.span()),
    })
}

/// Reads `policy.toml`.
///
/// # Errors
/// Every problem of the file.
pub(super) fn parse(text: &str) -> Result<PolicyFile, Vec<String>> {
    let raw: Raw = toml::from_str(text).map_err(|error| vec![toml_problem(POLICY, &error)])?;
    let mut problems = Vec::new();
    if raw.schema != 1 {
        problems.push(format!("{POLICY}: schema {} is not known to this version, which reads schema 1", raw.schema));
    }
    if raw.markets.is_none() && raw.extends.is_none() {
        problems.push(format!("{POLICY}: `markets` is missing; write the markets of manifests that name none"));
    }
    let place = |offset: usize| format!("{POLICY}:{}", crate::suggest::line_column(text, offset));
    let mut regimes: Vec<Regime> = Vec::new();
    for row in raw.regime {
        let at = row.span().start;
        let regime = row.into_inner().read(at, &place, &mut problems);
        if regimes.iter().any(|other| other.id == regime.id) {
            problems.push(format!("{}: the regime `{}` is declared twice", place(at), regime.id));
        }
        regimes.push(regime);
    }
    for market in raw.markets.iter().flatten() {
        problems.extend(unknown_market(market).map(|why| format!("{POLICY}: `markets`: {why}")));
    }
    let digests: BTreeMap<String, String> = raw.file.into_iter().map(|row| (row.path, row.sha256)).collect();
    let mut lists = Vec::new();
    for row in raw.list {
        let list = List {
            digest: digests.get(&row.file).cloned().unwrap_or_default(),
            id: row.id,
            title: row.title,
            publisher: row.publisher,
            source: row.source,
            published: row.published.map(Day::date),
            retrieved: row.retrieved.map(Day::date),
            official_count: row.official_count,
            complete: row.complete,
            coverage: row.coverage,
            licence: row.licence,
            file: row.file,
            origin: row.origin,
            update: row.update,
            entries: Vec::new(),
        };
        lists.push(ListHead { list, reason: row.reason, weakens_law: row.weakens_law });
    }
    for (at, head) in lists.iter().enumerate() {
        let id = &head.list.id;
        if lists[..at].iter().any(|other| other.list.id == *id) {
            problems.push(format!("{POLICY}: the list `{id}` is declared twice"));
        }
        if head.list.coverage.is_empty() && !head.list.complete {
            problems.push(format!("{POLICY}: the list `{id}` is not complete, so `coverage` must say what it lacks"));
        }
        if let Some(update) = &head.list.update {
            let wrong = |what: String| format!("{POLICY}: [list.update] of the list `{id}`: {what}");
            problems.extend(importer(&update.format).err().map(|error| wrong(error.to_string())));
            let scope = Scope::parse(update.scope.iter().map(String::as_str));
            problems.extend(scope.err().map(|error| wrong(error.to_string())));
            if update.addresses.is_empty() {
                problems.push(wrong("`addresses` is empty".to_owned()));
            }
        }
        if head.reason.is_some() && raw.extends.is_none() {
            problems.push(format!(
                "{POLICY}: the list `{id}` gives a `reason` for replacing a list, but this pack extends none; take it out"
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(PolicyFile {
        id: raw.id,
        version: raw.version,
        title: raw.title,
        as_of: raw.as_of.date(),
        markets: raw.markets,
        extends: raw.extends,
        waivers: raw.waivers,
        baseline: raw.baseline,
        regimes,
        lists,
        tables: raw.table,
        digests,
    })
}
