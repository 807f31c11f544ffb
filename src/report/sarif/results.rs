//! Findings as SARIF results: exactly one location each, the other places related, the way to the exposure as a flow.

use std::collections::BTreeMap;

use serde_json::json;

use super::model::{
    ArtifactLocation, Bag, CodeFlow, Location, LogicalLocation, Message, PhysicalLocation, Region, SarifResult,
    Suppression, ThreadFlow, ThreadFlowLocation,
};
use super::{level, text};
use crate::finding::{Finding, Hop, Location as Place, Reach, Status};
use crate::report::positions::Positions;
use crate::report::{grammar, phrases, reason};
use crate::source::anchors::Anchor;
use crate::source::{FileId, Span};
use crate::verdict::run::RunResult;

/// The name under which paths are relative to the root of the repository; GitHub knows it.
pub(super) const ROOT: &str = "%SRCROOT%";
/// The versioned key of our fingerprint. The version changes when what goes into it does.
const FINGERPRINT: &str = "sourcegate/v1";
/// Locations of one result that GitHub shows.
const RELATED: usize = 99;
/// Items that a result shows the way to.
const FLOWS: usize = 10;
/// Steps of all flows of one result that GitHub shows.
const STEPS: usize = 1_000;

/// Context that results are made from.
pub(super) struct Context<'a> {
    pub(super) result: &'a RunResult,
    pub(super) positions: Positions,
    /// Rule id to its index among the descriptors.
    pub(super) rules: BTreeMap<&'a str, usize>,
}

impl<'a> Context<'a> {
    /// The result of a finding; `None` for one without a place, which no reader could show.
    pub(super) fn result(&self, finding: &'a Finding) -> Option<SarifResult<'a>> {
        let (primary, others) = finding.locations.split_first()?;
        let mut steps = STEPS;
        Some(SarifResult {
            rule_id: &finding.rule,
            rule_index: self.rules.get(finding.rule.as_str()).copied(),
            level: level(finding.level),
            message: Message { text: self.message(finding) },
            locations: [self.location(primary)],
            related_locations: others
                .iter()
                .take(RELATED)
                .enumerate()
                .map(|(at, place)| self.related(at, place))
                .collect(),
            code_flows: finding.reaches.iter().take(FLOWS).filter_map(|reach| self.flow(reach, &mut steps)).collect(),
            partial_fingerprints: BTreeMap::from([(FINGERPRINT, finding.fingerprint.as_str())]),
            baseline_state: self.result.base.as_ref().map(|_| state(finding.status)),
            suppressions: suppressions(finding),
            properties: self.properties(finding),
        })
    }

    fn message(&self, finding: &Finding) -> String {
        let mut parts =
            vec![format!("{}: {}", phrases::subject(&finding.subject), reason::sentence(finding, self.result))];
        parts.extend(
            phrases::path(finding)
                .filter(|_| finding.reaches.iter().any(|reach| reach.path.len() > 1))
                .map(|path| format!("Path: {path}")),
        );
        parts.push(phrases::clears(self.result.rule(&finding.rule)));
        text(&grammar::sentence(&grammar::sentences(&parts)))
    }

    fn location(&self, place: &Place) -> Location {
        self.at(&self.result.facts.source(place.file).path, Some((place.file, place.span)))
    }

    /// A place in a file, or the file alone.
    pub(super) fn at(&self, path: &str, place: Option<(FileId, Span)>) -> Location {
        let region = place.map(|(file, span)| self.region(file, span));
        let anchor = place.and_then(|(file, span)| self.result.facts.source(file).anchor(span.start));
        let logical_locations = anchor.map(logical).into_iter().collect();
        let uri = encoded(&phrases::repository_path(self.result, path));
        let artifact_location = ArtifactLocation { uri, uri_base_id: ROOT };
        let physical_location = PhysicalLocation { artifact_location, region };
        Location { id: None, physical_location, logical_locations, message: None }
    }

    /// The lines and columns of a place. A workbook has no text that could be marked, only rows.
    fn region(&self, file: FileId, span: Span) -> Region {
        if let Some(cell) = self.result.facts.source(file).cell(span.start) {
            return Region { start_line: cell.line, start_column: None, end_line: None, end_column: None };
        }
        let (start, end) = (self.positions.get(file, span.start), self.positions.get(file, span.end));
        // The end of a place that only its start is known of is the start.
        let end = if (end.line, end.column) < (start.line, start.column) { start } else { end };
        Region {
            start_line: start.line,
            start_column: Some(start.column),
            end_line: Some(end.line),
            end_column: Some(end.column),
        }
    }

    fn related(&self, index: usize, place: &Place) -> Location {
        let message = Some(Message { text: "stated here too".to_owned() });
        Location { id: Some(index + 1), message, ..self.location(place) }
    }

    /// The way to an item as a flow, as long as steps are left.
    fn flow(&self, reach: &Reach, left: &mut usize) -> Option<CodeFlow> {
        if reach.path.len() < 2 || reach.path.len() > *left {
            return None;
        }
        *left -= reach.path.len();
        let step = |hop: &Hop| {
            let via = phrases::step(hop);
            let what = if via.is_empty() { hop.kind.table().replace('_', " ") } else { via };
            let message = Some(Message { text: text(&format!("{what} {}", phrases::stop(hop))) });
            ThreadFlowLocation { location: Location { message, ..self.location(&hop.location) } }
        };
        Some(CodeFlow { thread_flows: [ThreadFlow { locations: reach.path.iter().map(step).collect() }] })
    }

    fn properties(&self, finding: &Finding) -> Bag {
        let mut bag = Bag::new();
        bag.insert("level", json!(finding.level.word()));
        bag.insert("status", json!(finding.status));
        bag.insert("certainty", json!(finding.certainty));
        bag.insert("basis", json!(phrases::basis(finding.basis).0));
        bag.insert("failing", json!(self.result.is_failing(finding)));
        bag.insert("items", json!(finding.reaches.len()));
        bag
    }
}

/// The name of a place; `cell` is none of the kinds of the standard, which permits others.
fn logical(anchor: Anchor<'_>) -> LogicalLocation {
    let kind = match &anchor {
        Anchor::Cell { .. } => "cell",
        Anchor::Pointer(_) => "value",
        Anchor::XmlPath(_) => "element",
    };
    LogicalLocation { fully_qualified_name: text(&anchor.to_string()), kind }
}

/// The state against the base.
const fn state(status: Status) -> &'static str {
    match status {
        // One with a pending waiver is new, or the base would say that it stands.
        Status::New | Status::PendingWaiver => "new",
        Status::Moved => "updated",
        Status::Fixed => "absent",
        // A covered finding stood there before, or it would not be covered.
        Status::Carried | Status::Waived | Status::Baselined => "unchanged",
    }
}

/// Lists the statements that cover a finding, or wait to.
fn suppressions(finding: &Finding) -> Vec<Suppression> {
    let status = match finding.status {
        Status::Waived | Status::Baselined => "accepted",
        Status::PendingWaiver => "underReview",
        Status::New | Status::Carried | Status::Fixed | Status::Moved => return vec![],
    };
    let justification = text(&phrases::status(finding).unwrap_or_default());
    vec![Suppression { kind: "external", status, justification }]
}

/// A path as a relative URI reference (RFC 3986, section 3.3): every byte outside the unreserved set is encoded.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_bytewise() {
        assert_eq!(encoded("a b/100%:新,x\n.csv"), "a%20b/100%25%3A%E6%96%B0%2Cx%0A.csv");
    }
}
