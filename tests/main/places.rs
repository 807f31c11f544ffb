//! Addresses as people write them: every level of division, units of the corps, parks, identifiers, contradictions.

use sourcegate::finding::Level;

use crate::judged;

const TODAY: &str = "2026-11-24";

/// The findings on one site, as `rule level`, sorted.
fn site(keys: &str) -> Vec<String> {
    let manifest =
        format!("[[party]]\nid = \"p\"\nname = \"Plain Works\"\n[[site]]\nid = \"s\"\nparty = \"p\"\n{keys}\n");
    let judged = judged::manifest(&manifest, TODAY);
    let mut found: Vec<String> =
        judged.0.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.level.word())).collect();
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
    for unsure in ["七克台镇", "Lop County, near Beijing"] {
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
fn addresses_as_exporters_write_them() {
    for sure in [
        // Parks that the paired provinces build, and streets named after other places.
        "洛浦县北京工业园区",
        "喀什经济开发区深圳产业园",
        "克州阿克陶县江西工业园",
        "疏附县广州工业城",
        "新疆霍城县江苏工业园",
        "Lop County, Beijing Industrial Park",
        "Guangzhou Industrial City, Shufu County, Kashgar",
        "新疆阿克苏市杭州大道18号",
        "乌鲁木齐市上海路",
        "Beijing Road 12, Urumqi",
        "Guangdong Road, Hami City",
        // xian is a county here, and no city of Xi'an.
        "Shache Xian",
        "12 Gongye Road, Wulumuqi Xian",
        "Luntai Xian, China",
        "Kuche County",
        "Yining County",
        "Kuqa, China",
        // Cut into syllables, spaced out, in other scripts.
        "Wu Lu Mu Qi",
        "Xin Jiang, Chang Ji",
        "Shi He Zi, Xin Jiang",
        "Urumqui, Xin jiang",
        "Urumqi, Xingjiang",
        "新 疆 乌 鲁 木 齐",
        "Синьцзян-Уйгурский автономный район, г. Урумчи",
        "신장 위구르 자치구 우루무치",
        "Sincan Uygur Özerk Bölgesi, Urumçi",
        "قەشقەر ۋىلايىتى يەكەن ناھىيىسى",
        "Qeshqer Wilayiti Yéngisheher Nahiyisi",
        "Ghulja shehiri",
    ] {
        assert!(china(sure).contains(&"xuar-site deny".to_owned()), "{sure}: {:?}", china(sure));
    }
    for unsure in [
        "江苏省南通市 转 新疆阿克苏市",
        "Xingjiang province",
        "Xing Jiang, China",
        "XJ, China",
        "Tacheng",
        "Hetian City",
        "Yutian County",
        "Yutian County Tianjin Industrial Park",
    ] {
        assert_eq!(china(unsure), ["xuar-place-name review"], "{unsure}");
    }
    for silent in [
        "常州市天宁区青龙街道新疆班",
        "北京市海淀区三里河路7号新疆驻京办事处",
        "新疆特产店, 武汉市",
        "新疆长绒棉展厅, 绍兴市柯桥区",
        "Xinjiang Building, Sanlihe Road, Beijing",
        "Xinjiang Trading Plaza, Guangzhou",
        "Xinjiang cotton showroom, Keqiao, Shaoxing",
        "Xinjiang County, Yuncheng, Shanxi",
        "Xin Jiang Wan Cheng, Yangpu, Shanghai",
        "Xin Jiang Industrial Zone, Qiaotou Town, Dongguan",
        "Xingjiang Technology Park, Shenzhen, Guangdong",
        "Beijing Industrial Park, Tianjin",
        "Qianhai Bay, China",
        "Nan Jing",
        "Ch'en-chia-shih",
        "Room 830001, Block A, Shenzhen",
        "深圳市南山区830011室",
        "Order No. 830011, Industrial Park, Ningbo",
        "Xihu District",
        "Shawan District",
        "Baicheng City",
    ] {
        assert_eq!(china(silent), Vec::<String>::new(), "{silent}");
    }
}

#[test]
fn a_city_alone_is_read_by_all_of_its_words() {
    let city = |name: &str| site(&format!("country = \"CN\"\ncity = {name:?}"));
    for sure in
        ["Kuerle", "Kashi City", "Hami", "Kuqa County", "Changji City", "Alashankou", "Shihezi Shi", "Beitun City"]
    {
        assert_eq!(city(sure), ["xuar-site deny"], "{sure}");
    }
    for unsure in ["Tacheng", "Qitai", "Xinhe County", "Ha Mi"] {
        assert_eq!(city(unsure), ["xuar-place-name review"], "{unsure}");
    }
    // Towns of the coast whose first syllable, or whose name, is also one of the region.
    for silent in ["Jing De Zhen", "Jing An", "Jing Jiang", "Yiwu", "Yiwu City", "Tancheng", "Fu'an", "Xihu"] {
        assert_eq!(city(silent), Vec::<String>::new(), "{silent}");
    }
    for province in ["Xin Jiang", "XIN JIANG", "新彊", "XJ", "650000", "Xinjiang Uygur Zizhiqu"] {
        assert_eq!(site(&format!("country = \"CN\"\nprovince = {province:?}")), ["xuar-site deny"], "{province}");
    }
    assert_eq!(site("country = \"CN\"\nprovince = \"Xinjiang\"\ncity = \"Yiwu\""), ["xuar-site deny"]);
}

#[test]
fn without_a_country_only_full_names_are_certain() {
    let address = |text: &str| site(&format!("address = {text:?}"));
    for sure in [
        "Xinjiang Uyghur Autonomous Region",
        "Región Autónoma Uigur de Xinjiang",
        "Région autonome ouïghoure du Xinjiang",
        "ئۈرۈمچى شەھىرى",
        "كورلا شەھىرى",
        "新疆ウイグル自治区ウルムチ市",
    ] {
        assert_eq!(address(sure), ["xuar-site deny"], "{sure}");
    }
    assert_eq!(address("Urumqi"), ["xuar-place-name review"]);
    for silent in ["Kara Bay, Florida", "Bay County, Florida", "Manas International Airport, Bishkek", "834001 Ranchi"]
    {
        assert_eq!(address(silent), Vec::<String>::new(), "{silent}");
    }
}

#[test]
fn postal_codes_are_read_however_they_are_written() {
    for code in ["830011", " 830011 ", "830 011", "CN-830011", "８３００１１", "830011.0"] {
        let keys = format!("country = \"CN\"\naddress = \"Industrial Park\"\npostcode = {code:?}");
        assert_eq!(site(&keys), ["xuar-postal-code deny"], "{code}");
    }
    let elsewhere = site("country = \"CN\"\ncity = \"Korla\"\npostcode = \"CN-210000\"");
    assert!(
        elsewhere.contains(&"address-conflict review".to_owned()) || elsewhere == ["xuar-site deny"],
        "{elsewhere:?}"
    );
}

#[test]
fn coordinates_elsewhere_do_not_silence_a_name() {
    let far = "country = \"CN\"\nlat = 31.2\nlon = 121.5\n";
    for named in ["city = \"Korla\"", "province = \"Xinjiang\"", "address = \"新疆喀什市\""] {
        let found = site(&format!("{far}{named}"));
        assert!(found.iter().any(|found| found.starts_with("xuar-")), "{named}: {found:?}");
    }
    assert_eq!(site(&format!("{far}city = \"Tuoli\"")), Vec::<String>::new());
    // Khorgos stands on the border of China, and so does Kazakhstan's side of it.
    assert_eq!(site("country = \"CN\"\nlat = 44.21\nlon = 80.41"), ["xuar-place-name review"]);
    assert_eq!(site("country = \"KZ\"\nlat = 44.21\nlon = 80.41"), Vec::<String>::new());
    assert_eq!(site("lat = 44.21\nlon = 80.41"), Vec::<String>::new());
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
    let reason = format!("{:?}", judged.0.findings[0].reason);
    assert!(reason.contains("the postal code 210000 belongs to another part of China"), "{reason}");
    assert_eq!(judged.0.findings[0].level, Level::Deny);
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

#[test]
fn coordinates_of_tables_are_read_however_they_are_written() {
    let table = |cells: &str| {
        let text = format!(
            "Facility Name,Country,Latitude,Longitude\nGolden Works,China,{cells}\nSilver Works,China,{cells}\n"
        );
        let judged = judged::judge(&[("sites.csv", text.as_bytes())], TODAY);
        judged.0.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.level.word())).collect::<Vec<_>>()
    };
    for cells in [
        "43.82,87.60",
        "\"43,82\",\"87,60\"",
        "\"43°49'12\"\"N\",\"87°36'00\"\"E\"",
        "43.82N,87.60E",
        "N 43 49 12,E 87 36 00",
        "43.82°,87.60°",
        "４３.８２,８７.６０",
        "北纬43.82,东经87.6",
    ] {
        assert!(table(cells).contains(&"xuar-site deny".to_owned()), "{cells}: {:?}", table(cells));
    }
    let one_cell = "Facility Name,Country,Coordinates\nGolden Works,China,\"87°36'00\"\"E 43°49'12\"\"N\"\n";
    let judged = judged::judge(&[("sites.csv", one_cell.as_bytes())], TODAY);
    assert_eq!(judged.findings_of("xuar-site").len(), 1);
    // What cannot be read is said; other numbers of one row do not hide the column.
    let mixed = "Facility Name,Country,Latitude,Longitude\nGolden Works,China,43.82,87.60\nSilver Works,China,45T 547000,4852000 N 4\n";
    let judged = judged::judge(&[("sites.csv", mixed.as_bytes())], TODAY);
    assert_eq!(judged.findings_of("xuar-site").len(), 1);
    let reason = format!("{:?}", judged.findings_of("address-conflict")[0].reason);
    assert!(reason.contains("the coordinates cannot be read"), "{reason}");
}

