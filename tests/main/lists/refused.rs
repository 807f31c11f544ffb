//! Files that are no list, or half of one: the list in force stays, and the message says what to do.

use super::{bytes, import, nothing, row, text, text_of_list, two_editions};
use crate::support::Folder;

/// Asserts that nothing is written, the exit code is 4, and the message says that the list stays and what to do.
#[track_caller]
fn refused(format: &str, name: &str, bad: impl AsRef<[u8]>, says: &[&str]) {
    let folder = Folder::with(&[(name, bad.as_ref())]);
    folder.write("list.csv", text_of_list());
    let before = std::fs::read(folder.path("list.csv")).unwrap();
    let run = import(&folder, format, &[name], &["--old", "list.csv", "-o", "list.csv"]);
    run.ends(4, &[says, &["the list in force stays as it is"]].concat());
    assert_eq!(std::fs::read(folder.path("list.csv")).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 2, "nothing is left lying about");
}

#[test]
fn half_a_download_is_refused() {
    let sdn = bytes("sdn.csv");
    refused("ofac-csv", "sdn.csv", &sdn[..sdn.len() - 1], &["does not end with the end mark 0x1A"]);
    refused("ofac-csv", "sdn.csv", &sdn[..sdn.len() / 2], &["half a download; download it again"]);
    let xml = bytes("consolidated.xml.gz");
    refused("ofac-xml", "c.xml.gz", &xml[..xml.len() / 2], &["gzip that cannot be unpacked", "half a download"]);
    refused("ofac-xml", "c.xml", "<sdnList><sdnEntry><uid>1</uid>", &["c.xml", "half a download"]);
    let csl = text("csl.csv");
    refused("csl-csv", "c.csv", &csl[..csl.len() - 300], &["half a download"]);
    let json = text("csl.json");
    refused("csl-json", "c.json", &json[..json.len() - 300], &["breaks off in line", "half a download"]);
    let page = text("uflpa-2024-11-25.html");
    refused("uflpa-html", "u.html", &page[..page.len() / 2], &["breaks off (inside a table)"]);
    refused("uflpa-html", "u.html", page.replace("</body></html>", ""), &["there is no </html>"]);
    let ftm = text("entities.ftm.json");
    refused("ftm-json", "e.json", &ftm[..ftm.len() - 30], &["`e.json:5`: the last line breaks off"]);
}

#[test]
fn an_error_page_is_not_a_list() {
    let page = "<!DOCTYPE html><html><head><title>Access Denied</title></head><body>Reference #18.2</body></html>";
    for format in ["ofac-csv", "ofac-xml", "csl-csv", "csl-json", "opensanctions-csv", "ftm-json", "csv", "toml"] {
        refused(format, "list.bin", page, &["is a web page (“Access Denied”)", "download it again"]);
    }
    for format in ["uflpa-html", "wro-html"] {
        refused(format, "page.html", page, &["the page (“Access Denied”) has no table", "open it in a browser"]);
    }
}

#[test]
fn a_changed_file_is_refused_by_what_changed() {
    let sdn = text("sdn.csv").replace("-0- \r\n", "-0- ,\"new\"\r\n");
    refused("ofac-csv", "sdn.csv", sdn.replacen("\"\r\n", "\",\"new\"\r\n", 1), &["sdn.csv"]);
    let csl = text("csl.csv").replacen("alt_names", "aliases", 1);
    refused("csl-csv", "c.csv", csl, &["`c.csv:1`", "missing: alt_names; not known: aliases", "could drop names"]);
    let json = text("csl.json").replacen("alt_names", "aliases", 1);
    refused("csl-json", "c.json", json, &["unknown field `aliases`", "could drop names"]);
    let page = text("uflpa-2024-11-25.html").replace("Effective Date", "Since");
    refused("uflpa-html", "u.html", page, &["no table with the columns `Name of Entity` and `Effective Date`"]);
    let wro = text("wro.html").replace("Merchandise", "Wares");
    refused("wro-html", "w.html", wro, &["lacks merchandise", "the page has changed"]);
    let mut mixed = text("csl.csv").replacen("Atlas", "Atlás", 1).into_bytes();
    mixed.extend(b"\"caf\xe9\"\n");
    refused("csl-csv", "c.csv", mixed, &["mixes UTF-8 with another encoding"]);
}

