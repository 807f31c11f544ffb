//! The `sourcegate` binary: parse, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    sourcegate::cli::main()
}
