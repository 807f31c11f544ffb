//! Every output format, read back: what hostile text does in it, what is cut, and that the verdict does not depend on it.

mod csv;
mod github;
mod gitlab;
mod human;
mod junit;
mod made;
mod markdown;
mod merged;
mod sarif;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::support::{Folder, Run};

/// Every format, as the registry names them.
pub(crate) const ALL: [&str; 9] = ["human", "json", "sarif", "github", "summary", "markdown", "junit", "gitlab", "csv"];

/// Names that companies do not have, and attackers do.
pub(crate) const NAMES: [&str; 19] = [
    "Line\n::error file=x,line=1::owned\n##[error]owned\r\n::set-output name=x::y",
    "\u{1b}[31mred\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{7}\u{9b}2J",
    "\u{202e}gnirts\u{2066} \u{200b}\u{feff}\u{61c}",
    "<img src=x onerror=alert(1)><script>alert(1)</script><svg onload=alert(1)>",
    "[click](https://evil.example) ![p](https://evil.example/p.png) <https://evil.example>",
    "https://evil.example www.evil.example mail@evil.example",
    "@acme/team fixes #1 GH-1 acme/repo#2 :tada: $x$",
    "\"]; click n0 href \"javascript:alert(1)\"; %%{init: {}}%% end --> n0",
    "``` </details><h1>x</h1>",
    "```\n</details>\n\n# heading\n\n- list\n",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "]]> --> <!-- &lt; &#60; <![CDATA[ <a href=\"x\">",
    "bel\u{7} del\u{7f} esc\u{1b} \u{fffe}\u{ffff}\u{fdd0}",
    "%0A::error::x %25 %0D {0} {{1}} ${{ github.token }}",
    "1. one\t| two | 😀👩‍👩‍👧 新疆合盛硅业有限公司",
    "`a` ~~b~~ **c** __d__ \\e ||f|| [^1] [ ] - [x]",
];

/// A TOML string.
pub(crate) fn toml(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|ch| match ch {
            '"' | '\\' => format!("\\{ch}"),
            _ if ch.is_control() => format!("\\u{:04x}", u32::from(ch)),
            _ => ch.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// A manifest in which a supplier of this name works in Xinjiang and supplies a maker of the same name.
fn exposed(name: &str) -> String {
    exposed_as("", name)
}

/// The same, with this at the end of every id.
fn exposed_as(end: &str, name: &str) -> String {
    let name = toml(name);
    format!(
        "[manifest]\nschema = 1\n[[party]]\nid = \"maker{end}\"\nname = {name}\n[[item]]\nid = \"thing{end}\"\n\
         name = {name}\nmade_by = \"maker{end}\"\n[[party]]\nid = \"far{end}\"\nname = {name}\n[[site]]\n\
         id = \"far-site{end}\"\nparty = \"far{end}\"\nname = {name}\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n\
         address = {name}\n[[supply]]\nfrom = \"far-site{end}\"\nto = \"maker{end}\"\nitem = \"thing{end}\"\n\
         tier = 2\n"
    )
}

/// A folder with one manifest for each hostile name, a very long name, and files of hostile names.
fn hostile() -> Folder {
    let folder = Folder::with::<&str>(&[]);
    for (index, name) in NAMES.iter().enumerate() {
        folder.write(&format!("m{index:02}/a.sourcing.toml"), exposed_as(&format!("-{index}"), name));
    }
    folder.write("long/a.sourcing.toml", exposed_as("-long", &"x [y](https://evil.example) ".repeat(4_000)));
    if cfg!(unix) {
        folder.write("a,b:c%25 [x](y) @acme <b>.sourcing.toml", exposed_as("-comma", "comma"));
        folder.write("新疆\n::error::x\u{1b}[31m.sourcing.toml", exposed_as("-newline", "newline"));
        folder.write("=cmd|' /C calc'!A0.sourcing.toml", exposed_as("-formula", "formula"));
    }
    // This one cannot be read, and says so in words of its own.
    folder.write("broken/b.sourcing.toml", "[manifest]\nschema = 1\n\"x\\u001b[31m::error::](y)\" = 1\n");
    folder
}

/// The reports on the hostile folder, all from one run.
static REPORTS: LazyLock<BTreeMap<&str, String>> = LazyLock::new(|| {
    let folder = hostile();
    let outputs: Vec<String> = ALL.iter().map(|format| format!("{format}=reports/{format}")).collect();
    let arguments: Vec<&str> = outputs.iter().flat_map(|output| ["--output", output]).collect();
    let Run { code, out, err } = folder.check(&arguments);
    assert_eq!(code, Some(4), "one manifest cannot be read\n{out}\n{err}");
    let read = |format| std::fs::read_to_string(folder.path(&format!("reports/{format}"))).unwrap();
    ALL.iter().map(|format| (*format, read(*format))).collect()
});

/// The report on the hostile folder.
fn report(format: &str) -> String {
    REPORTS[format].clone()
}

/// Holds that nothing in a report may move a cursor, reorder text, or start a command of a CI runner.
#[track_caller]
fn assert_harmless(text: &str) {
    for (number, line) in text.lines().enumerate() {
        let acts = |ch: char| ch != '\t' && sourcegate::report::clean::is_unsafe(ch);
        assert!(!line.chars().any(acts), "line {number} acts: {line:?}");
        assert!(!line.contains("##["), "line {number} is a command: {line:?}");
    }
}

#[test]
fn no_report_acts_on_a_terminal_or_a_runner() {
    for format in ALL {
        let text = report(format);
        assert!(text.contains("far"), "{format} is about the supplier: {text}");
        assert_harmless(&text);
        if format != "github" {
            let command = text.lines().find(|line| line.trim_start().starts_with("::"));
            assert_eq!(command, None, "{format}");
        }
    }
}

#[test]
fn every_format_is_bounded_but_the_one_for_machines() {
    let long = Folder::with(&[("a.sourcing.toml", exposed(&"y".repeat(100_000)))]);
    let short = Folder::with(&[("a.sourcing.toml", exposed(&"y".repeat(10)))]);
    for format in ALL.iter().filter(|format| **format != "json") {
        // What a report says of the rules of the pack is the same in both.
        let bytes = |folder: &Folder| folder.check(&["--format", format]).out.len();
        let (long, short) = (bytes(&long), bytes(&short));
        assert!(long < short + 20_000, "{format}: {long} bytes, and {short} of a short name");
    }
}

#[test]
fn files_get_what_standard_output_gets_and_a_failing_one_keeps_no_other_back() {
    let folder =
        Folder::with(&[("a.sourcing.toml", exposed("Far Works")), ("taken", "a file, not a folder".to_owned())]);
    let outputs: Vec<String> = ALL.iter().map(|format| format!("{format}=out/{format}")).collect();
    let mut arguments = vec!["--output", "json=taken/report.json"];
    outputs.iter().for_each(|output| arguments.extend(["--output", output]));
    let run = folder.check(&arguments);
    assert_eq!(run.code, Some(4), "a lost report is no pass and no finding: {}", run.err);
    assert!(run.err.contains("cannot write `taken/report.json`"), "{}", run.err);
    for format in ALL {
        let file = std::fs::read_to_string(folder.path(&format!("out/{format}"))).unwrap();
        let printed = folder.check(&["--format", format]);
        assert_eq!((printed.code, file == printed.out), (Some(1), true), "{format}");
    }
    let refused = folder.check(&["--output", "json=-"]);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
}
