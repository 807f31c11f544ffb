//! `--format outputs`: the figures of a run as `key=value` lines, for scripts that have no JSON reader at hand.
//!
//! What `GITHUB_OUTPUT` and the dotenv report of GitLab take. Every value is a number, a date, a digest or one of our own
//! words: nothing of a manifest stands here, so nothing needs quoting.

use std::io;

use super::Style;
use crate::exit::Exit;
use crate::verdict::run::RunResult;

/// Writes the lines.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    let exit = result.exit();
    let counts = result.counts();
    let failing = result.findings.iter().filter(|finding| result.is_failing(finding)).count();
    writeln!(out, "verdict={}", verdict(exit))?;
    writeln!(out, "exit_code={}", exit as u8)?;
    let figures = [
        ("failing", failing),
        ("deny", counts.deny),
        ("review", counts.review),
        ("warn", counts.warn),
        ("info", counts.info),
        ("waived", counts.waived),
    ];
    for (key, value) in figures {
        writeln!(out, "{key}={value}")?;
    }
    writeln!(out, "policy_digest={}", result.policy.digest)?;
    writeln!(out, "as_of={}", result.as_of)
}

/// The verdict in one word; a run that could not be completed has none.
const fn verdict(exit: Exit) -> &'static str {
    match exit {
        Exit::Passed => "pass",
        Exit::Findings => "fail",
        Exit::Usage | Exit::NothingChecked | Exit::Incomplete => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_zero_passes_and_only_one_fails() {
        let all = [Exit::Passed, Exit::Findings, Exit::Usage, Exit::NothingChecked, Exit::Incomplete];
        assert_eq!(all.map(verdict), ["pass", "fail", "error", "error", "error"]);
    }
}
