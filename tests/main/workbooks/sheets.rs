//! The parts of a workbook that are read.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use sourcegate::facts::Key;
use sourcegate::manifest::Outcome;

use super::made::{sheet, text, with_sheet};
use super::{FAR, HEADER, NEAR, book, fill};
use crate::judged::{Judged, judge};
use crate::support::Folder;

const TODAY: &str = "2026-01-01";

fn one(bytes: &[u8]) -> Judged {
    judge(&[("suppliers.xlsx", bytes)], TODAY)
}

/// The values of a key, each with its cell.
pub(super) fn values(judged: &Judged, key: Key) -> Vec<String> {
    let facts = &judged.0.facts;
    let of = |record| facts.all(record, key);
    let show = |fact| {
        let fact: &sourcegate::facts::Fact = fact;
        format!("{} {}", facts.source(fact.file()).anchor(fact.span.start).unwrap(), facts.text(fact))
    };
    facts.records().flat_map(|(record, _)| of(record).map(show).collect::<Vec<_>>()).collect()
}

/// Messages of the problems, fatal ones with a mark, each with its cell.
pub(super) fn problems(judged: &Judged) -> Vec<String> {
    let place = |problem: &sourcegate::manifest::Problem| {
        let at = problem.place.and_then(|(file, span)| judged.0.facts.source(file).anchor(span.start));
        at.map_or_else(String::new, |anchor| format!("{anchor} "))
    };
    let mark = |fatal| if fatal { "! " } else { "" };
    let problems = judged.0.inputs.iter().flat_map(|input| &input.problems);
    problems.map(|problem| format!("{}{}{}", mark(problem.fatal), place(problem), problem.message)).collect()
}

#[test]
fn every_sheet_with_sourcing_data_is_read_and_the_others_are_named() {
    let judged = one(&book(&[
        ("Cover", &[&["Made by"], &["purchasing"]]),
        ("Tier 1", &[HEADER, NEAR]),
        ("Tier 2", &[&["List of factories"], &[], &["", "Factory Name", "State"], &["", "Beta Works", "Xinjiang"]]),
        ("Blank", &[]),
    ]));
    assert_eq!(values(&judged, Key::Name), ["'Tier 1'!A2 Alpha Works", "'Tier 2'!B4 Beta Works"]);
    assert_eq!(judged.0.inputs[0].outcome, Outcome::Read { records: 2 });
    let said = problems(&judged);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("sheets without sourcing data: `Cover`: no column names a supplier"), "{said:?}");
    assert!(judged.0.inputs[0].notes.contains(&"Tier 2: province = column C \u{201c}State\u{201d}".to_owned()));
    assert_eq!(judged.findings_of("xuar-site").len(), 1);
}

#[test]
fn lines_below_a_table_are_no_rows_and_names_in_them_are_looked_up() {
    let judged = one(&book(&[(
        "Tier 1",
        &[HEADER, NEAR, &["Total", "", "", "12"], &[], &["Prepared by: Alpha Works"], &["Component Count:", "14"]],
    )]));
    assert_eq!(judged.0.inputs[0].outcome, Outcome::Read { records: 2 });
    assert_eq!(values(&judged, Key::Name), ["'Tier 1'!A2 Alpha Works", "'Tier 1'!A5 Alpha Works"]);
    let said = problems(&judged);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("'Tier 1'!A3 3 lines are no rows of the table of the sheet `Tier 1`"), "{said:?}");
}

#[test]
fn the_table_that_is_understood_best_need_not_be_the_first() {
    let judged = one(&book(&[(
        "Tier 1",
        &[
            &["Supplier", "Country"],
            &["Alpha Works", "KR"],
            &[],
            &["Factory Name", "Address", "City", "State", "Country"],
            &["Beta Works", "1 Road", "Urumqi", "Xinjiang", "CN"],
        ],
    )]));
    assert_eq!(values(&judged, Key::Name), ["'Tier 1'!A2 Alpha Works", "'Tier 1'!A5 Beta Works"]);
    assert!(
        problems(&judged).iter().any(|said| said.contains("a second table begins here")),
        "{:?}",
        problems(&judged)
    );
    assert_eq!(judged.findings_of("xuar-site").len(), 1);
}

