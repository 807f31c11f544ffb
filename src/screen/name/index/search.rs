//! A stated name looked up: which listed words it may mean, which names hold them, and the best of those.

use super::super::align::Alignment;
use super::super::classify::{MOST_POSSIBLE, ceiling};
use super::super::model::{MatchClass, PartView};
use super::super::score::{Explanation, explain};
use super::super::tokens::{Token, tokenize};
use super::candidate::{Candidate, Route};
use super::compare::{WholeName, compare_names};
use super::keys::glued;
use super::scratch::{Scratch, SearchState};
use super::{Hit, NameIndex};

/// Number of names kept for a full comparison: those with most words in common, of all that hold a word.
const fn kept(limit: usize) -> usize {
    16 + 16 * limit
}

impl NameIndex {
    /// The listed names that a stated name met, the best one of each entity, best first.
    pub fn search(&self, query: &str, scratch: &mut Scratch, limit: usize) -> Vec<Hit> {
        self.search_all(query, scratch, limit, limit)
    }

    /// The same for a name that hardly ever meets anything: `limit` are looked for, and `most` where there is one.
    pub fn search_all(&self, query: &str, scratch: &mut Scratch, limit: usize, most: usize) -> Vec<Hit> {
        let Scratch { buffers, tokens, work, alignment } = scratch;
        tokenize(query, buffers, tokens);
        if tokens.is_empty() || self.is_empty() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        self.in_readings(tokens, buffers, |tokens| {
            hits = self.search_parts(tokens, work, alignment, limit);
            !hits.is_empty()
        });
        if hits.is_empty() {
            return self.cut_short(tokens, most);
        }
        if most > limit {
            let all = match work.selection.is_cut() {
                true => self.search_parts(tokens, work, alignment, most),
                false => self.best(&self.views(tokens), work, alignment, most),
            };
            // A name met by two names of one entity is met by none of them alone.
            return if all.is_empty() { hits } else { all };
        }
        hits
    }

    /// Says part by part why a name is a hit of the last search, whose buffers are handed in.
    #[must_use]
    pub fn explain_hit(&self, hit: &Hit, scratch: &Scratch) -> Explanation {
        let listed: Vec<PartView<'_>> = self.parts_of(hit.at).iter().map(|part| self.vocabulary.view(*part)).collect();
        explain(&self.views(&scratch.tokens), &listed, hit.class, hit.score)
    }

    fn search_parts(
        &self,
        tokens: &[Token],
        work: &mut SearchState,
        alignment: &mut Alignment,
        limit: usize,
    ) -> Vec<Hit> {
        let stated = self.views(tokens);
        work.masks.clear();
        work.misspellings.clear();
        work.loose.clear();
        work.followed.clear();
        work.candidates.clear();
        work.selection.clear();
        work.whole = glued(&stated);
        self.expand_words(&stated, work);
        self.expand_joined(&stated, work);
        self.by_spelling(&stated, work, kept(limit));
        if stated.iter().any(|view| !view.text.is_ascii()) {
            let SearchState { candidates, .. } = work;
            self.in_other_scripts(&stated, &mut |name| {
                candidates.push(Candidate::new(name, 0.0, Route::Joined));
            });
        }
        self.by_words(&stated, work, kept(limit));
        for (number, bits) in work.misspellings.drain(..) {
            work.masks.add(number, bits);
        }
        self.rank(&stated, work);
        let hits = self.best(&stated, work, alignment, limit);
        if !hits.is_empty() {
            return hits;
        }
        let names = work.candidates.iter().take(kept(limit)).map(|candidate| candidate.name);
        self.under_two_names(&stated, names, alignment).into_iter().take(limit).collect()
    }

