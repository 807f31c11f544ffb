//! Paragraphs of the summary: a heading in its own column, and wrapped prose beside it.

use std::io;

use super::Context;
use super::notes::BOLD;
use crate::report::clean::clean;
use crate::report::layout::{pad, wrap};

/// Columns of the headings.
pub(super) const HEAD: usize = 9;

/// The heading `text` in its column; empty for a further line of the same heading.
pub(super) fn heading(context: &Context<'_>, text: &str) -> String {
    context.style.paint(BOLD, &pad(text, HEAD))
}

/// Writes a heading with raw prose, cleaned and wrapped.
pub(super) fn paragraph(out: &mut dyn io::Write, context: &Context<'_>, head: &str, text: &str) -> io::Result<()> {
    for (index, line) in wrap(&clean(text), context.style.width - HEAD).iter().enumerate() {
        writeln!(out, "{}{line}", heading(context, if index == 0 { head } else { "" }))?;
    }
    Ok(())
}
