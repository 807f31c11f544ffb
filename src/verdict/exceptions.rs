//! Waivers and baseline together: what they cover, and what differs between two trees.

use jiff::civil::Date;

use super::baseline::{self, Baseline};
use super::waiver::{self, Waiver, Waivers};
use crate::finding::{Finding, Status};
use crate::policy::change::{Action, Change, Detail, Topic, paired};
use crate::policy::pack::Pack;
use crate::source::SourceFile;

/// A file of exceptions with what it states.
#[derive(Debug)]
pub struct Stands<T> {
    /// The file.
    pub file: SourceFile,
    /// Its statements.
    pub states: T,
}

/// The exceptions of a tree.
#[derive(Debug, Default)]
pub struct Exceptions {
    /// The waivers, if there is a file of them.
    pub waivers: Option<Stands<Waivers>>,
    /// The baseline, if there is one.
    pub baseline: Option<Stands<Baseline>>,
}

impl Exceptions {
    /// The digests of both files: two trees agree on their exceptions when these are equal.
    #[must_use]
    pub fn digests(&self) -> [Option<&str>; 2] {
        [
            self.waivers.as_ref().map(|stands| stands.file.digest.as_str()),
            self.baseline.as_ref().map(|stands| stands.file.digest.as_str()),
        ]
    }

    /// Marks findings as waived or baselined: by what counts.
    pub fn cover(&self, findings: &mut [Finding], pack: &Pack, as_of: Date) {
        self.mark(findings, pack, as_of, Status::Waived, Status::Baselined);
    }

    /// Marks findings that are still open, and that these exceptions will cover once they are on the base.
    pub fn announce(&self, findings: &mut [Finding], pack: &Pack, as_of: Date) {
        self.mark(findings, pack, as_of, Status::PendingWaiver, Status::PendingWaiver);
    }

    fn mark(&self, findings: &mut [Finding], pack: &Pack, as_of: Date, waived: Status, baselined: Status) {
        if let Some(Stands { states, .. }) = &self.waivers {
            waiver::cover(findings, states, pack, as_of, waived);
        }
        if let Some(Stands { states, .. }) = &self.baseline {
            baseline::cover(findings, states, pack, as_of, baselined);
        }
    }

    /// Changes of another tree: added, removed and altered exceptions.
    #[must_use]
    pub fn changes(&self, other: &Self) -> Vec<Change> {
        let name = |rule: &str, subject: &str| format!("{rule} on {subject}").trim_end_matches(" on ").to_owned();
        let mut changes = Vec::new();
        let (old, new): (Vec<_>, Vec<_>) = (self.waivers().collect(), other.waivers().collect());
        for (old, new) in paired(&old, &new, |(_, waiver)| waiver.key()) {
            let stated = |side: Option<&(&str, &Waiver)>| side.map(|(path, waiver)| waiver.stated(path));
            let (before, after) = (stated(old), stated(new));
            let Some((_, waiver)) = new.or(old) else { continue };
            let id = name(waiver.rule(), waiver.subject());
            changes.extend(change(Topic::Waiver, id, before.unwrap_or_default(), after.unwrap_or_default()));
        }
        let (old, new): (Vec<_>, Vec<_>) = (self.entries().collect(), other.entries().collect());
        for (old, new) in paired(&old, &new, |(_, entry)| entry.fingerprint.value.as_str()) {
            let stated = |side: Option<&(&str, &baseline::Entry)>| {
                side.map(|(path, entry)| {
                    let place = format!("{path}:{}", entry.line);
                    vec![("reason", entry.reason.clone()), (PLACE, place)]
                })
            };
            let (before, after) = (stated(old), stated(new));
            let Some((_, entry)) = new.or(old) else { continue };
            let id = name(&entry.rule.value, &entry.subject);
            changes.extend(change(Topic::Baseline, id, before.unwrap_or_default(), after.unwrap_or_default()));
        }
        changes
    }

    /// All waivers with the path of their file.
    pub fn waivers(&self) -> impl Iterator<Item = (&str, &Waiver)> {
        self.waivers.iter().flat_map(|Stands { states, .. }| states.rows.iter().map(|row| (states.path.as_str(), row)))
    }

    /// All entries of the baseline with the path of their file.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &baseline::Entry)> {
        self.baseline
            .iter()
            .flat_map(|Stands { states, .. }| states.entries.iter().map(|entry| (states.path.as_str(), entry)))
    }
}

/// The field that says where an exception stands; a move alone is no change.
const PLACE: &str = "at";

/// The change between two states; an empty one is none at all.
fn change(topic: Topic, id: String, old: Vec<(&str, String)>, new: Vec<(&str, String)>) -> Option<Change> {
    let action = match (old.is_empty(), new.is_empty()) {
        (true, false) => Action::Added,
        (false, true) => Action::Removed,
        _ => Action::Changed,
    };
    let of = |side: &[(&str, String)], field: &str| {
        side.iter().find(|(name, _)| *name == field).map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    };
    let fields: Vec<&str> = if new.is_empty() { &old } else { &new }.iter().map(|(name, _)| *name).collect();
    let differs = fields.iter().any(|field| *field != PLACE && of(&old, field) != of(&new, field));
    // Rule and subject are the name of the change; they are a value only where they differ.
    let shown = |field: &&&str| action == Action::Changed || !matches!(**field, "rule" | "subject");
    let details =
        fields.iter().filter(shown).filter_map(|field| Detail::between(*field, of(&old, field), of(&new, field)));
    (differs || action != Action::Changed).then(|| Change::new(topic, id, action).with(details))
}
