//! A pointer in every report, and what a pull request changes in a document.

use serde_json::Value;

use crate::comparing::Repo;
use crate::support::Folder;

const BEFORE: &str = "[\n  {\n    \"supplier\": \"Alpha Works\",\n    \"country\": \"KR\"\n  },\n  {\n    \"supplier\": \"Beta Works\",\n    \
                      \"country\": \"CN\",\n    \"province\": \"Sichuan\"\n  }\n]\n";

fn exposed() -> String {
    BEFORE.replace("Sichuan", "Xinjiang")
}

fn site(report: &Value) -> &Value {
    report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "xuar-site").unwrap()
}

#[test]
fn every_report_names_the_pointer() {
    let folder = Folder::with(&[("suppliers.json", exposed())]);
    let json: Value = serde_json::from_str(&folder.check(&["--format", "json"]).out).unwrap();
    let location = &site(&json)["location"];
    assert_eq!(location["pointer"], "/1/province");
    assert_eq!((&location["line"], &location["column"], &location["record"]), (&9.into(), &17.into(), &2.into()));
    assert!(json["inputs"][0]["columns"].as_array().unwrap().iter().any(|column| column["header"] == "province"));
    for format in ["human", "markdown", "sarif", "github", "gitlab", "csv"] {
        let out = folder.check(&["--format", format]).out;
        assert!(out.contains("/1/province"), "{format}: {out}");
    }
}

#[test]
fn a_pull_request_shows_the_lines_that_changed() {
    let repo = Repo::with(&[("suppliers.json", BEFORE)]);
    repo.0.write("suppliers.json", exposed());
    repo.commit("moves");
    let run = repo.0.check(&["--base", "base"]);
    run.ends(1, &["suppliers.json", "- \"province\": \"Sichuan\"", "+ \"province\": \"Xinjiang\""]);
    let report: Value = serde_json::from_str(&repo.0.check(&["--base", "base", "--format", "json"]).out).unwrap();
    assert_eq!(site(&report)["status"], "new");
}

#[test]
fn moved_and_fixed_objects_are_told_by_what_they_state() {
    let repo = Repo::with(&[("suppliers.json", exposed().as_str())]);
    let first = "[\n  {\n    \"supplier\": \"New Works\",\n    \"country\": \"KR\"\n  },";
    repo.0.write("suppliers.json", exposed().replacen('[', first, 1));
    repo.commit("one more above");
    let report = |repo: &Repo| -> Value {
        serde_json::from_str(&repo.0.check(&["--base", "base", "--format", "json"]).out).unwrap()
    };
    let found = report(&repo);
    assert!(site(&found)["status"] != "new" && site(&found)["status"] != "fixed", "{found:#}");
    assert_eq!(site(&found)["location"]["pointer"], "/2/province");
    repo.0.write("suppliers.json", BEFORE);
    repo.commit("moves away");
    assert_eq!(site(&report(&repo))["status"], "fixed");
}
