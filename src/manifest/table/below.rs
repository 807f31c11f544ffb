//! Lines around a table that are no rows of it: titles, totals, notes, what a program says of its export.
//!
//! They state no supplier, so that they must not be read as one; but somebody may have written a firm there, so every name
//! in them is looked up like the name of a party.

use super::{Cell, may_be_identifier, words};
use crate::facts::account::{Column, NotJudged, Standing};
use crate::facts::{Key, Kind, RecordId};
use crate::manifest::job::Job;
use crate::screen::place::fold::is_han;
use crate::source::Span;

/// Words of a line that adds up what stands above it.
const TOTALS: [&str; 24] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub total",
    "sub-total",
    "sum",
    "average",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "total général",
    "sous-total",
    "total general",
    "totale",
    "合计",
    "合計",
    "总计",
    "總計",
    "小计",
    "小計",
    "итого",
    "всего",
];

/// Bytes of the longest of them.
const LONGEST: usize = 16;

/// Words with which notes begin.
const NOTES: [&str; 30] = [
    "note",
    "notes",
    "nb",
    "n.b",
    "source",
    "sources",
    "legend",
    "remark",
    "remarks",
    "comment",
    "comments",
    "disclaimer",
    "copyright",
    "confidential",
    "generated",
    "exported",
    "created",
    "printed",
    "prepared",
    "last updated",
    "updated",
    "as of",
    "page",
    "end of",
    "hinweis",
    "quelle",
    "备注",
    "備註",
    "注释",
    "资料来源",
];

/// Signs with which notes begin.
const SIGNS: [char; 6] = ['*', '#', '©', '†', '注', '※'];

/// Returns true if a line that holds these texts is no row of the table around or above it. Below an empty line more is taken
/// for a note than among the rows.
pub(in crate::manifest) fn is_aside<'c>(cells: impl Iterator<Item = &'c str>, below: bool, needed: usize) -> bool {
    let mut rest = cells.map(str::trim).filter(|cell| !cell.is_empty());
    let Some(first) = rest.next() else { return false };
    // Nearly every line is a row, and its first cell is longer than the longest of these words or has others beside it.
    let label = bare(first);
    if label.len() <= LONGEST && TOTALS.contains(&label.to_lowercase().as_str()) {
        return rest.all(|cell| !cell.chars().any(char::is_alphabetic) || is_amount(cell));
    }
    let (value, more) = (rest.next(), rest.next());
    if more.is_some() || value.is_some() && !below {
        return false;
    }
    let label = label.to_lowercase();
    let is = |word: &str| label.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let speaks = first.starts_with(SIGNS) || NOTES.iter().any(|word| is(word));
    speaks
        || below
            && needed > 1
            && match value {
                Some(value) => first.ends_with([':', '：']) || !value.chars().any(char::is_alphabetic),
                // Whoever is named alone there is looked up all the same.
                None => true,
            }
}

/// A label without its colon.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches([':', '：', '.', '*', ' '])
}

/// Returns true for a number with a unit or a currency: `14 pcs`, `USD 1,200`.
fn is_amount(cell: &str) -> bool {
    cell.chars().any(|c| c.is_ascii_digit()) && cell.chars().filter(|c| c.is_alphabetic()).count() <= 4
}

/// The lines around a table that are no rows of it.
#[derive(Debug, Default)]
pub(in crate::manifest) struct Asides {
    first: Option<(Span, String)>,
    count: usize,
    /// Number in the account under which their text is kept, and the one for words of headers.
    column: Option<usize>,
    header: Option<usize>,
    /// Sheet of a workbook.
    sheet: Option<String>,
}

impl Asides {
    /// The lines of a sheet.
    pub(in crate::manifest) fn of_sheet(sheet: &str) -> Self {
        Self { sheet: Some(sheet.to_owned()), ..Self::default() }
    }

