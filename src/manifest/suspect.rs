//! Files that look like sourcing data and that no reader opens: of another format, packed, or not in the clone.
//!
//! A run that passes such a file in silence is green on what it did not see. What a file looks like is told by its name
//! (`suppliers.json`), and where a name means many things (`bom.json`, `vendor.json`) by the words in it.

use super::packed;
use super::reader::{by_extension, file_name};
use super::table::search::{says_who_and_where, well_known};

/// Endings of what is packed or encrypted.
const PACKED: [&str; 16] =
    ["gz", "bz2", "xz", "zst", "lz4", "br", "zip", "7z", "rar", "tar", "tgz", "gpg", "pgp", "asc", "age", "p7m"];

/// Endings of text with keys that no reader opens.
const KEYED: [&str; 3] = ["json5", "geojson", "graphml"];

/// Endings of documents, databases and tables that no reader opens.
const CLOSED: [&str; 31] = [
    "txt", "dat", "psv", "tab", "ssv", "dif", "slk", "numbers", "gsheet", "parquet", "feather", "arrow", "avro", "orc",
    "db", "sqlite", "sqlite3", "duckdb", "mdb", "accdb", "dbf", "dta", "sav", "sas7bdat", "rds", "pkl", "pdf", "doc",
    "docx", "odt", "rtf",
];

/// Parts of names that speak of suppliers and of nothing else.
const STRONG: [&str; 18] = [
    "supplier",
    "vendors",
    "vendorlist",
    "vendor list",
    "approved vendor",
    "manufacturers",
    "smelter",
    "factories",
    "fournisseurs",
    "proveedores",
    "lieferanten",
    "billofmaterials",
    "bill of materials",
    "供应商",
    "供應商",
    "物料清单",
    "部品表",
    "仕入先",
];

/// Reason why a file is not read, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Closed {
    pub(super) why: String,
    pub(super) help: &'static str,
}

/// The way out of a format that is not read.
const EXPORT: &str =
    "export it as CSV or XLSX, or leave it out with `exclude` in sourcegate.toml if it states no sourcing";
/// The way out of what is packed.
const UNPACK: &str = "commit it unpacked, or leave it out with `exclude` in sourcegate.toml if it states no sourcing";
/// The way out of a pointer.
const FETCH: &str =
    "fetch the file itself before the check: `git lfs pull`, `git annex get`, or `lfs: true` for actions/checkout";

/// Says why a file that looks like sourcing data is not read, by its name and, where the name leaves it open, by its first
/// bytes; `None` for a file that a reader opens, and for one that looks like something else.
pub(super) fn closed(path: &str, head: impl FnOnce() -> Option<Vec<u8>>) -> Option<Closed> {
    let name = file_name(path);
    if name.starts_with('.') || by_extension(packed::inner(&name)).is_some() {
        return None;
    }
    let (mut stem, mut ending) = name.rsplit_once('.')?;
    let packed = PACKED.contains(&ending).then_some(ending);
    while PACKED.contains(&ending) {
        let Some((rest, inner)) = stem.rsplit_once('.') else { break };
        (stem, ending) = (rest, inner);
    }
    let is_table = by_extension(&format!("a.{ending}")).is_some();
    let strong = speaks_of_sourcing(stem);
    if let Some(packed) = packed {
        let looks = strong || well_known(stem) && (is_table || KEYED.contains(&ending));
        return looks.then(|| Closed { why: format!("it is packed or encrypted (.{packed})"), help: UNPACK });
    }
    let keyed = KEYED.contains(&ending);
    let looks = if keyed {
        strong || well_known(stem) && head().is_some_and(|head| names_suppliers(&String::from_utf8_lossy(&head)))
    } else {
        strong && CLOSED.contains(&ending)
    };
    looks.then(|| Closed { why: format!("files of this kind (.{ending}) are not read by this version"), help: EXPORT })
}

/// Says that what is packed cannot be unpacked.
pub(super) fn damaged(why: &str) -> Closed {
    Closed { why: format!("it is packed, and {why}"), help: UNPACK }
}

