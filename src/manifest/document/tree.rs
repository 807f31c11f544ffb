//! The tree of a document with a structure: objects, lists and values, each with its place, whatever it was written in.
//!
//! JSON, YAML and XML become the same tree, so a format is read by one walk. An element of XML is an object: its attributes
//! and its elements are members, and its text is the member [`TEXT`], or the value itself where it has nothing else.

use std::collections::{HashMap, HashSet};

use crate::manifest::Limits;
use crate::source::Span;
use crate::source::paths::{Paths, Step, Writing};

/// Name of the member for the text of an element that has attributes or elements as well.
pub(super) const TEXT: &str = "#text";
/// Deepest nesting that any limit allows: documents are walked by recursion.
pub(super) const DEEPEST: usize = 512;
/// Members of an object that are compared one by one; more are looked up.
const FEW: usize = 24;
/// Number of a value whose text stands in the file as it is.
const LITERAL: u32 = u32::MAX;

/// Shape of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Members with names.
    Object,
    /// Items in an order.
    List,
    /// A text.
    Text,
    /// A number.
    Number,
    /// True, false or null.
    Word,
}

/// Something wrong with a document, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: &'static str,
}

impl Wrong {
    pub(super) fn new(span: Span, message: impl Into<String>, help: &'static str) -> Self {
        Self { span, message: message.into(), help }
    }
}

/// A value as it is kept.
#[derive(Debug, Clone)]
struct Slot {
    /// The whole value, quotes included.
    span: Span,
    /// The text between the quotes, where it stands in the file as it is.
    inner: Span,
    shape: Shape,
    /// Number of the first value that does not belong to this one.
    end: u32,
    /// Number of its text, or [`LITERAL`].
    text: u32,
}

/// A document.
#[derive(Debug)]
pub(super) struct Tree {
    slots: Vec<Slot>,
    texts: Vec<Box<str>>,
    paths: Paths,
}

impl Tree {
    /// The value at the top. A tree has one, because a builder gives none without.
    pub(super) fn root<'t>(&'t self, source: &'t str) -> Node<'t> {
        Node { tree: self, source, at: 0 }
    }

    /// Gives up the values and keeps their paths.
    pub(super) fn into_paths(self) -> Paths {
        self.paths
    }
}

