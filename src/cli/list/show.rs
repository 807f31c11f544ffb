//! `sourcegate list show`: what stands on the lists of a pack.

use super::super::{Io, written};
use super::search::{Found, How, search};
use super::{import_summary, show_json};
use crate::error::Error;
use crate::exit::Exit;
use crate::finding::Window;
use crate::gate;
use crate::policy::list::write::dates;
use crate::policy::model::{Entry, List};
use crate::report::{clean, safe_json};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 shown; 2 the list, or on it what was looked for, is not there, or another error of usage or \
                        policy."
)]
pub(super) struct Arguments {
    /// Id of the list; without it, all lists are named
    list: Option<String>,
    /// Id of an entry, or a text to look for: a part of a name in any script, of an address, a citation or an identifier, or
    /// a name that screening would meet
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// Only the names of the list or of what was found, one a line, aliases included
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
    let Arguments { list, words, names, format, policy } = arguments;
    let pack = gate::named(policy.as_deref())?;
    let lines = match list {
        None if *format == Format::Json => json(pack.lists.iter().map(|list| (list, Vec::new())), io)?,
        None => pack.lists.iter().flat_map(head).collect(),
        Some(id) => {
            let list = import_summary::list_of(&pack, id)?;
            let wanted = words.join(" ");
            let found = if words.is_empty() { all(list) } else { wanted_of(list, &wanted)? };
            match format {
                _ if *names => {
                    found.iter().flat_map(|found| &found.entry.names).map(|name| name.text.clone()).collect()
                }
                Format::Json => json(std::iter::once((list, found)), io)?,
                Format::Human if words.is_empty() => head(list).into_iter().chain(found.iter().flat_map(row)).collect(),
                Format::Human => match &found[..] {
                    [one] => details(list, one.entry),
                    several => several.iter().flat_map(row).collect(),
                },
            }
        }
    };
    for line in lines {
        written(writeln!(io.out, "{}", clean::clean(&line)), "the list")?;
    }
    Ok(Exit::Passed)
}

/// All entries of a list.
fn all(list: &List) -> Vec<Found<'_>> {
    list.entries.iter().map(Found::entry).collect()
}

/// The entry of a list with this id, or else what holds the text.
fn wanted_of<'l>(list: &'l List, wanted: &str) -> Result<Vec<Found<'l>>, Error> {
    if let Some(entry) = list.entries.iter().find(|entry| entry.id == wanted) {
        return Ok(vec![Found::entry(entry)]);
    }
    let found = search(list, wanted);
    if !found.is_empty() {
        return Ok(found);
    }
    Err(Error::Usage(format!(
        "nothing on the list `{id}` is `{wanted}`: no entry has it as its id or holds it in a name, address, citation or \
         identifier, and none has a name like it; `sourcegate list show {id}` names the entries",
        id = list.id
    )))
}

/// An entry in short, with what was met.
fn row(found: &Found<'_>) -> Vec<String> {
    let Found { entry, met } = found;
    let mut lines = vec![format!("  {}  {}{}", entry.id, entry.name(), ended(entry))];
    let shown: Vec<_> = met.iter().filter(|met| met.field != "id" && met.text != entry.name()).collect();
    let width = shown.iter().map(|met| met.field.len()).max().unwrap_or(0).max(FIELD);
    lines.extend(shown.iter().map(|met| {
        let how = if met.how == How::Holds { String::new() } else { format!("  ({})", met.how.word()) };
        format!("    {:<width$}  {}{how}", met.field, met.text)
    }));
    lines
}

/// Prints the document; there are no lines after it.
fn json<'l>(lists: impl Iterator<Item = (&'l List, Vec<Found<'l>>)>, io: &mut Io) -> Result<Vec<String>, Error> {
    written(safe_json::write(&mut io.out, &show_json::document(lists)), "the lists")?;
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

/// Columns of the words before what they are about, where none is wider.
const FIELD: usize = 9;

fn details(list: &List, entry: &Entry) -> Vec<String> {
    let window = |window: Window| {
        if window == Window::default() { String::new() } else { format!("  [{}]", dates(window)) }
    };
    let mut fields: Vec<(&str, String)> = Vec::new();
    for name in &entry.names {
        fields.push((name.kind.word(), format!("{}{}", name.text, window(name.window))));
    }
    for listing in &entry.listings {
        let clause = if listing.clause.is_empty() { "(clause not retrieved)" } else { &listing.clause };
        fields.push(("listed", format!("{clause}{}", window(listing.window))));
    }
    fields.extend(entry.identifiers.iter().map(|(scheme, value)| (scheme.as_str(), value.clone())));
    fields.push(("grade", entry.grade.word().to_owned()));
    let rest = [
        ("location", &entry.location),
        ("products", &entry.products),
        ("parent", &entry.parent),
        ("citation", &entry.citation),
        ("source", &entry.source),
        ("note", &entry.note),
    ];
    fields.extend(rest.into_iter().filter(|(_, text)| !text.is_empty()).map(|(word, text)| (word, text.clone())));
    let width = fields.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0).max(FIELD);
    let head = format!("{}  ({}, {}:{})", entry.id, list.id, list.file, entry.line);
    let rows = fields.into_iter().map(|(word, text)| format!("  {word:<width$}  {text}"));
    std::iter::once(head).chain(rows).collect()
}
