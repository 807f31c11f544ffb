//! Many runs for GitHub: a table of the reports, then the findings, a line each, within the limit of the page.

use std::io;

use super::super::clean::clean_short;
use super::super::markdown::{COMMENT, Size, code, prose};
use super::super::{Style, budget, summary, tell, words};
use super::{outcome, place, remarks, result};
use crate::verdict::merged::{Finding, Merged, Part};

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
    let end = lists(merged);
    let keep = budget::units(&end) + 200;
    let mut page = budget::Page::new(size.units);
    let sign = if merged.verdict() == "fail" { "❌ " } else { "" };
    page.fits(&format!("## {sign}sourcegate: {}\n\n**{}**.\n\n", merged.verdict(), result(merged)), keep);
    for remark in remarks(merged) {
        page.fits(&format!("> **Note** {}\n\n", prose(&clean_short(&remark, 2_000))), keep);
    }
    table(&mut page, merged, keep);
    failures(&mut page, merged, keep);
    let all = merged.findings();
    if !all.is_empty() {
        page.fits("\n### Findings\n\n", keep);
        let shown = all.iter().take(size.short).take_while(|found| page.fits(&line(found), keep)).count();
        if shown < all.len() {
            let more = words::thousands((all.len() - shown) as u64);
            page.fits(&format!("- and {more} more, see the JSON report\n"), 0);
        }
    }
    page.fits(&end, 0);
    page.finish()
}

/// One row a report, the worst first.
fn table(page: &mut budget::Page, merged: &Merged, keep: usize) {
    let mut parts: Vec<&Part> = merged.parts.iter().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.exit() as u8));
    let names = ["report", "result", "deny", "review", "warn", "info", "waived", "records", "policy", "as of"];
    page.fits(&format!("| {} |\n| --- | ---{} | --- | --- |\n", names.join(" | "), " | ---:".repeat(6)), keep);
    let row = |part: &Part| {
        let mut cells = vec![prose(&clean_short(&part.name, 80)), outcome(part).to_owned()];
        match &part.run {
            Ok(run) => {
                let counts = &run.counts;
                let numbers = [counts.deny, counts.review, counts.warn, counts.info, counts.waived, counts.records];
                cells.extend(numbers.map(words::thousands));
                cells.push(prose(&clean_short(&format!("{} {}", run.policy.id, run.policy.version), 60)));
                cells.push(run.as_of.to_string());
            }
            Err(_) => cells.extend([const { String::new() }; 8]),
        }
        format!("| {} |\n", cells.join(" | "))
    };
    let shown = parts.iter().take(ROWS).take_while(|part| page.fits(&row(part), keep)).count();
    if shown < parts.len() {
        let more = words::thousands((parts.len() - shown) as u64);
        page.fits(&format!("\nand {more} more reports, see the JSON report\n"), 0);
    }
}

/// Why a report says nothing, and what a run could not read.
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
    if !lines.is_empty() {
        page.fits("\n### Did not complete\n\n", keep);
        let shown = lines.iter().take_while(|line| page.fits(line, keep)).count();
        if shown < lines.len() {
            page.fits(&format!("- and {} more\n", words::thousands((lines.len() - shown) as u64)), 0);
        }
    }
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
        code(&tell::named(&finding.name, &finding.id, 80)),
        prose(&clean_short(&finding.summary, 200))
    )
}

/// The lists with their dates and completeness.
fn lists(merged: &Merged) -> String {
    let mut text = "\n<details><summary>Lists</summary>\n\n| list | as of | entries | of | complete |\n| --- | --- | ---: | ---: | --- |\n".to_owned();
    for list in merged.lists().iter().take(100) {
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            prose(&clean_short(&list.id, 40)),
            list.published.map_or_else(|| "undated".to_owned(), |day| day.to_string()),
            words::thousands(list.entries),
            list.official_count.map_or_else(|| "?".to_owned(), words::thousands),
            if list.complete { "yes" } else { "**no**" }
        ));
    }
    text.push_str("\n</details>\n");
    text
}
