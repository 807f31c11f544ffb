//! Comparison of identifiers where names are alike: they decide for or against, or it is said which ones would.

use super::read;
use super::reading::{Check, normal};
use crate::screen::name::fold;
use crate::screen::script::is_han;

/// Outcome of comparing the identifiers of a party with those of a listed entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// An identifier is the same.
    Same {
        /// Its scheme.
        scheme: String,
        /// Identifier, as stated.
        value: String,
    },
    /// Each has one of a scheme that numbers legal persons, and the two differ.
    Differs {
        /// The scheme.
        scheme: &'static str,
        /// Value as stated.
        stated: String,
        /// Value as listed.
        listed: String,
    },
    /// Undecided.
    Nothing,
}

/// Schemes that give a legal person one number: USCC by GB 32100-2015 (one for life), LEI by ISO 17442. The others
/// number sites (GLN, DUNS, MID) or are given out more than once.
const PERSON_SCHEMES: [&str; 2] = ["uscc", "lei"];

/// Words of a Chinese or foreign branch, which has a USCC of its own and is no other person (Company Law of the PRC,
/// article 13 of the text of 2023).
const BRANCHES: [&str; 13] = [
    "branch",
    "fengongsi",
    "fen gongsi",
    "filial",
    "filiale",
    "succursale",
    "sucursal",
    "zweigniederlassung",
    "филиал",
    "شۆبە",
    "分公司",
    "支公司",
    "分厂",
];

/// Compares identifiers, each a scheme and a value. One that is the same outweighs any that differs; two that differ
/// count only where both are well formed.
#[must_use]
pub fn compare<'a>(
    stated: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    listed: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Comparison {
    let same = |(scheme, value): &(&str, &str)| {
        let value = normal(value);
        !value.is_empty() && listed.clone().any(|(other, known)| other == *scheme && normal(known) == value)
    };
    if let Some((scheme, value)) = stated.clone().find(same) {
        return Comparison::Same { scheme: scheme.to_owned(), value: value.to_owned() };
    }
    let valid = |scheme: &str, value: &str| read(scheme, value).is_some_and(|reading| reading.check == Check::Valid);
    let of = |scheme: &str, mut all: Box<dyn Iterator<Item = (&'a str, &'a str)> + '_>| {
        all.find(|(other, value)| *other == scheme && valid(scheme, value)).map(|(_, value)| value.to_owned())
    };
    for scheme in PERSON_SCHEMES {
        if let (Some(stated), Some(listed)) =
            (of(scheme, Box::new(stated.clone())), of(scheme, Box::new(listed.clone())))
        {
            return Comparison::Differs { scheme, stated, listed };
        }
    }
    Comparison::Nothing
}

/// Consequence of a differing identifier for a name that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// Agreement: none differs, or it is that of a branch.
    None,
    /// The name is the registered one to the letter, so a person has to look.
    Doubtful(String),
    /// Another firm.
    Sure(String),
}

/// Decides whether a differing identifier outweighs a similar name, and says why: `the USCC … is not …`.
#[must_use]
pub fn contradiction<'a>(
    (stated, stated_ids): (&str, impl Iterator<Item = (&'a str, &'a str)> + Clone),
    (listed, listed_ids): (&str, impl Iterator<Item = (&'a str, &'a str)> + Clone),
) -> Contradiction {
    let Comparison::Differs { scheme, stated: of_stated, listed: of_listed } = compare(stated_ids, listed_ids) else {
        return Contradiction::None;
    };
    let why = format!("the {} {of_stated} is not {of_listed}", scheme.to_uppercase());
    match () {
        () if is_registered_name(stated, listed) => Contradiction::Doubtful(why),
        () if is_branch(stated, listed) => Contradiction::None,
        () => Contradiction::Sure(why),
    }
}

/// Returns true for the name of a branch of the listed firm: a branch has a registration number of its own.
fn is_branch(stated: &str, listed: &str) -> bool {
    let branch = |name: &str| {
        let name = format!(" {} ", fold(name));
        BRANCHES.iter().any(|word| {
            let word = fold(word);
            if word.contains(is_han) { name.contains(&word) } else { name.contains(&format!(" {word} ")) }
        })
    };
    branch(stated) && !branch(listed)
}

