//! `policy diff`: what differs between two packs, and what that means for the manifests at hand.

use crate::comparing::Repo;
use crate::support::Folder;

const MANIFEST: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"cameras\"\nname = \"Hikvision\"\n";

#[test]
fn the_same_pack_differs_in_nothing() {
    let folder = Folder::with(&[("a.sourcing.toml", MANIFEST)]);
    folder.copy_pack();
    let run = folder.run(&["policy", "diff", "xinjiang", "pack", "--as-of", "2026-11-24"]);
    run.ends(
        0,
        &["the packs are the same", "pass by the old pack, pass by the new one", "no finding comes out otherwise"],
    );
}

#[test]
fn rules_lists_texts_and_verdicts_are_told() {
    let folder = Folder::with(&[("a.sourcing.toml", MANIFEST)]);
    folder.copy("examples/company/policy", "layer");
    folder.run(&["policy", "lock", "layer"]).ends(0, &[]);
    let run = folder.run(&["policy", "diff", "xinjiang", "layer", "--as-of", "2026-11-24"]);
    run.ends(
        0,
        &[
            "- xinjiang 2026.11.24 (embedded)",
            "+ acme 2026.11.1 (layer)",
            "id: xinjiang -> acme",
            "layer xinjiang added",
            "rule entity-list-supplier changed",
            "level from 2019-10-09: warn -> deny",
            "rule acme-blocked-supplier added",
            "list acme-blocked added",
            "pass by the old pack, fail by the new one",
            "entity-list-supplier a.sourcing.toml:5 Hikvision: by the old pack warn; by the new pack deny, fails",
        ],
    );
    let run = folder.run(&["policy", "diff", "xinjiang", "layer", "--as-of", "2026-11-24", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &json["schema"], &json["as_of"]), (Some(0), &1.into(), &"2026-11-24".into()));
    let topics: Vec<_> =
        json["changes"].as_array().unwrap().iter().map(|change| change["topic"].as_str().unwrap()).collect();
    assert_eq!(topics, ["pack", "layer", "rule", "rule", "list"]);
    assert_eq!(json["work_tree"]["new"], "fail");
    assert_eq!(json["work_tree"]["differ"][0]["first"]["level"], "warn");
}

#[test]
fn rows_that_come_and_go_are_told_and_what_they_mean() {
    let repo = Repo::with(&[("a.sourcing.toml", MANIFEST)]);
    repo.0.copy_pack();
    repo.commit("a pack");
    let list = std::fs::read_to_string(repo.0.path("pack/lists/bis-entity-list.csv")).unwrap();
    let kept: Vec<&str> = list.lines().filter(|line| !line.contains("bis-2019-10-09-hikvision")).collect();
    repo.0.write("pack/lists/bis-entity-list.csv", format!("{}\n", kept.join("\n")));
    repo.0.replace("pack/rules/region.toml", "title = \"", "title = \"mark: ");
    repo.0.run(&["policy", "lock", "pack"]).ends(0, &[]);
    let run = repo.0.run(&["policy", "diff", "HEAD:pack", "pack", "--as-of", "2026-11-24"]);
    let says = [
        "(pack of the commit",
        "list bis-entity-list changed",
        "entries: ",
        "- row bis-2019-10-09-hikvision: Hangzhou Hikvision Digital Technology Co., Ltd. (",
        "-> mark: a site",
        "Hikvision: by the old pack warn; by the new pack not found",
    ];
    run.ends(0, &says);
}

#[test]
fn a_law_that_ends_earlier_is_told_once_and_with_every_rule() {
    let folder = Folder::with(&[("a.sourcing.toml", MANIFEST)]);
    folder.copy_pack();
    let law = "id = \"uflpa\"\ntitle = \"UFLPA rebuttable presumption\"";
    let policy = std::fs::read_to_string(folder.path("pack/policy.toml")).unwrap();
    let (before, after) = policy.split_once(law).unwrap();
    folder.write(
        "pack/policy.toml",
        format!("{before}{law}{}", after.replacen("until = 2029-12-23", "until = 2028-12-23", 1)),
    );
    folder.run(&["policy", "lock", "pack"]).ends(0, &[]);
    let run = folder.run(&["policy", "diff", "xinjiang", "pack", "--as-of", "2026-11-24"]);
    run.ends(
        0,
        &[
            "regime uflpa changed",
            "until: 2029-12-23 -> 2028-12-23",
            "rule xuar-site changed",
            "level in US-DOD from 2028-12-23 until 2029-12-23: deny -> review",
        ],
    );
}

#[test]
fn what_cannot_be_compared_says_why() {
    let folder = Folder::with(&[("a.sourcing.toml", MANIFEST)]);
    folder.run(&["policy", "diff", "xinjiang", "nowhere"]).ends(2, &["`nowhere` is neither", "REV:PATH"]);
    folder.run(&["policy", "diff", "xinjiang", "HEAD:pack"]).ends(4, &["not in a git repository"]);
    let repo = Repo::with(&[("a.sourcing.toml", MANIFEST)]);
    repo.0.run(&["policy", "diff", "xinjiang", "nobranch:pack"]).ends(4, &["`nobranch` is not in this clone"]);
    repo.0.run(&["policy", "diff", "xinjiang", "HEAD:pack"]).ends(2, &["there is no policy.toml"]);
    folder.write("b.sourcing.toml", "[manifest\n");
    let run = folder.run(&["policy", "diff", "xinjiang", "xinjiang", "--as-of", "2026-11-24"]);
    run.ends(4, &["b.sourcing.toml: could not be read, so nothing is said about it"]);
    let empty = Folder::with::<&str>(&[]);
    empty.run(&["policy", "diff", "xinjiang", "xinjiang"]).ends(0, &["nothing was judged"]);
}
