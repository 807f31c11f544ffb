//! Packs that do not hold what they must.

use super::GOOD;
use crate::support::Folder;

fn with_pack() -> Folder {
    let folder = Folder::with(&[("a.sourcing.toml", GOOD)]);
    folder.copy_pack();
    folder.check(&["--policy", "pack", "a.sourcing.toml"]).ends(0, &["policy xinjiang"]);
    folder
}

/// Pins what the pack holds now, so that only its content can be refused.
fn relock(folder: &Folder) {
    folder.run(&["policy", "lock", "pack"]).ends(0, &["1 digest changed"]);
}

#[test]
fn a_pack_whose_digest_does_not_match() {
    let folder = with_pack();
    folder.replace("pack/lists/sdn.csv", "Xinjiang", "Xinjianh");
    folder.check(&["--policy", "pack"]).ends(
        2,
        &[
            "error: policy: the pack `pack` cannot be used",
            "lists/sdn.csv: the digest is",
            "but policy.toml pins",
            "if you changed the pack on purpose, run `sourcegate policy lock pack`",
        ],
    );
}

#[test]
fn a_rule_without_cases() {
    let folder = with_pack();
    for path in ["pack/cases/region.toml", "pack/cases/exceptions.toml"] {
        let cases = std::fs::read_to_string(folder.path(path)).unwrap();
        folder.write(path, cases.replace("rule = \"xuar-site\"", "rule = \"xuar-postal-code\""));
    }
    folder.run(&["policy", "lock", "pack"]).ends(0, &["2 digests changed"]);
    folder.check(&["--policy", "pack"]).ends(
        2,
        &[
            "rules/region.toml:3: the rule `xuar-site` has no case that must fail; add a [[case]] with expect = \"fail\"",
            "the rule `xuar-site` has no case that must pass",
        ],
    );
}

#[test]
fn an_unknown_check() {
    let folder = with_pack();
    let place = folder.replace("pack/rules/region.toml", "\"site-in-region\"", "\"site-in-regio\"");
    relock(&folder);
    let says = format!("rules/region.toml:{place}: the rule `xuar-site` names the check `site-in-regio`");
    folder.check(&["--policy", "pack"]).ends(2, &[&says, "did you mean `site-in-region`?"]);
}

#[test]
fn a_level_that_ends_before_it_begins() {
    let folder = with_pack();
    let level = "{ regime = \"uk-proceeds-of-crime\", level = \"warn\" }";
    let turned = "{ market = \"UK\", level = \"warn\", from = 2029-12-23, until = 2022-06-21 }";
    let place = folder.replace("pack/rules/region.toml", level, turned);
    relock(&folder);
    let says = format!(
        "rules/region.toml:{place}: the rule `xuar-site`: this level ends (2022-06-21) before it begins (2029-12-23); correct one"
    );
    folder.check(&["--policy", "pack"]).ends(2, &[&says]);
}

#[test]
fn an_unknown_key_of_a_rule() {
    let folder = with_pack();
    let place = folder.replace("pack/rules/region.toml", "waivable = false", "waiveable = false");
    relock(&folder);
    let says = format!("rules/region.toml:{place}: unknown field `waiveable`, expected one of");
    folder.check(&["--policy", "pack"]).ends(2, &[&says, "`waivable`", "did you mean `waivable`?"]);
}

#[test]
fn a_misspelt_parameter_a_wrong_type_and_an_unknown_list() {
    for (file, old, new, says) in [
        (
            "tracing.toml",
            "since = 2024-07-09\nstages = [\n  { name = \"catch",
            "since = 2024-07-09\nstagez = [\n  { name = \"catch",
            "the rule `priority-sector-trace-to-raw`: unknown field `stagez`, expected one of `id`, `since`, `stages`; did you mean `stages`?",
        ),
        (
            "entities.toml",
            "lists = [\"sdn\"]",
            "lists = [\"snd\"]",
            "the rule `ofac-sdn-party`: the pack has no list `snd`; did you mean `sdn`?",
        ),
        (
            "lists.toml",
            "max_days = 90",
            "max_days = \"30\"",
            "the rule `list-snapshot-stale`: invalid type: string \"30\"",
        ),
    ] {
        let folder = with_pack();
        let path = format!("pack/rules/{file}");
        folder.replace(&path, old, new);
        relock(&folder);
        let text = std::fs::read_to_string(folder.path(&path)).unwrap();
        let word =
            if new.contains("stagez") { "stagez" } else { new.split(" = ").nth(1).unwrap().trim_matches(['[', ']']) };
        let line = text.lines().position(|line| line.contains(word)).unwrap();
        let column = text.lines().nth(line).unwrap().find(word).unwrap() + 1;
        let says = format!("rules/{file}:{}:{column}: {says}", line + 1);
        for verb in [
            &["check", "--policy", "pack", "a.sourcing.toml"][..],
            &["policy", "verify", "pack"],
            &["policy", "test", "pack"],
        ] {
            folder.run(verb).ends(2, &[&says]);
        }
    }
}

#[test]
fn a_parameter_of_an_override_is_as_strict() {
    for (params, says) in [
        (
            "list = [\"uflpa\"]",
            "rules/acme.toml:29:1: the override of `uflpa-entity-listed`: unknown field `list`, expected one of `lists`",
        ),
        (
            "lists = [\"uflpa\", \"acme-bloked\"]",
            "rules/acme.toml:29:19: the override of `uflpa-entity-listed`: the pack has no list `acme-bloked`; did you mean `acme-blocked`?",
        ),
        (
            "lists = []",
            "rules/acme.toml:29:9: the override of `uflpa-entity-listed`: this list is empty, so the rule would never fire",
        ),
        (
            "owner_level = \"revew\"",
            "rules/acme.toml:29:15: the override of `uflpa-entity-listed`: unknown variant `revew`",
        ),
    ] {
        let folder = Folder::with(&[("a.sourcing.toml", GOOD)]);
        folder.copy("examples/company/policy", "layer");
        let path = "layer/rules/acme.toml";
        let text = std::fs::read_to_string(folder.path(path)).unwrap();
        assert_eq!(text.lines().count(), 23, "the places below count on it");
        folder.write(
            path,
            format!(
                "{text}\n[[override]]\nrule = \"uflpa-entity-listed\"\nreason = \"more\"\n[override.params]\n{params}\n"
            ),
        );
        folder.run(&["policy", "lock", "layer"]).ends(0, &[]);
        folder.check(&["--policy", "layer", "a.sourcing.toml"]).ends(2, &[says]);
    }
}
