//! The streams that verbs write to.

use std::io::Write;

use crate::error::Error;

/// The streams that a verb writes to, and what they can show.
pub(super) struct Io {
    pub(super) out: Box<dyn Write>,
    pub(super) err: Box<dyn Write>,
    /// Colours may be used on `out`.
    pub(super) color_out: bool,
    /// Columns to fill.
    pub(super) width: usize,
}

/// The result of writing our own output: a closed pipe is no error, anything else could lose a report.
///
/// # Errors
/// `what` could not be written.
pub(super) fn written(result: std::io::Result<()>, what: &str) -> Result<(), Error> {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Incomplete(format!("cannot write {what}: {error}")))
        }
        _ => Ok(()),
    }
}
