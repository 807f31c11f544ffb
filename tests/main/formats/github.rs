//! Workflow commands, parsed as the runner parses them.

use super::{assert_harmless, exposed, report};
use crate::support::Folder;

/// A command: its name, its properties, its message.
#[derive(Debug)]
struct Command {
    name: String,
    properties: Vec<(String, String)>,
    message: String,
}

impl Command {
    fn get(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Parses as `actions/runner` does (`ActionCommand.TryParseV2`).
fn parse(line: &str) -> Option<Command> {
    let rest = line.trim_start().strip_prefix("::")?;
    let (head, message) = rest.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let undo = |text: &str| {
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let properties =
        properties.split(',').filter_map(|pair| pair.split_once('=')).map(|(key, value)| (key.to_owned(), undo(value)));
    Some(Command { name: name.to_owned(), properties: properties.collect(), message: undo(message) })
}

fn parsed(text: &str) -> Vec<Command> {
    text.lines().map(|line| parse(line).unwrap_or_else(|| panic!("no command: {line}"))).collect()
}

/// Asserts that every line is one of our commands, and holds nothing that the runner would take for more.
#[track_caller]
pub(super) fn assert_only_commands(text: &str) {
    let commands = parsed(text);
    assert!(commands.len() <= 11, "ten and a notice: {text}");
    for command in &commands {
        assert!(["error", "warning", "notice"].contains(&command.name.as_str()), "{command:?}");
        assert!(!command.message.contains('\n') && !command.message.contains("::"), "{command:?}");
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(command.properties.iter().all(|(key, _)| known.contains(&key.as_str())), "{command:?}");
        assert_eq!(command.properties.iter().filter(|(key, _)| key == "title").count(), 1, "{command:?}");
    }
}

#[test]
fn hostile_names_stay_in_their_command() {
    let text = report("github");
    assert_harmless(&text);
    assert_only_commands(&text);
    let commands = parsed(&text);
    let last = commands.last().unwrap();
    assert_eq!((last.name.as_str(), last.get("title")), ("notice", Some("sourcegate: fail")));
    assert!(last.message.contains("more findings without an annotation"), "{last:?}");
}

#[test]
fn an_annotation_says_who_what_where_and_what_to_do() {
    let folder = Folder::with(&[("sub dir/a,b.sourcing.toml", exposed("Far Works"))]);
    let commands = parsed(&folder.check(&["--format", "github"]).out);
    let first = &commands[0];
    assert_eq!(first.name, "error");
    assert_eq!(first.get("title"), Some("deny: a site or an origin lies in Xinjiang"));
    assert_eq!((first.get("file"), first.get("line")), (Some("sub dir/a,b.sourcing.toml"), Some("17")));
    assert_eq!((first.get("col"), first.get("endColumn")), (Some("12"), Some("21")));
    for part in [
        "Far Works (far-site): province \"Xinjiang\" means",
        "Path: Far Works ← ",
        "To clear it: ",
        "sourcegate explain xuar-site",
    ] {
        assert!(first.message.contains(part), "{part} is missing in {first:?}");
    }
}

#[test]
fn paths_begin_at_the_root_of_the_repository() {
    let folder =
        Folder::with(&[("parts/sourcegate.toml", String::new()), ("parts/a.sourcing.toml", exposed("Far Works"))]);
    git2::Repository::init(folder.path("")).unwrap();
    let run = folder.check(&["parts", "--format", "github"]);
    assert_eq!(parsed(&run.out)[0].get("file"), Some("parts/a.sourcing.toml"), "{}", run.out);
    let inside = folder.check_in("parts", &["--format", "github"]);
    assert_eq!(parsed(&inside.out)[0].get("file"), Some("parts/a.sourcing.toml"), "{}", inside.out);
}

#[test]
fn an_annotation_stands_on_the_line_that_the_change_brought() {
    let old = exposed("Far Works");
    let edge = old.find("[[supply]]").unwrap();
    let folder = Folder::with(&[("a.sourcing.toml", old[..edge].to_owned())]);
    let repository = git2::Repository::init(folder.path("")).unwrap();
    let commit = |message: &str| {
        let mut index = repository.index().unwrap();
        index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
        let who = git2::Signature::now("Tester", "tester@example.com").unwrap();
        let parent = repository.head().ok().and_then(|head| head.peel_to_commit().ok());
        let parents: Vec<_> = parent.iter().collect();
        repository.commit(Some("HEAD"), &who, &who, message, &tree, &parents).unwrap();
    };
    commit("a site that no item reaches");
    folder.write("a.sourcing.toml", &old);
    commit("the edge to it");
    let run = folder.check(&["--base", "HEAD^", "--format", "github"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    let first = &parsed(&run.out)[0];
    let lines = |text: &str| text.matches('\n').count() as u64 + 1;
    let line: u64 = first.get("line").unwrap().parse().unwrap();
    assert!((lines(&old[..edge])..lines(&old)).contains(&line), "on the new edge: {first:?}");
    assert!(first.message.contains("Stated at a.sourcing.toml:17"), "{first:?}");
    assert!(first.message.contains("New: the base has it too; there it does not reach"), "{first:?}");
}
