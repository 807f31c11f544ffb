//! The cases of a pack, judged like any other manifests: by the gate, over a tree in memory.

use std::sync::Arc;

use super::request::{PolicySource, Request, Source};
use super::run::run;
use crate::error::Error;
use crate::manifest::Outcome;
use crate::policy::case::{Case, Expect, Point};
use crate::policy::pack::Pack;
use crate::rules::Screens;
use crate::source::memory::MemoryTree;
use crate::verdict::run::is_open;
use crate::verdict::{baseline, waiver};

/// Judges a case by a pack. Returns why it does not hold; `None` when it does.
///
/// # Errors
/// When the tree of the case cannot be judged at all.
pub fn failure(pack: &Arc<Pack>, screens: &Screens<'_>, case: &Case) -> Result<Option<String>, Error> {
    let Some(tree) = tree(case) else {
        return Ok(Some("the case holds neither a manifest nor a table".to_owned()));
    };
    for point in &case.points {
        if let Some(why) = point_failure(pack, screens, case, point, &tree)? {
            let market = point.market.as_ref().map_or_else(String::new, |market| format!(" in {market}"));
            let day =
                point.as_of.filter(|_| case.points.len() > 1).map_or_else(String::new, |day| format!(" on {day}"));
            return Ok(Some(format!("{why}{day}{market}")));
        }
    }
    Ok(None)
}

/// Judges a case on one day in one market.
fn point_failure(
    pack: &Arc<Pack>,
    screens: &Screens<'_>,
    case: &Case,
    point: &Point,
    tree: &MemoryTree,
) -> Result<Option<String>, Error> {
    let source = Source::Given {
        tree,
        paths: vec![String::new()],
        base: None,
        approved: case.approved.map(|day| ("the case".to_owned(), day)),
    };
    let request = Request {
        policy: PolicySource::Ready(Arc::clone(pack), screens),
        as_of: Some(point.as_of.unwrap_or(pack.as_of)),
        markets: Some(point.market.as_ref().map_or_else(|| case.markets.clone(), |market| vec![market.clone()])),
        ci: case.ci,
        ..Request::new(source)
    };
    let result = run(&request)?.result;
    for input in &result.inputs {
        if !matches!(input.outcome, Outcome::Read { .. }) {
            let problems: Vec<&str> = input.problems.iter().map(|problem| problem.message.as_str()).collect();
            return Ok(Some(format!("its input does not read: {}", problems.join("; "))));
        }
    }
    let fired: Vec<_> = result
        .findings
        .iter()
        .filter(|finding| finding.rule == case.rule && is_open(finding))
        .filter(|finding| case.subject.as_ref().is_none_or(|subject| *subject == finding.subject.id))
        .collect();
    let worst = fired.iter().map(|finding| finding.level).max();
    Ok(match (point.expect, worst, point.level) {
        (Expect::Fail, None, _) => Some("the rule did not fire".to_owned()),
        (Expect::Fail, Some(worst), Some(level)) if worst != level => {
            Some(format!("the rule fired at `{}`, not at `{}`", worst.word(), level.word()))
        }
        (Expect::Pass, Some(_), _) => {
            let names: Vec<&str> = fired.iter().map(|finding| finding.subject.name.as_str()).collect();
            Some(format!("the rule fired on {}", names.join(", ")))
        }
        _ => None,
    })
}

/// The files of a case; `None` when it holds no input.
fn tree(case: &Case) -> Option<MemoryTree> {
    let mut tree = match (&case.manifest, &case.table) {
        (Some(text), _) => MemoryTree::default().with("case.sourcing.toml", text.clone()),
        (None, Some(text)) => MemoryTree::default().with("suppliers.csv", text.clone()),
        (None, None) => return None,
    };
    for (path, text) in [(waiver::FILE, &case.waivers), (baseline::FILE, &case.baseline)] {
        if let Some(text) = text {
            tree = tree.with(path, text.clone());
        }
    }
    Some(tree)
}
