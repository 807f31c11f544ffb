//! Objects of no format in particular, as tables: each key is a header word, keys within keys are several.
//!
//! The objects of a list are the rows of a table, and so is a single object. What stands in a list within a row is a table
//! of its own, whose rows belong to the row above: where they name nobody, the row above says who.

use std::collections::{HashMap, HashSet};

use super::says_both;
use super::tree::{Node, TEXT};
use crate::facts::Kind;
use crate::facts::account::{Column, NotJudged, Standing};
use crate::manifest::headers::{self, Field};
use crate::manifest::interest::Interest;
use crate::manifest::job::Job;
use crate::manifest::table::search::well_known;
use crate::manifest::table::{Cell, Columns, MAP, NoColumns, SAMPLE_ROWS, words};
use crate::manifest::{Outcome, suspect};
use crate::source::Span;

/// Columns of a table at most: a document whose keys are data has no end of them.
const WIDEST: usize = 4096;
/// Rows that show if keys are names.
const SHOWN: usize = 8;

/// Reads the tables of a document.
pub(super) fn read(job: &mut Job<'_>, text: &str, root: Node<'_>) -> Outcome {
    let mut reading = Reading {
        text,
        rows: 0,
        tables: 0,
        says_both: false,
        unclear: Vec::new(),
        missed: Vec::new(),
        why: None,
        wrong: None,
    };
    let rows: Vec<Row<'_>> = if root.is_list() { rows_of(root) } else { vec![Row::new(root)] };
    let top = Table { name: String::new(), rows, above: Vec::new() };
    reading.table(job, top);
    if reading.tables > 0 || !job.found {
        keys(job, root);
    }
    reading.outcome(job)
}

/// Keeps the keys that are no words of headers and look like data, so that they are looked through: a name may be a key.
fn keys(job: &mut Job<'_>, root: Node<'_>) {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut column = None;
    for node in (0..root.end()).filter_map(|at| root.sibling(at)).filter(|node| !node.is_xml()) {
        let Some(name) = node.name().filter(|name| name.contains(' ') || !name.is_ascii()) else { continue };
        let unknown = || !is_header_word(name);
        if !words(name) || !seen.insert(name) || !unknown() {
            continue;
        }
        let (column, record) = *column.get_or_insert_with(|| {
            let column = job.facts.account.enter(Column {
                file: job.file,
                sheet: None,
                name: String::new(),
                header: "(keys)".to_owned(),
                place: node.key_span(),
                standing: Standing::NotJudged(NotJudged::NotUnderstood),
                filled: 0,
                texts: 0,
            });
            (column, job.facts.begin(Kind::Row, job.file, root.span(), 0))
        });
        job.facts.account.count(column, true);
        job.facts.keep_unjudged(column, record, node.key_span(), Err(name));
    }
}

/// Object that is a row.
#[derive(Clone)]
struct Row<'t> {
    node: Node<'t>,
    /// Number of the row above, in its table.
    above: usize,
}

impl<'t> Row<'t> {
    const fn new(node: Node<'t>) -> Self {
        Self { node, above: 0 }
    }
}

/// Rows, and what the rows above them say.
struct Table<'t> {
    /// Key under which they stand.
    name: String,
    rows: Vec<Row<'t>>,
    /// Cells that each row above lends, by header word.
    above: Vec<Lent<'t>>,
}

/// A value, or the key of one where keys are data.
#[derive(Clone, Copy)]
struct Stated<'t> {
    node: Node<'t>,
    is_key: bool,
}

impl<'t> Stated<'t> {
    const fn value(node: Node<'t>) -> Self {
        Self { node, is_key: false }
    }

    fn text(self) -> &'t str {
        if self.is_key { self.node.name().unwrap_or("") } else { self.node.text() }
    }

    fn place(self) -> Span {
        if self.is_key { self.node.key_span() } else { self.node.bearer().span() }
    }

    fn cell(self) -> Cell {
        let (span, node) = (self.place(), self.node.bearer());
        match node.literal() {
            _ if self.is_key => Cell { span, inner: span, unescaped: Some(self.text().into()) },
            Ok(inner) => Cell { span, inner, unescaped: None },
            Err(text) => Cell { span, inner: span, unescaped: Some(text.into()) },
        }
    }
}

/// Cells of a row, under the words of the header.
type Cells<'t> = Vec<Option<Stated<'t>>>;

/// Cells that a row lends to those below it.
type Lent<'t> = Vec<(String, Stated<'t>)>;

