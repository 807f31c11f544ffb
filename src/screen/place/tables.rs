//! The place tables of a pack, and their rows.

/// The tables of a pack, as text.
#[derive(Debug, Clone, Copy)]
pub struct PlaceTables<'a> {
    /// Divisions of the region.
    pub divisions: &'a str,
    /// Names of divisions that are also ordinary words or places elsewhere.
    pub shared: &'a str,
    /// Units of the corps.
    pub xpcc: &'a str,
    /// UN/LOCODE of the region.
    pub unlocode: &'a str,
    /// Provinces and cities elsewhere in China.
    pub outside: &'a str,
    /// The boundary, as `lat,lon`.
    pub boundary: &'a str,
    /// Towns and townships of the region whose names no other Chinese town bears; may be empty.
    pub townships: &'a str,
    /// Industrial parks and development zones of the region; may be empty.
    pub parks: &'a str,
    /// Telephone area codes and plates of the region; may be empty.
    pub hints: &'a str,
    /// Airports of the region; may be empty.
    pub airports: &'a str,
    /// City parts of manufacturer ids; may be empty.
    pub mid_cities: &'a str,
}

/// The rows of a table after its header, each with at least this many cells.
pub(super) fn rows(file: &str, text: &str, cells: usize) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("{file}: {error}"))?;
        if record.len() < cells {
            let line = record.position().map_or(0, csv::Position::line);
            return Err(format!("{file}:{line}: {} cells, but {cells} are needed", record.len()));
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    if rows.is_empty() {
        return Err(format!("{file}: the table is empty or missing, so places could not be recognised"));
    }
    Ok(rows)
}

/// The rows of a table that a pack may leave out.
pub(super) fn optional_rows(file: &str, text: &str, cells: usize) -> Result<Vec<Vec<String>>, String> {
    if text.is_empty() { Ok(Vec::new()) } else { rows(file, text, cells) }
}
