//! YAML 1.2 as a tree with places, through granit-parser.
//!
//! Texts stay what they are: `NO` is no falsehood. An alias repeats what its anchor names at its own place, as often as the
//! file is long and no more. A tag of somebody's own is refused, because what it stands for does not stand in the file.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as Mark, Tag};

use super::tree::{Builder, Shape, Tree, Wrong, short};
use crate::manifest::Limits;
use crate::source::Span;
use crate::source::paths::Writing;

/// The way out of a document that is none.
const WAY: &str = "correct the document; any YAML linter shows the place";
/// Values that aliases may repeat beside one for each byte of the file.
const REPEATED: usize = 1 << 16;

/// Reads a document, or several as a list.
///
/// # Errors
/// When it is no YAML, has a key twice or a tag of somebody's own, or goes beyond a limit.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Tree, Wrong> {
    let several = is_several(text);
    let writing = if several { Writing::PointerWithin } else { Writing::Pointer };
    let mut walk = Walk {
        text,
        builder: Builder::new(writing, limits),
        open: Vec::new(),
        anchors: HashMap::new(),
        left: REPEATED + text.len(),
    };
    if several {
        walk.builder.open(Shape::List, Span::from(0..text.len()))?;
    }
    for event in Parser::new_from_str(text) {
        let (event, mark) = event.map_err(|error| refused(text, &error))?;
        walk.event(event, &mark)?;
    }
    if several {
        walk.builder.close(0);
    }
    walk.builder.finish().ok_or_else(|| Wrong::new(Span::default(), "YAML: the document is empty", WAY))
}

/// Returns true if a text holds more than one document.
fn is_several(text: &str) -> bool {
    let is_mark =
        |line: &str| line.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']));
    let is_blank = |line: &&str| line.trim().is_empty() || line.starts_with(['#', '%']);
    text.lines().skip_while(is_blank).skip(1).any(is_mark)
}

fn refused(text: &str, error: &ScanError) -> Wrong {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    Wrong::new(Span::from(at..(at + 1).min(text.len()).max(at)), format!("YAML: {error}"), WAY)
}

struct Walk<'t, 'l> {
    text: &'t str,
    builder: Builder<'l>,
    /// Objects and lists that are open: `None` for a list, and in an object true where a key comes next.
    open: Vec<Option<bool>>,
    /// Value that each anchor names.
    anchors: HashMap<usize, u32>,
    /// Values that aliases may still repeat.
    left: usize,
}

impl Walk<'_, '_> {
    fn event(&mut self, event: Event<'_>, mark: &Mark) -> Result<(), Wrong> {
        let span = self.span(mark);
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                if self.wants_key() {
                    self.builder.key(span, &value)?;
                    return Ok(());
                }
                self.name(anchor);
                let (inner, literal) = self.inner(span, style, &value);
                let shape = shape(&value, style, tag.as_deref());
                self.builder.single(shape, span, inner, (!literal).then(|| value.into_owned()))?;
                self.done();
            }
            Event::MappingStart(_, anchor, tag) | Event::SequenceStart(_, anchor, tag) if self.wants_key() => {
                let _ = (anchor, tag);
                return Err(Wrong::new(span, "YAML: a key must be a text", "write the key as a text"));
            }
            Event::MappingStart(_, anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                self.name(anchor);
                self.builder.open(Shape::Object, span)?;
                self.open.push(Some(true));
            }
            Event::SequenceStart(_, anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                self.name(anchor);
                self.builder.open(Shape::List, span)?;
                self.open.push(None);
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.open.pop();
                self.builder.close(span.start);
                self.done();
            }
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::UnresolvedAlias(name) => {
                return Err(Wrong::new(span, format!("YAML: there is no anchor `{}`", short(&name)), WAY));
            }
            // Anchors hold within their document.
            Event::DocumentEnd => self.anchors.clear(),
            _ => {}
        }
        Ok(())
    }

    /// Returns true where a key comes next; then the value does.
    fn wants_key(&mut self) -> bool {
        match self.open.last_mut() {
            Some(Some(key)) if *key => {
                *key = false;
                true
            }
            _ => false,
        }
    }

    /// Notes that a value is complete.
    fn done(&mut self) {
        if let Some(Some(key)) = self.open.last_mut() {
            *key = true;
        }
    }

    fn name(&mut self, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, self.builder.next());
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Wrong> {
        let unknown = || Wrong::new(span, "YAML: this alias names no anchor before it", WAY);
        let node = self.anchors.get(&anchor).copied().ok_or_else(unknown)?;
        let count = self.builder.values(node).ok_or_else(|| {
            Wrong::new(span, "YAML: this alias stands within what it repeats", "write out what it stands for")
        })?;
        self.left = self.left.checked_sub(count).ok_or_else(|| {
            Wrong::new(
                span,
                "YAML: the aliases unfold to far more than the file holds",
                "write out what they stand for",
            )
        })?;
        if self.wants_key() {
            let name = self.builder.text_of(self.text, node);
            return self.builder.key(span, &name);
        }
        self.builder.repeat(self.text, node, span)?;
        self.done();
        Ok(())
    }

    fn span(&self, mark: &Mark) -> Span {
        let range = mark.byte_range().unwrap_or(0..0);
        Span::from(range.start.min(self.text.len())..range.end.min(self.text.len()))
    }

    /// The place of a text within its quotes; `false` if it does not stand there as it is.
    fn inner(&self, span: Span, style: ScalarStyle, value: &str) -> (Span, bool) {
        let quotes = u32::from(matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted));
        let inner = Span::new(span.start + quotes, span.end.saturating_sub(quotes).max(span.start + quotes));
        (inner, self.text.get(inner.range()) == Some(value))
    }
}

