//! SHA-256 of bytes, in the form that packs, locks and records hold.

use sha2::{Digest, Sha256};

/// Computes SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
