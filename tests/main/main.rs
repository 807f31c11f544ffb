//! Runs the binary as its users do. One integration binary, one module a subject.

// A helper of a test fails the test, so it may unwrap like the test itself.
#![allow(clippy::unwrap_used, clippy::panic)]

mod bad_input;
mod support;
