//! Input that is broken, hostile or beside the point: every answer names the file, the place and the way out, and none
//! is green.

mod packs;
mod tree;

use crate::support::Folder;

/// The head of a manifest.
const HEAD: &str = "[manifest]\nschema = 1\n";
/// A whole manifest without findings.
const GOOD: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"acme\"\nname = \"Acme\"\n";
/// A whole manifest with one finding.
const EXPOSED: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"maker\"\nname = \"Maker\"\n[[site]]\nid = \"plant\"\n\
                       party = \"maker\"\ncity = \"Shihezi\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n";

fn manifest(rest: &str) -> Folder {
    Folder::with(&[("a.sourcing.toml", format!("{HEAD}{rest}"))])
}

// Native manifests.

#[test]
fn a_truncated_manifest() {
    for (rest, place) in
        [("[[par", "3:6"), ("[[party]]\nid", "4:3"), ("[[party]]\nid = ", "4:6"), ("[[party]]\nid = \"ac", "4:9")]
    {
        manifest(rest).check(&[]).ends(
            4,
            &[
                &format!("a.sourcing.toml:{place} "),
                "= help the file ends before this is complete",
                "if it was cut short",
            ],
        );
    }
}

#[test]
fn several_syntax_errors_at_once() {
    let folder = manifest("[[party]\nid = \"a\"\n[[site]]\nid = \"x\" y\nid = \"z\"\nname = Acme\n[x-end]\nz = 1\n");
    folder.check(&[]).ends(
        4,
        &[
            "TOML: unclosed array table, expected `]` ╭▸ a.sourcing.toml:3:9",
            "help close what was opened on this line",
            "╭▸ a.sourcing.toml:8:8",
            "help put the text into quotes",
            "╭▸ a.sourcing.toml:6:10",
            "TOML: duplicate key ╭▸ a.sourcing.toml:7:1",
            "help state it once",
        ],
    );
}

#[test]
fn an_id_taken_twice_in_one_file_and_across_files() {
    let folder = manifest("[[party]]\nid = \"p\"\nname = \"A\"\n[[material]]\nid = \"p\"\nname = \"B\"\n");
    let says = ["the id `p` is already taken by a party", "a.sourcing.toml:7:6", "first taken here", "another id"];
    folder.check(&[]).ends(4, &says);

    let folder = Folder::with(&[("a.sourcing.toml", GOOD), ("b.sourcing.toml", GOOD)]);
    folder.check(&[]).ends(4, &["b.sourcing.toml:4:6", "a.sourcing.toml:4:6: first taken here", "another id"]);
}

#[test]
fn references_that_lead_nowhere_or_to_the_wrong_kind() {
    let folder = manifest(
        "[[party]]\nid = \"acme\"\nname = \"A\"\n[[site]]\nid = \"s\"\nparty = \"acne\"\n[[supply]]\nfrom = \"s\"\n\
         to = \"acme\"\nmaterial = \"cotton\"\n[[item]]\nid = \"i\"\nname = \"I\"\nmade_at = \"acme\"\n",
    );
    folder.check(&[]).ends(
        4,
        &[
            "there is no party with the id `acne` ╭▸ a.sourcing.toml:8:9",
            "did you mean `acme`?",
            "there is no material with the id `cotton`",
            "a.sourcing.toml:12:12",
            "add a [[material]] with this id",
            "`acme` is a party, but `made_at` must name a site",
            "a.sourcing.toml:16:11",
        ],
    );
}

#[test]
fn includes_in_a_circle() {
    let include = |path: &str| format!("[manifest]\nschema = 1\ninclude = [\"{path}\"]\n");
    let folder = Folder::with(&[
        ("a.sourcing.toml", include("sub/b.toml")),
        ("sub/b.toml", include("c.toml")),
        ("sub/c.toml", include("../a.sourcing.toml")),
    ]);
    folder.check(&[]).ends(
        4,
        &[
            "goes in a circle: a.sourcing.toml → sub/b.toml → sub/c.toml → a.sourcing.toml",
            "╭▸ sub/c.toml:3:12",
            "take one of these includes out",
        ],
    );
    let folder = Folder::with(&[("a.sourcing.toml", include("a.sourcing.toml"))]);
    folder.check(&[]).ends(4, &["a.sourcing.toml → a.sourcing.toml", "a.sourcing.toml:3:12"]);
}

