//! The record of a run: what was asked, what was read and with which digests, what was not read and why, which rules ran
//! on how many subjects, and what came out. The same run gives the same bytes, on any machine.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::provenance::{Asked, Provenance, TreeId};
use super::run::RunResult;
use crate::manifest::Outcome;
use crate::policy::{lock, signature};
use crate::source::recording::{FileDigest, ReadLog};

/// The version of the record's schema.
pub const SCHEMA_VERSION: u32 = 1;

/// Kind by which the schema of a record is told apart.
pub const KIND: &str = "sourcegate-run-record";

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Record"))]
pub struct RunRecord {
    /// Version of the schema.
    pub schema: u32,
    /// `sourcegate-run-record`.
    pub kind: String,
    /// Program that ran.
    pub tool: Tool,
    /// Arguments and circumstances of the run.
    pub asked: Asked,
    /// Tree that was judged.
    pub head: TreeId,
    /// Tree that it was compared with.
    pub base: Option<TreeId>,
    /// Tree that policy came from, where that is a later state of the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<TreeId>,
    /// Policy that it was judged by.
    pub policy: Policy,
    /// Files that were read.
    pub inputs: Vec<InputRow>,
    /// Files that were seen and not read, and why.
    pub not_read: NotRead,
    /// Rules that ran.
    pub rules: Vec<RuleRow>,
    /// Findings of the run.
    pub findings: Vec<FindingRow>,
    /// `pass` or `fail`.
    pub verdict: String,
    /// The exit code.
    pub exit: u8,
}

/// The tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Policy that a run was judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Policy {
    /// The pack, then those below it.
    pub packs: Vec<PackRow>,
    /// Its lists.
    pub lists: Vec<ListRow>,
    /// SHA-256 of the lock that holds; `null` without one.
    pub lock: Option<String>,
    /// The key that the pack is signed with, when that was checked.
    pub signed_with: Option<String>,
    /// SHA-256 of configuration, waivers and baseline, by path.
    pub files: BTreeMap<String, String>,
    /// Overrides of layers that weaken a prohibition of law.
    pub weakens_law: Vec<String>,
    /// Findings of this level and above fail the run.
    pub fail_on: String,
}

/// A pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PackRow {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its `policy.toml`.
    pub sha256: String,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ListRow {
    /// Its id.
    pub id: String,
    /// Day to which it goes.
    pub published: Option<String>,
    /// Number of its entries.
    pub entries: usize,
    /// True when it holds everything that the publisher lists.
    pub complete: bool,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InputRow {
    /// Path below the root.
    pub path: String,
    /// The reader that took it.
    pub format: String,
    /// `read`, `no-data` or `failed`.
    pub outcome: String,
    /// Reason why there was no data, or what went wrong, in words.
    pub why: Vec<String>,
    /// Number of records that it states.
    pub records: u32,
    /// Its size and digest; `null` when not even its bytes could be read.
    pub content: Option<FileDigest>,
}

/// Files that were seen and not read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NotRead {
    /// Tables whose name and header speak of no supplier, maker or owner with a place.
    pub tables: Vec<String>,
    /// Inputs that the base read and this tree does not: the path, and the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<LostRow>,
    /// Files that `exclude` of the configuration leaves out.
    pub excluded: Vec<String>,
    /// Files of the pack itself, which are pinned with it.
    pub policy: usize,
    /// Files outside the paths that were asked for.
    pub elsewhere: usize,
    /// Files of a kind that no reader takes, counted by extension.
    pub other: BTreeMap<String, usize>,
}

/// An input that the base read and the judged tree does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LostRow {
    /// Its path.
    pub path: String,
    /// Sheet of it, where the rest of the workbook is still read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Reason, in words.
    pub reason: String,
}

/// A rule that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuleRow {
    /// Its id.
    pub id: String,
    /// The check that it names.
    pub check: String,
    /// Records of the kinds that the check starts from; `null` for a check of other things, such as waivers.
    pub evaluated: Option<usize>,
    /// Findings that came of it, those that are covered or stood in the base included.
    pub fired: usize,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingRow {
    /// Its fingerprint.
    pub fingerprint: String,
    /// Its rule.
    pub rule: String,
    /// Its level.
    pub level: String,
    /// Its status.
    pub status: String,
    /// File and line where it stands.
    pub place: String,
}

