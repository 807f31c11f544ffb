//! The base that a run takes: from the event of CI, from its name, and where history is missing.

use std::path::Path;

use super::{BASE, EXPOSED, OLD_DEBT, commit_all, git, statuses};
use crate::support::{Folder, Run};

/// A hosted repository: `main` with old debt, and a branch `topic` that adds an exposure.
struct Origin {
    folder: Folder,
    /// Tips of `main` before and after it moved on, and of `topic`.
    old: String,
    main: String,
    topic: String,
}

impl Origin {
    fn new() -> Self {
        let folder = Folder::with(&[("a.sourcing.toml", BASE), ("d.sourcing.toml", OLD_DEBT)]);
        let at = folder.path("");
        git(&at, &["init", "-q"]);
        git(&at, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
        let old = commit_all(&at, "old");
        git(&at, &["checkout", "-q", "-b", "topic"]);
        folder.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
        let topic = commit_all(&at, "topic");
        git(&at, &["checkout", "-q", "main"]);
        folder.write("readme.md", "moved on");
        let main = commit_all(&at, "main moves on");
        // What GitHub keeps for pull request 7.
        git(&at, &["checkout", "-q", "--detach", "main"]);
        git(&at, &["merge", "-q", "--no-ff", "-m", "Merge topic into main", "topic"]);
        git(&at, &["update-ref", "refs/pull/7/merge", "HEAD"]);
        git(&at, &["checkout", "-q", "main"]);
        Self { folder, old, main, topic }
    }

    /// A clone as actions/checkout makes it.
    fn checkout(&self, reference: &str, depth: Option<u32>) -> Folder {
        let clone = Folder::with::<&str>(&[]);
        let at = clone.path("");
        let address = format!("file://{}", self.folder.path("").display());
        git(&at, &["init", "-q"]);
        git(&at, &["remote", "add", "origin", &address]);
        let deep = depth.map(|depth| format!("--depth={depth}"));
        let mut fetch = vec!["fetch", "-q", "--no-tags"];
        fetch.extend(deep.as_deref());
        fetch.extend(["origin", reference]);
        if depth.is_none() {
            fetch.push("+refs/heads/*:refs/remotes/origin/*");
        }
        git(&at, &fetch);
        git(&at, &["checkout", "-q", "--detach", "FETCH_HEAD"]);
        clone
    }

    fn pull(&self, base: &str, fork: bool) -> String {
        let repo = format!(r#"{{"full_name":"{}/repo","fork":{fork}}}"#, if fork { "stranger" } else { "owner" });
        format!(
            r#"{{"action":"synchronize","number":7,"pull_request":{{"number":7,
                "base":{{"sha":"{base}","ref":"main","repo":{{"full_name":"owner/repo"}}}},
                "head":{{"sha":"{}","ref":"$(touch pwned)","repo":{repo}}}}},"repository":{{"default_branch":"main"}}}}"#,
            self.topic
        )
    }
}

/// Runs `check --base auto` for an event.
fn on(event: &str, payload: &str, clone: &Folder, arguments: &[&str]) -> Run {
    let outside = Folder::with(&[("event.json", payload)]);
    let path = outside.path("event.json");
    let path = path.to_str().unwrap();
    clone.check_with(
        &[&["--base", "auto"], arguments].concat(),
        &[("GITHUB_EVENT_NAME", event), ("GITHUB_EVENT_PATH", path), ("GITHUB_ACTIONS", "true")],
    )
}

#[track_caller]
fn only_the_exposure_is_new(event: &str, payload: &str, clone: &Folder, why: &str) {
    on(event, payload, clone, &[]).ends(1, &[why, "already in the base:"]);
    let run = on(event, payload, clone, &["--format", "json"]);
    let report = serde_json::from_str(&run.out).unwrap();
    assert_eq!(statuses(&report), ["xuar-site b-site new", "xuar-site d-site carried"]);
}

