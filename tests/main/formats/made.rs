//! Results made in memory through every format, read back: random names, and findings that are covered.

use proptest::prelude::*;
use sourcegate::finding::{Cover, CoverKind, Status};
use sourcegate::report::{FORMATS, Style};
use sourcegate::source::memory::MemoryTree;
use sourcegate::verdict::run::RunResult;

use super::{assert_harmless, exposed};
use crate::judged::judge_paths;

/// The result of checking one manifest.
fn judged(path: &str, text: String) -> RunResult {
    let tree = MemoryTree::default().with(path, text);
    let mut result = judge_paths(&tree, vec![String::new()], "2026-01-01").0;
    result.tool_version = "0.0.0".to_owned();
    result.provenance = Some(Box::default());
    result
}

/// A report on a result.
fn written(format: &str, result: &RunResult) -> String {
    let format = sourcegate::report::format(format).unwrap();
    let mut bytes = vec![];
    (format.write)(&mut bytes, result, &Style::PLAIN).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn what_covers_a_finding_is_told_and_never_an_excuse_of_the_format() {
    let mut result = judged("a.sourcing.toml", exposed("Far Works"));
    let cover = |kind| Cover {
        kind,
        reason: "an audit [x](https://evil.example)\n::error::of the plant".to_owned(),
        owner: "Sourcing".to_owned(),
        approver: "Counsel".to_owned(),
        ticket: "ACME-7".to_owned(),
        expires: Some("2026-03-01".parse().unwrap()),
        place: "waivers.toml:12".to_owned(),
    };
    let finding = result.findings.iter().find(|finding| finding.rule == "xuar-site").unwrap().clone();
    let states = [
        (Status::Waived, Some(CoverKind::Waiver)),
        (Status::Baselined, Some(CoverKind::Baseline)),
        (Status::PendingWaiver, Some(CoverKind::Waiver)),
        (Status::Carried, None),
    ];
    result.findings = states
        .map(|(status, kind)| {
            let mut finding = finding.clone();
            finding.fingerprint = format!("{status:?}");
            finding.status = status;
            finding.cover = kind.map(cover);
            finding
        })
        .to_vec();
    for format in FORMATS {
        assert_harmless(&written(format.name, &result).replace("\r\n", "\n"));
    }

    let sarif: serde_json::Value = serde_json::from_str(&written("sarif", &result)).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let suppressed = |status: &str| {
        let found = results.iter().find(|found| found["partialFingerprints"]["sourcegate/v1"] == status).unwrap();
        found["suppressions"][0].clone()
    };
    assert_eq!(
        (&suppressed("Waived")["kind"], &suppressed("Waived")["status"]),
        (&"external".into(), &"accepted".into())
    );
    assert_eq!(suppressed("Baselined")["status"], "accepted");
    assert_eq!(suppressed("PendingWaiver")["status"], "underReview");
    assert!(suppressed("Carried").is_null());
    let why = suppressed("Waived")["justification"].as_str().unwrap().to_owned();
    for part in ["waivers.toml:12", "an audit [x] (https", "owner Sourcing", "ticket ACME-7", "expires 2026-03-01"] {
        assert!(why.contains(part), "{part} is missing in {why}");
    }

    let junit = written("junit", &result);
    let document = roxmltree::Document::parse(&junit).unwrap();
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((count("failure"), count("skipped")), (1, 3), "a pending waiver does not count yet");
    let gitlab: Vec<serde_json::Value> = serde_json::from_str(&written("gitlab", &result)).unwrap();
    assert_eq!(gitlab.len(), 2, "what is covered is not open");
    let errors = written("github", &result).lines().filter(|line| line.starts_with("::error ")).count();
    assert_eq!(errors, 1);
    let page = written("markdown", &result);
    super::markdown::assert_only_ours(&page);
    for part in ["Pending waivers", "Waived or baselined</b> (2)", "Already in the base</b> (1)", "ACME-7"] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_name_comes_out_harmless_everywhere(
        name in r#"(?s)[<>\[\]()!`*_~|@#:$%&={}"'\\;,.+\- \n\ra1\u{1b}\u{202e}]{0,60}|(?s).{0,80}"#,
        file in "[a-z ,:%\\[\\]()<>@#=`\u{7f}-\u{9f}\n\u{1b}新]{1,20}",
    ) {
        // A manifest may hold no NUL, and a path no empty name.
        let name = name.replace('\0', "");
        let result = judged(&format!("{file}.sourcing.toml"), exposed(&name));
        prop_assert!(!result.findings.is_empty() || !result.is_whole(), "the site is found");
        for format in FORMATS {
            let mut bytes = vec![];
            (format.write)(&mut bytes, &result, &Style::PLAIN).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            assert_harmless(&text.replace("\r\n", "\n"));
            match format.name {
                "json" | "sarif" | "gitlab" | "record" => {
                    prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
                }
                "junit" => prop_assert!(roxmltree::Document::parse(&text).is_ok(), "{}", text),
                "summary" | "markdown" => super::markdown::assert_only_ours(&text),
                "github" => super::github::assert_only_commands(&text),
                "csv" => super::csv::assert_no_formula(&text),
                _ => {}
            }
        }
    }
}
