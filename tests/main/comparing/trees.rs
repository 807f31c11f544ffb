//! The trees that are read, and the files in them.

use std::path::Path;

use super::{BASE, EXPOSED, OLD_DEBT, Repo};
use crate::support::Folder;

#[test]
fn a_base_that_is_not_in_the_clone_says_how_to_get_it() {
    let repo = Repo::with(&[("a.sourcing.toml", BASE)]);
    let run = repo.0.check(&["--base", "origin/main"]);
    assert_eq!(run.code, Some(4));
    assert!(run.err.contains("git fetch origin main") && run.err.contains("fetch-depth: 0"), "{}", run.err);
    let outside = Folder::with(&[("a.sourcing.toml", BASE)]);
    let run = outside.check(&["--base", "main"]);
    assert_eq!(run.code, Some(4), "{}", run.err);
    assert!(run.err.contains("not in a git repository"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn links_in_a_commit_stay_inside() {
    let repo = Repo::with(&[("a.sourcing.toml", BASE), ("real/b.txt", OLD_DEBT)]);
    std::os::unix::fs::symlink("real/b.txt", repo.0.path("in.sourcing.toml")).unwrap();
    repo.commit("a link inside");
    assert_eq!(repo.check(&["--base", "base"]).0, Some(1), "its content counts");
    std::os::unix::fs::symlink(Path::new("/etc/hostname"), repo.0.path("out.sourcing.toml")).unwrap();
    repo.commit("a link out");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!(code, Some(4));
    assert!(report.to_string().contains("leaves the tree"));
}

#[test]
fn ignoring_a_tracked_manifest_does_not_hide_it() {
    let repo = Repo::with(&[("a.sourcing.toml", BASE), ("d.sourcing.toml", OLD_DEBT)]);
    repo.0.write(".gitignore", "d.sourcing.toml\nout/\n");
    repo.0.write("out/e.sourcing.toml", OLD_DEBT);
    let (code, report) = repo.check(&[]);
    assert_eq!(code, Some(1));
    let paths: Vec<&str> =
        report["inputs"].as_array().unwrap().iter().filter_map(|input| input["path"].as_str()).collect();
    assert_eq!(paths, ["a.sourcing.toml", "d.sourcing.toml"], "what was never tracked stays out");
}

#[test]
fn a_change_cannot_excuse_itself() {
    let repo = Repo::with(&[("a.sourcing.toml", BASE)]);
    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    repo.0.write("sourcegate.toml", "exclude = [\"**\"]\n");
    repo.0.write(".gitignore", "*.sourcing.toml\n");
    repo.commit("a supplier and its excuse");
    repo.0.check(&["--base", "base"]).ends(1, &["policy change: the head is not judged", "once it is on the base"]);
    let run = repo.0.check(&["--base", "base", "--policy-from", "head"]);
    assert_eq!(run.code, Some(3), "the head leaves everything out: {}", run.out);
}

#[test]
fn what_a_manifest_pulls_in_comes_from_the_same_tree() {
    let manifest = "[manifest]\nschema = 1\ninclude = [\"more/parties.toml\"]\n[[import]]\nfile = \"more/list.csv\"\n";
    let table = "supplier,country,province\nGamma Works,DE,Bavaria\n";
    let repo = Repo::with(&[
        ("a.sourcing.toml", manifest),
        ("more/parties.toml", "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nname = \"Pi Works\"\n"),
        ("more/list.csv", table),
    ]);
    // On disk the one is exposed and the other is gone; in the commits neither is so.
    repo.0.write("more/list.csv", table.replace("DE,Bavaria", "CN,Xinjiang"));
    std::fs::remove_file(repo.0.path("more/parties.toml")).unwrap();
    assert_eq!(repo.compared(0), Vec::<String>::new());
    assert_eq!(repo.check(&["--staged"]).0, Some(0));
    assert_eq!(repo.check(&[]).0, Some(4), "on disk the include is missing");
    repo.stage();
    let (code, report) = repo.check(&["--staged"]);
    assert_eq!(code, Some(4), "now it is missing in the index too");
    assert!(report.to_string().contains("names no file"));
    repo.0.write("more/parties.toml", "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nname = \"Pi Works\"\n");
    repo.stage();
    assert_eq!(repo.check(&["--staged"]).0, Some(1), "the staged table");
    assert_eq!(repo.compared(0), Vec::<String>::new(), "the committed one");
}

#[cfg(unix)]
#[test]
fn an_import_through_a_link_out_of_the_tree_is_refused() {
    let outside = Folder::with(&[("secret.csv", "supplier,country\nSecret Works,CN\n")]);
    let manifest =
        "[manifest]\nschema = 1\n[[import]]\nfile = \"list.csv\"\n[[import]]\nfile = \"folder/secret.csv\"\n";
    let repo = Repo::with(&[("a.sourcing.toml", BASE)]);
    std::os::unix::fs::symlink(outside.path("secret.csv"), repo.0.path("list.csv")).unwrap();
    std::os::unix::fs::symlink(outside.path(""), repo.0.path("folder")).unwrap();
    repo.0.write("a.sourcing.toml", manifest);
    repo.commit("links");
    for arguments in [&["--base", "base"][..], &["--staged"], &[]] {
        let run = repo.0.check(arguments);
        run.ends(4, &["links out of the tree are never followed"]);
        assert!(!run.out.contains("Secret Works"), "{}", run.out);
    }
}
