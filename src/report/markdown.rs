//! `--format markdown`: the page of a run as a comment on a pull request, below GitHub's 65,536 characters.
//!
//! Verdict and counts first, then the findings, best first and folded; what does not fit is counted, never dropped in
//! silence. The end (policy, lists, what was read) is written first, so that it always fits.

mod escape;
mod finding;
mod picture;

use std::io;

use escape::fence;
pub(super) use escape::{code, prose};

use super::clean::clean_short;
use super::positions::Positions;
use super::{Style, budget, changes, columns, grammar, phrases, place};
use crate::finding::{Finding, Status};
use crate::manifest::Problem;
use crate::verdict::run::{ListInfo, RunResult, is_news, is_open};

/// Size of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// UTF-16 units.
    pub(super) units: usize,
    /// Findings in full; a page with more pictures is slow to open.
    pub(super) full: usize,
    /// Further findings, a line each.
    pub(super) short: usize,
}

/// A comment, with room left for what a workflow writes around it.
pub(super) const COMMENT: Size = Size { units: 62_000, full: 10, short: 200 };

/// Problems of inputs named.
const PROBLEMS: usize = 20;
/// Inputs and tables without data named.
const NAMED: usize = 10;
/// Lines about a change of policy.
const CHANGED: usize = 60;

/// Context that the parts of the page share.
struct Context<'a> {
    result: &'a RunResult,
    positions: Positions,
}

/// Writes the comment.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    out.write_all(page(result, COMMENT).as_bytes())
}

/// The whole page.
pub(super) fn page(result: &RunResult, size: Size) -> String {
    let ranked = budget::ranked(result);
    let context =
        Context { result, positions: Positions::for_findings(result, ranked.iter().map(|ranked| ranked.finding)) };
    let mut end = budget::Page::new(size.units / 4);
    inputs(&mut end, result);
    unjudged(&mut end, result);
    end.fits(&policy(result), 0);
    lists(&mut end, result);
    let end = end.finish();
    let keep = budget::units(&end);

    let mut page = budget::Page::new(size.units);
    page.fits(&head(result), keep);
    page.fits(&notes(result), keep);
    problems(&mut page, &context, size.units / 4, keep);
    let news: Vec<&Finding> = ranked.iter().map(|ranked| ranked.finding).filter(|finding| is_news(finding)).collect();
    let mut said = finding::Said::default();
    let shown = news.iter().take(size.full);
    let full = shown.take_while(|finding| page.fits(&finding::folded(&context, finding, &mut said), keep)).count();
    let rest = news.get(full..).unwrap_or_default();
    listed(&mut page, &context, "More findings", rest, size.short, keep);

    let with = |status: &dyn Fn(Status) -> bool| -> Vec<&Finding> {
        result.findings.iter().filter(|finding| status(finding.status)).collect()
    };
    let pending = with(&|status| status == Status::PendingWaiver);
    let covered = with(&|status| matches!(status, Status::Waived | Status::Baselined));
    let debt: Vec<&Finding> = result.findings.iter().filter(|finding| is_open(finding) && !is_news(finding)).collect();
    listed(&mut page, &context, "Pending waivers and entries of the baseline", &pending, size.short, keep);
    listed(&mut page, &context, "Waived or baselined", &covered, size.short, keep);
    listed(&mut page, &context, "Already in the base", &debt, size.short, keep);
    if let Some(base) = result.base.as_deref() {
        let gone: Vec<&Finding> = base.findings.iter().collect();
        let there = Context { result: base, positions: Positions::for_findings(base, gone.iter().copied()) };
        listed(&mut page, &there, "Fixed since the base", &gone, size.short, keep);
    }
    page.fits(&end, 0);
    page.finish()
}

