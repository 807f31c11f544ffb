//! The record of a run, and whether it holds when the run is done again.

use serde_json::Value;

use crate::comparing::Repo;
use crate::support::{Folder, Run};

const BASE: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n";
const EXPOSED: &str = "[[site]]\nid = \"a-site\"\nparty = \"a\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n";

fn record(folder: &Folder) -> Value {
    serde_json::from_slice(&std::fs::read(folder.path("run.json")).unwrap()).unwrap()
}

/// A repository with a base, and a head that adds an exposed site; `run.json` is never part of it.
fn repository() -> Repo {
    let repo = Repo::with(&[
        ("a.sourcing.toml", BASE),
        (".gitignore", "run.json\n"),
        ("sourcegate.toml", "exclude = [\"old/**\"]\n"),
    ]);
    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    repo.0.write("notes.csv", "date,text\n2026-01-01,nothing\n");
    repo.0.write("src/main.rs", "fn main() {}\n");
    repo.0.write("old/b.sourcing.toml", BASE);
    repo.commit("a site");
    repo
}

fn verify(repo: &Repo) -> Run {
    repo.0.run(&["verify-record", "run.json"])
}

#[test]
fn a_record_says_what_was_read_what_was_not_and_what_ran() {
    let repo = repository();
    let run = repo.0.check(&["--base", "base", "--output", "record=run.json"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let record = record(&repo.0);
    let head = repo.1.head().unwrap().peel_to_commit().unwrap();
    assert_eq!(record["kind"], "sourcegate-run-record");
    assert_eq!(record["head"]["commit"], head.id().to_string());
    assert_eq!(record["base"]["commit"], head.parent_id(0).unwrap().to_string());
    assert_eq!(record["asked"]["as_of"], "2026-01-01");
    let input = &record["inputs"][0];
    let text = format!("{BASE}{EXPOSED}");
    assert_eq!((&input["path"], &input["content"]["bytes"]), (&"a.sourcing.toml".into(), &text.len().into()));
    assert_eq!(input["content"]["sha256"], sourcegate::source::digest::sha256(text.as_bytes()));
    assert_eq!(record["not_read"]["tables"], serde_json::json!(["notes.csv"]));
    assert_eq!(record["not_read"]["excluded"], serde_json::json!(["old/b.sourcing.toml"]));
    assert_eq!(record["not_read"]["other"]["rs"], 1);
    let rule = |id: &str| record["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap().clone();
    assert_eq!((&rule("xuar-site")["evaluated"], &rule("xuar-site")["fired"]), (&1.into(), &1.into()));
    assert_eq!(
        (&rule("xpcc-linked-entity")["evaluated"], &rule("xpcc-linked-entity")["fired"]),
        (&2.into(), &0.into())
    );
    assert_eq!(record["policy"]["packs"][0]["id"], "xinjiang");
    assert_eq!(record["policy"]["lists"][0]["sha256"].as_str().unwrap().len(), 64);
    assert!(record["policy"]["files"]["sourcegate.toml"].is_string());
    assert_eq!((&record["verdict"], &record["exit"]), (&"fail".into(), &1.into()));
    assert_eq!(record["findings"][0]["rule"], "xuar-site");
    let first = std::fs::read(repo.0.path("run.json")).unwrap();
    repo.0.check(&["--base", "base", "--format", "json", "--output", "record=run.json"]);
    assert_eq!(first, std::fs::read(repo.0.path("run.json")).unwrap(), "the same run gives the same bytes");
}

#[test]
fn a_record_of_commits_holds_whatever_is_checked_out() {
    let repo = repository();
    repo.0.check(&["--base", "base", "--output", "record=run.json"]);
    verify(&repo)
        .ends(0, &["verdict holds: recorded fail, now fail", "inputs hold: 1 of 1", "lists hold:", "the record holds"]);
    repo.0.write("a.sourcing.toml", BASE);
    repo.0.write("sourcegate.toml", "fail-on = \"info\"\n");
    repo.commit("on it goes");
    verify(&repo).ends(0, &["replayed on the commit", "as of 2026-01-01", "the record holds"]);
}

#[test]
fn what_was_changed_in_a_record_is_named() {
    let repo = repository();
    repo.0.check(&["--base", "base", "--output", "record=run.json"]);
    let good = std::fs::read_to_string(repo.0.path("run.json")).unwrap();
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from} is not in {good}");
        repo.0.write("run.json", good.replacen(from, to, 1));
        verify(&repo)
    };
    with("\"verdict\": \"fail\"", "\"verdict\": \"pass\"")
        .ends(1, &["verdict does not hold: recorded pass, now fail", "does not hold: 1 difference"]);
    let says = ["differs input a.sourcing.toml: bytes: recorded 1, now", "inputs DIFFER: 0 of 1"];
    let bytes = format!("\"bytes\": {}", BASE.len() + EXPOSED.len());
    with(&bytes, "\"bytes\": 1").ends(1, &says);
    with("\"as_of\": \"2026-01-01\"", "\"as_of\": \"2020-01-01\"").ends(1, &["as of 2020-01-01", "differs finding"]);
    with("\"fired\": 1", "\"fired\": 0").ends(1, &["differs rule xuar-site: fired: recorded 0, now 1"]);
    with("\"version\": \"0.1.0\"", "\"version\": \"0.0.9\"")
        .ends(0, &["note tool: version: recorded 0.0.9", "the record holds"]);
}

#[test]
fn a_record_of_the_work_tree_holds_until_a_file_changes() {
    let folder = Folder::with(&[("a.sourcing.toml", format!("{BASE}{EXPOSED}"))]);
    folder.check(&["--output", "record=run.json"]).ends(1, &[]);
    assert_eq!(record(&folder)["head"]["kind"], "work-tree");
    folder.run(&["verify-record", "run.json"]).ends(0, &["replayed on the work tree", "the record holds"]);
    folder.write("a.sourcing.toml", BASE);
    let run = folder.run(&["verify-record", "run.json"]);
    run.ends(
        1,
        &["verdict does not hold: recorded fail, now pass", "differs input a.sourcing.toml: sha256", "now nothing"],
    );
}

#[test]
fn a_record_of_staged_files_holds_before_and_after_the_commit() {
    let repo = repository();
    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}# staged\n"));
    repo.stage();
    repo.0.check(&["--staged", "--output", "record=run.json"]).ends(0, &[]);
    assert_eq!(record(&repo.0)["head"]["kind"], "index");
    verify(&repo).ends(0, &["replayed on the index", "the record holds"]);
    repo.commit("as staged");
    repo.0.write("a.sourcing.toml", BASE);
    repo.commit("and more");
    verify(&repo).ends(0, &["replayed on the commit", "the record holds"]);
    repo.stage();
    let orphan = repo.1.revparse_single("base").unwrap().peel_to_commit().unwrap();
    repo.1.reset(orphan.as_object(), git2::ResetType::Hard, None).unwrap();
    verify(&repo).ends(4, &["cannot be replayed", "not in the history of HEAD"]);
}

