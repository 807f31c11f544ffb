//! The base is what the event and the branch say, and never what the author of the change makes of it.

use crate::comparing::{commit_all, git, statuses};
use crate::support::{Folder, Run};
use crate::waivers::{HIDDEN, fingerprint};

const CLEAN: &str = "Supplier,Country,Province\nAlpha Works,DE,\n";
const EXPOSED: &str = "Supplier,Country,Province\nAlpha Works,DE,\nBeta Works,CN,Xinjiang\n";

/// A clone with `origin/main`, and a branch `topic` off it that brings an exposure.
struct Clone {
    folder: Folder,
    main: String,
    topic: String,
}

impl Clone {
    fn new() -> Self {
        let folder = Folder::with(&[("suppliers.csv", CLEAN)]);
        let at = folder.path("");
        git(&at, &["init", "-q"]);
        git(&at, &["remote", "add", "origin", "https://example.com/none.git"]);
        let main = commit_all(&at, "main");
        git(&at, &["update-ref", "refs/remotes/origin/main", &main]);
        git(&at, &["checkout", "-q", "-b", "topic"]);
        folder.write("suppliers.csv", EXPOSED);
        let topic = commit_all(&at, "topic");
        Self { folder, main, topic }
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(&self.folder.path(""), arguments)
    }

    fn on(&self, event: &str, payload: &str, sha: &str, arguments: &[&str]) -> Run {
        let outside = Folder::with(&[("event.json", payload)]);
        let path = outside.path("event.json");
        let variables =
            [("GITHUB_EVENT_NAME", event), ("GITHUB_EVENT_PATH", path.to_str().unwrap()), ("GITHUB_SHA", sha)];
        self.folder.check_with(&[&["--base", "auto"], arguments].concat(), &variables)
    }

    fn pull(&self, head: &str) -> String {
        format!(
            r#"{{"pull_request":{{"number":7,"base":{{"sha":"{}","ref":"main"}},"head":{{"sha":"{head}"}}}}}}"#,
            self.main
        )
    }
}

#[test]
fn no_tag_and_no_branch_of_a_like_name_becomes_the_base() {
    for reference in ["refs/tags/origin/main", "refs/heads/origin/main"] {
        let clone = Clone::new();
        clone.git(&["update-ref", reference, &clone.topic]);
        clone.folder.check(&["--base", "origin/main"]).ends(2, &["`origin/main` is ambiguous", reference]);
        // What the tool itself asks for is said in full.
        clone.folder.check(&["--base", "auto"]).ends(1, &["xuar-site", "`origin/main`"]);
        let run = clone.folder.check_with(&["--base", "auto"], &[("GITHUB_BASE_REF", "main")]);
        run.ends(1, &["xuar-site"]);
        clone.folder.check(&["--base", "refs/remotes/origin/main"]).ends(1, &["xuar-site"]);
    }
    let clone = Clone::new();
    clone.git(&["update-ref", "refs/tags/main", &clone.topic]);
    clone.folder.check(&["--base", "main"]).ends(2, &["`main` is ambiguous", "refs/tags/main", "refs/heads/main"]);
    clone.folder.check(&["--base", "main~0"]).ends(2, &["`main` is ambiguous"]);
    clone.git(&["branch", "-D", "main"]);
    clone.folder.check(&["--base", "main"]).ends(2, &["`main` is a tag here, and no branch", "refs/tags/main"]);
    clone.git(&["update-ref", "-d", "refs/remotes/origin/main"]);
    clone.git(&["update-ref", "refs/tags/origin/main", &clone.topic]);
    clone.folder.check(&["--base", "origin/main"]).ends(2, &["`origin/main` is a tag here"]);
    let run = clone.folder.check_with(&["--base", "auto"], &[("GITHUB_BASE_REF", "main")]);
    run.ends(4, &["`origin/main` is not in this clone"]);
    // A tag that is meant is named in full.
    clone.git(&["update-ref", "refs/tags/v1", &clone.main]);
    clone.folder.check(&["--base", "refs/tags/v1"]).ends(1, &["xuar-site"]);
    clone.folder.check(&["--base", &clone.main]).ends(1, &["xuar-site"]);
}

