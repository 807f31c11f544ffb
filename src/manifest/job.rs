//! One file while it is read: what its reader is given, and what the reader notes about it.

use super::interest::Interest;
use super::{ImportSpec, Input, Limits, Problem};
use crate::facts::Facts;
use crate::source::anchors::Anchors;
use crate::source::{FileId, SourceFile, Span};

/// One file to read.
pub(crate) struct Job<'a> {
    /// Path in the tree.
    pub(crate) path: &'a str,
    /// Number of the file.
    pub(crate) file: FileId,
    /// Facts to add to.
    pub(crate) facts: &'a mut Facts,
    /// Import that names it, with its mapping.
    pub(crate) spec: Option<&'a ImportSpec>,
    /// Limits.
    pub(crate) limits: &'a Limits,
    /// Input that is being read, with its outcome.
    pub(crate) input: &'a mut Input,
    /// Files that it pulls in: includes and imports, relative to the file, with the place that says so.
    pub(crate) wants: Vec<Want>,
    /// Found by searching a folder: then it may turn out to be of another use, see [`Job::give_up`].
    pub(crate) found: bool,
    /// Way out for a file that cannot be read at all.
    pub(crate) leave_out: &'static str,
    /// Place that asks for it.
    pub(super) asked: Option<(FileId, Span)>,
    /// Digest of its bytes.
    pub(super) digest: String,
    /// True if its source was opened.
    pub(super) open: bool,
    /// Remarks, reported after the problems.
    pub(super) remarks: Vec<Problem>,
    /// Interest of a search in it, when reading showed that it is of another use.
    pub(super) other: Option<Interest>,
}

impl Job<'_> {
    /// Puts the text that was made of the bytes where places can point into it. Without a source a file has no places.
    pub(crate) fn open(&mut self, text: String, encoding: &'static str, anchors: Anchors) {
        let file = SourceFile::new(self.path.to_owned(), text, encoding, std::mem::take(&mut self.digest));
        self.facts.sources.set(self.file, file.with_anchors(anchors));
        self.open = true;
    }

    /// Notes a problem at a place of the file.
    pub(crate) fn problem(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let place = Some((self.file, span));
        self.input.problems.push(problem(self.path, place, message.into(), &help.into()));
    }

    /// Notes a problem of the whole file.
    pub(crate) fn refuse(&mut self, message: impl Into<String>, help: &str) {
        self.input.problems.push(problem(self.path, None, message.into(), help));
    }

    /// Notes a problem of what asks for the file: an import that names what is not there.
    pub(crate) fn refuse_asked(&mut self, message: impl Into<String>, help: &str) {
        self.input.problems.push(problem(self.path, self.asked, message.into(), help));
    }

    /// Notes a remark, which hinders nothing.
    pub(crate) fn remark(&mut self, span: Option<Span>, message: impl Into<String>, help: &str) {
        let place = span.map(|span| (self.file, span));
        self.remarks.push(Problem { fatal: false, ..problem(self.path, place, message.into(), help) });
    }

    /// Says that the file, which a search found, is none to read.
    pub(crate) const fn give_up(&mut self, interest: Interest) {
        self.other = Some(interest);
    }
}

/// A file that another file pulls in.
pub(crate) struct Want {
    pub(crate) spec: ImportSpec,
    pub(crate) include: bool,
    pub(crate) span: Span,
}

/// A fatal problem of a file. An empty `help` means that there is none.
pub(super) fn problem(path: &str, place: Option<(FileId, Span)>, message: String, help: &str) -> Problem {
    Problem {
        path: path.to_owned(),
        place,
        message,
        help: (!help.is_empty()).then(|| help.to_owned()),
        related: None,
        fatal: true,
    }
}
