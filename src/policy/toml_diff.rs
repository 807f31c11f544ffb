//! Differences between two TOML files key by key, in words: for a change of `sourcegate.toml`.

use std::collections::BTreeSet;

use super::change::{Action, Change, Detail, Topic};

/// The differences between two states of a configuration, key by key; those of `[policy-signature]` are about the key that
/// packs must be signed with.
///
/// # Errors
/// When one of them is no TOML.
pub fn changes(old: &str, new: &str) -> Result<Vec<Change>, String> {
    let parsed = |text: &str| toml::from_str::<toml::Table>(text).map_err(|error| error.to_string());
    let mut changes = Vec::new();
    walk("", &parsed(old)?, &parsed(new)?, &mut changes);
    Ok(changes)
}

fn walk(before: &str, old: &toml::Table, new: &toml::Table, changes: &mut Vec<Change>) {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let name = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
        match (old.get(key), new.get(key)) {
            (Some(toml::Value::Table(old)), Some(toml::Value::Table(new))) => walk(&name, old, new, changes),
            (Some(toml::Value::Table(old)), None) => walk(&name, old, &toml::Table::new(), changes),
            (None, Some(toml::Value::Table(new))) => walk(&name, &toml::Table::new(), new, changes),
            (old, new) => {
                let Some(action) = Action::between(old, new) else { continue };
                let topic = if name.starts_with("policy-signature.") { Topic::Key } else { Topic::Config };
                changes.push(Change::new(topic, name, action).with(values(old, new)));
            }
        }
    }
}

/// Lists differ item by item, everything else as a whole.
fn values(old: Option<&toml::Value>, new: Option<&toml::Value>) -> Vec<Detail> {
    if let (Some(toml::Value::Array(old)), Some(toml::Value::Array(new))) = (old, new) {
        let gone = old.iter().filter(|value| !new.contains(value)).map(|value| (Some(value.to_string()), None));
        let come = new.iter().filter(|value| !old.contains(value)).map(|value| (None, Some(value.to_string())));
        return gone.chain(come).filter_map(|(old, new)| Detail::between("item", old, new)).collect();
    }
    let shown = |value: Option<&toml::Value>| value.map(toml::Value::to_string);
    Detail::between("value", shown(old), shown(new)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_with_both_values_and_lists_by_item() {
        let old = "fail-on = \"deny\"\nexclude = [\"a\", \"b\"]\n[policy-signature]\nkey = \"RW1\"\n";
        let new = "fail-on = \"info\"\nexclude = [\"b\", \"c\"]\n[policy-signature]\nkey = \"RW2\"\n[limits]\nmax-records = 1\n";
        let found = changes(old, new).unwrap();
        let heads: Vec<_> = found.iter().map(|change| (change.topic, change.id.as_str(), change.action)).collect();
        assert_eq!(
            heads,
            [
                (Topic::Config, "exclude", Action::Changed),
                (Topic::Config, "fail-on", Action::Changed),
                (Topic::Config, "limits.max-records", Action::Added),
                (Topic::Key, "policy-signature.key", Action::Changed),
            ]
        );
        assert_eq!(found[0].details.len(), 2);
        assert_eq!(found[1].details[0].new.as_deref(), Some("\"info\""));
        assert!(changes("", "x = ").is_err());
        assert!(changes(old, old).unwrap().is_empty());
    }
}