    /// Keeps the text of a line above a table, to be looked through.
    pub(in crate::manifest) fn keep<'c>(
        &mut self,
        job: &mut Job<'_>,
        text: &str,
        cells: impl Iterator<Item = &'c Cell>,
        line: Span,
    ) {
        self.keep_beside(job, text, cells, (0, line), NotJudged::Outside, None);
    }

    /// Keeps the words of a header that do not say what their column is.
    pub(in crate::manifest) fn keep_header<'c>(
        &mut self,
        job: &mut Job<'_>,
        text: &str,
        cells: impl Iterator<Item = &'c Cell>,
        line: Span,
    ) {
        self.keep_beside(job, text, cells, (0, line), NotJudged::HeaderWord, None);
    }

    fn keep_beside<'c>(
        &mut self,
        job: &mut Job<'_>,
        text: &str,
        cells: impl Iterator<Item = &'c Cell>,
        (row, line): (u32, Span),
        standing: NotJudged,
        mut record: Option<RecordId>,
    ) {
        for cell in cells {
            let stated = cell.text(text).trim();
            if !words(stated) && !may_be_identifier(stated) {
                continue;
            }
            let number = if standing == NotJudged::HeaderWord { &mut self.header } else { &mut self.column };
            let column = *number.get_or_insert_with(|| {
                job.facts.account.enter(Column {
                    file: job.file,
                    sheet: self.sheet.clone(),
                    name: String::new(),
                    header: String::new(),
                    place: line,
                    standing: Standing::NotJudged(standing),
                    filled: 0,
                    texts: 0,
                })
            });
            job.facts.account.count(column, words(stated));
            let record = *record.get_or_insert_with(|| job.facts.begin(Kind::Row, job.file, line, row));
            let value = if cell.unescaped.is_some() { Err(stated) } else { Ok(cell.inner) };
            job.facts.keep_unjudged(column, record, cell.span, value);
        }
    }

    /// Takes a line, and states the names in it under this row number. Returns true if there are any.
    pub(in crate::manifest) fn take(
        &mut self,
        job: &mut Job<'_>,
        text: &str,
        cells: &[Cell],
        (row, span): (u32, Span),
    ) -> bool {
        self.count += 1;
        let filled = || cells.iter().filter(|cell| !cell.text(text).trim().is_empty());
        if self.first.is_none() {
            let words = filled().next().map_or("", |cell| cell.text(text).trim());
            self.first = Some((span, words.chars().take(60).collect()));
        }
        let before = job.facts.len();
        for cell in filled() {
            let whole = cell.text(text);
            let start =
                whole.find([':', '：']).map_or(0, |at| at + whole[at..].chars().next().map_or(0, char::len_utf8));
            let name = &whole[start..];
            if !may_be_name(name) || TOTALS.contains(&bare(name).to_lowercase().as_str()) {
                continue;
            }
            job.facts.begin(Kind::Party, job.file, span, row);
            if cell.unescaped.is_some() {
                job.facts.push_text(Key::Name, cell.span, name.trim());
            } else {
                let from = cell.inner.start as usize + start + (name.len() - name.trim_start().len());
                let stated = Span::from(from..from + name.trim().len());
                job.facts.push_literal(Key::Name, stated, stated);
            }
        }
        // Beside the names: "Prepared by Example Ltd." is none.
        let named = job.facts.len() > before;
        let record = u32::try_from(before).ok().map(RecordId).filter(|_| named);
        self.keep_beside(job, text, filled(), (row, span), NotJudged::Outside, record);
        named
    }

    /// Tells that there were such lines, below the table that ends here.
    pub(in crate::manifest) fn tell(&mut self, job: &mut Job<'_>, of: &str) {
        let count = std::mem::take(&mut self.count);
        let Some((span, words)) = self.first.take() else { return };
        let lines = match count {
            1 => "1 line is no row".to_owned(),
            more => format!("{more} lines are no rows"),
        };
        job.remark(
            Some(span),
            format!(
                "{lines} of the table{of}, from \u{201c}{words}\u{201d} on; names in them are looked up all the same"
            ),
            "",
        );
    }
}

/// Returns true if a text has four letters or two Chinese characters, as the names of firms have.
pub(in crate::manifest) fn may_be_name(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).nth(3).is_some() || text.chars().filter(|c| is_han(*c)).nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_no_rows() {
        for (line, among, below) in [
            ("Total,,,120", true, true),
            ("Grand Total:,14 pcs,,", true, true),
            ("合计,,3", true, true),
            ("Note: draft,,", true, true),
            ("* estimated,,", true, true),
            ("Source,our books,", false, true),
            ("Component Count:,14", false, true),
            ("This is the last line of the list,,", false, true),
            ("Alpha Ltd.,,", false, true),
            ("Total suppliers: 2,,", false, true),
            ("Component Groups,2", false, true),
            ("Alpha Ltd.,CN", false, false),
            ("Supplier data:,,", false, true),
            ("TotalEnergies,FR,Paris", false, false),
            ("Total,FR,Paris", false, false),
            ("Notebook Works Ltd.,CN,", false, false),
            ("Sum Works,CN,Busan", false, false),
            ("Alpha Ltd.,CN,", false, false),
            (",,", false, false),
        ] {
            let cells = || line.split(',');
            assert_eq!(is_aside(cells(), false, 3), among, "{line}");
            assert_eq!(is_aside(cells(), true, 3), below, "{line} below a gap");
        }
        assert!(!is_aside(["Alpha Ltd."].into_iter(), true, 1), "a table of one column");
    }
}
