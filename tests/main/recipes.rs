//! The recipes of CONTRIBUTING.md: the one for a rule is carried out as it stands there, the files that an addition touches
//! are counted, and every path, name and command is looked up.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::rooms::{code, rust_files};
use crate::support::Folder;

/// The page.
const PAGE: &str = include_str!("../../CONTRIBUTING.md");
/// Headings of the recipes.
const RECIPES: [&str; 6] =
    ["What an addition touches", "Add a rule", "Add a check", "Add a format", "Add a report", "Add an importer"];
/// A file that a recipe has its reader write, by its beginning.
const TO_BE_WRITTEN: [&str; 3] = ["src/rules/NAME.rs", "src/policy/import/NAME.rs", "src/manifest/dbf.rs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a section, without its heading.
#[track_caller]
fn section(heading: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    rest.split("\n## ").next().unwrap()
}

/// The blocks of a language in a section, without the indent of the list that they stand in.
fn blocks(section: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for event in Parser::new(section) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(of))) if &*of == language => open = Some(String::new()),
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks
}

/// Words in backquotes of a section.
fn quoted(section: &str) -> Vec<String> {
    Parser::new_ext(section, Options::ENABLE_TABLES)
        .filter_map(|event| if let Event::Code(text) = event { Some(text.into_string()) } else { None })
        .collect()
}

/// A folder with the built-in pack, into which the tables of the recipe for a rule are put where they say that they belong.
fn pack_with_the_rule() -> Folder {
    let folder = Folder::with::<&str>(&[]);
    folder.copy("policies/xinjiang", "policies/xinjiang");
    let tables = blocks(section("Add a rule"), "toml");
    assert_eq!(tables.len(), 3, "a regime, a rule and its cases");
    for table in tables {
        let place = table.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a comment with the file");
        let stands = fs::read_to_string(folder.path(place)).unwrap_or_default();
        let above = stands.find("# Digests: ").unwrap_or(stands.len());
        let (before, digests) = stands.split_at(above);
        folder.write(place, format!("{before}{table}\n{digests}"));
    }
    folder
}

/// The commands of the recipe for a rule, without the name of the program.
fn commands() -> Vec<Vec<String>> {
    let lines = blocks(section("Add a rule"), "sh").concat();
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    lines.lines().map(|line| words(line.strip_prefix("sourcegate ").expect("a command of ours"))).collect()
}

#[test]
fn the_recipe_for_a_rule_works_as_it_stands() {
    let folder = pack_with_the_rule();
    let said: Vec<String> = commands()
        .iter()
        .map(|words| {
            let ran = folder.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
            ran.ends(0, &[]);
            ran.out
        })
        .collect();
    let [lock, test, mutate, explain] = said.as_slice() else { panic!("four commands, not {}", said.len()) };
    assert!(lock.contains("added    rules/acme.toml") && lock.contains("added    cases/acme.toml"), "{lock}");
    for case in ["a listed supplier", "a supplier that is not listed"] {
        assert!(test.contains(&format!("case acme-entity-list-review / {case} ... ok")), "{test}");
    }
    assert!(test.contains(" passed, 0 failed"), "{test}");
    assert!(mutate.contains(" noticed by a case, 0 not"), "{mutate}");
    for line in ["review  US, EU        in force since 2026-01-01", "ACME sourcing policy: ACME sourcing policy 4.2"] {
        assert!(explain.contains(line), "{explain}");
    }
}

