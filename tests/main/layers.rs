//! Packs that extend packs: what a company layer may do, and what it may not do in silence.

use crate::support::Folder;

/// A layer over the built-in pack, in the folder `acme`, with these overrides and rules, locked.
fn layer(rules: &str, cases: &str) -> Folder {
    let folder = Folder::with(&[("a.sourcing.toml", MANIFEST), ("sourcegate.toml", "policy = \"acme\"\n")]);
    folder.write("acme/policy.toml", POLICY);
    folder.write("acme/rules/acme.toml", rules);
    folder.write("acme/cases/acme.toml", cases);
    folder
}

fn locked(rules: &str, cases: &str) -> Folder {
    let folder = layer(rules, cases);
    folder.run(&["policy", "lock", "acme"]).ends(0, &["pinned xinjiang", "added rules/acme.toml"]);
    folder
}

const MANIFEST: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"cameras\"\nname = \"Hikvision\"\n\
                        [[item]]\nid = \"lens\"\nname = \"Lens\"\nmade_by = \"cameras\"\n";
const POLICY: &str = "schema = 1\nid = \"acme\"\nversion = \"1\"\ntitle = \"ACME\"\nas_of = 2026-11-24\n\n\
                      [extends]\npack = \"xinjiang\"\n";
const STRICTER: &str = "[[override]]\nrule = \"entity-list-supplier\"\nreason = \"we do not buy from listed parties\"\n\
                        level = [{ level = \"deny\" }]\n";
const STRICTER_CASES: &str = "[[case]]\nrule = \"entity-list-supplier\"\nname = \"listed\"\nexpect = \"fail\"\nlevel = \"deny\"\n\
                              table = \"supplier,country\\nHikvision,CN\\n\"\n\
                              [[case]]\nrule = \"entity-list-supplier\"\nname = \"not listed\"\nexpect = \"pass\"\n\
                              table = \"supplier,country\\nFjord Optics,NO\\n\"\n";

#[test]
fn a_layer_raises_a_level_and_every_report_says_so() {
    let folder = locked(STRICTER, STRICTER_CASES);
    folder.check(&["--policy", "xinjiang"]).ends(0, &["warn[entity-list-supplier]"]);
    let run = folder.check(&[]);
    run.ends(
        1,
        &["deny[entity-list-supplier]", "acme 1", "over xinjiang", "rule `entity-list-supplier`", "we do not buy"],
    );
    let json: serde_json::Value = serde_json::from_str(&folder.check(&["--format", "json"]).out).unwrap();
    assert_eq!(json["policy"]["id"], "acme");
    assert_eq!(json["policy"]["layers"][0]["id"], "xinjiang");
    let change = &json["policy"]["overrides"][0]["change"];
    assert_eq!((&change["topic"], &change["id"]), (&"rule".into(), &"entity-list-supplier".into()));
    let shown = folder.run(&["policy", "show", "acme"]);
    shown.ends(
        0,
        &["extends xinjiang", "overrides", "rule entity-list-supplier", "-> deny", "we do not buy from listed"],
    );
    folder.run(&["policy", "test", "acme"]).ends(0, &["entity-list-supplier / not listed ... ok", "0 failed"]);
}

#[test]
fn a_changed_rule_needs_its_own_cases() {
    let folder = locked(STRICTER, "");
    folder.check(&[]).ends(2, &["`entity-list-supplier` has no case that must fail", "add a [[case]]"]);
    let words = "[[override]]\nrule = \"xuar-site\"\nreason = \"our wording\"\ntitle = \"the site is in Xinjiang\"\n";
    locked(words, "").check(&[]).ends(0, &["rule `xuar-site`", "our wording"]);
}

