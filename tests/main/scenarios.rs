//! Supply chains as they were in the news, with their dates, and the two worked examples of the manifest format.
//! Importers are placeholders; listed companies are of public record.

use sourcegate::finding::{Finding, Level, Listed, Place};

use crate::judged::{Judged, judge, manifest};

const TODAY: &str = "2026-11-24";

/// A chain of makers, the importer's own product first: (id, name, country, province, item).
fn chain(market: &str, makers: &[(&str, &str, &str, &str, &str)]) -> String {
    let mut text = format!("markets = [\"{market}\"]\n");
    for (id, name, country, province, item) in makers {
        text.push_str(&format!(
            "[[party]]\nid = \"{id}\"\nname = \"{name}\"\ncountry = \"{country}\"\n\
             [[site]]\nid = \"{id}-site\"\nparty = \"{id}\"\ncountry = \"{country}\"\n{}\
             [[item]]\nid = \"{id}-item\"\nname = \"{item}\"\nmade_at = \"{id}-site\"\n",
            if province.is_empty() { String::new() } else { format!("province = \"{province}\"\n") }
        ));
    }
    for (tier, pair) in (1..).zip(makers.windows(2)) {
        let (to, from) = (pair[0].0, pair[1].0);
        text.push_str(&format!(
            "[[supply]]\nfrom = \"{from}-site\"\nto = \"{to}-site\"\nitem = \"{from}-item\"\ntier = {tier}\n"
        ));
    }
    text
}

fn level(judged: &Judged, rule: &str, subject: &str) -> Option<Level> {
    judged.find(rule, subject).map(|finding| finding.level)
}

/// The items a finding reaches, each with the ids of its way.
fn way_to<'f>(finding: &'f Finding, item: &str) -> Vec<&'f str> {
    let reach = finding.reaches.iter().find(|reach| reach.id == item).expect("the item is reached");
    reach.path.iter().map(|hop| hop.id.as_str()).collect()
}

#[test]
fn s01_polysilicon_and_silicon_metal_of_the_region_five_tiers_up() {
    let text = chain(
        "US",
        &[
            ("module", "Sun Module Works", "VN", "Bac Giang", "Solar module"),
            ("cell", "Delta Cell JSC", "VN", "Bac Ninh", "Solar cell"),
            ("wafer", "Blue Steppe Wafer", "CN", "Inner Mongolia", "Wafer"),
            ("poly", "Xinjiang Daqo New Energy Co., Ltd.", "CN", "Xinjiang", "Polysilicon"),
            ("metal", "Hoshine Silicon Industry (Shanshan) Co., Ltd.", "CN", "Xinjiang", "Silicon metal"),
        ],
    );
    let judged = manifest(&text, TODAY);
    assert_eq!(level(&judged, "uflpa-entity-listed", "poly"), Some(Level::Deny));
    assert_eq!(level(&judged, "uflpa-entity-listed", "metal"), Some(Level::Deny));
    assert_eq!(level(&judged, "xuar-site", "poly-site"), Some(Level::Deny));
    let metal = judged.find("xuar-site", "metal-site").expect("the site is in the region");
    assert_eq!(
        way_to(metal, "module-item"),
        ["module-item", "module-site", "cell-site", "wafer-site", "poly-site", "metal-site"]
    );
    assert_eq!(metal.reaches[0].path.last().and_then(|hop| hop.tier), Some(4));
}

#[test]
fn s02_western_polysilicon_without_the_stages_below_needs_evidence() {
    let text = chain(
        "US",
        &[
            ("module", "Sun Module Works", "VN", "Bac Giang", "Solar module\"\nhs = \"8541.43"),
            ("poly", "Rhine Polysilicon AG", "DE", "Bavaria", "Polysilicon\"\nhs = \"2804.61"),
        ],
    );
    let judged = manifest(&text, TODAY);
    assert_eq!(level(&judged, "priority-sector-trace-to-raw", "module-item"), Some(Level::Review));
    assert_eq!(judged.at_least(Level::Deny), Vec::<String>::new());
}

#[test]
fn s06_tomato_paste_is_judged_by_the_market_it_enters() {
    let makers = [
        ("puree", "Antonio Petti fu Pasquale", "IT", "Salerno", "Tomato puree"),
        ("paste", "Bazhou Red Fruit", "CN", "Xinjiang", "Tomato paste"),
    ];
    let at = |market, day| level(&manifest(&chain(market, &makers), day), "xuar-site", "paste-site");
    assert_eq!(at("US", TODAY), Some(Level::Deny));
    assert_eq!(at("UK", TODAY), Some(Level::Warn));
    assert_eq!(at("EU", "2027-12-13"), Some(Level::Info));
    assert_eq!(at("EU", "2027-12-14"), Some(Level::Deny));
}

