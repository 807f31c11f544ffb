//! Lists: imported from the files of their publishers, kept with their history, compared.
//!
//! The OFAC files, the Consolidated Screening List and one page of DHS are real bytes; the other pages are made in the
//! documented structure.

mod accounted;
mod published;
mod refused;
mod search;
#[cfg(feature = "update")]
mod server;
mod status;
#[cfg(feature = "update")]
mod update;

use std::io::Write as _;
use std::path::Path;

use crate::support::{Folder, Run};

/// A file of the test data.
fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lists").join(name).display().to_string()
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(data(name)).expect("test data")
}

fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).expect("UTF-8")
}

/// Packed with gzip.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Runs `list import FORMAT` on files of the test data or of the folder.
fn import(folder: &Folder, format: &str, files: &[&str], more: &[&str]) -> Run {
    let files: Vec<String> =
        files.iter().map(|name| if folder.path(name).exists() { (*name).to_owned() } else { data(name) }).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    folder.run(&[&["list", "import", format], &files[..], &["--retrieved", "2026-11-24"], more].concat())
}

fn nothing() -> Folder {
    Folder::with::<&str>(&[])
}

/// The row of an entry in CSV.
fn row<'l>(list: &'l str, id: &str) -> &'l str {
    list.lines().find(|line| line.starts_with(&format!("{id},"))).unwrap_or_else(|| panic!("no {id} in\n{list}"))
}

const NON_SDN: [&str; 4] = ["cons_prim.csv.gz", "cons_alt.csv.gz", "cons_add.csv.gz", "cons_comments.csv.gz"];
const SDN: [&str; 4] = ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"];
const CMIC: [&str; 4] = ["--scope", "program=CMIC-EO13959", "--id-prefix", "nscmic"];

#[test]
fn the_ofac_csv_set_is_read_whole() {
    let run = import(&nothing(), "ofac-csv", &NON_SDN, &["--id-prefix", "n"]);
    run.ends(0, &["records 442, which are 442 entries", "complete yes"]);
    // Several programs in one field; what is empty is not `-0-`.
    let both = row(&run.out, "n-9647");
    assert!(both.contains("NS-PLC@.. | SDGT@..") && !both.contains("-0-"), "{both}");
    // A remark that goes on in the comments file in the middle of a word.
    let long = row(&run.out, "n-17014");
    assert!(long.contains("Registration Number 1027700342890 (Russia)") && long.contains("RUSAG"), "{long}");
    // The identifiers and days of the Chinese military-industrial list.
    let telecom = row(&run.out, "n-30882");
    for expected in [
        "ofac:30882 | uscc:9111000071093019X7",
        "isin:US1694261033",
        "ticker:0728 HK",
        "CMIC-EO13959@2021-08-02..",
        "\"31 Jinrong Street, Xicheng District, Beijing 100033, China\"",
        "Linked To: CHINA TELECOMMUNICATIONS CORPORATION",
        ",official,",
    ] {
        assert!(telecom.contains(expected), "{expected} is missing in {telecom}");
    }
    // Former names are former names.
    assert!(row(&run.out, "n-15268").contains("KARAMAY URBAN CREDIT COOPERATIVES | KARAMAY CITY COMMERCIAL BANK"));
}

#[test]
fn ships_and_aircraft_are_counted_and_not_screened() {
    let run = import(&nothing(), "ofac-csv", &SDN, &["--id-prefix", "sdn"]);
    run.ends(0, &["left out 2 aircraft", "left out 2 vessels"]);
    let bureau = row(&run.out, "sdn-29159");
    assert!(bureau.contains("XINJIANG BUREAU OF PUBLIC SECURITY | PUBLIC SECURITY DEPARTMENT OF XINJIANG"), "{bureau}");
    assert!(bureau.contains(",GLOMAG@..,entity,\"Xinjiang, China\""), "{bureau}");
    assert!(row(&run.out, "sdn-29219").contains(",individual,"));
}

