//! Files written in one step.
//!
//! The bytes go into a file beside the place, onto the disk, and only then to the place. So a full disk or a power cut leaves
//! either the old file or the new one, and a failure leaves no litter.

use std::fs::{self, Metadata};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// Begins the names of files that wait for their place. With a dot in front they are no part of a pack or of a search.
const WAITING: &str = ".sourcegate-";

/// Puts a file in the place of what stands there, and creates its folders. It keeps the permissions of the file before it.
///
/// What is no regular file (a pipe, a device) is written to as it is.
///
/// # Errors
/// When the file or its folders cannot be written; then what stood there still stands.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_all(&[(path, bytes)])
}

/// Replaces several files in this order, none before all of them are on the disk.
///
/// # Errors
/// As [`replace`]. The disk being full keeps back all of them.
pub(crate) fn replace_all(files: &[(&Path, &[u8])]) -> io::Result<()> {
    let mut ready = Vec::new();
    for (path, bytes) in files {
        let old = path.metadata().ok();
        if old.as_ref().is_some_and(|old| !old.is_file() && !old.is_dir()) {
            fs::write(path, bytes)?;
        } else {
            ready.push((path, waiting(path, bytes, old.as_ref())?));
        }
    }
    for (path, file) in ready {
        file.persist(path)?;
        sync(folder(path));
    }
    Ok(())
}

/// Creates a file with its folders; `false` when something stands there already, be it a link to nowhere.
///
/// # Errors
/// When the file or its folders cannot be written.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    match waiting(path, bytes, None)?.persist_noclobber(path) {
        Ok(_) => sync(folder(path)),
        Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(refused) => return Err(refused.error),
    }
    Ok(true)
}

/// The folder that a file stands in.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The bytes on the disk beside their place, in a file that is removed unless it is moved there.
fn waiting(path: &Path, bytes: &[u8], old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    fs::create_dir_all(folder(path))?;
    let mut builder = Builder::new();
    builder.prefix(WAITING).suffix(".part");
    allow_as_any_new_file(&mut builder);
    let mut file = builder.tempfile_in(folder(path))?;
    file.write_all(bytes)?;
    keep_permissions(&file, old)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Lets the umask decide who may read a new file, where temporary files are for their owner only.
#[cfg(unix)]
fn allow_as_any_new_file(builder: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(unix)]
fn keep_permissions(file: &NamedTempFile, old: Option<&Metadata>) -> io::Result<()> {
    match old {
        Some(old) if old.is_file() => file.as_file().set_permissions(old.permissions()),
        _ => Ok(()),
    }
}

/// Puts the new name of a file onto the disk. A file system that cannot do that for folders has still moved the file.
#[cfg(unix)]
fn sync(folder: &Path) {
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(not(unix))]
fn allow_as_any_new_file(_: &mut Builder<'_, '_>) {}

#[cfg(not(unix))]
fn keep_permissions(_: &NamedTempFile, _: Option<&Metadata>) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn sync(_: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_its_folders_are_made() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/report.json");
        replace(&path, b"first").unwrap();
        replace(&path, b"2").unwrap();
        assert_eq!(
            (fs::read(&path).unwrap(), names(&dir.path().join("a/b"))),
            (b"2".to_vec(), vec!["report.json".into()])
        );
    }

    #[test]
    fn what_cannot_be_replaced_stays_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("report.json/inside")).unwrap();
        replace(&dir.path().join("report.json"), b"text").unwrap_err();
        fs::write(dir.path().join("file"), "kept").unwrap();
        replace(&dir.path().join("file/report.json"), b"text").unwrap_err();
        assert_eq!(names(dir.path()), ["file", "report.json"]);
        assert_eq!(names(&dir.path().join("report.json")), ["inside"]);
        assert_eq!(fs::read(dir.path().join("file")).unwrap(), b"kept");
    }

    #[test]
    fn of_several_files_none_is_replaced_before_all_are_ready() {
        let dir = tempfile::tempdir().unwrap();
        let (list, policy, file) =
            (dir.path().join("list.csv"), dir.path().join("policy.toml"), dir.path().join("file"));
        for path in [&list, &policy, &file] {
            fs::write(path, "old").unwrap();
        }
        replace_all(&[(&list, b"new"), (&file.join("below"), b"new")]).unwrap_err();
        assert_eq!((fs::read(&list).unwrap(), names(dir.path()).len()), (b"old".to_vec(), 3));
        replace_all(&[(&list, b"new"), (&policy, b"new")]).unwrap();
        assert_eq!([fs::read(&list).unwrap(), fs::read(&policy).unwrap()], [b"new", b"new"]);
        assert_eq!(names(dir.path()), ["file", "list.csv", "policy.toml"]);
    }

    #[test]
    fn a_new_file_takes_no_place_of_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/sourcegate.toml");
        assert!(create(&path, b"first").unwrap());
        assert!(!create(&path, b"second").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(names(path.parent().unwrap()), ["sourcegate.toml"]);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        use super::*;

        fn mode(path: &Path) -> u32 {
            path.metadata().unwrap().permissions().mode() & 0o7777
        }

        #[test]
        fn the_mode_of_a_file_is_kept_and_a_new_one_has_that_of_any_new_file() {
            let dir = tempfile::tempdir().unwrap();
            let (any, new, old) = (dir.path().join("any"), dir.path().join("new"), dir.path().join("old"));
            fs::write(&any, "").unwrap();
            replace(&new, b"").unwrap();
            assert_eq!(mode(&new), mode(&any));
            for kept in [0o600, 0o640, 0o755, 0o777] {
                fs::write(&old, "old").unwrap();
                fs::set_permissions(&old, fs::Permissions::from_mode(kept)).unwrap();
                replace(&old, b"new").unwrap();
                assert_eq!((mode(&old), fs::read(&old).unwrap()), (kept, b"new".to_vec()));
            }
            assert!(create(&dir.path().join("created"), b"").unwrap());
            assert_eq!(mode(&dir.path().join("created")), mode(&any));
        }

        #[test]
        fn a_pipe_is_written_to_and_stays_a_pipe() {
            let dir = tempfile::tempdir().unwrap();
            let pipe = dir.path().join("pipe");
            assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let reader = std::thread::spawn({
                let pipe = pipe.clone();
                move || fs::read(pipe).unwrap()
            });
            replace(&pipe, b"through").unwrap();
            assert_eq!(reader.join().unwrap(), b"through");
            assert!(!pipe.metadata().unwrap().is_file());
            assert_eq!(names(dir.path()), ["pipe"]);
        }

        #[test]
        fn a_link_to_nowhere_is_something_that_stands_there() {
            let dir = tempfile::tempdir().unwrap();
            symlink(dir.path().join("nowhere"), dir.path().join("link")).unwrap();
            assert!(!create(&dir.path().join("link"), b"text").unwrap());
            assert_eq!(names(dir.path()), ["link"]);
        }
    }
}
