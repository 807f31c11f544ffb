//! `sourcegate waive FINGERPRINT`: a waiver to fill in, appended to the file of waivers.

use jiff::ToSpan;
use jiff::civil::Date;

use super::edit::write;
use super::judge_as::JudgeAs;
use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::{Finding, Status};
use crate::gate::{Outcome, ResolvedPolicy, waivers_path};
use crate::policy::model::Rule;
use crate::report::clean::clean;
use crate::source::SourceFile;
use crate::source::toml_text::quoted;
use crate::verdict::run::RunResult;
use crate::verdict::waiver::{Waivers, is_blank, same_person};

#[derive(Debug, clap::Args)]
#[command(mut_arg("as_of", |day| day.help("Judge and grant it as of this day (YYYY-MM-DD) instead of today")))]
pub(super) struct Arguments {
    /// The fingerprint of the finding, printed in reports as `id`, or its first digits
    fingerprint: String,
    /// Reason why the exception is right
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Person or team that answers for it
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Person who allows it; not the owner
    #[arg(long, value_name = "NAME")]
    approver: Option<String>,
    /// Address of the discussion
    #[arg(long, value_name = "ID")]
    ticket: Option<String>,
    /// A document that supports it; can be repeated
    #[arg(long, value_name = "FILE")]
    evidence: Vec<String>,
    /// Number of days that it is valid for, at most what the policy allows
    #[arg(long, value_name = "N")]
    days: Option<u32>,
    #[command(flatten)]
    judge_as: JudgeAs,
}

/// Days that a waiver holds when nobody says otherwise.
const DAYS: u32 = 90;
/// The fewest digits that name a finding.
const DIGITS: usize = 4;

const HEAD: &str =
    "# Waivers: dated, owned and approved exceptions. One that does not count is a finding of its own.\n";

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let (root, Outcome { result, policy }) = arguments.judge_as.work_tree()?;
    let finding = find(&arguments.fingerprint, &result)?;
    refuse(finding, &policy)?;
    let granted = result.as_of;
    let expires = expires(arguments.days, granted, policy.pack.terms.waivers.max_days)?;
    let block = block(arguments, finding, &policy, (granted, expires))?;

    let path = waivers_path(&policy.config);
    let before = policy.exceptions.waivers.as_ref().map_or(HEAD, |stands| stands.file.text.as_str());
    let mut text = before.trim_end().to_owned();
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    let line = text.lines().count() + 1;
    text.push_str(&block);
    Waivers::parse(&SourceFile::new(path.to_owned(), text.clone(), "UTF-8", String::new())).map_err(|problems| {
        Error::Usage(format!("`{path}` could not be read afterwards, so it is unchanged:\n{problems}"))
    })?;
    write(&root.dir, path, &text)?;

    let mut lines = vec![format!("wrote    {path}:{line}"), String::new()];
    lines.extend(block.lines().map(str::to_owned));
    lines.push(String::new());
    let open = to_fill_in(arguments, &policy);
    if !open.is_empty() {
        lines.push(format!("fill in  {}; until then it does not count", open.join(", ")));
    }
    lines.push("next     have it reviewed; in a pull request it counts once it is on the base".to_owned());
    for line in lines {
        written(writeln!(io.out, "{}", clean(&line)), "the answer")?;
    }
    Ok(Exit::Passed)
}

/// The finding that a fingerprint or its first digits name.
fn find<'r>(stated: &str, result: &'r RunResult) -> Result<&'r Finding, Error> {
    let prefix = stated.trim().to_lowercase();
    if prefix.len() < DIGITS || !prefix.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::Usage(format!(
            "`{stated}` is not a fingerprint: give at least {DIGITS} of the digits and letters that `sourcegate check` prints as \
             `id` below a finding"
        )));
    }
    let found: Vec<&Finding> =
        result.findings.iter().filter(|finding| finding.fingerprint.starts_with(&prefix)).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Error::Usage(format!(
            "no finding of the work tree has a fingerprint that begins with `{prefix}`; `sourcegate check` prints them as `id`"
        ))),
        many => {
            let named: Vec<String> = many
                .iter()
                .take(10)
                .map(|finding| format!("  {}  {} on {}", finding.fingerprint, finding.rule, finding.subject.name))
                .collect();
            Err(Error::Usage(format!(
                "{} findings have a fingerprint that begins with `{prefix}`; give more of it:\n{}",
                many.len(),
                named.join("\n")
            )))
        }
    }
}

