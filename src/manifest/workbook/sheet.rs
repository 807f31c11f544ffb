//! The table of a sheet: its header, wherever it stands, and the rows below.

use super::grid::{Filled, Grid, Row};
use super::value::Value;
use crate::manifest::ImportSpec;
use crate::manifest::job::Job;
use crate::manifest::table::{
    Asides, Cell, Columns, HEADER_ROWS, MAX_PROBLEMS, NoColumns, SAMPLE_ROWS, is_aside, lacking, suits, wrong_field,
};
use crate::source::Span;
use crate::source::anchors::letters;

/// Reason why a sheet holds no table.
pub(super) enum NoTable {
    /// No cell holds anything.
    Empty,
    /// No sourcing data is in it.
    NoData {
        /// Reason, in words.
        why: String,
        /// Words for what was not understood, where the name says that it is a table of suppliers.
        unclear: Option<String>,
        /// Index of the row that is most like a header.
        at: usize,
    },
    /// The import says something wrong of it: place, message and help.
    Wrong(Span, String, String),
}

/// The header of a sheet.
pub(super) struct Head {
    /// Index of its row.
    at: usize,
    /// Words of the header, a word over several columns in each of them.
    header: Vec<String>,
    /// Columns whose word stands in the first one of several.
    shared: Vec<usize>,
    columns: Columns,
}

impl Head {
    /// Finds the header of a sheet: the row among the first that is understood best, or the one that an import names.
    pub(super) fn find(path: &str, grid: &Grid, text: &str, spec: Option<&ImportSpec>) -> Result<Self, NoTable> {
        let first = grid.rows.first().ok_or(NoTable::Empty)?.span;
        if let Some((message, help)) = spec.and_then(wrong_field) {
            return Err(NoTable::Wrong(first, message, help));
        }
        let asked = spec.and_then(|spec| spec.header_row);
        let from = match asked {
            None => 0,
            Some(number) => grid.rows.iter().position(|row| row.number == number).ok_or_else(|| {
                let message = format!("row {number} of the sheet `{}` is empty, so it is no header", grid.name);
                NoTable::Wrong(first, message, "correct `header_row`".to_owned())
            })?,
        };
        let sample: Vec<Vec<String>> =
            grid.rows[from..].iter().take(HEADER_ROWS + SAMPLE_ROWS).map(|row| row.texts(text)).collect();
        // The name of a sheet says as much as that of a file.
        let path = format!("{path} {}", grid.name);
        let find = |at: usize, header: &[String]| Columns::find(&path, header, &sample[at + 1..], spec);
        let candidates = if asked.is_some() { 1 } else { HEADER_ROWS };
        let mut best: Option<(usize, Columns)> = None;
        let mut reason: Option<(usize, NoTable)> = None;
        let mut likely: Option<((usize, usize, usize), usize)> = None;
        for (at, header) in sample.iter().enumerate().take(candidates) {
            match find(at, header) {
                Ok(columns) if best.as_ref().is_none_or(|(_, other)| columns.score() > other.score()) => {
                    best = Some((at, columns));
                }
                Ok(_) => {}
                Err(NoColumns::NoData { why, unclear }) => {
                    if reason.as_ref().is_none_or(|(width, _)| header.len() > *width) {
                        reason = Some((header.len(), NoTable::NoData { why, unclear, at: from + at }));
                    }
                }
                Err(NoColumns::Wrong(..)) => {
                    let score = spec.map_or((0, 0, 0), |spec| suits(header, spec));
                    if likely.is_none_or(|(other, _)| score > other) {
                        likely = Some((score, at));
                    }
                }
            }
        }
        let Some((at, columns)) = best else {
            return Err(match (likely, spec, reason) {
                (Some((_, at)), Some(spec), _) => {
                    let (message, help) = lacking(&sample[at], spec);
                    NoTable::Wrong(grid.rows[from + at].span, message, help)
                }
                (.., Some((_, nothing))) => nothing,
                (.., None) => NoTable::NoData { why: String::new(), unclear: None, at: from },
            });
        };
        // The table that is understood best need not be the first one.
        let first = (0..at.saturating_sub(1))
            .filter(|first| asked.is_none() && is_block(&sample[*first..], &grid.rows[from + first..=from + at]));
        let above = first.filter_map(|first| Some((first, find(first, &sample[first]).ok()?)));
        let (at, mut columns) = above.into_iter().find(|(_, found)| found.sources() > 1).unwrap_or((at, columns));
        let (header, shared) = spread(grid, &grid.rows[from + at], sample[at].clone());
        if !shared.is_empty()
            && let Ok(wider) = find(at, &header)
        {
            columns = wider;
        }
        Ok(Self { at: from + at, header, shared, columns })
    }

