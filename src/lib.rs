//! `sourcegate` judges the sourcing manifests of a repository against a versioned policy pack.
//!
//! Data flows downhill through it, from bytes to reports:
//!
//! ```text
//! arguments, one file per verb                                cli
//! one file per output format; only here are sentences        report
//! a typed request in, the result of a run out                 gate
//! waivers, baseline, comparison with a base, the result       verdict
//! the checks that rules name                                  rules
//! packs: rules, lists, places, sectors, cases                 policy
//! readers, one per format · the supply graph and its paths    manifest · supply
//! what a rule says · matchers for names, places, identifiers  finding · screen
//! what manifests state, each fact with its place              facts
//! trees of files, decoded text, spans                         source
//! why a run could not be done · did you mean                 error · suggest
//! exit codes · files written in one step                      exit · atomic
//! ```
//!
//! Imports go down in this picture and never back, and rooms of one floor know nothing of each other; a test reads the
//! code and holds it to that. [`screen`] and [`rules`] are pure: no disk, no git, no clock.

pub(crate) mod atomic;
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
