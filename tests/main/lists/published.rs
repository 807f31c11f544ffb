//! The files of publishers as they really are: the page of DHS of July 2026, entries of the Entity List as the Commerce
//! Department prints them, and what a combined list does on a bad day.

use std::collections::{BTreeMap, BTreeSet};

use sourcegate::policy::import::{file_of, importer};
use sourcegate::policy::list::pair::key;
use sourcegate::policy::model::Entry;

use super::{bytes, data, emptied, import, nothing, row, text};
use crate::support::{Folder, Run};

const PAGE: &str = "uflpa-dhs-page-2026-07-09.html.gz";

/// Cells of the page as printed: clause, name, effective date.
pub(super) fn printed() -> Vec<(String, String, String)> {
    let mut reader = csv::Reader::from_path(data("uflpa-dhs-page-2026-07-09.csv")).expect("test data");
    let cells = |record: csv::StringRecord| (record[0].to_owned(), record[1].to_owned(), record[2].to_owned());
    reader.records().map(|record| cells(record.expect("a row"))).collect()
}

fn names(entry: &Entry) -> Vec<&str> {
    entry.names.iter().map(|name| name.text.as_str()).collect()
}

/// The entries of the page, row by row.
pub(super) fn read() -> Vec<Entry> {
    let file = file_of(PAGE, bytes(PAGE)).unwrap();
    let imported = importer("uflpa-html").unwrap().read(&[file], None).unwrap();
    assert_eq!(imported.unread, []);
    imported.entries.into_iter().map(|row| row.entry).collect()
}

/// The answers of `screen`, by query: the verdict and the entry.
fn screened(folder: &Folder, queries: &[&str], more: &[&str]) -> BTreeMap<String, (String, String)> {
    let run = folder.run(&[&["screen"], more, &["--"], queries].concat());
    run.ends(0, &[]);
    let answers = run.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("").to_owned();
    answers.map(|answer| (text(&answer["query"]), (text(&answer["verdict"]), text(&answer["id"])))).collect()
}

#[test]
fn the_page_of_dhs_is_read_cell_by_cell() {
    let (printed, entries) = (printed(), read());
    assert_eq!((printed.len(), entries.len()), (160, 160));
    // What is left of a cell when its names are taken out: the words that join them, and nothing else.
    let joins: BTreeSet<&str> = "and also known as formerly including one two three five alias aliases subsidiaries \
                                 its subordinate affiliated entities"
        .split(' ')
        .collect();
    for ((clause, cell, day), entry) in printed.iter().zip(&entries) {
        let listing = &entry.listings[..];
        assert_eq!(listing.len(), 1, "{cell}");
        assert_eq!((listing[0].clause.as_str(), listing[0].window.from), (clause.as_str(), day.parse().ok()), "{cell}");
        let mut longest = names(entry);
        longest.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let mut rest = cell.clone();
        for name in longest {
            assert!(rest.contains(name), "`{name}` is not in `{rest}`, of {cell}");
            rest = rest.replace(name, " ");
        }
        let words = rest.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty());
        let odd: Vec<&str> = words.filter(|word| !joins.contains(word.to_lowercase().as_str())).collect();
        // An alias that differs from another name by an apostrophe alone is no second name.
        let spelt = || names(entry).iter().any(|name| key(name) == key(&odd.join(" ")));
        assert!(odd.is_empty() || spelt(), "{odd:?} of {cell}");
        for name in names(entry) {
            assert!(!name.contains(" and JWD") && !name.contains("known as") && !name.contains(';'), "{name}");
        }
    }
    let jingweida = entries.iter().find(|entry| entry.name().starts_with("Sichuan Jingweida")).expect("on the page");
    assert_eq!(
        names(jingweida)[1..],
        [
            "Sichuan Mianyang Jingweida Technology Co., Ltd.",
            "JWD Technology",
            "Mianyang High-tech Zone Jingweida Technology Co., Ltd."
        ]
    );
}

