//! Reading the waivers and the baseline of a tree.

use jiff::civil::Date;

use super::config::Config;
use crate::error::Error;
use crate::source::SourceFile;
use crate::source::digest::sha256;
use crate::source::tree::Tree;
use crate::verdict::baseline::{self, Baseline};
use crate::verdict::exceptions::{Exceptions, Stands};
use crate::verdict::waiver::{self, Waiver, Waivers};

/// The largest file of exceptions, in bytes.
const MOST: u64 = 64 << 20;

/// Path of the waivers, relative to the root.
#[must_use]
pub fn waivers_path(config: &Config) -> &str {
    config.waivers.as_deref().unwrap_or(waiver::FILE)
}

/// Path of the baseline, relative to the root.
#[must_use]
pub fn baseline_path(config: &Config) -> &str {
    config.baseline.as_deref().unwrap_or(baseline::FILE)
}

/// The exceptions that stand in a tree. A file that the configuration names must be there when the tree rules
/// (`required`); otherwise a missing file means that there are none.
///
/// # Errors
/// When a file cannot be read or does not parse; the message shows every problem with its line.
pub(super) fn of_tree(tree: &dyn Tree, config: &Config, required: bool) -> Result<Exceptions, Error> {
    let file = |path: &str, named: bool| -> Result<Option<SourceFile>, Error> {
        if tree.is_file(path) {
            return read(tree, path).map(Some);
        }
        if named && required {
            return Err(Error::Usage(format!(
                "sourcegate.toml names `{path}`, which is not in the {}; restore the file, or take the name out",
                tree.describe()
            )));
        }
        Ok(None)
    };
    let waivers = file(waivers_path(config), config.waivers.is_some())?;
    let baseline = file(baseline_path(config), config.baseline.is_some())?;
    Ok(Exceptions {
        waivers: waivers.map(|file| stands(tree, file, Waivers::parse)).transpose()?,
        baseline: baseline.map(|file| stands(tree, file, Baseline::parse)).transpose()?,
    })
}

/// Says which waivers begin only later: they are mute today, and a mistyped year should not stay unseen.
pub(super) fn not_yet(exceptions: &Exceptions, as_of: Date) -> Option<String> {
    let begins = |waiver: &Waiver| waiver.granted.as_ref().map(|granted| granted.value).filter(|day| *day > as_of);
    let later: Vec<String> = exceptions
        .waivers()
        .filter_map(|(path, waiver)| Some(format!("{path}:{} from {}", waiver.line, begins(waiver)?)))
        .collect();
    let named = later.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    let dots = if later.len() > 3 { ", ..." } else { "" };
    let count = match later.len() {
        1 => "1 waiver counts".to_owned(),
        many => format!("{many} waivers count"),
    };
    (!later.is_empty()).then(|| format!("{count} only after {as_of}: {named}{dots}"))
}

fn read(tree: &dyn Tree, path: &str) -> Result<SourceFile, Error> {
    let bytes = tree.read(path, MOST)?;
    let digest = sha256(&bytes);
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::Usage(format!("`{path}` of the {}: byte {at} is not UTF-8; save it as UTF-8", tree.describe()))
    })?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(SourceFile::new(path.to_owned(), text, "UTF-8", digest))
}

fn stands<T>(
    tree: &dyn Tree,
    file: SourceFile,
    parse: impl FnOnce(&SourceFile) -> Result<T, String>,
) -> Result<Stands<T>, Error> {
    let states = parse(&file).map_err(|problems| {
        Error::Usage(format!("`{}` of the {} cannot be used:\n{problems}", file.path, tree.describe()))
    })?;
    Ok(Stands { file, states })
}
