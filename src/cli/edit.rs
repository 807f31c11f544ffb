//! Editing a file of exceptions: quoting what comes from manifests, and replacing the file in one step.

use std::path::Path;

use crate::atomic;
use crate::error::Error;
use crate::report::clean::is_unsafe;

/// A text as a TOML basic string. What acts on a terminal or turns the direction of text is written as an escape, so that
/// a review sees what it reads.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for ch in text.chars() {
        match ch {
            '"' | '\\' => out.extend(['\\', ch]),
            _ if ch.is_control() || is_unsafe(ch) => match u32::from(ch) {
                code @ 0..=0xffff => out.push_str(&format!("\\u{code:04X}")),
                code => out.push_str(&format!("\\U{code:08X}")),
            },
            _ => out.push(ch),
        }
    }
    out.push('"');
    out
}

/// Writes a file below the root; a link is left alone, because replacing it would cut it.
///
/// # Errors
/// When a link stands there, or the file cannot be written.
pub(super) fn write(root: &Path, path: &str, text: &str) -> Result<(), Error> {
    let at = root.join(path);
    if at.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
        return Err(Error::Usage(format!("`{path}` is a link; put the file itself there, or edit its target by hand")));
    }
    atomic::replace(&at, text.as_bytes()).map_err(|error| Error::Incomplete(format!("cannot write `{path}`: {error}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_survives_and_nothing_acts(text in r#"(?s)["\\\u{1b}\u{202e}\n\t新a]{0,20}|(?s).{0,40}"#) {
            let stated = format!("x = {}", quoted(&text));
            let table: toml::Table = toml::from_str(&stated).unwrap();
            prop_assert_eq!(table["x"].as_str().unwrap(), text);
            prop_assert!(!stated.chars().any(is_unsafe));
        }
    }
}
