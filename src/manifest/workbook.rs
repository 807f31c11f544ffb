//! Workbooks: XLSX, XLSM, XLSB, XLS, ODS and FODS.
//!
//! Every sheet is read, hidden ones too, because a gate must not depend on what somebody folded away. A sheet becomes a text
//! of one line for each row that is not empty, and each cell of it keeps its place; its header then goes through the same
//! words as that of a CSV.

mod book;
mod container;
mod grid;
mod ods;
mod sheet;
mod value;
mod xls;
mod xlsb;
mod xlsx;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::SheetVisible;

use self::book::{COMPOUND, Hidden, Sheet};
use self::grid::{Grid, Page};
use self::sheet::{Head, NoTable};
use super::interest::{Confidence, Interest};
use super::job::Job;
use super::reader::{Reader, has_extension};
use super::table::{HEADER_ROWS, MAP, search};
use super::{Limits, Outcome};

/// First bytes of a ZIP archive.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// The encoding that a report names for what is no text.
const NO_TEXT: &str = "binary";

/// The workbook of spreadsheet programs.
pub(super) struct Workbook;

impl Reader for Workbook {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["xlsm", "xlsb", "xls", "ods", "fods"]
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx", "xlsm", "xlsb", "xls", "ods", "fods"]
    }

    fn limit(&self, limits: &Limits) -> u64 {
        limits.max_table_bytes
    }

    fn sniff(&self, path: &str, head: &[u8]) -> Confidence {
        if is_packed(head) {
            Confidence::Certain
        } else if head.is_empty() && has_extension(path, self.extensions()) {
            Confidence::ByName
        } else {
            Confidence::No
        }
    }

    fn interest(&self, path: &str, head: Option<&[u8]>) -> Interest {
        match head {
            _ if search::well_known(path) => Interest::Take,
            None => Interest::Look,
            // The header of a sheet stands inside: reading it decides.
            Some(head) if is_packed(head) => Interest::Take,
            Some(_) => Interest::List,
        }
    }

    fn read(&self, job: &mut Job<'_>, bytes: Vec<u8>) {
        let Err(Refusal { message, help }) = read(job, &bytes) else { return };
        // Of a workbook that nothing says is a manifest, and that cannot be opened, nobody knows what it is.
        if job.found && !search::well_known(job.path) {
            job.give_up(Interest::List);
        } else {
            job.refuse(message, help);
        }
    }
}

fn is_packed(head: &[u8]) -> bool {
    head.starts_with(ARCHIVE) || head.starts_with(COMPOUND) || ods::is_flat(head)
}

/// Reason why a workbook cannot be read, and the way out.
#[derive(Debug)]
pub(super) struct Refusal {
    message: String,
    help: &'static str,
}

impl Refusal {
    fn new(message: impl Into<String>, help: &'static str) -> Self {
        Self { message: message.into(), help }
    }

    /// A workbook that is not whole.
    fn damaged(what: &str, error: impl std::fmt::Display) -> Self {
        Self::new(format!("{what} is damaged or cut short ({error})"), "restore the file, or save the workbook again")
    }
}

fn read(job: &mut Job<'_>, bytes: &[u8]) -> Result<(), Refusal> {
    let mut page = Page::new(job.limits);
    let wanted = job.spec.and_then(|spec| spec.sheet.as_deref());
    let Opened { format, known, grids } = open(bytes, wanted, job.limits, &mut page)?;
    job.input.format = format;
    if let (Some(wanted), true) = (wanted, grids.is_empty()) {
        let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        job.refuse_asked(
            format!("the workbook has no sheet `{wanted}`; its sheets are {}", names.join(", ")),
            "correct `sheet`, or take it out to read every sheet",
        );
        return Ok(());
    }
    if job.found && !search::well_known(job.path) && !grids.iter().any(|(grid, _)| speaks_of_suppliers(grid, &page)) {
        job.give_up(Interest::List);
        return Ok(());
    }
    let Page { text, anchors, .. } = page;
    job.open(text, NO_TEXT, anchors);
    let text = job.facts.sources.take_text(job.file);
    let outcome = sheets(job, &text, &grids);
    job.facts.sources.put_text(job.file, text);
    if job.input.problems.is_empty() {
        job.input.outcome = outcome;
    }
    Ok(())
}

/// Message about an encrypted workbook.
const ENCRYPTED: &str = "the workbook is encrypted, so nothing in it can be checked";
/// The way out of encryption.
const DECRYPT: &str = "save it without a password, or export its tables as CSV";

/// Cells of a workbook.
struct Opened {
    /// Name of its format.
    format: &'static str,
    /// Names of all its sheets.
    known: Vec<String>,
    /// The sheets that were asked for.
    grids: Vec<(Grid, Sheet)>,
}

