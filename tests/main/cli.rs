//! The binary as its users meet it: verbs, exit codes, streams.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const MANIFEST: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n\
                        [[site]]\nid = \"s\"\nparty = \"a\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n";
const CLEAN: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n";

/// Exit code, standard output, standard error.
type Ran = (i32, String, String);

fn run(dir: &Path, arguments: &[&str]) -> Ran {
    fed(dir, arguments, "")
}

fn fed(dir: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sourcegate"))
        .args(arguments)
        .current_dir(dir)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("FORCE_COLOR")
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("the input is read");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("inside")).expect("created");
        std::fs::write(path, text).expect("written");
    }
    dir
}

#[test]
fn exit_codes_do_not_depend_on_the_format() {
    for format in crate::formats::ALL {
        let check = |dir: &tempfile::TempDir, more: &[&str]| {
            run(dir.path(), &[&["check", "--format", format], more].concat()).0
        };
        let exposed = folder(&[("a.sourcing.toml", MANIFEST)]);
        assert_eq!(check(&exposed, &[]), 1);
        assert_eq!(check(&exposed, &["--as-of", "2022-06-20"]), 0, "before the law");
        assert_eq!(check(&exposed, &["--as-of", "2022-06-20", "--fail-on", "info"]), 1);
        assert_eq!(check(&exposed, &["--as-of", "20220620x"]), 2);
        assert_eq!(check(&exposed, &["no-such-file.csv"]), 2);
        assert_eq!(check(&exposed, &["--policy", "no-such-pack"]), 2);
        assert_eq!(check(&folder(&[("a.sourcing.toml", CLEAN)]), &[]), 0);
        assert_eq!(check(&folder(&[("readme.md", "nothing here")]), &[]), 3);
        let both = folder(&[("a.sourcing.toml", MANIFEST), ("b.sourcing.toml", "[manifest]\nschema = \n")]);
        assert_eq!(check(&both, &[]), 4, "a partial answer is not a whole one");
    }
}

#[test]
fn the_configuration_decides_and_arguments_win() {
    let config = "fail-on = \"review\"\nmarkets = [\"UK\"]\nexclude = [\"old/**\"]\n";
    let dir = folder(&[("sourcegate.toml", config), ("a.sourcing.toml", MANIFEST), ("old/b.sourcing.toml", "broken")]);
    let (code, out, _) = run(dir.path(), &["check"]);
    assert_eq!(code, 0, "a warning in the United Kingdom: {out}");
    assert!(out.contains("warn[xuar-site]") && out.contains("fails at review and above"), "{out}");
    assert_eq!(run(dir.path(), &["check", "--fail-on", "warn"]).0, 1);
    let wrong = folder(&[("sourcegate.toml", "fial-on = \"deny\"\n"), ("a.sourcing.toml", MANIFEST)]);
    let (code, _, err) = run(wrong.path(), &["check"]);
    assert_eq!(code, 2);
    assert!(err.contains("sourcegate.toml") && err.contains("fial-on") && err.contains("fail-on"), "{err}");
    let pinned = folder(&[("sourcegate.toml", "policy-version = \"1999.1.1\"\n"), ("a.sourcing.toml", MANIFEST)]);
    assert_eq!(run(pinned.path(), &["check"]).0, 2);
}

