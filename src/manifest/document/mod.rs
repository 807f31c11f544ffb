//! Documents with a structure: JSON, JSON Lines, YAML and XML.
//!
//! A document becomes a [`tree`], whatever it was written in. Then the first format that recognises it reads it; one that
//! none recognises is read as [`objects`] whose keys are the header words of tables. Everything that a format leaves is named
//! and looked through.

mod bods;
mod catenax;
mod cyclonedx;
mod epcis;
mod gleif;
mod json;
mod objects;
mod omts;
mod parts;
mod spdx;
mod statement;
mod tag_value;
mod tree;
mod ubl;
mod untp;
mod xml;
mod yaml;

use std::collections::HashSet;

use statement::Statement;
use tree::{Node, Tree, Wrong};

use super::headers::{self, Field};
use super::interest::{Confidence, Interest};
use super::job::Job;
use super::reader::{Reader, has_extension};
use super::table::search::{says_who_and_where, well_known};
use super::{Limits, Outcome, suspect, text};
use crate::source::anchors::Anchors;
use crate::source::text::decode_start;

/// A format that is written as a tree.
trait Dialect: Sync {
    /// Name of the format, as in reports and in `format` of an import.
    fn name(&self) -> &'static str;

    /// Returns true if the beginning of a file speaks of the format.
    fn is_likely(&self, head: &str) -> bool;

    /// Returns true for a document of the format.
    fn recognises(&self, root: Node<'_>) -> bool;

    /// States the facts of a document.
    fn read<'t>(&self, statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome;
}

/// The registry: one line per format. The first one that recognises a document reads it.
const DIALECTS: &[&dyn Dialect] = &[
    &cyclonedx::CycloneDx,
    &spdx::Spdx,
    &epcis::Epcis,
    &untp::Untp,
    &bods::Bods,
    &omts::Omts,
    &catenax::CatenaX,
    &ubl::Ubl,
    &gleif::Gleif,
];

/// Names of the formats.
pub(super) fn dialects() -> impl Iterator<Item = &'static str> {
    DIALECTS.iter().map(|dialect| dialect.name())
}

/// The way to write trees that a file is surest to be in.
pub(super) fn surest(path: &str, head: &[u8]) -> &'static Syntax {
    let mut best = &JSON;
    for other in [&YAML, &TAGS, &LEI_TABLE, &XML] {
        if other.sniff(path, head) > best.sniff(path, head) {
            best = other;
        }
    }
    best
}

/// A way to write trees.
pub(super) struct Syntax {
    name: &'static str,
    aliases: &'static [&'static str],
    extensions: &'static [&'static str],
    /// Returns true if a text begins like one.
    begins: fn(&str) -> bool,
    read: fn(&str, &str, &Limits) -> Result<Tree, Wrong>,
}

/// JSON, and JSON Lines.
pub(super) static JSON: Syntax = Syntax {
    name: "json",
    aliases: &["jsonl"],
    extensions: &["json", "jsonl", "ndjson", "jsonld", "omts"],
    begins: |text| {
        let mut marks = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
        let begin = (marks.next(), marks.next());
        let is_list = matches!(begin, (Some(b'['), Some(b'{' | b'[' | b'"' | b']' | b'0'..=b'9' | b'-')));
        is_list || matches!(begin, (Some(b'{'), Some(b'"' | b'}')))
    },
    read: |path, text, limits| {
        if has_extension(path, &["jsonl", "ndjson"]) || json::is_lines(text) {
            json::read_lines(text, limits)
        } else {
            json::read(text, limits)
        }
    },
};

/// YAML.
pub(super) static YAML: Syntax = Syntax {
    name: "yaml",
    aliases: &[],
    extensions: &["yaml", "yml"],
    begins: |text| text.starts_with("%YAML"),
    read: |_, text, limits| yaml::read(text, limits),
};

/// The lines of tags of SPDX 2.
pub(super) static TAGS: Syntax = Syntax {
    name: "spdx-tag-value",
    aliases: &[],
    extensions: &["spdx"],
    begins: tag_value::begins,
    read: |_, text, limits| tag_value::read(text, limits),
};

/// The table of relationships between holders of LEIs.
pub(super) static LEI_TABLE: Syntax = Syntax {
    name: "gleif-csv",
    aliases: &[],
    extensions: &[],
    begins: gleif::begins,
    read: |_, text, limits| gleif::read(text, limits),
};

