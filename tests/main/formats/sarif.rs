//! SARIF, read back as JSON.

use serde_json::Value;

use super::{assert_harmless, exposed, report};
use crate::support::Folder;

fn run_of(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    log["runs"][0].clone()
}

fn results(run: &Value) -> &Vec<Value> {
    run["results"].as_array().unwrap()
}

/// Every text that a reader of SARIF shows.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "text" || key == "justification" => found.push(text.clone()),
                    _ => texts(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        _ => {}
    }
}

#[test]
fn hostile_names_make_neither_links_nor_placeholders() {
    let text = report("sarif");
    assert_harmless(&text);
    let run = run_of(&text);
    let mut found = vec![];
    texts(&run["results"], &mut found);
    texts(&run["invocations"], &mut found);
    assert!(found.len() > 60);
    for text in found {
        assert!(!text.contains("]("), "an embedded link: {text}");
        let single = text.replace("{{", "").replace("}}", "");
        assert!(!single.contains(['{', '}']), "a placeholder: {text}");
        assert!(!text.chars().any(sourcegate::report::clean::is_unsafe), "{text:?}");
    }
    for result in results(&run) {
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte);
        assert!(uri.bytes().all(plain), "{uri}");
    }
}

#[test]
fn every_result_has_one_location_a_rule_and_a_fingerprint() {
    let run = run_of(&report("sarif"));
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[key]["text"].as_str().unwrap().is_empty(), "{rule}");
        }
        let score: f64 = rule["properties"]["security-severity"].as_str().unwrap().parse().unwrap();
        assert!((0.0..=10.0).contains(&score) && rule["properties"]["tags"].as_array().unwrap().len() <= 10);
    }
    for result in results(&run) {
        assert_eq!(result["locations"].as_array().unwrap().len(), 1, "{result}");
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["partialFingerprints"]["sourcegate/v1"].is_string());
    }
    assert_eq!(run["invocations"][0]["exitCode"], 4);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let told = &run["invocations"][0]["toolExecutionNotifications"];
    assert!(told.as_array().unwrap().iter().any(|told| told["level"] == "error"), "{told}");
}

#[test]
fn columns_count_code_points_and_a_flow_leads_to_the_place() {
    let table = "supplier,country,province\n😀新疆 Works,CN,Xinjiang\n";
    let folder = Folder::with(&[("dir/新 疆.csv", table.to_owned()), ("a.sourcing.toml", exposed("Far Works"))]);
    let out = folder.check(&["--format", "sarif"]);
    let run = run_of(&out.out);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let at = |uri: &str| {
        let place = |result: &Value| result["locations"][0]["physicalLocation"].clone();
        let fits = |found: &&Value| found["ruleId"] == "xuar-site" && place(found)["artifactLocation"]["uri"] == uri;
        let found = results(&run).iter().find(fits).unwrap_or_else(|| panic!("{uri}: {}", out.out));
        (found.clone(), place(found)["region"].clone())
    };
    let (_, region) = at("dir/%E6%96%B0%20%E7%96%86.csv");
    assert_eq!((&region["startLine"], &region["endLine"]), (&2.into(), &2.into()));
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&14.into(), &22.into()));
    let (found, _) = at("a.sourcing.toml");
    let steps = found["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    assert_eq!(steps.len(), 2, "the item and the site: {found}");
    assert_eq!(steps[0]["location"]["message"]["text"], "item Far Works (thing)");
}
