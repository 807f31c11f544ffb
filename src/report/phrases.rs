//! Phrases and sentences about runs, findings and their parts, for all reports and the verbs that print their own.
//!
//! A finding is told clean and on one line, with every quoted part cut, for formats that have one string for it; the rest is
//! raw text, which whoever prints it cleans.

use std::borrow::Cow;

use jiff::civil::Date;

use super::clean::{clean, clean_short};
use super::grammar::{count, sentences, thousands};
use super::place;
use super::positions::Positions;
use crate::finding::{
    Basis, CoverKind, Finding, Flaw, Hop, Level, LevelNote, Location, Missing, News, Reach, Status, Subject, Window,
};
use crate::manifest::{Input, Problem};
use crate::policy::model::Rule;
use crate::screen::name::identity;
use crate::source::commit::SHORT;
use crate::verdict::lost::Lost;
use crate::verdict::run::{Compared, RunResult, is_news, is_open};

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

/// Name of the subject of a finding: `Redrock Silicon (shanshan-1)`.
pub(crate) fn subject(subject: &Subject) -> String {
    named(&subject.name, &subject.id, NAME)
}

/// The title of the rule.
pub(crate) fn title(finding: &Finding, result: &RunResult) -> String {
    clean_short(result.rule(&finding.rule).map_or(finding.rule.as_str(), |rule| rule.title.as_str()), 200)
}

/// Says the problem of an input and the way out, raw, without the last full stop.
pub(crate) fn problem(problem: &Problem) -> String {
    sentences(&[problem.message.clone(), problem.help.clone().unwrap_or_default()])
}

/// Says what keeps a run from passing beside its findings, to be put behind them; empty when nothing does.
pub(crate) fn shortfall(result: &RunResult) -> &'static str {
    let is_read = result.inputs.iter().all(Input::is_whole);
    match (is_read, result.is_whole(), result.is_understood()) {
        (true, true, true) => "",
        (true, true, false) => "; not every table was understood",
        (true, false, _) => "; input of the base is lost",
        (false, ..) => "; not every input could be read",
    }
}

/// One stop of a path: `Redrock Silicon (shanshan-1)`.
pub(crate) fn stop(hop: &Hop) -> String {
    named(&hop.name, &hop.id, STOP)
}

/// Way from the stop before to this one: `supplied by, tier 2`.
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
        many => format!(" (and {})", count(many as u64, "more item", "more items")),
    };
    Some(format!("{}{more}", way(first)))
}

/// Says the first way to clear a finding of this rule, in one sentence; empty when the rule names none.
pub(crate) fn clears(rule: Option<&Rule>) -> String {
    let Some((first, rest)) = rule.and_then(|rule| rule.clears.split_first()) else { return String::new() };
    let more = match rest.len() {
        0 => String::new(),
        many => format!(" (or {})", count(many as u64, "other way", "other ways")),
    };
    clean(&format!("To clear it: {}{more}", clean_short(first, 300)))
}

/// Reason for the status of a finding; `None` for a new one.
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

/// `file:line` of a location, or `file:sheet!cell`.
pub(crate) fn file_line(result: &RunResult, positions: &Positions, location: &Location) -> String {
    format!("{}:{}", file(result, location), place::line(result, positions, location.file, location.span.start))
}

/// The raw path of a file inside the repository.
pub(crate) fn repository_path(result: &RunResult, path: &str) -> String {
    if result.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", result.prefix) }
}

/// Name of the scheme of an identifier, as written for people.
#[must_use]
pub fn scheme(scheme: &str) -> String {
    match scheme {
        "os_id" => "OS Hub id".to_owned(),
        "rmi" => "RMI id".to_owned(),
        "ofac" => "OFAC id".to_owned(),
        "ticker" => "ticker".to_owned(),
        other => other.to_uppercase(),
    }
}

