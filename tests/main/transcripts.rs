//! Every command and every output that the documentation shows, done again.

use std::path::{Path, PathBuf};

use crate::comparing::{commit_all, git};
use crate::support::Folder;
use crate::waivers::HIDDEN;

const DAY: &str = "2026-11-24";

/// Blocks of output: file, first line but for elisions, and the command that prints them. `...` stands for any lines,
/// `[..]` for any part of a line.
const SHOWN: &[(&str, &str, &[&str])] = &[
    ("README.md", "deny[xuar-site]: a site or an origin lies in Xinjiang", SOLAR),
    ("README.md", "read     3 inputs, 27 records (1 csv, 2 native) from the work tree", SOLAR),
];
const SOLAR: &[&str] = &["check", "examples/solar", "--as-of", DAY];

/// Makes the folder that commands are typed in.
type Prepare = fn() -> Folder;

/// Blocks of commands: file, first line, and the folder to type them in.
const TYPED: &[(&str, &str, Prepare)] = &[
    ("README.md", "sourcegate init ", a_repository),
    ("README.md", "sourcegate screen < names.txt ", names),
    ("README.md", "sourcegate policy lock policy ", a_company),
    ("docs/ci.md", "sourcegate check ", a_repository),
    ("docs/ci.md", "printf '#!/bin/sh", a_repository),
];

/// Blocks that are not done again here: file, beginning of the first line, and why.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("README.md", "cargo install ", "builds a release; what it then checks is shown below it and done again"),
    ("README.md", "cargo test --locked", "is this run"),
    ("README.md", "$ git init ", "needs pre-commit: tests/integrations/test_readme.py"),
    ("README.md", "$ git switch --quiet --create yarn", "needs pre-commit: tests/integrations/test_readme.py"),
    ("README.md", "sourcing/first.sourcing.toml:62: deny:", "needs a runner: tests/integrations/test_readme.py"),
];

/// Commands in blocks that are done again which are not: how they begin, and why.
const NOT_TYPED: &[(&str, &str)] = &[("sourcegate list update", "uses a network")];

/// A fenced block of a page.
struct Block {
    page: String,
    language: String,
    text: String,
}

impl Block {
    /// The first line that says something.
    fn first(&self) -> &str {
        self.text.lines().find(|line| *line != "...").unwrap_or_default()
    }

    fn is(&self, page: &str, first: &str) -> bool {
        self.page == page && self.first().starts_with(first)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Markdown pages for users: the README, and everything below `docs` and `examples`.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    let mut folders = vec![root().join("docs"), root().join("examples")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages
}

/// The blocks of commands and of output on every page.
fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        let page = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        // Text and blocks take turns.
        for block in text.split("\n```").skip(1).step_by(2) {
            let (language, text) = block.split_once('\n').unwrap_or((block, ""));
            let (language, text) = (language.to_owned(), format!("{text}\n"));
            blocks.push(Block { page: page.clone(), language, text });
        }
    }
    blocks.retain(|block| ["console", "sh", "text"].contains(&block.language.as_str()));
    blocks
}

/// The block that begins like this.
#[track_caller]
fn block<'a>(blocks: &'a [Block], page: &str, first: &str) -> &'a Block {
    let mut found = blocks.iter().filter(|block| block.is(page, first));
    found.next().unwrap_or_else(|| panic!("no block of {page} begins with `{first}`"))
}

#[test]
fn every_block_is_done_again_or_says_where() {
    let blocks = blocks();
    let shown = SHOWN.iter().map(|(page, first, _)| (*page, *first));
    let typed = TYPED.iter().map(|(page, first, _)| (*page, *first));
    let elsewhere = ELSEWHERE.iter().map(|(page, first, _)| (*page, *first));
    let listed: Vec<(&str, &str)> = shown.chain(typed).chain(elsewhere).collect();
    for block in &blocks {
        let known = listed.iter().any(|(page, first)| block.is(page, first));
        assert!(known, "{}: nothing does this again:\n{}", block.page, block.text);
    }
    for (page, first) in &listed {
        block(&blocks, page, first);
    }
    for (begins, why) in NOT_TYPED {
        let mut typed = TYPED.iter().map(|(page, first, _)| block(&blocks, page, first));
        let stands = typed.any(|block| block.text.lines().any(|line| line.starts_with(begins)));
        assert!(stands, "no block has `{begins}`, which {why}");
    }
}

