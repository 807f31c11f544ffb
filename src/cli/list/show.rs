//! `sourcegate list show`: what stands on the lists of a pack.

use super::super::{Io, written};
use super::{import_summary, show_json};
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::Window;
use crate::gate;
use crate::policy::list::write::dates;
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
    /// Format of the output
    #[arg(long, value_enum, default_value = "human", conflicts_with = "names")]
    format: Format,
    /// Pack to read: `xinjiang` or the path of a directory
    #[arg(long, value_name = "PACK")]
    policy: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Lines for a terminal
    Human,
    /// One JSON document; the entries are in it where a list is named
    Json,
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let Arguments { list, entry, names, format, policy } = arguments;
    let pack = gate::named(policy.as_deref())?;
    let lines = match (list, entry) {
        (None, _) if *format == Format::Json => json(pack.lists.iter().map(|list| (list, Vec::new())), io)?,
        (None, _) => pack.lists.iter().flat_map(head).collect(),
        (Some(id), entry) => {
            let list = import_summary::list_of(&pack, id)?;
            match entry {
                None if *names => {
                    list.entries.iter().flat_map(|entry| &entry.names).map(|name| name.text.clone()).collect()
                }
                None if *format == Format::Json => json(std::iter::once((list, list.entries.iter().collect())), io)?,
                None => {
                    let rows =
                        list.entries.iter().map(|entry| format!("  {}  {}{}", entry.id, entry.name(), ended(entry)));
                    head(list).into_iter().chain(rows).collect()
                }
                Some(wanted) => {
                    let entry = list.entries.iter().find(|entry| entry.id == *wanted).ok_or_else(|| {
                        Error::Usage(format!(
                            "the list `{id}` has no entry `{wanted}`; `sourcegate list show {id}` names them"
                        ))
                    })?;
                    match format {
                        Format::Json => json(std::iter::once((list, vec![entry])), io)?,
                        Format::Human => details(list, entry),
                    }
                }
            }
        }
    };
    for line in lines {
        written(writeln!(io.out, "{}", clean::clean(&line)), "the list")?;
    }
    Ok(Exit::Passed)
}

/// Prints the document; there are no lines after it.
fn json<'l>(lists: impl Iterator<Item = (&'l List, Vec<&'l Entry>)>, io: &mut Io) -> Result<Vec<String>, Error> {
    let text = format!("{:#}", show_json::document(lists));
    written(writeln!(io.out, "{text}"), "the lists")?;
    Ok(Vec::new())
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
            "  entries    {}{}{}",
            list.open_entries(),
            list.official_count.map_or_else(String::new, |count| format!(" (the publisher counts {count})")),
            match list.entries.len() - list.open_entries() {
                0 => String::new(),
                ended => format!(", and {ended} that have ended"),
            }
        ),
        format!("  grades     {}", grades(list)),
        format!("  sha256     {}", list.digest),
    ];
    if !list.coverage.is_empty() {
        lines.push(format!("  coverage   {}", list.coverage));
    }
    lines.push(format!("  licence    {}", list.licence));
    for file in &list.origin {
        lines.push(format!("  made of    {}, {} bytes, sha256 {}", file.file, file.bytes, file.sha256));
    }
    if let Some(update) = &list.update {
        let scope =
            if update.scope.is_empty() { String::new() } else { format!("; only {}", update.scope.join(" or ")) };
        lines.push(format!("  update     {} from {}{scope}", update.format, update.addresses.join(", ")));
    }
    lines
}

/// Counts the rows by grade: `90 official, 9 secondary`.
fn grades(list: &List) -> String {
    use crate::finding::Grade;
    let count = |grade: Grade| list.entries.iter().filter(|entry| entry.grade == grade).count();
    let counts: Vec<String> = [Grade::Official, Grade::Secondary, Grade::Tertiary, Grade::Unverified]
        .into_iter()
        .filter(|grade| count(*grade) > 0)
        .map(|grade| format!("{} {}", count(grade), grade.word()))
        .collect();
    if counts.is_empty() { "no entries".to_owned() } else { counts.join(", ") }
}

/// ` (ended 2024-11-25)` for a tombstone.
fn ended(entry: &Entry) -> String {
    let last = entry.listings.iter().filter_map(|listing| listing.window.until).max();
    last.filter(|_| !entry.is_open()).map_or_else(String::new, |day| format!("  (ended {day})"))
}

fn details(list: &List, entry: &Entry) -> Vec<String> {
    let mut lines = vec![format!("{}  ({}, {}:{})", entry.id, list.id, list.file, entry.line)];
    let window = |window: Window| {
        if window == Window::default() { String::new() } else { format!("  [{}]", dates(window)) }
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
