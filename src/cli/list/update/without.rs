//! What stands in place of the network code when the program is built without it.

use super::{Fetched, Known, Options};

/// Fetches nothing.
///
/// # Errors
/// Always.
pub(super) fn fetch(
    address: &str,
    _: &Known,
    _: &Options,
    _: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Fetched, String> {
    Err(format!(
        "{address}: this program was built without network code (the feature `update`); download the file, and use \
         `sourcegate list import`"
    ))
}
