//! Formats: what a reader knows about its own, and which reader a file is for.

use super::interest::{Confidence, Interest};
use super::job::Job;
use super::{Limits, READERS, document};

/// Bytes at the start of a file that are looked at to see what it is.
pub(super) const SNIFF: u64 = 64 << 10;

/// The reader of a format.
pub(crate) trait Reader: Sync {
    /// The name of the format, as in reports and in `format` of an import.
    fn name(&self) -> &'static str;

    /// Other names for `format` of an import.
    fn aliases(&self) -> &'static [&'static str] {
        &[]
    }

    /// Extensions of the names under which the format is kept, without the dot; a search opens no others.
    fn extensions(&self) -> &'static [&'static str];

    /// The most bytes that a file of the format may have.
    fn limit(&self, limits: &Limits) -> u64;

    /// The most bytes of a file that are looked at to see what it is.
    fn look(&self, _: &Limits) -> u64 {
        SNIFF
    }

    /// Returns the confidence that a file of this path, which begins with these bytes, is of the format. Without bytes, the
    /// path alone counts.
    fn sniff(&self, path: &str, head: &[u8]) -> Confidence;

    /// Finds the interest of a search in a file, by its path, or by its path and first bytes.
    fn interest(&self, path: &str, head: Option<&[u8]>) -> Interest;

    /// Returns true if files of the format may say how others are read, so that they are read first.
    fn imports(&self) -> bool {
        false
    }

    /// Returns true if facts of a file with problems stay, so that the report can show them. Half of a table looks like a whole
    /// one, so a reader of tables keeps none.
    fn keeps_partial(&self) -> bool {
        false
    }

    /// Reads a file: opens its source with [`Job::open`], states facts, and notes what is wrong.
    fn read(&self, job: &mut Job<'_>, bytes: Vec<u8>);
}

/// The last part of a path, in lower case.
pub(super) fn file_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_lowercase()
}

/// Returns true if the name of a file has one of these extensions.
pub(super) fn has_extension(path: &str, extensions: &[&str]) -> bool {
    file_name(path).rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

/// The reader that is surest of a file, and how sure it is; of equals the first of the registry.
pub(super) fn surest(path: &str, head: &[u8]) -> (&'static dyn Reader, Confidence) {
    let mut best = (READERS[0], READERS[0].sniff(path, head));
    for reader in &READERS[1..] {
        let confidence = reader.sniff(path, head);
        if confidence > best.1 {
            best = (*reader, confidence);
        }
    }
    best
}

/// The reader that a search would open a file of this name for.
pub(super) fn by_extension(path: &str) -> Option<&'static dyn Reader> {
    READERS.iter().copied().find(|reader| has_extension(path, reader.extensions()))
}

/// The reader of the format that an import names, for a file that begins with these bytes: some formats are written in several ways.
pub(super) fn named(format: &str, path: &str, head: &[u8]) -> Option<&'static dyn Reader> {
    if document::dialects().any(|name| name == format) {
        return Some(document::surest(path, head));
    }
    READERS.iter().copied().find(|reader| reader.name() == format || reader.aliases().contains(&format))
}

/// Lists all names that `format` of an import can have, as the end of a sentence: `a, b or c`.
pub(super) fn names() -> String {
    let mut names: Vec<&str> = READERS
        .iter()
        .flat_map(|reader| std::iter::once(reader.name()).chain(reader.aliases().iter().copied()))
        .chain(document::dialects())
        .collect();
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last.to_owned() } else { format!("{} or {last}", names.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_has_names_of_its_own() {
        assert_eq!(READERS.len(), 8, "a format was added: state its names here and in the documentation");
        assert_eq!(
            names(),
            "native, csv, tsv, xlsx, xlsm, xlsb, xls, ods, fods, json, jsonl, yaml, spdx-tag-value, gleif-csv, xml, cyclonedx, spdx, epcis, untp, bods, omts, catena-x, ubl or gleif-rr"
        );
        for reader in READERS {
            assert!(named(reader.name(), "", b"").is_some_and(|found| found.name() == reader.name()));
            for extension in reader.extensions() {
                let path = format!("a/b.{extension}");
                assert_eq!(by_extension(&path.to_uppercase()).map(Reader::name), Some(reader.name()), "{path}");
                assert_eq!(surest(&path, b"").0.name(), reader.name(), "{path}");
            }
        }
        assert!(by_extension("read.me").is_none() && by_extension("csv").is_none());
    }

    #[test]
    fn what_finds_and_opens_files_knows_no_format() {
        let load = include_str!("load.rs").replace("sourcegate.toml", "the configuration");
        for reader in READERS {
            let names = [&[reader.name()], reader.aliases(), reader.extensions()].concat();
            for word in names {
                for form in [format!("\"{word}\""), format!(".{word}"), format!("{word}::"), format!("`{word}`")] {
                    assert!(!load.contains(&form), "load.rs speaks of {form}");
                }
            }
        }
        let own = ["decode", "Manifest", "table::", "workbook"];
        assert!(own.iter().all(|word| !load.contains(word)), "one of {own:?} belongs to a reader");
    }

    #[test]
    fn content_beats_the_name() {
        for (path, head, expected) in [
            ("suppliers.csv", &b"PK\x03\x04"[..], "xlsx"),
            ("suppliers.xlsx", b"supplier,country\n", "csv"),
            ("sourcing.txt", b"[manifest]\nschema = 1\n", "native"),
            ("any", b"a,b\n", "csv"),
            ("suppliers.csv", b"[{\"supplier\": 1}]", "json"),
            ("a.toml", b"[[party]]\n", "native"),
            ("a.toml", b"[\"x\"]\n", "native"),
            ("bom.json", b"<bom/>", "xml"),
            ("a.sourcing.toml", b"", "native"),
        ] {
            assert_eq!(surest(path, head).0.name(), expected, "{path}");
        }
    }
}
