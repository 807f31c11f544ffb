//! Reports: one file per output format. Only here do findings become sentences.
//!
//! Everything that came from a manifest, a list or a pack is hostile text and passes [`clean`] before it is printed.

mod budget;
pub mod changes;
pub mod clean;
pub mod columns;
pub mod csv;
pub mod diff;
pub mod explain;
pub mod github;
pub mod gitlab;
pub mod grammar;
pub mod human;
mod hunks;
pub mod json;
pub mod junit;
mod layout;
pub mod list_changes;
pub mod list_status;
pub mod markdown;
pub mod merged;
pub mod outputs;
pub mod phrases;
mod place;
mod positions;
mod reason;
pub mod record;
pub(crate) mod safe_json;
pub mod sarif;
pub mod summary;

use std::io;

use crate::verdict::run::RunResult;

/// Look of a report; the caller decides from the terminal, `NO_COLOR` and `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// True to write ANSI colours.
    pub color: bool,
    /// True to draw with characters outside ASCII. Text from inputs is printed as it is either way.
    pub unicode: bool,
    /// Columns to fill.
    pub width: usize,
}

impl Style {
    /// Pure text, 100 columns, for logs and files.
    pub const PLAIN: Self = Self { color: false, unicode: false, width: 100 };

    /// The text in this look, if colours are on.
    fn paint(&self, look: anstyle::Style, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{look}{text}{look:#}") } else { text.to_owned() }
    }

    /// The Unicode or the ASCII form of a drawing character.
    const fn draw(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }
}

/// An output format for what is reported: a run, or many runs merged.
#[derive(Debug)]
pub struct Format<R = RunResult> {
    /// Name of the format, as `--format` takes it.
    pub name: &'static str,
    /// Writes the report.
    pub write: fn(&mut dyn io::Write, &R, &Style) -> io::Result<()>,
}

/// Output formats, the default first.
pub const FORMATS: &[Format] = &[
    Format { name: "human", write: human::write },
    Format { name: "json", write: json::write },
    Format { name: "sarif", write: sarif::write },
    Format { name: "github", write: github::write },
    Format { name: "summary", write: summary::write },
    Format { name: "markdown", write: markdown::write },
    Format { name: "junit", write: junit::write },
    Format { name: "gitlab", write: gitlab::write },
    Format { name: "csv", write: csv::write },
    Format { name: "outputs", write: outputs::write },
    Format { name: record::NAME, write: record::write },
];

/// The format with this name.
#[must_use]
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_has_every_format_once() {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        assert_eq!(
            names,
            ["human", "json", "sarif", "github", "summary", "markdown", "junit", "gitlab", "csv", "outputs", "record"]
        );
        assert!(format("json").is_some() && format("xml").is_none());
    }
}
