//! Parts that the CSV and the XML edition of the OFAC lists have in common: the facts in remarks and id lists.

use jiff::civil::Date;

use super::date;
use super::model::{add_identifier, add_name, listing, note};
use crate::finding::NameKind;
use crate::policy::model::Entry;

/// Facts of one entry that are put in their places when all of them are known.
#[derive(Default)]
pub(super) struct Facts {
    programs: Vec<String>,
    /// (tag such as `CMIC`, date).
    effective: Vec<(String, Date)>,
    /// Names that stand among the remarks; those of the list of aliases go before them.
    names: Vec<(NameKind, String)>,
    notes: Vec<String>,
}

/// Identifiers by the words that OFAC prints before them.
const IDENTIFIERS: [(&str, &str); 4] = [
    ("Unified Social Credit Code (USCC) ", "uscc"),
    ("Legal Entity Number ", "lei"),
    ("ISIN ", "isin"),
    ("Equity Ticker ", "ticker"),
];

impl Facts {
    /// Programs as one field prints them: `SDGT] [NS-PLC`.
    pub(super) fn programs(&mut self, field: &str) {
        for program in field.split("] [").map(|part| part.trim().trim_matches(['[', ']'])) {
            if !program.is_empty() && !self.programs.iter().any(|known| known == program) {
                self.programs.push(program.to_owned());
            }
        }
    }

    /// A remark that is no fact of its own.
    pub(super) fn remark(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.notes.push(text);
        }
    }

    /// Remarks as the CSV edition prints them: items with `; ` between, a full stop at the end.
    pub(super) fn remarks(&mut self, entry: &mut Entry, text: &str) {
        for item in text.trim().trim_end_matches('.').split("; ") {
            self.item(entry, item.trim());
        }
    }

    /// One item: an identifier, a date, a name, or a remark.
    pub(super) fn item(&mut self, entry: &mut Entry, item: &str) {
        let plain = item.strip_prefix("alt. ").unwrap_or(item);
        for (words, scheme) in IDENTIFIERS {
            if let Some(value) = plain.strip_prefix(words) {
                add_identifier(entry, scheme, without_country(value));
                return;
            }
        }
        if let Some(name) = plain.strip_prefix("Issuer Name ") {
            self.names.push((NameKind::Alias, name.to_owned()));
            return;
        }
        for (words, kind) in [("a.k.a. ", NameKind::Alias), ("f.k.a. ", NameKind::Former), ("n.k.a. ", NameKind::Alias)]
        {
            if let Some(name) = plain.strip_prefix(words) {
                // Weak aliases stand among the remarks, in single quotes.
                let bare = name.trim().trim_matches('\'');
                let kind = if bare.len() < name.trim().len() { NameKind::Weak } else { kind };
                self.names.push((kind, bare.to_owned()));
                return;
            }
        }
        if let Some((tag, value)) = plain.strip_prefix("Effective Date (").and_then(|rest| rest.split_once(')'))
            && let Some(day) = date::parse(value.trim_start_matches(':'))
        {
            self.effective.push((tag.to_owned(), day));
            return;
        }
        self.remark(item.to_owned());
    }

    /// Puts names, listings and note into the entry; returns the programs.
    pub(super) fn finish(self, entry: &mut Entry) -> Vec<String> {
        for (kind, name) in &self.names {
            add_name(entry, name, *kind);
        }
        for program in &self.programs {
            let of_program = |tag: &str| {
                let tag: String = tag.replace("EO ", "EO");
                tag.split(' ').next().is_some_and(|word| program.contains(word))
            };
            let from = self.effective.iter().filter(|(tag, _)| of_program(tag)).map(|(_, day)| *day).min();
            entry.listings.push(listing(program, from, None));
        }
        let parts: Vec<String> = self.notes.iter().map(|part| format!("{part}; ")).collect();
        entry.note = note(&[parts.concat().trim_end_matches("; ").to_owned()]);
        self.programs
    }
}

/// `9111… (China)` without the country.
fn without_country(value: &str) -> &str {
    match value.rsplit_once(" (") {
        Some((number, country)) if country.ends_with(')') => number,
        _ => value,
    }
}

/// Returns the reason for which a kind of record cannot stand on a list of parties; `None` for parties.
pub(super) const fn left_out(kind: &str) -> Option<&'static str> {
    match kind.as_bytes() {
        b"vessel" | b"Vessel" => Some("vessels (a manifest names parties, not ships)"),
        b"aircraft" | b"Aircraft" => Some("aircraft (a manifest names parties, not aircraft)"),
        _ => None,
    }
}
