//! Parts that the CSV and the JSON edition of the Consolidated Screening List have in common.

use super::model::{ImportInput, ImportedEntry, ImportedList, add_identifier, add_name, listing, note};
use super::{address, date, ofac};
use crate::finding::NameKind;

/// One record, as either edition states it.
#[derive(Debug, Default)]
pub(super) struct CslRecord {
    pub(super) source: String,
    pub(super) number: String,
    pub(super) kind: String,
    pub(super) programs: Vec<String>,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) addresses: Vec<String>,
    pub(super) countries: Vec<String>,
    pub(super) notice: String,
    pub(super) start: String,
    pub(super) end: String,
    pub(super) standard_order: String,
    pub(super) requirement: String,
    pub(super) policy: String,
    pub(super) remarks: String,
    pub(super) list_url: String,
    pub(super) aliases: Vec<String>,
    pub(super) born: Vec<String>,
    /// Identifiers as `TYPE NUMBER (COUNTRY)`.
    pub(super) ids: Vec<String>,
}

/// Adds a record to the draft, or says why not.
pub(super) fn add(input: &ImportInput<'_>, record: CslRecord, place: String, imported: &mut ImportedList) {
    imported.records += 1;
    if let Some(why) = ofac::left_out(&record.kind) {
        imported.leave_out(why);
        return;
    }
    if record.name.is_empty() || record.source.is_empty() {
        imported.unread(place, format!("source `{}`, name `{}`: one of them is empty", record.source, record.name));
        return;
    }
    if !matches!(record.kind.as_str(), "" | "Entity" | "Individual") {
        imported.unread(place, format!("`{}` is of the type `{}`, which is not known", record.name, record.kind));
        return;
    }
    let mut dates = [None, None];
    for (at, (text, what)) in [(&record.start, "start"), (&record.end, "end")].into_iter().enumerate() {
        dates[at] = date::parse(text);
        if dates[at].is_none() && !text.is_empty() {
            imported.unread(place.clone(), format!("`{}`: the {what} date `{text}` is not a date", record.name));
        }
    }
    // A number of the Treasury names an entry of OFAC; the other sublists have none.
    let treasury = record.source.contains("Treasury") && !record.number.is_empty();
    let mut entry = input.entry(if treasury { record.number.clone() } else { String::new() }, &record.name);
    entry.individual = record.kind == "Individual";
    if treasury {
        add_identifier(&mut entry, "ofac", &record.number);
    }
    for alias in &record.aliases {
        // The Entity List writes `A; B; and C`.
        add_name(&mut entry, alias.trim_start_matches("and "), NameKind::Alias);
    }
    let mut facts = ofac::Facts::default();
    for program in &record.programs {
        facts.programs(program);
    }
    if !record.title.is_empty() {
        facts.remark(format!("title: {}", record.title));
    }
    for born in &record.born {
        facts.remark(format!("DOB {born}"));
    }
    for id in &record.ids {
        facts.item(&mut entry, id);
    }
    if !record.remarks.is_empty() {
        facts.remarks(&mut entry, &record.remarks);
    }
    let programs = facts.finish(&mut entry);
    let source = record.source.split(" - ").next().unwrap_or("").to_owned();
    let from = dates[0];
    // The last day of an order is the day before it no longer holds.
    let until = dates[1].and_then(|day| day.tomorrow().ok());
    if entry.listings.is_empty() {
        let clause = if record.requirement.is_empty() { &source } else { &record.requirement };
        entry.listings.push(listing(clause, None, None));
    }
    for listing in &mut entry.listings {
        listing.window.from = listing.window.from.or(from);
        if until.is_some_and(|until| listing.window.from.is_none_or(|from| from < until)) {
            listing.window.until = until;
        }
    }
    let order = match record.standard_order.as_str() {
        "" => String::new(),
        standard => format!("standard order: {standard}"),
    };
    let policy = match record.policy.as_str() {
        "" => String::new(),
        policy => format!("licence review: {policy}"),
    };
    entry.note = note(&[std::mem::take(&mut entry.note), order, policy]);
    entry.location = address::all(record.addresses);
    entry.citation = crate::policy::list::write::tidy(&record.notice);
    if !record.list_url.is_empty() {
        entry.source = crate::policy::list::write::tidy(&record.list_url);
    }
    let mut facets = vec![
        ("source", record.source),
        ("remarks", entry.note.clone()),
        ("requirement", record.requirement),
        ("policy", record.policy),
    ];
    facets.extend(programs.into_iter().map(|program| ("program", program)));
    facets.extend(record.countries.into_iter().map(|country| ("country", country)));
    imported.entries.push(ImportedEntry { entry, facets, place });
}
