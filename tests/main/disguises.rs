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
        // Whole words in another alphabet beside Latin ones, and marks, styles and blanks that nobody sees.
        ("ꓧоѕһіոе Silicon Industry", "Hoshine"),
        ("Ꮓijin Ꮇining Group", "Zijin Mining"),
        ("Ｅｓｑｕｅｌ　Ｇｒｏｕｐ", "Esquel"),
        ("𝔈𝔰𝔮𝔲𝔢𝔩 Group", "Esquel"),
        ("Ⓔⓢⓠⓤⓔⓛ Group", "Esquel"),
        ("E\u{336}s\u{336}q\u{336}uel Group", "Esquel"),
        ("Es\u{200d}qu\u{2060}el G\u{feff}roup", "Esquel"),
        ("Zijin\u{2003}Mining\u{3000}Group", "Zijin Mining"),
        ("Z-i-j-i-n Mining Group", "Zijin Mining"),
        ("&amp;amp;#x45;squel&amp;nbsp;Group", "Esquel"),
        ("%25255Ajjin Mining", "Zijin"),
        ("%u65B0%u7586%u4E2D%u6CF0", "Zhongtai"),
        ("\\u0045squel Group", "Esquel"),
    ]);
}

#[test]
fn units_of_a_listed_group_are_possible() {
    meet(&[
        ("Zijin Mining Group Materials Branch", "Zijin Mining Group"),
        ("Esquel Group Foshan Materials Plant", "Esquel Group"),
        ("Esquel Group Hengli Garment", "Esquel Group"),
        ("Camel Group Xinjiang Recycling Branch", "Camel Group"),
        ("Camel Group Xiangfan Battery", "Camel Group"),
        ("Shandong Meijia Group Cold Storage Branch", "Meijia Group"),
        ("Hoshine Silicon (Sichuan) Trading", "Hoshine"),
    ]);
    // A group whose name begins otherwise, and words that only stand in one.
    meet_nothing(&[
        "Desert Camel Group Materials",
        "Nanshan Group Materials Branch",
        "Camel Hengli Materials",
        "Xinjiang Group Materials Branch",
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
        ("Kofco Sugar Holding Co., Ltd.", "COFCO"),
        ("Xiamen Meiya Piko Information Co. Ltd.", "Meiya Pico"),
        ("Western Glod Co., Ltd.", "Western Gold"),
        ("Beijing Liuhe BGl", "BGI"),
        ("Hetian Haolin Hair Acesories Co. Ltd.", "Haolin"),
        ("Ltd. Co., Food Xuanda Mongolia Inner", "Xuanda"),
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
        ("Xnjng Zjn Nnfrrs Mtls", "Zijin Nonferrous"),
        ("Innr Mngla Xnda Fd C., Ltd.", "Xuanda"),
        ("Nnstr Crprtn", "Ninestar"),
        ("Hshne Slcn Indstry C., Ltd.", "Hoshine"),
        ("Wstrn Gld C., Ltd.", "Western Gold"),
        ("Zhhi Pntm Elctrncs", "Pantum"),
        ("Inner Mongolia Qiley", "Qileyuan"),
        ("Xinjiang Production and Constructio", "Construction Corps"),
        ("China Cotton Group Shandong Logisti", "Shandong Logistics"),
    ]);
    // The beginning of a place and a trade is nobody's name.
    meet_nothing(&[
        "Xinjiang Production",
        "Xinjiang Uighur Auto",
        "BGS Trading",
        "Bltc Trdng Cmpny",
        "Sky Rhythm Myth",
        "Xnjng Cttn",
    ]);
    // A name that ends with a whole word was not cut off.
    meet_nothing(&["China Cotton Group", "Institute of Science of Chemistry"]);
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
fn a_name_near_one_on_the_entity_list_is_reported() {
    let table = "supplier,country\n\"Xiamen Meiya Piko Information Co., Ltd.\",CN\n\
                 Plain Works,CN\n";
    let judged = judged::judge(&[("suppliers.csv", table.as_bytes())], TODAY);
    let found = judged.findings_of("entity-list-possible-match");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].subject.name, "Xiamen Meiya Piko Information Co., Ltd.");
    assert_eq!(found[0].level, Level::Warn);
}

#[test]
fn a_possible_beside_a_match_of_another_firm_is_reported() {
    let near = "Xinjiang Zhongtai Import and Export Co";
    let of = |cell: &str| {
        let table = format!("supplier,parent,country\n{cell},CN\n");
        let judged = judged::judge(&[("suppliers.csv", table.as_bytes())], TODAY);
        let count = |rule: &str| judged.findings_of(rule).len();
        (count("uflpa-entity-listed"), count("uflpa-entity-possible-match"))
    };
    assert_eq!(of(&format!("{near},")), (0, 1));
    assert_eq!(of("Zijin Mining Group via Plain Works,"), (1, 0));
    assert_eq!(of(&format!("Zijin Mining Group via {near},")), (1, 1));
    assert_eq!(of(&format!("Zijin Mining Group,{near}")), (1, 1));
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
