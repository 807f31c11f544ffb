//! The baseline: known debt, ratcheting both ways.

use crate::comparing::{Repo, statuses};
use crate::support::Folder;
use crate::waivers::{BARRED, HIDDEN, fingerprint};

/// A baseline with this finding of a rule.
fn baseline(rule: &str, fingerprint: &str) -> String {
    format!(
        "[[entry]]\nfingerprint = \"{fingerprint}\"\nrule = \"{rule}\"\nsubject = \"as it was\"\nreason = \"before the gate\"\nsince = 2025-12-01\n"
    )
}

fn hidden() -> String {
    baseline("chain-incomplete-or-undisclosed", &fingerprint(HIDDEN))
}

const FILE: &str = "sourcegate-baseline.toml";

fn check(folder: &Folder, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let run = folder.check(&[&["--format", "json", "--fail-on", "review"], arguments].concat());
    (run.code, serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err)))
}

#[test]
fn known_debt_does_not_fail_and_new_debt_does() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), (FILE, &hidden())]);
    let (code, report) = check(&folder, &[]);
    assert_eq!(
        (code, statuses(&report)),
        (Some(0), vec!["chain-incomplete-or-undisclosed hidden baselined".to_owned()])
    );
    assert_eq!((&report["summary"]["baselined"], &report["summary"]["waived"]), (&1.into(), &1.into()));
    assert_eq!(report["findings"][0]["cover"]["reason"], "before the gate");
    folder.check(&["--fail-on", "review"]).ends(
        0,
        &[
            "in the baseline:",
            "the baseline holds it (sourcegate-baseline.toml:1: before the gate)",
            "1 in the baseline",
        ],
    );

    std::fs::rename(folder.path("a.sourcing.toml"), folder.path("moved.sourcing.toml")).unwrap();
    assert_eq!(check(&folder, &[]).0, Some(0), "a moved file");
    folder.write("b.sourcing.toml", HIDDEN.replace("\"hidden\"", "\"hidden-2\""));
    let (code, report) = check(&folder, &[]);
    assert_eq!(code, Some(1), "a namesake in another file is not covered");
    assert!(statuses(&report).contains(&"chain-incomplete-or-undisclosed hidden-2 new".to_owned()));
}

#[test]
fn debt_that_is_settled_must_leave_the_baseline() {
    let folder = Folder::with(&[
        ("a.sourcing.toml", &HIDDEN.replace("undisclosed", "mill").replace("Confidential", "Fjord")),
        (FILE, &hidden()),
    ]);
    let run = folder.check(&[]);
    run.ends(
        1,
        &[
            "deny[baseline-stale]: the baseline records a finding that is gone",
            "sourcegate-baseline.toml:2:15",
            "`sourcegate baseline --prune`",
        ],
    );
    folder.write("b/other.sourcing.toml", "[manifest]\nschema = 1\n");
    assert_eq!(folder.check(&["a.sourcing.toml"]).code, Some(0), "only a whole run says that something is gone");
    // On an earlier day the entry was not there yet.
    let run = folder.run(&["check", "--as-of", "2025-11-30"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn a_legal_prohibition_does_not_fall_silent_unless_the_policy_says_so() {
    let folder = Folder::with(&[("a.sourcing.toml", BARRED), (FILE, &baseline("xuar-site", &fingerprint(BARRED)))]);
    let (code, report) = check(&folder, &[]);
    assert_eq!(code, Some(1));
    assert!(statuses(&report).contains(&"xuar-site mill new".to_owned()));
    folder.check(&[]).ends(
        1,
        &["deny[baseline-invalid]", "the policy lets nothing cover this rule", "sourcegate explain xuar-site"],
    );
    folder.copy_pack();
    folder.write("sourcegate.toml", "policy = \"pack\"\nexclude = [\"pack/**\"]\n");
    folder.replace("pack/policy.toml", "non_waivable = false", "non_waivable = true");
    let (code, report) = check(&folder, &[]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["xuar-site mill baselined".to_owned()]));
}

#[test]
fn in_a_comparison_the_baseline_of_the_base_counts() {
    let clean = "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nname = \"Fjord\"\n";
    let repo = Repo::with(&[("b.sourcing.toml", clean)]);
    repo.0.write("a.sourcing.toml", HIDDEN);
    repo.0.write(FILE, hidden());
    repo.commit("new debt, and an entry that hides it");
    let (code, report) = repo.check(&["--base", "base", "--fail-on", "review"]);
    assert_eq!(
        (code, statuses(&report)),
        (Some(1), vec!["chain-incomplete-or-undisclosed hidden pending-waiver".to_owned()])
    );
    assert_eq!(report["findings"][0]["cover"]["kind"], "baseline");
    repo.0
        .check(&["--base", "base"])
        .ends(0, &["baseline chain-incomplete-or-undisclosed on as it was added + reason: before the gate + at: sourcegate-baseline.toml:1"]);

    let repo = Repo::with(&[("a.sourcing.toml", HIDDEN), ("b.sourcing.toml", clean), (FILE, &hidden())]);
    std::fs::remove_file(repo.0.path("a.sourcing.toml")).unwrap();
    repo.commit("settled, and the entry forgotten");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!(code, Some(1));
    assert!(statuses(&report).contains(&format!("baseline-stale {} new", fingerprint(HIDDEN))), "{report:#}");
    std::fs::remove_file(repo.0.path(FILE)).unwrap();
    repo.commit("the entry gone too");
    assert_eq!(repo.check(&["--base", "base"]).0, Some(0));
}

#[test]
fn mistakes_in_the_file_are_shown_with_their_place() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), (FILE, &format!("{0}\n{0}", hidden()))]);
    folder.check(&[]).ends(1, &["deny[baseline-invalid]", "sourcegate-baseline.toml:9:15", "line 1 says the same"]);
    folder.write(FILE, hidden().replace("chain-incomplete-or-undisclosed", "trader-terminal-node"));
    folder
        .check(&[])
        .ends(1, &["deny[baseline-invalid]", "the fingerprint is that of `chain-incomplete-or-undisclosed`"]);
    folder.write(FILE, hidden().replace("since = 2025-12-01\n", ""));
    folder.check(&[]).ends(2, &["sourcegate-baseline.toml:1: this entry has no `since`"]);
    folder.write(FILE, hidden().replace("since", "sinse"));
    folder.check(&[]).ends(2, &["did you mean `since`?"]);
}

