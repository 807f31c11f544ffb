//! `sourcegate merge`: the JSON reports of several repositories or jobs as one.

use std::path::{Path, PathBuf};

use super::Io;
use super::output::{self, Output};
use crate::error::Error;
use crate::exit::Exit;
use crate::report::{Format, merged};
use crate::verdict::merged::{Merged, read};

/// Largest report read, in bytes.
const MOST_BYTES: u64 = 1 << 30;
/// Most reports.
const MOST_FILES: usize = 10_000;
/// Deepest folder searched.
const DEEPEST: usize = 8;
/// File names that say nothing about whose report it is; the folder does.
const PLAIN: [&str; 4] = ["report", "sourcegate", "sourcegate-report", "results"];

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// JSON reports of `check`, as PATH or NAME=PATH, and folders of them
    #[arg(required = true, value_name = "REPORT")]
    reports: Vec<String>,
    /// Number of reports that there must be; a job that stopped before it wrote one must not look green
    #[arg(long, value_name = "NUMBER")]
    expect: Option<usize>,
    /// Format of the report on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format)]
    format: &'static Format<Merged>,
    /// Write another report to a file; can be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = parse)]
    output: Vec<Output<Merged>>,
}

fn format(name: &str) -> Result<&'static Format<Merged>, String> {
    output::format(merged::FORMATS, name)
}

fn parse(text: &str) -> Result<Output<Merged>, String> {
    output::parse(merged::FORMATS, text)
}

pub(super) fn run(arguments: &Arguments, io: &mut Io) -> Result<Exit, Error> {
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for report in &arguments.reports {
        let (name, path) = match report.split_once('=') {
            // A path that holds a `=` is a path when it exists.
            Some((name, path)) if !Path::new(report).exists() => (Some(name), Path::new(path)),
            _ => (None, Path::new(report)),
        };
        match name {
            None if path.is_dir() => below(path, path, 0, &mut files)?,
            Some("") => return Err(Error::Usage(format!("`{report}` has an empty name; write it as NAME=PATH"))),
            _ => files.push((name.map_or_else(|| name_of(path), str::to_owned), path.to_owned())),
        }
        if files.len() > MOST_FILES {
            return Err(Error::Usage(format!("there are more than {MOST_FILES} reports; merge fewer at a time")));
        }
    }
    let loaded = files.into_iter().map(|(name, path)| (name, path.display().to_string(), bytes(&path))).collect();
    let merged = read(loaded, arguments.expect);
    output::write(&merged, arguments.format, &arguments.output, io)?;
    let exit = merged.exit();
    if exit == Exit::NothingChecked && merged.parts.is_empty() {
        let _ = io.out.flush();
        return Err(Error::NothingChecked(
            "there is no report to merge; write them with `sourcegate check --output json=NAME.json`".to_owned(),
        ));
    }
    Ok(exit)
}

/// The bytes of a report, or why there are none.
fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let length = path.metadata().map_err(|error| format!("cannot read it: {error}"))?.len();
    if length > MOST_BYTES {
        return Err(format!("it has {length} bytes; a report of more than {MOST_BYTES} is not read"));
    }
    std::fs::read(path).map_err(|error| format!("cannot read it: {error}"))
}

/// All `.json` files of a folder and the folders in it, sorted; links are not followed.
fn below(root: &Path, folder: &Path, depth: usize, files: &mut Vec<(String, PathBuf)>) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::Incomplete(format!("cannot read `{}`: {error}", folder.display()));
    if depth > DEEPEST {
        return Err(Error::Usage(format!("`{}` is too deep; name the reports", folder.display())));
    }
    let mut entries: Vec<_> = std::fs::read_dir(folder).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (kind, path) = (entry.file_type().map_err(failed)?, entry.path());
        if kind.is_dir() {
            below(root, &path, depth + 1, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|end| end == "json") && files.len() <= MOST_FILES {
            files.push((name_of(path.strip_prefix(root).unwrap_or(&path)), path));
        }
    }
    Ok(())
}

/// The name that a path gives a report: `acme/widgets` for `acme/widgets.json` and for `acme/widgets/report.json`.
fn name_of(path: &Path) -> String {
    let bare = path.with_extension("");
    let plain = bare.file_name().is_some_and(|name| PLAIN.iter().any(|plain| name == *plain));
    let folder = bare.parent().filter(|folder| plain && folder.file_name().is_some());
    let named = folder.unwrap_or(&bare);
    let parts: Vec<String> = named
        .components()
        .filter_map(|part| match part {
            std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_named_by_its_file_or_its_folder() {
        assert_eq!(name_of(Path::new("acme/widgets.json")), "acme/widgets");
        assert_eq!(name_of(Path::new("acme/widgets/report.json")), "acme/widgets");
        assert_eq!(name_of(Path::new("report.json")), "report");
        assert_eq!(name_of(Path::new("/a/b.c.json")), "a/b.c");
    }
}
