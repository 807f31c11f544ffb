//! Waivers: what counts, what does not and why, and that a change cannot excuse itself.

use crate::comparing::{Repo, statuses};
use crate::support::Folder;

/// A supplier that nobody names: a finding that can be waived.
pub(crate) const HIDDEN: &str =
    "[manifest]\nschema = 1\n[[party]]\nid = \"hidden\"\nname = \"Confidential\"\nrole = \"undisclosed\"\n";
/// A site in the region: a finding that cannot.
pub(crate) const BARRED: &str =
    "[manifest]\nschema = 1\n[[site]]\nid = \"mill\"\nname = \"Mill\"\ncountry = \"CN\"\nprovince = \"Xinjiang\"\n";

/// The fingerprint of the only finding of a manifest.
pub(crate) fn fingerprint(manifest: &str) -> String {
    let folder = Folder::with(&[("a.sourcing.toml", manifest)]);
    let report: serde_json::Value = serde_json::from_str(&folder.check(&["--format", "json"]).out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{report}");
    findings[0]["fingerprint"].as_str().unwrap().to_owned()
}

/// A waiver of the hidden supplier that counts on 2026-01-01, with some lines replaced.
fn waiver(changes: &[(&str, &str)]) -> String {
    let mut text = format!(
        "# Reviewed every quarter.\n[[waiver]]\nrule = \"chain-incomplete-or-undisclosed\"\nsubject = \"Confidential\"\n\
         fingerprint = \"{}\"\nreason = \"under NDA, disclosed to CBP\"\nowner = \"Ann Lee\"\napprover = \"Bo Diaz\"\n\
         ticket = \"SUP-12\"\ngranted = 2025-12-01\nexpires = 2026-04-01\n",
        fingerprint(HIDDEN)
    );
    for (from, to) in changes {
        assert!(text.contains(from), "{from} is not in\n{text}");
        text = text.replace(from, to);
    }
    text
}

/// Codes of the flaws of `waiver-invalid`, as JSON states them, with the line each stands on.
fn flaws(report: &serde_json::Value) -> Vec<String> {
    let all = report["findings"].as_array().unwrap();
    let invalid = all.iter().filter(|finding| finding["rule"] == "waiver-invalid");
    invalid
        .flat_map(|finding| finding["reason"]["flaws"].as_array().unwrap().clone())
        .map(|flaw| flaw["code"].as_str().unwrap().to_owned())
        .collect()
}

fn check(files: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let run = Folder::with(files).check(&[&["--format", "json", "--fail-on", "review"], arguments].concat());
    (run.code, serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err)))
}

#[test]
fn a_waiver_covers_what_it_names_and_the_report_says_who_answers_for_it() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[]))]);
    let run = folder.check(&["--fail-on", "review"]);
    run.ends(
        0,
        &[
            "waived:",
            "Confidential",
            "a waiver covers it (waivers.toml:2: under NDA, disclosed to CBP, owner Ann Lee, ticket SUP-12",
            "1 waived",
        ],
    );
    let (code, report) = check(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[]))], &[]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["chain-incomplete-or-undisclosed hidden waived".to_owned()]));
    assert_eq!((&report["summary"]["waived"], &report["summary"]["review"]), (&1.into(), &0.into()));
    let cover = &report["findings"][0]["cover"];
    for (key, value) in [
        ("kind", "waiver"),
        ("owner", "Ann Lee"),
        ("approver", "Bo Diaz"),
        ("ticket", "SUP-12"),
        ("expires", "2026-04-01"),
        ("place", "waivers.toml:2"),
    ] {
        assert_eq!(cover[key], value, "{key}");
    }
    // It is for this supplier; another one at its place is not covered.
    let other = HIDDEN.replace("Confidential", "Undisclosed mill");
    let (code, report) = check(&[("a.sourcing.toml", &other), ("waivers.toml", &waiver(&[]))], &[]);
    assert_eq!(code, Some(1));
    assert_eq!(
        statuses(&report),
        ["chain-incomplete-or-undisclosed hidden new".to_owned(), format!("waiver-unused {} new", fingerprint(HIDDEN))]
    );
}

