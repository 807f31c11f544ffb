//! Places and words that look like Xinjiang and are not, every row of two collected lists.

use std::fmt::Write as _;

use sourcegate::finding::Level;

use crate::judged;

fn rows(text: &str) -> Vec<Vec<String>> {
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .map(|row| row.expect("a well-formed row").iter().map(str::to_owned).collect())
        .collect()
}

const TODAY: &str = "2026-11-24";

/// A site for every row, so that the whole judgement is what is tested.
fn site(manifest: &mut String, id: &str, keys: &[(&str, &str)]) {
    let _ = write!(
        manifest,
        "[[party]]\nid = \"p-{id}\"\nname = \"Plain Works {id}\"\n[[site]]\nid = \"{id}\"\nparty = \"p-{id}\"\n"
    );
    for (key, value) in keys.iter().filter(|(_, value)| !value.is_empty()) {
        if matches!(*key, "lat" | "lon") {
            let _ = writeln!(manifest, "{key} = {value}");
        } else {
            let _ = writeln!(manifest, "{key} = {value:?}");
        }
    }
}

#[test]
fn no_look_alike_place_fires() {
    let rows = rows(include_str!("../data/look-alikes.csv"));
    assert_eq!(rows.len(), 272);
    let mut manifest = String::new();
    let mut count = 0;
    for (number, row) in rows.iter().enumerate() {
        let [kind, zh, en, _, place, country, admin, _, lat, lon, expected] =
            std::array::from_fn(|at| row[at].as_str());
        if expected != "not-xuar" {
            continue;
        }
        count += 1;
        // "GeoNames admin1 06" is a code of that gazetteer, not a name that a manifest would hold.
        let province = if admin.starts_with("GeoNames") { "" } else { admin };
        let ends = [("country", country), ("lat", lat), ("lon", lon)];
        for (form, text) in [("zh", zh), ("en", en), ("place", place)] {
            let mut keys = vec![("address", text), ("province", province)];
            keys.extend(ends);
            // Some places are given in words of explanation, not as an address.
            let explains = form == "place" && text.contains('(');
            if !text.is_empty() && !explains {
                site(&mut manifest, &format!("{kind}-{number}-{form}"), &keys);
            }
        }
        let name = if zh.is_empty() { en } else { zh };
        let mut keys = vec![("city", name), ("province", province)];
        keys.extend(ends);
        site(&mut manifest, &format!("{kind}-{number}-city"), &keys);
    }
    assert_eq!(count, 243);
    let judged = judged::manifest(&manifest, TODAY);
    assert_eq!(judged.at_least(Level::Info), Vec::<String>::new());
}

#[test]
fn words_and_numbers_that_hint_never_deny() {
    let rows = rows(include_str!("../data/look-alikes.csv"));
    let weak: Vec<_> = rows.iter().enumerate().filter(|(_, row)| row[10] == "weak-signal").collect();
    assert_eq!(weak.len(), 29);
    let mut manifest = String::new();
    for (number, row) in weak {
        for text in
            row[1].split(" / ").chain(row[2].split(" / ")).chain(row[3].split('|')).filter(|text| !text.is_empty())
        {
            let text = text.trim_end_matches(['*', ' ']);
            let id = format!("w{number}-{}", manifest.len());
            // The word as the name of a firm in no stated country, of one in Italy, and as an Italian address.
            let _ = write!(manifest, "[[party]]\nid = \"{id}-a\"\nname = {text:?}\n");
            let _ = write!(manifest, "[[party]]\nid = \"{id}-b\"\nname = {text:?}\ncountry = \"IT\"\n");
            site(&mut manifest, &format!("{id}-c"), &[("address", text), ("country", "IT")]);
        }
    }
    // What the rows about numbers describe: the same digits in other countries, and places that goods only pass.
    for (id, postcode, country) in [
        ("zip", "84101", "US"),
        ("pin", "841301", "IN"),
        ("kg", "830000", "KG"),
        ("ru", "840000", "RU"),
        ("sg", "830012", "SG"),
    ] {
        site(&mut manifest, id, &[("postcode", postcode), ("country", country)]);
    }
    site(&mut manifest, "gln", &[("address", "Phone +90 991 000000"), ("country", "TR")]);
    let judged = judged::manifest(&manifest, TODAY);
    assert_eq!(judged.at_least(Level::Deny), Vec::<String>::new());
    let abroad: Vec<&str> = judged
        .0
        .findings
        .iter()
        .map(|finding| finding.subject.id.as_str())
        .filter(|id| id.ends_with("-b") || id.ends_with("-c") || ["zip", "pin", "kg", "ru", "sg", "gln"].contains(id))
        .collect();
    assert_eq!(abroad, Vec::<&str>::new());
}

