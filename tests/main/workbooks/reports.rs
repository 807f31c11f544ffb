//! A cell in every report.

use serde_json::Value;

use super::{FAR, HEADER, NEAR, book};
use crate::comparing::Repo;
use crate::support::Folder;

/// Title, gap and header, with the exposed supplier in row 6 of a sheet whose name needs quotes.
fn folder() -> Folder {
    let cover: &[&[&str]] = &[&["Read me first"]];
    let list: &[&[&str]] = &[&["Approved suppliers 2026"], &[], &[], HEADER, NEAR, FAR];
    Folder::with(&[("suppliers.xlsx", book(&[("Cover", cover), ("Tier 2", list)]))])
}

fn json(folder: &Folder, format: &str) -> Value {
    serde_json::from_str(&folder.check(&["--format", format]).out).unwrap()
}

fn site(report: &Value) -> &Value {
    report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "xuar-site").unwrap()
}

#[test]
fn json_names_the_cell_with_its_row_and_column() {
    let report = json(&folder(), "json");
    let location = &site(&report)["location"];
    assert_eq!(location["cell"], "'Tier 2'!B6");
    assert_eq!((&location["line"], &location["column"], &location["record"]), (&6.into(), &2.into(), &2.into()));
    assert_eq!(location["pointer"], Value::Null);
    assert_eq!(report["inputs"][0]["format"], "xlsx");
    assert_eq!(report["inputs"][0]["records"], 2);
}

#[test]
fn people_see_the_row_with_the_value_underlined() {
    let out = folder().check(&[]).out;
    let lines: Vec<&str> = out.lines().collect();
    let at = lines.iter().position(|line| line.ends_with(" suppliers.xlsx:'Tier 2'!B6")).expect(&out);
    let row = lines[at..].iter().position(|line| line.ends_with("6 │ Beta Works | Xinjiang | CN"));
    let row = at + row.expect(&out);
    let before: usize = lines[row].split("Xinjiang").next().unwrap().chars().count();
    let marks: String = lines[row + 1].chars().skip(before).take(9).collect();
    assert_eq!(marks, "━━━━━━━━ ", "{out}");
}

#[test]
fn sarif_has_the_row_and_the_name_of_the_cell_and_no_columns() {
    let report = json(&folder(), "sarif");
    let results = report["runs"][0]["results"].as_array().unwrap();
    let location = &results.iter().find(|result| result["ruleId"] == "xuar-site").unwrap()["locations"][0];
    assert_eq!(location["physicalLocation"]["region"], serde_json::json!({ "startLine": 6 }));
    assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "suppliers.xlsx");
    assert_eq!(
        location["logicalLocations"],
        serde_json::json!([{ "fullyQualifiedName": "'Tier 2'!B6", "kind": "cell" }])
    );
}

#[test]
fn an_annotation_stands_at_the_row() {
    let out = folder().check(&["--format", "github"]).out;
    let line = out.lines().find(|line| line.starts_with("::error ")).expect(&out);
    assert!(line.contains("file=suppliers.xlsx,line=6,endLine=6,title="), "{line}");
    assert!(line.contains("In cell 'Tier 2'!B6."), "{line}");
}

#[test]
fn the_other_reports_say_the_row_or_the_cell() {
    let folder = folder();
    let gitlab = json(&folder, "gitlab");
    let lines: Vec<&Value> = gitlab.as_array().unwrap().iter().map(|row| &row["location"]["lines"]["begin"]).collect();
    assert!(lines.contains(&&Value::from(6)), "{gitlab:#}");
    assert!(gitlab.to_string().contains("In cell 'Tier 2'!B6."), "{gitlab:#}");
    let junit = folder.check(&["--format", "junit"]).out;
    assert!(
        junit.contains("line=\"6\"") && junit.contains("suppliers.xlsx:&apos;Tier 2&apos;!B6")
            || junit.contains("suppliers.xlsx:'Tier 2'!B6"),
        "{junit}"
    );
    let markdown = folder.check(&["--format", "markdown"]).out;
    assert!(markdown.contains("!B6") && markdown.contains("6 | Beta Works | Xinjiang | CN"), "{markdown}");
    let table = folder.check(&["--format", "csv"]).out;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let at = |row: usize, name: &str| rows[row].get(header.iter().position(|head| head == name).unwrap()).unwrap();
    let row = (0..rows.len()).find(|row| at(*row, "rule") == "xuar-site").unwrap();
    assert_eq!((at(row, "file"), at(row, "line"), at(row, "column")), ("suppliers.xlsx", "6", "2"));
    assert!(at(row, "cell").ends_with("'Tier 2'!B6"), "{table}");
}

#[test]
fn a_record_names_the_cell_and_is_repeated() {
    let folder = folder();
    folder.check(&["--output", "record=run.json"]);
    let record = std::fs::read_to_string(folder.path("run.json")).unwrap();
    assert!(record.contains("suppliers.xlsx:'Tier 2'!B6"), "{record}");
    folder.run(&["verify-record", "run.json"]).ends(0, &[]);
}

#[test]
fn a_changed_cell_is_shown_against_the_base() {
    let sheet = |far: &[&str]| book(&[("Tier 1", &[HEADER, NEAR]), ("Tier 2", &[HEADER, NEAR, far])]);
    let repo = Repo::with(&[]);
    repo.0.write("suppliers.xlsx", sheet(&["Beta Works", "Jiangsu", "CN"]));
    let base = repo.commit("suppliers");
    repo.1.reference("refs/heads/base", base, true, "").unwrap();
    repo.0.write("suppliers.xlsx", sheet(FAR));
    repo.commit("moved");
    let run = repo.0.check(&["--base", "base"]);
    run.ends(1, &["- Beta Works | Jiangsu | CN", "+ Beta Works | Xinjiang | CN"]);
    let (_, report) = repo.check(&["--base", "base"]);
    let finding = site(&report);
    assert_eq!(finding["status"], "new");
    let change = &finding["reason"]["changes"][0];
    assert_eq!((&change["file"], &change["line"]), (&"suppliers.xlsx".into(), &3.into()));
    let markdown = repo.0.check(&["--base", "base", "--format", "markdown"]).out;
    assert!(markdown.contains("@@ suppliers.xlsx:'Tier 2'!3 @@"), "{markdown}");
    let annotation = repo.0.check(&["--base", "base", "--format", "github"]).out;
    assert!(annotation.contains("file=suppliers.xlsx,line=3,endLine=3,title="), "{annotation}");
}
