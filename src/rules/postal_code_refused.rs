//! `postal-code-refused`: a postal code on a site in China that customs would refuse at entry.
//!
//! A cell that holds no digit states no code, and one in which a whole code stands among other words states one.

use super::assemble::at;
use super::{Context, Draft, RuleCheck};
use crate::facts::{Facts, Key, Kind, RecordId};
use crate::finding::Reason;
use crate::policy::check::{NoParams, StartsFrom};
use crate::screen::place::is_china;
use crate::screen::place::postcode::{codes, is_of_a_province, plain};

/// A stated postal code is not one that China has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PostalCode {
    /// Postal code as stated.
    pub(crate) stated: String,
    /// Number of digits in it.
    pub(crate) digits: usize,
}

impl Reason for PostalCode {}

/// The check.
pub(super) struct PostalCodeRefused;

impl RuleCheck for PostalCodeRefused {
    const NAME: &'static str = "postal-code-refused";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Site]);
    type Params = NoParams;

    fn run(context: &Context<'_>, _: &NoParams) -> Vec<Draft> {
        let facts = context.facts;
        let sites = facts.records().filter(|(_, record)| record.kind == Kind::Site);
        let sites = sites.filter(|(id, _)| is_in_china(context, *id));
        sites.filter_map(|(id, _)| refused(facts, id)).collect()
    }
}

/// Returns true if the site, or the party that works there, is stated to be in China.
fn is_in_china(context: &Context<'_>, site: RecordId) -> bool {
    let party = || context.graph.party_of(site).and_then(|party| context.facts.value(party, Key::Country));
    context.facts.value(site, Key::Country).or_else(party).is_some_and(is_china)
}

/// The first stated code, when none of them is one of China.
fn refused(facts: &Facts, site: RecordId) -> Option<Draft> {
    let stated = || facts.all(site, Key::Postcode).map(|fact| (fact, plain(facts.text(fact))));
    if stated().any(|(fact, _)| codes(facts.text(fact)).iter().any(|code| is_of_a_province(&code.digits))) {
        return None;
    }
    let digits = |code: &str| code.chars().filter(char::is_ascii_digit).count();
    let (fact, code) = stated().find(|(_, code)| digits(code) > 0)?;
    let reason = PostalCode { stated: facts.text(fact).to_owned(), digits: digits(&code) };
    Some(Draft::new(site, reason, vec![at(facts, site, fact)], code))
}
