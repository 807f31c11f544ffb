//! Columns of tables: which field each is, what becomes of those that are none, and what is said of it.

use sourcegate::facts::Key;
use sourcegate::facts::account::{NotJudged, Standing};
use sourcegate::finding::Level;

use crate::judged::{Judged, judge};
use crate::support::Folder;

const LISTED: &str = "\"Huafu Fashion Co., Ltd.\"";

fn table(text: &str) -> Judged {
    judge(&[("suppliers.csv", text.as_bytes())], "2026-11-20")
}

/// The level of the worst finding of the rules on lists and places.
#[track_caller]
fn assert_denied(text: &str) {
    assert!(table(text).0.findings.iter().any(|finding| finding.level == Level::Deny), "{text}");
}

/// The field of each column, or why it is none.
fn standings(judged: &Judged) -> Vec<(String, Result<&'static str, NotJudged>)> {
    let columns = judged.0.facts.account.columns().iter();
    columns
        .map(|column| {
            let standing = match column.standing {
                Standing::Judged(field) => Ok(field),
                Standing::NotJudged(why) => Err(why),
            };
            (column.header.clone(), standing)
        })
        .collect()
}

#[test]
fn a_listed_name_is_found_below_every_header_of_suppliers() {
    for header in [
        "Plant name",
        "Tier 1 Supplier",
        "Tier 2 supplier",
        "Smelter",
        "Mill Name",
        "Spinner",
        "Sub-supplier",
        "Name of supplier",
        "1. Supplier Name",
        "Q1: Supplier name",
        "供应商英文名称",
        "工廠名稱",
        "Facility",
        "Entity",
        "Producer name",
        "Consignor",
        "Farm name",
        "Gin name",
        "Yarn spinner (tier 3)",
        "Nhà máy",
        "Fabrika adı",
        "협력업체명",
    ] {
        assert_denied(&format!("{header},Country\n{LISTED},CN\nExample Ltd.,VN\n"));
    }
    // An owner is no supplier: a person decides.
    let owned = table(&format!("Supplier,Ultimate Beneficial Owner,Country\nExample Ltd.,{LISTED},CN\n"));
    assert_eq!(owned.findings_of("uflpa-entity-listed")[0].level, Level::Review);
}

#[test]
fn a_place_of_the_region_is_found_below_every_header_of_places() {
    for (header, value) in [
        ("supplier_city", "Urumqi"),
        ("vendor_address", "\"12 Jiefang Road, Urumqi, Xinjiang\""),
        ("manufacturer_province", "Xinjiang"),
        ("Factory Location", "\"Urumqi, Xinjiang\""),
        ("Production location", "\"Aksu, Xinjiang\""),
        ("Cotton origin", "\"Xinjiang, China\""),
        ("工厂地址", "新疆乌鲁木齐市解放路12号"),
    ] {
        assert_denied(&format!("supplier,country,{header}\nExample Ltd.,CN,{value}\n"));
    }
    assert_denied("supplier,country,site_lat,site_lon\nExample Ltd.,CN,43.8,87.6\n");
}

#[test]
fn each_party_has_the_place_of_its_own() {
    let text = "supplier,supplier_country,manufacturer,manufacturer_country,manufacturer_city\n\
                Example Trading,US,Example Works,CN,Urumqi\n";
    let judged = table(text);
    assert_eq!(judged.findings_of("xuar-site").len(), 1);
    let countries: Vec<&str> = judged
        .0
        .facts
        .records()
        .filter(|(_, record)| record.kind == sourcegate::facts::Kind::Site)
        .map(|(id, _)| judged.0.facts.value(id, Key::Country).unwrap())
        .collect();
    assert_eq!(countries, ["US", "CN"]);
}

#[test]
fn flags_and_parts_do_not_take_the_place_of_the_name() {
    for text in [
        format!("name,supplier,country\n{LISTED},1,CN\nExample Ltd.,0,VN\n"),
        format!("name,component,country\n{LISTED},yarn,CN\n"),
        // Dolibarr: "supplier" says whether.
        format!("Id,Name,Alias name,Customer,Supplier,Vendor code,Zip code,Town,Country\n7,{LISTED},,0,1,SU-1,,,CN\n"),
        // Odoo: the supplier rank is a number, the parent an id.
        format!("id,name,is_company,supplier_rank,customer_rank,parent_id,country_id\n7,{LISTED},True,1,0,,China\n"),
        format!("Display Name,Vendor,Is a Company,Country/Country Name\n{LISTED},True,True,China\n"),
    ] {
        assert_denied(&text);
    }
    let judged = table(&format!("name,supplier,country\n{LISTED},1,CN\n"));
    assert_eq!(standings(&judged)[1], ("supplier".to_owned(), Err(NotJudged::Flag)));
}