/// Verdict and counts.
fn head(result: &RunResult) -> String {
    let sign = if result.verdict() == "fail" { "❌ " } else { "" };
    let found = phrases::found(result, |_, text| text);
    let incomplete = phrases::shortfall(result);
    let mut text = format!("## {sign}sourcegate: {}\n\n**{found}**{incomplete}. ", result.verdict());
    text.push_str(&format!("Fails at {} and above. ", result.fail_on.word()));
    text.push_str(&format!(
        "As of {} ({}), read from the {}.\n\n",
        result.as_of,
        prose(&clean_short(&result.as_of_source, 60)),
        prose(&clean_short(&result.tree, 200))
    ));
    let counts = result.counts();
    let fixed = result.base.as_deref().map_or(0, |base| base.findings.len());
    let row = [
        ("deny", counts.deny as u64),
        ("review", counts.review as u64),
        ("warn", counts.warn as u64),
        ("info", counts.info as u64),
        ("waived or baselined", counts.waived as u64),
        ("fixed", fixed as u64),
        ("inputs", result.inputs.len() as u64),
        ("records", result.records()),
    ];
    let cells = |cell: &dyn Fn(&(&str, u64)) -> String| row.iter().map(cell).collect::<Vec<_>>().join(" | ");
    text.push_str(&format!(
        "| {} |\n| {} |\n| {} |\n\n",
        cells(&|(name, _)| (*name).to_owned()),
        cells(&|_| "---:".to_owned()),
        cells(&|(_, count)| grammar::thousands(*count))
    ));
    text
}

/// Collects the remarks on how the run was judged.
fn notes(result: &RunResult) -> String {
    let mut text = String::new();
    for remark in phrases::remarks(result) {
        text.push_str(&format!("> **Note** {}\n\n", prose(&clean_short(&remark, 2_000))));
    }
    if let Some(change) = result.policy_change.as_deref() {
        let lines: Vec<String> = changes::section(change, result.verdict())
            .iter()
            .take(CHANGED)
            .map(|line| clean_short(line, 240))
            .collect();
        text.push_str(&format!("### Policy change\n\n{}.\n\n", prose(changes::pending(change))));
        text.push_str(&fence("diff", &lines));
        text.push('\n');
    }
    text
}

/// Writes the problems of inputs, fatal ones first.
fn problems(page: &mut budget::Page, context: &Context<'_>, room: usize, keep: usize) {
    let all = || context.result.inputs.iter().flat_map(|input| &input.problems);
    let ordered = all().filter(|problem| problem.fatal).chain(all().filter(|problem| !problem.fatal));
    let line = |problem: &Problem| {
        let line = problem
            .place
            .map(|(file, span)| place::line(context.result, &context.positions, file, span.start))
            .map_or_else(String::new, |line| format!(":{line}"));
        let place = code(&format!("{}{line}", clean_short(&problem.path, 120)));
        let word = if problem.fatal { "**error**" } else { "warning" };
        let help = problem.help.as_ref().map_or_else(String::new, |help| clean_short(help, 300));
        let text = grammar::sentences(&[clean_short(&problem.message, 400), help]);
        format!("- {word} {place}: {}\n", prose(&text))
    };
    let lines = (ordered.take(PROBLEMS).map(line), all().count());
    page.block(("### Inputs with problems\n\n", "\n"), lines, (room, keep), |left| {
        format!("- and {}; see the JSON report\n", grammar::count(left as u64, "more problem", "more problems"))
    });
}

/// A folded list of findings, a line each, as far as it fits, and how many more there are.
fn listed(
    page: &mut budget::Page,
    context: &Context<'_>,
    title: &str,
    findings: &[&Finding],
    most: usize,
    keep: usize,
) {
    let line = |finding: &&Finding| {
        let line = finding::one_line(context, finding);
        match phrases::status(finding).filter(|_| finding.cover.is_some()) {
            Some(status) => format!("{}: {}\n", line.trim_end(), prose(&status)),
            None => line,
        }
    };
    let count = grammar::thousands(findings.len() as u64);
    let head = format!("<details><summary><b>{title}</b> ({count})</summary>\n\n");
    let lines = (findings.iter().take(most).map(line), findings.len());
    page.block((&head, "\n</details>\n\n"), lines, (usize::MAX, keep), |left| {
        format!("- and {} more, see the JSON or SARIF report\n", grammar::thousands(left as u64))
    });
}

