//! JUnit, read back by an XML parser.

use roxmltree::{Document, Node};

use super::{assert_harmless, exposed, report};
use crate::support::Folder;

fn cases<'a>(document: &'a Document<'a>) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.has_tag_name("testcase")).collect()
}

fn with<'a>(document: &'a Document<'a>, outcome: &str) -> Vec<Node<'a, 'a>> {
    let holds = |case: &Node<'_, '_>| case.children().any(|child| child.has_tag_name(outcome));
    cases(document).into_iter().filter(holds).collect()
}

#[test]
fn hostile_names_are_only_text() {
    let text = report("junit");
    assert_harmless(&text);
    let document = Document::parse(&text).unwrap();
    let ours = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped", "properties", "property"];
    for node in document.descendants().filter(Node::is_element) {
        assert!(ours.contains(&node.tag_name().name()), "an element from an input: {node:?}");
    }
    let mut names: Vec<_> =
        cases(&document).iter().map(|case| (case.attribute("classname"), case.attribute("name"))).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "one case hides another");
    assert_eq!(with(&document, "error").len(), 1, "the manifest that cannot be read");
}

#[test]
fn failures_are_what_fails_and_their_counts_agree() {
    let folder = Folder::with(&[("a.sourcing.toml", exposed("Far Works"))]);
    for level in ["deny", "info"] {
        let run = folder.check(&["--format", "junit", "--fail-on", level]);
        let document = Document::parse(&run.out).unwrap();
        let count = |name: &str| document.root_element().attribute(name).unwrap().parse::<usize>().unwrap();
        assert_eq!(count("tests"), cases(&document).len());
        assert_eq!(count("failures"), with(&document, "failure").len());
        assert_eq!(run.code == Some(1), count("failures") > 0, "{}", run.out);
    }
    let passed = Folder::with(&[("a.sourcing.toml", exposed("Far Works").replace("Xinjiang", "Sichuan"))]);
    let run = passed.check(&["--format", "junit"]);
    let document = Document::parse(&run.out).unwrap();
    assert_eq!((run.code, with(&document, "failure").len()), (Some(0), 0), "{}", run.out);
    assert!(
        cases(&document).iter().any(|case| case.attribute("classname") == Some("xuar-site")),
        "what was checked shows"
    );
    let empty = Folder::with(&[("readme.md", "nothing")]).check(&["--format", "junit"]);
    assert_eq!((empty.code, with(&Document::parse(&empty.out).unwrap(), "error").len()), (Some(3), 1));
}

#[test]
fn the_name_of_a_case_survives_a_line_above_it() {
    let names = |text: &str| {
        let out = Folder::with(&[("a.sourcing.toml", text.to_owned())]).check(&["--format", "junit"]).out;
        let document = Document::parse(&out).unwrap();
        cases(&document)
            .iter()
            .map(|case| format!("{:?} {:?}", case.attribute("classname"), case.attribute("name")))
            .collect::<Vec<_>>()
    };
    let text = exposed("Far Works");
    assert_eq!(names(&text), names(&format!("# a remark\n{text}")));
}
