//! Findings, fingerprints and the verdict.

mod changes;
pub mod compare;
pub mod finding;
pub mod merged;
pub mod fingerprint;
pub mod run;
