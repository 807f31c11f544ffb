//! The report for people: nothing said twice, nothing idle, nothing wider than the terminal.

use std::path::{Path, PathBuf};

use sourcegate::report::Style;
use sourcegate::source::memory::MemoryTree;
use unicode_width::UnicodeWidthStr;

use super::ALL;
use crate::comparing::Repo;
use crate::judged::judge_paths;
use crate::support::Folder;

/// A listed name as it stands on the list, and a place in the region.
const LISTED: &str = "supplier,address,country\n\"Xinjiang Zhonghe Co., Ltd.\",\"18 Kashgar Road, Urumqi\",CN\n";

const PLAIN: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n\
                     [[item]]\nid = \"thing\"\nname = \"Thing\"\nmade_by = \"a\"\n";

/// A site whose province and coordinates contradict each other, on a way to the thing of [`PLAIN`].
const TORN: &str = "[[party]]\nid = \"b\"\nname = \"Beta Works Co., Ltd.\"\n\
                    [[site]]\nid = \"b-site\"\nparty = \"b\"\nprovince = \"Xinjiang\"\npostcode = \"838200\"\ncountry = \"CN\"\n\
                    lat = 30.1\nlon = 120.2\n\
                    [[supply]]\nfrom = \"b\"\nto = \"a\"\nitem = \"thing\"\n";

/// A site in the region, supplying the maker of that thing.
const EXPOSED: &str = "[[party]]\nid = \"b\"\nname = \"Beta Works\"\n\
                       [[site]]\nid = \"b-site\"\nparty = \"b\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n\
                       [[supply]]\nfrom = \"b\"\nto = \"a\"\nitem = \"thing\"\n";

#[test]
fn an_exact_match_does_not_explain_its_legal_form() {
    let folder = Folder::with(&[("suppliers.csv", LISTED)]);
    let run = folder.check(&[]);
    run.ends(1, &["= Xinjiang Zhonghe Co., Ltd. matched the primary name", "means Ürümqi (乌鲁木齐市, 650100); names"]);
    assert!(!run.out.contains("legal form") && !run.out.contains("(xinjiang zhonghe)"), "{}", run.out);
    folder.replace("suppliers.csv", "Xinjiang Zhonghe Co., Ltd.", "Hoshine Silicn Industry Co., Ltd.");
    folder.check(&[]).ends(1, &["\"silicn\""]);
}

#[test]
fn what_contradicts_is_no_sign_that_agrees() {
    let folder = Folder::with(&[("a.sourcing.toml", format!("{PLAIN}{TORN}"))]);
    let run = folder.check(&[]);
    run.ends(1, &["= conflict the province lies in Xinjiang, but the coordinates lie far outside"]);
    assert!(!run.out.contains("conflict \"\""), "{}", run.out);
    let page = folder.check(&["--format", "markdown"]);
    page.ends(1, &["- **Conflict** the province lies in Xinjiang, but the coordinates lie far outside"]);
}

#[test]
fn no_format_ends_a_sentence_in_two_full_stops() {
    let folder = Folder::with(&[("a.sourcing.toml", format!("{PLAIN}{TORN}").as_str()), ("suppliers.csv", LISTED)]);
    for format in ALL {
        let run = folder.check(&["--format", format]);
        assert!(run.out.contains("Ltd.") && !run.out.contains("Ltd.."), "{format}: {}", run.out);
    }
}

#[test]
fn a_change_is_printed_once_and_nothing_is_counted_that_is_not_there() {
    let repo = Repo::with(&[("a.sourcing.toml", PLAIN)]);
    repo.0.write("a.sourcing.toml", format!("{PLAIN}{EXPOSED}"));
    repo.commit("a new supplier");
    let run = repo.0.check(&["--base", "base"]);
    // The party, its site and the supply are lines of one change, and all of them matter.
    run.ends(1, &["a.sourcing.toml:13, 15, 16, 19 + id", "1 deny, all new (fails"]);
    assert_eq!(run.out.matches("+ province").count(), 1, "{}", run.out);
    let page = repo.0.check(&["--base", "base", "--format", "markdown"]);
    page.ends(1, &["@@ a.sourcing.toml:13, 15, 16, 19 @@"]);
    assert_eq!(page.out.matches("+ province").count(), 1, "{}", page.out);

    repo.0.write("a.sourcing.toml", PLAIN);
    repo.commit("taken out again");
    let run = repo.0.check(&["--base", "base"]);
    run.ends(0, &["pass: nothing found in lists that are incomplete: uflpa (148 of 187) and 4 more (fails"]);
}

#[test]
fn notes_keep_to_the_width_of_the_terminal() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/solar");
    let mut tree = MemoryTree::default();
    for path in files(&folder) {
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        tree = tree.with(&name, std::fs::read(&path).unwrap());
    }
    let judged = judge_paths(&tree, vec![String::new()], "2026-01-01");
    let human = sourcegate::report::format("human").unwrap();
    for width in [80, 120] {
        let mut out = Vec::new();
        (human.write)(&mut out, &judged.0, &Style { color: false, unicode: true, width }).unwrap();
        let out = String::from_utf8(out).unwrap();
        let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("supplied by Redrock Silicon (Shanshan) Co., Ltd. (shanshan-1), tier 4"), "{out}");
        for line in out.lines().filter(|line| line.starts_with(' ')) {
            assert!(line.width() <= width, "{} columns of {width}: {line}", line.width());
        }
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_report_in_a_file_or_a_pipe_has_one_width() {
    let folder = Folder::with(&[("none.txt", "")]);
    folder.copy("examples/solar", ".");
    let report = |columns: &str| {
        let run = folder.check_with(&["--output", "human=report.log"], &[("COLUMNS", columns)]);
        run.ends(1, &["tier 4"]);
        (run.out, std::fs::read_to_string(folder.path("report.log")).unwrap())
    };
    let wide = report("160");
    assert_eq!(report("60"), wide);
    assert_eq!(report(""), wide);
}
