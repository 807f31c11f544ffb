//! One integration binary; the modules are named after what they look at.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod bad_input;
mod baseline;
mod bug_reports;
mod cells;
mod citations;
mod cli;
mod columns;
mod comparing;
mod disguises;
mod documents;
mod face;
mod fingerprints;
mod formats;
mod house;
mod judged;
mod layers;
mod lists;
mod lock;
mod look_alikes;
mod name_variants;
mod names;
mod places;
mod policy_change;
mod policy_diff;
mod pulls;
mod recipes;
mod record;
mod rooms;
mod samples;
mod scenarios;
mod screening;
mod sentences;
mod signature;
mod style;
mod support;
mod tables;
mod transcripts;
mod unread;
mod waivers;
mod workbooks;
