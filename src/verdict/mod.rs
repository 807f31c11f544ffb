//! Findings, fingerprints, what covers a finding, and the verdict.

pub mod baseline;
mod changes;
pub mod compare;
pub mod differing;
pub mod exceptions;
pub mod lost;
pub mod merged;
pub mod policy_change;
pub mod provenance;
pub mod record;
pub mod replay;
pub mod review;
mod rows;
pub mod run;
pub mod waiver;

use crate::policy::check::CheckKind;
use crate::rules::CHECKS;

pub use rows::Stated;

/// Every kind of check that a rule may name: those on facts, and those on exceptions.
#[must_use]
pub fn checks() -> Vec<CheckKind> {
    let on_exceptions = review::EXCEPTION_CHECKS.iter().map(|check| check.kind);
    CHECKS.iter().map(|check| check.kind).chain(on_exceptions).collect()
}
