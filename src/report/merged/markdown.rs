//! Many runs for GitHub: a table of the reports, then the findings, a line each, within the limit of the page.

use std::io;

use super::super::clean::clean_short;
use super::super::markdown::{COMMENT, Size, code, prose};
use super::super::{Style, budget, grammar, phrases, summary};
use super::{outcome, place, remarks, result};
use crate::verdict::merged::{Finding, List, Merged, Part};

/// Rows of the table; more make no page for people.
const ROWS: usize = 500;

/// Writes a step summary.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn summary(out: &mut dyn io::Write, merged: &Merged, _: &Style) -> io::Result<()> {
    out.write_all(page(merged, summary::SIZE).as_bytes())
}

/// Writes a comment.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn comment(out: &mut dyn io::Write, merged: &Merged, _: &Style) -> io::Result<()> {
    out.write_all(page(merged, COMMENT).as_bytes())
}

fn page(merged: &Merged, size: Size) -> String {
    let mut end = budget::Page::new(size.units / 4);
    lists(&mut end, merged);
    let end = end.finish();
    let keep = budget::units(&end);
    let mut page = budget::Page::new(size.units);
    let sign = if merged.verdict() == "fail" { "❌ " } else { "" };
    page.fits(&format!("## {sign}sourcegate: {}\n\n**{}**.\n\n", merged.verdict(), result(merged)), keep);
    for remark in remarks(merged) {
        page.fits(&format!("> **Note** {}\n\n", prose(&clean_short(&remark, 2_000))), keep);
    }
    table(&mut page, merged, keep);
    failures(&mut page, merged, keep);
    let all = merged.findings();
    let found = (all.iter().take(size.short).map(line), all.len());
    page.block(("\n### Findings\n\n", ""), found, (usize::MAX, keep), |left| {
        format!("- and {} more, see the JSON report\n", grammar::thousands(left as u64))
    });
    page.fits(&end, 0);
    page.finish()
}

/// One row a report, the worst first.
fn table(page: &mut budget::Page, merged: &Merged, keep: usize) {
    let mut parts: Vec<&Part> = merged.parts.iter().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.exit() as u8));
    let names = ["report", "result", "deny", "review", "warn", "info", "waived", "records", "policy", "as of"];
    let head = format!("| {} |\n| --- | ---{} | --- | --- |\n", names.join(" | "), " | ---:".repeat(6));
    let row = |part: &&Part| {
        let mut cells = vec![prose(&clean_short(&part.name, 80)), outcome(part).to_owned()];
        match &part.run {
            Ok(run) => {
                let counts = &run.counts;
                let numbers = [counts.deny, counts.review, counts.warn, counts.info, counts.waived, counts.records];
                cells.extend(numbers.map(grammar::thousands));
                cells.push(prose(&clean_short(&format!("{} {}", run.policy.id, run.policy.version), 60)));
                cells.push(run.as_of.to_string());
            }
            Err(_) => cells.extend([const { String::new() }; 8]),
        }
        format!("| {} |\n", cells.join(" | "))
    };
    let rows = (parts.iter().take(ROWS).map(row), parts.len());
    page.block((&head, ""), rows, (usize::MAX, keep), |left| {
        format!("\nand {}, see the JSON report\n", grammar::count(left as u64, "more report", "more reports"))
    });
}

/// Lists why a report says nothing, and the inputs that a run could not read.
fn failures(page: &mut budget::Page, merged: &Merged, keep: usize) {
    let mut lines = vec![];
    for part in &merged.parts {
        match &part.run {
            Ok(run) => {
                let named: Vec<String> = run.unread.iter().take(3).map(|path| code(&clean_short(path, 120))).collect();
                if !named.is_empty() {
                    let dots = if run.unread.len() > named.len() { ", ..." } else { "" };
                    lines.push(format!(
                        "- {}: cannot read {}{dots}\n",
                        code(&clean_short(&part.name, 80)),
                        named.join(", ")
                    ));
                }
            }
            Err(why) => lines.push(format!(
                "- {} ({}): {}\n",
                code(&clean_short(&part.name, 80)),
                code(&clean_short(&part.file, 120)),
                prose(&clean_short(why, 600))
            )),
        }
    }
    let count = lines.len();
    page.block(("\n### Did not complete\n\n", ""), (lines.into_iter(), count), (usize::MAX, keep), |left| {
        format!("- and {} more\n", grammar::thousands(left as u64))
    });
}

fn line((part, finding): &(&Part, &Finding)) -> String {
    let status =
        if finding.status == "new" { String::new() } else { format!(", {}", prose(&clean_short(&finding.status, 20))) };
    let place = place(finding);
    let place = if place.is_empty() { String::new() } else { format!(" {}", code(&place)) };
    format!(
        "- **{}** {} {}{place}: {}: {}{status}\n",
        finding.level.word(),
        code(&clean_short(&finding.rule, 60)),
        code(&clean_short(&part.name, 80)),
        code(&phrases::named(&finding.name, &finding.id, 80)),
        prose(&clean_short(&finding.summary, 200))
    )
}

/// The lists with their dates and completeness.
fn lists(page: &mut budget::Page, merged: &Merged) {
    let head = "\n<details><summary>Lists</summary>\n\n| list | as of | entries | of | complete |\n\
                | --- | --- | ---: | ---: | --- |\n";
    let row = |list: &List| {
        format!(
            "| {} | {} | {} | {} | {} |\n",
            prose(&clean_short(&list.id, 40)),
            list.published.map_or_else(|| "undated".to_owned(), |day| day.to_string()),
            grammar::thousands(list.entries),
            list.official_count.map_or_else(|| "?".to_owned(), grammar::thousands),
            if list.complete { "yes" } else { "**no**" }
        )
    };
    let lists = merged.lists();
    let count = lists.len();
    page.block((head, "\n</details>\n"), (lists.into_iter().map(row), count), (usize::MAX, 0), |left| {
        format!("\nand {}, see the JSON report\n", grammar::count(left as u64, "more list", "more lists"))
    });
}
