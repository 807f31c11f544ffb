//! The subsidiaries that a cell names beside its entry: `X and its two subsidiaries, which include A and B`.

use super::name_cell::{NameCell, apart, number, split, trim};

/// Finds the words about subsidiaries. Returns the byte where they begin, and how many bytes later the list of names
/// does.
pub(super) fn find_subsidiaries(text: &str) -> Option<(usize, Option<usize>)> {
    // Only ASCII letters change, so places stay.
    let lower = text.to_ascii_lowercase();
    let start = ["and its ", "and subsidiar", "and affiliate", "and subordinate"]
        .iter()
        .filter_map(|words| lower.find(words))
        .filter(|at| *at > 0 && lower[..*at].ends_with([' ', '(', '（']))
        .min()?;
    let kin = ["subsidiar", "affiliate", "subordinate"].iter().filter_map(|word| lower[start..].find(word)).min()?;
    let rest = &lower[start + kin..];
    let list = ["which include ", "which are ", "including ", "include ", "namely ", "such as ", ": "]
        .iter()
        .filter_map(|words| Some((rest.find(words)?, words.len())))
        .min()
        .map(|(at, length)| kin + at + length);
    Some((start, list))
}

impl NameCell {
    /// Takes the names of subsidiaries, as many as the words before them say.
    pub(super) fn members(&mut self, list: &str, words: &str) {
        const INTRODUCING: [&str; 7] = ["which include", "which are", "including", "include", "namely", "such as", ":"];
        let mut widened = words.trim();
        for words in INTRODUCING {
            widened = widened.strip_suffix(words).unwrap_or(widened).trim_end_matches([' ', ',', ':']);
        }
        let list = trim(list);
        if !list.is_empty() {
            let count = widened.split_whitespace().find_map(number);
            self.members = split(list, count);
            if !list.contains(';') && count.is_none_or(|count| count != self.members.len()) {
                self.members = apart(list, &[", ", " and "]).into_iter().map(|part| trim(part).to_owned()).collect();
            }
            self.members.retain(|name| !name.is_empty());
            if let Some(count) = count.filter(|count| *count != self.members.len()) {
                self.problems.push(format!("says {count} subsidiaries, but {} were read", self.members.len()));
            }
        }
        let known = std::mem::take(&mut self.widened);
        self.widened =
            [widened, known.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::import::alias::read;

    #[test]
    fn subsidiaries_are_firms_of_their_own() {
        let two = ["Zhuhai Example Electronics Co. Ltd.", "Example Semiconductor Co., Ltd."];
        for cell in [
            "Example Corporation and its two Zhuhai-based subsidiaries, which include Zhuhai Example Electronics Co. Ltd., and \
             Example Semiconductor Co., Ltd.",
            "Example Corporation (and its two Zhuhai-based subsidiaries, which include Zhuhai Example Electronics Co. Ltd. and \
             Example Semiconductor Co., Ltd.)",
            "Example Corporation, and its two Zhuhai-based subsidiaries: Zhuhai Example Electronics Co. Ltd.; and Example \
             Semiconductor Co., Ltd.",
        ] {
            let named = read(cell);
            assert_eq!(
                (named.primary.as_str(), named.members.as_slice()),
                ("Example Corporation", &two.map(String::from)[..]),
                "{cell}"
            );
            assert_eq!(named.widened, "and its two Zhuhai-based subsidiaries", "{cell}");
            assert_eq!(named.problems, Vec::<String>::new(), "{cell}");
        }
        let short = read("Example Corporation and its three subsidiaries, which include A Co., Ltd. and B Co., Ltd.");
        assert_eq!(short.problems, ["says 3 subsidiaries, but 2 were read"]);
        assert_eq!(short.members, ["A Co., Ltd.", "B Co., Ltd."]);
        let plain = read("Example Silicon Co. Ltd., and Subsidiaries");
        assert_eq!((plain.primary.as_str(), plain.widened.as_str()), ("Example Silicon Co. Ltd.", "and Subsidiaries"));
        assert_eq!(read("Zhang and its Brothers Co.").primary, "Zhang and its Brothers Co.");
    }
}
