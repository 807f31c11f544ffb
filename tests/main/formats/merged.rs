//! `merge`: the worst outcome decides, and what cannot be believed is not green.

use serde_json::Value;

use super::{NAMES, assert_harmless, exposed};
use crate::support::Folder;

/// The JSON report of a folder with this manifest.
fn report_of(manifest: &str) -> String {
    Folder::with(&[("a.sourcing.toml", manifest)]).check(&["--format", "json"]).out
}

fn clean_report() -> String {
    report_of(&exposed("Near Works").replace("Xinjiang", "Sichuan"))
}

fn json(folder: &Folder, arguments: &[&str]) -> (Option<i32>, Value) {
    let run = folder.run(&[&["merge", "--format", "json"], arguments].concat());
    (run.code, serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err)))
}

#[test]
fn a_matrix_of_repositories_becomes_one_report() {
    let folder = Folder::with(&[
        ("all/acme/widgets/report.json", report_of(&exposed("Far Works"))),
        ("all/acme/gears.json", clean_report()),
    ]);
    let (code, merged) = json(&folder, &["all", "--expect", "2"]);
    assert_eq!(code, Some(1));
    assert_eq!((&merged["verdict"], &merged["exit_code"]), (&"fail".into(), &1.into()));
    let names: Vec<&str> =
        merged["reports"].as_array().unwrap().iter().filter_map(|part| part["name"].as_str()).collect();
    assert_eq!(names, ["acme/gears", "acme/widgets"]);
    assert_eq!(merged["findings"][0]["report"], "acme/widgets");
    assert_eq!(merged["findings"][0]["file"], "a.sourcing.toml");
    let human = folder.run(&["merge", "all"]);
    human.ends(
        1,
        &["deny[xuar-site] acme/widgets: a.sourcing.toml:17: Far Works (far-site)", "acme/gears pass", "result fail:"],
    );
    let passed = folder.run(&["merge", "gears=all/acme/gears.json"]);
    passed.ends(0, &["gears pass", "pass: nothing found in lists that are incomplete in 1 report"]);
}

#[test]
fn what_is_missing_damaged_foreign_old_or_twice_does_not_pass() {
    let good = clean_report();
    let cases = [
        ("cut", good[..good.len() / 2].to_owned(), "no report of sourcegate"),
        ("foreign", "[1, 2]".to_owned(), "no report of sourcegate"),
        ("other", good.replacen("\"name\": \"sourcegate\"", "\"name\": \"other\"", 1), "report of `other`"),
        ("newer", good.replacen("\"schema\": 1", "\"schema\": 2", 1), "has schema 2"),
        (
            "forged",
            good.replacen("\"verdict\": \"pass\"", "\"verdict\": \"fail\"", 1).replacen(
                "\"deny\": 0",
                "\"deny\": 7",
                1,
            ),
            "contradicts itself",
        ),
        ("twice", good.clone(), "the same report as"),
    ];
    for (name, text, why) in cases {
        let folder = Folder::with(&[("a.json", good.clone()), (&format!("{name}.json"), text)]);
        folder.run(&["merge", "a.json", &format!("{name}.json")]).ends(4, &[why, "a pass", "did not complete"]);
    }
    let folder = Folder::with(&[("a.json", good.clone()), ("b/a.json", report_of(&exposed("Far Works")))]);
    folder.run(&["merge", "a.json", "x=missing.json"]).ends(4, &["cannot read it"]);
    folder.run(&["merge", "a=a.json", "a=b/a.json"]).ends(4, &["the name `a` stands for"]);
    folder.run(&["merge", "a.json", "--expect", "3"]).ends(4, &["2 reports missing"]);
    folder.run(&["merge", "b/none"]).ends(4, &["cannot read it"]);
    std::fs::create_dir(folder.path("empty")).unwrap();
    folder.run(&["merge", "empty"]).ends(3, &["no report to merge"]);
    folder.run(&["merge"]).ends(2, &["REPORT"]);
}

#[test]
fn exit_codes_of_runs_are_worked_out_from_their_reports() {
    let nothing = Folder::with(&[("suppliers.csv", "colour,size\nred,1\n")]);
    let run = nothing.check(&["suppliers.csv", "--format", "json"]);
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    let broken = Folder::with(&[("a.sourcing.toml", "[manifest]\nschema = \n")]).check(&["--format", "json"]);
    assert_eq!(broken.code, Some(4));
    let folder = Folder::with(&[("none.json", run.out), ("broken.json", broken.out), ("good.json", clean_report())]);
    let code = |reports: &[&str]| folder.run(&[&["merge"], reports].concat()).code;
    assert_eq!(code(&["good.json"]), Some(0));
    assert_eq!(code(&["good.json", "none.json"]), Some(3));
    assert_eq!(code(&["good.json", "none.json", "broken.json"]), Some(4));
}

#[test]
fn hostile_names_are_harmless_in_every_merged_format() {
    let folder = Folder::with::<&str>(&[]);
    for (index, name) in NAMES.iter().enumerate().step_by(3) {
        folder.write(&format!("all/r{index:02} [x](y) <b>.json"), report_of(&exposed(name)));
    }
    folder.write(
        "all/not a report ::error::.json",
        "{\"schema\": 1, \"tool\": {\"name\": \"\\u001b[31m::error::\", \"version\": \"1\"}}",
    );
    for format in ["human", "json", "summary", "markdown"] {
        let run = folder.run(&["merge", "all", "--format", format]);
        assert_eq!(run.code, Some(4), "{}", run.err);
        assert_harmless(&run.out);
        if format.ends_with('y') || format == "markdown" {
            super::markdown::assert_only_ours(&run.out);
        }
    }
}
