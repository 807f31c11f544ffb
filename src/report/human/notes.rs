//! The aligned notes below a snippet: `= law     under …`.

use anstyle::{AnsiColor, Effects};

use super::Context;
use crate::finding::{Level, Location};
use crate::report::Style;
use crate::report::clean::{clean, clean_short};
use crate::report::layout::{pad, wrap};
use crate::report::place;

/// Columns of the names of notes.
const NAME: usize = 9;
/// Prose wider than this is hard to read.
const PROSE: usize = 100;

/// The colour of a level.
pub(in crate::report) const fn level_look(level: Level) -> anstyle::Style {
    let color = match level {
        Level::Deny => AnsiColor::BrightRed,
        Level::Review => AnsiColor::BrightYellow,
        Level::Warn => AnsiColor::Yellow,
        Level::Info => AnsiColor::BrightBlue,
    };
    color.on_default().effects(Effects::BOLD)
}

/// The colour of gutters.
pub(super) const GUTTER: anstyle::Style = AnsiColor::BrightBlue.on_default().effects(Effects::BOLD);
/// The look of what matters less.
pub(super) const DIM: anstyle::Style = anstyle::Style::new().effects(Effects::DIMMED);
/// The look of headings.
pub(in crate::report) const BOLD: anstyle::Style = anstyle::Style::new().effects(Effects::BOLD);

/// `file:line:column` of a location, or `file:sheet!cell`.
pub(super) fn place(context: &Context<'_>, location: &Location) -> String {
    let spot = place::exact(context.result, &context.positions, location.file, location.span.start);
    format!("{}:{spot}", path(context, location))
}

/// `file:line` of a location, or `file:sheet!cell`.
pub(super) fn file_line(context: &Context<'_>, location: &Location) -> String {
    let spot = place::line(context.result, &context.positions, location.file, location.span.start);
    format!("{}:{spot}", path(context, location))
}

fn path(context: &Context<'_>, location: &Location) -> String {
    clean_short(&context.result.facts.source(location.file).path, 120)
}

/// The notes of one finding, collected before they are printed.
pub(super) struct Notes<'a> {
    style: &'a Style,
    gutter: String,
    lines: Vec<String>,
}

impl<'a> Notes<'a> {
    /// Notes below a snippet whose line numbers are `digits` wide.
    pub(super) fn new(style: &'a Style, digits: usize) -> Self {
        Self { style, gutter: " ".repeat(digits + 1), lines: vec![] }
    }

    /// Columns up to the edge, for what is read as a table.
    pub(super) fn whole_room(&self) -> usize {
        self.style.width.saturating_sub(self.gutter.len() + 2 + NAME)
    }

    /// Columns that the body of a note has.
    pub(super) fn room(&self) -> usize {
        self.style.width.saturating_sub(self.gutter.len() + 2 + NAME).min(PROSE)
    }

    /// A note of ready lines: clean, and painted where wanted.
    pub(super) fn lines(&mut self, name: &str, lines: impl IntoIterator<Item = String>) {
        for (index, line) in lines.into_iter().enumerate() {
            let head = if index == 0 {
                let name = self.style.paint(BOLD, &pad(name, NAME));
                format!("{}{} {name}", self.gutter, self.style.paint(GUTTER, "="))
            } else {
                " ".repeat(self.gutter.len() + 2 + NAME)
            };
            self.lines.push(format!("{head}{line}").trim_end().to_owned());
        }
    }

    /// A note of raw prose; nothing when it is empty.
    pub(super) fn prose(&mut self, name: &str, text: &str) {
        if !text.trim().is_empty() {
            self.lines(name, wrap(&clean(text), self.room()));
        }
    }

    /// A note of raw points, each beginning on its own line; nothing when there are none.
    pub(super) fn points(&mut self, name: &str, points: &[String]) {
        let lines: Vec<String> = match points {
            [] => return,
            [one] => wrap(&clean(one), self.room()),
            many => many.iter().flat_map(|point| bullet(self.style, point, self.room())).collect(),
        };
        self.lines(name, lines);
    }

    /// All notes as text.
    pub(super) fn finish(self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A raw point as a bulleted, wrapped paragraph.
pub(in crate::report) fn bullet(style: &Style, text: &str, room: usize) -> Vec<String> {
    let dot = style.draw("•", "-");
    wrap(&clean(text), room.saturating_sub(2))
        .into_iter()
        .enumerate()
        .map(|(index, line)| if index == 0 { format!("{dot} {line}") } else { format!("  {line}") })
        .collect()
}
