//! The root of a run: the nearest folder above that is a repository or holds a `sourcegate.toml`.

use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// Root of the files that a run reads.
#[derive(Debug, Clone)]
pub struct Root {
    /// The root of the tree.
    pub dir: PathBuf,
    /// The paths asked for, relative to the root, with `/`; `""` is the root itself.
    pub paths: Vec<String>,
}

impl Root {
    /// The same root with everything below it asked for.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { paths: vec![String::new()], ..self }
    }

    /// The folder of the root inside its repository, with `/`; empty at the root of the repository and outside of any.
    #[must_use]
    pub fn prefix(&self) -> String {
        let repository = self.dir.ancestors().find(|dir| dir.join(".git").exists());
        repository.and_then(|repository| relative(repository, &self.dir).ok()).unwrap_or_default()
    }
}

/// The name of the configuration file.
pub const CONFIG: &str = "sourcegate.toml";

/// Finds the root for these paths.
///
/// When a path lies outside the repository of the working directory, or that is in none, the root is the repository of
/// that path, or the folder it stands in: configuration is always taken from where the manifests are.
///
/// # Errors
/// When a path does not exist, or the paths share no root.
pub fn find(asked: &[PathBuf]) -> Result<Root, Error> {
    let cwd = std::env::current_dir()
        .and_then(|dir| dir.canonicalize())
        .map_err(|error| Error::Incomplete(format!("cannot read the working directory: {error}")))?;
    let absolute = asked.iter().map(|path| absolute(&cwd, path)).collect::<Result<Vec<_>, _>>()?;
    let inside = |dir: &Path| absolute.iter().all(|path| path.starts_with(dir));
    let dir = match marked_above(&cwd) {
        Some(own) if inside(&own) => own,
        None if absolute.is_empty() => cwd.clone(),
        _ => {
            let common = common_folder(&absolute);
            let marked = marked_above(&common).filter(|dir| inside(dir));
            marked.unwrap_or_else(|| if inside(&cwd) { cwd.clone() } else { common })
        }
    };
    let paths = if absolute.is_empty() {
        // A bare run checks what is below the working directory.
        vec![relative(&dir, &cwd)?]
    } else {
        absolute.iter().map(|path| relative(&dir, path)).collect::<Result<_, _>>()?
    };
    Ok(Root { dir, paths })
}

/// The nearest folder, upward, that holds `sourcegate.toml` or `.git`.
fn marked_above(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|dir| dir.join(CONFIG).is_file() || dir.join(".git").exists()).map(Path::to_path_buf)
}

/// An absolute path whose folders are resolved; a link in the last place stays, because the tree judges links.
fn absolute(cwd: &Path, path: &Path) -> Result<PathBuf, Error> {
    let joined = cwd.join(path);
    let shown = path.display();
    if joined.symlink_metadata().is_err() {
        return Err(Error::Usage(format!(
            "`{shown}` does not exist; check the path, or leave it out to check everything"
        )));
    }
    let resolved = match (joined.parent(), joined.file_name()) {
        (Some(parent), Some(name)) if !joined.is_dir() => parent.canonicalize().map(|parent| parent.join(name)),
        _ => joined.canonicalize(),
    };
    resolved.map_err(|error| Error::Incomplete(format!("cannot resolve `{shown}`: {error}")))
}

fn common_folder(paths: &[PathBuf]) -> PathBuf {
    let folder =
        |path: &Path| if path.is_dir() { path.to_path_buf() } else { path.parent().unwrap_or(path).to_path_buf() };
    let mut common = paths.first().map_or_else(PathBuf::new, |path| folder(path));
    for path in paths {
        while !path.starts_with(&common) && common.pop() {}
    }
    common
}

fn relative(root: &Path, path: &Path) -> Result<String, Error> {
    let rest = path.strip_prefix(root).map_err(|_| {
        Error::Usage(format!(
            "`{}` lies outside `{}`; run the check where the manifests are",
            path.display(),
            root.display()
        ))
    })?;
    let parts: Option<Vec<&str>> = rest
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| {
        Error::Usage(format!(
            "`{}` has a name that is not valid UTF-8; rename it so that reports can name it",
            path.display()
        ))
    })
}
