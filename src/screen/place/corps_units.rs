//! The units of the Xinjiang Production and Construction Corps by their names and numbers.

use super::fold::fold;

/// Names that only the corps and its divisions have, folded, longest first, with the unit.
#[derive(Debug, Default, Clone)]
pub(super) struct CorpsUnits {
    pub(super) names: Vec<(String, String)>,
    /// Number of a division, the city that it governs, and the division for people.
    pub(super) divisions: Vec<(u32, String, String)>,
}

impl CorpsUnits {
    /// Builds them from the rows of the table: kind, division, unit, zh, en, alt, city, county, source.
    pub(super) fn load(rows: &[Vec<String>]) -> Self {
        let mut names = Vec::new();
        let mut divisions = Vec::new();
        for row in rows {
            let unit = if row[4].is_empty() { row[3].clone() } else { format!("{} ({})", row[4], row[3]) };
            if let ("division", Ok(number)) = (row[0].as_str(), row[1].parse()) {
                divisions.push((number, row[6].clone(), unit.clone()));
            }
            let own = [&row[3], &row[4]].into_iter().map(String::as_str).chain(row[5].split('|'));
            for name in own {
                let folded = fold(name).text;
                // A name counts by itself only if it carries the corps or the old "agricultural division" in it.
                let telling = [
                    "兵团",
                    "兵團",
                    "农业建设",
                    "xpcc",
                    "xjbt",
                    "xinjian group",
                    "新建集团",
                    "production and construction corps",
                    "بىڭتۇەن",
                ];
                let farming = folded.starts_with('农') && folded.ends_with('师');
                if telling.iter().any(|word| folded.contains(word)) || farming {
                    names.push((folded, unit.clone()));
                }
            }
        }
        names.push((
            "xinjiang production and construction corporation".to_owned(),
            "Xinjiang Production and Construction Corps".to_owned(),
        ));
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        names.dedup_by(|a, b| a.0 == b.0);
        Self { names, divisions }
    }
}
