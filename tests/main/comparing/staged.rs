//! What is staged for the next commit.

use super::{BASE, EXPOSED, Repo, statuses};

#[test]
fn what_is_staged_is_judged_and_nothing_else() {
    let repo = Repo::of(&[("a.sourcing.toml", BASE)]);
    repo.0.write("a.sourcing.toml", format!("{BASE}{EXPOSED}"));
    assert_eq!(repo.check(&["--staged"]).0, Some(0), "an edit that is not staged");
    repo.stage();
    repo.0.write("a.sourcing.toml", BASE);
    let (code, report) = repo.check(&["--staged"]);
    assert_eq!(
        (code, statuses(&report)),
        (Some(1), vec!["xuar-site b-site new".to_owned()]),
        "staged, then taken back"
    );
}
