//! XML as a tree with places, through roxmltree.
//!
//! A document type declaration is refused: it can name entities that unfold without end or that stand elsewhere, and no
//! format of this trade has one. An element is told by its local name, whatever prefix the document gives its namespace.

use roxmltree::{Document, Node, ParsingOptions};

use super::tree::{Builder, DEEPEST, Shape, TEXT, Tree, Wrong};
use crate::manifest::Limits;
use crate::source::Span;
use crate::source::paths::Writing;

/// The way out of a document that is none.
const WAY: &str = "correct the document; any XML linter shows the place";
/// The way out of a declaration.
const NO_TYPE: &str = "take the <!DOCTYPE …> out, and write what its entities stand for";

/// Reads a document.
///
/// # Errors
/// When it is no XML, has a document type declaration, or goes beyond a limit.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Tree, Wrong> {
    shallow(text, limits)?;
    let nodes_limit = limits.max_values;
    let options = ParsingOptions { allow_dtd: false, nodes_limit, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| refused(text, &error))?;
    let mut builder = Builder::new(Writing::Xml, limits);
    let root = document.root_element();
    builder.element(start(&root), root.tag_name().name());
    walk(&mut builder, text, root)?;
    builder.finish().ok_or_else(|| Wrong::new(Span::default(), "XML: the document is empty", WAY))
}

/// Looks at the nesting before anything walks it.
fn shallow(text: &str, limits: &Limits) -> Result<(), Wrong> {
    let most = limits.max_nesting.min(DEEPEST);
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let open = at + found;
        let rest = &text[open..];
        let ends = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        if let Some((_, end)) = ends.iter().find(|(begin, _)| rest.starts_with(begin)) {
            at = rest.find(end).map_or(bytes.len(), |length| open + length + end.len());
            continue;
        }
        let close = tag_end(rest).map_or(bytes.len(), |length| open + length);
        if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with("<!") && bytes.get(close.wrapping_sub(1)) != Some(&b'/') {
            depth += 1;
            if depth > most {
                let help = "raise `max-nesting` under [limits] in sourcegate.toml if this is meant";
                let message = format!("the document nests deeper than {most}");
                return Err(Wrong::new(Span::from(open..open + 1), message, help));
            }
        }
        at = (close + 1).min(bytes.len());
    }
    Ok(())
}

/// Length of a tag up to its `>`, which may stand in the value of an attribute too.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    rest.bytes().position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), byte) if open == byte => {
            quote = None;
            false
        }
        _ => false,
    })
}

