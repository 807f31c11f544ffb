//! Names that were disguised, misspelt, cut off or mixed, against the lists of the pack; and namesakes.

use std::collections::BTreeMap;

use sourcegate::finding::Level;

use crate::judged;
use crate::support::Folder;

const TODAY: &str = "2026-11-24";

/// The verdict and the name met, by name asked for.
fn answers(names: &[&str]) -> BTreeMap<String, (String, String)> {
    let folder = Folder::with::<&str>(&[]);
    let run = folder.feed(&["screen"], format!("{}\n", names.join("\n")).as_bytes());
    assert_eq!(run.code, Some(0), "{}", run.err);
    run.out
        .lines()
        .map(|line| {
            let answer: serde_json::Value = serde_json::from_str(line).expect("one JSON object a line");
            let text = |key: &str| answer[key].as_str().unwrap_or("").to_owned();
            (text("query"), (text("verdict"), text("name")))
        })
        .collect()
}

/// Asserts that each name meets a listed one whose name holds these words.
fn meet(rows: &[(&str, &str)]) {
    let answers = answers(&rows.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let wrong: Vec<_> = rows
        .iter()
        .filter(|(name, held)| {
            let (verdict, met) = &answers[*name];
            verdict == "none" || !met.to_lowercase().contains(&held.to_lowercase())
        })
        .map(|(name, held)| format!("{name}: {held}, but {:?}", answers[*name]))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

/// Asserts that none of the names meets a listed one.
fn meet_nothing(names: &[&str]) {
    let met: Vec<_> = answers(names).into_iter().filter(|(_, (verdict, _))| verdict != "none").collect();
    assert_eq!(met, []);
}

#[test]
fn letters_of_other_scripts_escapes_and_gaps_are_no_disguise() {
    meet(&[
        ("Ηοshine Silicon Industry", "Hoshine"),
        ("Αksu Ηuafu Τextiles Co.", "Aksu Huafu"),
        ("Сhіnа Соttоn Grоuр Хіnjіаng Соttоn Со.", "China Cotton Group Xinjiang"),
        ("H o s h i n e  S i l i c o n", "Hoshine"),
        ("H.O.S.H.I.N.E Silicon Industry", "Hoshine"),
        ("Hoshine&nbsp;Silicon&#32;Industry", "Hoshine"),
        ("&#72;oshine Silicon", "Hoshine"),
        ("Hoshine%20Silicon%2520Industry", "Hoshine"),
        ("O-film Tech Company Limited", "O-Film"),
        ("Nаnсhаng О-Fіlm Тесh", "O-Film"),
    ]);
}

#[test]
fn slips_in_any_word_are_possible() {
    meet(&[
        ("Heze Cotton and Lineh Co., Ltd.", "Heze Cotton and Linen"),
        ("Zijin Mining Gropu Co., Ltd.", "Zijin Mining Group"),
        ("Western Gold ko., Ltd.", "Western Gold"),
        ("hCenguang Biotech Group Co., Ltd.", "Chenguang Biotech"),
        ("Kegvii Technology", "Megvii"),
        ("Chacha Foodd", "Chacha Food"),
        ("Dalian Sunsped Fods Co., Ltd.", "Dalian Sunspeed"),
        ("Carnel Group Co., Ltd.", "Camel"),
        ("2ijin Mining Group Co., Ltd.", "Zijin"),
        ("Shandong Meijia Gruop Co., Ltd.", "Meijia"),
        ("Jiangzu Meike Solar", "Jiangsu Meike"),
        ("Inner Mohgolia Xuanda Food Co., Ltd.", "Xuanda"),
        ("Xinjiang Tianzhan Wool Textile Co. Ltd.", "Tianshan Wool"),
    ]);
    meet_nothing(&["Xinjiang Zhongmai Textile Co., Ltd.", "Sanyuan Technology Investment Group Co., Ltd."]);
}

#[test]
fn names_without_vowels_or_their_end_are_possible() {
    meet(&[
        ("Anhi Yzhyn Btchnlgy Dvlpmnt C., Ltd.", "Yaozhiyuan"),
        ("Xnjng Zijin Nnfrrs Metals", "Zijin Nonferrous"),
        ("Mgvi Tchnlgy", "Megvii"),
        ("Xinjiang Tengxiang M", "Tengxiang"),
        ("Chengdu Xiwu Security System Allian", "Xiwu"),
        ("Changji Esquel Texti", "Esquel"),
    ]);
    // The beginning of a place and a trade is nobody's name.
    meet_nothing(&["Xinjiang Production", "Xinjiang Uighur Auto", "BGS Trading", "Bltc Trdng Cmpny"]);
}

#[test]
fn a_word_less_is_possible_where_another_of_its_own_remains() {
    meet(&[
        ("Pishan Haishi Electronic Technology Co.", "Pishan Haishi"),
        ("Beijing Geling Information Technology Co., Ltd.", "Geling Shentong"),
        ("Xinjiang Bayi Iron and Steel Co., Ltd.", "Bayi"),
        ("八一钢铁", "Bayi"),
        ("欧菲光", "O-Film"),
        ("晶澳科技", "JA Solar"),
    ]);
    // Only the word of its own is gone, and what remains says nothing.
    meet_nothing(&[
        "Nanjing Textiles Co., Ltd.",
        "Hunan Biotechnology Co., Ltd.",
        "Zhuhai Management Co., Ltd.",
        "Xinjiang Chemical Co., Ltd.",
    ]);
}

#[test]
fn telecom_is_not_any_communication() {
    let answers = answers(&["China Telecom", "China Communications Group"]);
    assert_eq!(answers["China Telecom"].0, "match");
    assert!(answers["China Telecom"].1.contains("TELECOM"));
    assert!(answers["China Communications Group"].1.contains("COMMUNICATIONS"));
}

#[test]
fn a_name_is_answered_with_all_that_it_meets() {
    let folder = Folder::with(&[(
        "own.jsonl",
        "{\"id\":\"a\",\"names\":[\"Orchid Metals Ltd\"]}\n{\"id\":\"b\",\"names\":[\"Orchid Metals Inc\"]}\n",
    )]);
    let run = folder.feed(&["screen", "--entities", "own.jsonl"], b"Orchid Metals\n");
    let answer: serde_json::Value = serde_json::from_str(run.out.trim()).expect("one JSON object");
    assert_eq!((answer["id"].as_str(), answer["others"][0]["id"].as_str()), (Some("a"), Some("b")));
    assert_eq!(answer["others"][0]["verdict"].as_str(), Some("match"));
}

#[test]
fn a_namesake_abroad_is_for_a_person_to_judge() {
    let table = "Manufacturer,Address,City,State,Postcode,Country\n\
                 Western Gold LLC,400 Mill Street,Reno,Nevada,89501,US\n\
                 \"Western Gold Co., Ltd.\",1 Mine Road,Urumqi,Xinjiang,830000,CN\n\
                 Esquel Group Inc.,9 Mill Street,Reno,Nevada,89501,US\n";
    let judged = judged::judge(&[("makers.csv", table.as_bytes())], TODAY);
    let of = |name: &str, level: Level| {
        judged.0.findings.iter().any(|finding| finding.subject.name == name && finding.level == level)
    };
    assert!(of("Western Gold LLC", Level::Review));
    assert!(!of("Western Gold LLC", Level::Deny));
    assert!(of("Western Gold Co., Ltd.", Level::Deny));
    assert!(of("Esquel Group Inc.", Level::Deny));
}

#[test]
fn smaller_places_of_the_region_lead_the_names_of_firms() {
    let name = |number: usize, name: &str, country: &str| {
        format!("[[party]]\nid = \"p{number}\"\nname = {name:?}\ncountry = {country:?}\n")
    };
    let led = ["Kuqa", "Manas", "Wusu", "Yining", "Tacheng", "Hetian", "Pishan", "Bohu", "Fukang"];
    let manifest: String =
        (0..).zip(led).map(|(at, place)| name(at, &format!("{place} Textile Co., Ltd."), "CN")).collect();
    let judged = judged::manifest(&manifest, TODAY);
    assert_eq!(judged.findings_of("xuar-place-name").len(), led.len());
    // In another country, behind another place, as the whole name, and of places that are mostly something else.
    let others = [
        ("Manas Airlines LLC", "KG"),
        ("Tianjin Manas Trading Co., Ltd.", "CN"),
        ("Shanghai Fukang Pharmaceutical Co., Ltd.", "CN"),
        ("Fukang", "CN"),
        ("Yiwu Toys Co., Ltd.", "CN"),
        ("Xinyuan Textile Co., Ltd.", "CN"),
        ("Hetian Jade Crafts Co., Ltd.", "CN"),
    ];
    let manifest: String = (0..).zip(others).map(|(at, (text, country))| name(at, text, country)).collect();
    assert_eq!(judged::manifest(&manifest, TODAY).at_least(Level::Review), Vec::<String>::new());
}

#[test]
fn a_weak_alias_alone_is_possible() {
    let xml = "<?xml version=\"1.0\" standalone=\"yes\"?>\n<sdnList xmlns=\"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML\"><publshInformation><Publish_Date>11/18/2026</Publish_Date><Record_Count>1</Record_Count></publshInformation>\n<sdnEntry><uid>99001</uid><lastName>EXAMPLE MOUNTAIN STATE FARM</lastName><sdnType>Entity</sdnType><programList><program>GLOMAG</program></programList><akaList><aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>SUMMIT</lastName></aka><aka><uid>3</uid><type>a.k.a.</type><category>strong</category><lastName>EXAMPLE SHAN FARM</lastName></aka></akaList></sdnEntry></sdnList>";
    let folder = Folder::with(&[("sdn.xml", xml)]);
    let import = folder.run(&[
        "list",
        "import",
        "ofac-xml",
        "sdn.xml",
        "--list",
        "ofac",
        "--title",
        "OFAC",
        "--retrieved",
        "2026-11-19",
        "-o",
        "ofac.csv",
    ]);
    assert_eq!(import.code, Some(0), "{}{}", import.out, import.err);
    let written = std::fs::read_to_string(folder.path("ofac.csv")).expect("the list is written");
    assert!(written.contains("SUMMIT [weak] | EXAMPLE SHAN FARM"), "{written}");
}

#[test]
fn the_letter_o_in_an_identifier_is_named() {
    let judged = judged::manifest(
        "[[party]]\nid = \"mill\"\nname = \"Everwhite Hygiene Co., Ltd.\"\ncountry = \"CN\"\nids = { uscc = \"9165O205742229728F\" }\n",
        TODAY,
    );
    assert!(judged.find("identifier-invalid-or-conflicting", "mill").is_some());
}
