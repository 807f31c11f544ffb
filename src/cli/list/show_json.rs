//! `list show --format json`: lists and their entries for machines.

use serde_json::{Value, json};

use super::search::Found;
use crate::policy::model::List;

/// The document: metadata of the lists, and the entries where they were asked for.
pub(super) fn document<'l>(lists: impl Iterator<Item = (&'l List, Vec<Found<'l>>)>) -> Value {
    json!({ "schema": 1, "lists": lists.map(|(list, rows)| described(list, &rows)).collect::<Vec<_>>() })
}

fn described(list: &List, rows: &[Found<'_>]) -> Value {
    let origin = list.origin.iter().map(|file| json!({"file": file.file, "sha256": file.sha256, "bytes": file.bytes}));
    json!({
        "id": list.id,
        "title": list.title,
        "publisher": list.publisher,
        "source": list.source,
        "published": list.published,
        "retrieved": list.retrieved,
        "entries": list.open_entries(),
        "ended": list.entries.len() - list.open_entries(),
        "official_count": list.official_count,
        "complete": list.complete,
        "coverage": list.coverage,
        "licence": list.licence,
        "sha256": list.digest,
        "origin": origin.collect::<Vec<_>>(),
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn row(found: &Found<'_>) -> Value {
    let Found { entry, met } = found;
    let names = entry.names.iter().map(|name| {
        json!({"name": name.text, "kind": name.kind.word(), "from": name.window.from, "until": name.window.until})
    });
    let listings = entry
        .listings
        .iter()
        .map(|listing| json!({"clause": listing.clause, "from": listing.window.from, "until": listing.window.until}));
    let identifiers = entry.identifiers.iter().map(|(scheme, value)| json!({"scheme": scheme, "value": value}));
    let mut row = json!({
        "id": entry.id,
        "names": names.collect::<Vec<_>>(),
        "listings": listings.collect::<Vec<_>>(),
        "identifiers": identifiers.collect::<Vec<_>>(),
        "kind": if entry.individual { "individual" } else if entry.region { "region" } else { "entity" },
        "location": entry.location,
        "products": entry.products,
        "parent": entry.parent,
        "grade": entry.grade.word(),
        "citation": entry.citation,
        "source": entry.source,
        "note": entry.note,
        "line": entry.line,
    });
    if let (false, Value::Object(row)) = (met.is_empty(), &mut row) {
        let met = met.iter().map(|met| json!({"field": met.field, "text": met.text, "how": met.how.word()}));
        row.insert("met".to_owned(), met.collect());
    }
    row
}
