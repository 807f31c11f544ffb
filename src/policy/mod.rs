//! The policy pack: rules, lists, places, sectors and cases, with their provenance.
//!
//! A pack is a folder with a `policy.toml` that names every file and its SHA-256. The built-in one is embedded in the
//! binary. Loading is strict: unknown keys, unknown checks, windows that end before they begin, rules without cases and
//! digests that do not match are errors that name the file, the line and the way out.

pub mod case;
pub mod change;
pub mod check;
mod day;
pub mod diff;
mod file;
pub mod import;
pub mod layer;
pub mod level;
mod level_row;
pub mod list;
pub mod lock;
pub mod model;
pub mod mutation;
pub mod pack;
mod param_path;
pub mod params;
pub mod regime;
pub mod relock;
pub mod rule;
mod rules_file;
#[cfg(test)]
pub(crate) mod schema;
pub mod signature;
pub mod terms;
mod timeline;
pub mod toml_diff;
mod weaken;

pub use pack::BUILT_IN;
