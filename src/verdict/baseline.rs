//! The baseline: known debt by fingerprint, ratcheting both ways.
//!
//! New debt is not covered, and an entry whose finding is gone is a finding itself, so the file only ever shrinks unless
//! somebody records more on purpose. Updating is an edit of the text: what stays keeps its words, its comments and its
//! place, so that a review shows one changed block for one changed finding.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use super::rows::{self, Form, Shape, Stated};
use super::waiver::by_fingerprint;
use crate::finding::{Cover, CoverKind, Finding, Flaw, Status, is_fingerprint};
use crate::policy::pack::Pack;
use crate::source::{SourceFile, Span};

/// The name of the file, unless the configuration names another.
pub const FILE: &str = "sourcegate-baseline.toml";

/// The file: `[[entry]]` tables with these keys.
const SHAPE: Shape = Shape {
    table: "entry",
    keys: &[
        ("fingerprint", Form::Text),
        ("rule", Form::Text),
        ("subject", Form::Text),
        ("reason", Form::Text),
        ("since", Form::Date),
    ],
};

/// The keys of an entry.
#[must_use]
pub fn keys() -> Vec<&'static str> {
    SHAPE.keys.iter().map(|(key, _)| *key).collect()
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The header of its table.
    pub span: Span,
    /// Line of the header, from 1.
    pub line: u32,
    /// The fingerprint of the finding.
    pub fingerprint: Stated<String>,
    /// Its rule.
    pub rule: Stated<String>,
    /// Name of its subject when it was recorded.
    pub subject: String,
    /// Reason why it is recorded; may be empty.
    pub reason: String,
    /// First day on which it counts.
    pub since: Date,
}

/// A file of known debt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    /// Path of the file, as reported.
    pub path: String,
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// Every problem with its place: what does not parse, unknown or missing keys, values of the wrong form.
    pub fn parse(file: &SourceFile) -> Result<Self, String> {
        let mut entries = Vec::new();
        let mut problems = Vec::new();
        for mut row in rows::read(file, &SHAPE)? {
            let line = file.position(row.span.start).line;
            let missing =
                |key: &str| format!("{}:{line}: this entry has no `{key}`; add it, or take the entry out", file.path);
            match (row.text("fingerprint"), row.text("rule"), row.date("since")) {
                (Some(fingerprint), Some(rule), Some(since)) if is_fingerprint(&fingerprint.value) => {
                    entries.push(Entry {
                        span: row.span,
                        line,
                        fingerprint,
                        rule,
                        subject: row.text("subject").map_or_else(String::new, |stated| stated.value),
                        reason: row.text("reason").map_or_else(String::new, |stated| stated.value),
                        since: since.value,
                    })
                }
                (Some(fingerprint), Some(_), Some(_)) => problems.push(format!(
                    "{}:{line}: `{}` is not a fingerprint: sixteen digits and letters from a to f, as reports print it",
                    file.path, fingerprint.value
                )),
                (None, ..) => problems.push(missing("fingerprint")),
                (_, None, _) => problems.push(missing("rule")),
                (.., None) => problems.push(missing("since")),
            }
        }
        if problems.is_empty() { Ok(Self { path: file.path.clone(), entries }) } else { Err(problems.join("\n")) }
    }
}

/// Returns true when the terms of the pack let a finding stand in a baseline.
#[must_use]
pub fn may_cover(finding: &Finding, pack: &Pack) -> bool {
    !finding.reason.is_about_exception()
        && (pack.terms.baseline.non_waivable || pack.rule(&finding.rule).is_some_and(|rule| rule.waivable))
}

/// Marks the open findings that the baseline covers.
pub fn cover(findings: &mut [Finding], baseline: &Baseline, pack: &Pack, as_of: Date, status: Status) {
    let entries: HashMap<&str, &Entry> = baseline
        .entries
        .iter()
        .filter(|entry| entry.since <= as_of)
        .map(|entry| (entry.fingerprint.value.as_str(), entry))
        .collect();
    for finding in findings.iter_mut().filter(|finding| finding.cover.is_none()) {
        let Some(entry) = entries.get(finding.fingerprint.as_str()) else { continue };
        if entry.rule.value == finding.rule && may_cover(finding, pack) {
            finding.status = status;
            finding.cover = Some(Cover {
                kind: CoverKind::Baseline,
                reason: entry.reason.clone(),
                owner: String::new(),
                approver: String::new(),
                ticket: String::new(),
                expires: None,
                place: format!("{}:{}", baseline.path, entry.line),
            });
        }
    }
}

/// Finds flaws of entries: those without effect, and those whose finding is gone.
///
/// Entries are stale only in a run over the whole repository (`whole`): elsewhere their findings were not looked for.
#[must_use]
pub fn assess<'b>(
    baseline: &'b Baseline,
    pack: &Pack,
    findings: &[Finding],
    as_of: Date,
    whole: bool,
) -> Vec<(&'b Entry, Flaw, Span)> {
    let by_fingerprint = by_fingerprint(findings);
    let mut first: HashMap<&str, u32> = HashMap::new();
    let mut flawed = Vec::new();
    for entry in baseline.entries.iter().filter(|entry| entry.since <= as_of) {
        let own = entry.fingerprint.span;
        let line = *first.entry(&entry.fingerprint.value).or_insert(entry.line);
        if line != entry.line {
            flawed.push((entry, Flaw::Repeated { line }, own));
            continue;
        }
        match by_fingerprint.get(entry.fingerprint.value.as_str()).map(|&at| &findings[at]) {
            None if whole => flawed.push((entry, Flaw::Stale, own)),
            None => {}
            Some(finding) if finding.rule != entry.rule.value => {
                flawed.push((entry, Flaw::OtherRule { rule: finding.rule.clone() }, entry.rule.span));
            }
            Some(finding) if !may_cover(finding, pack) => {
                flawed.push((entry, Flaw::NotWaivable { rule: finding.rule.clone() }, entry.rule.span));
            }
            Some(_) => {}
        }
    }
    flawed
}

