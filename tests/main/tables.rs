//! Tables as people publish them: bills of materials, lists of factories, smelters, mills and shipments, in many languages.
//!
//! Each stands here in the shape of its kind, with invented firms. It is judged without a finding as it is, and with a
//! listed name in the place that is marked it is found.

use sourcegate::finding::Level;
use sourcegate::manifest::Outcome;

use crate::judged::judge_paths;
use sourcegate::source::memory::MemoryTree;

const TODAY: &str = "2026-11-20";
const LATIN: &str = "Huafu Fashion Co., Ltd.";
const CHINESE: &str = "和田泰达服饰有限公司";

/// A table: its name, and its text, in which `{…}` is the name of a firm that a listed one replaces.
struct Table(&'static str, &'static str);

/// The tables, each below a line with its name.
fn tables() -> impl Iterator<Item = Table> {
    let blocks = include_str!("../data/tables.txt").split("==== ").skip(1);
    blocks.filter_map(|block| block.split_once('\n')).map(|(name, text)| Table(name, text))
}

impl Table {
    /// The text with this name in the marked place, or the one that stands there.
    fn with(&self, name: Option<&str>) -> String {
        let (before, rest) = self.1.split_once('{').unwrap();
        let (own, after) = rest.split_once('}').unwrap();
        let line = before.rsplit('\n').next().unwrap();
        let quoted =
            |name: &str| if line.matches('"').count() % 2 == 1 { name.to_owned() } else { format!("\"{name}\"") };
        format!("{before}{}{after}", name.map_or_else(|| own.to_owned(), quoted))
    }
}

#[test]
fn tables_are_judged_and_a_listed_name_in_them_is_found() {
    assert!(tables().count() > 60);
    for table in tables() {
        let Table(file, text) = table;
        let what = file;
        let judged = |text: String| judge_paths(&MemoryTree::default().with(file, text), vec![file.to_owned()], TODAY);
        let clean = judged(table.with(None));
        let input = &clean.0.inputs[0];
        assert!(matches!(input.outcome, Outcome::Read { .. }), "{what}: {:?} {:?}", input.outcome, input.problems);
        assert_eq!(clean.at_least(Level::Info), Vec::<String>::new(), "{what}");
        let chinese =
            text.split_once('{').unwrap().1.split_once('}').unwrap().0.chars().all(|c| !c.is_ascii_alphabetic());
        let planted = judged(table.with(Some(if chinese { CHINESE } else { LATIN })));
        let found = planted.findings_of("uflpa-entity-listed").len() + planted.findings_of("text-not-judged").len();
        assert!(found > 0, "{what}: {:?}", planted.at_least(Level::Info));
    }
}

#[test]
fn forms_are_refused_and_looked_through() {
    for text in [
        "Question,Answer\nCompany legal name,{}\nCountry,Bangladesh\nFactory address,12 Road\n",
        "Company Information,\nCompany Name (*):,{}\nAddress:,\"12 Road, Shenzhen, China\"\nContact Name (*):,J. Doe\n",
        "No.,Question,Response,\n1,Legal name of the company,{},\n2,Country of the company,Bangladesh,\n",
        "Supplier,{},Beta Works\nCountry,DE,CN\nCity,Berlin,Ningbo\n",
    ] {
        let text = text.replace("{}", &format!("\"{LATIN}\""));
        let judged =
            judge_paths(&MemoryTree::default().with("suppliers.csv", text.clone()), vec![String::new()], TODAY);
        let why = judged.0.inputs[0].not_understood().unwrap_or_default();
        assert!(why.contains("this is a form"), "{text}: {:?}", judged.0.inputs);
        assert_eq!(judged.findings_of("text-not-judged").len(), 1, "{text}");
    }
}