#[test]
fn a_prohibition_of_law_is_not_lowered_in_silence() {
    let lower = "[[override]]\nrule = \"uflpa-entity-listed\"\nreason = \"we sell elsewhere\"\nlevel = [{ level = \"warn\" }]\n";
    let cases = STRICTER_CASES
        .replace("entity-list-supplier", "uflpa-entity-listed")
        .replace("Hikvision", "Hoshine Silicon Industry (Shanshan) Co., Ltd")
        .replace("level = \"deny\"", "level = \"warn\"");
    let run = locked(lower, &cases).check(&[]);
    run.ends(
        2,
        &[
            "acme.toml:1",
            "weakens a prohibition of law: level in CA from 2020-07-01 goes from review to warn",
            "`weakens_law = true`",
        ],
    );
    let stated = format!("{lower}weakens_law = true\n");
    let folder = locked(&stated, &cases);
    let run = folder.check(&[]);
    run.ends(0, &["warn[entity-list-supplier]", "weakens the law", "we sell elsewhere"]);
    let json: serde_json::Value = serde_json::from_str(&folder.check(&["--format", "json"]).out).unwrap();
    assert!(!json["policy"]["overrides"][0]["weakens"].as_array().unwrap().is_empty());
    // Saying it where nothing is weakened would make the word worthless.
    let idle = STRICTER.replace("reason", "weakens_law = true\nreason");
    locked(&idle, STRICTER_CASES).check(&[]).ends(2, &["states `weakens_law`, but it weakens none"]);
}

#[test]
fn the_pack_below_must_be_the_pinned_one() {
    let folder = layer(STRICTER, STRICTER_CASES);
    folder.run(&["policy", "lock", "acme"]).ends(0, &[]);
    folder.write(
        "acme/policy.toml",
        std::fs::read_to_string(folder.path("acme/policy.toml")).unwrap().replacen("sha256 = \"", "sha256 = \"00", 1),
    );
    folder.check(&[]).ends(2, &["[extends] pins version", "sha256 00", "policy diff", "sourcegate policy lock acme"]);
    folder.run(&["policy", "lock", "acme"]).ends(0, &["pinned xinjiang"]);
    folder.check(&[]).ends(1, &[]);

    let folder = layer(STRICTER, STRICTER_CASES);
    folder.run(&["policy", "lock", "acme"]).ends(0, &[]);
    let text = std::fs::read_to_string(folder.path("acme/policy.toml")).unwrap();
    let unpinned: String = text
        .lines()
        .enumerate()
        .filter(|(at, line)| !(line.starts_with("sha256") && *at < 12))
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    folder.write("acme/policy.toml", unpinned);
    folder.check(&[]).ends(2, &["must pin `version` and `sha256`", "sourcegate policy lock acme"]);
}

#[test]
fn packs_that_stand_on_themselves_are_refused() {
    let folder = Folder::with(&[("a.sourcing.toml", MANIFEST)]);
    for (name, below) in [("one", "../two"), ("two", "../one")] {
        let pin = format!("pack = \"{below}\"\nversion = \"1\"\nsha256 = \"00\"");
        folder.write(&format!("{name}/policy.toml"), POLICY.replace("acme", name).replace("pack = \"xinjiang\"", &pin));
    }
    folder.check(&["--policy", "one"]).ends(2, &["one` extends itself (", "take one [extends] out"]);
    folder.write("one/policy.toml", POLICY.replace("\"xinjiang\"", "\"inside\""));
    folder.check(&["--policy", "one"]).ends(2, &["it extends `inside`", "write it as `../NAME`"]);
}

#[test]
fn a_layer_on_a_layer_shows_all_overrides() {
    let folder = locked(STRICTER, STRICTER_CASES);
    folder.write("top/policy.toml", POLICY.replace("acme", "top").replace("\"xinjiang\"", "\"../acme\""));
    folder.write(
        "top/rules/top.toml",
        "[[override]]\nrule = \"xuar-place-name\"\nreason = \"names are enough\"\nlevel = [{ level = \"deny\" }]\n",
    );
    folder.write("top/cases/top.toml", "[[case]]\nrule = \"xuar-place-name\"\nname = \"named\"\nexpect = \"fail\"\nlevel = \"deny\"\n\
                  table = \"supplier,country\\nXinjiang Goods,CN\\n\"\n[[case]]\nrule = \"xuar-place-name\"\nname = \"not\"\nexpect = \"pass\"\n\
                  table = \"supplier,country\\nFjord Optics,NO\\n\"\n");
    folder.run(&["policy", "lock", "top"]).ends(0, &["pinned acme 1"]);
    folder
        .check(&["--policy", "top"])
        .ends(1, &["top 1", "over acme 1", "xinjiang", "`entity-list-supplier`", "`xuar-place-name`"]);
    folder.run(&["policy", "test", "top"]).ends(0, &["entity-list-supplier / listed ... ok", "0 failed"]);
}