/// A value of a document.
#[derive(Clone, Copy)]
pub(super) struct Node<'t> {
    tree: &'t Tree,
    source: &'t str,
    at: u32,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl<'t> Node<'t> {
    fn slot(self) -> &'t Slot {
        &self.tree.slots[self.at as usize]
    }

    /// Number of the value in its document.
    pub(super) const fn number(self) -> usize {
        self.at as usize
    }

    /// Number of the first value that does not belong to this one.
    pub(super) fn end(self) -> usize {
        self.slot().end as usize
    }

    /// The value with a number of the same document.
    pub(super) fn sibling(self, number: usize) -> Option<Self> {
        let at = u32::try_from(number).ok().filter(|at| (*at as usize) < self.tree.slots.len())?;
        Some(Self { at, ..self })
    }

    /// Shape of the value.
    pub(super) fn shape(self) -> Shape {
        self.slot().shape
    }

    /// Returns true for an object.
    pub(super) fn is_object(self) -> bool {
        self.shape() == Shape::Object
    }

    /// Returns true for a list.
    pub(super) fn is_list(self) -> bool {
        self.shape() == Shape::List
    }

    /// Returns true for what is neither an object nor a list.
    pub(super) fn is_single(self) -> bool {
        !matches!(self.shape(), Shape::Object | Shape::List)
    }

    /// Returns true if the document was written in XML.
    pub(super) fn is_xml(self) -> bool {
        self.tree.paths.writing() == Writing::Xml
    }

    /// The whole value, quotes included.
    pub(super) fn span(self) -> Span {
        self.slot().span
    }

    /// The value as it is written.
    pub(super) fn raw(self) -> &'t str {
        self.source.get(self.span().range()).unwrap_or("")
    }

    /// The text between the quotes; the text itself where it does not stand in the file as it is.
    pub(super) fn literal(self) -> Result<Span, &'t str> {
        match self.slot().text {
            LITERAL => Ok(self.slot().inner),
            _ => Err(self.text()),
        }
    }

    /// The text of a value, also of an element with attributes; empty for null, lists and other objects.
    pub(super) fn text(self) -> &'t str {
        let slot = self.slot();
        match slot.shape {
            Shape::Object => self.get(TEXT).map_or("", Self::text),
            Shape::List => "",
            Shape::Word
                if self.source.get(slot.inner.range()).is_some_and(|word| !matches!(word, "true" | "false")) =>
            {
                ""
            }
            _ if slot.text == LITERAL => self.source.get(slot.inner.range()).unwrap_or(""),
            _ => self.tree.texts.get(slot.text as usize).map_or("", |text| text),
        }
    }

    /// The value that bears the text: the member of an element with attributes, or the value itself.
    pub(super) fn bearer(self) -> Self {
        if self.is_object() { self.get(TEXT).unwrap_or(self) } else { self }
    }

    /// Name within the object above; `None` for an item and for the root.
    pub(super) fn name(self) -> Option<&'t str> {
        match self.tree.paths.step(self.at) {
            Step::Member(name) | Step::Element(name, _) => Some(self.tree.paths.word(name)),
            Step::Root | Step::Item(_) => None,
        }
    }

    /// Step from the value above.
    pub(super) fn step(self) -> Step {
        self.tree.paths.step(self.at)
    }

    /// The value above.
    pub(super) fn above(self) -> Option<Self> {
        Some(Self { at: self.tree.paths.above(self.at)?, ..self })
    }

    /// Path to the value.
    pub(super) fn path(self) -> String {
        self.tree.paths.path(self.at)
    }

    /// First byte of the value or of its key.
    pub(super) fn start(self) -> u32 {
        self.tree.paths.start(self.at)
    }

    /// Place of the name.
    pub(super) fn key_span(self) -> Span {
        let start = self.start();
        let rest = self.source.get(start as usize..self.span().start as usize).unwrap_or("");
        let length = rest.trim_end().strip_suffix(':').unwrap_or(rest).trim_end().len();
        Span::new(start, start.saturating_add(u32::try_from(length.max(1)).unwrap_or(1)))
    }

    /// Members of an object or items of a list, in their order.
    pub(super) fn children(self) -> impl Iterator<Item = Self> + use<'t> {
        let end = self.slot().end;
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let child = Self { at, ..self };
            (at < end).then(|| {
                at = child.slot().end;
                child
            })
        })
    }

    /// The first member with this name.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        if !self.is_object() {
            return None;
        }
        let number = self.tree.paths.known(name)?;
        self.children().find(|child| is_named(child.step(), number))
    }

    /// All members with this name; of one that is a list, its items.
    pub(super) fn all(self, name: &str) -> impl Iterator<Item = Self> + use<'t> {
        let number = self.tree.paths.known(name).filter(|_| self.is_object());
        let members = self.children().filter(move |child| number.is_some_and(|name| is_named(child.step(), name)));
        members.flat_map(|member| {
            let items = member.is_list().then(|| member.children());
            let own = (!member.is_list()).then_some(member);
            items.into_iter().flatten().chain(own)
        })
    }

    /// The parts that XML wraps (`components/component`) and that JSON lists (`components`).
    pub(super) fn list(self, outer: &str, inner: &str) -> Vec<Self> {
        let found = self.all(outer);
        if self.is_xml() {
            found.flat_map(|wrapper| wrapper.all(inner).collect::<Vec<_>>()).collect()
        } else {
            found.collect()
        }
    }

    /// Text of a member; `None` where it states nothing.
    pub(super) fn value(self, name: &str) -> Option<&'t str> {
        self.get(name).map(|member| member.text().trim()).filter(|text| !text.is_empty())
    }
}