/// Writes the inputs that were read, and those without sourcing data.
fn inputs(page: &mut budget::Page, result: &RunResult) {
    let count = grammar::count(result.lost.len() as u64, "input", "inputs");
    let head = format!("**{count} lost: the base read them and this change does not**\n\n");
    let lost = result.lost.iter().map(|lost| format!("- {}\n", prose(&clean_short(&phrases::lost(lost), 600))));
    page.block((&head, "\n"), (lost.take(NAMED), result.lost.len()), (4_000, 0), |left| {
        format!("- and {} more\n", grammar::thousands(left as u64))
    });
    let silent: Vec<(&str, &str)> = result.without_data().collect();
    let count = grammar::count(silent.len() as u64, "input", "inputs");
    let head = format!("<details><summary>{count} without sourcing data</summary>\n\n");
    let line = |(path, reason): &(&str, &str)| {
        format!("- {}: {}\n", code(&clean_short(path, 120)), prose(&clean_short(reason, 300)))
    };
    let lines = (silent.iter().take(NAMED).map(line), silent.len());
    page.block((&head, "\n</details>\n\n"), lines, (4_000, 0), |left| {
        format!("- and {} more\n", grammar::thousands(left as u64))
    });
    let others = result.other_tables().count();
    if others > 0 {
        let named: Vec<String> = result.other_tables().take(3).map(|path| code(&clean_short(path, 60))).collect();
        let dots = if others > named.len() { ", ..." } else { "" };
        let text = format!(
            "{} left unread, because no header names a supplier, maker or owner with a place ({}{dots}).\n\n",
            grammar::count(others as u64, "table", "tables"),
            named.join(", ")
        );
        page.fits(&text, 0);
    }
}

/// Writes the columns that were not judged, and what to write to have them judged.
fn unjudged(page: &mut budget::Page, result: &RunResult) {
    let files = columns::unjudged(result);
    let all: Vec<String> = files
        .iter()
        .flat_map(|file| {
            file.columns.iter().map(|column| format!("- {}\n", prose(&clean_short(&file.line(column), 400))))
        })
        .collect();
    let count = grammar::count(all.len() as u64, "column", "columns");
    let head = format!("<details><summary>{count} not judged</summary>\n\n");
    let import = files.first().map_or_else(Vec::new, |file| file.import(1));
    let tail = if import.is_empty() {
        "\n</details>\n\n".to_owned()
    } else {
        format!("\nMap it with, in `sourcegate.toml`:\n\n{}\n</details>\n\n", fence("toml", &import))
    };
    let lines = (all.iter().take(NAMED).cloned(), all.len());
    page.block((&head, &tail), lines, (4_000, 0), |left| {
        format!("- and {} more; see the JSON report\n", grammar::thousands(left as u64))
    });
}

/// The pack that judged.
fn policy(result: &RunResult) -> String {
    let policy = &result.policy;
    format!(
        "Policy {} {} ({}), digest {}.\n\n",
        code(&clean_short(&policy.id, 60)),
        code(&clean_short(&policy.version, 60)),
        prose(&clean_short(&policy.from, 120)),
        code(&format!("sha256:{}", clean_short(&policy.digest, 64)))
    )
}

/// The lists with their dates and what they lack.
fn lists(page: &mut budget::Page, result: &RunResult) {
    let lacking = result.lists.iter().filter(|list| !list.complete).count();
    let state = match lacking {
        0 => "all complete".to_owned(),
        some => format!("{} of {} incomplete", some, result.lists.len()),
    };
    let head = format!(
        "<details><summary>Lists ({state})</summary>\n\n\
         | list | as of | entries | of | what it does not cover |\n| --- | --- | ---: | ---: | --- |\n"
    );
    let row = |list: &ListInfo| {
        let lacks = match (list.complete, list.coverage.is_empty()) {
            (true, _) => "complete".to_owned(),
            (false, true) => "incomplete".to_owned(),
            (false, false) => format!("incomplete: {}", prose(&clean_short(&list.coverage, 400))),
        };
        format!(
            "| {} | {} | {} | {} | {lacks} |\n",
            prose(&clean_short(&list.id, 40)),
            list.published.map_or_else(|| "undated".to_owned(), |day| day.to_string()),
            grammar::thousands(list.entries as u64),
            list.official_count.map_or_else(|| "?".to_owned(), |count| grammar::thousands(u64::from(count)))
        )
    };
    let rows = (result.lists.iter().map(row), result.lists.len());
    page.block((&head, "\n</details>\n"), rows, (usize::MAX, 0), |left| {
        format!("\nand {}; see the JSON report\n", grammar::count(left as u64, "more list", "more lists"))
    });
}
