//! Words beside a place name that make it a street, a product or another place.

use super::fold::is_han;
use super::mention::{Mention, ScannedPart, Sense};

/// Words after a Chinese place name that make it a street, a village, a shop or a product.
const AFTER_HAN: [&str; 53] = [
    "东路",
    "西路",
    "南路",
    "北路",
    "中路",
    "東路",
    "路",
    "大街",
    "街道",
    "街",
    "大道",
    "巷",
    "弄",
    "桥",
    "村",
    "镇",
    "鎮",
    "乡",
    "鄉",
    "社区",
    "居委",
    "村委",
    "牧委",
    "新村",
    "小区",
    "公寓",
    "大厦",
    "大廈",
    "宾馆",
    "酒店",
    "饭店",
    "餐厅",
    "餐馆",
    "饭庄",
    "菜",
    "烧烤",
    "拉面",
    "米粉",
    "大盘鸡",
    "羊肉",
    "瓜",
    "玉",
    "枣",
    "棗",
    "香梨",
    "葡萄",
    "诺贝尔",
    "屯镇",
    "寨",
    "口镇",
    "场街道",
    "舞",
    "庙",
];

/// Words after a place name in Latin script that make it a street, another kind of place or a product.
const AFTER_LATIN: [&str; 57] = [
    "road",
    "rd",
    "street",
    "st",
    "lu",
    "avenue",
    "ave",
    "lane",
    "north",
    "south",
    "east",
    "west",
    "middle",
    "zhong",
    "bei",
    "nan",
    "dong",
    "xi",
    "village",
    "town",
    "township",
    "subdistrict",
    "community",
    "residents",
    "melon",
    "melons",
    "gua",
    "pear",
    "pears",
    "jade",
    "jujube",
    "jujubes",
    "date",
    "dates",
    "red",
    "raisin",
    "raisins",
    "grape",
    "grapes",
    "carpet",
    "carpets",
    "rug",
    "rugs",
    "restaurant",
    "cuisine",
    "noodle",
    "noodles",
    "hotel",
    "kebab",
    "nobel",
    "county",
    "xian",
    "elevated",
    "building",
    "mansion",
    "plaza",
    "tower",
];

/// The word that makes a place name something else, if one follows it (or, for a few, stands before it).
pub(super) fn weakening_word(scan: &ScannedPart<'_>, found: &Mention) -> Option<&'static str> {
    let text = &scan.folded.text;
    let after = &text[found.range.end..];
    let name_is_han = text[found.range.clone()].chars().any(is_han);
    if name_is_han {
        let after = after.trim_start_matches(' ');
        // A full name with its level word can only be followed by a street as part of an address, not as its name.
        if found.full && !after.starts_with("街道") {
            return None;
        }
        return AFTER_HAN.into_iter().find(|word| after.starts_with(word)).filter(|word| {
            // 新疆玉… may be a company; a product word counts where the name ends with it.
            !matches!(*word, "玉" | "枣" | "棗" | "瓜" | "舞" | "菜") || ends_soon(after, word)
        });
    }
    if found.full && !matches!(found.sense, Sense::Region) {
        return None;
    }
    let next = after.split(' ').find(|word| !word.is_empty())?;
    // There is a Xinjiang County in Shanxi; the other names are names of counties.
    let level = matches!(next, "county" | "xian") && !matches!(found.sense, Sense::Region | Sense::Spelt);
    let word = AFTER_LATIN.into_iter().find(|word| *word == next && !level);
    let end = Some("more").filter(|_| found.sense == Sense::Spelt && !ends_its_phrase(scan, found));
    word.or(end)
}

/// Words that may follow the name of the region and belong to it, or to the next part of the address.
const GOES_ON: [&str; 24] = [
    "china",
    "cn",
    "prc",
    "p",
    "province",
    "prov",
    "sheng",
    "region",
    "autonomous",
    "a",
    "ar",
    "uygur",
    "uyghur",
    "uighur",
    "uigur",
    "uygar",
    "weiwuer",
    "wei",
    "zizhiqu",
    "zi",
    "people",
    "peoples",
    "post",
    "zip",
];

/// Returns true when a name in Latin script ends its phrase: the end of the text, a punctuation mark, another place or
/// a word that goes with it comes next. "Xinjiang Trading Building" is not where a thing is.
pub(super) fn ends_its_phrase(scan: &ScannedPart<'_>, found: &Mention) -> bool {
    let after = &scan.folded.text[found.range.end..];
    let original = scan.folded.original(found.range.clone());
    let next_sign = scan.text[original.end..].trim_start().chars().next();
    let next = after.split(' ').find(|word| !word.is_empty()).unwrap_or_default();
    next_sign.is_none_or(|sign| !sign.is_alphanumeric())
        || next.starts_with(|c: char| c.is_ascii_digit() || is_han(c))
        || GOES_ON.contains(&next)
        || scan.found.iter().any(|other| {
            other.range.start > found.range.start && {
                scan.folded.text[found.range.end..other.range.start].trim().is_empty()
            }
        })
}

/// Words after the name of a province or city that make it the namesake of a park: the regions that are paired with a county
/// of Xinjiang build "Beijing industrial parks" there.
const PARKS: [&str; 20] = [
    "工业园",
    "产业园",
    "工业城",
    "物流园",
    "科技园",
    "纺织园",
    "创业园",
    "轻纺园",
    "商贸园",
    "工業園",
    "產業園",
    "工業城",
    "industrial park",
    "industry park",
    "industrial zone",
    "industrial city",
    "logistics park",
    "science park",
    "textile park",
    "technology park",
];

/// Returns true when a place elsewhere only lends its name to a park.
pub(super) fn lends_its_name(scan: &ScannedPart<'_>, found: &Mention) -> bool {
    let after = scan.folded.text[found.range.end..].trim_start();
    !found.full && PARKS.iter().any(|word| after.starts_with(word))
}

/// Returns true when a product word is the end of what is being named.
fn ends_soon(after: &str, word: &str) -> bool {
    after[word.len()..].chars().take(4).all(|c| !is_han(c))
        || ["种植", "批发", "专卖", "店", "干"].iter().any(|next| after[word.len()..].starts_with(next))
}