#[test]
fn no_row_is_judged_by_its_neighbours() {
    // Vendor numbers, vendor numbers, and then a name; flags, flags, and then one; codes that are none, and one that is.
    let numbers: String = (0..80).map(|number| format!("{number}00,VN,\n")).collect();
    assert_denied(&format!("supplier,country,postcode\n{numbers}{LISTED},CN,\n"));
    let flags: String = (0..80).map(|number| format!("Example {number},x,VN,unknown yet\n")).collect();
    let judged = table(&format!("name,supplier,country,postcode\n{flags}Example,{LISTED},CN,830011\n"));
    assert_eq!(judged.findings_of("text-not-judged").len(), 1);
    assert_eq!(judged.findings_of("xuar-postal-code").len() + judged.findings_of("xuar-site").len(), 1);
}

#[test]
fn a_number_of_the_maker_is_a_manufacturer_id_where_it_looks_like_one() {
    let judged = table("manufacturer,manufacturer_id,country\nExample,example-works,CN\nOther,CNEXAWOR12SHA,CN\n");
    let facts = &judged.0.facts;
    let of = |key: Key| -> Vec<&str> { facts.records().filter_map(|(id, _)| facts.value(id, key)).collect() };
    assert_eq!((of(Key::Mid), of(Key::SupplierId)), (vec!["CNEXAWOR12SHA"], vec!["example-works"]));
    assert!(judged.findings_of("identifier-inconsistent").is_empty(), "{:?}", judged.at_least(Level::Info));
}

#[test]
fn the_second_name_and_the_owner_are_judged_for_words_of_the_region() {
    for text in [
        "供应商英文名称,供应商中文名称,国家\nExample Cotton,新疆某某棉业有限公司,中国\n",
        "supplier,supplier name (local),country\nExample Cotton,新疆某某棉业有限公司,CN\n",
        "supplier,group,country\nExample Cotton,Xinjiang Example Group,CN\n",
        "supplier,parent company,country\nExample Cotton,新疆某某集团,CN\n",
    ] {
        let judged = table(text);
        let found = judged.findings_of("xuar-place-name");
        assert_eq!(found.len(), 1, "{text} {:?}", judged.at_least(Level::Info));
        let place = found[0].locations[0];
        let source = judged.0.facts.source(place.file);
        assert!(source.position(place.span.start).column > 10, "{text}: the name beside it is underlined");
    }
}

#[test]
fn a_country_column_stays_one_whatever_stands_in_it() {
    let words = [
        "People's Republic of China",
        "Mainland China",
        "P.R.C.",
        "Chine",
        "CN - China",
        "中国大陆",
        "中國大陸",
        "VR China",
        "China (Mainland)",
        "República Popular China",
        "Trung Quốc",
        "Çin",
        "중국",
    ];
    for word in words {
        // Alone, and beside neighbours that state what is no country at all.
        for more in ["", "Two Works,1 Main Street,,unknown yet\nThree Works,2 Main Street,,see file 7 of list\n"] {
            let text = format!("Supplier,Address,Postcode,Country\nOne Works,12 Main Street,830011,\"{word}\"\n{more}");
            let judged = judge(&[("plants.csv", text.as_bytes())], "2026-11-20");
            let found = judged.findings_of("xuar-postal-code").len() + judged.findings_of("xuar-site").len();
            assert_eq!(found, 1, "{word}: {:?}", judged.at_least(Level::Info));
        }
    }
    for word in ["Taiwan, Province of China", "Taiwan R.O.C.", "TW", "Hong Kong SAR, China"] {
        let text = format!("Supplier,Address,Postcode,Country\nOne Works,12 Main Street,830011,\"{word}\"\n");
        assert!(table(&text).findings_of("xuar-postal-code").is_empty(), "{word}");
    }
}

