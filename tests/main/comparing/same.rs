//! The same inputs give the same bytes: on any machine, with any number of threads, in any order of folders.

use super::{BASE, EXPOSED, OLD_DEBT, git, git_with};
use crate::support::Folder;

/// Files with findings of several kinds, many of one level.
fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = (0..24)
        .map(|number| {
            let text = OLD_DEBT
                .replace("\"d\"", &format!("\"d{number}\""))
                .replace("d-site", &format!("d{number}-site"))
                .replace("Delta Works", &format!("Delta Works {number}"));
            (format!("folder{}/{number}.sourcing.toml", number % 5), text)
        })
        .collect();
    files.push((
        "suppliers.csv".to_owned(),
        "supplier,country,province\nBeta Works,CN,Xinjiang\nHoshine Silicon,CN,\n".to_owned(),
    ));
    files.push(("a.sourcing.toml".to_owned(), BASE.to_owned()));
    files
}

/// A repository with two commits, its files made in this order.
fn made(order: impl Iterator<Item = usize>) -> Folder {
    let files = files();
    let folder = Folder::with::<&str>(&[]);
    for at in order {
        let (path, text) = &files[at];
        folder.write(path, text);
    }
    let at = folder.path("");
    let dates = [("GIT_AUTHOR_DATE", "2025-06-01T00:00:00Z"), ("GIT_COMMITTER_DATE", "2025-06-01T00:00:00Z")];
    let commit = || {
        git(&at, &["add", "-A"]);
        let (done, said) = git_with(&at, &["commit", "-q", "-m", "x"], &dates);
        assert!(done, "{said}");
    };
    git(&at, &["init", "-q"]);
    commit();
    git(&at, &["branch", "base"]);
    folder.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    commit();
    folder
}

#[test]
fn threads_and_the_order_of_folders_do_not_show() {
    let count = files().len();
    let one = made(0..count);
    // 7 and the count share no factor, so that every file is made once, far from its neighbours.
    assert!(!count.is_multiple_of(7));
    let other = made((0..count).map(|at| (at * 7 + 3) % count));
    for arguments in [&["--base", "base"][..], &["--staged"], &[]] {
        for format in ["human", "json"] {
            let arguments = [arguments, &["--format", format]].concat();
            let runs: Vec<String> = [(&one, "1"), (&one, "4"), (&other, "1"), (&other, "4")]
                .iter()
                .map(|(folder, threads)| folder.check_with(&arguments, &[("RAYON_NUM_THREADS", threads)]).out)
                .collect();
            assert!(runs[0].contains("xuar-site"), "{}", runs[0]);
            for run in &runs[1..] {
                assert!(*run == runs[0], "{arguments:?}:\n{}\n--- differs from\n{run}", runs[0]);
            }
        }
    }
}