/// Keys of a row with their values, and the lists in it.
#[derive(Default)]
struct Flat<'t> {
    cells: Vec<(String, Stated<'t>)>,
    lists: Vec<(String, Vec<Node<'t>>)>,
}

struct Reading<'s> {
    text: &'s str,
    rows: u32,
    tables: u32,
    /// True if a table says who and where outright.
    says_both: bool,
    unclear: Vec<(Span, String)>,
    missed: Vec<(Span, String)>,
    /// Reason why the widest table that says nothing does so.
    why: Option<(usize, String)>,
    wrong: Option<(Span, String, String)>,
}

impl Reading<'_> {
    fn outcome(self, job: &mut Job<'_>) -> Outcome {
        // A document that a search took for its words may hold them in another sense.
        let named = suspect::is_strong(job.path) || well_known(job.path);
        if job.found && !named && !self.says_both {
            job.give_up(Interest::List);
            return Outcome::Failed;
        }
        if self.tables > 0 {
            let Some((place, _)) = self.unclear.first() else { return Outcome::Read { records: self.rows } };
            let why = self.unclear.iter().map(|(_, why)| why.as_str()).collect::<Vec<_>>().join("; ");
            job.remark(Some(*place), why.clone(), MAP);
            return Outcome::NotUnderstood { records: self.rows, why };
        }
        if let Some((place, message, help)) = self.wrong {
            job.problem(place, message, help);
            return Outcome::Failed;
        }
        if let Some((place, why)) = self.missed.into_iter().next() {
            job.remark(Some(place), why.clone(), MAP);
            return Outcome::NotUnderstood { records: 0, why };
        }
        Outcome::NoData(self.why.map_or_else(|| "the document is empty".to_owned(), |(_, why)| why))
    }

    /// Reads a table and those within its rows.
    fn table<'t>(&mut self, job: &mut Job<'_>, table: Table<'t>) {
        if table.rows.is_empty() || job.input.problems.iter().any(|problem| problem.fatal) {
            return;
        }
        let flat: Vec<Flat<'t>> = match lines_of(&table.rows) {
            Some(flat) => flat,
            None => table.rows.iter().map(|row| flatten(row.node, &table.name)).collect(),
        };
        let mut header: Vec<String> = Vec::new();
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        let mut rows: Vec<Cells<'t>> = Vec::with_capacity(flat.len());
        for flat in &flat {
            rows.push(arrange(&flat.cells, &mut header, &mut known));
        }
        let own = header.len();
        let says_who = header.iter().any(|word| headers::read(word).meaning().is_some_and(|it| it.field.is_who()));
        if !says_who {
            for (row, cells) in table.rows.iter().zip(&mut rows) {
                cells.resize(own, None);
                let lent = table.above.get(row.above).map_or(&[][..], Vec::as_slice);
                let lent = arrange(lent, &mut header, &mut known);
                cells.resize(lent.len().max(cells.len()), None);
                for (at, cell) in lent.into_iter().enumerate().filter(|(_, cell)| cell.is_some()) {
                    // What a row says itself counts.
                    if cells[at].is_none() {
                        cells[at] = cell;
                    }
                }
            }
        }
        self.state(job, &table, &header, &rows);
        self.within(job, &flat, &header, &rows);
    }

    /// States the rows of a table.
    fn state(&mut self, job: &mut Job<'_>, table: &Table<'_>, header: &[String], rows: &[Cells<'_>]) {
        if header.is_empty() {
            return;
        }
        let text = |cell: Option<&Option<Stated<'_>>>| cell.copied().flatten().map_or("", Stated::text).to_owned();
        let sample: Vec<Vec<String>> =
            rows.iter().take(SAMPLE_ROWS).map(|row| (0..header.len()).map(|at| text(row.get(at))).collect()).collect();
        // The key of a list says as much as the name of a file.
        let path = format!("{} {}", job.path, table.name);
        let first = table.rows.first().map_or_else(Span::default, |row| row.node.span());
        let first = Span::new(first.start, first.start.saturating_add(1));
        let (mut columns, judged) = match Columns::find(&path, header, &sample, job.spec) {
            Ok(columns) => (columns, true),
            Err(NoColumns::NoData { why, unclear }) => {
                self.missed.extend(unclear.map(|why| (first, why)));
                if self.why.as_ref().is_none_or(|(width, _)| header.len() > *width) {
                    let why = why.replace("the header reads", "its keys are");
                    self.why = Some((header.len(), why));
                }
                (Columns::none(header.len()), false)
            }
            Err(NoColumns::Wrong(message, help)) => {
                self.wrong.get_or_insert((first, message, help));
                (Columns::none(header.len()), false)
            }
        };
        if judged {
            self.tables += 1;
            self.says_both |= !job.found || says_both(header.iter().chain([&table.name]).map(String::as_str));
            self.unclear.extend(columns.unclear().map(|why| (first, why.to_owned())));
            let name = |at: usize| header.get(at).cloned().unwrap_or_default();
            job.input.notes.extend(columns.notes(header, name));
        }
        let at = |column: usize| rows.iter().find_map(|row| row.get(column).copied().flatten());
        columns.enter(job, None, header, |column| {
            (String::new(), at(column).map_or(first, |it| Span::new(it.node.start(), it.place().end)))
        });
        for (row, cells) in table.rows.iter().zip(rows) {
            if judged {
                if self.rows >= job.limits.max_records {
                    let message = format!("more than {} records", job.limits.max_records);
                    job.problem(row.node.span(), message, "raise `max-records` under [limits] in sourcegate.toml");
                    return;
                }
                self.rows += 1;
            }
            let cells: Vec<Cell> = cells.iter().map(|cell| cell.map_or_else(Cell::default, Stated::cell)).collect();
            let number = if judged { self.rows } else { 0 };
            columns.emit(job, self.text, &cells, number, row.node.span());
        }
    }

    /// Reads the tables within the rows of a table.
    fn within<'t>(&mut self, job: &mut Job<'_>, flat: &[Flat<'t>], header: &[String], rows: &[Cells<'t>]) {
        let mut order: Vec<(&str, Vec<(usize, usize)>)> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (row, flat) in flat.iter().enumerate() {
            for (at, (key, _)) in flat.lists.iter().enumerate() {
                let number = *known.entry(key).or_insert_with(|| {
                    order.push((key, Vec::new()));
                    order.len() - 1
                });
                order[number].1.push((row, at));
            }
        }
        if order.is_empty() {
            return;
        }
        let fields: Vec<bool> = header.iter().map(|word| headers::read(word).meaning().is_some()).collect();
        let lend = |cells: &Cells<'t>| {
            let named = cells.iter().enumerate().filter(|(at, _)| fields.get(*at) == Some(&true));
            named.filter_map(|(at, cell)| Some((header.get(at)?.clone(), (*cell)?))).collect::<Vec<_>>()
        };
        for (key, places) in order {
            let mut below = Table { name: key.to_owned(), rows: Vec::new(), above: Vec::new() };
            for (row, at) in places {
                below.above.push(lend(&rows[row]));
                let above = below.above.len() - 1;
                below.rows.extend(flat[row].lists[at].1.iter().map(|node| Row { node: *node, above }));
            }
            self.table(job, below);
        }
    }
}

