//! The layout of delimited text: delimiter and header row, chosen by how well the header is understood.

use super::cursor::{Broken, Cursor, extent};
use crate::manifest::job::Job;
use crate::manifest::table::{Columns, HEADER_ROWS, NoColumns, SAMPLE_ROWS, form, lacking, suits, wrong_field};
use crate::source::Span;

/// Delimiters that are tried, the commonest first.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Outcome of looking for a table.
pub(super) enum Found {
    /// Its layout, and the fields of its columns.
    Table(Layout, Columns),
    /// No sourcing data: the reason, what was not understood although the file should hold some, and the layout of what it
    /// holds.
    Nothing(String, Option<String>, Option<Layout>),
}

/// Delimiter and header of a table.
pub(super) struct Layout {
    pub(super) delimiter: u8,
    /// Number of the header record, from 1.
    pub(super) header_at: usize,
    pub(super) header: Vec<String>,
}

/// Finds delimiter and header; `None` when a problem was noted.
pub(super) fn layout(job: &mut Job<'_>, text: &str) -> Option<Found> {
    let spec = job.spec;
    if let Some((message, help)) = spec.and_then(wrong_field) {
        job.refuse_asked(message, &help);
        return None;
    }
    let given = match spec.and_then(|spec| spec.delimiter.as_deref()) {
        None => None,
        Some("tab" | "\\t") => Some(b'\t'),
        Some(one) if one.len() == 1 => Some(one.as_bytes()[0]),
        Some(other) => {
            job.problem(Span::default(), format!("`{other}` is not a delimiter"), "write one character, or `tab`");
            return None;
        }
    };
    // Excel's own word for it.
    let declared = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next());
    let delimiters: Vec<u8> = given.or(declared).map_or_else(|| DELIMITERS.to_vec(), |one| vec![one]);
    let mut best: Option<(usize, usize, Layout, Columns)> = None;
    let mut reason: Option<(usize, Found)> = None;
    let mut likely: Option<((usize, usize, usize), Layout)> = None;
    let mut broken: Option<Broken> = None;
    for delimiter in delimiters {
        let (rows, error) = sample(text, delimiter, job.limits.max_record_bytes);
        broken = broken.or(error);
        for (at, header) in rows.iter().enumerate().take(HEADER_ROWS) {
            if spec.and_then(|spec| spec.header_row).is_some_and(|row| row as usize != at + 1)
                || header.iter().all(|cell| cell.trim().is_empty())
            {
                continue;
            }
            let after = &rows[at + 1..];
            // The last line is no header of those above it.
            if after.is_empty() && at > 0 && spec.is_none() {
                continue;
            }
            match Columns::find(job.path, header, after, spec) {
                Ok(columns) => {
                    let wide = after.iter().filter(|row| row.len() == header.len()).count();
                    let score = columns.score();
                    let better = best.as_ref().is_none_or(|(other, width, ..)| (score, wide) > (*other, *width));
                    if better {
                        let layout = Layout { delimiter, header_at: at + 1, header: header.clone() };
                        best = Some((score, wide, layout, columns));
                    }
                }
                Err(NoColumns::NoData { why, unclear }) => {
                    let width = header.len();
                    if reason.as_ref().is_none_or(|(other, _)| width > *other) {
                        let layout = Layout { delimiter, header_at: at + 1, header: header.clone() };
                        reason = Some((width, Found::Nothing(why, unclear, Some(layout))));
                    }
                }
                // A mapping that no row satisfies is reported below, with the row that suits it best.
                Err(NoColumns::Wrong(..)) => {
                    let score = spec.map_or((0, 0, 0), |spec| suits(header, spec));
                    if likely.as_ref().is_none_or(|(other, _)| score > *other) {
                        likely = Some((score, Layout { delimiter, header_at: at + 1, header: header.clone() }));
                    }
                }
            }
        }
    }
    match (best, likely) {
        (Some((_, _, layout, columns)), _) => {
            let whole = spec.is_none().then(|| sample(text, layout.delimiter, job.limits.max_record_bytes).0);
            Some(match whole.and_then(|rows| form(&rows, columns.sources()).map(|why| (rows, why))) {
                Some((mut rows, why)) => {
                    let header = rows.swap_remove(0);
                    Found::Nothing(why.clone(), Some(why), Some(Layout { header_at: 1, header, ..layout }))
                }
                None => Found::Table(layout, columns),
            })
        }
        (None, Some((_, layout))) => {
            let place = place(text, &layout, job.limits.max_record_bytes);
            let (message, help) = lacking(&layout.header, spec?);
            job.problem(place, message, help);
            None
        }
        // Without a header, a record that could not be read may be the header: that is no answer about the data.
        (None, None) if broken.is_some() => {
            if let Some(broken) = broken {
                job.problem(broken.span, broken.message, broken.help);
            }
            None
        }
        (None, None) => {
            Some(reason.map_or_else(
                || Found::Nothing("there is no header row".to_owned(), None, None),
                |(_, nothing)| nothing,
            ))
        }
    }
}

/// Place of the header.
fn place(text: &str, layout: &Layout, limit: usize) -> Span {
    let mut cursor = Cursor::new(text, layout.delimiter, limit);
    let mut cells = Vec::new();
    for _ in 0..layout.header_at {
        if cursor.next(&mut cells) != Ok(true) {
            break;
        }
    }
    extent(&cells)
}

/// The first rows, as texts, up to a record that cannot be read.
fn sample(text: &str, delimiter: u8, limit: usize) -> (Vec<Vec<String>>, Option<Broken>) {
    let mut cursor = Cursor::new(text, delimiter, limit);
    let mut cells = Vec::new();
    let mut rows = Vec::new();
    while rows.len() < HEADER_ROWS + SAMPLE_ROWS {
        match cursor.next(&mut cells) {
            Ok(true) => rows.push(cells.iter().map(|cell| cell.text(text).to_owned()).collect()),
            Ok(false) => break,
            Err(error) => return (rows, Some(error)),
        }
    }
    (rows, None)
}
