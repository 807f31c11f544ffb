//! Arguments, and one file per verb.

mod baseline;
mod check;
mod completions;
mod edit;
mod explain;
mod init;
mod io;
mod judge_as;
mod list;
mod merge;
mod output;
mod policy;
mod schema;
mod screen;
mod verify_record;
mod waive;

use std::io::{IsTerminal, Stdout, Write};
use std::process::ExitCode;

use anstream::AutoStream;
use clap::{ColorChoice, CommandFactory, Parser, Subcommand};

use self::io::{Io, written};
use self::judge_as::is_ci;
use crate::exit::Exit;

/// Checks the sourcing manifests of a repository for Xinjiang exposure.
///
/// Works offline and sends nothing; only `list update` uses a network. Not legal advice.
#[derive(Debug, Parser)]
#[command(name = "sourcegate", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 nothing at or above the fail level; 1 findings; 2 usage, configuration or \
                        policy error; 3 nothing was checked; 4 could not complete.")]
struct Arguments {
    /// Colour the output; `auto` does so on a terminal that can show colours, unless NO_COLOR is set
    #[arg(long, value_enum, default_value = "auto", global = true, value_name = "WHEN")]
    color: ColorChoice,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Judge manifests against the policy
    Check(check::Arguments),
    /// Merge the JSON reports of several repositories or jobs; the worst outcome decides
    Merge(merge::Arguments),
    /// Print a rule from the pack: what it checks, since when, and what would settle a finding
    Explain(explain::Arguments),
    /// Screen names against the lists of the pack or against a file of your own
    Screen(screen::Arguments),
    /// Write a commented sourcegate.toml, a first manifest, a workflow and a hook
    Init(init::Arguments),
    /// Write a waiver for a finding, to be filled in and reviewed
    Waive(waive::Arguments),
    /// Record known findings, so that only new ones fail
    Baseline(baseline::Arguments),
    /// Show, test and lock policy packs
    Policy(policy::Arguments),
    /// Show and search the lists of the pack, say how they stand, import and update them, and compare editions
    List(list::Arguments),
    /// Do a recorded run again and say whether it comes out as recorded
    VerifyRecord(verify_record::Arguments),
    /// Print a JSON Schema: of a report, record, waivers or baseline, or of the files of a pack
    Schema(schema::Arguments),
    /// Print a completion script for your shell
    Completions(completions::Arguments),
}

/// Parses the arguments, runs the verb and returns the exit code. Never panics past this point: a bug ends in exit
/// code 4 and a message, because a gate that crashes must not look green.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let ok = !error.use_stderr();
            // Printing help to a closed pipe is nobody's failure.
            let _ = error.print();
            return if ok { Exit::Passed.into() } else { Exit::Usage.into() };
        }
    };
    let stdout = std::io::stdout();
    let mut io = Io {
        color_out: colored(arguments.color, &stdout),
        width: width(&stdout),
        out: Box::new(std::io::BufWriter::new(stdout)),
        err: Box::new(std::io::stderr()),
    };
    let verb = arguments.verb;
    let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let result = match verb {
            Verb::Check(arguments) => check::run(&arguments, &mut io),
            Verb::Merge(arguments) => merge::run(&arguments, &mut io),
            Verb::Explain(arguments) => explain::run(&arguments, &mut io),
            Verb::Screen(arguments) => screen::run(&arguments, &mut io),
            Verb::Init(arguments) => init::run(&arguments, &mut io),
            Verb::Waive(arguments) => waive::run(&arguments, &mut io),
            Verb::Baseline(arguments) => baseline::run(&arguments, &mut io),
            Verb::Policy(arguments) => policy::run(&arguments, &mut io),
            Verb::List(arguments) => list::run(&arguments, &mut io),
            Verb::VerifyRecord(arguments) => verify_record::run(&arguments, &mut io),
            Verb::Schema(arguments) => schema::run(&arguments, &mut io),
            Verb::Completions(arguments) => completions::run(&arguments, &mut Arguments::command(), &mut io),
        };
        let exit = result.unwrap_or_else(|error| {
            let _ = io.out.flush();
            let _ = writeln!(io.err, "error: {}", crate::report::clean::lines(&error.to_string()));
            error.exit()
        });
        let _ = io.out.flush();
        exit
    }));
    match ran {
        Ok(exit) => exit.into(),
        Err(_) => {
            let message = "error: sourcegate stopped on an internal error, so nothing can be said about the manifests; \
                           please report it with the command and the message above";
            let _ = writeln!(std::io::stderr(), "{message}");
            Exit::Incomplete.into()
        }
    }
}

/// Decides whether to colour what goes to a stream. `FORCE_COLOR` counts beside the variables that `anstream` knows.
fn colored(choice: ColorChoice, stream: &Stdout) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("FORCE_COLOR") => !set("NO_COLOR"),
        ColorChoice::Auto => AutoStream::choice(stream) != anstream::ColorChoice::Never,
    }
}

/// Columns to fill on a stream: on a terminal `COLUMNS` or its own; a log and a pipe have one width whatever is set, so
/// that a report can be compared.
fn width(stream: &Stdout) -> usize {
    const LEAST: usize = 40;
    if !stream.is_terminal() {
        return output::WIDTH;
    }
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let found = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    stated.or_else(found).filter(|columns| *columns >= LEAST).unwrap_or(output::WIDTH)
}