#[test]
fn what_is_wrong_with_a_waiver_is_said_at_its_line_and_it_covers_nothing() {
    for (changes, expected) in [
        (vec![("expires = 2026-04-01", "expires = 2026-01-01")], vec!["expired"]),
        (vec![("expires = 2026-04-01", "expires = 2027-04-01")], vec!["too-long"]),
        (vec![("expires = 2026-04-01", "expires = 2025-11-01")], vec!["reversed", "expired"]),
        (vec![("expires = 2026-04-01\n", ""), ("granted = 2025-12-01\n", "")], vec!["missing", "missing"]),
        (vec![("Bo Diaz", "ANN  lee")], vec!["self-approved"]),
        (
            vec![("approver = \"Bo Diaz\"\n", ""), ("under NDA, disclosed to CBP", "TODO: why")],
            vec!["missing", "missing"],
        ),
        (vec![("Ann Lee", " - ")], vec!["missing"]),
        (vec![("chain-incomplete-or-undisclosed", "chain-incomplete")], vec!["unknown-rule"]),
        (vec![("chain-incomplete-or-undisclosed", "trader-terminal-node")], vec!["other-rule"]),
        (vec![("\"Confidential\"", "\"Harmless Ltd\"")], vec!["other-subject"]),
        (vec![(&format!("fingerprint = \"{}\"\n", fingerprint(HIDDEN)), "")], vec!["too-wide"]),
        (vec![(&fingerprint(HIDDEN), "*")], vec!["wildcard"]),
        (vec![(&fingerprint(HIDDEN), "1234")], vec!["malformed"]),
        (vec![("chain-incomplete-or-undisclosed", "*"), ("\"Confidential\"", "\"*\"")], vec!["wildcard", "wildcard"]),
    ] {
        let text = waiver(&changes);
        let (code, report) = check(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &text)], &[]);
        assert_eq!(
            (code, flaws(&report)),
            (Some(1), expected.iter().map(|code| (*code).to_owned()).collect()),
            "{text}\n{report:#}"
        );
        let states = statuses(&report);
        assert!(states.contains(&"chain-incomplete-or-undisclosed hidden new".to_owned()), "{states:?}");
    }
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[("Bo Diaz", "Ann Lee")]))]);
    let run = folder.check(&[]);
    run.ends(
        1,
        &[
            "deny[waiver-invalid]: a waiver does not count",
            "waivers.toml:8:12",
            "approver = \"Ann Lee\"",
            "approved by its own owner",
            "let somebody other than the owner approve it",
        ],
    );
}

#[test]
fn no_waiver_covers_a_legal_prohibition() {
    let text = waiver(&[
        ("chain-incomplete-or-undisclosed", "xuar-site"),
        ("\"Confidential\"", "\"Mill\""),
        (&fingerprint(HIDDEN), &fingerprint(BARRED)),
    ]);
    let (code, report) = check(&[("a.sourcing.toml", BARRED), ("waivers.toml", &text)], &[]);
    assert_eq!((code, flaws(&report)), (Some(1), vec!["not-waivable".to_owned()]));
    assert!(statuses(&report).contains(&"xuar-site mill new".to_owned()));
    // Nor does one cover the finding about the waiver.
    let fingerprint = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["rule"] == "waiver-invalid")
        .unwrap()["fingerprint"]
        .as_str()
        .unwrap()
        .to_owned();
    let more = waiver(&[
        ("chain-incomplete-or-undisclosed", "waiver-invalid"),
        (&crate::waivers::fingerprint(HIDDEN), &fingerprint),
    ]);
    let (code, report) = check(&[("a.sourcing.toml", BARRED), ("waivers.toml", &format!("{text}{more}"))], &[]);
    assert_eq!((code, flaws(&report).len()), (Some(1), 2));
    assert_eq!(report["summary"]["waived"], 0);
}

#[test]
fn a_waiver_is_called_unused_only_when_everything_was_looked_at() {
    let files: &[(&str, &str)] = &[
        ("a/a.sourcing.toml", HIDDEN),
        ("b/b.sourcing.toml", "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nname = \"Fjord\"\n"),
        ("waivers.toml", &waiver(&[])),
    ];
    assert_eq!(check(files, &[]).0, Some(0));
    let (code, report) = check(files, &["b"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec![]), "what it covers stands in another folder");
    let (code, report) = check(&files[1..], &[]);
    assert_eq!((code, statuses(&report)), (Some(1), vec![format!("waiver-unused {} new", fingerprint(HIDDEN))]));
    // An input that cannot be read may hold the finding.
    let broken = [files, &[("c.sourcing.toml", "[manifest\n")]].concat();
    let (code, report) = check(&broken[1..], &[]);
    assert_eq!((code, statuses(&report)), (Some(4), vec![]));
}