/// Opens a workbook, and reads the sheet of this name, or all.
fn open(bytes: &[u8], wanted: Option<&str>, limits: &Limits, page: &mut Page) -> Result<Opened, Refusal> {
    let read = || {
        let (mut book, format) = book::open(bytes, limits)?;
        let same = |name: &str| wanted.is_none_or(|wanted| wanted.trim().to_lowercase() == name.trim().to_lowercase());
        let known = book.sheets().iter().map(|sheet| sheet.name.clone()).collect();
        let chosen = book.sheets().iter().enumerate().filter(|(_, sheet)| sheet.has_cells && same(&sheet.name));
        let chosen: Vec<usize> = chosen.map(|(at, _)| at).collect();
        let grids = chosen.into_iter().map(|at| Ok((Grid::read(&mut *book, at, page)?, book.sheets()[at].clone())));
        Ok(Opened { format, known, grids: grids.collect::<Result<_, Refusal>>()? })
    };
    // The library that reads workbooks may stop on a damaged one, and the rest of a run must not stop with it.
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Refusal::damaged("the workbook", "it breaks its format")))
}

fn speaks_of_suppliers(grid: &Grid, page: &Page) -> bool {
    grid.rows.iter().take(HEADER_ROWS).any(|row| {
        let texts = row.texts(&page.text);
        search::says_who_and_where(texts.iter().map(String::as_str))
    })
}

/// Reads the tables of all sheets, and says which sheets hold none.
fn sheets(job: &mut Job<'_>, text: &str, grids: &[(Grid, Sheet)]) -> Outcome {
    let mut without = Vec::new();
    let mut wrong = None;
    let (mut unclear, mut missed) = (Vec::new(), Vec::new());
    let mut place = None;
    let (mut tables, mut records) = (0, 0);
    for (grid, shown) in grids {
        match Head::find(job.path, grid, text, job.spec) {
            Ok(head) => {
                tables += 1;
                if let Some(why) = head.unclear() {
                    unclear.push(format!("`{}`: {why}", grid.name));
                    place = place.or(Some(head.place(grid)));
                }
                say_hidden(job, grid, shown.visible, &shown.hidden);
                sheet::emit(job, text, grid, head, &mut records);
            }
            Err(NoTable::Empty) => {}
            Err(NoTable::NoData { why, unclear: missing, at }) => {
                sheet::look_through(job, text, grid, at);
                missed.extend(missing.map(|why| format!("`{}`: {why}", grid.name)));
                without.push(format!("`{}`: {why}", grid.name));
            }
            Err(NoTable::Wrong(place, message, help)) => {
                without.push(format!("`{}`: {message}", grid.name));
                wrong = wrong.or(Some((place, message, help)));
            }
        }
    }
    if tables > 0 {
        if !without.is_empty() {
            job.remark(None, format!("sheets without sourcing data: {}", without.join("; ")), "");
        }
        return match records {
            0 => Outcome::NoData("the table has a header and no rows".to_owned()),
            records if unclear.is_empty() => Outcome::Read { records },
            records => {
                job.remark(place, unclear.join("; "), MAP);
                Outcome::NotUnderstood { records, why: unclear.join("; ") }
            }
        };
    }
    if let Some((place, message, help)) = wrong {
        job.problem(place, message, help);
        return Outcome::Failed;
    }
    // The name of the workbook speaks for one of its sheets; where one is read, the others may be of another use.
    if !missed.is_empty() {
        job.remark(None, missed.join("; "), MAP);
        return Outcome::NotUnderstood { records: 0, why: missed.join("; ") };
    }
    Outcome::NoData(if without.is_empty() { "every sheet is empty".to_owned() } else { without.join("; ") })
}

/// Says that what is read cannot be seen when the workbook is opened.
fn say_hidden(job: &mut Job<'_>, grid: &Grid, visible: SheetVisible, hidden: &Hidden) {
    let first = grid.rows.first().map(|row| row.span);
    let what = match visible {
        SheetVisible::Visible => None,
        SheetVisible::Hidden => Some("hidden"),
        SheetVisible::VeryHidden => Some("hidden, and spreadsheet programs do not offer to show it"),
    };
    if let Some(what) = what {
        job.remark(first, format!("the sheet `{}` is {what}; it is read all the same", grid.name), "");
    }
    let rows: Vec<_> = grid.rows.iter().filter(|row| hidden.rows.contains(&row.number)).collect();
    if let Some(row) = rows.first() {
        let many = if rows.len() == 1 { "1 row is".to_owned() } else { format!("{} rows are", rows.len()) };
        job.remark(Some(row.span), format!("{many} hidden in the sheet `{}`, and read all the same", grid.name), "");
    }
    let used: BTreeSet<usize> = grid.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column).collect();
    let is_hidden =
        |column: &&usize| hidden.columns.iter().any(|(first, last)| (*first..=*last).contains(&(**column + 1)));
    if let Some(column) = used.iter().find(is_hidden) {
        let first = grid.rows.iter().flat_map(|row| &row.cells).find(|cell| cell.column == *column);
        let message = format!("columns are hidden in the sheet `{}`, and read all the same", grid.name);
        job.remark(first.map(|cell| cell.span), message, "");
    }
}
