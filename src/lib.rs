//! `sourcegate` judges the sourcing manifests of a repository against a versioned policy pack.
//!
//! Data flows downhill, and imports point the other way, never back:
//!
//! ```text
//!  git / disk ──► source ──► manifest ──► supply ─┐
//!                                                 ├─► rules ──► verdict ──► report
//!  policies/  ──► policy ──► screen ──────────────┘
//!                              cli wires them
//! ```
//!
//! * [`source`]: where bytes come from and where facts stand.
//! * [`manifest`]: one reader per format; all of them yield the same facts.
//! * [`supply`]: the supply graph: who supplies what to whom, and the paths through it.
//! * [`screen`]: pure matchers for names, places and identifiers.
//! * [`policy`]: the policy pack: rules, lists, places, sectors, cases.
//! * [`rules`]: the checks that rules name.
//! * [`verdict`]: findings, fingerprints, waivers and the baseline, the comparison with a base, and the verdict.
//! * [`report`]: one file per output format; only here do findings become sentences.
//! * [`cli`]: arguments, and one file per verb.

pub mod cli;
pub mod error;
pub mod exit;
pub mod facts;
pub mod finding;
pub mod gate;
pub mod manifest;
pub mod policy;
pub mod report;
pub mod rules;
pub mod screen;
pub mod source;
pub(crate) mod suggest;
pub mod supply;
pub mod verdict;