/// The findings on one row of a table: country, province, city, address.
fn row(cells: [&str; 4]) -> Vec<String> {
    let cells: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
    let text = format!("Supplier,Country,Province,City,Address\nPlain Works,{}\n", cells.join(","));
    let judged = judged::judge(&[("suppliers.csv", text.as_bytes())], TODAY);
    judged.0.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.level.word())).collect()
}

#[test]
fn a_country_that_is_written_otherwise_silences_nothing() {
    for country in [
        "China",
        "China (PRC)",
        "CHINA, PEOPLES REPUBLIC",
        "P.R.C.",
        "Китай",
        "Xinjiang, China",
        "China/Xinjiang",
        "CN-XJ",
        "XUAR",
        "East Turkestan",
    ] {
        let found = row([country, "", "", "Urumqi, Xinjiang"]);
        assert_eq!(found, row(["China", "", "", "Urumqi, Xinjiang"]), "{country}");
        assert!(found[0].starts_with("xuar-"), "{found:?}");
    }
    assert!(row(["Xinjiang", "", "", "Industrial Park"])[0].starts_with("xuar-"));
    // Another country contradicts a name that is nothing else, and that is said.
    for cells in [
        ["KZ", "Xinjiang", "", ""],
        ["KZ", "", "Urumqi", ""],
        ["Viet Nam", "", "", "Urumqi, Xinjiang"],
        ["US", "", "", "新疆乌鲁木齐市"],
        ["Hong Kong", "Xinjiang", "", ""],
        ["Taiwan", "Xinjiang", "", ""],
    ] {
        assert_eq!(row(cells), ["address-conflict review"], "{cells:?}");
    }
    for cells in [
        ["TR", "", "Aksu", ""],
        ["KZ", "", "", "Urumqi Street 5, Almaty"],
        ["IT", "", "", "Xinjiang"],
        ["AF", "", "Fayzabad", ""],
        ["Hong Kong", "", "", "Xinjiang Road, Kowloon"],
    ] {
        assert_eq!(row(cells), Vec::<String>::new(), "{cells:?}");
    }
}

#[test]
fn another_province_contradicts_a_city_and_silences_none() {
    for keys in [
        "province = \"Jiangsu\"\ncity = \"Korla\"",
        "province = \"Jiangsu\"\ncity = \"乌鲁木齐市\"",
        "province = \"Gansu\"\ncity = \"Hami\"",
        "province = \"Zhejiang\"\naddress = \"新疆喀什市\"",
    ] {
        let found = site(&format!("country = \"CN\"\n{keys}"));
        assert!(found.iter().any(|found| found.ends_with("review") || found.ends_with("deny")), "{keys}: {found:?}");
    }
    // A city of the corps that was another division before it is the one of today.
    assert!(china("石河子121团").contains(&"xpcc-linked-entity deny".to_owned()));
    assert!(china("石河子北一路").contains(&"xuar-site deny".to_owned()));
}