#[test]
fn what_the_pages_show_is_what_is_printed() {
    let folder = Folder::with::<&str>(&[]);
    folder.copy("examples", "examples");
    // As in a clone: paths are those from its root.
    git(&folder.path(""), &["init", "-q"]);
    let blocks = blocks();
    for (page, first, arguments) in SHOWN {
        let said = folder.run_with(arguments, &[("COLUMNS", "110"), ("LC_ALL", "C.UTF-8"), ("TERM", "dumb")]);
        let promised = block(&blocks, page, first).text.clone();
        snapbox::assert_data_eq!(said.out, promised);
    }
}

#[cfg(unix)]
#[test]
fn what_the_pages_say_to_type_can_be_typed() {
    let blocks = blocks();
    for (page, first, prepare) in TYPED {
        let folder = prepare();
        for line in block(&blocks, page, first).text.lines() {
            if NOT_TYPED.iter().any(|(begins, _)| line.starts_with(begins)) {
                continue;
            }
            let ran = folder.shell(&dated(line));
            assert!(
                matches!(ran.code, Some(0 | 1)),
                "{page}: `{line}` ends with {:?}\n{}\n{}",
                ran.code,
                ran.out,
                ran.err
            );
        }
    }
}

/// The command on a day on which the rules are in force, where it takes one and names none.
#[cfg(unix)]
fn dated(line: &str) -> String {
    let command = line.split('#').next().unwrap_or_default().trim_end();
    let takes = ["check", "waive", "baseline", "list status"]
        .iter()
        .any(|verb| line.starts_with(&format!("sourcegate {verb}")));
    if takes && !line.contains("--as-of") { format!("{command} --as-of {DAY}") } else { line.to_owned() }
}

/// A repository with what the commands of "Use it" name.
fn a_repository() -> Folder {
    let folder = Folder::with(&[
        ("a.sourcing.toml", HIDDEN),
        ("bom.csv", "manufacturer,country\nFjord Optics AS,NO\n"),
        ("sourcegate.toml", "fail-on = \"review\"\n"),
        (".gitignore", "/reports/\n/page.html\n"),
    ]);
    for number in 1..=12 {
        let manifest = HIDDEN.replace("Confidential", &format!("Undisclosed mill {number}"));
        let report = Folder::with(&[("a.sourcing.toml", manifest)]).check(&["--format", "json"]).out;
        folder.write(&format!("reports/job-{number}.json"), report);
    }
    folder.copy("policies/xinjiang", "my-pack");
    // An empty list, so that the page is a newer edition of it.
    let list = std::fs::read_to_string(folder.path("my-pack/lists/uflpa.csv")).unwrap();
    folder.write("my-pack/lists/uflpa.csv", format!("{}\n", list.lines().next().unwrap()));
    folder.replace("my-pack/policy.toml", "published = 2026-08-03\n", "");
    folder.replace("my-pack/policy.toml", "official_count = 187\n", "");
    folder.run(&["policy", "lock", "my-pack"]).ends(0, &[]);
    std::fs::copy(root().join("tests/data/lists/uflpa-2024-11-25.html"), folder.path("page.html")).unwrap();
    let place = folder.path("");
    git(&place, &["init", "-q"]);
    commit_all(&place, "sourcing");
    git(&place, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    folder
}

/// Names and entities to screen.
fn names() -> Folder {
    Folder::with(&[
        ("names.txt", "Hoshine Silicon\nFjord Optics AS\n"),
        ("own.jsonl", "{\"id\": \"e1\", \"names\": [\"First\", \"Other\"]}\n"),
        ("parties.jsonl", "{\"name\": \"First\", \"identifiers\": {\"uscc\": \"9111000071093019X7\"}}\n"),
    ])
}

/// The example of a company, on the branch `main`.
fn a_company() -> Folder {
    let folder = Folder::with::<&str>(&[]);
    folder.copy("examples/company", "");
    git(&folder.path(""), &["init", "-q"]);
    commit_all(&folder.path(""), "policy");
    folder
}
