//! `undisclosed-source`: a supplier that is unknown or confidential, or a material of a priority sector whose region of
//! origin is not known.

use serde::Deserialize;

use super::assemble::{at, name_place};
use super::{Context, Draft, RuleCheck};
use crate::facts::{Key, Kind, RecordId};
use crate::finding::{Chain, ChainEnd, Missing};
use crate::policy::check::{CheckParams, NonEmpty, StartsFrom, Word};

/// The parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Params {
    /// Roles that mean "not disclosed".
    roles: NonEmpty<Word>,
    /// First words of names and regions that mean "not disclosed".
    names: NonEmpty<Word>,
    /// Countries of origin for which a region must be known, by code or name.
    countries: NonEmpty<String>,
}

impl CheckParams for Params {}

/// The check.
pub(super) struct UndisclosedSource;

impl RuleCheck for UndisclosedSource {
    const NAME: &'static str = "undisclosed-source";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Party, Kind::Material]);
    type Params = Params;

    fn run(context: &Context<'_>, params: &Params) -> Vec<Draft> {
        let facts = context.facts;
        let is = |words: &[Word], text: &str| words.iter().any(|word| word.as_str() == text);
        let hidden = |text: &str| {
            let text = text.trim().to_lowercase();
            is(&params.roles, &text) || text.split_whitespace().next().is_some_and(|word| is(&params.names, word))
        };
        let mut drafts = Vec::new();
        for (id, record) in facts.records() {
            // A table says "not supplied" in every second cell; there the absence of a name is the reader's business.
            if record.row > 0 && record.kind == Kind::Party {
                continue;
            }
            let found = match record.kind {
                Kind::Party => [Key::Role, Key::Name]
                    .into_iter()
                    .filter_map(|key| facts.get(id, key))
                    .find(|fact| hidden(facts.text(fact)))
                    .map(|fact| (at(facts, id, fact), String::new())),
                Kind::Material => unknown_origin(context, id, &params.countries)
                    .filter(|_| facts.value(id, Key::OriginRegion).is_none_or(hidden))
                    .map(|sector| {
                        let place = facts.get(id, Key::OriginRegion).or_else(|| facts.get(id, Key::Origin));
                        (place.map_or_else(|| name_place(facts, id), |fact| at(facts, id, fact)), sector)
                    }),
                _ => None,
            };
            if let Some((place, sector)) = found {
                let name = facts.value(id, Key::Name).unwrap_or("").to_owned();
                let missing = if record.kind == Kind::Party { Missing::Supplier } else { Missing::Region };
                let reason = Chain { sector, have: Vec::new(), missing: vec![missing], ends_at: ChainEnd::At(name) };
                drafts.push(Draft::new(id, reason, vec![place], "undisclosed".to_owned()));
            }
        }
        drafts
    }
}

/// The priority sector of a material whose stated country of origin asks for a region.
fn unknown_origin(context: &Context<'_>, id: RecordId, countries: &[String]) -> Option<String> {
    let facts = context.facts;
    let country = facts.value(id, Key::Origin)?;
    if !countries.iter().any(|known| known.eq_ignore_ascii_case(country.trim())) {
        return None;
    }
    let by_code = facts
        .value(id, Key::Hs)
        .and_then(|hs| context.screens.sectors.sectors_of(hs).first().map(|(sector, _)| sector.to_string()));
    by_code.or_else(|| facts.value(id, Key::Sector).map(str::to_owned))
}
