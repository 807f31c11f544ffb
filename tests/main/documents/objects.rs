//! Objects of no format in particular.

use sourcegate::facts::{Key, Kind};
use sourcegate::finding::Level;

use super::{nothing, one, pointer, problem, records, unclear, unjudged, values};
use crate::support::Folder;

const RULE: &str = "xuar-site";

#[test]
fn keys_are_header_words() {
    let text = r#"[
  {"supplier": "Alpha Works", "address": {"city": "Seoul", "country": "KR"}, "note": "since 2019"},
  {"supplier": "Beta Works", "address": {"province": "Xinjiang", "city": "Shihezi", "country": "CN"}}
]"#;
    let judged = one("suppliers.json", text);
    assert_eq!(judged.0.inputs[0].format, "json");
    assert_eq!(records(&judged), 2);
    assert_eq!(pointer(&judged, RULE), "/1/address/province");
    assert_eq!(judged.line(judged.findings_of(RULE)[0]), 3);
    assert_eq!(judged.findings_of(RULE)[0].locations[0].row, 2);
    assert_eq!(unjudged(&judged), ["note"]);
    assert_eq!(values(&judged, Kind::Party, Key::Name), ["Alpha Works", "Beta Works"]);
}

#[test]
fn shapes_that_people_write() {
    let place = r#""country": "CN", "province": "Xinjiang""#;
    for (text, pointer_of, name) in [
        // A list under a key, a single object, an object within it.
        (
            format!(r#"{{"version": 2, "suppliers": [{{"name": "Beta Works", {place}}}]}}"#),
            "/suppliers/0/province",
            "Beta Works",
        ),
        (format!(r#"{{"supplier": "Beta Works", {place}}}"#), "/province", "Beta Works"),
        (
            format!(r#"{{"supplier": {{"name": "Beta Works", "address": {{{place}}}}}}}"#),
            "/supplier/address/province",
            "Beta Works",
        ),
        // Sites of a supplier, and suppliers of a product.
        (
            format!(r#"[{{"supplier": "Beta Works", "sites": [{{"country": "DE"}}, {{{place}}}]}}]"#),
            "/0/sites/1/province",
            "Beta Works",
        ),
        (
            format!(r#"{{"products": [{{"part": "R1", "suppliers": [{{"name": "Beta Works", {place}}}]}}]}}"#),
            "/products/0/suppliers/0/province",
            "Beta Works",
        ),
        // Names as keys.
        (format!(r#"{{"suppliers": {{"Beta Works": {{{place}}}}}}}"#), "/suppliers/Beta Works/province", "Beta Works"),
        (
            format!(r#"{{"Alpha Works": {{"country": "KR", "province": "Seoul"}}, "Beta Works": {{{place}}}}}"#),
            "/Beta Works/province",
            "Beta Works",
        ),
        // A table as lists.
        (r#"[["Supplier", "Country", "Province"], ["Beta Works", "CN", "Xinjiang"]]"#.to_owned(), "/1/2", "Beta Works"),
    ] {
        let judged = one("suppliers.json", &text);
        let found = judged.findings_of(RULE);
        assert_eq!(found.len(), 1, "{text}: {:?} {:?}", judged.0.inputs, judged.at_least(Level::Info));
        assert_eq!(pointer(&judged, RULE), pointer_of, "{text}");
        assert_eq!(found[0].subject.name, name, "{text}");
    }
}

#[test]
fn names_are_found_wherever_they_stand() {
    for text in [
        r#"{"suppliers": ["Alpha Works", "Huafu Fashion Co., Ltd."]}"#,
        r#"{"suppliers": {"Huafu Fashion Co., Ltd.": "CN"}}"#,
        r#"{"parts": [{"mpn": "R1", "manufacturers": ["Alpha", "Huafu Fashion Co., Ltd."]}]}"#,
        r#"[{"supplier": "Hua\u0066u Fashion Co., Ltd.", "country": "CN"}]"#,
    ] {
        let judged = one("suppliers.json", text);
        assert_eq!(judged.findings_of("uflpa-entity-listed").len(), 1, "{text}: {:?}", judged.0.inputs);
    }
    // Under a key that says nothing it is text that was not judged.
    let judged =
        one("suppliers.json", r#"[{"supplier": "Alpha", "country": "KR", "via": {"x": "Huafu Fashion Co., Ltd."}}]"#);
    assert_eq!(pointer(&judged, "text-not-judged"), "/0/via/x");
    // So is a key that is no word of headers.
    let judged =
        one("suppliers.json", r#"[{"supplier": "Alpha", "country": "KR", "share": {"Huafu Fashion Co., Ltd.": 1}}]"#);
    assert_eq!(pointer(&judged, "text-not-judged"), "/0/share/Huafu Fashion Co., Ltd.");
}

#[test]
fn lines_of_json_and_xml() {
    let text = "{\"supplier\": \"Alpha\", \"country\": \"KR\"}\n{\"supplier\": \"Beta\", \"country\": \"CN\", \"province\": \"Xinjiang\"}\n";
    for name in ["suppliers.jsonl", "suppliers.ndjson", "suppliers.json"] {
        let judged = one(name, text);
        assert_eq!(records(&judged), 2);
        assert_eq!((pointer(&judged, RULE).as_str(), judged.line(judged.findings_of(RULE)[0])), ("/province", 2));
    }
    let text = "<suppliers>\n <supplier id=\"1\"><name>Alpha</name><country>KR</country></supplier>\n <supplier id=\"2\">\
                <name>Beta</name><address country=\"CN\"><province>Xinjiang</province></address></supplier>\n</suppliers>";
    let judged = one("suppliers.xml", text);
    assert_eq!(pointer(&judged, RULE), "/suppliers/supplier[2]/address[1]/province[1]");
    assert_eq!(judged.findings_of(RULE)[0].subject.name, "Beta");
    assert_eq!(values(&judged, Kind::Party, Key::Name), ["Alpha", "Beta"]);
}

#[test]
fn documents_without_sourcing_data_say_so() {
    let judged = one("data.json", r#"{"name": "x", "steps": [{"run": "make"}]}"#);
    assert!(nothing(&judged).contains("no column names a supplier"), "{}", nothing(&judged));
    let judged = one("suppliers.json", r#"[{"Szállító": "Alpha Works", "Kraina": "Polska ziemia"}]"#);
    assert!(unclear(&judged).contains("Szállító"), "{}", unclear(&judged));
    assert!(problem(&one("suppliers.json", "{\"a\": 1, \"a\": 2}")).contains("twice"));
    assert!(problem(&one("suppliers.json", "[".repeat(200))).contains("nests deeper"));
    assert!(problem(&one("suppliers.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>")).contains("document type"));
}

#[test]
fn a_key_that_is_not_understood_is_told_with_the_import_that_maps_it() {
    let folder = Folder::with(&[("suppliers.json", "[{\"Szállító\": \"Alpha Works\", \"country\": \"KR\"}]")]);
    folder
        .check(&["--explain-mapping", "suppliers.json"])
        .ends(3, &["key Szállító not judged: it is not understood", "map = { supplier_name = \"Szállító\" }"]);
}

#[test]
fn a_map_names_keys() {
    let folder = Folder::with(&[
        ("data.json", "[{\"who\": {\"x\": \"Beta\"}, \"wo\": \"Xinjiang\", \"country\": \"CN\"}]"),
        (
            "sourcegate.toml",
            "[[import]]\nfile = \"data.json\"\nmap = { supplier_name = \"who.x\", province = \"wo\" }\n",
        ),
    ]);
    folder.check(&[]).ends(1, &["data.json:1", "/0/wo"]);
    folder.write("sourcegate.toml", "[[import]]\nfile = \"data.json\"\nmap = { supplier_name = \"whom\" }\n");
    folder.check(&[]).ends(4, &["the mapping names the column `whom`"]);
    folder.write("sourcegate.toml", "[[import]]\nfile = \"data.json\"\nformat = \"cyclonedx\"\n");
    folder.check(&[]).ends(4, &["this is no document of the format `cyclonedx`"]);
    folder.write("sourcegate.toml", "[limits]\nmax-values = 3\n[[import]]\nfile = \"data.json\"\n");
    folder.check(&[]).ends(4, &["more than 3 values", "raise `max-values`"]);
}

#[test]
fn a_search_takes_documents_by_name_and_by_content_and_passes_others_by() {
    let clean = ("clean/suppliers.csv", "Supplier,Country\nAlpha Ltd.,KR\n");
    let exposed = "[{\"supplier\": \"Beta\", \"country\": \"CN\", \"province\": \"Xinjiang\"}]";
    for name in ["suppliers.json", "data/plants.json", "bom.json"] {
        Folder::with(&[clean, (name, exposed)]).check(&[]).ends(1, &[name]);
    }
    let others = [
        ("package.json", "{\"name\": \"x\", \"repository\": {\"type\": \"git\"}}"),
        ("vendor/prefixes.json", "{\"vendor\": {\"prefix\": \"moz\"}, \"name\": \"x\"}"),
        ("tsconfig.json", "{\n // comments\n \"a\": 1,\n}"),
        ("pom.xml", "<project><name>x</name></project>"),
    ];
    let folder = Folder::with(&[&[clean][..], &others].concat());
    let run = folder.check(&["--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["inputs"].as_array().unwrap().len(), 1, "{}", report["inputs"]);
    assert_eq!(report["unread"].as_array().unwrap().len(), 0, "{}", report["unread"]);
    Folder::with(&[clean, ("suppliers.json", "{\"suppliers\": [")])
        .check(&[])
        .ends(4, &["suppliers.json", "not complete"]);
}

#[test]
fn yaml_is_read_like_json() {
    let text = "suppliers:\n  - name: Alpha\n    country: NO\n  - name: Beta\n    address: &a\n      country: CN\n      province: Xinjiang\n  - name: Gamma\n    address: *a\n";
    let judged = one("suppliers.yaml", text);
    assert_eq!(judged.0.inputs[0].format, "yaml");
    assert_eq!(records(&judged), 3);
    let found = judged.findings_of(RULE);
    let mut names: Vec<&str> = found.iter().map(|finding| finding.subject.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Beta", "Gamma"]);
    assert!(problem(&one("suppliers.yaml", "a: !include x.yaml\n")).contains("!include"));
    let folder = Folder::with(&[("data/mills.yml", text), (".github/workflows/a.yml", "on: push\njobs: {}\n")]);
    folder.check(&[]).ends(1, &["data/mills.yml:7", "/suppliers/1/address/province"]);
}

#[test]
fn packed_files_are_read_under_the_name_of_what_they_hold() {
    let packed = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        encoder.finish().unwrap()
    };
    let json = packed(b"[{\"supplier\": \"Beta\", \"country\": \"CN\", \"province\": \"Xinjiang\"}]");
    let csv = packed(b"Supplier,Country,Province\nBeta,CN,Xinjiang\n");
    for (name, bytes) in [("suppliers.json.gz", &json), ("data/plants.json.gz", &json), ("suppliers.csv.gz", &csv)] {
        Folder::with(&[(name, bytes)]).check(&[]).ends(1, &[name, "xuar-site"]);
    }
    let folder = Folder::with(&[("suppliers.csv.gz", packed(&vec![b'a'; 1 << 20]))]);
    folder.write("sourcegate.toml", "[limits]\nmax-unpacked-bytes = 1000\n");
    folder.check(&[]).ends(4, &["unpacks to more than 1000 bytes", "max-unpacked-bytes"]);
}

#[test]
fn an_object_with_a_key_for_everything_takes_no_time() {
    let many: Vec<String> =
        (0..30_000).map(|at| format!("\"k{at}\": [{{\"supplier\": \"A\", \"country\": \"KR\"}}]")).collect();
    let begun = std::time::Instant::now();
    let judged = one("suppliers.json", format!("{{{}}}", many.join(",")));
    assert_eq!(records(&judged), 30_000);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
