//! `xpcc`: signs that a party or site belongs to the Xinjiang Production and Construction Corps.

use rayon::prelude::*;

use super::assemble::{at, name_place};
use super::{Context, Draft, RuleCheck};
use crate::facts::{Fact, Key, Kind, RecordId};
use crate::finding::{Identifier, IdentifierProblem, Level, LevelNote, Place, PlaceHow};
use crate::policy::check::{NoParams, StartsFrom};
use crate::screen::place::Strength;

/// Keys whose text can name a unit of the corps.
const KEYS: [Key; 11] = [
    Key::Name,
    Key::NameZh,
    Key::NameUg,
    Key::NameOther,
    Key::Alias,
    Key::Parent,
    Key::Address,
    Key::City,
    Key::Province,
    Key::Park,
    Key::Recruiter,
];

/// The check.
pub(super) struct Xpcc;

impl RuleCheck for Xpcc {
    const NAME: &'static str = "xpcc";
    const STARTS_FROM: StartsFrom = StartsFrom::Records(&[Kind::Party, Kind::Site]);
    type Params = NoParams;

    fn run(context: &Context<'_>, _: &NoParams) -> Vec<Draft> {
        let facts = context.facts;
        let count = u32::try_from(facts.len()).unwrap_or(u32::MAX);
        // Every text of every record is looked at, so all cores take part; the order is that of the records.
        (0..count).into_par_iter().with_min_len(256).filter_map(|number| find_tie(context, RecordId(number))).collect()
    }
}

fn find_tie(context: &Context<'_>, id: RecordId) -> Option<Draft> {
    let facts = context.facts;
    if !matches!(facts.record(id).kind, Kind::Party | Kind::Site) {
        return None;
    }
    let signal = facts
        .of_record(id)
        .iter()
        .filter(|fact| KEYS.contains(&fact.key))
        .filter_map(|fact| Some((fact, context.screens.places.xpcc(facts.text(fact), in_china(context, id))?)))
        .filter(|(_, signal)| signal.strength >= Strength::Likely)
        .max_by_key(|(_, signal)| signal.strength);
    let Some((fact, signal)) = signal else { return by_registration(context, id) };
    let reason = Place {
        part: fact.key.name().to_owned(),
        stated: signal.matched.clone(),
        meaning: signal.unit.clone(),
        code: None,
        how: PlaceHow::Met(signal.why.clone()),
        also: Vec::new(),
        conflicts: Vec::new(),
    };
    let draft = Draft::new(id, reason, vec![at(facts, id, fact)], signal.unit.clone());
    Some(if signal.strength < Strength::Sure { draft.capped(Level::Review, LevelNote::UnitInPart) } else { draft })
}

/// A USCC registered in a city of the corps (division codes 6590xx) is a sign, not proof.
fn by_registration(context: &Context<'_>, id: RecordId) -> Option<Draft> {
    let facts = context.facts;
    let fact: &Fact = facts.get(id, Key::Uscc)?;
    let reading = crate::screen::identifier::read("uscc", facts.text(fact))?;
    let code = reading.xuar.filter(|code| code.starts_with("6590"))?;
    let reason = Identifier {
        scheme: "uscc".into(),
        stated: facts.text(fact).to_owned(),
        problem: IdentifierProblem::CorpsCity { code: code.clone() },
        expected: None,
    };
    let place = facts.get(id, Key::Uscc).map_or_else(|| name_place(facts, id), |fact| at(facts, id, fact));
    Some(Draft::new(id, reason, vec![place], code).capped(Level::Review, LevelNote::Registration))
}

fn in_china(context: &Context<'_>, id: RecordId) -> bool {
    let facts = context.facts;
    let stated = facts
        .value(id, Key::Country)
        .or_else(|| context.graph.party_of(id).and_then(|party| facts.value(party, Key::Country)));
    stated.is_none_or(crate::screen::place::is_china)
}