    /// Compares the candidates until nothing better can come.
    fn best(&self, stated: &[PartView<'_>], work: &SearchState, alignment: &mut Alignment, limit: usize) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut listed: Vec<PartView<'_>> = Vec::new();
        let whole = WholeName::new(stated, &work.whole);
        if cfg!(debug_assertions) {
            for closed in work.candidates.iter().filter(|candidate| !candidate.open) {
                let listed: Vec<PartView<'_>> =
                    self.parts_of(closed.name).iter().map(|part| self.vocabulary.view(*part)).collect();
                let found = compare_names(&whole, stated, &listed, alignment);
                assert_eq!(found.0, MatchClass::None, "{stated:?} and {listed:?} were thought to differ");
            }
        }
        for candidate in work.candidates.iter().filter(|candidate| candidate.open).take(kept(limit)) {
            if hits.len() >= limit {
                let most = ceiling(candidate.overlap);
                // The owner is looked up only for a tie: it is far away in memory.
                let owner = || self.owners[candidate.name as usize].0;
                let settled = |hit: &&Hit| {
                    hit.class == MatchClass::Match && (hit.score > most || hit.score == most && hit.entity <= owner())
                };
                if hits.iter().filter(settled).count() >= limit {
                    break;
                }
            }
            listed.clear();
            listed.extend(self.parts_of(candidate.name).iter().map(|part| self.vocabulary.view(*part)));
            let (class, score) = compare_names(&whole, stated, &listed, alignment);
            if class == MatchClass::None {
                continue;
            }
            let (class, score) = if class == MatchClass::Match && self.weak.binary_search(&candidate.name).is_ok() {
                (MatchClass::Possible, score.min(MOST_POSSIBLE))
            } else {
                (class, score)
            };
            let (entity, name) = self.owners[candidate.name as usize];
            let hit = Hit { entity, name, score, class, at: candidate.name };
            match hits.iter_mut().find(|old| old.entity == hit.entity) {
                Some(old) if (hit.class, hit.score) > (old.class, old.score) => *old = hit,
                Some(_) => {}
                None => hits.push(hit),
            }
        }
        hits.sort_by(|a, b| b.class.cmp(&a.class).then(b.score.total_cmp(&a.score)).then(a.entity.cmp(&b.entity)));
        hits.truncate(limit);
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tokens::Buffers;
    use super::super::NameInput;
    use super::*;
    use crate::policy::pack::Pack;
    use crate::screen::name::tokens::split_glued;

    fn index(names: &[String]) -> NameIndex {
        NameIndex::build(names.iter().zip(0..).map(|(text, entity)| NameInput { entity, name: 0, text, weak: false }))
    }

    /// The best name by comparing all of them.
    fn by_all(index: &NameIndex, query: &str) -> Option<Hit> {
        let (mut buffers, mut tokens, mut alignment) = (Buffers::default(), Vec::new(), Alignment::default());
        tokenize(query, &mut buffers, &mut tokens);
        let stated: Vec<PartView<'_>> = tokens.iter().map(Token::view).collect();
        let letters = glued(&stated);
        let whole = WholeName::new(&stated, &letters);
        let mut best: Option<Hit> = None;
        for at in 0..u32::try_from(index.len()).expect("few names") {
            let listed: Vec<PartView<'_>> =
                index.parts_of(at).iter().map(|part| index.vocabulary.view(*part)).collect();
            let (class, score) = compare_names(&whole, &stated, &listed, &mut alignment);
            let (entity, name) = index.owners[at as usize];
            if class > MatchClass::None && best.is_none_or(|best| (class, score) > (best.class, best.score)) {
                best = Some(Hit { entity, name, score, class, at });
            }
        }
        best.or_else(|| by_all(index, &split_glued(&tokens)?))
    }

    fn finds_what_comparing_every_name_finds(names: &[String], queries: &[String]) {
        let index = index(names);
        let mut scratch = Scratch::default();
        for query in queries {
            let (found, all) = (index.search(query, &mut scratch, 1).pop(), by_all(&index, query));
            if !query.contains(' ') {
                // Without gaps, names that differ in nothing else are the same: either of them is right.
                assert_eq!(found.map(|hit| hit.class), all.map(|hit| hit.class), "{query}");
                continue;
            }
            let name = |hit: Option<Hit>| hit.map(|hit| (names[hit.entity as usize].as_str(), hit.class, hit.score));
            assert_eq!(name(found), name(all), "{query}");
        }
    }

    #[test]
    fn no_listed_name_is_lost_to_the_index() {
        let pack = Pack::embedded(&crate::verdict::checks()).expect("the built-in pack loads");
        let entries = pack.lists.iter().flat_map(|list| &list.entries);
        let names: Vec<String> = entries.flat_map(|entry| &entry.names).map(|name| name.text.clone()).collect();
        let mut reader = csv::Reader::from_reader(include_str!("../../../../tests/data/names.csv").as_bytes());
        let queries: Vec<String> = reader.records().map(|row| row.expect("a well-formed row")[0].to_owned()).collect();
        assert!(queries.len() > 100);
        finds_what_comparing_every_name_finds(&names, &queries);
    }

    /// Names of few words, so that every word is common and lists are long.
    fn made_up(count: usize, seed: u32) -> Vec<String> {
        let mut state = seed;
        let mut pick = |of: &[&'static str]| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            of[(state >> 16) as usize % of.len()]
        };
        (0..count)
            .map(|_| {
                let own = pick(&[
                    "Hengli",
                    "Jinlong",
                    "Falcon",
                    "Hua Xin",
                    "Golden Orchid",
                    "Falcon Hengli",
                    "Kingherbs",
                    "King Herbs",
                    "",
                ]);
                let more = pick(&["", "", "Ridge", "Longbridge"]);
                let trade = pick(&["Textile", "Trading", "Plastic Products", "Silicon Industry", "Metals"]);
                let place = pick(&["Suzhou", "Ningbo", "Xinjiang", "(Qingdao)", ""]);
                format!("{place} {own} {more} {trade} {}", pick(&["Co., Ltd.", "Limited", "Group Co., Ltd."]))
            })
            .collect()
    }

    #[test]
    fn no_name_is_lost_among_many_that_are_alike() {
        let names = made_up(700, 1);
        let mut queries = made_up(60, 2);
        for (number, name) in made_up(60, 3).into_iter().enumerate() {
            queries.push(match number % 4 {
                0 => name.replace(' ', ""),
                1 => name.replace("Falcon", "Falcom").replace("Longbridge", "Longbrigde").replace("Hengli", "Heng li"),
                2 => name.replace("Ltd.", "").to_uppercase(),
                _ => name.split(' ').rev().collect::<Vec<_>>().join(" "),
            });
        }
        finds_what_comparing_every_name_finds(&names, &queries);
    }

    #[test]
    fn hostile_names_are_answered() {
        let names = vec!["Golden Falcon Trading Co., Ltd.".to_owned(); 5000];
        let index = index(&names);
        let mut scratch = Scratch::default();
        let hit = index.search("golden falcon trading", &mut scratch, 1).pop().expect("a hit");
        assert_eq!((hit.entity, hit.class), (0, MatchClass::Match));
        for query in [
            "",
            " ",
            "-",
            "Co.",
            &"golden ".repeat(3000),
            &"x".repeat(10_000),
            &"falcon golden ".repeat(500),
            &"金".repeat(5000),
        ] {
            let _ = index.search(query, &mut scratch, 8);
        }
        assert_eq!(NameIndex::build([]).search("Golden", &mut scratch, 1), []);
    }
}
