//! Did-you-mean suggestions: the known word nearest to an unknown one, and TOML errors with it.

/// The least similarity of words that may be meant for each other, and that of two words one slip apart.
const SLIP: f64 = 0.801;

/// The most similar word, if one is similar enough to be intended.
pub(crate) fn nearest<'w>(wanted: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let mut best: Option<(f64, &str)> = None;
    for word in words {
        // Short words (`snd` for `sdn`) are alike by one slip of the finger, which the similarity of so few letters hides.
        let slip = if wanted.len() > 1 && strsim::osa_distance(wanted, word) == 1 { SLIP } else { 0.0 };
        let score = strsim::jaro_winkler(wanted, word).max(slip);
        let better = best.is_none_or(|(other, name)| score > other || score == other && word < name);
        if score >= SLIP && better {
            best = Some((score, word));
        }
    }
    best.map(|(_, word)| word)
}

/// `line:column` of a byte of a text, both from 1, the column in characters.
pub(crate) fn line_column(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{line}:{column}")
}

/// The way out for an unknown word: the one that may be meant, or all there are behind these words ("the keys are").
pub(crate) fn hint<'w>(wanted: &str, words: impl Iterator<Item = &'w str> + Clone, all: &str) -> String {
    nearest(wanted, words.clone()).map_or_else(
        || format!("{all}: {}", words.collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    )
}

/// A TOML error with the file before it; the error itself prints line, column and a caret. Behind an unknown key or value
/// stands the one that may be meant.
pub(crate) fn toml_problem(file: &str, error: &toml::de::Error) -> String {
    let near = nearest_accepted(error.message()).map_or_else(String::new, |near| format!("\ndid you mean `{near}`?"));
    format!("{file}: {}{near}", error.to_string().trim_end())
}

/// Finds the known name that is near the unknown one in serde's words ("unknown field `a`, expected one of `b`, `c`").
pub(crate) fn nearest_accepted(message: &str) -> Option<&str> {
    let (_, rest) = message.strip_prefix("unknown ")?.split_once('`')?;
    // The unknown word is anything a person may write; the known ones come after it.
    let (wanted, known) = rest.rsplit_once("`, expected ")?;
    nearest(wanted, known.split('`').skip(1).step_by(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_may_be_meant_is_read_from_the_error() {
        assert_eq!(nearest_accepted("unknown field `fail_on`, expected one of `policy`, `fail-on`"), Some("fail-on"));
        assert_eq!(nearest_accepted("unknown variant `denny`, expected one of `info`, `deny`"), Some("deny"));
        assert_eq!(nearest_accepted("unknown field `polcy`, expected `policy` or `markets`"), Some("policy"));
        assert_eq!(nearest_accepted("unknown field `zzz`, expected `policy`"), None);
        assert_eq!(nearest_accepted("unknown field `a`, there are no fields"), None);
        assert_eq!(nearest_accepted("invalid type: string \"`polcy`, expected `policy`\""), None);
    }

    #[test]
    fn a_slip_in_a_short_word_is_seen() {
        assert_eq!(nearest("snd", ["bis-entity-list", "sdn", "uflpa"].into_iter()), Some("sdn"));
        assert_eq!(nearest("x", ["y"].into_iter()), None);
    }

    #[test]
    fn a_hint_names_the_nearest_word_or_all() {
        let known = ["file", "format"];
        assert_eq!(hint("formt", known.into_iter(), "the keys are"), "did you mean `format`?");
        assert_eq!(hint("x", known.into_iter(), "the keys are"), "the keys are: file, format");
    }
}
