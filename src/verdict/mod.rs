//! Findings, fingerprints and the verdict.

pub mod finding;
pub mod run;
