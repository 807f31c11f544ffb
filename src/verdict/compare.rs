//! Head against base: what is new, what stood there before, and what is gone.

use std::collections::HashMap;

use super::finding::{Finding, Status};
use super::run::RunResult;

/// Sets the status of every finding of `head` by the findings of `base`, and keeps in the base those that are gone.
///
/// A finding is the same when its fingerprint is: rule, subject and what matched, never a place. So a moved file makes
/// nothing new, and another supplier on an old line does.
pub fn compare(head: &mut RunResult, mut base: RunResult) {
    let before: HashMap<&str, &str> = base
        .findings
        .iter()
        .filter_map(|finding| Some((finding.fingerprint.as_str(), place(&base, finding)?)))
        .collect();
    let statuses: Vec<Status> = head
        .findings
        .iter()
        .map(|finding| match (before.get(finding.fingerprint.as_str()), place(head, finding)) {
            (None, _) => Status::New,
            (Some(old), Some(new)) if *old != new => Status::Moved,
            (Some(_), _) => Status::Carried,
        })
        .collect();
    // The same exposure at a higher level is not yesterday's debt.
    let levels: HashMap<&str, _> =
        base.findings.iter().map(|finding| (finding.fingerprint.as_str(), finding.level)).collect();
    for (finding, status) in head.findings.iter_mut().zip(statuses) {
        let worse = levels.get(finding.fingerprint.as_str()).is_some_and(|before| finding.level > *before);
        finding.status = if worse { Status::New } else { status };
    }
    base.findings.retain(|old| !head.findings.iter().any(|new| new.fingerprint == old.fingerprint));
    for finding in &mut base.findings {
        finding.status = Status::Fixed;
    }
    head.base = Some(Box::new(base));
}

/// The file in which a finding stands.
fn place<'r>(result: &'r RunResult, finding: &Finding) -> Option<&'r str> {
    let location = finding.locations.first()?;
    Some(result.facts.source(location.file).path.as_str())
}