#[test]
fn s08_ingot_behind_a_melt_is_still_exposed() {
    let text = chain(
        "US",
        &[
            ("wheel", "Coast Wheels Zhejiang", "CN", "Zhejiang", "Wheel"),
            ("melt", "Shandong Remelt Works", "CN", "Shandong", "Billet"),
            ("ingot", "Xinjiang Zhonghe Co., Ltd.", "CN", "", "Ingot"),
        ],
    );
    assert_eq!(level(&manifest(&text, TODAY), "uflpa-entity-listed", "ingot"), Some(Level::Deny));
    let before = level(&manifest(&text, "2024-11-24"), "uflpa-entity-listed", "ingot");
    assert_ne!(before, Some(Level::Deny), "listed on 2024-11-25");
    let english = text.replace("Xinjiang Zhonghe Co., Ltd.", "Joinworld");
    let hit = manifest(&english, TODAY);
    assert!(hit.find("uflpa-entity-listed", "ingot").or(hit.find("uflpa-entity-possible-match", "ingot")).is_some());
}

#[test]
fn s12_hair_products_of_lop_county() {
    let text = "[[party]]\nid = \"hair\"\nname = \"Lop County Meixin Hair Product Co., Ltd.\"\ncountry = \"CN\"\n";
    assert_eq!(level(&manifest(text, "2020-06-17"), "cbp-wro-finding", "hair"), Some(Level::Deny));
    assert_eq!(level(&manifest(text, "2020-06-16"), "cbp-wro-finding", "hair"), None);
}

#[test]
fn s15_an_alias_denies_and_a_misspelling_asks() {
    let party =
        |name: &str| manifest(&format!("[[party]]\nid = \"shoes\"\nname = \"{name}\"\ncountry = \"CN\"\n"), TODAY);
    for alias in ["Dongguan Lvzhou Shoes", "Dongguan Oasis Shoes Co., Ltd.", "DONGGUAN LUZHOU SHOES CO LTD"] {
        assert_eq!(level(&party(alias), "uflpa-entity-listed", "shoes"), Some(Level::Deny), "{alias}");
    }
    for misspelt in ["Dongguan Lvzou Shoes", "Donguan Lvzhou Shoes", "Dongguan Lvzhhou Shoes"] {
        let judged = party(misspelt);
        assert_eq!(level(&judged, "uflpa-entity-listed", "shoes"), None, "{misspelt}");
        assert_eq!(level(&judged, "uflpa-entity-possible-match", "shoes"), Some(Level::Review), "{misspelt}");
    }
}

#[test]
fn s18_an_alias_moves_from_one_company_to_another() {
    let text = "[[party]]\nid = \"metal\"\nname = \"Xinjiang Nonferrous\"\ncountry = \"CN\"\n";
    let entries = |day: &str| -> Vec<String> {
        manifest(text, day)
            .0
            .findings
            .iter()
            .filter_map(|finding| finding.reason.get::<Listed>())
            .filter(|listed| listed.list == "uflpa")
            .map(|listed| listed.entry.clone())
            .collect()
    };
    let (before, after) = (entries("2024-11-01"), entries("2024-11-25"));
    assert!(before.iter().any(|entry| entry.contains("east-hope")), "{before:?}");
    assert!(!after.iter().any(|entry| entry.contains("east-hope")), "{after:?}");
    assert!(after.iter().any(|entry| entry.contains("nonferrous-metals-industry-group")), "{after:?}");
}

#[test]
fn s19_the_list_changes_and_the_manifest_does_not() {
    let text = "[[party]]\nid = \"snack\"\nname = \"Chacha Food Co., Ltd.\"\ncountry = \"CN\"\n\
                [[party]]\nid = \"shirt\"\nname = \"Fujian Septwolves Industry Co., Ltd.\"\ncountry = \"CN\"\n";
    assert_eq!(manifest(text, "2026-07-30").at_least(Level::Deny), Vec::<String>::new());
    assert_eq!(
        manifest(text, "2026-08-03").at_least(Level::Deny),
        ["uflpa-entity-listed shirt", "uflpa-entity-listed snack"]
    );
}

#[test]
fn an_entry_date_after_the_listing_decides() {
    let text = "[[party]]\nid = \"snack\"\nname = \"Chacha Food\"\ncountry = \"CN\"\n\
                [[item]]\nid = \"seeds\"\nname = \"Sunflower seeds\"\nmade_by = \"snack\"\neta = 2026-08-20\n";
    assert_eq!(level(&manifest(text, "2026-07-30"), "uflpa-entity-listed", "snack"), Some(Level::Deny));
}

