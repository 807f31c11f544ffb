//! Importers: the files of a publisher become entries of our list format.
//!
//! An importer is one file with a `read` function and one line in [`IMPORTERS`]. It turns text into a [`Draft`]: entries,
//! and everything that it could not understand with the place where that stands. Nothing is dropped silently: a record is
//! an entry, or it is named under `unread`, or it is counted under `left_out` with the reason.

mod address;
mod alias;
mod bytes;
mod csl;
mod csl_csv;
mod csl_json;
mod date;
mod family;
mod ftm_json;
mod html;
mod ofac;
mod ofac_csv;
mod ofac_xml;
mod opensanctions_csv;
mod own_csv;
mod own_toml;
mod rows;
mod scope;
mod uflpa_html;
mod wro_html;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::model::{Entry, ListName, Listing};
use crate::error::Error;
use crate::finding::{Grade, NameKind, Window};

pub use bytes::{File, MAX_BYTES, file_of, read_file};
#[cfg(feature = "update")]
pub(crate) use bytes::{title as page_title, unpack};
pub(crate) use date::of_header as published_of;
pub use scope::Scope;

/// A format that lists can be imported from.
#[derive(Debug, Clone, Copy)]
pub struct Importer {
    /// The name on the command line and in `policy.toml`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The files it wants, for the help.
    pub files: &'static str,
    /// Grade of the rows: `official` for a file of the publisher. Our own formats state the grade row by row.
    pub grade: Option<Grade>,
    /// Address of the source, for rows whose list names none.
    pub source: &'static str,
    /// Licence of the data.
    pub licence: &'static str,
    /// Reads the files.
    read: fn(&Job<'_>) -> Result<Draft, Error>,
}

const US_WORK: &str = "US Government work (public domain)";
const OPENSANCTIONS: &str = "CC BY-NC 4.0 (OpenSanctions); commercial use needs a licence from OpenSanctions";

/// All importers.
pub const IMPORTERS: &[Importer] = &[
    Importer {
        name: "ofac-csv",
        title: "OFAC SDN or consolidated non-SDN list, CSV",
        files: "sdn.csv alt.csv add.csv sdn_comments.csv, or the four files cons_*.csv",
        grade: Some(Grade::Official),
        source: "https://sanctionslist.ofac.treas.gov/Home",
        licence: US_WORK,
        read: ofac_csv::read,
    },
    Importer {
        name: "ofac-xml",
        title: "OFAC SDN or consolidated non-SDN list, XML",
        files: "sdn.xml or consolidated.xml",
        grade: Some(Grade::Official),
        source: "https://sanctionslist.ofac.treas.gov/Home",
        licence: US_WORK,
        read: ofac_xml::read,
    },
    Importer {
        name: "csl-csv",
        title: "Consolidated Screening List of trade.gov, CSV (with and without `_id`)",
        files: "consolidated.csv",
        grade: Some(Grade::Official),
        source: "https://www.trade.gov/consolidated-screening-list",
        licence: US_WORK,
        read: csl_csv::read,
    },
    Importer {
        name: "csl-json",
        title: "Consolidated Screening List of trade.gov, JSON",
        files: "consolidated.json",
        grade: Some(Grade::Official),
        source: "https://www.trade.gov/consolidated-screening-list",
        licence: US_WORK,
        read: csl_json::read,
    },
    Importer {
        name: "uflpa-html",
        title: "UFLPA Entity List, the page of DHS saved as HTML",
        files: "uflpa-entity-list.html",
        grade: Some(Grade::Official),
        source: "https://www.dhs.gov/uflpa-entity-list",
        licence: US_WORK,
        read: uflpa_html::read,
    },
    Importer {
        name: "wro-html",
        title: "Withhold Release Orders and Findings, the page of CBP saved as HTML",
        files: "withhold-release-orders-and-findings.html",
        grade: Some(Grade::Official),
        source: "https://www.cbp.gov/trade/forced-labor/withhold-release-orders-and-findings",
        licence: US_WORK,
        read: wro_html::read,
    },
    Importer {
        name: "opensanctions-csv",
        title: "OpenSanctions targets.simple.csv",
        files: "targets.simple.csv",
        grade: Some(Grade::Secondary),
        source: "https://www.opensanctions.org/",
        licence: OPENSANCTIONS,
        read: opensanctions_csv::read,
    },
    Importer {
        name: "ftm-json",
        title: "OpenSanctions entities.ftm.json (FollowTheMoney, one entity a line)",
        files: "entities.ftm.json",
        grade: Some(Grade::Secondary),
        source: "https://www.opensanctions.org/",
        licence: OPENSANCTIONS,
        read: ftm_json::read,
    },
    Importer {
        name: "csv",
        title: "our own list format",
        files: "list.csv",
        grade: None,
        source: "",
        licence: "",
        read: own_csv::read,
    },
    Importer {
        name: "toml",
        title: "our own list format as TOML, for lists written by hand",
        files: "list.toml",
        grade: None,
        source: "",
        licence: "",
        read: own_toml::read,
    },
];

/// The importer with this name.
///
/// # Errors
/// When there is none; the message lists them.
pub fn importer(name: &str) -> Result<&'static Importer, Error> {
    IMPORTERS.iter().find(|importer| importer.name == name).ok_or_else(|| {
        let names: Vec<&str> = IMPORTERS.iter().map(|importer| importer.name).collect();
        Error::Usage(format!("there is no list format `{name}`; there are: {}", names.join(", ")))
    })
}

