//! New, carried, moved and fixed.

use super::{BASE, EXPOSED, OLD_DEBT, Repo, statuses};

#[test]
fn only_what_is_new_fails() {
    let repo = Repo::with(&[("a.sourcing.toml", BASE), ("d.sourcing.toml", OLD_DEBT)]);
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["xuar-site d-site carried".to_owned()]));

    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    repo.commit("a new supplier");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!(code, Some(1));
    assert_eq!(statuses(&report), ["xuar-site b-site new", "xuar-site d-site carried"]);
    let run = repo.0.check(&["--base", "base"]);
    assert!(run.out.contains("+ province = \"Xinjiang\"") && run.out.contains("already in the base"), "{}", run.out);
}

/// A base that lets this file go with what stands in it.
const ACCEPTING: &str = "[[lost]]\npath = \"d.sourcing.toml\"\nreason = \"Delta is no supplier any more\"\n";

#[test]
fn a_moved_file_is_not_news_and_another_supplier_on_its_line_is() {
    let repo = Repo::with(&[("d.sourcing.toml", OLD_DEBT), ("sourcegate.toml", ACCEPTING)]);
    std::fs::rename(repo.0.path("d.sourcing.toml"), repo.0.path("e.sourcing.toml")).unwrap();
    repo.commit("rename");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["xuar-site d-site moved".to_owned()]));

    repo.0.write("e.sourcing.toml", OLD_DEBT.replace("Delta Works", "Epsilon Works"));
    repo.commit("another one");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!(
        (code, statuses(&report)),
        (Some(1), vec!["xuar-site d-site fixed".to_owned(), "xuar-site d-site new".to_owned()])
    );
}

#[test]
fn a_removed_exposure_is_fixed() {
    let repo = Repo::with(&[("a.sourcing.toml", BASE), ("d.sourcing.toml", OLD_DEBT), ("sourcegate.toml", ACCEPTING)]);
    std::fs::remove_file(repo.0.path("d.sourcing.toml")).unwrap();
    repo.commit("gone");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!((code, statuses(&report)), (Some(0), vec!["xuar-site d-site fixed".to_owned()]));
    assert_eq!(report["summary"]["deny"], 0);
    assert!(repo.0.check(&["--base", "base"]).out.contains("fixed since the base"));
}

/// A factory in the region and another elsewhere; what each supplies is added by the tests.
const PARTIES: &str = "[manifest]\nschema = 1\n\
    [[party]]\nid = \"b\"\nname = \"Beta Works\"\n\
    [[site]]\nid = \"b-site\"\nparty = \"b\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n\
    [[party]]\nid = \"m\"\nname = \"Module Works\"\n\
    [[party]]\nid = \"n\"\nname = \"Nu Works\"\n";
const ITEMS: &str = "[manifest]\nschema = 1\n\
    [[item]]\nid = \"module\"\nname = \"Module\"\nmade_by = \"m\"\n\
    [[item]]\nid = \"lamp\"\nname = \"Lamp\"\nmade_by = \"n\"\n";

fn supply(from: &str, to: &str, item: Option<&str>) -> String {
    let item = item.map_or_else(String::new, |item| format!("item = \"{item}\"\n"));
    format!("[[supply]]\nfrom = \"{from}\"\nto = \"{to}\"\n{item}")
}