/// XML.
pub(super) static XML: Syntax = Syntax {
    name: "xml",
    aliases: &[],
    extensions: &["xml"],
    begins: |text| {
        let text = text.trim_start();
        let mut marks = text.bytes();
        marks.next() == Some(b'<')
            && marks.next().is_some_and(|byte| matches!(byte, b'?' | b'!') || byte.is_ascii_alphabetic())
            && !is_page(text)
    },
    read: |_, text, limits| xml::read(text, limits),
};

/// Returns true for a table of TOML, which begins like a list of JSON.
fn is_toml(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("[[") || text.starts_with("[\"")
}

/// Returns true for a page of the web.
fn is_page(text: &str) -> bool {
    let head: String = text.chars().take(200).collect::<String>().to_lowercase();
    head.contains("<!doctype html") || head.contains("<html")
}

impl Reader for Syntax {
    fn name(&self) -> &'static str {
        self.name
    }

    fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    fn extensions(&self) -> &'static [&'static str] {
        self.extensions
    }

    fn limit(&self, limits: &Limits) -> u64 {
        limits.max_table_bytes
    }

    fn sniff(&self, path: &str, head: &[u8]) -> Confidence {
        let named = has_extension(path, self.extensions);
        match decode_start(head) {
            Some(text) if (self.begins)(&text) && (named || !is_toml(&text)) => Confidence::ByContent,
            _ if named => Confidence::ByName,
            _ => Confidence::No,
        }
    }

    fn interest(&self, path: &str, head: Option<&[u8]>) -> Interest {
        let Some(head) = head else { return Interest::Look };
        if speaks_of_suppliers(path, &decode_start(head).unwrap_or_default()) { Interest::Take } else { Interest::Pass }
    }

    fn read(&self, job: &mut Job<'_>, bytes: Vec<u8>) {
        if text::open(job, bytes, "save it as UTF-8") {
            read(self, job);
        }
    }
}

/// Returns true if a search takes a document: by its name, by a format, or by keys that say who and where.
fn speaks_of_suppliers(path: &str, head: &str) -> bool {
    if suspect::is_strong(path) || DIALECTS.iter().any(|dialect| dialect.is_likely(head)) {
        return true;
    }
    // Where they are may stand deeper in the document than its beginning shows.
    let deeper = well_known(path).then_some("country");
    let keys: HashSet<&str> = suspect::keys(head).chain(deeper).collect();
    says_both(keys.into_iter())
}

/// Returns true if keys say who supplies or makes, and where. Owners and regions stand in the settings of every program.
fn says_both<'k>(keys: impl Iterator<Item = &'k str>) -> bool {
    let is_owner = |key: &str| headers::read(key).meaning().is_some_and(|it| it.field == Field::Parent);
    says_who_and_where(keys.filter(|key| !is_owner(key)))
}

fn read(syntax: &Syntax, job: &mut Job<'_>) {
    let text = job.facts.sources.take_text(job.file);
    let read = (syntax.read)(job.path, &text, job.limits);
    match read {
        Err(wrong) => {
            job.facts.sources.put_text(job.file, text);
            broken(job, wrong);
        }
        Ok(tree) => {
            let outcome = state(job, &text, &tree);
            job.facts.sources.put_text(job.file, text);
            job.facts.sources.put_anchors(job.file, Anchors::of_tree(tree.into_paths()));
            if job.input.problems.is_empty() {
                job.input.outcome = outcome;
            }
        }
    }
}

/// Says what is wrong with a document. Of one that a search found, and that nothing says is one of suppliers, nobody knows what it is.
fn broken(job: &mut Job<'_>, wrong: Wrong) {
    let named = suspect::is_strong(job.path) || well_known(job.path);
    let head: String = job.facts.source(job.file).text.chars().take(1 << 14).collect();
    if job.found && !named && !DIALECTS.iter().any(|dialect| dialect.is_likely(&head)) {
        job.give_up(Interest::List);
    } else {
        job.problem(wrong.span, wrong.message, wrong.help);
    }
}

fn state(job: &mut Job<'_>, text: &str, tree: &Tree) -> Outcome {
    let root = tree.root(text);
    let asked = job.spec.and_then(|spec| spec.format.as_deref());
    let asked = DIALECTS.iter().find(|dialect| Some(dialect.name()) == asked);
    let found = DIALECTS.iter().find(|dialect| dialect.recognises(root));
    match (asked, found) {
        (Some(asked), found) if found.is_none_or(|found| found.name() != asked.name()) => {
            let message = format!("this is no document of the format `{}`", asked.name());
            job.problem(root.span(), message, "correct `format`, or take it out to have the format found");
            Outcome::Failed
        }
        (_, Some(dialect)) => {
            job.input.format = dialect.name();
            dialect.read(Statement::new(job, root), root)
        }
        (_, None) => objects::read(job, text, root),
    }
}
