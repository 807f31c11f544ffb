//! The recipes of CONTRIBUTING.md: the rule is carried out as written, and of the others the example that the recipe names
//! is counted, so that neither can drift from the code.

use std::path::Path;

use crate::rooms::{code, rust_files};
use crate::support::Folder;

fn recipe(head: &str) -> String {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md")).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with(head));
    section.unwrap_or_else(|| panic!("CONTRIBUTING.md has no `## {head}`")).to_owned()
}

/// The TOML blocks of a recipe, without the indent of the list they stand in.
fn blocks(recipe: &str) -> Vec<String> {
    let unindented = |block: &str| {
        let lines = block.lines().map(|line| line.strip_prefix("   ").unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    };
    let blocks = recipe.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(unindented).collect()
}

#[test]
fn the_rule_of_the_recipe_is_a_rule() {
    let [rule, cases] = &blocks(&recipe("Add a rule"))[..] else { panic!("a block of the rule and one of its cases") };
    let folder = Folder::with::<&str>(&[]);
    folder.copy_pack();
    folder.write("pack/rules/acme.toml", rule);
    folder.write("pack/cases/acme.toml", cases);
    folder.run(&["policy", "lock", "pack"]).ends(0, &["added rules/acme.toml", "added cases/acme.toml"]);
    folder.run(&["policy", "test", "pack"]).ends(0, &[]);
    folder
        .run(&["explain", "acme-entity-list-review", "--policy", "pack"])
        .ends(0, &["a supplier is on the BIS Entity List, and we want to see why", "ACME sourcing policy 4.2"]);
    folder.write("a.sourcing.toml", "[manifest]\nschema = 1\n[[party]]\nid = \"cameras\"\nname = \"Hikvision\"\n");
    folder.run(&["check", "--policy", "pack", "--as-of", "2026-11-24"]).ends(0, &["review[acme-entity-list-review]"]);

    // One case is not enough, and a word that the check does not have is named with its place.
    folder.write("pack/cases/acme.toml", cases.rsplit_once("[[case]]").unwrap().0);
    folder.run(&["policy", "lock", "pack"]).ends(0, &["changed cases/acme.toml"]);
    folder.run(&["check", "--policy", "pack"]).ends(2, &["acme-entity-list-review"]);
    folder.write("pack/cases/acme.toml", cases);
    let place = folder.replace("pack/rules/acme.toml", "lists = ", "list = ");
    folder.run(&["policy", "lock", "pack"]).ends(0, &["changed rules/acme.toml"]);
    folder.run(&["check", "--policy", "pack"]).ends(2, &[&format!("rules/acme.toml:{place}"), "`lists`"]);
}

/// Files of the program that name a module, its own file left out.
fn naming(module: &str) -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let named = [format!("mod {module};"), format!("{module}::")];
    let files = rust_files("src").into_iter().filter(|file| file.file_stem().is_some_and(|stem| stem != module));
    let naming = files.filter(|file| named.iter().any(|named| code(file).contains(named.as_str())));
    naming.map(|file| file.strip_prefix(&source).unwrap().to_string_lossy().replace('\\', "/")).collect()
}

#[test]
fn the_example_of_a_recipe_is_named_by_its_registry_alone() {
    for (head, example, module, named_by) in [
        (
            "Add a rule",
            "postal_code_refused.rs",
            "postal_code_refused",
            &["report/reason/postal_code.rs", "rules/mod.rs"][..],
        ),
        ("Add a format", "workbook.rs", "workbook", &["manifest/mod.rs"]),
        ("Add a format", "junit.rs", "junit", &["report/mod.rs"]),
        ("Add an importer", "csl_json.rs", "csl_json", &["policy/import/mod.rs"]),
    ] {
        assert!(recipe(head).contains(example), "the recipe `{head}` does not name {example}");
        assert_eq!(naming(module), named_by, "files that name {example}");
    }
}