#[test]
fn what_is_not_understood_is_named_and_not_dropped() {
    let page = text("uflpa-2024-11-25.html")
        .replacen("August 2, 2023", "soon", 1)
        .replace("including three aliases", "including four aliases");
    refused(
        "uflpa-html",
        "u.html",
        &page,
        &[
            "3 places could not be understood",
            "u.html:14 (table 1, row 3)",
            "says 4 aliases, but 3 were read",
            "`Camel Group Co., Ltd.`: `soon` is not a date",
            "say --accept-unread 3",
        ],
    );
    let folder = Folder::with(&[("u.html", &page)]);
    let run = import(&folder, "uflpa-html", &["u.html"], &["--accept-unread", "3"]);
    run.ends(
        0,
        &["not read u.html:20 (table 2, row 1)", "incomplete 3 places of the publisher's file could not be read"],
    );
    assert!(!run.out.contains("Camel"));
    let alt = bytes("alt.csv");
    let folder = Folder::with(&[("alt.csv", String::from_utf8(alt).unwrap().replace("\"fka\"", "\"bka\""))]);
    let run = import(&folder, "ofac-csv", &["sdn.csv", "alt.csv"], &[]);
    run.ends(4, &["alt.csv:", "`bka` is not known as a kind of alias", "nothing was written"]);
}

#[test]
fn a_list_that_shrank_and_an_older_edition_are_refused() {
    let folder = two_editions();
    let into = ["--into", "pack", "--list", "uflpa"];
    let before = std::fs::read(folder.path("pack/lists/uflpa.csv")).unwrap();
    let half = text("uflpa-2024-11-25.html")
        .replace("<tr><td>Camel Group Co., Ltd.</td><td>August 2, 2023</td></tr>", "")
        .replace("<tr><td>Baoding LYSZD Trade and Business Co., Ltd.</td><td>June 21, 2022</td></tr>", "");
    folder.write("half.html", half);
    import(&folder, "uflpa-html", &["half.html"], &into).ends(
        4,
        &[
            "2 of 8 entries in force are not in this edition, which is more than 10 in a hundred",
            "uflpa-camel-group-co-ltd Camel Group Co., Ltd.",
            "say --max-removed 25",
            "the list `uflpa` in force stays as it is",
        ],
    );
    import(&folder, "uflpa-html", &["uflpa-2024-11-01.html"], &into)
        .ends(4, &["this edition of 2024-11-01 is older than the list in force, which goes to 2024-11-25"]);
    assert_eq!(std::fs::read(folder.path("pack/lists/uflpa.csv")).unwrap(), before);
    import(&folder, "uflpa-html", &["half.html"], &[&into[..], &["--additions-only"]].concat())
        .ends(0, &["nothing changed"]);
    import(&folder, "uflpa-html", &["half.html"], &[&into[..], &["--max-removed", "25", "--dry-run"]].concat())
        .ends(0, &["2 ended", "- uflpa-camel-group-co-ltd"]);
    assert_eq!(std::fs::read(folder.path("pack/lists/uflpa.csv")).unwrap(), before, "only said");
    import(&folder, "uflpa-html", &["half.html"], &[&into[..], &["--max-removed", "25"]].concat())
        .ends(0, &["2 ended"]);
    let list = std::fs::read_to_string(folder.path("pack/lists/uflpa.csv")).unwrap();
    assert!(row(&list, "uflpa-camel-group-co-ltd").contains("2(d)(2)(B)(ii)@2023-08-02..2024-11-25"));
}

#[test]
fn wrong_arguments_name_the_way_out() {
    let folder = nothing();
    import(&folder, "excel", &["sdn.csv"], &[]).ends(2, &["there is no list format `excel`; there are: ofac-csv"]);
    import(&folder, "ofac-csv", &["alt.csv"], &[])
        .ends(2, &["the file with the names is missing: sdn.csv or cons_prim.csv"]);
    import(&folder, "ofac-csv", &["sdn.csv", "cons_prim.csv.gz"], &[]).ends(2, &["are both sdn.csv or cons_prim.csv"]);
    import(&folder, "csl-csv", &["csl.csv", "csl-old.csv.gz"], &[])
        .ends(2, &["this format is one file, but 2 were given"]);
    import(&folder, "csl-csv", &["csl.csv"], &["--scope", "sublist=EL"]).ends(2, &["program, source, location"]);
    import(&folder, "csl-csv", &["csl.csv"], &["--into", "nowhere", "--list", "x"]).ends(2, &["nowhere"]);
    folder.copy_pack();
    import(&folder, "csl-csv", &["csl.csv"], &["--into", "pack", "--list", "x"])
        .ends(2, &["no list `x`; there are: uflpa, wro"]);
    folder.run(&["list", "diff", "pack", "nowhere"]).ends(2, &["HEAD:policies/xinjiang"]);
    folder.run(&["list", "import", "--help"]).ends(0, &["uflpa-html", "Exit codes"]);
}
