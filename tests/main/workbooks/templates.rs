//! Filled-in templates: what was declared counts, and what the template knows by itself does not.

use sourcegate::facts::Key;
use sourcegate::manifest::Outcome;

use super::book;
use super::sheets::{problems, values};
use crate::judged::{Judged, judge};

const HUAFU: &str = "Huafu Fashion Co., Ltd.";

/// A reporting template of the Responsible Minerals Initiative in the shape of its editions 2.02 and 3.01: this company
/// declares these smelters.
fn template(company: &str, smelters: &[[&str; 5]]) -> Judged {
    let header = [
        "",
        "Metal (*)",
        "Smelter Reference List (*)",
        "Smelter Name (*)",
        "Smelter Country (*)",
        "Smelter City",
        "",
        "",
        "Smelter Not Listed",
    ];
    let title = ["", "", "", "\u{a9} 2014 All rights reserved.", "", "", "", "", "Tin"];
    let mut list: Vec<Vec<&str>> =
        vec![vec![], vec!["", "Step 1. Select Metal in column B"], title.to_vec(), header.to_vec()];
    for [metal, reference, name, country, city] in smelters {
        list.push(vec!["", metal, reference, name, country, city, "", "", "12"]);
    }
    list.resize(1010, vec!["", "", "", "", "", "", "", "", "0"]);
    list.push(vec!["", "\u{a9} 2014 All rights reserved."]);
    list.push(vec!["", "Gold", HUAFU, HUAFU, "CHINA", "Urumqi"]);
    let list: Vec<&[&str]> = list.iter().map(Vec::as_slice).collect();
    let name = ["", "Company Name (*):", "", company];
    let bytes = book(&[
        ("Revision", &[&["Revision"], &["Smelter", "Country", "Smelter"]]),
        ("Instructions", &[&["Read this"]]),
        (
            "Declaration",
            &[
                &["", "", "", "Conflict Minerals Reporting Template"],
                &name,
                &["", "Declaration Scope or Class (*):", "", "A. Company", "", "", "", "", "", "B. Product"],
                &["", "Address:", "", "1 Example Road, Shihezi, Xinjiang, China"],
                &["", "Contact Name (*):", "", "A. Person"],
                &["", "1) Is tin used?", "", "Answer", "", "", "Comments"],
                &["", "Tin (*)", "", "Yes"],
            ],
        ),
        ("Smelter List", &list),
        ("Standard Smelter Names", &[&["Metal", "Standard Smelter Names", "Country"], &["Gold", HUAFU, "CHINA"]]),
        ("Product List", &[&["", "Product Number (*)", "Product Name"], &["", "A-1", "Lamp"]]),
    ]);
    judge(&[("declaration.xlsx", &bytes)], "2026-01-01")
}

#[test]
fn what_a_reporting_template_declares_is_read_and_its_reference_is_not() {
    let judged = template(
        "Example Lamps",
        &[
            ["Tin", "Alpha Metals", "Alpha Metal", "UNITED STATES", ""],
            ["Gold", "Smelter Not Listed", HUAFU, "CHINA", "Aksu"],
        ],
    );
    let said = problems(&judged);
    assert_eq!(judged.0.inputs[0].outcome, Outcome::Read { records: 3 }, "{said:?}");
    let names = values(&judged, Key::Name);
    assert_eq!(names[0], "Declaration!D2 Example Lamps", "{names:?}");
    assert!(names.contains(&"'Smelter List'!C5 Alpha Metals".to_owned()), "{names:?}");
    assert!(
        said[0].contains("`Revision`, `Instructions`, `Standard Smelter Names`, and 2 rows of reference"),
        "{said:?}"
    );
    let listed = judged.findings_of("uflpa-entity-listed");
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((judged.0.facts.record(listed[0].subject.record).row, listed[0].subject.name.as_str()), (3, HUAFU));
    // The form says where the party that declares is.
    assert_eq!(judged.findings_of("xuar-site").len() + judged.findings_of("xuar-place-name").len(), 2, "{names:?}");
}

#[test]
fn a_declaring_party_is_screened_and_an_empty_form_states_nothing() {
    assert_eq!(template(HUAFU, &[]).findings_of("uflpa-entity-listed").len(), 1);
    let judged = template("", &[["Tin", "Alpha Metals", "Alpha Metal", "UNITED STATES", ""]]);
    assert!(values(&judged, Key::Name).iter().all(|name| !name.starts_with("Declaration")));
}

#[test]
fn a_workbook_that_only_has_a_sheet_of_such_a_name_is_read() {
    let names: &[&[&str]] = &[&["Metal", "Smelter Name", "Country"], &["Gold", HUAFU, "CHINA"]];
    for others in [&["Declaration"][..], &["Smelter List"], &["Declaration", "Smelter List"]] {
        let mut sheets: Vec<(&str, &[&[&str]])> = others.iter().map(|name| (*name, &[] as &[&[&str]])).collect();
        sheets.push(("Standard Smelter Names", names));
        let judged = judge(&[("smelters.xlsx", &book(&sheets))], "2026-01-01");
        assert_eq!(judged.findings_of("uflpa-entity-listed").len(), 1, "{others:?}");
    }
}