/// Says that the bytes of a file are not the file: a pointer to where it is kept.
pub(super) fn pointer(bytes: &[u8]) -> Option<Closed> {
    // A pointer is a few short lines.
    let kind = match bytes {
        _ if bytes.len() > 2048 => return None,
        _ if bytes.starts_with(b"version https://git-lfs.github.com/spec/") => "Git LFS",
        _ if bytes.starts_with(b"/annex/objects/") => "git-annex",
        _ => return None,
    };
    Some(Closed { why: format!("this is a {kind} pointer, and the file that it stands for is not here"), help: FETCH })
}

/// Returns true if the name of a file speaks of suppliers and of nothing else.
pub(super) fn is_strong(path: &str) -> bool {
    let name = file_name(path);
    speaks_of_sourcing(name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem))
}

fn speaks_of_sourcing(stem: &str) -> bool {
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let spaced = words.join(" ");
    // Event sourcing is a way to write programs.
    let sourcing = words.contains(&"sourcing") && !words.contains(&"event");
    sourcing || STRONG.iter().any(|word| spaced.contains(word))
}

/// Returns true if a key of a document names suppliers, makers or owners.
fn names_suppliers(text: &str) -> bool {
    // Where they are may stand deeper in the document than its beginning shows.
    says_who_and_where(keys(text).chain(["country"]))
}

/// The keys of a document: what stands before a colon, and the tags of XML.
pub(super) fn keys(text: &str) -> impl Iterator<Item = &str> {
    let word = |text: &str| !text.is_empty() && text.len() < 60;
    let before_colon = text
        .split([',', '{', '\n', '['])
        .filter_map(|part| part.split_once(':'))
        .map(|(key, _)| key.trim().trim_start_matches("- ").trim_matches(['"', '\'', ' ']));
    let tags = text.split('<').skip(1).filter_map(|part| part.split(['>', ' ', '/', '\n']).next());
    before_colon.chain(tags).filter(move |key| word(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_look_like_sourcing_data() {
        for path in [
            "suppliers.json5",
            "suppliers.geojson",
            "suppliers.gz",
            "bom.csv.bz2",
            "vendors.csv.zip",
            "suppliers.zip",
            "suppliers.xlsx.gpg",
            "suppliers.tar.gz",
            "approved_vendor_list.pdf",
            "suppliers.parquet",
            "suppliers.txt",
            "fournisseurs.numbers",
            "供应商.json5",
            "sourcing.geojson",
        ] {
            assert!(closed(path, || None).is_some(), "{path}");
        }
        let graph = b"<graphml><node><Supplier>Alpha</Supplier></node></graphml>";
        assert!(closed("bom.graphml", || Some(graph.to_vec())).is_some());
        let loose = b"[{supplier: 'Alpha', country: 'CN'}]";
        assert!(closed("bom.json5", || Some(loose.to_vec())).is_some());
    }

    #[test]
    fn other_files() {
        for path in [
            "suppliers.csv",
            "suppliers.xlsx",
            "package.json",
            "vendor.zip",
            "vendor.tar.gz",
            "suppliers.py",
            "suppliers.md",
            "suppliers.html",
            "event-sourcing.json5",
            "crowdsourcing.json5",
            "src/suppliers/index.ts",
            "suppliers",
            ".suppliers.json",
            "readme.txt",
        ] {
            assert_eq!(closed(path, || None), None, "{path}");
        }
        let yaml = b"vendor:\n  prefix: moz\nname: x\n";
        assert!(closed("prefixes.json5", || Some(yaml.to_vec())).is_none());
        let yaml = b"name: factory\nsteps:\n  - run: make\n";
        assert!(closed("factory.json5", || Some(yaml.to_vec())).is_none());
    }

    #[test]
    fn pointers() {
        let lfs = b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12345\n";
        assert!(pointer(lfs).is_some_and(|closed| closed.why.contains("Git LFS")));
        assert!(pointer(b"/annex/objects/SHA256E-s1--aa.csv\n").is_some_and(|closed| closed.why.contains("git-annex")));
        assert!(pointer(b"version,supplier\n1,Alpha\n").is_none());
        assert!(pointer(b"").is_none());
    }
}
