//! Repositories and checkouts out of the ordinary.

use super::{BASE, EXPOSED, OLD_DEBT, commit_all, git, git_with};
use crate::support::Folder;

/// A repository whose branch `base` holds old debt and whose HEAD adds an exposure.
fn repository(init: &[&str]) -> Folder {
    let folder = Folder::with(&[("a.sourcing.toml", BASE), ("deep/d.sourcing.toml", OLD_DEBT), ("deep/x.md", "x")]);
    let at = folder.path("");
    git(&at, &[&["init", "-q"], init].concat());
    commit_all(&at, "base");
    git(&at, &["branch", "base"]);
    folder.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    commit_all(&at, "head");
    folder
}

fn clone(of: &Folder, arguments: &[&str]) -> Folder {
    let folder = Folder::with::<&str>(&[]);
    let address = format!("file://{}", of.path("").display());
    git(&of.path(""), &["config", "uploadpack.allowFilter", "true"]);
    git(&folder.path(""), &[&["clone", "-q"], arguments, &[&address, "."]].concat());
    folder
}

const EXPECTED: [&str; 2] = ["Beta Works", "already in the base:"];

#[test]
fn detached_heads_linked_worktrees_and_bare_repositories() {
    let plain = repository(&[]);
    git(&plain.path(""), &["checkout", "-q", "--detach"]);
    plain.check(&["--base", "base"]).ends(1, &EXPECTED);

    let linked = Folder::with::<&str>(&[]);
    let place = linked.path("tree");
    git(&plain.path(""), &["worktree", "add", "-q", place.to_str().unwrap(), "main"]);
    linked.check(&["--base", "base", "tree"]).ends(1, &EXPECTED);
    linked.write("tree/deep/d.sourcing.toml", OLD_DEBT.replace("Delta", "Gamma"));
    git(&place, &["add", "-A"]);
    linked.check(&["--staged", "tree"]).ends(1, &["deep/d.sourcing.toml:9", "fixed since the base:"]);

    let bare = clone(&plain, &["--bare"]);
    bare.check(&["--base", "base"]).ends(1, &EXPECTED);
}

#[test]
fn without_a_commit_what_is_staged_is_all_new() {
    let folder = Folder::with(&[("d.sourcing.toml", OLD_DEBT)]);
    git(&folder.path(""), &["init", "-q"]);
    folder.check(&["--staged"]).ends(0, &["no sourcing manifest is here", "nothing was checked"]);
    git(&folder.path(""), &["add", "-A"]);
    folder.check(&["--staged"]).ends(1, &["there is no commit yet", "d.sourcing.toml:9"]);
    folder.check(&["--base", "main"]).ends(4, &["`main` is not in this clone"]);
    folder.check(&["--base", "auto"]).ends(4, &["no commit yet"]);
}

#[test]
fn a_partial_clone_is_never_a_pass() {
    let origin = repository(&[]);
    // Even tables that a search would leave aside for their header are asked for.
    origin.write("list.csv", "name,note\nx,y\n");
    commit_all(&origin.path(""), "a table");
    let partial = clone(&origin, &["--filter=blob:none", "--no-checkout"]);
    let run = partial.check(&["--base", "origin/base"]);
    run.ends(4, &["the content is not in this clone", "git fetch --refetch --no-filter"]);
    assert_eq!(run.out, "");
    git(&partial.path(""), &["read-tree", "HEAD"]);
    partial.check(&["--staged"]).ends(4, &["the content is not in this clone"]);
    // What is checked out is here; the base is not.
    let checked_out = clone(&origin, &["--filter=blob:none"]);
    checked_out.check(&["--base", "origin/base"]).ends(4, &["the content is not in this clone"]);
    git(&checked_out.path(""), &["fetch", "-q", "--refetch", "--no-filter"]);
    checked_out.check(&["--base", "origin/base"]).ends(1, &EXPECTED);
}

