//! Names of places found in a text, and what each of them stands for.

use std::ops::Range;

use super::fold::Folded;
use super::parts::Part;

/// Sense of a name: the place that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sense {
    /// The region.
    Region,
    /// A division whose name, as written here, is nothing else.
    Division(u32),
    /// A division whose name is also an ordinary word, or a place in another country, but no other place in China.
    Word(u32),
    /// A division whose name is also that of another place in China.
    Shared(u32),
    /// A division by an old, a rare or a very short name, which says something only beside the region.
    Weak(u32),
    /// The region in a spelling that may also be another word: "Xin Jiang", "Xingjiang".
    Spelt,
    /// A town, a township or an industrial park of the region.
    Local(u32),
    /// A place elsewhere in China.
    Outside(u32),
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// Place that it stands for.
    pub(super) sense: Sense,
    /// True when the name carries its level word (市, 地区, Prefecture) and so is a full name.
    pub(super) full: bool,
    /// Position in the folded text, in bytes.
    pub(super) range: Range<usize>,
}

/// A part of the address, folded, with the names found in it.
pub(super) struct ScannedPart<'a> {
    pub(super) part: Part,
    pub(super) text: &'a str,
    pub(super) folded: Folded,
    pub(super) found: Vec<Mention>,
}
