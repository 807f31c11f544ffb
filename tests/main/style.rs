//! The style of the code that rustfmt and clippy do not see: how doc comments begin, and names that say nothing.

use std::fs;
use std::path::Path;

use crate::rooms::rust_files;

/// Words that a doc comment may not begin with: it begins with a noun that says what the thing is, or with a verb that says
/// what the function does.
const BEGINNINGS: [&str; 35] = [
    "What", "Whether", "That", "If", "Why", "How", "Where", "Which", "Who", "Whose", "When", "By", "As", "For", "In",
    "On", "Of", "From", "At", "It", "There", "These", "This", "They", "Not", "Nothing", "Does", "Is", "Are", "To",
    "With", "Without", "Under", "Until", "Since",
];

/// The lines that break the style, as `line: what is wrong`.
fn offences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start();
        let doc = ["///", "//!"].into_iter().find_map(|mark| Some((mark, line.strip_prefix(mark)?)));
        let mark = doc.map(|(mark, _)| mark);
        if let Some((_, doc)) = doc.filter(|_| mark != before) {
            let word = doc.split_whitespace().next().unwrap_or_default().trim_end_matches([',', ':']);
            if BEGINNINGS.contains(&word) {
                found.push(format!("{number}: the doc comment begins with \u{201c}{word}\u{201d}"));
            }
        }
        before = mark;
        let code = if mark.is_some() || line.starts_with("//") { "" } else { line };
        if ["(", "<"].iter().any(|after| code.contains(&format!("fn of{after}"))) {
            found.push(format!("{number}: a function is named `of`, which does not say what it returns"));
        }
    }
    found
}

#[test]
fn doc_comments_begin_with_a_noun_or_a_verb_and_no_function_is_named_of() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for path in rust_files("src").into_iter().chain(rust_files("tests")) {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        found.extend(offences(&fs::read_to_string(&path).unwrap()).into_iter().map(|what| format!("{name}:{what}")));
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn offences_are_seen() {
    let text = "//! What it is.\n//! Whether in a second line.\n\n/// If so.\nfn of\u{28}x: u8) {}\n\n    /// Whether: yes.\n    \
                /// What.\n    fn of_kind() {}\n// What a plain comment says.\n/// Whatever.\n";
    let lines: Vec<String> =
        offences(text).iter().filter_map(|what| what.split(':').next()).map(str::to_owned).collect();
    assert_eq!(lines, ["1", "4", "5", "7"]);
}