#[test]
fn a_pull_request_by_its_merge_at_depth_two() {
    let origin = Origin::new();
    let clone = origin.checkout("refs/pull/7/merge", Some(2));
    let why = "the first parent of the merge that GitHub made of pull request #7";
    only_the_exposure_is_new("pull_request", &origin.pull(&origin.main, false), &clone, why);
    // From a fork, and the event is older than the base branch.
    only_the_exposure_is_new("pull_request", &origin.pull(&origin.old, true), &clone, why);
    assert!(!clone.path("pwned").exists());
}

#[test]
fn a_pull_request_without_its_base_is_never_green_and_says_what_to_add() {
    let origin = Origin::new();
    let clone = origin.checkout("refs/pull/7/merge", Some(1));
    let run = on("pull_request", &origin.pull(&origin.main, false), &clone, &[]);
    run.ends(4, &["is not in this clone", "uses: actions/checkout@v4", "fetch-depth: 0", "`fetch-depth: 2`"]);
    assert_eq!(run.out, "");
    clone.check(&["--base", "origin/main"]).ends(4, &["`origin/main` is not in this clone", "--unshallow"]);
    let two = origin.checkout(&origin.topic, Some(1));
    git(&two.path(""), &["fetch", "-q", "--depth=1", "origin", "main"]);
    two.check(&["--base", "FETCH_HEAD"]).ends(4, &["share no history in this clone", "git fetch --unshallow origin"]);
}

#[test]
fn a_pull_request_by_its_own_tip_is_compared_with_where_it_left() {
    let origin = Origin::new();
    let clone = origin.checkout(&origin.topic, None);
    for event in ["pull_request", "pull_request_target"] {
        let why = "where HEAD left the base of pull request #7";
        only_the_exposure_is_new(event, &origin.pull(&origin.main, true), &clone, why);
    }
    let base = origin.checkout("main", None);
    let run = on("pull_request_target", &origin.pull(&origin.main, true), &base, &[]);
    run.ends(4, &["what is checked out is its base", "ref: ${{ github.event.pull_request.head.sha }}"]);
}

#[test]
fn a_merge_queue() {
    let origin = Origin::new();
    let at = origin.folder.path("");
    git(&at, &["checkout", "-q", "-b", "gh-readonly-queue/main/pr-7"]);
    git(&at, &["merge", "-q", "--squash", "topic"]);
    let group = commit_all(&at, "squashed");
    let clone = origin.checkout("gh-readonly-queue/main/pr-7", Some(2));
    let payload = format!(
        r#"{{"action":"checks_requested","merge_group":{{"head_sha":"{group}","base_sha":"{}","base_ref":"refs/heads/main"}}}}"#,
        origin.main
    );
    only_the_exposure_is_new("merge_group", &payload, &clone, "the base of the merge queue");
}

fn push(branch: &str, before: &str, forced: bool) -> String {
    format!(
        r#"{{"ref":"refs/heads/{branch}","before":"{before}","forced":{forced},"repository":{{"default_branch":"main"}}}}"#
    )
}

#[test]
fn pushes_new_branches_and_rewritten_history() {
    const ZERO: &str = "0000000000000000000000000000000000000000";
    const GONE: &str = "1234567890123456789012345678901234567890";
    let origin = Origin::new();
    let clone = origin.checkout("topic", None);
    let on_topic = |before: &str, forced, why: &str| {
        only_the_exposure_is_new("push", &push("topic", before, forced), &clone, why);
    };
    on_topic(&origin.old, false, "what the branch held before the push");
    on_topic(&origin.main, true, "what the branch held before the push");
    on_topic(ZERO, false, "where HEAD left `origin/main`");
    on_topic(GONE, true, "history was rewritten, and what it replaced is gone");
    let run = on("push", &push("topic", GONE, false), &clone, &[]);
    run.ends(4, &["what the branch held before the push, is not in this clone", &format!("git fetch origin {GONE}")]);
    let run = on("push", &push("main", GONE, true), &clone, &[]);
    run.ends(4, &["is not in this clone"]);
}

