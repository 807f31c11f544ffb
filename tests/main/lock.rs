//! `sourcegate.lock`: what a repository accepted, and what happens when something else is there.

use crate::support::Folder;

const MANIFEST: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n";

/// A repository that is judged by a copy of the built-in pack.
fn repository() -> Folder {
    let folder = Folder::with(&[("a.sourcing.toml", MANIFEST), ("sourcegate.toml", "policy = \"pack\"\n")]);
    folder.copy_pack();
    folder
}

#[test]
fn a_lock_holds_until_the_pack_changes_and_says_how_to_go_on() {
    let folder = repository();
    folder.check(&[]).ends(0, &["not locked"]);
    folder.run(&["policy", "lock"]).ends(0, &["wrote sourcegate.lock: xinjiang", "commit it"]);
    let lock = std::fs::read_to_string(folder.path("sourcegate.lock")).unwrap();
    assert!(lock.contains("[[pack]]\nid = \"xinjiang\"\n") && lock.contains("id = \"sdn\""), "{lock}");
    folder.check(&[]).ends(0, &["locked by sourcegate.lock"]);
    folder.run(&["policy", "lock"]).ends(0, &["sourcegate.lock holds"]);
    let json: serde_json::Value = serde_json::from_str(&folder.check(&["--format", "json"]).out).unwrap();
    assert_eq!(json["policy"]["lock"]["state"], "held");

    folder.replace("pack/policy.toml", "version = \"2026", "version = \"2027");
    folder.replace("pack/lists/sdn.csv", "Xinjiang", "Elsewhere");
    folder.run(&["policy", "lock", "pack"]).ends(0, &["changed lists/sdn.csv", "1 digest changed in pack/policy.toml"]);
    let says =
        ["sourcegate.lock of the work tree pins", "version: 2026.", "-> 2027.", "list sdn", "sourcegate policy lock"];
    folder.check(&[]).ends(2, &says);
    folder.run(&["policy", "verify"]).ends(2, &["sourcegate.lock pins", "list sdn"]);
    folder.run(&["policy", "lock"]).ends(0, &["list sdn", "version: 2026.", "wrote sourcegate.lock"]);
    folder.check(&[]).ends(0, &["locked by sourcegate.lock"]);
    assert_eq!(folder.run(&["policy", "verify"]).code, Some(0));
}

#[test]
fn a_lock_that_is_required_must_be_there() {
    let folder = repository();
    folder.write("sourcegate.toml", "policy = \"pack\"\nrequire-lock = true\n");
    folder
        .check(&[])
        .ends(2, &["require-lock = true", "no sourcegate.lock in the work tree", "sourcegate policy lock"]);
    folder.run(&["policy", "lock"]).ends(0, &[]);
    folder.check(&[]).ends(0, &["locked by"]);
    // A pack named on the command line does not get around it.
    folder.replace("pack/policy.toml", "version = \"2026", "version = \"2027");
    folder.run(&["policy", "lock", "pack"]).ends(0, &[]);
    folder.check(&["--policy", "pack"]).ends(2, &["pins"]);
    folder.write("sourcegate.toml", "policy = \"pack\"\n");
    folder.check(&["--policy", "pack"]).ends(0, &["sourcegate.lock set aside by --policy"]);
}

#[test]
fn a_lock_that_cannot_be_read_is_no_lock() {
    let folder = repository();
    for (text, says) in [
        ("schema = 2\n", "schema 2 is not known"),
        ("schema = 1\n[[pack]]\nid = 3\n", "line 3"),
        ("schema = 1\nextra = 1\n", "unknown field"),
    ] {
        folder.write("sourcegate.lock", text);
        folder.check(&[]).ends(2, &["sourcegate.lock of the work tree", says, "sourcegate policy lock"]);
    }
    folder.write("sourcegate.lock", [0xff, 0xfe]);
    folder.check(&[]).ends(2, &["byte 0 is not UTF-8"]);
    folder.run(&["policy", "lock"]).ends(0, &["wrote sourcegate.lock"]);
    folder.check(&[]).ends(0, &[]);
}
