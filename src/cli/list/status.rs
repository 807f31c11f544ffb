//! `sourcegate list status`: how the lists of the pack in force stand, on one screen and as an exit code.

use jiff::civil::Date;

use super::super::judge_as::parse_date;
use super::super::{Io, policy, written};
use super::import_summary;
use crate::error::Error;
use crate::exit::Exit;
use crate::gate::{ListState, ListsQuery, list_status, today};
use crate::report::{list_status as report, safe_json};

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Ids of the lists; without any, all of the pack, of which those count that a rule goes by
    lists: Vec<String>,
    /// Pack to look at: `xinjiang` or the path of a directory; the pack that sourcegate.toml names when left out
    #[arg(long, value_name = "PACK")]
    policy: Option<String>,
    /// Look at the lists as of this day (YYYY-MM-DD) instead of today
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// The least severe state that fails
    #[arg(long, value_name = "STATE", value_enum, default_value = "short")]
    fail_on: FailOn,
    /// Format of the output
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

const AFTER_HELP: &str = "\
Stale: retrieved longer ago than the policy allows (`list-snapshot-stale`), or without any date. Short: not as many \
entries as the publisher counts. Incomplete: the pack says what the list lacks. A list that no rule goes by on that day \
is shown and does not count, unless you name it.

Exit codes, for scheduled jobs: 0 no list that counts is in a state that fails; 1 one is; 2 usage, configuration or \
policy error; 3 no rule goes by any list, so nothing was checked; 4 could not complete.";

/// States that fail, each with those that are more severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// Stale lists only
    Stale,
    /// Short lists and stale ones
    Short,
    /// Every list that is not complete
    Incomplete,
}

impl From<FailOn> for ListState {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Stale => Self::Stale,
            FailOn::Short => Self::Short,
            FailOn::Incomplete => Self::Incomplete,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table, and the next commands, for a terminal
    Human,
    /// One JSON document
    Json,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let (pack, markets) = policy::pack_in_force(arguments.policy.as_deref())?;
    for id in &arguments.lists {
        import_summary::list_of(&pack, id)?;
    }
    let query = ListsQuery {
        as_of: arguments.as_of.unwrap_or_else(today),
        markets: &markets,
        only: &arguments.lists,
        fail_on: arguments.fail_on.into(),
    };
    let status = list_status(&pack, query);
    let said = match arguments.format {
        Format::Human => io.out.write_all(report::human(&status, io.width).as_bytes()),
        Format::Json => safe_json::write(&mut io.out, &report::json(&status)),
    };
    written(said, "the state of the lists")?;
    if status.is_idle() {
        return Err(Error::NothingChecked(format!(
            "no rule of the pack `{}` goes by any list on {}, so nothing was checked; name the lists to look at",
            pack.id, query.as_of
        )));
    }
    Ok(if status.failing().is_empty() { Exit::Passed } else { Exit::Findings })
}
