//! The whole judgement on strings: no disk, no process.

use std::sync::{Arc, LazyLock};

use sourcegate::finding::{Finding, Level};
use sourcegate::gate::{self, PolicySource, Request, Source};
use sourcegate::policy::pack::Pack;
use sourcegate::rules::Screens;
use sourcegate::source::memory::MemoryTree;
use sourcegate::verdict::run::RunResult;

/// The built-in pack, made ready once for all tests: that takes longer than to judge with it.
static PACK: LazyLock<Arc<Pack>> =
    LazyLock::new(|| Arc::new(Pack::embedded(&sourcegate::verdict::checks()).expect("the built-in pack loads")));
static SCREENS: LazyLock<Screens<'static>> =
    LazyLock::new(|| Screens::new(&PACK).expect("the built-in pack can be screened against"));

/// The result of a run.
pub(crate) struct Judged(pub(crate) RunResult);

impl Judged {
    /// `rule subject` of every finding of this level or above, sorted.
    pub(crate) fn at_least(&self, level: Level) -> Vec<String> {
        let mut found: Vec<String> = self
            .0
            .findings
            .iter()
            .filter(|finding| finding.level >= level)
            .map(|finding| format!("{} {}", finding.rule, finding.subject.id))
            .collect();
        found.sort();
        found
    }

    /// The finding of a rule on a subject.
    pub(crate) fn find(&self, rule: &str, subject: &str) -> Option<&Finding> {
        self.0.findings.iter().find(|finding| finding.rule == rule && finding.subject.id == subject)
    }

    /// Findings of a rule.
    pub(crate) fn findings_of(&self, rule: &str) -> Vec<&Finding> {
        self.0.findings.iter().filter(|finding| finding.rule == rule).collect()
    }

    /// 1-based line on which the primary place of a finding stands.
    pub(crate) fn line(&self, finding: &Finding) -> u32 {
        let place = finding.locations[0];
        self.0.facts.source(place.file).position(place.span.start).line
    }
}

/// Judges files as of a day with the built-in pack, by the gate that ships.
pub(crate) fn judge(files: &[(&str, &[u8])], as_of: &str) -> Judged {
    let tree = files.iter().fold(MemoryTree::default(), |tree, (path, bytes)| tree.with(path, bytes.to_vec()));
    // Asked for by name, so that nothing depends on which names are found in a folder.
    let paths = files.iter().map(|(path, _)| (*path).to_owned()).collect();
    judge_paths(&tree, paths, as_of)
}

/// Judges these paths of a tree as of a day with the built-in pack.
pub(crate) fn judge_paths(tree: &MemoryTree, paths: Vec<String>, as_of: &str) -> Judged {
    let request = Request {
        policy: PolicySource::Ready(Arc::clone(&PACK), &SCREENS),
        as_of: Some(as_of.parse().expect("a date")),
        ..Request::new(Source::Given { tree, paths, base: None, approved: None })
    };
    Judged(gate::run(&request).expect("the tree can be judged").result)
}

/// Judges one native manifest, which must read without a problem.
pub(crate) fn manifest(text: &str, as_of: &str) -> Judged {
    let text = format!("[manifest]\nschema = 1\n{text}");
    let judged = judge(&[("chain.sourcing.toml", text.as_bytes())], as_of);
    for input in &judged.0.inputs {
        let problems: Vec<&str> = input.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(problems.is_empty(), "{}: {problems:?}", input.path);
    }
    judged
}
