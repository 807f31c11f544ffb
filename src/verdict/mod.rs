//! Findings, fingerprints and the verdict.

pub mod finding;
