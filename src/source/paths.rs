//! Paths to the values of a document with a structure: JSON Pointers, and paths into XML.
//!
//! A document of a million values has a million paths, so a path is not kept but made when a report asks for it, from the
//! value above and the name within that.

use std::collections::HashMap;

use super::anchors::Anchor;

/// Writing of the paths of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Writing {
    /// JSON Pointers (RFC 6901) from the root.
    #[default]
    Pointer,
    /// JSON Pointers from the root of each of several documents that stand in one file, one after the other.
    PointerWithin,
    /// Paths from the root element of an XML document, elements of one name counted from 1.
    Xml,
    /// None: people find a value by its line.
    Lines,
}

/// Name of a value within the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The whole document.
    Root,
    /// Member of an object, or attribute of an element, by the number of its name.
    Member(u32),
    /// Item of a list, from 0.
    Item(u32),
    /// Element by the number of its name, counted from 1 among those of the name.
    Element(u32, u32),
}

/// A value, as its path is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    /// First byte: of its key, where it has one.
    start: u32,
    /// Number of the value above; its own for the root.
    above: u32,
    step: Step,
}

/// The paths of a document, in the order of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paths {
    writing: Writing,
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    points: Vec<Point>,
}

impl Paths {
    /// Begins a document.
    #[must_use]
    pub fn new(writing: Writing) -> Self {
        Self { writing, ..Self::default() }
    }

    /// Number of a name.
    pub fn name(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = number(self.names.len());
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// Name with a number.
    #[must_use]
    pub fn word(&self, name: u32) -> &str {
        self.names.get(name as usize).map_or("", String::as_str)
    }

    /// Number of a name, if any value has it.
    #[must_use]
    pub fn known(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// Writing of the paths.
    #[must_use]
    pub const fn writing(&self) -> Writing {
        self.writing
    }

    /// Adds the next value and returns its number. No value may begin before the one added last.
    pub fn add(&mut self, start: u32, above: u32, step: Step) -> u32 {
        self.points.push(Point { start, above, step });
        number(self.points.len() - 1)
    }

    /// First byte of a value or of its key.
    #[must_use]
    pub fn start(&self, value: u32) -> u32 {
        self.points.get(value as usize).map_or(0, |point| point.start)
    }

    /// Value above another; the root has none.
    #[must_use]
    pub fn above(&self, value: u32) -> Option<u32> {
        self.points.get(value as usize).map(|point| point.above).filter(|above| *above != value)
    }

    /// Name of a value within the one above it.
    #[must_use]
    pub fn step(&self, value: u32) -> Step {
        self.points.get(value as usize).map_or(Step::Root, |point| point.step)
    }

    /// Path to the value that a byte belongs to; `None` without any.
    #[must_use]
    pub fn at(&self, offset: u32) -> Option<Anchor<'static>> {
        if self.writing == Writing::Lines {
            return None;
        }
        let after = self.points.partition_point(|point| point.start <= offset);
        let path = self.path(number(after.checked_sub(1)?));
        Some(if self.writing == Writing::Xml { Anchor::XmlPath(path) } else { Anchor::Pointer(path) })
    }

    /// Path to a value.
    #[must_use]
    pub fn path(&self, value: u32) -> String {
        let mut steps = Vec::new();
        let mut at = Some(value);
        while let Some(value) = at {
            steps.push(self.step(value));
            at = self.above(value);
        }
        steps.reverse();
        let within = usize::from(self.writing == Writing::PointerWithin);
        let mut path = String::new();
        for step in steps.into_iter().filter(|step| *step != Step::Root).skip(within) {
            path.push('/');
            match step {
                Step::Root => {}
                Step::Item(at) => path.push_str(&at.to_string()),
                Step::Member(name) if self.writing == Writing::Xml => {
                    let word = self.word(name);
                    path.push_str(
                        &word.strip_prefix('#').map_or_else(|| format!("@{word}"), |kind| format!("{kind}()")),
                    );
                }
                Step::Member(name) => path.push_str(&self.word(name).replace('~', "~0").replace('/', "~1")),
                Step::Element(name, nth) => {
                    path.push_str(self.word(name));
                    // There is one root element.
                    if path.rfind('/') != Some(0) {
                        path.push_str(&format!("[{nth}]"));
                    }
                }
            }
        }
        path
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_escaped_and_made_when_asked_for() {
        let mut paths = Paths::new(Writing::Pointer);
        let root = paths.add(0, 0, Step::Root);
        let name = paths.name("a/b~c");
        let list = paths.add(5, root, Step::Member(name));
        let item = paths.add(9, list, Step::Item(3));
        assert_eq!(paths.path(root), "");
        assert_eq!(paths.path(item), "/a~1b~0c/3");
        assert_eq!(paths.at(8), Some(Anchor::Pointer("/a~1b~0c".to_owned())));
        assert_eq!(paths.at(99), Some(Anchor::Pointer("/a~1b~0c/3".to_owned())));
        assert_eq!(paths.name("a/b~c"), name);
        assert_eq!(Paths::default().at(0), None);
    }

    #[test]
    fn pointers_within_leave_out_the_number_of_the_document() {
        let mut paths = Paths::new(Writing::PointerWithin);
        let root = paths.add(0, 0, Step::Root);
        let second = paths.add(9, root, Step::Item(1));
        let name = paths.name("name");
        let value = paths.add(10, second, Step::Member(name));
        assert_eq!(paths.path(value), "/name");
    }

    #[test]
    fn elements_are_counted_by_name() {
        let mut paths = Paths::new(Writing::Xml);
        let (bom, part, id) = (paths.name("bom"), paths.name("part"), paths.name("id"));
        let root = paths.add(0, 0, Step::Element(bom, 1));
        let second = paths.add(20, root, Step::Element(part, 2));
        let id = paths.add(26, second, Step::Member(id));
        assert_eq!(paths.path(root), "/bom");
        assert_eq!(paths.path(id), "/bom/part[2]/@id");
    }
}
