//! Workbooks of other formats than XLSX: each states the same facts at the same cells.

use sourcegate::facts::Key;
use sourcegate::manifest::Outcome;

use super::made::archive;
use super::sheets::{problems, values};
use super::{FAR, HEADER, NEAR, book};
use crate::judged::{Judged, judge};
use crate::support::Folder;

const TODAY: &str = "2026-01-01";

/// Written by xlwt 1.3: a cover, a table below two rows with a merged, a hidden and a numeric cell, and a hidden sheet.
const OLD: &[u8] = include_bytes!("../../data/workbooks/suppliers.xls");

/// Remarks on the workbook above, in whatever format.
const SAID: [&str; 4] = [
    "Suppliers!A5 1 row is hidden in the sheet `Suppliers`, and read all the same",
    "Suppliers!C3 columns are hidden in the sheet `Suppliers`, and read all the same",
    "Old!A1 the sheet `Old` is hidden; it is read all the same",
    "sheets without sourcing data: `Cover`: ",
];

fn one(path: &str, bytes: &[u8]) -> Judged {
    judge(&[(path, bytes)], TODAY)
}

fn is_the_same(path: &str, format: &str, bytes: &[u8]) {
    let judged = one(path, bytes);
    let input = &judged.0.inputs[0];
    assert_eq!((input.format, &input.outcome), (format, &Outcome::Read { records: 4 }), "{:?}", problems(&judged));
    let names =
        ["Suppliers!A4 Alpha Works", "Suppliers!A5 Huafu Fashion Co., Ltd.", "Suppliers!A6 Huafu Fashion Co., Ltd."];
    assert_eq!(values(&judged, Key::Name), [&names[..], &["Old!A2 Beta"]].concat());
    assert_eq!(values(&judged, Key::Postcode), ["Suppliers!C4 10115"]);
    let said = problems(&judged);
    assert!(said.len() == SAID.len() && said.iter().zip(SAID).all(|(said, start)| said.starts_with(start)), "{said:?}");
    assert_eq!(judged.findings_of("uflpa-entity-listed").len(), 2);
    assert_eq!(judged.findings_of("xuar-site").len(), 1);
}

#[test]
fn an_old_excel_workbook_is_read() {
    is_the_same("suppliers.xls", "xls", OLD);
    // The content counts, not the name.
    is_the_same("suppliers.csv", "xls", OLD);
    let bytes = book(&[("S", &[HEADER, NEAR, FAR])]);
    for path in ["suppliers.csv", "suppliers.xls", "suppliers.ods"] {
        let judged = one(path, &bytes);
        assert_eq!((judged.0.inputs[0].format, judged.findings_of("xuar-site").len()), ("xlsx", 1), "{path}");
    }
    Folder::with(&[("suppliers.csv", OLD)]).check(&[]).ends(1, &["suppliers.csv:Suppliers!A5"]);
}

/// The place of a record of the old workbook by its number and its first bytes.
fn record(kind: u16, starts: &[u8]) -> usize {
    let kind = kind.to_le_bytes();
    OLD.windows(4 + starts.len()).position(|bytes| bytes[..2] == kind && bytes[4..] == *starts).unwrap()
}

#[test]
fn an_old_excel_workbook_whose_corners_are_far_apart_is_refused_before_it_is_laid_out() {
    let check = |bytes: &[u8], limits: &str| {
        let config = format!("[limits]\n{limits}\n");
        Folder::with(&[("sourcegate.toml", config.as_bytes()), ("suppliers.xls", bytes)]).check(&[])
    };
    // The postcode of the first row moves to the last column of the last row.
    let mut corners = OLD.to_vec();
    let at = record(0x027E, &[3, 0, 2, 0]) + 4;
    corners[at..at + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0x00]);
    check(&corners, "max-cells = 1_000_000").ends(4, &["span more than four times 1000000 cells", "raise `max-cells`"]);
    check(OLD, "max-cells = 1_000_000").ends(1, &[]);
    // A claim about its size sets memory aside.
    let mut claims = OLD.to_vec();
    let at = claims.windows(4).rposition(|bytes| bytes == [0x00, 0x02, 0x0e, 0x00]).unwrap() + 4;
    claims[at + 4..at + 8].copy_from_slice(&[0xff; 4]);
    check(&claims, "").ends(4, &["claims more cells than one can have", "restore the file"]);
}