#[test]
fn a_rule_of_the_recipe_without_one_of_its_cases_is_refused() {
    let expected = [("a listed supplier", "must fail"), ("a supplier that is not listed", "must pass")];
    for (name, lacks) in expected {
        let folder = pack_with_the_rule();
        let path = "policies/xinjiang/cases/acme.toml";
        let text = fs::read_to_string(folder.path(path)).unwrap();
        let (head, cases) = text.split_once("[[case]]").unwrap();
        let kept: Vec<&str> = cases.split("[[case]]").filter(|case| !case.contains(&format!("\"{name}\""))).collect();
        assert_eq!(kept.len(), 1, "one of two cases is left");
        folder.write(path, format!("{head}[[case]]{}", kept[0]));
        folder.run(&["policy", "lock", "policies/xinjiang"]).ends(0, &[]);
        let says = format!("the rule `acme-entity-list-review` has no case that {lacks}");
        folder.run(&["policy", "verify", "policies/xinjiang"]).ends(2, &[&says]);
    }
}

#[test]
fn a_misspelt_parameter_of_the_recipe_is_refused_where_it_stands() {
    let folder = pack_with_the_rule();
    let path = "policies/xinjiang/rules/acme.toml";
    let place = folder.replace(path, "\"bis-entity-list\"", "\"bis-entity-lists\"");
    folder.run(&["policy", "lock", "policies/xinjiang"]).ends(0, &[]);
    let place = format!("rules/acme.toml:{place}: ");
    let says = "the pack has no list `bis-entity-lists`; did you mean `bis-entity-list`?";
    folder.run(&["policy", "verify", "policies/xinjiang"]).ends(2, &[place.trim(), says]);
}

/// The rows of the table of what an addition touches: its name, the example and the count of code files.
fn counted() -> Vec<(String, String, usize)> {
    let rows = section(RECIPES[0]).lines().filter(|line| line.starts_with("| a"));
    rows.filter(|line| !line.starts_with("| addition"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [addition, example, files] = cells.as_slice() else { panic!("three cells, not {line}") };
            (addition.to_string(), example.trim_matches('`').to_owned(), files.parse().unwrap())
        })
        .collect()
}

/// The name of a type for a kebab-case name: `CslJson`.
fn type_name(name: &str) -> String {
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    name.split('-').map(capital).collect()
}

/// Returns true if a text holds a form, whole: what begins or ends in a letter is no part of a longer word.
fn holds(text: &str, form: &str) -> bool {
    let part = |ch: Option<char>| ch.is_some_and(|ch| ch.is_alphanumeric() || ch == '_');
    let longer = |inside: Option<char>, beside: Option<char>| part(inside) && part(beside);
    text.match_indices(form).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + form.len()..].chars().next());
        !longer(form.chars().next(), before) && !longer(form.chars().next_back(), after)
    })
}

/// The code files that are something of this name or name it as a module, a type or a text. A folder is part of the file of
/// its name.
fn touched(name: &str) -> BTreeSet<PathBuf> {
    let module = name.replace('-', "_");
    let forms = [type_name(name), format!("{module}::"), format!("mod {module}"), format!("\"{name}\"")];
    let mut files = BTreeSet::new();
    for path in rust_files("src") {
        let mut file = path.strip_prefix(root()).unwrap().with_extension("");
        if let Some(folder) = file.ancestors().skip(1).find(|folder| folder.ends_with(&module)) {
            file = folder.to_owned();
        }
        let text = code(&path);
        if file.ends_with(&module) || forms.iter().any(|form| holds(&text, form)) {
            files.insert(file);
        }
    }
    files
}

#[test]
fn an_addition_touches_as_many_code_files_as_the_page_says() {
    let counted = counted();
    assert_eq!(counted.len(), 6, "a row for each kind of addition: {counted:?}");
    for (addition, example, files) in counted {
        let touched = touched(&example);
        assert_eq!(touched.len(), files, "{addition}, `{example}`: {touched:#?}");
        assert!(files <= 3, "{addition} needs {files} code files");
    }
}

#[test]
fn files_that_name_an_example_are_found_in_every_form() {
    let registry = Path::new("src/rules/mod");
    let reason = Path::new("src/report/reason/postal_code");
    let touched = touched("postal-code-refused");
    assert!(touched.contains(registry) && touched.contains(reason), "{touched:?}");
    assert!(holds("use a::{Csv, b}", "Csv") && !holds("CsvReader", "Csv") && !holds("my_csv::read", "csv::"));
    assert!(holds("crate::csv::read", "csv::") && holds("pub mod csv;", "mod csv"));
    assert_eq!(type_name("csl-json"), "CslJson");
}

