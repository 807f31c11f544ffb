//! Base and head, and what is staged, in real repositories.

mod bases;
mod lists;
mod odd;
mod same;
mod staged;
mod statuses;
mod trees;

use std::path::Path;
use std::process::Command;

use git2::{IndexAddOption, Oid, Repository, ResetType, Signature};

use crate::support::Folder;

const BASE: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n\
                    [[item]]\nid = \"thing\"\nname = \"Thing\"\nmade_by = \"a\"\n";
const OLD_DEBT: &str = "[manifest]\nschema = 1\n[[party]]\nid = \"d\"\nname = \"Delta Works\"\n\
                        [[site]]\nid = \"d-site\"\nparty = \"d\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n";
const EXPOSED: &str = "[[party]]\nid = \"b\"\nname = \"Beta Works\"\n\
                       [[site]]\nid = \"b-site\"\nparty = \"b\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n\
                       [[supply]]\nfrom = \"b-site\"\nto = \"a\"\nitem = \"thing\"\n";

pub(crate) struct Repo(pub(crate) Folder, pub(crate) Repository);

impl Repo {
    /// A repository whose first commit, the base, holds these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Folder::with(files);
        let repository = Repository::init(folder.path("")).unwrap();
        let repo = Self(folder, repository);
        let base = repo.commit("base");
        repo.1.reference("refs/heads/base", base, true, "").unwrap();
        repo
    }

    pub(crate) fn stage(&self) {
        let mut index = self.1.index().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        index.update_all(["*"], None).unwrap();
        index.write().unwrap();
    }

    /// Moves HEAD to a revision; index and files stay.
    pub(crate) fn reset(&self, revision: &str) {
        let object = self.1.revparse_single(revision).unwrap();
        self.1.reset(&object, ResetType::Soft, None).unwrap();
    }

    pub(crate) fn commit(&self, message: &str) -> Oid {
        self.stage();
        let tree = self.1.find_tree(self.1.index().unwrap().write_tree().unwrap()).unwrap();
        let who = Signature::now("Tester", "tester@example.com").unwrap();
        let parent = self.1.head().ok().and_then(|head| head.peel_to_commit().ok());
        let parents: Vec<_> = parent.iter().collect();
        self.1.commit(Some("HEAD"), &who, &who, message, &tree, &parents).unwrap()
    }

    /// Exit code and the report as JSON.
    pub(crate) fn check(&self, arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
        let run = self.0.check(&[&["--format", "json"], arguments].concat());
        (run.code, serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err)))
    }
}

impl Repo {
    /// The statuses against the base, after a run that ends with this code.
    #[track_caller]
    pub(crate) fn compared(&self, code: i32) -> Vec<String> {
        let (ended, report) = self.check(&["--base", "base"]);
        let statuses = statuses(&report);
        assert_eq!(ended, Some(code), "{statuses:?}");
        statuses
    }
}

/// Runs git in a folder, apart from what the machine configures; returns what it printed.
#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let (done, said) = git_with(folder, arguments, &[]);
    assert!(done, "git {arguments:?}: {said}");
    said.trim_end().to_owned()
}

/// Runs git with these variables; whether it succeeded, and all that it said.
pub(crate) fn git_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs([("GIT_AUTHOR_NAME", "Tester"), ("GIT_AUTHOR_EMAIL", "tester@example.com")])
        .envs([("GIT_COMMITTER_NAME", "Tester"), ("GIT_COMMITTER_EMAIL", "tester@example.com")])
        .envs(variables.iter().copied());
    let output = command.output().expect("git is installed");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Commits everything in a folder; returns the id.
#[track_caller]
pub(crate) fn commit_all(folder: &Path, message: &str) -> String {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", message]);
    git(folder, &["rev-parse", "HEAD"])
}

/// `rule subject status` of the findings, sorted.
pub(crate) fn statuses(report: &serde_json::Value) -> Vec<String> {
    let mut found: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            format!("{} {} {}", text(&finding["rule"]), text(&finding["subject"]["id"]), text(&finding["status"]))
        })
        .collect();
    found.sort();
    found
}