impl Importer {
    /// Reads files of this format.
    ///
    /// # Errors
    /// When the files as a whole are not what the format says: half a download, an error page, a changed column. Single
    /// records that are not understood are no error here; they stand under [`Draft::unread`].
    pub fn read(&self, files: &[File], list_source: Option<&str>) -> Result<Draft, Error> {
        let job =
            Job { files, grade: self.grade.unwrap_or(Grade::Unverified), source: list_source.unwrap_or(self.source) };
        if files.is_empty() {
            return Err(Error::Usage(format!("`{}` wants files: {}", self.name, self.files)));
        }
        let mut draft = (self.read)(&job)?;
        if draft.records == 0 {
            return Err(Error::Incomplete(format!(
                "`{}` holds no records, so it is not a list that could be put in force; download it again",
                files[0].name
            )));
        }
        for file in files {
            for (line, _) in file.text.lines().enumerate().filter(|(_, text)| text.contains('\u{fffd}')) {
                draft.unread.push(Unread {
                    place: format!("{}:{}", file.name, line + 1),
                    what: "holds U+FFFD: characters were lost before the file came here".to_owned(),
                });
            }
        }
        Ok(draft)
    }
}

/// What an importer works on.
pub(crate) struct Job<'f> {
    /// The files, decoded.
    pub(crate) files: &'f [File],
    /// Grade of the rows.
    pub(crate) grade: Grade,
    /// Address of the source, for the rows.
    pub(crate) source: &'f str,
}

impl Job<'_> {
    /// The one file of a format that has only one.
    fn single(&self) -> Result<&File, Error> {
        match self.files {
            [file] => Ok(file),
            files => Err(Error::Usage(format!("this format is one file, but {} were given", files.len()))),
        }
    }

    /// An entry without names and listings yet.
    fn entry(&self, id: String, name: &str) -> Entry {
        Entry {
            id,
            names: vec![ListName {
                text: super::list::write::tidy(name),
                kind: NameKind::Primary,
                window: Window::default(),
            }],
            identifiers: Vec::new(),
            listings: Vec::new(),
            individual: false,
            region: false,
            location: String::new(),
            products: String::new(),
            parent: String::new(),
            grade: self.grade,
            citation: String::new(),
            source: self.source.to_owned(),
            note: String::new(),
            line: 0,
        }
    }
}

/// A record, or a part of one, that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// `file:line`, or the table and row of a page.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

/// An entry as imported, with what a scope can ask about.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// The entry; its id is that of the source, or empty where the source has none.
    pub entry: Entry,
    /// (`program`, `source`, `location`, `country`, …; value), for [`Scope`].
    pub facets: Vec<(&'static str, String)>,
    /// Where it stands.
    pub place: String,
}

/// What an importer got out of the files.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The entries, in the order of the source.
    pub entries: Vec<Drafted>,
    /// Records of the source that stand for an entry: rows of a table, elements, lines. More than entries where one
    /// entity stands on several clauses.
    pub records: usize,
    /// Day of the publication, where the files state it.
    pub published: Option<Date>,
    /// Number of entries that the files themselves state.
    pub stated_count: Option<u32>,
    /// What was not understood.
    pub unread: Vec<Unread>,
    /// Records that were understood and cannot stand on a list of parties (vessels, aircraft), by reason.
    pub left_out: BTreeMap<String, usize>,
    /// What the files of this import do not speak of, so that silence there removes nothing.
    pub silent_on: Vec<Silence>,
}

/// A kind of fact that an import does not carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Aliases: the file with them was not given.
    Aliases,
    /// The entries are additions only; that an entry is not there says nothing.
    Entries,
}

impl Draft {
    fn unread(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.unread.push(Unread { place: place.into(), what: what.into() });
    }

    fn leave_out(&mut self, why: &str) {
        *self.left_out.entry(why.to_owned()).or_default() += 1;
    }
}

/// Adds a name unless the entry has it already, whatever its case and punctuation.
fn add_name(entry: &mut Entry, text: &str, kind: NameKind) {
    let text = super::list::write::tidy(text);
    let key = super::list::merge::key(&text);
    if !key.is_empty() && !entry.names.iter().any(|name| super::list::merge::key(&name.text) == key) {
        // A name in Han or Arabic letters is one in the script of the country, whatever the publisher calls it.
        let foreign = kind == NameKind::Alias && text.chars().any(|ch| ch.is_alphabetic() && !is_latin(ch));
        let kind = if foreign { NameKind::Native } else { kind };
        entry.names.push(ListName { text, kind, window: Window::default() });
    }
}

const fn is_latin(ch: char) -> bool {
    matches!(ch, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}')
}

fn add_identifier(entry: &mut Entry, scheme: &str, value: &str) {
    let value = super::list::write::tidy(value);
    if !value.is_empty() && !entry.identifiers.iter().any(|(had, known)| had == scheme && *known == value) {
        entry.identifiers.push((scheme.to_owned(), value));
    }
}

fn listing(clause: &str, from: Option<Date>, until: Option<Date>) -> Listing {
    Listing { clause: super::list::write::tidy(clause), window: Window { from, until } }
}

/// Joins parts of a note, empty ones left out.
fn note(parts: &[String]) -> String {
    let parts: Vec<String> =
        parts.iter().map(|part| super::list::write::tidy(part)).filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_importer_stands_in_the_registry_once() {
        let names: Vec<&str> = IMPORTERS.iter().map(|importer| importer.name).collect();
        assert_eq!(
            names,
            [
                "ofac-csv",
                "ofac-xml",
                "csl-csv",
                "csl-json",
                "uflpa-html",
                "wro-html",
                "opensanctions-csv",
                "ftm-json",
                "csv",
                "toml"
            ]
        );
        assert!(importer("excel").unwrap_err().to_string().contains("ofac-csv, ofac-xml"));
    }
}