/// The words of a text that a program could have as names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|ch: char| !ch.is_alphanumeric() && ch != '_')
        .filter(|word| word.starts_with(|ch: char| !ch.is_numeric()))
}

/// Problem with something in backquotes; `None` when it is in the tree.
fn missing(quoted: &str, names: &BTreeSet<String>) -> Option<&'static str> {
    let mut parts = quoted.split_whitespace().peekable();
    while parts.next_if(|part| part.split_once('=').is_some_and(|(name, _)| name.chars().all(is_upper))).is_some() {}
    match parts.next()? {
        "sourcegate" => refused(&parts.collect::<Vec<_>>()).then_some("is no command"),
        "policy" => refused(&["policy"].into_iter().chain(parts).collect::<Vec<_>>()).then_some("is no command"),
        "cargo" => {
            let filter = parts.rfind(|part| !part.starts_with('-'))?;
            let known = filter == "fmt" || names.iter().any(|name| name.contains(filter));
            (!known).then_some("runs no test")
        }
        "rustfmt" => parts.filter(|part| part.contains('/')).find_map(no_file),
        _ if TO_BE_WRITTEN.contains(&quoted) => root().join(quoted).exists().then_some("is written already"),
        first if first.contains('/') => no_file(first),
        first if first.ends_with(".toml") => no_file(&format!("policies/xinjiang/{first}")),
        _ => {
            let text = quoted.trim_start_matches("--");
            words(text).any(|word| !names.contains(word)).then_some("is no name in the code")
        }
    }
}

fn is_upper(ch: char) -> bool {
    ch.is_ascii_uppercase() || ch == '_'
}

/// The problem with a path from the root, or from the pack; the folder of a pattern must be there.
fn no_file(path: &str) -> Option<&'static str> {
    let path = path.trim_end_matches("*.rs");
    let stands = ["", "policies/xinjiang"].iter().any(|folder| root().join(folder).join(path).exists());
    // A build makes it.
    (!stands && !path.starts_with("target/")).then_some("is no file")
}

/// Returns true if the program does not know the verbs and options of a command.
fn refused(words: &[&str]) -> bool {
    Folder::with::<&str>(&[]).run(&[words, &["--help"]].concat()).code != Some(0)
}

/// Every word of the code, and the folders and modules of the tests.
fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for path in rust_files("src").iter().chain(&rust_files("tests")) {
        // What this file says of the page proves nothing.
        if !path.ends_with("tests/main/recipes.rs") {
            let text = fs::read_to_string(path).unwrap();
            let spoken = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            names.extend(spoken.flat_map(words).map(str::to_owned));
        }
    }
    names
}

#[test]
fn what_the_recipes_name_is_in_the_tree() {
    let names = names();
    let mut looked = 0;
    let mut wrong = Vec::new();
    let examples: Vec<String> = counted().into_iter().map(|(_, example, _)| example).collect();
    for recipe in RECIPES {
        for text in quoted(section(recipe)).iter().filter(|text| !examples.contains(text)) {
            looked += 1;
            wrong.extend(missing(text, &names).map(|why| format!("{recipe}: `{text}` {why}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looked > 80, "only {looked} things are looked up");
}

#[test]
fn what_is_not_in_the_tree_is_noticed() {
    let names = names();
    for text in [
        "src/rules/postal_code_refuse.rs",
        "RuleChecks",
        "job.opened_with",
        "sourcegate policy tests policy",
        "sourcegate policy test --mutates policy",
        "cargo test --locked the_published_schemes",
        "policies.toml",
    ] {
        assert!(missing(text, &names).is_some(), "`{text}` passes");
    }
}
