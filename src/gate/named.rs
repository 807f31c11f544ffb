//! Files that arguments name. In a comparison they stand in the trees that are compared, like all that rules.

use std::path::{Path, PathBuf};

use super::config::Config;
use super::request::Request;
use super::root::CONFIG;
use super::trees::Trees;
use crate::error::Error;
use crate::source::tree::Tree;

/// Place from which a file or folder is read that an argument names.
pub(super) enum Named {
    /// The repository, by its path from the top.
    InTree(String),
    /// The disk: outside of the repository, or in no state of it, so that no change of it can bring it.
    OnDisk(PathBuf),
}

impl Named {
    /// Finds it as it stands for this tree.
    ///
    /// # Errors
    /// When another tree of the comparison has it and this one has not.
    pub(super) fn find(trees: &Trees<'_>, tree: &dyn Tree, path: &Path) -> Result<Self, Error> {
        let on_disk = || Ok(Self::OnDisk(path.to_path_buf()));
        let Some(inside) = trees.root().and_then(|root| root.in_repository(path)) else { return on_disk() };
        let Some(top) = tree.top() else { return on_disk() };
        if holds(top, &inside) {
            return Ok(Self::InTree(inside));
        }
        if trees.all().filter_map(Tree::top).any(|top| holds(top, &inside)) {
            return Err(Error::Usage(format!(
                "`{}` is not in the {}, and a change cannot bring what it is judged by; put it there first, or check with \
                 `--policy-from head`",
                path.display(),
                tree.describe()
            )));
        }
        on_disk()
    }
}

fn holds(top: &dyn Tree, path: &str) -> bool {
    top.is_file(path) || top.list(path).is_ok_and(|below| !below.is_empty())
}

/// The file that an argument names as configuration: its name there, and where it stands for a tree.
fn named(request: &Request<'_>, trees: &Trees<'_>, tree: &dyn Tree) -> Result<Option<(String, Named)>, Error> {
    let Some(path) = &request.config else { return Ok(None) };
    Ok(Some((path.display().to_string(), Named::find(trees, tree, path)?)))
}

/// The configuration that stands for a tree.
///
/// # Errors
/// When the file that the request names is missing, or it does not parse.
pub(super) fn config(request: &Request<'_>, trees: &Trees<'_>, tree: &dyn Tree) -> Result<Config, Error> {
    match named(request, trees, tree)? {
        None => Config::find(trees.root().map(|root| &*root.dir), tree),
        Some((_, Named::InTree(inside))) => Config::of_tree(tree.top().unwrap_or(tree), &inside),
        Some((_, Named::OnDisk(path))) => Config::load(&path, true),
    }
}

/// Name and bytes of the configuration that stands for a tree; `None` when it has none.
///
/// # Errors
/// When it cannot be read.
pub(super) fn config_bytes(
    request: &Request<'_>,
    trees: &Trees<'_>,
    tree: &dyn Tree,
) -> Result<Option<(String, Vec<u8>)>, Error> {
    let Some((shown, place)) = named(request, trees, tree)? else {
        let own = tree.is_file(CONFIG).then(|| tree.read(CONFIG, Config::MOST)).transpose()?;
        return Ok(own.map(|bytes| (CONFIG.to_owned(), bytes)));
    };
    let bytes = match place {
        Named::InTree(inside) => tree.top().unwrap_or(tree).read(&inside, Config::MOST)?,
        Named::OnDisk(path) => {
            std::fs::read(path).map_err(|error| Error::Usage(format!("cannot read `{shown}`: {error}")))?
        }
    };
    Ok(Some((shown, bytes)))
}
