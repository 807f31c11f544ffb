//! The pages and settings around the code: what they say of it and of each other still holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// `rust-version` of Cargo.toml.
const OLDEST_RUST: &str = env!("CARGO_PKG_RUST_VERSION");

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A page of Markdown.
#[derive(Default)]
struct Page {
    /// Headings with their levels.
    headings: Vec<(HeadingLevel, String)>,
    /// Targets of its links and pictures.
    targets: Vec<String>,
}

impl Page {
    fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut heading = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(level)) => page.headings.extend(heading.take().map(|text| (level, text))),
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.targets.push(dest_url.into_string());
                }
                _ => {}
            }
        }
        page
    }

    /// The anchors that GitHub gives its headings.
    fn anchors(&self) -> BTreeSet<String> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut anchors = BTreeSet::new();
        for (_, heading) in &self.headings {
            let kept = heading.chars().filter(|ch| ch.is_alphanumeric() || matches!(ch, ' ' | '-' | '_'));
            let anchor = kept.collect::<String>().to_lowercase().replace(' ', "-");
            let count = seen.entry(anchor.clone()).or_default();
            anchors.insert(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
            *count += 1;
        }
        anchors
    }
}

/// Every page of Markdown below the root, by its path from there.
fn pages() -> BTreeMap<PathBuf, Page> {
    let ours = |entry: &ignore::DirEntry| !matches!(entry.file_name().to_str(), Some(".git" | "target"));
    let walk = WalkBuilder::new(ROOT).hidden(false).require_git(false).filter_entry(ours).build();
    walk.map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let page = Page::parse(&std::fs::read_to_string(&path).unwrap());
            (path.strip_prefix(ROOT).unwrap().to_owned(), page)
        })
        .collect()
}

#[test]
fn relative_links_lead_to_files_and_headings() {
    let pages = pages();
    let mut followed = 0;
    let mut broken = Vec::new();
    for (path, page) in &pages {
        for target in page.targets.iter().filter(|target| !target.contains("://") && !target.starts_with("mailto:")) {
            let (file, anchor) = target.split_once('#').map_or((target.as_str(), None), |(file, to)| (file, Some(to)));
            let to = if file.is_empty() {
                Path::new(ROOT).join(path)
            } else {
                Path::new(ROOT).join(path).with_file_name(file)
            };
            followed += 1;
            let Ok(to) = to.canonicalize() else {
                broken.push(format!("{}: {target}: no such file", path.display()));
                continue;
            };
            let Some(anchor) = anchor else { continue };
            let known = std::fs::read_to_string(&to).is_ok_and(|text| Page::parse(&text).anchors().contains(anchor));
            if !known {
                broken.push(format!("{}: {target}: no such heading", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(followed >= 10, "only {followed} links in {} pages", pages.len());
}

#[test]
fn the_changelog_has_a_section_for_this_version() {
    const KINDS: [&str; 6] = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    let page = Page::parse(&read("CHANGELOG.md"));
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for (level, heading) in &page.headings {
        match (level, sections.last_mut()) {
            (HeadingLevel::H2, _) => sections.push((heading, Vec::new())),
            (HeadingLevel::H3, Some((_, kinds))) => kinds.push(heading),
            _ => {}
        }
    }
    for (at, (section, kinds)) in sections.iter().enumerate() {
        assert!(kinds.iter().all(|kind| KINDS.contains(kind)), "{section}: {kinds:?}");
        if (at, *section) != (0, "Unreleased") {
            assert!(!kinds.is_empty(), "{section} says nothing");
            let (_, day) = section.split_once(" - ").unwrap_or_else(|| panic!("{section} has no date"));
            day.parse::<jiff::civil::Date>().unwrap_or_else(|error| panic!("{section}: {error}"));
        }
    }
    let this = |section: &str| section.split(" - ").next() == Some(env!("CARGO_PKG_VERSION"));
    let (_, kinds) = sections
        .iter()
        .find(|(section, _)| this(section))
        .or_else(|| sections.first().filter(|(section, _)| *section == "Unreleased"))
        .expect("a section of this version, or an unreleased one");
    assert!(!kinds.is_empty(), "nothing is said of this version");
}

/// The versions that a text names as `Rust 1.89`.
fn rusts_of(text: &str) -> Vec<&str> {
    text.match_indices("Rust 1.")
        .map(|(at, _)| {
            let rest = &text[at + "Rust ".len()..];
            rest.split(|ch: char| ch != '.' && !ch.is_ascii_digit()).next().unwrap().trim_end_matches('.')
        })
        .collect()
}

#[test]
fn the_oldest_rust_is_the_same_everywhere() {
    for path in ["README.md", "rust-toolchain.toml"] {
        assert_eq!(rusts_of(&read(path)), [OLDEST_RUST], "{path}");
    }
    for path in ["CONTRIBUTING.md", "SECURITY.md", "docs/ci.md"] {
        assert!(rusts_of(&read(path)).iter().all(|rust| *rust == OLDEST_RUST), "{path}");
    }
    // Clippy takes it from Cargo.toml, unless its own file says otherwise.
    let clippy: toml::Table = read("clippy.toml").parse().unwrap();
    assert!(clippy.get("msrv").is_none_or(|msrv| msrv.as_str() == Some(OLDEST_RUST)), "clippy.toml");
}

/// The action and the hooks build from this folder on machines that may have another toolchain, only parts of one, and no
/// network. A channel or component that is named here would be a download there, or an error.
#[test]
fn the_toolchain_file_asks_for_no_download() {
    let file: toml::Table = read("rust-toolchain.toml").parse().unwrap();
    let mut toolchain = file["toolchain"].as_table().unwrap().clone();
    assert_eq!(toolchain.remove("components"), Some(toml::Value::Array(Vec::new())));
    assert!(toolchain.is_empty(), "{toolchain}");
}
