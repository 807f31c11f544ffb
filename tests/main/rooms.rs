//! The rooms of the house: the picture in `src/lib.rs` is held against the paths that the code names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Files below a folder of the package that end in `.rs`.
pub(crate) fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The code of a file, without comments and without its unit tests, which may look up the stairs.
pub(crate) fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    // Unit tests stand at the end of a file, whoever may see them.
    let opens = text.match_indices("mod tests {").map(|(at, _)| at);
    let end = opens.filter_map(|at| text[..at].rfind("#[cfg(test)]")).min().unwrap_or(text.len());
    let text = &text[..end];
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The floors of the picture, the highest first: the rooms on each.
fn floors() -> Vec<Vec<String>> {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let picture = lib.split("```text").nth(1).unwrap().split("```").next().unwrap();
    let rooms = |line: &str| {
        let names = line.trim_start_matches("//!").rsplit("  ").next().unwrap_or_default();
        names.split('·').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect::<Vec<_>>()
    };
    picture.lines().map(rooms).filter(|rooms| !rooms.is_empty()).collect()
}

/// The room of a file: the first part of its path below `src`.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms that a text names by `crate::room`, alone or in braces.
fn named(text: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|ch| ch.is_alphanumeric() || *ch == '_').collect::<String>();
    let mut rooms = Vec::new();
    for rest in text.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(inside) => {
                let inside = inside.split('}').next().unwrap_or_default();
                rooms.extend(inside.split(',').map(|part| word(part.trim())));
            }
            None => rooms.push(word(rest)),
        }
    }
    rooms
}

#[test]
fn imports_go_down_and_never_back() {
    let floors = floors();
    let mut floor_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (floor, rooms) in floors.iter().enumerate() {
        for room in rooms {
            assert!(floor_of.insert(room, floor).is_none(), "`{room}` stands twice in the picture of src/lib.rs");
        }
    }
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in rust_files("src") {
        let from = room(&path);
        if matches!(from.as_str(), "lib" | "main") {
            continue;
        }
        let Some(&floor) = floor_of.get(from.as_str()) else {
            panic!("`{from}` is no room of the picture in src/lib.rs; draw it in")
        };
        for to in named(&code(&path)).into_iter().filter(|to| *to != from) {
            let Some(&below) = floor_of.get(to.as_str()) else { continue };
            seen += 1;
            // Rooms of one floor know nothing of each other, so no circle can arise.
            if below <= floor {
                wrong.push(format!("{} names `crate::{to}`", path.display()));
            }
        }
    }
    assert!(seen > 500, "only {seen} imports were read; the reader of this test is broken");
    assert!(wrong.is_empty(), "these go against the picture in src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_is_drawn_and_every_drawn_room_stands() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let module = |line: &str| Some(line.split_once("mod ")?.1.strip_suffix(';')?.to_owned());
    let mut stands: Vec<String> = lib.lines().filter(|line| !line.starts_with("//")).filter_map(module).collect();
    let mut drawn: Vec<String> = floors().into_iter().flatten().collect();
    stands.sort();
    drawn.sort();
    assert_eq!(drawn, stands);
}

#[test]
fn screening_and_rules_touch_neither_disk_nor_clock_nor_process() {
    let impure = [
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "std::time",
        "git2",
        "Timestamp::now",
        "source::commit",
        "source::worktree",
        "source::index",
        "source::objects",
        "source::tree",
        "println!",
    ];
    for path in rust_files("src/screen").into_iter().chain(rust_files("src/rules")) {
        let code = code(&path);
        let found: Vec<&str> = impure.iter().copied().filter(|word| code.contains(word)).collect();
        assert!(found.is_empty(), "{} names {found:?}", path.display());
    }
}