#[test]
fn a_file_that_is_renamed_edited_or_split_makes_no_old_finding_new() {
    let other = OLD_DEBT.replace("d-site", "o-site").replace("\"d\"", "\"o\"").replace("Delta", "Omega");
    let both = format!("{OLD_DEBT}{}", other.replacen("[manifest]\nschema = 1\n", "", 1));
    let repo = Repo::with(&[("all.sourcing.toml", both.as_str())]);
    std::fs::rename(repo.0.path("all.sourcing.toml"), repo.0.path("renamed.sourcing.toml")).unwrap();
    repo.0.write("renamed.sourcing.toml", format!("# Edited.\n\n{both}"));
    repo.commit("rename and edit");
    let moved = ["xuar-site d-site moved", "xuar-site o-site moved"];
    assert_eq!(repo.compared(0), moved);

    std::fs::remove_file(repo.0.path("renamed.sourcing.toml")).unwrap();
    repo.0.write("one.sourcing.toml", OLD_DEBT);
    repo.0.write("two.sourcing.toml", &other);
    repo.commit("split");
    assert_eq!(repo.compared(0), moved);

    // A record moves from one file to another that stood there before.
    repo.1.reference("refs/heads/base", repo.1.head().unwrap().target().unwrap(), true, "").unwrap();
    repo.0.write("one.sourcing.toml", &both);
    std::fs::remove_file(repo.0.path("two.sourcing.toml")).unwrap();
    repo.commit("together again");
    assert_eq!(repo.compared(0), ["xuar-site d-site carried", "xuar-site o-site moved"]);
}

#[test]
fn an_old_finding_that_reaches_a_new_item_is_new_and_the_far_change_is_shown() {
    let chain = format!("[manifest]\nschema = 1\n{}", supply("b-site", "m", None));
    let repo = Repo::with(&[
        ("parties.sourcing.toml", PARTIES),
        ("items.sourcing.toml", ITEMS),
        ("chain.sourcing.toml", &chain),
    ]);
    repo.0.write("chain.sourcing.toml", format!("{chain}{}", supply("b-site", "n", None)));
    repo.commit("the same factory for the lamp");
    assert_eq!(repo.compared(1), ["xuar-site b-site new"]);
    let (_, report) = repo.check(&["--base", "base"]);
    let finding = &report["findings"][0];
    assert_eq!(finding["reason"]["news"], serde_json::json!({"kind": "items", "items": ["lamp"]}));
    assert_eq!(finding["reason"]["changes"][0]["file"], "chain.sourcing.toml");
    assert_eq!(finding["reason"]["changes"][0]["line"], 7);
    let run = repo.0.check(&["--base", "base"]);
    run.ends(1, &["item Lamp (lamp)", "there it does not reach Lamp", "+ to = \"n\"", "1 more item: Module"]);
}

#[test]
fn lines_that_were_only_taken_out_are_shown_also_where_they_stood_off_the_path() {
    let glass = "[[item]]\nid = \"glass\"\nname = \"Glass\"\n[[item]]\nid = \"cell\"\nname = \"Cell\"\n";
    let items = ITEMS.replace("made_by = \"n\"\n", "made_by = \"m\"\ncontains = [\"cell\"]\n");
    let items = format!("{items}{glass}").replacen("made_by = \"m\"\n", "made_by = \"m\"\ncontains = [\"glass\"]\n", 1);
    let chain = format!("[manifest]\nschema = 1\n{}", supply("b-site", "m", Some("cell")));
    let files = [("parties.sourcing.toml", PARTIES), ("items.sourcing.toml", &items), ("chain.sourcing.toml", &chain)];
    let repo = Repo::with(&files);
    // The lamp accounted for the cell; without the line the module may contain it.
    repo.0.write("items.sourcing.toml", items.replace("contains = [\"cell\"]\n", ""));
    repo.commit("a line less");
    let run = repo.0.check(&["--base", "base"]);
    run.ends(1, &["there it does not reach Module", "- contains = [\"cell\"]"]);
}

#[test]
fn a_stage_that_is_gone_is_shown_where_it_stood() {
    let item = "[manifest]\nschema = 1\n[[party]]\nid = \"m\"\nname = \"Module Works\"\n\
                [[party]]\nid = \"s\"\nname = \"Stage Works\"\n[[item]]\nid = \"module\"\nname = \"Solar module\"\nhs = \"8541.43\"\nmade_by = \"m\"\n";
    let stages = ["metal|2804.69", "polysilicon|2804.61", "wafer|3818.00", "cell|8541.42"].map(|stage| {
        let (name, hs) = stage.split_once('|').unwrap();
        format!(
            "[[material]]\nid = \"{name}\"\nname = \"{name}\"\nhs = \"{hs}\"\n{}",
            supply("s", "m", None).replace("to = \"m\"\n", &format!("to = \"m\"\nmaterial = \"{name}\"\n"))
        )
    });
    let repo = Repo::with(&[
        ("item.sourcing.toml", item),
        ("stages.sourcing.toml", &format!("[manifest]\nschema = 1\n{}", stages.concat())),
    ]);
    repo.0.write("stages.sourcing.toml", format!("[manifest]\nschema = 1\n{}", stages[1..].concat()));
    repo.commit("the metal is gone");
    let run = repo.0.check(&["--base", "base", "--fail-on", "review"]);
    run.ends(1, &["priority-sector-trace-to-raw", "there the chain has", "- name = \"metal\""]);
}