#[test]
fn the_page_of_dhs_lists_144_entities_of_which_106_are_in_force_when_it_appears() {
    let folder = emptied();
    let into = ["--into", "pack", "--list", "uflpa", "--official-count", "144"];
    import(&folder, "uflpa-html", &[PAGE], &into).ends(
        0,
        &[
            "uflpa: edition of 2025-01-14",
            "records 160, which are 144 entries",
            "106 in force, 38 more from 2025-01-15 on, 0 ended",
            "publisher counts 144; the same",
            "complete yes",
        ],
    );
    let list = std::fs::read_to_string(folder.path("pack/lists/uflpa.csv")).unwrap();
    assert_eq!(list.lines().count(), 145);
    let corps = row(&list, "uflpa-xinjiang-production-and-construction-corps");
    for clause in ["i", "ii", "v"] {
        assert!(corps.contains(&format!("2(d)(2)(B)({clause})@2022-06-21..")), "{corps}");
    }
    assert!(corps.contains("XPCC | Xinjiang Corps | Bingtuan"), "{corps}");
    // What takes effect the day after is in force from then on, and not ended.
    assert!(row(&list, "uflpa-huafu-fashion-co-ltd").contains(",2(d)(2)(B)(v)@2025-01-15..,"));
    folder.write(
        "m.sourcing.toml",
        "[manifest]\nschema = 1\nmarkets = [\"US\"]\n[[party]]\nid = \"a\"\nname = \"Shihezi Standard Fiber Co., Ltd.\"\n\
         country = \"CN\"\n",
    );
    let check = |day: &str| -> Run {
        folder.run(&["check", "m.sourcing.toml", "--policy", "pack", "--as-of", day, "--format", "json"])
    };
    let listed = |run: &Run| run.out.contains("\"entry\": \"uflpa-shihezi-standard-fiber-co-ltd\"");
    assert!(!check("2025-01-14").out.contains("\"level\": \"deny\""));
    assert!(listed(&check("2025-01-15")), "{}", check("2025-01-15").out);
    // The same page again changes nothing.
    import(&folder, "uflpa-html", &[PAGE], &into).ends(0, &["nothing changed"]);
}

#[test]
fn every_printed_name_of_the_page_is_met() {
    let folder = emptied();
    import(&folder, "uflpa-html", &[PAGE], &["--into", "pack", "--list", "uflpa"]).ends(0, &[]);
    let entries = read();
    let queries: BTreeSet<&str> = entries.iter().flat_map(names).collect();
    assert!(queries.len() > 200);
    let queries: Vec<&str> = queries.into_iter().collect();
    let answers = screened(&folder, &queries, &["--policy", "pack", "--list", "uflpa"]);
    let missed: Vec<&&str> =
        queries.iter().filter(|query| answers.get(**query).is_none_or(|(verdict, _)| verdict != "match")).collect();
    assert_eq!(missed, Vec::<&&str>::new());
}

#[test]
fn an_older_page_ends_nothing_that_was_listed_since() {
    let folder = nothing();
    folder.copy_pack();
    let newer = |list: &str| -> Vec<String> {
        let of = |line: &str| line.contains("@2026-08-03..,").then(|| line.split(',').next().map(str::to_owned))?;
        list.lines().filter_map(of).collect()
    };
    let before = newer(&std::fs::read_to_string(folder.path("pack/lists/uflpa.csv")).unwrap());
    assert!(!before.is_empty());
    let into = ["--into", "pack", "--list", "uflpa"];
    import(&folder, "uflpa-html", &[PAGE], &into)
        .ends(4, &["this edition of 2025-01-14 is older than the list in force"]);
    let accepted = ["--accept-older", "--max-removed", "100"];
    import(&folder, "uflpa-html", &[PAGE], &[&into[..], &accepted].concat()).ends(0, &[]);
    let list = std::fs::read_to_string(folder.path("pack/lists/uflpa.csv")).unwrap();
    assert_eq!(newer(&list), before);
    assert!(!list.contains("..2026-"), "nothing ends after the page was printed");
}

