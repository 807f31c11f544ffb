//! Findings, fingerprints and the verdict.

pub mod compare;
pub mod finding;
pub mod run;
