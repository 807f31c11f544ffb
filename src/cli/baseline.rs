//! `sourcegate baseline`: record what is known, and take out what is gone.

use jiff::civil::Date;
use std::collections::{BTreeSet, HashSet};

use super::edit::write;
use super::judge_as::JudgeAs;
use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::{Finding, Flaw, Level, Status};
use crate::gate::{Outcome, baseline_path};
use crate::policy::pack::Pack;
use crate::report::clean::clean;
use crate::report::{grammar, phrases};
use crate::source::toml_text::quoted;
use crate::verdict::baseline::{self, Addition, Baseline, Entry};
use crate::verdict::run::RunResult;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Record new debt and take out what is gone
    #[arg(long, conflicts_with = "prune")]
    update: bool,
    /// Only take out what is gone or does not count; records nothing new
    #[arg(long)]
    prune: bool,
    /// Reason why the recorded findings are accepted for now
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Record findings of this level and above; those that fail the run when left out
    #[arg(long, value_name = "LEVEL")]
    level: Option<Level>,
    #[command(flatten)]
    judge_as: JudgeAs,
}

const HEAD: &str =
    "# Known findings, written by `sourcegate baseline`. New ones fail, and so does an entry whose finding is gone.\n";

/// Differences between the file and the findings.
struct Plan<'a> {
    add: Vec<&'a Finding>,
    remove: Vec<(&'a Entry, Flaw)>,
    /// Findings that would be recorded if the policy let them.
    left_out: Vec<&'a Finding>,
}

impl<'a> Plan<'a> {
    fn new(baseline: &'a Baseline, result: &'a RunResult, pack: &Pack, level: Level) -> Self {
        let known: HashSet<&str> = baseline.entries.iter().map(|entry| entry.fingerprint.value.as_str()).collect();
        let (add, left_out) = result
            .findings
            .iter()
            .filter(|finding| finding.level >= level && finding.status != Status::Waived)
            .filter(|finding| !finding.reason.is_about_exception())
            .partition::<Vec<_>, _>(|finding| baseline::may_cover(finding, pack));
        let remove = baseline::assess(baseline, pack, &result.findings, result.as_of, true);
        Self {
            add: add.into_iter().filter(|finding| !known.contains(finding.fingerprint.as_str())).collect(),
            remove: remove.into_iter().map(|(entry, flaw, _)| (entry, flaw)).collect(),
            left_out,
        }
    }
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let (root, Outcome { result, policy }) = arguments.judge_as.work_tree()?;
    if !result.is_whole() {
        return Err(Error::Incomplete(
            "not every input could be read, so nobody knows what stands and what is gone; `sourcegate check` shows which"
                .to_owned(),
        ));
    }
    if result.records() == 0 {
        return Err(Error::NothingChecked("no input holds sourcing data, so there is nothing to record".to_owned()));
    }
    let path = baseline_path(&policy.config);
    let none = Baseline::default();
    let stands = policy.exceptions.baseline.as_ref();
    let (baseline, text) = stands.map_or((&none, HEAD), |stands| (&stands.states, stands.file.text.as_str()));
    let mut plan = Plan::new(baseline, &result, &policy.pack, arguments.level.unwrap_or(result.fail_on));
    if arguments.prune {
        plan.add.clear();
    }
    let mut lines: Vec<String> = plan
        .add
        .iter()
        .map(|finding| format!("add      {}", named(&finding.fingerprint, &finding.rule, &finding.subject.name)))
        .collect();
    lines.extend(plan.remove.iter().map(|(entry, flaw)| {
        let what = named(&entry.fingerprint.value, &entry.rule.value, &entry.subject);
        format!("remove   {what}: {}", phrases::flaw(flaw))
    }));
    let differs = !lines.is_empty();
    if !arguments.prune && !plan.left_out.is_empty() {
        let rules: BTreeSet<&str> = plan.left_out.iter().map(|finding| finding.rule.as_str()).collect();
        lines.push(format!(
            "left out {} of rules that the policy lets nothing cover ({}); settle them: `sourcegate explain RULE`",
            grammar::count(plan.left_out.len() as u64, "finding", "findings"),
            rules.into_iter().collect::<Vec<_>>().join(", ")
        ));
    }
    let writes = arguments.update || arguments.prune || stands.is_none();
    let entries = baseline.entries.len() + plan.add.len() - plan.remove.len();
    lines.push(match (differs, writes) {
        (false, _) => {
            format!("nothing to change: {path} {}", if stands.is_some() { "is up to date" } else { "is not needed" })
        }
        (true, true) => format!("wrote    {path}: {}", grammar::count(entries as u64, "entry", "entries")),
        (true, false) => {
            format!("{path} is unchanged; `--prune` takes out what is gone, `--update` also records what is new")
        }
    });
    if differs && writes {
        let remove = plan.remove.iter().map(|(entry, _)| entry.line).collect();
        let add = plan.add.iter().map(|finding| addition(finding, arguments.reason.as_deref(), result.as_of)).collect();
        write(&root.dir, path, &baseline::edited(text, baseline, &remove, add))?;
    }
    for line in lines {
        written(writeln!(io.out, "{}", clean(&line)), "the answer")?;
    }
    Ok(if differs && !writes { Exit::Findings } else { Exit::Passed })
}

fn named(fingerprint: &str, rule: &str, subject: &str) -> String {
    if subject.is_empty() { format!("{fingerprint}  {rule}") } else { format!("{fingerprint}  {rule} on {subject}") }
}

/// The entry of a finding, as it is written.
fn addition(finding: &Finding, reason: Option<&str>, since: Date) -> Addition {
    let (rule, subject, fingerprint) = (&finding.rule, &finding.subject.name, &finding.fingerprint);
    Addition {
        order: (rule.clone(), subject.clone(), fingerprint.clone()),
        block: format!(
            "[[entry]]\nfingerprint = {}\nrule = {}\nsubject = {}\nreason = {}\nsince = {since}\n",
            quoted(fingerprint),
            quoted(rule),
            quoted(subject),
            quoted(reason.unwrap_or_default())
        ),
    }
}
