//! Reading and judging one tree, or two with one policy.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::config::AcceptedLoss;
use super::exceptions;
use super::reading_change::{ReadingChange, add_stricter};
use super::recording;
use super::request::{PolicySource, Request};
use super::resolved_policy::ResolvedPolicy;
use super::trees::Trees;
use crate::error::Error;
use crate::facts::Facts;
use crate::finding::{Level, Status};
use crate::manifest::{self, Loaded, Reading};
use crate::policy::pack::Pack;
use crate::rules::{self, Approved, Circumstances, Screens};
use crate::source::SourceFile;
use crate::source::recording::Recording;
use crate::source::tree::Tree;
use crate::verdict::compare::{against_another, compare};
use crate::verdict::exceptions::Exceptions;
use crate::verdict::lost;
use crate::verdict::review::{self, Review};
use crate::verdict::run::{ListInfo, PolicyInfo, RunResult};

/// The judgement of the trees of a run: what was asked, and what was opened for it.
pub(super) struct Judgement<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) trees: &'a Trees<'a>,
}

impl Judgement<'_> {
    /// Judges the head by these rules and, where there is a base, compares it with the base judged by the same rules.
    ///
    /// # Errors
    /// When a tree cannot be listed or the pack cannot be used.
    pub(super) fn judge_whole(&self, policy: &ResolvedPolicy) -> Result<RunResult, Error> {
        self.judge_each(policy, None)
    }

    /// Judges the head by these rules, and the base by rules of its own: then a list or a rule that the head changes is a
    /// cause like a line of a manifest.
    ///
    /// # Errors
    /// As [`Judgement::judge_whole`].
    pub(super) fn judge_each(
        &self,
        policy: &ResolvedPolicy,
        of_base: Option<&ResolvedPolicy>,
    ) -> Result<RunResult, Error> {
        let mut result = self.both(policy, of_base)?;
        result.compared.clone_from(&self.trees.chosen);
        Ok(result)
    }

    fn both(&self, policy: &ResolvedPolicy, of_base: Option<&ResolvedPolicy>) -> Result<RunResult, Error> {
        let made;
        let screens = match &self.request.policy {
            PolicySource::Ready(_, screens) => *screens,
            _ => {
                made = Screens::new(&policy.pack)?;
                &made
            }
        };
        let one = |tree: &dyn Tree| self.one(tree, policy, screens, of_base);
        let recording = self.request.recorded.then(|| Recording::new(self.trees.head()));
        let head: &dyn Tree = match &recording {
            Some(recording) => recording,
            None => self.trees.head(),
        };
        // What an exception or an entry of known debt covers is worked out on each result, before they are compared.
        let Some(base) = self.trees.base() else {
            let mut result = one(head)?;
            self.prove(&mut result, policy, recording)?;
            return Ok(result);
        };
        let before = |base: &dyn Tree| match of_base {
            Some(policy) => self.one(base, policy, &Screens::new(&policy.pack)?, None),
            None => one(base),
        };
        let (now, then) = rayon::join(|| self.load(head, policy), || self.load(base, of_base.unwrap_or(policy)));
        let (now, then) = (now?, then?);
        // Where the head is asked to rule, it rules how it is read.
        let reading = match of_base {
            None => ReadingChange::between(&then.readings, &now.readings),
            Some(_) => ReadingChange::default(),
        };
        let judge_base = || match of_base {
            Some(policy) => self.judge(base, policy, &Screens::new(&policy.pack)?, None, then, &[]),
            None => self.judge(base, policy, screens, None, then, &[]),
        };
        let (head, base) = rayon::join(|| self.judge(head, policy, screens, of_base, now, &reading.before), judge_base);
        let ((mut head, only_before), (base, _)) = (head?, base?);
        self.prove(&mut head, policy, recording)?;
        // What a change may drop is for the base to say.
        let accepted = &of_base.unwrap_or(policy).config.lost;
        let lose = |head: &mut RunResult, base: &RunResult| self.lose(head, base, accepted);
        lose(&mut head, &base);
        compare(&mut head, base);
        self.against_others(&mut head, &before, &lose)?;
        reading.show(&mut head, &only_before, self.trees);
        Ok(head)
    }

    /// Notes what was read, if that was recorded.
    fn prove(
        &self,
        result: &mut RunResult,
        policy: &ResolvedPolicy,
        recording: Option<Recording<'_>>,
    ) -> Result<(), Error> {
        if let Some(recording) = recording {
            let provenance = recording::provenance(self.request, self.trees, policy, recording.finish())?;
            result.provenance = Some(Box::new(provenance));
        }
        Ok(())
    }

    /// Compares a result, which was compared with the base, with the other states of the base too.
    fn against_others(
        &self,
        head: &mut RunResult,
        judged: &dyn Fn(&dyn Tree) -> Result<RunResult, Error>,
        lose: &dyn Fn(&mut RunResult, &RunResult),
    ) -> Result<(), Error> {
        for other in self.trees.others() {
            let other = judged(other)?;
            lose(head, &other);
            against_another(head, &other, &[Status::Carried, Status::Moved]);
        }
        // What stands where it stood goes when the base took it out: the merge sees to that. What was moved comes back.
        if let Some(tip) =
            self.trees.tip().filter(|_| head.findings.iter().any(|finding| finding.status == Status::Moved))
        {
            against_another(head, &judged(tip)?, &[Status::Moved]);
        }
        Ok(())
    }

    /// Notes what a base read and the head does not, beside what another state of the base already showed.
    fn lose(&self, head: &mut RunResult, base: &RunResult, accepted: &[AcceptedLoss]) {
        let lost = lost::find(head, base, &|path| self.trees.head().is_file(path), &|path| {
            accepted.iter().find(|loss| loss.path == path).map(|loss| loss.reason.clone())
        });
        for found in lost {
            match head.lost.iter_mut().find(|known| (&known.path, &known.sheet) == (&found.path, &found.sheet)) {
                Some(known) => known.findings = known.findings.max(found.findings),
                None => head.lost.push(found),
            }
        }
    }

    /// Reads and judges one tree.
    fn one(
        &self,
        tree: &dyn Tree,
        policy: &ResolvedPolicy,
        screens: &Screens<'_>,
        before: Option<&ResolvedPolicy>,
    ) -> Result<RunResult, Error> {
        let loaded = self.load(tree, policy)?;
        Ok(self.judge(tree, policy, screens, before, loaded, &[])?.0)
    }

    /// Reads one tree.
    fn load(&self, tree: &dyn Tree, policy: &ResolvedPolicy) -> Result<Loaded, Error> {
        let loaded = self.with_request(tree, policy, manifest::load)?;
        tree.lost().map_or(Ok(loaded), |lost| Err(Error::Incomplete(lost)))
    }

    /// Calls with the request for the manifests of a tree.
    fn with_request<T>(
        &self,
        tree: &dyn Tree,
        policy: &ResolvedPolicy,
        ask: impl FnOnce(&manifest::Request<'_>) -> T,
    ) -> T {
        let ResolvedPolicy { config, pack, .. } = policy;
        // Known files only: a manifest that is put beside them is read.
        let own = if policy.is_apart { Vec::new() } else { pack.paths() };
        let own = own.into_iter().chain(self.request.leave_out.iter().cloned());
        let exclude: Vec<String> =
            config.exclude.iter().cloned().chain(own.map(|path| globset::escape(&path))).collect();
        ask(&manifest::Request {
            tree,
            paths: self.trees.paths(),
            imports: &config.imports,
            limits: self.request.limits.clone().unwrap_or_else(|| config.limits.clone()),
            include: &config.manifests,
            exclude: &exclude,
            accept_unread: config.accept_unread(),
        })
    }

    /// Judges what was read of one tree, and these tables of it as read in another way too; the second value holds the
    /// fingerprints of what only the other way finds.
    fn judge(
        &self,
        tree: &dyn Tree,
        policy: &ResolvedPolicy,
        screens: &Screens<'_>,
        before: Option<&ResolvedPolicy>,
        loaded: Loaded,
        readings: &[(String, Reading)],
    ) -> Result<(RunResult, BTreeSet<String>), Error> {
        let ResolvedPolicy { config, pack, exceptions, .. } = policy;
        let standing = exceptions::of_tree(tree, config, false)?;
        let (as_of, as_of_source) = self.request.day();
        let unchanged = |source: &SourceFile| self.trees.is_approved(source);
        let approved = self.trees.approved.clone().map(|(what, day)| Approved {
            what,
            day,
            pack: before.map(|policy| &*policy.pack),
            unchanged: &unchanged,
        });
        let markets = self.request.markets.as_ref().filter(|markets| !markets.is_empty());
        let configured = Some(&config.markets).filter(|markets| !markets.is_empty());
        let settings = Settings {
            circumstances: &Circumstances { ci: self.request.ci, approved },
            as_of,
            as_of_source,
            fail_on: self.request.fail_on.or(config.fail_on).unwrap_or(Level::Deny),
            markets: markets.or(configured).unwrap_or(&pack.markets_default),
            tree: tree.describe(),
            root: self.trees.root().map(|root| root.dir.display().to_string()).unwrap_or_default(),
            whole: self.trees.paths().iter().any(String::is_empty),
            counting: exceptions,
            own: &standing,
        };
        let again = |loaded: &mut Loaded| {
            self.with_request(tree, policy, |request| manifest::read_again(request, loaded, readings));
        };
        let again: Option<&dyn Fn(&mut Loaded)> = if readings.is_empty() { None } else { Some(&again) };
        let (mut result, only_again) = judge(pack, screens, loaded, &settings, again)?;
        result.policy.lock.clone_from(&policy.lock);
        result.policy.signature.clone_from(&policy.signature);
        result.remarks.extend(tree.remarks());
        Ok((result, only_again))
    }
}