#[test]
fn sparse_checkouts() {
    let origin = repository(&[]);
    let sparse = clone(&origin, &["--no-checkout"]);
    let at = sparse.path("");
    git(&at, &["sparse-checkout", "set", "--cone", "--no-sparse-index", "other"]);
    git(&at, &["checkout", "-q", "main"]);
    assert!(!sparse.path("deep").exists());
    sparse.check(&["--base", "origin/base"]).ends(1, &EXPECTED);
    sparse.check(&["--staged"]).ends(0, &EXPECTED);
    sparse.check(&[]).ends(1, &["the checkout is sparse: 2 tracked files are not on disk and not judged"]);

    git(&at, &["sparse-checkout", "reapply", "--sparse-index"]);
    sparse.check(&["--base", "origin/base"]).ends(1, &EXPECTED);
    sparse.check(&["--staged"]).ends(4, &["`git sparse-checkout reapply --no-sparse-index` makes it readable"]);
    sparse.check(&[]).ends(1, &["what git tracks cannot be told", "the index is sparse"]);
    git(&at, &["sparse-checkout", "reapply", "--no-sparse-index"]);
    sparse.check(&["--staged"]).ends(0, &EXPECTED);
}

#[test]
fn formats_that_cannot_be_read_are_refused_with_the_way_out() {
    let sha256 = repository(&["--object-format=sha256"]);
    sha256.check(&["--base", "base"]).ends(4, &["SHA-256 cannot be read yet"]);
    sha256.check(&["--staged"]).ends(4, &["SHA-256 cannot be read yet"]);
    sha256.check(&[]).ends(1, &["what git tracks cannot be told", "Beta Works"]);

    let probe = Folder::with::<&str>(&[]);
    if git_with(&probe.path(""), &["init", "-q", "--ref-format=reftable"], &[]).0 {
        let reftable = repository(&["--ref-format=reftable"]);
        reftable.check(&["--base", "base"]).ends(4, &["git refs migrate --ref-format=files"]);
    }
}

#[test]
fn submodules_are_named_and_not_read() {
    let inner = repository(&[]);
    let outer = repository(&[]);
    let address = format!("file://{}", inner.path("").display());
    git(&outer.path(""), &["submodule", "--quiet", "add", &address, "vendor/inner"]);
    outer.check(&["--staged"]).ends(0, &["submodules of the index are not read: vendor/inner"]);
    commit_all(&outer.path(""), "a submodule");
    outer.check(&["--base", "base"]).ends(1, &["are not read: vendor/inner; check each in its own repository"]);
}

#[test]
fn nothing_of_the_repository_is_run() {
    let folder = repository(&[]);
    let at = folder.path("");
    let evil = folder.path("evil.sh");
    let mark = folder.path("ran");
    folder.write("evil.sh", format!("#!/bin/sh\ntouch {}\ncat\n", mark.display()));
    std::fs::set_permissions(&evil, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    folder.write(".gitattributes", "* filter=evil diff=evil\n");
    commit_all(&at, "attributes");
    let evil = evil.to_str().unwrap();
    for key in [
        "filter.evil.smudge",
        "filter.evil.clean",
        "filter.evil.process",
        "diff.evil.textconv",
        "diff.evil.command",
        "core.fsmonitor",
    ] {
        git(&at, &["config", key, evil]);
    }
    for hook in ["post-index-change", "reference-transaction", "pre-commit"] {
        folder.write(&format!(".git/hooks/{hook}"), std::fs::read(evil).unwrap());
        std::fs::set_permissions(
            folder.path(&format!(".git/hooks/{hook}")),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
    }
    let before = std::fs::read(folder.path(".git/index")).unwrap();
    folder.check(&["--base", "base"]).ends(1, &EXPECTED);
    folder.check(&["--staged"]).ends(0, &[]);
    folder.check(&[]).ends(1, &[]);
    assert!(!mark.exists(), "a filter or hook of the repository was run");
    assert_eq!(std::fs::read(folder.path(".git/index")).unwrap(), before, "only reading");
}
