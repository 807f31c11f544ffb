//! Cells with more in them than one plain value, and lines of a table that are no rows of it.

use serde_json::Value;

use crate::support::{Folder, Run};

/// A name of the Entity List that no test of names is about.
const LISTED: &str = "Huafu Fashion Co., Ltd.";

fn check(text: &str) -> Run {
    Folder::with(&[("suppliers.csv", text)]).check(&["suppliers.csv"])
}

fn report(text: &str) -> Value {
    let run = Folder::with(&[("suppliers.csv", text)]).check(&["suppliers.csv", "--format", "json"]);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

/// Findings as `rule record`.
fn found(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| format!("{} {}", finding["rule"].as_str().unwrap(), finding["location"]["record"]))
        .collect()
}

#[test]
fn each_of_several_firms_in_a_cell_is_judged_and_underlined() {
    for cell in [
        "Alpha Ltd.; {}",
        "Alpha Ltd. | {}",
        "Alpha Ltd. / {}",
        "Alpha Ltd.\n{}",
        "Alpha Ltd. via {}",
        "Alpha Ltd. c/o {}",
        "Alpha Ltd. on behalf of {}",
        "Alpha Ltd., formerly {}",
        "Alpha Ltd. f/k/a {}",
        "Alpha Ltd. a/k/a {}",
        "Alpha Ltd. dba {}",
        "Alpha Ltd. d/b/a {}",
        "Alpha Ltd. ({})",
        "Alpha Ltd. (formerly {})",
        "Alpha Ltd. (old name: {})",
        "{}; Alpha Ltd.",
        "{} / Alpha Ltd.",
        "{} dba Alpha",
        "甲乙丙公司（原名 {}）",
        "甲乙丙公司 曾用名：{}",
    ] {
        let cell = cell.replace("{}", LISTED);
        let text = format!("Supplier,Country\nBeta Works,KR\n\"{cell}\",CN\n");
        let report = report(&text);
        assert_eq!(found(&report), ["uflpa-entity-listed 2"], "{cell:?}");
        let finding = &report["findings"][0];
        assert_eq!(finding["reason"]["stated"], LISTED, "{cell:?}");
        let before = cell.split(LISTED).next().unwrap();
        let (lines, last) = (before.matches('\n').count(), before.rsplit('\n').next().unwrap());
        let column = last.chars().count() + if lines == 0 { 2 } else { 1 };
        assert_eq!(finding["location"]["line"], 3 + lines, "{cell:?}");
        assert_eq!(finding["location"]["column"], column, "{cell:?}");
    }
}

#[test]
fn the_part_is_underlined_where_quotes_are_doubled() {
    let run = check("Supplier,Country\n\"Alpha Ltd., formerly \"\"Huafu Fashion Co., Ltd.\"\"\",CN\n");
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.out.contains("suppliers.csv:2:25"), "{}", run.out);
}

