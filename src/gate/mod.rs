//! The gate: a typed request in, the result of a run out.
//!
//! Every verb that judges, the cases of a pack, the replay of a record, tests and programs that embed the gate call
//! [`run`] and nothing else. It reads trees, never arguments; whoever calls says what to read, by which policy, as of when.

mod base;
mod config;
mod event;
mod exceptions;
mod judgement;
mod list_status;
mod named;
mod packs;
mod policy_change;
mod reading_change;
mod recording;
mod replay;
mod request;
mod resolved_policy;
mod root;
mod run;
mod trees;

pub mod case;
pub mod mutation;

pub use config::Config;
pub use exceptions::{baseline_path, waivers_path};
pub use list_status::{AgeLimit, ListState, ListStatus, ListsQuery, ListsStatus, list_status};
pub use packs::{configured, in_tree, named};
pub use replay::replay;
pub use request::{Compare, PolicySource, Request, Source, today};
pub use resolved_policy::{ResolvedPolicy, lock_of};
pub use root::{CONFIG, Root, find as find_root};
pub use run::{Outcome, run};
