//! Weakening: changes of a layer that make a prohibition of law say less than the pack below.
//!
//! A prohibition of law is a rule with `waivable = false`. What cannot be told to be harmless counts as weakening.

use super::model::{Entry, List, Rule};
use super::timeline;
use crate::finding::{Grade, Level, NameKind, Window};

/// Ways in which the new rule says less than the old one; empty when it does not, or when a waiver could cover it
/// anyway.
pub(super) fn rule(old: &Rule, new: &Rule) -> Vec<String> {
    if old.waivable {
        return Vec::new();
    }
    let mut ways = Vec::new();
    ways.extend(timeline::lowered(old, new).into_iter().map(|detail| {
        let word = |value: Option<String>| value.unwrap_or_default();
        format!("{} goes from {} to {}", detail.field, word(detail.old), word(detail.new))
    }));
    if new.waivable {
        ways.push("a waiver could cover it".to_owned());
    }
    for (key, value) in new.params.stated() {
        if !is_harmless(key, old.params.stated().get(key), value) {
            ways.push(format!("the parameter `{key}` changes"));
        }
    }
    ways.extend(
        new.clears.iter().filter(|text| !old.clears.contains(text)).map(|text| format!("`{text}` would clear it")),
    );
    let silent = old.does_not_clear.iter().filter(|text| !new.does_not_clear.contains(text));
    ways.extend(silent.map(|text| format!("it no longer says that `{text}` does not clear it")));
    ways
}

/// Returns true if a new value of a parameter can only make a rule say more: more lists or kinds, or a higher level.
fn is_harmless(key: &str, old: Option<&toml::Value>, new: &toml::Value) -> bool {
    match (old, new) {
        (Some(old), new) if old == new => true,
        (Some(toml::Value::Array(old)), toml::Value::Array(new)) if matches!(key, "lists" | "engagements") => {
            old.iter().all(|value| new.contains(value))
        }
        (Some(toml::Value::String(old)), toml::Value::String(new)) if key.ends_with("level") || key == "otherwise" => {
            match (old.parse::<Level>(), new.parse::<Level>()) {
                (Ok(old), Ok(new)) => new >= old,
                _ => false,
            }
        }
        _ => false,
    }
}

/// Ways in which the new state of a list catches less than the old one.
pub(super) fn list(old: &List, new: &List) -> Vec<String> {
    let mut ways = Vec::new();
    for before in &old.entries {
        let shown = format!("{} ({})", before.id, before.name());
        match new.entries.iter().find(|entry| entry.id == before.id) {
            None => ways.push(format!("the row {shown} is gone")),
            Some(after) => ways.extend(entry(before, after).into_iter().map(|way| format!("the row {shown} {way}"))),
        }
    }
    ways
}

/// Ways in which an entry catches less than it did.
fn entry(old: &Entry, new: &Entry) -> Vec<String> {
    let mut ways = Vec::new();
    let inside = |inner: Window, outer: Window| {
        outer.from.is_none_or(|from| inner.from.is_some_and(|inner| from <= inner))
            && outer.until.is_none_or(|until| inner.until.is_some_and(|inner| inner <= until))
    };
    for name in &old.names {
        // A removed name catches only in its window, and a weak one denies nothing; any other catches as long as its
        // window says.
        let less = |kind: NameKind| matches!(kind, NameKind::Removed | NameKind::Weak);
        let kept = new.names.iter().any(|other| {
            other.text == name.text
                && inside(name.window, other.window)
                && (!less(other.kind) || name.kind == other.kind)
        });
        if !kept {
            ways.push(format!("loses the name `{}`", name.text));
        }
    }
    for identifier in old.identifiers.iter().filter(|identifier| !new.identifiers.contains(identifier)) {
        ways.push(format!("loses the identifier {}:{}", identifier.0, identifier.1));
    }
    for listing in &old.listings {
        if !new.listings.iter().any(|other| inside(listing.window, other.window)) {
            ways.push(format!("is listed for a shorter time ({})", listing.clause));
        }
    }
    if old.grade.may_deny() && !Grade::may_deny(new.grade) {
        ways.push(format!("is graded {} and denies no more", new.grade.word()));
    }
    if old.individual != new.individual || old.region != new.region {
        ways.push("changes its kind".to_owned());
    }
    if old.products != new.products && !new.products.is_empty() {
        ways.push("covers other products".to_owned());
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::check::KnownIds;
    use crate::policy::pack::Pack;
    use crate::policy::params::RuleParams;

    /// States a parameter of a rule anew.
    fn vary(rule: &mut Rule, key: &str, value: toml::Value) {
        let mut stated = rule.params.stated().clone();
        stated.insert(key.to_owned(), value);
        let checks = crate::verdict::checks();
        let check = checks.iter().find(|check| check.name == rule.check).unwrap();
        let lists = ["uflpa", "sdn"].map(str::to_owned).into();
        let known = KnownIds { lists, ..KnownIds::default() };
        rule.params = RuleParams::varied(check, &stated, &known).unwrap();
    }

    fn listed() -> (Rule, List) {
        let pack = Pack::embedded(&crate::verdict::checks()).unwrap();
        (pack.rule("uflpa-entity-listed").unwrap().clone(), pack.list("uflpa").unwrap().clone())
    }

    #[test]
    fn a_rule_of_law_may_grow_and_not_shrink() {
        let (old, _) = listed();
        assert!(rule(&old, &old).is_empty());
        let change = |change: &dyn Fn(&mut Rule)| {
            let mut new = old.clone();
            change(&mut new);
            rule(&old, &new)
        };
        let more = |rule: &mut Rule| {
            vary(rule, "lists", vec!["uflpa", "sdn"].into());
            vary(rule, "owner_level", "deny".into());
            rule.does_not_clear.push("a promise".into());
            rule.clears.pop();
        };
        assert!(change(&more).is_empty());
        assert!(change(&|rule| rule.levels[0].level = Level::Warn)[0].contains("level in US from 2022-06-21"));
        assert_eq!(change(&|rule| rule.waivable = true), ["a waiver could cover it"]);
        let fewer = |rule: &mut Rule| vary(rule, "lists", vec!["sdn"].into());
        assert_eq!(change(&fewer), ["the parameter `lists` changes"]);
        assert_eq!(
            change(&|rule| vary(rule, "engagements", vec!["jv"].into())),
            ["the parameter `engagements` changes"]
        );
        assert_eq!(change(&|rule| rule.clears.push("a letter".into())), ["`a letter` would clear it"]);
        let mut advice = old.clone();
        advice.waivable = true;
        let mut lower = advice.clone();
        lower.levels.clear();
        assert!(rule(&advice, &lower).is_empty(), "what a waiver could cover, a layer may lower");
    }

    #[test]
    fn a_list_may_grow_and_not_shrink() {
        let (_, old) = listed();
        let change = |change: &dyn Fn(&mut List)| {
            let mut new = old.clone();
            change(&mut new);
            list(&old, &new)
        };
        assert!(change(&|list| list.entries[0].identifiers.push(("lei".into(), "X".into()))).is_empty());
        assert!(change(&|list| drop(list.entries.remove(0)))[0].ends_with("is gone"));
        assert!(change(&|list| list.entries[0].names[0].text.push('x'))[0].contains("loses the name"));
        let shorter = change(&|list| list.entries[0].listings[0].window.until = Some(jiff::civil::date(2024, 1, 1)));
        assert!(shorter[0].contains("shorter time"), "{shorter:?}");
        assert!(change(&|list| list.entries[0].grade = Grade::Tertiary)[0].contains("denies no more"));
    }
}
