//! Outlines: a column of levels, by which the rows of a bill of materials make a tree.

/// The level that a cell states: `2`, `.2`, `..2`, `...`, `2.0`, or a number with a part for each level, as `1.2.3`.
pub(super) fn level(text: &str) -> Option<u32> {
    let text = text.trim();
    let rest = text.trim_start_matches(['.', '-', '+', '>', '*', ' ', '\u{2026}', '\u{00a0}']);
    if rest.is_empty() {
        let marks = text.chars().filter(|c| *c == '\u{2026}').count() * 3 + text.chars().filter(|c| *c == '.').count();
        return u32::try_from(marks).ok().filter(|marks| *marks > 0);
    }
    // What a sheet makes of a number.
    let rest = rest.strip_suffix(".0").unwrap_or(rest);
    let parts: Vec<&str> = rest.trim_end_matches('.').split('.').collect();
    if parts.iter().any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    match parts.as_slice() {
        [one] => one.parse().ok(),
        several => u32::try_from(several.len()).ok(),
    }
}

/// Words of headers for the level of a row. A tier counts the hands between a supplier and the buyer, and says nothing of the
/// row above.
const LEVELS: [&str; 24] = [
    "level",
    "levels",
    "lvl",
    "indent",
    "indenture",
    "indentation",
    "depth",
    "stufe",
    "baustufe",
    "ebene",
    "niveau",
    "nivel",
    "nível",
    "livello",
    "层级",
    "層級",
    "层次",
    "層次",
    "阶层",
    "阶次",
    "階層",
    "階次",
    "缩进",
    "レベル",
];

/// Returns true if a column is one of levels by its header, and its cells, read from top to bottom, are those of a tree: each
/// is at most one below the one before, and some are.
pub(super) fn is_outline(header: &str, column: usize, sample: &[Vec<String>]) -> bool {
    let header = header.to_lowercase();
    let words = || header.split(|c: char| !c.is_alphanumeric());
    if !words().any(|word| LEVELS.contains(&word)) || words().any(|word| word == "tier") {
        return false;
    }
    let cells = sample.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let Some(levels) = cells.map(level).collect::<Option<Vec<u32>>>() else { return false };
    let Some(first) = levels.first() else { return false };
    levels.iter().all(|level| level >= first)
        && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1)
        && levels.windows(2).any(|pair| pair[1] == pair[0] + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_as_programs_write_them() {
        for (text, expected) in [
            ("0", Some(0)),
            ("2", Some(2)),
            (" 2 ", Some(2)),
            (".1", Some(1)),
            ("..2", Some(2)),
            ("...", Some(3)),
            ("--3", Some(3)),
            ("2.0", Some(2)),
            ("1.2.3", Some(3)),
            ("1.2.", Some(2)),
            ("", None),
            ("A", None),
            ("two", None),
            ("20261120", None),
        ] {
            assert_eq!(level(text), expected, "{text}");
        }
    }

    #[test]
    fn columns_that_make_a_tree() {
        let is = |header: &str, cells: &str| {
            let sample: Vec<Vec<String>> = cells.split(' ').map(|cell| vec![cell.to_owned()]).collect();
            is_outline(header, 0, &sample)
        };
        for cells in ["0 1 2 2 1", "1 2 3", ".1 ..2 .1", "1 1.1 1.1.1 1.2"] {
            for header in ["Level", "BOM Level", "Indent level", "Stufe", "层级"] {
                assert!(is(header, cells), "{header}: {cells}");
            }
        }
        for cells in ["1 1 1", "1 3", "2 1", "high low", "1 2 x"] {
            assert!(!is("Level", cells), "{cells}");
        }
        for header in ["Tier level", "Tier", "Quantity", "Risk"] {
            assert!(!is(header, "1 2 2"), "{header}");
        }
    }
}
