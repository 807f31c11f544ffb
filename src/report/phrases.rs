//! A finding in a few sentences, for formats that have one string for it.
//!
//! The sentences are clean and on one line, with every quoted part cut; each format adds its own escaping on top.

use super::clean::{clean, clean_short};
use super::positions::Positions;
use super::words;
use crate::finding::{CoverKind, Finding, Hop, Location, Reach, Status, Subject};
use crate::manifest::Problem;
use crate::policy::model::Rule;
use crate::screen::name::identity;
use crate::verdict::run::RunResult;

/// Columns of a name in a sentence.
pub(crate) const NAME: usize = 80;
/// Columns of a name in a path.
const STOP: usize = 48;
/// Stops of a path named in a sentence; the middle of a longer one is counted.
const STOPS: usize = 6;
/// Columns of a path of a file.
const PATH: usize = 200;

/// A name with its id behind it, where the id says something new: what states no id goes by a form of its name.
pub(crate) fn named(name: &str, id: &str, columns: usize) -> String {
    let made = id.contains(' ') && identity(name) == id;
    let (name, id) = (clean_short(name, columns), clean_short(id, columns / 2));
    match (name.is_empty(), name == id || id.is_empty() || made) {
        (true, _) => id,
        (false, true) => name,
        (false, false) => format!("{name} ({id})"),
    }
}

/// A stated text in quotes, cut.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", clean_short(text, NAME))
}

/// Who a finding is about: `Redrock Silicon (shanshan-1)`.
pub(crate) fn subject(subject: &Subject) -> String {
    named(&subject.name, &subject.id, NAME)
}

/// The title of the rule.
pub(crate) fn title(finding: &Finding, result: &RunResult) -> String {
    clean_short(result.rule(&finding.rule).map_or(finding.rule.as_str(), |rule| rule.title.as_str()), 200)
}

/// What is wrong with an input and the way out, raw, without the last full stop.
pub(crate) fn problem(problem: &Problem) -> String {
    words::sentences(&[problem.message.clone(), problem.help.clone().unwrap_or_default()])
}

/// One stop of a path: `Redrock Silicon (shanshan-1)`.
pub(crate) fn stop(hop: &Hop) -> String {
    named(&hop.name, &hop.id, STOP)
}