/// A merge of the author: what is bad stands in its first parent.
fn merge_of_the_author(clone: &Clone) -> String {
    clone.git(&["checkout", "-q", "-b", "harmless", &clone.main]);
    clone.folder.write("readme.md", "harmless");
    commit_all(&clone.folder.path(""), "harmless");
    clone.git(&["checkout", "-q", "topic"]);
    clone.git(&["merge", "-q", "--no-ff", "-m", "Merge pull request #7", "harmless"]);
    clone.git(&["rev-parse", "HEAD"])
}

#[test]
fn a_merge_of_the_author_does_not_choose_the_base() {
    let clone = Clone::new();
    let merge = merge_of_the_author(&clone);
    let second = clone.git(&["rev-parse", "HEAD^2"]);
    let run = clone.folder.check_with(&["--base", "auto"], &[("GITHUB_BASE_REF", "main")]);
    run.ends(1, &["xuar-site", "origin/main"]);
    // The event knew the second parent as the tip; the merge was pushed before the checkout.
    clone.on("pull_request", &clone.pull(&second), &clone.main, &[]).ends(1, &["xuar-site"]);
    clone.on("pull_request_target", &clone.pull(&second), &merge, &[]).ends(1, &["xuar-site"]);
    clone.on("pull_request", &clone.pull(&merge), &merge, &[]).ends(1, &["xuar-site"]);
}

#[test]
fn what_is_not_the_pull_request_is_not_judged_as_one() {
    let clone = Clone::new();
    let pull = clone.pull(&clone.topic);
    clone.git(&["checkout", "-q", "--detach", &clone.main]);
    clone.on("pull_request_target", &pull, &clone.main, &[]).ends(4, &["what is checked out is its base"]);
    // The base branch moved on between the event and the checkout.
    clone.folder.write("readme.md", "moved on");
    let later = commit_all(&clone.folder.path(""), "moved on");
    clone
        .on("pull_request_target", &pull, &later, &[])
        .ends(4, &["what is checked out is neither its tip nor a merge of it"]);
    clone.git(&["update-ref", "refs/remotes/origin/main", &later]);
    clone.on("pull_request_target", &pull, &later, &[]).ends(4, &["what is checked out is its base"]);
}