#[test]
fn every_report_says_what_was_read_and_what_the_lists_lack() {
    let dir = folder(&[("a.sourcing.toml", CLEAN)]);
    let (_, out, _) = run(dir.path(), &["check", "--as-of", "2026-11-24"]);
    for part in [
        "1 input",
        "xinjiang 2026",
        "sha256",
        "2026-11-24 (--as-of)",
        "148 entries of 187",
        "result   pass: nothing found in lists that are incomplete: uflpa (148 of 187) and 4 more",
    ] {
        assert!(out.contains(part), "{part} is missing in:\n{out}");
    }
    let lacking = "lacking  uflpa: 39 entities added on 2026-08-03 are not in this list: their names could not be retrieved; save";
    let joined = out.replace("\n         ", " ");
    assert_eq!(joined.matches(lacking).count(), 1, "{joined}");
    assert_eq!(joined.matches("2026-08-03 are not").count(), 1, "said once:\n{joined}");
    let command = "\n         sourcegate list import uflpa-html FILE.html --into PACK --list uflpa\nresult   pass";
    assert!(out.contains(command), "the command stands in one line, above the result:\n{out}");
    assert!(!out.to_lowercase().contains("clear"), "it never says clear:\n{out}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let dir =
        folder(&[("a.sourcing.toml", MANIFEST), ("suppliers.csv", "supplier,country\nHoshine Silicon Industry,CN\n")]);
    let arguments = ["check", "--as-of", "2026-11-24", "--format", "json"];
    let first = run(dir.path(), &arguments);
    for _ in 0..3 {
        assert_eq!(run(dir.path(), &arguments), first);
    }
}

#[test]
fn the_json_report_has_the_keys_of_the_contract_in_order() {
    let dir = folder(&[("a.sourcing.toml", MANIFEST)]);
    let (_, out, _) = run(dir.path(), &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect()
    };
    assert_eq!(
        keys(&report),
        ["as_of", "findings", "inputs", "lists", "policy", "schema", "summary", "tool", "unread", "verdict"]
    );
    assert_eq!(
        keys(&report["summary"]),
        ["baselined", "deny", "info", "inputs", "pending", "records", "review", "waived", "warn"]
    );
    assert_eq!(keys(&report["lists"][0]), ["complete", "entries", "id", "official_count", "published"]);
    let finding = &report["findings"][0];
    assert_eq!(
        keys(finding),
        [
            "authority",
            "basis",
            "certainty",
            "clears",
            "fingerprint",
            "level",
            "location",
            "path",
            "reason",
            "rule",
            "status",
            "subject"
        ]
    );
    assert_eq!(keys(&finding["location"]), ["cell", "column", "file", "line", "pointer", "record"]);
    assert_eq!(keys(&finding["path"][0]), ["id", "location", "name"]);
    assert_eq!((&finding["location"]["line"], &finding["location"]["column"]), (&9.into(), &12.into()));
}

#[test]
fn colour_is_asked_for_or_left_out() {
    let dir = folder(&[("a.sourcing.toml", MANIFEST)]);
    let coloured = |arguments: &[&str]| run(dir.path(), arguments).1.contains('\u{1b}');
    assert!(!coloured(&["check"]), "a pipe is no terminal");
    assert!(coloured(&["check", "--color", "always"]));
    assert!(!coloured(&["check", "--color", "never"]));
}

#[test]
fn colour_follows_the_variables_of_others_unless_the_option_says_otherwise() {
    let dir = folder(&[("a.sourcing.toml", MANIFEST)]);
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourcegate"));
        command.arg("check").args(arguments).current_dir(dir.path());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"] {
            command.env_remove(name);
        }
        let out = command.envs(variables.iter().copied()).output().expect("it runs").stdout;
        out.contains(&0x1b)
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    for force in ["CLICOLOR_FORCE", "FORCE_COLOR"] {
        assert!(coloured(&[], &[(force, "1")]), "{force}");
        assert!(coloured(&[], &[(force, "1"), ("TERM", "dumb")]), "{force}");
        assert!(coloured(&[], &[(force, "1"), ("NO_COLOR", "")]), "an empty variable is none");
        assert!(!coloured(&[], &[(force, "")]), "an empty variable is none");
        assert!(!coloured(&[], &[(force, "1"), ("NO_COLOR", "1")]), "{force}");
        assert!(!coloured(&["--color", "never"], &[(force, "1")]), "{force}");
    }
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1"), ("TERM", "dumb")]));
}

#[test]
fn reports_go_to_files_beside_the_standard_output() {
    let dir = folder(&[("a.sourcing.toml", MANIFEST)]);
    let (code, out, _) =
        run(dir.path(), &["check", "--output", "json=out/report.json", "--output", "human=out/report.txt"]);
    assert_eq!(code, 1);
    assert!(out.contains("deny[xuar-site]"));
    let json = std::fs::read_to_string(dir.path().join("out/report.json")).expect("written");
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    assert!(dir.path().join("out/report.txt").is_file());
    assert_eq!(run(dir.path(), &["check", "--output", "yaml=x"]).0, 2);
}

#[test]
#[cfg(unix)]
fn a_report_that_finds_no_room_leaves_the_old_one_and_nothing_else() {
    let dir = folder(&[("a.sourcing.toml", MANIFEST), ("report.json", "old")]);
    // No file may grow, as on a full disk; the signal that would end the program is ignored.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" check --output json=report.json";
    let ran = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_sourcegate")])
        .current_dir(dir.path())
        .output()
        .expect("a shell");
    let err = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(4), "{err}");
    assert!(err.contains("cannot write `report.json`"), "{err}");
    assert_eq!(std::fs::read_to_string(dir.path().join("report.json")).expect("kept"), "old");
    assert_eq!(std::fs::read_dir(dir.path()).expect("listed").count(), 2, "something was left behind");
}