/// An OpenDocument file of these tables.
fn packed(tables: &str) -> Vec<u8> {
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", document("document-content", tables).as_bytes()),
    ])
}

fn document(root: &str, tables: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<office:{root} xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
         office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">\
         <office:automatic-styles><style:style style:name=\"ta2\" style:family=\"table\">\
         <style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:{root}>"
    )
}

/// A table of rows of texts.
fn table(name: &str, rows: &[&[&str]]) -> String {
    let cell = |text: &&str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row =
        |row: &&[&str]| format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>());
    format!("<table:table table:name=\"{name}\">{}</table:table>", rows.iter().map(row).collect::<String>())
}

#[test]
fn an_open_document_is_read() {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let tables = [
        table("Cover", &[&["Disclosure"]]),
        "<table:table table:name=\"Suppliers\"><table:table-column/><table:table-column/>\
         <table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"1022\"/>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>"
            .to_owned(),
        format!("<table:table-row>{}{}{}</table:table-row>", text("Supplier"), text("Country"), text("Postcode")),
        format!(
            "<table:table-row>{}{}<table:table-cell office:value-type=\"float\" office:value=\"10115\"><text:p>10.115</text:p>\
             </table:table-cell></table:table-row>",
            text("Alpha<text:s/>Works"),
            text("DE")
        ),
        format!(
            "<table:table-row table:visibility=\"filter\"><table:table-cell table:number-rows-spanned=\"2\" \
             table:number-columns-spanned=\"1\" office:value-type=\"string\"><office:annotation><text:p>Beta of Xinjiang</text:p>\
             </office:annotation><text:p>Huafu <text:span>Fashion</text:span> Co., Ltd.</text:p></table:table-cell>{}\
             </table:table-row><table:table-row><table:covered-table-cell/>{}</table:table-row>",
            text("CN"),
            text("VN")
        ),
        "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"1024\"/>\
         </table:table-row></table:table>"
            .to_owned(),
        table("Old", &[&["Supplier", "Province"], &["Beta", "Xinjiang"]]).replace("\"Old\"", "\"Old\" table:style-name=\"ta2\""),
    ]
    .concat();
    is_the_same("suppliers.ods", "ods", &packed(&tables));
    is_the_same("suppliers.fods", "fods", document("document", &tables).as_bytes());
}

#[test]
fn cells_of_an_open_document_that_are_none_of_it_or_state_nothing() {
    let huafu = "Huafu Fashion Co., Ltd.";
    let linked = format!(
        "<table:dde-links><table:dde-link>{}</table:dde-link></table:dde-links>",
        table("L", &[&["Supplier"], &[huafu]])
    );
    let judged = one("suppliers.ods", &packed(&(linked + &table("S", &[HEADER, NEAR]))));
    assert_eq!((values(&judged, Key::Name), problems(&judged)), (vec!["S!A2 Alpha Works".to_owned()], Vec::new()));

    let failed = table("S", &[HEADER, NEAR]).replacen(
        "\"string\"><text:p>Alpha Works",
        "\"string\" calcext:value-type=\"error\"><text:p>Err:502",
        1,
    );
    assert_eq!(
        problems(&one("s.ods", &packed(&failed))),
        ["! S!A2 the formula of this cell failed (Err:502), so it states nothing"]
    );
    let unsaved = table("S", &[HEADER, NEAR]).replacen(
        " office:value-type=\"string\"><text:p>Alpha Works</text:p>",
        " table:formula=\"of:=[.Z9]\">",
        1,
    );
    assert_eq!(problems(&one("s.ods", &packed(&unsaved))).len(), 1);
    let escaped = table("S", &[HEADER, &["Huafu Fashion Co.&#44; Ltd&#x2E;", "Zhejiang &amp; more", "CN"]]);
    assert_eq!(one("s.ods", &packed(&escaped)).findings_of("uflpa-entity-listed").len(), 1);
}