fn is_named(step: Step, wanted: u32) -> bool {
    matches!(step, Step::Member(name) | Step::Element(name, _) if name == wanted)
}

/// An object or list that is not closed yet.
struct Frame {
    node: u32,
    items: u32,
    names: Vec<u32>,
    more: HashSet<u32>,
    counts: HashMap<u32, u32>,
}

/// Builder of a tree, fed with the parts of a document in their order.
pub(super) struct Builder<'l> {
    tree: Tree,
    frames: Vec<Frame>,
    /// Start of the name of the next value, and the name.
    key: Option<(u32, Step)>,
    limits: &'l Limits,
}

/// The way out of a limit on values.
const MANY: &str = "raise `max-values` under [limits] in sourcegate.toml if this is meant";
/// The way out of a limit on nesting.
const DEEP: &str = "raise `max-nesting` under [limits] in sourcegate.toml if this is meant";
/// The way out of a limit on a single text.
const LONG: &str = "raise `max-text-bytes` under [limits] in sourcegate.toml if this is meant";

impl<'l> Builder<'l> {
    pub(super) fn new(writing: Writing, limits: &'l Limits) -> Self {
        let tree = Tree { slots: Vec::new(), texts: Vec::new(), paths: Paths::new(writing) };
        Self { tree, frames: Vec::new(), key: None, limits }
    }

    /// Number of objects and lists that are open.
    pub(super) fn depth(&self) -> usize {
        self.frames.len()
    }

    /// States the name of the next value.
    ///
    /// # Errors
    /// When the object has the name already.
    pub(super) fn key(&mut self, span: Span, name: &str) -> Result<(), Wrong> {
        let number = self.tree.paths.name(name);
        if let Some(frame) = self.frames.last_mut() {
            let known =
                if frame.names.len() < FEW { frame.names.contains(&number) } else { frame.more.contains(&number) };
            if known {
                let message = format!(
                    "the key `{}` stands twice in one object, so it is not clear which one counts",
                    short(name)
                );
                return Err(Wrong::new(span, message, "state it once"));
            }
            frame.names.push(number);
            if frame.names.len() == FEW {
                frame.more.extend(&frame.names);
            } else if frame.names.len() > FEW {
                frame.more.insert(number);
            }
        }
        self.key = Some((span.start, Step::Member(number)));
        Ok(())
    }

    /// States the name of the next element; several may have the same.
    pub(super) fn element(&mut self, start: u32, name: &str) {
        let number = self.tree.paths.name(name);
        let nth = self.frames.last_mut().map_or(1, |frame| {
            let count = frame.counts.entry(number).or_insert(0);
            *count += 1;
            *count
        });
        self.key = Some((start, Step::Element(number, nth)));
    }

    /// States the name of the next value without asking if the object has it already.
    pub(super) fn member(&mut self, start: u32, name: &str) {
        let number = self.tree.paths.name(name);
        self.key = Some((start, Step::Member(number)));
    }

    fn add(&mut self, shape: Shape, span: Span, inner: Span, text: u32) -> Result<u32, Wrong> {
        if self.tree.slots.len() >= self.limits.max_values as usize {
            return Err(Wrong::new(
                span,
                format!("the document has more than {} values", self.limits.max_values),
                MANY,
            ));
        }
        let above = self.frames.last().map_or(0, |frame| frame.node);
        let (start, step) = match (self.key.take(), self.frames.last_mut()) {
            (Some(named), _) => named,
            (None, None) => (0, Step::Root),
            (None, Some(frame)) => {
                frame.items += 1;
                (span.start, Step::Item(frame.items - 1))
            }
        };
        let number = self.tree.paths.add(start, above, step);
        self.tree.slots.push(Slot { span, inner, shape, end: number + 1, text });
        Ok(number)
    }

