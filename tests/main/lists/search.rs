//! `list show LIST WORD`: entries found by a part of a text, in any spelling that screening folds, and by names like it.

use serde_json::Value;

use super::nothing;
use crate::support::Folder;

/// A pack whose list `sdn` holds three made-up entries.
fn pack() -> Folder {
    let folder = nothing();
    folder.copy_pack();
    let list = std::fs::read_to_string(folder.path("pack/lists/sdn.csv")).unwrap();
    let head = list.lines().next().unwrap();
    folder.write(
        "pack/lists/sdn.csv",
        format!(
            "{head}\n\
             x-alpha,Alpha Loom Works,Summit [weak] | ALW,Beta Loom Works,騰翔織造有限公司,,uscc:9111000071093019X7,\
             P@2020-01-01..,entity,\"1 Example Road, Ürümqi\",,,official,85 FR 44159,,\n\
             x-gamma,Gamma Spindle Factory,,,,,,P@2020-01-01..2024-01-01,entity,\"2 Example Road, Aksu\",,,official,\
             86 FR 33119,,\n\
             x-region,Some Region,,,,,,P@2020-01-01..,region,,,,official,,,the loom of a note is not searched\n"
        ),
    );
    folder.run(&["policy", "lock", "pack"]).ends(0, &[]);
    folder
}

/// The ids that a search finds, each with the field and the way in which it was met first.
fn found(folder: &Folder, words: &[&str]) -> Vec<(String, String, String)> {
    let run = folder.run(&[&["list", "show", "sdn"], words, &["--policy", "pack", "--format", "json"]].concat());
    run.ends(0, &[]);
    let document: Value = serde_json::from_str(&run.out).expect("JSON");
    let rows = document["lists"][0]["rows"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |row: &Value| (text(&row["id"]), text(&row["met"][0]["field"]), text(&row["met"][0]["how"]));
    rows.iter().map(row).collect()
}

#[test]
fn a_part_of_any_text_finds_its_entry_however_it_is_written() {
    let folder = pack();
    for (words, id, field) in [
        (&["ALPHA  loom"][..], "x-alpha", "primary"),
        (&["alpha", "LOOM"], "x-alpha", "primary"),
        (&["lpha Loo"], "x-alpha", "primary"),
        (&["summit"], "x-alpha", "weak alias"),
        (&["beta"], "x-alpha", "former"),
        (&["腾翔织造"], "x-alpha", "native"),
        (&["騰 翔"], "x-alpha", "native"),
        (&["urumqi"], "x-alpha", "location"),
        (&["85 fr 44159"], "x-alpha", "citation"),
        (&["71093019x7"], "x-alpha", "uscc"),
        (&["ga\u{200b}mma"], "x-gamma", "primary"),
        (&["some region"], "x-region", "primary"),
        (&["x-gam"], "x-gamma", "id"),
    ] {
        let expected = (id.to_owned(), field.to_owned(), "holds".to_owned());
        assert_eq!(found(&folder, words), [expected], "{words:?}");
    }
}

#[test]
fn a_name_finds_what_screening_would_meet() {
    let folder = pack();
    let one = |id: &str, how: &str| [(id.to_owned(), "primary".to_owned(), how.to_owned())];
    assert_eq!(found(&folder, &["Spindle Factory Gamma Ltd"]), one("x-gamma", "match"));
    assert_eq!(found(&folder, &["Gamma Spindel Factory"]), one("x-gamma", "possible"));
    // What holds the text comes first, in the order of the list.
    let both: Vec<String> = found(&folder, &["example road"]).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(both, ["x-alpha", "x-gamma"]);
}

#[test]
fn several_entries_are_named_with_what_was_met_and_one_is_shown_whole() {
    let folder = pack();
    let show = |words: &[&str]| folder.run(&[&["list", "show", "sdn"], words, &["--policy", "pack"]].concat());
    let several = show(&["example"]);
    several.ends(0, &["x-alpha Alpha Loom Works location 1 Example Road, Ürümqi x-gamma"]);
    assert!(several.out.contains("Gamma Spindle Factory  (ended 2024-01-01)"), "{}", several.out);
    assert_eq!(show(&["summit"]).out, show(&["x-alpha"]).out, "by a text as by the id");
    assert_eq!(show(&["summit", "--names"]).out.lines().count(), 5);
    for words in [&["nobody like this"][..], &["--", "-- !"]] {
        let nothing = folder.run(&[&["list", "show", "--policy", "pack", "sdn"], words].concat());
        nothing.ends(2, &["nothing on the list `sdn` is", "`sourcegate list show sdn` names the entries"]);
        assert_eq!(nothing.out, "");
    }
}

#[test]
fn what_is_said_of_an_entry_begins_in_one_column() {
    let folder = pack();
    let run = folder.run(&["list", "show", "sdn", "x-alpha", "--policy", "pack"]);
    run.ends(0, &["weak alias Summit", "alias ALW"]);
    for line in run.out.lines().skip(1) {
        let (before, after) = (&line[..14], &line[14..]);
        assert!(before.ends_with("  ") && !after.starts_with(' '), "{line}");
    }
    // Where no word is wider, the column is that of all others.
    let plain = folder.run(&["list", "show", "sdn", "x-gamma", "--policy", "pack"]).out;
    assert!(plain.lines().skip(1).all(|line| !line[13..].starts_with(' ')), "{plain}");
}

#[test]
fn every_entry_of_every_list_is_found_by_its_name() {
    let folder = nothing();
    let run = folder.run(&["list", "show", "--format", "json"]);
    let lists: Value = serde_json::from_str(&run.out).expect("JSON");
    for list in lists["lists"].as_array().unwrap() {
        let id = list["id"].as_str().unwrap();
        let all = folder.run(&["list", "show", id, "--format", "json"]).out;
        let all: Value = serde_json::from_str(&all).expect("JSON");
        let rows = all["lists"][0]["rows"].as_array().unwrap();
        // The first and the last, so that a list of thousands takes no longer.
        for row in rows.first().into_iter().chain(rows.last()) {
            let name = row["names"][0]["name"].as_str().unwrap();
            let out = folder.run(&["list", "show", id, name, "--format", "json"]).out;
            let found: Value = serde_json::from_str(&out).expect("JSON");
            let found = found["lists"][0]["rows"].as_array().unwrap();
            assert!(found.iter().any(|found| found["id"] == row["id"]), "{id}: {name}");
        }
    }
}