#[test]
fn a_file_without_a_day_is_not_given_one() {
    let folder = nothing();
    folder.copy_pack();
    let new = ["--into", "pack", "--list", "csl", "--title", "CSL"];
    import(&folder, "csl-csv", &["csl.csv"], &new)
        .ends(0, &["csl: edition of an unknown day, got on 2026-11-24; state its day with --published"]);
    let of_list = || {
        let policy = std::fs::read_to_string(folder.path("pack/policy.toml")).unwrap();
        policy.split("[[list]]").find(|part| part.contains("id = \"csl\"")).expect("the list").to_owned()
    };
    assert!(!of_list().contains("published =") && of_list().contains("retrieved = 2026-11-24"), "{}", of_list());
    let into = &new[..4];
    import(&folder, "csl-csv", &["csl.csv"], &[into, &["--published", "2026-11-18"]].concat())
        .ends(0, &["csl: edition of 2026-11-18"]);
    assert!(of_list().contains("published = 2026-11-18"));
    import(&folder, "csl-csv", &["csl.csv"], into).ends(
        4,
        &[
            "nothing states the day of this edition",
            "which goes to 2026-11-18; state it with --published",
            "stays as it is",
        ],
    );
}

#[test]
fn a_scope_by_region_takes_what_is_addressed_xuar() {
    let scoped = |scopes: &[&str]| {
        let more: Vec<&str> = scopes.iter().flat_map(|scope| ["--scope", *scope]).collect();
        import(&nothing(), "csl-csv", &["csl-entity-list.csv"], &[&["--id-prefix", "bis"], &more[..]].concat())
    };
    let count = |run: &Run| run.out.lines().filter(|line| line.starts_with("bis-")).count();
    let literal = scoped(&["location~Xinjiang"]);
    literal.ends(0, &["warning leaves out 20 entries about the region:", "the term `region` takes them"]);
    assert_eq!(count(&literal), 4);

    let region = scoped(&["source~Entity List (EL) & region"]);
    assert_eq!(count(&region), 24);
    for id in ["bis-aksu-district-public-security-bureau", "bis-hangzhou-hikvision-digital-technology-co-ltd"] {
        row(&region.out, id);
    }
    region.ends(
        0,
        &[
            "warning leaves out 4 entries that 84 FR 54004 listed with entries of the region: Beijing Sensetime",
            "Megvii Technology",
            "the term `citation=84 FR 54004` takes them",
        ],
    );
    assert!(!region.err.contains("entries about the region:"));

    let notice = scoped(&["citation=84 FR 54004"]);
    assert_eq!(count(&notice), 28);
    assert!(!notice.err.contains("warning"), "{}", notice.err);
    row(&notice.out, "bis-megvii-technology");
    row(&notice.out, "bis-urumqi-municipal-public-security-bureau");
    assert_eq!(count(&scoped(&["requirement~all items & citation~54004"])), 28);
    assert_eq!(count(&scoped(&["policy~presumption of denial"])), 0, "this file states no review policy");
    let help = nothing().run(&["list", "import", "--help"]);
    help.ends(0, &["--scope 'citation=84 FR 54004'", "would lose those in"]);
}

/// Rows of the Consolidated Screening List, by their source.
fn combined(sources: &[(&str, &[&str])]) -> String {
    let mut text = text("csl.csv").lines().next().expect("a header").to_owned() + "\n";
    for (source, names) in sources {
        for name in *names {
            text.push_str(&format!("1,{source},,,,{name},,,,2020-01-01,{}\n", ",".repeat(18)));
        }
    }
    text
}

