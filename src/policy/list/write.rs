//! Writing a list: the inverse of [`super::parse`], always the same bytes for the same entries.

use super::{COLUMNS, SEPARATOR, WEAK};
use crate::finding::{NameKind, Window};
use crate::policy::model::{Entry, ListName};

/// The list as CSV, sorted by id, one entry a row.
#[must_use]
pub fn write(entries: &[Entry]) -> String {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let mut text = String::new();
    row(&mut text, COLUMNS.iter().copied());
    for entry in sorted {
        let cells = cells(entry);
        row(&mut text, cells.iter().map(String::as_str));
    }
    text
}

/// One row, quoted only where CSV needs it.
fn row<'c>(text: &mut String, cells: impl Iterator<Item = &'c str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

/// The cells of a row, in the order of the columns.
fn cells(entry: &Entry) -> [String; COLUMNS.len()] {
    let of_kind = |kind: NameKind| {
        // A weak alias is marked, and stands among the others.
        let of = |name: &&ListName| name.kind == kind || kind == NameKind::Alias && name.kind == NameKind::Weak;
        let names: Vec<String> = entry.names.iter().skip(1).filter(of).map(name_cell).collect();
        names.join(SEPARATOR)
    };
    let identifiers: Vec<String> =
        entry.identifiers.iter().map(|(scheme, value)| format!("{scheme}:{value}")).collect();
    let listings: Vec<String> =
        entry.listings.iter().map(|listing| format!("{}@{}", listing.clause, dates(listing.window))).collect();
    let kind = match (entry.individual, entry.region) {
        (true, _) => "individual",
        (_, true) => "region",
        _ => "entity",
    };
    [
        entry.id.clone(),
        entry.name().to_owned(),
        of_kind(NameKind::Alias),
        of_kind(NameKind::Former),
        of_kind(NameKind::Native),
        of_kind(NameKind::Removed),
        identifiers.join(SEPARATOR),
        listings.join(SEPARATOR),
        kind.to_owned(),
        entry.location.clone(),
        entry.products.clone(),
        entry.parent.clone(),
        entry.grade.word().to_owned(),
        entry.citation.clone(),
        entry.source.clone(),
        entry.note.clone(),
    ]
}

fn name_cell(name: &ListName) -> String {
    let mark = if name.kind == NameKind::Weak { WEAK } else { "" };
    let window = if name.window == Window::default() { String::new() } else { format!(" [{}]", dates(name.window)) };
    format!("{}{mark}{window}", name.text)
}

/// `from..until`, either end open.
pub(crate) fn dates(window: Window) -> String {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    format!("{}..{}", day(window.from), day(window.until))
}

/// Text of a source made fit for a cell: one line, single spaces, no invisible controls, no separator of values.
#[must_use]
pub fn tidy(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|ch| if ch.is_control() || matches!(ch, '\u{a0}' | '\u{2007}' | '\u{202f}') { ' ' } else { ch })
        .filter(|ch| !is_invisible(*ch))
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut joined = words.join(" ").replace(SEPARATOR, " / ");
    // A name that ends like a window would be read as one.
    if joined.ends_with(']') && joined.rsplit_once(" [").is_some_and(|(_, rest)| rest.contains("..")) {
        joined = joined.replace("..", ". .");
    }
    // Nor may it end like the mark of a weak alias.
    if let Some(name) = joined.strip_suffix(WEAK) {
        joined = format!("{name} (weak)");
    }
    joined
}

/// Characters that hide or reorder text and have no place in a name.
const fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::list::parse;
    use crate::policy::pack::Pack;

    #[test]
    fn the_lists_of_the_pack_come_out_as_they_went_in() {
        let pack = Pack::embedded(&crate::verdict::checks()).unwrap();
        for list in &pack.lists {
            assert_eq!(write(&list.entries), pack.table(&list.file), "{}", list.id);
        }
    }

    #[test]
    fn hostile_text_stays_one_cell_and_one_line() {
        assert_eq!(tidy(" A \n\t| B\u{202e}\u{200b}\u{a0}C "), "A / B C");
        assert_eq!(tidy("X [..2024-11-25]"), "X [. .2024-11-25]");
        assert_eq!(tidy("X [weak]"), "X (weak)");
        let mut entry =
            parse("l.csv", &format!("{}\na,A,,,,,,c@..,entity,,,,official,,,\n", COLUMNS.join(","))).unwrap().remove(0);
        entry.names[0].text = tidy("Quote \" and, comma | pipe [2020..]");
        let weak = |text: &str, window| ListName { text: text.to_owned(), kind: NameKind::Weak, window };
        let until = Some(jiff::civil::date(2024, 11, 25));
        entry.names.extend([weak("B", Window::default()), weak("C", Window { from: None, until })]);
        entry.note = "\"first\"".to_owned();
        let back = parse("l.csv", &write(std::slice::from_ref(&entry))).unwrap();
        assert_eq!(back, vec![Entry { line: 2, ..entry }]);
    }
}