#[test]
fn a_part_put_between_and_a_corrected_name_are_no_news() {
    let chain = format!("[manifest]\nschema = 1\n{}", supply("b-site", "m", None));
    let repo = Repo::with(&[
        ("parties.sourcing.toml", PARTIES),
        ("items.sourcing.toml", ITEMS),
        ("chain.sourcing.toml", &chain),
    ]);
    let cell = "[[item]]\nid = \"cell\"\nname = \"Cell\"\nmade_by = \"n\"\n";
    repo.0.write("items.sourcing.toml", format!("{}{cell}", ITEMS.replace("Module", "Module, 550 W")));
    repo.0.write(
        "chain.sourcing.toml",
        format!("[manifest]\nschema = 1\n{}{}", supply("b-site", "m", None), supply("n", "m", Some("cell"))),
    );
    repo.commit("another tier, nothing exposed by it");
    assert_eq!(repo.compared(0), ["xuar-site b-site carried"]);
    let through = format!("{}{}", supply("b-site", "n", None), supply("n", "m", Some("cell")));
    let items = format!(
        "[manifest]\nschema = 1\n[[item]]\nid = \"module\"\nname = \"Module\"\nmade_by = \"m\"\ncontains = [\"cell\"]\n{cell}"
    );
    repo.0.write("items.sourcing.toml", items);
    repo.0.write("chain.sourcing.toml", format!("[manifest]\nschema = 1\n{through}"));
    repo.commit("the module by way of the cell");
    assert_eq!(repo.compared(0), ["xuar-site b-site carried"], "the cell only passes on what the module had");
}

#[test]
fn a_second_record_of_the_same_party_is_new() {
    let table = "supplier,country,province\nBeta Works,CN,Xinjiang\n";
    let repo = Repo::with(&[("suppliers.csv", table)]);
    repo.0.write("suppliers.csv", format!("{table}Gamma Works,DE,Bavaria\nBeta Works,CN,Xinjiang\n"));
    repo.commit("the same supplier again");
    let (code, report) = repo.check(&["--base", "base"]);
    assert_eq!(code, Some(1));
    let finding = &report["findings"][0];
    assert_eq!((&finding["status"], &finding["reason"]["news"]["more"]), (&"new".into(), &1.into()), "{finding}");
    assert_eq!(finding["reason"]["changes"][0]["added"][1], "Beta Works,CN,Xinjiang");
}

#[test]
fn a_higher_level_is_new_and_a_lower_one_is_not() {
    let (eu, us) = ("schema = 1\nmarkets = [\"EU\"]\n", "schema = 1\nmarkets = [\"US\"]\n");
    let repo = Repo::with(&[("d.sourcing.toml", OLD_DEBT.replacen("schema = 1\n", eu, 1).as_str())]);
    repo.0.write("d.sourcing.toml", OLD_DEBT.replacen("schema = 1\n", us, 1));
    let american = repo.commit("to the United States");
    assert_eq!(repo.compared(1), ["xuar-site d-site new"]);
    let run = repo.0.check(&["--base", "base"]);
    run.ends(1, &["the base has it at the level `info`", "- markets = [\"EU\"]", "+ markets = [\"US\"]"]);

    repo.1.reference("refs/heads/base", american, true, "").unwrap();
    repo.0.write("d.sourcing.toml", OLD_DEBT.replacen("schema = 1\n", eu, 1));
    repo.commit("back");
    assert_eq!(repo.compared(0), ["xuar-site d-site carried"]);
}