#[test]
fn a_source_that_is_missing_as_a_whole_stops_a_combined_list() {
    const LIST: &str = "Entity List (EL) - Bureau of Industry and Security";
    const OTHER: &str = "Nonproliferation Sanctions (ISN) - State Department";
    let many: Vec<String> = (0..40).map(|number| format!("Optics Number {number} Ltd.")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let folder = Folder::with(&[
        ("one.csv", combined(&[(LIST, &many), (OTHER, &["Amber House", "Basalt House"])])),
        ("two.csv", combined(&[(LIST, &many)])),
        ("three.csv", combined(&[(LIST, &many), (OTHER, &["Basalt House"])])),
    ]);
    let run = |name: &str, more: &[&str]| {
        import(&folder, "csl-csv", &[name], &[&["--old", "l.csv", "-o", "l.csv", "--id-prefix", "c"], more].concat())
    };
    import(&folder, "csl-csv", &["one.csv"], &["-o", "l.csv", "--id-prefix", "c", "--published", "2026-11-18"])
        .ends(0, &["42 in force"]);
    // Two of forty-two are less than a tenth, so no guard on the total sees it.
    run("two.csv", &["--published", "2026-11-19"]).ends(
        4,
        &[
            "a part of this combined list is missing as a whole:",
            "Nonproliferation Sanctions (ISN) - State Department, which lists Amber House; Basalt House",
            "get the file again later",
            "the list in force stays as it is",
        ],
    );
    run("three.csv", &["--published", "2026-11-20"]).ends(0, &["41 in force, 1 ended"]);
    run("two.csv", &["--published", "2026-11-21", "--additions-only"]).ends(0, &["41 in force, 1 ended"]);
    run("two.csv", &["--published", "2026-11-21", "--accept-missing", OTHER]).ends(0, &["40 in force, 2 ended"]);
    run("two.csv", &["--published", "2026-11-22"]).ends(0, &["nothing changed"]);
}

#[test]
fn a_weak_alias_is_a_possible_match_at_most() {
    let sdn = "<sdnList>\n<publshInformation><Publish_Date>11/18/2026</Publish_Date></publshInformation>\n\
               <sdnEntry><uid>99001</uid><lastName>EXAMPLE MOUNTAIN STATE FARM</lastName><sdnType>Entity</sdnType>\
               <programList><program>GLOMAG</program></programList><akaList>\
               <aka><type>a.k.a.</type><category>weak</category><lastName>SUMMIT</lastName></aka>\
               <aka><type>a.k.a.</type><category>strong</category><lastName>EXAMPLE SHAN FARM</lastName></aka>\
               </akaList></sdnEntry>\n</sdnList>";
    let folder = Folder::with(&[("sdn.xml", sdn)]);
    folder.copy_pack();
    let into = ["--into", "pack", "--list", "sdn", "--max-removed", "100", "--accept-older"];
    import(&folder, "ofac-xml", &["sdn.xml"], &into).ends(0, &["1 added"]);
    let list = std::fs::read_to_string(folder.path("pack/lists/sdn.csv")).unwrap();
    let farm = list.lines().find(|line| line.contains("ofac:99001")).expect("the entry");
    assert!(farm.contains(",SUMMIT [weak] | EXAMPLE SHAN FARM,"), "{farm}");
    let answers = screened(&folder, &["Summit", "EXAMPLE SHAN FARM"], &["--policy", "pack", "--list", "sdn"]);
    assert_eq!(answers["Summit"].0, "possible");
    assert_eq!(answers["EXAMPLE SHAN FARM"].0, "match");
    let manifest = |name: &str| {
        folder.write(
            "m.sourcing.toml",
            format!("[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"{name}\"\ncountry = \"CN\"\n"),
        );
        folder.run(&["check", "m.sourcing.toml", "--policy", "pack", "--as-of", "2026-11-24"])
    };
    manifest("EXAMPLE SHAN FARM").ends(1, &["deny["]);
    let weak = manifest("Summit");
    weak.ends(0, &["review[", "weak alias"]);
    assert!(!weak.out.contains("deny["), "{}", weak.out);
    // The CSV edition marks weak aliases by quotes among the remarks.
    let csv = import(&nothing(), "ofac-csv", &super::SDN, &["--id-prefix", "sdn"]);
    assert!(csv.out.contains("BNC [weak]"), "{}", csv.out);
    folder
        .run(&["list", "show", "sdn", farm.split(',').next().unwrap(), "--policy", "pack"])
        .ends(0, &["weak alias SUMMIT"]);
}