#[test]
fn lists_and_tables_of_the_pack_below_are_replaced_only_with_a_reason() {
    let folder = locked(STRICTER, STRICTER_CASES);
    let list =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/xinjiang/lists/sdn.csv")).unwrap();
    let mut fewer: Vec<&str> = list.lines().collect();
    let gone = fewer.pop().unwrap().split(',').next().unwrap().to_owned();
    folder.write("acme/lists/sdn.csv", fewer.join("\n"));
    let row = "\n[[list]]\nid = \"sdn\"\ntitle = \"SDN\"\npublisher = \"OFAC\"\nsource = \"https://example.com\"\ncomplete = true\n\
               coverage = \"\"\nlicence = \"none\"\nfile = \"lists/sdn.csv\"\n";
    let policy = std::fs::read_to_string(folder.path("acme/policy.toml")).unwrap();
    let marker = policy.find("# Digests").unwrap();
    let with = |more: &str| {
        folder.write("acme/policy.toml", format!("{}{row}{more}\n{}", &policy[..marker], &policy[marker..]));
        folder.run(&["policy", "lock", "acme"]).ends(0, &[]);
        folder.check(&[])
    };
    with("").ends(2, &["the list `sdn` stands in the pack below", "say in `reason`"]);
    with("reason = \"newer\"").ends(2, &["weakens a prohibition of law", &format!("the row {gone}"), "is gone"]);
    with("reason = \"newer\"\nweakens_law = true").ends(1, &["list `sdn`", "weakens the law", "is gone"]);

    folder.write("acme/policy.toml", policy);
    std::fs::remove_file(folder.path("acme/lists/sdn.csv")).unwrap();
    folder.write("acme/places/divisions.csv", "code,name\n");
    folder.run(&["policy", "lock", "acme"]).ends(0, &[]);
    folder.check(&[]).ends(2, &["places/divisions.csv: this table stands in the pack below too", "[[table]]"]);
}

#[test]
fn the_example_is_judged_by_its_own_layer() {
    let folder = Folder::with::<&str>(&[]);
    folder.copy("examples/company", "");
    // Pinned anew, so that this test is about the layer; `.ci/run` sees that the pins of the example are fresh.
    folder.run(&["policy", "lock", "policy"]).ends(0, &[]);
    folder.run(&["policy", "lock"]).ends(0, &[]);
    let says = ["deny[acme-blocked-supplier]", "deny[entity-list-supplier]", "acme 2026.11.1", "locked by", "by acme"];
    folder.run(&["check", "--as-of", "2026-11-24"]).ends(1, &says);
    folder.run(&["policy", "test"]).ends(0, &["acme-blocked-supplier / a supplier nobody blocked ... ok", "0 failed"]);
    folder.run(&["policy", "verify"]).ends(0, &["it is the pinned one", "lock sourcegate.lock holds"]);
}

#[test]
fn a_layer_changes_the_terms_of_waivers_and_says_why() {
    let folder = locked(STRICTER, STRICTER_CASES);
    let terms = |text: &str| {
        folder.write("acme/policy.toml", format!("{POLICY}\n{text}"));
        folder.run(&["policy", "lock", "acme"]).ends(0, &["pinned xinjiang"]);
        folder.check(&[])
    };
    terms("[waivers]\nmax_days = 30\n").ends(2, &["[waivers] differs from the pack below; say why in its `reason`"]);
    let run = terms("[waivers]\nmax_days = 30\nreason = \"we look every month\"\n");
    run.ends(1, &["`[waivers]`", "we look every month"]);
    let shown = folder.run(&["policy", "show", "acme"]);
    shown.ends(0, &["max_days: 180 -> 30", "a waiver holds 30 days at most, and 14 days before", "not the owner"]);
    terms("[baseline]\nnon_waivable = true\nreason = \"adoption\"\n")
        .ends(2, &["weakens a prohibition of law", "the baseline could hold findings of it", "weakens_law = true"]);
    terms("[baseline]\nnon_waivable = true\nreason = \"adoption\"\nweakens_law = true\n").ends(1, &["adoption"]);
    folder.run(&["policy", "show", "acme"]).ends(0, &["the baseline records findings of any rule"]);
}
