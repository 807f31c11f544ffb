//! Real files that people have, and what may be found in each. Every finding was read by hand; the doubtful ones are
//! explained where they are asserted. Provenance: tests/data/SOURCES.md.

use std::collections::BTreeSet;

use sourcegate::finding::Level;
use sourcegate::manifest::Outcome;
use sourcegate::source::memory::MemoryTree;

use crate::judged::{Judged, judge, judge_paths};

const TODAY: &str = "2026-11-24";

fn one(name: &str, bytes: &[u8]) -> Judged {
    judge(&[(name, bytes)], TODAY)
}

fn records(judged: &Judged) -> u32 {
    match judged.0.inputs[0].outcome {
        Outcome::Read { records } => records,
        ref other => panic!("not read: {other:?} {:?}", judged.0.inputs[0].problems),
    }
}

fn rows_of(judged: &Judged, rule: &str) -> BTreeSet<u32> {
    judged.findings_of(rule).iter().flat_map(|finding| &finding.locations).map(|place| place.row).collect()
}

#[test]
fn plants_of_china_are_found_by_name_and_by_coordinates() {
    let text = include_str!("../data/samples/wri-china-plants.csv");
    let judged = one("wri-china-plants.csv", text.as_bytes());
    assert_eq!(records(&judged), 3137);
    let sites = rows_of(&judged, "xuar-site");
    let hints = rows_of(&judged, "xuar-place-name");
    let mut named = BTreeSet::new();
    let mut others = BTreeSet::new();
    for (row, line) in (1..).zip(csv::Reader::from_reader(text.as_bytes()).into_records()) {
        let line = line.expect("a well-formed row");
        let says = line.iter().any(|cell| cell.split(|c: char| !c.is_alphanumeric()).any(|word| word == "Xinjiang"));
        if says {
            named.insert(row)
        } else {
            others.insert(row)
        };
    }
    assert_eq!(named.len(), 101);
    // Alashankou lies on the border: its wind farms (rows 644, 768) stand within the tolerance of the map, and Khorgas
    // (2983) too. Their names alone speak of the region, so they ask for evidence.
    let unsure: Vec<u32> = named.difference(&sites).copied().collect();
    assert_eq!(unsure, [644, 768, 2983]);
    assert!(unsure.iter().all(|row| hints.contains(row)));
    // Found by coordinates alone. The file itself misplaces row 60: Nierji on the Nen River stands in Inner Mongolia,
    // but its coordinates are those of Jilebulake (57), in the region. The gate can only judge what is stated.
    let by_place: Vec<u32> = sites.intersection(&others).copied().collect();
    assert_eq!(by_place.len(), 50, "{by_place:?}");
    assert!(by_place.contains(&57) && by_place.contains(&60));
    // Akesu and Hami in a name without coordinates: a name is a hint, not a site.
    let by_name: Vec<u32> = hints.difference(&named).copied().collect();
    assert_eq!(by_name, [299, 301]);
    // Jinjiang, Linjiang and Minjiang are rivers and a city of Fujian: none of their rows fires.
    for (row, line) in (1..).zip(text.lines().skip(1)) {
        if ["Jinjiang", "Linjiang", "Minjiang"].iter().any(|name| line.contains(name)) && !named.contains(&row) {
            assert!(!sites.contains(&row) && !hints.contains(&row), "{line}");
        }
    }
}

#[test]
fn owners_of_plants_are_screened_as_owners() {
    let judged = one("wri-china-plants.csv", include_bytes!("../data/samples/wri-china-plants.csv"));
    let rows = rows_of(&judged, "uflpa-entity-listed");
    // East Hope (twice in the file), Joinworld, and three of Zhongtai. Listed as owner: evidence, not denial.
    assert_eq!(rows, BTreeSet::from([2939, 2940, 3103, 3105, 3106, 3107]));
    assert!(judged.findings_of("uflpa-entity-listed").iter().all(|finding| finding.level == Level::Review));
    // The row that stands twice in the file is one finding with two places.
    assert_eq!(judged.findings_of("entity-list-supplier").len(), 1);
    assert_eq!(judged.findings_of("entity-list-supplier")[0].locations.len(), 2);
    // Possible: Henan Shenhuo is the parent of the listed Xinjiang Shenhuo (517); Hesheng is the pinyin of Hoshine's
    // Chinese name (2966). Meixin (3020) shares one word with the listed hair maker, in another trade and another place. Tangshan Sanyou
    // Chemical (3076) is of the group whose subsidiaries an order of 2016 names.
    assert_eq!(rows_of(&judged, "uflpa-entity-possible-match"), BTreeSet::from([517, 2966, 3076]));
}