#[test]
fn a_schedule_judges_everything() {
    let origin = Origin::new();
    let clone = origin.checkout("main", Some(1));
    let run = on("schedule", r#"{"schedule":"0 5 * * 1"}"#, &clone, &[]);
    run.ends(1, &["compared with nothing, so that everything is judged: the event `schedule` has no base"]);
    assert!(run.out.contains("deny[xuar-site]"), "{}", run.out);
    let run = on("schedule", r#"{"schedule":"0 5 * * 1"}"#, &clone, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let why = "the event `schedule` has no base";
    assert!(report["base"]["commit"].is_null() && report["base"]["why"] == why, "{}", report["base"]);
}

#[test]
fn machines_are_told_the_base_and_why_it_is_the_base() {
    let origin = Origin::new();
    let topic = origin.checkout("topic", None);
    let base = |arguments: &[&str]| {
        let run = topic.check(&[&["--format", "json"], arguments].concat());
        serde_json::from_str::<serde_json::Value>(&run.out).unwrap()["base"].clone()
    };
    let why = format!("where HEAD left `origin/main` ({})", &origin.main[..12]);
    assert_eq!(base(&["--base", "origin/main"]), serde_json::json!({"commit": origin.old, "why": why}));
    assert_eq!(base(&[]), serde_json::Value::Null, "no comparison was asked for");
}

#[test]
fn outside_of_ci_and_with_the_name_of_a_branch_only() {
    let origin = Origin::new();
    let clone = origin.checkout("topic", None);
    clone.check(&["--base", "auto"]).ends(1, &["where HEAD left `origin/main`"]);
    let merge = origin.checkout("refs/pull/7/merge", Some(2));
    let run = merge.check_with(&["--base", "auto"], &[("GITHUB_BASE_REF", "main")]);
    run.ends(1, &["the first parent of the merge that is checked out"]);
    git(&clone.path(""), &["remote", "remove", "origin"]);
    clone.check(&["--base", "auto"]).ends(2, &["name the base with `--base REF`"]);
    let run = clone.check_with(&["--base", "auto"], &[("GITHUB_EVENT_PATH", "/nonexistent/event.json")]);
    run.ends(4, &["the event of this run", "cannot be read"]);
}

fn write_and_commit(folder: &Folder, at: &Path, file: &str, text: &str) -> String {
    folder.write(file, text);
    commit_all(at, file)
}

#[test]
fn criss_cross_and_octopus_merges() {
    let folder = Folder::with(&[("a.sourcing.toml", BASE)]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    commit_all(&at, "root");
    git(&at, &["checkout", "-q", "-b", "topic"]);
    let one = write_and_commit(&folder, &at, "d.sourcing.toml", OLD_DEBT);
    git(&at, &["checkout", "-q", "main"]);
    let two = write_and_commit(&folder, &at, "readme.md", "two");
    // Each branch merges the other: two commits where they parted.
    git(&at, &["merge", "-q", "--no-ff", "-m", "x", &one]);
    git(&at, &["checkout", "-q", "topic"]);
    git(&at, &["merge", "-q", "--no-ff", "-m", "y", &two]);
    write_and_commit(&folder, &at, "a.sourcing.toml", &format!("{BASE}{EXPOSED}"));
    let first = folder.check(&["--base", "main"]);
    first.ends(1, &["the newest of 2 commits where HEAD and `main`"]);
    assert_eq!(folder.check(&["--base", "main"]).out, first.out);

    for name in ["x", "y", "z"] {
        git(&at, &["checkout", "-q", "-b", name, "main"]);
        write_and_commit(&folder, &at, &format!("{name}.md"), name);
    }
    git(&at, &["checkout", "-q", "main"]);
    git(&at, &["merge", "-q", "-m", "octopus", "x", "y", "z"]);
    assert_eq!(git(&at, &["log", "-1", "--format=%P"]).split(' ').count(), 3);
    folder.check(&["--base", "x"]).ends(0, &["compared with commit", ": `x`"]);
}