/// Refuses what no waiver can cover, and what one names already.
fn refuse(finding: &Finding, policy: &ResolvedPolicy) -> Result<(), Error> {
    let about = format!("`{}` on {}", finding.rule, finding.subject.name);
    if finding.reason.is_about_exception() {
        return Err(Error::Usage(format!(
            "{about} is a finding about a waiver or the baseline, which nothing covers; mend or take out what it points at"
        )));
    }
    if let Some(cover) = finding.cover.as_ref().filter(|_| finding.status == Status::Waived) {
        return Err(Error::Usage(format!("{about} is waived already, at {}", cover.place)));
    }
    let named = |(path, waiver): (&str, &crate::verdict::waiver::Waiver)| {
        (waiver.fingerprint() == finding.fingerprint).then(|| format!("{path}:{}", waiver.line))
    };
    if let Some(place) = policy.exceptions.waivers().find_map(named) {
        return Err(Error::Usage(format!(
            "{place} names {about} already, and does not count; `sourcegate check` says why: mend it there"
        )));
    }
    let rule = policy.pack.rule(&finding.rule);
    if let Some(rule) = rule.filter(|rule| !rule.waivable) {
        return Err(Error::Usage(format!("{about}: the policy lets no waiver cover this rule{}", cleared_by(rule))));
    }
    if !policy.pack.terms.waivers.allow.contains(&finding.level) {
        let clears = rule.map(cleared_by).unwrap_or_default();
        return Err(Error::Usage(format!(
            "{about}: the policy lets no waiver cover a finding of the level `{}`{clears}",
            finding.level.word()
        )));
    }
    Ok(())
}

/// Facts that would clear a finding of a rule, for the one who cannot waive it.
fn cleared_by(rule: &Rule) -> String {
    let points: Vec<String> = rule.clears.iter().map(|point| format!("\n  - {point}")).collect();
    if points.is_empty() {
        return format!("; see `sourcegate explain {}`", rule.id);
    }
    format!(" ({}).\nWhat clears it:{}\nMore: sourcegate explain {}", rule.authority, points.concat(), rule.id)
}

/// The first day on which it counts no more.
fn expires(days: Option<u32>, granted: Date, most: u32) -> Result<Date, Error> {
    let days = match days {
        Some(days) if days > most || days == 0 => {
            return Err(Error::Usage(format!("a waiver holds from 1 to {most} days under this policy, not {days}")));
        }
        Some(days) => days,
        None => DAYS.min(most),
    };
    granted
        .checked_add(i64::from(days).days())
        .map_err(|_| Error::Usage(format!("{days} days after {granted} is beyond the calendar")))
}

/// Keys that still say nothing.
fn to_fill_in(arguments: &Arguments, policy: &ResolvedPolicy) -> Vec<&'static str> {
    let mut stated = vec![("reason", &arguments.reason), ("owner", &arguments.owner)];
    if policy.pack.terms.waivers.require_approver {
        stated.push(("approver", &arguments.approver));
    }
    stated.into_iter().filter(|(_, value)| is_blank(value.as_deref().unwrap_or_default())).map(|(key, _)| key).collect()
}

/// The table, with what is not known left empty: so it does not count before it is filled in.
fn block(
    arguments: &Arguments,
    finding: &Finding,
    policy: &ResolvedPolicy,
    (granted, expires): (Date, Date),
) -> Result<String, Error> {
    if let (Some(owner), Some(approver)) = (&arguments.owner, &arguments.approver)
        && policy.pack.terms.waivers.owner_approver_differ
        && same_person(owner, approver)
    {
        return Err(Error::Usage(format!("`{approver}` is the owner; let somebody else approve the waiver")));
    }
    let open = to_fill_in(arguments, policy);
    let line = |key: &str, value: &Option<String>, what: &str| {
        let value = quoted(value.as_deref().unwrap_or_default());
        if open.contains(&key) { format!("{key} = {value} # {what}\n") } else { format!("{key} = {value}\n") }
    };
    let subject = &finding.subject;
    let evidence: Vec<String> = arguments.evidence.iter().map(|file| quoted(file)).collect();
    Ok([
        "[[waiver]]\n".to_owned(),
        format!("rule = {}\n", quoted(&finding.rule)),
        format!("subject = {}\n", quoted(if is_blank(&subject.name) { &subject.id } else { &subject.name })),
        format!("fingerprint = {}\n", quoted(&finding.fingerprint)),
        line("reason", &arguments.reason, "why is the exception right?"),
        line("owner", &arguments.owner, "who answers for it?"),
        line("approver", &arguments.approver, "who allows it? not the owner"),
        line("ticket", &arguments.ticket, ""),
        format!("evidence = [{}]\n", evidence.join(", ")),
        format!("granted = {granted}\n"),
        format!("expires = {expires}\n"),
    ]
    .concat())
}
