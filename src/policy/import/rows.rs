//! CSV of publishers: records with their physical line, and whether the file ends where it should.

use crate::error::Error;

use super::File;

/// The records of a CSV file, each with the line it begins on, from 1.
///
/// # Errors
/// When a quote is opened and never closed, as in half a download.
pub(super) fn records(file: &File) -> Result<Vec<(usize, csv::StringRecord)>, Error> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.text.as_bytes());
    let bytes = file.text.as_bytes();
    let (mut line, mut counted) = (1, 0);
    let mut found: Vec<(usize, csv::StringRecord)> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Error::Incomplete(format!("`{}`: {error}", file.name)))?;
        // The position of the csv crate is that of the line break before the record; see its issue 395.
        let mut at = record.position().map_or(counted, |position| usize::try_from(position.byte()).unwrap_or(counted));
        while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        line += memchr::memchr_iter(b'\n', bytes.get(counted..at).unwrap_or_default()).count();
        counted = at;
        found.push((line, record));
    }
    if memchr::memchr_iter(b'"', bytes).count() % 2 == 1 {
        let last = found.last().map_or(1, |(line, _)| *line);
        return Err(Error::Incomplete(format!(
            "`{}`: a quote is opened and never closed in the record at line {last}: half a download; download it again",
            file.name
        )));
    }
    Ok(found)
}

/// A table with a header: cells are asked for by the name of the column.
pub(super) struct Table {
    header: Vec<String>,
    /// (line, record) of every row below the header.
    pub(super) rows: Vec<(usize, csv::StringRecord)>,
}

impl Table {
    /// Reads a table whose header must be one of these.
    ///
    /// # Errors
    /// When the header differs, with the columns that are missing or new; or when the last row is cut off.
    pub(super) fn read(file: &File, headers: &[&[&str]], what: &str) -> Result<Self, Error> {
        super::bytes::refuse_page(file, what)?;
        let mut rows = records(file)?;
        if rows.is_empty() {
            return Err(Error::Incomplete(format!("`{}` holds no table; download it again", file.name)));
        }
        let (line, head) = rows.remove(0);
        let header: Vec<String> = head.iter().map(|cell| cell.trim().to_owned()).collect();
        if !headers.iter().any(|known| known.iter().eq(header.iter())) {
            return Err(changed(file, line, &header, headers, what));
        }
        if let Some((line, last)) = rows.last().filter(|(_, last)| last.len() < header.len()) {
            return Err(Error::Incomplete(format!(
                "`{}:{line}`: the last row has {} of {} cells: half a download; download it again",
                file.name,
                last.len(),
                header.len()
            )));
        }
        Ok(Self { header, rows })
    }

    /// A cell of a row, white space trimmed; empty when the column is not there.
    pub(super) fn cell<'r>(&self, row: &'r csv::StringRecord, column: &str) -> &'r str {
        self.header.iter().position(|name| name == column).and_then(|at| row.get(at)).unwrap_or("").trim()
    }

    /// Describes a wrong number of cells; `None` when it is that of the header.
    pub(super) fn uneven(&self, row: &csv::StringRecord) -> Option<String> {
        (row.len() != self.header.len())
            .then(|| format!("{} cells, but the header has {}", row.len(), self.header.len()))
    }
}

fn changed(file: &File, line: usize, header: &[String], headers: &[&[&str]], what: &str) -> Error {
    let nearest =
        headers.iter().max_by_key(|known| known.iter().filter(|name| header.iter().any(|h| h == *name)).count());
    let known: &[&str] = nearest.copied().unwrap_or(&[]);
    let missing: Vec<&str> = known.iter().copied().filter(|name| !header.iter().any(|found| found == name)).collect();
    let new: Vec<&str> = header.iter().map(String::as_str).filter(|name| !known.contains(name)).collect();
    let mut say = format!("`{}:{line}`: this is not the header of {what}", file.name);
    if missing.len() == known.len() {
        say.push_str(&format!("; it has: {}", known.join(",")));
    } else {
        if !missing.is_empty() {
            say.push_str(&format!("; missing: {}", missing.join(", ")));
        }
        if !new.is_empty() {
            say.push_str(&format!("; not known: {}", new.join(", ")));
        }
        if missing.is_empty() && new.is_empty() {
            say.push_str("; the columns stand in another order");
        }
        say.push_str(". The publisher has changed the file, and guessing could drop names; use a version of sourcegate that knows it");
    }
    Error::Incomplete(say)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::import::file_of;

    #[test]
    fn lines_are_those_of_an_editor() {
        let file = file_of("a.csv", b"a,b\r\n\"x\r\ny\",1\r\n\r\nz,2\r\n".to_vec()).unwrap();
        let lines: Vec<usize> = records(&file).unwrap().iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 5]);
    }

    #[test]
    fn a_changed_header_is_told_apart_from_a_cut_file() {
        let read = |text: &str| {
            let file = file_of("a.csv", text.as_bytes().to_vec()).unwrap();
            Table::read(&file, &[&["id", "name", "programs"]], "a test list").err().map(|error| error.to_string())
        };
        assert_eq!(read("id,name,programs\n1,A,x\n"), None);
        for (text, expected) in [
            ("id,name,regimes\n1,A,x\n", "missing: programs; not known: regimes"),
            ("name,id,programs\n1,A,x\n", "another order"),
            ("foo\nbar\n", "it has: id,name,programs"),
            ("id,name,programs\n1,A,x\n2,B", "`a.csv:3`: the last row has 2 of 3 cells: half a download"),
            ("id,name,programs\n1,A,\"x\n2,B,y\n", "never closed in the record at line 2"),
        ] {
            let message = read(text).unwrap();
            assert!(message.contains(expected), "{expected} is missing in {message}");
        }
    }
}