#[test]
fn an_import_of_a_file_that_is_not_there_or_of_a_strange_kind() {
    let folder = manifest("[[import]]\nfile = \"gone.csv\"\n");
    folder.check(&[]).ends(
        4,
        &[
            "the import `gone.csv` names no file",
            "a.sourcing.toml:4:8",
            "check the path; it is relative to this manifest",
        ],
    );
    let folder = Folder::with(&[("a.sourcing.toml", format!("import = [\"gone.csv\"]\n{HEAD}"))]);
    folder.check(&[]).ends(4, &["a.sourcing.toml:1:11", "write it as [[import]]"]);
    manifest("[[import]]\nfile = \"../gone.csv\"\n")
        .check(&[])
        .ends(4, &["`../gone.csv` leaves the tree", "a.sourcing.toml:4:8", "below the root of the repository"]);

    for (spec, says) in [
        ("file = \"gone.csv\"\n", &["gone.csv: sourcegate.toml imports", "restore the file"]),
        (
            "file = \"x.csv\"\nformat = \"pdf\"\n",
            &[
                "x.csv: sourcegate.toml imports",
                "use native, csv, tsv, xlsx, xlsm, xlsb, xls, ods, fods, json, jsonl, yaml, spdx-tag-value, gleif-csv, xml, cyclonedx, spdx, epcis, untp, bods, omts, catena-x, ubl or gleif-rr",
            ],
        ),
    ] {
        let config = format!("[[import]]\n{spec}");
        let files = [("sourcegate.toml", config.as_str()), ("a.sourcing.toml", GOOD), ("x.csv", "Supplier\nA\n")];
        Folder::with(&files).check(&[]).ends(4, says);
    }
}

#[test]
fn an_unknown_key_has_a_suggestion() {
    let folder = manifest("[[party]]\nid = \"p\"\nname = \"A\"\ncontry = \"CN\"\n[[partys]]\nid = \"q\"\n");
    folder.check(&[]).ends(
        4,
        &[
            "there is no key `contry` in `party` ╭▸ a.sourcing.toml:6:1",
            "did you mean `country`?",
            "there is no table `partys`",
            "a.sourcing.toml:7:3",
            "did you mean `party`?",
        ],
    );
}

#[test]
fn an_unknown_key_of_the_configuration() {
    let folder = Folder::with(&[("sourcegate.toml", "fail-on = \"deny\"\npolcy = \"x\"\n"), ("a.sourcing.toml", GOOD)]);
    folder.check(&[]).ends(
        2,
        &[
            "sourcegate.toml: TOML parse error at line 2, column 1",
            "unknown field `polcy`, expected one of",
            "`policy`",
            "did you mean `policy`?",
        ],
    );
    for (config, meant) in [
        ("fail_on = \"deny\"\n", "fail-on"),
        ("fail-on = \"denny\"\n", "deny"),
        ("[limits]\nmax-recrds = 1\n", "max-records"),
        ("[[import]]\nfile = \"x.csv\"\nformt = \"csv\"\n", "format"),
    ] {
        folder.write("sourcegate.toml", config);
        folder.check(&[]).ends(2, &[&format!("did you mean `{meant}`?")]);
    }
    folder.write("sourcegate.toml", "markets = [\"USA\"]\n");
    folder.check(&["a.sourcing.toml"]).ends(2, &["sourcegate.toml: `USA` is not a known market; did you mean `US`?"]);
    folder.write("sourcegate.toml", "zzz = 1\n");
    let run = folder.check(&[]);
    run.ends(2, &["unknown field `zzz`, expected one of"]);
    assert!(!run.err.contains("did you mean"), "{}", run.err);
}

// Bytes that are no text.

#[test]
fn a_line_of_300_mb_costs_its_own_size_and_ends_in_an_error() {
    let folder = Folder::with::<&str>(&[]);
    let long = std::fs::File::create(folder.path("bom.csv")).unwrap();
    let block = vec![b'x'; 1 << 20];
    for _ in 0..300 {
        std::io::Write::write_all(&mut &long, &block).unwrap();
    }
    // The size alone decides about a manifest, so that it need not hold anything.
    std::fs::File::create(folder.path("a.sourcing.toml")).unwrap().set_len(300 << 20).unwrap();
    #[cfg(target_os = "linux")]
    let run = folder.check_within(700 << 10);
    #[cfg(not(target_os = "linux"))]
    let run = folder.check(&[]);
    run.ends(
        4,
        &[
            "a record is longer than 1048576 bytes; a quote may not be closed ╭▸ bom.csv:1:1",
            "close the quote, or raise `max-record-bytes` under [limits] in sourcegate.toml",
            "a.sourcing.toml: 314572800 bytes are more than the limit of 16777216; raise it under [limits]",
        ],
    );
    assert!(run.out.len() < 10_000, "the report repeats the line");
}

