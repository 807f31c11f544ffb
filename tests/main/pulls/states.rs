//! States of a repository and of a search that other tools took for nothing to do.

use crate::comparing::{commit_all, git};
use crate::support::Folder;

const LISTED: &str = "Supplier,Country\n\"Huafu Fashion Co., Ltd.\",CN\n";
const CLEAN: &str = "Supplier,Country\nAlpha Works,DE\n";

#[test]
fn a_file_that_is_only_announced_is_not_staged() {
    // pre-commit/pre-commit#912: it has no content in the index, and no commit would record it.
    let folder = Folder::with(&[("suppliers.csv", CLEAN)]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    commit_all(&at, "base");
    folder.write("vendors.csv", LISTED);
    git(&at, &["add", "-N", "vendors.csv"]);
    folder.write("suppliers.csv", format!("{CLEAN}Beta Works,DE\n"));
    git(&at, &["add", "suppliers.csv"]);
    let run = folder.check(&["--staged"]);
    run.ends(0, &["1 input, 2 records"]);
    git(&at, &["add", "vendors.csv"]);
    folder.check(&["--staged"]).ends(1, &["vendors.csv:2"]);
}

#[test]
fn the_last_of_several_files_does_not_decide_alone() {
    // open-policy-agent/conftest#108
    let folder = Folder::with(&[("a.csv", LISTED), ("b.csv", CLEAN)]);
    folder.check(&["a.csv", "b.csv"]).ends(1, &["a.csv:2"]);
    folder.check(&["b.csv", "a.csv"]).ends(1, &["a.csv:2"]);
}

#[test]
fn branches_without_a_common_commit_have_no_base() {
    // tj-actions/changed-files#879
    let folder = Folder::with(&[("suppliers.csv", CLEAN)]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    commit_all(&at, "base");
    git(&at, &["checkout", "-q", "--orphan", "other"]);
    commit_all(&at, "other");
    git(&at, &["checkout", "-q", "main"]);
    folder.check(&["--base", "other"]).ends(4, &["share no history in this clone"]);
}

#[test]
fn a_file_named_git_in_a_folder_ends_no_search() {
    // gitleaks/gitleaks#834
    let folder = Folder::with(&[("a/suppliers.csv", CLEAN), ("b/suppliers.csv", LISTED), ("c/suppliers.csv", LISTED)]);
    git(&folder.path(""), &["init", "-q"]);
    folder.write("b/.git", "gitdir: ../nowhere\n");
    folder.check(&[]).ends(1, &["b/suppliers.csv:2", "c/suppliers.csv:2", "3 inputs"]);
}