    /// Says what was not understood, where a table must not pass without it.
    pub(super) fn unclear(&self) -> Option<&str> {
        self.columns.unclear()
    }

    /// Place of the header.
    pub(super) fn place(&self, grid: &Grid) -> Span {
        grid.rows.get(self.at).map_or_else(Span::default, |row| row.span)
    }

    /// Lists the notes for the report on the columns.
    fn notes(&self, sheet: &str) -> impl Iterator<Item = String> {
        let letter = |column: usize| letters(u32::try_from(column + 1).unwrap_or(u32::MAX));
        self.columns.notes(&self.header, letter).into_iter().map(move |note| format!("{sheet}: {note}"))
    }
}

/// Columns to the right of a label in which its value stands; what stands further is no answer.
const REACH: usize = 4;

/// A form: labels with their values to the right, which state one record.
pub(super) struct Form {
    sheet: String,
    header: Vec<String>,
    labels: Vec<(String, Span)>,
    values: Vec<Cell>,
    columns: Columns,
    /// Row of the first value.
    span: Span,
}

impl Form {
    /// Finds the labels of a form, and the value beside each that has one.
    ///
    /// # Errors
    /// The reason, in words, when none has, or none is understood.
    pub(super) fn find(path: &str, grid: &Grid, text: &str) -> Result<Self, String> {
        let (mut header, mut labels, mut values, mut span) = (Vec::new(), Vec::new(), Vec::new(), None);
        for row in &grid.rows {
            let Some(label) = row.cells.first() else { continue };
            let word = label.stated(text).trim();
            if !word.ends_with([':', '：']) {
                continue;
            }
            header.push(word.trim_end_matches([':', '：']).to_owned());
            let column = letters(u32::try_from(label.column + 1).unwrap_or(u32::MAX));
            labels.push((format!("{column}{}", row.number), label.span));
            let value = row.cells.get(1).filter(|value| value.column <= label.column + REACH);
            span = span.or(value.map(|_| row.span));
            values.push(value.map(Filled::cell).unwrap_or_default());
        }
        let span = span.ok_or("no label has a value beside it")?;
        let sample = vec![values.iter().map(|cell| cell.text(text).to_owned()).collect()];
        let columns = match Columns::find(&format!("{path} {}", grid.name), &header, &sample, None) {
            Ok(columns) => columns,
            Err(NoColumns::NoData { why, .. }) => return Err(why),
            Err(NoColumns::Wrong(message, _)) => return Err(message),
        };
        Ok(Self { sheet: grid.name.clone(), header, labels, values, columns, span })
    }

    /// Says what was not understood, where a form must not pass without it.
    pub(super) fn unclear(&self) -> Option<&str> {
        self.columns.unclear()
    }

    /// States what the form says.
    pub(super) fn emit(mut self, job: &mut Job<'_>, text: &str, records: &mut u32) {
        let place = |at: usize| self.labels.get(at).cloned().unwrap_or_default();
        self.columns.enter(job, Some(&self.sheet), &self.header, place);
        *records += 1;
        self.columns.emit(job, text, &self.values, *records, self.span);
    }
}

/// Returns true if rows begin with a header and rows of more than one cell, and an empty row below them.
fn is_block(texts: &[Vec<String>], rows: &[Row]) -> bool {
    let Some(end) = rows.windows(2).position(|pair| pair[1].number > pair[0].number + 1) else { return false };
    // A form states its label and its value side by side.
    let is_form = texts[0].iter().any(|cell| cell.trim_end().ends_with([':', '：']));
    end > 0 && !is_form && rows[1..=end].iter().all(|row| row.cells.len() > 1)
}

