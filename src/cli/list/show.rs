//! `sourcegate list show`: what stands on the lists of a pack.

use super::super::{Io, open_pack, written};
use crate::error::Error;
use crate::exit::Exit;
use crate::policy::model::{Entry, List};
use crate::report::clean;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Id of the list; without it, all lists are named
    list: Option<String>,
    /// Id of an entry
    entry: Option<String>,
    /// Only the names of the list, one a line, aliases included
    #[arg(long)]
    names: bool,
    /// Pack to read: `xinjiang` or the path of a directory
    #[arg(long, value_name = "PACK")]
    policy: Option<String>,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let Arguments { list, entry, names, policy } = arguments;
    let pack = open_pack(policy.as_deref())?;
    let lines = match (list, entry) {
        (None, _) => pack.lists.iter().flat_map(head).collect(),
        (Some(id), entry) => {
            let list = pack.list(id).ok_or_else(|| {
                let ids: Vec<&str> = pack.lists.iter().map(|list| list.id.as_str()).collect();
                Error::Usage(format!("the pack has no list `{id}`; there are: {}", ids.join(", ")))
            })?;
            match entry {
                None if *names => {
                    list.entries.iter().flat_map(|entry| &entry.names).map(|name| name.text.clone()).collect()
                }
                None => {
                    let rows = list.entries.iter().map(|entry| format!("  {}  {}", entry.id, entry.name()));
                    head(list).into_iter().chain(rows).collect()
                }
                Some(wanted) => {
                    let entry = list.entries.iter().find(|entry| entry.id == *wanted).ok_or_else(|| {
                        Error::Usage(format!(
                            "the list `{id}` has no entry `{wanted}`; `sourcegate list show {id}` names them"
                        ))
                    })?;
                    details(list, entry)
                }
            }
        }
    };
    for line in lines {
        written(writeln!(io.out, "{}", clean::clean(&line)), "the list")?;
    }
    Ok(Exit::Passed)
}

/// The metadata of a list.
fn head(list: &List) -> Vec<String> {
    let date = |day: Option<jiff::civil::Date>| day.map_or_else(|| "not known".to_owned(), |day| day.to_string());
    let mut lines = vec![
        format!("{}  {}", list.id, list.title),
        format!("  publisher  {}", list.publisher),
        format!("  source     {}", list.source),
        format!("  published  {}", date(list.published)),
        format!("  retrieved  {}", date(list.retrieved)),
        format!(
            "  entries    {}{}",
            list.entries.len(),
            list.official_count.map_or_else(String::new, |count| format!(" (the publisher counts {count})"))
        ),
        format!("  sha256     {}", list.digest),
    ];
    if !list.coverage.is_empty() {
        lines.push(format!("  coverage   {}", list.coverage));
    }
    lines
}

fn details(list: &List, entry: &Entry) -> Vec<String> {
    let mut lines = vec![format!("{}  ({}, {}:{})", entry.id, list.id, list.file, entry.line)];
    let window = |window: crate::policy::model::Window| match (window.from, window.until) {
        (None, None) => String::new(),
        (from, until) => format!(
            "  [{}..{}]",
            from.map_or_else(String::new, |day| day.to_string()),
            until.map_or_else(String::new, |day| day.to_string())
        ),
    };
    for name in &entry.names {
        lines.push(format!("  {:<9}  {}{}", name.kind.word(), name.text, window(name.window)));
    }
    for listing in &entry.listings {
        let clause = if listing.clause.is_empty() { "(clause not retrieved)" } else { &listing.clause };
        lines.push(format!("  listed     {clause}{}", window(listing.window)));
    }
    for (scheme, value) in &entry.identifiers {
        lines.push(format!("  {scheme:<9}  {value}"));
    }
    let rest = [
        ("location", &entry.location),
        ("products", &entry.products),
        ("parent", &entry.parent),
        ("citation", &entry.citation),
        ("source", &entry.source),
        ("note", &entry.note),
    ];
    lines.push(format!("  grade      {}", entry.grade.word()));
    lines.extend(rest.iter().filter(|(_, text)| !text.is_empty()).map(|(word, text)| format!("  {word:<9}  {text}")));
    lines
}