#[test]
fn listed_companies_under_chinese_short_names() {
    let name = "cn-listed-companies-gb18030.csv";
    let import = format!("[[import]]\nfile = \"{name}\"\nmap = {{ name = \"code_name\", id = \"code\" }}\n");
    let tree = MemoryTree::default()
        .with("sourcegate.toml", import)
        .with(name, &include_bytes!("../data/samples/cn-listed-companies-gb18030.csv")[..]);
    let judged = judge_paths(&tree, vec![String::new()], TODAY);
    assert_eq!(records(&judged), 4935);
    let names = |level: Level, rule: &str| -> BTreeSet<&str> {
        judged
            .findings_of(rule)
            .into_iter()
            .filter(|found| found.level == level)
            .map(|found| found.subject.name.as_str())
            .collect()
    };
    // COFCO Sugar, Xinjiang Joinworld, Zijin, Huafu, Tanyuan and KTK, listed under the names that these are short for, and
    // Changhong Meiling, whose row prints another Chinese name, by its reading.
    assert_eq!(
        names(Level::Deny, "uflpa-entity-listed"),
        BTreeSet::from(["中粮糖业", "新疆众和", "紫金矿业", "华孚时尚", "长虹美菱", "碳元科技", "今创集团"])
    );
    assert_eq!(names(Level::Deny, "cbp-wro-finding"), BTreeSet::from(["合盛硅业"]));
    // Tanyuan and KTK stand on the Entity List as well. On the list of the task force nothing asks for review only.
    assert_eq!(names(Level::Warn, "entity-list-supplier"), BTreeSet::from(["碳元科技", "今创集团"]));
    assert_eq!(names(Level::Review, "uflpa-entity-listed"), BTreeSet::new());
    // A person must judge. Listed, but without a Chinese name in the row: 八一钢铁 (Bayi), 洽洽食品 (Chacha), 纳思达 (Ninestar), 西部黄金
    // (Western Gold), 骆驼股份 (Camel). True kin of a listed firm: 神火股份 (parent of Xinjiang Shenhuo), 合盛硅业 (of Hoshine Shanshan), 中泰化学 (Zhongtai), 晨光生物
    // (Chenguang), 山东黄金 (of whose names Shandong Gold Smelting is listed). Homonyms that only an identifier settles:
    // 泰达股份 is TEDA of Tianjin, not the clothing maker of Hotan; 天味食品 is Teway of Sichuan, read like Tianwei of
    // Tianjin. The listed name of 八一钢铁 (Xinjiang Bayi) begins with the group that it belongs to, and 晶澳科技 (JA Solar)
    // is the parent of a listed firm. None of them may be denied.
    assert_eq!(
        names(Level::Review, "uflpa-entity-possible-match"),
        BTreeSet::from([
            "八一钢铁",
            "晶澳科技",
            "洽洽食品",
            "纳思达",
            "西部黄金",
            "骆驼股份",
            "神火股份",
            "合盛硅业",
            "中泰化学",
            "晨光生物",
            "山东黄金",
            "泰达股份",
            "天味食品"
        ])
    );
    // Of some twenty names that begin with 新疆, those that are on no list speak of the place only.
    assert_eq!(names(Level::Review, "xuar-place-name"), BTreeSet::from(["新疆天业", "新疆火炬", "新疆交建"]));
    assert_eq!(judged.at_least(Level::Deny).len(), 8);
}

#[test]
fn lists_without_any_exposure_stay_silent() {
    let files: [(&str, &[u8], u32); 4] = [
        ("osh-facility-list.csv", include_bytes!("../data/samples/osh-facility-list.csv"), 38),
        ("cmrt-smelters.csv", include_bytes!("../data/samples/cmrt-smelters.csv"), 82),
        ("kicad-bom-ja-semicolon.csv", include_bytes!("../data/samples/kicad-bom-ja-semicolon.csv"), 19),
        ("easyeda-bom-utf16le.tsv", include_bytes!("../data/samples/easyeda-bom-utf16le.tsv"), 8),
    ];
    for (name, bytes, count) in files {
        let judged = one(name, bytes);
        assert_eq!(records(&judged), count, "{name}");
        assert_eq!(judged.at_least(Level::Info), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn part_lists_without_makers_hold_no_sourcing_data() {
    let files: [(&str, &[u8]); 2] = [
        ("kicost-part-list.csv", include_bytes!("../data/samples/kicost-part-list.csv")),
        ("kicost-semicolon-crlf.csv", include_bytes!("../data/samples/kicost-semicolon-crlf.csv")),
    ];
    for (name, bytes) in files {
        let judged = one(name, bytes);
        let Outcome::NoData(why) = &judged.0.inputs[0].outcome else {
            panic!("{name}: {:?}", judged.0.inputs[0].outcome);
        };
        assert!(why.contains("no column names a supplier"), "{name}: {why}");
    }
}
