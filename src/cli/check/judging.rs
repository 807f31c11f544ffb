//! Reading and judging one tree, or two with one policy.

use jiff::civil::Date;

use super::Arguments;
use super::ruling::Rules;
use super::trail;
use super::trees::Trees;
use crate::cli::exceptions;
use crate::cli::root::Root;
use crate::error::Error;
use crate::finding::Level;
use crate::manifest::{self, Loaded, Request};
use crate::policy::pack::Pack;
use crate::rules::{self, Approved, Circumstances, Screens};
use crate::source::SourceFile;
use crate::source::recording::Recording;
use crate::source::tree::Tree;
use crate::verdict::compare::compare;
use crate::verdict::exceptions::Exceptions;
use crate::verdict::review::{self, Review};
use crate::verdict::run::{ListInfo, PolicyInfo, RunResult};

/// What a run was asked for, and where it reads.
pub(super) struct Run<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) root: &'a Root,
    pub(super) trees: &'a Trees,
    /// Whether this is a run of continuous integration.
    pub(super) ci: bool,
    /// Whether to note what is read, for a record.
    pub(super) recorded: bool,
}

impl Run<'_> {
    /// Judges the head by these rules and, where there is a base, compares it with the base judged by the same rules.
    ///
    /// # Errors
    /// When a tree cannot be listed or the pack cannot be used.
    pub(super) fn judged(&self, rules: &Rules) -> Result<RunResult, Error> {
        self.judged_each(rules, None)
    }

    /// The same, with the base judged by rules of its own: then a list or a rule that the head changes is a cause like a
    /// line of a manifest.
    ///
    /// # Errors
    /// As [`Run::judged`].
    pub(super) fn judged_each(&self, rules: &Rules, of_base: Option<&Rules>) -> Result<RunResult, Error> {
        let mut result = self.both(rules, of_base)?;
        result.compared.clone_from(&self.trees.chosen);
        Ok(result)
    }

    fn both(&self, rules: &Rules, of_base: Option<&Rules>) -> Result<RunResult, Error> {
        let screens = Screens::new(&rules.pack)?;
        let one = |tree: &dyn Tree| self.one(tree, rules, &screens, of_base);
        let judged = |tree: &dyn Tree| -> Result<RunResult, Error> {
            if !self.recorded {
                return one(tree);
            }
            let recording = Recording::of(tree);
            let mut result = one(&recording)?;
            result.trail = Some(Box::new(trail::of(self, rules, recording.finish())?));
            Ok(result)
        };
        // What an exception or an entry of known debt covers is worked out on each result, before they are compared.
        let Some(base) = &self.trees.base else { return judged(&*self.trees.head) };
        let before = || match of_base {
            Some(rules) => self.one(&**base, rules, &Screens::new(&rules.pack)?, None),
            None => one(&**base),
        };
        let (head, base) = rayon::join(|| judged(&*self.trees.head), before);
        let mut head = head?;
        compare(&mut head, base?);
        Ok(head)
    }

    /// The day that decides, and where it comes from.
    pub(super) fn as_of(&self) -> (Date, &'static str) {
        self.arguments.judge_as.as_of.map_or_else(|| (today(), "today"), |day| (day, "--as-of"))
    }

    /// Reads and judges one tree.
    fn one(
        &self,
        tree: &dyn Tree,
        rules: &Rules,
        screens: &Screens<'_>,
        before: Option<&Rules>,
    ) -> Result<RunResult, Error> {
        let Rules { config, pack, exceptions, .. } = rules;
        let standing = exceptions::of_tree(tree, config, false)?;
        // Known files only: a manifest that is put beside them is read.
        let own = pack.paths().into_iter().map(|path| globset::escape(&path));
        let exclude: Vec<String> = config.exclude.iter().cloned().chain(own).collect();
        let request = Request {
            tree,
            paths: &self.root.paths,
            imports: &config.imports,
            limits: config.limits.clone(),
            include: &config.manifests,
            exclude: &exclude,
        };
        let loaded = manifest::load(&request)?;
        if let Some(lost) = tree.lost() {
            return Err(Error::Incomplete(lost));
        }
        let (as_of, as_of_source) = self.as_of();
        let unchanged = |source: &SourceFile| self.trees.is_approved(source);
        let approved = self.trees.approved.clone().map(|(what, day)| Approved {
            what,
            day,
            pack: before.map(|rules| &rules.pack),
            unchanged: &unchanged,
        });
        let settings = Settings {
            circumstances: &Circumstances { ci: self.ci, approved },
            as_of,
            as_of_source,
            fail_on: self.arguments.fail_on.or(config.fail_on).unwrap_or(Level::Deny),
            markets: if config.markets.is_empty() { &pack.markets_default } else { &config.markets },
            tree: tree.describe(),
            root: self.root.dir.display().to_string(),
            whole: self.root.paths.iter().any(String::is_empty),
            counting: exceptions,
            own: &standing,
        };
        let mut result = judge(pack, screens, loaded, &settings);
        result.policy.lock.clone_from(&rules.lock);
        result.policy.signature.clone_from(&rules.signature);
        result.remarks.extend(tree.remarks());
        Ok(result)
    }
}

