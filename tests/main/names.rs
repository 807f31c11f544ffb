//! Names met with the pack's lists: a hand-labelled set, and a floor that no change may go below.

use sourcegate::policy::pack::Pack;
use sourcegate::screen::name::{NameIndex, NameInput, Scratch, Verdict};

/// The tail of an entry id, without list and date: one firm stands on several lists.
fn firm(id: &str) -> &str {
    let rest = id.split_once('-').map_or(id, |(_, rest)| rest);
    let date =
        |text: &str| text.len() > 11 && text.as_bytes()[..11].iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
    if date(rest) { &rest[11..] } else { rest }
}

#[test]
fn the_labelled_names_keep_their_precision_and_recall() {
    let pack = Pack::embedded().expect("the built-in pack loads");
    let entries: Vec<_> = pack.lists.iter().flat_map(|list| &list.entries).filter(|entry| !entry.region).collect();
    let index = NameIndex::build(entries.iter().enumerate().flat_map(|(entity, entry)| {
        entry.names.iter().enumerate().map(move |(name, row)| NameInput {
            entity: u32::try_from(entity).expect("few entries"),
            name: u32::try_from(name).expect("few names"),
            text: &row.text,
        })
    }));
    let mut scratch = Scratch::default();
    let (mut right, mut wrong, mut missed, mut wrong_matches) = (0_u32, vec![], vec![], vec![]);
    let mut reader = csv::Reader::from_reader(include_str!("../data/names.csv").as_bytes());
    for row in reader.records() {
        let row = row.expect("a well-formed row");
        let (query, expected) = (&row[0], &row[2]);
        let hit = index.search(query, &mut scratch, 1).into_iter().next();
        let found = hit.as_ref().map(|hit| entries[hit.entity as usize].id.as_str());
        match found {
            Some(id) if expected != "NONE" && firm(id) == firm(expected) => right += 1,
            Some(id) => {
                wrong.push(format!("{query}: {id}"));
                if hit.is_some_and(|hit| hit.verdict == Verdict::Match) {
                    wrong_matches.push(query.to_owned());
                }
            }
            None if expected != "NONE" => missed.push(query.to_owned()),
            None => {}
        }
    }
    let right = f64::from(right);
    let precision = right / (right + wrong.len() as f64);
    let recall = right / (right + missed.len() as f64);
    assert!(precision >= 0.97, "precision {precision}: {wrong:?}");
    assert!(recall >= 0.93, "recall {recall}: {missed:?}");
    assert_eq!(wrong_matches, Vec::<String>::new(), "a match denies, so none may be wrong");
}