#[test]
fn pushing_twice_does_not_make_a_branch_green() {
    let clone = Clone::new();
    clone.folder.write("readme.md", "again");
    let second = commit_all(&clone.folder.path(""), "again");
    let payload = |before: &str| {
        format!(r#"{{"ref":"refs/heads/topic","before":"{before}","repository":{{"default_branch":"main"}}}}"#)
    };
    let run = clone.on("push", &payload(&clone.topic), &second, &[]);
    run.ends(1, &["xuar-site", "`origin/main`"]);
    clone.git(&["update-ref", "-d", "refs/remotes/origin/main"]);
    clone.on("push", &payload(&clone.topic), &second, &[]).ends(4, &["`origin/main` is not in this clone"]);
}

#[test]
fn policy_comes_from_the_tip_of_the_base_branch() {
    let clone = Clone::new();
    // Since the branch left, the base learned to fail for less; the branch did not touch that.
    clone.git(&["checkout", "-q", "main"]);
    clone.folder.write("sourcegate.toml", "fail-on = \"info\"\n");
    commit_all(&clone.folder.path(""), "stricter");
    clone.git(&["checkout", "-q", "topic"]);
    clone.folder.write("suppliers.csv", "Supplier,Country,Province\nAlpha Works,DE,\nUrumqi Gamma,CN,\n");
    commit_all(&clone.folder.path(""), "a hint");
    let run = clone.folder.check(&["--base", "main", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &report["verdict"]), (Some(1), &"fail".into()), "{report}");
    assert!(report["policy"]["change"].is_null(), "the branch changed nothing: {}", report["policy"]);
    // A change of its own is told as what it did, and counts as little as ever.
    clone.folder.write("sourcegate.toml", "fail-on = \"deny\"\n");
    commit_all(&clone.folder.path(""), "an excuse");
    clone.folder.check(&["--base", "main"]).ends(1, &["configuration fail-on added"]);
}

#[test]
fn a_waiver_that_the_base_took_back_does_not_come_back_with_an_old_branch() {
    let waiver = format!(
        "[[waiver]]\nrule = \"chain-incomplete-or-undisclosed\"\nsubject = \"Confidential\"\nfingerprint = \"{}\"\n\
         reason = \"under NDA, disclosed to CBP\"\nowner = \"Ann Lee\"\napprover = \"Bo Diaz\"\nticket = \"SUP-12\"\n\
         granted = 2025-12-01\nexpires = 2026-04-01\n",
        fingerprint(HIDDEN)
    );
    let folder = Folder::with(&[("suppliers.csv", CLEAN), ("waivers.toml", &waiver)]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    commit_all(&at, "main");
    git(&at, &["checkout", "-q", "-b", "topic"]);
    folder.write("a.sourcing.toml", HIDDEN);
    commit_all(&at, "topic");
    let check = || {
        let run = folder.check(&["--base", "main", "--fail-on", "review", "--format", "json"]);
        let found = statuses(&serde_json::from_str(&run.out).unwrap());
        (run.code, found.into_iter().filter(|row| row.starts_with("chain-")).collect::<Vec<_>>())
    };
    let hidden = |status: &str| vec![format!("chain-incomplete-or-undisclosed hidden {status}")];
    assert_eq!(check(), (Some(0), hidden("waived")));
    git(&at, &["checkout", "-q", "main"]);
    std::fs::remove_file(folder.path("waivers.toml")).unwrap();
    commit_all(&at, "no longer");
    git(&at, &["checkout", "-q", "topic"]);
    assert_eq!(check(), (Some(1), hidden("pending-waiver")));
}

#[test]
fn what_the_base_threw_out_and_an_old_branch_brings_back_elsewhere_is_new() {
    let folder = Folder::with(&[("suppliers.csv", EXPOSED), ("readme.md", "")]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    commit_all(&at, "main");
    git(&at, &["checkout", "-q", "-b", "topic"]);
    folder.write("suppliers.csv", CLEAN);
    folder.write("more/suppliers.csv", "Supplier,Country,Province\nBeta Works,CN,Xinjiang\n");
    commit_all(&at, "split");
    let status = || {
        let run = folder.check(&["--base", "main", "--format", "json"]);
        (run.code, statuses(&serde_json::from_str(&run.out).unwrap()))
    };
    let (code, found) = status();
    assert!(code == Some(0) && found.iter().all(|row| row.ends_with(" moved")), "{found:?}");
    git(&at, &["checkout", "-q", "main"]);
    folder.write("suppliers.csv", CLEAN);
    std::fs::remove_dir_all(folder.path("more")).ok();
    commit_all(&at, "thrown out");
    git(&at, &["checkout", "-q", "topic"]);
    let (code, found) = status();
    assert!(code == Some(1) && found.iter().all(|row| row.ends_with(" new")), "{found:?}");
}

#[test]
fn of_several_commits_where_two_branches_parted_the_strictest_answer_counts() {
    let folder = Folder::with(&[("readme.md", "root")]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    folder.write("suppliers.csv", CLEAN);
    commit_all(&at, "root");
    git(&at, &["checkout", "-q", "-b", "topic"]);
    folder.write("bad/suppliers.csv", EXPOSED);
    let bad = commit_all(&at, "bad");
    git(&at, &["checkout", "-q", "main"]);
    folder.write("readme.md", "two");
    let good = commit_all(&at, "good");
    // The base takes over the history of the branch, and not what it holds.
    git(&at, &["merge", "-q", "--no-ff", "-s", "ours", "-m", "ours", &bad]);
    git(&at, &["checkout", "-q", "topic"]);
    git(&at, &["merge", "-q", "--no-ff", "-m", "theirs", &good]);
    let run = folder.check(&["--base", "main"]);
    run.ends(1, &["xuar-site", "commits where HEAD and `main`"]);
}
