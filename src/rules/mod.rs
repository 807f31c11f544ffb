//! The checks that rules name, and the judgement that runs them.
//!
//! A check is few and general: it reads the facts and the signals that screening found, and hands over drafts. What is
//! the same for every rule (paths, markets, dates, levels, fingerprints, duplicates) is done once, in `assemble`.
//! Adding a check is one file here, which declares it, and one line in [`CHECKS`].

mod address_conflict;
mod approval;
mod assemble;
mod draft;
mod identifier;
mod list_age;
mod listed;
mod phrases;
mod place_name;
mod postal_code;
pub(crate) mod postal_code_refused;
mod registration;
mod screens;
mod signals;
mod site;
mod subjects;
mod trace;
mod trader;
mod undisclosed;
pub(crate) mod unjudged;
mod xpcc;

use std::sync::OnceLock;

use jiff::civil::Date;

use crate::error::Error;
use crate::facts::Facts;
use crate::finding::{Finding, Reason};
use crate::policy::check::{CheckKind, CheckParams, StartsFrom};
use crate::policy::model::Rule;
use crate::policy::pack::Pack;
use crate::source::SourceFile;
use crate::supply::graph::Graph;

pub(crate) use draft::Draft;
pub use list_age::{age_limit, is_older_than, snapshot_age, state as state_lists};
pub use screens::Screens;
pub use signals::{ListHit, Signals};
pub use subjects::evaluated;

/// Context of a check.
pub struct Context<'a> {
    /// The pack in force.
    pub pack: &'a Pack,
    /// Lists and places of the pack, ready to match.
    pub screens: &'a Screens<'a>,
    /// Everything stated.
    pub facts: &'a Facts,
    /// The same, linked.
    pub graph: &'a Graph<'a>,
    /// Signals of screening, for the records where it found something.
    pub signals: Signals,
    /// Finds in text that nothing was judged by; worked out when a rule asks, once for all rules.
    unjudged: OnceLock<unjudged::Searched>,
    /// The day that decides, unless an item states a later entry date.
    pub as_of: Date,
    /// Markets of manifests that name none.
    pub markets: &'a [String],
    /// Circumstances of the judgement.
    pub circumstances: &'a Circumstances<'a>,
}

/// Circumstances of a judgement, beside facts, policy and day.
#[derive(Default)]
pub struct Circumstances<'a> {
    /// True in a run of continuous integration, where some warnings weigh more.
    pub ci: bool,
    /// The state that was approved last, if there is one to compare with.
    pub approved: Option<Approved<'a>>,
}

/// The state in which statements were approved last: the base of a comparison, or the last commit.
pub struct Approved<'a> {
    /// Name of the state: `commit 1a2b3c4d5e6f`.
    pub what: String,
    /// Day of the state.
    pub day: Date,
    /// The pack that held then, if it is another one than now.
    pub pack: Option<&'a Pack>,
    /// Test for a file of the judged tree: it stands there with the same content.
    pub unchanged: &'a (dyn Fn(&SourceFile) -> bool + Sync),
}

/// A check: the code that rules name. Each declares itself in its own file.
pub(crate) trait RuleCheck {
    /// The name used in `check = "…"`.
    const NAME: &'static str;
    /// Records or lists that it starts from.
    const STARTS_FROM: StartsFrom;
    /// Parameters of the check.
    type Params: CheckParams;

    /// Finds what the rule may have fired on.
    fn run(context: &Context<'_>, params: &Self::Params) -> Vec<Draft>;
}

/// A check in the registry.
pub struct Check {
    /// Description for the loader of packs.
    pub kind: CheckKind,
    run: fn(&Context<'_>, &Rule) -> Result<Vec<Draft>, Error>,
}

impl Check {
    const fn new<C: RuleCheck>() -> Self {
        Self { kind: CheckKind::new::<C::Params>(C::NAME, C::STARTS_FROM), run: run::<C> }
    }
}

fn run<C: RuleCheck>(context: &Context<'_>, rule: &Rule) -> Result<Vec<Draft>, Error> {
    // The loader read the parameters for the check of this name; anything else is a bug that must not look like silence.
    let params = rule.params.typed::<C::Params>().ok_or_else(|| {
        Error::Policy(format!("the parameters of the rule `{}` were not read for the check `{}`", rule.id, C::NAME))
    })?;
    Ok(C::run(context, params))
}

/// The registry: one line per check.
pub const CHECKS: &[Check] = &[
    Check::new::<listed::ListEntity>(),
    Check::new::<listed::ListPossible>(),
    Check::new::<xpcc::Xpcc>(),
    Check::new::<site::SiteInRegion>(),
    Check::new::<postal_code::PostalCodeInRegion>(),
    Check::new::<postal_code_refused::PostalCodeRefused>(),
    Check::new::<registration::RegistrationInRegion>(),
    Check::new::<place_name::PlaceNameInRegion>(),
    Check::new::<address_conflict::AddressConflict>(),
    Check::new::<identifier::Identifier>(),
    Check::new::<trace::TraceToRaw>(),
    Check::new::<unjudged::UnjudgedTextCheck>(),
    Check::new::<undisclosed::UndisclosedSource>(),
    Check::new::<trader::TraderTerminal>(),
    Check::new::<approval::ListedAfterApproval>(),
    Check::new::<list_age::ListAge>(),
];

/// The registry of reasons: one line each, with the file of its sentences in `report/reason`, its kind, and the type of
/// its values. Who needs all of them hands over a macro that makes something of the lines.
macro_rules! reasons {
    ($of:ident) => {
        $of! {
            listed: Listed = $crate::finding::Listed,
            place: Place = $crate::finding::Place,
            identifier: Identifier = $crate::finding::Identifier,
            listed_since: ListedSince = $crate::finding::ListedSince,
            stale: Stale = $crate::finding::Stale,
            chain: Chain = $crate::finding::Chain,
            unjudged: UnjudgedText = $crate::rules::unjudged::UnjudgedText,
            postal_code: PostalCode = $crate::rules::postal_code_refused::PostalCode,
            exception: Exception = $crate::finding::Exception,
        }
    };
}
pub(crate) use reasons;

/// A reason in the registry: one that reports know how to tell.
pub(crate) trait Registered: Reason {}

macro_rules! registered {
    ($($file:ident: $kind:ident = $values:ty,)+) => { $(impl Registered for $values {})+ };
}
reasons!(registered);

/// Judges all facts under circumstances: findings sorted by level, rule and place, each exposure once.
///
/// # Errors
/// When a rule holds the parameters of another check than its own.
pub fn find(
    circumstances: &Circumstances<'_>,
    pack: &Pack,
    screens: &Screens<'_>,
    facts: &Facts,
    as_of: Date,
    markets: &[String],
) -> Result<Vec<Finding>, Error> {
    let graph = Graph::new(facts);
    let signals = Signals::find(screens, facts, &graph);
    let unjudged = OnceLock::new();
    let context = Context { pack, screens, facts, graph: &graph, signals, unjudged, as_of, markets, circumstances };
    let mut assembler = assemble::Assembler::new(&context);
    for rule in &pack.rules {
        // The checks on exceptions stand above: they read the findings of these.
        let Some(check) = CHECKS.iter().find(|check| check.kind.name == rule.check) else { continue };
        for draft in (check.run)(&context, rule)? {
            assembler.add(rule, draft);
        }
    }
    Ok(assembler.finish())
}
