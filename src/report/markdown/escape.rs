//! Text made safe for GitHub-flavoured Markdown: no markup, no HTML, no link, no mention and no reference comes out of it.
//!
//! Rules: CommonMark 0.31 sections 2.4 and 2.5, the GFM specification sections 4.10 and 6.9, and what GitHub does to the
//! rendered text afterwards (mentions, references to issues and commits, emoji, formulas). The last are broken up with a
//! zero-width space, because a backslash does not reach them.

use crate::report::clean::clean;

/// Invisible, and enough to part what GitHub would take for one word.
const PART: &str = "&#8203;";

/// A raw text as prose, on one line.
pub(in crate::report) fn prose(text: &str) -> String {
    let text = clean(text);
    let mut safe = String::with_capacity(text.len() + text.len() / 8);
    let mut before = String::new();
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        let next = chars.peek().copied();
        let alone = before.is_empty() || before.bytes().all(|byte| byte.is_ascii_digit());
        match ch {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '>' | '|' | '~' | '^' => safe.extend(['\\', ch]),
            // Only at the start, where they would make a list or a heading.
            '-' | '+' | '=' if before.is_empty() => safe.extend(['\\', ch]),
            '.' | ')' if alone && !before.is_empty() => safe.extend(['\\', ch]),
            '$' => safe.push_str("&#36;"),
            '#' => {
                safe.push_str("\\#");
                safe.push_str(PART);
            }
            '@' => {
                safe.push('@');
                safe.push_str(PART);
            }
            ':' if next.is_some_and(|next| !next.is_whitespace()) => {
                safe.push(':');
                safe.push_str(PART);
            }
            _ => safe.push(ch),
        }
        before.push(ch);
        if joins(&before, next) {
            safe.push_str(PART);
        }
    }
    safe.trim().to_owned()
}

/// Returns true if what was written ends in a word that GitHub would join with the next character: `www.` and `GH-1`.
fn joins(before: &str, next: Option<char>) -> bool {
    let ends = |word: &str| {
        let tail = before.len().checked_sub(word.len()).and_then(|at| before.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    match next {
        Some('.') => ends("www"),
        Some('-') => ends("gh"),
        _ => false,
    }
}

/// A raw text as a code span, which GitHub leaves alone. Not for tables, where a bar ends the cell even inside code.
pub(in crate::report) fn code(text: &str) -> String {
    let text = clean(text);
    let ticks = "`".repeat(longest_run(&text, '`') + 1);
    let blank = text.trim().is_empty();
    let padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    if blank || padded { format!("{ticks} {text} {ticks}") } else { format!("{ticks}{text}{ticks}") }
}

/// Clean lines as a fenced block of a language.
pub(super) fn fence(language: &str, lines: &[String]) -> String {
    let ticks = "`".repeat(lines.iter().map(|line| longest_run(line, '`')).max().unwrap_or(0).max(2) + 1);
    format!("{ticks}{language}\n{}\n{ticks}\n", lines.join("\n"))
}

/// A raw text for HTML, inside an element that GitHub leaves alone (`code`).
pub(super) fn html(text: &str) -> String {
    let mut safe = String::new();
    for ch in clean(text).chars() {
        match ch {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '$' => safe.push_str("&#36;"),
            _ => safe.push(ch),
        }
    }
    safe
}

fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for ch in text.chars() {
        run = if ch == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// The text of a paragraph that holds nothing but text, without the invisible parts.
    fn only_text(markdown: &str) -> Result<String, String> {
        let mut text = String::new();
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                Event::Text(part) => text.push_str(&part),
                other => return Err(format!("{other:?} in {markdown:?}")),
            }
        }
        Ok(text.replace('\u{200b}', ""))
    }

    #[test]
    fn markup_mentions_and_links_stay_text() {
        for text in [
            "[x](https://evil.example)",
            "![x](https://evil.example/p.png)",
            "<img src=x onerror=alert(1)>",
            "<https://evil.example>",
            "# heading",
            "1. one",
            "- list",
            "a | b",
            "***bold*** `code` ~~gone~~ &lt;",
            "\\*",
            "[^1] [x][y]",
        ] {
            assert_eq!(only_text(&prose(text)).as_deref(), Ok(text));
        }
        assert_eq!(prose("@acme/team"), "@&#8203;acme/team");
        assert_eq!(prose("fixes #12, GH-12"), "fixes \\#&#8203;12, GH&#8203;-12");
        assert_eq!(
            prose("http://x.example www.x.example :tada:"),
            "http:&#8203;//x.example www&#8203;.x.example :&#8203;tada:"
        );
        assert_eq!(prose("$a$"), "&#36;a&#36;");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("diff", &["+ ````".to_owned()]), "`````diff\n+ ````\n`````\n");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code(""), "`  `");
    }

    proptest! {
        #[test]
        fn prose_is_only_text(text in r"(?s)[\[\]()!<>&#@:$`*_~|\\./a1 \-+=\n]{0,30}|(?s).{0,60}") {
            let expected = clean(&text);
            prop_assert_eq!(only_text(&prose(&text)), Ok(expected.trim().to_owned()));
        }

        #[test]
        fn code_is_only_code(text in r"(?s)[`| \\<a\n]{1,20}|(?s).{1,40}") {
            let markdown = code(&text);
            let events: Vec<_> = Parser::new_ext(&markdown, Options::all()).collect();
            prop_assert!(matches!(events.as_slice(), [Event::Start(Tag::Paragraph), Event::Code(_), Event::End(_)]), "{events:?}");
        }

        #[test]
        fn html_has_no_markup_left(text in r#"(?s)[<>&"'a=]{0,20}|(?s).{0,40}"#) {
            let safe = html(&text);
            prop_assert!(!safe.contains(['<', '>', '"', '\'']));
        }
    }
}
