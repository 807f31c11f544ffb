//! Sentences from typed values, and plurals.
//!
//! The sentences hold raw text; whoever prints them cleans them.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::finding::{Basis, Finding, Flaw, Level, LevelNote, Missing, News, Window};
use crate::policy::model::Rule;
use crate::source::commit::SHORT;
use crate::verdict::run::{Compared, RunResult, is_news, is_open};

/// `1 input`, `2 inputs`, `1 entry`, `1,024 entries`.
#[must_use]
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// The number with a comma at every third digit.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage with as many decimals as it needs, two at most.
#[must_use]
pub fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The text as a sentence: with a full stop, unless it ends in one ("Co., Ltd.").
#[must_use]
pub fn sentence(text: &str) -> String {
    format!("{text}{}", if text.ends_with(['.', '?', '!']) { "" } else { "." })
}

/// The parts that are not empty as sentences, one after the other: all but the first with a capital, the last one without
/// a full stop of its own.
#[must_use]
pub fn sentences(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let mut rest = part.chars();
        match rest.next() {
            Some(first) if !text.is_empty() => {
                text = format!("{} {}{}", sentence(&text), first.to_uppercase(), rest.as_str());
            }
            _ => text.push_str(part),
        }
    }
    text
}

/// How the scheme of an identifier is written for people.
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

/// What stands behind a rule, as the heading of its citation.
#[must_use]
pub const fn basis(basis: Basis) -> (&'static str, &'static str) {
    match basis {
        Basis::Law => ("law", "required by"),
        Basis::Advisory => ("advisory", "advised by"),
        Basis::Company => ("policy", "your policy:"),
    }
}

/// By what a finding stands: the citation of its rule, and the window of the level that holds.
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

/// What a reader must know about how a run was judged: what it was compared with, then what the run remarks.
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

/// What is missing from a chain.
#[must_use]
pub(crate) fn missing(missing: &Missing) -> &str {
    match missing {
        Missing::Stage(stage) => stage,
        Missing::Producer => "the producer behind the trader",
        Missing::Supplier => "who the supplier is",
        Missing::Region => "the region of origin",
    }
}

/// Why a level is not simply that of the rule.
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
            "a manufacturer id is built from what somebody typed, so a difference is a question"
        }
        LevelNote::NoProduction => "the record does not say that goods are produced at this address",
        LevelNote::UnitInPart => "the unit is named without the words that make it certain",
        LevelNote::Registration => "a place of registration is not proof of ownership",
        LevelNote::OutsideCi => "this is no run of continuous integration, where it weighs more",
    })
}

/// What is new about a finding that stood in the base.
#[must_use]
pub fn news(news: &News, finding: &Finding) -> String {
    match news {
        News::Level { before } => format!("the base has it at the level `{}`", before.word()),
        News::Items { count } => {
            let names: Vec<String> = finding
                .reaches
                .iter()
                .take((*count).min(3))
                .map(|reach| if reach.name.is_empty() { reach.id.clone() } else { reach.name.clone() })
                .collect();
            let more = count.saturating_sub(names.len());
            let rest = if more > 0 {
                format!(" and {}", self::count(more as u64, "more item", "more items"))
            } else {
                String::new()
            };
            format!("the base has it too; there it does not reach {}{rest}", names.join(", "))
        }
        News::Stages { missing } => {
            let stages: Vec<&str> = missing.iter().map(self::missing).collect();
            format!("the base has it too; there the chain has {}", stages.join(", "))
        }
        News::Records { more } => {
            format!(
                "the base has it too; {} it here",
                self::count(*more as u64, "more record states", "more records state")
            )
        }
    }
}

/// What is wrong with a waiver or an entry of the baseline, in a few words.
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
mod tests {
    use super::*;

    #[test]
    fn plurals_and_numbers() {
        assert_eq!(count(0, "entry", "entries"), "0 entries");
        assert_eq!(count(1, "entry", "entries"), "1 entry");
        assert_eq!(count(1_234_567, "row", "rows"), "1,234,567 rows");
        assert_eq!(thousands(100), "100");
        assert_eq!(and(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(and(&[]), "");
    }

    #[test]
    fn no_sentence_ends_in_two_full_stops() {
        let parts = ["path: Widget, Acme Co., Ltd.", "", "did you mean this?", "More: x"].map(str::to_owned);
        assert_eq!(sentences(&parts), "path: Widget, Acme Co., Ltd. Did you mean this? More: x");
        assert_eq!(sentences(&parts[..2]), "path: Widget, Acme Co., Ltd.");
        assert_eq!((sentence("a"), sentence("Ltd."), sentences(&[])), ("a.".into(), "Ltd.".into(), String::new()));
    }

    #[test]
    fn percentages_have_no_idle_zeros() {
        assert_eq!(percent(0.5), "50 %");
        assert_eq!(percent(0.125), "12.5 %");
        assert_eq!(percent(1.0), "100 %");
    }

    #[test]
    fn windows_name_both_ends() {
        let day = |text: &str| Some(text.parse().unwrap());
        assert_eq!(window(Window { from: day("2022-06-21"), until: None }), "in force since 2022-06-21");
        assert_eq!(window(Window::default()), "");
        assert!(window(Window { from: None, until: day("2026-01-01") }).contains("excluded"));
    }
}