/// What a run is judged with, beside the pack and the facts.
pub(in crate::cli) struct Settings<'a> {
    pub(in crate::cli) as_of: Date,
    pub(in crate::cli) as_of_source: &'static str,
    pub(in crate::cli) fail_on: Level,
    pub(in crate::cli) markets: &'a [String],
    pub(in crate::cli) tree: String,
    pub(in crate::cli) root: String,
    pub(in crate::cli) circumstances: &'a Circumstances<'a>,
    /// Whether everything below the root is judged, and not only some paths.
    pub(in crate::cli) whole: bool,
    /// The exceptions that count.
    pub(in crate::cli) counting: &'a Exceptions,
    /// The exceptions that stand in the judged tree: these are reviewed, and will count once they are on the base.
    pub(in crate::cli) own: &'a Exceptions,
}

/// Judges what was loaded.
pub(in crate::cli) fn judge(
    pack: &Pack,
    screens: &Screens<'_>,
    mut loaded: Loaded,
    settings: &Settings<'_>,
) -> RunResult {
    rules::state_lists(pack, &mut loaded.facts, settings.as_of);
    let as_of = settings.as_of;
    let mut findings = rules::judge_in(settings.circumstances, pack, screens, &loaded.facts, as_of, settings.markets);
    let reviewed = Review {
        pack,
        exceptions: settings.own,
        findings: &findings,
        as_of,
        markets: settings.markets,
        whole: settings.whole && loaded.is_whole(),
    };
    let flawed = review::review(&reviewed, &mut loaded.facts);
    settings.counting.cover(&mut findings, pack, as_of);
    settings.own.announce(&mut findings, pack, as_of);
    findings.extend(flawed);
    crate::finding::sort(&mut findings);
    RunResult {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        policy: PolicyInfo::from(pack),
        as_of: settings.as_of,
        as_of_source: settings.as_of_source.to_owned(),
        fail_on: settings.fail_on,
        tree: settings.tree.clone(),
        root: settings.root.clone(),
        prefix: String::new(),
        facts: loaded.facts,
        inputs: loaded.inputs,
        unread: loaded.unread,
        lists: pack.lists.iter().map(ListInfo::from).collect(),
        rules: pack.rules.clone(),
        findings,
        compared: None,
        base: None,
        policy_change: None,
        trail: None,
        remarks: exceptions::not_yet(settings.counting, as_of).into_iter().collect(),
    }
}

/// Whether this is a run of continuous integration, which every service says with the variable `CI`.
pub(super) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// Today in UTC, so that every machine agrees.
pub(in crate::cli) fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}
