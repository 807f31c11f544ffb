//! Products: HS codes and the sectors they belong to.

use std::collections::BTreeMap;

/// Relation of an HS code to a sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The code names the good of the sector.
    Direct,
    /// The code names goods made from it.
    Downstream,
}

/// HS codes by sector. The mapping is the pack's own analysis: CBP publishes no list of headings.
#[derive(Debug, Default, Clone)]
pub struct SectorTable {
    codes: BTreeMap<String, Vec<(String, Relation)>>,
}

impl SectorTable {
    /// Reads the table of HS codes (`sector,hs,relation,description`) and the table of sectors, whose first column names
    /// those that count.
    ///
    /// # Errors
    /// When a table does not parse.
    pub fn load(codes: &str, sectors: &str) -> Result<Self, String> {
        let rows = |file: &str, text: &str| -> Result<Vec<csv::StringRecord>, String> {
            csv::Reader::from_reader(text.as_bytes())
                .records()
                .collect::<Result<_, _>>()
                .map_err(|error| format!("{file}: {error}"))
        };
        let known: Vec<String> = rows("sectors/high-priority.csv", sectors)?
            .iter()
            .filter_map(|row| row.get(0).map(str::to_owned))
            .collect();
        let mut table = Self::default();
        for row in rows("sectors/hs-codes.csv", codes)? {
            let (Some(sector), Some(hs), Some(relation)) = (row.get(0), row.get(1), row.get(2)) else { continue };
            let relation = match relation {
                "direct" => Relation::Direct,
                "downstream" => Relation::Downstream,
                // Headings that also cover unrelated goods would be false alarms.
                _ => continue,
            };
            if known.iter().any(|id| id == sector) {
                table.codes.entry(digits(hs)).or_default().push((sector.to_owned(), relation));
            }
        }
        Ok(table)
    }

    /// The sectors of an HS or HTS code, by its longest known prefix; each sector once.
    #[must_use]
    pub fn sectors_of(&self, hs: &str) -> Vec<(String, Relation)> {
        let hs = digits(hs);
        let mut found: Vec<(String, Relation)> = Vec::new();
        for length in (4..=hs.len().min(6)).rev() {
            for (sector, relation) in self.codes.get(&hs[..length]).into_iter().flatten() {
                if !found.iter().any(|(known, _)| known == sector) {
                    found.push((sector.clone(), *relation));
                }
            }
        }
        found
    }
}

fn digits(hs: &str) -> String {
    hs.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_decides_and_broad_headings_do_not_count() {
        let codes = "sector,hs,relation,description\nsilica,280461,direct,x\nsilica,8541,heading-too-broad,x\nother,280461,direct,x\n";
        let table = SectorTable::load(codes, "sector_id\nsilica\n").unwrap();
        for code in ["2804.61", "280461", "2804.61.0000"] {
            assert_eq!(table.sectors_of(code), [("silica".to_owned(), Relation::Direct)]);
        }
        assert!(table.sectors_of("8541.43").is_empty());
        assert!(table.sectors_of("").is_empty());
    }
}
