//! The places of a pack's files: in the binary, in a directory, or in a tree of git; and that of the pack below it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::error::Error;
use crate::policy::relock;
use crate::source::tree::Tree;

/// The files of the built-in pack, written by the build script.
mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// Files of a pack by their path inside it.
pub(in crate::policy) type Files = BTreeMap<String, Cow<'static, str>>;

/// The id of the built-in pack.
pub const BUILT_IN: &str = "xinjiang";

/// A place that holds a pack.
#[derive(Clone)]
pub(in crate::policy) enum PackLocation<'t> {
    /// The pack in the binary.
    Embedded,
    /// A directory, and how reports name it.
    Directory(PathBuf, String),
    /// A folder of a tree.
    Tree(&'t dyn Tree, String),
}

impl<'t> PackLocation<'t> {
    /// Name that reports give it.
    pub(in crate::policy) fn shown(&self) -> String {
        match self {
            Self::Embedded => "embedded".to_owned(),
            Self::Directory(_, shown) => shown.clone(),
            Self::Tree(tree, folder) => format!("{folder} of the {}", tree.describe()),
        }
    }

    /// Returns the directory to give to `policy lock` for writing its digests anew; `None` for the built-in pack.
    pub(in crate::policy) fn directory(&self) -> Option<&str> {
        match self {
            Self::Embedded => None,
            Self::Directory(_, shown) => Some(shown),
            Self::Tree(_, folder) => Some(folder),
        }
    }

    /// All files.
    pub(in crate::policy) fn files(&self) -> Result<Files, Error> {
        let owned =
            |files: BTreeMap<String, String>| files.into_iter().map(|(path, text)| (path, Cow::Owned(text))).collect();
        match self {
            Self::Embedded => {
                Ok(embedded::FILES.iter().map(|(path, text)| ((*path).to_owned(), Cow::Borrowed(*text))).collect())
            }
            Self::Directory(path, _) => Ok(owned(relock::read_directory(path)?)),
            Self::Tree(tree, folder) => Ok(owned(of_tree(*tree, folder)?)),
        }
    }

    /// The place of the pack that this one extends: the built-in one by its id, or a path from this one.
    pub(in crate::policy) fn below(&self, name: &str) -> Result<Self, Error> {
        if name == BUILT_IN {
            return Ok(Self::Embedded);
        }
        let refused = |why: &str| Err(Error::Policy(format!("{}: it extends `{name}`, {why}", self.shown())));
        if !name.starts_with("../") {
            return refused(
                "which is neither the built-in pack `xinjiang` nor a path beside this pack; write it as `../NAME`",
            );
        }
        match self {
            Self::Embedded => refused("but the built-in pack extends nothing"),
            Self::Directory(path, shown) => {
                let shown = joined(shown, name).unwrap_or_else(|| format!("{shown}/{name}"));
                Ok(Self::Directory(path.join(name), shown))
            }
            Self::Tree(tree, folder) => match joined(folder, name) {
                Some(folder) if !folder.is_empty() => Ok(Self::Tree(*tree, folder)),
                _ => refused("which leaves the repository; keep the pack below in the repository too"),
            },
        }
    }
}

/// A path from a folder, with `..` resolved; `None` when it climbs above where the folder begins.
fn joined(folder: &str, path: &str) -> Option<String> {
    let absolute = folder.starts_with('/');
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." => return None,
            name => parts.push(name),
        }
    }
    Some(format!("{}{}", if absolute { "/" } else { "" }, parts.join("/")))
}

/// All files below a folder of a tree but hidden ones.
fn of_tree(tree: &dyn Tree, folder: &str) -> Result<BTreeMap<String, String>, Error> {
    let mut files = BTreeMap::new();
    for path in tree.list(folder)? {
        let name = path.strip_prefix(folder).unwrap_or(&path).trim_start_matches('/').to_owned();
        if name.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        let text = String::from_utf8(tree.read(&path, relock::MAX_FILE)?).map_err(|error| {
            Error::Policy(format!("`{path}`: byte {} is not UTF-8", error.utf8_error().valid_up_to()))
        })?;
        files.insert(name, text);
    }
    Ok(files)
}

#[cfg(test)]
pub(in crate::policy) fn embedded_files() -> &'static [(&'static str, &'static str)] {
    embedded::FILES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pack_below_is_found_from_the_pack_above() {
        assert_eq!(joined("policies/acme", "../xinjiang").as_deref(), Some("policies/xinjiang"));
        assert_eq!(joined("/srv/acme", "../../base").as_deref(), Some("/base"));
        assert_eq!(joined("acme", "../../base"), None);
        let location = PackLocation::Directory(PathBuf::from("p/acme"), "p/acme".to_owned());
        assert_eq!(location.below("xinjiang").unwrap().shown(), "embedded");
        assert_eq!(location.below("../base").unwrap().shown(), "p/base");
        assert!(location.below("inside").is_err());
        assert!(PackLocation::Embedded.below("../other").is_err());
    }
}
