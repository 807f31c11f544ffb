//! The table, read back by a CSV reader.

use super::{assert_harmless, exposed, report};
use crate::support::Folder;

fn rows(text: &str) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    (header, reader.records().collect::<Result<_, _>>().unwrap())
}

/// Asserts that every row is whole and no cell is a formula.
#[track_caller]
pub(super) fn assert_no_formula(text: &str) {
    let (header, rows) = rows(text);
    assert_eq!(text.matches("\r\n").count(), rows.len() + 1, "a line a finding");
    for row in &rows {
        assert_eq!(row.len(), header.len());
        for cell in row {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '\t']), "a formula: {cell}");
        }
    }
}

#[test]
fn no_cell_is_a_formula_and_no_name_breaks_a_row() {
    let text = report("csv");
    assert_harmless(&text.replace('\r', ""));
    assert_no_formula(&text);
    let (_, rows) = rows(&text);
    let names = rows.iter().map(|row| row.get(9).unwrap());
    assert!(names.clone().any(|name| name.starts_with("'=HYPERLINK")), "{:?}", names.collect::<Vec<_>>());
}

#[test]
fn a_row_says_who_what_and_where() {
    let folder = Folder::with(&[("a.sourcing.toml", exposed("Far, \"Works\""))]);
    let (header, rows) = rows(&folder.check(&["--format", "csv"]).out);
    let cell = |name: &str| {
        let at = header.iter().position(|head| head == name).unwrap();
        rows[0].get(at).unwrap()
    };
    assert_eq!((cell("level"), cell("status"), cell("failing"), cell("rule")), ("deny", "new", "yes", "xuar-site"));
    assert_eq!(
        (cell("subject_name"), cell("file"), cell("line"), cell("column")),
        ("Far, \"Works\"", "a.sourcing.toml", "17", "12")
    );
    assert!(cell("authority").starts_with("under UFLPA") && cell("path").contains(" ← "));
}
