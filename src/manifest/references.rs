//! Checks across all native manifests: every id once, every reference to something that exists, and of the right kind.

use std::collections::HashMap;

use super::{Loaded, Outcome, Problem};
use crate::facts::{Fact, Key, Kind, RecordId};
use crate::source::{FileId, Span};
use crate::suggest::nearest;

/// Lists the kinds that a key of a kind may refer to.
fn targets(kind: Kind, key: Key) -> Option<&'static [Kind]> {
    use Kind::{EndUser, Engagement, Evidence, Item, Material, Party, Site};
    Some(match (kind, key) {
        (Kind::Site | Kind::EndUser | Kind::Engagement, Key::Party) => &[Party],
        (Kind::Item, Key::MadeBy) => &[Party],
        (Kind::Item, Key::MadeAt) => &[Site],
        (Kind::Item, Key::Contains) => &[Item, Material],
        (Kind::Supply, Key::From | Key::To) => &[Party, Site],
        (Kind::Supply | Kind::EndUser, Key::Item) => &[Item],
        (Kind::Supply, Key::Material) => &[Material],
        (Kind::Ownership, Key::Owner | Key::Owned) => &[Party],
        (Kind::EndUser, Key::Via) => &[Party],
        (Kind::Evidence | Kind::Allegation, Key::For) => &[Party, Site, Item, Material, EndUser, Engagement, Evidence],
        _ => return None,
    })
}

/// Runs the checks and attaches what they find to the inputs.
pub(super) fn check(loaded: &mut Loaded) {
    let mut problems: Vec<Problem> = Vec::new();
    let facts = &loaded.facts;
    let mut ids: HashMap<&str, (RecordId, Fact)> = HashMap::new();
    for (record, row) in facts.records().filter(|(_, row)| row.row == 0 && row.kind != Kind::Manifest) {
        let Some(fact) = facts.get(record, Key::Id) else { continue };
        let id = facts.text(fact);
        if let Some(known) = ids.get_mut(id) {
            let mut second = *fact;
            // Tables are read kind by kind, so the one that stands first in the file may come last.
            if known.1.file() == fact.file() && known.1.span > fact.span {
                second = std::mem::replace(known, (record, *fact)).1;
            }
            let (first, earlier) = *known;
            let kind = facts.record(first).kind.table().replace('_', " ");
            let article = if kind.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            problems.push(Problem {
                path: facts.source(row.file).path.clone(),
                place: Some((second.file(), second.span)),
                message: format!("the id `{id}` is already taken by {article} {kind}"),
                help: Some("give one of the two another id; ids are unique in all manifests of a run".to_owned()),
                related: Some((earlier.file(), earlier.span, "first taken here".to_owned())),
                fatal: true,
            });
        } else {
            ids.insert(id, (record, *fact));
        }
    }
    for (record, row) in facts.records().filter(|(_, row)| row.row == 0) {
        for fact in facts.of_record(record) {
            let Some(kinds) = targets(row.kind, fact.key) else { continue };
            let wanted = facts.text(fact);
            let found = ids.get(wanted).map(|(target, _)| facts.record(*target).kind);
            if found.is_some_and(|kind| kinds.contains(&kind)) {
                continue;
            }
            let near = nearest(
                wanted,
                ids.iter().filter(|(_, (target, _))| kinds.contains(&facts.record(*target).kind)).map(|(id, _)| *id),
            );
            let names: Vec<&str> = kinds.iter().map(|kind| kind.table()).collect();
            let what = names.join(" or ");
            let message = match found {
                Some(kind) => format!("`{wanted}` is a {}, but `{}` must name a {what}", kind.table(), fact.key.name()),
                None => format!("there is no {what} with the id `{wanted}`"),
            };
            let help = near.map_or_else(
                || format!("add a [[{}]] with this id, or correct the reference", names.first().unwrap_or(&"party")),
                |near| format!("did you mean `{near}`?"),
            );
            problems.push(at(&facts.source(row.file).path, fact.file(), fact.span, message, help));
        }
        if row.kind == Kind::Party
            && let Some(fact) = facts.get(record, Key::Parent)
            && ids.get(facts.text(fact)).is_some_and(|(target, _)| *target == record)
        {
            let message = "a party cannot be its own parent".to_owned();
            problems.push(at(
                &facts.source(row.file).path,
                fact.file(),
                fact.span,
                message,
                "name the owner, or take the key out".to_owned(),
            ));
        }
        for (from, until) in [(Key::Since, Key::Until), (Key::Issued, Key::Expires)] {
            if let (Some(first), Some(last)) = (facts.date(record, from), facts.date(record, until))
                && first > last
                && let Some(fact) = facts.get(record, until)
            {
                let message = format!(
                    "the dates are out of order: `{}` is {last}, before `{}`, {first}",
                    until.name(),
                    from.name()
                );
                problems.push(at(
                    &facts.source(row.file).path,
                    fact.file(),
                    fact.span,
                    message,
                    "correct one of the two dates".to_owned(),
                ));
            }
        }
    }
    for problem in problems {
        if let Some(input) = loaded.inputs.iter_mut().find(|input| input.path == problem.path) {
            input.outcome = Outcome::Failed;
            input.problems.push(problem);
        }
    }
}

fn at(path: &str, file: FileId, span: Span, message: String, help: String) -> Problem {
    Problem { path: path.to_owned(), place: Some((file, span)), message, help: Some(help), related: None, fatal: true }
}