#[test]
fn the_solar_example_is_exposed_at_tier_four() {
    let bytes = include_bytes!("../data/examples/solar.sourcing.toml");
    let judged = judge(&[("solar.sourcing.toml", bytes)], TODAY);
    let finding = judged.find("xuar-site", "shanshan-1").expect("the site is in the region");
    assert_eq!(finding.level, Level::Deny);
    assert_eq!(way_to(finding, "sm-550"), ["sm-550", "dalton", "halong-1", "leshan-1", "xining-1", "shanshan-1"]);
    let reach = finding.reaches.iter().find(|reach| reach.id == "sm-550").expect("reached");
    assert!((reach.share.expect("both shares are stated") - 0.14).abs() < 1e-9);
    let lines: Vec<u32> = reach
        .path
        .iter()
        .map(|hop| judged.0.facts.source(hop.location.file).position(hop.location.span.start).line)
        .collect();
    assert_eq!(lines, [128, 130, 134, 140, 146, 153], "each hop stands where it is stated");
    assert_eq!(judged.line(finding), 89);
    let Place { part, also, .. } = finding.reason.get().expect("a reason of place");
    let mut parts: Vec<&str> = also.iter().map(|signal| signal.part.as_str()).collect();
    parts.push(part);
    for expected in ["province", "address", "postcode", "coordinates", "city"] {
        assert!(parts.contains(&expected), "{expected} is missing in {parts:?}");
    }
    // Replacing the site takes the exposure away.
    let text = std::str::from_utf8(bytes).expect("UTF-8").to_owned();
    let moved = text
        .replace("province = \"Xinjiang\"\npostcode = \"838200\"", "province = \"Sichuan\"\npostcode = \"614000\"")
        .replace("新疆吐鲁番市鄯善县石材工业园", "四川省乐山市示例路2号")
        .replace("city = \"Shanshan\"", "city = \"Leshan\"")
        .replace("lat = 42.87\nlon = 90.21", "lat = 29.55\nlon = 103.77")
        .replace("Redrock Silicon (Shanshan)", "Redrock Silicon (Leshan)")
        .replace("红石硅业（鄯善）", "红石硅业（乐山）");
    let judged = judge(&[("solar.sourcing.toml", moved.as_bytes())], TODAY);
    assert_eq!(judged.at_least(Level::Deny), Vec::<String>::new());
}

#[test]
fn the_garment_example_has_no_place_and_no_origin() {
    let files: [(&str, &[u8]); 3] = [
        ("garment/polo.sourcing.toml", include_bytes!("../data/examples/garment/polo.sourcing.toml")),
        ("common/parties.toml", include_bytes!("../data/examples/common/parties.toml")),
        ("garment/lists/brand-factories.csv", include_bytes!("../data/examples/garment/lists/brand-factories.csv")),
    ];
    let judged = judge(&files, TODAY);
    for input in &judged.0.inputs {
        assert!(input.problems.is_empty(), "{}: {:?}", input.path, input.problems);
    }
    // Changjiang Road in Yangzhou and Xinjiang Road in Qingdao are streets.
    for rule in ["xuar-site", "xuar-place-name", "xuar-postal-code", "uflpa-entity-possible-match"] {
        assert!(judged.findings_of(rule).is_empty(), "{rule}");
    }
    assert_eq!(
        judged.at_least(Level::Review),
        ["chain-incomplete-or-undisclosed cotton", "chain-incomplete-or-undisclosed gin-unknown"]
    );
    // Parent group and venture partners are screened by name.
    let listed = String::from_utf8_lossy(files[0].1).replace("Weft Group Holdings", "Huafu Fashion Co., Ltd.");
    let judged = judge(&[(files[0].0, listed.as_bytes()), files[1], files[2]], TODAY);
    let parent = judged.find("uflpa-entity-listed", "weft-group").expect("the parent is screened");
    assert_eq!(parent.level, Level::Review, "an owner is not the supplier");
    assert!(parent.reaches.iter().any(|reach| reach.id == "ps-12"), "through its subsidiary");
}

#[test]
fn an_exposure_is_reported_once_across_files_and_through_a_cycle() {
    let first = "[manifest]\nschema = 1\n[[party]]\nid = \"a\"\nname = \"Alpha Works\"\n[[party]]\nid = \"b\"\nname = \"Beta Works\"\n\
                 [[item]]\nid = \"thing\"\nname = \"Thing\"\nmade_by = \"a\"\n\
                 [[supply]]\nfrom = \"b\"\nto = \"a\"\ntier = 1\n[[supply]]\nfrom = \"a\"\nto = \"b\"\ntier = 2\n";
    let second =
        "[manifest]\nschema = 1\n[[site]]\nid = \"b-site\"\nparty = \"b\"\nprovince = \"Xinjiang\"\ncountry = \"CN\"\n";
    let table = "supplier,province,country\nGamma Works,Xinjiang,CN\nDelta Works,Hubei,CN\nGamma Works,Xinjiang,CN\n";
    let judged = judge(
        &[
            ("a.sourcing.toml", first.as_bytes()),
            ("b.sourcing.toml", second.as_bytes()),
            ("suppliers.csv", table.as_bytes()),
        ],
        TODAY,
    );
    let sites = judged.findings_of("xuar-site");
    assert_eq!(sites.len(), 2, "{:?}", judged.at_least(Level::Info));
    let native = judged.find("xuar-site", "b-site").expect("found across files");
    assert_eq!(way_to(native, "thing").first(), Some(&"thing"));
    let from_table = sites.iter().find(|finding| finding.subject.name == "Gamma Works").expect("found in the table");
    let rows: Vec<u32> = from_table.locations.iter().map(|place| place.row).collect();
    assert_eq!(rows, [1, 3], "one finding, two rows");
}
