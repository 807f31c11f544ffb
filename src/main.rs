//! The `sourcegate` binary: parse, run, exit.
fn main() {}