/// Returns the heading of the citation of a rule, by its basis, and the words before the citation.
#[must_use]
pub const fn basis(basis: Basis) -> (&'static str, &'static str) {
    match basis {
        Basis::Law => ("law", "under"),
        Basis::Advisory => ("advisory", "advised by"),
        Basis::Company => ("policy", "your policy:"),
    }
}

/// Basis of a finding: the citation of its rule, and the window of the level that holds.
#[must_use]
pub fn authority(finding: &Finding, rule: &Rule) -> String {
    let market = finding.markets.first().map_or("", String::as_str);
    let window = rule.level_on(finding.as_of, market).map_or_else(String::new, |row| window(row.window));
    let law = format!("{} {}", basis(finding.basis).1, rule.authority);
    if window.is_empty() { law } else { format!("{law}; {window}") }
}

/// `in force since 2022-06-21`, `in force from … until before …`; empty for an open window.
#[must_use]
pub fn window(window: Window) -> String {
    match (window.from, window.until) {
        (None, None) => String::new(),
        (Some(from), None) => format!("in force since {from}"),
        (None, Some(until)) => format!("in force until {until}, that day excluded"),
        (Some(from), Some(until)) => format!("in force from {from} until {until}, that day excluded"),
    }
}

/// Lists the remarks on how a run was judged: the base of the comparison, then the remarks of the run.
#[must_use]
pub fn remarks(result: &RunResult) -> Vec<String> {
    let compared = result.compared.as_ref().map(|Compared { commit, why }| match commit {
        Some(commit) => format!("compared with commit {}: {why}", commit.get(..SHORT).unwrap_or(commit)),
        None => format!("compared with nothing, so that everything is judged: {why}"),
    });
    compared.into_iter().chain(result.remarks.iter().cloned()).collect()
}

/// The findings of a run in a few words: `2 deny, 1 review, 1 waived`; each level goes through `paint`.
pub(crate) fn found(result: &RunResult, paint: impl Fn(Level, String) -> String) -> String {
    if result.records() == 0 {
        return "nothing was checked".to_owned();
    }
    let counts = result.counts();
    let levels = [
        (counts.deny, Level::Deny),
        (counts.review, Level::Review),
        (counts.warn, Level::Warn),
        (counts.info, Level::Info),
    ];
    let mut found: Vec<String> = levels
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, level)| paint(*level, format!("{} {}", thousands(*count as u64), level.word())))
        .collect();
    let open = result.findings.iter().filter(|finding| is_open(finding));
    let (news, before): (Vec<_>, Vec<_>) = open.partition(|finding| is_news(finding));
    if result.base.is_some() && before.is_empty() && !news.is_empty() {
        found.push("all new".to_owned());
    }
    for (count, word) in [
        (before.len(), "of them in the base already"),
        (result.base.as_deref().map_or(0, |base| base.findings.len()), "fixed"),
        (counts.pending, "of them with a pending exception"),
        (counts.waived - counts.baselined, "waived"),
        (counts.baselined, "in the baseline"),
    ] {
        if count > 0 {
            found.push(format!("{} {word}", thousands(count as u64)));
        }
    }
    if news.is_empty() && before.is_empty() && counts.waived == 0 {
        found.insert(0, "nothing found in these lists, of these dates".to_owned());
    }
    found.join(", ")
}

/// A clause under which an entry is listed, with its first day.
#[must_use]
pub(crate) fn clause(name: &str, since: Option<Date>) -> String {
    let name = if name.is_empty() { "clause not retrieved" } else { name };
    since.map_or_else(|| name.to_owned(), |day| format!("{name}, since {day}"))
}

/// Names a missing part of a chain.
#[must_use]
pub(crate) fn missing(missing: &Missing) -> &str {
    match missing {
        Missing::Stage(stage) => stage,
        Missing::Producer => "the producer behind the trader",
        Missing::Supplier => "who the supplier is",
        Missing::Region => "the region of origin",
    }
}

