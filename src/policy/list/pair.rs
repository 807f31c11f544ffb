//! Pairs of entries in two editions that stand for the same party.

use std::collections::HashMap;

use crate::finding::NameKind;
use crate::policy::model::Entry;
use crate::screen::name::{fold, identity};

/// A name for comparing: folded, so that case, punctuation and width do not count.
#[must_use]
pub fn key(name: &str) -> String {
    fold(name)
}

/// Identifiers that name one entry and no other.
const STRONG: [&str; 3] = ["ofac", "uscc", "lei"];

/// Old entry that each new entry is.
///
/// In this order, each old entry once and never where two could be meant: the publisher's number or a registration
/// number, the id, the primary name, the primary name without legal forms, and last a primary name that is another name
/// of the other. An alias alone never pairs: aliases move from one firm to another.
#[must_use]
pub fn pair(old: &[Entry], new: &[&Entry]) -> Vec<Option<usize>> {
    let mut pairing = Pairing { of_new: vec![None; new.len()], taken: vec![false; old.len()] };
    let strong = |entry: &Entry| -> Vec<String> {
        let named = entry.identifiers.iter().filter(|(scheme, _)| STRONG.contains(&scheme.as_str()));
        named.map(|(scheme, value)| format!("{scheme}:{value}")).collect()
    };
    let primary = |entry: &Entry| vec![key(entry.name())];
    let bare = |entry: &Entry| vec![identity(entry.name())];
    let all = |entry: &Entry| -> Vec<String> {
        entry.names.iter().filter(|name| name.kind != NameKind::Removed).map(|name| key(&name.text)).collect()
    };
    pairing.pass(old, new, strong, strong);
    pairing.pass(old, new, |entry| vec![entry.id.clone()], |entry| vec![entry.id.clone()]);
    pairing.pass(old, new, primary, primary);
    pairing.pass(old, new, bare, bare);
    pairing.pass(old, new, primary, all);
    pairing.pass(old, new, all, primary);
    pairing.of_new
}

struct Pairing {
    of_new: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairing {
    /// Pairs what shares a key with exactly one other.
    fn pass(
        &mut self,
        old: &[Entry],
        new: &[&Entry],
        old_keys: impl Fn(&Entry) -> Vec<String>,
        new_keys: impl Fn(&Entry) -> Vec<String>,
    ) {
        let mut of_key: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (at, entry) in old.iter().enumerate().filter(|(at, _)| !self.taken[*at]) {
            for key in old_keys(entry).into_iter().filter(|key| !key.is_empty()) {
                let (olds, _) = of_key.entry(key).or_default();
                if !olds.contains(&at) {
                    olds.push(at);
                }
            }
        }
        for (at, entry) in new.iter().enumerate().filter(|(at, _)| self.of_new[*at].is_none()) {
            for key in new_keys(entry).into_iter().filter(|key| !key.is_empty()) {
                if let Some((_, news)) = of_key.get_mut(&key)
                    && !news.contains(&at)
                {
                    news.push(at);
                }
            }
        }
        let mut found: Vec<(usize, usize)> = of_key
            .into_values()
            .filter_map(|(olds, news)| match (&olds[..], &news[..]) {
                ([old], [new]) => Some((*new, *old)),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        for (new, old) in found {
            if self.of_new[new].is_none() && !self.taken[old] {
                self.of_new[new] = Some(old);
                self.taken[old] = true;
            }
        }
    }
}
