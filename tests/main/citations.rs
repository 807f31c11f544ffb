//! Citations of laws and guidance that have changed: no text of the project cites the old state without saying so.

use std::fs;
use std::path::Path;

use ignore::WalkBuilder;

/// A change of the law, or of what is known of it.
struct Correction {
    /// Words that cite it, in lower case.
    cites: &'static [&'static str],
    /// Words that a text with one of them must hold, in lower case.
    says: &'static [&'static str],
}

const CORRECTIONS: &[Correction] = &[
    // CBP's guidance of 2022 was replaced in June 2026, and the text of the new one was not read.
    Correction { cites: &["operational guidance"], says: &["5560-0526", "replaced", "verify"] },
    // Back in effect by its own text, but no notice of that day or later was found.
    Correction { cites: &["affiliates rule", "90 fr 47201", "90 fr 50857"], says: &["2026-11-10", "verify"] },
    // No update of 2026 was found.
    Correction { cites: &["uflpa strategy of 2022-06-17 and updates"], says: &["none of 2026 was found", "verify"] },
    // CBP remarks so on each of its orders about Xinjiang.
    Correction {
        cites: &["withhold release order of 20", "each order about xinjiang"],
        says: &["superseded", "uflpa"],
    },
];

/// Pieces of a file that are read one by one: the strings of TOML, the rows of CSV, and of the rest the paragraphs, items and
/// rows of tables.
fn texts(path: &str, text: &str) -> Vec<String> {
    let extension = path.rsplit('.').next().unwrap_or_default();
    if extension == "toml"
        && let Ok(table) = text.parse::<toml::Table>()
    {
        let mut found = Vec::new();
        strings(&toml::Value::Table(table), &mut found);
        return found;
    }
    let mut found = vec![String::new()];
    for line in text.lines() {
        let line = line.trim().trim_start_matches("//").trim_start_matches(['!', '/']).trim();
        let begins = extension == "csv" || line.is_empty() || line.starts_with(['|', '*', '-', '#']);
        match found.last_mut() {
            Some(last) if !begins => {
                last.push(' ');
                last.push_str(line);
            }
            _ => found.push(line.to_owned()),
        }
    }
    found
}

fn strings(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => found.push(text.clone()),
        toml::Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        toml::Value::Table(table) => table.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

/// The words that a text lacks beside what it cites; `None` when it cites nothing that has changed.
fn lacks(correction: &Correction, text: &str) -> Option<Vec<&'static str>> {
    let text = text.to_lowercase();
    let cited = correction.cites.iter().any(|words| text.contains(words));
    cited.then(|| correction.says.iter().copied().filter(|words| !text.contains(words)).collect())
}

#[test]
fn no_text_cites_what_was_replaced_or_is_unsettled_without_saying_so() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The tests hold what the program prints of these texts.
    let ours = |entry: &ignore::DirEntry| !matches!(entry.file_name().to_str(), Some(".git" | "target" | "tests"));
    let walk = WalkBuilder::new(root).hidden(false).require_git(false).filter_entry(ours).build();
    let mut wrong = Vec::new();
    let mut cited = [0; CORRECTIONS.len()];
    for path in walk.map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file()) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        for text in texts(&name, &text) {
            for (correction, cited) in CORRECTIONS.iter().zip(&mut cited) {
                let Some(lacks) = lacks(correction, &text) else { continue };
                *cited += 1;
                if !lacks.is_empty() {
                    wrong.push(format!("{name}: {lacks:?} is not said beside what is cited in: {text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cited.iter().all(|count| *count > 0), "a correction that nothing cites: {cited:?}");
}

#[test]
fn a_bare_citation_is_seen_in_every_kind_of_file() {
    let old = "CBP Operational Guidance for Importers (2022-06-13)";
    let new = "CBP Operational Guidance for Importers (Pub. 5560-0526; replaced that of 2022: verify)";
    let count = |path: &str, text: &str| {
        let found = texts(path, text);
        found.iter().filter(|text| lacks(&CORRECTIONS[0], text).is_some_and(|lacks| !lacks.is_empty())).count()
    };
    // What one value says does not stand for another.
    assert_eq!(count("a.toml", &format!("authority = \"{old}\"\nnotes = [\"{new}\"]\n")), 1);
    assert_eq!(count("a.csv", &format!("a,{old},\nb,{new},\nc,{old},x\n")), 2);
    assert_eq!(count("a.md", &format!("* {new}\n* CBP Operational\n  Guidance for\n  Importers\n\n{old}\n")), 2);
    assert_eq!(count("a.rs", &format!("/// {old}\nfn a() {{}}\n")), 1);
    assert_eq!(count("a.rs", &format!("/// {new}\nfn a() {{}}\n")), 0);
}
