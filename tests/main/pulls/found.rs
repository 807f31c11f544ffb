//! Files that are found by what they hold, however it is written.

use crate::support::Folder;

const SITE: &str = "[[site]]\nid = \"mill\"\nname = \"Mill\"\ncountry = \"CN\"\nprovince = \"Xinjiang\"\n";

#[test]
fn a_manifest_is_found_however_its_table_is_written() {
    let comment = format!("{}[manifest]\nschema = 1\n", "# nothing to see here, move along\n".repeat(2100));
    assert!(comment.len() > 70_000);
    let heads = [
        "[manifest]\nschema = 1\n",
        "[ \"manifest\" ]\nschema = 1\n",
        "['manifest']\nschema = 1\n",
        "[\"mani\\u0066est\"]\nschema = 1\n",
        "manifest.schema = 1\n",
        "manifest = { schema = 1 }\n",
        "\u{feff}[manifest]\nschema = 1\n",
        "\u{feff}manifest.schema = 1\n",
        &comment,
    ];
    for head in heads {
        for name in ["plain.toml", "policy.toml", "Cargo.toml"] {
            let folder = Folder::with(&[(name, format!("{head}{SITE}"))]);
            folder.check(&[]).ends(1, &["deny[xuar-site]", name]);
        }
    }
    // What only speaks of one is none.
    let folder = Folder::with(&[(
        "plain.toml",
        "text = \"\"\"\n[manifest]\nschema = 1\n\"\"\"\n[package]\nname = \"manifest\"\n",
    )]);
    folder.check(&[]).ends(3, &["no sourcing manifest was found"]);
}

#[test]
fn a_table_in_utf_16_is_found_by_its_header() {
    let rows = "Supplier,Country,Province\n上海甲公司,CN,Shanghai\nBeta Works,CN,Xinjiang\n";
    // Longer than what is looked at, cut wherever it falls.
    let long = format!("{rows}{}", "上海甲公司,CN,Shanghai\n".repeat(4000));
    for text in [rows.to_owned(), long.clone(), long.replace("上海甲公司", "Acme 𠀀 Works")] {
        for mark in ["", "\u{feff}"] {
            for order in [u16::to_le_bytes, u16::to_be_bytes] {
                let bytes: Vec<u8> = format!("{mark}{text}").encode_utf16().flat_map(order).collect();
                Folder::with(&[("export.csv", bytes)]).check(&[]).ends(1, &["deny[xuar-site]", "export.csv:3"]);
            }
        }
    }
}
