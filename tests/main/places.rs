//! Addresses as people write them: every level of division, units of the corps, parks, identifiers, contradictions.

use sourcegate::policy::model::Level;

use crate::judged;

const TODAY: &str = "2026-11-24";

/// The findings on one site, as `rule level`, sorted.
fn site(keys: &str) -> Vec<String> {
    let manifest =
        format!("[[party]]\nid = \"p\"\nname = \"Plain Works\"\n[[site]]\nid = \"s\"\nparty = \"p\"\n{keys}\n");
    let judged = judged::manifest(&manifest, TODAY);
    let mut found: Vec<String> =
        judged.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.level.word())).collect();
    found.sort();
    found.dedup();
    found
}

fn china(address: &str) -> Vec<String> {
    site(&format!("country = \"CN\"\naddress = {address:?}"))
}

#[test]
fn every_level_is_found_and_how_sure_it_is() {
    for sure in [
        "准东经济技术开发区彩北产业园",
        "Zhundong Economic and Technological Development Zone, Changji",
        "甘泉堡经济技术开发区",
        "鄯善县七克台镇",
        "于田天津工业园区",
        "شىنجاڭ ئۈرۈمچى شەھىرى",
        "قەشقەر شەھىرى",
        "Tarim Basin, Bayingolin",
        "烏魯木齊市天山區",
        "Ürümqi, 新疆 天山区 Xinjiang",
    ] {
        assert!(china(sure).contains(&"xuar-site deny".to_owned()), "{sure}: {:?}", china(sure));
    }
    for unsure in ["七克台镇", "Lop County, Beijing Industrial Park"] {
        assert_eq!(china(unsure), ["xuar-place-name review"], "{unsure}");
    }
    for silent in [
        "Urumqi Road 12, Shanghai",
        "上海市静安区乌鲁木齐中路12号",
        "Xinjiang Road, Qingdao 266000",
        "Hami melon wholesale, Guangzhou",
        "Tel +86 991 1234567, Industrial Road 1",
        "URC Airport Cargo",
        "truck yard 新B12345",
    ] {
        assert_eq!(china(silent), Vec::<String>::new(), "{silent}");
    }
}

#[test]
fn units_of_the_corps_by_number_city_and_former_name() {
    for unit in [
        "新疆生产建设兵团第八师143团",
        "农八师一四三团",
        "143rd Regiment, Shihezi",
        "8th Division, XPCC",
        "Alar City, First Division",
        "阿拉尔市一师十团",
        "Wujiaqu 6th Agricultural Division",
    ] {
        assert!(china(unit).contains(&"xpcc-linked-entity deny".to_owned()), "{unit}: {:?}", china(unit));
    }
    for other in ["第八师范学院, 南京市", "Sales 2nd Division, Nanjing", "解放军第八师, 北京市", "一四三团"]
    {
        assert!(!china(other).iter().any(|found| found.starts_with("xpcc")), "{other}: {:?}", china(other));
    }
}

#[test]
fn a_company_named_after_another_province_does_not_hide_where_its_site_is() {
    let found = site("name = \"Shanghai Textile Works\"\ncountry = \"CN\"\ncity = \"Korla\"");
    assert_eq!(found, ["xuar-site deny"]);
}

#[test]
fn contradictions_are_findings() {
    let jiangsu = "country = \"CN\"\nprovince = \"Jiangsu\"\n";
    assert!(site(&format!("{jiangsu}postcode = \"841000\"")).iter().any(|found| found.starts_with("xuar-postal-code")));
    assert_eq!(site(&format!("{jiangsu}lat = 41.75\nlon = 86.15")), ["xuar-place-name review"]);
    assert_eq!(site(&format!("{jiangsu}lat = 86.15\nlon = 41.75")), ["address-conflict review"]);
    assert_eq!(site("country = \"CN\"\nlat = 41.75\nlon = -86.15"), ["address-conflict review"]);
    assert_eq!(site("country = \"TR\"\nlat = 41.75\nlon = 86.15"), ["address-conflict review"]);
    // Chicago mirrors Xinjiang across Greenwich.
    assert_eq!(site("country = \"US\"\nlat = 41.88\nlon = -87.63"), Vec::<String>::new());

    let manifest = "[[party]]\nid = \"p\"\nname = \"Plain Works\"\n[[site]]\nid = \"s\"\n\
                    party = \"p\"\ncountry = \"CN\"\nprovince = \"Xinjiang\"\ncity = \"Korla\"\npostcode = \"210000\"\n";
    let judged = judged::manifest(manifest, TODAY);
    let reason = format!("{:?}", judged.findings[0].reason);
    assert!(reason.contains("the postal code 210000 belongs to another part of China"), "{reason}");
    assert_eq!(judged.findings[0].level, Level::Deny);
}

#[test]
fn manufacturer_ids_hint_agree_and_contradict() {
    assert_eq!(site("ids.mid = \"CNPLAWOR12URU\"\ncountry = \"CN\""), ["xuar-place-name review"]);
    assert_eq!(
        site("ids.mid = \"CNPLAWOR12URU\"\ncountry = \"CN\"\ncity = \"Nanjing\"\nprovince = \"Jiangsu\""),
        ["address-conflict review", "identifier-invalid-or-conflicting warn"]
    );
    assert_eq!(
        site("ids.mid = \"VNPLAWOR12NAN\"\ncountry = \"CN\"\ncity = \"Nanjing\""),
        ["identifier-invalid-or-conflicting warn"]
    );
    assert_eq!(site("ids.mid = \"CNPLAWOR12NAN\"\ncountry = \"CN\"\ncity = \"Nanjing\""), Vec::<String>::new());
}
