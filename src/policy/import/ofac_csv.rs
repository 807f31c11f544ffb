//! The OFAC SDN and consolidated non-SDN lists as CSV: up to four files without headers, distinguished by their
//! columns.
//!
//! As the data specification of OFAC has it: `-0- ` for an empty field, `A] [B` for several programs, remarks that are
//! too long go on in the comments file in the middle of a word, and 0x1A marks the end of a file.

use std::collections::HashMap;

use super::model::{ImportInput, ImportedEntry, ImportedList, Silence, add_identifier, add_name};
use super::{File, address, ofac, rows};
use crate::error::Error;
use crate::finding::NameKind;

/// Role of a file, told by its number of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Number, name, type, program, title, call sign, vessel type, tonnage, gross tonnage, flag, owner, remarks.
    Primary,
    /// Number, address number, address, city and postal code, country, remarks.
    Addresses,
    /// Number, alias number, type, alias, remarks.
    Aliases,
    /// Number, the rest of the remarks.
    Comments,
}

const ROLES: [(Role, usize, &str); 4] = [
    (Role::Primary, 12, "sdn.csv or cons_prim.csv"),
    (Role::Addresses, 6, "add.csv or cons_add.csv"),
    (Role::Aliases, 5, "alt.csv or cons_alt.csv"),
    (Role::Comments, 2, "sdn_comments.csv or cons_comments.csv"),
];

/// The end mark of the files, a relic of CP/M.
const END: char = '\u{1a}';

type Records = Vec<(usize, csv::StringRecord)>;

pub(super) fn read(input: &ImportInput<'_>) -> Result<ImportedList, Error> {
    let mut of_role: [Option<(&File, Records)>; 4] = [const { None }; 4];
    for file in input.files {
        let (role, records) = role(file)?;
        let (_, _, names) = ROLES[role as usize];
        if let Some((other, _)) = of_role[role as usize].replace((file, records)) {
            return Err(Error::Usage(format!(
                "`{}` and `{}` are both {names}; give one of them",
                other.name, file.name
            )));
        }
    }
    let [primary, addresses, aliases, comments] = of_role;
    let Some((file, primary)) = primary else {
        return Err(Error::Usage(format!("the file with the names is missing: {}", ROLES[0].2)));
    };
    let mut imported = ImportedList { silent_on: vec![Silence::Weakness], ..ImportedList::default() };
    if aliases.is_none() {
        imported.silent_on.push(Silence::Aliases);
    }
    let mut numbers: Vec<&str> = Vec::new();
    let continued: HashMap<&str, &str> = comments
        .iter()
        .flat_map(|(_, records)| records)
        .filter_map(|(_, record)| Some((record.get(0)?.trim(), record.get(1)?)))
        .collect();
    let mut at: HashMap<&str, Option<usize>> = HashMap::new();
    let mut facts: Vec<ofac::Facts> = Vec::new();
    for (line, record) in &primary {
        imported.records += 1;
        let place = format!("{}:{line}", file.name);
        let cell = |column: usize| field(record.get(column));
        let (number, name, kind) = (cell(0), cell(1), cell(2));
        if record.len() != 12 || number.is_empty() || name.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            imported.unread(
                place,
                format!("{} fields, number `{number}`, name `{name}`: not a record of 12 fields", record.len()),
            );
            continue;
        }
        if at.contains_key(number) {
            imported.unread(place, format!("the number {number} stands twice"));
            continue;
        }
        if let Some(why) = ofac::left_out(kind) {
            imported.leave_out(why);
            at.insert(number, None);
            continue;
        }
        if !matches!(kind, "" | "individual") {
            imported.unread(place, format!("`{name}` is of the type `{kind}`, which is not known"));
            at.insert(number, None);
            continue;
        }
        let mut entry = input.entry(number.to_owned(), name);
        entry.individual = kind == "individual";
        add_identifier(&mut entry, "ofac", number);
        let mut found = ofac::Facts::default();
        found.programs(cell(3));
        if !cell(4).is_empty() {
            found.remark(format!("title: {}", cell(4)));
        }
        // A long remark goes on in the other file where it broke off, so nothing stands between the halves.
        let rest = continued.get(number).copied().unwrap_or("");
        found.remarks(
            &mut entry,
            &format!("{}{rest}", if cell(11).is_empty() { "" } else { record.get(11).unwrap_or("") }),
        );
        at.insert(number, Some(facts.len()));
        numbers.push(number);
        facts.push(found);
        imported.entries.push(ImportedEntry { entry, facets: Vec::new(), place });
    }
    for (file, records) in aliases.iter().chain(&addresses).chain(&comments) {
        for (line, record) in records {
            if !at.contains_key(field(record.get(0))) {
                imported.unread(
                    format!("{}:{line}", file.name),
                    format!(
                        "speaks of number {}, which the names do not list; are the files of the same day?",
                        field(record.get(0))
                    ),
                );
            }
        }
    }
    for (line, record) in aliases.iter().flat_map(|(_, records)| records) {
        let Some(Some(index)) = at.get(field(record.get(0))) else { continue };
        let kind = match field(record.get(2)) {
            "aka" | "nka" => NameKind::Alias,
            "fka" => NameKind::Former,
            other => {
                let name = aliases.as_ref().map_or("", |(file, _)| file.name.as_str());
                imported.unread(
                    format!("{name}:{line}"),
                    format!("`{other}` is not known as a kind of alias (aka, fka, nka)"),
                );
                continue;
            }
        };
        add_name(&mut imported.entries[*index].entry, field(record.get(3)), kind);
    }
    let mut places: Vec<Vec<String>> = vec![Vec::new(); facts.len()];
    for (_, record) in addresses.iter().flat_map(|(_, records)| records) {
        let Some(Some(index)) = at.get(field(record.get(0))) else { continue };
        let cell = |column: usize| field(record.get(column));
        places[*index].push(address::line(&[cell(2), cell(3), cell(4)]));
        if !cell(4).is_empty() {
            imported.entries[*index].facets.push(("country", cell(4).to_owned()));
        }
    }
    for ((row, found), places) in imported.entries.iter_mut().zip(facts).zip(places) {
        row.entry.location = address::all(places);
        let programs = found.finish(&mut row.entry);
        row.facets.extend(programs.into_iter().map(|program| ("program", program)));
        row.facets.push(("remarks", row.entry.note.clone()));
    }
    Ok(imported)
}

