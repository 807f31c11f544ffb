//! Budgets: which findings come first where a format can show only some of them, and pages that are full at a size.

use crate::finding::{Finding, Location};
use crate::source::FileId;
use crate::verdict::run::{RunResult, is_news, is_open};

/// A finding with what decides its rank.
pub(crate) struct Ranked<'a> {
    /// The finding.
    pub(crate) finding: &'a Finding,
    /// True if it fails the run.
    pub(crate) failing: bool,
    /// Primary place of the finding.
    pub(crate) primary: Location,
}

/// Point at which a reader of a change is best shown a finding.
pub(crate) enum Point {
    /// A place of the finding.
    Place(Location),
    /// A changed line that none of its places stands on: the edge that leads to it.
    Line(FileId, u32),
}

/// The findings of the head, best first: those that fail the run, then those that changed lines brought in, then by
/// level, then as reported. Debt of the base and what is covered come last.
pub(crate) fn ranked(result: &RunResult) -> Vec<Ranked<'_>> {
    let ranked = |finding| {
        let finding: &Finding = finding;
        let primary = *finding.locations.first()?;
        Some(Ranked { finding, failing: result.is_failing(finding), primary })
    };
    let mut all: Vec<Ranked<'_>> = result.findings.iter().filter_map(ranked).collect();
    all.sort_by_key(|Ranked { finding, failing, .. }| {
        let unchanged = finding.changes.is_empty();
        (!is_open(finding), !is_news(finding), !failing, unchanged, std::cmp::Reverse(finding.level))
    });
    all
}

impl Ranked<'_> {
    /// Picks its first place on a changed line, else the first changed line, else its primary place.
    pub(crate) fn point(&self, result: &RunResult) -> Point {
        let changed = |place: &&Location| {
            let line = result.facts.source(place.file).line(place.span.start) + 1;
            self.finding.changes.iter().any(|change| change.file == place.file && change.line == line)
        };
        match (self.finding.locations.iter().find(changed), self.finding.changes.first()) {
            (Some(place), _) => Point::Place(*place),
            (None, Some(change)) => Point::Line(change.file, change.line),
            (None, None) => Point::Place(self.primary),
        }
    }
}

/// A text that takes whole blocks until it is full, with room kept for its end.
pub(crate) struct Page {
    text: String,
    units: usize,
    room: usize,
}

impl Page {
    /// A page of at most this many UTF-16 units, which is how GitHub counts characters.
    pub(crate) const fn new(room: usize) -> Self {
        Self { text: String::new(), units: 0, room }
    }

    /// Adds a block when it fits and `reserve` units are left after it.
    pub(crate) fn fits(&mut self, block: &str, reserve: usize) -> bool {
        let units = units(block);
        if self.units + units + reserve > self.room {
            return false;
        }
        self.units += units;
        self.text.push_str(block);
        true
    }

    /// Adds lines between a head and an end: as many as fit into `room` units and leave `reserve` after them. `more` says
    /// how many of the `total` are left out.
    pub(crate) fn block(
        &mut self,
        (head, end): (&str, &str),
        (lines, total): (impl Iterator<Item = String>, usize),
        (room, reserve): (usize, usize),
        more: impl Fn(usize) -> String,
    ) {
        let tail = units(end) + units(&more(total));
        let outside = self.room.saturating_sub(self.units.saturating_add(room)).max(reserve) + tail;
        if total == 0 || !self.fits(head, outside) {
            return;
        }
        let shown = lines.take_while(|line| self.fits(line, outside)).count();
        if shown < total {
            self.fits(&more(total - shown), 0);
        }
        self.fits(end, 0);
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// Counts the UTF-16 units of a text.
pub(crate) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_takes_whole_blocks_and_keeps_its_reserve() {
        let mut page = Page::new(10);
        assert!(page.fits("新疆ab", 2));
        assert!(!page.fits("𠮷𠮷x", 2), "a character outside the basic plane counts twice");
        assert!(page.fits("𠮷𠮷", 2) && !page.fits("abc", 0) && page.fits("ab", 0));
        assert_eq!(page.finish(), "新疆ab𠮷𠮷ab");
    }

    #[test]
    fn a_block_is_closed_and_counts_what_it_leaves_out() {
        let lines = |count: usize| ((0..count).map(|_| "line\n".to_owned()), count);
        let more = |left: usize| format!("+{left}\n");
        let made = |count, room, reserve| {
            let mut page = Page::new(40);
            page.block(("<a>\n", "</a>\n"), lines(count), (room, reserve), more);
            page.finish()
        };
        assert_eq!(made(2, 100, 0), "<a>\nline\nline\n</a>\n");
        assert_eq!(made(9, 100, 0), "<a>\nline\nline\nline\nline\nline\n+4\n</a>\n");
        assert_eq!(made(9, 20, 0), "<a>\nline\n+8\n</a>\n");
        assert_eq!(made(9, 100, 20), "<a>\nline\n+8\n</a>\n");
        assert_eq!((made(9, 100, 35), made(0, 100, 0)), (String::new(), String::new()));
    }
}
