//! Statements that hold over all scenarios together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{every, run};

/// Every finding of every scenario.
fn findings() -> Vec<Value> {
    let mut findings = Vec::new();
    for scenario in every() {
        let arguments = [&["check", "--format", "json"], scenario.arguments.as_slice()].concat();
        let ran = run(&scenario.folder, &arguments);
        let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}: {}", scenario.name, ran.err));
        findings.extend(report["findings"].as_array().unwrap().iter().cloned());
    }
    findings
}

/// The check of every rule of the built-in pack, from its files.
pub(super) fn checks_of_rules() -> BTreeMap<String, String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/xinjiang/rules");
    let mut checks = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for rule in text.parse::<toml::Table>().unwrap()["rule"].as_array().unwrap() {
            let of = |key: &str| rule[key].as_str().unwrap().to_owned();
            checks.insert(of("id"), of("check"));
        }
    }
    checks
}

/// The values of a tag of the alternatives that the published schema of the report gives for a type.
fn alternatives(definition: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/report.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let options = schema["$defs"][definition]["oneOf"].as_array().unwrap();
    let tag =
        |option: &Value| option["const"].as_str().or(option["properties"]["kind"]["const"].as_str()).map(str::to_owned);
    options.iter().map(|option| tag(option).unwrap()).collect()
}

#[test]
fn the_scenarios_show_every_check_reason_and_status() {
    let findings = findings();
    let rules = checks_of_rules();
    let shown = |text: &dyn Fn(&Value) -> Option<String>| findings.iter().filter_map(text).collect::<BTreeSet<_>>();
    let fired = shown(&|finding| rules.get(finding["rule"].as_str().unwrap()).cloned());
    let checks = sourcegate::rules::CHECKS.iter().map(|check| check.kind.name);
    let exceptions = sourcegate::verdict::review::EXCEPTION_CHECKS.iter().map(|check| check.kind.name);
    let silent: Vec<&str> = checks.chain(exceptions).filter(|check| !fired.contains(*check)).collect();
    assert_eq!(silent, Vec::<&str>::new(), "no scenario lets these checks fire");
    let reasons = shown(&|finding| finding["reason"]["kind"].as_str().map(str::to_owned));
    assert_eq!(reasons, alternatives("ReasonView"));
    let statuses = shown(&|finding| finding["status"].as_str().map(str::to_owned));
    assert_eq!(statuses, alternatives("Status"));
}