#[test]
fn a_location_is_read_cell_by_cell() {
    let judged = table("supplier,location\nOne,China\nTwo,\"12 Jiefang Road, Urumqi, Xinjiang\"\nThree,VN\n");
    let facts = &judged.0.facts;
    let of = |key: Key| -> Vec<&str> {
        let sites = facts.records().filter(|(_, record)| record.kind == sourcegate::facts::Kind::Site);
        sites.filter_map(|(id, _)| facts.value(id, key)).collect()
    };
    assert_eq!(of(Key::Country), ["China", "VN"]);
    assert_eq!(of(Key::Address), ["12 Jiefang Road, Urumqi, Xinjiang"]);
}

#[test]
fn text_that_no_column_is_read_for_is_looked_through() {
    let judged = table(&format!("supplier,country,Xyzzy,Remarks\nExample,VN,{LISTED},\"yarn from Aksu, Xinjiang\"\n"));
    let found = judged.findings_of("text-not-judged");
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|finding| finding.level == Level::Review && finding.subject.name == "Example"));
    // What the row says already is not said again.
    let said = table(&format!("supplier,country,Xyzzy\n{LISTED},CN,{LISTED}\n"));
    assert!(said.findings_of("text-not-judged").is_empty());
    // A number that a list carries.
    let number = table("supplier,country,Xyzzy\nExample,VN,91110000MA005UCQ5P\n");
    assert_eq!(number.findings_of("text-not-judged-other-lists").len(), 1);
}

#[test]
fn keys_of_ones_own_are_looked_through_too() {
    let text = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Example\"\nx-buyer = \"from Huafu Fashion Co., Ltd.\"\n\
                [x-notes]\nhistory = [\"yarn from Aksu, Xinjiang\"]\n";
    let judged = judge(&[("a.sourcing.toml", text.as_bytes())], "2026-11-20");
    let found = judged.findings_of("text-not-judged");
    assert_eq!(found.len(), 2);
    assert!(found.iter().any(|finding| finding.subject.id == "a" && judged.line(finding) == 6));
    let folder = Folder::with(&[("a.sourcing.toml", text)]);
    folder.check(&[]).ends(
        0,
        &[
            "in a key that is not judged: `x-buyer`",
            "key \"x-notes\" (text, 1 value) of a.sourcing.toml: no rule reads keys of your own",
        ],
    );
}

#[test]
fn a_table_without_sourcing_data_is_looked_through_too() {
    let notes = format!("topic,text\nyarn,{LISTED}\n");
    let judged =
        judge(&[("notes.csv", notes.as_bytes()), ("suppliers.csv", b"supplier,country\nExample,VN\n")], "2026-11-20");
    assert_eq!(judged.findings_of("text-not-judged").len(), 1);
    assert_eq!(judged.0.verdict(), "pass", "a review does not fail by default");
}

#[test]
fn a_table_whose_supplier_is_not_understood_does_not_pass() {
    let folder = Folder::with(&[
        ("suppliers.csv", "Szállító,Country\nExample Ltd.,VN\n"),
        ("vendors.csv", "vendor,country\nExample Ltd.,VN\n"),
    ]);
    let run = folder.check(&[]);
    run.ends(
        3,
        &[
            "no column was understood as the supplier; the gate does not know `Szállító`",
            "map = { supplier_name = \"Szállító\" }",
            "result fail: nothing found in lists that are incomplete: uflpa (148 of 187) and 4 more; not every table was understood",
            "error: not every table was understood",
        ],
    );
    folder.write("sourcegate.toml", "[[import]]\nfile = \"suppliers.csv\"\nmap = { supplier_name = \"Szállító\" }\n");
    folder.check(&[]).ends(0, &["result pass"]);
}

#[test]
fn a_table_whose_place_is_not_understood_does_not_pass() {
    let text = "supplier,Ország\nExample Ltd.,China\nOther Ltd.,Vietnam\n";
    let judged = table(text);
    let why = judged.0.inputs[0].not_understood().unwrap();
    assert_eq!(why, "no column was understood as the place; the gate does not know `Ország`");
    // A header of which no word is known, in a file that says it is one of suppliers.
    assert!(table("Szállító,Ország\nExample Ltd.,Chiny\n").0.inputs[0].not_understood().is_some());
}

