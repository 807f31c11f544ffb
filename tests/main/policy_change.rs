//! A branch that changes what it is judged by: shown, judged both ways, and counted only when asked for.

use minisign::KeyPair;

use crate::comparing::Repo;
use crate::signature::sign;

const BASE: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n";
const EXPOSED: &str = "[[site]]\nid = \"a-site\"\nparty = \"a\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n";
const OWN: &str = "policy = \"pack\"\n";

/// A repository that is judged by a copy of the built-in pack.
fn with_pack(config: &str) -> Repo {
    let repo = Repo::with(&[("a.sourcing.toml", BASE), ("sourcegate.toml", config)]);
    repo.0.copy_pack();
    let base = repo.commit("a pack");
    repo.1.reference("refs/heads/base", base, true, "").unwrap();
    repo
}

/// Changes the pack so that a place in the region is only a warning, and the newcomer stands there.
fn excuse(repo: &Repo) {
    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    let text = std::fs::read_to_string(repo.0.path("pack/rules/region.toml")).unwrap();
    let (head, rest) = text.split_once("id = \"xuar-site\"").unwrap();
    let (rule, rest) = rest.split_once("[[rule]]").unwrap();
    let (before, _) = rule.split_once("level = [").unwrap();
    let rule = format!("{before}level = [{{ level = \"warn\" }}]\n\n");
    repo.0.write("pack/rules/region.toml", format!("{head}id = \"xuar-site\"{rule}[[rule]]{rest}"));
    repo.0.replace("pack/cases/region.toml", "level = \"deny\"", "level = \"warn\"");
    repo.0.run(&["policy", "lock", "pack"]).ends(0, &[]);
}

#[test]
fn an_excuse_is_shown_in_words_and_judged_both_ways() {
    let repo = with_pack(OWN);
    excuse(&repo);
    repo.0.replace("pack/lists/sdn.csv", "XINJIANG PUBLIC SECURITY BUREAU", "SOMEONE ELSE");
    repo.0.run(&["policy", "lock", "pack"]).ends(0, &[]);
    repo.commit("a supplier and its excuse");
    let says = [
        "policy change: the head is not judged by what the base is judged by",
        "rule xuar-site changed",
        "deny -> warn",
        "list sdn changed",
        ": name: XINJIANG PUBLIC SECURITY BUREAU -> SOMEONE ELSE",
        "judged by the base (commit",
        "as it counts: fail",
        "judged by the head (commit",
        "pass, 0 findings failing",
        "xuar-site a.sourcing.toml:9 Alpha Works: by the base deny, fails; by the head warn",
        "pending: the change counts once it is on the base",
    ];
    repo.0.check(&["--base", "base"]).ends(1, &says);
    let (_, report) = repo.check(&["--base", "base"]);
    let change = &report["policy"]["change"];
    assert_eq!((&change["counts"], &change["outcome"]["verdict"]), (&"base".into(), &"pass".into()));
    assert_eq!(change["outcome"]["differ"][0]["second"]["level"], "warn");

    let says =
        ["as it counts: pass", "judged by the base (commit", "fail, 1 finding failing", "does not protect the base"];
    repo.0.check(&["--base", "base", "--policy-from", "head"]).ends(0, &says);
    let run = repo.0.check(&["--base", "base", "--format", "markdown"]);
    run.ends(1, &["### Policy change", "pending: the change counts once it is on the base", "```diff", "deny -> warn"]);
    repo.0.check(&["--base", "base", "--format", "sarif"]).ends(1, &["policy change (pending"]);
}

#[test]
fn nothing_is_said_when_nothing_changed() {
    let repo = with_pack(OWN);
    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    repo.commit("a supplier");
    let (_, report) = repo.check(&["--base", "base"]);
    assert!(report["policy"]["change"].is_null());
    assert!(!repo.0.check(&["--base", "base"]).out.contains("policy change"));
}