#[test]
fn the_xml_and_the_csv_edition_say_the_same() {
    let folder = nothing();
    import(&folder, "ofac-csv", &NON_SDN, &[&CMIC[..], &["-o", "csv.csv"]].concat())
        .ends(0, &["374 of them out of scope", "68 in force"]);
    import(&folder, "ofac-xml", &["consolidated.xml.gz"], &[&CMIC[..], &["-o", "xml.csv"]].concat())
        .ends(0, &["edition of 2025-03-28", "records 443", "68 in force"]);
    let run = folder.run(&["list", "diff", "xml.csv", "csv.csv", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let list = &json["lists"][0];
    for kind in ["added", "ended", "deleted", "moved"] {
        assert_eq!(list[kind].as_array().map(Vec::len), Some(0), "{kind}");
    }
    for changed in list["changed"].as_array().expect("a list") {
        for change in changed["changes"].as_array().expect("a list") {
            let kind = change["change"].as_str().unwrap_or("");
            // The CSV files do not say which aliases are weak.
            let weak = kind == "name-changed" && change["from"] == "weak alias" && change["to"] == "alias";
            assert!(
                weak || kind == "field" && change["field"] != "id",
                "between the editions of nine months: {changed}"
            );
        }
    }
}

#[test]
fn two_editions_of_the_same_list_differ_by_what_ofac_did() {
    let folder = nothing();
    import(&folder, "ofac-csv", &["cons_prim-2025-08-19.csv.gz"], &["-o", "l.csv", "--published", "2025-08-19"])
        .ends(0, &["records 443", "incomplete the file with the aliases was not at hand"]);
    let before = std::fs::read_to_string(folder.path("l.csv")).unwrap();
    import(&folder, "ofac-csv", &NON_SDN, &["--old", "l.csv", "-o", "l.csv", "--published", "2025-12-19"])
        .ends(0, &["442 in force, 1 ended"]);
    let after = std::fs::read_to_string(folder.path("l.csv")).unwrap();
    assert_eq!(after.lines().count(), before.lines().count(), "nothing is deleted");
    folder.write("before.csv", &before);
    let run = folder.run(&["list", "diff", "before.csv", "l.csv"]);
    run.ends(0, &["1 ended", "@..2025-12-19"]);
    folder.run(&["list", "diff", "before.csv", "l.csv", "--exit-code"]).ends(1, &[]);
    folder.run(&["list", "diff", "l.csv", "l.csv", "--exit-code"]).ends(0, &["nothing changed"]);
}

#[test]
fn the_screening_list_under_both_headers_and_as_json() {
    let run = import(&nothing(), "csl-csv", &["csl.csv"], &["--id-prefix", "c"]);
    run.ends(0, &["records 13, which are 13 entries"]);
    let institute = row(&run.out, "c-china-electronics-technology-group-corporation-13th-research-institute-cetc-13");
    assert!(institute.contains("@2018-08-01..") && institute.contains("83 FR 37423; 87 FR 77505"), "{institute}");
    // A denial order with a last day ends the day after.
    assert!(row(&run.out, "c-i-ash").contains("Denied Persons List (DPL)@2002-03-04..2056-06-30"));

    let run =
        import(&nothing(), "csl-csv", &["csl-old.csv.gz"], &["--id-prefix", "c", "--scope", "source~Entity List"]);
    run.ends(0, &["records 115", "left out 2 vessels", "incomplete only entries that meet: source~Entity List"]);
    // One person under several rules of several days is one entry with several listings.
    let person = row(&run.out, "c-gunther-migeotte");
    assert!(person.matches("@2010-").count() > 1, "{person}");
    // `A; B; and C`
    assert!(row(&run.out, "c-54th-research-institute-of-china").contains(" | Shijiazhuang Communication"));

    let run = import(&nothing(), "csl-json", &["csl.json"], &["--id-prefix", "c"]);
    run.ends(0, &["records 3, which are 2 entries", "left out 1 vessels"]);
    assert!(row(&run.out, "c-30882").contains("uscc:9111000071093019X7,CMIC-EO13959@2021-08-02.."));
    let optics = row(&run.out, "c-placeholder-optics-co-ltd");
    assert!(optics.contains(",Placeholder Optical,,占位光学有限公司,,,For all items"), "{optics}");
}

#[test]
fn opensanctions_and_our_own_formats() {
    let run = import(&nothing(), "opensanctions-csv", &["targets.simple.csv"], &["--id-prefix", "os"]);
    run.ends(0, &["records 3, which are 2 entries", "left out 1 Vessel (no party)"]);
    let firm = row(&run.out, "os-nk-placeholder1");
    for expected in
        ["Placeholder Trading | Placeholder; Import & Export", "uscc:9111000071093019X7", "US-UFLPA@..", "secondary"]
    {
        assert!(firm.contains(expected), "{expected} is missing in {firm}");
    }
    let run = import(&nothing(), "ftm-json", &["entities.ftm.json"], &["--id-prefix", "os"]);
    run.ends(0, &["records 1", "left out 1 Ownership (no party)", "left out 1 parties that are linked to targets"]);
    let firm = row(&run.out, "os-nk-placeholder1");
    for expected in
        [",Old Placeholder Ltd.,", "UFLPA@2022-06-21..", "1 Example Road, Urumqi", "registrationNumber 12-345"]
    {
        assert!(firm.contains(expected), "{expected} is missing in {firm}");
    }
    let folder = nothing();
    let run = import(&folder, "toml", &["own.toml"], &["--id-prefix", "acme", "-o", "own.csv"]);
    run.ends(0, &["2 in force"]);
    let list = std::fs::read_to_string(folder.path("own.csv")).unwrap();
    assert!(
        row(&list, "acme-placeholder-cotton-co-ltd")
            .contains("Placeholder Cotton | Old alias [..2024-11-25],,占位棉业有限公司")
    );
    let run = import(&folder, "csv", &["own.csv"], &[]);
    assert_eq!(run.out, list, "our own format is read as it is written");
    folder.run(&["list", "diff", "own.csv", "own.csv"]).ends(0, &["2 entries (2 before): nothing changed"]);
}

/// A pack whose UFLPA list is empty.
fn emptied() -> Folder {
    let folder = nothing();
    folder.copy_pack();
    let head = std::fs::read_to_string(folder.path("pack/lists/uflpa.csv")).unwrap();
    folder.write("pack/lists/uflpa.csv", head.lines().next().unwrap().to_owned() + "\n");
    folder.replace("pack/policy.toml", "published = 2026-08-03\n", "");
    folder.run(&["policy", "lock", "pack"]).ends(0, &[]);
    folder
}

/// A pack whose UFLPA list was empty, with these editions of the page imported one after the other.
fn with_editions(pages: &[&str]) -> Folder {
    let folder = emptied();
    for (page, count) in pages.iter().zip(["7", "8"]) {
        import(&folder, "uflpa-html", &[page], &["--into", "pack", "--list", "uflpa", "--official-count", count])
            .ends(0, &[&format!("publisher counts {count}; the same"), "complete yes"]);
    }
    folder
}

fn two_editions() -> Folder {
    with_editions(&["uflpa-2024-11-01.html", "uflpa-2024-11-25.html"])
}

#[test]
fn one_entity_on_two_clauses_is_two_records_and_one_entry() {
    let folder = with_editions(&["uflpa-2024-11-01.html"]);
    let run = import(&folder, "uflpa-html", &["uflpa-2024-11-25.html"], &["--into", "pack", "--list", "uflpa"]);
    run.ends(
        0,
        &[
            "records 9, which are 8 entries",
            "+ uflpa-xinjiang-nonferrous-metals-industry-group-co-ltd",
            "“Xinjiang Nonferrous” was alias, is removed [..2024-11-25]",
            "+ listed 2(d)(2)(B)(v)@2024-11-25..",
        ],
    );
}

#[test]
fn s18_an_alias_is_judged_by_the_edition_of_its_day() {
    let folder = two_editions();
    let list = std::fs::read_to_string(folder.path("pack/lists/uflpa.csv")).unwrap();
    assert!(
        row(&list, "uflpa-xinjiang-daqo-new-energy-co-ltd")
            .contains("2(d)(2)(B)(i)@2022-06-21.. | 2(d)(2)(B)(v)@2024-11-25..")
    );
    let policy = std::fs::read_to_string(folder.path("pack/policy.toml")).unwrap();
    assert!(
        policy.contains("published = 2024-11-25")
            && policy.contains("official_count = 8")
            && policy.contains("complete = true")
    );
    folder.write(
        "m.sourcing.toml",
        "[manifest]\nschema = 1\n[[party]]\nid = \"metal\"\nname = \"Xinjiang Nonferrous\"\ncountry = \"CN\"\n",
    );
    let entries = |day: &str| -> Vec<String> {
        let run = folder.run(&["check", "m.sourcing.toml", "--policy", "pack", "--as-of", day, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        let findings = json["findings"].as_array().expect("a list").clone();
        findings.iter().filter_map(|finding| finding["reason"]["entry"].as_str().map(str::to_owned)).collect()
    };
    let (before, after) = (entries("2024-11-01"), entries("2024-11-25"));
    assert!(before.iter().any(|entry| entry.contains("east-hope")), "{before:?}");
    assert!(!after.iter().any(|entry| entry.contains("east-hope")), "{after:?}");
    assert!(after.iter().any(|entry| entry.contains("nonferrous-metals-industry-group")), "{after:?}");
    assert!(!before.iter().any(|entry| entry.contains("industry-group")), "{before:?}");
}

#[test]
fn s24_a_vacated_finding_holds_until_its_day_and_stays_as_a_tombstone() {
    let folder = nothing();
    folder.copy_pack();
    let run = import(
        &folder,
        "wro-html",
        &["wro.html"],
        &["--into", "pack", "--list", "wro", "--max-removed", "90", "--accept-older", "--coverage", "a test"],
    );
    run.ends(0, &["wro: edition of 2026-01-29", "records 5, which are 5 entries"]);
    let list = std::fs::read_to_string(folder.path("pack/lists/wro.csv")).unwrap();
    assert!(row(&list, "wro-2021-01-13-xinjiang-uyghur-autonomous-region-region-wide").contains(",region,"));
    assert!(row(&list, "wro-2024-12-04-placeholder-extrusions-srl").contains("@2024-12-04..2025-09-23"));
    // What was on the list and is not on this page has ended, and keeps what was known of it.
    let ended = row(&list, "wro-2019-09-30-hetian-taida-apparel-co-ltd");
    assert!(ended.contains("..2026-01-29") && ended.contains("和田泰达服饰有限公司"), "{ended}");
    assert!(ended.contains("not in the publisher's edition of 2026-01-29"), "{ended}");
    folder.write(
        "m.sourcing.toml",
        "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Placeholder Extrusions SRL\"\ncountry = \"DO\"\n",
    );
    let check = |day: &str| folder.run(&["check", "m.sourcing.toml", "--policy", "pack", "--as-of", day]);
    check("2025-09-22").ends(1, &["cbp-wro-finding"]);
    check("2025-09-23").ends(0, &[]);
}

fn text_of_list() -> &'static str {
    "id,name,aliases,former,native,removed,identifiers,listings,kind,location,products,parent,grade,citation,source,note\n\
     x-a,Alpha,,,,,ofac:1,P@2020-01-01..,entity,,,,official,,,\n"
}

#[test]
fn editions_are_compared_across_commits() {
    use crate::comparing::{commit_all, git};
    let folder = nothing();
    folder.copy_pack();
    let top = folder.path("");
    git(&top, &["init", "-q"]);
    commit_all(&top, "one");
    import(
        &folder,
        "uflpa-html",
        &["uflpa-2024-11-25.html"],
        &["--into", "pack", "--list", "uflpa", "--accept-older", "--additions-only"],
    )
    .ends(0, &["uflpa: edition of 2024-11-25"]);
    folder
        .run(&["list", "diff", "HEAD:pack", "pack", "--list", "uflpa", "--exit-code"])
        .ends(1, &["uflpa: 99 entries"]);
    let one = folder.run(&["list", "diff", "HEAD:pack/lists/uflpa.csv", "pack/lists/uflpa.csv", "--format", "json"]);
    let two = folder.run(&["list", "diff", "HEAD:pack", "pack", "--list", "uflpa", "--format", "json"]);
    let changed = |run: &Run| -> serde_json::Value {
        let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        json["lists"][0]["changed"].clone()
    };
    assert_eq!(changed(&one), changed(&two));
    let body = folder.run(&["list", "diff", "HEAD:pack", "pack", "--format", "markdown"]);
    body.ends(0, &["### uflpa", "**Changed**"]);
    assert!(!body.out.contains("### wro"), "only what changed");
    folder.run(&["list", "diff", "HEAD:pack/nowhere", "pack"]).ends(2, &["nowhere"]);
    folder.run(&["list", "diff", "v0:pack", "pack"]).ends(4, &["the revision `v0` is not in this clone"]);
}

#[test]
fn the_publishers_count_is_held_against_the_list() {
    let folder = with_editions(&["uflpa-2024-11-01.html"]);
    let into = ["--into", "pack", "--list", "uflpa", "--official-count", "9"];
    import(&folder, "uflpa-html", &["uflpa-2024-11-25.html"], &into).ends(
        0,
        &["publisher counts 9; not the same", "incomplete the publisher counts 9 entries, and 8 are listed here"],
    );
    folder.run(&["list", "show", "uflpa", "--policy", "pack"]).ends(
        0,
        &[
            "entries 8 (the publisher counts 9)",
            "grades 8 official",
            "made of uflpa-2024-11-25.html",
            "update uflpa-html from",
        ],
    );
    folder
        .run(&["list", "show", "uflpa", "uflpa-xinjiang-east-hope-nonferrous-metals-co-ltd", "--policy", "pack"])
        .ends(0, &["removed Xinjiang Nonferrous [..2024-11-25]", "listed 2(d)(2)(B)(i) [2022-06-21..]"]);
}

#[test]
fn a_pack_gets_a_new_list() {
    let folder = nothing();
    folder.copy_pack();
    let into = ["--into", "pack", "--list", "acme-blocked", "--title", "Firms that ACME \"blocks\""];
    import(&folder, "toml", &["own.toml"], &into).ends(0, &["acme-blocked: edition of 2026-11-24", "2 in force"]);
    folder
        .run(&["list", "show", "acme-blocked", "--policy", "pack"])
        .ends(0, &["acme-blocked Firms that ACME \"blocks\"", "entries 2", "own-2 Placeholder Spinning Co., Ltd."]);
    // The next edition needs no title.
    import(&folder, "toml", &["own.toml"], &into[..4]).ends(0, &["2 entries (2 before): nothing changed"]);
    import(&folder, "toml", &["own.toml"], &["--into", "pack", "--list", "../x", "--title", "x"])
        .ends(2, &["no id for a list"]);
    import(&folder, "toml", &["own.toml"], &["--into", "pack", "--list", "y"]).ends(2, &["--title makes a new one"]);
}

#[test]
fn lists_are_shown_to_machines() {
    let folder = nothing();
    let json = |arguments: &[&str]| -> serde_json::Value {
        let run = folder.run(&[&["list", "show", "--format", "json"], arguments].concat());
        run.ends(0, &[]);
        serde_json::from_str(&run.out).expect("JSON")
    };
    let all = json(&[]);
    assert_eq!(all["lists"][0]["id"], "uflpa");
    assert_eq!(all["lists"][0]["rows"].as_array().map(Vec::len), Some(0));
    assert_eq!(all["lists"][3]["origin"][0]["file"], "cons_prim.csv");
    let one = json(&["uflpa", "uflpa-xinjiang-east-hope-nonferrous-metals-co-ltd"]);
    let row = &one["lists"][0]["rows"][0];
    let removed = row["names"].as_array().expect("a list").iter().find(|name| name["kind"] == "removed").expect("one");
    assert_eq!((&removed["name"], &removed["until"]), (&"Xinjiang Nonferrous".into(), &"2024-11-25".into()));
    assert_eq!(json(&["ns-cmic"])["lists"][0]["rows"].as_array().map(Vec::len), Some(68));
}
