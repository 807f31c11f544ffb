//! Configuration and pack come from the base, wherever arguments and working directories point.

use crate::comparing::Repo;
use crate::support::Run;

const CLEAN: &str = "Supplier,Country\nAlpha Works,DE\n";
/// A place in the region is a warning at least; this one is a denial.
const EXPOSED: &str = "Supplier,Country,Province\nAlpha Works,DE,\nBeta Works,CN,Xinjiang\n";

/// Runs the check in a folder, against the base.
fn check_in(repo: &Repo, folder: &str, arguments: &[&str]) -> Run {
    repo.0.check_in(folder, &[&["--base", "base"], arguments].concat())
}

fn base(repo: &Repo) {
    let base = repo.commit("base");
    repo.1.reference("refs/heads/base", base, true, "").unwrap();
}

#[test]
fn a_configuration_that_the_head_puts_into_the_working_directory_moves_no_root() {
    let repo = Repo::with(&[
        ("sourcegate.toml", "fail-on = \"info\"\nrequire-lock = true\n"),
        ("sourcing/suppliers.csv", CLEAN),
    ]);
    repo.0.run(&["policy", "lock"]).ends(0, &[]);
    base(&repo);
    repo.0.write(
        "sourcing/suppliers.csv",
        "Supplier,Country,Province\nAlpha Works,DE,\nBeta Works,CN,\nUrumqi Gamma,CN,\n",
    );
    for text in ["", "fail-on = \"deny\"\n"] {
        repo.0.write("sourcing/sourcegate.toml", text);
        repo.commit("a configuration of its own");
        let run = check_in(&repo, "sourcing", &[]);
        run.ends(1, &["root of the run: . -> sourcing", "fail-on", "as it counts: fail"]);
        let report = check_in(&repo, "sourcing", &["--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
        assert_eq!(
            (&report["verdict"], &report["policy"]["lock"]["state"]),
            (&"fail".into(), &"held".into()),
            "{report}"
        );
    }
}

#[test]
fn a_configuration_that_the_head_takes_out_of_the_working_directory_moves_no_root() {
    let repo = Repo::with(&[
        ("sourcing/sourcegate.toml", "fail-on = \"info\"\n"),
        ("sourcing/suppliers.csv", CLEAN),
        ("other/suppliers.csv", CLEAN),
    ]);
    std::fs::remove_file(repo.0.path("sourcing/sourcegate.toml")).unwrap();
    repo.0.write("sourcing/suppliers.csv", "Supplier,Country,Province\nUrumqi Gamma,CN,\n");
    repo.commit("no configuration");
    let run = check_in(&repo, "sourcing", &[]);
    run.ends(1, &["root of the run: sourcing -> .", "suppliers.csv:2"]);
    assert!(!run.out.contains("sourcing/suppliers.csv:2"), "paths are those below the root of the base\n{}", run.out);
}

#[test]
fn a_configuration_that_an_argument_names_is_read_from_the_base() {
    let repo = Repo::with(&[("ci/gate.toml", "fail-on = \"info\"\n"), ("suppliers.csv", CLEAN)]);
    repo.0.write("ci/gate.toml", "fail-on = \"deny\"\nexclude = [\"*.csv\"]\n");
    repo.0.write("suppliers.csv", EXPOSED);
    repo.commit("an excuse");
    for folder in ["", "ci"] {
        let file = if folder.is_empty() { "ci/gate.toml" } else { "gate.toml" };
        let run = check_in(&repo, folder, &["--config", file, repo.0.path("").to_str().unwrap()]);
        run.ends(1, &["xuar-site", "configuration fail-on changed", "configuration exclude added"]);
    }
    // One that only the head has cannot judge it, and one that neither has comes from outside.
    repo.0.write("ci/new.toml", "exclude = [\"*.csv\"]\n");
    repo.commit("another excuse");
    let run = check_in(&repo, "", &["--config", "ci/new.toml"]);
    run.ends(2, &["`ci/new.toml` is not in the commit", "a change cannot bring what it is judged by"]);
    std::fs::remove_file(repo.0.path("ci/gate.toml")).unwrap();
    repo.commit("gone");
    check_in(&repo, "", &["--config", "ci/gate.toml"]).ends(1, &["configuration fail-on removed"]);
    repo.0.write("ci/untracked.toml", "fail-on = \"info\"\n");
    check_in(&repo, "", &["--config", "ci/untracked.toml"]).ends(1, &["xuar-site"]);
}

#[test]
fn a_pack_that_an_argument_names_is_read_from_the_base() {
    let repo = Repo::with(&[("sourcing/suppliers.csv", CLEAN), ("sourcing/sourcegate.toml", "")]);
    repo.0.copy_pack();
    base(&repo);
    repo.0.write("sourcing/suppliers.csv", EXPOSED);
    let text = std::fs::read_to_string(repo.0.path("pack/rules/region.toml")).unwrap();
    let (head, rest) = text.split_once("id = \"xuar-site\"").unwrap();
    let (rule, rest) = rest.split_once("[[rule]]").unwrap();
    let (before, _) = rule.split_once("level = [").unwrap();
    repo.0.write(
        "pack/rules/region.toml",
        format!("{head}id = \"xuar-site\"{before}level = [{{ level = \"warn\" }}]\n\n[[rule]]{rest}"),
    );
    repo.0.replace("pack/cases/region.toml", "level = \"deny\"", "level = \"warn\"");
    repo.0.run(&["policy", "lock", "pack"]).ends(0, &[]);
    repo.commit("an excuse");
    let run = check_in(&repo, "", &["--policy", "pack"]);
    run.ends(1, &["deny[xuar-site]", "rule xuar-site changed"]);
    // From a folder that is the root of the run, the pack stands above it.
    let run = check_in(&repo, "sourcing", &["--policy", "../pack"]);
    run.ends(1, &["deny[xuar-site]", "rule xuar-site changed"]);
    let run = check_in(&repo, "sourcing", &["--policy", "../pack", "--policy-from", "head"]);
    run.ends(0, &["warn[xuar-site]"]);
}
