//! Lists that change under an unchanged manifest, and lists that grow old.

use super::{commit_all, git, git_with};
use crate::support::Folder;

const CHAIN: &str = "[manifest]\nschema = 1\nmarkets = [\"US\"]\n\
    [[party]]\nid = \"oem\"\nname = \"Placeholder Cars\"\n\
    [[item]]\nid = \"car\"\nname = \"Car\"\nmade_by = \"oem\"\n\
    [[party]]\nid = \"lan\"\nname = \"Sichuan Jingweida Technology Group Co., Ltd.\"\ncountry = \"CN\"\n\
    [[supply]]\nfrom = \"lan\"\nto = \"oem\"\n";

/// A repository whose only commit was made on this day.
fn committed(day: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::with(files);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    git(&at, &["add", "-A"]);
    let date = format!("{day}T12:00:00Z");
    let (done, said) = git_with(&at, &["commit", "-q", "-m", "approved"], &[("GIT_COMMITTER_DATE", &date)]);
    assert!(done, "{said}");
    folder
}

#[test]
fn s07_the_same_commit_passes_before_the_listing_and_fails_on_its_day() {
    let folder = committed("2023-12-08", &[("car.sourcing.toml", CHAIN)]);
    folder.check_on("2023-12-08", &[], &[]).ends(0, &[]);
    let run = folder.check_on("2023-12-11", &[], &[]);
    run.ends(
        1,
        &[
            "deny[listed-after-approval]",
            "2023-12-08; the statement has not changed since",
            "- 2023-12-08: Sichuan Jingweida Technology Group Co., Ltd. | Sichuan Mianyang Jingweida Technology Co., Ltd. |",
            "四川经纬达科技集团有限公司: not listed (xinjiang",
            "2(d)(2)(B)(ii), since 2023-12-11",
            "deny[uflpa-entity-listed]",
            "item Car (car)",
        ],
    );
    // What is not committed was not approved.
    folder.write("car.sourcing.toml", CHAIN.replace("Placeholder", "Other"));
    let run = folder.check_on("2023-12-11", &[], &[]);
    assert!(run.out.contains("uflpa-entity-listed") && !run.out.contains("listed-after-approval"), "{}", run.out);
}

#[test]
fn s19_a_schedule_finds_the_drift_in_the_newest_commit_alone() {
    let snack = CHAIN.replace("Sichuan Jingweida Technology Group Co., Ltd.", "Chacha Food");
    let origin = committed("2026-07-30", &[("snacks.sourcing.toml", &snack)]);
    let clone = Folder::with::<&str>(&[]);
    let address = format!("file://{}", origin.path("").display());
    git(&clone.path(""), &["clone", "-q", "--depth=1", &address, "."]);
    let event = [("GITHUB_EVENT_NAME", "schedule")];
    clone.check_on("2026-07-30", &["--base", "auto"], &event).ends(0, &["the event `schedule` has no base"]);
    clone
        .check_on("2026-08-03", &["--base", "auto"], &event)
        .ends(1, &["deny[listed-after-approval]", "since 2026-08-03"]);
}

#[test]
fn a_change_that_has_nothing_to_do_with_it_is_not_held_up() {
    let folder = committed("2023-12-08", &[("car.sourcing.toml", CHAIN)]);
    git(&folder.path(""), &["branch", "base"]);
    folder.write("readme.md", "x");
    commit_all(&folder.path(""), "unrelated");
    let run = folder.check_on("2023-12-11", &["--base", "base"], &[]);
    run.ends(0, &["already in the base:", "deny[listed-after-approval]", "2 of them in the base already"]);
}

#[test]
fn a_row_that_the_head_adds_to_a_list_is_a_cause() {
    let folder = Folder::with(&[
        (
            "car.sourcing.toml",
            CHAIN.replace("Sichuan Jingweida Technology Group Co., Ltd.", "Fjord Optics AS").as_str(),
        ),
        ("sourcegate.toml", "policy = \"pack\"\n"),
    ]);
    folder.copy_pack();
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    commit_all(&at, "base");
    git(&at, &["branch", "base"]);
    let row =
        "uflpa-fjord-optics,Fjord Optics AS,,,,,,2(d)(2)(B)(ii)@2026-01-01..,entity,,,,official,a made-up notice,,\n";
    folder.replace("pack/lists/uflpa.csv", "uflpa-fujian-", &format!("{row}uflpa-fujian-"));
    folder.run(&["policy", "lock", "pack"]).ends(0, &["1 digest changed"]);
    commit_all(&at, "a newer list");

    folder.check(&["--base", "base"]).ends(0, &["judged by the head"]);
    let run = folder.check(&["--base", "base", "--policy-from", "head"]);
    run.ends(
        1,
        &[
            "deny[listed-after-approval]",
            "not on the list",
            "+ 2026-01-01: Fjord Optics AS: 2(d)(2)(B)(ii), since 2026-01-01",
            "no line that it rests on changed; the policy, a list or a date did",
            "item Car (car)",
        ],
    );
}

#[test]
fn a_stale_list_fails_in_ci_and_warns_on_a_desk() {
    let folder = committed("2026-12-01", &[("car.sourcing.toml", &CHAIN.replace("Sichuan Jingweida", "Fjord"))]);
    let ci = [("CI", "true")];
    folder.check_on("2027-02-22", &[], &ci).ends(0, &[]);
    let run = folder.check_on("2027-02-23", &[], &ci);
    run.ends(
        1,
        &[
            "deny[list-snapshot-stale]: a list of the policy is too old to judge by",
            "xinjiang/policy.toml",
            "retrieved = 2026-11-24",
            "retrieved on 2026-11-24, 91 days ago",
            "the policy allows 90 days since it was retrieved",
        ],
    );
    folder.check_on("2027-02-23", &[], &[]).ends(0, &["warn[list-snapshot-stale]"]);
    // It is about the run: a base that has it too is no excuse.
    folder.check_on("2027-02-23", &["--base", "HEAD"], &ci).ends(1, &["deny[list-snapshot-stale]"]);
}