/// Runs `baseline` as of the day of the tests, for findings of `review` and above.
fn record(folder: &Folder, arguments: &[&str]) -> crate::support::Run {
    folder.run(&[&["baseline", "--as-of", "2026-01-01", "--level", "review"], arguments].concat())
}

#[test]
fn baseline_records_what_stands_and_ratchets() {
    let other = HIDDEN.replace("\"hidden\"", "\"other\"").replace("Confidential", "Undisclosed mill");
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), ("b.sourcing.toml", &other), ("c.sourcing.toml", BARRED)]);
    let run = record(&folder, &["--reason", "before the gate"]);
    run.ends(
        0,
        &[
            "chain-incomplete-or-undisclosed on Confidential",
            "wrote sourcegate-baseline.toml: 2 entries",
            "left out 1 finding of rules that the policy lets nothing cover (xuar-site)",
        ],
    );
    let first = std::fs::read_to_string(folder.path(FILE)).unwrap();
    assert!(first.starts_with("# Known findings") && first.contains("since = 2026-01-01"), "{first}");
    let (code, report) = check(&folder, &[]);
    assert_eq!((code, &report["summary"]["baselined"], &report["summary"]["deny"]), (Some(1), &2.into(), &1.into()));
    record(&folder, &[]).ends(0, &["nothing to change: sourcegate-baseline.toml is up to date"]);

    // Words that people put in stay, and so does the order; one settled finding is one block less.
    folder.replace(FILE, "reason = \"before the gate\"", "reason = \"asked for, SUP-7\" # twice");
    std::fs::remove_file(folder.path("b.sourcing.toml")).unwrap();
    let run = record(&folder, &[]);
    run.ends(1, &["remove", "the finding is gone", "is unchanged; `--prune` takes out what is gone"]);
    folder
        .write("d.sourcing.toml", HIDDEN.replace("\"hidden\"", "\"third\"").replace("Confidential", "Anonymous works"));
    record(&folder, &["--prune"]).ends(0, &["wrote sourcegate-baseline.toml: 1 entry"]);
    let pruned = std::fs::read_to_string(folder.path(FILE)).unwrap();
    assert!(
        pruned.contains("SUP-7\" # twice") && !pruned.contains("Anonymous") && !pruned.contains("Undisclosed mill"),
        "{pruned}"
    );
    assert_eq!(check(&folder, &[]).0, Some(1), "pruning records nothing new");
    record(&folder, &["--update"]).ends(0, &["add", "Anonymous works", "2 entries"]);
    let updated = std::fs::read_to_string(folder.path(FILE)).unwrap();
    assert!(
        updated.contains("SUP-7\" # twice") && updated.find("Anonymous") < updated.find("Confidential"),
        "{updated}"
    );
    let kept: Vec<&str> = pruned.lines().filter(|line| !updated.contains(line)).collect();
    assert_eq!(kept, Vec::<&str>::new(), "no line of what stays is touched");
}

#[test]
fn baseline_records_only_what_fails_unless_told_otherwise() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN)]);
    folder.run(&["baseline", "--as-of", "2026-01-01"]).ends(0, &["nothing to change", "is not needed"]);
    assert!(!folder.path(FILE).exists());
    folder.write("sourcegate.toml", "fail-on = \"review\"\nbaseline = \"gate/known.toml\"\n");
    folder.write("gate/known.toml", "# ours\n");
    folder.run(&["baseline", "--as-of", "2026-01-01", "--update"]).ends(0, &["wrote gate/known.toml: 1 entry"]);
    let text = std::fs::read_to_string(folder.path("gate/known.toml")).unwrap();
    assert!(text.starts_with("# ours\n\n[[entry]]\n"), "{text}");
    assert_eq!(check(&folder, &[]).0, Some(0));
}

#[test]
fn baseline_of_what_was_not_read_is_refused() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), ("b.sourcing.toml", "[manifest\n")]);
    record(&folder, &[]).ends(4, &["not every input could be read"]);
    let folder = Folder::with(&[("a.txt", "")]);
    record(&folder, &[]).ends(3, &["nothing to record"]);
    assert!(!folder.path(FILE).exists());
}

#[test]
fn a_waived_finding_needs_no_entry() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN)]);
    let all = ["--reason", "NDA", "--owner", "Ann Lee", "--approver", "Bo Diaz"];
    folder
        .run(&[&["waive", &fingerprint(HIDDEN), "--as-of", "2026-01-01"], all.as_slice()].concat())
        .ends(0, &["wrote"]);
    record(&folder, &[]).ends(0, &["nothing to change"]);
}
