//! Findings, fingerprints, what covers a finding, and the verdict.

pub mod baseline;
mod changes;
pub mod compare;
pub mod differing;
pub mod exceptions;
pub mod merged;
pub mod policy_change;
pub mod provenance;
pub mod record;
pub mod replay;
pub mod review;
mod rows;
pub mod run;
pub mod waiver;

pub use rows::Stated;
