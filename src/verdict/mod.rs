//! Findings, fingerprints, what covers a finding, and the verdict.

pub mod baseline;
mod changes;
pub mod compare;
pub mod exceptions;
pub mod merged;
pub mod policy_change;
pub mod record;
pub mod replay;
pub mod review;
mod rows;
pub mod run;
pub mod waiver;

pub use rows::Stated;
