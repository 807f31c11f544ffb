//! Tables of signs that hint at the region: telephone area codes, plates, airports, city parts of manufacturer ids.

use std::collections::BTreeMap;

use super::tables::{PlaceTables, optional_rows};

/// The tables of hints.
#[derive(Debug, Clone, Default)]
pub(super) struct HintTables {
    /// Area code without its leading zero, and division.
    pub(super) phones: Vec<(String, String)>,
    /// Plate prefix (新A), and division.
    pub(super) plates: Vec<(String, String)>,
    /// IATA code, ICAO code, name.
    pub(super) airports: Vec<(String, String, String)>,
    /// City part of a manufacturer id to the Xinjiang city it is made from, where no other Chinese city of more than
    /// 15,000 people has the same letters (GeoNames).
    pub(super) mid_cities: BTreeMap<String, Vec<String>>,
}

impl HintTables {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a row has too few cells.
    pub(super) fn load(tables: &PlaceTables<'_>) -> Result<Self, String> {
        let mut hints = Self::default();
        for row in optional_rows("places/hints.csv", tables.hints, 3)? {
            match row[0].as_str() {
                "phone" => hints.phones.push((row[1].trim_start_matches('0').to_owned(), row[2].clone())),
                "plate" => hints.plates.push((row[1].clone(), row[2].clone())),
                other => {
                    return Err(format!("places/hints.csv: `{other}` is no kind of hint; there are phone and plate"));
                }
            }
        }
        for row in optional_rows("places/airports.csv", tables.airports, 3)? {
            hints.airports.push((row[0].clone(), row[1].clone(), row[2].clone()));
        }
        for row in optional_rows("places/mid-cities.csv", tables.mid_cities, 5)? {
            let own = row[4] == "0" && (row[2].contains("City") || row[3].ends_with("00"));
            if own && !row[1].contains('\'') {
                let cities = hints.mid_cities.entry(row[0].clone()).or_default();
                let city = format!("{} ({})", row[2], row[3]);
                if !cities.contains(&city) {
                    cities.push(city);
                }
            }
        }
        Ok(hints)
    }
}
