//! `sourcegate explain RULE`: a rule from the pack, offline.

use super::{Io, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::gate;
use crate::suggest::nearest;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Id of the rule, as printed with a finding; without it, all rules are listed
    rule: Option<String>,
    /// Pack to read: `xinjiang` or the path of a directory
    #[arg(long, value_name = "PACK")]
    policy: Option<String>,
    /// Mark the levels that hold on this day (YYYY-MM-DD) instead of today
    #[arg(long, value_name = "DATE", value_parser = super::judge_as::parse_date)]
    as_of: Option<jiff::civil::Date>,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let pack = gate::named(arguments.policy.as_deref())?;
    let style = super::output::style(io.color_out, io.width);
    let Some(id) = &arguments.rule else {
        for rule in &pack.rules {
            written(writeln!(io.out, "{:<36} {}", rule.id, rule.title), "the rules")?;
        }
        return Ok(Exit::Passed);
    };
    let Some(rule) = pack.rule(id) else {
        let near = nearest(id, pack.rules.iter().map(|rule| rule.id.as_str()))
            .map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        return Err(Error::Usage(format!(
            "the pack `{}` has no rule `{id}`; {near}`sourcegate explain` lists them all",
            pack.id
        )));
    };
    written(
        crate::report::explain::write(
            &mut io.out,
            rule,
            &pack.regimes,
            arguments.as_of.unwrap_or_else(gate::today),
            &style,
        ),
        "the rule",
    )?;
    Ok(Exit::Passed)
}
