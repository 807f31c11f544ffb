//! GLEIF level 2: relationship records between holders of LEIs, as CSV, JSON or XML.

use super::Dialect;
use super::statement::Statement;
use super::tree::{Builder, Node, Shape, Tree, Wrong, short};
use crate::facts::{Key, Kind};
use crate::manifest::csv::cursor::{Cursor, extent};
use crate::manifest::{Limits, Outcome};
use crate::source::Span;
use crate::source::paths::Writing;

/// The format.
pub(super) struct Gleif;

/// Column that every table of it has.
const CHILD: &str = "Relationship.StartNode.NodeID";
/// Columns, and elements of XML, that are read: child, parent, kind and state.
const COLUMNS: [[&str; 2]; 4] = [
    [CHILD, "StartNode"],
    ["Relationship.EndNode.NodeID", "EndNode"],
    ["Relationship.RelationshipType", "RelationshipType"],
    ["Relationship.RelationshipStatus", "RelationshipStatus"],
];
/// Kinds of relationships that are known.
const KINDS: [&str; 6] = [
    "IS_DIRECTLY_CONSOLIDATED_BY",
    "IS_ULTIMATELY_CONSOLIDATED_BY",
    "IS_INTERNATIONAL_BRANCH_OF",
    "IS_FUND-MANAGED_BY",
    "IS_SUBFUND_OF",
    "IS_FEEDER_TO",
];

impl Dialect for Gleif {
    fn name(&self) -> &'static str {
        "gleif-rr"
    }

    fn is_likely(&self, head: &str) -> bool {
        head.contains(CHILD) || head.contains("RelationshipRecords>")
    }

    fn recognises(&self, root: Node<'_>) -> bool {
        records(root).first().is_some_and(|record| part(*record, 0).is_some() && part(*record, 1).is_some())
    }

    fn read<'t>(&self, mut statement: Statement<'_, '_, 't>, root: Node<'t>) -> Outcome {
        for node in records(root) {
            record(&mut statement, node);
        }
        statement.finish(|| "there are no relationship records".to_owned())
    }
}

/// The records of a document.
fn records(root: Node<'_>) -> Vec<Node<'_>> {
    if root.is_list() {
        return root.children().collect();
    }
    let records = root.get("RelationshipRecords").unwrap_or(root);
    records.all("RelationshipRecord").filter_map(|record| record.get("Relationship")).collect()
}

/// Part of a record, by its number in [`COLUMNS`].
fn part(node: Node<'_>, at: usize) -> Option<Node<'_>> {
    let [column, element] = COLUMNS[at];
    let found = node.get(column).or_else(|| node.get(element))?;
    if found.is_object() { found.get("NodeID").or(Some(found)) } else { Some(found) }
}

fn record<'t>(statement: &mut Statement<'_, '_, 't>, node: Node<'t>) {
    let (Some(child), Some(parent)) = (part(node, 0), part(node, 1)) else {
        return statement.unclear(node, "a relationship does not say between whom it is");
    };
    let kind = part(node, 2);
    let word = kind.map_or("", |kind| kind.text().trim());
    if !KINDS.contains(&word) {
        let message = format!("`{}` is no kind of relationship that this version knows", short(word));
        return statement.unclear(kind.unwrap_or(node), message);
    }
    statement.next();
    for end in [child, parent] {
        statement.begin(Kind::Party, node);
        statement.say(Key::Id, end);
        statement.say(Key::Lei, end);
    }
    // What is inactive no longer holds.
    if part(node, 3).is_some_and(|state| state.text().trim() == "INACTIVE") {
        return;
    }
    statement.begin(Kind::Ownership, node);
    statement.say(Key::Owner, parent);
    statement.say(Key::Owned, child);
    if let Some(kind) = kind {
        statement.say(Key::Kind, kind);
    }
}

/// Returns true if a text begins with the header of the table.
pub(super) fn begins(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains(CHILD))
}

/// Reads the table as a list of objects.
///
/// # Errors
/// When a record is broken, or a limit is passed.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Tree, Wrong> {
    let mut builder = Builder::new(Writing::Lines, limits);
    builder.open(Shape::List, Span::from(0..text.len()))?;
    let mut cursor = Cursor::new(text, b',', limits.max_record_bytes);
    let mut header: Vec<String> = Vec::new();
    let mut cells = Vec::new();
    loop {
        match cursor.next(&mut cells) {
            Ok(false) => break,
            Ok(true) => {}
            Err(broken) => return Err(Wrong::new(broken.span, broken.message, broken.help)),
        }
        if header.is_empty() {
            header = cells.iter().map(|cell| cell.text(text).trim().to_owned()).collect();
            continue;
        }
        let row = extent(&cells);
        if cells.len() != header.len() {
            let message = format!("this row has {} cells, and the header has {}", cells.len(), header.len());
            return Err(Wrong::new(row, message, "correct the row, or fetch the file anew"));
        }
        builder.open(Shape::Object, row)?;
        for (name, cell) in header.iter().zip(&cells) {
            builder.key(cell.span, name)?;
            builder.single(Shape::Text, cell.span, cell.inner, cell.unescaped.as_deref().map(str::to_owned))?;
        }
        builder.close(row.end);
    }
    builder.close(0);
    builder.finish().ok_or_else(|| Wrong::new(Span::default(), "the table is empty", "fetch the file anew"))
}
