//! Faults that people reported of other tools, as facts about this one.

use serde_json::Value;

use crate::comparing::{commit_all, git};
use crate::support::Folder;

const LISTED: &str =
    "[manifest]\nschema = 1\n\n[[party]]\nid = \"cotton\"\nname = \"Huafu Fashion Co., Ltd.\"\ncountry = \"CN\"\n";

/// The results of a SARIF report of everything in a folder.
fn results(folder: &Folder) -> Vec<Value> {
    let run = folder.check(&["--format", "sarif"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    report["runs"][0]["results"].as_array().unwrap().clone()
}

/// Refuses a page of apology that a site sends with success (opensanctions/opensanctions#4979), and writes nothing.
#[test]
fn an_apology_that_is_sent_with_success_is_no_list() {
    let page = "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Sorry</h1><p>Please come back \
                later.</p><table><tr><td>Try again</td></tr></table></body></html>";
    let folder = Folder::with(&[("page.html", page)]);
    for format in ["uflpa-html", "wro-html"] {
        let run = folder.run(&["list", "import", format, "page.html", "-o", "new.csv", "--published", "2026-11-19"]);
        assert_eq!(run.code, Some(4), "{format}: {}{}", run.out, run.err);
        assert!(!folder.path("new.csv").exists(), "{format}");
    }
}

/// Escapes blanks, hashes, percent signs and other letters of a path, as a URI reference wants (bridgecrewio/checkov#5331,
/// ryo-ebata/cc-audit#547).
#[test]
fn odd_file_names_are_uri_references() {
    let folder = Folder::with(&[("plant list #2/50% own \u{5de5}\u{5382}.sourcing.toml", LISTED)]);
    for result in results(&folder) {
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert_eq!(uri, "plant%20list%20%232/50%25%20own%20%E5%B7%A5%E5%8E%82.sourcing.toml");
    }
}

/// Writes fingerprints under a key of its own, which lines above a record do not change (github/codeql-action#4052,
/// DefectDojo/django-DefectDojo#6598).
#[test]
fn fingerprints_stand_under_their_own_key_and_know_no_lines() {
    let folder = Folder::with(&[("a.sourcing.toml", LISTED)]);
    let prints = || results(&folder).iter().map(|result| result["partialFingerprints"].clone()).collect::<Vec<_>>();
    let before = prints();
    assert!(!before.is_empty() && before.iter().all(|print| print.as_object().unwrap().len() == 1), "{before:?}");
    assert!(before.iter().all(|print| print.get("primaryLocationLineHash").is_none()), "{before:?}");
    folder.write("a.sourcing.toml", format!("# one\n# two\n{LISTED}"));
    assert_eq!(prints(), before);
}

/// Ends with an error and the way out where the checkout belongs to somebody else, as in a container (actions/runner#2033,
/// jorisroovers/gitlint#365). Only root can give a folder away, so elsewhere there is nothing to see.
#[cfg(unix)]
#[test]
fn a_repository_of_another_owner_is_an_error() {
    let folder = Folder::with(&[("a.sourcing.toml", LISTED)]);
    let at = folder.path("");
    git(&at, &["init", "-q", "-b", "main"]);
    commit_all(&at, "base");
    let given = std::process::Command::new("chown").args(["-R", "65534:65534", "."]).current_dir(&at).output().unwrap();
    if !given.status.success() {
        return;
    }
    let home = [("HOME", at.to_str().unwrap()), ("GIT_CONFIG_NOSYSTEM", "1")];
    for arguments in [&["--base", "main"][..], &["--staged"]] {
        folder.check_with(arguments, &home).ends(4, &["safe.directory"]);
    }
}

/// Denies a site in a city of the region however its country is worded (opensupplyhub/open-apparel-registry#876).
#[test]
fn the_wording_of_a_country_lowers_no_denial() {
    for country in ["People's Republic of China", "P.R.C.", "Mainland China", "PR of China", "CHN", "\u{4e2d}\u{56fd}"]
    {
        for city in ["Urumqi", "Korla"] {
            let folder =
                Folder::with(&[("a.csv", format!("Supplier,City,Country\nOne Works Ltd.,{city},{country}\n"))]);
            let run = folder.check(&["a.csv"]);
            run.ends(1, &["deny[xuar-site]"]);
            assert!(!run.out.contains("xuar-place-name"), "{country}: {}", run.out);
        }
    }
}
