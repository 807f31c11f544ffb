//! GitLab's Code Quality, read back as JSON.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{assert_harmless, exposed, report};
use crate::support::Folder;

#[test]
fn every_violation_has_what_gitlab_asks_for() {
    let text = report("gitlab");
    assert_harmless(&text);
    let violations: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(violations.len() > 20);
    let mut fingerprints = BTreeSet::new();
    for violation in &violations {
        let description = violation["description"].as_str().unwrap();
        assert!(!description.is_empty() && !description.contains("](") && !description.contains('\n'), "{violation}");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&violation["severity"].as_str().unwrap()));
        assert!(violation["location"]["lines"]["begin"].as_u64().unwrap() >= 1 && violation["check_name"].is_string());
        assert!(fingerprints.insert(violation["fingerprint"].as_str().unwrap()), "GitLab would drop {violation}");
    }
    assert!(violations.iter().any(|violation| violation["check_name"] == "input-unreadable"));
}

#[test]
fn a_violation_is_on_its_line() {
    let folder = Folder::with(&[("sub/a.sourcing.toml", exposed("Far Works"))]);
    let violations: Vec<Value> = serde_json::from_str(&folder.check(&["--format", "gitlab"]).out).unwrap();
    let found = violations.iter().find(|violation| violation["check_name"] == "xuar-site").unwrap();
    assert_eq!(
        (&found["location"]["path"], &found["location"]["lines"]["begin"]),
        (&"sub/a.sourcing.toml".into(), &17.into())
    );
    assert_eq!(found["severity"], "blocker");
}