/// Writes a word of the header that is merged over several columns into each of them.
fn spread(grid: &Grid, row: &Row, mut header: Vec<String>) -> (Vec<String>, Vec<usize>) {
    let mut shared = Vec::new();
    let row = row.number - 1;
    // A title over the whole sheet is no header word, and no header is wider than what stands below it.
    let width = grid.rows.iter().filter_map(|row| row.cells.last()).map(|cell| cell.column + 1).max().unwrap_or(0);
    for area in grid.merged.iter().filter(|area| (area.start.0..=area.end.0).contains(&row)) {
        let (first, last) = (area.start.1 as usize, (area.end.1 as usize).min(width.saturating_sub(1)));
        let Some(word) = header.get(first).filter(|word| !word.is_empty()).cloned() else { continue };
        if header.len() <= last {
            header.resize(last + 1, String::new());
        }
        let behind = header.iter_mut().enumerate().take(last + 1).skip(first + 1);
        for (column, empty) in behind.filter(|(_, cell)| cell.is_empty()) {
            empty.clone_from(&word);
            shared.push(column);
        }
    }
    (header, shared)
}

/// States the rows below the header, numbered on from those before.
pub(super) fn emit(job: &mut Job<'_>, text: &str, grid: &Grid, mut head: Head, records: &mut u32) {
    job.input.notes.extend(head.notes(&grid.name));
    repeated(job, &grid.rows[head.at], &head);
    head.columns.enter(job, Some(&grid.name), &head.header, |column| named(&grid.rows[head.at], column));
    let mut last = grid.rows[head.at].number;
    let mut below = false;
    let mut aside = false;
    let mut asides = Asides::of_sheet(&grid.name);
    for row in &grid.rows[..head.at] {
        let cells: Vec<Cell> = row.cells.iter().map(Filled::cell).collect();
        asides.keep(job, text, cells.iter(), row.span);
    }
    header_words(job, text, &mut asides, &grid.rows[head.at], &head.columns);
    let of = format!(" of the sheet `{}`", grid.name);
    let mut absent: Option<(Span, usize)> = None;
    let mut cells = Vec::new();
    for (at, row) in grid.rows.iter().enumerate().skip(head.at + 1) {
        let gap = row.number > last + 1;
        last = row.number;
        if gap && let Some(mut next) = second(job, text, grid, at) {
            let message = format!("a second table begins here in the sheet `{}`; it is read too", grid.name);
            job.remark(Some(row.span), message, "");
            job.input.notes.extend(next.notes(&grid.name));
            repeated(job, row, &next);
            next.columns.enter(job, Some(&grid.name), &next.header, |column| named(row, column));
            header_words(job, text, &mut asides, row, &next.columns);
            (head, below, aside) = (next, false, false);
            asides.tell(job, &of);
            continue;
        }
        let texts = row.cells.iter().map(|cell| cell.stated(text));
        // What follows a note below a table stands below it too.
        if is_aside(texts, gap || aside, head.columns.needed()) {
            aside |= gap;
            let found: Vec<Cell> = row.cells.iter().map(Filled::cell).collect();
            *records += u32::from(asides.take(job, text, &found, (*records + 1, row.span)));
            continue;
        }
        aside = false;
        if gap && !std::mem::replace(&mut below, true) {
            let message = format!("this row of the sheet `{}` stands below an empty one", grid.name);
            job.remark(Some(row.span), format!("{message}; it is read as part of the table"), "");
        }
        if *records >= job.limits.max_records {
            let message = format!("more than {} rows", job.limits.max_records);
            job.problem(row.span, message, "raise `max-records` under [limits] in sourcegate.toml");
            return;
        }
        *records += 1;
        failed(job, row, &head.columns, &mut absent);
        if job.input.problems.len() >= MAX_PROBLEMS {
            return;
        }
        cells.clear();
        cells.resize_with(head.header.len(), Cell::default);
        for filled in row.cells.iter().filter(|cell| cell.column < head.header.len()) {
            cells[filled.column] = filled.cell();
        }
        head.columns.emit(job, text, &cells, *records, row.span);
    }
    asides.tell(job, &of);
    if let Some((first, count)) = absent {
        let many = if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
        job.remark(Some(first), format!("{many} of the sheet `{}` with #N/A are read as empty", grid.name), "");
    }
}