/// How a stop is reached from the one before: `supplied by, tier 2`.
pub(crate) fn step(hop: &Hop) -> String {
    let tier = hop.tier.map_or_else(String::new, |tier| format!("tier {tier}"));
    [hop.via, &tier].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The way from an item to the exposed record, in short: `SM-550 ← Sunfield ← … 2 more … ← Redrock Silicon`.
pub(crate) fn way(reach: &Reach) -> String {
    let name = |hop: &Hop| clean_short(if hop.name.is_empty() { &hop.id } else { &hop.name }, STOP);
    let hops = &reach.path;
    let left_out = if hops.len() > STOPS { hops.len() + 1 - STOPS } else { 0 };
    let head = if left_out > 0 { STOPS / 2 } else { hops.len() };
    let mut stops: Vec<String> = hops.iter().take(head).map(name).collect();
    if left_out > 0 {
        stops.push(format!("… {left_out} more …"));
        stops.extend(hops.iter().skip(head + left_out).map(name));
    }
    stops.join(" ← ")
}

/// The first way to an item, and how many more items there are; `None` when the record reaches no item.
pub(crate) fn path(finding: &Finding) -> Option<String> {
    let (first, rest) = finding.reaches.split_first()?;
    let more = match rest.len() {
        0 => String::new(),
        many => format!(" (and {})", words::count(many as u64, "more item", "more items")),
    };
    Some(format!("{}{more}", way(first)))
}

/// What would clear a finding of this rule, in one sentence; empty when the rule names nothing.
pub(crate) fn clears(rule: Option<&Rule>) -> String {
    let Some((first, rest)) = rule.and_then(|rule| rule.clears.split_first()) else { return String::new() };
    let more = match rest.len() {
        0 => String::new(),
        many => format!(" (or {})", words::count(many as u64, "other way", "other ways")),
    };
    clean(&format!("To clear it: {}{more}", clean_short(first, 300)))
}

/// Where the status of a finding comes from; `None` for a new one.
pub(crate) fn status(finding: &Finding) -> Option<String> {
    let cover = finding.cover.as_ref();
    let why = cover.map_or_else(String::new, |cover| {
        let until = cover.expires.map_or_else(String::new, |day| format!(", expires {day}"));
        let owner = if cover.owner.is_empty() { String::new() } else { format!(", owner {}", cover.owner) };
        let ticket = if cover.ticket.is_empty() { String::new() } else { format!(", ticket {}", cover.ticket) };
        let reason = if cover.reason.is_empty() { "no reason stated" } else { cover.reason.as_str() };
        format!(" ({}: {}{owner}{ticket}{until})", cover.place, clean_short(reason, 300))
    });
    let word = match finding.status {
        Status::New => return None,
        Status::Carried => "it stands in the base already",
        Status::Moved => "it stands elsewhere in the base",
        Status::Fixed => "it stood in the base and is gone",
        Status::Waived => "a waiver covers it",
        Status::Baselined => "the baseline holds it",
        Status::PendingWaiver if cover.is_some_and(|cover| cover.kind == CoverKind::Baseline) => {
            "an entry of the baseline for it is pending, and counts once it is on the base"
        }
        Status::PendingWaiver => "a waiver for it is pending, and counts once it is on the base",
    };
    Some(clean(&format!("{word}{why}")))
}

/// The path of a file as stated, cut.
pub(crate) fn file(result: &RunResult, location: &Location) -> String {
    clean_short(&result.facts.source(location.file).path, PATH)
}

/// `file:line` of a location.
pub(crate) fn file_line(result: &RunResult, positions: &Positions, location: &Location) -> String {
    format!("{}:{}", file(result, location), positions.at(location).line)
}

/// The raw path of a file inside the repository.
pub(crate) fn repository_path(result: &RunResult, path: &str) -> String {
    if result.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", result.prefix) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::facts::{Kind, RecordId};
    use crate::source::{FileId, Span};

    /// A way over parties of these names, each supplied by the next at tier 2.
    pub(in crate::report) fn reach(names: &[&str]) -> Reach {
        let location = Location { file: FileId(0), span: Span::new(0, 0), row: 0 };
        let hop = |name: &&str| Hop {
            id: String::new(),
            name: (*name).to_owned(),
            kind: Kind::Party,
            location,
            stated_by: RecordId(0),
            via: "supplied by",
            tier: Some(2),
        };
        let path = names.iter().map(hop).collect();
        Reach { id: String::new(), name: String::new(), record: RecordId(0), path, eta: None, share: None }
    }

    #[test]
    fn a_long_way_is_counted_in_its_middle() {
        let names = ["s1", "s2", "s3", "s4", "s5", "s6", "s7"];
        assert_eq!(way(&reach(&names[..3])), "s1 ← s2 ← s3");
        assert_eq!(way(&reach(&names[..6])), "s1 ← s2 ← s3 ← s4 ← s5 ← s6");
        assert_eq!(way(&reach(&names)), "s1 ← s2 ← s3 ← … 2 more … ← s6 ← s7");
        assert_eq!(step(&reach(&names).path[1]), "supplied by, tier 2");
    }

    #[test]
    fn an_id_that_says_nothing_new_is_left_out() {
        assert_eq!(named("Alpha", "a-1", 20), "Alpha (a-1)");
        assert_eq!(named("alpha", "alpha", 20), "alpha");
        assert_eq!(named("", "a-1", 20), "a-1");
        assert_eq!(named("Xinjiang Zhonghe Co., Ltd.", "xinjiang zhonghe", 40), "Xinjiang Zhonghe Co., Ltd.");
        assert_eq!(
            named("Xinjiang Zhonghe Co., Ltd.", "xinjiang-zhonghe", 40),
            "Xinjiang Zhonghe Co., Ltd. (xinjiang-zhonghe)"
        );
    }
}