/// Puts the cells of a row under their header words, which grow as they are met; a word that a row has several times has several
/// columns.
fn arrange<'t>(
    cells: &[(String, Stated<'t>)],
    header: &mut Vec<String>,
    known: &mut HashMap<String, Vec<usize>>,
) -> Cells<'t> {
    let mut row: Cells<'t> = Vec::new();
    for (word, node) in cells {
        let columns = known.entry(word.clone()).or_default();
        let free = columns.iter().copied().find(|at| row.get(*at).is_none_or(Option::is_none));
        let at = match free {
            Some(at) => at,
            None if header.len() >= WIDEST => continue,
            None => {
                header.push(word.clone());
                columns.push(header.len() - 1);
                header.len() - 1
            }
        };
        if row.len() <= at {
            row.resize(at + 1, None);
        }
        row[at] = Some(*node);
    }
    row
}

/// The rows of a list: its objects, and its single values as rows of one cell.
fn rows_of(list: Node<'_>) -> Vec<Row<'_>> {
    list.children().map(Row::new).collect()
}

/// The rows of a list of lists, whose first one is the header.
fn lines_of<'t>(rows: &[Row<'t>]) -> Option<Vec<Flat<'t>>> {
    let is_line = |row: &Row<'_>| row.node.is_list() && row.node.children().all(Node::is_single);
    let (first, _) = rows.split_first().filter(|(first, rest)| {
        !rest.is_empty()
            && rows.iter().all(is_line)
            && first.node.children().any(|word| headers::read(word.text()).meaning().is_some())
    })?;
    let header: Vec<&str> = first.node.children().map(Node::text).collect();
    let line = |row: &Row<'t>| {
        let words = header.iter().copied().chain(std::iter::repeat(""));
        let filled = row.node.children().zip(words).filter(|(node, _)| !node.text().trim().is_empty());
        let cells = filled.map(|(node, word)| (word.to_owned(), Stated::value(node))).collect();
        Flat { cells, lists: Vec::new() }
    };
    // The header is a row without cells, so that the numbers of the rows stay.
    Some(std::iter::once(Flat::default()).chain(rows.iter().skip(1).map(line)).collect())
}

