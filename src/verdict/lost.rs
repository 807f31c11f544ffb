//! Inputs that the base read and the head no longer reads.
//!
//! A file that was renamed, split or rewritten loses nothing while every record that it stated still stands somewhere. What
//! is gone is named; and where something was found in it, the run does not pass, because nobody can tell a supplier that
//! was thrown out from one that only stands where nothing reads it any more.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::run::{RunResult, is_open};
use crate::facts::{Facts, Key, Kind, RecordId};
use crate::finding::{Finding, Level};
use crate::manifest::{Input, Outcome};
use crate::source::anchors::Anchor;
use crate::supply::graph::Graph;
use crate::supply::identity::{fold, subject_identity};

/// Input, or sheet of a workbook, that the base read and the head does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// Path as reported.
    pub path: String,
    /// Sheet of it, where the rest of the workbook is still read.
    pub sheet: Option<String>,
    /// Reason, in words.
    pub reason: String,
    /// Number of open findings of the base, at `review` and above or failing, whose subjects stood there and stand nowhere in
    /// the head.
    pub findings: usize,
    /// Reason for which the configuration accepts that it is not read.
    pub accepted: Option<String>,
}

impl Lost {
    /// Returns true if the run does not pass because of it.
    #[must_use]
    pub const fn fails(&self) -> bool {
        self.findings > 0 && self.accepted.is_none()
    }
}

/// Finds what the head lost. `stands` says of a path if the tree of the head has a file there, and `accepted` for which
/// reason the configuration lets it go. The base must still hold all its findings.
#[must_use]
pub fn find(
    head: &RunResult,
    base: &RunResult,
    stands: &dyn Fn(&str) -> bool,
    accepted: &dyn Fn(&str) -> Option<String>,
) -> Vec<Lost> {
    let mut gone: BTreeMap<(&str, Option<&str>), String> = BTreeMap::new();
    for input in base.inputs.iter().filter(|input| records(input).is_some()) {
        if !is_read(head, input) {
            gone.insert((&input.path, None), reason(head, &input.path, stands));
        }
    }
    let sheets = sheets(&head.facts);
    for (path, sheet) in self::sheets(&base.facts) {
        if !gone.contains_key(&(path, None)) && !sheets.contains(&(path, sheet)) {
            gone.insert((path, Some(sheet)), "the head reads no such sheet in it".to_owned());
        }
    }
    if gone.is_empty() {
        return Vec::new();
    }
    let graph = Graph::new(&head.facts);
    let subjects = head.facts.records().filter(|(_, record)| is_subject(record.kind));
    let standing: HashSet<String> = subjects.map(|(id, _)| subject_identity(&head.facts, &graph, id)).collect();
    let of_base = Graph::new(&base.facts);
    let is_gone = |id: RecordId| !standing.contains(&subject_identity(&base.facts, &of_base, id));
    let weighs = |level: Level| level >= Level::Review.min(head.fail_on);
    let weighing = base.findings.iter().filter(|finding| is_open(finding) && weighs(finding.level));
    let weighing: Vec<&Finding> = weighing.filter(|finding| is_gone(finding.subject.record)).collect();
    let said = Said::about(head, &graph, &weighing, (&base.facts, &of_base));
    gone.into_iter()
        .filter_map(|((path, sheet), reason)| {
            let here = |id: RecordId| is_in(&base.facts, id, path, sheet);
            let lost = base.facts.records().any(|(id, record)| is_subject(record.kind) && here(id) && is_gone(id));
            let found = weighing.iter().filter(|finding| here(finding.subject.record));
            let found = found.filter(|finding| !said.holds(&base.facts, &of_base, finding));
            lost.then(|| Lost {
                path: path.to_owned(),
                sheet: sheet.map(str::to_owned),
                reason,
                findings: found.count(),
                accepted: accepted(path),
            })
        })
        .collect()
}

/// Facts that the head states of firms, sites and goods that findings of the base are about, by name: what moves from a table
/// into a native manifest has another identity there, and is not lost.
struct Said(HashMap<String, HashSet<String>>);

