//! Outputs of reports: one to standard output, any number to files, all from one run.

use std::path::PathBuf;

use super::{Io, written};
use crate::atomic::replace;
use crate::error::Error;
use crate::report::{Format, Style};
use crate::verdict::run::RunResult;

/// A report to a file.
#[derive(Debug)]
pub(super) struct Output<R: 'static = RunResult> {
    format: &'static Format<R>,
    path: PathBuf,
}

impl<R> Output<R> {
    /// Returns true for an output in this format.
    pub(super) fn is(&self, name: &str) -> bool {
        self.format.name == name
    }
}

impl<R> Clone for Output<R> {
    fn clone(&self) -> Self {
        Self { format: self.format, path: self.path.clone() }
    }
}

/// Columns of a report that goes to a file, a log or a pipe.
pub(super) const WIDTH: usize = 110;

/// The style of a terminal report.
pub(super) fn style(color: bool, width: usize) -> Style {
    Style { color, unicode: true, width }
}

/// The format with this name.
///
/// # Errors
/// When there is none; the message lists them.
pub(super) fn format<R>(formats: &'static [Format<R>], name: &str) -> Result<&'static Format<R>, String> {
    formats.iter().find(|format| format.name == name).ok_or_else(|| {
        let names: Vec<&str> = formats.iter().map(|format| format.name).collect();
        format!("there is no format `{name}`; there are: {}", names.join(", "))
    })
}

/// Parses `FORMAT=PATH`.
///
/// # Errors
/// When the shape or the format is wrong.
pub(super) fn parse<R>(formats: &'static [Format<R>], text: &str) -> Result<Output<R>, String> {
    let (name, path) = text.split_once('=').ok_or("write it as FORMAT=PATH, for example json=report.json")?;
    match path {
        "" => return Err("the path after `=` is empty".to_owned()),
        "-" => return Err(format!("standard output is where `--format {name}` writes; give the path of a file")),
        _ => {}
    }
    Ok(Output { format: format(formats, name)?, path: PathBuf::from(path) })
}

/// Writes all reports. One that cannot be written is an error of its own, never a green run, and keeps no other back.
pub(super) fn write<R>(report: &R, format: &Format<R>, outputs: &[Output<R>], io: &mut Io) -> Result<(), Error> {
    let mut failed = Vec::new();
    for output in outputs {
        let mut bytes = Vec::new();
        let made = (output.format.write)(&mut bytes, report, &style(false, WIDTH));
        if let Err(error) = made.and_then(|()| replace(&output.path, &bytes)) {
            failed.push(format!("cannot write `{}`: {error}", output.path.display()));
        }
    }
    written((format.write)(&mut io.out, report, &style(io.color_out, io.width)), "the report")?;
    if failed.is_empty() { Ok(()) } else { Err(Error::Incomplete(failed.join("\n"))) }
}
