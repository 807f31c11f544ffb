//! Base and head, and what is staged, in real repositories.

use std::path::Path;

use git2::{IndexAddOption, Oid, Repository, Signature};

use crate::support::Folder;

const BASE: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n\
                    [[item]]\nid = \"thing\"\nname = \"Thing\"\nmade_by = \"a\"\n";
const OLD_DEBT: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"d\"\nname = \"Delta Works\"\n\
                        [[site]]\nid = \"d-site\"\nparty = \"d\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n";
const EXPOSED: &str = "[[party]]\nid = \"b\"\nname = \"Beta Works\"\n\
                       [[site]]\nid = \"b-site\"\nparty = \"b\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n\
                       [[supply]]\nfrom = \"b-site\"\nto = \"a\"\nitem = \"thing\"\n";

struct Repo(Folder, Repository);

impl Repo {
    /// A repository whose first commit, the base, holds these files.
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = Folder::of(files);
        let repository = Repository::init(folder.path("")).unwrap();
        let repo = Self(folder, repository);
        let base = repo.commit("base");
        repo.1.reference("refs/heads/base", base, true, "").unwrap();
        repo
    }

    fn stage(&self) {
        let mut index = self.1.index().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        index.update_all(["*"], None).unwrap();
        index.write().unwrap();
    }

    fn commit(&self, message: &str) -> Oid {
        self.stage();
        let tree = self.1.find_tree(self.1.index().unwrap().write_tree().unwrap()).unwrap();
        let who = Signature::now("Tester", "tester@example.com").unwrap();
        let parent = self.1.head().ok().and_then(|head| head.peel_to_commit().ok());
        let parents: Vec<_> = parent.iter().collect();
        self.1.commit(Some("HEAD"), &who, &who, message, &tree, &parents).unwrap()
    }

    /// Exit code and the report as JSON.
    fn check(&self, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
        let run = self.0.check(&[&["--format", "json"], arguments].concat());
        (run.code, serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err)))
    }
}

/// `rule subject status` of the findings, sorted.
fn statuses(report: &serde_json::Value) -> Vec<String> {
    let mut found: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            format!("{} {} {}", text(&finding["rule"]), text(&finding["subject"]["id"]), text(&finding["status"]))
        })
        .collect();
    found.sort();
    found
}

#[test]
fn only_what_is_new_fails() {
    let repo = Repo::of(&[("a.sourcing.toml", BASE), ("d.sourcing.toml", OLD_DEBT)]);
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["xuar-site d-site carried".to_owned()]));

    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    repo.commit("a new supplier");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!(code, Some(1));
    assert_eq!(statuses(&report), ["xuar-site b-site new", "xuar-site d-site carried"]);
    let run = repo.0.check(&["--base", "base"]);
    assert!(run.out.contains("+ province = \"Xinjiang\"") && run.out.contains("already in the base"), "{}", run.out);
}

#[test]
fn a_moved_file_is_not_news_and_another_supplier_on_its_line_is() {
    let repo = Repo::of(&[("d.sourcing.toml", OLD_DEBT)]);
    std::fs::rename(repo.0.path("d.sourcing.toml"), repo.0.path("e.sourcing.toml")).unwrap();
    repo.commit("rename");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["xuar-site d-site moved".to_owned()]));

    repo.0.write("e.sourcing.toml", OLD_DEBT.replace("Delta Works", "Epsilon Works"));
    repo.commit("another one");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!(
        (code, statuses(&report)),
        (Some(1), vec!["xuar-site d-site fixed".to_owned(), "xuar-site d-site new".to_owned()])
    );
}

#[test]
fn a_removed_exposure_is_fixed() {
    let repo = Repo::of(&[("a.sourcing.toml", BASE), ("d.sourcing.toml", OLD_DEBT)]);
    std::fs::remove_file(repo.0.path("d.sourcing.toml")).unwrap();
    repo.commit("gone");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["xuar-site d-site fixed".to_owned()]));
    assert_eq!(report["summary"]["deny"], 0);
    assert!(repo.0.check(&["--base", "base"]).out.contains("fixed since the base"));
}

#[test]
fn what_is_staged_is_judged_and_nothing_else() {
    let repo = Repo::of(&[("a.sourcing.toml", BASE)]);
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

#[test]
fn a_change_cannot_excuse_itself() {
    let repo = Repo::of(&[("a.sourcing.toml", BASE)]);
    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    repo.0.write("sourcegate.toml", "exclude = [\"**\"]\n");
    repo.0.write(".gitignore", "*.sourcing.toml\n");
    repo.commit("a supplier and its excuse");
    let run = repo.0.check(&["--base", "base"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(
        run.out.contains("differ between base and head") && run.out.contains("once it is on the base"),
        "{}",
        run.out
    );
    let run = repo.0.check(&["--base", "base", "--policy-from", "head"]);
    assert_eq!(run.code, Some(3), "the head leaves everything out: {}", run.out);
}

#[test]
fn a_base_that_is_not_in_the_clone_says_how_to_get_it() {
    let repo = Repo::of(&[("a.sourcing.toml", BASE)]);
    let run = repo.0.check(&["--base", "origin/main"]);
    assert_eq!(run.code, Some(4));
    assert!(run.err.contains("git fetch origin main") && run.err.contains("fetch-depth: 0"), "{}", run.err);
    let outside = Folder::of(&[("a.sourcing.toml", BASE)]);
    let run = outside.check(&["--base", "main"]);
    assert_eq!(run.code, Some(4), "{}", run.err);
    assert!(run.err.contains("not in a git repository"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn links_in_a_commit_stay_inside() {
    let repo = Repo::of(&[("a.sourcing.toml", BASE), ("real/b.txt", OLD_DEBT)]);
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
    let repo = Repo::of(&[("a.sourcing.toml", BASE), ("d.sourcing.toml", OLD_DEBT)]);
    repo.0.write(".gitignore", "d.sourcing.toml\nout/\n");
    repo.0.write("out/e.sourcing.toml", OLD_DEBT);
    let (code, report) = repo.check(&[]);
    assert_eq!(code, Some(1));
    let paths: Vec<&str> =
        report["inputs"].as_array().unwrap().iter().filter_map(|input| input["path"].as_str()).collect();
    assert_eq!(paths, ["a.sourcing.toml", "d.sourcing.toml"], "what was never tracked stays out");
}