#[test]
fn nul_bytes() {
    let folder = Folder::with(&[("suppliers.csv", "Supplier,Country\nA,CN\nB\0,CN\n"), ("a.sourcing.toml", "[\0")]);
    folder.check(&[]).ends(
        4,
        &[
            "suppliers.csv: byte 23 (line 3) is NUL, so this is not text",
            "convert it first",
            "a.sourcing.toml: byte 1 (line 1) is NUL",
            "leave it out with `exclude` in sourcegate.toml",
        ],
    );
}

#[test]
fn a_wrong_encoding() {
    for (encoding, byte, name) in [("utf-8", b'\xe9', "UTF-8"), ("shift_jis", b'\xfd', "Shift_JIS")] {
        let table = [b"Supplier,Country\nA,CN\nSoci", [byte].as_slice(), b"t,FR\n"].concat();
        let config = format!("[[import]]\nfile = \"x.csv\"\nencoding = \"{encoding}\"\n");
        let folder = Folder::with(&[("sourcegate.toml", config.as_bytes()), ("x.csv", &table)]);
        let says =
            format!("x.csv: byte 26 (line 3) does not decode as {name}; name the right encoding with `encoding`");
        folder.check(&[]).ends(4, &[&says, "or convert the file to UTF-8"]);
    }
    let config = "[[import]]\nfile = \"x.csv\"\nencoding = \"klingon\"\n";
    let folder = Folder::with(&[("sourcegate.toml", config), ("x.csv", "Supplier\nA\n")]);
    folder.check(&[]).ends(4, &["x.csv: `klingon` is not an encoding; use a name such as utf-8, gb18030"]);
}

#[test]
fn a_guessed_encoding_is_said() {
    let folder = Folder::with(&[("suppliers.csv", b"Supplier,Country\nSoci\xe9t\xe9 g\xe9n\xe9rale,FR\n")]);
    folder.check(&[]).ends(
        0,
        &["warning: suppliers.csv: read as windows-1252, guessed from its bytes", "name the encoding with `encoding`"],
    );
}

#[test]
fn an_empty_file() {
    let folder = Folder::with(&[("a.sourcing.toml", ""), ("bom.csv", "")]);
    let way_out = "the file is empty = help fill it, or leave it out with `exclude` in sourcegate.toml";
    folder.check(&[]).ends(4, &[&format!("a.sourcing.toml: {way_out}"), &format!("bom.csv: {way_out}")]);
}

#[test]
fn a_binary_file() {
    // The last one holds no NUL, so that only its control characters give it away.
    let noise: Vec<u8> = (1..=255).collect();
    let folder = Folder::with(&[
        ("bom.csv", b"\x89PNG\r\n\x1a\n\0\0".as_slice()),
        ("suppliers.csv", b"PK\x03\x04\x14\0\x06\0"),
        ("vendors.csv", &noise),
        ("a.sourcing.toml", GOOD.as_bytes()),
    ]);
    folder.check(&[]).ends(
        4,
        &[
            "bom.csv: this is not text but a PNG picture",
            "suppliers.csv: the workbook is damaged or cut short",
            "vendors.csv: this is neither UTF-8 nor text in another encoding (line 1 holds the control character U+0001)",
            "if this is no sourcing manifest, leave it out with `exclude` in sourcegate.toml",
        ],
    );
}

