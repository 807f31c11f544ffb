//! Judgement of a file before it is read: its likely format, and the interest of a search in it.

/// Confidence of a reader that a file is of its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Confidence {
    /// The file is of another format.
    No,
    /// Possible: nothing speaks against it.
    Possible,
    /// The name says so.
    ByName,
    /// The content says so.
    ByContent,
    /// No other format begins like this.
    Certain,
}

/// Interest of a search in a file of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interest {
    /// A manifest: read it.
    Take,
    /// The name leaves it open; the first bytes decide.
    Look,
    /// A file of another use, named among the files that were not read.
    List,
    /// A file of another use, so plainly that it is passed over in silence.
    Pass,
}
