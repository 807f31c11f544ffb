//! Output of the other verbs.

use super::checks::checks_of_rules;
use super::scenarios::{CLEAN, HIDDEN, fingerprint};
use super::{DAY, assert_face, redacted, run, transcript};
use crate::support::Folder;

fn empty() -> Folder {
    Folder::with::<&str>(&[])
}

/// Transcripts of some commands, one after the other.
fn transcripts(folder: &Folder, commands: &[&[&str]]) -> String {
    commands.iter().map(|arguments| transcript(folder, arguments)).collect::<Vec<_>>().join("\n")
}

/// The text of files in a folder, each under its name.
fn files(folder: &Folder, paths: &[&str]) -> String {
    let file = |path: &&str| format!("\n--- {path}\n{}", std::fs::read_to_string(folder.path(path)).unwrap());
    redacted(&paths.iter().map(file).collect::<String>(), folder)
}

/// The first lines of a text that would fill many pages.
fn head(text: &str, lines: usize) -> String {
    let kept: String = text.lines().take(lines).map(|line| format!("{line}\n")).collect();
    format!("{kept}[{} more lines]\n", text.lines().count().saturating_sub(lines))
}

#[test]
fn explain() {
    let folder = empty();
    for rule in checks_of_rules().keys() {
        assert_face(&format!("explain.{rule}"), &transcript(&folder, &["explain", rule]));
    }
    let unknown = transcripts(&folder, &[&["explain", "xuar-stie"], &["explain", "nothing-like-it"]]);
    assert_face("explain.unknown", &unknown);
}

/// The verbs that a help page names.
fn verbs(help: &str) -> Vec<String> {
    let Some((_, rest)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let lines = rest.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
    let words = lines.filter(|line| !line.starts_with(' ')).filter_map(|line| line.split_whitespace().next());
    words.filter(|word| *word != "help").map(str::to_owned).collect()
}

/// Compares the help of a verb and of the verbs below it with the snapshots.
fn assert_help(folder: &Folder, verb: &[&str]) -> usize {
    let arguments = [verb, &["--help"]].concat();
    assert_face(&["help"].iter().chain(verb).copied().collect::<Vec<_>>().join("."), &transcript(folder, &arguments));
    let below = verbs(&run(folder, &arguments).out);
    1 + below.iter().map(|below| assert_help(folder, &[verb, &[below.as_str()]].concat())).sum::<usize>()
}

#[test]
fn help() {
    assert!(assert_help(&empty(), &[]) > 20, "the verbs below `policy` and `list` have pages too");
}

#[test]
fn policy() {
    let folder = Folder::with(&[("a.sourcing.toml", CLEAN)]);
    folder.copy("examples/company", "");
    let shown = transcripts(&folder, &[&["policy", "show"], &["policy", "show", "xinjiang"], &["policy", "verify"]]);
    assert_face("policy.show", &shown);

    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN)]);
    folder.copy_pack();
    folder.replace("pack/rules/tracing.toml", "A supplier that stays unknown", "A supplier that remains unknown");
    folder.replace("pack/lists/sdn.csv", "XINJIANG PUBLIC SECURITY BUREAU", "SOMEONE ELSE");
    run(&folder, &["policy", "lock", "pack"]).ends(0, &[]);
    let diff = ["policy", "diff", "xinjiang", "pack", "--as-of", DAY];
    let json = [diff.as_slice(), &["--format", "json"]].concat();
    assert_face("policy.diff", &transcripts(&folder, &[&diff, &json]));
}

#[test]
fn list() {
    let folder = empty();
    assert_face("list.show", &transcript(&folder, &["list", "show"]));
    let status: [&[&str]; 3] = [
        &["list", "status", "--as-of", DAY],
        &["list", "status", "uflpa", "--as-of", "2027-03-01", "--fail-on", "stale"],
        &["list", "status", "sdn", "--as-of", DAY, "--format", "json"],
    ];
    assert_face("list.status", &transcripts(&folder, &status));
    let search: [&[&str]; 3] = [
        &["list", "show", "uflpa", "hoshine"],
        &["list", "show", "sdn", "urumqi"],
        &["list", "show", "ns-cmic", "semiconductor"],
    ];
    assert_face("list.search", &transcripts(&folder, &search));
    assert_face("list.show.uflpa", &head(&transcript(&folder, &["list", "show", "uflpa"]), 40));
    folder.copy_pack();
    folder.replace("pack/lists/sdn.csv", "XINJIANG PUBLIC SECURITY BUREAU", "SOMEONE ELSE");
    run(&folder, &["policy", "lock", "pack"]).ends(0, &[]);
    let diff = ["list", "diff", "xinjiang", "pack"];
    let commands: [&[&str]; 3] = [
        &diff,
        &[diff.as_slice(), &["--format", "markdown", "--exit-code"]].concat(),
        &["list", "show", "uflpa", "no-such-entry"],
    ];
    assert_face("list.diff", &transcripts(&folder, &commands));
}

#[test]
fn init() {
    let folder = empty();
    let said = transcripts(&folder, &[&["init", "--action", "acme/sourcegate@v9"], &["init"]]);
    let written = [
        "sourcegate.toml",
        "sourcing/first.sourcing.toml",
        ".github/workflows/sourcegate.yml",
        ".pre-commit-config.yaml",
    ];
    assert_face("init", &(said + &files(&folder, &written)));
}

#[test]
fn waive_and_baseline() {
    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN)]);
    let print = fingerprint(HIDDEN);
    let waive: [&[&str]; 3] = [
        &["waive", "--as-of", DAY, &print[..8]],
        &["waive", "--as-of", DAY, &print[..8]],
        &["waive", "--as-of", DAY, "00000000"],
    ];
    assert_face("waive", &(transcripts(&folder, &waive) + &files(&folder, &["waivers.toml"])));

    let folder = Folder::with(&[("a.sourcing.toml", HIDDEN), ("sourcegate.toml", "fail-on = \"review\"\n")]);
    let baseline: [&[&str]; 3] = [
        &["baseline", "--as-of", DAY, "--reason", "before the gate"],
        &["baseline", "--as-of", DAY],
        &["baseline", "--as-of", DAY, "--update"],
    ];
    assert_face("baseline", &(transcripts(&folder, &baseline) + &files(&folder, &["sourcegate-baseline.toml"])));
}

#[test]
fn screen_and_usage() {
    let folder = empty();
    let names: [&[&str]; 2] = [
        &["screen", "Hoshine Silicon", "Dongguan Lvzou Shoes", "Fjord Optics AS"],
        &["screen", "--as-of", "2022-01-01", "--list", "uflpa", "Hoshine Silicon"],
    ];
    assert_face("screen", &transcripts(&folder, &names));
    let usage: [&[&str]; 4] =
        [&["chekc"], &["check", "--format", "xml"], &["check", "nowhere"], &["check", "--as-of", DAY]];
    assert_face("usage", &transcripts(&folder, &usage));
}
