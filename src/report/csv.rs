//! `--format csv`: one finding a row, for spreadsheets: RFC 4180, UTF-8, every field quoted.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV Injection").

use std::io;

use super::clean::clean_short;
use super::positions::Positions;
use super::{Style, budget, phrases, place, reason};
use crate::finding::Finding;
use crate::verdict::run::RunResult;

/// Columns of a cell; spreadsheets hold 32,767 characters.
const CELL: usize = 2_000;

/// The header.
const HEADER: [&str; 26] = [
    "level",
    "status",
    "failing",
    "rule",
    "title",
    "certainty",
    "basis",
    "subject_kind",
    "subject_id",
    "subject_name",
    "file",
    "line",
    "column",
    "record",
    "what",
    "list",
    "entry",
    "path",
    "items",
    "markets",
    "authority",
    "clears",
    "covered_by",
    "fingerprint",
    "cell",
    "pointer",
];

/// Writes the table.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn io::Write, result: &RunResult, _: &Style) -> io::Result<()> {
    row(out, &HEADER.map(str::to_owned))?;
    let findings: Vec<&Finding> = budget::ranked(result).iter().map(|ranked| ranked.finding).collect();
    let positions = Positions::for_findings(result, findings.iter().copied());
    for finding in findings {
        row(out, &cells(result, &positions, finding))?;
    }
    if let Some(base) = result.base.as_deref() {
        let positions = Positions::for_findings(base, &base.findings);
        for finding in &base.findings {
            row(out, &cells(base, &positions, finding))?;
        }
    }
    Ok(())
}

/// The cells of a finding, raw.
fn cells(result: &RunResult, positions: &Positions, finding: &Finding) -> [String; 26] {
    let rule = result.rule(&finding.rule);
    let primary = finding.locations.first();
    let position = primary.map(|place| positions.at(place));
    let (cell, pointer) = primary.map_or((None, None), |at| place::named(result.facts.source(at.file), at.span.start));
    let (list, entry) = finding.reason.listing().unwrap_or_default();
    let number = |number: u32| if number > 0 { number.to_string() } else { String::new() };
    let name = |reach: &crate::finding::Reach| phrases::named(&reach.name, &reach.id, 48);
    [
        finding.level.word().to_owned(),
        finding.status.word().to_owned(),
        if result.is_failing(finding) { "yes" } else { "no" }.to_owned(),
        finding.rule.clone(),
        phrases::title(finding, result),
        finding.certainty.word().to_owned(),
        phrases::basis(finding.basis).0.to_owned(),
        finding.subject.kind.table().to_owned(),
        finding.subject.id.clone(),
        finding.subject.name.clone(),
        primary.map_or_else(String::new, |place| result.facts.source(place.file).path.clone()),
        position.map_or_else(String::new, |position| number(position.line)),
        position.map_or_else(String::new, |position| number(position.column)),
        primary.map_or_else(String::new, |place| number(place.row)),
        reason::sentence(finding, result),
        list.to_owned(),
        entry.to_owned(),
        finding.reaches.first().map_or_else(String::new, phrases::way),
        finding.reaches.iter().take(50).map(name).collect::<Vec<_>>().join("; "),
        finding.markets.join(" "),
        rule.map_or_else(String::new, |rule| phrases::authority(finding, rule)),
        rule.map_or_else(String::new, |rule| rule.clears.join("; ")),
        finding.cover.as_ref().and_then(|_| phrases::status(finding)).unwrap_or_default(),
        finding.fingerprint.clone(),
        cell.unwrap_or_default(),
        pointer.unwrap_or_default(),
    ]
}

fn row(out: &mut dyn io::Write, cells: &[String]) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// A raw text as a quoted cell that is no formula.
fn quoted(text: &str) -> String {
    let text = clean_short(text, CELL);
    let starts = |ch: char| matches!(ch, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠' | '%' | '|');
    let guard = if text.trim_start().starts_with(starts) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_becomes_text() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("  @SUM(\"a\")"), "\"'  @SUM(\"\"a\"\")\"");
        assert_eq!(quoted("a-b"), "\"a-b\"");
    }

    proptest! {
        #[test]
        fn any_row_reads_back(texts in proptest::collection::vec(r#"(?s)[",=+@\r\n a-]{0,12}|(?s).{0,30}"#, 2..5)) {
            let mut bytes = vec![];
            row(&mut bytes, &texts).unwrap();
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let rows: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(rows[0].len(), texts.len());
            for (cell, text) in rows[0].iter().zip(&texts) {
                let cell = cell.strip_prefix('\'').unwrap_or(cell);
                let text = clean_short(text, CELL);
                prop_assert_eq!(cell, text.strip_prefix('\'').unwrap_or(&text));
            }
        }
    }
}