#[test]
fn an_open_document_that_cannot_or_must_not_be_read_is_refused() {
    let filled = "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
    let bomb = |rows: u32| {
        format!(
            "<table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"{rows}\">{filled}</table:table-row></table:table>"
        )
    };
    let nested = table("S", &[&[table("T", &[HEADER]).as_str()]]);
    let deep = "<text:p>".repeat(400);
    for (tables, says) in [
        (bomb(1 << 20), "more than 10000000 filled cells"),
        (bomb(u32::MAX), "stands outside of what a sheet can have"),
        (nested, "a cell holds a table of its own"),
        (deep, "nested deeper than 256"),
        (table("S", &[HEADER, &["&xxe;"]]), "an unknown entity `xxe`"),
        (String::new(), "an OpenDocument file without a sheet in it"),
        ("<table:table>".to_owned(), "damaged or cut short"),
    ] {
        Folder::with(&[("suppliers.ods", packed(&tables))]).check(&[]).ends(4, &["suppliers.ods", says]);
    }
    let encrypted = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"\x8f\x01garbage"),
        ("META-INF/manifest.xml", b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"),
    ]);
    Folder::with(&[("suppliers.ods", encrypted)]).check(&[]).ends(4, &["the workbook is encrypted"]);
}

/// Records of a binary workbook.
#[derive(Default)]
struct Records(Vec<u8>);

impl Records {
    fn add(mut self, kind: u32, data: &[u8]) -> Self {
        let mut number = |mut value: u32| {
            loop {
                let byte = u8::try_from(value & 0x7f).unwrap();
                value >>= 7;
                self.0.push(if value > 0 { byte | 0x80 } else { byte });
                if value == 0 {
                    break;
                }
            }
        };
        number(kind);
        number(u32::try_from(data.len()).unwrap());
        self.0.extend_from_slice(data);
        self
    }

    /// A row that begins, with the byte of its state.
    fn row(self, row: u32, state: u8) -> Self {
        self.add(0, &[&row.to_le_bytes()[..], &[0; 7], &[state], &[0; 5]].concat())
    }

    /// A cell with a text, plain or rich.
    fn text(self, column: u32, text: &str, rich: bool) -> Self {
        let cell = [&column.to_le_bytes()[..], &[0; 4]].concat();
        let flags: &[u8] = if rich { &[0] } else { &[] };
        self.add(if rich { 62 } else { 6 }, &[&cell[..], flags, &wide(text)].concat())
    }
}

/// A text with the number of its characters before it.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let count = u32::try_from(units.len()).unwrap();
    count.to_le_bytes().into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// A binary workbook of these sheets: the name, the state, and the records of rows and of what follows them.
fn binary(sheets: &[(&str, u32, Records, Records)]) -> Vec<u8> {
    let (mut list, mut links) = (Records::default().add(131, &[]).add(143, &[]), String::new());
    let mut parts = Vec::new();
    for (number, (name, state, rows, below)) in (1_u32..).zip(sheets) {
        let id = format!("rId{number}");
        list = list.add(156, &[&state.to_le_bytes()[..], &number.to_le_bytes(), &wide(&id), &wide(name)].concat());
        links += &format!("<Relationship Id=\"{id}\" Target=\"worksheets/sheet{number}.bin\"/>");
        let head = Records::default().add(129, &[]).add(148, &[0; 16]).add(145, &[]);
        let part = [
            head.0,
            rows.0.clone(),
            Records::default().add(146, &[]).0,
            below.0.clone(),
            Records::default().add(130, &[]).0,
        ];
        parts.push((format!("xl/worksheets/sheet{number}.bin"), part.concat()));
    }
    let list = list.add(144, &[]).add(132, &[]).0;
    let links = format!("<Relationships>{links}</Relationships>");
    let mut all: Vec<(&str, &[u8])> =
        vec![("xl/workbook.bin", &list), ("xl/_rels/workbook.bin.rels", links.as_bytes())];
    all.extend(parts.iter().map(|(name, part)| (name.as_str(), part.as_slice())));
    archive(&all)
}