/// An entry to be written: its place in the order, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// Rule, subject and fingerprint: the order of entries.
    pub order: (String, String, String),
    /// The block, from `[[entry]]` to its last line, with a line break at its end.
    pub block: String,
}

/// The text of a baseline with entries taken out and put in. Everything else stays as it is, byte by byte.
///
/// A block reaches from the comments right above its header to the line before the next block. A new one goes before the
/// first entry that comes after it in the order of rule, subject and fingerprint.
#[must_use]
pub fn edited(text: &str, baseline: &Baseline, remove: &BTreeSet<u32>, mut add: Vec<Addition>) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let starts: Vec<usize> = baseline
        .entries
        .iter()
        .map(|entry| {
            let header = (entry.line as usize).saturating_sub(1).min(lines.len());
            let comments = lines[..header].iter().rev().take_while(|line| line.trim_start().starts_with('#')).count();
            // The comment at the top of the file is about the file.
            if comments == header { header } else { header - comments }
        })
        .collect();
    let head = starts.first().copied().unwrap_or(lines.len());
    let mut out: String = lines[..head].concat();
    add.sort_by(|a, b| a.order.cmp(&b.order));
    let mut add = add.into_iter().peekable();
    for (at, entry) in baseline.entries.iter().enumerate() {
        let order = (&entry.rule.value, &entry.subject, &entry.fingerprint.value);
        while let Some(next) = add.next_if(|next| (&next.order.0, &next.order.1, &next.order.2) < order) {
            push_block(&mut out, &next.block);
        }
        if !remove.contains(&entry.line) {
            let end = starts.get(at + 1).copied().unwrap_or(lines.len());
            push_block(&mut out, &lines[starts[at]..end].concat());
        }
    }
    for next in add {
        push_block(&mut out, &next.block);
    }
    let whole = out.trim_end().len();
    out.truncate(whole);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Appends a block after exactly one empty line, or as it is when it follows one.
fn push_block(out: &mut String, block: &str) {
    if !out.is_empty() {
        if !out.ends_with('\n') {
            out.push('\n');
        }
        if !out.ends_with("\n\n") && !out.ends_with("\r\n\r\n") {
            out.push('\n');
        }
    }
    out.push_str(block);
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Known debt.\n\n[[entry]]\nfingerprint = \"00000000000000aa\"\nrule = \"a\"\nsubject = \"A\"\n\
                        reason = \"kept\" # why\nsince = 2026-01-01\n\n# about c\n[[entry]]\nfingerprint = \"00000000000000cc\"\n\
                        rule = \"c\"\nsince = 2026-01-01\n";

    fn parsed(text: &str) -> Baseline {
        Baseline::parse(&SourceFile::new("b.toml".into(), text.into(), "UTF-8", String::new())).unwrap()
    }

    fn addition(rule: &str, fingerprint: &str) -> Addition {
        Addition {
            order: (rule.into(), String::new(), fingerprint.into()),
            block: format!("[[entry]]\nfingerprint = \"{fingerprint}\"\nrule = \"{rule}\"\nsince = 2026-02-02\n"),
        }
    }

    #[test]
    fn an_edit_touches_nothing_but_its_blocks() {
        let baseline = parsed(TEXT);
        assert_eq!(edited(TEXT, &baseline, &BTreeSet::new(), vec![]), TEXT);
        let text = edited(TEXT, &baseline, &BTreeSet::new(), vec![addition("b", "00000000000000bb")]);
        let at = TEXT.find("# about c").unwrap();
        let block = addition("b", "00000000000000bb").block;
        assert_eq!(text, format!("{}{block}\n{}", &TEXT[..at], &TEXT[at..]));
        assert_eq!(parsed(&text).entries.iter().map(|entry| entry.rule.value.as_str()).collect::<String>(), "abc");
        // Taking it out again gives the file as it was.
        let there = parsed(&text);
        assert_eq!(edited(&text, &there, &BTreeSet::from([there.entries[1].line]), vec![]), TEXT);
        // With an entry goes the comment about it.
        let gone = edited(TEXT, &baseline, &BTreeSet::from([baseline.entries[1].line]), vec![]);
        assert!(gone.contains("reason = \"kept\" # why") && !gone.contains("about c"), "{gone}");
    }

    #[test]
    fn additions_to_an_empty_file_stand_in_order() {
        let text = edited(
            "# head\n",
            &parsed("# head\n"),
            &BTreeSet::new(),
            vec![addition("b", "00000000000000bb"), addition("a", "00000000000000aa")],
        );
        assert!(text.starts_with("# head\n\n[[entry]]\n") && text.find("\"a\"") < text.find("\"b\""), "{text}");
        assert_eq!(parsed(&text).entries.len(), 2);
    }

    #[test]
    fn an_entry_that_lacks_what_it_needs_is_refused_with_its_place() {
        let file = |text: &str| SourceFile::new("b.toml".into(), text.into(), "UTF-8", String::new());
        let wrong = Baseline::parse(&file(
            "[[entry]]\nrule = \"a\"\n\n[[entry]]\nfingerprint = \"xyz\"\nrule = \"a\"\nsince = 2026-01-01\n",
        ));
        let wrong = wrong.unwrap_err();
        assert!(wrong.contains("b.toml:1: this entry has no `fingerprint`"), "{wrong}");
        assert!(wrong.contains("b.toml:4: `xyz` is not a fingerprint"), "{wrong}");
    }
}
