//! The commit that a run is compared with, and the reason for it.

use git2::Oid;

use super::event::{Event, Push};
use crate::error::Error;
use crate::source::commit::{Git, short};

/// The base of a run.
pub(super) struct Base {
    /// The commit; `None` when everything is judged.
    pub(super) commit: Option<Oid>,
    /// Reason for this one, for people.
    pub(super) why: String,
}

impl Base {
    fn at(commit: Oid, why: impl Into<String>) -> Self {
        Self { commit: Some(commit), why: why.into() }
    }

    fn none(why: impl Into<String>) -> Self {
        Self { commit: None, why: why.into() }
    }
}

/// The base that a revision names for a head: the commit where the two parted.
///
/// # Errors
/// When the revision or the history that joins the two is not in this clone.
pub(super) fn named(git: &Git, revision: &str, head: Option<Oid>) -> Result<Base, Error> {
    let commit = git.commit(revision)?;
    let Some(head) = head else { return Ok(Base::at(commit, format!("`{revision}`"))) };
    parted(git, commit, head, &format!("`{revision}`"))
}

/// The base that the event of this run asks for.
///
/// # Errors
/// When the event cannot be read, when its base is not in this clone, or when what is checked out is not what the event
/// is about.
pub(super) fn automatic(git: &Git, head: Option<Oid>) -> Result<Base, Error> {
    let event = Event::of_environment()?;
    let Some(head) = head else {
        return Err(Error::Incomplete(
            "`--base auto`: the repository has no commit yet; judge the work tree with `sourcegate check`".to_owned(),
        ));
    };
    match event {
        Some(Event::PullRequest { base, head: tip, number }) => pull_request(git, head, &base, &tip, number),
        Some(Event::MergeGroup { base }) => {
            let base = git.present(&base, "the base of the merge queue")?;
            parted(git, base, head, "the base of the merge queue")
        }
        Some(Event::Push(push)) => pushed(git, head, &push),
        Some(Event::Whole(why)) => Ok(Base::none(why)),
        Some(Event::BaseRef(branch)) => match git.parents(head)?.as_slice() {
            [first, _] => Ok(Base::at(*first, "the first parent of the merge that is checked out")),
            _ => named(git, &format!("origin/{branch}"), Some(head)),
        },
        None => outside(git, head),
    }
}

/// A pull request. The checkout is GitHub's merge of it (the default of the event `pull_request`), or its own tip.
fn pull_request(git: &Git, head: Oid, base: &str, tip: &str, number: u64) -> Result<Base, Error> {
    let what = format!("the base of pull request #{number}");
    let is = |commit: Oid, name: &str| commit.to_string() == name;
    if let [first, second] = git.parents(head)?.as_slice()
        && (is(*second, tip) || is(*first, base))
    {
        return Ok(Base::at(
            *first,
            format!("the first parent of the merge that GitHub made of pull request #{number}"),
        ));
    }
    if is(head, base) && !is(head, tip) {
        return Err(Error::Incomplete(format!(
            "this run is for pull request #{number}, but what is checked out is its base, so nothing of the pull request \
             would be judged; give the checkout its tip, which is only read and never run:\n\n{}",
            checkout(&[
                "ref: ${{ github.event.pull_request.head.sha }}",
                "fetch-depth: 0",
                "persist-credentials: false"
            ])
        )));
    }
    let base = git.present(base, &what)?;
    parted(git, base, head, &what)
}

/// A push: against what the branch named before, or, for a new branch, where it left the default branch.
fn pushed(git: &Git, head: Oid, push: &Push) -> Result<Base, Error> {
    let is_default = push.branch == push.default_branch;
    if let Some(before) = &push.before {
        match git.present(before, "what the branch held before the push") {
            Ok(before) => return Ok(Base::at(before, "what the branch held before the push")),
            // What a force-push threw away is often nowhere any more; then the whole branch is news.
            Err(_) if push.forced && !is_default => {}
            Err(error) => return Err(error),
        }
    } else if is_default {
        return Ok(Base::none("the default branch is new"));
    }
    let found = named(git, &format!("origin/{}", push.default_branch), Some(head))?;
    let why =
        if push.before.is_some() { "history was rewritten, and what it replaced is gone" } else { "the branch is new" };
    Ok(Base { why: format!("{}; {why}", found.why), ..found })
}

/// No CI run: where the branch left the default branch of `origin`.
fn outside(git: &Git, head: Oid) -> Result<Base, Error> {
    let known = ["origin/HEAD", "origin/main", "origin/master"].into_iter().find(|name| git.knows(name));
    let Some(name) = known else {
        return Err(Error::Usage(
            "`--base auto` finds neither the event of a CI run nor a branch `origin/HEAD`, `origin/main` or \
             `origin/master`; name the base with `--base REF`"
                .to_owned(),
        ));
    };
    named(git, name, Some(head))
}

/// Commit at which two commits parted. Of several such commits (criss-cross merges) the newest.
fn parted(git: &Git, base: Oid, head: Oid, what: &str) -> Result<Base, Error> {
    let bases = git.merge_bases(base, head)?;
    let chosen = bases[0];
    let why = match bases.len() {
        1 if chosen == base => what.to_owned(),
        1 => format!("where HEAD left {what} ({})", short(base)),
        many => format!("the newest of {many} commits where HEAD and {what} ({}) parted", short(base)),
    };
    Ok(Base::at(chosen, why))
}

/// A checkout step with these inputs, ready to paste.
fn checkout(inputs: &[&str]) -> String {
    let inputs: String = inputs.iter().map(|input| format!("\n        {input}")).collect();
    format!("    - uses: actions/checkout@v4\n      with:{inputs}")
}
