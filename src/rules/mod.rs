//! The checks that rules name, and the judgement that runs them.
//!
//! A check is few and general: it reads the facts and the signals that screening found, and hands over drafts. What is
//! the same for every rule (paths, markets, dates, levels, fingerprints, duplicates) is done once, in [`assemble`].
//! Adding a check is one file here and one line in [`CHECKS`].

mod address_conflict;
mod approval;
mod assemble;
mod draft;
mod identifier;
mod list_age;
mod listed;
mod place_name;
mod postal_code;
mod registration;
mod screens;
mod signals;
mod site;
mod subjects;
mod trace;
mod trader;
mod undisclosed;
mod xpcc;

use jiff::civil::Date;

use crate::facts::Facts;
use crate::finding::{Finding, Reason};
use crate::policy::model::Rule;
use crate::policy::pack::Pack;
use crate::source::SourceFile;
use crate::supply::graph::Graph;

pub(crate) use draft::Draft;
pub use list_age::state as state_lists;
pub use screens::Screens;
pub use signals::{ListHit, Signals};
pub use subjects::evaluated;

/// What a check sees.
pub struct Context<'a> {
    /// The pack in force.
    pub pack: &'a Pack,
    /// Its lists and places, ready to match.
    pub screens: &'a Screens<'a>,
    /// Everything stated.
    pub facts: &'a Facts,
    /// The same, linked.
    pub graph: &'a Graph<'a>,
    /// What screening found, for the records where it found something.
    pub signals: Signals,
    /// The day that decides, unless an item states a later entry date.
    pub as_of: Date,
    /// Markets of manifests that name none.
    pub markets: &'a [String],
    /// Where the judgement takes place.
    pub circumstances: &'a Circumstances<'a>,
}

/// What surrounds a judgement, beside facts, policy and day.
#[derive(Default)]
pub struct Circumstances<'a> {
    /// Whether this is a run of continuous integration, where what is only a warning on a desk counts.
    pub ci: bool,
    /// The state that was approved last, if there is one to compare with.
    pub approved: Option<Approved<'a>>,
}

/// The state in which statements were approved last: the base of a comparison, or the last commit.
pub struct Approved<'a> {
    /// What it is: `commit 1a2b3c4d5e6f`.
    pub what: String,
    /// Its day.
    pub day: Date,
    /// The pack that held then, if it is another one than now.
    pub pack: Option<&'a Pack>,
    /// Whether a file of the judged tree stands there with the same content.
    pub unchanged: &'a (dyn Fn(&SourceFile) -> bool + Sync),
}

/// A check kind: the code that rules name.
pub struct Check {
    /// The name used in `check = "…"`.
    pub name: &'static str,
    run: fn(&Context<'_>, &Rule) -> Vec<Draft>,
}

/// The registry: one line per check kind.
pub const CHECKS: &[Check] = &[
    Check { name: "list-entity", run: listed::entity },
    Check { name: "list-possible", run: listed::possible },
    Check { name: "xpcc", run: xpcc::run },
    Check { name: "site-in-region", run: site::run },
    Check { name: "postal-code-in-region", run: postal_code::run },
    Check { name: "registration-in-region", run: registration::run },
    Check { name: "place-name-in-region", run: place_name::run },
    Check { name: "address-conflict", run: address_conflict::run },
    Check { name: "identifier", run: identifier::run },
    Check { name: "trace-to-raw", run: trace::run },
    Check { name: "undisclosed-source", run: undisclosed::run },
    Check { name: "trader-terminal", run: trader::run },
    Check { name: "listed-after-approval", run: approval::run },
    Check { name: "list-age", run: list_age::run },
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
#[must_use]
pub fn judge(
    circumstances: &Circumstances<'_>,
    pack: &Pack,
    screens: &Screens<'_>,
    facts: &Facts,
    as_of: Date,
    markets: &[String],
) -> Vec<Finding> {
    let graph = Graph::new(facts);
    let signals = Signals::find(screens, facts, &graph);
    let context = Context { pack, screens, facts, graph: &graph, signals, as_of, markets, circumstances };
    let mut assembler = assemble::Assembler::new(&context);
    for rule in &pack.rules {
        if let Some(check) = CHECKS.iter().find(|check| check.name == rule.check) {
            for draft in (check.run)(&context, rule) {
                assembler.add(rule, draft);
            }
        }
    }
    assembler.finish()
}