#[test]
fn a_document_that_could_be_cut_at_commas_is_no_table() {
    let rows = "[\n {\"supplier\": \"Acme\", \"country\": \"CN\"},\n {\"supplier\": \"B\", \"country\": \"DE\"}\n]\n";
    let xml = "<?xml version=\"1.0\"?>\n<bom><supplier>Acme, CN</supplier></bom>\n";
    let page = "<!DOCTYPE html>\n<html><body>Supplier, Country</body></html>\n";
    for (name, text, what) in
        [("rows.csv", rows, "JSON"), ("bom.csv", xml, "XML or HTML"), ("page.csv", page, "XML or HTML")]
    {
        let import = format!("{GOOD}[[import]]\nfile = \"{name}\"\nformat = \"csv\"\n");
        let folder = Folder::with(&[("a.sourcing.toml", import.as_str()), (name, text)]);
        let says = [&format!("this is {what}, and no table"), &format!("{name}:1:1"), "take `format` out"];
        folder.check(&[]).ends(4, &says);
    }
    // Without a word on the format it is read as what it is.
    for (name, text, says) in [("rows.csv", rows, "2 records (1 json"), ("bom.csv", xml, "1 record (1 xml")] {
        Folder::with(&[(name, text)]).check(&[name]).ends(0, &[says]);
    }
    Folder::with(&[("page.csv", page)]).check(&["page.csv"]).ends(4, &["this is XML or HTML, and no table"]);
    let table = "[Supplier],[Country]\nAcme,CN\n";
    Folder::with(&[("suppliers.csv", table)]).check(&["suppliers.csv"]).ends(0, &["1 record "]);
}

// Tables.

#[test]
fn ragged_rows() {
    let folder = Folder::with(&[("suppliers.csv", "Supplier,Country\nA,CN\nB, Inc,CN\nC\n")]);
    folder.check(&[]).ends(
        4,
        &[
            "this row has 3 cells, but the header has 2 ╭▸ suppliers.csv:3:1",
            "this row has 1 cell, but the header has 2 ╭▸ suppliers.csv:4:1",
            "quote the cells that hold the delimiter, or fill the row",
        ],
    );
    // A note below a gap is told, and names in it are looked up.
    let note = "Supplier,Country\nA,CN\n\nAgent: Hoshine Silicon Industry\n";
    let said = ["1 line is no row of the table", "suppliers.csv:4:8", "cbp-wro-finding"];
    Folder::with(&[("suppliers.csv", note)]).check(&[]).ends(1, &said);
}

#[test]
fn duplicate_headers() {
    let folder = Folder::with(&[("suppliers.csv", "Supplier,Country,Note,country \nA,US,x,CN\n")]);
    folder.check(&[]).ends(
        4,
        &[
            "the columns 2 and 4 are both named `country` ╭▸ suppliers.csv:1:23",
            "give each column a name of its own, so that it is clear which one counts",
        ],
    );
    // Second sources stand in columns of the same name; every maker is read.
    let folder = Folder::with(&[("bom.csv", "Ref,Manufacturer,MPN,Manufacturer,MPN,Note,Note\nR1,A,1,B,2,x,y\n")]);
    folder.check(&[]).ends(0, &["1 input, 1 record (1 csv)"]);
}

#[test]
fn a_table_without_sourcing_data_is_an_answer_of_its_own() {
    let folder = Folder::with(&[("bom.csv", "Qty,Value,Footprint\n1,10k,0402\n")]);
    folder.check(&[]).ends(
        3,
        &[
            "bom.csv: no sourcing data: no column names a supplier, a maker, a place or an origin (the header reads: Qty, \
             Value, Footprint)",
            "nothing was checked: no input holds sourcing data",
            "with `map` in an [[import]]",
        ],
    );
}

// Hostile text.

