//! Random names through the whole library and every format, read back.

use std::sync::LazyLock;

use proptest::prelude::*;
use sourcegate::manifest::{self, Limits, Request};
use sourcegate::policy::model::Level;
use sourcegate::policy::pack::Pack;
use sourcegate::report::{FORMATS, Style};
use sourcegate::rules::{self, Screens};
use sourcegate::source::memory::MemoryTree;
use sourcegate::verdict::run::{ListInfo, PolicyInfo, RunResult};

use super::{assert_harmless, exposed};

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::embedded().unwrap());
static SCREENS: LazyLock<Screens<'_>> = LazyLock::new(|| Screens::new(&PACK).unwrap());

/// The result of checking one manifest.
fn judged(path: &str, text: String) -> RunResult {
    let tree = MemoryTree::default().with(path, text);
    let request = Request {
        tree: &tree,
        paths: &[String::new()],
        imports: &[],
        limits: Limits::default(),
        include: &[],
        exclude: &[],
    };
    let loaded = manifest::load(&request).unwrap();
    let day = "2026-01-01".parse().unwrap();
    let findings = rules::judge(&PACK, &SCREENS, &loaded.facts, day, &PACK.markets_default);
    RunResult {
        tool_version: "0.0.0".to_owned(),
        policy: PolicyInfo::from(&*PACK),
        as_of: day,
        as_of_source: "--as-of".to_owned(),
        fail_on: Level::Deny,
        tree: "memory".to_owned(),
        root: String::new(),
        prefix: String::new(),
        facts: loaded.facts,
        inputs: loaded.inputs,
        unread: loaded.unread,
        lists: PACK.lists.iter().map(ListInfo::from).collect(),
        rules: PACK.rules.clone(),
        findings,
        base: None,
        remarks: vec![],
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
                "json" | "sarif" | "gitlab" => {
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
