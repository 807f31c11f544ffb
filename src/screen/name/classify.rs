//! Classification of a comparison as match, possible or none, by the evidence for and against.
//!
//! A `match` is decided by rule: every distinctive part of the listed name is met without a misspelling, and nothing is
//! left over that could be another firm. A `possible` is decided by weight: how distinctive the met parts are, less
//! what is missing, left over or contradicts. A shared place, trade or legal form never reaches it by itself.
//!
//! The weights are our own, set by looking at the labelled names in `tests/data`, which guard them.

use super::align::{Alignment, syllables_of};
use super::lexicon::plain;
use super::model::{MatchClass, MatchKind, PartClass, PartView};

/// The highest score of a possible match.
pub const MOST_POSSIBLE: f32 = 0.89;

/// Least evidence for a possible match of a name with a given part.
pub(super) const POSSIBLE_FROM: f32 = 1.0;
/// The same for a name of places and trades only.
pub(super) const POSSIBLE_FROM_COMMON: f32 = 1.25;

/// The same for names that agree in every word, some of them misspelt.
const POSSIBLE_FROM_SPELLING: f32 = 0.55;

/// Weight of a listed part, in hundredths, from 0 to 200.
pub(super) fn weight(view: &PartView<'_>) -> u8 {
    let share = match view.class {
        PartClass::Given | PartClass::Number => given_weight(view),
        PartClass::Trade | PartClass::Place => context_weight(view),
        _ => 0.0,
    };
    // At most two hundred.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 200")]
    let hundredths = (share * 100.0).round() as u8;
    hundredths
}

/// Weight of a part that a firm calls itself by: how few other firms bear it.
fn given_weight(view: &PartView<'_>) -> f32 {
    if view.class == PartClass::Number {
        return 0.6;
    }
    let letters = view.text.chars().count();
    if view.text.starts_with(super::han::is_han) {
        return match letters {
            1 => 0.5,
            2 => 1.1,
            3 => 1.6,
            _ => 2.0,
        };
    }
    if plain(view.key) || plain(view.text) {
        return if letters > 3 { 0.8 } else { 0.6 };
    }
    match (letters, syllables_of(view)) {
        (..=2, _) => 0.4,
        (3, _) => 0.7,
        (_, Some(1)) => 0.7,
        (_, Some(2)) => 1.0,
        (_, Some(_)) => 1.6,
        (4, None) => 1.0,
        (5..=6, None) => 1.5,
        (_, None) => 2.0,
    }
}

/// Weight of a listed part that was matched in this way.
fn matched_weight(want: &PartView<'_>, how: MatchKind) -> f32 {
    let weight = f32::from(want.weight) / 100.0;
    match how {
        // A brand is the firm itself, in whatever script.
        MatchKind::Brand | MatchKind::KnownAs => weight.max(1.8),
        // The very characters say more than their reading.
        MatchKind::Equal if want.han => weight + 0.2,
        _ => weight,
    }
}

/// Weight of a place or a trade.
fn context_weight(view: &PartView<'_>) -> f32 {
    match (view.class, view.key) {
        (PartClass::Place, "china") => 0.2,
        (PartClass::Place, _) => 0.5,
        (
            _,
            "technology" | "science" | "trading" | "import" | "export" | "manufacturing" | "information" | "product"
            | "material" | "new" | "great" | "east" | "west" | "north" | "south" | "central" | "equipment" | "system"
            | "supply" | "logistics" | "electronic" | "first" | "world" | "high" | "engineering",
        ) => 0.2,
        _ => 0.45,
    }
}

