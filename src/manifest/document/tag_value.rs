//! The tag-value form of SPDX 2 as a tree: a list of sections, each an object of its tags.

use super::tree::{Builder, Shape, Tree, Wrong};
use crate::manifest::Limits;
use crate::source::Span;
use crate::source::paths::Writing;

/// Tags that begin a section.
const SECTIONS: [&str; 6] = ["PackageName", "FileName", "SnippetSPDXID", "LicenseID", "Reviewer", "Annotator"];

/// Returns true if a text begins with tags of SPDX.
pub(super) fn begins(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .is_some_and(|line| line.starts_with("SPDXVersion:"))
}

/// Reads a document.
///
/// # Errors
/// When a line is no tag, a text has no end, or a limit is passed.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Tree, Wrong> {
    let mut builder = Builder::new(Writing::Lines, limits);
    builder.open(Shape::List, Span::from(0..text.len()))?;
    builder.open(Shape::Object, Span::default())?;
    let mut at = 0;
    while at < text.len() {
        let line = text[at..].split_inclusive('\n').next().unwrap_or("");
        let (start, length) = (at, line.len());
        at += length;
        let body = line.trim();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let start = start + (line.len() - line.trim_start().len());
        let Some((tag, rest)) =
            body.split_once(':').filter(|(tag, _)| tag.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        else {
            let help = "write `Tag: value`, or put a value of several lines between <text> and </text>";
            return Err(Wrong::new(
                Span::from(start..start + body.len()),
                "SPDX: this line is no tag with a value",
                help,
            ));
        };
        let lead = tag.len() + 1 + (rest.len() - rest.trim_start().len());
        let mut inner = start + lead..start + body.len();
        if rest.trim_start().starts_with("<text>") {
            let from = inner.start + "<text>".len();
            let Some(length) = text[from..].find("</text>") else {
                return Err(Wrong::new(Span::from(inner), "SPDX: this text has no end", "end it with </text>"));
            };
            inner = from..from + length;
            let end = from + length;
            at = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
        }
        if SECTIONS.contains(&tag) {
            builder.close(u32::try_from(start).unwrap_or(u32::MAX));
            builder.open(Shape::Object, Span::from(start..start))?;
        }
        builder.member(u32::try_from(start).unwrap_or(u32::MAX), tag);
        let span = Span::from(inner);
        builder.single(Shape::Text, span, span, None)?;
    }
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    builder.close(end);
    builder.close(end);
    builder.finish().ok_or_else(|| Wrong::new(Span::default(), "SPDX: the document is empty", "restore the file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_members_of_their_sections() {
        let text = "# x\nSPDXVersion: SPDX-2.3\nDocumentComment: <text>two\nlines: here</text>\n\nPackageName: a\nPackageSupplier: Organization: Alpha (x@y.z)\n";
        assert!(begins(text) && !begins("a: b"));
        let tree = read(text, &Limits::default()).unwrap();
        let sections: Vec<_> = tree.root(text).children().collect();
        assert_eq!(sections[0].value("DocumentComment"), Some("two\nlines: here"));
        assert_eq!(sections[1].value("PackageSupplier"), Some("Organization: Alpha (x@y.z)"));
        assert_eq!(sections[1].get("PackageName").unwrap().path(), "/1/PackageName");
        assert!(read("SPDXVersion: SPDX-2.3\nno tag here\n", &Limits::default()).is_err());
        assert!(read("DocumentComment: <text>no end", &Limits::default()).is_err());
    }
}