/// Reason why a level is not simply that of the rule.
#[must_use]
pub(crate) fn level_note(note: &LevelNote) -> Cow<'_, str> {
    Cow::Borrowed(match note {
        LevelNote::Row(note) => note,
        LevelNote::Grade(grade) => {
            let grade = grade.word();
            return Cow::Owned(format!("the list row is {grade}, and only official and secondary rows can deny"));
        }
        LevelNote::PersonByName => "a person was met by name alone; a date of birth or another identifier settles it",
        LevelNote::StatedParent => "the listed name is the stated parent, not the supplier itself",
        LevelNote::OnlyOwner => "the listed party is stated only as an owner, not as a supplier",
        LevelNote::MalformedIdentifier => "a malformed identifier is a mistake to correct, not proof of anything",
        LevelNote::ManufacturerId => {
            "a manufacturer identification code (MID) is built from what somebody typed, so a difference is a question"
        }
        LevelNote::NoProduction => "the record does not say that goods are produced at this address",
        LevelNote::UnitInPart => "the unit is named without the words that make it certain",
        LevelNote::Registration => "a place of registration is not proof of ownership",
        LevelNote::OutsideCi => "this run is not in continuous integration, where the level is higher",
    })
}

/// Says the news about a finding that stood in the base.
#[must_use]
pub fn news(news: &News, finding: &Finding) -> String {
    match news {
        News::Level { before } => format!("the base has it at the level `{}`", before.word()),
        News::Items { count: items } => {
            let names: Vec<String> = finding
                .reaches
                .iter()
                .take((*items).min(3))
                .map(|reach| if reach.name.is_empty() { reach.id.clone() } else { reach.name.clone() })
                .collect();
            let more = items.saturating_sub(names.len());
            let rest = if more > 0 {
                format!(" and {}", count(more as u64, "more item", "more items"))
            } else {
                String::new()
            };
            format!("the base has it too; there it does not reach {}{rest}", names.join(", "))
        }
        News::Stages { missing } => {
            let stages: Vec<&str> = missing.iter().map(self::missing).collect();
            format!("the base has it too; there the chain has {}", stages.join(", "))
        }
        News::Subject { key, before } => {
            format!("the base has it of another subject: there its `{}` is {before}", key.name())
        }
        News::Share { item, before, now } => {
            format!("the base has it too; there the share of {item} is {before} %, and here {now} %")
        }
        News::Records { more } => {
            format!("the base has it too; {} it here", count(*more as u64, "more record states", "more records state"))
        }
    }
}

/// An input that the base read and the head does not, and its consequence.
pub fn lost(lost: &Lost) -> String {
    let sheet = lost.sheet.as_ref().map_or_else(String::new, |sheet| format!(" (sheet {sheet})"));
    let consequence = match (&lost.accepted, lost.findings) {
        (Some(reason), _) => format!("accepted: {reason}"),
        (None, 0) => "no finding went with it".to_owned(),
        (None, count) => format!(
            "{} stood there and nowhere else, so this does not pass; accept it with `[[lost]]` in sourcegate.toml of the base",
            super::grammar::count(count as u64, "finding", "findings")
        ),
    };
    format!("{}{sheet}: {}; {consequence}", lost.path, lost.reason)
}