/// Shape of a scalar by the core schema.
fn shape(value: &str, style: ScalarStyle, tag: Option<&Tag>) -> Shape {
    let is_text = tag.and_then(Tag::core_suffix) == Some("str");
    match value {
        _ if is_text || style != ScalarStyle::Plain => Shape::Text,
        "" | "~" | "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Shape::Word,
        value if value.parse::<f64>().is_ok() && value.bytes().any(|byte| byte.is_ascii_digit()) => Shape::Number,
        _ => Shape::Text,
    }
}

fn refuse_tag(tag: Option<&Tag>, span: Span) -> Result<(), Wrong> {
    match tag {
        Some(tag) if tag.is_custom() => {
            let message = format!(
                "YAML: the tag `{}` is not known, so it is not clear what this stands for",
                short(&tag.original())
            );
            Err(Wrong::new(span, message, "write what it stands for, without the tag"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Wrong {
        read(text, &Limits::default()).unwrap_err()
    }

    #[test]
    fn values_keep_their_places() {
        let text = "# 新\nparts:\n  - name: 'It''s'\n    country: NO\n    n: 007\n    none: ~\n  - {name: \"新疆\", long: >\n      x}\n";
        let text = text.replace(", long: >\n      x}", "}");
        let tree = read(&text, &Limits::default()).unwrap();
        let root = tree.root(&text);
        let parts: Vec<_> = root.all("parts").collect();
        assert_eq!(
            (parts[0].value("name"), parts[0].value("country"), parts[0].value("n")),
            (Some("It's"), Some("NO"), Some("007"))
        );
        assert_eq!(parts[0].value("none"), None);
        let name = parts[1].get("name").unwrap();
        assert_eq!(
            (name.text(), &text[name.span().range()], name.path().as_str()),
            ("新疆", "\"新疆\"", "/parts/1/name")
        );
        assert_eq!(name.literal().map(|inner| &text[inner.range()]), Ok("新疆"));
        assert_eq!(&text[parts[0].get("country").unwrap().span().range()], "NO");
    }

    #[test]
    fn aliases_stand_at_their_own_place() {
        let text = "base: &b {country: CN, city: Shihezi}\nsite: *b\nname: &n Alpha\nagain: *n\n";
        let tree = read(text, &Limits::default()).unwrap();
        let root = tree.root(text);
        let site = root.get("site").unwrap();
        assert_eq!((site.value("city"), &text[site.get("city").unwrap().span().range()]), (Some("Shihezi"), "*b"));
        assert_eq!(site.get("city").unwrap().path(), "/site/city");
        assert_eq!(root.value("again"), Some("Alpha"));
    }

    #[test]
    fn bombs_tags_and_double_keys_are_refused() {
        let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..12 {
            let alias = format!("*a{}", level - 1);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 10].join(",")));
        }
        assert!(wrong(&bomb).message.contains("unfold"), "{:?}", wrong(&bomb));
        assert!(wrong("a: &a [*a]\n").message.contains("within what it repeats"));
        assert!(wrong("a: *b\n").message.contains("YAML"));
        assert!(wrong("a: !include other.yaml\n").message.contains("!include"));
        assert!(
            wrong("a: !!python/object/apply:os.system [x]\n").message.contains("tag")
                || read("a: !!str 1", &Limits::default()).is_ok()
        );
        assert!(wrong("a: 1\na: 2\n").message.contains("`a` stands twice"));
        assert!(wrong("? [a, b]\n: c\n").message.contains("key must be a text"));
        assert!(wrong(&"[".repeat(1000)).message.contains("YAML"));
        assert!(wrong(&format!("{}x", "- ".repeat(1000))).message.contains("nests deeper"));
        assert!(wrong("a: [1\nb: 2").message.contains("YAML"));
    }

    #[test]
    fn several_documents_are_a_list() {
        let text = "---\na: 1\n---\na: 2\n";
        let tree = read(text, &Limits::default()).unwrap();
        let second = tree.root(text).children().nth(1).unwrap().get("a").unwrap();
        assert_eq!((second.text(), second.path().as_str()), ("2", "/a"));
        let tree = read("---\na: 1\n", &Limits::default()).unwrap();
        assert_eq!(tree.root("---\na: 1\n").get("a").unwrap().path(), "/a");
    }
}