#[test]
fn a_table_of_another_use_stays_quiet() {
    for (path, text) in [
        ("suppliers.csv", "supplier,email\nExample,a@example.com\n"),
        ("bom.csv", "Reference,Value,Footprint,Xyzzy\nR1,10k,0603,fitted part\n"),
        ("cities.csv", "name,population,mayor\nOslo,700000,Example Person\n"),
        ("bom.csv", "Part,Country of origin,Layer note\nP-1,DE,top of the board\n"),
    ] {
        let judged = judge(&[(path, text.as_bytes())], "2026-11-20");
        assert!(judged.0.is_understood(), "{path} {text}");
        assert!(judged.0.findings.is_empty(), "{path} {text}");
    }
}

#[test]
fn every_report_says_what_was_not_judged() {
    let folder = Folder::with(&[("suppliers.csv", "supplier,country,Remarks\nExample,VN,\"all is well\"\n")]);
    let line = "column \"Remarks\" (text, 1 value) of suppliers.csv: its header names nothing that is judged";
    folder.check(&[]).ends(0, &[&format!("columns not judged: {line}"), "map = { FIELD = \"Remarks\" }"]);
    for format in ["markdown", "summary"] {
        folder.check(&["--format", format]).ends(0, &["1 column not judged", line, "[[import]]"]);
    }
    folder.check(&["--format", "sarif"]).ends(0, &["not judged: column \\\"Remarks\\\" (text, 1 value)"]);
    let json = folder.check(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let column = &report["inputs"][0]["columns"][2];
    assert_eq!(column["status"], "not-judged");
    assert_eq!((&column["header"], &column["reason"]), (&"Remarks".into(), &"other-use".into()));
    assert_eq!(report["inputs"][0]["columns"][0]["field"], "supplier_name");
}

#[test]
fn the_mapping_of_a_file_is_explained() {
    let folder = Folder::with(&[("suppliers.csv", "Szállító,Country,Remarks\nExample Ltd.,VN,none yet\n")]);
    let run = folder.run(&["check", "--as-of", "2026-01-01", "--explain-mapping", "suppliers.csv"]);
    run.ends(
        3,
        &[
            "column 1 Szállító not judged: its header is not understood",
            "column 2 Country country_of_origin",
            "map = { supplier_name = \"Szállító\" }",
        ],
    );
}

#[test]
fn a_wrong_map_names_the_column_and_shows_the_header() {
    let folder = Folder::with(&[(
        "list.csv",
        "Our suppliers\n\nFirma X,Kraj,Uwagi\nExample Ltd.,VN,none\nOther Ltd.,CN,none\n",
    )]);
    let import = |map: &str| format!("[[import]]\nfile = \"list.csv\"\nmap = {map}\n");
    folder.write("sourcegate.toml", import("{ supplier_name = \"Firma X\", country = \"Land\" }"));
    let run = folder.check(&[]);
    run.ends(
        4,
        &["the mapping names the column `Land`, which is not in the header", "Firma X, Kraj, Uwagi", "list.csv:3:1"],
    );
    folder.write("sourcegate.toml", import("{ suplier_name = \"Firma X\", country = \"Kraj\" }"));
    folder.check(&[]).ends(4, &["`suplier_name` is not a field of a table", "did you mean `supplier_name`?"]);
    folder.write("sourcegate.toml", import("{ supplier_name = \"Firma X\", country = \"Kraj\" }"));
    folder.check(&[]).ends(0, &["result pass"]);
}

#[test]
fn second_sources_and_decorated_headers() {
    for header in
        ["References,Qty,Manufacturer,MPN,Manufacturer,MPN", "References,Qty,Manufacturer 1,MPN 1,Manufacturer 2,MPN 2"]
    {
        assert_denied(&format!("{header}\nB1,2,Example Weaving Ltd.,W-1,{LISTED},H-1\n"));
    }
    let judged = table(&format!(
        "Supplier Name *, Country (required),\"Factory\nAddress\",City**\nRiver Bags Ltd.,China,12 Jiefang Road,Urumqi\n\
         {LISTED},China,5 Shennan Road,Shenzhen\n"
    ));
    assert!(judged.find("xuar-site", "bags river").is_some(), "{:?}", judged.at_least(Level::Info));
    assert_eq!(judged.findings_of("uflpa-entity-listed").len(), 1);
}