#[test]
fn each_of_several_names_in_a_cell_is_judged() {
    let judged = one(&book(&[(
        "Tier 1",
        &[
            &["Supplier", "Country"],
            &["Alpha Ltd.\nHuafu Fashion Co., Ltd.", "CN"],
            &["Beta Ltd. via Huafu Fashion", "CN"],
        ],
    )]));
    let found = judged.findings_of("uflpa-entity-listed");
    assert_eq!(found.len(), 2);
    let underlined: Vec<&str> = found
        .iter()
        .map(|finding| {
            let at = finding.locations[0];
            &judged.0.facts.source(at.file).text[at.span.range()]
        })
        .collect();
    assert_eq!(underlined, ["Huafu Fashion Co., Ltd.", "Huafu Fashion"]);
}

#[test]
fn what_is_hidden_is_read_and_said() {
    let mut made = Workbook::new();
    let open = made.add_worksheet();
    fill(open, &[HEADER, NEAR, FAR]);
    open.set_row_hidden(2).unwrap().set_column_hidden(1).unwrap();
    let hidden = made.add_worksheet().set_name("Old").unwrap().set_hidden(true);
    fill(hidden, &[HEADER, &["Gamma Works", "Xinjiang", "CN"]]);
    let judged = one(&made.save_to_buffer().unwrap());
    assert_eq!(judged.findings_of("xuar-site").len(), 2);
    assert_eq!(
        problems(&judged),
        [
            "Sheet1!A3 1 row is hidden in the sheet `Sheet1`, and read all the same",
            "Sheet1!B1 columns are hidden in the sheet `Sheet1`, and read all the same",
            "Old!A1 the sheet `Old` is hidden; it is read all the same",
        ]
    );
}

