//! The digests of a pack's files, written into `policy.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::check::CheckKind;
use super::file::{POLICY, SIGNATURE};
use super::pack::Pack;
use crate::atomic;
use crate::error::Error;
use crate::source::digest::sha256;
use crate::source::toml_text::{Edits, quoted};

/// The line after which `policy lock` owns everything in `policy.toml`.
pub const MARKER: &str = "# Digests: everything below this line is written by `sourcegate policy lock`.";

/// The largest file of a pack, in bytes.
pub(super) const MAX_FILE: u64 = 64 << 20;

/// All files of a pack directory but `policy.toml`, by their path inside it.
///
/// Links are refused: what is judged by must stand in the pack.
///
/// # Errors
/// When a folder or file cannot be read, is a link, or is too large.
pub(super) fn read_directory(directory: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut files = BTreeMap::new();
    let mut folders = vec![(directory.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let failed =
            |path: &Path, error: std::io::Error| Error::Policy(format!("cannot read `{}`: {error}", path.display()));
        for entry in std::fs::read_dir(&folder).map_err(|error| failed(&folder, error))? {
            let entry = entry.map_err(|error| failed(&folder, error))?;
            let path: PathBuf = entry.path();
            let kind = entry.file_type().map_err(|error| failed(&path, error))?;
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                return Err(Error::Policy(format!("`{}` has a name that is not UTF-8; rename it", path.display())));
            };
            if name.starts_with('.') {
                continue;
            }
            let inside = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
            if kind.is_symlink() {
                return Err(Error::Policy(format!(
                    "`{}` is a link; put the file itself into the pack",
                    path.display()
                )));
            } else if kind.is_dir() {
                folders.push((path, inside));
            } else {
                let size = entry.metadata().map_err(|error| failed(&path, error))?.len();
                if size > MAX_FILE {
                    return Err(Error::Policy(format!(
                        "`{}` is {size} bytes long; a file of a pack has at most {MAX_FILE}",
                        path.display()
                    )));
                }
                let bytes = std::fs::read(&path).map_err(|error| failed(&path, error))?;
                let text = String::from_utf8(bytes).map_err(|error| {
                    Error::Policy(format!(
                        "`{}`: byte {} is not UTF-8",
                        path.display(),
                        error.utf8_error().valid_up_to()
                    ))
                })?;
                files.insert(inside, text);
            }
        }
    }
    Ok(files)
}

/// Rewrites the digests at the end of a pack's `policy.toml` and the pin of the pack it extends, and says what changed.
///
/// # Errors
/// When the pack or the one below cannot be read, or `policy.toml` cannot be written.
pub fn relock(directory: &Path, checks: &[CheckKind]) -> Result<Vec<String>, Error> {
    let mut files = read_directory(directory)?;
    let signed = files.remove(SIGNATURE).is_some();
    let Some(head) = files.remove(POLICY) else {
        return Err(Error::Policy(format!(
            "`{}` holds no policy.toml; give the directory of a pack",
            directory.display()
        )));
    };
    let (kept, old) = head.split_once(MARKER).unwrap_or((&head, ""));
    let (kept, pinned) = pin_below(kept, directory, checks)?;
    let old: BTreeMap<String, String> = toml::from_str::<toml::Table>(old)
        .ok()
        .and_then(|table| {
            let rows = table.get("file")?.as_array()?.clone();
            Some(
                rows.iter()
                    .filter_map(|row| {
                        Some((row.get("path")?.as_str()?.to_owned(), row.get("sha256")?.as_str()?.to_owned()))
                    })
                    .collect(),
            )
        })
        .unwrap_or_default();
    let new: BTreeMap<String, String> =
        files.iter().map(|(path, text)| (path.clone(), sha256(text.as_bytes()))).collect();
    let mut changed: Vec<String> = pinned.into_iter().collect();
    changed.extend(
        new.iter().filter(|(path, digest)| old.get(*path) != Some(digest)).map(|(path, _)| {
            if old.contains_key(path) { format!("changed  {path}") } else { format!("added    {path}") }
        }),
    );
    changed.extend(old.keys().filter(|path| !new.contains_key(*path)).map(|path| format!("removed  {path}")));
    let mut text = format!("{}\n\n{MARKER}\n", kept.trim_end());
    for (path, digest) in &new {
        text.push_str(&format!("\n[[file]]\npath = {}\nsha256 = \"{digest}\"\n", quoted(path)));
    }
    if text != head {
        let path = directory.join(POLICY);
        atomic::replace(&path, text.as_bytes())
            .map_err(|error| Error::Policy(format!("cannot write `{}`: {error}", path.display())))?;
        if signed {
            changed.push(format!("unsigned {SIGNATURE} signs what was there before; sign {POLICY} again"));
        }
    }
    Ok(changed)
}

#[derive(serde::Deserialize)]
struct Head {
    extends: Option<Pins>,
}

#[derive(serde::Deserialize)]
struct Pins {
    pack: toml::Spanned<String>,
    version: Option<toml::Spanned<String>>,
    sha256: Option<toml::Spanned<String>>,
}

/// Writes version and digest of the pack below into `[extends]`; the text as it was when nothing is extended.
fn pin_below(text: &str, directory: &Path, checks: &[CheckKind]) -> Result<(String, Option<String>), Error> {
    let shown = directory.display().to_string();
    let head: Head = toml::from_str(text)
        .map_err(|error| Error::Policy(format!("{shown}: {}", crate::suggest::toml_problem(POLICY, &error))))?;
    let Some(pins) = head.extends else { return Ok((text.to_owned(), None)) };
    let below = Pack::below_of(directory, &shown, pins.pack.get_ref(), checks)?;
    let same =
        |pin: &Option<toml::Spanned<String>>, value: &str| pin.as_ref().is_some_and(|pin| pin.get_ref() == value);
    if same(&pins.version, &below.version) && same(&pins.sha256, &below.digest) {
        return Ok((text.to_owned(), None));
    }
    // What is missing goes on a line after `pack`.
    let after = pins.pack.span().end;
    let mut edits = Edits::default();
    for (key, pin, value) in [("sha256", &pins.sha256, &below.digest), ("version", &pins.version, &below.version)] {
        edits.set(key, pin.as_ref().map(toml::Spanned::span), after, quoted(value));
    }
    let text = edits.apply(text);
    let said = format!("pinned   {} {}, sha256 {}", below.id, below.version, below.digest);
    Ok((text, Some(said)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::unsafe_chars::is_unsafe;

    #[test]
    #[cfg(unix)]
    fn the_name_of_any_file_is_written_so_that_it_is_read_back_and_seen() {
        let dir = tempfile::tempdir().unwrap();
        let name = "notes \"a\u{202e}\u{1b}\u{7f}新.txt";
        std::fs::write(dir.path().join(POLICY), "# head\r\nid = 'x'").unwrap();
        std::fs::write(dir.path().join(name), "text").unwrap();
        assert_eq!(relock(dir.path(), &[]).unwrap(), [format!("added    {name}")]);
        let text = std::fs::read_to_string(dir.path().join(POLICY)).unwrap();
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["file"][0]["path"].as_str(), Some(name));
        assert!(
            text.starts_with("# head\r\nid = 'x'\n\n")
                && !text.replace("\r\n", "").chars().any(|ch| ch != '\n' && is_unsafe(ch))
        );
        assert!(relock(dir.path(), &[]).unwrap().is_empty(), "nothing changed since");
    }
}