/// The sector of a trade, for those that have near neighbours; 0 for the rest.
fn sector(key: &str) -> u8 {
    match key {
        "technology" | "science" | "information" | "digital" | "software" | "network" | "communication"
        | "intelligent" | "intelligence" | "data" | "computer" | "electronic" | "microelectronics"
        | "semiconductor" | "microchip" | "system" | "image" | "video" | "camera" | "surveillance" | "robot"
        | "internet" => 1,
        "textile" | "apparel" | "cotton" | "linen" | "yarn" | "dyed" | "spinning" | "weaving" | "knitting" | "wool"
        | "silk" | "fabric" | "fiber" => 2,
        "food" | "ingredient" | "beverage" | "fruit" | "vegetable" | "tomato" | "sugar" | "canned" | "seafood"
        | "meat" | "agriculture" | "farm" => 3,
        "metal" | "nonferrous" | "iron" | "steel" | "aluminum" | "copper" | "zinc" | "lead" | "gold" | "silver"
        | "magnesium" | "mining" | "mineral" | "smelting" | "refining" => 4,
        "energy" | "solar" | "electric" | "coal" | "oil" | "gas" | "silicon" | "polysilicon" => 5,
        "medicine" | "biotechnology" | "herb" => 6,
        "trading" | "import" | "export" | "logistics" | "warehouse" | "transport" => 7,
        _ => 0,
    }
}

/// Parts of a firm, not other firms.
pub(super) fn branch(key: &str) -> bool {
    matches!(
        key,
        "branch"
            | "factory"
            | "plant"
            | "subsidiary"
            | "office"
            | "workshop"
            | "division"
            | "headquarters"
            | "warehouse"
    )
}

