//! Fingerprints follow what is stated, never where it stands, and no two records share one by accident.

use sourcegate::finding::Finding;

use crate::judged::judge;

const DAY: &str = "2026-01-01";

/// Fingerprints of the findings of a rule in these files, sorted.
fn fingerprints(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let judged = judge(&files, DAY);
    let mut found: Vec<String> =
        judged.findings_of(rule).iter().map(|finding: &&Finding| finding.fingerprint.clone()).collect();
    found.sort();
    found
}

/// A native manifest with these tables.
fn native(tables: &str) -> String {
    format!("[manifest]\nschema = 1\n{tables}")
}

/// The one fingerprint of `chain-incomplete-or-undisclosed` for these tables, in the file of this name.
fn hidden(path: &str, tables: &str) -> String {
    let found = fingerprints("chain-incomplete-or-undisclosed", &[(path, &native(tables))]);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

const PARTY: &str = "[[party]]\nid = \"a\"\nname = \"Alpha Works\"\nrole = \"undisclosed\"\ncountry = \"CN\"\n";

#[test]
fn neither_file_nor_line_nor_spelling_of_the_same_name_matters() {
    let here = hidden("a.sourcing.toml", PARTY);
    assert_eq!(here, hidden("moved/far/b.sourcing.toml", &format!("[[item]]\nid = \"i\"\nname = \"I\"\n{PARTY}")));
    assert_eq!(here, hidden("a.sourcing.toml", &PARTY.replace("Alpha Works", "ALPHA  works.")));
    assert_eq!(here, hidden("a.sourcing.toml", &format!("{PARTY}workers = 12\nnotes = \"seen\"\n")));
}

#[test]
fn another_supplier_is_another_finding() {
    let here = hidden("a.sourcing.toml", PARTY);
    for (from, to) in
        [("Alpha Works", "Beta Works"), ("Alpha Works", "Alpha Works GmbH"), ("\"CN\"", "\"VN\""), ("\"a\"", "\"a-2\"")]
    {
        assert_ne!(here, hidden("a.sourcing.toml", &PARTY.replace(from, to)), "{from} became {to}");
    }
}

#[test]
fn namesakes_in_two_files_keep_apart() {
    let first = native(PARTY);
    let second = native(&PARTY.replace("\"a\"", "\"b\""));
    let rule = "chain-incomplete-or-undisclosed";
    let both = fingerprints(rule, &[("a.sourcing.toml", &first), ("b.sourcing.toml", &second)]);
    assert_eq!(both.len(), 2, "the same name in another file is another record");
    assert!(
        both.contains(&fingerprints(rule, &[("a.sourcing.toml", &first)])[0]),
        "and the first keeps its fingerprint"
    );
}

#[test]
fn an_identifier_is_who_it_is_and_a_placeholder_is_nobody() {
    let with = |name: &str, id: &str, uscc: &str| {
        hidden(
            "a.sourcing.toml",
            &format!("[[party]]\nid = \"{id}\"\nname = \"{name}\"\nrole = \"undisclosed\"\nids.uscc = \"{uscc}\"\n"),
        )
    };
    let code = "91350100M000100Y43";
    assert_eq!(with("Alpha", "a", code), with("Alpha Works", "b", "9135 0100 M000100Y43"), "one code, one person");
    assert_ne!(with("Alpha", "a", "n/a"), with("Beta", "a", "n/a"), "nobody is called n/a");
    assert_ne!(with("Alpha", "a", code), with("Alpha", "a", "91350100M000100Y44"), "a wrong check digit names nobody");
}

#[test]
fn rows_of_a_table_are_one_supplier_when_name_and_country_agree_and_one_site_when_the_place_does() {
    let table = |rows: &str| format!("supplier,country,address\n{rows}");
    let count = |rule: &str, rows: &str| fingerprints(rule, &[("suppliers.csv", &table(rows))]).len();
    let same = "Hikvision,CN,1 Long Road\nHikvision,CN,1 Long Road\n";
    let two_sites = "Hikvision,CN,1 Long Road\nHikvision,CN,9 Short Road\n";
    let two_countries = "Hikvision,CN,1 Long Road\nHikvision,VN,1 Long Road\n";
    assert_eq!(count("entity-list-supplier", same), 1, "the same supplier at two rows");
    assert_eq!(count("entity-list-supplier", two_sites), 1, "the same supplier with two sites");
    assert_eq!(count("entity-list-supplier", two_countries), 2, "a namesake in another country is another supplier");
    let files =
        [("suppliers.csv", table("Hikvision,CN,1 Long Road\n")), ("vendors.csv", table("Hikvision,VN,1 Long Road\n"))];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    assert_eq!(fingerprints("entity-list-supplier", &files).len(), 2, "also in another file");

    let sites = "Alpha,CN,\"1 Road, Urumqi, Xinjiang\"\nAlpha,CN,\"2 Road, Urumqi, Xinjiang\"\n";
    assert_eq!(count("xuar-site", sites), 2, "two sites are two exposures");
    assert_eq!(count("xuar-site", &sites.replace("2 Road", "1 Road")), 1, "one site named twice is one");
}

#[test]
fn no_text_can_pass_for_the_parts_of_another_record() {
    let plain = hidden("a.sourcing.toml", PARTY);
    let dressed = PARTY.replace("\"a\"", "\"a\\u001f4:name11:alpha works7:country2:cn\"").replace("Alpha Works", "x");
    assert_ne!(plain, hidden("a.sourcing.toml", &dressed));
}