#[test]
#[cfg(unix)]
fn a_report_goes_through_a_device() {
    let dir = folder(&[("a.sourcing.toml", MANIFEST)]);
    let (code, out, _) = run(dir.path(), &["check", "--format", "json", "--output", "csv=/dev/stdout"]);
    assert_eq!(code, 1);
    let (csv, json) = out.split_once('{').expect("both");
    assert!(csv.contains("xuar-site") && json.contains("xuar-site"), "{out}");
}

#[test]
fn init_writes_what_passes_and_never_overwrites() {
    let dir = folder(&[]);
    let (code, out, err) = run(dir.path(), &["init"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("sourcegate.toml") && out.contains(".sourcing.toml"), "{out}");
    let (code, out, err) = run(dir.path(), &["check"]);
    assert_eq!(code, 0, "the first manifest is valid and harmless: {out}{err}");
    std::fs::write(dir.path().join("sourcegate.toml"), "fail-on = \"info\"\n").expect("written");
    let (_, out, err) = run(dir.path(), &["init"]);
    assert_eq!(std::fs::read_to_string(dir.path().join("sourcegate.toml")).expect("kept"), "fail-on = \"info\"\n");
    assert!(format!("{out}{err}").contains("sourcegate.toml"), "{out}{err}");
}

#[test]
fn init_writes_workflow_and_hook_at_the_top_of_a_repository() {
    let dir = folder(&[]);
    let (code, out, err) = run(dir.path(), &["init", "--action", "acme/sourcegate@v0.1.0"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("wrote    .github/workflows/sourcegate.yml") && out.contains("pre-commit install"), "{out}");
    let workflow = std::fs::read_to_string(dir.path().join(".github/workflows/sourcegate.yml")).expect("written");
    assert!(workflow.ends_with("      - uses: acme/sourcegate@v0.1.0\n"), "{workflow}");
    let hook = std::fs::read_to_string(dir.path().join(".pre-commit-config.yaml")).expect("written");
    assert!(hook.contains("entry: sourcegate check --staged"), "{hook}");

    // Below the top nothing reads them.
    std::fs::create_dir_all(dir.path().join(".git")).expect("made");
    let (code, out, _) = run(dir.path(), &["init", "goods"]);
    assert_eq!(code, 0);
    assert!(out.contains("goods/sourcegate.toml") && !out.contains("workflows"), "{out}");
    // What would end the line it is written on is refused, and a name that we do not know is not guessed.
    assert_eq!(run(dir.path(), &["init", "--action", "a/b@c\n      - run: evil"]).0, 2);
    let other = folder(&[]);
    let (_, out, _) = run(other.path(), &["init"]);
    assert!(out.contains("put the owner"), "{out}");
}

#[test]
fn explain_prints_a_rule_and_suggests_one() {
    let dir = folder(&[]);
    let (code, out, _) = run(dir.path(), &["explain", "xuar-site", "--as-of", "2026-11-24"]);
    assert_eq!(code, 0);
    for part in ["Xinjiang", "Pub. L. 117-78", "2022-06-21", "What clears it", "What does not"] {
        assert!(out.contains(part), "{part} is missing in:\n{out}");
    }
    let (code, _, err) = run(dir.path(), &["explain", "xuar-sites"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `xuar-site`"), "{err}");
}

#[test]
fn every_case_of_the_pack_holds() {
    let dir = folder(&[]);
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/xinjiang");
    for arguments in [vec!["policy", "test"], vec!["policy", "test", pack]] {
        let (code, out, err) = run(dir.path(), &arguments);
        assert_eq!(code, 0, "{out}{err}");
        assert!(out.contains(" 0 failed"), "{out}");
    }
}

#[test]
fn screen_answers_in_order_one_object_a_line() {
    let dir = folder(&[("own.jsonl", "{\"id\":\"x1\",\"names\":[\"Orchid Metals Ltd\"]}\n")]);
    let (code, out, _) = fed(dir.path(), &["screen"], "Nobody Listed GmbH\nAnhui Xinya New Materials\n\n");
    assert_eq!(code, 0);
    let answers: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let verdicts: Vec<&str> = answers.iter().filter_map(|answer| answer["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["none", "match", "none"]);
    assert_eq!(answers[1]["list"], "uflpa");
    let (_, out, _) = run(dir.path(), &["screen", "--entities", "own.jsonl", "ORCHID METALS LIMITED"]);
    assert!(out.contains("\"x1\"") && out.contains("\"match\""), "{out}");
}

#[test]
fn a_closed_pipe_is_nobodys_failure() {
    let dir = folder(&[("a.sourcing.toml", MANIFEST)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sourcegate"))
        .args(["check"])
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1), "the verdict stands: {}", String::from_utf8_lossy(&output.stderr));
}
