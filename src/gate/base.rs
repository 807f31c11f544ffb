//! The commit that a run is compared with, and the reason for it.

use git2::Oid;

use super::event::{Event, Pull, Push};
use crate::error::Error;
use crate::source::commit::{Git, short};

/// The base of a run.
pub(super) struct Base {
    /// The commit whose manifests the head is compared with; `None` when everything is judged.
    pub(super) commit: Option<Oid>,
    /// Other commits where the two parted, after criss-cross merges: what is new against any of them is new.
    pub(super) others: Vec<Oid>,
    /// The tip of the base branch, whose policy counts: a branch that is old must not keep an old policy in force.
    pub(super) tip: Option<Oid>,
    /// Reason for this one, for people.
    pub(super) why: String,
}

impl Base {
    pub(super) fn at(commit: Oid, why: impl Into<String>) -> Self {
        Self { commit: Some(commit), others: Vec::new(), tip: Some(commit), why: why.into() }
    }

    fn none(why: impl Into<String>) -> Self {
        Self { commit: None, others: Vec::new(), tip: None, why: why.into() }
    }

    /// The same with the policy of a later state of the base branch, where this clone knows one.
    fn with_tip(self, git: &Git, later: Option<Oid>) -> Self {
        let later = later.filter(|later| self.tip.is_some_and(|tip| git.contains(*later, tip)));
        Self { tip: later.or(self.tip), ..self }
    }
}

/// The base that a revision names for a head: the commit where the two parted.
///
/// # Errors
/// When the revision or the history that joins the two is not in this clone.
pub(super) fn named(git: &Git, revision: &str, head: Option<Oid>) -> Result<Base, Error> {
    of_revision(git, revision, revision, head)
}

/// The base that a branch of `origin` names. Said in full, so that no tag and no branch of a like name answers for it.
fn of_origin(git: &Git, branch: &str, head: Option<Oid>) -> Result<Base, Error> {
    of_revision(git, &remote(branch), &format!("origin/{branch}"), head)
}

fn remote(branch: &str) -> String {
    format!("refs/remotes/origin/{branch}")
}

fn of_revision(git: &Git, revision: &str, shown: &str, head: Option<Oid>) -> Result<Base, Error> {
    let commit = git.commit(revision)?;
    let Some(head) = head else { return Ok(Base::at(commit, format!("`{shown}`"))) };
    parted(git, commit, head, &format!("`{shown}`"))
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
        Some(Event::PullRequest(pull)) => pull_request(git, head, &pull),
        Some(Event::MergeGroup { base }) => {
            let base = git.present(&base, "the base of the merge queue")?;
            parted(git, base, head, "the base of the merge queue")
        }
        Some(Event::Push(push)) => pushed(git, head, &push),
        Some(Event::Whole(why)) => Ok(Base::none(why)),
        // Anybody can make a merge, so the parents of what is checked out prove nothing here.
        Some(Event::BaseRef(branch)) => of_origin(git, &branch, Some(head)),
        None => outside(git, head),
    }
}

/// A pull request. The checkout is GitHub's merge of it (the default of the event `pull_request`), or its own tip.
///
/// The first parent of a merge is the base only where GitHub made the merge: the author can make one too, of whatever he
/// likes, and push it between the event and the checkout.
fn pull_request(git: &Git, head: Oid, pull: &Pull) -> Result<Base, Error> {
    let what = format!("the base of pull request #{}", pull.number);
    let is = |commit: Oid, name: &str| commit.to_string() == name;
    let tip = git.commit(&remote(&pull.branch)).ok();
    if let [first, second] = git.parents(head)?.as_slice() {
        let of_base = is(*first, &pull.base) || tip.is_some_and(|tip| git.contains(tip, *first));
        let by_github = pull.merge.as_ref().is_some_and(|merge| is(head, merge));
        if is(*second, &pull.head) && (of_base || by_github) {
            let why = format!("the first parent of the merge that GitHub made of pull request #{}", pull.number);
            return Ok(Base::at(*first, why).with_tip(git, tip));
        }
    }
    let is_base = is(head, &pull.base) || tip == Some(head);
    if !is(head, &pull.head)
        && (is_base || !git.contains(head, git.present(&pull.head, "the tip of the pull request")?))
    {
        let found = if is_base {
            "its base, so nothing of the pull request would be judged"
        } else {
            "neither its tip nor a merge of it, as far as this clone can tell"
        };
        return Err(Error::Incomplete(format!(
            "this run is for pull request #{}, but what is checked out is {found}; give the checkout its tip, which is only \
             read and never run:\n\n{}",
            pull.number,
            checkout(&[
                "ref: ${{ github.event.pull_request.head.sha }}",
                "fetch-depth: 0",
                "persist-credentials: false"
            ])
        )));
    }
    let base = git.present(&pull.base, &what)?;
    Ok(parted(git, base, head, &what)?.with_tip(git, tip))
}

/// A push. To the default branch: against what it held before. To another branch: against where it left the default branch,
/// because what an earlier push brought was judged by nobody who could say no.
fn pushed(git: &Git, head: Oid, push: &Push) -> Result<Base, Error> {
    if push.branch != push.default_branch {
        return of_origin(git, &push.default_branch, Some(head));
    }
    match &push.before {
        Some(before) => {
            let what = "what the branch held before the push";
            Ok(Base::at(git.present(before, what)?, what))
        }
        None => Ok(Base::none("the default branch is new")),
    }
}

/// No CI run: where the branch left the default branch of `origin`.
fn outside(git: &Git, head: Oid) -> Result<Base, Error> {
    let Some(branch) = ["HEAD", "main", "master"].into_iter().find(|branch| git.knows(&remote(branch))) else {
        return Err(Error::Usage(
            "`--base auto` finds neither the event of a CI run nor a branch `origin/HEAD`, `origin/main` or \
             `origin/master`; name the base with `--base REF`"
                .to_owned(),
        ));
    };
    of_origin(git, branch, Some(head))
}

/// Commit at which two commits parted. Of several such commits (criss-cross merges) the newest is shown.
fn parted(git: &Git, base: Oid, head: Oid, what: &str) -> Result<Base, Error> {
    let mut bases = git.merge_bases(base, head)?;
    let chosen = bases.remove(0);
    let why = match bases.len() {
        0 if chosen == base => what.to_owned(),
        0 => format!("where HEAD left {what} ({})", short(base)),
        more => format!("the newest of {} commits where HEAD and {what} ({}) parted", more + 1, short(base)),
    };
    Ok(Base { others: bases, tip: Some(base), ..Base::at(chosen, why) })
}

/// A checkout step with these inputs, ready to paste.
fn checkout(inputs: &[&str]) -> String {
    let inputs: String = inputs.iter().map(|input| format!("\n        {input}")).collect();
    format!("    - uses: actions/checkout@v4\n      with:{inputs}")
}
