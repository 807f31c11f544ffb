//! The places of sentences: reports make them, checks and findings hold values.

use crate::rooms::{code, rust_files};

/// Errors, which no finding carries and which stand in these rooms for that reason: the start of each literal.
const ALLOWED: [&str; 2] = [
    // Of the program itself, when a rule holds the parameters of another check.
    "the parameters of the rule",
    // Of whoever reads a level: the loader of packs, the command line.
    "`{word}` is not a level",
];

/// The string literals of a piece of code, as they are written.
fn literals(code: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '\'' if chars.peek() == Some(&'"') => {
                chars.nth(1);
            }
            '"' => {
                let mut literal = String::new();
                while let Some(ch) = chars.next() {
                    match ch {
                        '\\' => literal.extend(chars.next().filter(|ch| !ch.is_whitespace())),
                        '"' => break,
                        _ => literal.push(ch),
                    }
                }
                literals.push(literal);
            }
            _ => {}
        }
    }
    literals
}

/// True for a text with three words of prose in a row: lower-case letters, with single spaces between them.
fn is_prose(text: &str) -> bool {
    let mut row = 0;
    text.split(' ').any(|word| {
        let plain = word.trim_end_matches([',', ';', ':', '.']);
        let is_word = !plain.is_empty() && plain.chars().all(|ch| ch.is_ascii_lowercase() || ch == '\'');
        row = if is_word { row + 1 } else { 0 };
        row == 3
    })
}

#[test]
fn checks_and_findings_hold_no_sentences() {
    let mut found = Vec::new();
    for path in ["src/rules", "src/finding"].into_iter().flat_map(rust_files) {
        let prose = literals(&code(&path)).into_iter().filter(|literal| is_prose(literal));
        let prose = prose.filter(|literal| !ALLOWED.iter().any(|start| literal.starts_with(start)));
        found.extend(prose.map(|literal| format!("{}: {literal:?}", path.display())));
    }
    assert_eq!(found, Vec::<String>::new(), "give the finding a typed value, and the sentence a place in src/report");
}

#[test]
fn sentences_are_told_from_words() {
    let code = r#"f('"', "a check that fits", "two words", "Key One", "listed \"as\" one of them");"#;
    let found = literals(code);
    assert_eq!(found, ["a check that fits", "two words", "Key One", "listed \"as\" one of them"]);
    let prose: Vec<bool> = found.iter().map(|literal| is_prose(literal)).collect();
    assert_eq!(prose, [true, false, false, true]);
}