#[test]
fn dates_decide() {
    let files: &[(&str, &str)] = &[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[]))];
    let folder = Folder::with(files);
    let on = |day: &str| folder.run(&["check", "--fail-on", "review", "--as-of", day]);
    on("2025-11-30").ends(1, &["1 waiver counts only after 2025-11-30: waivers.toml:2 from 2025-12-01"]);
    on("2025-12-01").ends(0, &["1 waived"]);
    on("2026-03-17").ends(0, &["1 waived"]);
    let run = on("2026-03-18");
    run.ends(0, &["warn[waiver-expiring]", "counts for 14 more days, until 2026-04-01"]);
    on("2026-03-31").ends(0, &["the last day on which it counts"]);
    on("2026-04-01").ends(1, &["expired on 2026-04-01"]);
}

#[test]
fn a_waiver_in_the_same_change_is_pending() {
    let clean = "[manifest]\nschema = 1\n[[party]]\nid = \"p\"\nname = \"Fjord\"\n";
    let repo = Repo::with(&[("b.sourcing.toml", clean)]);
    repo.0.write("a.sourcing.toml", HIDDEN);
    repo.0.write("waivers.toml", waiver(&[]));
    for arguments in [["--base", "base", "--fail-on", "review"].as_slice(), &["--staged", "--fail-on", "review"]] {
        if arguments[0] == "--base" {
            repo.commit("a supplier and its excuse");
        } else {
            repo.reset("base");
            repo.stage();
        }
        let (code, report) = repo.check(arguments);
        assert_eq!(
            (code, statuses(&report)),
            (Some(1), vec!["chain-incomplete-or-undisclosed hidden pending-waiver".to_owned()])
        );
        assert_eq!(
            (&report["summary"]["pending"], &report["findings"][0]["cover"]["owner"]),
            (&1.into(), &"Ann Lee".into())
        );
        let run = repo.0.check(arguments);
        run.ends(
            1,
            &[
                "PENDING",
                "a waiver for it is pending, and counts once it is on the base (waivers.toml:2",
                "waiver chain-incomplete-or-undisclosed on Confidential added + granted: 2025-12-01 + expires: 2026-04-01 + owner: Ann Lee + approver: Bo Diaz",
                "judged by the head", "pass, 0 findings failing",
            ],
        );
    }
    let (code, _) = repo.check(&["--staged", "--fail-on", "review", "--policy-from", "head"]);
    assert_eq!(code, Some(0), "asked for");

    // On the base it counts, and taking it away is said.
    let repo = Repo::with(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[]))]);
    assert_eq!(statuses(&repo.check(&["--base", "base"]).1), ["chain-incomplete-or-undisclosed hidden waived"]);
    repo.0.write("waivers.toml", "# none\n");
    repo.commit("no excuses");
    let run = repo.0.check(&["--base", "base"]);
    run.ends(0, &["1 waived", "waiver chain-incomplete-or-undisclosed on Confidential removed"]);
}

#[test]
fn old_debt_with_a_new_waiver_stays_old_debt() {
    let repo = Repo::with(&[("a.sourcing.toml", HIDDEN)]);
    repo.0.write("waivers.toml", waiver(&[]));
    repo.commit("a waiver for what stands");
    let (code, report) = repo.check(&["--base", "base", "--fail-on", "review"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["chain-incomplete-or-undisclosed hidden carried".to_owned()]));
    assert!(report["findings"][0].get("cover").is_none());
}

#[test]
fn a_change_that_leaves_a_waiver_without_use_or_adds_a_bad_one_fails() {
    let repo = Repo::with(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[]))]);
    repo.0.write("a.sourcing.toml", HIDDEN.replace("undisclosed", "mill").replace("Confidential", "Fjord Mills"));
    repo.commit("disclosed");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!(code, Some(1));
    assert!(statuses(&report).contains(&format!("waiver-unused {} new", fingerprint(HIDDEN))), "{report:#}");
    repo.0.write("waivers.toml", "");
    repo.commit("and its waiver gone");
    assert_eq!(repo.check(&["--base", "base"]).0, Some(0));

    let repo = Repo::with(&[("a.sourcing.toml", HIDDEN)]);
    repo.0.write("waivers.toml", waiver(&[("Bo Diaz", "Ann Lee")]));
    repo.commit("self-approved");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!((code, flaws(&report)), (Some(1), vec!["self-approved".to_owned()]));
    repo.0.write("waivers.toml", "[[waiver]\n");
    repo.commit("broken");
    repo.0.check(&["--base", "base"]).ends(2, &["waivers.toml:1:", "TOML"]);
}