#[test]
fn what_cannot_be_replayed_ends_in_exit_code_4() {
    let repo = repository();
    repo.0.check(&["--base", "base", "--output", "record=run.json"]);
    let good = std::fs::read_to_string(repo.0.path("run.json")).unwrap();
    let commit = record(&repo.0)["head"]["commit"].as_str().unwrap().to_owned();
    for (text, says) in [
        (good.replacen(&commit, "0123456789012345678901234567890123456789", 1), "the recorded commit"),
        (good.replacen("\"schema\": 1", "\"schema\": 7", 1), "schema 7 is not known"),
        (good.replacen("sourcegate-run-record", "something", 1), "no record of a run"),
        (good.replacen("\"root\": \"\"", "\"root\": \"sub/\"", 1), "the run was made in sub/"),
        (good.replacen("2026-01-01", "yesterday", 1), "a wrong day"),
        ("{}".to_owned(), "no record of a run"),
        ("not json".to_owned(), "no record of a run"),
    ] {
        repo.0.write("run.json", text);
        verify(&repo).ends(4, &["`run.json` cannot be replayed", says]);
    }
    let mut leaving = serde_json::from_str::<Value>(&good).unwrap();
    leaving["asked"]["paths"] = serde_json::json!(["../../etc"]);
    repo.0.write("run.json", leaving.to_string());
    verify(&repo).ends(4, &["paths that leave the repository"]);
    repo.0.run(&["verify-record", "nowhere.json"]).ends(4, &["`nowhere.json` cannot be replayed"]);
}

#[test]
fn a_failed_input_and_a_required_lock_are_part_of_the_record() {
    let folder = Folder::with(&[("a.sourcing.toml", "[manifest]\nschema = 1\n[[party]]\nid = 3\n")]);
    folder.check(&["--output", "record=run.json"]).ends(4, &[]);
    let broken = record(&folder);
    assert_eq!((&broken["inputs"][0]["outcome"], &broken["exit"]), (&"failed".into(), &4.into()));
    assert!(broken["inputs"][0]["content"]["sha256"].is_string());
    folder.run(&["verify-record", "run.json"]).ends(0, &["recorded fail, now fail"]);

    folder.write("a.sourcing.toml", BASE);
    folder.run(&["policy", "lock"]).ends(0, &[]);
    folder.check(&["--output", "record=run.json"]).ends(0, &[]);
    assert_eq!(record(&folder)["policy"]["lock"].as_str().unwrap().len(), 64);
    folder.write("sourcegate.lock", format!("{}\n", std::fs::read_to_string(folder.path("sourcegate.lock")).unwrap()));
    folder.run(&["verify-record", "run.json"]).ends(1, &["differs sourcegate.lock: sha256"]);
}

#[test]
fn the_configuration_of_a_work_tree_is_recorded_by_its_content() {
    let config = "fail-on = \"review\"\n";
    let folder = Folder::with(&[("a.sourcing.toml", BASE), ("sourcegate.toml", config)]);
    let run = folder.check(&["--format", "record"]);
    let record: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err));
    assert_eq!(record["policy"]["files"]["sourcegate.toml"], sourcegate::source::digest::sha256(config.as_bytes()));
}