impl RunRecord {
    /// The record of a result.
    #[must_use]
    pub fn new(result: &RunResult, provenance: &Provenance) -> Self {
        let evaluated = crate::rules::evaluated(&result.rules, &result.facts, result.lists.len());
        let rule = |(rule, evaluated): (&crate::policy::model::Rule, Option<usize>)| RuleRow {
            id: rule.id.clone(),
            check: rule.check.clone(),
            evaluated,
            fired: result.findings.iter().filter(|finding| finding.rule == rule.id).count(),
        };
        // What is gone since the base is part of what came out.
        let gone = result.base.as_deref().map(|base| (base, &base.findings));
        let findings = std::iter::once((result, &result.findings)).chain(gone).flat_map(|(result, findings)| {
            findings.iter().map(move |finding| FindingRow {
                fingerprint: finding.fingerprint.clone(),
                rule: finding.rule.clone(),
                level: finding.level.word().to_owned(),
                status: finding.status.word().to_owned(),
                place: result.place(finding),
            })
        });
        Self {
            schema: SCHEMA_VERSION,
            kind: KIND.to_owned(),
            tool: Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: result.tool_version.clone() },
            asked: provenance.asked.clone(),
            head: provenance.head.clone(),
            base: provenance.base.clone(),
            tip: provenance.tip.clone(),
            policy: policy(result, provenance),
            inputs: inputs(result, &provenance.readings),
            not_read: not_read(result, provenance),
            rules: result.rules.iter().zip(evaluated).map(rule).collect(),
            findings: findings.collect(),
            verdict: result.verdict().to_owned(),
            exit: result.exit() as u8,
        }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// When it is no record, or of a schema that this version does not know.
    pub fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            schema: u32,
            kind: String,
        }
        let head: Head = serde_json::from_str(text).map_err(|error| format!("this is no record of a run ({error})"))?;
        if head.kind != KIND {
            return Err(format!("this is `{}`, and no record of a run (`{KIND}`)", head.kind));
        }
        if head.schema != SCHEMA_VERSION {
            let known = SCHEMA_VERSION;
            return Err(format!("schema {} is not known to this version, which reads schema {known}", head.schema));
        }
        serde_json::from_str(text).map_err(|error| format!("the record cannot be read: {error}"))
    }
}

fn policy(result: &RunResult, provenance: &Provenance) -> Policy {
    let info = &result.policy;
    let pack = |id: &str, version: &str, sha256: &str| PackRow {
        id: id.to_owned(),
        version: version.to_owned(),
        sha256: sha256.to_owned(),
    };
    let below = info.layers.iter().map(|layer| pack(&layer.id, &layer.version, &layer.digest));
    Policy {
        packs: std::iter::once(pack(&info.id, &info.version, &info.digest)).chain(below).collect(),
        lists: result
            .lists
            .iter()
            .map(|list| ListRow {
                id: list.id.clone(),
                published: list.published.map(|day| day.to_string()),
                entries: list.entries,
                complete: list.complete,
                sha256: list.digest.clone(),
            })
            .collect(),
        lock: match &info.lock {
            lock::State::Held { digest } => Some(digest.clone()),
            lock::State::Absent | lock::State::SetAside => None,
        },
        signed_with: match &info.signature {
            signature::State::Verified { key, .. } => Some(key.clone()),
            signature::State::Unsigned | signature::State::Unchecked => None,
        },
        files: provenance.ruling.clone(),
        weakens_law: info
            .overrides
            .iter()
            .filter(|row| !row.weakens.is_empty())
            .map(|row| format!("{} {} by {}", row.change.topic.word(), row.change.id, row.layer))
            .collect(),
        fail_on: result.fail_on.word().to_owned(),
    }
}

fn inputs(result: &RunResult, readings: &ReadLog) -> Vec<InputRow> {
    let row = |input: &crate::manifest::Input| {
        let mut why: Vec<String> = input.problems.iter().map(|problem| problem.message.clone()).collect();
        let (outcome, records) = match &input.outcome {
            Outcome::Read { records } => ("read", *records),
            Outcome::NotUnderstood { records, why: missing } => {
                why.insert(0, missing.clone());
                ("not-understood", *records)
            }
            Outcome::NoData(reason) => {
                why.insert(0, reason.clone());
                ("no-data", 0)
            }
            Outcome::Failed => ("failed", 0),
        };
        InputRow {
            path: input.path.clone(),
            format: input.format.to_owned(),
            outcome: outcome.to_owned(),
            why,
            records,
            content: readings.read.get(&input.path).cloned(),
        }
    };
    result.inputs.iter().map(row).collect()
}

fn not_read(result: &RunResult, provenance: &Provenance) -> NotRead {
    let mut not_read = NotRead {
        tables: result.unread.iter().map(|unread| unread.path.clone()).collect(),
        lost: result
            .lost
            .iter()
            .map(|lost| LostRow { path: lost.path.clone(), sheet: lost.sheet.clone(), reason: lost.reason.clone() })
            .collect(),
        excluded: provenance.excluded.clone(),
        policy: provenance.own.len(),
        ..NotRead::default()
    };
    let named = not_read.tables.iter().chain(&not_read.excluded).chain(&provenance.own);
    let known: BTreeSet<&str> =
        result.inputs.iter().map(|input| &input.path).chain(named).map(String::as_str).collect();
    let asked = |path: &str| {
        provenance.asked.paths.iter().any(|asked| crate::source::tree::is_below(asked, path) || asked == path)
    };
    let mut other: BTreeMap<String, usize> = BTreeMap::new();
    let mut elsewhere = 0;
    for path in provenance.readings.seen.iter().filter(|path| !known.contains(path.as_str())) {
        if asked(path) {
            let name = path.rsplit('/').next().unwrap_or(path);
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            *other.entry(extension.to_lowercase()).or_default() += 1;
        } else {
            elsewhere += 1;
        }
    }
    not_read.other = other;
    not_read.elsewhere = elsewhere;
    not_read
}