/// Settings of a judgement, beside the pack and the facts.
struct Settings<'a> {
    as_of: Date,
    as_of_source: &'static str,
    fail_on: Level,
    markets: &'a [String],
    tree: String,
    root: String,
    circumstances: &'a Circumstances<'a>,
    /// True if everything below the root is judged, and not only some paths.
    whole: bool,
    /// The exceptions that count.
    counting: &'a Exceptions,
    /// The exceptions that stand in the judged tree: these are reviewed, and will count once they are on the base.
    own: &'a Exceptions,
}

/// Judges what was loaded, and again with what a second reading adds; the second value holds the fingerprints of what only that finds.
fn judge(
    pack: &Pack,
    screens: &Screens<'_>,
    mut loaded: Loaded,
    settings: &Settings<'_>,
    again: Option<&dyn Fn(&mut Loaded)>,
) -> Result<(RunResult, BTreeSet<String>), Error> {
    rules::state_lists(pack, &mut loaded.facts, settings.as_of);
    let as_of = settings.as_of;
    let find = |facts: &Facts| rules::find(settings.circumstances, pack, screens, facts, as_of, settings.markets);
    let mut findings = find(&loaded.facts)?;
    let mut only_again = BTreeSet::new();
    if let Some(again) = again {
        let (records, files) = (loaded.facts.len(), loaded.facts.sources.len());
        again(&mut loaded);
        only_again = add_stricter(&mut findings, find(&loaded.facts)?);
        if only_again.is_empty() {
            loaded.facts.take_back(records, files);
        }
    }
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
    let result = RunResult {
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
        lost: Vec::new(),
        idle: false,
        lists: pack.lists.iter().map(ListInfo::from).collect(),
        rules: pack.rules.clone(),
        findings,
        compared: None,
        base: None,
        policy_change: None,
        provenance: None,
        remarks: exceptions::not_yet(settings.counting, as_of).into_iter().collect(),
    };
    Ok((result, only_again))
}