/// Asserts that nothing in an output acts on a terminal, a reader or a runner.
#[track_caller]
fn is_harmless(text: &str) {
    let acts = |ch: char| {
        ch != '\n' && ch.is_control()
            || matches!(ch, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    for line in text.lines() {
        assert!(!line.contains(acts), "{line:?} in\n{text}");
        assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line:?} in\n{text}");
    }
}

/// Colours, a title, a hidden line; text that turns round; runner commands behind every kind of line end.
const HOSTILE: &str =
    r"\u001b[31m\u001b]0;t\u0007\u009b8m\u202e\u2066::error::a\n::error file=a::b\r::warning::c\u2028::d\r\n##[e]";

#[test]
fn names_cannot_speak_to_terminals_or_runners() {
    let text = format!(
        "[[party]]\nid = \"::p\"\nname = \"Xinjiang {HOSTILE}\"\nnames = {{ zh = \"新疆合盛硅业有限公司 {HOSTILE}\" }}\n\
         [[site]]\nid = \"s {HOSTILE}\"\nparty = \"::p\"\naddress = \"{HOSTILE} Shihezi\"\nprovince = \"Xinjiang {HOSTILE}\"\n\
         country = \"CN\"\n"
    );
    let run = manifest(&text).check(&[]);
    run.ends(1, &["deny[xuar-site]", "a.sourcing.toml:"]);
    is_harmless(&run.out);
    is_harmless(&run.err);
}

#[test]
fn raw_controls_in_tables_and_comments_come_out_as_escapes() {
    // TOML allows no raw control character, but text that turns round; CSV allows everything.
    let raw = "\u{1b}[31m\u{202e}\u{9b}8m::error::a\n::error::b\u{202e}\u{1b}[0m";
    let table = format!("Supplier,Country,Province\n\"Xinjiang {raw}\",CN,\"\n::error::Xinjiang {raw}\"\n");
    let native = format!(
        "{HEAD}[[party]]\nid = \"p\" # \u{202e}\u{2066}::error::\nname = \"\"\"\n::error::Xinjiang\n::x\"\"\"\n"
    );
    let folder = Folder::with(&[("suppliers.csv", table), ("b.sourcing.toml", native)]);
    let run = folder.check(&[]);
    run.ends(1, &["suppliers.csv:3:", "\\u{202e}\\u{1b}[0m"]);
    is_harmless(&run.out);
    is_harmless(&run.err);
}

#[test]
fn problems_quote_hostile_text_safely() {
    let folder = manifest(&format!(
        "[[party]]\nid = \"{HOSTILE}\"\nname = \"A\"\ncountry = \"{HOSTILE}\"\n\"::k {HOSTILE}\" = 1\n\
         parent = \"::{HOSTILE}\"\n[[party]]\nid = \"{HOSTILE}\"\nname = \"B\"\n[[import]]\nfile = \"::{HOSTILE}\"\n\
         [\"::{HOSTILE}\"]\n"
    ));
    folder.write("suppliers.csv", "\u{1b}[31m\u{202e}Qty,\"::error::\n::error::\"\n1,2\n");
    #[cfg(unix)]
    folder.write("::error::\u{1b}[31m\n::error::\u{202e}.sourcing.toml", "\0");
    let run = folder.check(&[]);
    run.ends(4, &["is not a country code", "there is no key", "there is no table"]);
    is_harmless(&run.out);
    is_harmless(&run.err);

    folder.write("sourcegate.toml", "\"::error::\\u001b[31m\\n::error::\\u202e\" = 1\n");
    let run = folder.check(&[]);
    run.ends(2, &["sourcegate.toml: TOML parse error at line 1, column 1", "unknown field"]);
    is_harmless(&run.err);
}

#[test]
fn every_column_of_an_address_counts() {
    let folder = Folder::with(&[(
        "suppliers.csv",
        "supplier,Address 1,Address 2,Province,Region,Country\n\
         Alpha Works,12 Mill Road,\"Shihezi, Xinjiang\",,,CN\n\
         Beta Works,12 Mill Road,,,Xinjiang,CN\n\
         Gamma Works,12 Mill Road,,Hubei,,CN\n",
    )]);
    let run = folder.check(&[]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.out.contains("suppliers.csv:2:") && run.out.contains("suppliers.csv:3:"), "{}", run.out);
    assert!(!run.out.contains("suppliers.csv:4:"), "{}", run.out);
}

#[test]
fn a_path_that_gives_nothing_is_named() {
    let folder =
        Folder::with(&[("good.sourcing.toml", "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"A B\"\n")]);
    std::fs::create_dir(folder.path("empty")).unwrap();
    let run = folder.check(&["good.sourcing.toml", "empty"]);
    assert!(run.out.contains("empty: no sourcing data"), "{}", run.out);
}

#[test]
fn a_table_is_known_by_its_header_and_one_left_unread_is_named() {
    let folder = Folder::with(&[
        ("plants.csv", "Name,Owner,Province,Country\nNorth Plant,Beta Works,Xinjiang,CN\n"),
        ("cities.csv", "name,country,lat,lon\nUrumqi,CN,43.8,87.6\n"),
        ("case.toml", "text = \"\"\"\n[manifest]\nschema = 1\n\"\"\"\n"),
    ]);
    let run = folder.check(&[]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("plants.csv:2:"), "{}", run.out);
    assert!(run.out.contains("unread") && run.out.contains("cities.csv"), "{}", run.out);
    assert!(!run.out.contains("cities.csv:2") && !run.out.contains("case.toml"), "{}", run.out);
}