/// Returns true for two names that are the same in Chinese characters. No two firms are registered under one in the
/// same place (Provisions on the Administration of Enterprise Name Registration, State Council Order 734 of 2020), so
/// another number beside it is as likely an error, and a person has to look.
fn is_registered_name(stated: &str, listed: &str) -> bool {
    let (stated, listed) = (fold(stated), fold(listed));
    stated == listed && stated.contains(is_han)
}

/// Facts that would decide whether a party is the listed entity: its registration numbers, with their values, or what
/// its registration shows.
#[must_use]
pub fn deciding_facts<'a>(individual: bool, listed: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    if individual {
        return vec!["date of birth".to_owned(), "national identification number".to_owned()];
    }
    let wanted: Vec<String> = listed
        .filter(|(scheme, _)| PERSON_SCHEMES.contains(scheme))
        .map(|(scheme, value)| format!("{} (the listed one is {value})", scheme.to_uppercase()))
        .collect();
    if wanted.is_empty() {
        return vec!["USCC (unified social credit code)".to_owned(), "Chinese name as registered".to_owned()];
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "91110000710935732K";
    const OTHER: &str = "91650205742229728F";

    fn compared(stated: &[(&str, &str)], listed: &[(&str, &str)]) -> Comparison {
        compare(stated.iter().copied(), listed.iter().copied())
    }

    #[test]
    fn one_that_is_the_same_outweighs_one_that_differs() {
        let same = Comparison::Same { scheme: "uscc".into(), value: "9111 0000-710935732k".into() };
        assert_eq!(
            compared(&[("uscc", "9111 0000-710935732k")], &[("lei", "X"), ("uscc", OTHER), ("uscc", ONE)]),
            same
        );
        let differs = Comparison::Differs { scheme: "uscc", stated: OTHER.into(), listed: ONE.into() };
        assert_eq!(compared(&[("uscc", OTHER)], &[("uscc", ONE)]), differs);
        let lei = compared(
            &[("uscc", OTHER), ("lei", "549300XIVJCBIGMRUD48")],
            &[("uscc", ONE), ("lei", "549300XIVJCBIGMRUD48")],
        );
        assert!(matches!(lei, Comparison::Same { .. }));
    }

    #[test]
    fn what_is_malformed_or_numbers_sites_settles_nothing() {
        assert_eq!(compared(&[("uscc", "91650205742229728E")], &[("uscc", ONE)]), Comparison::Nothing);
        assert_eq!(compared(&[("mid", "CNABC123URU")], &[("mid", "CNABC123WUL")]), Comparison::Nothing);
        assert_eq!(compared(&[("duns", "150483782")], &[("duns", "804735132")]), Comparison::Nothing);
        assert_eq!(compared(&[("uscc", "")], &[("uscc", "")]), Comparison::Nothing);
        assert_eq!(compared(&[], &[("uscc", ONE)]), Comparison::Nothing);
    }

    #[test]
    fn branches_are_told_by_their_word() {
        let firm = "新疆中泰化学股份有限公司";
        assert!(is_branch("新疆中泰化学股份有限公司阜康分公司", firm));
        assert!(is_branch(
            "Xinjiang Zhongtai Chemical Co., Ltd. Fukang Branch",
            "Xinjiang Zhongtai Chemical Co., Ltd."
        ));
        assert!(!is_branch(firm, firm));
        assert!(!is_branch("Olive Branch Trading", "Branch Trading"));
    }

    #[test]
    fn the_listed_numbers_are_named_with_their_values() {
        assert_eq!(
            deciding_facts(false, [("ofac", "1"), ("uscc", ONE)].into_iter()),
            [format!("USCC (the listed one is {ONE})")]
        );
        assert_eq!(deciding_facts(true, [("uscc", ONE)].into_iter())[0], "date of birth");
        assert!(deciding_facts(false, std::iter::empty())[0].starts_with("USCC"));
    }
}