#[test]
fn coordinates_near_the_border_are_read_with_the_tolerance() {
    let rows = rows(include_str!("../data/coord-traps.csv"));
    assert_eq!(rows.len(), 47);
    let mut manifest = String::new();
    let mut expected = Vec::new();
    for row in &rows {
        let [id, name, country, _, lat, lon, inside, xuar, trap] = std::array::from_fn(|at| row[at].as_str());
        // Named, as a list would have it: the name and the country beside the coordinates.
        site(&mut manifest, &format!("g{id}"), &[("city", name), ("country", country), ("lat", lat), ("lon", lon)]);
        site(&mut manifest, &format!("c{id}"), &[("country", country), ("lat", lat), ("lon", lon)]);
        if xuar == "yes" && inside == "yes" {
            expected.push(format!("c{id}"));
        }
        if trap == "boundary-error" && xuar == "yes" {
            // The map puts this town of the region outside; only its name can tell.
            assert_eq!(inside, "no", "{name}");
        }
    }
    let judged = judged::manifest(&manifest, TODAY);
    let fired: Vec<&str> = judged
        .0
        .findings
        .iter()
        .filter(|finding| finding.rule == "xuar-site")
        .map(|finding| finding.subject.id.as_str())
        .collect();
    for row in &rows {
        let (id, name, xuar) = (&row[0], &row[1], &row[7]);
        if xuar == "no" {
            for id in [format!("g{id}"), format!("c{id}")] {
                assert!(!fired.contains(&id.as_str()), "{name} ({id}) lies outside");
            }
        }
    }
    let missed: Vec<&String> = expected.iter().filter(|id| !fired.contains(&id.as_str())).collect();
    assert_eq!(missed, Vec::<&String>::new(), "inside, by more than the tolerance or not");
}

/// The other side: every division of the region, by its names in each script, is found.
#[test]
fn every_division_of_the_region_fires() {
    let rows = rows(include_str!("../../policies/xinjiang/places/divisions.csv"));
    let mut manifest = String::new();
    let mut sure = Vec::new();
    let mut alone = Vec::new();
    for row in rows.iter().filter(|row| row[1] != "group" && row[2] == "current") {
        let [code, _, _, _, zh, hant, _, en] = std::array::from_fn(|at| row[at].as_str());
        let uyghur = row[12].as_str();
        let address = format!("新疆{zh}工业园1号");
        let traditional = format!("新疆{}工業園1號", if hant.is_empty() { zh } else { hant });
        let english = format!("12 Industry Road, {en}, Xinjiang, China");
        for (form, keys) in [
            ("zh", vec![("address", address.as_str())]),
            ("hant", vec![("address", traditional.as_str())]),
            ("en", vec![("address", english.as_str())]),
            ("split", vec![("city", en), ("province", "Xinjiang Uygur Autonomous Region"), ("country", "CN")]),
        ] {
            let id = format!("{form}{code}");
            site(&mut manifest, &id, &keys);
            sure.push(id);
        }
        for (form, text) in [("han", zh), ("ug", uyghur), ("latin", en)] {
            if !text.is_empty() {
                let id = format!("{form}{code}");
                site(&mut manifest, &id, &[("city", text), ("country", "CN")]);
                alone.push(id);
            }
        }
    }
    assert_eq!(sure.len(), 4 * rows.iter().filter(|row| row[1] != "group" && row[2] == "current").count());
    let judged = judged::manifest(&manifest, TODAY);
    let missed = |ids: &[String], rules: &[&str]| -> Vec<String> {
        ids.iter().filter(|id| !rules.iter().any(|rule| judged.find(rule, id).is_some())).cloned().collect()
    };
    assert_eq!(missed(&sure, &["xuar-site"]), Vec::<String>::new());
    assert_eq!(missed(&alone, &["xuar-site", "xuar-place-name"]), Vec::<String>::new());
}
