//! Files staged for the next commit.

use super::{BASE, EXPOSED, OLD_DEBT, Repo, commit_all, git, git_with, statuses};
use crate::support::Folder;

#[test]
fn what_is_staged_is_judged_and_nothing_else() {
    let repo = Repo::with(&[("a.sourcing.toml", BASE)]);
    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    assert_eq!(repo.check(&["--staged"]).0, Some(0), "an edit that is not staged");
    repo.stage();
    repo.0.write("a.sourcing.toml", BASE);
    let (code, report) = repo.check(&["--staged"]);
    assert_eq!(
        (code, statuses(&report)),
        (Some(1), vec!["xuar-site b-site new".to_owned()]),
        "staged, then taken back"
    );
}

/// A repository with a hook that runs the gate on what git is committing.
fn hooked() -> Folder {
    let folder = Folder::with(&[("a.sourcing.toml", BASE), ("b.sourcing.toml", "[manifest]\nschema = 1\n")]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    commit_all(&at, "base");
    let gate = env!("CARGO_BIN_EXE_sourcegate");
    folder.write(".git/hooks/pre-commit", format!("#!/bin/sh\nexec '{gate}' check --as-of 2026-01-01 --staged\n"));
    std::fs::set_permissions(folder.path(".git/hooks/pre-commit"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    folder
}

#[test]
fn under_a_hook_exactly_what_git_commits_is_judged() {
    let folder = hooked();
    let at = folder.path("");
    let commit = |arguments: &[&str]| git_with(&at, &[&["commit", "-q", "-m", "x"], arguments].concat(), &[]);
    folder.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    folder.write("c.sourcing.toml", "[manifest]\nschema = 1\n");
    git(&at, &["add", "c.sourcing.toml"]);

    let (done, said) = commit(&["-a"]);
    assert!(!done && said.contains("Beta Works"), "commit -a takes the edit along: {said}");
    let (done, said) = commit(&["--", "a.sourcing.toml"]);
    assert!(!done && said.contains("Beta Works"), "commit -- PATH takes it along: {said}");
    let (done, said) = commit(&["--", "b.sourcing.toml", "c.sourcing.toml"]);
    assert!(done, "the edit stays behind: {said}");
    folder.write("d.sourcing.toml", OLD_DEBT);
    git(&at, &["add", "d.sourcing.toml"]);
    let (done, said) = commit(&["--", "c.sourcing.toml"]);
    assert!(!done && said.contains("pass:"), "nothing to commit there: {said}");
    let (done, said) = commit(&[]);
    assert!(!done && said.contains("d.sourcing.toml:9"), "{said}");
    // Under a linked worktree git sets GIT_DIR as well.
    git(&at, &["reset", "-q", "--hard"]);
    let linked = Folder::with::<&str>(&[]);
    let place = linked.path("tree");
    git(&at, &["worktree", "add", "-q", "-b", "other", place.to_str().unwrap()]);
    linked.write("tree/a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    let (done, said) = git_with(&place, &["commit", "-q", "-a", "-m", "x"], &[]);
    assert!(!done && said.contains("Beta Works"), "{said}");
}

#[test]
fn a_deletion_is_judged_too() {
    let folder = hooked();
    let at = folder.path("");
    folder.write("p.sourcing.toml", "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nname = \"Pi Works\"\n");
    folder.write("q.sourcing.toml", "[manifest]\nschema = 1\n[[item]]\nid = \"q\"\nname = \"Q\"\nmade_by = \"p\"\n");
    assert!(git_with(&at, &["add", "-A"], &[]).0 && git_with(&at, &["commit", "-q", "-m", "x"], &[]).0);
    git(&at, &["rm", "-q", "p.sourcing.toml"]);
    let (done, said) = git_with(&at, &["commit", "-q", "-m", "a party less"], &[]);
    assert!(!done && said.contains("there is no party with the id `p`"), "{said}");
}

#[test]
fn an_index_that_is_not_there_is_no_empty_commit() {
    let repo = Repo::with(&[("a.sourcing.toml", BASE)]);
    let run = repo.0.check_with(&["--staged"], &[("GIT_INDEX_FILE", "no/such/index")]);
    run.ends(4, &["GIT_INDEX_FILE names `no/such/index`, which is not there"]);
    let run = repo.0.check_with(&["--staged"], &[("GIT_INDEX_FILE", ".git/index")]);
    run.ends(0, &["from the index"]);
}
