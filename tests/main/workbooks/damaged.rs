//! Workbooks that cannot or must not be read: each ends with a message, none with a panic.

use sourcegate::manifest::Outcome;

use super::made::{archive, sheet, text, with_sheet};
use super::{FAR, HEADER, NEAR, book};
use crate::judged::judge;
use crate::support::Folder;

#[test]
fn other_workbooks_are_told_apart_and_have_a_way_out() {
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = [compound.clone(), vec![0; 600], stream].concat();
    for (name, bytes, says) in [
        ("suppliers.xlsx", encrypted, ["the workbook is encrypted", "save it without a password"]),
        ("suppliers.xls", compound, ["is damaged or cut short", "restore the file"]),
        ("suppliers.xlsb", archive(&[("xl/workbook.bin", b"x")]), ["is damaged or cut short", "restore the file"]),
        (
            "suppliers.ods",
            archive(&[("mimetype", b"x"), ("content.xml", b"<a/>")]),
            ["without a sheet", "save the table as"],
        ),
        ("suppliers.xlsx", archive(&[("readme.txt", b"x")]), ["a ZIP archive without a workbook", "leave it out"]),
        ("suppliers.xlsm", b"PK\x03\x04abc".to_vec(), ["is damaged or cut short", "restore the file"]),
    ] {
        Folder::with(&[(name, bytes)]).check(&[]).ends(4, &[&[name][..], &says].concat());
    }
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let bytes = book(&[("S", &[HEADER, NEAR, FAR])]);
    let check = |limits: &str, bytes: &[u8]| {
        let config = format!("[limits]\n{limits}\n");
        Folder::with(&[("sourcegate.toml", config.as_bytes()), ("suppliers.xlsx", bytes)]).check(&[])
    };
    check("max-unpacked-bytes = 1000", &bytes)
        .ends(4, &["unpacks to more than 1000 bytes", "raise `max-unpacked-bytes`"]);
    check("max-cells = 8", &bytes).ends(4, &["more than 8 filled cells", "raise `max-cells`"]);
    check("max-records = 1", &bytes).ends(4, &["suppliers.xlsx:S!A3", "more than 1 rows"]);
    check("max-cells = 9", &bytes).ends(1, &["suppliers.xlsx:S!B3"]);

    // A sheet of blanks that packs a thousand to one, and one whose corners are far apart.
    let blanks = [sheet(&[]).into_bytes(), vec![b' '; 20_000_000]].concat();
    let bomb = with_sheet(&blanks);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    check("max-unpacked-bytes = 10_000_000", &bomb).ends(4, &["unpacks to more than 10000000 bytes"]);
    let corners = sheet(&[&[text("A1", "<v>Supplier</v>"), text("B1", "<v>City</v>"), text("XFD1048576", "<v>x</v>")]]);
    check("", &with_sheet(corners.as_bytes())).ends(3, &["1 line is no row of the table"]);
}

#[test]
fn no_cut_and_no_flipped_bit_makes_a_reader_panic() {
    let whole = book(&[("Cover", &[&["x"]]), ("S", &[HEADER, NEAR, FAR])]);
    for length in (0..whole.len()).step_by(97) {
        let judged = judge(&[("suppliers.xlsx", &whole[..length])], "2026-01-01");
        assert_eq!(judged.0.inputs[0].outcome, Outcome::Failed, "cut to {length}");
    }
    for at in (0..whole.len()).step_by(41) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        let judged = judge(&[("suppliers.xlsx", &flipped)], "2026-01-01");
        assert_eq!(judged.0.inputs.len(), 1, "byte {at}");
    }
}

#[test]
fn no_nonsense_in_a_sheet_makes_a_reader_panic() {
    let whole = sheet(&[
        &[text("A1", "<v>Supplier</v>"), text("B1", "<v>Province</v>")],
        &[text("A2", "<f>A9</f><v>Beta</v>"), ("B2", "t=\"s\"", "<v>0</v>"), ("C2", "s=\"7\"", "<v>45943.5</v>")],
        &[
            ("A3", "t=\"b\"", "<v>1</v>"),
            ("B3", "t=\"inlineStr\"", "<is><t>Xinjiang</t></is>"),
            ("C3", "", "<v>1e400</v>"),
        ],
    ])
    .into_bytes();
    for at in 0..whole.len() {
        for byte in [whole[at] ^ 1, whole[at] ^ 0x10, b'<', 0xff] {
            let mut changed = whole.clone();
            changed[at] = byte;
            let judged = judge(&[("suppliers.xlsx", &with_sheet(&changed))], "2026-01-01");
            assert_eq!(judged.0.inputs.len(), 1, "byte {at} as {byte}");
        }
    }
}
