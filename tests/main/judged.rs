//! The whole judgement on strings: no disk, no process.

use std::sync::LazyLock;

use sourcegate::finding::{Finding, Level};
use sourcegate::manifest::{self, ImportSpec, Limits, Loaded, Request};
use sourcegate::policy::pack::Pack;
use sourcegate::rules::{self, Screens};
use sourcegate::source::memory::MemoryTree;

/// The built-in pack, made ready once for all tests: that takes longer than to judge with it.
static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::embedded().expect("the built-in pack loads"));
static SCREENS: LazyLock<Screens<'static>> =
    LazyLock::new(|| Screens::new(&PACK).expect("the built-in pack can be screened against"));

/// What came out, and what it was made from.
pub(crate) struct Judged {
    pub(crate) loaded: Loaded,
    pub(crate) findings: Vec<Finding>,
}

impl Judged {
    /// `rule subject` of every finding of this level or above, sorted.
    pub(crate) fn at_least(&self, level: Level) -> Vec<String> {
        let mut found: Vec<String> = self
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
        self.findings.iter().find(|finding| finding.rule == rule && finding.subject.id == subject)
    }

    /// Findings of a rule.
    pub(crate) fn of(&self, rule: &str) -> Vec<&Finding> {
        self.findings.iter().filter(|finding| finding.rule == rule).collect()
    }

    /// 1-based line on which the primary place of a finding stands.
    pub(crate) fn line(&self, finding: &Finding) -> u32 {
        let place = finding.locations[0];
        self.loaded.facts.source(place.file).position(place.span.start).line
    }
}

/// Judges files as of a day with the built-in pack.
pub(crate) fn judge(files: &[(&str, &[u8])], imports: &[ImportSpec], as_of: &str) -> Judged {
    let tree = files.iter().fold(MemoryTree::default(), |tree, (path, bytes)| tree.with(path, bytes.to_vec()));
    // Asked for by name, so that nothing depends on which names are found in a folder.
    let paths: Vec<String> = files.iter().map(|(path, _)| (*path).to_owned()).collect();
    let request =
        Request { tree: &tree, paths: &paths, imports, limits: Limits::default(), include: &[], exclude: &[] };
    let loaded = manifest::load(&request).expect("the tree can be listed");
    let day = as_of.parse().expect("a date");
    let findings = rules::judge(&PACK, &SCREENS, &loaded.facts, day, &PACK.markets_default);
    Judged { loaded, findings }
}

/// Judges one native manifest, which must read without a problem.
pub(crate) fn manifest(text: &str, as_of: &str) -> Judged {
    let text = format!("[manifest]\nschema = 1\n{text}");
    let judged = judge(&[("chain.sourcing.toml", text.as_bytes())], &[], as_of);
    for input in &judged.loaded.inputs {
        let problems: Vec<&str> = input.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(problems.is_empty(), "{}: {problems:?}", input.path);
    }
    judged
}