/// Returns true for the name of a group: Esquel Group.
fn is_group(listed: &[PartView<'_>]) -> bool {
    listed.iter().rfind(|view| view.counts()).is_some_and(|view| view.key == "group")
        && listed.iter().any(|view| view.class == PartClass::Given)
}

/// Returns true when a stated name begins with a part that was met.
fn leads(stated: &[PartView<'_>], alignment: &Alignment) -> bool {
    stated.iter().zip(&alignment.stated).find(|(view, _)| view.counts()).is_some_and(|(_, met)| *met)
}

/// Returns true for a name of several words with so many letters that another one is hardly near it in all of them.
fn has_letters(listed: &[PartView<'_>]) -> bool {
    const LEAST: usize = 10;
    let counted = || listed.iter().filter(|view| view.counts());
    counted().count() > 1 && counted().map(|view| view.text.len()).sum::<usize>() >= LEAST
}

/// Returns true for the word of a group that the name of one of its firms begins with: Baowu Group Xinjiang Bayi Iron
/// and Steel. The firm goes without it.
fn of_parent(listed: &[PartView<'_>], at: usize) -> bool {
    let given = |view: &PartView<'_>| view.class == PartClass::Given;
    listed.get(at + 1).is_some_and(|next| next.key == "group")
        && !listed[..at].iter().any(given)
        && listed[at + 2..].iter().any(given)
}

/// Returns true for an unmatched place that is that of a branch named next: Zhuhai Plant.
fn is_of_branch(stated: &[PartView<'_>], alignment: &Alignment, at: usize) -> bool {
    let next = || (at + 1..stated.len()).find(|next| stated[*next].counts());
    stated[at].class == PartClass::Place
        && next().is_some_and(|next| branch(stated[next].key) && !alignment.stated[next])
}

/// Kinds of bodies of which a place has many: a College in Xinjiang is not the Police College.
pub(super) fn kind_of_body(key: &str) -> bool {
    matches!(key, "school" | "hospital" | "department" | "bank" | "association" | "committee")
}

/// Words of size and kind that firms of one family differ by: Ninestar Management is not Ninestar.
fn sets_apart(key: &str) -> bool {
    matches!(
        key,
        "investment" | "management" | "service" | "development" | "institute" | "international" | "national" | "center"
    )
}

/// Counts of the parts that are matched, missing and left over.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    given: usize,
    given_met: usize,
    given_extra: usize,
    number_met: usize,
    number_missing: usize,
    number_extra: usize,
    /// Numbers left over, those of branches too.
    number_left: usize,
    trade_met: usize,
    place_met: usize,
    frame_met: usize,
    trade_missing: usize,
    place_missing: usize,
    trade_extra: usize,
    place_extra: usize,
    /// Parts met by a misspelling.
    misspellings: usize,
    /// True when one of them may well be another name.
    kin: bool,
    /// Given parts met by their reading.
    read: usize,
    /// Kinds of bodies met.
    bodies: usize,
    /// True when a given part that is no word of Mandarin syllables was matched as it stands.
    coined: bool,
    branch: bool,
    apart: bool,
    /// True when only one of the names says "general".
    general: bool,
    listed_weight: f32,
    listed_met: f32,
    stated_weight: f32,
    stated_met: f32,
}

pub(super) fn tally(stated: &[PartView<'_>], listed: &[PartView<'_>], alignment: &Alignment) -> Tally {
    let mut sum = Tally::default();
    for (at, want) in listed.iter().enumerate().filter(|(_, view)| view.counts()) {
        let met = alignment.listed[at].map(|(_, _, how)| how);
        let weight = want.class.weight();
        sum.listed_weight += weight;
        sum.listed_met += weight
            * match met {
                Some(how) if how.is_slip() => 0.75,
                Some(MatchKind::Pinyin | MatchKind::Brand | MatchKind::KnownAs) if want.class == PartClass::Given => {
                    0.9
                }
                Some(_) => 1.0,
                None => 0.0,
            };
        sum.misspellings += usize::from(met.is_some_and(MatchKind::is_slip));
        sum.kin |= met == Some(MatchKind::Kin);
        let one = usize::from(met.is_some());
        match want.class {
            PartClass::Given => {
                sum.given += 1;
                sum.given_met += one;
                sum.coined |= met == Some(MatchKind::Equal) && !plain(want.key) && syllables_of(want).is_none();
                let translated = alignment.listed[at].is_some_and(|(from, _, how)| {
                    how == MatchKind::Form
                        && stated[from].text.starts_with(super::han::is_han)
                            != want.text.starts_with(super::han::is_han)
                });
                sum.read += usize::from(translated || matches!(met, Some(MatchKind::Pinyin | MatchKind::KnownAs)));
            }
            PartClass::Number => {
                sum.number_met += one;
                sum.number_missing += 1 - one;
                sum.trade_met += one;
            }
            PartClass::Trade => {
                sum.trade_met += one;
                sum.trade_missing += 1 - one;
                sum.bodies += usize::from(met.is_some() && kind_of_body(want.key));
            }
            PartClass::Place => {
                sum.place_met += one;
                sum.place_missing += 1 - one;
            }
            _ => {
                sum.frame_met += one;
                sum.apart |= met.is_none() && sets_apart(want.key);
                sum.general |= met.is_none() && want.key == "general";
            }
        }
    }
    let last_branch = stated.iter().zip(&alignment.stated).any(|(view, met)| !met && branch(view.key));
    sum.branch = last_branch;
    for (from, have) in stated.iter().enumerate().filter(|(_, view)| view.counts()) {
        let weight = have.class.weight();
        sum.stated_weight += weight;
        if alignment.stated[from] {
            sum.stated_met += weight;
            continue;
        }
        match have.class {
            _ if branch(have.key) || is_of_branch(stated, alignment, from) => {}
            PartClass::Given => sum.given_extra += 1,
            // The number of a branch.
            PartClass::Number => {
                sum.number_left += 1;
                sum.number_extra += usize::from(!last_branch);
            }
            PartClass::Trade if have.key == "number" && last_branch => {}
            PartClass::Trade => sum.trade_extra += 1,
            PartClass::Place => sum.place_extra += 1,
            _ => {
                sum.apart |= sets_apart(have.key);
                sum.general |= have.key == "general";
            }
        }
    }
    sum
}

impl Tally {
    /// Returns true when every part is matched and nothing that counts is left over: the same name.
    fn same(&self, stated: &[PartView<'_>], listed: &[PartView<'_>], alignment: &Alignment) -> bool {
        let missing = self.trade_missing + self.place_missing;
        let extra = self.trade_extra + self.place_extra;
        let company = self.trade_met + self.place_met;
        if letter_for_letter(stated, listed) {
            // An acronym or an everyday word is the listed name itself when its forms are the same as well.
            return true;
        }
        if self.misspellings + self.given_extra + self.number_missing + self.number_extra > 0
            || self.given_met < self.given
            || self.apart
        {
            return false;
        }
        if self.given == 0 {
            return missing + extra == 0
                && company >= 2
                && self.placed_or_whole(stated, listed, alignment)
                && self.stands_for_one_firm(stated, listed);
        }
        if self.read > 0 {
            // Other characters sound the same, so the place must agree, and nothing may be missing or left over.
            return missing + extra == 0 && self.place_met > 0 && company >= 2;
        }
        if company == 0 && self.given == 1 && missing + extra == 0 {
            // Nothing but one word: the name itself, or a coined word that is no everyday one.
            let word = listed.iter().position(|view| view.class == PartClass::Given);
            let Some((word, how)) = word.and_then(|at| Some((&listed[at], alignment.listed[at]?.2))) else {
                return false;
            };
            // In translation, an everyday word is anybody's.
            if how == MatchKind::Brand && plain(word.key) {
                return false;
            }
            let framed = self.frame_met > 0 || listed.iter().chain(stated).filter(|view| view.counts()).count() == 2;
            return matched_weight(word, how) >= if framed { 0.7 } else { 1.5 }
                && (word.text.len() > 3 || self.frame_met > 0);
        }
        let weak = self.given == 1
            && listed.iter().any(|view| view.class == PartClass::Given && view.key.len() <= 3 && !view.han);
        match (missing, extra) {
            (0, 0) => true,
            (0, _) => self.branch && self.trade_extra == 0 && company > 0,
            (1, 0) => self.place_missing == 0 && self.trade_met > 0 && company >= 2 && !weak,
            _ => false,
        }
    }

    /// Returns true when a name without a word of its own says where it is, or is matched to the last word. A Public
    /// Security Bureau is one of hundreds, and that "of the Autonomous Region" only with these words.
    fn placed_or_whole(&self, stated: &[PartView<'_>], listed: &[PartView<'_>], alignment: &Alignment) -> bool {
        let all_met = |views: &[PartView<'_>], met: &dyn Fn(usize) -> bool| {
            views.iter().enumerate().all(|(at, view)| !view.counts() || met(at))
        };
        self.place_met > 0
            || all_met(listed, &|at| alignment.listed[at].is_some()) && all_met(stated, &|at| alignment.stated[at])
    }

    /// Returns true when a name of trades and places is one firm's: China Shipbuilding may be any of several, the more
    /// so in translation.
    fn stands_for_one_firm(&self, stated: &[PartView<'_>], listed: &[PartView<'_>]) -> bool {
        let local = listed.iter().any(|view| view.class == PartClass::Place && view.key != "china");
        let chinese = |views: &[PartView<'_>]| views.iter().any(|view| view.text.starts_with(super::han::is_han));
        local || !self.general && chinese(stated) == chinese(listed)
    }

    /// The evidence that both names are of the same firm.
    fn evidence(&self, stated: &[PartView<'_>], listed: &[PartView<'_>], alignment: &Alignment) -> f32 {
        let mut sum = 0.0;
        // Each further place or trade, met or missing, says less than the one before.
        let (mut places, mut trades, mut missing) = (1.0, 1.0, 1.0);
        for (at, want) in listed.iter().enumerate().filter(|(_, view)| view.counts()) {
            let met = alignment.listed[at].map(|(_, _, how)| how);
            let quality = match met {
                Some(MatchKind::Misread) => 0.9,
                Some(MatchKind::Typo | MatchKind::Heard) => 0.6,
                Some(MatchKind::Near) => 0.45,
                Some(MatchKind::Kin) => 0.2,
                Some(MatchKind::Pinyin) if want.class == PartClass::Given => 0.85,
                _ => 1.0,
            };
            let says = f32::from(want.weight) / 100.0;
            sum += match (want.class, met) {
                (PartClass::Given | PartClass::Number, Some(how)) => matched_weight(want, how) * quality,
                (PartClass::Given, None) if of_parent(listed, at) => -0.2,
                (PartClass::Given | PartClass::Number, None) => -0.9 * says.min(1.0),
                (PartClass::Place, Some(_)) => {
                    places *= 0.5;
                    2.0 * places * says * quality
                }
                (PartClass::Place, None) => -0.2,
                (PartClass::Trade, Some(_)) => {
                    trades *= 0.7;
                    trades / 0.7 * says * quality
                }
                (PartClass::Trade, None) => {
                    missing *= 0.6;
                    -missing / 0.6 * (0.15 + 0.6 * (says - 0.2).max(0.0))
                }
                (_, Some(_)) => 0.15,
                (_, None) => 0.0,
            };
        }
        let whole = stands_whole(stated, listed, alignment);
        let unit = whole && is_group(listed) && leads(stated, alignment);
        // A trade of the sector of the listed firm is hardly another trade.
        let near = |key: &str| {
            let own = sector(key);
            own > 0 && listed.iter().any(|view| view.class == PartClass::Trade && sector(view.key) == own)
        };
        let mut strange = false;
        let unmet = stated.iter().enumerate().filter(|(from, view)| view.counts() && !alignment.stated[*from]);
        for (from, have) in unmet {
            sum -= match have.class {
                _ if branch(have.key) || is_of_branch(stated, alignment, from) => 0.0,
                PartClass::Given if (self.branch || unit) && whole => 0.2,
                PartClass::Given => 0.9,
                PartClass::Number if self.branch => 0.0,
                PartClass::Number => 0.3,
                // What a unit of a group makes, and where, says nothing about the group.
                PartClass::Trade | PartClass::Place if unit => 0.0,
                PartClass::Trade if near(have.key) => 0.15,
                PartClass::Trade => {
                    strange = true;
                    0.15 + 0.6 * (context_weight(have) - 0.2).max(0.0)
                }
                PartClass::Place => 0.2,
                _ => 0.05,
            };
        }
        if self.trade_missing > 0 && self.trade_extra > 0 {
            sum -= if strange { 0.4 } else { 0.15 };
        }
        if self.place_missing > 0 && self.place_extra > 0 {
            // Firms of one family are called alike in several provinces, if their trades agree in full.
            let family = self.trade_met > 1 && self.trade_missing + self.trade_extra == 0;
            sum -= if family { 0.35 } else { 0.6 };
        }
        let extra = self.given_extra + self.trade_extra + self.place_extra + self.number_extra + self.misspellings;
        let short = extra == 0 && self.given_met == self.given && !self.apart;
        if whole {
            sum += 0.4;
        } else if !short {
        } else if self.given == 0 && self.place_met > 0 && self.trade_met > self.bodies && self.place_missing == 0 {
            // The short form of a name of places and trades: Xinjiang Nonferrous.
            sum += 0.65;
        } else if self.given > 0 && self.trade_met + self.place_met == 0 && (self.read == 0 || self.place_missing == 0)
        {
            // The bare brand, and nothing that speaks against it.
            sum += 0.4;
        } else if self.coined && self.trade_missing + self.number_missing == 0 && self.read == 0 {
            // The name without its place, and a word that hardly another firm coined.
            sum += 0.3;
        }
        let missing = self.given - self.given_met;
        let rest = self.place_missing + self.trade_missing + self.number_missing + extra;
        let in_its_trade = self.trade_met > 0 || self.frame_met > 0;
        if missing == 1 && self.given > 1 && rest == 0 && self.place_met > 0 && in_its_trade {
            // All but one of several words of its own, at the same place and in the same trade.
            sum += 0.3;
        }
        if short && self.given > 0 && self.place_met > 0 && self.place_missing + self.trade_met + self.read == 0 {
            // The name without its trade, at the same place.
            sum += 0.2;
        }
        sum
    }

    /// Classifies the comparison, and scores it within its class, for ranking.
    pub(super) fn classify(
        &self,
        stated: &[PartView<'_>],
        listed: &[PartView<'_>],
        alignment: &Alignment,
    ) -> (MatchClass, f32) {
        let share = |met: f32, all: f32| if all > 0.0 { met / all } else { 0.0 };
        let overlap = (share(self.listed_met, self.listed_weight) + share(self.stated_met, self.stated_weight)) / 2.0;
        let none = (MatchClass::None, 0.5 * overlap);
        let (given, missing) =
            (self.given + self.number_met + self.number_missing, self.given - self.given_met + self.number_missing);
        if ruled_out(given, missing, self.given_extra + self.number_left > 0) {
            return none;
        }
        if self.given > 0 && self.given_met == 0 || self.given == 0 && self.trade_met + self.place_met < 2 {
            return none;
        }
        if self.same(stated, listed, alignment) {
            return (MatchClass::Match, ceiling(overlap));
        }
        let mut evidence = self.evidence(stated, listed, alignment);
        let left = self.trade_missing + self.place_missing + self.trade_extra + self.place_extra;
        if self.given == 0
            && left + self.given_extra + self.number_missing + self.number_extra + self.misspellings == 0
            && self.placed_or_whole(stated, listed, alignment)
        {
            evidence = evidence.max(POSSIBLE_FROM_COMMON);
        }
        let spelt = left + self.given_extra + self.number_left + missing == 0 && self.misspellings > 0 && !self.kin;
        if spelt && !self.apart && has_letters(listed) {
            // Hardly another name is as near in every word.
            evidence = evidence.max(POSSIBLE_FROM_SPELLING);
        }
        let least = match self.given {
            _ if spelt => POSSIBLE_FROM_SPELLING,
            0 => POSSIBLE_FROM_COMMON,
            _ => POSSIBLE_FROM,
        };
        if evidence < least {
            return none;
        }
        let strength = evidence / (evidence + 2.0);
        (MatchClass::Possible, 0.18f32.mul_add(strength, 0.15f32.mul_add(overlap, 0.56)).min(MOST_POSSIBLE))
    }
}

/// The highest score that names with this overlap can reach: by it, the index knows when to stop.
pub(super) fn ceiling(overlap: f32) -> f32 {
    0.1f32.mul_add(overlap, 0.9)
}

/// Returns true when the class can only be none, from what the index knows before it compares: the number of
/// distinctive parts of the listed name, how many of them no stated part can match, and whether a distinctive part is
/// stated that it does not hold.
pub(super) const fn ruled_out(given: usize, missing: usize, extra: bool) -> bool {
    missing > 1 || missing == 1 && (given < 2 || extra)
}

/// Returns true when two names hold the same parts in the same order and spelling, legal forms included.
fn letter_for_letter(stated: &[PartView<'_>], listed: &[PartView<'_>]) -> bool {
    stated.len() == listed.len()
        && stated.iter().zip(listed).all(|(a, b)| a.text == b.text && a.class == b.class && a.slip.is_none())
}

/// Returns true when a listed name of two or more parts stands whole inside the stated one: all its parts, without a
/// misspelling, side by side and in order.
fn stands_whole(stated: &[PartView<'_>], listed: &[PartView<'_>], alignment: &Alignment) -> bool {
    let mut next: Option<usize> = None;
    let mut count = 0;
    for (view, met) in listed.iter().zip(&alignment.listed) {
        match met {
            Some((from, length, how)) => {
                let slip = how.is_slip();
                // A glued word may be several listed ones.
                let same = next == Some(from + length);
                let beside = next.is_none_or(|next| next <= *from && !stated[next..*from].iter().any(PartView::counts));
                if slip || !beside && !same {
                    return false;
                }
                next = Some(from + length);
                count += 1;
            }
            None if view.counts() => return false,
            None => {}
        }
    }
    count > 1
}