impl Said {
    /// Collects what the head states of the names of these findings of the base.
    fn about(
        head: &RunResult,
        graph: &Graph<'_>,
        findings: &[&Finding],
        (facts, of_base): (&Facts, &Graph<'_>),
    ) -> Self {
        let wanted = findings.iter().flat_map(|finding| names(facts, of_base, finding.subject.record));
        let mut said: HashMap<String, HashSet<String>> = wanted.map(|name| (name, HashSet::new())).collect();
        if said.is_empty() {
            return Self(said);
        }
        for (id, _) in head.facts.records().filter(|(_, record)| is_subject(record.kind)) {
            for name in names(&head.facts, graph, id) {
                if let Some(texts) = said.get_mut(&name) {
                    texts.extend(head.facts.of_record(id).iter().map(|fact| fold(fact.key, head.facts.text(fact))));
                }
            }
        }
        Self(said)
    }

    /// Returns true if the head states, of the same name, the fact that a finding of the base stands on.
    fn holds(&self, facts: &Facts, graph: &Graph<'_>, finding: &Finding) -> bool {
        let subject = finding.subject.record;
        let party = graph.party_of(subject).filter(|_| facts.record(subject).kind == Kind::Site);
        let at = finding.locations.first().map(|place| (place.file, place.span));
        let records = std::iter::once(subject).chain(party);
        let fact = records.flat_map(|id| facts.of_record(id).iter().map(move |fact| (facts.record(id).file, fact)));
        let fact = fact.filter(|(file, fact)| Some((*file, fact.span)) == at).map(|(_, fact)| fact).next();
        // A finding on something that is not stated stands on the name alone.
        let text = fact.map(|fact| fold(fact.key, facts.text(fact)));
        let mut texts = names(facts, graph, subject).into_iter().filter_map(|name| self.0.get(&name));
        texts.any(|texts| text.as_ref().map_or(!texts.is_empty(), |text| texts.contains(text)))
    }
}

/// The names of a record, folded; those of the firm for a site.
fn names(facts: &Facts, graph: &Graph<'_>, id: RecordId) -> Vec<String> {
    let party = graph.party_of(id).filter(|_| facts.record(id).kind == Kind::Site);
    let named = std::iter::once(id).chain(party);
    let names = named
        .flat_map(|id| [Key::Name, Key::NameZh, Key::NameOther].into_iter().flat_map(move |key| facts.all(id, key)));
    names.map(|fact| fold(fact.key, facts.text(fact))).collect()
}

/// Returns true for the kinds that findings are about and that keep their identity in another file.
const fn is_subject(kind: Kind) -> bool {
    matches!(kind, Kind::Party | Kind::Site | Kind::Item)
}

/// Count of the records of an input that was read, and if it was understood.
const fn records(input: &Input) -> Option<(u32, bool)> {
    match &input.outcome {
        Outcome::Read { records } => Some((*records, true)),
        Outcome::NotUnderstood { records, .. } => Some((*records, false)),
        Outcome::NoData(_) | Outcome::Failed => None,
    }
}

/// Returns true if the head reads this input of the base as well as the base did.
fn is_read(head: &RunResult, before: &Input) -> bool {
    let now = head.inputs.iter().filter(|input| input.path == before.path).find_map(records);
    let understood = records(before).is_some_and(|(_, understood)| understood);
    now.is_some_and(|(_, now)| now || !understood)
}

/// Says what became of an input.
fn reason(head: &RunResult, path: &str, stands: &dyn Fn(&str) -> bool) -> String {
    if let Some(input) = head.inputs.iter().find(|input| input.path == path) {
        let problem = input.problems.iter().find(|problem| problem.fatal).map(|problem| problem.message.as_str());
        return match &input.outcome {
            Outcome::NoData(why) => format!("the head finds no sourcing data in it: {why}"),
            Outcome::NotUnderstood { why, .. } => format!("the head does not understand it: {why}"),
            Outcome::Read { .. } | Outcome::Failed => {
                format!("the head cannot read it: {}", problem.unwrap_or("it is damaged"))
            }
        };
    }
    if let Some(unread) = head.unread.iter().find(|unread| unread.path == path) {
        return format!("the head leaves it unread: {}", unread.reason);
    }
    if stands(path) {
        "the head has it, and a search does not take it for sourcing data".to_owned()
    } else {
        "the head does not have it: it was deleted, or moved to where nothing reads it".to_owned()
    }
}

/// The sheets of workbooks that state records.
fn sheets(facts: &Facts) -> HashSet<(&str, &str)> {
    facts.records().filter_map(|(id, _)| Some((path(facts, id), sheet(facts, id)?))).collect()
}

fn path(facts: &Facts, id: RecordId) -> &str {
    &facts.source(facts.record(id).file).path
}

/// The sheet in which a record stands.
fn sheet(facts: &Facts, id: RecordId) -> Option<&str> {
    let record = facts.record(id);
    match facts.source(record.file).anchor(record.span.start) {
        Some(Anchor::Cell { sheet, .. }) => Some(sheet),
        _ => None,
    }
}

fn is_in(facts: &Facts, id: RecordId, file: &str, of_sheet: Option<&str>) -> bool {
    path(facts, id) == file && (of_sheet.is_none() || sheet(facts, id) == of_sheet)
}