#[test]
fn merged_cells_mean_every_row_and_column_of_theirs() {
    let mut made = Workbook::new();
    let sheet = made.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 4, "Suppliers", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "Supplier", &plain).unwrap();
    sheet.merge_range(1, 1, 1, 2, "Site", &plain).unwrap();
    sheet.merge_range(2, 3, 2, 4, "Address", &plain).unwrap();
    sheet.write(2, 1, "Province").unwrap().write(2, 2, "City").unwrap();
    sheet.merge_range(3, 0, 4, 0, "Beta Works", &plain).unwrap();
    for (row, cells) in [(3, ["Xinjiang", "Shihezi", "Road 1", "Hall 2"]), (4, ["Jiangsu", "Wuxi", "Road 3", "Hall 4"])]
    {
        for (column, cell) in (1..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let judged = one(&made.save_to_buffer().unwrap());
    assert_eq!(problems(&judged), [""; 0]);
    assert_eq!(values(&judged, Key::Name), ["Sheet1!A4 Beta Works", "Sheet1!A5 Beta Works"]);
    assert_eq!(values(&judged, Key::Province), ["Sheet1!B4 Xinjiang", "Sheet1!B5 Jiangsu"]);
    let addresses = values(&judged, Key::Address);
    assert_eq!(addresses, ["Sheet1!D4 Road 1", "Sheet1!E4 Hall 2", "Sheet1!D5 Road 3", "Sheet1!E5 Hall 4"]);
}

#[test]
fn numbers_dates_and_results_of_formulas_are_texts() {
    let mut made = Workbook::new();
    let sheet = made.add_worksheet();
    fill(sheet, &[&["Supplier", "Postcode", "Address", "City"]]);
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let date = ExcelDateTime::from_ymd(2026, 11, 24).unwrap();
    sheet.write_formula(1, 0, Formula::new("=\"Beta\"&\" Works\"").set_result("Beta Works")).unwrap();
    sheet.write(1, 1, 830_000.0).unwrap();
    sheet.write_datetime_with_format(1, 2, &date, &day).unwrap();
    sheet.write(1, 3, "Shi\nhezi").unwrap();
    let judged = one(&made.save_to_buffer().unwrap());
    assert_eq!(values(&judged, Key::Name), ["Sheet1!A2 Beta Works"]);
    assert_eq!(values(&judged, Key::Postcode), ["Sheet1!B2 830000"]);
    assert_eq!(values(&judged, Key::Address), ["Sheet1!C2 2026-11-24"]);
    assert_eq!(values(&judged, Key::City), ["Sheet1!D2 Shi\nhezi"], "the line of the row has no break, the value has");
}

#[test]
fn cells_that_state_nothing_are_named() {
    let header = [text("A1", "<v>Supplier</v>"), text("B1", "<v>City</v>"), text("C1", "<v>Price</v>")];
    let rows = sheet(&[
        &header,
        &[("A2", "", "<f>B9</f>"), ("B2", "t=\"e\"", "<v>#N/A</v>"), ("C2", "t=\"e\"", "<v>#REF!</v>")],
        &[
            text("A3", "<f>B9</f><v>Beta</v>"),
            ("B3", "t=\"e\"", "<f>X</f><v>#NAME?</v>"),
            text("C3", "<f>B9</f><v></v>"),
        ],
    ]);
    let judged = one(&with_sheet(rows.as_bytes()));
    assert_eq!(
        problems(&judged),
        [
            "! Suppliers!A2 the result of this formula was not saved, so the cell states nothing",
            "! Suppliers!B3 the formula of this cell failed (#NAME?), so it states nothing",
            "Suppliers!B2 1 cell of the sheet `Suppliers` with #N/A are read as empty",
        ]
    );
    assert!(judged.0.facts.is_empty(), "half of a workbook must not look like a whole one");
}

#[test]
fn rows_below_a_gap_and_second_tables_are_read_and_said() {
    let judged = one(&book(&[(
        "List",
        &[HEADER, NEAR, &[], FAR, &[], &["Province", "Maker", "Country"], &["Xinjiang", "Gamma Works", "CN"]],
    )]));
    assert_eq!(
        problems(&judged),
        [
            "List!A4 this row of the sheet `List` stands below an empty one; it is read as part of the table",
            "List!A6 a second table begins here in the sheet `List`; it is read too",
        ]
    );
    assert_eq!(values(&judged, Key::Name), ["List!A2 Alpha Works", "List!A4 Beta Works", "List!B7 Gamma Works"]);
}

#[test]
fn an_import_says_which_sheet_which_row_and_which_columns() {
    let bytes = book(&[
        ("Wide", &[&["Title"], &["x", "Firma", "Ort"], &["1", "Beta Works", "Shihezi"]]),
        ("Other", &[HEADER, &["Gamma Works", "Xinjiang", "CN"]]),
    ]);
    let import = |rest: &str| format!("[manifest]\nschema = 1\n[[import]]\nfile = \"data/list.xlsx\"\n{rest}");
    let check = |rest: &str| {
        let files: [(&str, Vec<u8>); 2] = [("a.sourcing.toml", import(rest).into()), ("data/list.xlsx", bytes.clone())];
        Folder::with(&files).check(&["a.sourcing.toml", "--format", "json"])
    };
    let run = check(
        "sheet = \"wide \"\nheader_row = 2\nmap = { supplier = \"Firma\", city = \"Ort\" }\n\
         default = { country = \"CN\" }\ntier = 2\n",
    );
    run.ends(1, &["Beta Works", "Wide!C3"]);
    assert!(!run.out.contains("Gamma Works"), "only the sheet that was asked for");
    check("sheet = \"Wied\"\n")
        .ends(4, &["the workbook has no sheet `Wied`; its sheets are `Wide`, `Other`", "\"file\": \"data/list.xlsx\""]);
    check("header_row = 9\n").ends(4, &["row 9 of the sheet `Wide` is empty"]);
    check("map = { supplier = \"Lieferant\" }\n").ends(4, &["the mapping names the column `Lieferant`"]);
    check("format = \"xlsm\"\n").ends(1, &["Other!B2"]);
    check("format = \"csv\"\n").ends(4, &["this is not text but a ZIP container"]);
}

#[test]
fn content_decides_what_a_file_is() {
    let folder = Folder::with(&[
        ("suppliers.csv", book(&[("S", &[HEADER, FAR])])),
        ("vendors.xlsx", b"Supplier,Province,Country\nGamma Works,Xinjiang,CN\n".to_vec()),
    ]);
    folder.check(&[]).ends(1, &["suppliers.csv:S!B2", "vendors.xlsx:2:13"]);
}

#[test]
fn a_search_reads_what_speaks_of_suppliers_and_names_the_rest() {
    let folder = Folder::with(&[
        ("q3.xlsx", book(&[("Notes", &[&["a", "b"]]), ("S", &[HEADER, FAR])])),
        ("prices.xlsx", book(&[("S", &[&["Part", "Price"], &["a", "1"]])])),
        ("minutes.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec()),
    ]);
    let run = folder.check(&["--output", "record=run.json"]);
    run.ends(1, &["q3.xlsx:S!B2"]);
    let record: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path("run.json")).unwrap()).unwrap();
    assert_eq!(record["not_read"]["tables"], serde_json::json!(["minutes.xls", "prices.xlsx"]));
    folder.check(&["prices.xlsx"]).ends(3, &["no column names a supplier"]);
}