    /// Begins an object or a list.
    ///
    /// # Errors
    /// When it is nested too deep, or one value too many.
    pub(super) fn open(&mut self, shape: Shape, span: Span) -> Result<(), Wrong> {
        let most = self.limits.max_nesting.min(DEEPEST);
        if self.frames.len() >= most {
            return Err(Wrong::new(span, format!("the document nests deeper than {most}"), DEEP));
        }
        let node = self.add(shape, span, span, LITERAL)?;
        self.frames.push(Frame { node, items: 0, names: Vec::new(), more: HashSet::new(), counts: HashMap::new() });
        Ok(())
    }

    /// Ends what was opened last, in front of this byte.
    pub(super) fn close(&mut self, end: u32) {
        if let Some(frame) = self.frames.pop() {
            let count = u32::try_from(self.tree.slots.len()).unwrap_or(u32::MAX);
            let slot = &mut self.tree.slots[frame.node as usize];
            slot.end = count;
            slot.span.end = slot.span.end.max(end);
            slot.inner.end = slot.span.end;
        }
    }

    /// States a single value; `text` where it does not stand at `inner` as it is.
    ///
    /// # Errors
    /// When it is too long, or one value too many.
    pub(super) fn single(&mut self, shape: Shape, span: Span, inner: Span, text: Option<String>) -> Result<(), Wrong> {
        let length = text.as_ref().map_or(inner.range().len(), String::len);
        if length > self.limits.max_text_bytes {
            let message = format!("this text has {length} bytes; the limit is {}", self.limits.max_text_bytes);
            return Err(Wrong::new(Span::new(span.start, span.start.saturating_add(1)), message, LONG));
        }
        let number = match text {
            None => LITERAL,
            Some(text) => {
                self.tree.texts.push(text.into());
                u32::try_from(self.tree.texts.len() - 1).unwrap_or(LITERAL)
            }
        };
        self.add(shape, span, inner, number).map(drop)
    }

    /// Number that the next value will have.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.tree.slots.len()).unwrap_or(u32::MAX)
    }

    /// Number of values that a value holds, itself among them; `None` for one that is not closed yet.
    pub(super) fn values(&self, node: u32) -> Option<usize> {
        let open = self.frames.iter().any(|frame| frame.node == node);
        let slot = self.tree.slots.get(node as usize).filter(|_| !open)?;
        Some((slot.end - node) as usize)
    }

    /// Text of a single value.
    pub(super) fn text_of(&self, source: &str, node: u32) -> String {
        self.tree.slots.get(node as usize).map_or_else(String::new, |slot| match slot.text {
            LITERAL if matches!(slot.shape, Shape::Object | Shape::List) => String::new(),
            LITERAL => source.get(slot.inner.range()).unwrap_or("").to_owned(),
            text => self.tree.texts.get(text as usize).map_or_else(String::new, |text| text.to_string()),
        })
    }

    /// Repeats what was stated before, at another place: what an alias of YAML stands for.
    ///
    /// # Errors
    /// When that makes it too many values, or nests it too deep.
    pub(super) fn repeat(&mut self, source: &str, node: u32, place: Span) -> Result<(), Wrong> {
        let slot = self.tree.slots[node as usize].clone();
        match slot.shape {
            Shape::Object | Shape::List => {
                self.open(slot.shape, place)?;
                let mut at = node + 1;
                while at < slot.end {
                    if let Step::Member(name) = self.tree.paths.step(at) {
                        self.key = Some((place.start, Step::Member(name)));
                    }
                    let next = self.tree.slots[at as usize].end;
                    self.repeat(source, at, place)?;
                    at = next;
                }
                self.close(place.end);
                Ok(())
            }
            shape => {
                let text = self.text_of(source, node);
                self.single(shape, place, place, Some(text))
            }
        }
    }

    /// The tree, if it has a value.
    pub(super) fn finish(self) -> Option<Tree> {
        (!self.tree.slots.is_empty()).then_some(self.tree)
    }
}

/// A name as a message shows it.
pub(super) fn short(name: &str) -> String {
    let mut short: String = name.chars().take(60).collect();
    if short.len() < name.len() {
        short.push('\u{2026}');
    }
    short
}