/// A field; `-0-` is an empty one.
fn field(text: Option<&str>) -> &str {
    match text.unwrap_or("").trim() {
        "-0-" => "",
        text => text,
    }
}

/// Returns the role of a file and its records without the end mark.
fn role(file: &File) -> Result<(Role, Records), Error> {
    super::bytes::refuse_page(file, "an OFAC file")?;
    let body = file.text.trim_end_matches(END);
    let marked = body.len() < file.text.len();
    let trimmed = File { text: body.to_owned(), name: file.name.clone(), sha256: String::new(), bytes: 0 };
    let records = rows::records(&trimmed)?;
    let columns = records.first().map_or(0, |(_, record)| record.len());
    let Some((role, columns, _)) = ROLES.iter().find(|(_, count, _)| *count == columns) else {
        return Err(Error::Incomplete(format!(
            "`{}:1` has {columns} columns, but the OFAC files have 12 (names), 6 (addresses), 5 (aliases) or 2 (comments); \
             the publisher has changed the file, or it is another one",
            file.name
        )));
    };
    let last = records.last().map_or((1, 0), |(line, record)| (*line, record.len()));
    if last.1 != *columns || !body.ends_with('\n') {
        return Err(Error::Incomplete(format!(
            "`{}:{}`: the last record breaks off: half a download; download it again",
            file.name, last.0
        )));
    }
    // Editions of the comments file without the mark exist; the others always had it.
    if !marked && *role != Role::Comments {
        return Err(Error::Incomplete(format!(
            "`{}` does not end with the end mark 0x1A of OFAC files: half a download, or saved anew by another program; \
             download it again",
            file.name
        )));
    }
    Ok((*role, records))
}
