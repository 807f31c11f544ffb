//! The policy pack: rules, lists, places, sectors and cases, with their provenance.
//!
//! A pack is a folder with a `policy.toml` that names every file and its SHA-256. The built-in one is embedded in the
//! binary. Loading is strict: unknown keys, unknown checks, windows that end before they begin, rules without cases and
//! digests that do not match are errors that name the file, the line and the way out.

pub mod case;
pub mod change;
pub mod diff;
mod file;
pub mod import;
pub mod keys;
pub mod layer;
pub mod list;
pub mod lock;
pub mod model;
pub mod pack;
pub mod relock;
pub mod rule;
pub mod signature;
pub mod terms;
mod timeline;
mod weaken;

pub use pack::BUILT_IN;

/// The checks that rules may name: the registry of `rules`, which the loader must not import. A test compares them.
pub const KNOWN_CHECKS: &[&str] = &[
    "list-entity",
    "list-possible",
    "xpcc",
    "site-in-region",
    "postal-code-in-region",
    "registration-in-region",
    "place-name-in-region",
    "address-conflict",
    "identifier",
    "trace-to-raw",
    "undisclosed-source",
    "trader-terminal",
    "listed-after-approval",
    "list-age",
    "waiver-invalid",
    "waiver-unused",
    "waiver-expiring",
    "baseline-invalid",
    "baseline-stale",
];
