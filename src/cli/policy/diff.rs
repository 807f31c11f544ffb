//! `sourcegate policy diff`: what differs between two packs, and what comes out otherwise in this repository.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::cli::judge_as::parse_date;
use crate::cli::{Io, is_ci, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::gate::{self, Compare, PolicySource, Request, Source};
use crate::policy::change::Change;
use crate::policy::layer::Layer;
use crate::policy::pack::Pack;
use crate::policy::{BUILT_IN, diff};
use crate::report::changes;
use crate::source::commit::Git;
use crate::verdict::differing::differing;
use crate::verdict::policy_change::Differing;
use crate::verdict::run::RunResult;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The old pack: `xinjiang`, the path of a directory, or REV:PATH in git (`main:policies/acme`)
    old: String,
    /// The new pack, written likewise
    new: String,
    /// Judge as of this day (YYYY-MM-DD) instead of today
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Format of the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    format: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// Text for people
    Human,
    /// JSON for machines
    Json,
}

/// The answer.
#[derive(Serialize)]
struct Answer<'a> {
    schema: u32,
    old: Layer,
    new: Layer,
    changes: &'a [Change],
    as_of: Date,
    work_tree: WorkTree<'a>,
}

/// Verdicts of the two packs on the work tree.
#[derive(Serialize)]
struct WorkTree<'a> {
    inputs: usize,
    records: u64,
    complete: bool,
    old: &'static str,
    new: &'static str,
    differ: &'a [Differing],
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let (old, new) = (Arc::new(pack(&arguments.old)?), Arc::new(pack(&arguments.new)?));
    let changes = diff::packs(&old, &new);
    let as_of = arguments.as_of.unwrap_or_else(gate::today);
    // Lists of the packs are no lists of suppliers, whichever of the two the repository is judged by.
    let leave_out = [old.paths(), new.paths()].concat();
    let (first, second) = (judge_by(&old, as_of, &leave_out)?, judge_by(&new, as_of, &leave_out)?);
    let differ = differing(&first, &second);
    match arguments.format {
        Shape::Human => human(io, (&old, &new), &changes, (&first, &second), &differ)?,
        Shape::Json => {
            let answer = Answer {
                schema: 1,
                old: Layer::from(&*old),
                new: Layer::from(&*new),
                changes: &changes,
                as_of,
                work_tree: WorkTree {
                    inputs: first.inputs.len(),
                    records: first.records(),
                    complete: first.is_whole(),
                    old: first.verdict(),
                    new: second.verdict(),
                    differ: &differ,
                },
            };
            let mut bytes = Vec::new();
            written(crate::report::safe_json::write(&mut bytes, &answer), "the difference")?;
            written(io.out.write_all(&bytes), "the difference")?;
        }
    }
    // A part of the manifests is no answer to "what would change".
    Ok(if first.is_whole() { Exit::Passed } else { Exit::Incomplete })
}

/// Judges the work tree around the working directory by another pack than its own, and leaves these files out.
fn judge_by(pack: &Arc<Pack>, as_of: Date, leave_out: &[String]) -> Result<RunResult, Error> {
    let root = gate::find_root(&[])?.whole();
    let request = Request {
        policy: PolicySource::Loaded(Arc::clone(pack)),
        as_of: Some(as_of),
        leave_out: leave_out.to_vec(),
        ci: is_ci(),
        ..Request::new(Source::Repository { root, compare: Compare::Nothing })
    };
    Ok(gate::run(&request)?.result)
}

/// The pack that an argument names.
fn pack(name: &str) -> Result<Pack, Error> {
    if name == BUILT_IN || std::path::Path::new(name).is_dir() {
        return gate::named(Some(name));
    }
    let Some((revision, path)) = name.split_once(':') else {
        return Err(Error::Policy(format!(
            "`{name}` is neither the built-in pack `{BUILT_IN}`, nor a directory, nor REV:PATH; give one of them, for example \
             main:policies/acme"
        )));
    };
    let root = gate::find_root(&[])?;
    let git = Git::around(&root.dir)?;
    gate::in_tree(&git.files_of(git.commit(revision)?)?, path)?.whole()
}

fn human(
    io: &mut Io,
    (old, new): (&Pack, &Pack),
    changed: &[Change],
    (first, second): (&RunResult, &RunResult),
    differ: &[Differing],
) -> Result<(), Error> {
    let named = |pack: &Pack| format!("{} {} ({}), sha256 {}", pack.id, pack.version, pack.from, pack.digest);
    let mut lines = vec![format!("- {}", named(old)), format!("+ {}", named(new)), String::new()];
    if changed.is_empty() {
        lines.push("the packs are the same".to_owned());
    }
    lines.extend(changed.iter().flat_map(Change::lines));
    lines.push(String::new());
    if first.records() == 0 {
        lines.push(
            "no manifest was found here, so nothing was judged; run this in the repository that it is about".to_owned(),
        );
    } else {
        lines.push(format!(
            "here ({}, {}, as of {}): {} by the old pack, {} by the new one",
            first.tree,
            crate::report::grammar::count(first.records(), "record", "records"),
            first.as_of,
            first.verdict(),
            second.verdict()
        ));
        if differ.is_empty() {
            lines.push("  no finding comes out otherwise".to_owned());
        }
        lines.extend(differ.iter().map(|row| format!("  {}", changes::differing(row, "old pack", "new pack"))));
    }
    for input in first.inputs.iter().filter(|input| matches!(input.outcome, crate::manifest::Outcome::Failed)) {
        lines.push(format!("  {}: could not be read, so nothing is said about it", input.path));
    }
    let style = crate::cli::output::style(io.color_out, io.width);
    written(changes::write(&mut io.out, &lines, &style), "the difference")
}
