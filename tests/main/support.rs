//! A folder of files, the binary run in it, and what it said.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A temporary folder to run in.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// A folder that holds these files.
    pub(crate) fn with<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// The path of something in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let at = self.path(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, text).unwrap();
    }

    /// Replaces the first occurrence in a file; returns `line:column` of it.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) -> String {
        let text = std::fs::read_to_string(self.path(path)).unwrap();
        let at = text.find(from).unwrap_or_else(|| panic!("{path} does not hold {from}"));
        self.write(path, text.replacen(from, to, 1));
        let before = &text[..at];
        let column = before.chars().rev().take_while(|ch| *ch != '\n').count() + 1;
        format!("{}:{column}", before.matches('\n').count() + 1)
    }

    /// Copies the built-in pack into the folder `pack`.
    pub(crate) fn copy_pack(&self) {
        self.copy("policies/xinjiang", "pack");
    }

    /// Copies a folder of the project into this one.
    pub(crate) fn copy(&self, from: &str, to: &str) {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(from), &self.path(to));
    }

    /// Runs the binary here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.finish(Command::new(env!("CARGO_BIN_EXE_sourcegate")).args(arguments))
    }

    /// Runs the binary here with these variables set.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourcegate"));
        self.finish(command.args(arguments).envs(variables.iter().copied()))
    }

    /// Runs `check` on everything here, as of a fixed day.
    pub(crate) fn check(&self, arguments: &[&str]) -> Run {
        self.run(&[&["check", "--as-of", "2026-01-01"], arguments].concat())
    }

    /// Runs `check` in a folder below.
    pub(crate) fn check_in(&self, folder: &str, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourcegate"));
        command.args(["check", "--as-of", "2026-01-01"]).args(arguments);
        self.finish_in(&self.path(folder), &mut command)
    }

    /// Runs `check` with at most this much memory, in KiB.
    #[cfg(target_os = "linux")]
    pub(crate) fn check_within(&self, kib: u32) -> Run {
        let script = format!("ulimit -v {kib} && exec \"$0\" check --as-of 2026-01-01");
        self.finish(Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_sourcegate")]))
    }

    /// Runs `check` as of a fixed day, with these variables set.
    pub(crate) fn check_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourcegate"));
        command.args(["check", "--as-of", "2026-01-01"]).args(arguments).envs(variables.iter().copied());
        self.finish(&mut command)
    }

    /// Runs `check` as of this day, with these variables set.
    pub(crate) fn check_on(&self, day: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sourcegate"));
        command.args(["check", "--as-of", day]).args(arguments).envs(variables.iter().copied());
        self.finish(&mut command)
    }

    /// Runs the binary here with this standard input.
    pub(crate) fn feed(&self, arguments: &[&str], input: &[u8]) -> Run {
        self.write(".input", input);
        let input = std::fs::File::open(self.path(".input")).unwrap();
        self.finish(Command::new(env!("CARGO_BIN_EXE_sourcegate")).args(arguments).stdin(input))
    }

    /// Runs a line of shell here, with the binary first on the path.
    #[cfg(unix)]
    pub(crate) fn shell(&self, line: &str) -> Run {
        let own = Path::new(env!("CARGO_BIN_EXE_sourcegate")).parent().unwrap().to_owned();
        let found = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&found))).unwrap();
        self.finish(Command::new("sh").args(["-c", line]).env("PATH", path))
    }

    fn finish(&self, command: &mut Command) -> Run {
        self.finish_in(self.0.path(), command)
    }

    fn finish_in(&self, folder: &Path, command: &mut Command) -> Run {
        let set: Vec<_> = command.get_envs().map(|(name, _)| name.to_owned()).collect();
        for (name, _) in std::env::vars_os().filter(|(name, _)| !set.contains(name)) {
            // What the tests themselves run in says nothing about the run under test.
            let ours = |name: &str| name.starts_with("GITHUB_") || name.starts_with("GIT_") || name == "CI";
            if name.to_str().is_some_and(ours) {
                command.env_remove(name);
            }
        }
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        // Every thread reserves memory of its own, which is not what a limit is to measure.
        for (name, value) in [("COLUMNS", "110"), ("RAYON_NUM_THREADS", "2"), ("MALLOC_ARENA_MAX", "2")] {
            if !set.iter().any(|set| set == name) {
                command.env(name, value);
            }
        }
        let output = command.current_dir(folder).output().unwrap();
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Exit code and output of a run.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Asserts the exit code, and that all of this is said, however the lines are broken.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, says: &[&str]) {
        let (out, err) = (&self.out, &self.err);
        assert_eq!(self.code, Some(code), "wrong exit code\n{out}\n--- stderr\n{err}");
        let flat: String = [out.as_str(), err].concat().split_whitespace().collect::<Vec<_>>().join(" ");
        for expected in says {
            assert!(flat.contains(expected), "`{expected}` is not said in\n{out}\n--- stderr\n{err}");
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            std::fs::copy(source, target).unwrap();
        }
    }
}