/// The cells of a row: the single values in it, under their keys joined by dots.
fn flatten<'t>(node: Node<'t>, table: &str) -> Flat<'t> {
    let mut flat = Flat::default();
    let is_named = node.above().is_some_and(|above| above.is_object() && node.name() != table.rsplit('.').next());
    if is_named && !node.is_xml() {
        let word = if table.is_empty() { "name".to_owned() } else { format!("{table}.name") };
        flat.cells.push((word, Stated { node, is_key: true }));
    }
    if node.is_single() {
        let word = if is_named { format!("{table}.value") } else { table.to_owned() };
        flat.cells.push((word, Stated::value(node)));
    } else {
        walk(node, "", &mut flat);
    }
    flat
}

fn walk<'t>(node: Node<'t>, prefix: &str, flat: &mut Flat<'t>) {
    let mut groups: Vec<(&str, Vec<Node<'t>>, bool)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for child in node.children() {
        let name = child.name().unwrap_or("");
        let items: Vec<Node<'t>> = if child.is_list() { child.children().collect() } else { vec![child] };
        match known.get(name) {
            Some(at) => {
                groups[*at].1.extend(items);
                groups[*at].2 = true;
            }
            None => {
                known.insert(name, groups.len());
                groups.push((name, items, child.is_list()));
            }
        }
    }
    if are_named(node, prefix) {
        // The keys are the names of the rows.
        flat.lists.push((prefix.to_owned(), node.children().collect()));
        return;
    }
    for (name, nodes, listed) in groups {
        let word = match (prefix, name) {
            (prefix, TEXT | "<<" | "") => prefix.to_owned(),
            ("", name) => name.to_owned(),
            (prefix, name) => format!("{prefix}.{name}"),
        };
        let names = |field: Field| matches!(field, Field::Supplier | Field::Manufacturer);
        let is_who = || headers::read(&word).meaning().is_some_and(|it| names(it.field));
        if listed && (nodes.iter().any(|node| !node.is_single()) || is_who()) {
            flat.lists.push((word, nodes));
            continue;
        }
        for node in nodes {
            if !node.is_single() {
                walk(node, &word, flat);
            } else if !node.text().trim().is_empty() {
                flat.cells.push((word.clone(), Stated::value(node)));
            }
        }
    }
}

/// Returns true if the members of an object are rows under their names: several objects of the same keys, or whatever stands
/// where suppliers are named.
fn are_named(node: Node<'_>, prefix: &str) -> bool {
    let members: Vec<Node<'_>> = node.children().take(SHOWN).collect();
    let is_field = |member: &Node<'_>| {
        let name = member.name().unwrap_or("");
        is_header_word(name) || headers::read(name) == headers::Reading::Other
    };
    if node.is_xml() || !node.is_object() || members.is_empty() {
        return false;
    }
    // Words of headers stand in names of companies too.
    let fields = members.iter().filter(|member| is_field(member)).count();
    if headers::read(prefix).meaning().is_some_and(|it| it.field.is_who()) {
        return fields == 0;
    }
    if fields == members.len() {
        return false;
    }
    let first = names_of(members[0]);
    members.len() > 1
        && members.iter().all(|member| {
            let keys = names_of(*member);
            let shared = keys.iter().filter(|key| first.contains(key)).count();
            member.is_object() && shared * 2 > keys.len().max(first.len())
        })
}

/// Returns true for a key that names a field. A word that is not known before one of a role makes a header, and as often the
/// name of a company: `Alpha Works`.
fn is_header_word(key: &str) -> bool {
    headers::read(key).meaning().is_some_and(|meaning| !(meaning.vague && key.contains(' ')))
}

fn names_of(node: Node<'_>) -> Vec<&str> {
    node.children().filter_map(Node::name).collect()
}