/// Says a flaw of a waiver or of an entry of the baseline, in a few words.
#[must_use]
pub fn flaw(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Missing(key) => format!("no {key}"),
        Flaw::TooWide => "too wide: it names no finding".to_owned(),
        Flaw::Wildcard(key) => format!("a wildcard in `{key}`"),
        Flaw::Malformed => "not a fingerprint".to_owned(),
        Flaw::UnknownRule { .. } => "the policy has no such rule".to_owned(),
        Flaw::NotWaivable { .. } => "the policy lets nothing cover this rule".to_owned(),
        Flaw::LevelNotAllowed(level) => format!("the policy lets no waiver cover a `{}`", level.word()),
        Flaw::SelfApproved => "approved by its own owner".to_owned(),
        Flaw::Reversed => "it ends before it begins".to_owned(),
        Flaw::TooLong { days, most } => format!("{days} days, and the policy allows {most}"),
        Flaw::Expired { on } => format!("expired on {on}"),
        Flaw::Expiring { days: 1, .. } => "the last day on which it counts".to_owned(),
        Flaw::Expiring { on, days } => format!("counts for {days} more days, until {on}"),
        Flaw::OtherRule { rule } => format!("the fingerprint is that of `{rule}`"),
        Flaw::OtherSubject { name } => format!("the fingerprint is that of {name}"),
        Flaw::Ambiguous { findings } => format!("it names {findings} findings at once"),
        Flaw::Repeated { line } => format!("line {line} says the same"),
        Flaw::Unused => "no finding needs it".to_owned(),
        Flaw::Stale => "the finding is gone".to_owned(),
    }
}

/// The way out of a flaw, as an imperative sentence.
#[must_use]
pub fn remedy(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Missing(key @ ("granted" | "expires")) => format!("add `{key} = YYYY-MM-DD`, without quotes"),
        Flaw::Missing("approver") => "let somebody other than the owner approve it, and name them".to_owned(),
        Flaw::Missing(key) => format!("fill in `{key}`"),
        Flaw::TooWide => "name one finding: `sourcegate waive FINGERPRINT` writes the table for you".to_owned(),
        Flaw::Wildcard(_) => "name one finding a waiver; what is found later needs a decision of its own".to_owned(),
        Flaw::Malformed => "copy the sixteen digits and letters that the report prints as `id`".to_owned(),
        Flaw::UnknownRule { near: Some(near) } => format!("did you mean `{near}`?"),
        Flaw::UnknownRule { near: None } => "`sourcegate explain` lists the rules".to_owned(),
        Flaw::NotWaivable { rule } => {
            format!("take it out, and settle the finding: `sourcegate explain {rule}` says what clears it")
        }
        Flaw::LevelNotAllowed(_) => "take it out, and settle the finding instead".to_owned(),
        Flaw::SelfApproved => "let somebody other than the owner approve it".to_owned(),
        Flaw::Reversed => "correct `granted` or `expires`".to_owned(),
        Flaw::TooLong { most, .. } => format!("let it expire within {most} days of `granted`; it can be renewed"),
        Flaw::Expired { .. } => "settle the finding, or decide anew: new dates and a new approval".to_owned(),
        Flaw::Expiring { .. } => "settle the finding, or renew the waiver before it ends".to_owned(),
        Flaw::OtherRule { .. } | Flaw::OtherSubject { .. } => {
            "a waiver must say what it covers: correct the text or the fingerprint".to_owned()
        }
        Flaw::Ambiguous { .. } => "name one of them by its fingerprint".to_owned(),
        Flaw::Repeated { .. } => "keep one of the two".to_owned(),
        Flaw::Unused => "take it out, so that it cannot cover the same exposure again unseen".to_owned(),
        Flaw::Stale => "take the entry out: `sourcegate baseline --prune`".to_owned(),
    }
}

/// The title of a list for people, or its id, without an article.
#[must_use]
pub fn list_title(id: &str, result: &RunResult) -> String {
    let title = result.list(id).map_or(id, |list| if list.title.is_empty() { id } else { &list.title });
    title.strip_prefix("The ").or_else(|| title.strip_prefix("the ")).unwrap_or(title).to_owned()
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

    #[test]
    fn windows_name_both_ends() {
        let day = |text: &str| Some(text.parse().unwrap());
        assert_eq!(window(Window { from: day("2022-06-21"), until: None }), "in force since 2022-06-21");
        assert_eq!(window(Window::default()), "");
        assert!(window(Window { from: None, until: day("2026-01-01") }).contains("excluded"));
    }
}