fn refused(text: &str, error: &roxmltree::Error) -> Wrong {
    let pos = error.pos();
    let line = text.split_inclusive('\n').take(pos.row.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let column = text
        .get(line..)
        .map_or(0, |rest| rest.chars().take(pos.col.saturating_sub(1) as usize).map(char::len_utf8).sum());
    let span = Span::from(line + column..(line + column + 1).min(text.len()));
    match error {
        roxmltree::Error::DtdDetected => Wrong::new(span, "XML: a document type declaration is refused", NO_TYPE),
        roxmltree::Error::NodesLimitReached => Wrong::new(
            span,
            "the document has too many values",
            "raise `max-values` under [limits] in sourcegate.toml if this is meant",
        ),
        error => Wrong::new(span, format!("XML: {error}"), WAY),
    }
}

fn start(node: &Node<'_, '_>) -> u32 {
    u32::try_from(node.range().start).unwrap_or(u32::MAX)
}

/// States an element whose name was stated.
fn walk(builder: &mut Builder<'_>, text: &str, element: Node<'_, '_>) -> Result<(), Wrong> {
    let range = element.range();
    let whole = Span::from(range.clone());
    let stated: Vec<_> =
        element.children().filter(|node| node.is_text() && !node.text().unwrap_or("").trim().is_empty()).collect();
    let plain = !element.has_children() || element.children().all(|node| !node.is_element());
    // What only says where a schema stands is no attribute of the thing.
    let attributes: Vec<_> = element.attributes().filter(|attribute| attribute.namespace() != Some(SCHEMA)).collect();
    if plain && attributes.is_empty() {
        return content(builder, text, &stated, whole);
    }
    builder.open(Shape::Object, whole)?;
    for attribute in attributes {
        let place = attribute.range();
        let inner = attribute.range_value();
        builder.member(u32::try_from(place.start).unwrap_or(u32::MAX), attribute.name());
        let raw = text.get(inner.clone()).unwrap_or("");
        let value = (raw != attribute.value()).then(|| attribute.value().to_owned());
        builder.single(Shape::Text, Span::from(inner.clone()), Span::from(inner), value)?;
    }
    // Text between elements is one of its own, wherever it stands.
    if plain {
        if let Some(first) = stated.first() {
            builder.member(start(first), TEXT);
            content(builder, text, &stated, whole)?;
        }
    } else {
        for node in element.children() {
            if node.is_element() {
                builder.element(start(&node), node.tag_name().name());
                walk(builder, text, node)?;
            } else if stated.contains(&node) {
                builder.member(start(&node), TEXT);
                content(builder, text, &[node], whole)?;
            }
        }
    }
    builder.close(whole.end);
    Ok(())
}

/// Namespace of attributes that speak of schemas.
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// States the text of an element.
fn content(builder: &mut Builder<'_>, text: &str, parts: &[Node<'_, '_>], whole: Span) -> Result<(), Wrong> {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        let end = Span::new(whole.end, whole.end);
        return builder.single(Shape::Text, Span::new(whole.start, whole.end), end, None);
    };
    let joined: String = parts.iter().filter_map(|part| part.text()).collect();
    let range = first.range().start..last.range().end;
    let raw = text.get(range.clone()).unwrap_or("");
    // Blanks around a text are the layout of the document.
    let lead = raw.len() - raw.trim_start().len();
    let inner = range.start + lead..range.start + lead + raw.trim().len();
    let value = joined.trim();
    let literal = text.get(inner.clone()) == Some(value);
    let span = Span::from(inner);
    builder.single(Shape::Text, span, span, (!literal).then(|| value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_objects_with_places() {
        let text = "<?xml version=\"1.0\"?>\n<b:bom xmlns:b=\"urn:x\" id=\"1\">\n <b:part>\n  A &amp; B\n </b:part><b:part ref='x>y'>新疆</b:part>\n <empty/>\n</b:bom>";
        let tree = read(text, &Limits::default()).unwrap();
        let root = tree.root(text);
        assert_eq!((root.name(), root.value("id")), (Some("bom"), Some("1")));
        let parts: Vec<_> = root.all("part").collect();
        assert_eq!((parts[0].text(), parts[0].path().as_str()), ("A & B", "/bom/part[1]"));
        assert_eq!((parts[1].text(), parts[1].bearer().path().as_str()), ("新疆", "/bom/part[2]/text()"));
        assert_eq!(
            (parts[1].value("ref"), parts[1].get("ref").unwrap().path().as_str()),
            (Some("x>y"), "/bom/part[2]/@ref")
        );
        assert_eq!(&text[parts[1].bearer().span().range()], "新疆");
        assert_eq!(root.get("empty").unwrap().text(), "");
    }

    #[test]
    fn bombs_are_refused() {
        let text = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;\">]>\n<x>&b;</x>";
        let wrong = read(text, &Limits::default()).unwrap_err();
        assert!(wrong.message.contains("document type declaration"), "{wrong:?}");
        assert!(read("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>", &Limits::default()).is_err());
        assert!(read("<x>&unknown;</x>", &Limits::default()).is_err());
        let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(read(&deep(128), &Limits::default()).is_ok());
        assert!(read(&deep(129), &Limits::default()).unwrap_err().message.contains("nests deeper"));
        assert!(read(&"<a b='>'>".repeat(1 << 18), &Limits::default()).unwrap_err().message.contains("nests deeper"));
        assert!(
            read("<x><![CDATA[<a><a><a>]]><!-- <a><a> --></x>", &Limits { max_nesting: 2, ..Limits::default() })
                .is_ok()
        );
        let few = Limits { max_values: 3, ..Limits::default() };
        assert!(read("<x><a/><a/><a/><a/></x>", &few).unwrap_err().message.contains("too many values"));
    }

    #[test]
    fn what_is_no_xml_is_refused_with_its_place() {
        let text = "<a>\n  <b></c>\n</a>";
        let wrong = read(text, &Limits::default()).unwrap_err();
        assert!(text[..wrong.span.start as usize].lines().count() == 2, "{wrong:?}");
    }
}