#[test]
fn the_file_can_stand_elsewhere_and_its_mistakes_are_shown() {
    let (at, config) = ("gate/exceptions.toml", "waivers = \"gate/exceptions.toml\"\n");
    let (code, _) = check(&[("a.sourcing.toml", HIDDEN), (at, &waiver(&[])), ("sourcegate.toml", config)], &[]);
    assert_eq!(code, Some(0));
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), ("sourcegate.toml", config)]);
    folder.check(&[]).ends(2, &["sourcegate.toml names `gate/exceptions.toml`", "not in the work tree"]);
    folder.write(at, waiver(&[("expires", "expirse")]));
    folder
        .check(&[])
        .ends(2, &["gate/exceptions.toml:11:1: there is no key `expirse`", "did you mean `expires`?", "^^^^^^^"]);
    folder.write(at, b"reason = \"\xff\"");
    folder.check(&[]).ends(2, &["byte 10 is not UTF-8"]);
}

#[test]
fn the_terms_stand_in_the_pack() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[("Bo Diaz", "Ann Lee")]))]);
    folder.copy_pack();
    folder.write("sourcegate.toml", "exclude = [\"pack/**\"]\n");
    let judge = || folder.check(&["--policy", "pack", "--fail-on", "review"]);
    judge().ends(1, &["approved by its own owner"]);
    folder.replace("pack/policy.toml", "owner_approver_differ = true", "owner_approver_differ = false");
    judge().ends(0, &["1 waived"]);
    folder.replace("pack/policy.toml", "\"review\", \"deny\"]", "]");
    judge().ends(1, &["the policy lets no waiver cover a `review`"]);
    folder.replace("pack/policy.toml", "max_days = 180", "max_day = 180");
    judge().ends(2, &["max_day"]);
}

#[test]
fn waive_writes_a_stub_that_does_not_count_until_it_is_filled_in() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN)]);
    let digits = &fingerprint(HIDDEN)[..6];
    let waive = |arguments: &[&str]| folder.run(&[&["waive", "--as-of", "2026-01-01"], arguments].concat());
    waive(&[digits]).ends(0, &["wrote waivers.toml:3", "fill in reason, owner, approver", "expires = 2026-04-01"]);
    let text = std::fs::read_to_string(folder.path("waivers.toml")).unwrap();
    assert!(
        text.contains(&format!(
            "subject = \"Confidential\"\nfingerprint = \"{}\"\nreason = \"\" #",
            fingerprint(HIDDEN)
        )),
        "{text}"
    );
    folder.check(&["--fail-on", "review"]).ends(1, &["no reason", "no owner", "no approver"]);
    waive(&[digits])
        .ends(2, &["waivers.toml:3 names `chain-incomplete-or-undisclosed` on Confidential already", "mend it there"]);
    for (key, value) in [("reason", "NDA"), ("owner", "Ann Lee"), ("approver", "Bo Diaz")] {
        folder.replace("waivers.toml", &format!("{key} = \"\""), &format!("{key} = \"{value}\""));
    }
    folder.check(&["--fail-on", "review"]).ends(0, &["1 waived"]);
    waive(&[digits]).ends(2, &["is waived already, at waivers.toml:3"]);
}

