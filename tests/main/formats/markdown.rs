//! The pages for people on GitHub, read by a Markdown parser: nothing that came in may be more than text.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::{assert_harmless, exposed, report};
use crate::support::Folder;

/// Everything of a page that is not text: tags of Markdown by name, and raw HTML.
fn markup(page: &str) -> (Vec<String>, Vec<String>) {
    let mut tags = vec![];
    let mut html = vec![];
    for event in Parser::new_ext(page, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => tags.push(format!("fence {language}")),
            Event::Start(tag) => {
                tags.push(format!("{tag:?}").split(['(', ' ', '{']).next().unwrap_or_default().to_owned());
            }
            Event::Html(text) | Event::InlineHtml(text) => html.push(text.to_string()),
            Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::TaskListMarker(_)
            | Event::Rule => {
                tags.push(format!("{event:?}"));
            }
            _ => {}
        }
    }
    (tags, html)
}

/// Asserts that a page holds no markup but what we write.
#[track_caller]
pub(super) fn assert_only_ours(page: &str) {
    let (tags, html) = markup(page);
    let ours = [
        "Paragraph",
        "Heading",
        "HtmlBlock",
        "List",
        "Item",
        "Strong",
        "Table",
        "TableHead",
        "TableRow",
        "TableCell",
        "BlockQuote",
        "fence text",
        "fence diff",
        "fence mermaid",
    ];
    for tag in &tags {
        assert!(ours.contains(&tag.as_str()), "{tag} came from an input\n{page}");
    }
    let count = |tag: &str| html.iter().map(|html| html.matches(tag).count()).sum::<usize>();
    assert_eq!(count("<details"), count("</details>"), "{page}");
    for html in &html {
        let mut rest = html.clone();
        let tags = ["details open", "details", "/details", "summary", "/summary", "b", "/b", "code", "/code"];
        for tag in tags {
            rest = rest.replace(&format!("<{tag}>"), "");
        }
        assert!(!rest.contains(['<', '>']), "HTML from an input: {html}");
    }
}

#[test]
fn nothing_hostile_becomes_markup() {
    for format in ["summary", "markdown"] {
        let page = report(format);
        assert_harmless(&page);
        assert_only_ours(&page);
        let headings = markup(&page).0.iter().filter(|tag| *tag == "Heading").count();
        assert_eq!(headings, 2, "{format}: the title and the problems");
    }
}

#[test]
fn mentions_and_references_are_parted() {
    // Outside code, GitHub would notify and link.
    let page = report("markdown");
    let mut text = String::new();
    for event in Parser::new_ext(&page, Options::all()) {
        match event {
            Event::Text(part) => text.push_str(&part),
            Event::Start(Tag::CodeBlock(_)) => text.push('\u{1}'),
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => text.push('\u{2}'),
            _ => text.push('\n'),
        }
    }
    let outside: String = text.split('\u{2}').map(|part| part.split('\u{1}').next().unwrap_or_default()).collect();
    for word in ["@acme", "#1", "GH-1", "://evil", "www.evil", "mail@evil", ":tada:", "$x$"] {
        assert!(!outside.contains(word), "{word} would act");
    }
}

#[test]
fn a_comment_and_a_summary_stay_below_their_limits_and_count_what_is_left_out() {
    let mut table = "supplier,country,province\n".to_owned();
    for row in 0..1_500 {
        table.push_str(&format!("新疆 Supplier Number {row} With A Rather Long Name,CN,Xinjiang\n"));
    }
    let folder = Folder::with(&[("suppliers.csv", table)]);
    for (format, most, bytes) in [("markdown", 65_536, 262_144), ("summary", 1 << 20, 1 << 20)] {
        let run = folder.check(&["--format", format]);
        assert_eq!(run.code, Some(1));
        let units: usize = run.out.chars().map(char::len_utf16).sum();
        assert!(units < most && run.out.len() < bytes, "{format}: {units} units, {} bytes", run.out.len());
        assert!(run.out.contains("more, see the JSON or SARIF report"), "{format} says what is left out");
        assert!(run.out.contains("Lists (") && run.out.trim_end().ends_with("</details>"), "{format} has its end");
    }
}

#[test]
fn many_problems_leave_room_for_the_rest() {
    let folder = Folder::with(&[("a.sourcing.toml", exposed("Far Works"))]);
    for file in 0..40 {
        // A key that takes many times its length once it is escaped.
        let key = format!("\"{}\" = 1\n", ":@#$".repeat(200));
        folder.write(
            &format!("broken/{}{file}.sourcing.toml", "@:".repeat(50)),
            format!("[manifest]\nschema = 1\n{key}"),
        );
    }
    let run = folder.check(&["--format", "markdown"]);
    assert_eq!(run.code, Some(4));
    let units: usize = run.out.chars().map(char::len_utf16).sum();
    assert!(units < 65_536, "{units} units");
    for part in [
        "## ❌ sourcegate: fail",
        "Inputs with problems",
        "more problems; see the JSON report",
        "<code>Far Works",
        "Lists (",
    ] {
        assert!(run.out.contains(part), "{part} is missing in\n{}", run.out);
    }
}

#[test]
fn a_page_leads_from_the_verdict_to_the_law() {
    let folder = Folder::with(&[("a.sourcing.toml", exposed("Far Works"))]);
    let page = folder.check(&["--format", "markdown"]).out;
    for part in [
        "## ❌ sourcegate: fail",
        "| deny | review |",
        "<details open><summary><b>deny</b> <code>xuar-site</code> <code>Far Works (far-site)</code> at <code>a.sourcing.toml:17</code>",
        "17 | province = \"Xinjiang\"",
        "```mermaid\nflowchart TD\n",
        "**Law** under UFLPA",
        "148 | 187 | incomplete |",
        "> **Lacking** uflpa: 39 entities added on 2026-08-03 are not in this list",
        "`sourcegate list import uflpa-html FILE.html --into PACK --list uflpa`",
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
}
