//! Files that look like sourcing data and cannot be read.

use serde_json::Value;

use crate::comparing::git;
use crate::support::Folder;

/// A readable table without exposure.
const CLEAN: &str = "Supplier,Country\nAlpha Ltd.,KR\n";
const LFS: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

/// Contents that look like sourcing data and cannot be read, with a word of why.
const CLOSED: [(&str, &[u8], &str); 9] = [
    ("suppliers.json5", b"[{supplier: 'Huafu Fashion Co., Ltd.', country: 'CN'}]", ".json5"),
    ("suppliers.csv.gz", b"\x1f\x8b\x08\x00", "packed"),
    ("suppliers.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "damaged"),
    ("suppliers.xlsx", b"PK\x03\x04 broken", "damaged"),
    ("plants.csv", LFS.as_bytes(), "Git LFS pointer"),
    ("vendors.parquet", b"PAR1", ".parquet"),
    ("suppliers.zip", b"PK\x03\x04", "packed"),
    ("suppliers.ods", b"PK\x03\x04 ods", "damaged"),
    ("bom.graphml", b"<graphml><part><manufacturer>Alpha</manufacturer></part></graphml>", ".graphml"),
];

fn beside(name: &str, bytes: &[u8]) -> Folder {
    let folder = Folder::with(&[("clean/suppliers.csv", CLEAN)]);
    folder.write(name, bytes);
    folder
}

#[test]
fn the_run_does_not_pass_and_every_report_names_them() {
    for (name, bytes, why) in CLOSED {
        let folder = beside(name, bytes);
        for format in ["human", "json", "markdown", "summary", "sarif", "github", "junit", "gitlab"] {
            let run = folder.check(&["--format", format]);
            assert_eq!(run.code, Some(4), "{name}: {}{}", run.out, run.err);
            assert!(run.out.contains(name) && run.out.contains(why), "{name} as {format}: {}", run.out);
        }
        let run = folder.check(&["--format", "json"]);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        let unread = &report["unread"][0];
        assert_eq!(unread["path"], name);
        assert!(unread["reason"].as_str().unwrap().contains(why) && unread["looks_like_sourcing"] == true, "{unread}");
        assert!(!unread["help"].as_str().unwrap().is_empty() && unread["accepted"].is_null(), "{unread}");
        assert_eq!(report["verdict"], "fail");
    }
}

#[test]
fn the_configuration_accepts_them_with_a_reason() {
    const ACCEPT: &str = "unread = \"warn\"\nunread-reason = \"all of it stands in clean/suppliers.csv\"\n";
    for (name, bytes, why) in CLOSED {
        let folder = beside(name, bytes);
        folder.write("sourcegate.toml", ACCEPT);
        for format in ["human", "json", "markdown", "summary", "sarif", "github"] {
            let run = folder.check(&["--format", format]);
            assert_eq!(run.code, Some(0), "{name}: {}{}", run.out, run.err);
            assert!(run.out.contains(name) && run.out.contains(why), "{name} as {format}: {}", run.out);
        }
        let report: Value = serde_json::from_str(&folder.check(&["--format", "json"]).out).unwrap();
        assert_eq!(report["unread"][0]["accepted"], "all of it stands in clean/suppliers.csv", "{name}");
        assert_eq!(report["verdict"], "pass");
        let told = folder.check(&[]).out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("all of it stands in clean/suppliers.csv"), "{name}: {told}");
        folder.write("sourcegate.toml", format!("exclude = [\"{name}\"]\n"));
        assert_eq!(folder.check(&[]).code, Some(0), "{name} left out");
    }
    let folder = beside("suppliers.json5", b"[]");
    folder.write("sourcegate.toml", "unread = \"warn\"\n");
    folder.check(&[]).ends(2, &["unread-reason"]);
    folder.write("sourcegate.toml", "unread = \"fail\"\n");
    folder.check(&[]).ends(4, &["suppliers.json5"]);
    folder.write("sourcegate.toml", "unread = \"ignore\"\n");
    folder.check(&[]).ends(2, &["ignore"]);
}

#[test]
fn what_was_asked_for_is_read_or_fails_whatever_is_accepted() {
    let folder = beside("suppliers.csv", LFS.as_bytes());
    folder.write("sourcegate.toml", "unread = \"warn\"\nunread-reason = \"known\"\n");
    folder.check(&["suppliers.csv"]).ends(4, &["Git LFS pointer", "git lfs pull"]);
}

#[test]
fn other_files_are_passed_over() {
    let folder = Folder::with(&[
        ("suppliers.csv", CLEAN),
        ("package.json", "{\"name\": \"x\"}"),
        ("bom.json", "{\"bomFormat\": \"CycloneDX\", \"components\": [{\"name\": \"left-pad\"}]}"),
        ("src/suppliers.ts", "export {}"),
        ("docs/suppliers.md", "# Suppliers"),
        ("event-sourcing.yaml", "a: b"),
        ("vendor.zip", "PK"),
    ]);
    let run = folder.check(&["--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["unread"].as_array().unwrap().len(), 0, "{}", report["unread"]);
}

#[test]
fn a_hook_without_any_manifest_blocks_nothing() {
    let folder = Folder::with(&[("readme.md", "nothing here")]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    git(&at, &["add", "-A"]);
    folder.check(&["--staged"]).ends(0, &["no sourcing manifest is here", "sourcegate init"]);
    let report: Value = serde_json::from_str(&folder.check(&["--staged", "--format", "json"]).out).unwrap();
    assert_eq!(report["verdict"], "pass");
    // Asked for, by hand, by path or by the configuration.
    folder.check(&[]).ends(3, &[]);
    folder.check(&["--staged", "readme.md"]).ends(3, &[]);
    folder.write("sourcegate.toml", "manifests = [\"purchasing/*.csv\"]\n");
    git(&at, &["add", "-A"]);
    folder.check(&["--staged"]).ends(3, &[]);
}

#[test]
fn a_hook_that_takes_the_last_manifest_away_is_told() {
    let folder = Folder::with(&[("suppliers.csv", CLEAN)]);
    let at = folder.path("");
    git(&at, &["init", "-q"]);
    crate::comparing::commit_all(&at, "base");
    git(&at, &["rm", "-q", "suppliers.csv"]);
    folder.check(&["--staged"]).ends(3, &[]);
}
