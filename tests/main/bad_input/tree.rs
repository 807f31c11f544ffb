//! Folders that are closed, links that lead nowhere, and a broken file beside whole ones.

use sourcegate::error::Error;
use sourcegate::manifest::{self, Input, Limits, Request};
use sourcegate::source::memory::MemoryTree;
use sourcegate::source::tree::{Closed, Listing, Tree};

use super::{EXPOSED, GOOD};
use crate::support::Folder;

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[("a.sourcing.toml", GOOD), ("closed/b.sourcing.toml", EXPOSED)]);
    let allow = |mode: u32| {
        std::fs::set_permissions(folder.path("closed"), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(0o000);
    // To the superuser no folder is closed.
    let readable = std::fs::read_dir(folder.path("closed")).is_ok();
    let run = folder.check(&[]);
    let left_out = folder.check(&["a.sourcing.toml"]);
    allow(0o755);
    if readable {
        run.ends(1, &["closed/b.sourcing.toml:10:12"]);
    } else {
        run.ends(4, &CLOSED);
    }
    left_out.ends(0, &["1 input"]);
}

const CLOSED: [&str; 3] = [
    "error: closed: this folder cannot be read, so nothing in it is judged",
    "make it readable, or leave it out with `exclude` or .gitignore",
    "not every input could be read",
];

/// A tree in which a folder is closed to everybody, the superuser too.
struct PartlyClosed(MemoryTree);

impl Tree for PartlyClosed {
    fn is_file(&self, path: &str) -> bool {
        self.0.is_file(path)
    }

    fn list(&self, _: &str) -> Result<Vec<String>, Error> {
        Err(Error::Incomplete("`closed` cannot be read".to_owned()))
    }

    fn search(&self, prefix: &str) -> Result<Listing, Error> {
        let closed = Closed { path: "closed".to_owned(), why: "it is closed".to_owned(), help: "open it".to_owned() };
        Ok(Listing { paths: self.0.list(prefix)?, closed: vec![closed] })
    }

    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        self.0.read(path, limit)
    }

    fn describe(&self) -> String {
        "tree".to_owned()
    }
}

#[test]
fn beside_a_closed_folder_everything_is_read_and_the_folder_is_a_failed_input() {
    let tree = PartlyClosed(
        MemoryTree::default()
            .with("a.sourcing.toml", GOOD)
            .with("open/b.sourcing.toml", EXPOSED)
            .with("c.sourcing.toml", "[manifest]\nschema = 1\n[[import]]\nfile = \"open/*.csv\"\n")
            .with("open/x.csv", "Supplier,Country\nA,DE\n"),
    );
    let loaded = |paths: &[&str], exclude: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (paths, exclude) = (owned(paths), owned(exclude));
        let request = Request {
            tree: &tree,
            paths: &paths,
            imports: &[],
            limits: Limits::default(),
            include: &[],
            exclude: &exclude,
            accept_unread: None,
        };
        let loaded = manifest::load(&request).unwrap();
        let failed = |input: &&Input| !input.is_whole();
        let failed: Vec<String> = loaded.inputs.iter().filter(failed).map(|input| input.path.clone()).collect();
        (loaded.inputs.len() - failed.len(), failed)
    };
    let closed = vec!["closed".to_owned()];
    assert_eq!(loaded(&[""], &[]), (4, closed.clone()), "globs of imports find what is open");
    assert_eq!(loaded(&["closed"], &[]), (0, closed.clone()), "asked for by name");
    assert_eq!(loaded(&["closed/deep"], &[]).1, closed, "what is asked for may stand in it");
    assert_eq!(loaded(&["open"], &[]), (2, vec![]), "nobody asked for it");
    assert_eq!(loaded(&[""], &["closed/**"]), (4, vec![]));
    assert_eq!(loaded(&[""], &["closed/*.csv"]), (4, closed), "other files may stand in it");
}

#[cfg(unix)]
#[test]
fn a_broken_link_and_a_link_out_of_the_tree() {
    use std::os::unix::fs::symlink;
    let outside = Folder::with(&[("secret.csv", "Supplier,Country\nSecret Ltd,CN\n")]);
    let folder = Folder::with(&[("a.sourcing.toml", GOOD)]);
    symlink("nowhere.csv", folder.path("bom.csv")).unwrap();
    symlink(outside.path("secret.csv"), folder.path("suppliers.csv")).unwrap();
    let says = [
        "bom.csv: this is a broken link to `nowhere.csv`; restore the file or remove the link",
        "suppliers.csv: this is a link that leaves the tree",
        "put the file itself there",
    ];
    let run = folder.check(&[]);
    run.ends(4, &says);
    assert!(!run.out.contains("Secret"), "{}", run.out);
    folder.check(&["bom.csv"]).ends(4, &says[..1]);
    folder.check(&["suppliers.csv"]).ends(4, &says[1..]);
}

#[test]
fn what_was_found_beside_a_broken_file_is_still_reported() {
    for (path, broken, place) in [
        ("a.sourcing.toml", "[manifest\n", "a.sourcing.toml:1:10"),
        ("bom.csv", "Supplier,City\nA,B,C\n", "bom.csv:2:1"),
    ] {
        let folder = Folder::with(&[(path, broken), ("b.sourcing.toml", EXPOSED)]);
        folder.check(&[]).ends(
            4,
            &[
                place,
                "deny[xuar-site]",
                "╭▸ b.sourcing.toml:10:12",
                "failed 1 input could not be read, so this run proves nothing about it",
                "result fail: 1 deny; not every input could be read",
            ],
        );
    }
}