#[test]
fn waive_keeps_what_stands_in_the_file_and_quotes_what_comes_from_manifests() {
    let hostile = HIDDEN.replace("Confidential", "Confi\\u202edential \\\"]\\n[[waiver]] \\u001b[2J");
    let kept = "# ours\n[[waiver]]  # old\nrule = \"trader-terminal-node\"\nsubject = \"x\"";
    let folder = Folder::with(&[("a.sourcing.toml", hostile.as_str()), ("waivers.toml", kept)]);
    let all = [
        "--reason",
        "NDA",
        "--owner",
        "Ann Lee",
        "--approver",
        "Bo Diaz",
        "--ticket",
        "S-1",
        "--evidence",
        "e.pdf",
        "--days",
        "10",
    ];
    let run = folder.run(&[&["waive", &fingerprint(&hostile), "--as-of", "2026-01-01"], all.as_slice()].concat());
    run.ends(0, &["wrote waivers.toml:6", "expires = 2026-01-11"]);
    assert!(
        !run.out.contains("fill in") && !run.out.contains('\u{1b}') && !run.out.contains('\u{202e}'),
        "{}",
        run.out
    );
    let text = std::fs::read_to_string(folder.path("waivers.toml")).unwrap();
    assert!(text.starts_with(&format!("{kept}\n\n[[waiver]]\n")), "{text}");
    assert!(
        text.contains("\\u202E") && text.contains("evidence = [\"e.pdf\"]") && !text.contains('\u{202e}'),
        "{text}"
    );
    let run = folder.check(&["--fail-on", "review", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["summary"]["waived"], 1, "{}", run.out);
}

#[test]
fn waive_refuses_what_cannot_be_waived_and_says_what_clears_it() {
    let folder = Folder::with(&[("a.sourcing.toml", BARRED), ("b.sourcing.toml", HIDDEN)]);
    let waive = |arguments: &[&str]| folder.run(&[&["waive", "--as-of", "2026-01-01"], arguments].concat());
    let barred = fingerprint(BARRED);
    waive(&[&barred]).ends(
        2,
        &[
            "the policy lets no waiver cover this rule",
            "UFLPA",
            "What clears it:",
            "corrected place",
            "sourcegate explain xuar-site",
        ],
    );
    waive(&["ffff0000ffff"]).ends(2, &["no finding of the work tree"]);
    waive(&["xyz"]).ends(2, &["is not a fingerprint"]);
    let hidden = fingerprint(HIDDEN);
    waive(&[&hidden, "--days", "181"]).ends(2, &["from 1 to 180 days", "not 181"]);
    waive(&[&hidden, "--owner", "Ann", "--approver", "ann"]).ends(2, &["`ann` is the owner"]);
    assert!(!folder.path("waivers.toml").exists(), "nothing was written");
    folder.write("waivers.toml", "[[waiver]\n");
    waive(&[&hidden]).ends(2, &["waivers.toml:1:"]);
    assert_eq!(std::fs::read_to_string(folder.path("waivers.toml")).unwrap(), "[[waiver]\n");
    folder.write("waivers.toml", waiver(&[("Bo Diaz", "Ann Lee")]));
    let run = folder.check(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let invalid =
        report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "waiver-invalid").unwrap();
    waive(&[invalid["fingerprint"].as_str().unwrap()]).ends(2, &["a finding about a waiver", "nothing covers"]);
}

#[cfg(unix)]
#[test]
fn waive_does_not_write_through_a_link() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), ("real.toml", "# real\n")]);
    std::os::unix::fs::symlink("real.toml", folder.path("waivers.toml")).unwrap();
    folder.run(&["waive", &fingerprint(HIDDEN), "--as-of", "2026-01-01"]).ends(2, &["`waivers.toml` is a link"]);
    assert_eq!(std::fs::read_to_string(folder.path("real.toml")).unwrap(), "# real\n");
}

#[test]
fn a_covered_finding_that_grows_stays_covered_and_is_named() {
    let repo = Repo::with(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[]))]);
    repo.0.write(
        "b.sourcing.toml",
        "[manifest]\nschema = 1\n[[item]]\nid = \"lamp\"\nname = \"Lamp\"\nmade_by = \"hidden\"\n",
    );
    repo.commit("another product from the same supplier");
    let run = repo.0.check(&["--base", "base", "--fail-on", "review"]);
    run.ends(0, &["1 waived", "more than was covered: the base has it too; there it does not reach Lamp"]);
}

#[test]
fn a_bad_line_in_a_change_is_shown_with_what_it_replaced() {
    let repo = Repo::with(&[("a.sourcing.toml", HIDDEN), ("waivers.toml", &waiver(&[]))]);
    repo.0.replace("waivers.toml", "approver = \"Bo Diaz\"", "approver = \"Ann Lee\"");
    repo.commit("who needs Bo");
    let run = repo.0.check(&["--base", "base"]);
    run.ends(1, &["change waivers.toml:8 - approver = \"Bo Diaz\" + approver = \"Ann Lee\"", "1 waived"]);
}
