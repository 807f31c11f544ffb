//! Inputs that the base read and the change no longer reads.

use crate::comparing::{commit_all, git};
use crate::support::{Folder, Run};
use crate::workbooks::book;

const HEADER: &str = "Supplier,Country\n";
const LISTED: &str = "Supplier,Country\n\"Huafu Fashion Co., Ltd.\",CN\n";
const CLEAN: &str = "Supplier,Country\nAlpha Works,DE\n";

/// A repository with a base of these files beside one that stays readable, to be changed.
fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::with(&[("kept/suppliers.csv", "Supplier,Country\nBeta Works,DE\n")]);
    for (path, text) in files {
        folder.write(path, *text);
    }
    git(&folder.path(""), &["init", "-q"]);
    commit_all(&folder.path(""), "base");
    folder
}

fn remove(folder: &Folder, path: &str) {
    std::fs::remove_file(folder.path(path)).unwrap();
}

/// Commits a change and compares it with what stood before.
fn compare(folder: &Folder, arguments: &[&str]) -> Run {
    commit_all(&folder.path(""), "change");
    folder.check(&[&["--base", "HEAD~1"], arguments].concat())
}

fn is_lost(folder: &Folder, reason: &str) {
    compare(folder, &[]).ends(4, &["lost", "suppliers.csv", reason]);
}

#[test]
fn a_table_that_was_deleted_is_lost() {
    let folder = repository(&[("a/suppliers.csv", LISTED)]);
    remove(&folder, "a/suppliers.csv");
    is_lost(&folder, "the head does not have it");
}

#[test]
fn a_table_that_moved_to_where_nothing_reads_it_is_lost() {
    for to in ["a/suppliers.txt", "a/old.bin", "archive/suppliers.csv"] {
        let folder = repository(&[("a/suppliers.csv", LISTED), ("sourcegate.toml", "exclude = [\"archive/**\"]\n")]);
        remove(&folder, "a/suppliers.csv");
        folder.write(to, LISTED);
        is_lost(&folder, "the head does not have it");
    }
}

#[test]
fn a_table_that_became_something_else_is_lost() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    let other = LISTED.replace("Supplier,Country", "Remark,Colour");
    for text in [pointer, &other, HEADER.trim_start_matches("Supplier,")] {
        let folder = repository(&[("a/suppliers.csv", LISTED)]);
        folder.write("a/suppliers.csv", text);
        is_lost(&folder, "the head");
    }
}

#[test]
fn a_sheet_that_was_dropped_is_lost_and_one_that_was_renamed_is_not() {
    let header: &[&str] = &["Supplier", "Country"];
    let (near, far): (&[&[&str]], &[&[&str]]) =
        (&[header, &["Alpha Works", "DE"]], &[header, &["Huafu Fashion Co., Ltd.", "CN"]]);
    let folder = repository(&[]);
    folder.write("a/suppliers.xlsx", book(&[("Near", near), ("Far", far)]));
    commit_all(&folder.path(""), "workbook");
    folder.write("a/suppliers.xlsx", book(&[("Near", near), ("Other", far)]));
    let run = compare(&folder, &["--format", "json"]);
    run.ends(0, &[]);
    assert!(!run.out.contains("\"lost\""), "{}", run.out);
    folder.write("a/suppliers.xlsx", book(&[("Near", near)]));
    compare(&folder, &[]).ends(4, &["a/suppliers.xlsx (sheet Other)", "the head reads no such sheet in it"]);
}

#[test]
fn a_table_in_another_encoding_is_lost_only_where_it_cannot_be_read() {
    let folder = repository(&[("a/suppliers.csv", LISTED)]);
    let wide: Vec<u8> = "\u{feff}".encode_utf16().chain(LISTED.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    folder.write("a/suppliers.csv", wide);
    let run = compare(&folder, &["--format", "json"]);
    run.ends(0, &["\"carried\""]);
    assert!(!run.out.contains("\"lost\""), "{}", run.out);
    let swapped: Vec<u8> = LISTED.encode_utf16().flat_map(|unit| unit.to_le_bytes().map(|byte| byte ^ 0x80)).collect();
    folder.write("a/suppliers.csv", swapped);
    is_lost(&folder, "the head");
}

#[test]
fn what_stands_elsewhere_is_not_lost() {
    let folder = repository(&[("a/suppliers.csv", LISTED)]);
    remove(&folder, "a/suppliers.csv");
    folder.write("b/vendors.csv", LISTED);
    let run = compare(&folder, &["--format", "json"]);
    run.ends(0, &["\"moved\""]);
    assert!(!run.out.contains("\"lost\""), "{}", run.out);
}

#[test]
fn what_moves_from_a_table_into_a_native_manifest_is_not_lost() {
    let native =
        "[manifest]\nschema = 1\n[[party]]\nid = \"huafu\"\nname = \"Huafu Fashion Co., Ltd.\"\ncountry = \"CN\"\n";
    for (name, code) in [("Huafu Fashion Co., Ltd.", 1), ("Huafu Fashion Company", 4)] {
        let folder = repository(&[("a/suppliers.csv", LISTED)]);
        remove(&folder, "a/suppliers.csv");
        folder.write("b.sourcing.toml", native.replace("Huafu Fashion Co., Ltd.", name));
        compare(&folder, &[]).ends(code, &["a/suppliers.csv", if code == 1 { "no finding went" } else { "1 finding" }]);
    }
}

#[test]
fn a_lost_table_without_findings_is_named_and_passes() {
    let folder = repository(&[("a/suppliers.csv", CLEAN)]);
    remove(&folder, "a/suppliers.csv");
    compare(&folder, &[]).ends(0, &["a/suppliers.csv", "no finding went with it"]);
}

#[test]
fn only_the_base_accepts_a_loss() {
    let accepting = "[[lost]]\npath = \"a/suppliers.csv\"\nreason = \"the contract ended\"\n";
    let folder = repository(&[("a/suppliers.csv", LISTED), ("sourcegate.toml", accepting)]);
    remove(&folder, "a/suppliers.csv");
    compare(&folder, &[]).ends(0, &["a/suppliers.csv", "accepted: the contract ended"]);

    let folder = repository(&[("a/suppliers.csv", LISTED)]);
    remove(&folder, "a/suppliers.csv");
    folder.write("sourcegate.toml", accepting);
    is_lost(&folder, "does not pass");

    let folder = repository(&[("sourcegate.toml", "[[lost]]\npath = \"a.csv\"\nreason = \" \"\n")]);
    folder.check(&[]).ends(2, &["say why in `reason`"]);
}

#[test]
fn every_report_names_it() {
    let folder = repository(&[("a/suppliers.csv", LISTED)]);
    remove(&folder, "a/suppliers.csv");
    commit_all(&folder.path(""), "change");
    for format in ["human", "json", "markdown", "summary", "sarif", "github", "gitlab", "junit"] {
        folder
            .check(&["--base", "HEAD~1", "--format", format])
            .ends(4, &["a/suppliers.csv", "the head does not have it"]);
    }
}
