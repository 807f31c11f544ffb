//! Events that start a CI run, as GitHub Actions tells them.
//!
//! Event payloads: <https://docs.github.com/en/webhooks/webhook-events-and-payloads>. They hold text of strangers (names of
//! branches), which is only ever compared or shown.

use std::io::Read;

use serde::Deserialize;

use crate::error::Error;

/// The largest payload read, in bytes; GitHub caps them at 25 MB.
const MOST: u64 = 32 << 20;

/// Event that a run is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// A pull request: the tip of its base branch when the event fired, its own tip, and its number.
    PullRequest { base: String, head: String, number: u64 },
    /// A merge queue: what the group stands on.
    MergeGroup { base: String },
    /// A push to a branch.
    Push(Push),
    /// Event without a base: a schedule, a run by hand, a tag; in words.
    Whole(String),
    /// No payload, but the name of the base branch.
    BaseRef(String),
}

/// A push to a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Push {
    /// The commit that the branch named before; `None` for a new branch.
    pub(super) before: Option<String>,
    /// True if history was rewritten.
    pub(super) forced: bool,
    /// The branch.
    pub(super) branch: String,
    /// The default branch of the repository.
    pub(super) default_branch: String,
}

#[derive(Deserialize)]
struct Payload {
    pull_request: Option<PullRequest>,
    merge_group: Option<Group>,
    repository: Option<Repository>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    before: Option<String>,
    #[serde(default)]
    forced: bool,
    #[serde(default)]
    deleted: bool,
}

#[derive(Deserialize)]
struct PullRequest {
    number: u64,
    base: Tip,
    head: Tip,
}

#[derive(Deserialize)]
struct Tip {
    sha: String,
}

#[derive(Deserialize)]
struct Group {
    base_sha: String,
}

#[derive(Deserialize)]
struct Repository {
    default_branch: String,
}

impl Event {
    /// The event of this run; `None` outside GitHub Actions and what speaks its language.
    ///
    /// # Errors
    /// When the payload that the environment names cannot be read.
    pub(super) fn of_environment() -> Result<Option<Self>, Error> {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let name = set("GITHUB_EVENT_NAME");
        let Some(path) = set("GITHUB_EVENT_PATH") else {
            return Ok(match (set("GITHUB_BASE_REF"), name) {
                (Some(base), _) => Some(Self::BaseRef(base)),
                (None, Some(name)) => Some(Self::Whole(format!("the event `{name}` has no base"))),
                (None, None) => None,
            });
        };
        let wrong = |what: &str| {
            Error::Incomplete(format!(
                "the event of this run, `{path}` (GITHUB_EVENT_PATH), {what}; name the base with `--base REF`"
            ))
        };
        let mut text = String::new();
        std::fs::File::open(&path)
            .and_then(|file| file.take(MOST).read_to_string(&mut text))
            .map_err(|error| wrong(&format!("cannot be read: {error}")))?;
        Self::of_payload(name.as_deref(), &text).map(Some).map_err(|what| wrong(&what))
    }

    /// Reads a payload.
    fn of_payload(name: Option<&str>, text: &str) -> Result<Self, String> {
        let payload: Payload =
            serde_json::from_str(text).map_err(|error| format!("is not a payload of GitHub: {error}"))?;
        let commit = |text: String, what: &str| match text.len() {
            40 | 64 if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => Ok(text.to_ascii_lowercase()),
            _ => Err(format!("names no commit in `{what}`")),
        };
        if let Some(pull) = payload.pull_request {
            return Ok(Self::PullRequest {
                base: commit(pull.base.sha, "pull_request.base.sha")?,
                head: commit(pull.head.sha, "pull_request.head.sha")?,
                number: pull.number,
            });
        }
        if let Some(group) = payload.merge_group {
            return Ok(Self::MergeGroup { base: commit(group.base_sha, "merge_group.base_sha")? });
        }
        let whole = |why: &str| Ok(Self::Whole(why.to_owned()));
        let (Some(before), Some(reference)) = (payload.before, payload.reference) else {
            return whole(
                &name.map_or("the event has no base".into(), |name| format!("the event `{name}` has no base")),
            );
        };
        let Some(branch) = reference.strip_prefix("refs/heads/") else { return whole("a pushed tag has no base") };
        if payload.deleted {
            return whole("the push took a branch away");
        }
        let before = commit(before, "before")?;
        Ok(Self::Push(Push {
            before: before.bytes().any(|byte| byte != b'0').then_some(before),
            forced: payload.forced,
            branch: branch.to_owned(),
            default_branch: payload.repository.map_or_else(|| "main".to_owned(), |it| it.default_branch),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const ZERO: &str = "0000000000000000000000000000000000000000";

    fn push(before: &str, reference: &str) -> Result<Event, String> {
        let text = format!(
            r#"{{"before":"{before}","after":"{A}","ref":"{reference}","forced":true,"repository":{{"default_branch":"trunk"}}}}"#
        );
        Event::of_payload(Some("push"), &text)
    }

    #[test]
    fn payloads_are_told_apart_by_what_they_hold() {
        let pull =
            format!(r#"{{"pull_request":{{"number":7,"base":{{"sha":"{A}","ref":"$(x)"}},"head":{{"sha":"{A}"}}}}}}"#);
        assert_eq!(
            Event::of_payload(Some("pull_request_target"), &pull),
            Ok(Event::PullRequest { base: A.into(), head: A.into(), number: 7 })
        );
        let group = format!(r#"{{"merge_group":{{"base_sha":"{}","head_sha":"{A}"}}}}"#, A.to_uppercase());
        assert_eq!(Event::of_payload(None, &group), Ok(Event::MergeGroup { base: A.into() }));
        let Ok(Event::Push(pushed)) = push(A, "refs/heads/topic") else { panic!("a push") };
        assert_eq!((pushed.before.as_deref(), pushed.branch.as_str(), pushed.forced), (Some(A), "topic", true));
        let Ok(Event::Push(pushed)) = push(ZERO, "refs/heads/topic") else { panic!("a push") };
        assert_eq!((pushed.before, pushed.default_branch.as_str()), (None, "trunk"));
        assert!(matches!(push(A, "refs/tags/v1"), Ok(Event::Whole(_))));
        let schedule = Event::of_payload(Some("schedule"), r#"{"schedule":"0 5 * * 1"}"#);
        assert_eq!(schedule, Ok(Event::Whole("the event `schedule` has no base".into())));
    }

    #[test]
    fn what_is_no_commit_or_no_payload_is_refused() {
        assert!(push("--upload-pack=x", "refs/heads/topic").is_err_and(|error| error.contains("`before`")));
        assert!(Event::of_payload(None, "[1]").is_err());
    }
}
