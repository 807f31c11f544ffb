//! `sourcegate.toml`: which manifests, which policy, what fails.

use std::path::Path;

use serde::Deserialize;

use super::root::CONFIG;
use crate::error::Error;
use crate::finding::Level;
use crate::manifest::{ImportSpec, Limits};
use crate::policy::regime::unknown_market;
use crate::policy::signature::Trust;
use crate::source::tree::Tree;
use crate::suggest::toml_problem;

/// The configuration of a repository. Every key is optional; unknown keys are errors.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// Globs of manifests to read beside those found by name.
    pub manifests: Vec<String>,
    /// Globs to leave out.
    pub exclude: Vec<String>,
    /// Pack: `xinjiang`, or the path of a directory relative to this file.
    pub policy: Option<String>,
    /// The version the pack must have.
    pub policy_version: Option<String>,
    /// True if a run without `sourcegate.lock` is refused.
    pub require_lock: bool,
    /// Signature that packs must carry.
    pub policy_signature: Option<Trust>,
    /// The lowest level that fails the run.
    pub fail_on: Option<Level>,
    /// Markets of manifests that name none.
    pub markets: Vec<String>,
    /// File of waivers, relative to the root; `waivers.toml` when left out.
    pub waivers: Option<String>,
    /// File of known debt, relative to the root; `sourcegate-baseline.toml` when left out.
    pub baseline: Option<String>,
    /// Consequence of files that look like sourcing data and cannot be read; `fail` when left out.
    pub unread: Option<OnUnread>,
    /// Reason for which `unread = "warn"` accepts them.
    pub unread_reason: Option<String>,
    /// Inputs that the base reads and a change may drop.
    pub lost: Vec<AcceptedLoss>,
    /// Limits on inputs.
    pub limits: Limits,
    /// Tables to read, with their mapping.
    #[serde(rename = "import")]
    pub imports: Vec<ImportSpec>,
}

/// Input that the base reads and that a change may drop.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedLoss {
    /// Its path, as reported.
    pub path: String,
    /// Reason for which that is accepted.
    pub reason: String,
}

/// Consequence of files that look like sourcing data and cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnUnread {
    /// Fails the run.
    Fail,
    /// The files are named, and the run goes on.
    Warn,
}

impl Config {
    /// The reason for which files that look like sourcing data may stay unread; `None` where they may not.
    #[must_use]
    pub fn accept_unread(&self) -> Option<&str> {
        self.unread_reason.as_deref().filter(|_| self.unread == Some(OnUnread::Warn))
    }

    /// The largest configuration, in bytes.
    pub(super) const MOST: u64 = 1 << 20;

    /// Reads the configuration of a tree of a run. `root` is where a tree on disk stands.
    ///
    /// # Errors
    /// When it does not parse.
    pub fn find(root: Option<&Path>, tree: &dyn Tree) -> Result<Self, Error> {
        match root {
            Some(root) if tree.is_on_disk() => Self::load(&root.join(CONFIG), false),
            _ => Self::of_tree(tree, CONFIG),
        }
    }

    /// Reads a configuration from disk; a file that nobody named may be missing.
    pub(super) fn load(path: &Path, named: bool) -> Result<Self, Error> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => return Ok(Self::default()),
            Err(error) => return Err(Error::Usage(format!("cannot read `{}`: {error}", path.display()))),
        };
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads the configuration that stands at a path of a tree.
    ///
    /// # Errors
    /// When it does not parse.
    pub(super) fn of_tree(tree: &dyn Tree, path: &str) -> Result<Self, Error> {
        if !tree.is_file(path) {
            return Ok(Self::default());
        }
        let shown = format!("{path} of the {}", tree.describe());
        let text = String::from_utf8(tree.read(path, Self::MOST)?).map_err(|error| {
            Error::Usage(format!("{shown}: byte {} is not UTF-8", error.utf8_error().valid_up_to()))
        })?;
        Self::parse(&text, &shown)
    }

    fn parse(text: &str, shown: &str) -> Result<Self, Error> {
        let config: Self = toml::from_str(text).map_err(|error| Error::Usage(toml_problem(shown, &error)))?;
        for glob in config.manifests.iter().chain(&config.exclude) {
            globset::Glob::new(glob)
                .map_err(|error| Error::Usage(format!("{shown}: `{glob}` is not a valid glob: {error}")))?;
        }
        let reason = config.unread_reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        if config.unread == Some(OnUnread::Warn) && reason.is_none() {
            return Err(Error::Usage(format!(
                "{shown}: `unread = \"warn\"` accepts what nobody has judged; say why in `unread-reason`"
            )));
        }
        if let Some(loss) = config.lost.iter().find(|loss| loss.reason.trim().is_empty()) {
            return Err(Error::Usage(format!(
                "{shown}: `[[lost]]` of `{}` accepts what nobody judges any more; say why in `reason`",
                loss.path
            )));
        }
        // A market that no rule speaks of would lower every finding without a word.
        if let Some(why) = config.markets.iter().find_map(|market| unknown_market(market)) {
            return Err(Error::Usage(format!("{shown}: {why}")));
        }
        Ok(config)
    }
}
