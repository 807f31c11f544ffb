//! Findings, fingerprints, what covers a finding, and the verdict.

pub mod baseline;
mod changes;
pub mod compare;
pub mod exceptions;
pub mod finding;
pub mod fingerprint;
pub mod flaw;
pub mod merged;
pub mod policy_change;
pub mod record;
pub mod replay;
mod rows;
pub mod run;
pub mod waiver;

pub use rows::Stated;