#[test]
fn a_name_that_holds_such_characters_is_one() {
    let report = report(
        "Supplier,Address,Country\nNovo Works A/S,\"c/o Huafu Fashion, 1 Main Street\",DK\nAlpha Import & Export,1 Main Street,KR\nUsina Alpha S/A,1 Main Street,BR\n",
    );
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn an_identifier_of_one_firm_clears_no_other_in_the_cell() {
    // A valid USCC that is not that of the listed firm.
    let report = report(&format!("Supplier,USCC,Country\n\"Alpha Ltd.; {LISTED}\",91110000710935732K,CN\n"));
    assert!(found(&report).contains(&"uflpa-entity-listed 1".to_owned()), "{:?}", found(&report));
}

#[test]
fn a_postal_code_is_read_with_whatever_stands_beside_it() {
    let cells = [
        "邮编：830011",
        "P.C. 830011",
        "Postal code 830011",
        "8.30011E+05",
        "8.3E+05",
        "83O011",
        "830011-0000",
        "Urumqi 830011",
        "830011 Urumqi",
        "830011",
    ];
    let plain = (1..9).map(|number| format!("Plain {number} Ltd.,12 Main Street,510000,China\n"));
    let coded = cells.iter().enumerate().map(|(at, cell)| format!("Bag {at} Ltd.,12 Main Street,{cell},China\n"));
    let text: String =
        ["Supplier,Address,Postcode,Country\n".to_owned()].into_iter().chain(plain).chain(coded).collect();
    let found = found(&report(&text));
    for (at, cell) in cells.iter().enumerate() {
        assert!(found.contains(&format!("xuar-postal-code {}", 9 + at)), "{cell}: {found:?}");
    }
    assert_eq!(found.len(), cells.len(), "{found:?}");
    // The column keeps its meaning where every cell has more in it.
    let found =
        self::found(&report("Supplier,Postcode,Country\nBag Ltd.,邮政编码：830011,CN\nBox Ltd.,邮政编码：510000,CN\n"));
    assert_eq!(found, ["xuar-postal-code 1"]);
    let run = check("Supplier,Postcode,Country\nBag Ltd.,83O011,CN\n");
    assert!(run.out.contains("83O011") && run.out.contains("is read as 830011"), "{}", run.out);
}

#[test]
fn a_postal_code_that_customs_refuses_is_told() {
    let text = "Supplier,Postcode,Country\nOne Ltd.,83001,China\nTwo Ltd.,999999,China\nThree Ltd.,5100OO,China\nFour Ltd.,5.1E+05,China\nFive Ltd.,P.C. 51000,China\nSix Ltd.,99999,United States\n";
    assert_eq!(
        found(&report(text)),
        ["cn-postal-code-refused 1", "cn-postal-code-refused 2", "cn-postal-code-refused 5"]
    );
}

#[test]
fn a_maker_is_known_by_its_manufacturer_id() {
    for header in ["Manufacturer,MID,Country", "Supplier,MID,Country"] {
        let report = report(&format!("{header}\nTexhong Mill,CNTEXMIL12URU,CN\nNingbo Mill,CNNINMIL12NIN,CN\n"));
        assert_eq!(found(&report), ["xuar-place-name 1"], "{header}");
        assert_eq!(report["findings"][0]["subject"]["name"], "Texhong Mill", "{header}");
    }
    let alone = report("MID\nCNTEXMIL12URU\nCNNINMIL12NIN\n");
    assert_eq!(found(&alone), ["xuar-place-name 1"]);
    // Beside a supplier with an address of its own the id is that of the maker.
    let both = report(
        "Supplier,Address,City,Manufacturer,MID,Country\nAlpha Ltd.,12 Road,Busan,Texhong Mill,CNTEXMIL12URU,KR\n",
    );
    assert_eq!(found(&both), ["xuar-place-name 1", "identifier-invalid-or-conflicting 1"]);
    assert_eq!(both["findings"][0]["subject"]["name"], "Texhong Mill");
    // An id that contradicts the address of its maker is told as such.
    let other = report("Manufacturer,Address,City,MID,Country\nTexhong Mill,12 Road,Busan,CNTEXMIL12URU,KR\n");
    assert!(found(&other).contains(&"identifier-invalid-or-conflicting 1".to_owned()), "{:?}", found(&other));
}

#[test]
fn what_a_row_says_of_a_firm_it_says_of_its_maker() {
    let text = "Manufacturer,USCC,MPN\nTianye Works,91650000718900147J,A-1\nNingbo Works,,A-2\n";
    let report = report(text);
    assert!(found(&report).iter().any(|found| found == "xuar-uscc-registration 1"), "{:?}", found(&report));
    assert_eq!(report["findings"][0]["subject"]["name"], "Tianye Works");
}

#[test]
fn levels_of_a_bill_of_materials_make_a_chain() {
    let text = format!(
        "Level,Part Number,Description,Manufacturer,Country\n0,SHIRT-1,Shirt,Alpha Ltd.,KR\n1,BODY-1,Body,Beta Ltd.,KR\n2,YARN-1,Yarn,\"{LISTED}\",CN\n1,BOX-1,Box,Gamma Ltd.,KR\n"
    );
    let report = report(&text);
    assert_eq!(found(&report), ["uflpa-entity-listed 3"]);
    let path: Vec<&str> =
        report["findings"][0]["path"].as_array().unwrap().iter().map(|stop| stop["name"].as_str().unwrap()).collect();
    assert!(path.first().is_some_and(|top| top.contains("SHIRT") || top.contains("Shirt")), "{path:?}");
    assert!(path.last().is_some_and(|end| *end == LISTED), "{path:?}");
    assert_eq!(path.len(), 4, "{path:?}");
    assert_eq!(found(&self::report(&text.replace("Level", "Indent"))), ["uflpa-entity-listed 3"]);
    // Tiers say nothing of the row above.
    let tiers = text.replace("Level", "Tier");
    let report = self::report(&tiers);
    assert!(report["findings"][0]["path"].as_array().unwrap().len() < 4, "{}", report["findings"][0]["path"]);
}

#[test]
fn lines_below_a_table_are_told_and_no_records() {
    let text = format!(
        "Ref,Manufacturer,MPN,Country\nC1,Example Capacitors Ltd.,EC-1,KR\nR1,\"{LISTED}\",R-1,CN\n\n\nComponent Groups:,2\nComponent Count:,14\nSchematic Version:,A\nKiCad Version:,8.0.1\n"
    );
    let report = report(&text);
    assert_eq!(found(&report), ["uflpa-entity-listed 2"]);
    assert_eq!(report["summary"]["records"], 2);
    let problems = report["inputs"][0]["problems"].to_string();
    assert!(
        problems.contains("4 lines are no rows of the table") && problems.contains("Component Groups"),
        "{problems}"
    );
    assert_eq!(report["inputs"][0]["problems"][0]["fatal"], false);
    assert_eq!(report["inputs"][0]["problems"][0]["line"], 6);
}

#[test]
fn totals_are_no_suppliers_and_names_in_notes_are_looked_up() {
    let report = report("Supplier,Country,Spend\nAlpha Ltd.,KR,10\nBeta Ltd.,KR,20\nTotal,,30\n");
    assert_eq!(report["summary"]["records"], 2);
    let text = format!("Supplier,Country,Spend\nAlpha Ltd.,KR,10\n\nNote:,\"{LISTED}\"\n");
    assert_eq!(found(&self::report(&text)), ["uflpa-entity-listed 2"]);
    // A firm that is called so is one.
    let report = self::report("Supplier,Country,Spend\nTotal,France,10\nTotal Energies,France,20\n");
    assert_eq!(report["summary"]["records"], 2);
}

#[test]
fn a_second_table_is_read_by_its_own_header() {
    let text = format!("Supplier,Country\nAlpha Ltd.,KR\n\nCountry,City,Vendor name\nCN,Busan,\"{LISTED}\"\n");
    let report = report(&text);
    assert_eq!(found(&report), ["uflpa-entity-listed 2"]);
    let problems = report["inputs"][0]["problems"].to_string();
    assert!(problems.contains("a second table begins here"), "{problems}");
    // One that says nothing of suppliers is told, and one that may hide them is refused.
    let told = self::report("Supplier,Address,Country\nAlpha Ltd.,1 Road,KR\n\nPart,Qty\nX1,2\n");
    assert_eq!(told["verdict"], "pass");
    assert!(told["inputs"][0]["problems"].to_string().contains("another table begins here"), "{}", told["inputs"]);
    check("Supplier,Address,Country\nAlpha Ltd.,1 Road,KR\n\nQzx,Wvy\nHuafu Fashion,CN\n")
        .ends(3, &["another table begins here", "suppliers.csv:4:1", "put it into a file of its own"]);
    // The table that is understood best is not the only one.
    let first = self::report(&format!(
        "Supplier,Country\n\"{LISTED}\",CN\n\nSite,Address,City,Country\nAlpha,1 Road,Busan,KR\n"
    ));
    assert_eq!((found(&first), &first["summary"]["records"]), (vec!["uflpa-entity-listed 1".to_owned()], &2.into()));
    // The header that a page break repeats is no supplier.
    let paged = self::report("Supplier,Country\nAlpha Ltd.,KR\nSupplier,Country\nBeta Ltd.,KR\n");
    assert_eq!(paged["summary"]["records"], 2);
}

#[test]
fn a_quote_that_swallows_rows_is_an_error_with_its_line() {
    let rest = format!("Beta Ltd.,1 Road,KR\n\"{LISTED}\",2 Road,CN\nGamma Ltd.,3 Road,KR\n");
    for (row, what) in [
        ("\"Alpha Ltd.,1 Road,KR\n", "opens a cell of another row"),
        ("Alpha Ltd.,\"1 Road,KR\n", "opens a cell of another row"),
    ] {
        let run = check(&format!("Supplier,Address,Country\nDelta Ltd.,4 Road,KR\n{row}{rest}"));
        assert_eq!(run.code, Some(4), "{row}{}", run.out);
        assert!(run.out.contains("suppliers.csv:3:") && run.out.contains(what), "{row}{}", run.out);
        assert!(run.out.contains("close the quote"), "{}", run.out);
    }
    let run = check("Supplier,Address,Country\n\"Alpha Ltd.,1 Road,KR\nBeta Ltd.,1 Road,KR\nGamma Ltd.,2 Road,KR\n");
    assert_eq!(run.code, Some(4), "{}", run.out);
    assert!(run.out.contains("suppliers.csv:2:1") && run.out.contains("never closed"), "{}", run.out);
}

#[test]
fn an_unquoted_comma_that_shifts_a_row_is_an_error() {
    let row = "River Bags Ltd.,Building 3, 12 Jiefang Road,Urumqi,830011,CN\n";
    for header in ["Supplier,Address,City,Postcode,Country", "Supplier,Address,City,Postcode,Country,"] {
        let run = check(&format!("{header}\nExample Bags Ltd.,12 Main Street,Busan,48058,KR\n{row}"));
        assert_eq!(run.code, Some(4), "{header}: {}", run.out);
        assert!(run.out.contains("this row has 6 cells, but the header has 5"), "{}", run.out);
    }
}
