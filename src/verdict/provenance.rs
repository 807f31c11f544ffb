//! Provenance of a result: what was asked, which trees were judged, and every file that was read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::source::recording::ReadLog;

/// Arguments and circumstances of a run, as far as they matter for what comes out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Asked {
    /// Files and folders below the root; `""` is everything.
    pub paths: Vec<String>,
    /// The folder of the root inside its repository, with `/`.
    pub root: String,
    /// The day judged as of: YYYY-MM-DD.
    pub as_of: String,
    /// Source of that day: `--as-of`, `today`.
    pub as_of_source: String,
    /// The pack named on the command line.
    pub policy: Option<String>,
    /// `base` or `head`: whose policy counts in a comparison.
    pub policy_from: String,
    /// True for a run of continuous integration, where some rules say more.
    pub ci: bool,
    /// The configuration named on the command line.
    pub config: Option<String>,
    /// The fail level named on the command line.
    pub fail_on: Option<String>,
}

/// Tree that was judged, or compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TreeId {
    /// `work-tree`, `index` or `commit`.
    pub kind: String,
    /// The whole name of the commit; for a work tree, of the commit that it stood on.
    pub commit: Option<String>,
}

/// Notes of a run beside its result, for the record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// Arguments and circumstances of the run.
    pub asked: Asked,
    /// Tree that was judged.
    pub head: TreeId,
    /// Tree that it was compared with.
    pub base: Option<TreeId>,
    /// Later state of the base, whose policy counted.
    pub tip: Option<TreeId>,
    /// Files that were read from the judged tree, and files that were seen there.
    pub readings: ReadLog,
    /// Files seen that the configuration leaves out.
    pub excluded: Vec<String>,
    /// Files of the pack itself that were seen.
    pub own: Vec<String>,
    /// SHA-256 of the files that rule, by path: configuration, waivers, baseline. Those that are missing are left out.
    pub ruling: BTreeMap<String, String>,
}
