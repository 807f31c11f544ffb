//! How many records a rule has before it: those of the kinds that its check starts from.

use crate::facts::{Facts, Kind};
use crate::policy::model::Rule;

/// The kinds of records that a check starts from, as its own file says; `None` for a check of other things.
fn starts_from(check: &str) -> Option<&'static [Kind]> {
    Some(match check {
        "list-entity" | "list-possible" | "listed-after-approval" => {
            &[Kind::Party, Kind::Site, Kind::EndUser, Kind::Engagement]
        }
        "xpcc" | "place-name-in-region" | "identifier" => &[Kind::Party, Kind::Site],
        "site-in-region" | "address-conflict" => &[Kind::Site, Kind::Material],
        "postal-code-in-region" => &[Kind::Site],
        "registration-in-region" => &[Kind::Party],
        "undisclosed-source" => &[Kind::Party, Kind::Material],
        "trace-to-raw" | "trader-terminal" => &[Kind::Item, Kind::Material],
        _ => return None,
    })
}

/// The check that looks at lists, and not at records.
const OF_LISTS: &str = "list-age";

/// For each rule, how many records it has before it, or how many of `lists` lists; `None` for a rule whose check looks at
/// neither.
#[must_use]
pub fn evaluated(rules: &[Rule], facts: &Facts, lists: usize) -> Vec<Option<usize>> {
    let count = |kinds: &[Kind]| facts.records().filter(|(_, record)| kinds.contains(&record.kind)).count();
    let of = |rule: &Rule| match rule.check.as_str() {
        OF_LISTS => Some(lists),
        check => starts_from(check).map(count),
    };
    rules.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_of_records_is_known() {
        for check in super::super::CHECKS {
            let known = starts_from(check.name).is_some() || check.name == OF_LISTS;
            assert!(known, "say in `starts_from` what `{}` looks at", check.name);
        }
        assert_eq!(starts_from("no-such-check"), None);
    }
}
