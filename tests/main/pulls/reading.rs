//! A change of how a table is read hides nothing that the base reads in it.

use crate::comparing::Repo;

const TABLE: &str = "Supplier,Country\nAlpha Works,DE\n\"Huafu Fashion Co., Ltd.\",CN\n";
/// The same with a listed firm that is new, and a line and columns to read it by otherwise.
const GROWN: &str = "Supplier,Country,Contact,Home\nGamma Works,DE,Dora,DE\n\"Xinjiang Zhonghe Co., Ltd.\",CN,Emil,DE\n\
                     Delta Works,DE,Fay,DE\n";

fn manifest(import: &str) -> String {
    format!("[manifest]\nschema = 1\n[[import]]\nfile = \"suppliers.csv\"\n{import}\n")
}

/// A repository whose base reads a table by itself, or by an import; the head imports it in another way.
fn repo(table: &str, before: Option<&str>, after: &str) -> Repo {
    let before = before.map(manifest);
    let mut files = vec![("suppliers.csv", table)];
    files.extend(before.as_deref().map(|text| ("a.sourcing.toml", text)));
    let repo = Repo::with(&files);
    repo.0.write("a.sourcing.toml", manifest(after));
    repo.commit("reads it otherwise");
    repo
}

/// Ways to read [`GROWN`] in which its listed firm is no supplier.
const HIDING: [(&str, i32, &str); 5] = [
    ("map = { supplier_name = \"Contact\", country = \"Home\" }", 1, "map.supplier_name: Contact"),
    ("header_row = 3\nmap = { supplier_name = \"Emil\", country = \"DE\" }", 1, "header_row: 3"),
    ("encoding = \"utf-16le\"", 4, "encoding: utf-16le"),
    ("delimiter = \";\"", 4, "delimiter: ;"),
    ("format = \"native\"", 4, "format: native"),
];

#[test]
fn a_new_import_over_a_table_of_the_base_hides_no_new_name() {
    for (import, code, shown) in HIDING {
        let repo = repo(TABLE, None, import);
        repo.0.write("suppliers.csv", GROWN);
        repo.commit("grown");
        // What cannot be read at all by the import, or holds nothing then, ends otherwise; the name is found all the same.
        repo.0
            .check(&["--base", "base"])
            .ends(code, &["deny[uflpa-entity-listed]", "suppliers.csv:3", "import of suppliers.csv added", shown]);
    }
}

/// Ways to import a table that the base does not have in which its listed firm is no supplier.
const HIDING_NEW: [&str; 3] = [
    "map = { supplier_name = \"Contact\" }",
    "map = { supplier_name = \"Contact\", material = \"Supplier\" }",
    "map = { country = \"Country\", workers = \"Supplier\" }",
];

#[test]
fn a_new_import_over_a_new_or_renamed_table_hides_no_name() {
    for import in HIDING_NEW {
        for name in ["vendors.csv", "list.txt"] {
            // Without an exposure of its own, so that nothing of the base is lost with the old name.
            let repo = Repo::with(&[("suppliers.csv", "Supplier,Country\nAlpha Works,DE\n")]);
            std::fs::remove_file(repo.0.path("suppliers.csv")).unwrap();
            repo.0.write(name, GROWN);
            repo.0.write("a.sourcing.toml", manifest(import).replace("suppliers.csv", name));
            repo.commit("another name, and another reading");
            let shown = format!("import of {name} added");
            repo.0.check(&["--base", "base"]).ends(1, &["deny[uflpa-entity-listed]", &format!("{name}:3"), &shown]);
        }
    }
    // What the base already imports like this is read like this.
    let glob = manifest("map = { supplier_name = \"Supplier\" }").replace("suppliers.csv", "*.csv");
    let repo = Repo::with(&[("suppliers.csv", TABLE), ("a.sourcing.toml", &glob)]);
    repo.0.write("more.csv", TABLE.replace("Alpha", "Beta"));
    repo.commit("one more");
    let run = repo.0.check(&["--base", "base"]);
    assert!(!run.out.contains("import of"), "{}", run.out);
}

#[test]
fn what_a_new_map_makes_vanish_is_carried_and_not_fixed() {
    let table = GROWN;
    for before in [None, Some("map = { supplier_name = \"Supplier\", country = \"Country\" }")] {
        let repo = repo(table, before, HIDING[0].0);
        let report = repo.0.check(&["--base", "base", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
        let status = |name: &str| -> Vec<String> {
            let findings = report["findings"].as_array().unwrap().iter();
            let about = findings.filter(|finding| finding["subject"]["name"] == name);
            about.map(|finding| finding["status"].as_str().unwrap().to_owned()).collect()
        };
        let of_listed = status("Xinjiang Zhonghe Co., Ltd.");
        assert!(!of_listed.is_empty() && of_listed.iter().all(|status| status == "carried"), "{of_listed:?}\n{report}");
        let change = &report["policy_change"];
        assert!(report.to_string().contains("\"topic\":\"import\""), "{change}\n{report}");
    }
}

#[test]
fn a_new_import_over_a_new_table_is_judged_once() {
    let repo = Repo::with(&[("other.csv", "Supplier,Country\nAlpha Works,DE\n")]);
    repo.0.write("suppliers.csv", GROWN);
    repo.0.write("a.sourcing.toml", manifest("map = { supplier_name = \"Supplier\", country = \"Country\" }"));
    repo.commit("a table and its import");
    let run = repo.0.check(&["--base", "base"]);
    run.ends(1, &["suppliers.csv:3"]);
    assert!(!run.out.contains("import of"), "{}", run.out);
}

#[test]
fn an_import_that_reads_the_same_is_shown_and_changes_nothing() {
    let repo = repo(TABLE, None, "map = { supplier_name = \"Supplier\", country = \"Country\" }");
    let run = repo.0.check(&["--base", "base"]);
    run.ends(0, &["import of suppliers.csv added", "map.supplier_name: Supplier"]);
}
