//! Opening packs: by name, as a configuration names them, and in a tree.

use std::path::Path;

use super::config::Config;
use super::root::Root;
use crate::error::Error;
use crate::policy::BUILT_IN;
use crate::policy::pack::Pack;
use crate::source::tree::Tree;
use crate::verdict::checks;

/// Opens the built-in pack by its id, or the pack in a directory; the built-in one when no name is given.
///
/// # Errors
/// When there is no such pack, or it does not load.
pub fn named(name: Option<&str>) -> Result<Pack, Error> {
    to_judge_by(name)?.whole()
}

/// Opens a pack by its name with the lists that its rules name: see [`Pack::list_heads`].
///
/// # Errors
/// As [`named`].
pub(super) fn to_judge_by(name: Option<&str>) -> Result<Pack, Error> {
    match name {
        None | Some(BUILT_IN) => Pack::embedded(&checks()),
        Some(path) if Path::new(path).is_dir() => Pack::open(Path::new(path), &checks()),
        Some(other) => Err(Error::Policy(format!(
            "`{other}` is neither a built-in pack (`{BUILT_IN}`) nor a directory; give the path of a directory that holds policy.toml"
        ))),
    }
}

/// Opens a pack in a folder of a tree.
///
/// # Errors
/// When it does not load.
pub fn in_tree(tree: &dyn Tree, folder: &str) -> Result<Pack, Error> {
    Pack::in_tree(tree, folder, &checks())
}

/// Opens the pack that a configuration names, in the tree that the configuration stands in.
///
/// # Errors
/// When it does not load.
pub fn configured(config: &Config, root: Option<&Root>, tree: &dyn Tree) -> Result<Pack, Error> {
    match (config.policy.as_deref(), root) {
        (None | Some(BUILT_IN), _) => Pack::embedded(&checks()),
        (Some(name), Some(root)) if tree.is_on_disk() => {
            let folder = root.dir.join(name);
            if folder.is_dir() {
                Pack::open_as(&folder, name, &checks())
            } else {
                to_judge_by(Some(&folder.display().to_string()))
            }
        }
        (Some(name), _) => in_tree(tree, name),
    }
}
