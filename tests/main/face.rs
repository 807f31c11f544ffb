//! The face of the program: what it prints, kept as snapshots. A change of a text shows as a change of a file in
//! `snapshots/`; `INSTA_UPDATE=always cargo test --test main face` writes them anew.

mod checks;
mod pages;
mod scenarios;

use std::path::Path;
use std::sync::LazyLock;

use crate::support::{Folder, Run};
use scenarios::Scenario;

/// A day on which the lists of the pack are fresh.
const DAY: &str = "2026-11-24";
/// A locale, whatever the machine has.
const SETTING: [(&str, &str); 2] = [("LC_ALL", "C.UTF-8"), ("TERM", "dumb")];

/// Runs the binary as every snapshot wants it.
fn run(folder: &Folder, arguments: &[&str]) -> Run {
    folder.run_with(arguments, &SETTING)
}

/// A command with its output, its messages and its exit code, as a snapshot holds them.
fn transcript(folder: &Folder, arguments: &[&str]) -> String {
    let ran = run(folder, arguments);
    let code = ran.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
    let mut text = format!("$ sourcegate {}\n{}", arguments.join(" "), ran.out);
    if !ran.err.is_empty() {
        text.push_str(&format!("--- standard error\n{}", ran.err));
    }
    text.push_str(&format!("--- exit code {code}\n"));
    redacted(&text, folder)
}

/// A text without what differs between machines, releases and editions of the pack; nothing else is taken out.
fn redacted(text: &str, folder: &Folder) -> String {
    let path = folder.path("");
    let real = std::fs::canonicalize(&path).unwrap();
    let mut text = text.replace('\u{1b}', "␛");
    for path in [real.as_path(), path.as_path()] {
        text = text.replace(path.to_str().unwrap().trim_end_matches('/'), "[folder]");
    }
    let version = env!("CARGO_PKG_VERSION");
    for (before, after) in [("sourcegate ", ""), ("sourcegate@v", ""), ("ersion\": \"", "\""), ("version=\"", "\"")] {
        text = text.replace(&format!("{before}{version}{after}"), &format!("{before}[version]{after}"));
    }
    for digest in digests(folder) {
        text = text.replace(&digest, "[digest]").replace(&digest[..12], "[digest]");
    }
    text
}

/// The digests that follow every edition of the built-in pack: its own, and those of a layer that pins it and of its lock.
fn digests(folder: &Folder) -> Vec<String> {
    static EMBEDDED: LazyLock<Vec<String>> = LazyLock::new(|| policy_digests(&Folder::with::<&str>(&[])));
    let mut digests = EMBEDDED.clone();
    for path in ["policy/policy.toml", "pack/policy.toml", "sourcegate.lock"] {
        digests.extend(std::fs::read(folder.path(path)).ok().map(|bytes| sourcegate::source::digest::sha256(&bytes)));
    }
    if folder.path("policy/policy.toml").is_file() {
        digests.extend(policy_digests(folder));
    }
    digests
}

/// The digests of the pack in force, as the report states them.
fn policy_digests(folder: &Folder) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(&run(folder, &["check", "--format", "json"]).out).unwrap();
    let policy = &report["policy"];
    [&policy["digest"], &policy["lock"]["digest"]]
        .into_iter()
        .filter_map(|digest| digest.as_str())
        .map(str::to_owned)
        .collect()
}

/// Compares a text with its snapshot.
#[track_caller]
fn assert_face(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/main/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Compares what a scenario prints in every format with the snapshots.
fn assert_formats(scenario: &Scenario) {
    for format in sourcegate::report::FORMATS {
        let arguments = [&["check", "--format", format.name], scenario.arguments.as_slice()].concat();
        let mut text = transcript(&scenario.folder, &arguments);
        if scenario.name != "clean" && format.name == "sarif" {
            for rule in RULES.iter() {
                text = text.replace(rule.as_str(), "            { as in clean.sarif");
            }
        }
        assert_face(&format!("{}.{}", scenario.name, format.name), &text);
    }
}

/// The rules of the built-in pack without findings, each but for its last bracket; every SARIF report repeats them.
static RULES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let scenario = scenarios::clean();
    let text = transcript(&scenario.folder, &[&["check", "--format", "sarif"], scenario.arguments.as_slice()].concat());
    let (_, rules) = text.split_once("\"rules\": [\n").unwrap();
    let (rules, _) = rules.split_once("\n            }\n          ]").unwrap();
    rules.split("\n            },\n").map(str::to_owned).collect()
});

/// A test for a scenario in every format, so that scenarios run side by side.
macro_rules! in_every_format {
    ($($name:ident),+) => {
    $(
        #[test]
        fn $name() {
            assert_formats(&scenarios::$name());
        }
    )+

        /// Every scenario.
        fn every() -> Vec<Scenario> {
            vec![$(scenarios::$name()),+]
        }
    };
}

in_every_format!(clean, solar, reasons, comparison, exceptions, bad_inputs, hostile, company, stale);

#[test]
fn colours() {
    let scenario = scenarios::solar();
    let arguments = [&["check", "--color", "always"], scenario.arguments.as_slice()].concat();
    assert_face("solar.colours", &transcript(&scenario.folder, &arguments));
}

#[test]
fn merged() {
    let folder = Folder::with(&[("reports/acme/cut.json", "{\"tool\": ")]);
    for scenario in [scenarios::clean(), scenarios::solar(), scenarios::comparison()] {
        let arguments = [&["check", "--format", "json"], scenario.arguments.as_slice()].concat();
        let report = run(&scenario.folder, &arguments).out;
        folder.write(&format!("reports/acme/{}.json", scenario.name), redacted(&report, &scenario.folder));
    }
    for format in sourcegate::report::merged::FORMATS {
        let arguments = ["merge", "--expect", "5", "--format", format.name, "reports"];
        assert_face(&format!("merged.{}", format.name), &transcript(&folder, &arguments));
    }
}
