//! Replacing a file of exceptions in one step.

use std::path::Path;

use crate::atomic;
use crate::error::Error;

/// Writes a file below the root; a link is left alone, because replacing it would cut it.
///
/// # Errors
/// When a link stands there, or the file cannot be written.
pub(super) fn write(root: &Path, path: &str, text: &str) -> Result<(), Error> {
    let at = root.join(path);
    if at.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
        return Err(Error::Usage(format!("`{path}` is a link; put the file itself there, or edit its target by hand")));
    }
    atomic::replace(&at, text.as_bytes()).map_err(|error| Error::Incomplete(format!("cannot write `{path}`: {error}")))
}
