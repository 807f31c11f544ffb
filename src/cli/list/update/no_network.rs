//! A stand-in for the network code, for a program built without the feature `update`.

use super::request::{FetchOptions, Response, Validators};

/// Fetches nothing.
///
/// # Errors
/// Always.
pub(super) fn fetch(
    address: &str,
    _: &Validators,
    _: &FetchOptions,
    _: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Response, String> {
    Err(format!(
        "{address}: this program was built without network code (the feature `update`); download the file, and use \
         `sourcegate list import`"
    ))
}