#[test]
fn configuration_and_lock_are_told_key_by_key() {
    let repo = with_pack(OWN);
    repo.0.run(&["policy", "lock"]).ends(0, &[]);
    repo.0.write(
        "sourcegate.toml",
        format!("{OWN}fail-on = \"info\"\nexclude = [\"old/**\"]\n[limits]\nmax-records = 9\n"),
    );
    repo.commit("more rules");
    let says = [
        "configuration exclude added",
        "+ value: [\"old/**\"]",
        "configuration fail-on added",
        "configuration limits.max-records added",
        "lock sourcegate.lock added",
    ];
    repo.0.check(&["--base", "base"]).ends(0, &says);
    let base = repo.commit("locked");
    repo.1.reference("refs/heads/base", base, true, "").unwrap();
    repo.0.replace("pack/policy.toml", "version = \"2026", "version = \"2027");
    repo.0.run(&["policy", "lock", "pack"]).ends(0, &[]);
    repo.commit("a pack that the lock does not know");
    let says = [
        "pack pack changed",
        "judged by the head (commit",
        "does not load",
        "sourcegate.lock of the commit",
        "policy lock",
    ];
    repo.0.check(&["--base", "base"]).ends(0, &says);
    repo.0.run(&["policy", "lock"]).ends(0, &[]);
    repo.commit("locked");
    let says = ["lock changed: pack xinjiang", "version: 2026.11.24 -> 2027.11.24", "pack xinjiang changed"];
    repo.0.check(&["--base", "base"]).ends(0, &says);
}

#[test]
fn the_policy_of_the_head_may_be_broken() {
    let repo = with_pack(OWN);
    repo.0.write("sourcegate.toml", "policy = \"pack\"\nno-such-key = 1\n");
    repo.commit("broken");
    repo.0.check(&["--base", "base"]).ends(0, &["configuration no-such-key added", "does not load:", "unknown field"]);
    repo.0.check(&["--base", "base", "--policy-from", "head"]).ends(2, &["unknown field"]);
    repo.0.write("sourcegate.toml", "policy = \n");
    repo.commit("worse");
    repo.0.check(&["--base", "base"]).ends(0, &["configuration sourcegate.toml changed", "does not load:"]);
}

#[test]
fn the_key_of_the_base_decides_whom_to_trust() {
    let (own, foreign) =
        (KeyPair::generate_unencrypted_keypair().unwrap(), KeyPair::generate_unencrypted_keypair().unwrap());
    let config =
        |pair: &KeyPair| format!("{OWN}[policy-signature]\nkey = \"{}\"\nrequired = true\n", pair.pk.to_base64());
    let repo = with_pack(&config(&own));
    sign(&repo.0, &own, "id=xinjiang");
    let base = repo.commit("signed");
    repo.1.reference("refs/heads/base", base, true, "").unwrap();
    // A branch that brings its own policy, its own key and a signature that fits it.
    excuse(&repo);
    repo.0.write("sourcegate.toml", config(&foreign));
    sign(&repo.0, &foreign, "id=xinjiang");
    repo.commit("a take-over");
    let says =
        ["key changed: policy-signature.key", "made with another key", "pack pack changed", "as it counts: fail"];
    repo.0.check(&["--base", "base"]).ends(1, &says);
    repo.0.check(&["--base", "base", "--policy-from", "head"]).ends(2, &["made with another key"]);
    // Signed with the right key, it may rule when asked to, but not under an older version.
    sign(&repo.0, &own, "id=xinjiang");
    repo.commit("signed by us");
    repo.0.check(&["--base", "base", "--policy-from", "head"]).ends(0, &["does not protect the base"]);
    repo.0.replace("pack/policy.toml", "version = \"2026", "version = \"2025");
    sign(&repo.0, &own, "id=xinjiang");
    repo.commit("an older one");
    repo.0.check(&["--base", "base", "--policy-from", "head"]).ends(2, &["an older one is a replay", "2025.11.24"]);
}