/// Keeps the words of a header that do not say what their column is.
fn header_words(job: &mut Job<'_>, text: &str, asides: &mut Asides, row: &Row, columns: &Columns) {
    let other = row.cells.iter().filter(|cell| !columns.is_word(cell.column));
    let cells: Vec<Cell> = other.map(Filled::cell).collect();
    asides.keep_header(job, text, cells.iter(), row.span);
}

/// The letter of a column, and the place of its header.
fn named(header: &Row, column: usize) -> (String, Span) {
    let place = header.cells.iter().find(|cell| cell.column == column).map_or(header.span, |cell| cell.span);
    (letters(u32::try_from(column + 1).unwrap_or(u32::MAX)), place)
}

/// Keeps the text of a sheet that holds no sourcing data.
pub(super) fn look_through(job: &mut Job<'_>, text: &str, grid: &Grid, at: usize) {
    let Some(header) = grid.rows.get(at) else { return };
    let width = grid.rows.iter().filter_map(|row| row.cells.last()).map(|cell| cell.column + 1).max().unwrap_or(0);
    let mut columns = Columns::none(width);
    columns.enter(job, Some(&grid.name), &header.texts(text), |column| named(header, column));
    let cells: Vec<Cell> = header.cells.iter().map(Filled::cell).collect();
    Asides::of_sheet(&grid.name).keep(job, text, cells.iter(), header.span);
    for row in grid.rows.iter().filter(|row| row.number != header.number) {
        let mut cells = vec![Cell::default(); width];
        for filled in &row.cells {
            cells[filled.column] = filled.cell();
        }
        columns.emit(job, text, &cells, row.number, row.span);
    }
}

/// A row below a gap that is a header again. Where an import says which row is the header, there is one table.
fn second(job: &Job<'_>, text: &str, grid: &Grid, at: usize) -> Option<Head> {
    if job.spec.is_some_and(|spec| spec.header_row.is_some()) {
        return None;
    }
    let header = grid.rows[at].texts(text);
    let sample: Vec<Vec<String>> = grid.rows[at + 1..].iter().take(SAMPLE_ROWS).map(|row| row.texts(text)).collect();
    let path = format!("{} {}", job.path, grid.name);
    let columns = Columns::find(&path, &header, &sample, job.spec).ok().filter(|columns| columns.sources() > 1)?;
    let (header, shared) = spread(grid, &grid.rows[at], header);
    Some(Head { at, header, shared, columns })
}

/// Says which columns bear the name of an earlier one.
fn repeated(job: &mut Job<'_>, row: &Row, head: &Head) {
    for (column, message) in head.columns.repeated(&head.header) {
        if !head.shared.contains(&column) {
            let cell = row.cells.iter().find(|cell| cell.column == column);
            let place = cell.map_or(row.span, |cell| cell.span);
            job.problem(place, message, "give each column a name of its own, so that it is clear which one counts");
        }
    }
}

/// Says which cells that count hold no value, and counts those that say so themselves.
fn failed(job: &mut Job<'_>, row: &Row, columns: &Columns, absent: &mut Option<(Span, usize)>) {
    for cell in row.cells.iter().filter(|cell| columns.reads(cell.column)) {
        match &cell.value {
            // The sign for "there is none", which tables use on purpose.
            Some(Value::Error(sign)) if sign == "#N/A" => {
                absent.get_or_insert((cell.span, 0)).1 += 1;
            }
            Some(Value::Error(sign)) => job.problem(
                cell.span,
                format!("the formula of this cell failed ({sign}), so it states nothing"),
                "correct the formula, or write the value",
            ),
            Some(Value::Unsaved) => job.problem(
                cell.span,
                "the result of this formula was not saved, so the cell states nothing",
                "open the workbook in a spreadsheet program, and save it once calculated",
            ),
            Some(Value::Text(_)) | None => {}
        }
    }
}