/// The rows of a sheet of texts, from the first row on.
fn rows(texts: &[&[&str]]) -> Records {
    (0..).zip(texts).fold(Records::default(), |records, (row, texts)| {
        (0..).zip(*texts).fold(records.row(row, 0), |records, (column, text)| records.text(column, text, false))
    })
}

#[test]
fn a_binary_workbook_is_read() {
    let number = [&2_u32.to_le_bytes()[..], &[0; 4], &10_115_f64.to_le_bytes()].concat();
    let suppliers = Records::default()
        .row(2, 0)
        .text(0, "Supplier", false)
        .text(1, "Country", false)
        .text(2, "Postcode", false)
        .row(3, 0)
        .text(0, "Alpha Works", true)
        .text(1, "DE", false)
        .add(5, &number)
        .row(4, 0x10)
        .text(0, "Huafu Fashion Co., Ltd.", true)
        .text(1, "CN", false)
        .row(5, 0)
        .text(1, "VN", false);
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let merged = Records::default().add(177, &[]).add(176, &words(&[4, 5, 0, 0])).add(178, &[]);
    let columns = Records::default().add(390, &[]).add(60, &[words(&[2, 2, 0, 0]), vec![1, 0]].concat()).add(391, &[]);
    let book = |suppliers: Records| {
        binary(&[
            ("Cover", 0, rows(&[&["Disclosure"]]), Records::default()),
            ("Suppliers", 0, suppliers, Records([merged.0.clone(), columns.0.clone()].concat())),
            ("Old", 1, rows(&[&["Supplier", "Province"], &["Beta", "Xinjiang"]]), Records::default()),
        ])
    };
    is_the_same("suppliers.xlsb", "xlsb", &book(Records(suppliers.0.clone())));

    // A failed formula states nothing, and a row with an impossible number ends no sheet.
    let failed =
        Records(suppliers.0.clone()).row(6, 0).add(11, &[&[0; 8][..], &[0x17, 0, 0]].concat()).text(1, "CN", false);
    let judged = one("suppliers.xlsb", &book(failed));
    assert!(
        problems(&judged)[0].starts_with("! Suppliers!A7 the formula of this cell failed (#REF!)"),
        "{:?}",
        problems(&judged)
    );
    let beyond = Records(suppliers.0.clone()).row(1 << 21, 0).text(0, "Huafu Fashion Co., Ltd.", false);
    Folder::with(&[("suppliers.xlsb", book(beyond))]).check(&[]).ends(4, &["a row has a number that no sheet has"]);
}

#[test]
fn no_cut_and_no_flipped_bit_makes_another_reader_panic() {
    let ods = packed(&table("S", &[HEADER, NEAR, FAR]));
    let xlsb = binary(&[("S", 0, rows(&[HEADER, NEAR, FAR]), Records::default())]);
    for (path, whole, step) in [("s.xls", OLD, 23), ("s.ods", &ods, 7), ("s.xlsb", &xlsb, 7)] {
        for at in (0..whole.len()).step_by(step) {
            let mut flipped = whole.to_vec();
            flipped[at] ^= 1 << (at % 8);
            assert_eq!(one(path, &flipped).0.inputs.len(), 1, "{path}: byte {at}");
            let cut = one(path, &whole[..at]);
            assert!(at == 0 || !matches!(cut.0.inputs[0].outcome, Outcome::Read { .. }), "{path}: cut to {at}");
        }
    }
}