#[test]
fn what_stands_around_a_table_is_looked_through() {
    for text in [
        "Bought from {}\nPart,Manufacturer,Country\nBolt,Alpha Works,DE\n",
        "Part,Manufacturer,Country\nBolt,Alpha Works,DE\nTotal,1,\nPrepared by {},,\n",
        "Supplier,Country,{}\nAlpha Works,DE,yes\nBeta Works,VN,no\n",
        "Supplier,Country,Activity\nAlpha Works,DE,spins yarn for {}\n",
        "Supplier,Country,Product\nAlpha Works,DE,yarn of {}\n",
        "Supplier,Country,Sourced from\nAlpha Works,DE,\"{}\"\n",
    ] {
        let judged = judge_paths(
            &MemoryTree::default().with("suppliers.csv", text.replace("{}", "Huafu Fashion")),
            vec![String::new()],
            TODAY,
        );
        let found =
            judged.findings_of("text-not-judged").len() + judged.findings_of("uflpa-entity-possible-match").len();
        assert!(found > 0, "{text}: {:?}", judged.at_least(Level::Info));
    }
}

#[test]
fn a_listed_name_with_more_around_it_is_for_a_person() {
    for cell in [
        "Alpha Works: {}",
        "Alpha Works owned by {}",
        "Alpha Works, a subsidiary of {}",
        "1) Alpha Works 2) {}",
        "Alpha Works (mfr: {})",
        "Alpha Works ~ {}",
        "Alpha GmbH und {}",
        "Supplier: {}",
        "M/s {}",
        "to the order of {}",
        "{} (60 %), Alpha Works (40 %)",
        "{} [do not use]",
        "[{}](https://example.com)",
    ] {
        let name = cell.replace("{}", LATIN);
        let text = format!("Supplier,Country\n\"{name}\",CN\n");
        let judged = judge_paths(&MemoryTree::default().with("suppliers.csv", text), vec![String::new()], TODAY);
        let findings = &judged.0.findings;
        assert!(findings.iter().any(|finding| finding.level >= Level::Review), "{name}");
    }
    // A part of a longer name is another firm's.
    for name in ["New Huafu Fashion Works", "Great Western Gold Co., Ltd.", "Smith & Western Gold Co., Ltd."] {
        let text = format!("Supplier,Country\n\"{name}\",US\n");
        let judged = judge_paths(&MemoryTree::default().with("suppliers.csv", text), vec![String::new()], TODAY);
        assert!(judged.findings_of("uflpa-entity-listed").is_empty(), "{name}: {:?}", judged.at_least(Level::Info));
    }
}

#[test]
fn a_second_country_says_where_too() {
    for header in ["Country of origin", "Sourcing country", "Herkunft", "Origin"] {
        let text = format!("Supplier,Country,{header}\nAlpha Works,CN,\"Urumqi, Xinjiang, China\"\n");
        let judged = judge_paths(&MemoryTree::default().with("suppliers.csv", text), vec![String::new()], TODAY);
        assert_eq!(judged.findings_of("xuar-site").len(), 1, "{header}: {:?}", judged.at_least(Level::Info));
    }
}

#[test]
fn free_text_of_a_native_manifest_is_looked_through() {
    for text in [
        "[[party]]\nid = \"a\"\nname = \"Alpha\"\nnotes = \"bought through Huafu Fashion until May\"\n",
        "[[material]]\nid = \"a\"\nname = \"cotton of Huafu Fashion\"\n",
        "[[item]]\nid = \"a\"\nname = \"Shirt\"\nclass = \"made of yarn of Huafu Fashion\"\n",
        "[[evidence]]\nid = \"a\"\nkind = \"audit\"\nissuer = \"Huafu Fashion\"\n",
        "[[site]]\nid = \"a\"\nname = \"Works\"\nactivity = \"spins for Huafu Fashion\"\n",
    ] {
        let judged = crate::judged::manifest(text, TODAY);
        assert_eq!(judged.findings_of("text-not-judged").len(), 1, "{text}: {:?}", judged.at_least(Level::Info));
    }
}

#[test]
fn a_table_that_sorts_before_its_manifest_is_read_as_that_says() {
    let tree = MemoryTree::default().with("a-suppliers.csv", "who,Country\nAlpha Works,DE\n").with(
        "z.sourcing.toml",
        "[manifest]\nschema = 1\n[[import]]\nfile = \"a-suppliers.csv\"\nmap = { supplier_name = \"who\" }\n",
    );
    let judged = judge_paths(&tree, vec![String::new()], TODAY);
    let outcomes: Vec<&Outcome> = judged.0.inputs.iter().map(|input| &input.outcome).collect();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Read { .. })), "{:?}", judged.0.inputs);
}
