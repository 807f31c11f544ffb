//! Importers: the files of a publisher become entries of our list format.
//!
//! An importer is one file with a `read` function and one line in [`IMPORTERS`]. It turns text into a [`ImportedList`]:
//! entries, and everything that it could not understand with the place where that stands. Nothing is dropped silently:
//! a record is an entry, or it is named under `unread`, or it is counted under `left_out` with the reason.

mod address;
mod alias;
mod bytes;
mod csl;
mod csl_csv;
mod csl_json;
mod date;
mod ftm_json;
mod html;
mod model;
mod name_cell;
mod ofac;
mod ofac_csv;
mod ofac_xml;
mod opensanctions_csv;
mod own_csv;
mod own_toml;
mod rows;
mod scope;
mod subsidiaries;
mod uflpa_html;
mod wro_html;

use crate::error::Error;
use crate::finding::Grade;

pub use bytes::{File, MAX_BYTES, file_of, read_file};
#[cfg(feature = "update")]
pub(crate) use bytes::{title as page_title, unpack};
pub(crate) use date::of_header as published_of;
pub use model::{ImportedEntry, ImportedList, Silence, Unread};
pub use scope::Scope;
pub(crate) use scope::notices;

use model::ImportInput;

/// A format that lists can be imported from.
#[derive(Debug, Clone, Copy)]
pub struct Importer {
    /// The name on the command line and in `policy.toml`.
    pub name: &'static str,
    /// Description in a few words.
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
    read: fn(&ImportInput<'_>) -> Result<ImportedList, Error>,
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
    /// records that are not understood are no error here; they stand under `unread`.
    pub fn read(&self, files: &[File], list_source: Option<&str>) -> Result<ImportedList, Error> {
        let input = ImportInput {
            files,
            grade: self.grade.unwrap_or(Grade::Unverified),
            source: list_source.unwrap_or(self.source),
        };
        if files.is_empty() {
            return Err(Error::Usage(format!("`{}` wants files: {}", self.name, self.files)));
        }
        let mut imported = (self.read)(&input)?;
        if imported.records == 0 {
            return Err(Error::Incomplete(format!(
                "`{}` holds no records, so it is not a list that could be put in force; download it again",
                files[0].name
            )));
        }
        for file in files {
            for (line, _) in file.text.lines().enumerate().filter(|(_, text)| text.contains('\u{fffd}')) {
                imported.unread.push(Unread {
                    place: format!("{}:{}", file.name, line + 1),
                    what: "holds U+FFFD: characters were lost before the file came here".to_owned(),
                });
            }
        }
        Ok(imported)
    }
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
