//! `list status`: age, completeness and rules of each list, and the exit code for scheduled jobs.

use serde_json::Value;

use super::{import, nothing};
use crate::support::{Folder, Run};

/// The day on which the lists of the pack were retrieved.
const DAY: &str = "2026-11-24";
/// The last day on which they are not stale: 90 days later.
const LAST: &str = "2027-02-22";

fn status(folder: &Folder, day: &str, more: &[&str]) -> Run {
    folder.run(&[&["list", "status", "--as-of", day], more].concat())
}

fn json(folder: &Folder, day: &str, more: &[&str]) -> Value {
    serde_json::from_str(&status(folder, day, &[more, &["--format", "json"]].concat()).out).expect("JSON")
}

/// The list of a document with this id.
fn list<'v>(document: &'v Value, id: &str) -> &'v Value {
    document["lists"].as_array().unwrap().iter().find(|list| list["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

/// The row of a list in the table.
fn row<'r>(run: &'r Run, id: &str) -> Vec<&'r str> {
    let begins = format!("{id} ");
    let line = run.out.lines().find(|line| line.starts_with(&begins)).unwrap_or_else(|| panic!("no {id}\n{}", run.out));
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

fn with_pack() -> Folder {
    let folder = nothing();
    folder.copy_pack();
    folder
}

fn lock(folder: &Folder) {
    folder.run(&["policy", "lock", "pack"]).ends(0, &[]);
}

#[test]
fn a_short_list_fails_with_its_count_and_the_command() {
    let run = status(&nothing(), DAY, &[]);
    let cells = row(&run, "uflpa");
    assert_eq!(cells[1..4], ["short", "2026-08-03", "0 days"]);
    assert!(cells[4].ends_with(" of 187") && cells[5] == "deny", "{cells:?}");
    let said = [
        "that the publisher counts are not here",
        "next sourcegate list update uflpa --into PACK",
        "PACK lists of the built-in pack come with the program",
        "result fail: uflpa is short (fails at short and above)",
    ];
    run.ends(1, &said);
    status(&nothing(), DAY, &["--fail-on", "stale"]).ends(0, &["pass: no list that a rule goes by is stale"]);
    let all = status(&nothing(), DAY, &["--fail-on", "incomplete"]);
    all.ends(1, &["sdn is incomplete (fails at incomplete and above)"]);
}

#[test]
fn a_list_is_stale_from_the_day_that_the_policy_says() {
    let stale = ["--fail-on", "stale"];
    status(&nothing(), LAST, &stale).ends(0, &[]);
    status(&nothing(), "2027-02-23", &stale).ends(1, &["uflpa is stale", "it was retrieved on 2026-11-24"]);
    // On an earlier day than that of the snapshot there is no age.
    let before = status(&nothing(), "2025-01-14", &stale);
    before.ends(0, &[]);
    assert_eq!(row(&before, "uflpa")[3], "later");
    assert_eq!(list(&json(&nothing(), "2025-01-14", &[]), "uflpa")["days"], -679);

    let folder = with_pack();
    folder.replace("pack/rules/lists.toml", "max_days = 90", "max_days = 30");
    lock(&folder);
    let pack = ["--policy", "pack", "--fail-on", "stale"];
    status(&folder, "2026-12-24", &pack).ends(0, &["more than 30 days ago (list-snapshot-stale)"]);
    status(&folder, "2026-12-25", &pack).ends(1, &["next sourcegate list update uflpa --into pack"]);
}

#[test]
fn a_list_without_a_date_is_stale_and_one_without_a_limit_is_not() {
    let folder = with_pack();
    folder.replace("pack/policy.toml", "published = 2025-12-24\nretrieved = 2026-11-24\n", "");
    lock(&folder);
    let pack = ["--policy", "pack", "--fail-on", "stale"];
    status(&folder, DAY, &pack).ends(1, &["sdn stale undated not known", "it has no date", "fail: sdn is stale"]);
    // A rule that is not in force yet sets no limit.
    folder.replace(
        "pack/rules/lists.toml",
        "sources = [\"policy.toml\"]\nlevel = [{ level = \"deny\" }]",
        "sources = [\"policy.toml\"]\nlevel = [{ level = \"deny\", from = 2030-01-01 }]",
    );
    lock(&folder);
    status(&folder, DAY, &pack).ends(0, &["limit none: no rule of this pack says how old a list may be"]);
    status(&folder, "2030-01-01", &pack).ends(1, &[]);
}

#[test]
fn the_publishers_count_is_held_against_the_entries_that_have_not_ended() {
    let folder = with_pack();
    let set = |from: &str, to: &str| {
        folder.replace("pack/policy.toml", &format!("official_count = {from}"), &format!("official_count = {to}"));
        lock(&folder);
        json(&folder, DAY, &["--policy", "pack"])
    };
    let short = set("187", "100000");
    let here = list(&short, "uflpa")["entries"].as_u64().unwrap();
    assert_eq!(list(&short, "uflpa")["missing"], 100_000 - here);
    assert_eq!(list(&set("100000", &here.to_string()), "uflpa")["state"], "incomplete");
    status(&folder, DAY, &["--policy", "pack"]).ends(0, &["pass: no list that a rule goes by is stale or short"]);
    let over = set(&here.to_string(), &(here - 1).to_string());
    assert_eq!((&list(&over, "uflpa")["state"], &list(&over, "uflpa")["missing"]), (&"short".into(), &(-1).into()));
    status(&folder, DAY, &["--policy", "pack"]).ends(1, &["here are 1 entry more than the publisher counts"]);
}

#[test]
fn a_list_that_no_rule_goes_by_counts_only_when_it_is_named() {
    let folder = with_pack();
    let into = ["--into", "pack", "--list", "acme-blocked", "--title", "Blocked", "--coverage", "only some"];
    import(&folder, "toml", &["own.toml"], &into).ends(0, &[]);
    folder.replace("pack/policy.toml", "official_count = 187\n", "");
    lock(&folder);
    let pack = ["--policy", "pack", "--fail-on", "incomplete", "acme-blocked"];
    let all = status(&folder, "2026-12-24", &pack[..2]);
    all.ends(0, &["next sourcegate list import FORMAT FILE --into pack --list acme-blocked"]);
    let cells = row(&all, "acme-blocked");
    assert_eq!((cells[1], cells[5]), ("incomplete", "no"));
    let named = status(&folder, DAY, &pack);
    named.ends(1, &["fail: acme-blocked is incomplete"]);
    assert!(!named.out.contains("uflpa"), "only what was named\n{}", named.out);
    let row = &json(&folder, DAY, &["--policy", "pack"]);
    let row = list(row, "acme-blocked");
    assert_eq!(
        (&row["counts"], &row["level"], &row["rules"]),
        (&false.into(), &Value::Null, &Value::Array(Vec::new()))
    );
    status(&folder, DAY, &["--policy", "pack", "no-list"]).ends(2, &["the pack has no list `no-list`; there are:"]);
}

#[test]
fn a_pack_whose_rules_go_by_no_list_is_no_pass() {
    let folder = with_pack();
    for family in ["entities", "exceptions", "lists"] {
        for kind in ["rules", "cases"] {
            std::fs::remove_file(folder.path(&format!("pack/{kind}/{family}.toml"))).unwrap();
        }
    }
    lock(&folder);
    status(&folder, DAY, &["--policy", "pack"]).ends(3, &["fail: no rule goes by any list", "so nothing was checked"]);
    assert_eq!(json(&folder, DAY, &["--policy", "pack"])["verdict"], "fail");
    status(&folder, DAY, &["--policy", "pack", "ns-cmic"]).ends(0, &["pass: none of these lists is stale or short"]);
}

#[test]
fn the_pack_of_the_repository_is_looked_at_with_its_layers_and_markets() {
    let folder = nothing();
    folder.copy("examples/company", "");
    let document = json(&folder, DAY, &[]);
    assert_eq!((&document["pack"]["id"], &document["verdict"]), (&"acme".into(), &"fail".into()));
    assert_eq!(document["limit"]["rule"], "list-snapshot-stale");
    let blocked = list(&document, "acme-blocked");
    assert_eq!((&blocked["state"], &blocked["next"]), (&"complete".into(), &Value::Null));
    assert_eq!(blocked["days"], 23, "from the day of publication, where no other is known");
    assert_eq!(list(&document, "uflpa")["next"], "sourcegate list update uflpa --into PACK", "of the built-in pack");
    let deny = list(&document, "uflpa")["rules"][0].clone();
    assert_eq!((&deny["rule"], &deny["level"]), (&"uflpa-entity-listed".into(), &"deny".into()));

    // In another market the same rule weighs less.
    let folder = Folder::with(&[("sourcegate.toml", "markets = [\"UK\"]\n")]);
    let document = json(&folder, DAY, &[]);
    assert_eq!(document["markets"][0], "UK");
    assert_eq!(list(&document, "uflpa")["rules"][0]["level"], "warn");

    let broken = Folder::with(&[("sourcegate.toml", "policy = \"nowhere\"\n")]);
    status(&broken, DAY, &[]).ends(2, &["neither a built-in pack"]);
}

#[test]
fn hostile_words_of_a_pack_act_nowhere_and_a_command_stays_one() {
    let folder = with_pack();
    std::fs::rename(folder.path("pack"), folder.path("our pack; $(id)")).unwrap();
    let pack = "our pack; $(id)";
    folder.replace(
        &format!("{pack}/policy.toml"),
        "coverage = \"designations over Xinjiang only",
        "coverage = \"\\u001b[31m\\u202e::error::x designations over Xinjiang only",
    );
    folder.run(&["policy", "lock", pack]).ends(0, &[]);
    let run = status(&folder, DAY, &["--policy", pack]);
    run.ends(1, &["--into 'our pack; $(id)'"]);
    let machine = status(&folder, DAY, &["--policy", pack, "--format", "json"]).out;
    for text in [&run.out, &machine] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
}
