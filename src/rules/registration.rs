//! `registration-in-region`: a party registered in the region, by its USCC or its old registration number.

use super::assemble::at;
use super::{Context, Draft, RuleCheck};
use crate::facts::{Key, Kind};
use crate::finding::{Identifier, IdentifierProblem};
use crate::policy::check::{NoParams, StartsFrom};
use crate::screen::identifier;

/// The check.
pub(super) struct RegistrationInRegion;

impl RuleCheck for RegistrationInRegion {
    const NAME: &'static str = "registration-in-region";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Party]);
    type Params = NoParams;

    fn run(context: &Context<'_>, _: &NoParams) -> Vec<Draft> {
        let facts = context.facts;
        let mut drafts = Vec::new();
        for (id, record) in facts.records() {
            if record.kind != Kind::Party {
                continue;
            }
            for fact in
                facts.of_record(id).iter().filter(|fact| matches!(fact.key, Key::Uscc | Key::Vat | Key::SupplierId))
            {
                let text = facts.text(fact);
                let reading = match fact.key {
                    Key::Uscc => identifier::read("uscc", text),
                    // A supplier's own numbering can look like anything: only a code whose check character holds counts.
                    _ => ["uscc", "registration15"]
                        .into_iter()
                        .filter_map(|scheme| identifier::read(scheme, text))
                        .find(|reading| reading.check == identifier::Check::Valid),
                };
                let Some(reading) = reading else { continue };
                let Some(code) = reading.xuar else { continue };
                let reason = Identifier {
                    scheme: reading.scheme.to_string(),
                    stated: text.to_owned(),
                    problem: IdentifierProblem::Says(reading.says),
                    expected: None,
                };
                drafts.push(Draft::new(id, reason, vec![at(facts, id, fact)], code));
            }
        }
        drafts
    }
}
