//! A request to the site of a publisher, and its answer.

use std::time::Duration;

/// Limits and redirects of a fetch.
#[cfg_attr(not(feature = "update"), allow(dead_code, reason = "only the network code needs it"))]
#[derive(Debug, Clone)]
pub(super) struct FetchOptions {
    /// The most bytes of one file, sent and unpacked.
    pub(super) max_bytes: u64,
    /// The longest one file may take.
    pub(super) timeout: Duration,
    /// Retries after a failure that may pass.
    pub(super) retries: u32,
    /// Hosts that a redirect may lead to, besides the first.
    pub(super) hosts: Vec<String>,
}

/// Validators (RFC 9110) of the answer that was fetched last, by which a site tells that nothing has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Validators {
    /// `ETag` of the answer.
    pub(super) etag: Option<String>,
    /// `Last-Modified` of the answer.
    pub(super) modified: Option<String>,
}

/// The answer of a site.
#[cfg_attr(not(feature = "update"), allow(dead_code, reason = "only the network code needs it"))]
#[derive(Debug)]
pub(super) enum Response {
    /// Answer 304: nothing has changed.
    Unchanged,
    /// The file.
    Got {
        /// Its bytes, without the encoding of the transfer.
        bytes: Vec<u8>,
        /// Validators to send the next time.
        validators: Validators,
    },
}
