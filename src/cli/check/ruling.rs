//! What rules a run: configuration and pack of a tree, and what those of the other tree would say.

use super::Arguments;
use super::judging::Run;
use crate::cli::config::Config;
use crate::cli::open_pack;
use crate::cli::root::Root;
use crate::error::Error;
use crate::policy::pack::Pack;
use crate::source::tree::Tree;
use crate::verdict::run::{RunResult, is_news};

/// Configuration and pack that a tree is judged by.
pub(super) struct Rules {
    pub(super) config: Config,
    pub(super) pack: Pack,
}

impl Rules {
    /// Those that stand in a tree, or that the arguments name.
    ///
    /// # Errors
    /// When they do not load, or the pack is not of the version that the configuration asks for.
    pub(super) fn of(arguments: &Arguments, root: &Root, tree: &dyn Tree) -> Result<Self, Error> {
        let named = arguments.config.as_deref();
        let config =
            if named.is_some() || tree.is_on_disk() { Config::load(&root.dir, named)? } else { Config::of_tree(tree)? };
        let pack = match (&arguments.policy, &config.policy) {
            (Some(name), _) => open_pack(Some(name))?,
            (None, Some(name)) if name == "xinjiang" => open_pack(None)?,
            (None, Some(name)) if tree.is_on_disk() => open_pack(Some(&root.dir.join(name).display().to_string()))?,
            (None, Some(name)) => Pack::of_tree(tree, name)?,
            (None, None) => open_pack(None)?,
        };
        match &config.policy_version {
            Some(wanted) if *wanted != pack.version => Err(Error::Policy(format!(
                "sourcegate.toml asks for version {wanted} of the pack, but `{}` is version {}; change `policy-version` or the pack",
                pack.id, pack.version
            ))),
            _ => Ok(Self { config, pack }),
        }
    }
}

/// Says so when the other tree of a comparison has other rules: a change of policy is judged both ways, and only one counts.
///
/// # Errors
/// When the trees cannot be read.
pub(super) fn compare(result: &mut RunResult, run: &Run<'_>, rules: &Rules) -> Result<(), Error> {
    let (ruling, Some(other)) = (run.trees.ruling(), run.trees.other()) else { return Ok(()) };
    if Config::text_of(other)? == Config::text_of(ruling)? && !changed_pack(&rules.config, ruling, other)? {
        return Ok(());
    }
    let outcome = match Rules::of(run.arguments, run.root, other) {
        Err(error) => format!("the other one does not load: {error}"),
        Ok(rules) => {
            let result = run.judged(&rules)?;
            let news = result.findings.iter().filter(|finding| is_news(finding) && finding.level >= result.fail_on);
            format!("with the other one the verdict would be `{}` ({} failing)", result.verdict(), news.count())
        }
    };
    let pending = if run.trees.is_from_head() {
        "asked for by --policy-from head: this run does not protect the base"
    } else {
        "the change counts once it is on the base"
    };
    result.remarks.push(format!(
        "policy or configuration differ between base and head; judged with those of the {}; {outcome}; {pending}",
        ruling.describe()
    ));
    Ok(())
}

/// Whether the pack that the configuration names differs between two trees.
fn changed_pack(config: &Config, one: &dyn Tree, other: &dyn Tree) -> Result<bool, Error> {
    let Some(folder) = config.policy.as_deref().filter(|folder| *folder != "xinjiang") else { return Ok(false) };
    let ids = |tree: &dyn Tree| -> Result<Vec<(String, Option<String>)>, Error> {
        Ok(tree
            .list(folder)?
            .into_iter()
            .map(|path| (tree.content_id(&path), path))
            .map(|(id, path)| (path, id))
            .collect())
    };
    Ok(ids(one)? != ids(other)?)
}
