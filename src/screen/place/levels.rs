//! Words that end the names of divisions in each script, the short forms without them, and misspellings of the region.

/// Words that end the name of a division, in Chinese, longest first.
const LEVELS: [&str; 14] = [
    "维吾尔自治区",
    "維吾爾自治區",
    "哈萨克自治州",
    "蒙古自治州",
    "柯尔克孜自治州",
    "回族自治州",
    "自治州",
    "自治县",
    "自治縣",
    "地区",
    "市",
    "县",
    "縣",
    "区",
];

/// Peoples whose names stand before 自治县 and are not part of the short name.
const PEOPLES: [&str; 6] = ["哈萨克", "回族", "锡伯", "塔吉克", "蒙古", "柯尔克孜"];

/// Words that end the name of a division in Uyghur, and the character that ends it in Chinese.
pub(super) const UYGHUR_LEVELS: [(&str, char); 7] = [
    (" رايونى", '区'),
    (" ۋىلايىتى", '区'),
    (" شەھىرى", '市'),
    (" شەھرى", '市'),
    (" ناھىيىسى", '县'),
    (" ناھىيەسى", '县'),
    (" ئوبلاستى", '州'),
];

/// Misspellings of the region in the addresses of exporters, some of them cut into syllables.
pub(super) const MISSPELT: [&str; 9] =
    ["xin jiang", "xingjiang", "xing jiang", "xinjang", "xinjaing", "xinkiang", "sinjiang", "singkiang", "新彊"];

/// Words that end the name of a division in English or pinyin.
pub(super) const ENGLISH_LEVELS: [&str; 10] =
    [" prefecture", " city", " county", " district", " shi", " xian", " diqu", " qu", " zizhizhou", " zhou"];

/// The short form of a Chinese division name: 巴里坤哈萨克自治县 is 巴里坤.
pub(super) fn short_han(name: &str) -> String {
    let mut short = LEVELS.iter().find_map(|level| name.strip_suffix(level)).unwrap_or(name);
    if name.contains("自治") {
        while let Some(shorter) =
            PEOPLES.iter().find_map(|people| short.strip_suffix(people)).filter(|rest| !rest.is_empty())
        {
            short = shorter;
        }
    }
    if short.chars().count() < 2 { name.to_owned() } else { short.to_owned() }
}
